"""What all eight answers share: the frame of the incident, and how a state and a grade come about."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from beartrap.case.answers.measure import looks_for, measure
from beartrap.case.view import Kept, Records
from beartrap.model.answer import Answer, Grade, State
from beartrap.model.coverage import Need, SourceKind
from beartrap.model.finding import Finding, Severity
from beartrap.model.frozen import frozen
from beartrap.model.question import Question
from beartrap.model.window import Window, span

Describe = Callable[[Sequence[Kept[Finding]], State], str]


@frozen
class Weighed:
    """The findings of one question: those that make it a yes, and those that only ask to be checked."""

    weighty: tuple[Kept[Finding], ...]
    light: tuple[Kept[Finding], ...]

    @property
    def all(self) -> tuple[Kept[Finding], ...]:
        """Both, the weighty ones first."""
        return self.weighty + self.light


def weigh(records: Records, question: Question) -> Weighed:
    """Return the question's findings, most severe first.

    Weighty is what is confirmed and more than context, or at least of high severity: a mere look-alike (a file's
    name, a demoted indicator) makes no yes.
    """
    found = sorted(
        (kept for kept in records.findings if question in kept.record.questions),
        key=lambda kept: (-kept.record.severity, kept.record.host or "", kept.record.subject),
    )
    return Weighed(
        tuple(kept for kept in found if is_weighty(kept.record)),
        tuple(kept for kept in found if not is_weighty(kept.record)),
    )


def is_weighty(finding: Finding) -> bool:
    """Whether a finding alone makes its question a yes."""
    return finding.severity >= Severity.HIGH or (finding.confirmed and finding.severity >= Severity.LOW)


def hosts_known(records: Records) -> tuple[str, ...]:
    """Return the names of the estate's hosts."""
    return tuple(host.name for host in records.estate.hosts) if records.estate else ()


def incident_window(records: Records) -> Window:
    """Return the time from the first incident's start to the last one's end; unbounded where none is known.

    An incident without an end is still going on: its window ends with the day of the last run.
    """
    windows = [kept.record.window for kept in records.incidents]
    if not windows:
        return Window()
    start, _ = span(window.start for window in windows)
    if all(window.end for window in windows):
        return Window(start, span(window.end for window in windows)[1])
    return Window(start, _today(records))


def _today(records: Records) -> datetime | None:
    _, last = span(kept.record.started for kept in records.runs)
    return last.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=UTC) + timedelta(days=1) if last else None


def need(records: Records, question: Question, kinds: Iterable[SourceKind], why: str) -> Need:
    """Return the need for any of `kinds` on every known host; logs over the incident's window."""
    return Need(question, tuple(kinds), hosts_known(records), incident_window(records), why)


def build(
    records: Records,
    question: Question,
    needs: Sequence[Need],
    describe: Describe,
    *,
    explained: Mapping[str, tuple[Window, ...]] | None = None,
    verdict: str | None = None,
    would_change: tuple[str, ...] = (),
    proven: bool | None = None,
) -> Answer:
    """Return the answer to a question: state from findings and looks, grade from coverage and gaps.

    The state is `yes` where a weighty finding stands; `not looked` where no look bears on it; else `no indication`.
    A yes without any look (a finding brought in from elsewhere) has grade partial. Where `proven` is given, it alone
    decides over the yes, and takes the place of weighty findings.
    """
    found = weigh(records, question)
    looked = bool(looks_for(records, question))
    yes = bool(found.weighty) if proven is None else proven and looked
    state = State.YES if yes else State.NO_INDICATION if looked else State.NOT_LOOKED
    result = measure(records, question, needs, explained)
    missing = list(result.missing)
    missing += _unknowns(records, needs)
    gaps = tuple(kept for kept in records.gaps if question in kept.record.questions)
    untimed = any(not kept.record.windows for kept in gaps)  # lost time is accounted for in what is covered
    whole = looked and result.complete and not missing and not untimed
    first, last = span(moment for kept in found.weighty for moment in (kept.record.since, kept.record.until))
    return Answer(
        id=question,
        state=state,
        grade=None if state is State.NOT_LOOKED else Grade.VERIFIED if whole else Grade.PARTIAL,
        statement=describe(found.weighty if state is State.YES else found.light, state),
        since=first,
        until=last,
        needed=tuple(needs),
        covered=result.covered,
        missing=tuple(missing),
        would_change=would_change,
        verdict=verdict,
        findings=tuple(kept.id for kept in found.all),
        gaps=tuple(kept.id for kept in gaps),
        claims=tuple(kept.id for kept in records.claims if kept.record.question is question),
    )


def _unknowns(records: Records, needs: Sequence[Need]) -> list[str]:
    lines = []
    if records.estate is None or not records.estate.hosts_known:
        lines.append("The list of our hosts is not known to be complete.")
    if not records.incidents:
        lines.append(
            "No incident is described (give a pack or an advisory), so its products and its period are not known."
        )
    return lines
