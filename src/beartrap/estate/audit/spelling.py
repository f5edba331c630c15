"""Spellings of audit logs brought into one form: names of operations, applications, users that are services."""

import re
import unicodedata
from functools import lru_cache

_DASHES = re.compile("[\u2010-\u2015\u2212\u2043\ufe58\ufe63\uff0d\u00ad]")
_SPACES = re.compile(r"[\s\u200b\ufeff]+")
_SERVICES = frozenset(
    {"certificate", "s-1-5-18", "nt authority\\system", "nt authority\\system (microsoft.exchange.servicehost)", "system", "app@sharepoint", "sharepoint\\system", "not available", "unknown", "n/a"}
)  # fmt: skip
_SERVICE_TYPES = frozenset({"4", "5", "6", "8", "system", "application", "serviceprincipal", "systempolicy"})


@lru_cache(maxsize=65_536)
def operation_key(name: str) -> str:
    """Return an operation's name in the form in which names are compared.

    Unicode compatibility forms folded, dashes of all kinds as `-`, white space as one space, dots and spaces at the end
    gone, case folded.
    """
    text = _SPACES.sub(" ", _DASHES.sub("-", unicodedata.normalize("NFKC", _DASHES.sub("-", name))))
    return text.strip(" ").rstrip(". ").casefold()


@lru_cache(maxsize=65_536)
def app_id(text: str) -> str:
    """Return an application's id in lower case without braces, empty for what stands for none."""
    folded = text.strip().strip("{}").lower()
    return "" if folded in ("", "null", "00000000-0000-0000-0000-000000000000", "n/a", "unknown") else folded


@lru_cache(maxsize=65_536)
def is_service(user: str, kind: str) -> bool:
    """Whether a user id is no person's: the system, a certificate, a service principal, or a kind of user that says so."""
    folded = user.strip().lower()
    return (
        folded in _SERVICES
        or folded.startswith(("serviceprincipal_", "nt authority\\"))
        or kind.lower() in _SERVICE_TYPES
    )
