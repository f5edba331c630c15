"""One file a question, each a pure function of records; the board's order is this list's."""

from collections.abc import Callable

from beartrap.case.answers import active, contained, exposed, next, onward, present, seen, who
from beartrap.case.view import Records
from beartrap.model.answer import Answer

ALL: tuple[Callable[[Records], Answer], ...] = (
    exposed.answer,
    present.answer,
    active.answer,
    seen.answer,
    onward.answer,
    contained.answer,
    who.answer,
    next.answer,
)


def answer_all(records: Records) -> tuple[Answer, ...]:
    """Return the eight answers."""
    return tuple(answer(records) for answer in ALL)
