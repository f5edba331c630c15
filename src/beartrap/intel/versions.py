"""Version ranges in the one notation of the house: `vers:`, checked by univers.

univers knows how each ecosystem orders its versions; where it knows no order, only explicit versions can be said.
"""

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

from univers.nuget import InvalidNuGetVersion
from univers.version_constraint import InvalidConstraintsError
from univers.version_range import RANGE_CLASS_BY_SCHEMES, InvalidVersionRange, VersionRange

MOST_VERSIONS = 20_000
"""Explicit versions of one entry; the longest in OSV (Linux kernels) has a few thousand."""

_BREAKING = frozenset("|,<>=!*/ \t\n\r")


class VersionError(ValueError):
    """Versions that cannot be said as a range; the message says why."""


@cache
def scheme(ecosystem: str) -> str | None:
    """Return the vers scheme that orders the versions of a purl type, None where univers has none."""
    return ecosystem if ecosystem in RANGE_CLASS_BY_SCHEMES and ecosystem not in ("all", "none", "generic") else None


def explicit(ecosystem: str, versions: Iterable[str]) -> str:
    """Return a vers range that lists exactly these versions; raises VersionError where none is left.

    Where the ecosystem's order cannot take one of them (or is not known), the scheme is `generic`: equality is enough.
    """
    wanted = list(dict.fromkeys(version.strip() for version in versions if version.strip()))
    if not wanted:
        raise VersionError("no version")
    if len(wanted) > MOST_VERSIONS:
        raise VersionError(f"more than {MOST_VERSIONS} versions")
    if any(_BREAKING & set(version) for version in wanted):
        raise VersionError("a version with a character that no version has")
    named = f"vers:{scheme(ecosystem) or 'generic'}/{'|'.join(wanted)}"
    return named if _parses(named) else f"vers:generic/{'|'.join(wanted)}"


def between(ecosystem: str, bounds: Iterable[tuple[str, str]]) -> str:
    """Return a vers range from (comparator, version) pairs in ascending order (`>=`, `<`, `<=`).

    A lower bound of `0` is every version. Raises VersionError where the ecosystem has no order or a version no sense.
    """
    ordered = scheme(ecosystem)
    if ordered is None:
        raise VersionError(f"no order of versions is known for {ecosystem}")
    parts: list[str] = []
    bounds = list(bounds)
    if not bounds:
        raise VersionError("a range without bounds")
    for comparator, version in bounds:
        if not version.strip() or _BREAKING & set(version.strip()):
            raise VersionError("a version with a character that no version has")
        if not (comparator == ">=" and version.strip() == "0"):
            parts.append(f"{comparator}{version.strip()}")
    text = f"vers:{ordered}/{'|'.join(parts) or '*'}"
    if not _parses(text):
        raise VersionError(f"a range that {ordered} versions cannot have")
    return text


def checked(text: str) -> str:
    """Return a vers range that somebody wrote, if univers reads it; raises VersionError otherwise."""
    if not _parses(text):
        raise VersionError("no valid vers range")
    return text


def contains(text: str, version: str) -> bool:
    """Whether a vers range holds a version; a version without sense in that order is in none."""
    try:
        found = _range(text)
        return found.version_class(version) in found
    except _ERRORS:
        return False


_ERRORS = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    AssertionError,
    RuntimeError,  # with RecursionError and NotImplementedError
    InvalidNuGetVersion,
    InvalidConstraintsError,
    InvalidVersionRange,
)
"""What univers raises on versions it cannot read, by scheme."""


@lru_cache(maxsize=64)
def _range(text: str) -> Any:
    return VersionRange.from_string(text)  # type: ignore[no-untyped-call]


def _parses(text: str) -> bool:
    try:
        VersionRange.from_string(text)  # type: ignore[no-untyped-call]
    except _ERRORS:
        return False
    return True
