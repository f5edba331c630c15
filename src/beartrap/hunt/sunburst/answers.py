"""What an answer told the implant: the families of addresses by which its operator steered it.

Source: public write-ups of the implant's address table. An address outside of it, an error or no answer at all ends
the run and tells nothing: unknown, not clean.
"""

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network


class Family(StrEnum):
    """The families, by the names that the implant gives them."""

    ATM = "Atm"
    IMPLINK = "ImpLink"
    IPX = "Ipx"
    NETBIOS = "NetBios"
    NETBIOS_EXT = "NetBios-ext"
    CNAME = "CNAME"
    UNKNOWN = "unknown"

    @property
    def effect(self) -> str:
        """What the implant did on it."""
        return _EFFECTS[self]


_EFFECTS = {
    Family.ATM: "terminate for good",
    Family.IMPLINK: "terminate for good",
    Family.IPX: "back to passive",
    Family.NETBIOS: "continue",
    Family.NETBIOS_EXT: "continue and enter stage 2",
    Family.CNAME: "talk HTTPS to the named host, if in stage 2",
    Family.UNKNOWN: "this run ends; tells nothing",
}
_RANGES = {
    Family.ATM: ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/4", "fc00::/7", "fec0::/10", "ff00::/8"),
    Family.IMPLINK: ("20.140.0.0/15", "96.31.172.0/24", "131.228.12.0/22", "144.86.226.0/24"),
    Family.IPX: ("41.84.159.0/24", "74.114.24.0/21", "154.118.140.0/24", "217.163.7.0/24"),
    Family.NETBIOS: ("8.18.144.0/23", "71.152.53.0/24", "87.238.80.0/21", "199.201.117.0/24"),
    Family.NETBIOS_EXT: ("18.130.0.0/16", "99.79.0.0/16", "184.72.0.0/15"),
}
TABLE: tuple[tuple[Family, IPv4Network | IPv6Network], ...] = tuple(
    (family, ip_network(text)) for family, texts in _RANGES.items() for text in texts
)
"""Family and network, no two overlapping."""
TERMINATED = frozenset({Family.ATM, Family.IMPLINK})
CACHED = 65_536
"""Distinct answers whose family is remembered: logs repeat a few answers endlessly, hostile ones must not fill memory."""


@lru_cache(maxsize=CACHED)
def family(answer: str) -> Family:
    """Return the family of one recorded answer, an address or a name."""
    text = answer.strip().rstrip(".")
    try:
        address = ip_address(text)
    except ValueError:
        return Family.CNAME if is_name(text) else Family.UNKNOWN
    return _of_address(address)


def _of_address(address: IPv4Address | IPv6Address) -> Family:
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return next((kind for kind, network in TABLE if address in network), Family.UNKNOWN)


def is_name(text: str) -> bool:
    """Whether an answer looks like a host's name: dots inside, letters at its end, no blanks (a TXT answer has them)."""
    labels = text.split(".")
    return (
        len(labels) > 1
        and all(labels)
        and text.isascii()
        and all(character.isalnum() or character in "-_." for character in text)
        and not labels[-1].isdigit()
    )


def families(answers: Iterable[str]) -> tuple[Family, ...]:
    """Return the distinct families of one reply's answers, in their order."""
    return tuple(dict.fromkeys(family(answer) for answer in answers))
