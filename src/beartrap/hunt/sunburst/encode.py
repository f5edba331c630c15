"""Writing SUNBURST names: the mirror of the decoder, for tests, the benchmark and the made-up organisation of the demo.

Nothing here contacts anything. Each function draws what the implant draws at random (key byte, spare bits, the
characters of escapes) from the generator it is given, so the same seed writes the same names.
"""

from collections.abc import Mapping
from datetime import datetime
from random import Random

from beartrap.hunt.sunburst import base32, text
from beartrap.hunt.sunburst.names import (
    BLOCK_SIZES,
    DOMAIN,
    EPOCH,
    LAST,
    PRODUCTS,
    REGIONS,
    SEQUENCE,
    SERVICE,
    UNIT,
)

LOWEST_KEY, HIGHEST_KEY = 1, 126
FRAGMENT_BIT = 0x80
_SIZE_OF = {size: length for length, size in BLOCK_SIZES.items()}


def fragments(uid: str, domain: str, random: Random) -> list[str]:
    """Return the full names in which a machine (16 hex digits) tells its AD domain, in order.

    Raises ValueError where the domain is empty or needs more pieces than there are sequence numbers.
    """
    pieces = text.cut(text.encode(domain, random.choice))
    if len(pieces) > LAST + 1:
        raise ValueError(f"{len(pieces)} pieces: more than the {LAST + 1} that can be numbered")
    numbers = [*range(len(pieces) - 1), LAST]
    return [
        full_name(uid, _fragment(uid, number, piece, random)) for number, piece in zip(numbers, pieces, strict=True)
    ]


def _fragment(uid: str, number: int, piece: str, random: Random) -> str:
    header = _wrap(bytes.fromhex(uid), FRAGMENT_BIT, random)
    return header + SEQUENCE[(number + ord(header[0])) % len(SEQUENCE)] + piece


def block(
    uid: str, time: datetime, *, flag: bool, random: Random, products: Mapping[str, tuple[bool, bool]] | None = None
) -> str:
    """Return the full name of a block: `time` UTC (rounded down to the half hour), `flag` for stage 2.

    `products` maps the name of a security product to (stopped, running); None writes the short form. Raises
    ValueError for a time that 19 bits of half hours since 2010 cannot hold, KeyError never: unknown products too are
    a ValueError.
    """
    units = (time - EPOCH) // UNIT
    if not 0 <= units < 1 << 19:
        raise ValueError(f"{time} is not within the 19 bits of half hours since 2010")
    extra = b"" if products is None else _products(products)
    stamp = ((1 if products is None else 2) << 20 | units << 1 | flag).to_bytes(3, "big")
    mixed = bytes(byte ^ stamp[2 - i % 2] for i, byte in enumerate(bytes.fromhex(uid)))
    return full_name(uid, _wrap(mixed + stamp + extra, 0, random))


def _products(products: Mapping[str, tuple[bool, bool]]) -> bytes:
    raw = bytearray(2)
    for name, (stopped, running) in products.items():
        i = PRODUCTS.index(name)
        raw[1 - i // 4] |= (stopped << 1 | running) << 2 * (i % 4)
    return bytes(raw)


def _wrap(body: bytes, kind: int, random: Random) -> str:
    key = random.randint(LOWEST_KEY, HIGHEST_KEY) | kind
    return base32.encode(bytes([key, *(byte ^ key for byte in body)]), random.getrandbits)


def full_name(uid: str, label: str) -> str:
    """Return the name under which a machine asks for a label: its identifier selects the region."""
    return f"{label}.{SERVICE}.{REGIONS[int(uid[:2], 16) % len(REGIONS)]}.{DOMAIN}"
