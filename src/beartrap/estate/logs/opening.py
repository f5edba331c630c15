"""Opening the logs of a source: which reader reads which file, by content."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa

from beartrap.engine.decompress import Content
from beartrap.estate.inputs import Input, expand, file_gap, open_regular
from beartrap.estate.logs.bind import Bind
from beartrap.estate.logs.dns_csv import DnsCsv
from beartrap.estate.logs.lines import Utf8
from beartrap.estate.logs.other import looks_like
from beartrap.estate.logs.passive_dns_json import PassiveDnsJson
from beartrap.estate.logs.reader import LogReader, Options, Stream
from beartrap.estate.logs.windows_dns_debug import WindowsDnsDebug
from beartrap.estate.logs.zeek_json import ZeekJson
from beartrap.estate.logs.zeek_tsv import ZeekTsv
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.estate import Source

READERS: tuple[LogReader, ...] = (
    PassiveDnsJson(),
    ZeekJson(),
    ZeekTsv(),
    WindowsDnsDebug(),
    Bind(),
    DnsCsv(),
)
"""The readers, in the order in which they are asked: the particular before the general."""
HEAD = 1 << 18
"""Bytes that readers see to recognise a file: a log of `named` may begin with hundreds of lines that are no queries."""
_ACCEPTED = "; ".join(f"{reader.id} ({reader.title})" for reader in READERS)


class LogFile:
    """One log file that a reader has recognised. Satisfies `engine.tables.Table`."""

    def __init__(self, source: Source, file: Input, reader: LogReader) -> None:
        self._file = file
        self._reader = reader
        self._source = source

    @property
    def label(self) -> str:
        """The file as the case names it."""
        return self._file.label

    @property
    def source(self) -> Source:
        """The source of the estate that it belongs to."""
        return self._source

    @property
    def kind(self) -> SourceKind:
        """DNS: there are no other logs yet."""
        return SourceKind.DNS

    @property
    def format(self) -> str:
        """The id of the reader."""
        return self._reader.id

    @property
    def digest(self) -> str:
        """The SHA-256 of the stored bytes, hex."""
        return self._file.digest

    def batches(self) -> Iterator[pa.RecordBatch | Gap]:
        """Yield the rows, and Gaps for what could not be read; a file without a row is a Gap too."""
        count = gaps = 0
        try:
            with open_regular(self._file.path) as raw:
                content = Content(raw)
                options = Options(self._source, self.label, self._file.modified_at, self._again)
                for item in self._reader.read(Utf8(content), options):
                    if isinstance(item, Gap):
                        gaps += 1
                    else:
                        count += item.num_rows
                    yield item
                status = os.fstat(raw.fileno())
        except OSError as error:
            yield _unreadable(self._source, self.label, error)
            return
        if content.fault is not None:
            gaps += 1
            fault = content.fault
            yield file_gap(
                self._source,
                self.label,
                fault.reason,
                f"{fault.why}; the {count} rows before it were read",
                fault.remedy,
            )
        if (status.st_size, status.st_mtime_ns) != (self._file.size, self._file.modified):
            gaps += 1
            why = "changed while it was read: what was looked at is not what the digest says"
            yield file_gap(self._source, self.label, GapReason.CHANGED, why, "Copy the log and look at the copy.")
        if count == 0 and gaps == 0:
            yield file_gap(self._source, self.label, GapReason.SILENT, "holds no DNS row", "Was logging switched off?")

    def _again(self) -> Stream:
        return _Reopened(self._file)


class _Reopened:
    """The file once more from its start; closed with its end."""

    def __init__(self, file: Input) -> None:
        self._raw = open_regular(file.path)
        self._content = Content(self._raw)

    def read(self, size: int) -> bytes:
        return self._content.read(size)

    def __del__(self) -> None:
        self._raw.close()


def open_tables(source: Source) -> Iterator[LogFile | Gap]:
    """Yield a LogFile for each file of a source that a reader recognises, and a Gap for each other.

    `source.format` names a reader outright; otherwise the content decides. Nothing is raised for a bad file.
    """
    for file in expand(source):
        yield file if isinstance(file, Gap) else _open(source, file)


def _open(source: Source, file: Input) -> LogFile | Gap:
    try:
        with _content(file) as content:
            head = _head(content)
            fault = content.fault
    except OSError as error:
        return _unreadable(source, file.label, error)
    if not head.strip(b"\0\r\n\t "):
        why = f"is empty: {fault.why}" if fault is not None else "is empty"
        return file_gap(source, file.label, GapReason.MALFORMED, why, "Was the log cut, or logging switched off?")
    reader = _reader(source, head)
    if reader is None:
        why = f"looks like {looks_like(head)}, not like a DNS log"
        remedy = f'Accepted are: {_ACCEPTED}. If it is one of them all the same, say so in estate.toml: format = "…".'
        return file_gap(source, file.label, GapReason.UNKNOWN_KIND, why, remedy)
    return LogFile(source, file, reader)


def _reader(source: Source, head: bytes) -> LogReader | None:
    if source.format is not None:
        return next((reader for reader in READERS if reader.id == source.format), None)
    found = next((reader for reader in READERS if reader.recognises(head)), None)
    if found is None and source.columns and b"\0" not in head[:4096] and head.lstrip()[:1] not in (b"{", b"[", b"<"):
        return next(
            reader for reader in READERS if reader.id == DnsCsv.id
        )  # columns are mapped: it is meant as a table
    return found


@contextmanager
def _content(file: Input) -> Iterator[Content]:
    with open_regular(file.path) as raw:
        yield Content(raw)


def _head(content: Content) -> bytes:
    stream = Utf8(content)
    head = b""
    while len(head) < HEAD and (more := stream.read(HEAD - len(head))):
        head += more
    return head.lstrip(b"\0")


def _unreadable(source: Source, label: str, error: OSError) -> Gap:
    why = f"cannot be read: {error.strerror or error}"
    return file_gap(source, label, GapReason.UNREADABLE, why, "Give this account the right to read it.")
