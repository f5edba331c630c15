"""An advisory that lists package versions, and how what stands somewhere meets it."""

from enum import StrEnum

from beartrap.model.artifact import Package
from beartrap.model.frozen import frozen


@frozen
class PackageEntry:
    """One package of a list. `ecosystem` is a purl type, None where the list does not say; `row` counts lines from 1."""

    ecosystem: str | None
    name: str
    versions: tuple[str, ...]
    ranges: tuple[str, ...]
    row: int


class Match(StrEnum):
    """How a package that stands somewhere meets the advisory."""

    EXACT = "exact"
    """The very version that the advisory names."""
    PERMITS = "permits"
    """A range is declared that would let a named version in."""
    OTHER = "other"
    """The package, in a version that the advisory does not name."""
    UNKNOWN = "unknown"
    """The package, in a version that cannot be compared."""


@frozen
class Stand:
    """One package of an advisory at one place. `named` is the version of the advisory that is meant."""

    package: Package
    match: Match
    named: str = ""
