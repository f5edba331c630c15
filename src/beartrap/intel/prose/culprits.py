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
    r"(?i)\b(?:(?:er)?achter\b|\b(?:zijn|is|waren|was|betreft) (?:het |hier )?(?:\w+ )?dezelfde\b|\b(?:was|is|are|were|by|of) the same\b|\bom\b.{1,80}?\b(?:gaat|ging|zou gaan)\b|handiwork|handwerk|hallmark|fingerprint|signatuur|\bvinger\b|\bfinger\b|the hand of|\bbrein\b|mastermind|pinned|ascribe|\bbetrokken\b|\bbeho(?:ort|ren|orden?) tot\b|\btot\b.{1,60}\bbeho(?:ort|ren)|\bbelongs? to\b|involved|op het conto|\bop (?:naam|rekening) van|schuld|daderschap|"
    r"working for|works? for|on behalf of|in opdracht van|namens|werken voor|werkten voor|operating (?:for|out of|from)|gesteund door|backed by|sponsored by|linked|nexus|"
    r"aanwijzingen voor|evidence (?:of|for)|signs of|verantwoordelijk|spreekt van|spreken van|sprak van|houdt het op|toegeschreven|toe te schrijven|\bschrijft\b.{0,80}\btoe\b|het werk (?:zijn |is |was |zou zijn |blijkt )?van|(?:hackers|aanvallers|daders|attackers|intruders|culprits)\b.{0,30}(?:Russ|Chine|Ira[an]|Noord-Kor|North Kor)|(?:een )?actie van|(?:gaat|ging|gaan) (?:\w+ ){0,4}?om|calls (?:him|her|it|them)sel\w+|noemt zich|\bzich\b.{0,40}\bnoemt|denk(?:t|en) aan|toegevoegd door|involvement|betrokkenheid|schuil\w*|gelinkt|in verband|verband gebracht|gekoppeld|linkt|"
    r"opgeëist|opeist|eiste|legt een verband|verdenking|suspicion|beschuldig|wijst|wijzen|wees|uitgevoerd|gepleegd|(?:door|van) (?:de )?(?:\w+ )?(?:hackers?groep|\w*groep|bende|collectief|staatshackers|hackers)|vingerafdruk|dader|verdenk|verdacht|overeenkomst|"
    r"\bbehind\b|responsib|attribut|work of|carried out|conducted|perpetrat|linked|links|tied|ties|blame|accus|claimed|point(?:s|ed|ing)? to|orchestrat|culprit|overlap|associated|suspect|"
    r"tracked as|tracks|known as|identified|\bby (?:the |a |an )?(?:\S+ ){0,3}(?:group|gang|actors?|hackers|crew)|exploited by|\bhand of\b|mounted|launched)"
)
_HACKERS_NL = r"(?:staatshackers|(?:staats)?spionnen|\w*hackers?(?:groep(?:ering)?|collectief|bende)|hackers|\w*(?:groep|groepering|bende)|statelijke actor|staatsactor|inlichtingendienst|cybercriminelen|criminelen)"
_HACKERS_EN = r"(?:hackers|hacking group|group|gang|threat actors?|actors?|nation[- ]state|state[- ]sponsored (?:\w+ )?(?:actors?|hackers|group)|cyber ?criminals|criminals|spies|intelligence services?|APT group)"
_OWNED = re.compile(
    r"(?i)opgeëist|opeist|\beist\b.{0,40}\bop\b|claim(?:ed|s|ing) (?:responsibility|credit|the attack)|took (?:credit|responsibility)"
)
_BLAME = r"(?:involvement|involved|betrokken\w*|\brole|\brol\b|\bpart\b|responsib\w+|verantwoordelijk\w*|allegations?|accusations?|charges?|claims?|aantijging\w*|beschuldiging\w*|verwijt\w*|behind|achter|conducting|carrying out|hacking|it did|dat het)"
_DISOWNED = re.compile(
    rf"(?i)\b(?:denie[sd]|deny|denying|ontken(?:t|de|den|nen|d)|dismiss(?:es|ed)|reject(?:s|ed)?|verwerp(?:t|en)|verwierp|spreekt|spreken|sprak(?:en)?)\b[^;]{{0,60}}?{_BLAME}|"
    rf"\b(?:wijst|wees|wijzen)\b[^;]{{0,60}}?{_BLAME}[^;]{{0,30}}?\b(?:van de hand|af)\b|{_BLAME}[^;]{{0,40}}?\b(?:baseless|unfounded|groundless|absurd|false|fabricat\w+|ongegrond|onzin|uit de lucht gegrepen|van de hand gewezen|ontkend)\b|"
    rf"\b(?:noem(?:t|de)|call(?:s|ed)|describe[sd])\b[^;]{{0,60}}?\b(?:baseless|unfounded|groundless|absurd|ongegrond|onzin|belachelijk)\b|\b(?:had|has|heeft|hebben) (?:nothing to do|niets te maken|er niets mee te maken)\b"
)
_COUNTRY = r"(?:Rusland|Russia|China|Iran|Noord-Korea|North Korea|Israël|Israel|Vietnam|India|Pakistan|Turkije|Turkey|Belarus|Moskou|Moscow|Peking|Beijing|Pyongyang|Teheran|Tehran|(?:[Hh]et |[Tt]he )?Kremlin)"
_A_COUNTRY = re.compile(rf"\b{_COUNTRY}(?![\w-])")
_ADJECTIVE = r"(?:Russische?|Chinese|Iraanse|Noord-Koreaanse|Israëlische|Vietnamese|Amerikaanse|Russian|Iranian|North Korean|Vietnamese|Israeli|Belarusian|Korean|buitenlandse|foreign)"
_ATTACKING = re.compile(
    r"(?i)\b(?:breached|hacked|broke into|broken into|infiltrated|penetrated|compromised|infected|stole|stolen|inserted|planted|poisoned|trojani[sz]ed|tampered|hijacked|slipped|exploited|exploiting|"
    r"drong(?:en)?\b.{0,60}\bbinnen|binnengedrongen|binnendrong(?:en)?|hackten?|gehackt|kraakten?|stal(?:en)?|gestolen|besmetten?|infecteerden?|plaatsten?|verstopten?|misbruikten?|braken in|brak in|ingebroken|buitgemaakt|wisten binnen te)\b"
)
_PAST = re.compile(
    r"(?i)\b(?:19|20)\d\d\b|\b(?:eerder|destijds|previously|earlier|in the past|known for|notorious for|berucht om|bekend (?:om|van)|has a history)\b"
)
"""What a group did before tells nothing about this time."""
_GENERIC = (
    re.compile(rf"(?:gaat|ging|gaan) (?:\w+ ){0,4}?om (?:een actie van |het werk van |een aanval van )?(?P<who>(?:de(?:zelfde)?|een|dit|deze) (?:[\w-]+ ){{0,3}}?{_HACKERS_NL})\b"),
    re.compile(rf"(?:zijn|is|waren|was|betreft|zou) (?:het |hier )?(?:\w+ )?(?P<who>dezelfde (?:[\w-]+ ){{0,3}}?{_HACKERS_NL})\b"),
    re.compile(rf"(?P<who>(?:(?:[Dd]ezelfde|[Ee]en|[Dd]e|[Vv]ermeende) )?(?:[\w-]+e )?(?:{_ADJECTIVE} )(?:[\w-]+ )?(?:{_HACKERS_NL}|mogendheid|natiestaat|overheid|inlichtingendienst))\b"),
    re.compile(rf"\b(?:zit|zitten|staat|staan|schuilt|schuilen|zou|zouden)\b (?:\w+ )?(?P<who>(?:dezelfde|een|de) (?:[\w-]+ ){{0,3}}?{_HACKERS_NL}) (?:\w+ )?achter\b"),
    re.compile(rf"(?:[Dd]oor|[Vv]an|aan) (?P<who>(?:dezelfde|een) (?:[\w-]+ ){{0,3}}?{_HACKERS_NL})\b"),
    re.compile(rf"(?P<who>(?:(?:[Tt]he same|[Aa]n?|[Tt]he) )?(?:(?:suspected|highly|sophisticated|well-resourced|likely|alleged|presumed|same) )*(?:{_ADJECTIVE})(?:[- ][\w-]+){{0,3}}? {_HACKERS_EN})\b"),
    re.compile(r"(?:behind|by|of|to|was|is|be) (?P<who>(?:the same|an?|the) (?:[\w-]+ ){0,4}?(?:state[- ]sponsored|nation[- ]state|government[- ]backed|state[- ]backed)(?: [\w-]+){0,2}? (?:actors?|hackers|group|adversary))\b"),
    re.compile(r"(?P<who>(?:an? )?(?:outside|foreign|hostile) (?:nation[- ]state|power|government|state|intelligence (?:service|agency)))\b"),
    re.compile(rf"(?P<who>(?:the same|an?|de(?:zelfde)?|een) (?:[\w-]+ ){{0,4}}?(?:{_HACKERS_EN}|{_HACKERS_NL})) (?:is|was|are|were|zijn|waren)\b(?: \w+)? (?:responsible|behind|verantwoordelijk)"),
    re.compile(r"(?:behind|by|of|to|was|is) (?P<who>the same (?:[\w-]+ ){0,3}?(?:group|actors?|hackers|gang|crew))\b"),
    re.compile(rf"(?P<who>(?:{_COUNTRY}|pro-[A-Z]\w+)[- ](?:linked|backed|nexus|aligned|sponsored|based)(?:[ -][\w-]+){{0,3}}? {_HACKERS_EN})\b"),
    re.compile(rf"(?P<who>(?:een|de(?:zelfde)?) (?:(?!met\b|van\b|door\b)[\w-]+ ){{0,3}}?{_HACKERS_NL}) (?:er)?achter\b"),
    re.compile(rf"(?:attribut\w+ (?:[^.;]{{0,60}}? )?to|(?:schrijf\w*|schreef|toegeschreven|toe te schrijven)\b[^.;]{{0,60}}? aan|the work of|het werk van) (?:the |de )?(?P<who>{NAME})"),
    re.compile(r"(?:hackers|aanvallers|daders|indringers|attackers|intruders|culprits) (?:(?:are|were|is|zijn|waren|may|might|could|be|have|been|mogelijk|likely|probably|waarschijnlijk|vermoedelijk) ){0,4}?(?P<who>(?:Noord-Koreaan|Russisch|Chinees|Iraan|Russian|Chinese|Iranian|North Korean)s?)\b(?! [a-z]*(?:hackers|groep|group|servers?|software))"),
    re.compile(rf"(?P<who>{_COUNTRY})\b"),
)  # fmt: skip
_JOINED = re.compile(
    r"^[\s\"”’)]*[,(]?\s*(?:(?:an?|the|een|de) [^,;()]{0,50}?(?:groep\w*|group|gang|crew|bende|collectief|actor|unit|team|hackers)\b,?\s*)?(?:(?:die|dat|that|which|who)\s+(?:is |wordt |staat |has been )?)?(?:,? ?(?:also |ook |beter |better |ook wel |elsewhere |sometimes |publicly |in the industry )*(?:known as|bekend als|tracked as|(?:called|tracked|dubbed|named|known)(?: by [\w ]{2,30}?)?(?: as)?|als|bekend onder de naam(?:en)?|(?:luistert|luisteren) naar de na(?:a|m)m?(?:en)?|onder de na(?:am|men)|gevolgd als|aangeduid als|genoemd|genaamd|referred to as)|aka|a\.k\.a\.|ook wel|oftewel|alias|or|of|/|and|en|(?:which|that|die|dat) (?:\w+ ){1,3}?(?:tracks|calls|track|call|tracks as|track as|noemt|aanduidt als|volgt als)(?: as)?)?\s*(?:the |de )?[\"“„'‘]*$"
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
    r"(?i)\b(?:verband|aligned|serv(?:es|ing)|loyal|voor (?:de |het )?.{1,60}\bwerk(?:t|en|te|ten)\b|gelieerd|gelinkt|banden|onderdeel|werkt? (?:\w+ )?voor|werken voor|werkzaam|namens|in opdracht|aangestuurd|eenheid|\barm\b|behoort|toegeschreven|valt onder|gesteund|gefinancierd|verbonden|gekoppeld|"
    r"linked|tied|ties?|links?|part of|working for|works for|works on|behalf|backed|run by|affiliated|associated|attributed|sponsored|\bunit\b|controlled|belongs|directed by|operated by|connected|subordinate|widely believed)"
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
        if is_unknown(clause.text) or clause.sentence.text.endswith("?"):
            continue
        disowned = _disowned(clause, saying)
        if disowned is not None:
            yield disowned
            continue
        if not (_AGENCY.search(clause.text) or _attacks(clause.text)):
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


def _attacks(text: str) -> bool:
    """Whether an attack is told in the clause, and not one of long ago."""
    return _ATTACKING.search(text) is not None and _PAST.search(text) is None


def _disowned(clause: Clause, saying: Saying) -> Claim | None:
    """The claim of a country that it had no part in it; None where none says so."""
    country = _A_COUNTRY.search(clause.text)
    denial = _DISOWNED.search(clause.text) if country is not None else None
    if (
        denial is None
        or country is None
        or country.start() > denial.start()
        or clause.text[: country.start()].count(" ") > 6
    ):
        return None
    who = re.sub(r"^(?:[Hh]et|[Tt]he) ", "", country.group())
    said = replace(clause, speaker=who)
    return claim(saying, ClaimKind.ATTRIBUTION, said, denial.span(), None, who, about_self=True)


def sponsors(read: Sequence[Clause], actors: Sequence[ActorMention], saying: Saying) -> Iterator[Claim]:
    """Yield a claim for each state body to which a clause ties a group."""
    for clause in read:
        if not _TIE.search(clause.text):
            continue
        here = actors_in(clause, actors)
        groups = [item for item in clause.found if item.kind is MentionKind.GROUP]
        spoken = groups or any(item.kind is MentionKind.PRONOUN for item in clause.found)
        bodies = list(_found(_BODIES, clause.text))
        also = bool(
            here
            and groups
            and clause.actor
            and groups[0].start + clause.start < here[0].start
            and _ALSO.search(clause.text[: here[0].start - clause.start])
        )
        subject = here[0].name if here and not also else clause.actor or (groups[0].head if groups else None)
        if subject is None or not (here or spoken):
            continue
        for body, span in bodies or (list(_states(clause.text)) if here or groups else []):
            yield claim(saying, ClaimKind.SPONSOR, clause, span, subject, body)


_ALSO = re.compile(r"(?i)\b(?:ook|also|aka|alias|known as|called|bekend als|naar de naam|onder de naam)\b[^;]{0,30}$")


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
            r"(?i)\bachter\b|daders?\b|culprits?|behoren|belong|verantwoordelijk|aanval|hack\b|actie|attack|behind|responsib|breach|campaign|campagne|intrusion|aanwijzingen voor|evidence|work of|werk van",
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
        if merged and ((_JOINED.match(gap) and not _BY_NAME_ONLY.search(gap)) or _same(merged[-1][0], actor)):
            first, aliases = merged[-1]
            merged[-1] = (first, tuple(dict.fromkeys((*aliases, actor.name))))
        elif not any(actor.name == other.name for other, _ in merged):
            merged.append((actor, actor.aliases))
        last_end = actor.end
    return merged


def _same(one: ActorMention, other: ActorMention) -> bool:
    """Whether a galaxy gives the one the other's name."""
    names = {other.name, *(candidate.name for candidate in other.candidates)}
    return not names.isdisjoint(one.aliases)


def _generic(clause: Clause, saying: Saying) -> Iterator[Claim]:
    for pattern in _GENERIC:
        match = pattern.search(clause.text)
        if match is None:
            continue
        who = re.sub(r"^(?:[Dd]e|[Ee]en|[Aa]n?|[Tt]he(?! same)) ", "", match["who"])
        span = match.span("who")
        if pattern is _GENERIC[-1] and not _accused(clause.text, span):
            continue
        yield claim(saying, ClaimKind.ATTRIBUTION, clause, span, None, who, about_self=clause.speaker == who)
        return


def _accused(text: str, span: tuple[int, int]) -> bool:
    """Whether a country stands there as the culprit, and not as a place or a victim."""
    before, after = text[: span[0]], text[span[1] :]
    behind = re.search(
        r"(?i)(?:naar|door|aan|blamed?(?: on)?|attributed (?:\w+ ){0,4}to|accus\w+|points? to|pointed to|dat|that|zit|zou|is|of|(?:working|works?|operating|acting|spying|hacking) for|on behalf of|in opdracht van|(?:werken|werkten|werkt|werkzaam) voor|(?:linked|tied|connected|links|ties) (?:to|with)|backed by|gelinkt aan|gelieerd aan|gesteund door|(?:hackers|spionnen|spies|aanvallers|attackers) (?:uit|from|in|van|voor|for))\s*$",
        before,
    )
    return (
        behind is not None
        or re.match(
            r"(?i)\s*(?:(?:zit|zat|zou|was|is|stood|stands|staat|schuilt)\b.{0,40}?(?:achter|behind|responsib|verantwoordelijk|dader|culprit)|achter|behind|verantwoordelijk)",
            after,
        )
        is not None
    )
