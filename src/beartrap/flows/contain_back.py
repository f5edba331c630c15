"""`beartrap contain restore`, `purge` and `status`: giving back, taking away for good, and how things stand."""

import os
from datetime import datetime
from pathlib import Path

from beartrap.case.answers import contained
from beartrap.case.checklist import Step, checklist
from beartrap.contain import giving_back
from beartrap.contain.errors import ContainError, VaultError
from beartrap.contain.journal import Event, ItemState
from beartrap.contain.vault import Vault
from beartrap.flows.contain_bench import bench, note_custody
from beartrap.model.answer import Answer
from beartrap.model.frozen import frozen
from beartrap.model.text import printable, shown_bytes


@frozen
class Held:
    """One item of the vault: its id, its first path on this machine and all others, where it stands, and whether it is whole."""

    item: str
    path: str
    names: int
    state: Event
    title: str
    taken: datetime | None
    operator: str
    size: int
    digest: str
    outside: int
    why: str = ""
    problem: str = ""


@frozen
class Standing:
    """The vault and what is left to do. `settled` says what a crash had left, `problems` what is not as it should be."""

    held: tuple[Held, ...]
    answer: Answer
    steps: tuple[Step, ...]
    settled: tuple[str, ...]

    @property
    def problems(self) -> tuple[Held, ...]:
        """Items whose blob or manifest is not whole, or that are stranded."""
        return tuple(one for one in self.held if one.problem or one.state is Event.STRANDED)


def status(case: Path, operator: str, *, check: bool = False) -> Standing:
    """Return how the vault stands; `check` reads every blob to its end. Raises CaseError, ContainError."""
    with bench(case, operator) as at:
        held = tuple(_held(at.vault, name, state, check) for name, state in at.vault.states().items())
        records = at.case.view().records
        return Standing(held, contained.answer(records), checklist(records), at.settled)


def _held(vault: Vault, name: str, state: ItemState, check: bool) -> Held:
    item = state.planned
    taken, problem = None, ""
    if state.held:
        try:
            manifest = vault.manifest(name)
            taken = manifest.taken
            if check:
                vault.check(manifest.blob, item.binding.digest)
            elif not vault.has(manifest.blob):
                problem = "its blob is gone"
        except (ContainError, OSError) as error:
            problem = printable(str(error))
    return Held(
        item=name, path=shown_bytes(item.names[0].path), names=len(item.names), state=state.event, title=item.title,
        taken=taken, operator=state.operator, size=item.binding.size, digest=item.binding.digest, outside=item.outside,
        why=printable(state.why), problem=problem,
    )  # fmt: skip


def restore(
    case: Path, item: str, operator: str, *, setuid: bool = False, to: Path | None = None
) -> tuple[str, str, tuple[str, ...]]:
    """Give an item back; returns its id, the path and, in words, what could not be given back.

    `item` is an id or its beginning. Raises CaseError, VaultError, Refused, Tampered, OSError.
    """
    with bench(case, operator) as at:
        name = _named(at.vault, item)
        path = None if to is None else _plain(to)
        try:
            problems = giving_back.restore(at.vault, name, operator, setuid=setuid, to=path)
        finally:
            note_custody(at.case, at.vault)
        where = path if path is not None else at.vault.state(name).planned.names[0].path
        return name, shown_bytes(where), tuple(map(printable, problems))


def purge(case: Path, items: tuple[str, ...], operator: str) -> tuple[str, ...]:
    """Take the contents of these items away for good; returns their ids. Raises as `restore` does."""
    with bench(case, operator) as at:
        names = tuple(_named(at.vault, item) for item in items)
        for name in names:
            giving_back.purge(at.vault, name, operator)
            note_custody(at.case, at.vault)
        return names


def purgeable(case: Path, items: tuple[str, ...], operator: str) -> tuple[Held, ...]:
    """Return the items that `purge` would take away: these, or where none is named all that the vault holds."""
    with bench(case, operator) as at:
        states = at.vault.states()
        names = [_named(at.vault, item) for item in items] or [name for name, state in states.items() if state.held]
        return tuple(_held(at.vault, name, states[name], False) for name in names)


def _named(vault: Vault, item: str) -> str:
    matching = [name for name in vault.states() if name == item or name.startswith((item, f"item-{item}"))]
    if len(matching) != 1:
        problem = "no such item in this case's vault" if not matching else f"{len(matching)} items begin so"
        raise VaultError(f"{item}: {problem}; `beartrap contain status CASE` lists them")
    return matching[0]


def _plain(path: Path) -> bytes:
    """Return a path that a person typed as a plain one: the folder's real path and the name, which is not followed."""
    absolute = path.absolute()
    return os.path.realpath(os.fsencode(absolute.parent)).rstrip(b"/") + b"/" + os.fsencode(absolute.name)
