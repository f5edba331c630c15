"""The implant's own base 32: its alphabet, bits packed from the lowest up (the first character is the lowest five).

Method and alphabet: public reverse engineering of SUNBURST, checked against the public names.
"""

import re
from collections.abc import Callable

ALPHABET = "ph2eifo3n5utg1j8d94qrvbmk0sal76c"
_DIGITS = "0123456789abcdefghijklmnopqrstuv"
_TO_DIGITS = str.maketrans(ALPHABET, _DIGITS)
"""The alphabet is a permutation of the digits that `int` takes for base 32, so `int` does the packing."""
_ODD = re.compile(f"[^{ALPHABET}]")
BITS = 5


def decode(text: str) -> tuple[bytes, int]:
    """Return the whole bytes in `text`, and what stands in the bits that are left over (0 to 4 bits of a last byte).

    Raises ValueError for a character outside the alphabet.
    """
    if odd := _ODD.search(text):
        raise ValueError(f"{odd.group()!r} at position {odd.start() + 1} is not in the implant's base 32")
    number = int(text[::-1].translate(_TO_DIGITS), 32) if text else 0
    size = len(text) * BITS // 8
    return (number & ((1 << 8 * size) - 1)).to_bytes(size, "little"), number >> 8 * size


def encode(raw: bytes, spare: Callable[[int], int] | None = None) -> str:
    """Return `raw` as text; `spare(n)` gives the n unused top bits of the last character, zero where it is None."""
    length = -(-len(raw) * 8 // BITS)
    unused = length * BITS - len(raw) * 8
    number = int.from_bytes(raw, "little")
    if spare is not None and unused:
        number |= spare(unused) << 8 * len(raw)
    return "".join(ALPHABET[number >> BITS * position & 31] for position in range(length))
