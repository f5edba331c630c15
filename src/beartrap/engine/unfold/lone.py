"""The commonest archive by far: a small gzip stream of one plain content (manual pages, logs). Unfolded without the walk's ado.

Whatever is not certainly just that goes the long way; a test holds the two equal.
"""

import zlib

from beartrap.engine.unfold.formats import HEAD, LONGEST_COMMENT, ZIP_END, ZIP_END_SIZE, by_head, has_fixed_place

GZIP = b"\x1f\x8b\x08"
LARGEST = 1024 * 1024
"""Bytes, packed and unpacked: far below every limit of an unfolding."""


def lone(data: bytes) -> bytes | None:
    """Return the one content of a gzip stream; None where it is large, broken, an archive itself, or not all that is there."""
    if not data.startswith(GZIP) or len(data) > LARGEST:
        return None
    inflater = zlib.decompressobj(wbits=31)
    try:
        content = inflater.decompress(data, LARGEST + 1)
    except zlib.error:
        return None
    whole = inflater.eof and not inflater.unused_data and len(content) <= LARGEST
    return content if whole and not _ends_as_zip(data) and not may_hold(content) else None


def may_hold(data: bytes) -> bool:
    """Whether a content may be an archive: what `formats` would find out, ten times as fast for all that is none."""
    return by_head(data[:HEAD]) is not None or _ends_as_zip(data) or has_fixed_place(data)


def _ends_as_zip(data: bytes) -> bool:
    return data.find(ZIP_END, max(len(data) - ZIP_END_SIZE - LONGEST_COMMENT, 0)) >= 0
