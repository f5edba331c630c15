"""The vault: `quarantine/` in the case's folder, closed to others, with blobs, manifests, a journal and a key.

vault.key   32 random bytes: makes blobs inert and changes plain; it is no secret from whoever holds the case
plan.json   what `apply` will do, signed
journal     what was about to be done, and what was done
blobs/      contents by their digest, encrypted; items/ manifests, signed with the case's key
captured/   files on their way in
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from beartrap.contain.blob import SALT, seal, unseal
from beartrap.contain.errors import Tampered, VaultError
from beartrap.contain.items import Plan, plan_from_json, plan_to_json
from beartrap.contain.journal import Entry, Event, ItemState, Journal, replay
from beartrap.contain.manifest import Manifest
from beartrap.effects.files.beneath import open_folder
from beartrap.effects.files.content import Digest
from beartrap.effects.files.system import System
from beartrap.model.record import RecordError, canonical, decode, to_json

FOLDER = "quarantine"
KEY, PLAN, BLOBS, ITEMS, CAPTURED = b"vault.key", b"plan.json", b"blobs", b"items", b"captured"
KEY_BYTES = 32
LARGEST_MANIFEST = 16 * 2**20
"""Bytes: extended attributes are at most 64 KiB each, names 4 KiB; no manifest of ours comes near."""

LARGEST_PLAN = 512 * 2**20
"""Bytes: some hundred thousand items."""

Pieces = Iterator[tuple[int, bytes]]


class Seal(Protocol):
    """Signs with the case's key, and knows its own signatures."""

    def sign(self, content: bytes) -> str:
        """Return a signature over the content."""

    def signed(self, content: bytes, signature: str) -> bool:
        """Whether the signature over the content is ours."""


class Vault:
    """An open vault. Close it after use. One process has it at a time: the case's lock sees to that."""

    def __init__(self, system: System, case: Path, seal: Seal) -> None:
        """Open the vault of the case in that folder, made where it is missing. Raises OSError, VaultError."""
        self.system, self._seal = system, seal
        self.path = os.path.realpath(os.fsencode(case)) + b"/" + FOLDER.encode()
        self._open: list[int] = []
        self._states: dict[str, ItemState] = {}
        self._replayed = 0
        try:
            self._folder = self._private(open_folder(system, os.path.realpath(os.fsencode(case))), FOLDER.encode())
            self.device = system.status(self._folder).st_dev
            self._blobs, self._items = self._inside(BLOBS), self._inside(ITEMS)
            self._inside(CAPTURED)
            self._key = self._own_key()
            self.journal = Journal(system, self._folder, self._derived(b"journal"))
        except BaseException:
            self._close_all()
            raise

    def close(self) -> None:
        """Close everything."""
        self.journal.close()
        self._close_all()

    def __enter__(self) -> "Vault":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def captured(self) -> bytes:
        """The folder in which names on the case's own file system are captured."""
        return self.path + b"/" + CAPTURED

    def states(self) -> dict[str, ItemState]:
        """Return where each item stands, in the order in which they came."""
        entries = self.journal.entries
        replay(entries[self._replayed :], self._states)
        self._replayed = len(entries)
        return dict(self._states)

    def state(self, item: str) -> ItemState:
        """Return where an item stands; raises VaultError where there is none of that id."""
        states = self.states()
        if item not in states:
            raise VaultError(f"{item}: no such item in this case's vault; `beartrap contain status` lists them")
        return states[item]

    def note(self, event: Event, item: str, operator: str = "", why: str = "") -> None:
        """Write a plain entry to the journal."""
        self.journal.write(Entry(event, item, operator, why))

    def store(self, token: bytes, pieces: Pieces, size: int, expected: str) -> str:
        """Take a content in, read it back, and return the name of its blob; it is on the disk then.

        Raises Tampered where what was read is not the content of the digest `expected`, OSError. A content that is there
        already, and is whole, is not written twice.
        """
        name = expected.replace(":", "-")
        if self.has(name) and not self._spoiled(name, expected):
            return name
        new = b"new-" + token
        self._discard(new)
        file = self.system.create(new, self._blobs)
        try:
            digest = Digest(size)
            for part in seal(pieces, digest, size, self._key, os.urandom(SALT)):
                self.system.write(file, part)
            if digest.name() != expected:
                raise Tampered("the content changed while it was stored")
            self.system.sync(file)
            self._check(file, expected)
            self._take_place(new, name.encode())
        finally:
            self.system.close(file)
            self._discard(new)
        return name

    def has(self, blob: str) -> bool:
        """Whether a blob of that name is there."""
        try:
            self.system.status_of(blob.encode(), self._blobs)
        except FileNotFoundError:
            return False
        return True

    def check(self, blob: str, expected: str) -> None:
        """Read a blob to its end; raises Tampered where it is gone or is not the content of that digest."""
        for _ in self.pieces(blob, expected):
            pass

    def pieces(self, blob: str, expected: str) -> Pieces:
        """Yield the pieces of a stored content, checked; raises Tampered, OSError."""
        with self._blob(blob) as file:
            yield from self._pieces(file, expected)

    def remove(self, blob: str) -> None:
        """Take a blob away for good; one that is gone is no error."""
        self._discard(blob.encode())
        self.system.sync(self._blobs)

    def keep(self, manifest: Manifest) -> str:
        """Write an item's manifest, signed, in place of an unfinished one; returns its SHA-256 for the ledger."""
        content = canonical(to_json(manifest, full=True))
        signature = json.dumps(self._seal.sign(content)).encode()
        self._put(f"{manifest.item.id}.json".encode(), signature + b"\n" + content, self._items)
        return digest_of_document(content)

    def manifest(self, item: str) -> Manifest:
        """Return an item's manifest; raises Tampered where it is gone or is not as this case signed it."""
        content = self._read(f"{item}.json".encode(), self._items, LARGEST_MANIFEST)
        try:
            signature, document = content.split(b"\n", 1)
            if not self._seal.signed(document, json.loads(signature)):
                raise Tampered(f"the manifest of {item} was changed after it was signed")
            manifest: Manifest = decode(Manifest, json.loads(document))
        except (ValueError, RecordError, TypeError, RecursionError) as error:
            raise Tampered(f"the manifest of {item} is no manifest") from error
        if manifest.item.id != item:
            raise Tampered(f"the manifest of {item} is that of {manifest.item.id}")
        return manifest

    def manifest_digest(self, item: str) -> str:
        """Return the SHA-256 of an item's manifest as it lies on the disk, for the ledger."""
        return digest_of_document(self._read(f"{item}.json".encode(), self._items, LARGEST_MANIFEST).split(b"\n", 1)[1])

    def keep_plan(self, plan: Plan) -> str:
        """Write the plan that `apply` will carry out, signed, in place of an earlier one; returns its SHA-256."""
        content = canonical(plan_to_json(plan))
        self._put(PLAN, json.dumps(self._seal.sign(content)).encode() + b"\n" + content, self._folder)
        return digest_of_document(content)

    def plan(self) -> Plan:
        """Return the plan. Raises VaultError where there is none, Tampered where it is not as this case signed it."""
        if PLAN not in self.system.names(self._folder):
            raise VaultError("there is no plan yet: `beartrap contain plan CASE` makes one")
        content = self._read(PLAN, self._folder, LARGEST_PLAN)
        try:
            signature, document = content.split(b"\n", 1)
            if not self._seal.signed(document, json.loads(signature)):
                raise Tampered("the plan was changed after it was signed: make a new one")
            return plan_from_json(json.loads(document))
        except (ValueError, TypeError, RecursionError) as error:
            raise Tampered("the plan is none of this version's: make a new one") from error

    def tidy(self) -> None:
        """Take away what a crash left half written."""
        for folder in (self._folder, self._blobs, self._items):
            for name in self.system.names(folder):
                if name.startswith(b"new-"):
                    self._discard(name, folder)

    def _spoiled(self, blob: str, expected: str) -> bool:
        """Whether a blob is not what it should be; it is moved aside then, for a person to look at."""
        try:
            self.check(blob, expected)
        except Tampered:
            self.system.move(blob.encode(), self._blobs, f"bad-{os.urandom(4).hex()}-{blob}".encode(), self._blobs)
            return True
        return False

    @contextmanager
    def _blob(self, blob: str) -> Iterator[int]:
        try:
            file = self.system.open_file(blob.encode(), self._blobs)
        except FileNotFoundError as error:
            raise Tampered(f"blob {blob} is gone") from error
        try:
            yield file
        finally:
            self.system.close(file)

    def _check(self, file: int, expected: str) -> None:
        for _ in self._pieces(file, expected):
            pass

    def _pieces(self, file: int, expected: str) -> Pieces:
        digest = b""
        for offset, piece in unseal(_reader(self.system, file), self._key):
            if offset < 0:
                digest = piece
            elif piece:
                yield offset, piece
        if digest != expected.encode():
            raise Tampered("a blob holds another content than its name says")

    def _private(self, outer: int, name: bytes) -> int:
        try:
            return self._own_folder(name, outer)
        finally:
            self.system.close(outer)

    def _inside(self, name: bytes) -> int:
        return self._own_folder(name, self._folder)

    def _own_folder(self, name: bytes, outer: int) -> int:
        """Open one of our folders, made where it is missing; raises VaultError where others could reach into it."""
        try:
            self.system.make_folder(name, outer)
            self.system.sync(outer)
        except FileExistsError:
            pass
        folder = self.system.open_folder(name, outer)
        self._open.append(folder)
        status = self.system.status(folder)
        if status.st_uid != os.geteuid() or status.st_mode & 0o077:
            raise VaultError(f"{os.fsdecode(name)}/ in the case's quarantine is open to others: somebody changed it")
        return folder

    def _own_key(self) -> bytes:
        try:
            key = self._read(KEY, self._folder, KEY_BYTES)
        except Tampered:
            if any(name for name in self.system.names(self._blobs) if not name.startswith(b"new-")):
                raise VaultError("vault.key is gone, and blobs are there: put it back from a backup") from None
            key = os.urandom(KEY_BYTES)
            self._put(KEY, key, self._folder)
        if len(key) != KEY_BYTES:
            raise Tampered("vault.key is no key")
        return key

    def _derived(self, purpose: bytes) -> bytes:
        return HKDF(SHA256(), 32, None, b"beartrap vault " + purpose).derive(self._key)

    def _put(self, name: bytes, content: bytes, folder: int) -> None:
        """Put a small file in place at once, on the disk when the call returns."""
        new = b"new-" + name
        self._discard(new, folder)
        file = self.system.create(new, folder)
        try:
            self.system.write(file, content)
            self.system.sync(file)
        finally:
            self.system.close(file)
        self._discard(name, folder)
        self.system.move(new, folder, name, folder)
        self.system.sync(folder)

    def _take_place(self, new: bytes, name: bytes) -> None:
        self.system.move(new, self._blobs, name, self._blobs)
        self.system.sync(self._blobs)

    def _discard(self, name: bytes, folder: int | None = None) -> None:
        try:
            self.system.remove(name, self._blobs if folder is None else folder)
        except FileNotFoundError:
            return

    def _read(self, name: bytes, folder: int, most: int) -> bytes:
        try:
            file = self.system.open_file(name, folder)
        except FileNotFoundError as error:
            raise Tampered(f"{os.fsdecode(name)} is gone") from error
        try:
            return _reader(self.system, file)(most + 1)
        finally:
            self.system.close(file)

    def _close_all(self) -> None:
        while self._open:
            self.system.close(self._open.pop())


def digest_of_document(content: bytes) -> str:
    """Return the SHA-256 of a document, in hex."""
    digest = Digest(len(content))
    digest.feed(0, content)
    return digest.name().partition(":")[2]


def _reader(system: System, file: int) -> Callable[[int], bytes]:
    at = 0

    def read(length: int) -> bytes:
        nonlocal at
        content = b""
        while len(content) < length and (more := system.read(file, length - len(content), at)):
            content += more
            at += len(more)
        return content

    return read
