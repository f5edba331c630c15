"""Programs inside other files: told by a header that holds together, not by two letters."""

import struct
from collections.abc import Iterator

from beartrap.model.finding import Severity
from beartrap.vet.analyser import FileSubject, Seen
from beartrap.vet.binary.behaviours import EMBEDDED
from beartrap.vet.binary.sighted import seen
from beartrap.vet.kinds import Kind

MOST_TRIED = 5_000
"""Places with the first letters of a header that are checked in one content."""
MOST_TOLD = 8
_CARRIERS = frozenset({Kind.DATA, Kind.IMAGE, Kind.FONT, Kind.MEDIA, Kind.DOCUMENT, Kind.PICKLE, Kind.TEXT})


def programs_in(content: bytes, start: int = 0) -> Iterator[tuple[str, int]]:
    """Yield (`PE` or `ELF`, offset) for each program that begins at or behind `start`; a few at most."""
    found = 0
    for magic, name, check in ((b"MZ", "PE", _is_pe), (b"\x7fELF", "ELF", _is_elf)):
        at, tried = content.find(magic, start), 0
        while at != -1 and tried < MOST_TRIED and found < MOST_TOLD:
            tried += 1
            if check(content, at):
                found += 1
                yield name, at
            at = content.find(magic, at + 2)


def _is_pe(content: bytes, at: int) -> bool:
    if len(content) < at + 0x40:
        return False
    (header,) = struct.unpack_from("<I", content, at + 0x3C)
    return 0x40 <= header < 0x1000 and content[at + header : at + header + 4] == b"PE\0\0"


def _is_elf(content: bytes, at: int) -> bool:
    head = content[at : at + 20]
    return len(head) == 20 and head[4] in (1, 2) and head[5] in (1, 2) and head[6] == 1 and head[16] in (1, 2, 3, 4)


class CarrierAnalyser:
    """Looks for programs in what should be data."""

    id = "binary.carrier"

    def takes(self, kind: Kind) -> bool:
        """Take data, pictures, fonts, documents and the like."""
        return kind in _CARRIERS

    def look(self, subject: FileSubject, /) -> Iterator[Seen]:
        """Yield the programs that the content carries."""
        for kind, offset in programs_in(subject.content):
            severity = Severity.HIGH if subject.kind is not Kind.DATA else Severity.MEDIUM
            yield seen(
                EMBEDDED, subject, f"in:{kind}", f"{kind} inside {subject.kind.value}", severity=severity, offset=offset
            )
