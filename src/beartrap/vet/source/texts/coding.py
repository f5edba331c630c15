"""The encoding that a Python file says that it is in (PEP 263)."""

import codecs

from beartrap.model.regex import regex

_SAYS = regex(rb"^[ \t\f]*#[^\n]{0,200}?coding[:=][ \t]*([-\w.]{1,60})")
_SPELL = frozenset({"utf-7", "unicode-escape", "raw-unicode-escape", "punycode", "idna", "undefined", "rot13"})
"""Codecs of the library in which letters may be spelt so that nobody reads them."""


def told(content: bytes) -> tuple[int, str] | None:
    """Return the row and the name of an encoding that no honest file has; None where there is none, or a usual one."""
    for row, line in enumerate(content[:600].removeprefix(codecs.BOM_UTF8).split(b"\n")[:2], 1):
        match = _SAYS.match(line)
        if match is None:
            continue
        name = match[1].decode("latin-1").lower().replace("_", "-")
        try:
            plain = codecs.lookup(name).name.replace("_", "-")
        except (LookupError, ValueError):
            return row, name
        return (row, name) if plain in _SPELL else None
    return None
