"""What a kind of behaviour is: its description, and the rule that tells it from an act."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from beartrap.model.finding import Severity
from beartrap.model.frozen import frozen
from beartrap.vet.analyser import Meta
from beartrap.vet.behaviour import When
from beartrap.vet.source.events import Act, Event
from beartrap.vet.source.values import marks_of


@frozen
class Weighed:
    """What an act weighs if it is new: `operands` make it comparable between versions, `marks` are the ways that are shown."""

    severity: Severity
    operands: tuple[str, ...]
    marks: tuple[str, ...] = ()
    loud: bool = False
    """Whether it weighs as much in the package's own tests: what takes a build service's secrets goes where they are."""


@frozen
class Kind:
    """A kind that one act shows. `judge` returns None for an act that is no such thing."""

    meta: Meta
    acts: frozenset[Act]
    judge: Callable[[Event], Weighed | None]


@frozen
class Together:
    """A kind that only several acts of one file show together; each is told with the act that stands for all."""

    meta: Meta
    judge: Callable[[Sequence[Event]], Iterable[tuple[Event, Weighed]]]


def runs_itself(event: Event) -> bool:
    """Whether nobody needs to call the code: it runs at install, import or start."""
    return event.when >= When.START


def by_when(event: Event, itself: Severity, called: Severity) -> Severity:
    """Return one severity for code that runs by itself and another for code that waits to be called."""
    return itself if runs_itself(event) else called


def marked(event: Event, names: Iterable[str]) -> tuple[str, ...]:
    """Return those of the marks that the event's data bear, sorted."""
    return tuple(sorted(name for name in names if name in event.marks))


def prefixed(event: Event, prefix: str) -> tuple[str, ...]:
    """Return the event's marks that begin so, sorted."""
    return tuple(sorted(name for name in event.marks if name.startswith(prefix)))


def sure(events: Iterable[Event]) -> Iterator[Event]:
    """Yield the events that run by themselves first."""
    yield from sorted(events, key=lambda event: -event.when)


def goes_along(event: Event, name: str) -> bool:
    """Whether something is sent: of a request to an address of which nothing is known, what that address was made of only says where to ask."""
    asks = event.act is Act.FETCH and event.text in ("", "{}")
    return not asks or name in marks_of(event.values[1:])
