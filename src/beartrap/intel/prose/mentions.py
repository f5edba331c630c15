"""Who is spoken of in a sentence: names, descriptions ("het bedrijf", "a spokesperson for X"), pronouns, bare sources."""

import re
from collections.abc import Iterator
from enum import StrEnum

from beartrap.intel.prose.gazetteer import AGENCIES, PRODUCTS, SECURITY_FIRMS, VENDORS
from beartrap.intel.wordlist import words
from beartrap.model.frozen import frozen


class MentionKind(StrEnum):
    """What stands there, and so how it is resolved."""

    NAME = "name"
    ROLE = "role"
    """Somebody who speaks for an organisation; `head` is its name or description, empty where it must be inferred."""
    COMPANY = "company"
    SUPPLIER = "supplier"
    GROUP = "group"
    PRONOUN = "pronoun"
    SELF = "self"
    SOURCE = "source"
    """Nobody by name: "researchers", "internationale persbureaus"."""


@frozen
class Mention:
    """One mention, half-open offsets in its sentence; `head` is the words that name or describe whom.

    `noun` is the word in lower case right before a name ("gemeente Havenstad"), by which it may be called later.
    """

    kind: MentionKind
    head: str
    start: int
    end: int
    noun: str = ""


WORD = r"(?:[A-ZÀ-Ý][\w&+]*(?:-[A-Z0-9]\w*|\.(?:[A-Z]\w*|com|nl|io|org|net|js)\b)*|\d+[A-Z][\w]*|[a-z]{1,2}[A-Z]\w+)"
_HEADED = r"(?:[Mm]inisterie|[Mm]inistry|[Dd]epartment|[Uu]niversity|[Uu]niversiteit|[Bb]ureau|[Oo]ffice|Bank) (?:van|of|voor|for|der) (?:the )?"
NAME = rf"(?:(?:{_HEADED})?{WORD}(?: (?:& |and (?=Hackett|Renewal))?{WORD}){{0,4}})"
_NAME = re.compile(rf"(?<![\w@/.-]){NAME}")

_ROLE_NL = r"[Ww]oordvoerders?|woordvoerster|[Tt]opman|[Tt]opvrouw|[Bb]estuursvoorzitter|[Dd]irecteur|algemeen directeur|[Oo]prichter|zegsman|[Bb]urgemeester|wethouder|rector|[Vv]oorzitter|hoofd ict|zegsvrouw|bestuurslid|ceo|ciso|cto|cfo|baas|beveiligingschef|hoofd beveiliging|bestuurder"
_ROLE_EN = (
    r"spokes(?:person|man|woman|people)|chief executive(?: officer)?|chief (?:information )?security officer|chief technology officer|chief \w+ officer|"
    r"CEO|CISO|CTO|CFO|COO|president|founder|co-founder|vice president|director|head of \w+|general manager|representative|mayor|Mayor|chair(?:man|woman)?|superintendent|principal|rector|vice-chancellor|head of security"
)
_ADJ = r"(?:(?!(?:van|of|the|het|de|een|dat|die)\b)[a-zà-ÿ]+(?:-[a-zA-Z]+)?e?\s+|[A-Z][A-Za-z-]+\s+){0,3}?"
_COMPANY_NL = r"\w*(?:bedrijf|firma|concern|onderneming|organisatie|instelling|universiteit|gemeente|ziekenhuis|gigant|reus|bank|keten|fonds|instituut|waterschap|provincie|school|rederij|omroep|vervoerder|fabriek|ministerie)"
_SUPPLIER_NL = r"\w*(?:leverancier|softwaremaker|fabrikant|ontwikkelaars?|aanbieder|softwarehuis|maker)"
_GROUP_WORDS_NL = (
    r"\w*(?:groep|groepering|bende|collectief)|(?:staats)?hackers|aanvallers|daders?|indringers|criminelen"
)
_COMPANY_EN = r"company|firm|organi[sz]ation|business|corporation|giant|agency|university|hospital|bank|retailer|airline|ministry|department|manufacturer"
_SUPPLIER_EN = r"vendor|supplier|maker|developers?|provider|publisher|maintainers?|project"
_GROUP_WORDS_EN = r"group|gang|crew|collective|threat actors?|actors?|hackers|attackers|intruders|criminals"

_DESCRIPTIONS = (
    (MentionKind.GROUP, re.compile(rf"\b(?:[Dd]e|[Dd]eze|[Dd]ie|[Dd]ezelfde)\s+{_ADJ}(?P<head>{_GROUP_WORDS_NL})\b")),
    (MentionKind.GROUP, re.compile(rf"\b(?:[Tt]he|[Tt]his|[Tt]hat)(?: same)?\s+{_ADJ}(?P<head>{_GROUP_WORDS_EN})\b")),
    (MentionKind.SUPPLIER, re.compile(rf"\b(?:[Dd]e|[Hh]et|[Dd]eze|[Dd]it)\s+{_ADJ}(?P<head>{_SUPPLIER_NL})\b")),
    (MentionKind.SUPPLIER, re.compile(rf"\b(?:[Tt]he|[Tt]his)\s+{_ADJ}(?P<head>{_SUPPLIER_EN})\b")),
    (MentionKind.COMPANY, re.compile(rf"\b(?:[Hh]et|[Dd]it|[Dd]e|[Dd]eze)\s+{_ADJ}(?P<head>{_COMPANY_NL})\b")),
    (MentionKind.COMPANY, re.compile(rf"\b(?:[Tt]he|[Tt]his)\s+{_ADJ}(?P<head>{_COMPANY_EN})\b")),
)
_ROLES = (
    re.compile(
        rf"\b(?:{_ROLE_NL}|{_ROLE_EN})\s+{WORD}(?: (?:(?:van|de|den|der|ter) )*{WORD}){{1,2}},?\s+(?:van|bij|of|at)\s+(?:the )?(?P<head>{NAME}|(?:het|de|the) [a-zà-ÿ]{{4,}})"
    ),
    re.compile(
        rf"{WORD}(?: (?:(?:van|de|den|der|ter) )*{WORD}){{1,2}},\s+(?:(?:de|een|the|an?|its|their|zijn|haar)\s+)?(?:[a-z]+ )?(?:{_ROLE_NL}|{_ROLE_EN})\s+(?:van|bij|of|at|for)\s+(?:the )?(?P<head>{NAME}|(?:het|de|the) [a-zà-ÿ]{{4,}})"
    ),
    re.compile(
        rf"(?:{WORD}(?: {WORD}){{1,2}},\s+)?(?P<head>[Tt]he [a-z]{{4,}})['’]s\s+(?:[a-z]+ ){{0,2}}?(?:{_ROLE_EN})\b(?:,? {NAME})?"
    ),
    re.compile(
        rf"{WORD}(?: (?:(?:van|de|den|der|ter) )*{WORD}){{1,2}},\s+(?:(?:de|een|the|an?|its|their|zijn|haar|onze|our)\s+)?(?P<bare>{_ROLE_NL}|{_ROLE_EN})(?=\s*(?:[,.;]|$))"
    ),
    re.compile(
        rf"\b(?:[Ee]en|[Dd]e|[Zz]ijn|[Hh]aar|[Hh]un)?\s*\b(?:{_ROLE_NL})\s+(?:van|bij|namens)\s+(?P<head>{NAME})"
    ),
    re.compile(
        rf"\b(?:{_ROLE_NL})\s+(?:van|bij|namens)\s+(?P<head>(?:[Hh]et|[Dd]e)\s+{_ADJ}(?:{_COMPANY_NL}|{_SUPPLIER_NL}|[a-zà-ÿ]{{3,}}))\b",
    ),
    re.compile(rf"(?P<head>{WORD}(?: {WORD}){{0,2}})-(?:{_ROLE_NL})\b(?:\s+{NAME})?"),
    re.compile(rf"\b(?:{_ROLE_EN})\s+(?:for|of|at|from|with)\s+(?:the )?(?P<head>{NAME})"),
    re.compile(rf"\b(?:{_ROLE_EN})\s+(?:for|of|at)\s+(?P<head>the\s+{_ADJ}(?:{_COMPANY_EN}|{_SUPPLIER_EN}))\b"),
    re.compile(rf"(?P<head>{WORD}(?: (?!CEO|CISO|CTO|CFO){WORD}){{0,2}})(?:['’]s)?\s+(?:{_ROLE_EN})\b(?:\s+{NAME})?"),
    re.compile(
        rf"\b(?:[Oo]nderzoekers?|[Aa]nalisten|[Ee]xperts?|[Dd]eskundigen|[Ss]pecialisten|[Bb]eveiligers|[Rr]esearchers?|[Aa]nalysts|engineers|investigators)\s+(?:van|bij|at|from|of|with)\s+(?:het |the )?(?:\w*bedrijf )?(?P<head>{NAME})"
    ),
    re.compile(
        rf"(?P<head>{WORD}(?: {WORD})?)['’]s (?:[a-z]+ ){0, 2}(?:centre|center|agency|authority|police|regulator|watchdog|government|embassy|parliament|council|ministry|regering|ambassade)\b"
    ),
    re.compile(rf"(?P<head>{WORD}(?: {WORD})?)(?:['’]s)? (?:researchers|analysts|engineers|onderzoekers|analisten)\b"),
    re.compile(
        rf"\b(?P<bare>(?!president|rector|principal|chair|founder|director|representative)(?:{_ROLE_EN}|{_ROLE_NL}))\s+{NAME}"
    ),
    re.compile(
        rf"\b(?:[Ee]en|[Dd]e|[Zz]ijn|[Hh]aar|[Aa]n?|[Ii]ts|[Tt]he|[Tt]heir)\s+(?:company\s+)?(?P<bare>{_ROLE_NL}|{_ROLE_EN})\b(?:\s+{NAME})?",
    ),
)
_ROLISH = re.compile(
    rf"\b(?:{_ROLE_NL}|{_ROLE_EN}|onderzoek|analist|expert|deskundig|specialist|beveiligers|research|analyst|engineer|investigator|government|embassy|parliament|council|ministry|regering|ambassade|centre|center|agency|authority|police|regulator|watchdog)",
    re.I,
)
"""A sentence without any of these words names nobody by an office: fifteen patterns need not be tried."""
_PRONOUNS = re.compile(
    r"(?<![\w'’])(?:[Hh]et(?= (?:wijst|zegt|zei|meldt|meldde|stelt|stelde|bevestigt|ontkent|schrijft|schreef|denkt|vermoedt|spreekt|verwacht|waarschuwt|raadt|roept|adviseert)\b)|(?<=[Vv]olgens )(?:hem|haar|hen)|(?<=ccording to )(?:him|her|them)|[Hh]ij|[Zz]ij|[Zz]e|[Ii]t|[Tt]hey|[Hh]e|[Ss]he)(?![\w'’])"
)
_SELF = re.compile(r"(?<![\w'’])(?:[Ww]ij|[Ww]e|[Oo]nze|[Oo]ns|[Oo]ur|[Uu]s)(?![\w'’])")
_SOURCES = re.compile(
    r"\b(?:(?:[Ii]nternationale|[Aa]merikaanse|[Bb]ritish|[Aa]nonieme|[Mm]eerdere|[Vv]erschillende|[Ss]everal|[Mm]ultiple|[Aa]nonymous|[Tt]wo|[Tt]wee|[Ss]ecurity|[Uu]nnamed|US|U\.S\.|[Ss]ome)\s+){0,2}"
    r"(?:(?:people|persons?|officials?|sources?|executives?) (?:with (?:direct )?knowledge of|familiar with|briefed on|close to) (?:the|its) \w+|bronnen (?:rond|dicht bij) (?:het|de) \w+|betrokkenen|(?:one|an?) (?:[a-z]+ )?(?:official|source|executive|insider)|een (?:[a-z]+ )?(?:ingewijde|functionaris|bron|ambtenaar)|persbureaus|bronnen|onderzoekers|experts?|deskundigen|functionarissen|ambtenaren|media|kranten|inlichtingendiensten|ingewijden|specialisten|beveiligers|analisten|"
    r"researchers|experts|officials|sources|analysts|investigators|news agencies|people familiar with the (?:matter|investigation)|intelligence officials|media reports)\b",
    re.I,
)

_NOT_NAMES = words("""
    the a an it its in on at by for of to from with and or but if as is was were be has have had this that these those they we he she i you our your their
    his her my us them who what when where why how which while after before since until during although though because however despite
    also another both each every few many more most much no none not nothing only other some such than then there thus under unlike users
    customers attackers hackers researchers officials experts sources victims organisations organizations companies today yesterday tomorrow
    according meanwhile earlier later once here all any two three four five first second last next one researchers anyone affected
    please update download note see figure table summary background overview technical details indicators mitigation recommendations impact
    de het een en in op aan bij van voor met door uit naar over om te dat die dit deze zo ook nog al als maar of dan daar daarna daardoor daarom daarbij
    wat wie waar wanneer waarom hoe welke er ze zij hij wij we je jij u ik onze ons hun haar zijn mijn geen niet niets veel weinig alle alles iedereen iemand
    na voordat sinds tot tijdens hoewel omdat echter ondanks volgens aldus vermoedelijk mogelijk waarschijnlijk eerder later inmiddels vervolgens
    klanten gebruikers hackers aanvallers onderzoekers bedrijven organisaties slachtoffers experts bronnen vandaag gisteren morgen
    januari februari maart april mei juni juli augustus september oktober november december january february march may june july august october
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag monday tuesday wednesday thursday friday saturday sunday
    rusland russia russisch russische russian russen russians china chinees chinese chinezen iran iraans iraanse iranian israel israëlische israeli
    noord-korea noord-koreaans noord-koreaanse korea koreaanse korean north south zuid-korea zuid-koreaanse amerika amerikaans amerikaanse american americans
    nederland nederlands nederlandse dutch netherlands duitsland duits duitse german germany frankrijk frans franse french france
    brits britse british britain verenigd koninkrijk united states kingdom engels engelse english europa europees europese europe european
    oekraïne oekraïense ukraine ukrainian belgië belgisch belgische belgian vs us uk usa japan japans japanse japanese moskou moscow peking beijing
    vietnam vietnamese india indian indiaas indiase australia australian australië canada canadian singapore taiwan pyongyang washington
    ceo ciso cto cfo it ict dns dll url api http https ip ai pc os sql apt iocs ioc c2 sha md5 pdf html xml json tls ssl vpn mfa usb cve oauth sso
    ssh utc gmt cet ioc poc rat mft edr siem soc aws gcp windows linux macos mac android ios unix debian ubuntu fedora internet cyber cloud active directory
    hf rc sp hf1 hf2 hf3 hf4 hf5 hf6 rc1 rc2 sp1 sp2 saas mr mrs ms dr drs ir prof president minister aankomend incoming former voormalig oud-president senator generaal
    """)
_DESCRIPTOR = re.compile(
    r"[A-Z][a-z-]*(?:bedrijf|firma|leverancier|maker|beveiliger|onderzoekers?|krant|concern|gigant|reus|topman|woordvoerder|fabrikant|ontwikkelaar|dienstverlener|bureau|omroep|groep|groepering|bende|dagblad)|"
    r"(?:Vendor|Supplier|Researchers?|Group|Gang|Maker|Developer|Spokesperson|Newspaper|Firm|Company|Chipmaker|Retailer|Airline)"
)
_INSTITUTIONS = words(
    "waterschap gemeente stichting universiteit ziekenhuis provincie ministerie university hospital city bank county school college"
)
"""Nouns that are the first word of a name."""
_NOUN = re.compile(r"\b([a-zà-ÿ]{4,}) $")
_NATIONAL = re.compile(r"(?:[Hh]et|[Dd]e|[Ee]en|[Tt]he|[Aa]n?) $")
_CORPORATE = re.compile(
    r"(?:Airways|Airlines|Telecom|Railways?|Library|Steel|Gas|Petroleum|Bank|Post|Broadcasting|Medical|Red Cross|Treasury|Electric|Express)\b"
)
"""Words before which the name of a country belongs to the name: "British Airways"."""
_OF_TOWN = re.compile(r"[A-Z][a-zà-ÿ]+s(?:e|che) (?=[A-Z])")
"""The adjective of a town or country before a name: "het Groningse Schuimkraag"."""
_COMPOUND = re.compile(r"-(?:based|owned|backed|linked|headquartered|listed|born)\b")
_VERB_NEXT = re.compile(
    r"\s*(?:['’]s\b|,|-[a-z]|\(|v?\d+\.\d|(?:uit|from|in) [A-Z]|(?:are|zijn|and\s+[A-Z]|ontwikkelt|verkoopt|develops|addressed|fixed|is|was|has|had|will|werd|wordt|heeft|had|zal|zou|kan|kon|gebruikt|gebruikte|uses|used|say|says|said|meldt|meldde|zegt|zei|stelt|stelde|schrijft|"
    r"schreef|confirmed|denied|denies|told|wrote|reported|announced|bevestigt|bevestigde|ontkent|ontkende|verklaarde|liet|laat|maakt|maakte|levert|ontdekte|discovered|found|warned|"
    r"waarschuwt|waarschuwde|published|publiceerde|makes|sells|released|bracht|attributed|attributes|believes|vermoedt|disclosed|adviseert|advises|urged|removed|verwijderde|provides)\b)"
)


class Names:
    """Finds the names of one document: what it writes in lower case elsewhere is no name where a sentence begins."""

    def __init__(self, text: str) -> None:
        self._lower = frozenset(re.findall(r"(?<![\w-])[a-zà-ÿ]{3,}(?![\w-])", text))
        self._text = text
        self._proper = frozenset(re.findall(r"(?<=[a-z0-9,;] )[A-ZÀ-Ý][\w&+-]*", text))

    def find(self, sentence: str) -> Iterator[Mention]:
        """Yield the names in `sentence`, leading articles and calendar words taken off."""
        for match in re.finditer(r"(?<![\w@/.-])npm(?![\w-]| (?:package|pakket|registry|librar))", sentence):
            yield Mention(MentionKind.NAME, match.group(), match.start(), match.end())
        for match in _NAME.finditer(sentence):
            if _COMPOUND.match(sentence, match.end()):
                continue
            start, head = self._stripped(match.start(), match.group(), sentence)
            if head and not _is_nationality(start, head, sentence) and self._believed(start, head, sentence):
                noun = _NOUN.search(sentence[:start])
                yield Mention(MentionKind.NAME, head, start, start + len(head), noun[1] if noun else "")

    def _stripped(self, start: int, head: str, sentence: str) -> tuple[int, str]:
        initial = not re.search(r"\w", sentence[:start])
        of_town = _OF_TOWN.match(head)
        if of_town and _NATIONAL.search(sentence[:start]) and not _listed(head):
            start, head = start + of_town.end(), head[of_town.end() :]
        while head:
            first, _, rest = head.partition(" ")
            ordinary = (
                initial
                and rest
                and first.lower() in self._lower
                and first.lower() not in _INSTITUTIONS
                and not _listed(head)
                and not re.search(rf"[a-zà-ÿ,;] {re.escape(head)}\b", self._text)
            )
            ordinary = ordinary or (rest and _DESCRIPTOR.fullmatch(first) is not None)
            if (first.lower() not in _NOT_NAMES and not ordinary) or _CORPORATE.match(rest):
                break
            if _listed(head):
                break
            start, head, initial = start + len(first) + (1 if rest else 0), rest, False
        while head and head.rpartition(" ")[2].lower() in _NOT_NAMES and not _listed(head):
            head = head.rpartition(" ")[0]
        return start, head.rstrip(".")

    def _believed(self, start: int, head: str, sentence: str) -> bool:
        if re.search(r"\w", sentence[:start]) or " " in head or _listed(head) or head in self._proper:
            return len(head) > 1
        if head[1:] != head[1:].lower() or any(character.isdigit() for character in head):
            return len(head) > 1
        return head.lower() not in self._lower and _VERB_NEXT.match(sentence[start + len(head) :]) is not None


def _is_nationality(start: int, head: str, sentence: str) -> bool:
    """Whether a capital belongs to an adjective: "het Zweedse bedrijf", "the Danish vendor"."""
    adjective = re.fullmatch(r"[A-Z][a-zà-ÿ]+(?:se|sche|ish|ese|ian|ean|ch)", head) is not None
    noun = re.match(r" [a-z]", sentence[start + len(head) : start + len(head) + 2]) is not None
    return adjective and noun and _NATIONAL.search(sentence[:start]) is not None and not _listed(head)


def _listed(head: str) -> bool:
    lower = head.lower()
    return lower in VENDORS or lower in AGENCIES or lower in SECURITY_FIRMS or lower in PRODUCTS


def mentions(sentence: str, names: Names) -> list[Mention]:
    """Return all mentions of `sentence`, without overlaps, in order; roles before names before descriptions."""
    found: list[Mention] = list(_roles(sentence))
    found += (name for name in names.find(sentence) if not _within(name, found))
    for kind, pattern in _DESCRIPTIONS:
        for match in pattern.finditer(sentence):
            described = Mention(kind, match["head"], match.start(), match.end())
            named = any(
                0 <= other.start - described.end <= 2
                or re.fullmatch(r",? ", sentence[other.end : described.start]) is not None
                for other in found
                if other.kind is MentionKind.NAME
            )
            if not named and not _within(described, found):
                found.append(described)
    for kind, pattern in ((MentionKind.SOURCE, _SOURCES), (MentionKind.SELF, _SELF), (MentionKind.PRONOUN, _PRONOUNS)):
        single = (Mention(kind, match.group(), match.start(), match.end()) for match in pattern.finditer(sentence))
        found += [mention for mention in single if not _within(mention, found)]
    return sorted(found, key=lambda mention: mention.start)


def _roles(sentence: str) -> Iterator[Mention]:
    taken: list[Mention] = []
    if _ROLISH.search(sentence) is None:
        return
    for pattern in _ROLES:
        for match in pattern.finditer(sentence):
            head = match.groupdict().get("head") or ""
            start = match.start() + len(match.group()) - len(match.group().lstrip())
            first = head.split(" ")[0].lower()
            if first in _NOT_NAMES and not head.lower().startswith(("het ", "de ", "the ")):
                continue
            role = Mention(MentionKind.ROLE, head, start, match.end())
            if not _within(role, taken):
                taken.append(role)
                yield role


def _within(mention: Mention, others: list[Mention]) -> bool:
    return any(mention.start < other.end and other.start < mention.end for other in others)
