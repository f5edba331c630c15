"""Looking at DNS logs: one table a file, hits to Parquet, findings to the ledger; then what only all hits together show."""

from collections.abc import Iterator

import pyarrow as pa

from beartrap.case.hits import HitStore
from beartrap.engine.detector import Found, Scope
from beartrap.engine.run import run, run_all
from beartrap.engine.tables import Table
from beartrap.estate.logs import open_tables
from beartrap.flows.looking import Desk, bracket, keep_gap
from beartrap.hunt.dns import DnsHunt
from beartrap.hunt.sunburst.ladder import SunburstLadder
from beartrap.model.coverage import Gap, Looked, SourceKind
from beartrap.model.estate import Source

ALL_HITS = "all hits in DNS"
"""The input of the correlations, as the case names it."""


def look_at_logs(desk: Desk, source: Source) -> None:
    """Look at every file of a log source."""
    hunt = DnsHunt(desk.knowledge)
    for table in open_tables(source):
        if isinstance(table, Gap):
            keep_gap(desk, source, table)
            continue
        desk.progress.stage(f"Reading {table.label}")
        bracket(desk, source, table.label, table.digest, lambda table=table: _hunt(desk, hunt, table))  # type: ignore[misc]


def _hunt(desk: Desk, hunt: DnsHunt, table: Table) -> Iterator[Found | Looked]:
    yield from run([hunt], [table], lambda: hunt.scope(table), desk.rules)


def correlate(desk: Desk) -> None:
    """Grade what only shows over all hits: one implant's names, from whatever log they came."""
    if not any(incident.decoder for incident in desk.knowledge.incidents):
        return
    desk.progress.stage("Grading what the names say")
    store = HitStore(desk.case.hits_folder)
    digest = store.digest(desk.rules)
    source = Source(ALL_HITS, ALL_HITS, SourceKind.DNS)
    bracket(desk, source, ALL_HITS, digest, lambda: _grade(desk, store, digest))


def _grade(desk: Desk, store: HitStore, digest: str) -> Iterator[Found | Looked]:
    counted = 0

    def hits() -> Iterator[pa.RecordBatch]:
        nonlocal counted
        for batch in store.read(desk.rules):
            counted += batch.num_rows
            yield batch

    def scope() -> Scope:
        return Scope(ALL_HITS, SourceKind.DNS, digest, (), (), counted, "hits")

    yield from run_all(SunburstLadder(desk.knowledge), hits(), scope, desk.rules)
