"""What is odd about the names in one archive."""

import unicodedata
from collections.abc import Iterator

from beartrap.engine.unfold.entry import Entry
from beartrap.engine.unfold.items import EntryKind, OddityKind
from beartrap.model.regex import regex
from beartrap.model.text import shown_bytes

LONGEST_PART = 255
"""Bytes of one part of a path: NAME_MAX of Linux."""
_DRIVE = regex(rb"[A-Za-z]:[\\/]|\\\\")
_SEPARATOR = regex(rb"[\\/]")
_LINKS = (EntryKind.SYMLINK, EntryKind.HARDLINK)
_SPECIAL = (EntryKind.DEVICE, EntryKind.FIFO, EntryKind.SOCKET)
Told = tuple[OddityKind, str]


class Names:
    """The names of one archive as they come. `rooted`: the archive is the tree of a system, where `/` is its own root."""

    def __init__(self, *, rooted: bool, longest: int) -> None:
        self._rooted = rooted
        self._longest = longest
        self._seen: dict[int, EntryKind] = {}
        self._folded: dict[int, int] = {}
        self._links: set[bytes] = set()

    def check(self, entry: Entry) -> Iterator[Told]:
        """Yield what is odd about an entry's name, kind and link."""
        name = entry.name
        yield from self._shape(name)
        parts = [part for part in _SEPARATOR.split(name) if part not in (b"", b".")]
        plain = b"/".join(parts)
        yield from self._twice(plain, entry.kind)
        yield from self._behind_links(parts)
        if entry.kind in _LINKS:
            yield from self._link(entry, parts)
            self._links.add(plain)
        elif entry.kind in _SPECIAL:
            yield OddityKind.SPECIAL, f"a {entry.kind.value}"

    def _shape(self, name: bytes) -> Iterator[Told]:
        if (name.startswith(b"/") and not self._rooted) or _DRIVE.match(name):
            yield OddityKind.ABSOLUTE, "its path is absolute"
        if b".." in name and b".." in _SEPARATOR.split(name):
            yield OddityKind.TRAVERSAL, "its path has `..`"
        if len(name) > self._longest or max(map(len, name.split(b"/"))) > LONGEST_PART:
            yield OddityKind.LONG_NAME, f"a name of {len(name):,} bytes"
        if not name.isascii() or not name.decode("ascii").isprintable():
            yield from _characters(name)

    def _twice(self, plain: bytes, kind: EntryKind) -> Iterator[Told]:
        key = hash(plain)
        if key in self._seen:
            if not (kind is EntryKind.FOLDER and self._seen[key] is EntryKind.FOLDER) and plain:
                yield OddityKind.DUPLICATE, "the archive has this name twice"
            return
        self._seen[key] = kind
        text = plain.decode("utf-8", "surrogateescape")
        folded = hash(text.lower() if text.isascii() else unicodedata.normalize("NFC", text).casefold())
        if self._folded.setdefault(folded, key) != key:
            yield OddityKind.CASE, "another name differs only by case or Unicode form"

    def _behind_links(self, parts: list[bytes]) -> Iterator[Told]:
        if not self._links:
            return
        for length in range(1, len(parts)):
            folder = b"/".join(parts[:length])
            if folder in self._links:
                yield OddityKind.THROUGH_LINK, f"its folder {shown_bytes(folder)} is a link in the same archive"
                return

    def _link(self, entry: Entry, parts: list[bytes]) -> Iterator[Told]:
        target = entry.link or b""
        if target.startswith(b"/") or _DRIVE.match(target):
            if not self._rooted:
                yield OddityKind.LINK_ABSOLUTE, f"a link to {shown_bytes(target[:200])}"
            return
        depth = 0 if entry.kind is EntryKind.HARDLINK else len(parts) - 1
        for part in _SEPARATOR.split(target):
            depth += -1 if part == b".." else part not in (b"", b".")
            if depth < 0:
                if not self._rooted:
                    yield OddityKind.LINK_OUT, f"a link to {shown_bytes(target[:200])}"
                return


def _characters(name: bytes) -> Iterator[Told]:
    try:
        text = name.decode("utf-8")
    except UnicodeDecodeError:
        yield OddityKind.NOT_UTF8, "its name is no UTF-8"
        text = name.decode("utf-8", "replace")
    if any(unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp", "Co") for character in text):
        yield OddityKind.CONTROL_NAME, "its name has characters that do not show"
