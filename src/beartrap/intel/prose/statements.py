"""Claims of the kinds that words alone give away: hit, removed, seen, onward, how many, what is done, how it came in."""

import re
from collections.abc import Iterator

from beartrap.intel.prose.claiming import Saying, claim
from beartrap.intel.prose.clauses import Clause
from beartrap.intel.prose.cues import CUES, METHODS
from beartrap.intel.prose.discourse import Discourse, is_press
from beartrap.intel.prose.modality import is_unknown
from beartrap.intel.prose.subjects import subject_of
from beartrap.model.claim import Claim, ClaimKind

_CONDITION = re.compile(
    r"^(?:\W*)(?:[Ii]f|[Aa]ls (?:u|je|er)|[Ii]ndien|[Ww]hen you|[Pp]lease|[Cc]heck|[Cc]ontroleer|[Vv]erwijder|[Rr]emove|[Uu]pdate|[Ii]solate|[Oo]rganisations? (?:should|that)|[Oo]rganizations? should)\b|\b(?:should|must|moeten?|dient|dienen|kunt u|you can|whether|users can)\b"
)
_REMOVED_THING = re.compile(
    r"(?i)\b(?:malware|modules?|componenten?|components?|scripts?|extensions?|extensies?|plug-?ins?|apps?|worm|virus|trojan|implant\w*|malicious|software|code|schadelijke|kwaadaardige|besmette|versies?|versions?|packages?|pakket\w*|backdoor\w*|achterdeur|bestand\w*|files?|binar\w+|update\w*|"
    r"servers?|systemen|systems?|systeem|dll|installer\w*|infected|affected|it|them|het|libraries|library|accounts?|certificate|certificaat|machines?|computers?|web ?shells?|alles|threat|dreiging|releases?)\b|^\W*(?:die|deze|ze)\b"
)
_MERE = re.compile(
    r"(?i)(?:fake|bogus|doctored|rogue|vervalste|vergiftigde|gekaapte|trojani[sz]ed|malicious|tampered|poisoned|compromised|backdoored|tainted|infected|besmette|kwaadaardige|gemanipuleerde|schadelijke|geïnfecteerde|gecompromitteerde) .*"
)
_ARRIVES = re.compile(
    r"(?i)toegevoegd|geplaatst|ingevoegd|injected|planted|added|hid|download|install|receiv|push|distribut|shipp|publish|deliver|deploy|\bsent\b|spread|upload|insert|slipped|\bvia\b|through|\bwith an?\b|contain|carried|\bran\b|\bruns\b|breached|hacked|hidden|binnen|ontving|kreeg|kregen|verspreid|\bmet\b|uitgebracht|gepubliceerd|geïnstalleerd|bevat|verstopt"
)
"""What tells that a poisoned thing came in, and not only that there was one."""
_MEANS = re.compile(
    r"(?i)\b(?:with|using|an?|the|de|via|through|met|een) (?:stolen|leaked|gestolen|gelekte?) (?:[\w-]+ ){0,2}\w+$"
)
_NUMBERED = re.compile(r"(?i)(?:\bversions?|\bversies?|\breleases?|\bbuilds?|\bv)?\s?\bv?\d+(?:\.\d+)+")
_AFFECTED = re.compile(r"(?i)\baffected|\bgetroffen|impacted|vulnerable")
_SOURCES = re.compile(
    r"(?i) (?:familiar|briefed|with (?:direct )?knowledge|close to|said|say|told|die (?:bekend|betrokken))\b"
)
"""Behind "three people": they are who told it."""
_QUESTIONING = re.compile(r"(?:Hoe|Wat|Wie|Waarom|How|What|Who|Why)\b")
_NARROW = frozenset({ClaimKind.COMPROMISE, ClaimKind.IMPACT, ClaimKind.ONWARD})
_HELD = frozenset({ClaimKind.COMPROMISE, ClaimKind.REMOVAL, ClaimKind.IMPACT, ClaimKind.ONWARD})


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
    if kind is ClaimKind.IMPACT and _MEANS.search(clause.text[max(match.start() - 8, 0) : match.end()]):
        return False
    if kind is ClaimKind.SCALE and _SOURCES.match(clause.text, match.end()):
        return False
    if kind is ClaimKind.COMPROMISE and _NUMBERED.search(clause.text) and _AFFECTED.search(match.group()):
        return False  # a version is affected: nobody was hit yet
    if kind in _HELD and _CONDITION.search(clause.text):
        return False
    if kind in _NARROW and is_unknown(clause.text):
        return False
    if kind is ClaimKind.RESPONSE and _QUESTIONING.match(clause.text):
        return False
    return kind is not ClaimKind.REMOVAL or _REMOVED_THING.search(clause.text) is not None


def _statement(kind: ClaimKind, clause: Clause, match: re.Match[str], discourse: Discourse, saying: Saying) -> Claim:
    subject = subject_of(kind, clause, match.span(), discourse)
    shown = match.group().strip() if kind in (ClaimKind.SCALE, ClaimKind.IMPACT) else None
    return claim(saying, kind, clause, match.span(), subject, shown, about_self=_about_self(clause, subject, discourse))


def _methods(clause: Clause, discourse: Discourse, saying: Saying) -> Iterator[Claim]:
    pattern = METHODS.get(saying.language or "")
    match = pattern.search(clause.text) if pattern else None
    if match is not None and not _CONDITION.search(clause.text):
        group = "how" if match["how"] else "how2"
        if _MERE.fullmatch(match[group].strip()) and not _ARRIVES.search(clause.text):
            return
        how = re.sub(r"^(?:an? |the |its |their |een |de |het |deze |dit |te )", "", match[group].strip())
        yield claim(saying, ClaimKind.METHOD, clause, match.span(group), None, how)


def _about_self(clause: Clause, subject: str | None, discourse: Discourse) -> bool:
    if subject is None:
        return False
    if clause.speaker is not None:
        return subject == clause.speaker
    publisher = discourse.publisher or ""
    return subject == publisher or (publisher.startswith(f"{subject} ") and not is_press(publisher))
