"""How a pair of this set is made: its register and changes, and the short words that its authors graft with."""

from corpus.heldout.nouns import Update
from corpus.heldout5.shape import hexed, packed, pieces, shifted, strings, zipped
from corpus.heldout8.churn import churn
from corpus.register import Register, b64, rows, wide, xor
from corpus.register import fill as filled

_SET = Register(churn)
REGISTER, trojan, harmless, made = _SET.specs, _SET.trojan, _SET.harmless, _SET.made


def fill(it: Update, code: str, **words: object) -> str:
    """Return code with `@NAME@` put in; `@HOST@` and `@ADDR@` are drawn where nobody gives them."""
    if "@HOST@" in code:
        words.setdefault("HOST", it.host())
    if "@ADDR@" in code:
        words.setdefault("ADDR", it.address())
    return filled(code, **words)


def put(it: Update, path: str, anchor: str, code: str, **words: object) -> None:
    """Put code after a text that the file has."""
    it.after(path, anchor, fill(it, code, **words))


def above(it: Update, path: str, anchor: str, code: str, **words: object) -> None:
    it.before(path, anchor, fill(it, code, **words))


def swap(it: Update, path: str, before: str, after: str, **words: object) -> None:
    """Replace rows by others."""
    it.replace(path, before.strip("\n") + "\n", fill(it, after, **words))


def tail(it: Update, path: str, code: str, blank: int = 2, **words: object) -> None:
    """Append code after some blank rows."""
    it.append(path, "\n" * blank + fill(it, code, **words))


def new(it: Update, path: str, code: str, **words: object) -> None:
    """Add a file."""
    it.add(path, fill(it, code, **words))


__all__ = [
    "REGISTER", "above", "b64", "fill", "harmless", "hexed", "made", "new", "packed", "pieces", "put", "rows", "shifted", "strings", "swap", "tail",
    "trojan", "wide", "xor", "zipped",
]  # fmt: skip
