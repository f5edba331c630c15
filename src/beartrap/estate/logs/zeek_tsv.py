"""Zeek's dns.log in its own tab-separated form, with headers that may change midfile.

Source: the header lines of Zeek's ASCII writer, https://docs.zeek.org/en/master/log-formats.html.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pyarrow as pa

from beartrap.estate.inputs import file_gap
from beartrap.estate.logs.lines import lines
from beartrap.estate.logs.reader import Faults, Options, Row, Rows, Stream, upper
from beartrap.estate.logs.times import AnyClock
from beartrap.model.coverage import Gap, GapReason

_ESCAPE = re.compile(r"\\x([0-9A-Fa-f]{2})")
_NEEDED = ("ts", "query")
_NAMES = ("ts", "id.orig_h", "query", "qtype_name", "rcode_name", "answers")


class ZeekTsv:
    """Zeek DNS log, tab-separated."""

    id = "zeek_tsv"
    title = "Zeek dns.log, tab-separated with #fields"

    def recognises(self, head: bytes) -> bool:
        """Whether one of the first lines is a header of the DNS log, as Zeek's ASCII writer writes it."""
        header = _Header()
        for line in head.decode("utf-8", "replace").splitlines()[:20]:
            if line.startswith("#"):
                header.take(line.rstrip("\r"))
            elif header.is_dns:
                return True
        return header.is_dns

    def read(self, stream: Stream, options: Options) -> Iterator[pa.RecordBatch | Gap]:
        """Yield the rows below headers of the DNS log; rows of other logs in the same file are counted and left."""
        faults, rows = Faults(options), Rows()
        clock = AnyClock(options.source.timezone)
        header = _Header()
        left = 0
        for at, line in lines(stream, faults):
            if line.startswith("#"):
                header.take(line)
            elif header.fields and not header.is_dns:
                left += 1
            elif (row := _row(at, line, header, clock, faults)) is not None and (full := rows.add(row)) is not None:
                yield full
        if (last := rows.flush()) is not None:
            yield last
        yield from faults.gaps()
        if rows.total == 0 and left:
            why = f"is a Zeek log without a DNS row; its {left} lines are of {header.path or 'another log'}"
            yield file_gap(
                options.source, options.label, GapReason.UNKNOWN_KIND, why, "Name the dns.log of the same sensor."
            )


@dataclass
class _Header:
    """What the lines with # have said so far."""

    separator: str = "\t"
    unset: str = "-"
    empty: str = "(empty)"
    set_separator: str = ","
    path: str = ""
    fields: list[str] = field(default_factory=list)
    position: dict[str, int] = field(default_factory=dict)

    def take(self, line: str) -> None:
        """Read one header line; other comments are passed over."""
        if line.startswith("#separator"):
            self.separator = _unescaped(line[len("#separator") :].strip(" ")) or "\t"
            return
        name, _, value = line.partition(self.separator)
        match name:
            case "#set_separator":
                self.set_separator = _unescaped(value) or ","
            case "#empty_field":
                self.empty = value
            case "#unset_field":
                self.unset = value
            case "#path":
                self.path = value
            case "#fields":
                self.fields = value.split(self.separator)
                self.position = {name: number for number, name in enumerate(self.fields)}

    @property
    def is_dns(self) -> bool:
        """Whether the rows that follow are of the DNS log."""
        return all(name in self.position for name in _NEEDED) and self.path in ("", "dns", "dns_red")


def _row(at: int, line: str, header: _Header, clock: AnyClock, faults: Faults) -> Row | None:
    if not header.fields:
        faults.add(GapReason.MALFORMED, "before any #fields header", at, "Put the header of the log back on top.")
        return None
    cells = line.split(header.separator)
    if len(cells) != len(header.fields):
        faults.add(GapReason.MALFORMED, "another number of fields than in the header", at)
        return None
    written, client, query, kind, code, answers = (_cell(cells, header, name) for name in _NAMES)
    time = clock.read(written) if written is not None else None
    if time is None:
        faults.add(GapReason.NO_TIME, "no time that can be read", at)
    texts = [None if text is None else _unescaped(text) for text in (client, query, kind, code)]
    return (time, texts[0], texts[1], upper(texts[2]), upper(texts[3]), _answers(answers, code, header), at)


def _cell(cells: list[str], header: _Header, name: str) -> str | None:
    position = header.position.get(name)
    if position is None or cells[position] == header.unset:
        return None
    return "" if cells[position] == header.empty else cells[position]


def _answers(text: str | None, code: str | None, header: _Header) -> list[str] | None:
    """A reply without answers has an empty list, a query that no reply was seen to has none."""
    if text is None:
        return [] if code is not None else None
    return [_unescaped(item) for item in text.split(header.set_separator)] if text else []


def _unescaped(text: str) -> str:
    r"""Return text with `\xNN` of ASCII characters undone; other bytes stay written out, as Zeek's JSON has them."""
    if "\\x" not in text:
        return text
    return _ESCAPE.sub(lambda found: chr(code) if (code := int(found[1], 16)) < 0x80 else found[0], text)
