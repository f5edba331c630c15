"""How a pair of this set is made: its own register and changes."""

from corpus.heldout3.churn import churn
from corpus.register import Register, fill, named

_SET = Register(churn)
REGISTER, trojan, harmless, made = _SET.specs, _SET.trojan, _SET.harmless, _SET.made

__all__ = ["REGISTER", "fill", "harmless", "made", "named", "trojan"]
