"""The content of one zip member: unpacked in steps, its checksum and size compared with what the header promised."""

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, Protocol

import zstandard

from beartrap.engine.decompress import ZSTD_STEP, ZSTD_WINDOW
from beartrap.engine.unfold.entry import CHUNK
from beartrap.engine.unfold.limits import Account, BadChecksum, Broken

STORED, DEFLATE, BZIP2, LZMA, ZSTD = 0, 8, 12, 14, 93
"""Methods: APPNOTE 4.4.5."""
OPENED = frozenset({STORED, DEFLATE, BZIP2, LZMA, ZSTD})
_ERRORS = (zlib.error, lzma.LZMAError, zstandard.ZstdError, OSError, EOFError, ValueError)


class _Unpacker(Protocol):
    def __call__(self, data: bytes) -> Iterator[bytes]: ...


class Inflater:
    """Inflates raw deflate in bounded steps; `eof` is true behind the last block, `unused` is what stands there."""

    def __init__(self) -> None:
        self._inflater = zlib.decompressobj(wbits=-15)

    @property
    def eof(self) -> bool:
        """Whether the last block has ended."""
        return self._inflater.eof

    @property
    def unused(self) -> int:
        """Bytes of the last input that were not needed."""
        return len(self._inflater.unused_data)

    def __call__(self, data: bytes) -> Iterator[bytes]:
        """Yield what `data` unpacks to."""
        while data and not self._inflater.eof:
            content = self._inflater.decompress(data, CHUNK)
            data = self._inflater.unconsumed_tail
            if content:
                yield content


def _stored(data: bytes) -> Iterator[bytes]:
    yield data


class _Bzip2:
    def __init__(self) -> None:
        self._decoder: bz2.BZ2Decompressor | lzma.LZMADecompressor = bz2.BZ2Decompressor()

    def __call__(self, data: bytes) -> Iterator[bytes]:
        while not self._decoder.eof and (data or not self._decoder.needs_input):
            content = self._decoder.decompress(data, CHUNK)
            data = b""
            if content:
                yield content


class _Lzma(_Bzip2):
    """LZMA as zip has it: a version, the length of the properties, the properties, a raw stream (4.4.5 and 5.8.8)."""

    def __init__(self) -> None:
        self._head = b""

    def __call__(self, data: bytes) -> Iterator[bytes]:
        if len(self._head) < 9:
            self._head += data
            if len(self._head) < 9:
                return
            packed, dictionary = self._head[4], int.from_bytes(self._head[5:9], "little")
            data = self._head[9:]
            parts = {"lc": packed % 9, "lp": packed // 9 % 5, "pb": packed // 45}
            if dictionary > ZSTD_WINDOW:
                raise Broken(f"unpacking needs a dictionary of {dictionary:,} bytes")
            chain = [{"id": lzma.FILTER_LZMA1, "dict_size": dictionary, **parts}]
            self._decoder = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=chain)
        yield from super().__call__(data)


class _Zstd:
    def __init__(self) -> None:
        self._frame = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).decompressobj()

    def __call__(self, data: bytes) -> Iterator[bytes]:
        for start in range(0, len(data), ZSTD_STEP):
            if self._frame.eof:
                return
            yield self._frame.decompress(data[start : start + ZSTD_STEP])


_UNPACKERS: dict[int, Callable[[], _Unpacker]] = {
    STORED: lambda: _stored,
    DEFLATE: Inflater,
    BZIP2: _Bzip2,
    LZMA: _Lzma,
    ZSTD: _Zstd,
}


def unpack(
    stream: BinaryIO, start: int, packed: int, method: int, account: Account, *, crc: int | None, size: int | None
) -> Iterator[bytes]:
    """Yield the content of the `packed` bytes at `start`. Raises Broken, and BadChecksum behind the last byte."""
    unpacker, at, total, sum32 = _UNPACKERS[method](), start, 0, 0
    end = start + packed
    try:
        while at < end:
            stream.seek(at)
            data = stream.read(min(CHUNK, end - at))
            if not data:
                raise Broken(f"the content ends after {at - start} of {packed} packed bytes")
            at += len(data)
            for content in unpacker(data):
                total, sum32 = total + len(content), zlib.crc32(content, sum32)
                account.unfolded(len(content))
                yield content
    except _ERRORS as error:
        raise Broken(f"the packed content is damaged ({error})") from error
    if crc is not None and crc != sum32:
        raise BadChecksum(f"the checksum is {sum32:08x}, the header says {crc:08x}")
    if size is not None and size != total:
        raise BadChecksum(f"the content has {total:,} bytes, the header says {size:,}")
