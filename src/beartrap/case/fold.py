"""The fold: from the ledger's rows to the records that stand.

What has been said stays in the ledger; what stands is decided here, by these rules:

1. a record that stands already (same id) is not taken twice; of a finding it is noted where it was last said;
2. a later finding of the same detector about the same subject replaces the earlier one
   (one that is seen again after something was done about it counts from then on: it is back, or was never gone);
3. a source that is looked at again loses its earlier looks and gaps;
4. a finding marked `false-positive` is suppressed, by its id: once its content changes, it counts again;
5. of estates, of the states of one run, and of the beginnings at one source, the latest stands;
6. a mark or an action that is repeated after another one on the same thing counts as new;
7. kinds that this version does not know are counted, a record that cannot be read becomes a Gap;
8. a look that began and neither ended nor left a gap was broken off: a Gap says so.

Folding in two steps gives what folding in one gives: `fold(b, fold(a)) == fold(a + b)`, which is what makes a
snapshot right. For that, everything the rules need stands in `Records`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain
from typing import Any, TypeVar

from beartrap.case.chain import GENESIS, Entry
from beartrap.case.envelope import Envelope, unwrap
from beartrap.case.folder import LEDGER
from beartrap.case.unknown import unknown_fields
from beartrap.case.view import Kept, Records
from beartrap.model.action import CONFIRMED, FALSE_POSITIVE, Action, Began, Mark, Run
from beartrap.model.coverage import Gap, GapReason, Looked
from beartrap.model.estate import Estate
from beartrap.model.finding import Finding
from beartrap.model.place import Place
from beartrap.model.question import Question
from beartrap.model.record import KINDS, RecordError, from_json, record_id
from beartrap.model.text import printable, shorten

VERSION = 3
"""Of these rules. A snapshot made by others is not used."""

UNKNOWN_TIME = datetime.fromtimestamp(0, UTC)
"""When a row was recorded whose envelope cannot be read."""
LONGEST_WHY = 300
"""Characters of a decoder's complaint that a Gap repeats: it may quote the whole field."""

Noun = TypeVar("Noun")
ByKey = dict[Any, Kept[Noun]]


def fold(entries: Iterable[Entry], start: Records | None = None) -> Records:
    """Return the records that stand after `entries`, the rows that follow those from which `start` was folded."""
    rest = iter(entries)
    first = next(rest, None)
    if first is None:
        return start or Records()
    folding = Folding(start or Records())
    for entry in chain((first,), rest):
        folding.take(entry)
    return folding.records()


def source_of(record: Looked | Gap) -> str | None:
    """Return the source that a look or a gap belongs to; a gap that names none belongs to that of its place."""
    if record.source is None and isinstance(record, Gap) and record.place is not None:
        return record.place.source
    return record.source


class Folding:
    """The records that stand so far. Dictionaries keep the ledger's order: what is replaced goes to the end."""

    def __init__(self, start: Records) -> None:
        self._simple: dict[str, ByKey[Any]] = {
            "document": _by_id(start.documents),
            "claim": _by_id(start.claims),
            "indicator": _by_id(start.indicators),
            "incident": _by_id(start.incidents),
        }
        self._estate = start.estate
        everything = sorted((*start.findings, *start.suppressed), key=lambda kept: kept.seq)
        self._findings: ByKey[Finding] = {_subject(kept.record): kept for kept in everything}
        self._began: ByKey[Began] = {kept.record.source: kept for kept in start.began}
        begun = {kept.seq for kept in start.began}
        self._looked: ByKey[Looked] = _by_id(start.looked)
        self._gaps: ByKey[Gap] = _by_id(gap for gap in start.gaps if gap.seq not in begun)  # rule 8 adds anew
        self._of_source: dict[str | None, list[str]] = {}
        looks: Iterator[Kept[Any]] = chain(self._looked.values(), self._gaps.values())
        for kept in looks:
            self._of_source.setdefault(source_of(kept.record), []).append(kept.id)
        self._actions: ByKey[Action] = _by_id(start.actions)
        self._marks: ByKey[Mark] = _by_id(start.marks)
        self._dealt_with = {kept.record.finding: kept.seq for kept in start.actions}
        deeds: Iterator[Kept[Any]] = chain(self._actions.values(), self._marks.values())
        self._last = {_marked(kept.record): kept.id for kept in deeds}
        self._runs: ByKey[Run] = {kept.record.id: kept for kept in start.runs}
        self._foreign = start.foreign
        self._rules: dict[str, Callable[[Kept[Any]], None]] = {
            "estate": self._take_estate,
            "finding": self._take_finding,
            "looked": self._take_look,
            "gap": self._take_look,
            "action": self._take_deed,
            "mark": self._take_deed,
            "run": self._take_run,
            "began": self._take_began,
        }

    def take(self, entry: Entry) -> None:
        """Fold one row in."""
        if entry.kind == GENESIS:
            return
        if entry.kind not in KINDS:
            self._foreign += 1
            return
        at = UNKNOWN_TIME
        try:
            envelope = unwrap(entry.json)
            at = envelope.at
            self._take(entry, envelope)
        except (RecordError, RecursionError, OverflowError) as error:  # a time beyond the calendar overflows
            self._take_look(_unreadable(entry, at, error))

    def records(self) -> Records:
        """Return what stands now."""
        judged = {mark.record.finding: mark.record.judgement for mark in self._marks.values() if _judges(mark.record)}
        counting: list[Kept[Finding]] = []
        suppressed: list[Kept[Finding]] = []
        for kept in self._findings.values():
            (suppressed if judged.get(kept.id) == FALSE_POSITIVE else counting).append(kept)
        gaps = sorted((*self._gaps.values(), *self._broken_off()), key=lambda kept: kept.seq)
        return Records(
            documents=tuple(self._simple["document"].values()),
            claims=tuple(self._simple["claim"].values()),
            indicators=tuple(self._simple["indicator"].values()),
            incidents=tuple(self._simple["incident"].values()),
            estate=self._estate,
            findings=tuple(counting),
            suppressed=tuple(suppressed),
            looked=tuple(self._looked.values()),
            gaps=tuple(gaps),
            actions=tuple(self._actions.values()),
            marks=tuple(self._marks.values()),
            runs=tuple(self._runs.values()),
            began=tuple(self._began.values()),
            foreign=self._foreign,
        )

    def _take(self, entry: Entry, envelope: Envelope) -> None:
        standing = self._simple.get(entry.kind)
        if standing is not None and envelope.id in standing:
            return
        kept = Kept(
            id=envelope.id,
            seq=entry.seq,
            at=envelope.at,
            record=from_json(entry.kind, envelope.record),
            unknown=unknown_fields(KINDS[entry.kind], envelope.record),
        )
        if standing is not None:
            standing[kept.id] = kept
        else:
            self._rules[entry.kind](kept)

    def _take_estate(self, kept: Kept[Estate]) -> None:
        self._estate = kept.record

    def _take_finding(self, kept: Kept[Finding]) -> None:
        key = _subject(kept.record)
        before = self._findings.get(key)
        if before is None or before.id != kept.id or self._dealt_with.get(kept.id, -1) > before.seq:
            _restate(self._findings, key, kept)
        else:
            self._findings[key] = replace(before, again=kept.seq)

    def _take_look(self, kept: Kept[Any]) -> None:
        standing: ByKey[Any] = self._gaps if isinstance(kept.record, Gap) else self._looked
        if kept.id not in standing:
            standing[kept.id] = kept
            self._of_source.setdefault(source_of(kept.record), []).append(kept.id)

    def _take_deed(self, kept: Kept[Any]) -> None:
        standing: ByKey[Any] = self._marks if isinstance(kept.record, Mark) else self._actions
        about = _marked(kept.record)
        if self._last.get(about) != kept.id:
            self._last[about] = kept.id
            _restate(standing, kept.id, kept)
            if isinstance(kept.record, Action):
                self._dealt_with[kept.record.finding] = kept.seq

    def _take_run(self, kept: Kept[Run]) -> None:
        _restate(self._runs, kept.record.id, kept)

    def _take_began(self, kept: Kept[Began]) -> None:
        for key in self._of_source.pop(kept.record.source, ()):
            self._looked.pop(key, None)
            self._gaps.pop(key, None)
        _restate(self._began, kept.record.source, kept)

    def _broken_off(self) -> Iterator[Kept[Gap]]:
        for source, began in self._began.items():
            if not began.record.digest:
                continue  # it only voids what stood before
            ids = self._of_source.get(source, ())
            if not any(key in self._looked or _ends(self._gaps[key].record, source) for key in ids):
                yield _interruption(began)


def _by_id(records: Iterable[Kept[Noun]]) -> ByKey[Noun]:
    return {kept.id: kept for kept in records}


def _restate(standing: ByKey[Noun], key: Any, kept: Kept[Noun]) -> None:
    standing.pop(key, None)
    standing[key] = kept


def _subject(finding: Finding) -> tuple[str, str]:
    return finding.detector, finding.subject


def _marked(record: Action | Mark) -> tuple[Any, ...]:
    return ("mark", record.finding) if isinstance(record, Mark) else ("action", record.finding, record.target)


def _judges(mark: Mark) -> bool:
    return mark.judgement in (FALSE_POSITIVE, CONFIRMED)


def _ends(gap: Gap, source: str) -> bool:
    """Whether a gap tells how the look at its whole source ended; one about a single row does not."""
    return gap.source == source and (gap.place is None or gap.place.row is None)


def _unreadable(entry: Entry, at: datetime, error: Exception) -> Kept[Gap]:
    complaint = printable(shorten(str(error) or type(error).__name__, LONGEST_WHY))
    gap = Gap(
        reason=GapReason.MALFORMED,
        questions=tuple(Question),
        why=f"{LEDGER}, row {entry.seq}: the record ({printable(entry.kind)}) cannot be read: {complaint}",
        remedy="Run `beartrap case verify` on the case. If it is whole, a newer Beartrap wrote the row: use that one.",
        place=Place(LEDGER, row=entry.seq),
        by="case",
    )
    return Kept(record_id(gap), entry.seq, at, gap)


def _interruption(began: Kept[Began]) -> Kept[Gap]:
    source = began.record.source
    gap = Gap(
        reason=GapReason.INTERRUPTED,
        questions=(Question.EXPOSED, Question.PRESENT, Question.ACTIVE),
        why=f"the look at {printable(source)} was begun at {began.at:%Y-%m-%d %H:%M:%S} UTC and broken off",
        remedy="Run the same command again with the same `--case`: what was finished is not looked at twice.",
        source=source,
        by="case",
    )
    return Kept(record_id(gap), began.seq, began.at, gap)
