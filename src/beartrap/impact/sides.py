"""Which addresses are ours, which are a partner's, and which are outside: as the estate says, and never guessed.

A private address is not ours for being private: an intruder can sit on one. Where the estate names no network, nobody's
side is known, and that is said.
"""

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from beartrap.model.estate import Estate, Neighbour

Network = IPv4Network | IPv6Network


class Side(StrEnum):
    """Where an address is."""

    OURS = "ours"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"
    """The estate names no network: nobody's side can be told."""


class Sides:
    """Tells the side of addresses and names."""

    def __init__(self, estate: Estate | None) -> None:
        self._estate = estate or Estate()
        self._own = tuple(
            _networks(
                [*self._estate.organisation.networks, *(one for host in self._estate.hosts for one in host.addresses)]
            )
        )
        self._neighbours = tuple((one, tuple(_networks(one.networks))) for one in self._estate.neighbours)
        self._hosts = {address: host.name for host in self._estate.hosts for address in host.addresses}
        self.side = lru_cache(maxsize=262_144)(self._side)
        self.neighbour = lru_cache(maxsize=262_144)(self._neighbour)

    @property
    def known(self) -> bool:
        """Whether the estate names any network or address of ours."""
        return bool(self._own)

    def _side(self, text: str) -> Side:
        """Return the side of an address; a name that is no address is outside unless it is of our domains."""
        if not self._own:
            return Side.UNKNOWN
        try:
            address = ip_address(text)
        except ValueError:
            return Side.OURS if self.own_name(text) else Side.OUTSIDE
        if (
            address.is_loopback
            or address.is_multicast
            or address.is_unspecified
            or text == "255.255.255.255"
            or address.is_link_local
        ):
            return Side.OURS
        return Side.OURS if any(address in one for one in self._own if one.version == address.version) else Side.OUTSIDE

    def own_name(self, name: str) -> bool:
        """Whether a name, or the part of a mail address behind its sign, lies in a domain of ours."""
        return _within(name.rpartition("@")[2].lower().rstrip("."), self._estate.organisation.domains)

    @property
    def names_known(self) -> bool:
        """Whether the estate names any domain of ours."""
        return bool(self._estate.organisation.domains)

    def _neighbour(self, text: str) -> Neighbour | None:
        """Return the partner or scanner that an address or a name is of, None for none."""
        try:
            address = ip_address(text)
        except ValueError:
            name = text.rpartition("@")[2].lower().rstrip(".")
            return next((one for one, _ in self._neighbours if _within(name, one.domains)), None)
        return next(
            (
                one
                for one, networks in self._neighbours
                if any(address in n for n in networks if n.version == address.version)
            ),
            None,
        )

    def host(self, address: str) -> str | None:
        """Return the name of the host of that address, None where the estate has none."""
        return self._hosts.get(address)

    def own_account(self, account: str) -> bool:
        """Whether a cloud account or a tenant is ours by the estate."""
        return account.lower() in self._estate.organisation.accounts

    def known_account(self, account: str) -> Neighbour | None:
        """Return the partner that a cloud account or a tenant is of, None for none."""
        return next((one for one in self._estate.neighbours if account.lower() in one.accounts), None)

    @property
    def accounts_known(self) -> bool:
        """Whether the estate names any account or tenant of ours."""
        return bool(self._estate.organisation.accounts)


def _within(name: str, domains: Iterable[str]) -> bool:
    return any(name == domain or name.endswith(f".{domain}") for domain in domains)


def _networks(texts: Iterable[str]) -> Iterable[Network]:
    for text in texts:
        try:
            yield ip_network(text, strict=False)
        except ValueError:
            continue  # the estate's reader has refused what is none
