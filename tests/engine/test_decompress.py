import bz2
import gzip
import io
import lzma
from collections.abc import Callable

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beartrap.engine.decompress import Content, Limits, sniff
from beartrap.model.coverage import GapReason

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": lambda content: pa.compress(content, "zstd", asbytes=True),
}


def unpack(packed: bytes, size: int = 1000, limits: Limits | None = None) -> tuple[bytes, Content]:
    content = Content(io.BytesIO(packed), limits or Limits())
    return b"".join(iter(lambda: content.read(size), b"")), content


@settings(deadline=None, max_examples=60)
@given(
    content=st.binary(max_size=3000),
    name=st.sampled_from(sorted(PACKERS)),
    size=st.integers(1, 5000),
    times=st.integers(1, 3),
)
def test_what_is_packed_is_unpacked(content: bytes, name: str, size: int, times: int) -> None:
    packed = PACKERS[name](content)
    unpacked, stream = unpack(packed * times, size)
    assert unpacked == content * times
    assert stream.compression == name
    assert stream.fault is None


@settings(deadline=None, max_examples=60)
@given(content=st.binary(max_size=300))
def test_plain_bytes_stay_as_they_are(content: bytes) -> None:
    if sniff(content[:10]) is None:
        unpacked, stream = unpack(content)
        assert (unpacked, stream.compression, stream.fault) == (content, None, None)


@pytest.mark.parametrize("name", PACKERS)
def test_a_cut_file_gives_its_beginning_and_a_fault(name: str) -> None:
    content = bytes(range(256)) * 4000
    packed = PACKERS[name](content)
    unpacked, stream = unpack(packed[:-5])
    assert content.startswith(unpacked)
    assert stream.fault is not None
    assert stream.fault.reason is GapReason.MALFORMED


@pytest.mark.parametrize("name", PACKERS)
def test_a_bomb_is_stopped_by_its_ratio(name: str) -> None:
    packed = PACKERS[name](bytes(5_000_000))
    unpacked, stream = unpack(packed, 1 << 16, Limits(most_ratio=50, ratio_from=1_000_000))
    assert len(unpacked) <= 2_100_000
    assert stream.fault is not None
    assert stream.fault.reason is GapReason.LIMIT


@pytest.mark.parametrize("name", PACKERS)
def test_a_file_that_unfolds_too_far_is_stopped(name: str) -> None:
    _, stream = unpack(PACKERS[name](bytes(3_000_000)), 1 << 16, Limits(most_bytes=1_500_000))
    assert stream.fault is not None
    assert stream.fault.reason is GapReason.LIMIT


def test_bz_at_the_start_of_a_text_is_no_bzip2() -> None:
    assert sniff(b"BZh is a word") is None
    assert sniff(bz2.compress(b"")[:10]) == "bzip2"


@settings(deadline=None, max_examples=80)
@given(name=st.sampled_from(sorted(PACKERS)), noise=st.binary(max_size=80), keep=st.integers(4, 60))
def test_noise_behind_a_header_raises_nothing(name: str, noise: bytes, keep: int) -> None:
    unpack(PACKERS[name](b"hello hello hello")[:keep] + noise)
