"""One of the eight answers."""

from datetime import datetime
from enum import StrEnum

from beartrap.model.coverage import Need
from beartrap.model.frozen import frozen
from beartrap.model.question import Question
from beartrap.model.window import Window


class State(StrEnum):
    """Never a bare no."""

    YES = "yes"
    NO_INDICATION = "no indication"
    NOT_LOOKED = "not looked"


class Grade(StrEnum):
    """`verified`: all that was needed was looked at; `partial`: something is missing, and it is said what."""

    VERIFIED = "verified"
    PARTIAL = "partial"


@frozen
class HostCoverage:
    """For one host, the time that was needed and the part of it that was covered (logs), or whether it was looked at (states)."""

    host: str
    complete: bool
    windows: tuple[Window, ...] = ()
    kinds: tuple[str, ...] = ()


@frozen
class Covered:
    """What was looked at of what was needed, in hosts and in days, host by host."""

    hosts_needed: int = 0
    hosts_complete: int = 0
    hosts_touched: int = 0
    days_needed: float = 0.0
    days_covered: float = 0.0
    by_host: tuple[HostCoverage, ...] = ()


@frozen
class Answer:
    """The answer to one question, computed from records alone.

    `missing` says in words what would have to be looked at for the grade `verified`; `would_change` what would turn
    the answer. `findings`, `gaps` and `claims` are record ids.
    """

    id: Question
    state: State
    grade: Grade | None
    statement: str
    since: datetime | None = None
    until: datetime | None = None
    needed: tuple[Need, ...] = ()
    covered: Covered = Covered()
    missing: tuple[str, ...] = ()
    would_change: tuple[str, ...] = ()
    verdict: str | None = None
    findings: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
