"""The implant's own base 32: its alphabet, bits packed from the lowest up (the first character is the lowest five).

Method and alphabet: public reverse engineering of SUNBURST, checked against the public names.
"""

from collections.abc import Callable

ALPHABET = "ph2eifo3n5utg1j8d94qrvbmk0sal76c"
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
BITS = 5


def decode(text: str) -> tuple[bytes, int]:
    """Return the whole bytes in `text`, and what stands in the bits that are left over (0 to 4 bits of a last byte).

    Raises ValueError for a character outside the alphabet.
    """
    number = 0
    for position, character in enumerate(text):
        value = _VALUES.get(character)
        if value is None:
            raise ValueError(f"{character!r} at position {position + 1} is not in the implant's base 32")
        number |= value << (BITS * position)
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
