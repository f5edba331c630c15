"""What was done: by Beartrap to the world, by a person to the case, and which runs looked."""

from dataclasses import dataclass
from datetime import datetime

from beartrap.model.evidence import Facts
from beartrap.model.place import Place

FALSE_POSITIVE = "false-positive"
CONFIRMED = "confirmed"
"""The judgements that a person can pass on a finding."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something that was done about a finding: isolated, removed, verified, restored, ticked off."""

    verb: str
    target: Place | None
    operator: str
    outcome: str
    finding: str | None = None
    facts: Facts = Facts()


@dataclass(frozen=True, slots=True)
class Mark:
    """A person's judgement of a finding: `false-positive` or `confirmed` (which takes an earlier mark back)."""

    finding: str
    judgement: str
    reason: str
    operator: str


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a command on the case: began (`outcome` None) or ended."""

    id: str
    command: str
    version: str
    started: datetime
    ended: datetime | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class Began:
    """A source is being looked at (again): earlier looks at it and gaps in it no longer count.

    One with a digest that no look and no gap follows is a look that was broken off; one without only voids.
    """

    source: str
    digest: str
    rules: str
