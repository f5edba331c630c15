"""What to do next, from the records alone: go where it burns, close the gaps that cost most, look where nobody has."""

from collections import defaultdict
from collections.abc import Iterator

from beartrap.case.view import CaseView, Kept
from beartrap.model.answer import State
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.finding import Finding, Severity
from beartrap.model.frozen import frozen
from beartrap.model.question import Question
from beartrap.share.coverage_index import hosts_of
from beartrap.share.ordering import by_host, gaps_by_reason
from beartrap.share.words import REASONS, listed, plural

MOST_STEPS = 8
"""A list that nobody finishes on a Friday night helps nobody; the gaps themselves are all listed elsewhere."""

MOST_REMEDIES = 4
BROKEN_OFF = frozenset({GapReason.BUDGET, GapReason.INTERRUPTED, GapReason.CRASHED})


@frozen
class Step:
    """One thing to do, and what it rests on."""

    what: str
    because: str


def next_steps(view: CaseView) -> tuple[Step, ...]:
    """Return what to do next, the most pressing first."""
    steps = [*_nothing_yet(view), *_found(view), *_remedies(view), *_not_looked(view)]
    return tuple(steps[:MOST_STEPS])


def _nothing_yet(view: CaseView) -> Iterator[Step]:
    if not view.records.looked:
        yield Step(
            "Look: give a report, a pack or indicators, and an estate.toml that says where your files and logs are.",
            "nothing has been looked at, so nothing here is an answer",
        )


def _found(view: CaseView) -> Iterator[Step]:
    urgent = [kept for kept in view.records.findings if kept.record.severity >= Severity.HIGH]
    hosts = [host for host in by_host(urgent) if host]
    if hosts:
        yield Step(
            f"Take {listed(hosts)} off the network without switching off; keep disk and memory as evidence.",
            plural(len(urgent), "finding") + " of high severity or above",
        )
    nameless = [kept for kept in urgent if kept.record.host is None]
    if nameless:
        yield Step("Find out which host is behind what was seen without a host.", plural(len(nameless), "finding"))
    unconfirmed = _unconfirmed(view)
    if unconfirmed:
        yield Step(
            "Check by hash what is not confirmed, and mark what proves false, with the reason.",
            plural(len(unconfirmed), "unconfirmed finding"),
        )


def _unconfirmed(view: CaseView) -> list[Kept[Finding]]:
    return [
        kept for kept in view.records.findings if not kept.record.confirmed and kept.record.severity > Severity.INFO
    ]


def _remedies(view: CaseView) -> Iterator[Step]:
    """Yield the remedies of gaps, those that cost most hosts and time first; the same remedy once."""
    together: dict[str, list[Gap]] = defaultdict(list)
    for group in gaps_by_reason(view.records.gaps).values():
        for kept in group:
            if kept.record.remedy and kept.record.questions:  # one that bears on no answer is settled
                together[kept.record.remedy].append(kept.record)
    order = sorted(together, key=lambda remedy: -max(_cost(gap) for gap in together[remedy]))
    for remedy in order[:MOST_REMEDIES]:
        gaps = together[remedy]
        more = f" and {len(gaps) - 1:,} more like it" if len(gaps) > 1 else ""
        yield Step(remedy, f"{REASONS[gaps[0].reason]}: {gaps[0].why}{more}")


def _cost(gap: Gap) -> float:
    """Return how much a gap costs, roughly: host-days where it has time, hosts else; one that names neither least."""
    if gap.reason in BROKEN_OFF:
        return float("inf")  # nobody knows how much was left
    days = sum(window.length.days for window in gap.windows if window.start and window.end)
    return max(len(hosts_of(gap)), 1) * max(days, 1) if gap.windows or hosts_of(gap) else 0.5


def _not_looked(view: CaseView) -> Iterator[Step]:
    for answer in view.answers:
        if answer.state is not State.NOT_LOOKED or answer.id is Question.CONTAINED:
            continue
        kinds = list(dict.fromkeys(kind.says for need in answer.needed for kind in need.kinds))
        if kinds:
            yield Step(f"Add to estate.toml, or fetch: {' or '.join(kinds)}.", f"not looked: {answer.id.asks}")
