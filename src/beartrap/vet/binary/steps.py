"""Words under a key that nobody knows, found by the steps from one character to another, which stay what they were.

The XOR of two characters that a key's length lies between is the same whatever the key (Kasiski's observation); so is the
difference of neighbours where one number was added to each. No key is tried.
"""

from functools import cache
from itertools import pairwise

PLAIN = bytes(range(0x20, 0x7F)) + b"\t\r\n"
"""Bytes of readable text."""

DIFFERENT = 4
"""Different steps that a word must have to be told from tables of small numbers."""


def xored(content: bytes, period: int = 1) -> bytes:
    """Return the XOR of each byte with the one `period` bytes behind it: `period` bytes fewer than the content has."""
    whole = int.from_bytes(content, "big")  # one operation for all bytes
    return (whole ^ (whole >> 8 * period)).to_bytes(len(content), "big")[period:]


def added(content: bytes) -> bytes:
    """Return the difference, modulo 256, of each byte and the next: one byte fewer than the content has."""
    return bytes((second - first) & 0xFF for first, second in pairwise(content))


@cache
def patterns(words: tuple[bytes, ...], period: int = 1, *, sums: bool = False) -> tuple[tuple[bytes, bytes], ...]:
    """Return each word with its steps; words that are hardly longer than the key would come about by chance.

    So would a word that repeats itself after a key's length, as `socket.socket(` does after seven: its steps are those of
    empty bytes with one number among them.
    """
    steps = added if sums else lambda word: xored(word, period)
    found = ((word, steps(word)) for word in words if period == 1 or len(word) >= period + 6)
    return tuple((word, made) for word, made in found if len(set(made)) >= DIFFERENT)


def readable(content: bytes, at: int, before: int, after: int) -> tuple[int, int]:
    """Return where the readable text around a place begins and ends, at most so many bytes before and behind it."""
    low, high = at, at
    while low > max(at - before, 0) and content[low - 1] in PLAIN:
        low -= 1
    while high < min(at + after, len(content)) and content[high] in PLAIN:
        high += 1
    return low, high
