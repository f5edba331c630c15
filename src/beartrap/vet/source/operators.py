"""Operators on known values, with limits: a fold never makes anything big of anything small."""

import operator
import struct
from collections.abc import Callable
from typing import Any

from beartrap.model.regex import regex
from beartrap.vet.source.values import ITEMS, TEXT, UNKNOWN, Known

BITS = 4096
"""Bits of a folded number: obfuscated arithmetic stays within 64, RSA-like constants within this."""

FAILS = (TypeError, ValueError, LookupError, ArithmeticError, MemoryError, AttributeError, struct.error)
"""What folding raises where a program would fail, too."""

_PLAIN: dict[str, Callable[[Any, Any], Any]] = {
    "-": operator.sub, "/": operator.truediv, "//": operator.floordiv, "|": operator.or_, "^": operator.xor,
    "&": operator.and_, ">>": operator.rshift, "==": operator.eq, "!=": operator.ne, "<": operator.lt,
    "<=": operator.le, ">": operator.gt, ">=": operator.ge, "===": operator.eq, "!==": operator.ne,
}  # fmt: skip
_WIDE = regex(r"%[-+ #0]*(?:\d{4}|\*)")
_BITWISE = frozenset({"|", "^", "&", "<<", ">>", ">>>"})


class BigInt(int):
    """A number of JavaScript's that has no end: bitwise operators do not cut it to 32 bits."""


def apply(symbol: str, left: Known, right: Known, loose: bool = False) -> Known:
    """Return `left symbol right`, UNKNOWN where it cannot be told, fails, or would be too big.

    `loose` is JavaScript's and PHP's way with operands of two types: text wins at `+`, and bitwise operators take 32 bits.
    """
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    try:
        if loose and symbol == "^" and isinstance(left, str) and isinstance(right, str):  # PHP's: sign by sign
            return "".join(chr(ord(one) ^ ord(other)) for one, other in zip(left, right, strict=False))
        if isinstance(left, BigInt) and isinstance(right, BigInt) and symbol == "/":
            symbol = "//"
        elif loose and not isinstance(left, BigInt):
            left, right = _loosened(symbol, left, right)
        if symbol in _SPECIAL:
            made = _SPECIAL[symbol](left, right)
        elif symbol in _PLAIN:
            made = _PLAIN[symbol](left, right)
        else:
            return UNKNOWN
    except (TypeError, ValueError, ArithmeticError, KeyError, MemoryError, IndexError):
        return UNKNOWN
    if isinstance(left, BigInt) or isinstance(right, BigInt):
        made = BigInt(made) if isinstance(made, int | float) and not isinstance(made, bool) else made
    elif loose and symbol in _BITWISE and isinstance(made, int):
        made = made & 0xFFFFFFFF if symbol == ">>>" else (made + 2**31) % 2**32 - 2**31
    return made if fits(made) else UNKNOWN


def fits(made: Known) -> bool:
    """Whether a folded value is small enough to be kept."""
    if isinstance(made, str | bytes | bytearray):
        return len(made) <= TEXT
    if isinstance(made, list):
        return len(made) <= ITEMS
    if isinstance(made, bool) or not isinstance(made, int):
        return True
    return made.bit_length() <= BITS * 8


def truth(known: Known, loose: bool) -> bool:
    """Whether a known value counts as true; JavaScript takes each list for true."""
    return True if loose and isinstance(known, list) else bool(known) and known == known


def unary(symbol: str, operand: Known, loose: bool = False) -> Known:
    """Return `symbol operand`, UNKNOWN where it cannot be told."""
    try:
        if operand is UNKNOWN:
            return UNKNOWN
        if symbol == "not":
            return not truth(operand, loose)
        if symbol == "-":
            return -_number(operand)
        if symbol == "+":
            return _number(operand)
        return ~int(operand) if symbol == "~" else UNKNOWN
    except (TypeError, ValueError, OverflowError):
        return UNKNOWN


def _number(operand: Known) -> Known:
    if isinstance(operand, str):
        return int(operand, 0) if operand.lower().startswith("0x") else float(operand) if operand.strip() else 0
    if isinstance(operand, list):
        return 0 if not operand else float("nan")
    return operand


def _loosened(symbol: str, left: Known, right: Known) -> tuple[Known, Known]:
    texts = isinstance(left, str | list) or isinstance(right, str | list)
    if symbol == "+" and texts:
        return spelt(left), spelt(right)
    if symbol in _BITWISE:
        return int(_number(left)), int(_number(right))
    if symbol in ("-", "*", "/", "%") and texts:
        return _number(left), _number(right)
    return left, right


def spelt(known: Known) -> str:
    """Return a scalar as JavaScript spells it in text."""
    if isinstance(known, bool):
        return "true" if known else "false"
    if known is None:
        return "undefined"
    if isinstance(known, float) and known.is_integer():
        return str(int(known))
    if isinstance(known, list):
        return ",".join(spelt(item) for item in known[:ITEMS])
    return known.decode("utf-8", "replace") if isinstance(known, bytes) else str(known)


def _add(left: Any, right: Any) -> Any:
    if isinstance(left, str | bytes | list) and len(left) + len(right) > max(TEXT, ITEMS):
        raise ValueError("too long")
    return left + right


def _times(left: Any, right: Any) -> Any:
    for text, count in ((left, right), (right, left)):
        if isinstance(text, str | bytes | list) and (not isinstance(count, int) or len(text) * count > ITEMS):
            raise ValueError("too long")
    return left * right


def _power(left: Any, right: Any) -> Any:
    if abs(right) > BITS or (isinstance(left, int) and left.bit_length() * abs(int(right)) > BITS * 8):
        raise ValueError("too big")
    return left**right


def _shift(left: Any, right: Any) -> Any:
    if right > BITS:
        raise ValueError("too big")
    return left << right


def _percent(left: Any, right: Any) -> Any:
    if isinstance(left, str | bytes):
        values = tuple(right) if isinstance(right, list) else (right,)
        if len(left) > ITEMS or _WIDE.search(left if isinstance(left, str) else left.decode("latin-1")):
            raise ValueError("too long")
        return left % values
    return left % right


_SPECIAL: dict[str, Callable[[Any, Any], Any]] = {
    "+": _add,
    "*": _times,
    "**": _power,
    "<<": _shift,
    "%": _percent,
    ">>>": lambda left, right: (left & 0xFFFFFFFF) >> (right & 31),
    "in": lambda left, right: left in right,
    "not in": lambda left, right: left not in right,
}
