"""What was done: by Beartrap to the world, by a person to the case, and which runs looked."""

from datetime import datetime
from enum import StrEnum

from beartrap.model.evidence import Facts
from beartrap.model.frozen import frozen
from beartrap.model.place import Place

FALSE_POSITIVE = "false-positive"
CONFIRMED = "confirmed"
"""The judgements that a person can pass on a finding."""


class Verb(StrEnum):
    """What the quarantine and its people do; the `verb` of their actions."""

    PLANNED = "planned"
    QUARANTINED = "quarantined"
    REFUSED = "refused"
    """Left alone: it was not what was planned."""
    PUT_BACK = "put back"
    STRANDED = "stranded"
    RESTORED = "restored"
    NOT_RESTORED = "not restored"
    PURGED = "purged"
    RAN = "ran"
    """A command of a package manager, on a person's word."""
    VERIFIED = "verified"
    """A sweep afterwards; its outcome is one of the three below."""
    TICKED = "ticked"
    """A step of the checklist, done by a person."""


GONE, FOUND_AGAIN, NOT_EXAMINED = "gone", "found again", "not examined"
NAMES_LEFT = "a further name remains outside of the scope"
"""How a sweep after removal ends for one finding."""


@frozen
class Action:
    """Something that was done about a finding: isolated, removed, verified, restored, ticked off."""

    verb: str
    target: Place | None
    operator: str
    outcome: str
    finding: str | None = None
    facts: Facts = Facts()


@frozen
class Mark:
    """A person's judgement of a finding: `false-positive` or `confirmed` (which takes an earlier mark back)."""

    finding: str
    judgement: str
    reason: str
    operator: str


@frozen
class Run:
    """One run of a command on the case: began (`outcome` None) or ended."""

    id: str
    command: str
    version: str
    started: datetime
    ended: datetime | None = None
    outcome: str | None = None


@frozen
class Began:
    """A source is being looked at (again): earlier looks at it and gaps in it no longer count.

    One with a digest that no look and no gap follows is a look that was broken off; one without only voids.
    """

    source: str
    digest: str
    rules: str
