"""Which findings may be acted upon: only what is confirmed, or what a person answers for. Never a heuristic, never an error.

A scanner that removed on a heuristic has quarantined home directories before.
"""

from collections.abc import Sequence

from beartrap.case.view import Kept, Records
from beartrap.contain.items import Left
from beartrap.model.action import CONFIRMED
from beartrap.model.finding import Finding, Severity
from beartrap.model.frozen import frozen
from beartrap.model.place import Place
from beartrap.model.question import Question
from beartrap.model.text import shorten


@frozen
class Chosen:
    """A finding that may be acted upon, and on what ground."""

    kept: Kept[Finding]
    ground: str

    @property
    def place(self) -> Place | None:
        """Where it stands."""
        return place_of(self.kept.record)


@frozen
class Wish:
    """What the operator asked for: these findings (whole ids; none: all), on their word, whole containers too."""

    findings: frozenset[str] = frozenset()
    operator: str = ""
    answers_for: bool = False
    containers: bool = False


def place_of(finding: Finding) -> Place | None:
    """Return the place of a finding, that of its first evidence."""
    return finding.evidence[0].place if finding.evidence else None


def choose(records: Records, wish: Wish) -> tuple[tuple[Chosen, ...], tuple[Left, ...]]:
    """Return what may be acted upon, and what is left alone and why."""
    chosen: list[Chosen] = []
    left: list[Left] = []
    for kept in records.findings:
        named = kept.id in wish.findings
        if not (named if wish.findings else _concerns(kept.record)):
            continue
        ground = _ground(records, kept, wish, named)
        why = _unfit(kept.record, wish) if ground is not None else None
        if ground is None:
            left.append(_left(kept, *_NO_HEURISTIC))
        elif why is not None:
            left.append(_left(kept, *why))
        else:
            chosen.append(Chosen(kept, ground))
    return tuple(chosen), tuple(left)


def _concerns(finding: Finding) -> bool:
    return Question.PRESENT in finding.questions and finding.severity > Severity.INFO


def _ground(records: Records, kept: Kept[Finding], wish: Wish, named: bool) -> str | None:
    if kept.record.confirmed and kept.record.severity > Severity.INFO:
        return f"confirmed: {shorten(kept.record.why, 200)}"
    judged = next((mark.record for mark in reversed(records.marks) if mark.record.finding == kept.id), None)
    if judged is not None and judged.judgement == CONFIRMED:
        return f"confirmed by {judged.operator}: {shorten(judged.reason, 200)}"
    if named and wish.answers_for:
        return f"on the word of {wish.operator}"
    return None


def _unfit(finding: Finding, wish: Wish) -> tuple[str, str] | None:
    """Return why a finding that may be acted upon cannot be, and what to do instead."""
    place = place_of(finding)
    product = finding.facts.get("quarantined_by")
    if product is not None:
        return f"it lies in the vault of {product} already", "Leave it there; `contain verify` looks at its old place."
    if place is None or (place.path is None and not finding.subject.startswith("package:")):
        return "it names no file", "Find the file that it is about, and name it as an indicator."
    if place.member and not wish.containers:
        return (
            f"it lies inside {place.show()}: taking the outer file would take all that is in it",
            "Rebuild the archive or image without it; or take the outer file as a whole with --containers.",
        )
    return None


def _left(kept: Kept[Finding], why: str, remedy: str) -> Left:
    return Left(kept.id, kept.record.title, place_of(kept.record), why, remedy)


_NO_HEURISTIC = (
    "it is not confirmed: a heuristic, a look-alike or a name",
    "Check it by hash; then `beartrap mark CASE FINDING confirmed --reason …`, or answer for it with "
    "`--finding FINDING --operator-confirms`.",
)


def left_at(chosen: Sequence[Chosen], why: str, remedy: str) -> tuple[Left, ...]:
    """Return findings that were chosen and turn out not to be within reach."""
    return tuple(_left(one.kept, why, remedy) for one in chosen)
