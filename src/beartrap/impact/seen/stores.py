"""Places that hold data and were read, other than mailboxes: sites, chats, buckets; who read what in them, counted."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from beartrap.impact.seen.uses import Use, use_of
from beartrap.impact.sightings import Sighting
from beartrap.impact.times import earlier, later
from beartrap.model.audit import AuditEvent

MOST_OBJECTS = 2_000_000
"""Objects (files, chat messages) of one run that are kept by name, some 250 bytes each; past that they are counted, and a gap says so."""


@dataclass(slots=True)
class Object:
    """One file or message: how often it was read, when first and last, by which applications and users."""

    name: str
    times: int = 0
    operations: Counter[str] = field(default_factory=Counter)
    first: datetime | None = None
    last: datetime | None = None
    users: set[str] = field(default_factory=set)
    apps: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Store:
    """One site, chat or bucket."""

    name: str
    records: int = 0
    objects: dict[str, Object] = field(default_factory=dict)
    by_use: dict[Use, Sighting] = field(default_factory=dict)


class Stores:
    """All places of one kind."""

    def __init__(self) -> None:
        self.known: dict[str, Store] = {}
        self.kept = 0
        self.dropped = 0

    def add(self, name: str, event: AuditEvent, objects: tuple[str, ...]) -> None:
        """Count one event in a place, with the objects that it names. A repeat adds its objects alone."""
        store = self.known.get(name.lower())
        if store is None:
            store = self.known[name.lower()] = Store(name)
        if not event.repeat:
            store.records += 1
            seen = store.by_use.setdefault(use_of(event), Sighting())
            seen.add(event)
        for one in objects:
            self._object(store, one, event)

    def _object(self, store: Store, name: str, event: AuditEvent) -> None:
        found = store.objects.get(name)
        if found is None:
            if self.kept >= MOST_OBJECTS:
                self.dropped += 1
                return
            self.kept += 1
            found = store.objects[name] = Object(name)
        elif event.repeat:
            return
        found.times += 1
        found.operations[event.operation.strip()] += 1
        found.first, found.last = earlier(found.first, event.time), later(found.last, event.time)
        found.users.add(event.user)
        found.apps.add(event.app)
        found.addresses.update(event.addresses)
