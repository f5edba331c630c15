"""How a pair of this set is made: its own register and changes, and ways with text that earlier sets have already."""

from corpus.heldout5.shape import fill, hexed, packed, pieces, shifted, strings, zipped
from corpus.heldout7.churn import churn
from corpus.register import Register, b64, rows, wide, xor

_SET = Register(churn)
REGISTER, trojan, harmless, made = _SET.specs, _SET.trojan, _SET.harmless, _SET.made


def table(text: str, key: int, indent: int = 4) -> str:
    """Return a text, xored with a byte, as rows of numbers."""
    return rows(xor(text, key), indent)


__all__ = [
    "REGISTER", "b64", "fill", "harmless", "hexed", "made", "packed", "pieces", "rows", "shifted", "strings", "table", "trojan", "wide", "xor", "zipped",
]  # fmt: skip
