"""Who is behind it, and for whom: claims of attribution, and of ties to a state body."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from beartrap.intel.actors import ActorMention
from beartrap.intel.prose.claiming import Saying, claim
from beartrap.intel.prose.clauses import Clause, actors_in
from beartrap.intel.prose.mentions import NAME, MentionKind
from beartrap.intel.prose.modality import is_unknown
from beartrap.model.claim import Claim, ClaimKind

_AGENCY = re.compile(
    r"(?i)\b(?:er)?achter\b|aanwijzingen voor|evidence (?:of|for)|signs of|verantwoordelijk|spreekt van|spreken van|sprak van|houdt het op|toegeschreven|toe te schrijven|\bschrijft\b.{0,80}\btoe\b|het werk (?:zijn )?van|(?:een )?actie van|(?:gaat|ging) (?:\w+ ){0,4}?om|calls (?:him|her|it|them)sel\w+|noemt zich|\bzich\b.{0,40}\bnoemt|denk(?:t|en) aan|toegevoegd door|involvement|betrokkenheid|schuil\w*|gelinkt|in verband|verband gebracht|gekoppeld|linkt|"
    r"opgeëist|opeist|eiste|wijst|wijzen|wees|uitgevoerd|gepleegd|(?:door|van) (?:de )?(?:\w+ )?(?:hackers?groep|\w*groep|bende|collectief|staatshackers|hackers)|vingerafdruk|dader|verdenk|verdacht|overeenkomst|"
    r"\bbehind\b|responsib|attribut|work of|carried out|conducted|perpetrat|linked|links|tied|ties|blame|accus|claimed|point(?:s|ed|ing)? to|orchestrat|culprit|overlap|associated|suspect|"
    r"tracked as|tracks|known as|identified|\bby (?:the |a |an )?(?:\S+ ){0,3}(?:group|gang|actors?|hackers|crew)|exploited by|\bhand of\b|mounted|launched"
)
_HACKERS_NL = r"(?:staatshackers|\w*hackers?(?:groep(?:ering)?|collectief|bende)|hackers|\w*(?:groep|groepering|bende)|statelijke actor|staatsactor|inlichtingendienst|cybercriminelen|criminelen)"
_HACKERS_EN = r"(?:hackers|hacking group|group|gang|threat actors?|actors?|nation[- ]state|state[- ]sponsored (?:\w+ )?(?:actors?|hackers|group)|cyber ?criminals|criminals|spies|intelligence services?|APT group)"
_OWNED = re.compile(
    r"(?i)opgeëist|opeist|\beist\b.{0,40}\bop\b|claim(?:ed|s|ing) (?:responsibility|credit|the attack)|took (?:credit|responsibility)"
)
_DISOWNED = re.compile(
    r"(?i)\s*(?:has |have |heeft )?(?:again |repeatedly |steeds )?(?:denie[sd]|ontken(?:t|de|d)|wijst)\b"
)
_COUNTRY = r"(?:Rusland|Russia|China|Iran|Noord-Korea|North Korea|Israël|Israel|Vietnam|India|Pakistan|Turkije|Turkey|Belarus|Moskou|Moscow|Peking|Beijing|Pyongyang|Teheran|Tehran|het Kremlin|the Kremlin)"
_ADJECTIVE = r"(?:Russische?|Chinese|Iraanse|Noord-Koreaanse|Israëlische|Vietnamese|Amerikaanse|Russian|Iranian|North Korean|Vietnamese|Israeli|Belarusian|Korean|buitenlandse|foreign)"
_GENERIC = (
    re.compile(rf"(?:gaat|ging|gaan) (?:\w+ ){0,4}?om (?:een actie van |het werk van |een aanval van )?(?P<who>(?:de(?:zelfde)?|een|dit|deze) (?:[\w-]+ ){{0,3}}?{_HACKERS_NL})\b"),
    re.compile(rf"(?P<who>(?:(?:[Dd]ezelfde|[Ee]en|[Dd]e|[Vv]ermeende) )?(?:[\w-]+e )?(?:{_ADJECTIVE} )(?:[\w-]+ )?{_HACKERS_NL})\b"),
    re.compile(rf"\b(?:zit|zitten|staat|staan|schuilt|schuilen|zou|zouden)\b (?:\w+ )?(?P<who>(?:dezelfde|een|de) (?:[\w-]+ ){{0,3}}?{_HACKERS_NL}) (?:\w+ )?achter\b"),
    re.compile(rf"(?:[Dd]oor|[Vv]an|aan) (?P<who>(?:dezelfde|een) (?:[\w-]+ ){{0,3}}?{_HACKERS_NL})\b"),
    re.compile(rf"(?P<who>(?:(?:[Tt]he same|[Aa]n?|[Tt]he) )?(?:(?:suspected|highly|sophisticated|well-resourced|likely|alleged|presumed|same) )*(?:{_ADJECTIVE})(?:[- ][\w-]+){{0,3}}? {_HACKERS_EN})\b"),
    re.compile(r"(?:behind|by|of|to|was|is|be) (?P<who>(?:the same|an?|the) (?:[\w-]+ ){0,4}?(?:state[- ]sponsored|nation[- ]state|government[- ]backed|state[- ]backed)(?: [\w-]+){0,2}? (?:actors?|hackers|group|adversary))\b"),
    re.compile(r"(?:behind|by|of|to|was|is) (?P<who>the same (?:[\w-]+ ){0,3}?(?:group|actors?|hackers|gang|crew))\b"),
    re.compile(rf"(?P<who>(?:een|de(?:zelfde)?) (?:[\w-]+ ){{0,3}}?{_HACKERS_NL}) (?:er)?achter\b"),
    re.compile(rf"(?:attribut\w+ (?:[^.;]{{0,60}}? )?to|(?:schrijf\w*|schreef|toegeschreven|toe te schrijven)\b[^.;]{{0,60}}? aan|the work of|het werk van) (?:the |de )?(?P<who>{NAME})"),
    re.compile(rf"(?P<who>{_COUNTRY})\b"),
)  # fmt: skip
_JOINED = re.compile(
    r"^[\s\"”’)]*[,(]?\s*(?:,? ?(?:also |ook |beter |better |ook wel |elsewhere |sometimes )*(?:known as|bekend als|tracked as|called|aangeduid als|genoemd|genaamd|referred to as)|aka|a\.k\.a\.|ook wel|oftewel|alias|or|of|/|and|en|which \w+ (?:tracks|calls))?\s*(?:the |de )?[\"“„'‘]*$"
)
_BY_NAME_ONLY = re.compile(r"(?:,? (?:and|en)\s*)$")
_BODIES: tuple[tuple[str, str], ...] = (
    ("SVR", r"(?:(?:[Dd]e |[Tt]he )?(?:[Rr]ussische buitenlandse inlichtingendienst|(?:[Rr]ussia['’]?s? |[Rr]ussian )?[Ff]oreign [Ii]ntelligence [Ss]ervice)(?:,? \(?SVR\)?)?|\bSVR\b)"),
    ("FSB", r"(?:(?:[Rr]ussische )?(?:binnenlandse )?veiligheidsdienst FSB|(?:Russian )?Federal Security Service(?: \(FSB\))?|\bFSB\b)"),
    ("GRU", r"(?:(?:[Rr]ussische )?militaire inlichtingendienst(?: GRU| \(GRU\))?|(?:Russian )?[Mm]ilitary [Ii]ntelligence(?: agency)?(?:,? \(?(?:the )?GRU\)?)?|\bGRU\b)"),
    ("MSS", r"(?:(?:Chinese |Chinees |China['’]s )?(?:[Mm]inistry of [Ss]tate [Ss]ecurity|[Mm]inisterie van [Ss]taatsveiligheid)(?: \(MSS\))?|\bMSS\b)"),
    ("PLA", r"(?:People['’]s Liberation Army|[Vv]olksbevrijdingsleger|\bPLA\b)"),
    ("RGB", r"(?:Reconnaissance General Bureau(?: \(RGB\))?|\bRGB\b)"),
    ("IRGC", r"(?:Islamic Revolutionary Guard Corps(?: \(IRGC\))?|Revolutionaire Garde|Revolutionary Guards?|\bIRGC\b)"),
    ("MOIS", r"(?:Ministry of Intelligence(?: and Security)?(?: \(MOIS\))?|\bMOIS\b)"),
)  # fmt: skip
BODIES = frozenset(body.lower() for body, _ in _BODIES)
"""Short names of state bodies, lower case: no products."""
_TIE = re.compile(
    r"(?i)verband|gelieerd|gelinkt|banden|onderdeel|werkt? (?:\w+ )?voor|werken voor|werkzaam|namens|in opdracht|aangestuurd|eenheid|\barm\b|behoort|toegeschreven|valt onder|gesteund|gefinancierd|verbonden|gekoppeld|"
    r"linked|tied|ties|part of|working for|works for|works on|behalf|backed|run by|affiliated|associated|attributed|sponsored|\bunit\b|controlled|belongs|directed by|operated by|connected|subordinate|widely believed"
)
_STATES: tuple[tuple[str, str], ...] = (
    ("Russia", r"Rusland|Russia(?!n)|Russische (?:staat|overheid|regering)|Russian (?:state|government)|het Kremlin|the Kremlin|Moskou|Moscow"),
    ("China", r"China|Chinese (?:staat|overheid|regering|state|government)|Peking|Beijing"),
    ("North Korea", r"Noord-Korea(?!a)|North Korea(?!n)|Noord-Koreaanse (?:staat|overheid|regering|regime)|North Korean (?:state|government|regime)|Pyongyang|DPRK"),
    ("Iran", r"Iran(?!i)|Iraanse (?:staat|overheid|regering)|Iranian (?:state|government)|Teheran|Tehran"),
    ("Vietnam", r"Vietnam(?!ese)"),
)  # fmt: skip


def attributions(read: Sequence[Clause], actors: Sequence[ActorMention], saying: Saying) -> Iterator[Claim]:
    """Yield a claim for each group, or kind of hackers, that a clause holds to be behind it."""
    for clause in read:
        if not _AGENCY.search(clause.text) or is_unknown(clause.text) or clause.sentence.text.endswith("?"):
            continue
        named = _merged(actors_in(clause, actors), clause)
        if named and not _only_for_sponsor(clause):
            for actor, aliases in named:
                span = (actor.start - clause.start, actor.end - clause.start)
                owned = clause.speaker in (None, actor.name) and _OWNED.search(clause.text) is not None
                said = replace(clause, speaker=actor.name) if owned else clause
                about = said.speaker == actor.name
                yield claim(
                    saying, ClaimKind.ATTRIBUTION, said, span, None, actor.name, aliases=aliases, about_self=about
                )
        elif not named and not _only_for_sponsor(clause):
            yield from _generic(clause, saying)


def sponsors(read: Sequence[Clause], actors: Sequence[ActorMention], saying: Saying) -> Iterator[Claim]:
    """Yield a claim for each state body to which a clause ties a group."""
    for clause in read:
        if not _TIE.search(clause.text):
            continue
        here = actors_in(clause, actors)
        groups = [item for item in clause.found if item.kind is MentionKind.GROUP]
        spoken = groups or any(item.kind is MentionKind.PRONOUN for item in clause.found)
        bodies = list(_found(_BODIES, clause.text))
        subject = here[0].name if here else clause.actor or (groups[0].head if groups else None)
        if subject is None or not (here or spoken):
            continue
        for body, span in bodies or (list(_states(clause.text)) if here or groups else []):
            yield claim(saying, ClaimKind.SPONSOR, clause, span, subject, body)


def _found(table: Sequence[tuple[str, str]], text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    for body, pattern in table:
        match = re.search(pattern, text)
        if match:
            yield body, match.span()


def _states(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    tie = _TIE.search(text)
    for state, pattern in _STATES:
        match = re.search(rf"\b(?:{pattern})", text)
        if match and tie and tie.start() < match.start() + 40:
            yield state, match.span()


def _only_for_sponsor(clause: Clause) -> bool:
    """ "The group is linked to the SVR" speaks of the group, not of the attack."""
    bodies = any(True for _ in _found(_BODIES, clause.text))
    return (
        bodies
        and re.search(
            r"(?i)\bachter\b|verantwoordelijk|aanval|hack\b|actie|attack|behind|responsib|breach|campaign|campagne|intrusion|aanwijzingen voor|evidence|work of|werk van",
            clause.text,
        )
        is None
    )


def _merged(here: Sequence[ActorMention], clause: Clause) -> list[tuple[ActorMention, tuple[str, ...]]]:
    """Join "A, also known as B" into one: B is what the text itself calls A."""
    merged: list[tuple[ActorMention, tuple[str, ...]]] = []
    last_end = 0
    for actor in here:
        gap = clause.text[max(last_end - clause.start, 0) : actor.start - clause.start]
        if merged and _JOINED.match(gap) and not _BY_NAME_ONLY.search(gap):
            first, aliases = merged[-1]
            merged[-1] = (first, tuple(dict.fromkeys((*aliases, actor.name))))
        elif not any(actor.name == other.name for other, _ in merged):
            merged.append((actor, actor.aliases))
        last_end = actor.end
    return merged


def _generic(clause: Clause, saying: Saying) -> Iterator[Claim]:
    for pattern in _GENERIC:
        match = pattern.search(clause.text)
        if match is None:
            continue
        who = re.sub(r"^(?:[Dd]e|[Ee]en|[Aa]n?|[Tt]he(?! same)) ", "", match["who"])
        span = match.span("who")
        if pattern is _GENERIC[-1] and not _accused(clause.text, span):
            continue
        own = pattern is _GENERIC[-1] and clause.speaker is None and _DISOWNED.match(clause.text, span[1]) is not None
        said = replace(clause, speaker=who) if own else clause
        yield claim(saying, ClaimKind.ATTRIBUTION, said, span, None, who, about_self=said.speaker == who)
        return


def _accused(text: str, span: tuple[int, int]) -> bool:
    """Whether a country stands there as the culprit, and not as a place or a victim."""
    before, after = text[: span[0]], text[span[1] :]
    behind = re.search(
        r"(?i)(?:naar|door|aan|blamed?(?: on)?|attributed (?:\w+ ){0,4}to|accus\w+|points? to|pointed to|dat|that|zit|zou|is|of)\s*$",
        before,
    )
    return (
        behind is not None
        or re.match(
            r"(?i)\s*(?:zit|zat|zou|was|is|stood|stands|staat|schuilt|achter|behind|verantwoordelijk|ontken|denie)",
            after,
        )
        is not None
    )
