"""Who says it: verbs of saying with their subject before or behind them, "volgens X", "aldus X", "according to X"."""

import re
from collections.abc import Iterator

from beartrap.intel.prose.mentions import Mention, MentionKind
from beartrap.intel.prose.sentences import quoted
from beartrap.model.frozen import frozen

FINITE = (
    r"stel(?:t|de|den|len)|meld(?:t|de|den|en)|zeg(?:t|gen)|zei(?:den)?|schrijf(?:t)?|schrijven|schreef|schreven|verklaar(?:t|de|den)|verklaren|"
    r"bevestig(?:t|de|den|en)|ontken(?:t|de|den|nen)|waarschuw(?:t|de|den|en)|benadruk(?:t|te|ten|ken)|concludeer(?:t|de|den)|concluderen|vermoed(?:t|de|den|en)|"
    r"denk(?:t|en)|dacht(?:en)?|noem(?:t|de|den)|beweer(?:t|de|den)|beweren|claim(?:t|de|den|en)|schat(?:te|ten|ten)?|schatten|bericht(?:te|ten)?|berichten|laat|liet(?:en)?|laten|"
    r"constateer(?:t|de|den)|erken(?:t|de|den|nen)|geeft|gaf|gaven|maakt(?:e|en)?|onthul(?:t|de|den)|oordeel(?:t|de|den)|adviseer(?:t|de|den)|wijst|wijzen|wees|wezen|spreekt|sprak|"
    r"vertel(?:t|de|den)|reageer(?:t|de|den)|verwacht(?:te)?|houdt|hield|schrijft|legt|rapporteer(?:t|de|den)|ziet|zien|zag|zagen|sluit|sluiten|sloot|sloten|raadt|raden|raadde|raadden|roept|riep|riepen|roepen|"
    r"say|says|said|tell|tells|told|report|reports|reported|write|writes|wrote|confirm(?:s|ed)?|den(?:y|ies|ied)|stat(?:e|es|ed)|announce[sd]?|claim(?:s|ed)?|add(?:s|ed)?|warn(?:s|ed)?|"
    r"disclose[sd]?|reveal(?:s|ed)?|believe[sd]?|assess(?:es|ed)?|estimate[sd]?|conclude[sd]?|note[sd]?|acknowledge[sd]?|insist(?:s|ed)?|attribute[sd]?|blame[sd]?|suspect(?:s|ed)?|"
    r"judge[sd]?|consider(?:s|ed)?|argue[sd]?|contend(?:s|ed)?|maintain(?:s|ed)?|cautioned|predicted|caution|acht(?:te|ten|en)?|meen(?:t|de|den)|menen|vin(?:dt|den)|vond(?:en)?|betoog(?:t|de)|onderstreep(?:t|te)|waarschuw(?:t|de)|suggereer(?:t|de|den)|stress(?:es|ed)?|explain(?:s|ed)?|found|discovered|determined|admitted|posted|tweeted|advise[sd]?|urge[sd]?|think(?:s)?|dispute[sd]?|linked|tied|reject(?:s|ed)?|ruled|emphasi[sz]e[sd]?|tracks?|observed"
)
_PARTICIPLE = (
    r"bekendgemaakt|bekend gemaakt|gemeld|gezegd|verklaard|bevestigd|ontkend|laten weten|geschreven|gewaarschuwd|toegegeven|erkend|gereageerd|geconcludeerd|"
    r"gesteld|verteld|vastgesteld|onthuld|benadrukt|aangegeven|gerapporteerd|meegedeeld"
)
_VERB = re.compile(rf"(?<![\w-])(?:{FINITE})(?![\w-])")
_PERFECT = re.compile(
    rf"(?<![\w-])(?P<aux>heeft|hebben|had|hadden)\b(?P<between>.{{0,120}}?)\b(?P<verb>{_PARTICIPLE})\b"
)
_ACCORDING = re.compile(
    r"(?<![\w-])(?:[Vv]olgens|[Aa]ldus|[Zz]o zegt|[Zz]o meldt|[Zz]o stelt|[Zz]o schrijft|[Aa]ccording to|[Nn]amens|[Ii]n (?:a|an|its) \w+ by|[Pp]er(?= [A-Z])|[Bb]ij monde van|(?:attributed|blamed|confirmed|disclosed|linked|identified|tracked|described|reported) by|(?:toegeschreven|bevestigd|gemeld|onthuld|beschreven) door)\s+"
)
_STATEMENT_OF = re.compile(
    r"\b(?:[Ii]n een (?:verklaring|bericht|blog|reactie|brief|e-mail)|[Ii]n (?:a|an) (?:statement|post|blog post|advisory|letter|filing|e-?mail)) (?:van|aan klanten van|from|by|of) "
)
_PARTICLES = {
    "vindt": r"\bdat\b|\bhet\b", "vinden": r"\bdat\b|\bhet\b", "vond": r"\bdat\b|\bgeen\b", "vonden": r"\bdat\b|\bgeen\b", "maintain": r"\bthat\b", "maintains": r"\bthat\b", "maintained": r"\bthat\b", "achten": r"\bhet\b|waarschijnlijk|verantwoordelijk|aannemelijk|uitgesloten", "considered": r"\bit\b|\blikely\b|\bthe\b|to be\b", "consider": r"\bit\b|\blikely\b|to be\b",
    "sluit": r"\buit\b", "sluiten": r"\buit\b", "sloot": r"\buit\b", "sloten": r"\buit\b", "raadt": r"\baan\b|\baf\b", "raden": r"\baan\b|\baf\b", "raadde": r"\baan\b|\baf\b", "raadden": r"\baan\b", "roept": r"\bop\b", "roepen": r"\bop\b", "riep": r"\bop\b", "riepen": r"\bop\b",
    "laat": r"\bweten\b|\bblijken\b", "liet": r"\bweten\b", "lieten": r"\bweten\b", "laten": r"\bweten\b", "geeft": r"\btoe\b|\baan\b", "gaf": r"\btoe\b|\baan\b",
    "gaven": r"\btoe\b|\baan\b", "maakt": r"\bbekend\b", "maakte": r"\bbekend\b", "maakten": r"\bbekend\b", "wijst": r"\bnaar\b|\bop\b|\baan\b|\baf\b|\bde hand\b",
    "wijzen": r"\bnaar\b|\bop\b|\baan\b|\baf\b", "wees": r"\bnaar\b|\bop\b|\baan\b|\baf\b", "wezen": r"\bnaar\b|\bop\b|\baan\b|\baf\b", "spreekt": r"\bvan\b|\btegen\b", "sprak": r"\bvan\b|\btegen\b",
    "houdt": r"\bverantwoordelijk\b|\bop\b", "hield": r"\bverantwoordelijk\b", "legt": r"\buit\b|\blink\b|\bverband\b", "ruled": r"\bout\b", "found": r"\bthat\b|\bno\b|\bevidence\b|\bsigns?\b|\bmalicious\b",
    "ziet": r"\bgeen\b|\bovereenkomsten\b|\baanwijzingen\b", "zien": r"\bgeen\b|\bovereenkomsten\b|\baanwijzingen\b", "zag": r"\bgeen\b", "zagen": r"\bgeen\b",
    "discovered": r"\bthat\b|\bmalicious\b|\ban?\b", "linked": r"\bto\b", "tied": r"\bto\b", "reject": r".", "told": r".", "track": r"\bas\b", "tracks": r"\bas\b", "posted": r"\bthat\b", "schrijft": r".",
}  # fmt: skip
_GAP_BEFORE = re.compile(
    r"^(?:\s+(?:uit|from|in)\s+[A-Z]\w+)?(?:\s*\([^)]{0,60}\))?(?:\s*,[^,]{1,110},|\s*,)?\s*(?:(?!(?:dat|die|om|that|which|who|to|en|and|of|or|by|door|van|is|was|were|are|been|be|has been|have been|werd|wordt|worden|zijn)\b)"
    r"(?:[a-zà-ÿ]+|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\s+){0,3}(?:on \w+ )?$"
)
_APPOSITION = re.compile(
    r"\s*(?:(?:uit|from|in|of)\s+[A-Z]\w+)?(?:\([^)]*\))?\s*,\s*(?:an?|the|een|de|het|which|who|whose|that|die|dat|waarvan|wiens|part|onderdeel|maker|formerly|voorheen)\b[^,]{1,110},\s"
)
_EMBEDDED = re.compile(r"\s+(?:was|were|is|are|has|have|had|will|would|could|may|might)\b")
"""Behind a name it is the subject of what was said: "sources said X was responsible"."""
_GAP_AFTER = re.compile(
    r"^\s*(?:(?!(?:dat|die|om|that|which|to|en|and|of|or|by|door|van|in|on|op|naar|aan|voor|over|met|at|for|with|about|it|er|there|no|not|niet|geen|the|een|a|de|het)\b)[a-zà-ÿ]+\s+){0,3}(?:(?:de|het|een|the|a|an)\s+(?:(?!(?:dat|die|om|van|of|by|door|in|on|to)\b)[A-Za-zà-ÿ-]+\s+){0,3})?$"
)
_AFTER_QUOTE = re.compile(
    r"[”\"’'»]\s*,?\s+(?:zo )?(?P<verb>(?!(?:en|maar|dat|die|in|op|van|and|but|the|of|to|a|is|was)\b)[a-zà-ÿ]{3,})\s+(?=\S)"
)
_ARTICLE = re.compile(r"\W?(?:(?:een|de|het|the|an?|its|their|zijn|haar|hun|onze|our)\s+)?(?:[a-z]+\s+)?")
_BEFORE_QUOTE = re.compile(r"\b(?P<verb>[a-zà-ÿ]{3,}(?:t|de|te|ed|s))\s*:\s*[“„«\"‘']")
_MANNER = re.compile(
    r"\b(?P<verb>is|was|klinkt|blijft|sounded|remained|remains) (?:\w+ ){0,2}?(?:voorzichtig\w*|stellig\w*|duidelijk\w*|zeker\w*|cautious|blunt\w*|clear\w*|firm\w*|adamant)\s*:"
)
"""How somebody puts it: "Sophos is voorzichtiger: …"."""
_HOLDING = re.compile(
    r"(?<![\w-])(?P<verb>[Hh]eeft|[Hh]ebben|had|hadden|ziet|zien|zag|zagen|vond|vonden|has|have|had|sees?|saw|found)\b(?P<between>[^,;“„\"]{0,60}?)(?:\b(?:geen|nooit|niets|no|not|never|nothing)\b[^,;“„\"]{0,40}?"
    r"\b(?:aanwijzing\w*|bewij[sz]\w*|indicaties?|spo(?:or|ren)|teken(?:en)?|signalen|evidence|signs?|proof|indications?|traces?|reason|suggest(?:s|ing)?|erop wijst|op wijst|meldingen|reports)\b|naar eigen zeggen\b)"
)
_HOLDER_GAP = re.compile(
    r"^(?:\s*\([^)]{0,60}\))?(?:\s*,[^,]{1,110},|\s*,)?\s*(?:(?!(?:dat|die|that|which|who|to|en|and|of|or|by|door|van)\b)[a-zà-ÿ]+\s+){0,3}$"
)
_DENYING = re.compile(r"^(?:ontken|ontken(?:t|de|den|nen|d)|den(?:y|ies|ied)|dispute|reject|ruled|ontkend)")
_NOT_SPOKEN = frozenset({MentionKind.GROUP})


@frozen
class Speech:
    """One attribution of speech: by whom, with which verb, half-open span of verb and speaker together."""

    mention: Mention
    verb: str
    start: int
    end: int
    aside: bool
    """Whether it frames other words ("volgens X", "…, aldus X") and is not the main verb."""

    @property
    def denies(self) -> bool:
        """Whether the verb itself denies."""
        return _DENYING.match(self.verb) is not None


def speeches(clause: str, found: list[Mention]) -> list[Speech]:
    """Return the attributions of speech in a clause, in order; verbs inside quotation marks are somebody else's."""
    spans = quoted(clause)
    heard = [*_according(clause, found), *_perfect(clause, found)]
    heard += [speech for speech in _finite(clause, found) if not any(_overlap(speech, other) for other in heard)]
    heard += [speech for speech in _beside_quote(clause, found) if not any(_overlap(speech, other) for other in heard)]
    heard += [speech for speech in _holding(clause, found) if not any(_overlap(speech, other) for other in heard)]
    outside = (speech for speech in heard if not any(first < speech.start < last for first, last in spans))
    return sorted(outside, key=lambda speech: speech.start)


def _according(clause: str, found: list[Mention]) -> Iterator[Speech]:
    for pattern in (_ACCORDING, _STATEMENT_OF):
        for match in pattern.finditer(clause):
            mention = next(
                (
                    item
                    for item in found
                    if 0 <= item.start - match.end() <= 45 and _close(clause[match.end() : item.start])
                ),
                None,
            )
            if mention is not None:
                yield Speech(mention, match.group().strip().lower(), match.start(), mention.end, True)


def _close(gap: str) -> bool:
    return re.fullmatch(r"(?:(?:[a-zà-ÿ-]+|[A-Z][a-z-]+(?:se|ch|an|sh))\s+){0,5}", gap) is not None


def _perfect(clause: str, found: list[Mention]) -> Iterator[Speech]:
    """ "Dat heeft het bedrijf bekendgemaakt", "Microsoft heeft laten weten dat …"."""
    for match in _PERFECT.finditer(clause):
        inner = [item for item in found if match.end("aux") <= item.start < match.start("verb")]
        before = [
            item for item in found if item.end <= match.start() and _GAP_BEFORE.match(clause[item.end : match.start()])
        ]
        mention = inner[0] if inner and not before else before[-1] if before else None
        if mention is not None:
            yield Speech(mention, match["verb"], min(mention.start, match.start()), match.end(), False)


def _finite(clause: str, found: list[Mention]) -> Iterator[Speech]:
    for match in _VERB.finditer(clause):
        verb = match.group().lower()
        particle = _PARTICLES.get(verb)
        if particle and not re.search(particle, clause[match.end() :]):
            continue
        before = [
            item for item in found if item.end <= match.start() and _GAP_BEFORE.match(clause[item.end : match.start()])
        ]
        after = [
            item
            for item in found
            if 0 <= item.start - match.end() <= 45 and _GAP_AFTER.match(clause[match.end() : item.start])
        ]
        inverted = re.search(r"[,”\"’'»]\s*(?:zo\s+)?$", clause[: match.start()]) is not None
        closing = bool(after) and re.match(r"\W*(?:[\w-]+\W*){0,5}$|\s*[,.;]", clause[after[0].end :]) is not None
        spoken = re.search(r"[”\"’'»],?\s*$", clause[: match.start()]) is not None
        explained = any(_APPOSITION.match(clause[item.end : match.start()]) for item in before)
        aside = inverted and closing and not explained and (spoken or after[0].kind is not MentionKind.GROUP)
        after = [
            item
            for item in after
            if spoken or not (item.kind is MentionKind.GROUP or _EMBEDDED.match(clause, item.end))
        ]
        mention = after[0] if aside or (after and not before) else _subject(clause, before, match.start())
        if mention is not None and not _is_object(clause, mention):
            yield Speech(mention, verb, min(mention.start, match.start()), max(mention.end, match.end()), aside)


def _beside_quote(clause: str, found: list[Mention]) -> Iterator[Speech]:
    """Whatever verb stands between a quotation and somebody: "…”, verzucht de directeur", "De directeur briest: „…"."""
    for match in _AFTER_QUOTE.finditer(clause):
        mention = next(
            (
                item
                for item in found
                if item.start >= match.end() and _ARTICLE.fullmatch(clause[match.end() : item.start])
            ),
            None,
        )
        if mention is not None:
            yield Speech(mention, match["verb"], match.start("verb"), mention.end, True)
    for match in (*_BEFORE_QUOTE.finditer(clause), *_MANNER.finditer(clause)):
        before = [item for item in found if item.end <= match.start() and match.start() - item.end <= 2]
        if before:
            yield Speech(before[-1], match["verb"], before[-1].start, match.end("verb"), False)


def _holding(clause: str, found: list[Mention]) -> Iterator[Speech]:
    """Who has no evidence, or tells it of itself, speaks: "X heeft geen aanwijzingen dat", "X, by its own account"."""
    for match in _HOLDING.finditer(clause):
        before = [
            item
            for item in found
            if item.end <= match.start()
            and _HOLDER_GAP.match(clause[item.end : match.start()])
            and not _is_object(clause, item)
        ]
        inner = [item for item in found if match.start() <= item.start and item.end <= match.end("between")]
        mention = before[-1] if before else inner[0] if inner else None
        if mention is not None and mention.kind not in _NOT_SPOKEN and not _is_object(clause, mention):
            yield Speech(mention, match["verb"].lower(), min(mention.start, match.start()), match.end(), False)


def _subject(clause: str, before: list[Mention], verb: int) -> Mention | None:
    """Of the mentions before a verb its subject: whoever an apposition explains, else the last one."""
    for item in before:
        if _APPOSITION.match(clause[item.end : verb]):
            return item
    return before[-1] if before else None


def _is_object(clause: str, mention: Mention) -> bool:
    """Whether the mention hangs on a preposition ("customers of X said"): then X itself did not speak."""
    if mention.kind in (MentionKind.ROLE, MentionKind.SOURCE):
        return False
    return (
        re.search(
            r"\b(?:van|of|by|door|from|uit|for|voor|bij|tegen|against|zich)\s+(?:the |de |het )?$",
            clause[: mention.start],
        )
        is not None
    )


def _overlap(one: Speech, other: Speech) -> bool:
    return one.start < other.end and other.start < one.end
