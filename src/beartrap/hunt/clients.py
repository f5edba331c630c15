"""Which of our hosts a client in a log is: by address, by name, by the first label of its name."""

from collections.abc import Iterable

from beartrap.engine.hosts import HostNames
from beartrap.model.estate import Estate, Host, Source
from beartrap.model.frozen import frozen

RESOLVERS = frozenset({"resolver", "dns", "forwarder"})
"""Roles of hosts that ask for others: whoever asked them cannot be told from what they ask."""
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@frozen
class Who:
    """Who asked: `host` is the estate's host, None where the client is none or only asks for others (`forwarder`)."""

    client: str | None
    host: str | None = None
    forwarder: str | None = None

    @property
    def shown(self) -> str:
        """A name for titles and subjects."""
        return self.host or self.client or "an unknown client"


class Clients:
    """The estate's hosts, by what a log can call them. A log of one host alone says by that who asked."""

    def __init__(self, estate: Estate, source: Source | None = None) -> None:
        self._names = HostNames(estate)
        named = [name for name in source.hosts if name != "*"] if source is not None else []
        self.only = named[0] if source is not None and len(named) == len(source.hosts) == 1 else None

    def host_of(self, client: str | None) -> Host | None:
        """Return the estate's host that a client is, None where it is none of them."""
        if client is None or (self.only is not None and client.strip().lower() in _LOOPBACK):
            return self._names.find(self.only) if self.only is not None else None
        return self._names.find(client)

    def who(self, client: str | None) -> Who:
        """Return who asked. A resolver is a forwarder, unless the log is its own."""
        host = self.host_of(client)
        if host is None:
            return Who(client, self.only if client is None else None)
        if is_resolver(host) and host.name != self.only:
            return Who(client, None, host.name)
        return Who(client, host.name)

    def grouped(self, clients: Iterable[str]) -> tuple[dict[str, list[str]], list[str]]:
        """Return which clients each host was logged as, and the clients that are no host of ours."""
        of_host: dict[str, list[str]] = {}
        strangers: list[str] = []
        for client in clients:
            host = self.host_of(client)
            if host is None:
                strangers.append(client)
            else:
                of_host.setdefault(host.name, []).append(client)
        return of_host, strangers


def is_resolver(host: Host) -> bool:
    """Whether a host asks for others."""
    return any(role.lower() in RESOLVERS for role in host.roles)
