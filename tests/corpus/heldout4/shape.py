"""How a pair of this set is made: its own register and changes."""

from corpus.heldout4.churn import churn
from corpus.register import Register, b64, fill, named, rows, wide, xor

_SET = Register(churn)
REGISTER, trojan, harmless, made = _SET.specs, _SET.trojan, _SET.harmless, _SET.made

__all__ = ["REGISTER", "b64", "fill", "harmless", "made", "named", "rows", "trojan", "wide", "xor"]
