"""What an update needs that the trusted version did not, and whether it is the same package at all."""

from collections.abc import Iterator

from beartrap.model.finding import Severity
from beartrap.model.place import Place
from beartrap.vet.analyser import Meta, Seen, Side
from beartrap.vet.behaviour import Family, When
from beartrap.vet.facts import Dependency
from beartrap.vet.promise.steps import Step, goes_back
from beartrap.vet.promise.telling import place_in, step_between, told

_EVENT_STREAM = "https://blog.npmjs.org/post/180565383195/details-about-the-event-stream-incident"
DEPENDENCY = Meta(
    "promise.dependency",
    "A new dependency",
    "The update brings in another package, which runs with the same rights; vet that one too.",
    Family.PROMISE,
    Severity.HIGH,
    ("T1195.001",),
    (_EVENT_STREAM,),
)
IDENTITY = Meta(
    "promise.identity",
    "Not the update of this package",
    "The two versions are not called the same, or the new one is older, or has the same number with other content.",
    Family.PROMISE,
    Severity.MEDIUM,
    ("T1195.002",),
    ("https://semver.org/spec/v2.0.0.html",),
)
BEHAVIOURS = (DEPENDENCY, IDENTITY)
_ADDRESSES = ("git+", "git:", "git@", "http:", "https:", "file:", "ssh:", "github:")
_LITTLE = (Step.SAME, Step.PATCH)
NEAR = 1
"""Edits between two names from which one may be taken for the other."""
LEAST_NAME = 5
"""Characters below which two names are near each other by chance."""


class DependencyAnalyser:
    """Dependencies by name, over all groups."""

    id = "promise.dependencies"

    def look(self, old: Side | None, new: Side) -> Iterator[Seen]:
        """Yield each dependency that the old version did not have, and each that moved to an address of its own."""
        if old is None:
            return
        before = {_plain(one.name): one for one in old.facts.dependencies}
        own = _plain(new.facts.name or "")
        step = step_between(old, new)
        for one in {_plain(each.name): each for each in new.facts.dependencies}.values():
            known = before.get(_plain(one.name))
            moved = known is not None and _is_address(one.spec) and one.spec != known.spec
            if _plain(one.name) == own or (known is not None and not moved):
                continue
            near = next((name for name in before if _near(_plain(one.name), name)), None)
            severity = _weight(one, step, near)
            quote = f"{one.name} {one.spec}".strip() + (f", much like {near}" if near else "") + f" (in {step.says})"
            when = When.INSTALL if one.group == "build" else When.UNKNOWN
            place = place_in(new, one.path, one.row)
            yield told(DEPENDENCY, f"{_plain(one.name)} {one.group}", place, quote, severity, when, dependency=one.name)


def _weight(one: Dependency, step: Step, near: str | None) -> Severity:
    if _is_address(one.spec) or near is not None:
        return Severity.HIGH
    if one.group in ("extra", "peer"):
        return Severity.INFO
    return Severity.MEDIUM if step in _LITTLE else Severity.LOW


def _is_address(spec: str) -> bool:
    return spec.strip().lower().startswith(_ADDRESSES)


def _plain(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def _near(one: str, other: str) -> bool:
    """Tell whether two different names are one edit or one swap apart."""
    if one == other or min(len(one), len(other)) < LEAST_NAME or abs(len(one) - len(other)) > NEAR:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    if len(a) == len(b):
        return a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
    return a[1:] == b if len(a) > len(b) else a == b[1:]


class IdentityAnalyser:
    """Name and version of the two."""

    id = "promise.identity"

    def look(self, old: Side | None, new: Side) -> Iterator[Seen]:
        """Yield what shows that one is not the update of the other."""
        if old is None or "generic" in (old.facts.ecosystem, new.facts.ecosystem):
            return
        before, after, place = old.facts, new.facts, Place(new.label)
        if before.name and after.name and _plain(before.name) != _plain(after.name):
            yield told(IDENTITY, "name", place, f"{before.name} and {after.name}")
        elif before.ecosystem != after.ecosystem:
            yield told(IDENTITY, "ecosystem", place, f"{before.ecosystem} and {after.ecosystem}", Severity.LOW)
        elif goes_back(before.version, after.version):
            yield told(IDENTITY, "version", place, f"{before.version} is followed by {after.version}")
        elif before.version and before.version == after.version and new.changed:
            yield told(IDENTITY, "same", place, f"{after.version} twice, with {len(new.changed)} files that differ")
