"""What a crash left in the middle, brought to one of two ends: the file in its place, or in the vault and nowhere else.

Runs at the beginning of every verb. It decides by what is really there; the journal says where to look.

- Captured and not yet stored: put back. Where its place is taken or its folder gone, it is stored instead.
- Stored: the captured names are taken away; where blob or manifest turn out not to be whole, put back.
- A restore: the half-made file is taken away, or found to be complete.
- A purge is completed.

What can be brought to neither end stays where it is, and is told each time.
"""

from beartrap.contain.captured import clear, is_planned, parent_of, put_back, same
from beartrap.contain.errors import ContainError, Refused, Stranded, Tampered
from beartrap.contain.giving_back import finish_purge, settle
from beartrap.contain.items import Item, ItemKind
from beartrap.contain.journal import Event, ItemState
from beartrap.contain.taking import Circumstances, keep
from beartrap.contain.vault import Vault
from beartrap.effects.files.beneath import folder_at, split
from beartrap.effects.files.content import Changed
from beartrap.effects.files.metadata import take_down
from beartrap.model.text import printable, shown_bytes


def recover(vault: Vault, about: Circumstances) -> tuple[str, ...]:
    """Settle everything unfinished; returns a line for each item that was, safe to print. Raises OSError, Tampered."""
    vault.tidy()
    lines: list[str] = []
    for name, state in vault.states().items():
        if state.unfinished:
            lines.append(_settled(vault, name, state, about))
    return tuple(lines)


def _settled(vault: Vault, name: str, state: ItemState, about: Circumstances) -> str:
    """Settle one item; one that cannot be must not keep the others from it."""
    shown = shown_bytes(state.planned.names[0].path)
    try:
        _settle(vault, name, state, about)
    except (ContainError, Changed, OSError) as error:
        return f"{shown}: was broken off ({state.event}) and could not be settled: {printable(str(error))}"
    after = vault.state(name)
    return f"{shown}: was broken off ({state.event}), is now: {after.event}" + (f". {after.why}" if after.why else "")


def _settle(vault: Vault, name: str, state: ItemState, about: Circumstances) -> None:
    match state.event:
        case Event.RESTORING:
            settle(vault, name, state)
        case Event.PURGING:
            finish_purge(vault, name)
        case Event.STORED:
            _finish(vault, state.planned, state)
        case _:
            _take_back(vault, state.planned, state, about)


def _finish(vault: Vault, item: Item, state: ItemState) -> None:
    """Complete an item whose content is stored, once it is sure that it is."""
    try:
        manifest = vault.manifest(item.id)
        vault.check(manifest.blob, item.binding.digest)
        clear(vault.system, item, state.capture)
    except (Tampered, Stranded) as error:
        _put_back(vault, item, state, str(error))
        return
    vault.note(Event.ISOLATED, item.id)


def _take_back(vault: Vault, item: Item, state: ItemState, about: Circumstances) -> None:
    if _blocked(vault, item, state):
        try:
            _store_after_all(vault, item, state, about)
            return
        except (ContainError, Changed, OSError) as error:
            _strand(vault, item, state, str(error))
            return
    _put_back(vault, item, state, "broken off before it was stored")


def _put_back(vault: Vault, item: Item, state: ItemState, why: str) -> None:
    try:
        put_back(vault.system, item, state.capture)
    except Stranded as error:
        _strand(vault, item, state, str(error))
        return
    vault.note(Event.PUT_BACK, item.id, why=why)


def _strand(vault: Vault, item: Item, state: ItemState, why: str) -> None:
    if (state.event, state.why) != (Event.STRANDED, why):
        vault.note(Event.STRANDED, item.id, why=why)


def _blocked(vault: Vault, item: Item, state: ItemState) -> bool:
    """Whether a captured name cannot have its place again: the folder is gone, or another file stands there."""
    system = vault.system
    for name, spot in zip(item.names, state.capture, strict=True):
        try:
            with folder_at(system, spot.folder) as private:
                captured = system.status_of(spot.name, private)
        except FileNotFoundError:
            continue
        try:
            with parent_of(system, name) as folder:
                if not same(system.status_of(split(name.path)[1], folder), captured):
                    return True
        except FileNotFoundError:
            continue
        except Refused:
            return True
    return False


def _store_after_all(vault: Vault, item: Item, state: ItemState, about: Circumstances) -> None:
    """Take into the vault what cannot go back; only where all of its names were captured and it is what was planned."""
    system = vault.system
    for spot in state.capture:
        with folder_at(system, spot.folder) as private:
            status = system.status_of(spot.name, private)
            if not is_planned(item, status):
                raise Stranded(f"what is kept in {shown_bytes(spot.folder)} was changed")
            metadata = take_down(system, spot.name, private, status)
            target = system.read_link(spot.name, private) if item.kind is ItemKind.LINK else None
    keep(vault, item, state.capture, about, metadata, target)
    vault.note(Event.STORED, item.id, why="its old place was taken or gone")
    clear(system, item, state.capture)
    vault.note(Event.ISOLATED, item.id)
