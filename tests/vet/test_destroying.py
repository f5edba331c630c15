"""Files that are wiped one by one: those that were listed below the home folder, and not what only has to do with both."""

import pytest

from beartrap.vet.behaviour import When
from beartrap.vet.behaviours.destroying import destroys
from beartrap.vet.source.events import Act, Event
from beartrap.vet.source.values import Spot, Value


def trail(*rows: int) -> tuple[Spot, ...]:
    return tuple(Spot("a.py", row, "") for row in rows)


@pytest.mark.parametrize(
    ("home", "listed", "told"),
    [
        ((1,), (1,), True),
        ((1, 2), (3,), True),  # near each other
        ((1, 2, 3, 4, 5, 6, 7), (6,), True),  # the list was made of it
        ((1, 2, 3, 4, 5, 6, 7), (20,), False),  # a name from another list
        ((), (1,), False),
        ((1,), (), False),
    ],
)
def test_what_was_listed_below_the_home_folder_is_wiped(
    home: tuple[int, ...], listed: tuple[int, ...], told: bool
) -> None:
    marks = {name: trail(*rows) for name, rows in (("home", home), ("list", listed)) if rows}
    event = Event(Act.WRITE, "open", "a.py", 30, "", When.CALL, "{}", marks, values=(Value(""),))
    assert (destroys(event) is not None) == told


@pytest.mark.parametrize(
    ("path", "data", "told"),
    [((), (), True), (("sum-of-it",), (), False), ((), ("network",), False), (("network",), ("sum-of-it",), True)],
)
def test_a_download_and_a_file_that_is_called_by_a_digest_are_the_programs_own(
    path: tuple[str, ...], data: tuple[str, ...], told: bool
) -> None:
    values = tuple(Value(marks={name: trail(5) for name in marks}) for marks in (path, data))
    event = Event(
        Act.WRITE, "open", "a.py", 30, "", When.CALL, "{}", {"home": trail(1), "list": trail(1)}, values=values
    )
    assert (destroys(event) is not None) == told
