"""Looks and gaps, found by host and kind of source: what the coverage map asks for each of its cells."""

from collections import defaultdict
from collections.abc import Sequence

from beartrap.model.coverage import Gap, GapReason, Looked, SourceKind

ANY_HOST = "*"
"""How a look says that it holds for whatever host the source shows."""

BROKEN_OFF = frozenset({GapReason.BUDGET, GapReason.INTERRUPTED, GapReason.CRASHED})
"""A look with such a gap did not come to its end, so the gap bears on every host of that look."""

Numbered = tuple[int, ...]


class Index:
    """Looks and gaps by host and kind, as numbers into the tuples it was made from: equal numbers, equal cells."""

    def __init__(self, looks: Sequence[Looked], gaps: Sequence[Gap]) -> None:
        self.looks = looks
        self.gaps = gaps
        self._looks: dict[tuple[SourceKind, str], list[int]] = defaultdict(list)
        self._named: dict[str, list[int]] = defaultdict(list)
        self._nameless: list[int] = []
        self._shared: dict[tuple[SourceKind, Numbered], Numbered] = {}
        for number, look in enumerate(looks):
            for host in look.hosts:
                self._looks[look.kind, host].append(number)
        for number, gap in enumerate(gaps):
            hosts = hosts_of(gap)
            for host in hosts:
                self._named[host].append(number)
            if not hosts:
                self._nameless.append(number)
        self._costly = [number for number in self._nameless if _costs(gaps[number])]
        self.hosts = frozenset({host for _, host in self._looks} | set(self._named)) - {ANY_HOST}
        self.looked_at = frozenset(kind for kind, _ in self._looks)
        tried = {look.kind for look in looks} | {gap.kind for gap in gaps if gap.kind is not None}
        self.kinds = frozenset(tried - {SourceKind.REPORT})  # a report lies on no host

    def looks_on(self, host: str, kind: SourceKind) -> Numbered:
        """Return the looks of a kind that cover a host."""
        return (*self._looks.get((kind, host), ()), *self._looks.get((kind, ANY_HOST), ()))

    def gaps_on(self, host: str, kind: SourceKind, looks: Numbered) -> Numbered:
        """Return the gaps that bear on a host and kind: those that name the host, and the nameless ones of its looks."""
        named = (number for number in self._named.get(host, ()) if self._fits(self.gaps[number], kind, looks))
        return (*named, *self._nameless_on(kind, looks))

    def _nameless_on(self, kind: SourceKind, looks: Numbered) -> Numbered:
        if (kind, looks) not in self._shared:
            bearing = (number for number in self._costly if self._bears(self.gaps[number], kind, looks))
            self._shared[kind, looks] = tuple(bearing)
        return self._shared[kind, looks]

    def takes_from(self, gap: Gap, look: Looked) -> bool:
        """Whether a gap takes from a look: same source and kind, as far as it names them, and a question in common."""
        same = gap.source in (None, look.source) and gap.kind in (None, look.kind)
        return same and any(question in look.questions for question in gap.questions)

    def unplaced(self) -> dict[SourceKind | None, int]:
        """Return, kind by kind, how many things stand in gaps that name no host."""
        counts: dict[SourceKind | None, int] = defaultdict(int)
        for number in self._nameless:
            counts[self.gaps[number].kind] += self.gaps[number].count
        return dict(counts)

    def _fits(self, gap: Gap, kind: SourceKind, looks: Numbered) -> bool:
        return gap.kind is kind or (gap.kind is None and any(self.takes_from(gap, self.looks[look]) for look in looks))

    def _bears(self, gap: Gap, kind: SourceKind, looks: Numbered) -> bool:
        return gap.kind in (None, kind) and any(self.takes_from(gap, self.looks[look]) for look in looks)


def hosts_of(gap: Gap) -> tuple[str, ...]:
    """Return the hosts that a gap names, by itself or by its place."""
    if gap.hosts:
        return gap.hosts
    return (gap.place.host,) if gap.place is not None and gap.place.host is not None else ()


def _costs(gap: Gap) -> bool:
    return bool(gap.windows) or gap.reason in BROKEN_OFF
