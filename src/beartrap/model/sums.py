"""A file that is not as its package's own sums say."""

from dataclasses import dataclass

from beartrap.model.place import Place


@dataclass(frozen=True, slots=True)
class Altered:
    """`owner` is the package, `by` whose sums; `missing`, or `added` (no list names it), else changed; `configuration`: meant to be edited on the host."""

    place: Place
    owner: str
    by: str
    expected: str
    actual: str | None
    missing: bool = False
    configuration: bool = False
    added: bool = False
