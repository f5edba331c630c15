"""What of a file is still to be taken: what the lake holds of it is recognised by content, whatever its name."""

import codecs
import hashlib
from collections.abc import Iterator
from pathlib import Path

from beartrap.effects.lake import Stretched, TakenFile
from beartrap.engine.decompress import sniff
from beartrap.estate.events.opening import HEAD, reader_named, recognise
from beartrap.estate.events.source_file import head_of, source_file
from beartrap.estate.inputs import Input, open_regular
from beartrap.model.frozen import frozen

STRETCH = 256 << 20
"""Bytes of a large file of lines that are taken in one go: some 100,000 Windows events. More would be lost by a kill and
read again, fewer make more and smaller pieces."""
BLOCK = 1 << 20
KEY = 64
"""Bytes at the beginning of the unpacked content by which files that may be the same are found."""
REPLACED = ("auditd", "parquet")
"""Readers of files that are taken anew as a whole when they have grown: an event may have got more records."""


@frozen
class Look:
    """What a file is: its reader's id, whether each line stands for itself and none is compressed, its first bytes."""

    reader: str
    by_line: bool
    plain: bool
    head: bytes


@frozen
class Piecemeal:
    """One stretch to take: where it lies, the number of its first line, the digest of all content up to its end."""

    start: int
    end: int
    row: int
    lines: int
    digest: str
    ends_in_line: bool


@frozen
class Known:
    """What the lake holds of a file. `dropped` are stretches that what is taken now replaces; the rest goes up to `end`.

    `more` tells whether the file goes on behind what is held.
    """

    taken: TakenFile
    dropped: tuple[Stretched, ...] = ()
    more: bool = True

    @property
    def kept(self) -> tuple[Stretched, ...]:
        """The stretches that stay."""
        return tuple(one for one in self.taken.stretches if one not in self.dropped)

    @property
    def end(self) -> int:
        """Up to which byte the content is held."""
        return self.kept[-1].end if self.kept else 0


def look_at(file: Input, reader: str | None) -> Look | None:
    """Recognise a file; None where no reader knows it. Raises OSError."""
    with open_regular(file.path) as raw:
        first = raw.read(16) or b""
    plain = sniff(first) is None
    head = head_of(file.path, HEAD)
    found = reader_named(reader) if reader is not None else recognise(head)
    if found is None:
        return None
    utf8 = first[:4] == head[:4] or first.startswith(codecs.BOM_UTF8)
    by_line = found.by_line and plain and utf8 and not _is_document(head)
    return Look(found.id, by_line, plain, head[:KEY])


def _is_document(head: bytes) -> bool:
    """Whether JSON is one document: its first line opens what it does not close."""
    line = head.lstrip().partition(b"\n")[0].rstrip()
    return line[:1] in (b"{", b"[") and (line[-1:] not in (b"}",) or line[:1] == b"[")


def recognised(candidates: list[TakenFile], file: Input, look: Look) -> Known | None:
    """Return what the lake holds of this very content, None where it holds nothing of it. Raises OSError."""
    candidates = [one for one in candidates if one.stretches and one.reader == look.reader]
    if look.reader == "evtx":
        same_place = [one for one in candidates if one.path == str(file.path)]
        return Known(same_place[-1]) if same_place else None
    digests = _digests(file.path, {stretch.end for one in candidates for stretch in one.stretches})
    held = [one for one in candidates if all(digests.get(part.end) == part.digest for part in one.stretches)]
    if not held:
        return None
    best = max(held, key=lambda one: one.stretches[-1].end)
    last = best.stretches[-1]
    grown = digests["more"] == "yes" or any(end > last.end for end in digests if isinstance(end, int))
    if not grown:
        return Known(best, more=False)
    if look.reader in REPLACED:
        return Known(best, best.stretches)
    return Known(best, () if last.ends_in_line else (last,))


def _digests(path: Path, ends: set[int]) -> dict[int | str, str]:
    """Return the SHA-256 of the unpacked content up to each of `ends` that it reaches; `more` tells whether it goes on."""
    found: dict[int | str, str] = {"more": "no"}
    if not ends:
        return found
    digest = hashlib.sha256()
    with source_file(path) as (_, measured):
        for end in sorted(ends):
            while measured.size < end and (content := measured.read(min(end - measured.size, BLOCK))):
                digest.update(content)
            if measured.size == end:
                found[end] = digest.copy().hexdigest()
        found["more"] = "yes" if measured.read(1) else "no"
    return found


def stretches(path: Path, known: Known | None, size: int = STRETCH, *, digested: bool = True) -> Iterator[Piecemeal]:
    """Yield what is to be taken of a plain file of lines, from where the lake's part ends to its end. Raises OSError.

    Who keeps nothing of the file can do without the digests (`digested`).
    """
    digest = hashlib.sha256() if digested else None
    start = known.end if known is not None else 0
    kept = known.kept if known is not None else ()
    row = kept[-1].row + kept[-1].lines if kept else 1
    with open_regular(path) as raw:
        left = start
        while left and (content := raw.read(min(left, BLOCK))):
            _add(digest, content)
            left -= len(content)
        end, lines, last = start, 0, b"\n"
        while content := raw.read(min(BLOCK, size)):
            cut = content.rfind(b"\n") + 1 if end + len(content) - start >= size else 0
            if cut:
                _add(digest, content[:cut])
                lines += content.count(b"\n", 0, cut)
                end += cut
                yield Piecemeal(start, end, row, lines, _told(digest), True)
                start, row, lines, last = end, row + lines, 0, b"\n"
                content = content[cut:]
            if content:
                _add(digest, content)
                lines += content.count(b"\n")
                end += len(content)
                last = content[-1:]
        if end > start:
            ends_in_line = last == b"\n"
            yield Piecemeal(start, end, row, lines + (not ends_in_line), _told(digest), ends_in_line)


def _add(digest: "hashlib._Hash | None", content: bytes) -> None:
    if digest is not None:
        digest.update(content)


def _told(digest: "hashlib._Hash | None") -> str:
    return digest.hexdigest() if digest is not None else ""
