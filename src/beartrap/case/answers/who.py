"""`who`: who is presumably behind it? What sources claim and what our own evidence suggests stay apart."""

from collections.abc import Sequence

from beartrap.case.answers.measure import count, names
from beartrap.case.view import Kept, Records
from beartrap.model.answer import Answer, Grade, State
from beartrap.model.claim import Claim, ClaimKind
from beartrap.model.question import Question
from beartrap.model.text import shorten

LONGEST_QUOTE = 160
MOST_ALIASES = 3
COMPUTED = "Own evidence was not compared with the profiles of known groups."


def answer(records: Records) -> Answer:
    """Return who is named, by whom and how surely. A claim is a claim: the grade never passes partial on claims alone."""
    named = [kept for kept in records.claims if _names_actor(kept.record)]
    ties = [kept for kept in records.claims if kept.record.kind is ClaimKind.SPONSOR]
    state = State.YES if named else State.NO_INDICATION if records.documents else State.NOT_LOOKED
    actors = list(dict.fromkeys(kept.record.object or "" for kept in named))
    telling = {kept.id for kept in [*named, *ties]}
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
        gaps=tuple(kept.id for kept in records.gaps if Question.WHO in kept.record.questions),
        claims=tuple(kept.id for kept in records.claims if kept.record.question is Question.WHO or kept.id in telling),
    )


def _names_actor(claim: Claim) -> bool:
    """Whether a claim names somebody: "the same group of hackers" is a claim too, but no name."""
    if claim.kind is not ClaimKind.ATTRIBUTION or claim.denied or claim.object is None:
        return False
    return bool(claim.aliases) or any(character.isupper() for character in claim.object)


def _describe(named: Sequence[Kept[Claim]], ties: Sequence[Kept[Claim]], state: State, documents: int) -> str:
    if state is State.NOT_LOOKED:
        return "Not looked: no report was read."
    if state is State.NO_INDICATION:
        return f"No actor is named in the {count(documents, 'document')} that were read."
    claims = [kept.record for kept in [*named, *ties]]
    quoted = list(dict.fromkeys(_quoted(claim) for claim in claims if claim.quote))
    stated = list(dict.fromkeys(_stated(claim) for claim in claims if not claim.quote))
    more = f" Packs and advisories add: {'; '.join(stated)}." if stated else ""
    return f"Claimed, not proven. {' '.join(quoted)}{more} {COMPUTED}".replace("  ", " ")


def _quoted(claim: Claim) -> str:
    """Return a claim of a report in one sentence, with its words."""
    manner = ", as hearsay" if claim.reported else ""
    return f"{_stated(claim)}{manner}: “{shorten(' '.join(claim.quote.split()), LONGEST_QUOTE)}”"


def _stated(claim: Claim) -> str:
    speaker = claim.speaker or claim.publisher or "The report"
    sure = f" ({claim.hedge.value.replace('-', ' ')})" if claim.hedge else ""
    many = "" if " and " in speaker else "s"
    if claim.kind is ClaimKind.SPONSOR:
        return f"{speaker} tie{many} {claim.subject or 'the group'} to {claim.object}{sure}"
    others = [alias for alias in claim.aliases if alias != claim.object][:MOST_ALIASES]
    known = f", also called {', '.join(others)}" if others else ""
    return f"{speaker} name{many} {claim.object}{known}{sure}"
