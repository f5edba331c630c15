"""How a pair of this set is made: its own register and changes, and its authors' ways with text."""

import gzip
import zlib

from corpus.heldout5.churn import churn
from corpus.register import Register, b64, rows, wide, xor
from corpus.register import fill as filled

_SET = Register(churn)
REGISTER, trojan, harmless, made = _SET.specs, _SET.trojan, _SET.harmless, _SET.made


def fill(code: str, **words: object) -> str:
    """Return code with `@NAME@` put in; of the line breaks before it the first one goes, so that an author may leave blank rows."""
    blank = max(0, len(code) - len(code.lstrip("\n")) - 1)
    return "\n" * blank + filled(code, **words)


def hexed(text: str | bytes) -> str:
    return (text.encode() if isinstance(text, str) else text).hex()


def packed(text: str) -> str:
    """Return base64 of zlib of a text."""
    return b64(zlib.compress(text.encode(), 9))


def zipped(text: str) -> bytes:
    return gzip.compress(text.encode(), 9, mtime=0)


def shifted(text: str, by: int) -> str:
    """Return printable characters moved along ASCII (33 to 126), the others as they are."""
    return "".join(chr((ord(one) - 33 + by) % 94 + 33) if 33 <= ord(one) <= 126 else one for one in text)


def pieces(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


def strings(some: list[str], indent: int = 4, quote: str = "'") -> str:
    """Return strings in rows of an array literal."""
    return "\n".join(f"{' ' * indent}{quote}{one}{quote}," for one in some)


__all__ = [
    "REGISTER", "b64", "fill", "harmless", "hexed", "made", "packed", "pieces", "rows", "shifted", "strings", "trojan", "wide", "xor", "zipped",
]  # fmt: skip
