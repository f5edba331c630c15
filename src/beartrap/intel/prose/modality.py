"""How sure the words are: hedges in the bands of ICD 203, hearsay, and denial, with the words that say so.

The bands and which cue falls in which: docs/reading.md. Where several hedges stand in a clause, the weakest counts.
"""

import re

from beartrap.model.claim import Hedge
from beartrap.model.frozen import frozen

_BANDS: tuple[tuple[Hedge, str], ...] = (
    (
        Hedge.ALMOST_CERTAIN,
        r"vrijwel zeker|bijna zeker|nagenoeg zeker|zo goed als zeker|(?:met )?aan zekerheid grenzende waarschijnlijkheid|praktisch zeker|almost certain(?:ly)?|near(?:ly)? certain(?:ly)?|virtually certain|"
        r"all but certain(?:ly)?|(?:beyond|without) (?:any |a |reasonable )*doubt|zonder (?:enige )?twijfel",
    ),
    (
        Hedge.VERY_LIKELY,
        r"zeer waarschijnlijk|hoogstwaarschijnlijk|hoogst waarschijnlijk|heel waarschijnlijk|uiterst waarschijnlijk|meer dan waarschijnlijk|naar alle waarschijnlijkheid|(?:very|highly|extremely|quite|more than) (?:likely|probabl[ey])|most (?:likely|probably)|"
        r"in all (?:likelihood|probability)|(?:met |een )*(?:hoge|grote|zeer grote)(?: mate van)? waarschijnlijkheid|sterk vermoed\w*|strong(?:ly)? suspect(?:s|ed)?|strong suspicions?|sterke aanwijzingen|strong indications",
    ),
    (
        Hedge.VERY_UNLIKELY,
        r"(?:zeer|hoogst|heel|uiterst|hoogst ?)\s?onwaarschijnlijk|(?:very|highly|extremely|most) (?:unlikely|improbable)",
    ),
    (Hedge.ALMOST_NO_CHANCE, r"vrijwel uitgesloten|nagenoeg uitgesloten|almost no chance|remote chance"),
    (
        Hedge.UNLIKELY,
        r"onwaarschijnlijk|niet (?:erg |zo |heel )?waarschijnlijk|weinig waarschijnlijk|niet aannemelijk|onaannemelijk|unlikely|improbabl[ey]|not (?:very )?likely|doubtful|implausible",
    ),
    (
        Hedge.ROUGHLY_EVEN,
        r"(?<!zo snel )(?<!maakt het )(?<!maakte het )(?<!maken het )(?<!was het )(?<!is het )mogelijk(?! (?:om|te|maakt|maakte|gemaakt|maken|is om|was om))(?!\w)|"
        r"wellicht|misschien|zou(?:den)? kunnen|kunnen? zijn|kan (?:\w+ ){0,4}zijn|niet uit te sluiten|niet uitgesloten|sluit(?:en)? niet uit|"
        r"zou(?:den)? (?:\w+ ){1,4}?kunnen|possibl[ey]|perhaps|maybe|might|(?-i:may)(?= [a-z])|could (?:also |well )?(?:be|have(?: been)?)|roughly even|fifty-fifty|an even chance|"
        r"(?:cannot|can['’]t|could not|did not|does not|do not|would not|has not|have not) (?:be )?(?:rule[sd]? out|exclude[sd]?)|not (?:ruled out|excluded)",
    ),
    (
        Hedge.LIKELY,
        r"vermoedelijk[e]?|waarschijnlijk(?:e|er)?|lijken?(?= )|lijkt|leek|leken|vermoed(?:t|en|de|den)|vermeende|naar verwachting|(?:acht|achten|achtte) (?:het |dit |dat )?(?:aannemelijk|waarschijnlijk)|aannemelijk|gaan? ervan uit|gaat ervan uit|denkt(?= dat)|denk(?:t|en) aan|"
        r"(?:er zijn )?aanwijzingen(?= dat| voor)|wijst op|wijzen op|wijst naar|wijzen naar|verdenkt|verdacht(?= van|e)|"
        r"likely|probabl[ey]|presumabl[ey]|presumed|believed|believes?|suspected|suspects?|appears? to|appeared to|seems? to|seemed to|thought to|assess(?:es|ed)?|apparently|points? to|"
        r"pointed to|suggests?|suggested|consistent with|putative(?:ly)?|duidt op|duiden op|verdenkt|verdenken|suspicion|verdenking|thinks?(?= that| the| it| [A-Z])",
    ),
)
_HEDGES = re.compile("|".join(rf"(?P<{band.name}>(?<![\w-])(?:{words})(?![\w]))" for band, words in _BANDS), re.I)
_CONFIDENCE = re.compile(
    r"\b(?:(?:with|at|have|has|in) )?(?:(?:a )?(?:very )?(?:low|moderate|medium|high|limited|great)(?:-to-(?:moderate|high))?(?: (?:degree|level) of)?[ -]confidence(?: level)?|"
    r"(?:matig|laag|hoog|gemiddeld|veel|weinig|groot|beperkt) vertrouwen|(?:met )?(?:een )?(?:matige|lage|hoge|gemiddelde|redelijke|grote|beperkte)(?: mate van)? (?:zekerheid|betrouwbaarheid)|confident(?:ly)?)\b",
    re.I,
)
"""Analytic confidence: another axis than likelihood. Its words are kept and set no band."""
_ORDER = {band: number for number, band in enumerate(Hedge)}

_BELIEVING = re.compile(
    r"(?i)thinks?|believe|assess|suspect|vermoed(?!elijk)|denkt|gaat ervan|lijk|leek|leken|appear|seem|thought|suggest|wijs|wijz|points|aanwijz|consistent"
)
_HEARSAY = re.compile(
    r"\bzou(?:den)?\b(?! (?:\w+ ){0,6}?(?:moeten|willen|mogen|kunnen)\b)|\bnaar verluidt\b|\bschijn(?:t|en)\b|\bwor?dt? (?:ook )?(?:\w+ ){0,2}?in verband gebracht met|\bworden (?:\w+ ){0,2}?in verband gebracht met|"
    r"\bin verband gebracht met\b|\bnaar (?:men )?(?:zegt|beweert)\b|\bbeweer(?:t|de|den)\b|\bvermeend(?:e)?\b|\bvolgens geruchten\b|\bgelieerd aan\b|"
    r"\breportedly\b|\balleged(?:ly)?\b|\brumou?red\b|\bpurported(?:ly)?\b|\bsupposedly\b|\b(?:is|are|was|were|been) (?:widely |also )?(?:said|believed|thought|reported|understood|rumou?red|"
    r"linked|tied|attributed|suspected|accused|considered|associated)\b|\b(?:wordt|werd|worden|zijn|is) (?:\w+ ){0,4}?toegeschreven\b|\b(?:wordt|werd|worden) (?:\w+ ){0,4}?(?:verdacht|beschuldigd)\b|\bclaims?\b(?= (?:that|to)\b)",
    re.I,
)
_DENIAL = re.compile(
    r"\b(?:\bgeen (?:enkele? |concrete |directe )?(?:indicaties?|aanwijzing(?:en)?|bewijs|bewijzen|teken(?:en)?|spo(?:or|ren)|reden(?: om aan te nemen)?|signalen|meldingen)\b|\bgeen\b|\bniets\b(?: (?:\w+ ){0,2}?(?:op wijst|erop wijst|erop duidt|daarop wijst))?(?: (?:wijst|duidt) (?:er ?|daar)?op)?|\bontbre(?:ekt|ken)\b|(?<!vrijwel )(?<!nagenoeg )(?<!bijna )(?<!niet )\buitgesloten\b|\bsluit(?:en)?\b(?! niet)(?= [^.;]{0,60}\buit\b)|"
    r"\bvan de hand (?:gewezen|te wijzen)\b|\b(?:wijst|wijzen|wees|wezen)\b(?= [^.;]{1,60}\bvan de hand\b)|\bverwerp(?:t|en)\b|\bverwierp(?:en)?\b|\bonwaar\b|\bonjuist\b|\bonzin\b|\bnooit\b|\bniet(?!(?: alleen| langer alleen| slechts| uit te sluiten| uitgesloten| waarschijnlijk|s\b))\b|\bnergens\b|\bnoch\b|"
    r"\bontken(?:t|de|den|nen|d)\b|\bspre(?:ekt|ken)\b.{0,40}?\btegen\b|\bspra(?:k|ken)\b.{0,40}?\btegen\b|\btegengesproken\b|\bweerleg\w*|\bbestrijd\w*|\bongegrond\b|\bunfounded\b|\bdispute[sd]?\b|\breject(?:s|ed)\b|\bontkracht\w*|\bweerspr(?:eekt|ak|aken)\b|\bzonder dat\b|\bniemand\b|"
    r"\bno (?:\w+ ){0,2}?(?:evidence|indications?|signs?|proof|trace|traces|reason)\b(?: (?:to (?:believe|suspect|think|suggest)|that suggests?|suggesting))?|\bnothing\b(?: (?:\w+ )?(?:to |that )?(?:suggest(?:s|ing)?|indicat(?:es?|ing)|points?|pointing)(?: to)?)?|\bdismiss(?:es|ed)\b|\bbaseless\b|\black of evidence\b|"
    r"\bno\b(?! longer| doubt| later)|\bnot(?! only| just| ruled out| rule out| likely| yet (?:clear|known))\b|"
    r"\bnever\b|\bden(?:y|ies|ied|ying)\b|\bneither\b|\bnor\b|\bnone of\b|\bunaffected\b|\brefute[sd]?\b|\brul(?:es|ed|ing|e) out\b|\bwithout (?:any )?(?:evidence|access)|\bonaangetast\b|\bbuiten schot\b)|n['’]t\b(?! rule)",
    re.I,
)
_NO_DENIAL = re.compile(
    r"\b(?:niet|not) (?:\w+ ){0,2}?(?:direct |yet |nog |meteen |immediately |entirely )?(?:duidelijk|clear|bekend|known|zeker|certain)\b|"
    r"\b(?:cannot|can't|could not|did not|does not|do not|not|niet) (?:be |\w+ )?rule[sd]? out|sluit(?:en)? niet uit|niet uit(?:gesloten| te sluiten)|\bno (?:longer|later|doubt|fewer|less)\b|\bgeen twijfel\b|\bnot only\b|\bniet alleen\b|\bno other than\b|\([^)]*\)",
    re.I,
)
_UNKNOWN = re.compile(
    r"\b(?:niet|nog niet|not|not yet|nog|un|on)(?: (?:\w+ ){0,2}?|)(?:direct |immediately |meteen |nog |yet )?(?:duidelijk|clear|bekend|known|zeker|certain|sure)\b|\bunknown\b|\bonbekend\b|\bunclear\b|\bonduidelijk\b|"
    r"^\W*Of\b|\b(?:kon|kan|kunnen|konden|wilde|wil|willen|wilden)\b[^,;]{0,40}\bniet (?:zeggen|bevestigen|ingaan)\b|\b(?:could|would|can|did) not (?:say|confirm)\b|\bremains? to be seen\b|\bnog onderzocht\b|\bwhether\b|\bdeclined to\b|\bwilde niet\b|\bof (?=\w+ (?:ook|daadwerkelijk))",
    re.I,
)
_BARE = re.compile(r"(?i)niet|not|n['’]t|never|nooit")
_NEXT = re.compile(r"[,;]?\s\b(?:en|and|maar|but)\b")
"""Where another statement begins, a bare "not" before it or a denial behind it does not reach."""
_OTHER = re.compile(r", (?:and|en) (?:that|dat)\b|,? \b(?:nadat|omdat|doordat|waarna|after|because)\b")
"""Where a subordinate clause or a further object of the saying begins."""
_REACH_AFTER = 40
_REACH_BEFORE = 140
"""Characters from a denying word to what it denies."""


@frozen
class Modality:
    """Hedge, hearsay and denial of one statement, with the words that carry them in the order of the text."""

    hedge: Hedge | None
    reported: bool
    denied: bool
    cues: tuple[str, ...]


def modality(clause: str, start: int, end: int) -> Modality:
    """Judge the statement whose cue stands half-open from `start` to `end` in `clause`."""
    hedges = [(match.start(), match.group(), Hedge[match.lastgroup or ""]) for match in _HEDGES.finditer(clause)]
    denied = _denials(clause, start, end)
    denying = [match.span() for match in denied]
    hedges = [hedge for hedge in hedges if not any(first <= hedge[0] < last for first, last in denying)]
    confident = [match.span() for match in _CONFIDENCE.finditer(clause)]
    if confident:  # "assesses with high confidence" judges, and states no likelihood
        hedges = [hedge for hedge in hedges if not hedge[1].lower().startswith("assess")]
    hearsay = [(match.start(), match.group()) for match in _HEARSAY.finditer(clause)]
    denials = [(match.start(), match.group()) for match in denied]
    sure = [(first, clause[first:last]) for first, last in confident]
    cues = sorted([(place, word) for place, word, _ in hedges] + sure + hearsay + denials)
    return Modality(
        hedge=_weakest(hedges),
        reported=bool(hearsay),
        denied=bool(denials),
        cues=tuple(dict.fromkeys(word for _, word in cues)),
    )


def _weakest(hedges: list[tuple[int, str, Hedge]]) -> Hedge | None:
    """The least likely band; a verb of believing counts only where nothing states the band itself ("assesses that it is highly likely")."""
    stated = [band for _, word, band in hedges if not _BELIEVING.match(word)] or [band for _, _, band in hedges]
    return min(stated, key=lambda band: _ORDER[band], default=None)


def is_unknown(clause: str) -> bool:
    """Whether the clause says that something is not known: neither a claim nor a denial."""
    return _UNKNOWN.search(clause) is not None


def _denials(clause: str, start: int, end: int) -> list[re.Match[str]]:
    harmless = [match.span() for match in _NO_DENIAL.finditer(clause)]
    found = []
    for match in _DENIAL.finditer(clause):
        inside = any(first <= match.start() < last for first, last in harmless)
        before = match.end() <= end and start - match.end() <= _REACH_BEFORE
        before = before and not (_BARE.fullmatch(match.group()) and _NEXT.search(clause[match.end() : start]))
        after = match.start() >= start and match.start() - end <= _REACH_AFTER
        after = after and not _NEXT.search(clause[end : match.start()])
        before = before and not _OTHER.search(clause[match.end() : start])
        if not inside and (before or after):
            found.append(match)
    return found
