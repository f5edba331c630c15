"""`next`: is the next update safe to let in?"""

from collections.abc import Sequence

from beartrap.case.answers.frame import build
from beartrap.case.answers.measure import count
from beartrap.case.view import Kept, Records
from beartrap.model.answer import Answer, State
from beartrap.model.coverage import Looked, Need, SourceKind
from beartrap.model.finding import Finding
from beartrap.model.question import Question
from beartrap.model.text import shorten
from beartrap.model.verdict import Admission
from beartrap.model.window import Window

MOST_TOLD = 4
"""Updates that the statement tells of, the worst first."""
_ORDER = list(Admission)
_SAYS = {Admission.ADMIT: "admit", Admission.HOLD: "hold", Admission.BLOCK: "block"}


def answer(records: Records) -> Answer:
    """Return the answer from what vetting updates found: the worst verdict over all of them."""
    wanted = Need(
        Question.NEXT, (SourceKind.UPDATE,), (), Window(), "An update is judged against the version already trusted."
    )
    verdict = _verdict(records)
    return build(
        records,
        Question.NEXT,
        (wanted,),
        lambda found, state: _describe(records, found, state),
        verdict=verdict.value if verdict is not None else None,
        would_change=(
            "The update itself, examined beside the version in use."
            if verdict is None
            else "Another build of the update, or a person's look at what is new in it.",
        ),
    )


def _vetted(records: Records) -> list[tuple[Admission, Looked]]:
    """Return each look at an update with its verdict, the worst first. A look that tells none is a hold."""
    looks = [kept.record for kept in records.looked if Question.NEXT in kept.record.questions]
    return sorted(((_of(look), look) for look in looks), key=lambda pair: (-_ORDER.index(pair[0]), pair[1].source))


def _of(look: Looked) -> Admission:
    said = look.counts.get("verdict")
    return next((verdict for verdict in Admission if verdict.value == said), Admission.HOLD)


def _verdict(records: Records) -> Admission | None:
    """Return the worst verdict; an update that could not be looked at is never admitted by another's good name."""
    verdicts = [verdict for verdict, _ in _vetted(records)]
    if any(Question.NEXT in kept.record.questions for kept in records.gaps):
        verdicts.append(Admission.HOLD)
    return max(verdicts, key=_ORDER.index, default=None)


def _describe(records: Records, found: Sequence[Kept[Finding]], state: State) -> str:
    vetted = _vetted(records)
    if not vetted:
        if any(Question.NEXT in kept.record.questions for kept in records.gaps):
            return "Not looked: the update that was named could not be examined."
        return "Not looked: no update was given to examine."
    told = [_line(verdict, look) for verdict, look in vetted[:MOST_TOLD]]
    more = f" And {len(vetted) - MOST_TOLD} more." if len(vetted) > MOST_TOLD else ""
    seen = f" {count(len(found), 'finding')} in all." if state is State.YES else ""
    return " ".join(told) + more + seen


def _line(verdict: Admission, look: Looked) -> str:
    beside = look.counts.get("compared_with")
    compared = f"beside {beside}" if beside else "with nothing to compare with"
    because = shorten(str(look.counts.get("because") or ""), 200)
    return f"{look.source}, {compared}: {_SAYS[verdict]}. {because}".rstrip()
