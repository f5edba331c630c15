"""Method bodies of .NET: the instructions whose operands tell what a method uses (ECMA-335, partition III).

Nothing is disassembled for show: the reader steps over operands it has no use for and stops where a body makes no sense.
"""

import struct
from collections.abc import Iterator
from enum import Enum

from beartrap.model.frozen import frozen
from beartrap.model.regex import regex

DECODER = "il::decoder"
"""What a method is said to call that reckons with bytes or letters one by one."""
_STEPS = regex(rb"\x61[\xd1\xd2](?:\x9c|\x9d|\x6f|\x52|\x53)|[\x58\x59]\xd2[\x9c\x52]")
"""`^`, `+` or `-`, and what came of it put into an array of bytes or letters (or where one of it stands: `a[i] ^= b`), or handed on as a letter."""
_YES = frozenset({b"\x17\x2a", b"\x00\x17\x0a\x2b\x00\x06\x2a"})
"""The code of a method that says yes whatever it is asked, as compilers write it with and without optimising."""
MOST_INSTRUCTIONS = 100_000
"""Of one method; generated parsers have some ten thousand."""


class Use(Enum):
    """What an instruction does with its operand."""

    CALL = "call"
    """Calls the method of the token (or makes an object with it)."""
    POINTER = "pointer"
    """Takes a pointer to the method of the token: a delegate is made of it."""
    STRING = "string"
    """Loads the user string of the token."""
    HANDLE = "handle"
    """Loads a type, method or field handle (array initialisers)."""
    NUMBER = "number"
    """Loads a number of one byte, as lengths are, or of 64 bits, as hashes are."""


@frozen
class Used:
    """One instruction that uses something: `value` is a token or a number, `offset` counts bytes in the body's code."""

    use: Use
    value: int
    offset: int


_ONE = frozenset({0x0E, 0x0F, 0x10, 0x11, 0x12, 0x13, 0x1F, 0xDE, *range(0x2B, 0x38)})
_FOUR = frozenset(
    {
        0x20, 0x22, 0x27, 0x28, 0x29, *range(0x38, 0x45), 0x6F, 0x70, 0x71, 0x72, 0x73, 0x74, 0x75, 0x79, 0x7B, 0x7C, 0x7D, 0x7E,
        0x7F, 0x80, 0x81, 0x8C, 0x8D, 0x8F, 0xA3, 0xA4, 0xA5, 0xC2, 0xC6, 0xD0, 0xDD,
    }
)  # fmt: skip
_EIGHT = frozenset({0x21, 0x23})
_LONG_FOUR = frozenset({0x06, 0x07, 0x15, 0x16, 0x1C})
_LONG_TWO = frozenset({0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x0E})
_LONG_ONE = frozenset({0x12, 0x19})
_USES = {0x28: Use.CALL, 0x6F: Use.CALL, 0x73: Use.CALL, 0x72: Use.STRING, 0xD0: Use.HANDLE}
SWITCH, PREFIX, LDC_I8, LDC_I4_S = 0x45, 0xFE, 0x21, 0x1F
_SIZES = {**dict.fromkeys(_ONE, 1), **dict.fromkeys(_FOUR, 4), **dict.fromkeys(_EIGHT, 8)}
_LONG_SIZES = {**dict.fromkeys(_LONG_FOUR, 4), **dict.fromkeys(_LONG_TWO, 2), **dict.fromkeys(_LONG_ONE, 1)}


def code_of(content: bytes, offset: int) -> tuple[bytes, int]:
    """Return the code of the body at a file offset, and where in the file it begins; empty where there is none."""
    if offset < 0 or offset >= len(content):
        return b"", offset
    first = content[offset]
    if first & 3 == 2:  # tiny: the size stands in the upper six bits
        return content[offset + 1 : offset + 1 + (first >> 2)], offset + 1
    if first & 3 != 3 or offset + 12 > len(content):
        return b"", offset
    head, _, size = struct.unpack_from("<HHI", content, offset)
    start = offset + (head >> 12) * 4
    return content[start : start + size], start


def reckons(code: bytes) -> bool:
    """Whether a body has the shape of a decoder."""
    return _STEPS.search(code) is not None


def says_yes(code: bytes) -> bool:
    """Whether a body says yes whatever it is asked."""
    return code in _YES


def uses(code: bytes) -> Iterator[Used]:
    """Yield what the instructions of a body use, in order; ends quietly where the code is cut short."""
    at, count = 0, 0
    while at < len(code) and count < MOST_INSTRUCTIONS:
        count += 1
        start, opcode = at, code[at]
        at += 1
        if opcode == PREFIX:
            if at >= len(code):
                return
            second = code[at]
            at += 1
            size = _LONG_SIZES.get(second, 0)
            if second in (0x06, 0x07) and at + 4 <= len(code):
                yield Used(Use.POINTER, int.from_bytes(code[at : at + 4], "little"), start)
            at += size
            continue
        if opcode == SWITCH:
            at += 4 + 4 * int.from_bytes(code[at : at + 4], "little")
            continue
        size = _SIZES.get(opcode, 0)
        if at + size > len(code):
            return
        if opcode in _USES:
            yield Used(_USES[opcode], int.from_bytes(code[at : at + 4], "little"), start)
        elif opcode == LDC_I8:
            yield Used(Use.NUMBER, int.from_bytes(code[at : at + 8], "little"), start)
        elif opcode == LDC_I4_S:
            yield Used(Use.NUMBER, code[at], start)
        at += size
