"""Looking into the vaults of other products: what was isolated before us is evidence."""

import os
from collections.abc import Iterator
from dataclasses import replace

from beartrap.engine.detector import Found, Scope
from beartrap.engine.run import run
from beartrap.estate import trees, vaults
from beartrap.estate.gaps import only_host
from beartrap.flows.looking import Desk, bracket, keep_gap
from beartrap.model.artifact import Quarantined
from beartrap.model.coverage import Gap, Looked, SourceKind
from beartrap.model.estate import Source
from beartrap.sweep import ALL_VAULT


def look_at_vaults(desk: Desk, source: Source) -> None:
    """Look into a foreign vault: one folder of one host (several, where the path is a glob)."""
    for root in trees.roots(replace(source, kind=SourceKind.FILES)):  # a folder, not the files in it
        if isinstance(root, Gap):
            keep_gap(desk, source, root)
            continue
        found, folder = root
        host = only_host(source) or (found if any(one.name == found for one in desk.knowledge.estate.hosts) else None)
        label = source.label if source.path == os.fsdecode(folder) else os.fsdecode(folder)
        desk.progress.stage(f"Reading the vault {label}")
        digest, _ = desk.listings.of(source, host or "", folder)
        one = Source(source.label, os.fsdecode(folder), source.kind, hosts=source.hosts)
        bracket(desk, source, label, digest, lambda: _look(desk, one, label, digest, host))  # noqa: B023 (called at once)


def _look(desk: Desk, source: Source, label: str, digest: str, host: str | None) -> Iterator[Found | Looked]:
    held: list[Quarantined | Gap] = list(vaults.read(source, host))
    amount = sum(isinstance(one, Quarantined) for one in held)
    hosts = () if host is None else (host,)
    scope = Scope(label, source.kind, digest, hosts, (), amount, "files")
    yield from run([detector(desk.knowledge) for detector in ALL_VAULT], held, lambda: scope, desk.rules)
