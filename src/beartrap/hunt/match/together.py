"""Several matchers as one: the rules and the indicators of a hunt."""

from collections.abc import Callable, Iterable, Iterator, Sequence

import pyarrow as pa

from beartrap.engine.events import EVENT_HITS, EventMatcher, Sieved


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

    def sieved(self, source: str) -> Sieved | None:
        """Return what spares reading every field; None where any of them needs every field of every event."""
        fields: set[str] = set()
        sieves = []
        for matcher in self._matchers:
            needed = matcher.needed(source)
            if needed is None:
                sieved = matcher.sieved(source)
                if sieved is None:
                    return None
                sieves.append(sieved)
                needed = sieved.fields
            fields |= needed
        if not sieves:
            return None
        needles = tuple(sorted({needle for one in sieves for needle in one.needles}))
        return Sieved(frozenset(fields), _any([one.suspicious for one in sieves]), needles)

    def match(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the hits in one batch, in EVENT_HITS."""
        found = [hits for matcher in self._matchers if (hits := matcher.match(batch)).num_rows]
        return pa.concat_batches(found) if found else pa.RecordBatch.from_pylist([], EVENT_HITS)

    def untried(self) -> int:
        """Return how many values were too long to be tried since this was asked last."""
        return sum(matcher.untried() for matcher in self._matchers)

    def match_all(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield the hits of batch after batch."""
        return (self.match(batch) for batch in batches)


def _any(asked: Sequence[Callable[[bytes], bool]]) -> Callable[[bytes], bool]:
    return asked[0] if len(asked) == 1 else lambda text: any(one(text) for one in asked)
