"""Cutting a stream into lines: physical line numbers from 1, no line without end, UTF-16 turned into UTF-8."""

import codecs
from collections.abc import Iterator

from beartrap.estate.logs.reader import Faults, Stream
from beartrap.model.coverage import GapReason

BLOCK = 1 << 22
"""Bytes that are parsed in one go: what fits the processor's cache is parsed fastest (measured with Zeek JSON)."""
LONGEST_LINE = 1 << 20
"""Bytes of one line. A DNS message has 64 KiB at most; written out with every answer it stays far below."""
TOO_LONG = f"longer than {LONGEST_LINE} bytes, not read"


class Utf8:
    """A stream as UTF-8: UTF-16 (told by its byte order mark or the NULs of its first letters) is converted, a mark of UTF-8 taken off."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._head: bytes | None = None
        self._decoder: codecs.IncrementalDecoder | None = None

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes of the stream (somewhat more where they were converted), empty at the end."""
        while content := self._stream.read(size):
            if self._head is None:
                content = self._begin(content)
            if self._decoder is not None:
                content = self._decoder.decode(content).encode("utf-8", "backslashreplace")
            if content:
                return content
        if self._decoder is not None:
            rest, self._decoder = self._decoder.decode(b"", True), None
            return rest.encode("utf-8", "backslashreplace")
        return b""

    def _begin(self, content: bytes) -> bytes:
        while len(content) < 4 and (more := self._stream.read(4)):
            content += more
        self._head = content[:4]
        name = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else ""
        if (
            not name and content[1:2] == content[3:4] == b"\0" and content[0] and content[2]
        ):  # as PowerShell may leave it
            name = "utf-16-le"
        if name:
            self._decoder = codecs.getincrementaldecoder(name)("backslashreplace")
        return content.removeprefix(codecs.BOM_UTF8)


def blocks(stream: Stream, faults: Faults) -> Iterator[tuple[int, bytes]]:
    """Yield whole lines in blocks of about BLOCK bytes, each with the number of its first line.

    Every line but the last of the stream ends with a line feed. A line longer than LONGEST_LINE is passed over as
    soon as that shows, and counted.
    """
    number = 1
    rest = b""
    while content := stream.read(BLOCK):
        end = content.rfind(b"\n") + 1
        if end == 0:
            rest += content
            if len(rest) > LONGEST_LINE:
                faults.add(GapReason.LIMIT, TOO_LONG, number)
                number += 1
                rest = _after_line(stream)
            continue
        whole, rest = b"".join((rest, memoryview(content)[:end])), content[end:]
        yield number, whole
        number += whole.count(b"\n")
    if rest:
        yield number, rest


def _after_line(stream: Stream) -> bytes:
    """Read on to the next line feed; return what stands behind it."""
    while content := stream.read(BLOCK):
        _, feed, rest = content.partition(b"\n")
        if feed:
            return rest
    return b""


def lines(stream: Stream, faults: Faults) -> Iterator[tuple[int, str]]:
    """Yield each line that is not blank with its number, without its end.

    Bytes that are no UTF-8 stay as `\\xNN`; NULs around a line (a disk that was full, a crash) are taken off.
    """
    for number, block in blocks(stream, faults):
        text = block.decode("ascii") if block.isascii() else block.decode("utf-8", "backslashreplace")
        for at, line in enumerate(text.split("\n"), number):
            bare = line.strip("\0\r")
            if len(bare) > LONGEST_LINE:
                faults.add(GapReason.LIMIT, TOO_LONG, at)
            elif bare and not bare.isspace():
                yield at, bare
