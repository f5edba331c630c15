"""Which language a document is in, by the share of its most common words; per document, never per sentence."""

import re
from collections import Counter

_PROFILES = {
    "nl": "de het een en van in is dat op te zijn met voor niet aan er om ook als dan maar door bij naar uit nog worden wordt werd "
    "heeft hebben die deze dit zich over tot via hun haar geen meer eerder volgens zou kan onze ons wij we",
    "en": "the of and to in is that for on was with as by it are be from at this have has had which were an not been their its or "
    "they who will would more about after said into no our we you us",
    "de": "der die das und ist von mit den dem des ein eine zu nicht auf für im sich auch es wird wurde wurden haben hat bei nach "
    "durch als aus werden einer einem über laut sind sie wir uns",
    "fr": "le la les de des et est un une du en que qui pour dans sur pas par au aux avec ce cette se sont été ont plus selon son sa "
    "ses ou mais nous vous",
}
_SETS = {name: frozenset(words.split()) for name, words in _PROFILES.items()}
_WORD = re.compile(r"[^\W\d_]+")

WELL_READ = frozenset(("nl", "en"))
"""Languages whose sentences are read; of the others only the indicators and names."""
SAMPLE = 20_000
"""Characters that are counted."""
LEAST_SHARE = 0.12
"""Share of words that must be common words of the language; lists and tables stay below."""


def detect(text: str) -> str | None:
    """Return `nl`, `en`, `de` or `fr`, None where the text is too short or none of them."""
    words = Counter(word.lower() for word in _WORD.findall(text[:SAMPLE]))
    total = sum(words.values())
    if total < 8:
        return None
    scores = {name: sum(words[word] for word in common) / total for name, common in _SETS.items()}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] >= LEAST_SHARE else None
