"""Making hostile text safe to show: whatever we print came from somebody else's file."""

import unicodedata

_HARMLESS_CONTROLS = frozenset("\t")
_UNSAFE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Controls, format characters (bidirectional overrides among them), surrogates, private use, line separators."""


def printable(text: str) -> str:
    r"""Return `text` with each control, bidirectional override and lone surrogate written as `\xNN` or `\uNNNN`.

    Terminal escapes in a file name or a log line would otherwise be carried out by the reader's terminal.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character in _HARMLESS_CONTROLS or unicodedata.category(character) not in _UNSAFE_CATEGORIES:
        return character
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that was no UTF-8, as `surrogateescape` keeps it
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def shown_bytes(raw: bytes) -> str:
    """Return raw path bytes as text that is safe to show; bytes that are no UTF-8 come out as `\\xNN`."""
    return printable(raw.decode("utf-8", "surrogateescape"))


def shorten(text: str, limit: int) -> str:
    """Return `text` cut to at most `limit` characters, with an ellipsis where something was cut."""
    return text if len(text) <= limit else text[: max(limit - 1, 0)] + "…"
