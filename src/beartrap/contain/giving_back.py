"""Giving an item back (step 10): never over anything, the content checked first, metadata last.

1. The manifest is signed by this case; the blob is read to its end and is the content that the manifest names.
2. The folder is opened without following a link; the name must be free.
3. The content is written to a temporary name beside it, synced, read back and compared.
4. Owner, extended attributes, mode and times follow, in this order; setuid, setgid and capabilities only when asked for.
5. The temporary name becomes the wanted one at once, without replacing anything. Further hard links are made last.

The blob stays in the vault until it is purged.
"""

import os
import stat
from collections.abc import Iterator

from beartrap.contain.captured import PRIVATE, same
from beartrap.contain.errors import ContainError, Refused, Tampered
from beartrap.contain.items import ItemKind
from beartrap.contain.journal import Entry, Event, ItemState, Return
from beartrap.contain.manifest import Manifest
from beartrap.contain.vault import Vault
from beartrap.effects.files.beneath import folder_at, split
from beartrap.effects.files.content import digest_of, digest_of_bytes
from beartrap.effects.files.metadata import give_back as give_metadata
from beartrap.effects.files.system import System
from beartrap.model.text import shown_bytes


def restore(vault: Vault, item: str, operator: str, *, setuid: bool, to: bytes | None = None) -> tuple[str, ...]:
    """Give an item back to its old place, or to the path `to`; returns what could not be given back, in words.

    Raises Tampered, Refused (nothing was changed), ContainError or OSError (the half-made file was taken away).
    """
    state = vault.state(item)
    if not state.held:
        raise Refused(f"the vault does not hold its content: it was {state.event}")
    manifest = vault.manifest(item)
    vault.check(manifest.blob, manifest.item.binding.digest)  # 1
    path = to if to is not None else manifest.item.names[0].path
    folder_path, name = split(path)
    with folder_at(vault.system, folder_path) as folder:  # 2
        _refuse_taken(vault.system, name, folder, path)
        status = vault.system.status(folder)
        back = Return(path, status.st_dev, status.st_ino, PRIVATE + b"return-" + item.encode(), setuid)
        vault.journal.write(Entry(Event.RESTORING, item, operator, back=back))
        try:
            problems = _make(vault, manifest, back, folder)  # 3, 4
            _refuse_taken(vault.system, name, folder, path)
            vault.system.move(back.temporary, folder, name, folder)  # 5
        except (ContainError, OSError) as error:
            _drop(vault.system, back.temporary, folder)
            vault.note(Event.NOT_RESTORED, item, why=str(error))
            raise
        vault.system.sync(folder)  # from here on it is there: what fails now is settled at the next start
        problems += tuple(_link_others(vault.system, manifest, name, folder)) if to is None else ()
    vault.note(Event.RESTORED, item, why="; ".join(problems))
    return problems


def settle(vault: Vault, item: str, state: ItemState) -> None:
    """Bring a restore that was broken off to an end: to the file in its place, or to no trace of it. Raises OSError."""
    back = state.back
    if back is None:
        raise Tampered(f"the journal tells of a restore of {item} without a place")
    system, manifest = vault.system, vault.manifest(item)
    try:
        with folder_at(system, split(back.path)[0]) as folder:
            status = system.status(folder)
            if (status.st_dev, status.st_ino) != (back.folder_device, back.folder_inode):
                raise Refused("its folder was exchanged meanwhile")
            done = _is_given(system, manifest, split(back.path)[1], folder, back)
            _drop(system, back.temporary, folder)
            if done and back.path == manifest.item.names[0].path:
                tuple(_link_others(system, manifest, split(back.path)[1], folder))
    except (FileNotFoundError, NotADirectoryError, Refused):
        done = False  # the folder went away with whatever was in it
    vault.note(Event.RESTORED if done else Event.NOT_RESTORED, item, why="broken off, settled later")


def purge(vault: Vault, item: str, operator: str) -> None:
    """Take an item's content away for good; its manifest and journal stay. Raises Refused, OSError."""
    state = vault.state(item)
    if not state.held:
        raise Refused(f"the vault does not hold its content: it was {state.event}")
    vault.journal.write(Entry(Event.PURGING, item, operator))
    finish_purge(vault, item)


def finish_purge(vault: Vault, item: str) -> None:
    """Take the blob away unless another item has the same content, and write that down."""
    binding = vault.state(item).planned.binding
    others = [
        state for name, state in vault.states().items()
        if name != item and state.held and state.planned.binding.digest == binding.digest
    ]  # fmt: skip
    if not others:
        vault.remove(binding.digest.replace(":", "-"))
    vault.note(Event.PURGED, item)


def _make(vault: Vault, manifest: Manifest, back: Return, folder: int) -> tuple[str, ...]:
    """Make the temporary file, complete with metadata; returns what could not be given back."""
    system, binding = vault.system, manifest.item.binding
    if manifest.item.kind is ItemKind.LINK:
        system.make_link(manifest.target or b"", back.temporary, folder)
    else:
        file = system.create(back.temporary, folder)
        try:
            for offset, piece in vault.pieces(manifest.blob, binding.digest):
                system.write_at(file, piece, offset)
            system.set_length(file, binding.size)
            system.sync(file)
            if digest_of(system, file, binding.size) != binding.digest:
                raise Tampered("what was written is not what was read")
        finally:
            system.close(file)
    problems = give_metadata(system, back.temporary, folder, manifest.metadata, setuid=back.setuid)
    if manifest.item.kind is ItemKind.FILE:
        file = system.open_file(back.temporary, folder)
        try:
            system.sync(file)
        finally:
            system.close(file)
    return problems


def _is_given(system: System, manifest: Manifest, name: bytes, folder: int, back: Return) -> bool:
    """Whether the wanted name is the file that was being given back."""
    try:
        there = system.status_of(name, folder)
    except FileNotFoundError:
        return False
    try:
        if same(there, system.status_of(back.temporary, folder)):
            return True
    except FileNotFoundError:
        pass
    binding = manifest.item.binding
    if (there.st_size, there.st_mtime_ns) != (binding.size, binding.modified):
        return False
    if stat.S_ISLNK(there.st_mode):
        return digest_of_bytes(system.read_link(name, folder)) == binding.digest
    if not stat.S_ISREG(there.st_mode):
        return False
    file = system.open_file(name, folder)
    try:
        return digest_of(system, file, binding.size) == binding.digest
    finally:
        system.close(file)


def _link_others(system: System, manifest: Manifest, name: bytes, folder: int) -> Iterator[str]:
    """Make the item's other names again; yield in words those that could not be."""
    for other in manifest.item.names[1:]:
        try:
            with folder_at(system, split(other.path)[0]) as further:
                system.link(name, folder, split(other.path)[1], further)
                system.sync(further)
        except OSError as error:
            yield f"its further name {shown_bytes(other.path)} ({os.strerror(error.errno or 0)})"


def _refuse_taken(system: System, name: bytes, folder: int, path: bytes) -> None:
    try:
        system.status_of(name, folder)
    except FileNotFoundError:
        return
    raise Refused(f"{shown_bytes(path)} is there already: nothing is ever overwritten. Move it away, or use --to")


def _drop(system: System, name: bytes, folder: int) -> None:
    try:
        system.remove(name, folder)
        system.sync(folder)
    except FileNotFoundError:
        return
