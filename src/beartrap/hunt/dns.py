"""Indicators over DNS logs: domains with their subdomains, addresses and networks in answers, hosts of URLs."""

from collections.abc import Iterator

import pyarrow as pa

from beartrap.engine.detector import Meta, Scope
from beartrap.engine.extent import Extent
from beartrap.engine.hits import Hits
from beartrap.engine.knowledge import Knowledge
from beartrap.engine.tables import Table
from beartrap.hunt.clients import Clients
from beartrap.hunt.matching import match
from beartrap.hunt.silence import Silence
from beartrap.hunt.tally import Tally
from beartrap.hunt.watchlist import Watchlist
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.evidence import Facts
from beartrap.model.finding import Finding
from beartrap.model.question import Question

MOST_REFUSED_NAMED = 3
"""Indicators that cannot be looked for whose complaint is repeated; all are counted."""


class DnsHunt:
    """Looks at one DNS log in one pass. Made once, it serves any number of logs, one after the other."""

    meta = Meta(
        id="hunt.dns",
        title="Indicators in DNS logs",
        why="An implant must find its operator: the names it asks for, and where answers lead, give it away.",
        needs=(SourceKind.DNS,),
        questions=(Question.ACTIVE,),
        techniques=("T1071.004", "T1568.002"),
        references=("https://attack.mitre.org/techniques/T1071/004/",),
    )

    def __init__(self, knowledge: Knowledge, *, name_unseen: bool = True) -> None:
        """Make ready all domains, addresses and URLs that `knowledge` holds; a million take some seconds.

        `name_unseen` names in each log the hosts that it does not show, also where its source is for any host; who
        looks at many logs leaves that to `silence.never_seen`, over all of them.
        """
        self._name_unseen = name_unseen
        self._estate = knowledge.estate
        self._watchlist = Watchlist(knowledge)
        self._by_key = {watch.key: watch for watch in self._watchlist.watches}
        self._scopes: dict[str, Scope] = {}

    def match(self, batch: pa.RecordBatch, label: str, clients: Clients | None = None) -> pa.RecordBatch:
        """Return the hits of one batch in the DNS schema, in HITS_SCHEMA; a pure function."""
        known = clients or Clients(self._estate)
        return match(batch, self._watchlist, label, lambda client: known.who(client).host)

    def look(self, table: Table) -> Iterator[Finding | Gap | Hits]:
        """Yield the hits batch by batch, then findings, then what the log does not show. Gaps of the table pass through.

        Where the table breaks on the way, what was found before it is yielded all the same, and the break goes on.
        """
        clients = Clients(self._estate, table.source)
        extent = Extent()
        tally = Tally(self.meta.id, table.label, self._by_key, clients)
        yield from self._unsearchable(table)
        left = False
        try:
            yield from self._hits(table, clients, extent, tally)
        except GeneratorExit:  # nobody listens any more
            left = True
            raise
        finally:
            if not left:
                yield from tally.findings()
        silence = Silence(self.meta.id, table, self._estate, extent, clients, name_unseen=self._name_unseen)
        self._scopes[table.label] = _scope(table, extent, silence.hosts)
        yield from silence.gaps()
        yield from self._unanswered(table, tally.unanswered)

    def _hits(self, table: Table, clients: Clients, extent: Extent, tally: Tally) -> Iterator[Gap | Hits]:
        for batch in table.batches():
            if isinstance(batch, Gap):
                yield batch
                continue
            extent.add(batch)
            hits = self.match(batch, table.label, clients)
            if hits.num_rows:
                tally.add(hits)
                yield Hits(self.meta.id, hits)

    def scope(self, table: Table) -> Scope:
        """Return what the last look at `table` covered; nothing, where it did not come to its end."""
        done = self._scopes.get(table.label)
        return done or Scope(table.label, table.kind, table.digest, (), (), 0, "rows")

    def _unanswered(self, table: Table, count: int) -> Iterator[Gap]:
        if count:
            yield Gap(
                reason=GapReason.UNANSWERED,
                questions=self.meta.questions,
                why=f"{table.label}: calls home without a recorded answer: {count:,}; what they were told is unknown, not clean",
                remedy="Find a log that records answers (a resolver's or a sensor's) for the same time.",
                source=table.label,
                kind=table.kind,
                count=count,
                by=self.meta.id,
            )

    def _unsearchable(self, table: Table) -> Iterator[Gap]:
        """Say what cannot be looked for."""
        complaints = [complaint for _, complaint in self._watchlist.refused]
        if complaints:
            shown = "; ".join(complaints[:MOST_REFUSED_NAMED])
            yield self._unsupported(table, f"{len(complaints):,} indicators cannot be looked for in DNS: {shown}")
        for incident in self._watchlist.unknown_decoders:
            yield self._unsupported(table, f"the pack {incident.id} names the decoder {incident.decoder}, unknown here")

    def _unsupported(self, table: Table, why: str) -> Gap:
        return Gap(
            reason=GapReason.UNSUPPORTED,
            questions=self.meta.questions,
            why=why,
            remedy="Correct the list or the pack.",
            source=table.label,
            kind=table.kind,
            by=self.meta.id,
        )


def _scope(table: Table, extent: Extent, hosts: tuple[str, ...]) -> Scope:
    counts = Facts.of(
        clients=len(extent.clients),
        rows_without_client=extent.clientless,
        rows_without_time=extent.timeless,
        rows_without_answers=extent.unanswered,
    )
    return Scope(table.label, table.kind, table.digest, hosts, extent.windows, extent.rows, "rows", counts)
