"""Hash inventories as EDRs and hash programs export them: one row a file, with its digests, path and host.

A row is as good as its author: what comes of it is an Artifact that says it was not examined. A row that is broken in
one cell is read as far as it goes; each file's complaints become one Gap.
"""

import base64
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import BinaryIO

from beartrap.estate import hash_lists
from beartrap.estate.columns import HASH_ALIASES, absent, place_columns, plain
from beartrap.estate.complaints import Complaints
from beartrap.estate.gaps import gap_in, only_host
from beartrap.estate.inputs import Input, expand
from beartrap.estate.moments import moment, zone
from beartrap.estate.opened import opened, unreadable
from beartrap.estate.rows import FIRST_BYTES, Bad, NotRows, Rows, as_text, encoding_of, to_bytes
from beartrap.estate.tabular import open_rows
from beartrap.model.artifact import Artifact
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.estate import Source
from beartrap.model.place import Place
from beartrap.model.text import printable, shorten

DIGESTS: Mapping[str, int] = {"sha256": 64, "sha1": 40, "md5": 32}
"""Our hash columns and their hex digits."""
LONGEST_NUMBER = 18
"""Digits of a size: more is no size of a file, and Python refuses to read thousands."""
MOST_COLUMNS_NAMED = 40
"""Columns that a Gap names when it says what is there."""

_HEX = re.compile(r"[0-9a-f]+")
_NAMED_HASH = re.compile(r"(SHA256|SHA1|MD5)=([0-9A-Fa-f]+)", re.IGNORECASE)
_NOTHING = frozenset({"", "-", "n/a", "na", "none", "null", "unknown", "(null)", "[no results]", "onbekend", "n.v.t."})
"""How exports write that something is not known."""
LONGEST_NOTHING = max(map(len, _NOTHING))
_NO_DIGEST = _NOTHING | {"0" * length for length in DIGESTS.values()}
_MAP_IT = 'map it in estate.toml, for example columns = { sha256 = "<their name>", path = "<their name>" }'


def read(source: Source) -> Iterator[Artifact | Gap]:
    """Yield an Artifact for each row of every inventory that a source of kind `hashes` names, and Gaps."""
    for item in expand(source):
        if isinstance(item, Gap):
            yield item
        else:
            yield from read_input(source, item)


def read_input(source: Source, item: Input) -> Iterator[Artifact | Gap]:
    """Yield what one inventory holds, and Gaps for what could not be read of it."""
    try:
        with opened(item.path) as (stream, content):
            yield from parse(source, item.label, stream)
            yield from content.fault_gap(source, item.label)
    except OSError as error:
        yield unreadable(source, item.label, error)


def parse(source: Source, label: str, stream: io.BufferedReader) -> Iterator[Artifact | Gap]:
    """Yield an Artifact for each row of one decompressed inventory, and Gaps for what could not be read.

    `label` names the file. Errors of `stream` itself (OSError and the like) are the caller's.
    """
    try:
        table = _table(stream, stream.peek(FIRST_BYTES)[:FIRST_BYTES])
    except NotRows as error:
        why = f"{label}: no hash inventory: {printable(str(error))}"
        yield gap_in(
            source, GapReason.MALFORMED, why, "Export it again as CSV or JSON lines with a header.", label=label
        )
        return
    columns = place_columns(table.header, HASH_ALIASES, source.columns)
    yield from _column_gaps(source, label, table, columns)
    if not columns.keys() & {*DIGESTS, "hash", "path", "name"}:
        return
    conversion = _Conversion(source, label, columns, table.header)
    yield from conversion.convert(table)
    yield from conversion.complaints.gap(source, Place(label), "Correct the rows, or export the inventory again.")


def _table(stream: BinaryIO, first: bytes) -> Rows:
    encoding = encoding_of(first)
    if hash_lists.recognise(first.decode(encoding, "replace").lstrip("\ufeff")):
        return Rows(hash_lists.HEADER, "hashes", hash_lists.read(iter(as_text(stream, encoding))))
    return open_rows(stream, first)


def _column_gaps(source: Source, label: str, table: Rows, columns: Mapping[str, int]) -> Iterator[Gap]:
    """Yield a Gap for each column that is needed and not there, and say what is there."""
    there = ", ".join(printable(shorten(name, 60)) for name in table.header[:MOST_COLUMNS_NAMED])
    missing = [f"the column {printable(name)}, which estate.toml maps" for name in absent(table.header, source.columns)]
    if not columns.keys() & {*DIGESTS, "hash"}:
        missing.append("a column of hashes")
    if not columns.keys() & {"path", "name", "folder"}:
        missing.append("a column of paths or names")
    if "host" not in columns and only_host(source) is None:
        missing.append("a column of hosts (and estate.toml names no single host for it)")
    for what in missing:
        why = f"{label}: {what} is not there; there are: {there}"
        yield gap_in(source, GapReason.UNKNOWN_COLUMN, why, _MAP_IT, label=label)


class _Conversion:
    """Turns the rows of one table into Artifacts and keeps the complaints."""

    def __init__(self, source: Source, label: str, columns: Mapping[str, int], header: Sequence[str]) -> None:
        self.complaints = Complaints()
        self._label, self._width = label, len(header)
        self._host = only_host(source)
        self._local = zone(source.timezone)
        self._columns = columns
        self._digests = [(ours, columns[ours], length) for ours, length in DIGESTS.items() if ours in columns]
        taken = set(columns.values())
        paths = [
            index for index, name in enumerate(header) if plain(name) in HASH_ALIASES["path"] and index not in taken
        ]
        self._paths = [] if dict(source.columns).get("path") else paths
        self._end = max((*columns.values(), *self._paths), default=-1) + 1

    def convert(self, table: Rows) -> Iterator[Artifact]:
        """Yield an Artifact for each row that says anything."""
        for item in table.rows:
            if isinstance(item, Bad):
                self.complaints.add(item.row, item.why)
                continue
            row, cells = item
            if len(cells) != self._width:
                self.complaints.add(row, "more cells than the header" if len(cells) > self._width else "cut short")
                cells = cells + [""] * (self._end - len(cells))
            artifact = self._artifact(row, cells)
            if artifact is not None:
                yield artifact

    def _artifact(self, row: int, cells: list[str]) -> Artifact | None:
        digests = self._read_digests(row, cells)
        path, name = self._path(row, cells)
        if not digests and not name:
            self.complaints.add(row, "neither a hash nor a name")
            return None
        if not digests and self._digests:
            self.complaints.add(row, "no hash: only its name was compared")
        host = self._cell(cells, "host") or self._host
        if host is None and "host" in self._columns:
            self.complaints.add(row, "no host")
        return Artifact(
            place=Place(self._label, host, path, row=row),
            name=name,
            size=self._size(row, cells),
            sha256=digests.get("sha256"),
            sha1=digests.get("sha1"),
            md5=digests.get("md5"),
            version=self._cell(cells, "version") or None,
            modified=self._modified(row, cells),
            examined=False,
        )

    def _cell(self, cells: list[str], ours: str) -> str:
        index = self._columns.get(ours)
        if index is None:
            return ""
        value = cells[index].strip()
        return "" if len(value) <= LONGEST_NOTHING and value.lower() in _NOTHING else value

    def _read_digests(self, row: int, cells: list[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for ours, index, length in self._digests:
            value = cells[index].strip()
            if value.lower() in _NO_DIGEST:
                continue
            value = _decoded(value, length) or value.lower()
            if len(value) == length and _HEX.fullmatch(value):
                found[ours] = value
            else:
                self.complaints.add(row, f"{ours} of {len(value)} characters, or no hex")
        if "hash" in self._columns:
            for ours, value in self._typed(row, self._cell(cells, "hash")):
                found.setdefault(ours, value)
        return found

    def _typed(self, row: int, text: str) -> Iterator[tuple[str, str]]:
        """Read a hash whose kind is not in the column's name: by its length, or named as in `SHA1=…,MD5=…`."""
        if not text:
            return
        named = _NAMED_HASH.findall(text) or [("", value) for value in re.split(r"[,;\s]+", text)]
        for name, value in named:
            value = value.rpartition(":")[2].lower()  # sha256:… of container tools
            if value in _NO_DIGEST:
                continue
            ours = next((ours for ours, length in DIGESTS.items() if length == len(value)), None)
            if ours is not None and _HEX.fullmatch(value) and name.lower() in ("", ours):
                yield ours, value
            else:
                self.complaints.add(row, f"hash of {len(value)} characters, or no hex")

    def _path(self, row: int, cells: list[str]) -> tuple[bytes | None, bytes]:
        """Return the path as the row tells it, whole, and the name."""
        name, folder = self._cell(cells, "name"), self._cell(cells, "folder")
        path = self._cell(cells, "path") or self._other_path(cells) or folder
        if (whole := base_name(name)) != name and whole:  # some tools' "process name" is its path
            path, name = (name if not path or path == folder else path), whole
        if not path:
            return None, to_bytes(name)
        if "\0" in path or "\0" in name:
            self.complaints.add(row, "a NUL in its path")
        last = base_name(path)
        is_folder = path == folder or not last or ("." in name and "." not in last)
        if name and last.lower() != name.lower() and is_folder:
            apart = "" if path.endswith(("/", "\\")) else "\\" if "\\" in path or path[1:2] == ":" else "/"
            path += apart + name
        return to_bytes(path), to_bytes(name or last)

    def _other_path(self, cells: list[str]) -> str:
        """Return the path of another column of paths: exports of several kinds of event fill one or the other."""
        return next((found for index in self._paths if (found := cells[index].strip()).lower() not in _NOTHING), "")

    def _size(self, row: int, cells: list[str]) -> int | None:
        text = self._cell(cells, "size")
        if not text:
            return None
        if len(text) <= LONGEST_NUMBER and text.isascii() and text.isdigit():
            return int(text)
        self.complaints.add(row, "a size that is no whole number")
        return None

    def _modified(self, row: int, cells: list[str]) -> datetime | None:
        text = self._cell(cells, "modified")
        if not text:
            return None
        found = moment(text, self._local)
        if found is None:
            self.complaints.add(row, "a time that cannot be read, or could be two")
        return found


def _decoded(text: str, length: int) -> str | None:
    """Return a digest that is written in Base64 as hex, None where it is none of `length` hex digits."""
    if len(text) != (length // 2 + 2) // 3 * 4 or not text.endswith("="):
        return None
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return raw.hex() if len(raw) * 2 == length else None


def base_name(path: str) -> str:
    """Return the last part of a path of either world; a path that begins with a slash may hold backslashes."""
    cut = path.rfind("/") if path.startswith("/") else max(path.rfind("/"), path.rfind("\\"))
    return path[cut + 1 :]
