"""Claims of the kinds that words alone give away: hit, removed, seen, onward, how many, what is done, how it came in."""

import re
from collections.abc import Iterator

from beartrap.intel.prose.claiming import Saying, claim
from beartrap.intel.prose.clauses import Clause
from beartrap.intel.prose.cues import CUES, METHODS
from beartrap.intel.prose.discourse import Discourse, is_organisation
from beartrap.intel.prose.mentions import Mention, MentionKind
from beartrap.intel.prose.modality import is_unknown
from beartrap.model.claim import Claim, ClaimKind

_CONDITION = re.compile(
    r"^(?:\W*)(?:[Ii]f|[Aa]ls (?:u|je|er)|[Ii]ndien|[Ww]hen you|[Pp]lease|[Cc]heck|[Cc]ontroleer|[Vv]erwijder|[Rr]emove|[Uu]pdate|[Ii]solate|[Oo]rganisations? (?:should|that)|[Oo]rganizations? should)\b|\b(?:should|must|moeten?|dient|dienen|kunt u|you can|whether|users can)\b"
)
_REMOVED_THING = re.compile(
    r"(?i)\b(?:malware|malicious|software|code|schadelijke|kwaadaardige|besmette|versies?|versions?|packages?|pakket\w*|backdoor\w*|achterdeur|bestand\w*|files?|binar\w+|update\w*|"
    r"servers?|systemen|systems?|systeem|dll|installer\w*|infected|affected|it|them|het|libraries|library|accounts?|certificate|certificaat|machines?|computers?|web ?shells?|die|deze|ze|alles|threat|dreiging|releases?)\b"
)
_QUESTIONING = re.compile(r"(?:Hoe|Wat|Wie|Waarom|How|What|Who|Why)\b")
_NARROW = frozenset({ClaimKind.COMPROMISE, ClaimKind.IMPACT, ClaimKind.ONWARD})
_HELD = frozenset({ClaimKind.COMPROMISE, ClaimKind.REMOVAL, ClaimKind.IMPACT, ClaimKind.ONWARD})
_OWN = re.compile(
    r"\b(?:its|their|hun|diens) (?:\w+ )?(?:networks?|systems?|environment|servers?|infrastructure|netwerk|systemen|omgeving|code|data|e-?mails?)"
)
_AFTER = re.compile(r"(?i)(?:bij|op|of|at|into|on|van|in|access to|toegang tot)\s+(?:the |de |het )?$")
_WHOSE = re.compile(
    r"(?:(?:\bvan|\bof|\bfrom)\s+(?:de |het |the |its |hun |onze |our )?(?P<whose>[\w-]+(?: [A-Z][\w-]+)?))\b"
)


def statements(read: list[Clause], discourse: Discourse, saying: Saying) -> Iterator[Claim]:
    """Yield the claims of every clause, in order; questions, conditions and advice are no claims."""
    cues = CUES.get(saying.language or "", {})
    for clause in read:
        if clause.sentence.text.rstrip('"”’').endswith("?"):
            continue
        for kind, pattern in cues.items():
            match = pattern.search(clause.text)
            if match is not None and _holds(kind, clause, match):
                yield _statement(kind, clause, match, discourse, saying)
        yield from _methods(clause, discourse, saying)


def _holds(kind: ClaimKind, clause: Clause, match: re.Match[str]) -> bool:
    if kind in _HELD and _CONDITION.search(clause.text):
        return False
    if kind in _NARROW and is_unknown(clause.text):
        return False
    if kind is ClaimKind.RESPONSE and _QUESTIONING.match(clause.text):
        return False
    return kind is not ClaimKind.REMOVAL or _REMOVED_THING.search(clause.text) is not None


def _statement(kind: ClaimKind, clause: Clause, match: re.Match[str], discourse: Discourse, saying: Saying) -> Claim:
    subject = _subject(kind, clause, match, discourse)
    shown = match.group().strip() if kind in (ClaimKind.SCALE, ClaimKind.IMPACT) else None
    return claim(saying, kind, clause, match.span(), subject, shown, about_self=_about_self(clause, subject, discourse))


def _methods(clause: Clause, discourse: Discourse, saying: Saying) -> Iterator[Claim]:
    pattern = METHODS.get(saying.language or "")
    match = pattern.search(clause.text) if pattern else None
    if match is not None and not _CONDITION.search(clause.text):
        group = "how" if match["how"] else "how2"
        how = re.sub(r"^(?:an? |the |its |their |een |de |het |deze |dit )", "", match[group].strip())
        yield claim(saying, ClaimKind.METHOD, clause, match.span(group), None, how)


def _about_self(clause: Clause, subject: str | None, discourse: Discourse) -> bool:
    if subject is None:
        return False
    return subject == clause.speaker or (clause.speaker is None and subject == discourse.publisher)


def _subject(kind: ClaimKind, clause: Clause, match: re.Match[str], discourse: Discourse) -> str | None:
    """Whom the statement is about: who stands before the cue as its subject, after it behind "bij" or "of", or the speaker."""
    if kind is ClaimKind.IMPACT:
        whose = _WHOSE.search(clause.text, match.start())
        if whose is not None and re.match(
            r"getroffen\w*|slachtoffers?|victims|klanten|customers|gebruikers|users", whose["whose"]
        ):
            return whose["whose"]
    said = clause.speaker or (discourse.publisher if _spoken_of_self(clause) else None)
    if said is not None and _spoken_of_self(clause):
        return said
    if kind in (ClaimKind.RESPONSE, ClaimKind.SCALE) and clause.speaker:
        return clause.speaker
    about = [item for item in clause.outside_speech() if _names_somebody(clause, item, discourse)]
    after = [item for item in about if item.start >= match.start() and _AFTER.search(clause.text[: item.start])]
    before = [item for item in about if item.start < match.start() and not _hangs(clause.text, item)]
    inside = [item for item in about if match.start() <= item.start < match.end()]
    nearest = before[-1:] if kind is ClaimKind.COMPROMISE else before[:1]
    if not (inside or nearest) and clause.speaker and _OWN.search(clause.text, match.start()):
        return clause.speaker
    for item in (*(inside[:1] if kind is ClaimKind.COMPROMISE else ()), *nearest, *after):
        return clause.names[item.start]
    return clause.speaker if clause.speaker and is_organisation(clause.speaker) else clause.topic or clause.speaker


def _spoken_of_self(clause: Clause) -> bool:
    own = (
        re.search(r"\b(?:eigen|its own|their own|zijn|haar)\b", clause.text) is not None and clause.speaker is not None
    )
    return own or any(item.kind is MentionKind.SELF for item in clause.found)


def _names_somebody(clause: Clause, item: Mention, discourse: Discourse) -> bool:
    kinds = (MentionKind.NAME, MentionKind.COMPANY, MentionKind.SUPPLIER, MentionKind.PRONOUN)
    if item.kind not in kinds or item.start not in clause.names:
        return False
    return item.kind is not MentionKind.NAME or _can_be_hit(clause.names[item.start], discourse)


def _can_be_hit(name: str, discourse: Discourse) -> bool:
    return is_organisation(name, discourse.products) or name.isupper() or name == "npm"


def _hangs(text: str, item: Mention) -> bool:
    return (
        re.search(
            r"(?i)\b(?:van|of|by|door|from|uit|for|voor|via|through|bij|met|with|tegen|against|to|tot)\s+(?:the |de |het )?$",
            text[: item.start],
        )
        is not None
    )
