"""Through whom it came: vendor and product, by how sentences speak of them; the gazetteer only adds weight.

"software van X", "customers of X", "X's Y platform" or "an update for Y" tell a supplier whether or not anybody
listed it. The victim, the paper and the firm that investigates are named as well, but never in these turns of phrase.
"""

import re
from collections.abc import Iterator, Sequence

from beartrap.intel.prose.claiming import Saying, claim
from beartrap.intel.prose.clauses import Clause
from beartrap.intel.prose.gazetteer import AGENCIES, BARE_PRODUCTS, PRODUCTS, SECURITY_FIRMS, VENDORS
from beartrap.intel.prose.mentions import NAME, Names
from beartrap.intel.prose.sentences import Sentence
from beartrap.intel.prose.weighing import Named, absorb, best, move, weigh
from beartrap.intel.wordlist import words
from beartrap.model.claim import Claim, ClaimKind
from beartrap.model.frozen import frozen

_SOFT_NL = r"(?:\w*portaal|kassa\w*|\w*software|programmatuur|softwarepakket|product(?:en)?|platform|applicatie|pakket|programma|tool|beheersoftware|\w*software|\w*pakket(?:ten)?|\w*programma|\w*platform|\w*systeem|\w*app|bibliotheek|(?:cloud|online|mail|bestands)\w*dienst|plug-?in|extensie)"
_SOFT_EN = r"(?:software|platform|products?|app|application|tool|suite|library|client|package|appliance|installer|agent|plug-?in|extension|solution|service|program|utility|module|firmware|system)"
_COMPANY_NL = r"(?:(?:het|de) (?:[A-Z][a-zà-ÿ]+s(?:e|che) )(?=[A-Z])|(?:het|de|een) (?:[A-Za-zà-ÿ-]+ ){0,3}?(?:\w*bedrijf|\w*leverancier|softwaremaker|\w*ontwikkelaar|\w*fabrikant|\w*maker|concern|\w*huis) )?"
_LOWER = r"(?:@[\w-]+/)?[a-z][\w.-]*[\w]"
_IN_DUTCH = re.compile(r"\b(?:van|het|de|dat|die|waarvan|levert|voor|uitgebracht|bedrijf)\b")
_IN_ENGLISH = re.compile(r"\b(?:the|of|by|whose|its|for|which|from|who|that)\b")


def _tongue(pattern: str) -> str:
    """The language that a turn of phrase is of, by its little words; empty where it may be either."""
    pattern = re.sub(r"\[\w(\w)\]", r"\1", pattern)
    dutch, english = _IN_DUTCH.search(pattern) is not None, _IN_ENGLISH.search(pattern) is not None
    return "" if dutch == english else "nl" if dutch else "en"


def _tongues(sentence: str) -> frozenset[str]:
    """The languages that a sentence may be of: trying the other one's turns of phrase costs half the time."""
    words = (("nl", _IN_DUTCH), ("en", _IN_ENGLISH))
    found = frozenset(name for name, little in words if little.search(sentence))
    return (found or frozenset(("nl", "en"))) | {""}


_VENDOR: tuple[tuple[float, str, re.Pattern[str]], ...] = tuple(
    (weight, _tongue(pattern), re.compile(pattern.replace("<X>", rf"(?P<x>{NAME})").replace("<CO>", _COMPANY_NL)))
    for weight, pattern in (
        (3, rf"\b{_SOFT_NL} (?:\w+ )?(?:van|afkomstig van|gemaakt door|ontwikkeld door|geleverd door) <CO><X>"),
        (3, r"\b(?:[Kk]lanten|[Gg]ebruikers|[Aa]fnemers|[Bb]ouwomgeving|[Bb]ouwstraat|[Bb]uildserver\w*|[Uu]pdateservers?|[Dd]ownloadservers?|[Bb]roncode|[Dd]ownloadsite) van <CO><X>"),
        (3, r"\b(?:[Ss]oftware|IT-|ICT-|[Cc]loud|[Tt]oe)?(?:[Ll]everancier|[Ss]oftwaremaker|[Ss]oftwarebedrijf|[Ss]oftwareontwikkelaar|[Ss]oftwarehuis|[Ff]abrikant|[Dd]ienstverlener|[Ss]oftwarefirma) (?:genaamd )?<X>"),
        (2, r"(?:^|[.,;:] |\b(?:de|door|van|het) )(?:[A-Z]?[a-zà-ÿ]+e )?(?:[Mm]aker|[Oo]ntwikkelaar) <X>"),
        (3, rf"<X>, (?:dat|die) (?:[\w-]+ ){{0,3}}?{_SOFT_NL} {NAME} (?:levert|maakt|ontwikkelt|bouwt|verkoopt|aanbiedt|uitgeeft|beheert)\b"),
        (3, rf"<X>,? (?:het|de|een) (?:[\w-]+ ){{0,3}}?\w*(?:bedrijf|firma|onderneming|huis) (?:dat|die) (?:[\w-]+ ){{0,4}}?{_SOFT_NL}(?: {NAME})? (?:levert|maakt|ontwikkelt|bouwt|verkoopt|aanbiedt|uitgeeft|beheert)\b"),
        (3, r"<X>,? (?:an?|the) (?:[\w-]+ ){0,4}?(?:company|firm|business|vendor|maker) (?:that|which) (?:makes|sells|supplies|provides|develops|runs|publishes|maintains)\b"),
        (3, r"\b(?:[Dd]e|[Tt]he|[Ii]ts|[Hh]aar) (?:maker|leverancier|ontwikkelaar|fabrikant|vendor|developer|supplier|publisher), <CO><X>"),
        (3, r"<X>,? (?:an?|the) (?:[\w-]+ ){0,4}?(?:company|firm|business|vendor|supplier|maker) whose\b"),
        (3, rf"<X>,? (?:waarvan|wiens) (?:het |de )?(?:[\w-]+ ){{0,2}}?{_SOFT_NL} "),
        (3, rf"<X>,? whose (?:[A-Za-z][\w-]* )?{NAME} (?:\w+ ){{0,2}}?{_SOFT_EN}\b"),
        (3, rf"<X>,? whose (?:[a-z-]+ ){{0,3}}?{_SOFT_EN},? {NAME}"),
        (3, r"\b[a-z]*(?:software|app|programma)\w*,? (?:die|dat) (?:wordt|is) (?:gemaakt|ontwikkeld|geleverd|uitgegeven) door <CO><X>"),
        (2, r"\b(?:[Uu]pdates?|installers?|builds?) (?:was|were|is|are|had been) (?:\w+ )?(?:shipped|distributed|released|pushed|published|signed|issued|delivered) (?:\w+ ){0,3}?by (?:[A-Z][\w-]*-based |the (?:[\w-]+ ){0,4}?(?:company|vendor|firm|maker|developer|supplier) )?<X>"),
        (1, r"\b[Hh]et (?:[A-Za-z]+e )?bedrijf <X>"),
        (2, r"(?P<x>(?:[A-Z]\w+ )?[A-Z\d][\w&.]*)-(?:software|klanten|updates?|gebruikers|pakket|certificaat)\b"),
        (2, r"\b\w*updates? (?:\w+ )?(?:van|afkomstig van) <CO><X>"),
        (2, r"\b(?:ondertekend|getekend|uitgebracht|verspreid|uitgegeven) (?:\w+ ){0,3}?(?:door|met (?:het|een) certificaat van) <CO><X>"),
        (3, rf"<X>['’]s? (?:(?!own)[\w.-]+ ){{0,4}}?(?:{_SOFT_EN}|updates?|customers|build (?:system|server|environment|pipeline)|update (?:server|mechanism|channel)|code|source code|network management|download (?:site|page|server)|release pipeline|clients)\b"),
        (3, r"\b(?:[Cc]ustomers|[Uu]sers|[Cc]lients) of (?:the (?:[\w-]+ ){0,3})?<X>"),
        (3, rf"\b{_SOFT_EN} (?:is |was )?(?:made|developed|built|sold|produced|published|provided|supplied|distributed|maintained)? ?(?:by|from|(?<=product )of) (?:[A-Z][\w-]*-based |(?:the|an?) (?:[\w-]+ ){{0,4}}?(?:company|vendor|firm|maker|developer|supplier) )?<X>"),
        (3, r"\b(?:[Ss]oftware |[Tt]echnology |IT |[Tt]hird-party |[Cc]loud |[Cc]ommunications )+(?:[Vv]endor|[Ss]upplier|[Pp]rovider|[Mm]aker|[Dd]eveloper|[Cc]ompany|[Ff]irm|[Pp]ublisher|[Hh]ouse) <X>"),
        (2, r"\b(?:[Vv]endor|[Ss]upplier|(?:(?:^|[.,;:] |\b(?:the|its|their|by|from|of|[Tt]he [A-Z]?[a-z]+|software|tool|app|[Ss]oftware) )(?:[Mm]aker|[Dd]eveloper))) <X>"),
        (3, rf"<X> (?:ontwikkelt|maakt|levert|verkoopt|makes|develops|sells|publishes) (?:the |het |de )?(?:[\w-]+ ){{0,2}}?{NAME}"),
        (3, r"<X>(?: (?:uit|from|in) [A-Z]\w+)?,? (?:(?:which|who|that) (?:makes|develops|sells|publishes|maintains|supplies)|(?:the|an?) (?:[\w-]+ ){0,6}?(?:maker|vendor|developer|provider|supplier|publisher|producer|company|firm) (?:of|behind|that (?:makes|sells|develops)))\b"),
        (3, r"<X>(?: (?:uit|from|in) [A-Z]\w+)?,? (?:(?:de|een) (?:[\w-]+ ){0,4}?(?:\w*maker|\w*leverancier|ontwikkelaar|fabrikant|aanbieder|uitgever) van|(?:dat|die) (?:[\w-]+ ){0,4}?(?:\w*software|\w*programma\w*|\w*app|\w*platform|\w*systeem) (?:maakt|levert|verkoopt|ontwikkelt|aanbiedt))\b"),
        (2, r"\b[Uu]pdates? (?:\w+ )?(?:from|published by|released by|issued by|pushed by) <X>"),
        (3, rf"<X> (?:said|says|confirmed|disclosed|announced|admitted|warned|reported)\b[^.;]{{0,120}}? (?:in|into|to|of|with|through|via|by) (?:[\w.-]+ ){{0,4}}?its (?:own )?(?:{NAME} )?(?!system|service|client|agent){_SOFT_EN}\b"),
        (2, r"\b(?:signed|shipped|distributed|released|pushed) (?:\w+ ){0,4}?by <X>"),
    )
)  # fmt: skip
_PRODUCT: tuple[tuple[float, str, re.Pattern[str]], ...] = tuple(
    (weight, _tongue(pattern), re.compile(pattern.replace("@NAME", rf"(?P<y>{NAME})").replace("@LOWER", rf"[`'\"‘“„]?(?P<y>{_LOWER})[`'\"’”]?")))
    for weight, pattern in (
        (3, rf"{NAME}['’]s? (?:\w+ )?@NAME (?:\w+ ){{0,2}}?{_SOFT_EN}\b"),
        (3, rf"\b(?:[Hh]et|[Dd]e|[Oo]nze|[Oo]ns|[Hh]un|[Zz]ijn|[Hh]aar|[Vv]an|[Vv]oor|[Ii]n|[Vv]ia|[Mm]et|[Dd]oor) (?:[\w-]+ ){{0,3}}?{_SOFT_NL} @NAME"),
        (3, rf"\b(?:npm-?|PyPI-?|Python-?|open[- ]?source-?)\s?(?:{_SOFT_NL}) @LOWER(?:,? (?:en|,) (?P<y2>{_LOWER}))?"),
        (3, rf"\b(?:[Hh]et|[Dd]e|[Ee]en|[Vv]an|[Ii]n) (?:populaire |besmette |bekende )*(?:{_SOFT_NL}) [`'\"‘“„](?P<y>{_LOWER})[`'\"’”]"),
        (3, r"(?P<y>[A-Z\d][\w&.]*(?: [A-Z\d][\w]*)?)-(?:platform|servers?|app|applicatie|programma|installaties?|versies?|pakket|desktopapp|client|omgeving|agent|module|plug-?in)\b"),
        (3, r"\b(?:\w*updates? voor|(?:versies?|installatieprogramma\w*|installers?) (?:[\d.]+(?:,| en| tot| tot en met)? ?){0,6}(?:van|voor)) (?:het (?:programma|pakket|platform) |de (?:app|software|desktopapp) )?@NAME"),
        (3, rf"{NAME} (?:ontwikkelt|maakt|levert|verkoopt|makes|develops|sells|publishes) (?:the |het |de )?(?:[a-z-]+ ){{0,2}}?@NAME"),
        (3, rf"\b(?:in|via|van|through|of) @NAME (?:van|from|by|made by|gemaakt door) (?:het |de |the )?(?:[\w-]+ ){{0,3}}?(?:\w*bedrijf|\w*leverancier|\w*maker|\w*ontwikkelaar|company|vendor|firm|maker|developer|supplier) {NAME}"),
        (2, r"\b(?:[Tt]he|[Hh]et|[Dd]e|[Aa]n?|[Ee]en) (?:[\w-]+ ){0,3}?(?:library|package|module|utility|crate|gem|bibliotheek|\w*pakket) (?P<y>[a-z][\w-]{2,})(?=\s*(?:[.,;(]|$|v?\d+\.\d|versions?\b|versies?\b))"),
        (3, r"\b(?:build (?:pipeline|system|environment|server)|release pipeline|update server|source code|codebase|code base) (?:of|for) @NAME"),
        (3, rf"\b{_SOFT_NL}, @NAME (?:geheten|genaamd)\b"),
        (2, r"\b\w*(?:updates?|installers?|versies?|versions?|copy|copies|installatieprogramma\w*) (?:van|of|for|to) (?:the |het |de )?@NAME"),
        (2, rf"\b{_SOFT_NL},? (?:genaamd|met de naam|bekend als) @NAME"),
        (3, rf"\b(?:[Tt]he|[Oo]ur|[Ii]ts|[Tt]heir|[Ww]hose) (?:[a-z][\w-]* )?@NAME (?:\w+ ){{0,2}}?{_SOFT_EN}\b"),
        (3, r"\b(?:npm|PyPI|Python|Rust|Ruby|open[- ]source|JavaScript|Node\.js|popular) (?:\w+ )?(?:package|library|module|gem|crate|utility|project)s? @LOWER(?: and [`'\"]?(?P<y2>[a-z][\w.-]*\w))?"),
        (3, r"(?<![\w@/.-])(?:[`'\"‘“„](?P<y>(?:@[\w-]+/)?[a-z][\w.-]*\w)[`'\"’”]|(?P<y2>(?:@[\w-]+/)?[a-z]+(?:-[a-z\d]+)+)) (?:npm |PyPI )?(?:package|library|crate|gem)\b"),
        (3, r"\b(?:[Uu]pdates?|[Vv]ersions?|[Ii]nstallers?|[Bb]uilds?|[Rr]eleases?|[Cc]opies) (?:[\d.]+(?:,| and| to| through)? ?){0,6}(?:for|of|to) (?:the |its |their )?(?:popular |widely used )?@NAME"),
        (3, r"@NAME,? (?:versions? |versies? |v)?\d+\.\d"),
        (2, rf"\b{_SOFT_EN},? (?:called|named|known as|dubbed) @NAME"),
        (4, rf"(?<!uit )(?<!from )@NAME,? (?:(?:its|a|an|the) (?:(?!maker|vendor|developer|provider|supplier|company|firm|publisher)[\w-]+ ){{0,6}}?{_SOFT_EN}|(?:een|de|het) (?:(?!maker|\w*leverancier|ontwikkelaar|aanbieder|\w*bedrijf)[\w-]+ ){{0,4}}?{_SOFT_NL})\b"),
        (2, r"\b(?:[Mm]aker|[Vv]endor|[Dd]eveloper|[Pp]ublisher|[Mm]akers) of (?:the )?@NAME"),
        (2, r"\b(?:[Mm]aker|[Ll]everancier|[Oo]ntwikkelaar|[Ff]abrikant) van (?:het (?:pakket|programma) )?@NAME"),
        (3, r"(?<![\w@/.-])[`'\"‘“„]?(?P<y>(?:@[\w-]+/)?[a-z][\w-]*(?:-[\w]+|\d\w*)|[a-z]{2,}lib[a-z]*|lib[a-z]{2,}|xz(?:[ -]utils)?)[`'\"’”]?,? (?:versions?|versies?|v)? ?\d+\.\d+"),
    )
)  # fmt: skip
_VICTIM = re.compile(
    r"\b(?:breached|hacked|compromised|hit|infiltrated|targeted|attacked|penetrated|bij|broke into) (?:(?:the|het|de|[A-Z][a-z]+|[a-z]+) ){0,4}?(?P<x><NAME>)[^.;]{0,40}? (?:through|via|using|by way of|door)\b".replace(
        "<NAME>", NAME
    )
)
"""Whoever is broken into by way of something is no supplier of it."""
_BAD = re.compile(
    r"(?i)stolen|gestolen|vervalst|sabot|bogus|doctored|binnengedrongen|criminel|criminal|gijzel|hackers|hijack|spionage|spyware|web ?shell|gekraakt|unauthori|onbevoegd|malicious|trojan|backdoor|compromis|tamper|poison|infect|malware|inject|supply[- ]chain|tainted|rogue|intrus|breach|hack|ransomware|exploit|vulnerab|kwaadaardig|vergiftig|schadelijk|besmet|achterdeur|gehackt|gemanipuleerd|aanval|lek\b|gecompromitteerd|hijack|gekaapt|worm|attack"
)
_CONCERNED = re.compile(r"(?i)\baffected|\bgetroffen|\bversions? \d|\bversies? \d|uninstall|CVE-")
_OWN = re.compile(
    r"(?i)\b(?:our|onze) (?:[\w-]+ ){0,3}?(?:customers|bouwomgeving|bouwstraat|build (?:environment|system|pipeline)|release pipeline|products?|software|app|platform|klanten|updates?|releases?|builds?|(?:valid )?(?:code[- ])?signing (?:certificate|key)|certifica(?:te|at)\w*|source code|broncode|updateserver\w*|update servers?|codebase|repository|maintainers?)\b"
)
_LEGAL = re.compile(r",? (?:Inc|Ltd|LLC|Corp|Corporation|GmbH|BV|NV|B\.V|N\.V|plc|AG|AB|Oy)\.?$")
_NOISE = words("""
    software update updates version versions the a an its their this that our your new any malicious affected compromised legitimate latest other same all
    npm pypi python windows linux macos javascript node github package packages het de een deze dit die dat versie versies van populaire besmette open-source source
    library app application tool program module bibliotheek pakket programma and or of in on for to is was with from by as en op met voor door ook niet zijn
    waarmee waarin waarvan waarop waarbij waardoor dat die wat welke wordt werd worden hebben heeft kan kon zal zich which whose who whom where when what has have had can could
    itself zelf themselves again here now today yesterday alone too also instead maintainers
    these those some each both every another security critical important upstream following specific several multiple many more first second third
    april may june july august january february march september october november december data malware supply chain desktop server client following
    """)
_LISTED = re.compile(
    rf"(?<!\w)(?:{'|'.join(re.escape(name) for name in sorted(BARE_PRODUCTS, key=len, reverse=True))})(?!\w)", re.I
)
_ANY_NAME = re.compile(rf"(?<![\w@/.-]){NAME}")
_TRAILING = words(
    "software update updates version versions package packages customers users klanten gebruikers windows linux macos and or of the"
)
_LEAST_VENDOR = 2.0
"""Weight from which a name is a supplier: one strong turn of phrase, or two weak ones."""
_LEAST_PRODUCT = 2.0
_LISTED_ALONE = 2.0
"""Weight from which a listed name counts although no sentence joins it with what went wrong."""
_STRONG = 3.0
"""Weight of one strong turn of phrase."""


@frozen
class Supply:
    """Vendors and products of a report, the most likely first."""

    vendors: tuple[Named, ...]
    products: tuple[Named, ...]

    @property
    def vendor(self) -> str | None:
        """The first vendor."""
        return self.vendors[0].name if self.vendors else None


def tells_of_trouble(text: str) -> bool:
    """Whether a text has any word of an attack or a flaw at all: news of a festival makes no claims."""
    return _BAD.search(text) is not None or "CVE-" in text


def supply(
    parts: Sequence[Sentence],
    text: str,
    publisher: str | None,
    headings: str = "",
    not_these: frozenset[str] = frozenset(),
) -> Supply:
    """Weigh every name that is spoken of as a supplier or as a product; `not_these` are actors and other names, lower case."""
    names = Names(text)
    vendors: dict[str, Named] = {}
    products: dict[str, Named] = {}
    for number, part in enumerate(parts):
        factor = 1.5 if _BAD.search(part.text) else 1.0
        for weight, name, start, end in _vendors(part.text, names):
            weigh(vendors, name, weight * factor, (number, start, end))
        for weight, name, start, end in _products(part.text, names):
            weigh(products, name, weight * factor, (number, start, end))
    for weight, name, _, _ in (*_vendors(headings, names), *_products(headings, names)) if headings else ():
        where = next(((number, part.text.find(name)) for number, part in enumerate(parts) if name in part.text), None)
        table = products if (name.lower() in products or name.lower() in PRODUCTS) else vendors
        if where is not None and (name.lower() in table or table is vendors):
            weigh(table, name, weight, (where[0], where[1], where[1] + len(name)))
    bad = {number for number, part in enumerate(parts) if _BAD.search(part.text) or _CONCERNED.search(part.text)}
    for table in (vendors, products):
        for key, named in list(table.items()):
            concerned = any(place[0] in bad for place in named.places) or key in headings.lower()
            concerned = concerned or _tells_on(key, named, bad, vendors)
            concerned = concerned or (named.weight >= _LISTED_ALONE and (key in VENDORS or key in PRODUCTS))
            if key in not_these or not concerned:
                del table[key]
    for named in vendors.values():
        named.name = _short(named.name, text)
    _sort_out(vendors, products, parts, publisher, headings)
    likely = best(vendors, _LEAST_VENDOR)
    first = likely[0].name.lower() if likely else None
    own = sorted(  # the vendor's own product first, then the one that the report names first
        best(products, _LEAST_PRODUCT),
        key=lambda named: ((PRODUCTS.get(named.name.lower()) or "").lower() != first, min(named.places)),
    )
    return Supply(likely, tuple(own))


def _tells_on(key: str, named: Named, bad: set[int], vendors: dict[str, Named]) -> bool:
    """Whether a name is concerned by what stands around it: the sentence before, or its own vendor's trouble."""
    if (PRODUCTS.get(key) or "").lower() in vendors:
        return True
    return named.weight >= _STRONG and any(place[0] - 1 in bad for place in named.places)


def _short(name: str, text: str) -> str:
    """Return a firm's name without its legal form where the text calls it so elsewhere."""
    bare = _LEGAL.sub("", name)
    if bare == name or not bare:
        return name
    alone = len(re.findall(rf"(?<![\w-]){re.escape(bare)}(?![\w-])", text))
    return bare if alone > len(re.findall(re.escape(name), text)) else name


def supply_claims(found: Supply, parts: Sequence[Sentence], read: Sequence[Clause], saying: Saying) -> Iterator[Claim]:
    """Yield one claim for each vendor and product, at the sentence that ties it to what went wrong."""
    for kind, named in ((ClaimKind.VENDOR, found.vendors), (ClaimKind.PRODUCT, found.products)):
        for item in named:
            number, start, end = next(
                (place for place in item.places if _BAD.search(parts[place[0]].text)), item.places[0]
            )
            at = parts[number].start + start
            clause = next((clause for clause in read if clause.start <= at < clause.end), None)
            if clause is not None:
                offset = at - clause.start
                yield claim(
                    saying,
                    kind,
                    clause,
                    (offset, offset + end - start),
                    found.vendor if kind is ClaimKind.PRODUCT else None,
                    item.name,
                )


def _vendors(sentence: str, names: Names) -> Iterator[tuple[float, str, int, int]]:
    tongues = _tongues(sentence)
    for weight, pattern in ((weight, pattern) for weight, tongue, pattern in _VENDOR if tongue in tongues):
        for match in pattern.finditer(sentence):
            raw = match["x"]
            name, start = _trimmed(raw, match.start("x"), sentence, names)
            if name is None or name.lower() in AGENCIES or re.search(r"\b(?:uit|from) $", sentence[:start]):
                continue
            name = _vendor_of(name)
            lower = name.lower()
            if lower in PRODUCTS and lower not in VENDORS:
                continue
            factor = (
                0.3 if lower in SECURITY_FIRMS and lower not in VENDORS else 0.5 if lower in SECURITY_FIRMS else 1.0
            )
            if not any(match["x"].endswith(name) for match in _VICTIM.finditer(sentence)):
                yield weight * factor, name, start, start + len(name)
    for match in _ANY_NAME.finditer(sentence):
        first = _vendor_of(match.group())
        if first.lower() in VENDORS and first.lower() not in SECURITY_FIRMS:
            yield (0.7 if _BAD.search(sentence) else 0.3), first, match.start(), match.start() + len(first)


def _products(sentence: str, names: Names) -> Iterator[tuple[float, str, int, int]]:
    tongues = _tongues(sentence)
    for weight, pattern in ((weight, pattern) for weight, tongue, pattern in _PRODUCT if tongue in tongues):
        for match in pattern.finditer(sentence):
            for group in (group for group, value in match.groupdict().items() if value):
                name, start = _trimmed(match[group], match.start(group), sentence, names)
                if name is not None and name.lower() not in AGENCIES and name.lower() not in SECURITY_FIRMS:
                    vendor, _, rest = name.partition(" ")
                    if vendor.lower() in VENDORS and rest.lower() in PRODUCTS and name.lower() not in PRODUCTS:
                        start, name = start + len(vendor) + 1, rest
                    yield weight, name, start, start + len(name)
    for found in {match.group().lower(): match for match in _LISTED.finditer(sentence)}.values():
        yield 1.0, found.group(), found.start(), found.end()


def _trimmed(raw: str, start: int, sentence: str, names: Names) -> tuple[str | None, int]:
    """Return the name without leading ordinary words, None where nothing is left of it."""
    if not re.match(r"[A-Z\d]", raw):
        bare = raw.rstrip(".")
        return (None if bare.lower() in _NOISE or len(bare) < 2 else bare), start
    found = next((item for item in names.find(sentence) if item.start < start + len(raw) and start < item.end), None)
    head = found.head if found else raw if re.search(r"\d[A-Z]|[a-z][A-Z]", raw) else None
    place = found.start if found and found.start >= start else start
    if head is None:
        return None, start
    if found and found.start < start:
        head = head[start - found.start :]
    head = head if len(head) <= len(raw) + 1 or found is None else sentence[place : place + len(head)]
    words = head.split(" ")
    while words and words[0].lower() in _NOISE:
        place += len(words[0]) + 1
        words = words[1:]
    while words and words[-1].lower() in _TRAILING:
        words = words[:-1]
    return (" ".join(words) or None), place


def _vendor_of(name: str) -> str:
    """Return the vendor that a longer name begins with: "SolarWinds" of "SolarWinds Orion"."""
    words = name.split(" ")
    for count in range(len(words), 0, -1):
        if " ".join(words[:count]).lower() in VENDORS:
            return " ".join(words[:count])
    return name


def _sort_out(
    vendors: dict[str, Named],
    products: dict[str, Named],
    parts: Sequence[Sentence],
    publisher: str | None,
    headings: str,
) -> None:
    """Settle who is vendor and who product, and let the publisher of an advisory be its own vendor."""
    for key in list(products):
        known = PRODUCTS.get(key) is not None
        if key in VENDORS and not known:
            move(products, vendors, key)
        elif not known and key in vendors and _outweighed(key, vendors):
            vendors.pop(key)
        elif not known and key in vendors and vendors[key].weight >= products[key].weight * 0.6:
            vendors[key].weight += products.pop(key).weight * 0.3
        elif known:
            products[key].weight += 3 if (PRODUCTS[key] or "").lower() in vendors else 2
    for key in list(vendors):
        listed = key in VENDORS
        if not listed and (key in products or key in PRODUCTS):
            vendors.pop(key)
    absorb(vendors)
    absorb(products)
    for table in (vendors, products):
        for key, named in table.items():
            named.weight += 1.5 if key in headings.lower() else 0
    key = (publisher or "").lower()
    own_place = next(
        (
            (number, match.start(), match.end())
            for number, part in enumerate(parts)
            for match in [_OWN.search(part.text)]
            if match
        ),
        None,
    )
    if own_place is None and key:  # "Thornbury Relay" is Thornbury's
        family = (named for name, named in products.items() if name.startswith(key.split(" ")[0] + " "))
        own_place = next((named.places[0] for named in family), None)
    if publisher and own_place and key not in AGENCIES and key not in SECURITY_FIRMS:
        weigh(vendors, publisher, 4, own_place)


def _outweighed(key: str, vendors: dict[str, Named]) -> bool:
    """Whether somebody else is the vendor rather: then "an update of X" tells a product."""
    return any(
        named.weight >= vendors[key].weight and other != key and not key.startswith(other)
        for other, named in vendors.items()
    )
