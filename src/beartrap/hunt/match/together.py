"""Several matchers as one: the rules and the indicators of a hunt."""

from collections.abc import Iterable, Iterator, Sequence

import pyarrow as pa

from beartrap.engine.events import EVENT_HITS, EventMatcher


class Together:
    """Satisfies `engine.events.EventMatcher`; the hits come matcher by matcher."""

    def __init__(self, matchers: Sequence[EventMatcher]) -> None:
        self._matchers = matchers

    def needed(self, source: str) -> frozenset[str] | None:
        """Return the fields that any of them needs; None for every field."""
        fields: set[str] = set()
        for matcher in self._matchers:
            needed = matcher.needed(source)
            if needed is None:
                return None
            fields |= needed
        return frozenset(fields)

    def match(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the hits in one batch, in EVENT_HITS."""
        found = [hits for matcher in self._matchers if (hits := matcher.match(batch)).num_rows]
        return pa.concat_batches(found) if found else pa.RecordBatch.from_pylist([], EVENT_HITS)

    def match_all(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield the hits of batch after batch."""
        return (self.match(batch) for batch in batches)
