"""Names on their way into the vault: where each is captured, how it is put back, how it is taken away."""

import errno
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from beartrap.contain.errors import Refused, Stranded
from beartrap.contain.items import Item, Name
from beartrap.contain.journal import Spot
from beartrap.contain.vault import Vault
from beartrap.effects.files.beneath import folder_at, open_folder, split
from beartrap.effects.files.system import System
from beartrap.model.text import shown_bytes

PRIVATE = b".beartrap-"
"""How a private folder's name begins; the item's random id follows."""
_DETOUR = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP})


def spots_for(vault: Vault, item: Item, *, beside: bool) -> tuple[Spot, ...]:
    """Return where each name is captured: in the case where that is on the same file system, else in its own folder."""
    spots = []
    for number, name in enumerate(item.names):
        inside = name.folder_device == vault.device and not beside
        outer = vault.captured if inside else split(name.path)[0]
        spots.append(Spot(outer.rstrip(b"/") + b"/" + PRIVATE + item.id.encode(), b"%d" % number))
    return tuple(spots)


def capture(system: System, item: Item, spots: tuple[Spot, ...]) -> None:
    """Move every name of an item to its spot (step 3). Raises OSError, Refused."""
    for name, spot in zip(item.names, spots, strict=True):
        with ExitStack() as stack:
            folder = stack.enter_context(parent_of(system, name))
            private = stack.enter_context(_private(system, spot))
            system.move(split(name.path)[1], folder, spot.name, private)
            system.sync(private)
            system.sync(folder)


def clear(system: System, item: Item, spots: tuple[Spot, ...]) -> None:
    """Take the captured names away (step 5), and the private folders with them; what is gone already is no error.

    A captured name that is no longer the file that was planned stays. Raises Stranded then.
    """
    for spot in spots:
        try:
            with folder_at(system, spot.folder) as private:
                status = system.status_of(spot.name, private)
                if not is_planned(item, status):
                    raise Stranded(f"what lies at {shown_bytes(spot.folder)} is not what was captured there")
                system.remove(spot.name, private)
                system.sync(private)
        except FileNotFoundError:
            continue
    drop_folders(system, spots)


def drop_folders(system: System, spots: tuple[Spot, ...]) -> None:
    """Remove the private folders that are empty now."""
    for path in sorted({spot.folder for spot in spots}):
        outer, name = split(path)
        try:
            with folder_at(system, outer) as folder:
                system.remove_folder(name, folder)
                system.sync(folder)
        except OSError as error:
            if error.errno not in (errno.ENOENT, errno.ENOTEMPTY):  # gone already, or what is stranded lies in it
                raise


def put_back(system: System, item: Item, spots: tuple[Spot, ...]) -> None:
    """Give every captured name its old place again; what is there already is no error.

    Raises Stranded where a place is taken by another file, or its folder is gone.
    """
    for name, spot in zip(item.names, spots, strict=True):
        try:
            with folder_at(system, spot.folder) as private:
                system.status_of(spot.name, private)
                _return_name(system, name, spot, private)
        except FileNotFoundError:
            continue
    drop_folders(system, spots)


def _return_name(system: System, name: Name, spot: Spot, private: int) -> None:
    last = split(name.path)[1]
    try:
        with parent_of(system, name) as folder:
            try:
                system.move(spot.name, private, last, folder)
            except FileExistsError:
                # a crash between the two halves of a move leaves both names: take the captured one away
                if not same(system.status_of(last, folder), system.status_of(spot.name, private)):
                    raise
                system.remove(spot.name, private)
            system.sync(folder)
            system.sync(private)
    except (OSError, Refused) as error:
        raise Stranded(
            f"{shown_bytes(name.path)} could not be put back ({error}); it is kept as "
            f"{shown_bytes(spot.folder)}/{shown_bytes(spot.name)}"
        ) from error


def is_planned(item: Item, status: os.stat_result) -> bool:
    """Whether a status is that of the item's file, its change time aside: a new name changes that."""
    bound = item.binding
    return (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns) == (
        bound.device, bound.inode, bound.size, bound.modified,
    )  # fmt: skip


def same(one: os.stat_result, other: os.stat_result) -> bool:
    """Whether two statuses are of one file."""
    return (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino)


@contextmanager
def parent_of(system: System, name: Name) -> Iterator[int]:
    """Open the folder of a name, if it still is the one that was planned; raises Refused, OSError."""
    try:
        folder = open_folder(system, split(name.path)[0])
    except OSError as error:
        if error.errno in _DETOUR:
            raise Refused("its folder is gone, was renamed, or a link has taken its place") from error
        raise
    try:
        status = system.status(folder)
        if (status.st_dev, status.st_ino) != (name.folder_device, name.folder_inode):
            raise Refused("another folder has taken the place of its folder")
        yield folder
    finally:
        system.close(folder)


@contextmanager
def _private(system: System, spot: Spot) -> Iterator[int]:
    """Open the private folder of a spot, made where it is missing; raises Refused where it is not ours alone."""
    outer, name = split(spot.folder)
    with folder_at(system, outer) as above:
        try:
            system.make_folder(name, above)
            system.sync(above)
        except FileExistsError:
            pass
        folder = system.open_folder(name, above)
        try:
            status = system.status(folder)
            if status.st_uid != os.geteuid() or status.st_mode & 0o077:
                raise Refused("somebody else made the private folder for it")
            yield folder
        finally:
            system.close(folder)
