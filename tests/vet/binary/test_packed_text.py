"""Text under base64 and a packing: found however zlib was told to pack it, and nothing in what only begins like one."""

import base64
import string
import zlib

from hypothesis import given
from hypothesis import strategies as st

from beartrap.vet.binary.hidden import peel

TEXTS = st.text(string.ascii_letters + string.digits + " /:.-", min_size=24, max_size=600).filter(
    lambda text: len(set(text)) >= 6
)
PACKINGS = {"deflate": -zlib.MAX_WBITS, "zlib": zlib.MAX_WBITS, "gzip": zlib.MAX_WBITS | 16}


@given(TEXTS, st.sampled_from(sorted(PACKINGS)), st.integers(0, 9), st.sampled_from([zlib.Z_DEFAULT_STRATEGY, zlib.Z_FIXED, zlib.Z_HUFFMAN_ONLY]))  # fmt: skip
def test_text_is_found_under_base64_however_it_was_packed(text: str, packing: str, level: int, strategy: int) -> None:
    machine = zlib.compressobj(level, zlib.DEFLATED, PACKINGS[packing], strategy=strategy)
    packed = machine.compress(text.encode()) + machine.flush()
    found = peel(base64.b64encode(packed), 7)
    assert found is not None
    assert (found.text, found.offset) == (text, 7)
    assert found.layers[1].encoding == ("deflate" if packing == "deflate" else "zlib")


@given(st.binary(min_size=16, max_size=200))
def test_bytes_by_chance_are_no_packed_text(raw: bytes) -> None:
    found = peel(base64.b64encode(b"\xff" + raw), 0)  # 0xff begins no block of deflate, no zlib and no gzip
    assert found is None
