"""Windows' own event log files (EVTX). What is truncated or dirty gives its readable records and says what is lost."""

import io
import struct
import warnings
from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson

from beartrap.estate.events.reader import Dirty, Groups, Needed, Origin, Read
from beartrap.estate.events.windows_json import take_event

MAGIC = b"ElfFile\0"
CHUNK_MAGIC = b"ElfChnk\0"
HEADER, CHUNK = 4096, 65536
"""Bytes of the file header and of one chunk: [MS-EVEN6] and the format's description by Joachim Metz."""
MOST_FILE = 4 << 30
"""Bytes of one file that are read: Windows' own limit is 4 GiB, the default 20 MiB."""
_DIRTY = 1
"""The bit of the header's flags that a machine sets while the log is open, and that stays where it was not closed."""


class EvtxReader:
    """EVTX by the `evtx` package, chunk by chunk."""

    id = "evtx"
    title = "Windows event log (EVTX)"
    by_line = False

    def recognises(self, head: bytes) -> bool:
        """Whether the file begins as an EVTX does, or with a chunk of one that was carved out."""
        return head.startswith((MAGIC, CHUNK_MAGIC))

    def read(self, stream: BinaryIO, origin: Origin, needed: Needed) -> Iterator[Read]:
        """Yield the records in the order of the file, and what could not be read."""
        content = stream.read(MOST_FILE + 1)
        if len(content) > MOST_FILE:
            yield Dirty(0, f"an EVTX file of more than {MOST_FILE} bytes: only its beginning is read")
            content = content[:MOST_FILE]
        yield from _structure(content)
        groups, seen = Groups(needed), 0
        for item in _records(content):
            if isinstance(item, Dirty):
                yield item
                continue
            seen += 1
            number, text = item
            try:
                document = orjson.loads(text)
                groups.raw = text.encode("utf-8", "replace")
                take_event(document["Event"], number, groups)
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                yield Dirty(number, f"a record that is no event: {error}", text.encode("utf-8", "replace")[:4096])
            if groups.weigh(len(text)):
                yield from groups.take()
        yield from groups.take()
        yield from _lost(content, seen)


def _structure(content: bytes) -> Iterator[Dirty]:
    """Say where the file is cut: chunks that its header counts and that are not there, or half of one at the end."""
    if len(content) < HEADER or not content.startswith(MAGIC):
        yield Dirty(0, "the EVTX file header is missing or cut")
        return
    counted = struct.unpack_from("<H", content, 42)[0]
    whole, rest = divmod(len(content) - HEADER, CHUNK)
    if rest:
        yield Dirty(0, f"the EVTX file is truncated: its last chunk has {rest} of {CHUNK} bytes")
    if counted > whole + (rest > 0):
        yield Dirty(0, f"the EVTX file is truncated: its header counts {counted} chunks, {whole} are there")


def _records(content: bytes) -> Iterator[tuple[int, str] | Dirty]:
    """Yield record numbers and JSON; each chunk is parsed for itself, which costs no more, so that a broken one costs no other."""
    from evtx import PyEvtxParser  # late: only who reads EVTX needs it

    start = HEADER if content.startswith(MAGIC) or not content.startswith(CHUNK_MAGIC) else 0
    for at in range(start, len(content), CHUNK):
        piece = content[at : at + CHUNK].ljust(CHUNK, b"\0")
        if piece.startswith(CHUNK_MAGIC):
            yield from _of_chunk(PyEvtxParser, piece, at)
        elif piece.strip(b"\0"):
            yield Dirty(0, f"no EVTX chunk at byte {at}")


def _of_chunk(parser: Any, piece: bytes, start: int) -> Iterator[tuple[int, str] | Dirty]:
    header = bytearray(HEADER)
    struct.pack_into("<8sQQQIHHHH", header, 0, MAGIC, 0, 0, 1, 128, 1, 3, HEADER, 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            for record in parser(
                io.BytesIO(bytes(header) + piece), number_of_threads=1, skip_errors=True
            ).records_json():
                yield record["event_record_id"], record["data"]
    except (RuntimeError, OSError, ValueError) as error:
        yield Dirty(0, f"the EVTX chunk at byte {start} breaks off: {error}")


def _lost(content: bytes, seen: int) -> Iterator[Dirty]:
    """Say how many records the chunks count that were not read."""
    counted = 0
    for start in range(HEADER, len(content) - 128, CHUNK):
        if content.startswith(CHUNK_MAGIC, start):
            first, last = struct.unpack_from("<QQ", content, start + 8)
            if first <= last < first + CHUNK and first != 0xFFFFFFFFFFFFFFFF:
                counted += last - first + 1
    if counted > seen:
        yield Dirty(0, f"{counted - seen} of {counted} EVTX records could not be read")
