"""One package of an advisory that lists package versions."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PackageEntry:
    """One package of a list. `ecosystem` is a purl type, None where the list does not say; `row` counts lines from 1."""

    ecosystem: str | None
    name: str
    versions: tuple[str, ...]
    ranges: tuple[str, ...]
    row: int
