"""Which chunks of a stage a content can concern: one pass of Hyperscan over the literals that their rules need.

Where Hyperscan is not to be had (it is built for few kinds of machine), every chunk is concerned: slower, with the same hits.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

hyperscan: Any
try:
    import hyperscan as _found
except ImportError:  # no build for this machine
    hyperscan = None
else:
    hyperscan = _found

MOST_KNOWN = 4096
"""Sets of literals of which is remembered what they call for: most files have one of few."""
Needs = Sequence[Sequence[Sequence[Sequence[Any]]]]
"""By rule, by clause: literals as (hex, caseless), of which one must be there."""


class Triage:
    """Made of each chunk's needs (None: it always concerns); the database is built when the first content comes."""

    def __init__(self, chunks: Sequence[Needs | None]) -> None:
        self._all = range(len(chunks))
        self._always = [number for number, needs in enumerate(chunks) if needs is None]
        self._chunks = chunks
        self._database: Any = None
        self._clauses: list[list[tuple[int, int]]] = []
        self._whole: list[int] = []
        self._chunk_of: list[int] = []
        self._seen: list[int] = []
        self._known: dict[tuple[int, ...], Sequence[int]] = {}

    def concerned(self, data: bytes, name: bytes | None = None) -> Sequence[int]:
        """Return the numbers of the chunks of which a rule may match; `name` is what the rules may ask of the file's name."""
        if hyperscan is None:
            return self._all
        if self._database is None:
            self._build()
        if not self._clauses:
            return self._always
        self._seen.clear()
        self._database.scan(data, match_event_handler=self._hit)
        if name is not None:
            self._database.scan(name, match_event_handler=self._hit)
        if not self._seen:
            return self._always
        key = tuple(sorted(self._seen))
        called = self._known.get(key)
        if called is None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            called = self._known[key] = sorted({*self._always, *self._called()})
        return called

    def _hit(self, identifier: int, _from: int, _to: int, _flags: int, _context: object) -> None:
        self._seen.append(identifier)

    def _called(self) -> Iterator[int]:
        """Yield the chunks with a rule of which every clause has a literal in the content."""
        held: dict[int, int] = defaultdict(int)
        for identifier in self._seen:
            for rule, bit in self._clauses[identifier]:
                held[rule] |= bit
        return (self._chunk_of[rule] for rule, bits in held.items() if bits == self._whole[rule])

    def _build(self) -> None:
        numbers: dict[tuple[str, bool], int] = {}
        for chunk, needs in enumerate(self._chunks):
            for clauses in needs or ():
                rule = len(self._whole)
                self._whole.append((1 << len(clauses)) - 1)
                self._chunk_of.append(chunk)
                for bit, literals in enumerate(clauses):
                    for content, caseless in literals:
                        number = numbers.setdefault((content, caseless), len(numbers))
                        if number == len(self._clauses):
                            self._clauses.append([])
                        self._clauses[number].append((rule, 1 << bit))
        self._chunks = ()
        self._database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        if numbers:
            self._database.compile(
                expressions=[_expression(content) for content, _ in numbers],
                flags=[
                    hyperscan.HS_FLAG_SINGLEMATCH | hyperscan.HS_FLAG_DOTALL | (hyperscan.HS_FLAG_CASELESS * caseless)
                    for _, caseless in numbers
                ],
                ids=list(range(len(numbers))),
                elements=len(numbers),
            )


def _expression(content: str) -> bytes:
    """Return hex as a pattern of plain bytes."""
    return b"".join(b"\\x" + content[at : at + 2].encode() for at in range(0, len(content), 2))
