"""Whom a statement is about: who was hit, who removed it, whose data it was."""

import re

from beartrap.intel.prose.clauses import Clause
from beartrap.intel.prose.discourse import Discourse, is_organisation, is_press
from beartrap.intel.prose.gazetteer import AGENCIES, SECURITY_FIRMS
from beartrap.intel.prose.mentions import Mention, MentionKind
from beartrap.intel.prose.sentences import quoted
from beartrap.model.claim import ClaimKind

_OWN = re.compile(
    r"\b(?:its|their|hun|diens|zijn|haar) (?:\w+ )?(?:networks?|systems?|environment|servers?|infrastructure|netwerk|systemen|omgeving|code|data|e-?mails?)"
)
_CITED = re.compile(r"volgens|according|schat|estimate|telde|counted")
_ADVICE = re.compile(r"(?i)^should\b")
_OWN_WORD = re.compile(r"\b(?:eigen|its own|their own)\b")
_AFTER = re.compile(r"(?i)(?:bij|op|of|at|into|on|van|in|access to|toegang tot)\s+(?:the |de |het )?$")
_BY_WAY = re.compile(r"\b(?:via|through|using|by|door|met|with|thanks to|dankzij)\b")
_ACTIVE = re.compile(
    r"(?i)(?:(?:have|has|had) (?:\w+ )?(?:breached|hacked|compromised|infiltrated|penetrated|infected|broken into)|\b(?:breached|hacked|infiltrated|penetrated|broke into)|hackte|hackten|kraakte|kraakten|besmette|besmetten|infecteerden?|binnengedrongen(?: bij)?|ingebroken(?: bij)?|inbraak bij)\s*$"
)
_RELATIVE = re.compile(r", (?:which|who|dat|die) (?:[a-zà-ÿ]+ ){0,4}")
_STATE = re.compile(r"(?i)^(?:ministerie|ministry|department)\b|treasury")
_ITSELF = re.compile(r"\b(?:zelf|itself)\b")
_HOLDS = frozenset({"heeft", "hebben", "has", "have", "had", "hadden"})
_WHOSE = re.compile(
    r"(?:\bvan|\bof|\bfrom)\s+(?:de |het |the |its |hun |onze |our |zijn |haar |their )?(?:(?:ruim|circa|zo['’]n|ongeveer|meer dan|some|about|nearly|more than|over|at least|minstens|bijna) )*"
    r"(?P<whose>(?:getroffen|affected) [a-zà-ÿ]+|getroffenen|(?:\d[\d.,]* (?:miljoen |million |duizend )?)?(?:\w+ )?(?:slachtoffers?|victims|\w*klanten|customers|gebruikers|users|patiënten|patients|cliënten|huishoudens|households|inwoners|residents|burgers|citizens|studenten|students|leden|members|medewerkers|werknemers|employees|leerlingen|abonnees|subscribers))\b"
)
_THINGS = re.compile(
    r"(?i)\b(?:modules?|extensions?|plug-?ins?|\w*versies?|versions?|releases?|builds?|apps?|pakket(?:ten)?|packages?|updates?|librar(?:y|ies)|\w*bibliothe\w+|products?|producten|installers?|software|code|bestanden|files|malware|achterdeur|backdoor)\b[^,;]{0,50}$"
)
_MANY = re.compile(
    r"(?P<who>(?:(?!of\b|van\b)[\w-]+ )?(?:overheidsinstellingen|klanten|bedrijven|organisaties|ziekenhuizen|ministeries|scholen|gemeenten|gebruikers|customers|companies|agencies|organi[sz]ations|hospitals|schools|users|firms))\b[^,;]{0,40}$"
)
_AT_MANY = re.compile(
    r"\b(?:[Bb]ij|[Aa]t) (?P<who>(?:[a-zà-ÿ]+ )?(?:andere|other|\d[\d.,]*|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|tientallen|honderden|dozens of|hundreds of)(?: [a-zà-ÿ]+){0,2}? [a-zà-ÿ]+(?:en|s))\b"
)
_PASSIVE = re.compile(
    r"(?i)\b(?:besmet|getroffen|geïnfecteerd|gecompromitteerd|aangetast|affected|infected|compromised|impacted)(?: (?:is|zijn|was|waren|werd|werden))?$"
)
_HANGS = re.compile(
    r"(?i)\b(?:van|of|by|door|from|uit|for|voor|via|through|bij|met|with|tegen|against|to|tot)\s+(?:the |de |het )?$"
)
_BY_ANYBODY = frozenset({ClaimKind.RESPONSE, ClaimKind.REMOVAL})
"""What an agency does too."""
_BODILY = (MentionKind.NAME, MentionKind.COMPANY, MentionKind.SUPPLIER, MentionKind.PRONOUN)


def subject_of(kind: ClaimKind, clause: Clause, span: tuple[int, int], discourse: Discourse) -> str | None:
    """Return whom the cue at `span` of the clause is about; None where that is a thing, or nobody is named.

    In this order: whose data the words name; "we" and "our own" are the speaker; who stands before the cue as its
    subject; who follows behind "bij" or "of"; the speaker; the topic.
    """
    whose = _WHOSE.search(clause.text, span[0]) if kind is ClaimKind.IMPACT else None
    if whose is not None:
        return whose["whose"]
    said = speaks_of_self(clause, discourse, span)
    if said is not None:
        return said
    if kind is ClaimKind.RESPONSE and clause.speaker:
        return clause.speaker
    if kind is ClaimKind.RESPONSE and _ADVICE.search(clause.text[slice(*span)]):
        return discourse.publisher
    if (
        kind is ClaimKind.SCALE
        and clause.speaker
        and all(_CITED.match(speech.verb) for speech in clause.speeches)
        and clause.speeches
    ):
        return None
    if kind is ClaimKind.SCALE and clause.speaker:
        return clause.speaker if is_organisation(clause.speaker, discourse.products) else None
    found, named = _named(kind, clause, span, discourse)
    if named:
        return found
    if kind is ClaimKind.COMPROMISE and clause.speaker and _ITSELF.search(clause.text):
        return clause.speaker
    if kind is ClaimKind.COMPROMISE:
        many = _MANY.search(clause.text[: span[1]]) or _AT_MANY.search(clause.text)
        if many is not None or _thing(clause.text, span):
            return many["who"] if many is not None else None
    return _otherwise(clause, discourse)


def _thing(text: str, span: tuple[int, int]) -> bool:
    """Whether what was hit is a version or a package, and nobody's system."""
    passive = _PASSIVE.search(text[: span[1]])
    return _THINGS.search(text[: passive.start() if passive else span[0] + 4]) is not None


def speaks_of_self(clause: Clause, discourse: Discourse, span: tuple[int, int]) -> str | None:
    """Return who "we", "our" or "its own" in the clause is, None where nobody speaks of itself."""
    selves = [
        item
        for item in clause.found
        if item.kind is MentionKind.SELF and not (item.head.lower() in ("we", "wij") and item.start > span[1])
    ]
    if clause.speaker is not None:
        return clause.speaker if selves or _OWN_WORD.search(clause.text) else None
    spans = quoted(clause.sentence.text)
    offset = clause.start - clause.sentence.start
    aloud = [item for item in selves if not any(start <= item.start + offset < end for start, end in spans)]
    publisher = discourse.publisher
    return publisher if aloud and publisher and not is_press(publisher) else None


def _named(kind: ClaimKind, clause: Clause, span: tuple[int, int], discourse: Discourse) -> tuple[str | None, bool]:
    """Return the one that the clause names, and whether it names one."""
    about = [
        item
        for item in clause.outside_speech()
        if _can_be_subject(clause, item, discourse)
        or _also_hit(kind, clause, item)
        or (kind in _BY_ANYBODY and item.kind is MentionKind.NAME and item.start in clause.names)
    ]
    after = [item for item in about if item.start >= span[0] and _hit(clause.text, span, item)]
    before = [item for item in about if item.start < span[0] and not _HANGS.search(clause.text[: item.start])]
    inside = [item for item in about if span[0] <= item.start < span[1]] if kind is ClaimKind.COMPROMISE else []
    if kind is ClaimKind.COMPROMISE and _ACTIVE.search(clause.text[: span[1]]):
        before = []  # who stands before an active verb did it
    nearest = before[-1:] if kind is ClaimKind.COMPROMISE else before[:1]
    if not (inside or nearest) and clause.speaker and _OWN.search(clause.text, span[0]):
        return clause.speaker, True
    relative = [item for item in clause.found if kind is ClaimKind.COMPROMISE and _told_of(clause, item, span)]
    for item in (*relative, *inside, *nearest, *after):
        return clause.names[item.start], True
    return None, False


def _told_of(clause: Clause, item: Mention, span: tuple[int, int]) -> bool:
    """Whether the cue stands in a relative clause of the name: "FireEye, which itself was hacked"."""
    if item.kind is not MentionKind.NAME or item.start not in clause.names:
        return False
    return _RELATIVE.fullmatch(clause.text[item.end : max(span[0], item.end)]) is not None


def _also_hit(kind: ClaimKind, clause: Clause, item: Mention) -> bool:
    """Whether a government or, where it says "itself", a firm that investigates may be whom it hit."""
    if kind not in (ClaimKind.COMPROMISE, ClaimKind.IMPACT) or item.kind is not MentionKind.NAME:
        return False
    name = clause.names.get(item.start)
    return (
        name is not None
        and not is_press(name)
        and (
            _STATE.search(name) is not None
            or (name.lower() in SECURITY_FIRMS and _ITSELF.search(clause.text) is not None)
        )
    )


def _hit(text: str, span: tuple[int, int], item: Mention) -> bool:
    """Whether a mention behind the cue is whom it hit: "bij X", "access to X", or the object of an active verb."""
    between = text[span[0] : item.start]
    if _BY_WAY.search(between):
        return False
    return _AFTER.search(text[: item.start]) is not None or (
        _ACTIVE.search(text[: span[1]]) is not None
        and re.fullmatch(r"[^,;:]{0,60}", text[span[1] : item.start]) is not None
    )


def _can_be_subject(clause: Clause, item: Mention, discourse: Discourse) -> bool:
    if item.kind not in _BODILY or item.start not in clause.names:
        return False
    name = clause.names[item.start]
    if clause.text[: item.start].endswith("("):
        return False  # the short form of the name before it
    if item.kind is not MentionKind.NAME:
        return True
    return is_organisation(name, discourse.products) or (name.isupper() and len(name) > 2) or name == "npm"


def _otherwise(clause: Clause, discourse: Discourse) -> str | None:
    if clause.speaker and (
        is_organisation(clause.speaker, discourse.products) or any(speech.verb in _HOLDS for speech in clause.speeches)
    ):
        return clause.speaker
    if clause.topic and clause.topic.lower() not in SECURITY_FIRMS | AGENCIES and clause.topic != discourse.publisher:
        return clause.topic
    return None if clause.speaker is None or is_press(clause.speaker) or clause.speaker[0].islower() else clause.speaker
