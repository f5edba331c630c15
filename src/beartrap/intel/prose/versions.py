"""Versions that a report names, tied to its product: affected, not affected, or clean again."""

import re
from collections.abc import Iterator, Sequence

from beartrap.intel.prose.claiming import Saying, claim
from beartrap.intel.prose.clauses import Clause
from beartrap.intel.prose.suppliers import Supply
from beartrap.model.claim import Claim, ClaimKind

_NUMBER = r"v?\d+(?:\.\d+)+(?:[-.]?(?:rc|beta|alpha|hotfix|HF|SP|patch|b|p)[-. ]?\d+)?(?:\s+(?:HF|RC|SP|Hotfix|Update|Patch)\s?\d+(?:\s?(?:,|/|en|and)\s?(?:HF|RC|SP)\s?\d+)*)?"
_BOUND = r"(?:(?:vóór|(?<=versies )voor|(?<=releases )voor|tot|before|prior to|earlier than|older than|lower than|below|ouder dan|lager dan|up to|t/m|tot en met) (?:and including )?(?:versie |version )?)"
_OPEN = r"(?:,? (?:en|of|and|or) (?:ouder|eerder|lager|earlier|older|below|prior|previous)\w*)"
_RANGE = rf"{_BOUND}?{_NUMBER}(?:\s*(?:through|thru|up to(?: and including)?|to|until|t/m|tot en met|tot|–|—|-)\s*{_NUMBER}|{_OPEN})?"
_VERSION = re.compile(rf"(?<![\w.@/-])(?P<version>{_RANGE})(?![\w]|\.\d)", re.I)
_SCOPED = re.compile(r"(?<![\w/])(?P<name>(?:@[\w-]+/)?[a-z][\w.-]*)@(?P<version>\d+(?:\.\d+)+[\w.-]*\w)")
_LISTED = re.compile(rf"(?:{_NUMBER}\s*(?:,|and|en|or|of|to|through)\s*)+$", re.I)
_WORDS = re.compile(
    r"(?i)\b(?:versions?|versies?|releases?|builds?|gepatcht|patched|fixed|opgelost|verholpen|hersteld|hotfix|HF\d|tarballs?|upgrade|upgraden|updaten|bijwerken|bij te werken|update naar|downgrade)\b"
)
_PUSHED = re.compile(
    r"(?i)\b(?:pushed|published|uploaded|released|shipped|gepubliceerd|geüpload|uitgebracht|publiceerden?|installed|geïnstalleerd)\b"
)
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")
"""A count as Dutch writes it: 18.000."""
_JUST = re.compile(r"(?i)\b(?:versions?|versies?|releases?|builds?|v)\s*$")
_FIXED = re.compile(
    r"(?i)\b(?:fixed (?:in|by|with)|(?:fix(?:ed|es)|patch(?:ed|es)|resolve[sd]|address(?:ed|es)|verhielp|verhelpt|dichtte?) (?:[\w-]+ ){1,5}?(?:in|with|met)\b|upgrade[sd]? to|update[sd]? to|updating to|upgrading to|patched in|resolved in|addressed in|fix(?:es)? (?:is|are) available in|clean (?:version|release|build|installer|copy|package)s?|safe versions?|downgrad\w+ to|revert(?:ing)? to|"
    r"opgelost in|verholpen in|hersteld in|bijwerken naar|bij te werken naar|updaten naar|upgraden naar|update naar|upgrade naar|te updaten naar|schone versies?|veilige versies?|terug te (?:gaan|zetten) naar|terug naar|gerepareerd in|gedicht (?:in|met|door)|gedicht in|gepatcht in|bij te werken naar|[Ww]erk bij naar|is safe|is clean|"
    r"replac\w+ (?:\w+ ){0,4}(?:by|with)|vervangen door|installeer versie|install version|released? version|bracht versie|moving to|move to|overstappen op|overgaan op|is (?:weer |again )?(?:veilig|schoon|safe|clean)|are (?:safe|clean)|wait(?:ing)? for|wacht(?:en)? op|latest (?:safe )?version)"
)
_SOLVED = re.compile(
    r"(?i)\b(?:gedicht|gepatcht|(?:is|are|zijn) (?:now |nu )?(?:clean|safe|available|schoon|veilig|beschikbaar)|verholpen|opgelost|hersteld|gerepareerd|fix(?:es|ed)?|resolve[sd]?|patch(?:es|ed)?|address(?:es)?|correct(?:s|ed)?)\b(?! (?:in|by|with|met|door)\b)"
)
_REST = re.compile(rf"^(?:{_NUMBER}(?:\s*,|\s+(?:and|en|or|of))*\s*)+", re.I)
_SAFE = re.compile(
    r"(?i)\s*,?\s*(?:which |die |dat )?(?:is|are|zijn)\s+(?:weer |again |now |nu )?(?:safe|clean|veilig|schoon)\b"
)
_BRANCH = re.compile(r"(?i)[\s-]+(?:branch|series|line|tak|reeks)\b")
_SOLVED_REACH = 70
_AFFECTED = re.compile(
    r"(?i)affect\w*|malicious|compromised|trojan\w*|backdoor\w*|contain\w*|vulnerable|infected|tampered|getroffen|besmet\w*|kwaadaardig\w*|kwetsba\w*|bevat\w*|schadelijk\w*|inserted|shipped|poisoned"
)


def versions(read: Sequence[Clause], supply: Supply, saying: Saying) -> Iterator[Claim]:
    """Yield VERSION and FIX claims; a number counts only beside a word such as "version" or the product's own name."""
    products = [product.name for product in supply.products]
    seen: set[tuple[ClaimKind, str, str | None]] = set()
    for clause in read:
        scoped = [(match["name"], match) for match in _SCOPED.finditer(clause.text)]
        taken = [match.span() for _, match in scoped]
        plain = [
            (_product(clause, match.start(), products), match)
            for match in _numbers(clause, products)
            if not _inside(match, taken)
        ]
        for name, match in (*scoped, *plain):
            kind = _kind(clause.text, match.start("version"))
            version = re.sub(r"\s+", " ", match["version"])
            version = re.sub(r"^v(?=\d)", "", version)
            if (kind, version, name) not in seen:
                seen.add((kind, version, name))
                yield claim(saying, kind, clause, match.span("version"), name, version)


def _inside(match: re.Match[str], spans: list[tuple[int, int]]) -> bool:
    return any(start <= match.start() < end for start, end in spans)


def _numbers(clause: Clause, products: Sequence[str]) -> Iterator[re.Match[str]]:
    worded = _WORDS.search(clause.sentence.text) or _WORDS.search(clause.sentence.heading)
    for match in _VERSION.finditer(clause.text):
        before = _LISTED.sub("", clause.text[: match.start()])
        beside = _ends_with(before.rstrip(" `'\"("), products)
        pushed = match["version"].count(".") > 1 and _PUSHED.search(before) is not None
        money = re.search(r"[$€£]\s*$", before) or re.match(
            r"\s*(?:%|procent|percent|miljoen|miljard|million|billion|miljoen|uur|hours|euro|dollar)",
            clause.text[match.end() :],
        )
        address = re.fullmatch(r"\d{1,3}(?:\.\d{1,3}){3}", match["version"]) and not worded
        count = _THOUSANDS.fullmatch(match["version"]) is not None and not (beside or _JUST.search(before))
        pushed = pushed or _FIXED.search(before[-45:].rstrip() + " ") is not None
        if _BRANCH.match(clause.text, match.end()):
            continue
        if (worded or beside or pushed) and not (money or address or count) and not _is_date(match["version"]):
            yield match


def _ends_with(before: str, products: Sequence[str]) -> bool:
    """Whether a product's name stands last, whole or by its last word ("Relay" of "Thornbury Relay")."""
    short = [last for product in products if (last := product.rpartition(" ")[2])[:1].isupper() and len(last) > 3]
    return any(before.lower().endswith(product.lower()) for product in products) or any(
        re.search(rf"(?<!\w){re.escape(last)}$", before) for last in short
    )


def _is_date(version: str) -> bool:
    return re.fullmatch(r"\d{1,2}\.\d{1,2}\.(?:19|20)\d\d", version) is not None


def _product(clause: Clause, place: int, products: Sequence[str]) -> str | None:
    """The product that the number is nearest to in the sentence, else the report's first."""
    sentence = clause.sentence.text.lower()
    at = place + clause.start - clause.sentence.start
    nearest = [
        (abs(sentence.rfind(product.lower(), 0, at) - at), product)
        for product in products
        if sentence.rfind(product.lower(), 0, at) >= 0
    ]
    later = [
        (abs(sentence.find(product.lower(), at) - at), product)
        for product in products
        if sentence.find(product.lower(), at) >= 0
    ]
    found = min(nearest or later, default=None)
    return found[1] if found else products[0] if products else None


def _kind(text: str, place: int) -> ClaimKind:
    """Fixed where the nearest word before the number says so, affected otherwise."""
    if _UNTOUCHED.search(text) and re.match(_BOUND, text[place:], re.I):
        return ClaimKind.VERSION  # older than that: not affected, which is no fix
    if _SAFE.match(_REST.sub("", text[place:])):
        return ClaimKind.FIX
    fixed = max((match.start() for match in _FIXED.finditer(text) if match.start() <= place), default=-1)
    affected = max(
        (
            match.start()
            for match in _AFFECTED.finditer(text)
            if match.start() <= place and not _part_of_fix(text, match)
        ),
        default=-1,
    )
    if fixed > affected:
        return ClaimKind.FIX
    if affected < 0 and _SOLVED.search(_REST.sub("", text[place:])[:_SOLVED_REACH]):
        return ClaimKind.FIX
    after = _FIXED.search(text, place)
    if (
        affected < 0
        and fixed < 0
        and after
        and after.start() - place < 60
        and not _AFFECTED.search(text[place : after.start()])
    ):
        return ClaimKind.FIX
    return ClaimKind.VERSION


_UNTOUCHED = re.compile(r"(?i)\b(?:not|niet|un)\s?(?:affected|getroffen|kwetsbaar|vulnerable)")


def _part_of_fix(text: str, match: re.Match[str]) -> bool:
    return re.search(r"(?i)(?:not|niet|un)\s?$", text[: match.start()]) is not None
