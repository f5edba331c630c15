"""Looking at DNS logs: one table a file, hits to Parquet, findings to the ledger; then what only all hits together show."""

from collections.abc import Iterator
from dataclasses import replace

import pyarrow as pa

from beartrap.case.hits import HitStore
from beartrap.engine.detector import Found, Scope
from beartrap.engine.run import run, run_all
from beartrap.engine.tables import Table
from beartrap.estate.logs import open_tables
from beartrap.flows.looking import Desk, bracket, keep_gap
from beartrap.hunt.dns import DnsHunt
from beartrap.hunt.silence import never_seen
from beartrap.hunt.sunburst.ladder import SunburstLadder
from beartrap.model.action import Began
from beartrap.model.coverage import Gap, Looked, SourceKind
from beartrap.model.estate import Source

ALL_HITS = "all hits in DNS"
ALL_LOGS = "all DNS logs"
"""The inputs of the correlations, as the case names them."""


def look_at_logs(desk: Desk, source: Source) -> None:
    """Look at every file of a log source."""
    hunt = desk.dns_hunt
    store = HitStore(desk.case.hits_folder)
    for table in open_tables(source):
        if isinstance(table, Gap):
            keep_gap(desk, source, table)
            continue
        desk.progress.stage(f"Reading {table.label}")
        bracket(desk, source, table.label, table.digest, lambda table=table: _hunt(desk, hunt, table), store)  # type: ignore[misc]


def _hunt(desk: Desk, hunt: DnsHunt, table: Table) -> Iterator[Found | Looked]:
    yield from run([hunt], [table], lambda: hunt.scope(table), desk.rules)


def correlate(desk: Desk) -> None:
    """Grade what only shows over all logs: hosts that none of them shows, and one implant's names from whatever log."""
    _tell_unseen(desk)
    if not any(incident.decoder for incident in desk.knowledge.incidents):
        return
    desk.progress.stage("Grading what the names say")
    store = HitStore(desk.case.hits_folder)
    digest = store.digest(desk.rules)
    source = Source(ALL_HITS, ALL_HITS, SourceKind.DNS)
    bracket(desk, source, ALL_HITS, digest, lambda: _grade(desk, store, digest))


def _tell_unseen(desk: Desk) -> None:
    """Keep a gap for the hosts that no DNS log shows, in this run or an earlier one; void what an earlier run said."""
    desk.recorder.flush()
    looks = [kept.record for kept in desk.case.view().records.looked if kept.record.kind is SourceKind.DNS]
    if not any(look.amount for look in looks):
        return
    desk.recorder.add(Began(ALL_LOGS, "", desk.rules))
    seen = {host for look in looks for host in look.hosts}
    desk.recorder.add_all(replace(gap, source=ALL_LOGS) for gap in never_seen(desk.knowledge.estate, seen))


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
