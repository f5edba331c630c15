"""`contained`: is it isolated and removed, and proven gone?

A finding of malicious content is closed by one thing alone: a sweep afterwards that examined its place to the end and did
not find it. Whatever happens to it later (found again, put back, restored) opens it again.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from beartrap.case.answers.frame import build, need, weigh
from beartrap.case.answers.measure import count, names
from beartrap.case.view import Kept, Records
from beartrap.model.action import CONFIRMED, FOUND_AGAIN, GONE, NOT_EXAMINED, Action, Verb
from beartrap.model.answer import Answer, State
from beartrap.model.coverage import SourceKind
from beartrap.model.finding import Finding
from beartrap.model.question import Question
from beartrap.model.verdict import Containment

BACK = frozenset({Verb.RESTORED.value, Verb.PUT_BACK.value, Verb.STRANDED.value})
"""What leaves or makes a file live again."""


def answer(records: Records) -> Answer:
    """Return the answer from the quarantine's records and the sweep that came after them."""
    found = to_contain(records)
    open_ones = tuple(kept for kept in found if closed_at(records, kept) is None)
    base = build(
        records,
        Question.CONTAINED,
        (need(records, Question.CONTAINED, (SourceKind.VERIFICATION,), "Removed is proven only by looking again."),),
        lambda _, state: _describe(records, found, open_ones, state),
        verdict=None if not found else Containment.OPEN.value if open_ones else Containment.CONTAINED.value,
        would_change=_would_change(found, open_ones),
        proven=bool(found) and not open_ones,
    )
    return replace(
        base, findings=tuple(kept.id for kept in (*open_ones, *(one for one in found if one not in open_ones)))
    )


def to_contain(records: Records) -> tuple[Kept[Finding], ...]:
    """Return the findings that ask to be contained: of malicious content, or what a person confirmed or isolated as such."""
    found = weigh(records, Question.PRESENT)
    judged = {mark.record.finding: mark.record.judgement for mark in records.marks}
    taken = {action.record.finding for action in records.actions if action.record.verb == Verb.QUARANTINED}
    answered_for = (kept for kept in found.light if judged.get(kept.id) == CONFIRMED or kept.id in taken)
    return (*found.weighty, *answered_for)


def closed_at(records: Records, kept: Kept[Finding]) -> datetime | None:
    """Return when a finding was proven gone, None where it is open."""
    mine = [action for action in records.actions if action.record.finding == kept.id]
    proofs = [action for action in mine if action.record.verb == Verb.VERIFIED]
    if not proofs or proofs[-1].record.outcome != GONE or proofs[-1].seq < kept.seq:
        return None
    later = [action for action in mine if action.seq > proofs[-1].seq and action.record.verb in BACK]
    return None if later else proofs[-1].at


def _describe(
    records: Records, found: Sequence[Kept[Finding]], open_ones: Sequence[Kept[Finding]], state: State
) -> str:
    if not found:
        looked = "a sweep for it found nothing" if state is State.NO_INDICATION else "no verification was made"
        return f"Nothing is known to be present, so there is nothing to contain; {looked}."
    if not open_ones:
        proven = [moment for kept in found if (moment := closed_at(records, kept)) is not None]
        when = max(proven)
        return (
            f"Contained: {count(len(found), 'finding')} of malicious content, {_removed(records, found)}; a sweep by hash, "
            f"rule, name and what starts by itself did not find them on {when:%Y-%m-%d}. It proves that moment: look again later. "
            "It does not say that the actor is gone."
        )
    return (
        f"Open: {count(len(open_ones), 'finding')} of malicious content {_of(found, open_ones)}: "
        f"{names(_counted([_why_open(records, kept) for kept in open_ones]))}."
    )


def _counted(lines: Sequence[str]) -> list[str]:
    """Return each text once, with how often it stands there: a host with a hundred findings is one."""
    return [line if times == 1 else f"{line}, {times:,} times" for line, times in Counter(lines).items()]


def _of(found: Sequence[Kept[Finding]], open_ones: Sequence[Kept[Finding]]) -> str:
    return f"(of {len(found):,})" if len(open_ones) < len(found) else "not proven gone"


def _removed(records: Records, found: Sequence[Kept[Finding]]) -> str:
    ids = {kept.id for kept in found}
    isolated = {one.record.finding for one in records.actions if one.record.verb == Verb.QUARANTINED} & ids
    return f"{len(isolated):,} of them isolated here" if isolated else "none of them isolated here"


def _why_open(records: Records, kept: Kept[Finding]) -> str:
    where = kept.record.host or "a place without a host"
    last = next((one.record for one in reversed(records.actions) if one.record.finding == kept.id), None)
    return f"{where} ({_state(last)})"


def _state(last: Action | None) -> str:
    if last is None:
        return "no removal is recorded"
    if last.verb != Verb.VERIFIED:
        return "isolated, not verified" if last.verb == Verb.QUARANTINED else last.verb
    return {FOUND_AGAIN: FOUND_AGAIN, NOT_EXAMINED: "its place was not examined", GONE: "seen again since"}.get(
        last.outcome, last.outcome
    )


def _would_change(found: Sequence[Kept[Finding]], open_ones: Sequence[Kept[Finding]]) -> tuple[str, ...]:
    if found and not open_ones:
        return ("A later sweep that finds any of it again, or an item that is restored.",)
    return ("A removal that is recorded in this case, and a sweep after it that finds nothing (`beartrap contain`).",)
