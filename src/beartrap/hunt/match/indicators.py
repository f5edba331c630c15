"""Indicators over events: the same idea as for rules, each distinct value once, and look-ups that do not grow with their number."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import orjson
import pyarrow as pa

from beartrap.engine.events import EVENT_HITS, Sieved
from beartrap.engine.knowledge import Knowledge
from beartrap.hunt.match.bitmaps import bits_of
from beartrap.hunt.match.columns import Column, Columns
from beartrap.hunt.match.evidence import hits_table
from beartrap.hunt.match.lookups import LookUp, look_ups
from beartrap.hunt.match.matcher import source_of
from beartrap.hunt.match.roles import ROLE_OF, WINDOWS, role_of
from beartrap.model.frozen import frozen
from beartrap.model.indicator import IndicatorKind

INDICATOR = "indicator"
"""The kind of a hit that an indicator made."""


@frozen
class Wanted:
    """What is looked for: kind, value and key of each indicator, each key once."""

    kinds: tuple[str, ...]
    values: tuple[str, ...]

    @classmethod
    def of(cls, knowledge: Knowledge) -> "Wanted":
        """Return what of `knowledge` events can show; what a list says is harmless stays in, its role tells later."""
        pairs = {(one.kind.value, one.value): None for one in knowledge.indicators.values() if one.kind in ROLE_OF}
        return cls(tuple(kind for kind, _ in pairs), tuple(value for _, value in pairs))

    def key(self, place: int) -> str:
        """Return the key of one (`domain:evil.example`)."""
        return f"{self.kinds[place]}:{self.values[place]}"

    def to_bytes(self) -> bytes:
        """Return it as JSON."""
        return orjson.dumps([self.kinds, self.values])

    @classmethod
    def from_bytes(cls, content: bytes) -> "Wanted":
        """Return what `to_bytes` gave."""
        kinds, values = orjson.loads(content)
        return cls(tuple(kinds), tuple(values))


class IndicatorMatcher:
    """Indicators, ready to match; satisfies `engine.events.EventMatcher`. Not for several threads."""

    def __init__(self, wanted: Wanted) -> None:
        """`refused` has the keys of indicators whose value is not what their kind says."""
        self._wanted = wanted
        by_kind: dict[IndicatorKind, list[tuple[str, int]]] = defaultdict(list)
        for place, (kind, value) in enumerate(zip(wanted.kinds, wanted.values, strict=True)):
            by_kind[IndicatorKind(kind)].append((value, place))
        self._look_ups, refused = look_ups(by_kind)
        self.refused = tuple(wanted.key(place) for place in refused)

    def needed(self, source: str) -> frozenset[str] | None:
        """Return the fields in which indicators are looked for; None, every field that reads like one, outside Windows."""
        if not self._look_ups:
            return frozenset()
        return WINDOWS if source.startswith("windows/") else None

    def sieved(self, source: str) -> Sieved | None:
        """Return None: what is needed is needed of every event."""
        return None

    def match(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the hits in one batch, in EVENT_HITS, indicator by indicator."""
        found: dict[int, list[tuple[str, int]]] = defaultdict(list)
        columns = Columns(batch)
        windows = source_of(batch).startswith("windows/")
        for name in columns.fields() if self._look_ups else ():
            look_ups = [one for role, one in self._look_ups if role & role_of(name)]
            if not look_ups or (windows and name not in WINDOWS):
                continue
            column = columns.get(name)
            if column is not None:
                for place, bits in _found_in(column, look_ups):
                    found[place].append((name, bits))
        tables = [table for place in sorted(found) for table in self._table(batch, columns, place, found[place])]
        return pa.concat_batches(tables) if tables else pa.RecordBatch.from_pylist([], EVENT_HITS)

    def untried(self) -> int:
        """Return 0: readers give no value that is too long to be taken apart."""
        return 0

    def _table(
        self, batch: pa.RecordBatch, columns: Columns, place: int, matched: Sequence[tuple[str, int]]
    ) -> Iterator[pa.RecordBatch]:
        rows = 0
        for _, bits in matched:
            rows |= bits
        return hits_table(batch, columns, INDICATOR, self._wanted.key(place), rows, matched)

    def match_all(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield the hits of batch after batch."""
        return (self.match(batch) for batch in batches)


def _found_in(column: Column, look_ups: Sequence[LookUp]) -> Iterator[tuple[int, int]]:
    codes: dict[int, set[int]] = defaultdict(set)
    for look_up in look_ups:
        for value, place in look_up(column.present_values):
            codes[place].add(int(column.present[value]))
    for place, some in codes.items():
        yield place, bits_of(column.holding(np.array(sorted(some), np.int64)))
