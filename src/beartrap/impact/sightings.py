"""Counting what belongs together: how often, from when to when, by whom, with a bounded sample of where it stands."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from beartrap.model.audit import AuditEvent
from beartrap.model.evidence import Evidence, Facts
from beartrap.model.place import Place
from beartrap.model.text import printable, shorten

MOST_EVIDENCE = 5
"""Records that a finding shows of those that it counts."""
MOST_NAMES = 10_000
"""Distinct names that are counted in one group."""
MOST_NAMED = 20
"""Users, addresses and applications that are kept of one group; past that they are counted."""


@dataclass(slots=True)
class Names:
    """Distinct names with how often each came; the first `MOST_NAMED` by name, all in number up to a bound."""

    counts: dict[str, int] = field(default_factory=dict)
    more: int = 0

    def add(self, name: str) -> None:
        """Count one name; nothing for an empty one."""
        if not name:
            return
        if name in self.counts or len(self.counts) < MOST_NAMES:
            self.counts[name] = self.counts.get(name, 0) + 1
        else:
            self.more += 1

    def shown(self) -> str:
        """Return the most frequent names in words."""
        return listed(sorted(self.counts, key=lambda name: (-self.counts[name], name)))


def listed(names: Iterable[str]) -> str:
    """Return names in words, cut with the number that is left."""
    all_names = [printable(name) for name in names]
    shown = ", ".join(all_names[:MOST_NAMED])
    return shown if len(all_names) <= MOST_NAMED else f"{shown} and {len(all_names) - MOST_NAMED:,} more"


@dataclass(slots=True)
class Sighting:
    """What was counted of one group of events."""

    count: int = 0
    failed: int = 0
    since: datetime | None = None
    until: datetime | None = None
    users: Names = field(default_factory=Names)
    addresses: Names = field(default_factory=Names)
    apps: Names = field(default_factory=Names)
    evidence: list[Evidence] = field(default_factory=list)

    def add(self, event: AuditEvent, quote: str = "") -> None:
        """Count one event."""
        self.count += 1
        self.failed += event.ok is False
        if event.time is not None:
            self.since = event.time if self.since is None or event.time < self.since else self.since
            self.until = event.time if self.until is None or event.time > self.until else self.until
        self.users.add(event.user)
        self.addresses.add(event.address)
        self.apps.add(event.app)
        if len(self.evidence) < MOST_EVIDENCE:
            self.evidence.append(evidence(event, quote))

    def facts(self, **more: str | int | float | bool | None) -> Facts:
        """Return who and from where, with `more` beside it; what is empty is left out."""
        told: dict[str, str | int | float | bool | None] = {
            "users": self.users.shown(),
            "addresses": self.addresses.shown(),
            "apps": self.apps.shown(),
            "failed": self.failed,
            **more,
        }
        return Facts.of(**{name: value for name, value in told.items() if value not in ("", None)})


def evidence(event: AuditEvent, quote: str = "") -> Evidence:
    """Return an event as evidence: its place, what it says, its time."""
    says = quote or f"{event.operation.strip()} by {event.user or event.app or 'nobody named'}"
    about = f" on {event.target}" if event.target and not quote else ""
    return Evidence(
        Place(event.file, row=event.row),
        shorten(printable(says + about), 400),
        event.time,
        Facts.of(
            **{
                name: value
                for name, value in (("address", event.address), ("app", event.app), ("id", event.id))
                if value
            }
        ),
    )
