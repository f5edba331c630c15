"""Which units of a stage a content can concern: one pass of Hyperscan over the literals that call for them.

Where Hyperscan is not to be had (it is built for few kinds of machine), or is another than the one that made the database, every
unit is called for: slower, with the same hits.
"""

from collections.abc import Iterable, Sequence, Set
from typing import Any

from beartrap.engine.yara_literals import Literal

hyperscan: Any
try:
    import hyperscan as _found
except ImportError:  # no build for this machine
    hyperscan = None
else:
    hyperscan = _found


class Triage:
    """Made of the literals of a stage, the units that each of them calls for, and the database of the literals."""

    def __init__(self, literals: Sequence[Literal], calls: Sequence[Sequence[int]], database: bytes) -> None:
        self._calls = calls
        self._all = sorted({unit for units in calls for unit in units})
        self._numbers: list[int] = []
        self._database: Any = _opened(database) if calls else None
        self.sought = {} if self._database is None else {one: number for number, one in enumerate(literals)}

    def look(self, *texts: bytes) -> tuple[Iterable[int], Set[int]]:
        """Return the units that the texts call for (a content, and what rules may ask of its name), and the literals in them by number."""
        if self._database is None:
            return self._all, frozenset()
        self._numbers.clear()
        for text in texts:
            self._database.scan(text, match_event_handler=self._hit)
        if not self._numbers:
            return (), frozenset()
        seen = set(self._numbers)
        return {unit for number in seen for unit in self._calls[number]}, seen

    def _hit(self, number: int, _from: int, _to: int, _flags: int, _context: object) -> None:
        self._numbers.append(number)


def database_of(literals: Sequence[Literal]) -> bytes:
    """Return a database of literals by number, empty where Hyperscan is not to be had."""
    if hyperscan is None or not literals:
        return b""
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    flags = hyperscan.HS_FLAG_SINGLEMATCH | hyperscan.HS_FLAG_DOTALL
    database.compile(
        expressions=[_expression(content) for content, _ in literals],
        flags=[flags | (hyperscan.HS_FLAG_CASELESS * caseless) for _, caseless in literals],
        ids=list(range(len(literals))),
        elements=len(literals),
    )
    made: bytes = hyperscan.dumpb(database)
    return made


def _opened(content: bytes) -> Any:
    """Return the database; None where it cannot be used here."""
    if hyperscan is None or not content:
        return None
    try:
        database = hyperscan.loadb(content, hyperscan.HS_MODE_BLOCK)
        database.scratch = hyperscan.Scratch(database)
    except hyperscan.error:  # of another version, or for another processor
        return None
    return database


_ESCAPED = tuple(b"\\x%02x" % code for code in range(256))


def _expression(content: bytes) -> bytes:
    return b"".join(map(_ESCAPED.__getitem__, content))
