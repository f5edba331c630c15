"""What unfolding yields: members, oddities and faults."""

import io
from dataclasses import field
from enum import StrEnum
from typing import BinaryIO

from beartrap.engine.unfold.formats import Format
from beartrap.model.coverage import GapReason
from beartrap.model.frozen import frozen

Names = tuple[bytes, ...]
"""The chain of names from the outermost archive inwards, as `Place.member` has it; empty for the input itself."""


MADE = b"(rpm header)/"
"""The folder of made members: what stands in an rpm's header and is no file."""


class EntryKind(StrEnum):
    """What an archive says that an entry is."""

    FILE = "file"
    FOLDER = "folder"
    SYMLINK = "symlink"
    HARDLINK = "hardlink"
    DEVICE = "device"
    FIFO = "fifo"
    SOCKET = "socket"


class OddityKind(StrEnum):
    """What is odd about a member or an archive: no crash, and no proof of anything by itself."""

    ABSOLUTE = "absolute-path"
    """The name is absolute, or has a drive letter."""
    TRAVERSAL = "path-traversal"
    """The name leaves its folder by `..`."""
    LINK_OUT = "link-out"
    """A link whose target lies outside the archive."""
    LINK_ABSOLUTE = "absolute-link"
    """A link to an absolute path, where the archive is not the tree of a system."""
    THROUGH_LINK = "through-link"
    """A member whose folder is a link that stands earlier in the archive."""
    SPECIAL = "special-file"
    """A device, a FIFO or a socket."""
    DUPLICATE = "duplicate-name"
    """Two members of one name: which one counts depends on the reader."""
    CASE = "case-collision"
    """Two names that are one where case or Unicode form does not count."""
    NOT_UTF8 = "name-not-utf8"
    CONTROL_NAME = "control-in-name"
    """Controls, bidirectional overrides, or other characters that hide what the name is."""
    LONG_NAME = "long-name"
    LEADING = "leading-data"
    """Something stands before the archive: a program (self-extracting), or a file of another kind."""
    TRAILING = "trailing-data"
    """Something stands behind the archive's end."""
    HIDDEN = "hidden-member"
    """A member that the archive's directory does not list, or bytes between members."""
    POLYGLOT = "polyglot"
    """Two formats in one file: what it is depends on the reader."""
    MISMATCH = "header-mismatch"
    """Two headers of one member differ: name, size or method."""
    ENCRYPTED = "encrypted"
    BAD_CHECKSUM = "bad-checksum"


@frozen
class Oddity:
    """One odd thing at one place; `offset` counts bytes in the archive that `names` is in."""

    kind: OddityKind
    names: Names
    detail: str
    offset: int | None = None


@frozen
class Fault:
    """Something that could not be unfolded, or not wholly: what stands at `names` was not seen, or not to its end."""

    reason: GapReason
    names: Names
    why: str
    remedy: str = ""


@frozen
class Member:
    """One file, or one link, that was found inside; folders are counted and not yielded.

    `mode` has the permission bits (setuid among them) where the format keeps them, else None. `link` is the target of
    a link, raw. `format` says that the content is itself an archive, the members of which follow. `whole` is false
    where a fault cut the content short. `made` names a member that no file stands for: the script of an rpm header.
    The content is there until the next item is asked for: take `read()` or `open()` before that.
    """

    names: Names
    kind: EntryKind
    size: int
    mode: int | None = None
    link: bytes | None = None
    format: Format | None = None
    whole: bool = True
    made: bool = False
    content: "bytes | BinaryIO" = field(default=b"", repr=False, compare=False)

    def read(self) -> bytes:
        """Return the whole content."""
        if isinstance(self.content, bytes):
            return self.content
        self.content.seek(0)
        return self.content.read()

    def open(self) -> BinaryIO:
        """Return the content as a stream that stands at its start; do not close it."""
        if isinstance(self.content, bytes):
            return io.BytesIO(self.content)
        self.content.seek(0)
        return self.content


Item = Member | Oddity | Fault
