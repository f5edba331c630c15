"""Where we looked, as a grid of host by kind of source by time: pure arithmetic over the records.

Covered is the union of the looks minus the gaps; a gap takes time from the looks at its own source (from all looks of
its kind where it names none) on the hosts that it names (on all where it names none). Time that a known dormancy
explains is told apart from both. It is the arithmetic of the answers, kept per kind of source.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from beartrap.case.view import CaseView
from beartrap.model.coverage import SourceKind
from beartrap.model.frozen import frozen
from beartrap.model.window import Window, intersect, span, subtract, total, union
from beartrap.share.coverage_index import ANY_HOST, BROKEN_OFF, Index, Numbered
from beartrap.share.ordering import natural

Windows = tuple[Window, ...]


class Standing(StrEnum):
    """How one host stands with one kind of source, as a whole or in a slot of time."""

    COVERED = "covered"
    PARTLY = "covered in part"
    EXPLAINED = "silent, explained"
    """Only of a slot: a known dormancy, or a host that was off."""
    GAP = "could not be looked at"
    NOT_LOOKED = "not looked at"


@frozen
class Cell:
    """One host and one kind of source.

    For a log, `covered`, `lost` (in a gap) and `explained` (silent for a known reason) are windows inside the frame;
    what is in none of them was not looked at; `standing` follows the time, and gaps that cost no time are in `gaps`.
    For a state (files, inventories) the windows are empty and only `standing` counts. `looks` and `gaps` are how many
    records bear on the cell.
    """

    host: str
    kind: SourceKind
    standing: Standing
    covered: Windows = ()
    lost: Windows = ()
    explained: Windows = ()
    looks: int = 0
    gaps: int = 0

    @property
    def time_covered(self) -> timedelta:
        """How long the cell is covered, explained silence included."""
        return total(self.covered + self.explained)


@frozen
class CoverageMap:
    """The whole grid. `frame` is the time that the logs are held against, None where there is none to speak of.

    `kinds` are those that were looked at or tried on any host; `absent` those that an answer needs and that nobody has
    looked at on any host. `cells` has each host and kind; `hosts` is in natural order. `unplaced` counts, kind by kind, the
    things in gaps that name no host: they stand in no cell and must be shown beside them.
    """

    frame: Window | None
    hosts: tuple[str, ...]
    kinds: tuple[SourceKind, ...]
    absent: tuple[SourceKind, ...]
    cells: Mapping[tuple[str, SourceKind], Cell]
    unplaced: Mapping[SourceKind | None, int]

    def row(self, host: str) -> tuple[Cell, ...]:
        """Return a host's cells, in the order of `kinds`."""
        return tuple(self.cells[host, kind] for kind in self.kinds)

    def tally(self, kind: SourceKind) -> Counter[Standing]:
        """Return how many hosts stand how with a kind."""
        return Counter(self.cells[host, kind].standing for host in self.hosts)


def coverage_map(view: CaseView) -> CoverageMap:
    """Return the grid of a case."""
    records = view.records
    index = Index(tuple(kept.record for kept in records.looked), tuple(kept.record for kept in records.gaps))
    hosts = _hosts(view, index)
    kinds = tuple(kind for kind in SourceKind if kind in index.kinds)
    needed = {kind for answer in view.answers for need in answer.needed for kind in need.kinds}
    frame = frame_of(view)
    surveyor = _Surveyor(index, frame, _answered(view))
    return CoverageMap(
        frame=frame,
        hosts=hosts,
        kinds=kinds,
        absent=tuple(kind for kind in SourceKind if kind in needed and kind not in index.looked_at),
        cells={(host, kind): surveyor.cell(host, kind) for host in hosts for kind in kinds},
        unplaced=index.unplaced(),
    )


def slots(cell: Cell, frame: Window, number: int) -> tuple[Standing, ...]:
    """Return how a log stands in each of `number` equal parts of the frame; a part that a gap touches is a gap."""
    step = frame.length / number
    edges = [frame.low + step * place for place in range(number)] + [frame.high]
    return tuple(_slot(cell, (Window(edges[place], edges[place + 1]),)) for place in range(number))


def _slot(cell: Cell, slot: Windows) -> Standing:
    if intersect(cell.lost, slot):
        return Standing.GAP
    if not subtract(slot, cell.covered):
        return Standing.COVERED
    if not subtract(slot, cell.covered + cell.explained):
        return Standing.EXPLAINED
    return Standing.PARTLY if intersect(cell.covered, slot) else Standing.NOT_LOOKED


def frame_of(view: CaseView) -> Window | None:
    """Return the time to hold the logs against: what the answers need, else the incident's, else that of the looks."""
    needs = [need.window for answer in view.answers for need in answer.needed]
    incidents = [kept.record.window for kept in view.records.incidents]
    looks = [window for kept in view.records.looked for window in kept.record.windows]
    start = _first(needs) or _first(incidents) or _first(looks)
    end = _last(needs) or _last(incidents) or _last(looks) or span(kept.record.started for kept in view.records.runs)[1]
    return Window(start, end) if start is not None and end is not None and start < end else None


def _first(windows: list[Window]) -> datetime | None:
    return span(window.start for window in windows)[0]


def _last(windows: list[Window]) -> datetime | None:
    return span(window.end for window in windows)[1]


def _hosts(view: CaseView, index: Index) -> tuple[str, ...]:
    names = {host.name for host in view.records.estate.hosts} if view.records.estate else set()
    names |= index.hosts
    if not names and index.kinds:
        names = {ANY_HOST}
    return tuple(sorted(names, key=natural))


def _answered(view: CaseView) -> Mapping[tuple[str, str], Windows]:
    """Return, by host and kind, what an answer counts as covered by that kind alone: looks and explained silence."""
    counted: dict[tuple[str, str], Windows] = {}
    for answer in view.answers:
        for one in answer.covered.by_host:
            if len(one.kinds) == 1:
                key = one.host, one.kinds[0]
                counted[key] = counted.get(key, ()) + one.windows
    return counted


class _Surveyor:
    """Computes cells; the windows of hosts with the same looks and gaps are computed once."""

    def __init__(self, index: Index, frame: Window | None, answered: Mapping[tuple[str, str], Windows]) -> None:
        self.index = index
        self.frame = frame
        self.answered = answered
        self._known: dict[tuple[Numbered, Numbered], tuple[Windows, Windows]] = {}

    def cell(self, host: str, kind: SourceKind) -> Cell:
        looks = self.index.looks_on(host, kind)
        gaps = self.index.gaps_on(host, kind, looks)
        bare = Cell(host, kind, Standing.NOT_LOOKED, looks=len(looks), gaps=len(gaps))
        return self._log(bare, looks, gaps) if kind.timed else replace(bare, standing=_standing(bare, whole=not gaps))

    def _log(self, bare: Cell, looks: Numbered, gaps: Numbered) -> Cell:
        if (looks, gaps) not in self._known:
            self._known[looks, gaps] = self._windows(looks, gaps)
        covered, lost = self._known[looks, gaps]
        counted = self._framed(self.answered.get((bare.host, bare.kind.value), ())) if looks else ()
        explained = subtract(counted, covered)
        left = subtract((self.frame,), covered + explained) if self.frame is not None else ()
        broken_off = any(self.index.gaps[number].reason in BROKEN_OFF for number in gaps)
        standing = _standing(bare, whole=not left and not broken_off)
        return replace(bare, standing=standing, covered=covered, lost=subtract(lost, explained), explained=explained)

    def _windows(self, looks: Numbered, gaps: Numbered) -> tuple[Windows, Windows]:
        """Return what is covered and what is lost; a gap takes time only from the looks that it bears on."""
        pieces: list[Window] = []
        for look in (self.index.looks[number] for number in looks):
            bearing = (self.index.gaps[number] for number in gaps)
            holes = [hole for gap in bearing if self.index.takes_from(gap, look) for hole in gap.windows]
            pieces += subtract(look.windows, holes)
        covered = self._framed(union(pieces))
        holes = [hole for number in gaps for hole in self.index.gaps[number].windows]
        return covered, subtract(self._framed(union(holes)), covered)

    def _framed(self, windows: Windows) -> Windows:
        return windows if self.frame is None else intersect(windows, (self.frame,))


def _standing(cell: Cell, *, whole: bool) -> Standing:
    if cell.looks:
        return Standing.COVERED if whole else Standing.PARTLY
    return Standing.GAP if cell.gaps else Standing.NOT_LOOKED
