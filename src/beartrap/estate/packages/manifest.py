"""One file that lists packages, opened: what every reader of packages is given."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO

import orjson

from beartrap.estate.complaints import Complaints
from beartrap.estate.gaps import gap_in
from beartrap.estate.json_rows import are_lines
from beartrap.estate.packages.purls import make_purl
from beartrap.estate.rows import FIRST_BYTES, encoding_of
from beartrap.model.artifact import Package
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.estate import Source
from beartrap.model.frozen import frozen
from beartrap.model.place import Place
from beartrap.model.text import shown_bytes

MOST_BYTES = 128 * 1024 * 1024
"""Bytes of one manifest that is read whole. The SBOM of a whole operating system has tens of megabytes; parsed JSON
takes about ten times its size in memory."""
MOST_PACKAGES = 1_000_000
"""Packages of one manifest."""
LONGEST_NAME = 1_000
"""Characters of a name or version; more is no name and would flood the case."""


class TooLong(Exception):
    """The manifest has more bytes than may be read whole."""


class Broken(Exception):
    """The manifest is not what it was recognised as; the message says where and why."""


@dataclass(slots=True)
class Manifest:
    """`label` is the input as the case names it, `name` its file name without what compression added.

    `path` is the path on the host where the manifest is part of a host's tree; `real` is where this process finds it.
    `distribution` is the ID of the host's os-release, where it is known.
    """

    source: Source
    label: str
    name: str
    stream: io.BufferedReader
    host: str | None = None
    path: bytes | None = None
    real: bytes | None = None
    distribution: str | None = None
    first: bytes = b""
    _whole: bytes | None = field(default=None, repr=False)
    _document: Any = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.first = self.stream.peek(FIRST_BYTES)[:FIRST_BYTES]

    @property
    def title(self) -> str:
        """What it is called in words: the input, and the path on the host where it is part of a tree."""
        return self.label if self.path is None else f"{self.label}: {shown_bytes(self.path)}"

    @property
    def shown(self) -> str:
        """The beginning as text, to recognise by."""
        return self.first.decode(encoding_of(self.first), "replace").lstrip("\ufeff")

    def whole(self) -> bytes:
        """Return all of it as UTF-8; raises TooLong."""
        if self._whole is None:
            raw = self.stream.read(MOST_BYTES + 1)
            if len(raw) > MOST_BYTES:
                raise TooLong(f"more than {MOST_BYTES} bytes")
            encoding = encoding_of(self.first)
            self._whole = raw if encoding == "utf-8" else raw.decode(encoding, "replace").encode("utf-8", "replace")
        return self._whole

    def text(self) -> str:
        """Return all of it as text; bytes that are no UTF-8 are replaced."""
        return self.whole().decode("utf-8", "replace")

    def again(self) -> BinaryIO:
        """Return a stream that stands at its start, read whole before or not."""
        return self.stream if self._whole is None else io.BytesIO(self._whole)

    @property
    def document(self) -> Any:
        """The JSON document that it is; None where it is none (JSON lines among them). Raises TooLong."""
        if self._document is None and self.shown.lstrip()[:1] in ("{", "[") and not are_lines(self.shown):
            try:
                self._document = orjson.loads(self.whole())
            except ValueError:
                self._document = ()
        return self._document or None

    def package(
        self,
        name: str,
        version: str | None,
        ecosystem: str,
        *,
        namespace: str | None = None,
        row: int | None = None,
        standing: str = "installed",
        vendor: str | None = None,
        installed: datetime | None = None,
        digests: tuple[tuple[str, str], ...] = (),
        qualifiers: dict[str, str] | None = None,
        purl: str | None = None,
        host: str | None = None,
        origin: str | None = None,
    ) -> Package:
        """Return a package that stands in this manifest; its purl is made where none is given."""
        return Package(
            place=Place(self.label, host or self.host, self.path, row=row),
            name=name,
            version=version or None,
            ecosystem=ecosystem,
            purl=purl or make_purl(ecosystem, name, version, namespace, qualifiers),
            vendor=vendor or None,
            standing=standing,
            installed=installed,
            digests=digests,
            origin=origin,
        )

    def gap(self, reason: GapReason, why: str, remedy: str = "", *, row: int | None = None, count: int = 1) -> Gap:
        """Return a Gap about this manifest."""
        place = Place(self.label, self.host, self.path, row=row)
        told = f"{self.title}: {why}"
        return gap_in(self.source, reason, told, remedy, place=place, count=count, label=self.label)

    def complained(
        self, complaints: Complaints, remedy: str, unit: str = "row", host: str | None = None
    ) -> Iterator[Gap]:
        """Yield the Gap for all that was wrong with its entries, or nothing."""
        place = Place(self.label, host or self.host, self.path)
        return complaints.gap(self.source, place, remedy, unit, self.title)


@frozen
class Reader:
    """One format: what it is called, how it is told by content, and how it is read.

    Both may raise TooLong, `read` also Broken; what it yielded before counts.
    """

    format: str
    recognises: Callable[[Manifest], bool]
    read: Callable[[Manifest], Iterator[Package | Gap]]


def a_name(value: Any) -> str | None:
    """Return a hostile value as a name or version: a text that is not empty and not without end; else None."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return None
    text = value.strip()
    return text if 0 < len(text) <= LONGEST_NAME and "\0" not in text else None
