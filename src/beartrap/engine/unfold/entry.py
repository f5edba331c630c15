"""What a reader of one format yields to the walk: entries in the archive's order, with contents not read yet."""

from collections.abc import Callable, Iterator
from typing import BinaryIO, Protocol

from beartrap.engine.unfold.items import EntryKind, OddityKind
from beartrap.engine.unfold.limits import Account
from beartrap.model.coverage import GapReason
from beartrap.model.frozen import frozen

CHUNK = 256 * 1024
"""Bytes that are read or unpacked in one step."""


@frozen
class Entry:
    """One entry; `chunks` gives its content once, before the next entry is asked for, and may raise Broken.

    `name` and `link` are raw. `size` is what the header says, and is not believed.
    """

    name: bytes
    kind: EntryKind = EntryKind.FILE
    size: int = 0
    mode: int | None = None
    link: bytes | None = None
    chunks: Callable[[], Iterator[bytes]] | None = None
    made: bool = False


@frozen
class Odd:
    """An oddity that only the reader of the format can see; `name` None where it is about the archive itself."""

    kind: OddityKind
    detail: str
    name: bytes | None = None
    offset: int | None = None


@frozen
class Lost:
    """An entry whose content cannot be had, or the rest of an archive (`name` None)."""

    why: str
    name: bytes | None = None
    reason: GapReason = GapReason.MALFORMED
    remedy: str = ""


Told = Entry | Odd | Lost


class Reader(Protocol):
    """Reads one format from a seekable stream. May raise Broken, and whatever Reached the account raises."""

    def __call__(self, stream: BinaryIO, account: Account, /) -> Iterator[Told]:
        """Yield what the archive holds."""
