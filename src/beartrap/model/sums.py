"""A file that is not as its package's own sums say."""

from beartrap.model.frozen import frozen
from beartrap.model.place import Place


@frozen
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
