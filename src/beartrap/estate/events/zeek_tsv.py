"""Zeek's own logs: tab-separated, with `#separator`, `#path` and `#fields` before the rows (also anew in their midst)."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from beartrap.estate.events.lines import lines
from beartrap.estate.events.reader import Dirty, Groups, Needed, Origin, Read
from beartrap.estate.events.zeek import take_zeek


class ZeekTsvReader:
    """A Zeek log in its own form."""

    id = "zeek_tsv"
    title = "Zeek log (TSV)"
    by_line = False

    def recognises(self, head: bytes) -> bool:
        """Whether it begins with Zeek's header."""
        return head.startswith((b"#separator ", b"#fields\t"))

    def read(self, stream: BinaryIO, origin: Origin, needed: Needed) -> Iterator[Read]:
        """Yield the rows; one whose cells do not fit the fields is dirty."""
        groups, header = Groups(needed), _Header()
        for row, line in lines(stream, origin.row):
            if isinstance(line, Dirty):
                yield line
                continue
            text = line.decode("utf-8", "backslashreplace")
            if text.startswith("#"):
                header.learn(text)
                continue
            cells = text.split(header.separator)
            if len(cells) != len(header.fields):
                yield Dirty(row, f"{len(cells)} cells, where the header has {len(header.fields)}", line[:4096])
                continue
            take_zeek(header.record(cells), row, groups, header.path)
            if groups.weigh(len(line)):
                yield from groups.take()
        yield from groups.take()


class _Header:
    def __init__(self) -> None:
        self.separator, self.set_separator, self.empty, self.unset = "\t", ",", "(empty)", "-"
        self.path: str | None = None
        self.fields: list[str] = []
        self.sets: list[bool] = []

    def learn(self, line: str) -> None:
        """Take a line of the header."""
        if line.startswith("#separator "):
            text = line.removeprefix("#separator ")
            self.separator = (
                bytes.fromhex(text[2:]).decode("latin-1") if text.startswith("\\x") and len(text) == 4 else text
            )
            return
        name, _, rest = line[1:].partition(self.separator)
        match name:
            case "set_separator":
                self.set_separator = rest
            case "empty_field":
                self.empty = rest
            case "unset_field":
                self.unset = rest
            case "path":
                self.path = rest
            case "fields":
                self.fields = rest.split(self.separator)
                self.sets = [False] * len(self.fields)
            case "types":
                types = rest.split(self.separator)
                if len(types) == len(self.fields):
                    self.sets = [kind.startswith(("set[", "vector[")) for kind in types]

    def record(self, cells: list[str]) -> dict[str, Any]:
        """Return the row as a record; unset fields are left out."""
        found: dict[str, Any] = {}
        for name, cell, several in zip(self.fields, cells, self.sets, strict=True):
            if cell == self.unset:
                continue
            if several:
                found[name] = [] if cell == self.empty else cell.split(self.set_separator)
            else:
                found[name] = "" if cell == self.empty else cell
        return found
