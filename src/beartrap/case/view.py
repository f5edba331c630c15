"""A case as everybody sees it: the folded records and the eight answers. Terminal, HTML, JSON and exit code read only this."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Any, Generic, TypeVar

from beartrap.model.action import Action, Began, Mark, Run
from beartrap.model.answer import Answer
from beartrap.model.claim import Claim, Document
from beartrap.model.coverage import Gap, Looked
from beartrap.model.estate import Estate
from beartrap.model.finding import Finding
from beartrap.model.frozen import frozen
from beartrap.model.incident import Incident
from beartrap.model.indicator import Indicator

Noun = TypeVar("Noun")


@frozen
class Kept(Generic[Noun]):
    """One record as the ledger keeps it: its id, where in the chain it stands, when it was recorded (UTC).

    `unknown` holds the fields that a newer version wrote and this one does not know. `again` is where in the chain a finding was last
    said again in the same words, 0 where it was not: what `seq` and `at` tell stays the first time.
    """

    id: str
    seq: int
    at: datetime
    record: Noun
    unknown: Mapping[str, Any] = field(default_factory=dict)
    again: int = 0

    @property
    def last(self) -> int:
        """Where in the chain it was last said."""
        return max(self.seq, self.again)


@frozen
class Records:
    """What stands in the case once superseded records are folded away, each kind in ledger order.

    `findings` are those that count; `suppressed` those that a person marked as false positives, kept and counted.
    `foreign` counts records of kinds that this version does not know.
    """

    documents: tuple[Kept[Document], ...] = ()
    claims: tuple[Kept[Claim], ...] = ()
    indicators: tuple[Kept[Indicator], ...] = ()
    incidents: tuple[Kept[Incident], ...] = ()
    estate: Estate | None = None
    findings: tuple[Kept[Finding], ...] = ()
    suppressed: tuple[Kept[Finding], ...] = ()
    looked: tuple[Kept[Looked], ...] = ()
    gaps: tuple[Kept[Gap], ...] = ()
    actions: tuple[Kept[Action], ...] = ()
    marks: tuple[Kept[Mark], ...] = ()
    runs: tuple[Kept[Run], ...] = ()
    began: tuple[Kept[Began], ...] = ()
    foreign: int = 0


@frozen
class CaseView:
    """The whole case: its name, the ledger's length and head hash, the records, and the eight answers in board order."""

    name: str
    length: int
    head: str
    records: Records
    answers: tuple[Answer, ...] = ()
