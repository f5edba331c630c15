"""A package's own list of its files against the files that it has: a wheel's RECORD (PEP 376, PEP 427)."""

import base64
import hashlib
import re
from collections.abc import Iterator

from beartrap.model.finding import Severity
from beartrap.model.regex import regex
from beartrap.vet.analyser import FileSubject, Meta, Seen, Side
from beartrap.vet.behaviour import Family
from beartrap.vet.binary.signature import before_signing
from beartrap.vet.kinds import Kind
from beartrap.vet.promise.telling import place_in, told

LISTING = Meta(
    "promise.listing",
    "A file that the package's own list does not know so",
    "Whoever built the package wrote a list of its files with their hashes; this one was added or changed afterwards.",
    Family.ARCHIVE,
    Severity.HIGH,
    ("T1195.002", "T1554"),
    ("https://peps.python.org/pep-0427/#the-dist-info-directory",),
)
BEHAVIOURS = (LISTING,)
_UNLISTED = (".dist-info/RECORD", ".dist-info/RECORD.jws", ".dist-info/RECORD.p7s")
MOST_TOLD = 50


class ListingAnalyser:
    """RECORD of a wheel, as it stands in the archive."""

    id = "promise.listing"

    def look(self, old: Side | None, new: Side) -> Iterator[Seen]:
        """Yield each file that RECORD does not list, or lists with another hash; those that the old version had so too are left out."""
        listed = _list_of(new)
        if not listed:
            return
        custom: set[tuple[str, Kind | None]] | None = None
        count = 0
        for path in new.paths:
            if "!" in path or not _is_listed(path) or path not in new.changed:
                continue
            subject = new.read(path)
            if subject is None or listed.get(path) in (subject.sha256, ""):
                continue
            if (
                path in listed and not subject.whole
            ):  # of the beginning alone no hash can be compared; a gap tells of it
                continue
            if path in listed and _only_signed(subject, listed[path]):
                continue
            count += 1
            if count <= MOST_TOLD:
                weight = _weight(path, subject.kind)
                if path in listed:
                    yield told(LISTING, path, place_in(new, path), "another hash than RECORD says", weight)
                    continue
                custom = _left_out(old) if custom is None else custom
                weight = min(weight, Severity.MEDIUM) if _row(path, subject.kind) in custom else weight
                yield told(LISTING, path, place_in(new, path), "not in RECORD", weight)


def _only_signed(subject: FileSubject, listed: str) -> bool:
    """Whether nothing but a signature came after the list was written: without it, the file has the hash that is listed."""
    plain = before_signing(subject.content) if subject.kind in _SIGNED else None
    return plain is not None and hashlib.sha256(plain).hexdigest() == listed


_SIGNED = frozenset({Kind.PE, Kind.DOTNET})


def _list_of(side: Side) -> dict[str, str]:
    """Return path to SHA-256 in hex as the one RECORD of a wheel has it; empty where there is none, or several."""
    records = [path for path in side.paths if path.endswith(".dist-info/RECORD") and path.count("/") == 1]
    record = side.read(records[0]) if len(records) == 1 else None
    return _listed(record.content.decode("utf-8", "replace"), records[0]) if record is not None else {}


def _left_out(old: Side | None) -> set[tuple[str, Kind | None]]:
    """Return the folders and kinds of which the trusted version's list left files out: some add what they built for other systems afterwards, each time."""
    listed = _list_of(old) if old is not None else {}
    if old is None or not listed:
        return set()
    return {
        _row(path, old.kind(path)) for path in old.paths if "!" not in path and path not in listed and _is_listed(path)
    }


def _row(path: str, kind: Kind | None) -> tuple[str, Kind | None]:
    """Return the folder and what stands there: libraries of all systems are of one kind."""
    return path.rpartition("/")[0], Kind.ELF if kind in _LIBRARIES else kind


_LIBRARIES = frozenset({Kind.PE, Kind.ELF, Kind.MACHO})


def _is_listed(path: str) -> bool:
    """Whether a list has to name a file: itself and its signatures it does not."""
    return not path.endswith(_UNLISTED)


def _weight(path: str, kind: Kind) -> Severity:
    """Return what a file weighs that was changed afterwards; what the metadata say is compared with the trusted version's by itself."""
    if path.endswith(_METADATA):
        return Severity.MEDIUM
    return Severity.HIGH if kind.runs else Severity.LOW


_METADATA = (".dist-info/METADATA", ".dist-info/WHEEL")


def _listed(text: str, record: str) -> dict[str, str]:
    """Return path to SHA-256 in hex; empty where RECORD gives no such hash."""
    import csv  # late: most packages have no such list

    found = {}
    try:
        for row in csv.reader(text.splitlines()):
            if len(row) >= 2:
                found[_as_stored(row[0].replace("\\", "/"), record)] = _hex(row[1])
    except csv.Error:
        return {}
    return found


def _as_stored(path: str, record: str) -> str:
    """Return a listed path with the folder of metadata as the archive has it: to PEP 503 all spellings of a name are one."""
    folder, _, file = path.partition("/")
    own = record.partition("/")[0]
    return f"{own}/{file}" if folder.endswith(".dist-info") and _plain(folder) == _plain(own) else path


def _plain(folder: str) -> str:
    return re.sub(r"[-_.]+", "-", folder).lower()


_IN_HEX = regex(r"[0-9a-fA-F]{64}")


def _hex(field: str) -> str:
    kind, _, encoded = field.partition("=")
    if kind != "sha256":
        return ""
    if _IN_HEX.fullmatch(encoded):  # as some builders write it, though PEP 427 wants base64
        return encoded.lower()
    try:
        return base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).hex()
    except ValueError:
        return "no hash"
