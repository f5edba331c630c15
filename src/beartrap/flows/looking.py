"""Looking at the sources of an estate, one by one: each look bracketed, resumable, stopped by the budget.

`Began` voids what an earlier look at the same input left; a look that was carried to its end (same input, same
rules) is not made again.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from beartrap.case.ledger import Case
from beartrap.engine.contents import Examiner
from beartrap.engine.detector import Found
from beartrap.engine.hits import Hits
from beartrap.engine.hosts import HostNames
from beartrap.engine.knowledge import Knowledge
from beartrap.flows.listing import Listings
from beartrap.flows.progress import Progress
from beartrap.flows.recorder import Recorder
from beartrap.model.action import Began
from beartrap.model.coverage import Gap, GapReason, Looked, SourceKind
from beartrap.model.estate import Source
from beartrap.model.finding import Finding
from beartrap.model.question import Question

if TYPE_CHECKING:  # Arrow: 40 MB that a sweep of files does not need
    import pyarrow as pa

    from beartrap.case.hits import HitStore
    from beartrap.hunt.dns import DnsHunt

QUESTIONS = {
    SourceKind.FILES: (Question.EXPOSED, Question.PRESENT),
    SourceKind.HASHES: (Question.EXPOSED, Question.PRESENT),
    SourceKind.PACKAGES: (Question.EXPOSED,),
    SourceKind.SBOM: (Question.EXPOSED,),
    SourceKind.DNS: (Question.ACTIVE,),
    SourceKind.ENDPOINT: (Question.ACTIVE,),
    SourceKind.PROXY: (Question.ACTIVE, Question.SEEN, Question.ONWARD),
    SourceKind.UPDATE: (Question.NEXT,),
    SourceKind.CONNECTIONS: (Question.SEEN, Question.ONWARD),
    SourceKind.MAIL_AUDIT: (Question.SEEN, Question.ONWARD),
    SourceKind.SIGN_INS: (Question.SEEN, Question.ONWARD),
    SourceKind.CLOUD_AUDIT: (Question.SEEN, Question.ONWARD),
    SourceKind.RELEASES: (Question.ONWARD,),
    SourceKind.VAULT: (Question.PRESENT,),
}
"""Which answers a source of each kind fills, and so which ones suffer where it cannot be read."""

RESUME = "Run the same command again with --case on this case: what was looked at is not looked at twice."


@dataclass
class Desk:
    """What a look needs at hand: the case, what is looked for, when to stop, whom to tell.

    `bare`: places were named one by one, and one without a database of packages is no gap. `own` are folders of ours, which no walk enters. `finished` holds the sources whose looks were all made in this run, `unfinished_before` the labels of gaps that an
    earlier run left because it was stopped.
    """

    case: Case
    recorder: Recorder
    knowledge: Knowledge
    rules: str
    deadline: Callable[[], bool]
    progress: Progress
    examiner: Examiner
    hosts: HostNames
    own: frozenset[bytes]
    excludes: tuple[bytes, ...] = ()
    rehash: bool = False
    listings: Listings = field(default_factory=Listings)
    bare: bool = False
    finished: set[str] = field(default_factory=set)
    unfinished_before: frozenset[str] = frozenset()

    @cached_property
    def dns_hunt(self) -> "DnsHunt":
        """The hunt in DNS, made once: with a million indicators that takes seconds."""
        from beartrap.hunt.dns import DnsHunt  # late, as said above

        return DnsHunt(self.knowledge, name_unseen=False)


def bracket(
    desk: Desk,
    source: Source,
    label: str,
    digest: str,
    look: Callable[[], Iterable[Found | Looked]],
    store: "HitStore | None" = None,
) -> None:
    """Carry out one look and keep its records, and its raw hits in `store`, unless this case has already made it."""
    if (
        not desk.rehash
        and desk.case.has_looked(label, digest, desk.rules)
        and (store is None or store.holds(digest, desk.rules))
    ):
        desk.progress.note(f"{label}: already looked at, unchanged")
        return
    desk.recorder.add(Began(label, digest, desk.rules))
    desk.recorder.flush()
    looks: list[Looked] = []
    hits: list[pa.RecordBatch] = []
    for record in look():
        if isinstance(record, Looked):
            looks.append(record)
        elif isinstance(record, Hits):
            hits.append(record.batch)
        else:
            desk.recorder.add(_belonging(record, source, label))
    if store is not None:
        store.write(digest, desk.rules, hits)
    desk.recorder.add(*looks)  # in one transaction: half of them would make the look seem whole
    desk.recorder.flush()


def keep_gap(desk: Desk, source: Source, gap: Gap) -> None:
    """Keep a gap that stands outside of any look: an input that could not even be opened."""
    label = gap.source or source.label
    desk.recorder.add(Began(label, "", desk.rules), _belonging(gap, source, label))


def _belonging(record: Finding | Gap, source: Source, label: str) -> Finding | Gap:
    """A gap is made to name the look that it belongs to and the answers that suffer, so that a later look voids it."""
    if not isinstance(record, Gap):
        return record
    return replace(
        record, source=label, kind=record.kind or source.kind, questions=record.questions or QUESTIONS[source.kind]
    )


def not_looked(sources: Iterable[Source], reason: GapReason, why: str) -> Iterator[Gap]:
    """Yield a gap for each source that nobody came to."""
    for source in sources:
        hosts = tuple(host for host in source.hosts if host != "*")
        yield Gap(
            reason=reason,
            questions=QUESTIONS[source.kind],
            why=f"{source.label} was not looked at to its end: {why}",
            remedy=RESUME,
            source=whole(source),
            kind=source.kind,
            hosts=hosts,
        )


def whole(source: Source) -> str:
    """Return the label under which a source that nobody finished is kept: its single looks have labels of their own."""
    return f"{source.label} (as a whole)"


def finish(desk: Desk, source: Source) -> None:
    """Note that every look at a source was made: an earlier run's word that it was not no longer counts."""
    desk.finished.add(source.label)
    if whole(source) in desk.unfinished_before:
        desk.recorder.add(Began(whole(source), "", desk.rules))
