"""Client addresses as audit logs write them: with ports, brackets, zones, several in one field."""

import re
from functools import lru_cache
from ipaddress import ip_address

from beartrap.engine.address_text import canonical

_SPLIT = re.compile(r"[,;\s]+")
_BRACKETED = re.compile(r"^\[([^\]]*)\](?::\d{1,5})?$")
_PORT = re.compile(r"^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$")
_MAPPED_PORT = re.compile(r"^(::ffff:\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$", re.IGNORECASE)
_NONE = frozenset({"", "-", "null", "<null>", "none", "n/a", "unknown", "not available"})


def client_addresses(text: str) -> tuple[str, ...]:
    """Return the addresses in a field, each in its one form, in their order, each once.

    `1.2.3.4:62589`, `[2001:db8::1]:443`, `fe80::1%12`, `::ffff:1.2.3.4`, several behind one another. What is no address
    (a server's name) stays as it is written.
    """
    head, sign, port = text.partition(":")
    if sign and "." in head and (port.isdigit() or not port):
        text = head  # another port each time would fill the cache with one address
    return _addresses(text)


@lru_cache(maxsize=131_072)
def _addresses(text: str) -> tuple[str, ...]:
    found = (_address(part) for part in _SPLIT.split(text.strip()))
    return tuple(dict.fromkeys(one for one in found if one))


def _address(text: str) -> str:
    text = text.strip("\"' ")
    if text.lower() in _NONE:
        return ""
    for shape in (_BRACKETED, _PORT, _MAPPED_PORT):
        if (match := shape.match(text)) is not None:
            text = match[1]
            break
    bare = text.partition("%")[0]
    return canonical(bare) or bare


def is_address(text: str) -> bool:
    """Whether a text is an address in its one form."""
    try:
        return str(ip_address(text)) == text
    except ValueError:
        return False
