"""`who`: who is presumably behind it? What sources claim and what our own evidence suggests stay apart."""

from collections.abc import Sequence

from beartrap.case.answers.measure import count, names
from beartrap.case.view import Kept, Records
from beartrap.model.answer import Answer, Grade, State
from beartrap.model.claim import Claim, ClaimKind
from beartrap.model.question import Question

COMPUTED = "Own evidence was not compared with the profiles of known groups."


def answer(records: Records) -> Answer:
    """Return who is named, by whom and how surely. A claim is a claim: the grade never passes partial on claims alone."""
    named = [kept for kept in records.claims if _names_actor(kept.record)]
    ties = [kept for kept in records.claims if kept.record.kind is ClaimKind.SPONSOR]
    state = State.YES if named else State.NO_INDICATION if records.documents else State.NOT_LOOKED
    actors = list(dict.fromkeys(kept.record.object or "" for kept in named))
    gaps = tuple(kept.id for kept in records.gaps if Question.WHO in kept.record.questions)
    return Answer(
        id=Question.WHO,
        state=state,
        grade=None if state is State.NOT_LOOKED else Grade.PARTIAL,
        statement=_describe(named, ties, state, len(records.documents)),
        verdict=f"claimed: {names(actors)}; computed: not looked" if actors else None,
        missing=(COMPUTED,),
        would_change=(
            "An attribution by a government or by several independent sources.",
            "Techniques and tools of our own case.",
        ),
        gaps=gaps,
        claims=tuple(
            kept.id for kept in records.claims if kept.record.question is Question.WHO or kept in named + ties
        ),
    )


def _names_actor(claim: Claim) -> bool:
    return claim.kind is ClaimKind.ATTRIBUTION and claim.object is not None and not claim.denied


def _describe(named: Sequence[Kept[Claim]], ties: Sequence[Kept[Claim]], state: State, documents: int) -> str:
    if state is State.NOT_LOOKED:
        return "Not looked: no report was read."
    if state is State.NO_INDICATION:
        return f"No actor is named in the {count(documents, 'document')} that was read."
    lines = list(dict.fromkeys(_said(kept.record) for kept in [*named, *ties]))
    return f"Claimed, not proven: {' '.join(lines)} {COMPUTED}"


def _said(claim: Claim) -> str:
    speaker = claim.speaker or claim.publisher or "the report"
    sure = f"{claim.hedge.value.replace('-', ' ')}, " if claim.hedge else ""
    manner = "as hearsay, " if claim.reported else ""
    words = f"in the words “{claim.quote}”" if claim.quote else f"as {claim.place.source} has it"
    told = f"{sure}{manner}{words}"
    if claim.kind is ClaimKind.SPONSOR:
        return f"{speaker} ties {claim.subject or 'the group'} to {claim.object}, {told}."
    others = [alias for alias in claim.aliases if alias != claim.object][:4]
    known = f" (also called {', '.join(others)})" if others else ""
    return f"{speaker} names {claim.object}{known}, {told}."
