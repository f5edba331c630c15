"""A sweep as JSON (`beartrap.sweep/1`) and as lines for a terminal: findings, the five states counted, coverage, gaps."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from beartrap import __version__
from beartrap.case.view import CaseView, Kept
from beartrap.model.artifact import ContentState
from beartrap.model.coverage import Gap, Looked, is_verification
from beartrap.model.finding import Finding, Severity
from beartrap.model.record import Json, to_json
from beartrap.model.text import shorten
from beartrap.share.exit_code import CLEAN, FOUND, NOTHING_LOOKED_AT, WITH_GAPS

SCHEMA = "beartrap.sweep/1"
SWEEP = "sweep."
"""How the detectors of a sweep begin; what else a case knows is not told here."""
MOST_LINES = 40
"""Findings and gaps on a terminal; the document has all."""


class SweptView:
    """What a case knows of one sweep's sources. `earlier` counts findings that the last look did not make again."""

    def __init__(self, view: CaseView, labels: Collection[str]) -> None:
        records = view.records
        begun = {kept.record.source: kept.seq for kept in records.began if not is_verification(kept.record.source)}
        ours = [kept for kept in records.findings if kept.record.detector.startswith(SWEEP)]
        now = [kept for kept in ours if kept.last > _since(kept.record, begun)]
        self.earlier = len(ours) - len(now)
        self.findings: list[Kept[Finding]] = sorted(
            now, key=lambda kept: (-kept.record.severity, kept.record.host or "", kept.record.subject)
        )
        self.looked = [kept.record for kept in records.looked if _of(kept.record.source, labels)]
        self.gaps = [kept.record for kept in records.gaps if _of(kept.record.source, labels)]

    def states(self) -> dict[str, int]:
        """Return how many files ended in each of the five states."""
        counted: Counter[str] = Counter()
        for look in self._whole():
            counted.update({name: value for name, value in look.counts if isinstance(value, int)})
        return {state.value: counted[state.value] for state in ContentState}

    def amounts(self) -> dict[str, int]:
        """Return how much was looked at, by unit."""
        counted: Counter[str] = Counter()
        for look in self._whole():
            counted[look.unit] += look.amount
        return dict(sorted(counted.items()))

    def exit_code(self) -> int:
        """Return 11 to 14 by the highest finding that counts, else 3 where nothing was looked at, 4 with gaps, 0 without."""
        highest = max((kept.record.severity for kept in self.findings), default=Severity.INFO)
        if highest > Severity.INFO:
            return FOUND + highest
        if not any(look.amount for look in self.looked):
            return NOTHING_LOOKED_AT
        return WITH_GAPS if any(gap.questions for gap in self.gaps) else CLEAN

    def _whole(self) -> Iterator[Looked]:
        """Yield one look for each source: every detector left one over the same files."""
        seen: set[tuple[str, str]] = set()
        for look in self.looked:
            if (look.source, look.unit) not in seen:
                seen.add((look.source, look.unit))
                yield look


def document(swept: SweptView, case: str) -> dict[str, Json]:
    """Return the sweep as JSON values."""
    return {
        "schema": SCHEMA,
        "generator": {"name": "beartrap", "version": __version__},
        "case": case,
        "exit_code": swept.exit_code(),
        "states": {**swept.states()},
        "looked_at": {**swept.amounts()},
        "findings_of_earlier_looks": swept.earlier,
        "findings": [{"id": kept.id, **_json(kept.record)} for kept in swept.findings],
        "coverage": [_json(look) for look in swept.looked],
        "gaps": [_json(gap) for gap in swept.gaps],
    }


def lines(swept: SweptView) -> Iterator[str]:
    """Yield the sweep as lines, not yet made printable."""
    for kept in swept.findings[:MOST_LINES]:
        finding = kept.record
        sure = "confirmed" if finding.confirmed else "context" if finding.severity is Severity.INFO else "to be judged"
        where = finding.evidence[0].place.show() if finding.evidence else finding.subject
        yield f"{finding.severity.name.lower():>8}  {shorten(finding.title, 160)}  [{sure}]"
        yield f"          {shorten(where, 200)}"
    yield from _rest(len(swept.findings), "findings")
    for gap in swept.gaps[:MOST_LINES]:
        yield f"     gap  {shorten(gap.why, 220)}"
    yield from _rest(len(swept.gaps), "gaps")
    amounts = ", ".join(f"{amount:,} {unit}" for unit, amount in swept.amounts().items()) or "nothing"
    states = ", ".join(f"{count:,} {state}" for state, count in swept.states().items())
    yield f"Looked at {amounts}. Files: {states}. {len(swept.findings):,} findings, {_missing(swept.gaps):,} gaps."


def _rest(count: int, what: str) -> Iterator[str]:
    if count > MOST_LINES:
        yield f"          and {count - MOST_LINES:,} more {what} (--json has all)"


def _missing(gaps: Collection[Gap]) -> int:
    return sum(gap.count for gap in gaps)


def _since(finding: Finding, begun: Mapping[str, int]) -> int:
    """Return when the last look at the finding's source began, 0 where none is known."""
    source = finding.evidence[0].place.source if finding.evidence else ""
    return max((seq for label, seq in begun.items() if _of(label, (source,))), default=0)


def _of(source: str | None, labels: Collection[str]) -> bool:
    if source is None:
        return True
    if is_verification(source):
        return False  # of `contain verify`: a look for another question
    return any(source == label or source.startswith((f"{label} (", f"{label}/")) for label in labels)


def _json(record: Any) -> dict[str, Json]:
    content: dict[str, Json] = to_json(record, full=True)
    return content
