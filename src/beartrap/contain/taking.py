"""Taking an item into the vault.

The order of the steps is that of the quarantine (docs/contain.md); the numbers are repeated in the code.

1.  The plan binds each item to (device, inode, size, write time, change time, digest); nothing outside it is touched.
2.  Open every component of the path without following a link; compare the identity; hash; refuse whatever changed.
3.  Capture: give each name, at once and without replacing anything, another name in a private folder on the same file
    system; compare inode and digest again; put it back where they differ.
4.  Write an encoded, authenticated blob; sync file and folder; read it back; compare the digest.
5.  Only then take the captured names away. Each step is in the journal before it is done, and can be done again.
6.  The manifest, signed, is on the disk before step 5.
7.  All known names go together; names that were not met in the scope are told.
11. Custody: the caller notes the outcome in the ledger, then in the journal.

Steps 8 and 9 (in use, owned by a package, needed at boot) are `estate.running` and `estate.owners`, step 10 is
`giving_back`, step 12 `flows.contain_verify`.
"""

import errno
import os
import stat
from contextlib import ExitStack
from datetime import datetime

from beartrap.contain.captured import capture, clear, is_planned, parent_of, put_back, same, spots_for
from beartrap.contain.errors import ContainError, Refused
from beartrap.contain.items import Item, ItemKind
from beartrap.contain.journal import Entry, Event, Spot
from beartrap.contain.manifest import Manifest
from beartrap.contain.vault import Pieces, Vault
from beartrap.effects.files.beneath import folder_at, split
from beartrap.effects.files.content import Changed, digest_of, digest_of_bytes, pieces
from beartrap.effects.files.metadata import Metadata, take_down
from beartrap.effects.files.system import System
from beartrap.model.frozen import frozen


@frozen
class Circumstances:
    """Who acts, when, where and with what: the part of a manifest that is the same for all items of a run."""

    operator: str
    now: datetime
    case: str
    host: str
    tool: str
    rules: str
    plan: str


def isolate(vault: Vault, item: Item, about: Circumstances) -> None:
    """Take an item into the vault. Raises Refused where it is not what was planned, and is then as it was.

    Raises ContainError or OSError where something failed and the file was put back; Stranded where it could not be.
    """
    metadata, target = _inspect(vault.system, item)  # 2
    try:
        _carry_out(vault, item, about, metadata, target, beside=False)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _carry_out(vault, item, about, metadata, target, beside=True)


def _inspect(system: System, item: Item) -> tuple[Metadata, bytes | None]:
    """Check that every name still is what was planned (step 2); return its metadata and a link's target."""
    for name in reversed(item.names):
        with parent_of(system, name) as folder:
            last = split(name.path)[1]
            try:
                status = system.status_of(last, folder)
            except FileNotFoundError as error:
                raise Refused("it is gone") from error
            _compare(item, status, item.binding.changed)
            metadata = take_down(system, last, folder, status)
            target = system.read_link(last, folder) if item.kind is ItemKind.LINK else None
            found = digest_of_bytes(target) if target is not None else _digest(system, last, folder, item, status)
            if found != item.binding.digest:
                raise Refused("its content changed since it was planned")
    return metadata, target


def _carry_out(
    vault: Vault, item: Item, about: Circumstances, metadata: Metadata, target: bytes | None, *, beside: bool
) -> None:
    spots = spots_for(vault, item, beside=beside)
    vault.journal.write(Entry(Event.CAPTURING, item.id, about.operator, planned=item, capture=spots))
    try:
        capture(vault.system, item, spots)  # 3
        caught = _caught(vault.system, item, spots)  # 3: compare again
        keep(vault, item, spots, about, metadata, target)  # 4, 6
        if _identity(_status(vault.system, spots[0])) != _identity(caught):
            raise Refused("it was written to while it was stored")
    except (ContainError, Changed, OSError) as error:
        _undo(vault, item, spots, str(error))
        raise
    vault.note(Event.STORED, item.id)
    clear(vault.system, item, spots)  # 5
    vault.note(Event.ISOLATED, item.id)


def _caught(system: System, item: Item, spots: tuple[Spot, ...]) -> os.stat_result:
    """Return the status of what was captured, if it is what was planned; raises Refused."""
    for spot in spots:
        with folder_at(system, spot.folder) as private:
            status = system.status_of(spot.name, private)
            _compare(item, status, None)
            if item.kind is ItemKind.LINK:
                found = digest_of_bytes(system.read_link(spot.name, private))
            else:
                found = _digest(system, spot.name, private, item, status)
            if found != item.binding.digest:
                raise Refused("it was exchanged at the last moment")
    return _status(system, spots[0])


def keep(
    vault: Vault,
    item: Item,
    spots: tuple[Spot, ...],
    about: Circumstances,
    metadata: Metadata,
    target: bytes | None,
) -> None:
    """Store content and manifest (steps 4 and 6) of what was captured."""
    system = vault.system
    with ExitStack() as stack:
        content: Pieces
        if target is not None:
            content = iter(((0, target),))
        else:
            private = stack.enter_context(folder_at(system, spots[0].folder))
            file = system.open_file(spots[0].name, private)
            stack.callback(system.close, file)
            content = pieces(system, file, item.binding.size)
        blob = vault.store(item.id.encode(), content, item.binding.size, item.binding.digest)
    vault.keep(
        Manifest(
            item=item, metadata=metadata, blob=blob, taken=about.now, operator=about.operator, case=about.case,
            host=about.host, tool=about.tool, rules=about.rules, plan=about.plan, target=target,
        )
    )  # fmt: skip


def _undo(vault: Vault, item: Item, spots: tuple[Spot, ...], why: str) -> None:
    """Put back what was captured, and say so in the journal; where that fails the journal says it at the next start."""
    put_back(vault.system, item, spots)
    try:
        vault.note(Event.PUT_BACK, item.id, why=why)
    except OSError:  # a full disk: recovery finds the file in its place and writes this then
        return


def _compare(item: Item, status: os.stat_result, changed: int | None) -> None:
    fits = stat.S_ISLNK(status.st_mode) if item.kind is ItemKind.LINK else stat.S_ISREG(status.st_mode)
    if not fits:
        raise Refused(f"it is no {item.kind} any more")
    if not is_planned(item, status) or changed not in (None, status.st_ctime_ns):
        raise Refused("it was changed or replaced since it was planned")


def _digest(system: System, last: bytes, folder: int, item: Item, seen: os.stat_result) -> str:
    file = system.open_file(last, folder)
    try:
        if not same(system.status(file), seen):
            raise Refused("it was exchanged while it was opened")
        return digest_of(system, file, item.binding.size)
    except Changed as error:
        raise Refused(str(error)) from error
    finally:
        system.close(file)


def _status(system: System, spot: Spot) -> os.stat_result:
    with folder_at(system, spot.folder) as private:
        return system.status_of(spot.name, private)


def _identity(status: os.stat_result) -> tuple[int, ...]:
    return (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
