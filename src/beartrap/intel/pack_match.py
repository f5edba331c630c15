"""Which pack a report is about: a shared indicator, the name of the malware, or the product's name beside a compromise.

A vendor's name alone proves nothing: a report on its quarterly figures names it too.
"""

import re
from collections.abc import Iterable, Sequence

from beartrap.model.claim import Claim, ClaimKind
from beartrap.model.indicator import Indicator

TELLING = frozenset({ClaimKind.COMPROMISE, ClaimKind.METHOD, ClaimKind.VENDOR})
"""Claims that say that somebody was hit, or through whom or how."""
_NOT_TELLING_ROLES = frozenset({"legitimate", "test-build", "sinkhole"})
_NAMES_ONLY = frozenset({"filename", "path", "user-agent", "package"})
"""Kinds that too many things share for one of them to settle it."""


def about(
    names: Sequence[str],
    proof: Sequence[str],
    known: Iterable[Indicator],
    claims: Sequence[Claim],
    indicators: Sequence[Indicator],
) -> bool:
    """Whether a report is about the incident with these cues and known indicators.

    `proof` cues suffice in any claim; `names` cues need a claim that tells of a compromise in the same report.
    """
    telling = {item.key for item in known if _telling(item)}
    if any(item.key in telling for item in indicators if item.demoted is None):
        return True
    words = "\n".join(_words(claim) for claim in claims)
    words += "\n" + "\n".join(item.malware or "" for item in indicators)
    words += "\n" + "\n".join(item.value for item in indicators if item.kind.value == "vulnerability")
    if _any_cue(proof, words):
        return True
    compromised = any(claim.kind in TELLING and not claim.denied for claim in claims)
    return compromised and _any_cue(names, words)


def _telling(item: Indicator) -> bool:
    return item.role not in _NOT_TELLING_ROLES and item.demoted is None and item.kind.value not in _NAMES_ONLY


def _words(claim: Claim) -> str:
    return " ".join(part for part in (claim.subject, claim.object, claim.statement, *claim.aliases) if part)


def _any_cue(cues: Sequence[str], words: str) -> bool:
    """Whether one of the cues stands in the text as a whole word, case aside."""
    return any(re.search(rf"(?<!\w){re.escape(cue)}(?!\w)", words, re.IGNORECASE) for cue in cues)
