"""Unpacking one compressed file as a stream: recognised by its first bytes, never by its name, within limits.

What is truncated or broken gives what could be read; what happened then stands in `Content.fault`.
"""

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, Protocol

import zstandard

from beartrap.model.coverage import GapReason
from beartrap.model.frozen import frozen

CHUNK = 1 << 20
"""Bytes read or unpacked in one step."""
ZSTD_STEP = 1 << 10
"""Packed bytes given to Zstandard in one step: it unpacks all that a step holds (4 bytes can stand for 128 KiB), and
gives nothing of a step that ends in damage."""
ZSTD_WINDOW = 128 << 20
"""Bytes of memory for the window; the library's own programs refuse more unless told otherwise."""
XZ_MEMORY = 512 << 20
"""Bytes of memory that xz may take: its highest preset needs 65 MiB, a header can ask for 4 GiB."""


@frozen
class Limits:
    """How far a compressed file may unfold.

    `most_bytes`: a day of a large resolver is some 50 GiB; past 256 GiB somebody feeds us zeros. `most_ratio`: logs
    shrink to a tenth or a thirtieth, very dull ones to a two-hundredth; 1,000 is what gzip can do at most and what a
    bomb does. It is looked at from `ratio_from` on, for a small file can be dull.
    """

    most_bytes: int = 256 << 30
    most_ratio: int = 600
    ratio_from: int = 64 << 20


@frozen
class Fault:
    """Why the stream ended early, or what stood behind its end."""

    reason: GapReason
    why: str
    remedy: str


class _Decoder(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    @property
    def needs_input(self) -> bool: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Gzip:
    """The standard library's inflater, with the manners of its other decoders."""

    def __init__(self) -> None:
        self._inflater = zlib.decompressobj(wbits=31)
        self._tail = b""

    @property
    def eof(self) -> bool:
        return self._inflater.eof

    @property
    def unused_data(self) -> bytes:
        return self._inflater.unused_data

    @property
    def needs_input(self) -> bool:
        return not self._tail and not self.eof

    def decompress(self, data: bytes, max_length: int) -> bytes:
        content = self._inflater.decompress(self._tail + data if self._tail else data, max_length)
        self._tail = self._inflater.unconsumed_tail
        return content


class _Zstd:
    """Zstandard, one frame, with the same manners."""

    def __init__(self) -> None:
        self._frame = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).decompressobj()
        self._packed = memoryview(b"")
        self._ready = b""

    @property
    def eof(self) -> bool:
        return self._frame.eof and not self._ready

    @property
    def unused_data(self) -> bytes:
        return self._frame.unused_data + bytes(self._packed)

    @property
    def needs_input(self) -> bool:
        return not self._ready and not self._packed and not self._frame.eof

    def decompress(self, data: bytes, max_length: int) -> bytes:
        if data:
            self._packed = memoryview(data)
        while self._packed and not self._ready and not self._frame.eof:
            step, self._packed = self._packed[:ZSTD_STEP], self._packed[ZSTD_STEP:]
            self._ready = self._frame.decompress(step)
        content, self._ready = self._ready[:max_length], self._ready[max_length:]
        return content


_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x1f\x8b\x08", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
)
_DECODERS: dict[str, Callable[[], _Decoder]] = {
    "gzip": _Gzip,
    "bzip2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY),
    "zstd": _Zstd,
    "lzma": lambda: lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=XZ_MEMORY),
}
_BROKEN = "Fetch the file again from where it was made; what was readable has been looked at."


class Content:
    """What a file holds, unpacked where it is compressed. Read it once, from start to end.

    `compression` is None for a plain file. After the end `fault` is None where all was read; `trailing` is true where
    the fault is only that something else stands behind the end.
    """

    def __init__(self, raw: BinaryIO, limits: Limits = Limits(), compression: str | None = None) -> None:  # noqa: B008 (frozen)
        """Begin where `raw` stands; `compression` names one that is known already (`lzma` has no magic)."""
        self._raw = raw
        self._limits = limits
        self.fault: Fault | None = None
        self.trailing = False
        head = raw.read(10) or b""
        self.compression = compression or sniff(head)
        self._rest = b""
        self._plainly = False
        self._chunks: Iterator[bytes] = iter(())
        if self.compression is None:
            self._rest, self._plainly = head, True
        else:
            self._chunks = self._unpack(head, _DECODERS[self.compression])

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes ; empty at the end."""
        if self._plainly and not self._rest:
            return self._raw_read(size)
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return b""
            self._rest = chunk
        if len(self._rest) <= size:
            found, self._rest = self._rest, b""
        else:
            found, self._rest = self._rest[:size], self._rest[size:]
        return found

    def _raw_read(self, size: int) -> bytes:
        try:
            return self._raw.read(size) or b""
        except OSError as error:
            self._broke(f"reading failed: {error.strerror}", GapReason.UNREADABLE)
            return b""

    def _unpack(self, data: bytes, make: Callable[[], _Decoder]) -> Iterator[bytes]:
        decoder, total, begun = make(), 0, False
        try:
            while data or (data := self._raw.read(CHUNK)):
                if decoder.eof:
                    data = data.lstrip(b"\0")  # tapes and block devices fill up with zeros
                    if not data:
                        continue
                    decoder, begun = make(), True
                content = decoder.decompress(data, CHUNK)
                data = b""
                while content or not (decoder.needs_input or decoder.eof):
                    total += len(content)
                    if self._too_much(total):
                        return
                    begun = False
                    if content:
                        yield content
                    content = b"" if decoder.eof else decoder.decompress(b"", CHUNK)
                data = decoder.unused_data if decoder.eof else b""
        except (zlib.error, lzma.LZMAError, zstandard.ZstdError, OSError, EOFError, ValueError) as error:
            self._damaged(error, begun)
            return
        if not decoder.eof:
            self._broke(f"the {self.compression} stream is truncated: it ends after {total} unpacked bytes")

    def _damaged(self, error: Exception, behind_end: bool) -> None:
        if behind_end:
            self.trailing = True
            self._broke(f"behind the end of the {self.compression} stream stands something else")
        elif isinstance(error, lzma.LZMAError) and "limit" in str(error).lower():
            self._broke(f"unpacking needs more than {XZ_MEMORY} bytes of memory", GapReason.LIMIT)
        else:
            self._broke(f"the {self.compression} stream is damaged ({error})")

    def _too_much(self, total: int) -> bool:
        limits = self._limits
        if total > limits.most_bytes:
            self._broke(f"it unfolds to more than {limits.most_bytes} bytes", GapReason.LIMIT)
        elif total > limits.ratio_from and total > limits.most_ratio * self._raw.tell():
            self._broke(f"it unfolds to more than {limits.most_ratio} times its size", GapReason.LIMIT)
        return self.fault is not None

    def _broke(self, why: str, reason: GapReason = GapReason.MALFORMED) -> None:
        remedy = "Unpack it yourself, look at it, and name the result." if reason is GapReason.LIMIT else _BROKEN
        self.fault = Fault(reason, why, remedy)


def sniff(head: bytes) -> str | None:
    """Return the compression that the first ten bytes tell, None for none that we unpack."""
    name = next((name for magic, name in _MAGIC if head.startswith(magic)), None)
    if name == "bzip2" and head[4:10] not in (b"1AY&SY", b"\x17rE8P\x90"):  # block, or the end of an empty stream
        return None
    return name
