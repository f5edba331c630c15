"""Reading what was recorded and what was published: a folder of records in many shapes, a folder of artefacts."""

import hashlib
import io
import os
from collections.abc import Iterator
from pathlib import Path

import orjson

from beartrap.estate.gaps import gap_in
from beartrap.estate.inputs import Input, expand, open_regular
from beartrap.estate.opened import opened, unreadable
from beartrap.estate.raw.csv_records import CsvRecords
from beartrap.estate.releases.shapes import artefacts, checksum, row
from beartrap.estate.rows import FIRST_BYTES, NotRows, encoding_of
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.estate import Source
from beartrap.model.place import Place
from beartrap.model.release import Artefact

MOST_RECORD = 64 * 1024 * 1024
"""Bytes of one record: a build of a distribution with 60,000 packages has some 10 MB of checksums."""
_RECORD_SUFFIXES = (
    ".json",
    ".jsonl",
    ".intoto",
    ".provenance",
    ".csv",
    ".txt",
    ".sha256",
    ".sha512",
    ".sha1",
    ".md5",
    ".sums",
    ".att",
    ".bundle",
    ".dsse",
    ".tsv",
)
_RECORD_NAMES = ("sha256sums", "sha512sums", "sha1sums", "md5sums", "checksums", "manifest")


def recorded(source: Source) -> Iterator[Artefact | Gap]:
    """Yield the artefacts that records name. A file that is no record is an artefact itself: what a rebuild has made."""
    for file in expand(source):
        if isinstance(file, Gap):
            yield file
        elif is_record(file.path.name):
            yield from _record(source, file)
        else:
            yield from _artefact(source, file)


def published(source: Source) -> Iterator[Artefact | Gap]:
    """Yield the artefacts that lie published, each hashed; lists of checksums that lie beside them are claims, and no artefacts."""
    for file in expand(source):
        if isinstance(file, Gap):
            yield file
        elif not _is_checksums(file.path.name):
            yield from _artefact(source, file)


def is_record(name: str) -> bool:
    """Whether a file is a record by its name."""
    lower = name.lower()
    return lower.endswith(_RECORD_SUFFIXES) or _is_checksums(lower)


def _is_checksums(name: str) -> bool:
    lower = name.lower()
    return lower.startswith(_RECORD_NAMES) or lower.endswith(
        (".sha256", ".sha512", ".sha1", ".md5", ".asc", ".sig", ".intoto.jsonl")
    )


def _artefact(source: Source, file: Input) -> Iterator[Artefact | Gap]:
    try:
        with open_regular(file.path) as stream:
            sha512 = hashlib.file_digest(stream, "sha512").hexdigest()
            stream.seek(0)
            sha1 = hashlib.file_digest(stream, lambda: hashlib.sha1(usedforsecurity=False)).hexdigest()
    except OSError as error:
        yield unreadable(source, file.label, error)
        return
    digests = (("sha1", sha1), ("sha256", file.digest), ("sha512", sha512))
    yield Artefact(file.path.name, digests, Place(file.label, path=os.fsencode(file.path)))


def _record(source: Source, file: Input) -> Iterator[Artefact | Gap]:
    place = Place(file.label)
    try:
        with opened(file.path) as (stream, content):
            raw = stream.read(MOST_RECORD + 1)
            yield from content.fault_gap(source, file.label)
    except OSError as error:
        yield unreadable(source, file.label, error)
        return
    if len(raw) > MOST_RECORD:
        yield gap_in(
            source,
            GapReason.LIMIT,
            f"{file.label}: a record of more than {MOST_RECORD} bytes",
            place=place,
            label=file.label,
        )
        return
    found = list(_in_text(raw.decode(encoding_of(raw[:FIRST_BYTES]), "backslashreplace"), file.label))
    yield from found
    if not found:
        why = f"{file.label}: names no artefact with a digest"
        yield gap_in(
            source,
            GapReason.UNKNOWN_KIND,
            why,
            "Give checksums, JSON or CSV with names and digests, or in-toto statements.",
            place=place,
            label=file.label,
        )


def _in_text(text: str, label: str) -> Iterator[Artefact]:
    shown = text.lstrip("\ufeff \t\r\n")
    if shown[:1] in ("{", "["):
        try:
            yield from artefacts(orjson.loads(shown), Place(label))
            return
        except ValueError:
            pass  # JSON lines, perhaps
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        if (sums := checksum(line)) is not None:
            yield Artefact(sums[0], ((sums[1], sums[2]),), Place(label, row=number))
        elif line.strip()[:1] == "{":
            try:
                yield from artefacts(orjson.loads(line), Place(label, row=number))
            except ValueError:
                continue
    if not any(checksum(line) for line in lines) and shown[:1] not in ("{", "["):
        yield from _table(text, label)


def _table(text: str, label: str) -> Iterator[Artefact]:
    try:
        for one in CsvRecords(io.StringIO(text)):
            if isinstance(one, tuple) and (found := row(one[1], Place(label, row=one[0]))) is not None:
                yield found
    except NotRows:
        return


def folder_source(path: Path) -> Source:
    """Return a folder or file as a source of release records."""
    return Source(str(path), str(path), SourceKind.RELEASES)
