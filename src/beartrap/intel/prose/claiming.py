"""The one place where a clause becomes a Claim: place, speaker, modality and the sentence that states it."""

import re

from beartrap.intel.prose.clauses import Clause, passes_on
from beartrap.intel.prose.modality import Modality, modality
from beartrap.model.claim import Claim, ClaimKind
from beartrap.model.frozen import frozen
from beartrap.model.place import Place
from beartrap.model.question import Question

_QUESTIONS = {
    ClaimKind.VENDOR: Question.EXPOSED,
    ClaimKind.PRODUCT: Question.EXPOSED,
    ClaimKind.VERSION: Question.EXPOSED,
    ClaimKind.FIX: Question.EXPOSED,
    ClaimKind.COMPROMISE: Question.PRESENT,
    ClaimKind.METHOD: Question.PRESENT,
    ClaimKind.ATTRIBUTION: Question.WHO,
    ClaimKind.SPONSOR: Question.WHO,
    ClaimKind.IMPACT: Question.SEEN,
    ClaimKind.REMOVAL: Question.CONTAINED,
    ClaimKind.ONWARD: Question.ONWARD,
}
_WORDS = {
    ClaimKind.VENDOR: "it came through {object}",
    ClaimKind.PRODUCT: "{object} carried it",
    ClaimKind.VERSION: "version {object} of {subject} is affected",
    ClaimKind.FIX: "version {object} of {subject} is clean",
    ClaimKind.COMPROMISE: "{subject} was hit",
    ClaimKind.METHOD: "it came in by {object}",
    ClaimKind.ATTRIBUTION: "{object} is behind it",
    ClaimKind.SPONSOR: "{subject} is tied to {object}",
    ClaimKind.IMPACT: "data of {subject} could be seen or taken ({object})",
    ClaimKind.REMOVAL: "{subject} isolated or removed it",
    ClaimKind.ONWARD: "systems of {subject} were used to attack others",
    ClaimKind.SCALE: "it concerns {object} ({subject})",
    ClaimKind.RESPONSE: "{subject} acts on it",
}


_DENIED_BEFORE = frozenset({ClaimKind.SCALE, ClaimKind.METHOD, ClaimKind.VENDOR, ClaimKind.PRODUCT})
_WHO = frozenset({ClaimKind.ATTRIBUTION, ClaimKind.SPONSOR})
_DOUBTED = re.compile(
    r"(?i)\b(?:vermoedelijk|waarschijnlijk|vermeende|mogelijk|vermoede|suspected|likely|alleged|presumed|(?:believed|thought|suspected) to be|(?:die|that|which|who) (?:vermoedelijk|waarschijnlijk|mogelijk|are (?:believed|thought)|is (?:believed|thought)))(?= (?:[\w-]+ ){0,3}?"
    r"(?:\w*hackers|\w*groep|group|gang|actors?|spies|spionnen|criminelen|criminals|state|staat|working for|backed by|linked to|tied to|voor (?:Rusland|China|Iran|Noord-Korea)))"
)


@frozen
class Saying:
    """What all claims of one document share."""

    source: str
    digest: str
    publisher: str | None
    language: str | None


def claim(
    saying: Saying,
    kind: ClaimKind,
    clause: Clause,
    span: tuple[int, int],
    subject: str | None,
    object_: str | None,
    *,
    aliases: tuple[str, ...] = (),
    about_self: bool = False,
) -> Claim:
    """Return the claim that `clause` makes; `span` is where its cue stands in the clause, half-open."""
    words = modality(_blanked(clause.text, span) if kind not in _WHO else clause.text, *span)
    denied = _denied(kind, clause.text, span, words) or any(
        speech.denies and speech.start < span[1] for speech in clause.speeches
    )
    disowned = kind is ClaimKind.ATTRIBUTION and denied and about_self
    passed_on = tuple(clause.text[speech.start : speech.end] for speech in clause.speeches[1:]) if clause.others else ()
    return Claim(
        kind=kind,
        statement=_disowning(clause.speaker, object_) if disowned else _stated(kind, subject, object_, denied),
        quote=clause.sentence.text,
        place=Place(
            saying.source, offset=clause.sentence.start, length=len(clause.sentence.text), digest=saying.digest
        ),
        publisher=saying.publisher,
        speaker=clause.speaker,
        subject=subject,
        object=object_,
        aliases=aliases,
        hedge=words.hedge,
        cues=tuple(dict.fromkeys((*words.cues, *passed_on))),
        reported=words.reported or any(not passes_on(other) for other in clause.others),
        denied=denied,
        about_self=about_self,
        language=saying.language,
        question=_QUESTIONS.get(kind),
    )


def _blanked(text: str, span: tuple[int, int]) -> str:
    """The clause without the doubt that is about the hackers only: "hackers believed to work for X breached Y"."""
    return _DOUBTED.sub(
        lambda match: match.group() if match.end() > span[0] >= match.start() else " " * len(match.group()), text
    )


def _denied(kind: ClaimKind, text: str, span: tuple[int, int], words: Modality) -> bool:
    """A number, a way in or a supplier is denied by a word before it only: "300 firms could not open …" denies no number."""
    if words.denied and kind in _DENIED_BEFORE:
        return modality(text[: span[1]], *span).denied
    return words.denied


def _disowning(speaker: str | None, object_: str | None) -> str:
    return f"{speaker or object_} says that it is not behind it"


def _stated(kind: ClaimKind, subject: str | None, object_: str | None, denied: bool) -> str:
    words = _WORDS[kind].format(subject=subject or "somebody", object=object_ or "somebody")
    return f"not so: {words}" if denied else words
