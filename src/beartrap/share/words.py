"""How enums, times and numbers read: the same words in the terminal and on the page."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from beartrap.model.answer import Answer, Grade, State
from beartrap.model.claim import Claim, Hedge
from beartrap.model.coverage import GapReason
from beartrap.model.finding import Rung
from beartrap.model.question import Question
from beartrap.model.verdict import Admission, Containment
from beartrap.model.window import Window
from beartrap.share.numbers import plural as plural

DAY = timedelta(days=1)
MOST_NAMED = 6
"""Names that a line lists before it says how many more there are."""


class Tone(StrEnum):
    """What an answer means to whoever reads it; never shown by colour alone."""

    ALARM = "alarm"
    CAUTION = "caution"
    CALM = "calm"
    UNKNOWN = "unknown"
    NEUTRAL = "neutral"


_GOOD_NEWS = frozenset({Containment.CONTAINED.value, Admission.ADMIT.value})
_BAD_NEWS = frozenset({Containment.OPEN.value, Admission.HOLD.value, Admission.BLOCK.value})

RUNGS = {
    Rung.NAMED: "named in an inventory",
    Rung.ON_DISK: "on disk",
    Rung.EXECUTED: "executed",
    Rung.CALLED_HOME: "called home",
    Rung.ANSWERED: "answered by the actor",
    Rung.ACTED: "acted on objectives",
}

HEDGES = {
    Hedge.ALMOST_NO_CHANCE: "almost no chance (1–5 %)",
    Hedge.VERY_UNLIKELY: "very unlikely (5–20 %)",
    Hedge.UNLIKELY: "unlikely (20–45 %)",
    Hedge.ROUGHLY_EVEN: "roughly even (45–55 %)",
    Hedge.LIKELY: "likely (55–80 %)",
    Hedge.VERY_LIKELY: "very likely (80–95 %)",
    Hedge.ALMOST_CERTAIN: "almost certain (95–99 %)",
}

REASONS = {
    GapReason.MISSING: "named but not there",
    GapReason.UNREADABLE: "could not be read",
    GapReason.MALFORMED: "not what it should be",
    GapReason.UNKNOWN_KIND: "of no kind that is known",
    GapReason.UNKNOWN_COLUMN: "a column missing or not placed",
    GapReason.SILENT: "silent, without an explanation",
    GapReason.NEVER_SEEN: "a host that never shows",
    GapReason.LOST_CLIENTS: "does not say which host asked",
    GapReason.UNANSWERED: "queries without a recorded answer",
    GapReason.NO_TIME: "rows without a readable time",
    GapReason.LIMIT: "a limit was reached",
    GapReason.BUDGET: "the time given was used up",
    GapReason.INTERRUPTED: "stopped by the user",
    GapReason.CRASHED: "a detector or reader broke",
    GapReason.TIMED_OUT: "took too long",
    GapReason.UNSUPPORTED: "this build cannot do it",
    GapReason.NOT_NAMED: "the report does not say",
    GapReason.CHANGED: "changed while it was read",
    GapReason.OUTDATED: "taken before the incident",
    GapReason.SKIPPED: "left out by a rule",
    GapReason.TRUNCATED: "an export that was cut",
    GapReason.THROTTLED: "the service stopped logging",
    GapReason.CONFLICT: "two records that disagree",
    GapReason.NOT_AUDITED: "never seen in the log, perhaps never audited",
    GapReason.TAMPERED: "the log was switched off or deleted",
}


def tone(answer: Answer) -> Tone:
    """Return what an answer means: a verdict decides where there is one, else state and grade."""
    if answer.state is State.NOT_LOOKED:
        return Tone.ALARM if answer.verdict in _BAD_NEWS else Tone.UNKNOWN
    if answer.id is Question.WHO:
        return Tone.NEUTRAL
    bad = answer.verdict in _BAD_NEWS or (answer.state is State.YES and answer.verdict not in _GOOD_NEWS)
    if bad:
        return Tone.ALARM
    return Tone.CALM if answer.grade is Grade.VERIFIED else Tone.CAUTION


def day(moment: datetime) -> str:
    """Return the UTC day: `2020-04-04`."""
    return f"{moment:%Y-%m-%d}"


def moment(when: datetime) -> str:
    """Return a UTC time to the second, without what is zero: `2020-04-04`, `2020-04-04 09:30`, `2020-04-04 09:30:07`."""
    if when.hour == when.minute == when.second == 0:
        return day(when)
    return f"{when:%Y-%m-%d %H:%M}" if when.second == 0 else f"{when:%Y-%m-%d %H:%M:%S}"


def period(since: datetime | None, until: datetime | None) -> str:
    """Return first and last time in words, to the day; empty where neither is known."""
    if since is None and until is None:
        return ""
    if since is None or until is None:
        return f"until {day(until)}" if until else f"since {day(since)}" if since else ""
    return day(since) if day(since) == day(until) else f"{day(since)} to {day(until)}"


def window(span: Window) -> str:
    """Return a half-open window in words; one day is named as that day."""
    if span.start is None and span.end is None:
        return "at all times"
    if span.start is None or span.end is None:
        return f"before {moment(span.end)}" if span.end else f"from {moment(span.start)}" if span.start else ""
    if span.length == DAY and span.start.hour == 0:
        return day(span.start)
    return f"{moment(span.start)} to {moment(span.end)}"


def listed(items: Sequence[str], most: int = MOST_NAMED) -> str:
    """Return names as one phrase, cut with the number that is left."""
    shown = ", ".join(items[:most])
    return shown if len(items) <= most else f"{shown} and {len(items) - most:,} more"


def days(number: float) -> str:
    """Return a number of days, whole where it is whole."""
    return f"{number:,.0f}" if abs(number - round(number)) < 0.05 else f"{number:,.1f}"


def certainty(claim: Claim) -> str:
    """Return how sure a claim is said to be, with hearsay and denial: `likely (55–80 %), hearsay, a denial`."""
    parts = [HEDGES[claim.hedge] if claim.hedge is not None else "stated flatly"]
    parts += ["hearsay"] if claim.reported else []
    parts += ["a denial"] if claim.denied else []
    parts += ["about itself"] if claim.about_self else []
    return ", ".join(parts)


def speaker(claim: Claim) -> str:
    """Return who says it: the quoted source and who published it, or the publisher alone."""
    publisher = claim.publisher or "the report"
    return f"{claim.speaker} (in {publisher})" if claim.speaker else publisher
