"""A finding about the step between two versions, in the one form that all of this room use."""

from dataclasses import replace

from beartrap.model.evidence import Facts
from beartrap.model.finding import Severity
from beartrap.model.place import Place
from beartrap.vet.analyser import Meta, Side
from beartrap.vet.behaviour import Behaviour, When
from beartrap.vet.promise.steps import Step, step_of


def told(
    meta: Meta,
    key: str,
    place: Place,
    quote: str,
    severity: Severity | None = None,
    when: When = When.UNKNOWN,
    **facts: str | int,
) -> Behaviour:
    """Return a behaviour of the kind `meta`; `severity` is the kind's own where none is given."""
    return Behaviour(
        id=meta.id,
        key=f"{meta.id} {key}",
        family=meta.family,
        when=when,
        place=place,
        quote=quote,
        severity=meta.severity if severity is None else severity,
        techniques=meta.techniques,
        facts=Facts.of(**facts),
    )


def place_in(side: Side, path: str, row: int | None = None) -> Place:
    """Return the place of a file of a version, by its normalised path; the package itself where there is none."""
    subject = side.read(path)
    return replace(subject.place, row=row) if subject is not None else Place(side.label)


def step_between(old: Side, new: Side) -> Step:
    """Return how far the version number says that the update goes."""
    return step_of(old.facts.version, new.facts.version)
