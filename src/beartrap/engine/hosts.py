"""Which of our hosts a name in somebody's file is: inventories and logs write it in their own way."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from beartrap.engine.address_text import canonical
from beartrap.model.artifact import Artifact, Package
from beartrap.model.coverage import Gap
from beartrap.model.estate import Estate, Host

Thing = TypeVar("Thing", Artifact, Package)


class HostNames:
    """The estate's hosts by name (case aside), by the first label of their name, by address."""

    def __init__(self, estate: Estate) -> None:
        self._strangers: dict[str, str] = {}
        self._by_address: dict[str, Host] = {}
        self._by_name: dict[str, Host] = {}
        for host in estate.hosts:
            self._by_name.setdefault(host.name.lower(), host)
            for address in host.addresses:
                self._by_address.setdefault(canonical(address) or address.lower(), host)
        for host in estate.hosts:
            self._by_name.setdefault(host.name.lower().partition(".")[0], host)

    def find(self, written: str) -> Host | None:
        """Return the estate's host that is meant, None where it is none of them."""
        text = written.strip().rstrip(".").lower()
        address = canonical(text)
        if address is not None:
            return self._by_address.get(address)
        return self._by_name.get(text) or self._by_address.get(text) or self._by_name.get(text.partition(".")[0])

    def settled(self, things: Iterable[Thing | Gap]) -> Iterator[Thing | Gap]:
        """Yield the same things, each at the host's name as the estate writes it.

        A host that the estate does not name goes by the spelling that was met first: case makes no second host.
        """
        known: dict[str, str] = {}
        for thing in things:
            written = None if isinstance(thing, Gap) else thing.place.host
            if written is None:
                yield thing
                continue
            if written not in known:
                host = self.find(written)
                spelling = self._strangers.setdefault(written.lower(), written) if host is None else host.name
                known[written] = spelling
            yield _at(thing, known[written])


def _at(thing: Thing | Gap, name: str) -> Thing | Gap:
    if isinstance(thing, Gap) or thing.place.host == name:
        return thing
    return replace(thing, place=replace(thing.place, host=name))
