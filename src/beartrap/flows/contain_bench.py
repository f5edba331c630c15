"""A case with its vault open, what a crash left settled, and custody noted: where every verb of `contain` begins."""

import platform
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from beartrap import __version__
from beartrap.case.ledger import Case, utc_now
from beartrap.contain.errors import ContainError
from beartrap.contain.journal import Event, ItemState
from beartrap.contain.recovering import recover
from beartrap.contain.taking import Circumstances
from beartrap.contain.vault import Vault
from beartrap.effects.files.system import System
from beartrap.model.action import Action, Verb
from beartrap.model.evidence import Facts, Scalar
from beartrap.model.frozen import frozen
from beartrap.model.text import printable, shown_bytes

VERBS: Mapping[Event, Verb] = {
    Event.ISOLATED: Verb.QUARANTINED,
    Event.PUT_BACK: Verb.PUT_BACK,
    Event.STRANDED: Verb.STRANDED,
    Event.RESTORED: Verb.RESTORED,
    Event.NOT_RESTORED: Verb.NOT_RESTORED,
    Event.PURGED: Verb.PURGED,
}


@frozen
class Bench:
    """An open case and its open vault. `settled` says, a line each, what a crash had left."""

    case: Case
    vault: Vault
    about: Circumstances
    settled: tuple[str, ...] = ()

    def on_plan(self, plan: str, rules: str) -> "Bench":
        """Return the bench with a plan's id and digest of rules in what its manifests will say."""
        return replace(self, about=replace(self.about, plan=plan, rules=rules))


@contextmanager
def bench(folder: Path, operator: str, now: Callable[[], datetime] = utc_now) -> Iterator[Bench]:
    """Open case and vault for writing, settle what was broken off, note its custody. Raises CaseError, ContainError, OSError."""
    with Case.open(folder, now=now) as case:
        about = Circumstances(operator, now(), case.name, platform.node(), __version__, "", "")
        with Vault(System(), case.folder, case) as vault:
            settled = recover(vault, about)
            note_custody(case, vault)
            yield Bench(case, vault, about, settled)


def note_custody(case: Case, vault: Vault, more: Mapping[str, Mapping[str, Scalar]] | None = None) -> None:
    """Put into the ledger what became of items since the last time (step 11): one action for each finding of an item.

    The ledger first, then the journal: a crash between the two repeats an entry, and the fold takes it once. `more` has
    further facts by item.
    """
    for name, state in vault.states().items():
        verb = VERBS.get(state.event)
        if verb is None or state.noted:
            continue
        facts = Facts.of(**{**_facts(vault, name, state), **(more or {}).get(name, {})})
        item = state.planned
        case.append(
            Action(str(verb), item.place, state.operator, outcome_of(state), finding, facts)
            for finding in item.findings
        )
        vault.note(Event.NOTED, name)


def outcome_of(state: ItemState) -> str:
    """Return in words what became of an item, safe to print."""
    path = shown_bytes(state.planned.names[0].path)
    return printable(f"{path}: {VERBS.get(state.event, state.event)}" + (f" ({state.why})" if state.why else ""))


def _facts(vault: Vault, name: str, state: ItemState) -> dict[str, Scalar]:
    item = state.planned
    facts: dict[str, Scalar] = {
        "item": name,
        "digest": item.binding.digest,
        "names": len(item.names),
        "names_outside": item.outside,
        "ground": item.ground,
    }
    if state.held:
        try:
            facts["manifest"] = vault.manifest_digest(name)
        except ContainError as error:
            facts["manifest"] = f"not as it should be: {error}"
    return facts
