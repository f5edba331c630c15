"""What was found: hits of one detector about one subject, aggregated, with evidence."""

from datetime import datetime
from enum import IntEnum

from beartrap.model.evidence import Evidence, Facts
from beartrap.model.frozen import frozen
from beartrap.model.question import Question


class Severity(IntEnum):
    """How much a finding matters; the exit code follows the highest (11 to 14), `INFO` is context and sets none."""

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4


class Rung(IntEnum):
    """How far it got: the ladder that keeps apart what others mix."""

    NAMED = 0
    ON_DISK = 1
    EXECUTED = 2
    CALLED_HOME = 3
    ANSWERED = 4
    ACTED = 5


@frozen
class Finding:
    """Hits of one detector about one subject.

    `subject` names what it is about (`file:HOST:PATH`, `uid:5A49…`): a later finding of the same detector about the
    same subject replaces the earlier one when the case is folded. `confirmed` is true where it rests on an exact,
    attributable match (a hash, a decoded name) and not on a heuristic: only confirmed findings may lead to removal.
    `count` is the number of hits, `evidence` a bounded sample of them. `since` and `until` are the first and last
    times seen, UTC.
    """

    detector: str
    subject: str
    questions: tuple[Question, ...]
    title: str
    severity: Severity
    why: str
    rung: Rung | None = None
    host: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    count: int = 1
    confirmed: bool = False
    evidence: tuple[Evidence, ...] = ()
    indicators: tuple[str, ...] = ()
    techniques: tuple[str, ...] = ()
    facts: Facts = Facts()
