"""How far a version number says that an update goes: semantic versioning 2.0.0, read leniently over all ecosystems."""

from enum import IntEnum

from beartrap.model.regex import regex


class Step(IntEnum):
    """How much an update may change by its own number; a larger step promises less."""

    SAME = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3
    UNKNOWN = 4
    """No number, or none that can be compared."""

    @property
    def says(self) -> str:
        """The step in words."""
        return _WORDS[self]


_WORDS = {
    Step.SAME: "the same version",
    Step.PATCH: "a patch release",
    Step.MINOR: "a minor release",
    Step.MAJOR: "a major release",
    Step.UNKNOWN: "an update whose number says nothing",
}
_RELEASE = regex(r"[vV]?(?:\d+[:!])?(\d+(?:\.\d+)*)")
_DATED = 1990
"""A first number from here on is a year: calendar versions promise nothing about what changes."""


def step_of(old: str | None, new: str | None) -> Step:
    """Return the step from one version to the next."""
    if not old or not new:
        return Step.UNKNOWN
    if old == new:
        return Step.SAME
    before, after = release_of(old), release_of(new)
    if before is None or after is None or max(before[0], after[0]) >= _DATED:
        return Step.UNKNOWN
    width = max(len(before), len(after), 3)
    before, after = before + (0,) * (width - len(before)), after + (0,) * (width - len(after))
    if before[0] != after[0]:
        return Step.MAJOR
    if before[1] != after[1]:
        return Step.MINOR
    return Step.PATCH


def release_of(version: str) -> tuple[int, ...] | None:
    """Return the numbers of the release (epoch, pre-release and build left out), None where there are none."""
    found = _RELEASE.match(version.strip())
    return tuple(int(part[:18]) for part in found[1].split(".")) if found else None


def goes_back(old: str | None, new: str | None) -> bool:
    """Tell whether the new version is the lower one."""
    before, after = release_of(old or ""), release_of(new or "")
    if before is None or after is None:
        return False
    width = max(len(before), len(after))
    return after + (0,) * (width - len(after)) < before + (0,) * (width - len(before))
