"""The hash chain: what one row of the ledger is, and how its hash follows from the row before.

A row's hash is the SHA-256 over the hash before it (32 bytes), its number (8 bytes, big-endian), the length of its
kind (4 bytes), its kind and its JSON as stored: every part has a fixed place, so no two rows share one input.
"""

import hashlib
from typing import NamedTuple

START = "0" * 64
"""What the first row has in place of the hash before it."""

GENESIS = "genesis"
"""The kind of the row that begins a case and names its public key. It is no record."""

FIRST = (0, 1)
"""Where a ledger can begin: with the genesis row, or (older than keys) with its first record."""


class Entry(NamedTuple):
    """One row of the ledger as stored; `prev` and `hash` are lower-case hex."""

    seq: int
    kind: str
    json: bytes
    prev: str
    hash: str

    def sound(self) -> bool:
        """Whether the row's hash is the one that its own content gives."""
        try:
            return link(self.prev, self.seq, self.kind, self.json) == self.hash
        except (ValueError, OverflowError, UnicodeEncodeError):
            return False


def link(prev: str, seq: int, kind: str, content: bytes) -> str:
    """Return the hash of a row in hex; raises ValueError where `prev` is no hex."""
    name = kind.encode()
    digest = hashlib.sha256(bytes.fromhex(prev))
    digest.update(seq.to_bytes(8, "big") + len(name).to_bytes(4, "big") + name)
    digest.update(content)
    return digest.hexdigest()


def flaw(entry: Entry, before: Entry | None) -> str | None:
    """Return what is wrong with a row that stands after `before` (None: it is the first), None where it is whole."""
    if not entry.sound():
        return f"row {entry.seq}: its kind, JSON or hash was changed: they do not belong together"
    if before is None:
        return None if entry.prev == START and entry.seq in FIRST else f"row {entry.seq}: rows before it are missing"
    if entry.seq != before.seq + 1:
        return f"row {entry.seq}: comes after row {before.seq}, so rows between them are missing"
    if entry.prev != before.hash:
        return f"row {entry.seq}: does not follow from row {before.seq}: one was put in, taken out, moved or changed"
    return None
