"""Requests that are made only for passwords, cards and the like: what was typed or handed in is searched for them first."""

import re

from beartrap.model.regex import regex
from beartrap.vet.source.events import SOUGHT, SOUGHT_AMONG
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Marks


def sought(machine: Machine, marks: Marks) -> frozenset[str]:
    """Return what a request was made for, where tests around it look in what was typed or handed in for passwords and cards."""
    if not machine.tests or ("page-input" not in marks and "given" not in marks):
        return frozenset()
    told = " ".join(word for word in machine.conditions() if word[:1] in "\"'")
    if not _OF_SECRETS.search(told):
        return frozenset()
    return frozenset({SOUGHT, SOUGHT_AMONG} if _SEVERAL.search(told) else {SOUGHT})


_OF_SECRETS = regex(r"passw|\blogin\b|credential|\bcc-|\bcvc|\bcvv|\bcard|\biban|payment|mnemonic|seed", re.IGNORECASE)
_SEVERAL = regex(
    r"(?:passw|login|auth|credential|cvc|cvv|card|iban|payment|mnemonic|seed|token|secret)[^\"'|]*\|[^\"']*(?:passw|login|auth|credential|cvc|cvv|card|iban|payment|mnemonic|seed|token|secret)",
    re.IGNORECASE,
)
"""A search for several kinds of secrets at once."""
