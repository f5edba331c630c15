"""From acts to behaviours: each act is shown to the kinds that care for it, equal ones are told once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from beartrap.model.evidence import Facts
from beartrap.model.finding import Severity
from beartrap.model.place import Place
from beartrap.model.text import printable, shorten
from beartrap.vet.analyser import Meta
from beartrap.vet.behaviour import Behaviour, Step, When
from beartrap.vet.behaviours.kind import Weighed
from beartrap.vet.behaviours.registry import GROUPS, KINDS
from beartrap.vet.source.events import Act, Event
from beartrap.vet.source.values import Spot

PlaceOf = Callable[[str, int], Place]
"""The place of a row in a file of the package."""

STEPS = 10
_BY_ACT = {act: tuple(kind for kind in KINDS if act in kind.acts) for act in Act}


def judged(events: Sequence[Event], place: PlaceOf, *, quiet: bool = False) -> Iterator[Behaviour]:
    """Yield the behaviours that the acts of one file show; of equal ones that which weighs most.

    `quiet` is for a package's own tests, examples and documents: nobody runs them by installing or importing it, and
    they imitate what they test. What takes a build service's secrets elsewhere is as bad there (`Weighed.loud`).
    """
    best: dict[str, Behaviour] = {}
    for made in _all(events, place, quiet):
        old = best.get(made.key)
        if old is None or (made.severity, made.when) > (old.severity, old.when):
            best[made.key] = made
    yield from best.values()


def _all(events: Sequence[Event], place: PlaceOf, quiet: bool) -> Iterator[Behaviour]:
    for event in events:
        for kind in _BY_ACT[event.act]:
            weighed = kind.judge(event)
            if weighed is not None:
                yield behaviour(kind.meta, event, _heard(event, weighed, quiet), place)
    for group in GROUPS:
        for event, weighed in group.judge(events):
            yield behaviour(group.meta, event, _heard(event, weighed, quiet), place)


def _heard(event: Event, weighed: Weighed, quiet: bool) -> Weighed:
    """Return what an act weighs where it stands."""
    if not quiet or weighed.loud or event.when >= When.START:
        return weighed
    return replace(weighed, severity=min(weighed.severity, Severity.LOW))


def behaviour(meta: Meta, event: Event, weighed: Weighed, place: PlaceOf) -> Behaviour:
    """Return one behaviour with its evidence."""
    return Behaviour(
        id=meta.id,
        key=" ".join((meta.id, *(_one_name(printable(operand)) for operand in weighed.operands))),
        family=meta.family,
        when=event.when,
        place=place(event.path, event.row),
        quote=event.quote,
        severity=weighed.severity,
        layers=event.layers,
        steps=tuple(_steps(event, weighed.marks, place)),
        techniques=meta.techniques,
        facts=Facts.of(call=shorten(printable(event.name), 120), operand=shorten(printable(event.text), 300)),
    )


def _one_name(operand: str) -> str:
    """Return what Python 3 calls a function: a program that was moved to it does what it did (PEP 3108)."""
    module, dot, function = operand.partition(".")
    return f"{_ONE_NAME[module]}{dot}{function}" if dot and module in _ONE_NAME else operand


_ONE_NAME = {"cPickle": "pickle", "_pickle": "pickle", "urllib2": "urllib.request", "httplib": "http.client"}


def _steps(event: Event, marks: Iterable[str], place: PlaceOf) -> Iterator[Step]:
    """Yield the ways from the sources to the act, without the places that several share twice."""
    seen: set[Spot] = set()
    shown = 0
    ways = defaultdict(list)
    for mark in marks:
        for number, spot in enumerate(event.marks.get(mark, ())):
            if spot not in seen and shown < STEPS and (spot.path, spot.row) != (event.path, event.row):
                seen.add(spot)
                shown += 1
                ways[0 if number == 0 else 1].append(spot)
    for role, spots in (("source", ways[0]), ("transformation", ways[1])):
        for spot in spots:
            yield Step(place(spot.path, spot.row), role, spot.quote)
    if shown:
        yield Step(place(event.path, event.row), "sink", event.quote)
