"""rpm's database: `rpmdb.sqlite`, whose table `Packages` holds one header for each package.

The headers are read by rpmfile, which wants a whole rpm file: we put an empty lead and signature before each, and of
the header's index only the tags that we need, so that a hostile index costs nothing. The older databases (Berkeley DB
and ndb) are named in a Gap, with the command that exports a list. Format: rpm.org, "RPM v4 format" and "database".
"""

import io
import os
import sqlite3
import struct
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from rpmfile.errors import RPMError
from rpmfile.headers import get_headers

from beartrap.estate.complaints import Complaints
from beartrap.estate.packages.manifest import MOST_PACKAGES, Broken, Manifest, Reader, a_name
from beartrap.estate.packages.rpm_list import QUERY, rpm_package
from beartrap.model.artifact import Package
from beartrap.model.coverage import Gap, GapReason

LARGEST_HEADER = 32 * 1024 * 1024
"""Bytes of one header. rpm itself refuses more than 256 MiB; the largest known, with its lists of files, has about ten."""
MOST_TAGS = 65_535
"""Entries of a header's index: the limit of rpm itself."""
MOST_STEPS = 50_000_000
"""Steps of SQLite's machine: ten thousand packages take some hundred thousand. A database can hold a view that never
ends under any name."""

_TAGS = {
    1000: "name",
    1001: "version",
    1002: "release",
    1003: "serial",
    1008: "installtime",
    1011: "vendor",
    1022: "arch",
}
_MAGIC = b"\x8e\xad\xe8\x01\0\0\0\0"
_BEFORE = bytes(96) + _MAGIC + bytes(8) + _MAGIC  # lead, empty signature
_SQLITE = b"SQLite format 3\0"
_REMEDY = f"On the host run: {QUERY} > packages.tsv, and name that file as a source of kind packages."


def recognises(manifest: Manifest) -> bool:
    """Whether it is an SQLite database, or one of rpm's older ones."""
    return manifest.first.startswith(_SQLITE) or _is_older(manifest.first)


def _is_older(first: bytes) -> bool:
    berkeley = first[12:16] in (b"\x61\x15\x06\x00", b"\x00\x06\x15\x61", b"\x62\x31\x05\x00", b"\x00\x05\x31\x62")
    return berkeley or first.startswith((b"RpmP", b"PmpR"))  # ndb: its magic, of either byte order


def read(manifest: Manifest) -> Iterator[Package | Gap]:
    """Yield each package whose header can be read."""
    if not manifest.first.startswith(_SQLITE):
        why = "an rpm database of an older kind (Berkeley DB or ndb), which cannot be read here"
        yield manifest.gap(GapReason.UNSUPPORTED, why, _REMEDY)
        return
    if manifest.real is None:
        yield manifest.gap(GapReason.UNSUPPORTED, "a compressed rpm database", "Unpack it, or: " + _REMEDY)
        return
    if _unwritten(manifest.real):
        why = "its latest changes stand in a log beside it (rpmdb.sqlite-wal), which was not read"
        yield manifest.gap(GapReason.CHANGED, why, _REMEDY)
    complaints = Complaints()
    for row, blob in headers(manifest.real):
        package = _package(manifest, row, blob)
        if package is None:
            complaints.add(row, "a header that cannot be read")
        else:
            yield package
    yield from manifest.complained(complaints, _REMEDY, "record")


def _unwritten(path: bytes) -> bool:
    try:
        return os.stat(path + b"-wal").st_size > 0  # noqa: PTH116 - Path has no bytes
    except OSError:
        return False


def headers(path: bytes) -> Iterator[tuple[int, Any]]:
    """Yield number and header of each package; raises Broken where the database is no rpm database.

    It is opened immutable: SQLite then neither writes beside it nor takes a lock.
    """
    steps = 0

    def stop() -> int:
        nonlocal steps
        steps += 100_000
        return int(steps > MOST_STEPS)

    try:
        connection = sqlite3.connect(f"file:{quote(path)}?mode=ro&immutable=1", uri=True)
        try:
            connection.set_progress_handler(stop, 100_000)
            connection.execute("PRAGMA trusted_schema = OFF")
            kinds = connection.execute("SELECT type FROM sqlite_master WHERE name = 'Packages'").fetchall()
            if kinds != [("table",)]:
                raise Broken("an SQLite database without rpm's table Packages")
            query = "SELECT hnum, blob FROM Packages WHERE length(blob) <= ? ORDER BY hnum LIMIT ?"
            yield from connection.execute(query, (LARGEST_HEADER, MOST_PACKAGES))
            left = connection.execute(
                "SELECT count(*) FROM Packages WHERE length(blob) > ?", (LARGEST_HEADER,)
            ).fetchone()
            if left[0]:
                raise Broken(f"{left[0]} headers have more than {LARGEST_HEADER} bytes and were not read")
        finally:
            connection.close()
    except (sqlite3.Error, sqlite3.Warning, OverflowError) as error:
        raise Broken(f"SQLite cannot read it ({error})") from error


def _package(manifest: Manifest, row: Any, blob: Any) -> Package | None:
    if not isinstance(row, int) or not isinstance(blob, bytes):
        return None
    tags = read_header(blob)
    name, version, release = (_text(tags.get(tag)) for tag in ("name", "version", "release"))
    if name is None or version is None or release is None:
        return None
    epoch, installed = (tags.get(tag) if isinstance(tags.get(tag), int) else None for tag in ("serial", "installtime"))
    arch, vendor = _text(tags.get("arch")), _text(tags.get("vendor"))
    return rpm_package(manifest, name, epoch, f"{version}-{release}", arch, vendor, installed, row)


def read_header(blob: bytes) -> dict[str, Any]:
    """Return the tags of a header as the database stores it (without magic); empty where it cannot be read."""
    try:
        entries, size = struct.unpack_from("!II", blob)
        if entries > MOST_TAGS or len(blob) != 8 + 16 * entries + size:
            return {}
        index, store = blob[8 : 8 + 16 * entries], blob[8 + 16 * entries :]
        cut = (index[start : start + 16] for start in range(0, len(index), 16))
        wanted = {int.from_bytes(entry[:4]): entry for entry in cut if int.from_bytes(entry[:4]) in _TAGS}
        head = struct.pack("!II", len(wanted), size)
        found = get_headers(io.BytesIO(b"".join((_BEFORE, head, *wanted.values(), store))))[1]
    except (RPMError, AssertionError, struct.error, ValueError, TypeError, MemoryError, OverflowError):
        return {}  # rpmfile lets these out for a header that is not what it should be
    return {name: found.get(name, found.get(tag)) for tag, name in _TAGS.items()}


def _text(value: Any) -> str | None:
    return a_name(value.decode("utf-8", "replace")) if isinstance(value, bytes) else None


READER = Reader("rpm-database", recognises, read)
