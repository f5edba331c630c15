"""One answer as a statement that can be given to others, its qualifications intact, in English and in Dutch.

The template of a negative: the claim, the sources, the time covered of the time needed, what the sources ever showed, the
hosts covered of those known, the gaps, what would change it, what only others could see, and the grade. Nothing of it can
be left out: who quotes the claim alone quotes half.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime

from beartrap.case.view import CaseView
from beartrap.model.answer import Answer, Grade, State
from beartrap.model.coverage import GapReason, Looked, SourceKind
from beartrap.model.question import Question
from beartrap.model.text import printable
from beartrap.share.statement_words import DUTCH, ENGLISH, Words

LANGUAGES: Mapping[str, Words] = {"en": ENGLISH, "nl": DUTCH}
STATED = (Question.SEEN, Question.ONWARD)
"""The answers that people must make statements about."""
MOST_NAMED = 12
MOST_GAPS = 40


def statement(view: CaseView, language: str) -> str:
    """Return the statement on what was seen and on whether we were used against others."""
    words = LANGUAGES[language]
    answers = {answer.id: answer for answer in view.answers}
    parts = ["\n".join(_part(view, answers[question], words)) for question in STATED if question in answers]
    return printable_lines("\n\n".join([f"{words.title}: {view.name}", *parts, words.foot]) + "\n")


def printable_lines(text: str) -> str:
    """Return text safe to print, its line ends kept."""
    return "\n".join(printable(line) for line in text.split("\n"))


def _part(view: CaseView, answer: Answer, words: Words) -> Iterator[str]:
    looks = [kept.record for kept in view.records.looked if answer.id in kept.record.questions]
    yield f"{words.questions[answer.id]}"
    yield f"  {words.claim}: {words.claims[answer.id, answer.state]} {words.grade}: {_grade(answer, words)}."
    if answer.state is State.YES:
        yield f"  {words.found}: {answer.statement}"
    yield f"  {words.sources}: {_sources(looks, words)}"
    yield f"  {words.time}: {_time(answer, looks, words)}"
    yield f"  {words.shown}: {_shown(looks, words)}"
    yield f"  {words.hosts}: {words.of_hosts.format(done=answer.covered.hosts_complete, needed=answer.covered.hosts_needed, touched=answer.covered.hosts_touched)}"
    yield from _gaps(view, answer, words)
    yield from _not_covered(view, answer, words)
    yield f"  {words.change}: {' '.join(words.changes[answer.id])}"
    yield f"  {words.others}: {words.others_know[answer.id]}"


def _grade(answer: Answer, words: Words) -> str:
    if answer.grade is None:
        return words.no_grade
    return words.verified if answer.grade is Grade.VERIFIED else words.partial


def _sources(looks: list[Looked], words: Words) -> str:
    found: dict[tuple[str, SourceKind], int] = {}
    for look in looks:
        found[look.source, look.kind] = max(found.get((look.source, look.kind), 0), look.amount)
    told = [
        f"{source} ({words.kinds.get(kind, kind.value)}, {amount:,})"
        for (source, kind), amount in sorted(found.items())
    ]
    return _listed(told, words) or words.none


def _time(answer: Answer, looks: list[Looked], words: Words) -> str:
    starts = [window.start for look in looks for window in look.windows if window.start]
    ends = [window.end for look in looks for window in look.windows if window.end]
    days = words.of_days.format(
        covered=f"{answer.covered.days_covered:,.1f}", needed=f"{answer.covered.days_needed:,.1f}"
    )
    if not starts or not ends:
        return days
    return f"{days}; {words.span.format(first=_day(min(starts)), last=_day(max(ends)))}"


def _shown(looks: list[Looked], words: Words) -> str:
    found: dict[str, int] = {}
    for look in looks:
        for name, value in look.counts:
            if isinstance(value, int) and not isinstance(value, bool):
                found[name] = max(found.get(name, 0), value)
    return _listed([f"{name} {value:,}" for name, value in sorted(found.items())], words) or words.none


def _gaps(view: CaseView, answer: Answer, words: Words) -> Iterator[str]:
    gaps = [kept.record for kept in view.records.gaps if answer.id in kept.record.questions]
    if not gaps:
        yield f"  {words.gaps}: {words.none}"
        return
    counts = Counter(gap.reason for gap in gaps)
    told = ", ".join(
        f"{words.reasons.get(reason, reason.value)} ({count})"
        for reason, count in sorted(counts.items(), key=lambda one: one[0].value)
    )
    yield f"  {words.gaps}: {told}"
    rest = [gap for gap in gaps if gap.reason is not GapReason.NOT_AUDITED]
    for gap in rest[:MOST_GAPS]:
        yield f"    - {gap.why}"
    if len(rest) > MOST_GAPS:
        yield f"    - {words.more.format(count=len(rest) - MOST_GAPS)}"


def _not_covered(view: CaseView, answer: Answer, words: Words) -> Iterator[str]:
    """Yield what the sources never showed: not covered, which is not a no."""
    gaps = [kept.record for kept in view.records.gaps if answer.id in kept.record.questions]
    never = sorted({gap.why.partition(": ")[0] for gap in gaps if gap.reason is GapReason.NOT_AUDITED})
    if never:
        yield f"  {words.never}: {'; '.join(never)}"


def _listed(told: list[str], words: Words) -> str:
    shown = "; ".join(told[:MOST_NAMED])
    return shown if len(told) <= MOST_NAMED else f"{shown}; {words.more.format(count=len(told) - MOST_NAMED)}"


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
