"""Text patterns as regular expressions over bytes, the same for every engine: `\\xHH` for whatever is no letter or digit."""

from beartrap.hunt.sigma.expression import DASH, MANY, ONE, Part, Test

_CHARACTER = "(?:[\\x00-\\x7f]|[\\xc2-\\xdf][\\x80-\\xbf]|[\\xe0-\\xef][\\x80-\\xbf]{2}|[\\xf0-\\xf4][\\x80-\\xbf]{3})"
"""One character of UTF-8."""
_DASH = "(?:[\\x2d\\x2f]|\\xe2\\x80[\\x93-\\x95])"
"""One of `expression.DASHES` in UTF-8."""
_PLAIN = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


def escaped(text: str) -> str:
    """Return a regular expression for exactly the bytes of a text."""
    return "".join(chr(byte) if byte in _PLAIN else f"\\x{byte:02x}" for byte in text.encode())


def is_literal(test: Test) -> bool:
    """Whether a pattern is plain text with `*` at most at its ends."""
    inner = test.parts[1:-1] if len(test.parts) > 2 else ()
    return all(part == MANY or isinstance(part, str) for part in test.parts) and not any(part == MANY for part in inner)


def byte_regex(parts: tuple[Part, ...]) -> str:
    """Return a regular expression over UTF-8 bytes, to be searched for with `.` matching everything."""
    front = "" if parts[:1] == (MANY,) else "\\A"
    back = "" if parts[-1:] == (MANY,) and len(parts) > 1 else "\\z"
    if parts == (MANY,):
        return "\\A"
    inner = parts[0 if front else 1 : len(parts) if back else -1]
    return front + "".join(_piece(part) for part in inner) + back


def _piece(part: Part) -> str:
    if isinstance(part, str):
        return escaped(part)
    return {MANY: ".*", ONE: _CHARACTER, DASH: _DASH}[part]
