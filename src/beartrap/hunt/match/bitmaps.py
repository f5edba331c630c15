"""Rows as the bits of one integer: `&`, `|` and `^` over whole batches, and an empty result is simply 0."""

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


def bits_of(mask: Mask) -> int:
    """Return a mask as an integer, row 0 its lowest bit."""
    return int.from_bytes(np.packbits(mask, bitorder="little").tobytes(), "little")


def mask_of(bits: int, size: int) -> Mask:
    """Return an integer as a mask of `size` rows."""
    raw = np.frombuffer(bits.to_bytes((size + 7) // 8, "little"), np.uint8)
    return np.unpackbits(raw, count=size, bitorder="little").astype(np.bool_)


def rows_of(bits: int, size: int) -> Rows:
    """Return the numbers of the rows whose bits are set."""
    return np.flatnonzero(mask_of(bits, size)).astype(np.int64)
