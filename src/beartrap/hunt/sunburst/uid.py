"""The identifier that SUNBURST gives a machine, computed for our own.

MD5 over the MAC of the first adapter that is up and no loopback (upper-case hex, no separators), the AD domain and
the MachineGuid, folded to eight bytes: who knows the three values of an own server recognises its names even where
no domain can be read from them. Source: public reverse engineering; test vector in the tests.
"""

import hashlib
from collections.abc import Iterable, Iterator

from beartrap.model.estate import Host

UID_BYTES = 8


def compute(mac: str, domain: str, machine_guid: str) -> str:
    """Return the identifier as 16 upper-case hex digits; separators in the MAC do not matter, case elsewhere does."""
    plain = "".join(character for character in mac if character not in ":-. ").upper()
    raw = (plain + domain + machine_guid).encode("ascii", "replace")
    digest = hashlib.md5(raw, usedforsecurity=False).digest()
    return bytes(digest[i] ^ digest[i + UID_BYTES] for i in range(UID_BYTES)).hex().upper()


def of_host(host: Host) -> Iterator[str]:
    """Yield the identifiers that a host can have: as the estate writes its values, then in the cases Windows uses.

    Yields nothing where one of the three values is not known.
    """
    if host.mac is None or host.ad_domain is None or host.machine_guid is None:
        return
    guid = host.machine_guid.strip("{}")
    domains = dict.fromkeys((host.ad_domain, host.ad_domain.lower(), host.ad_domain.upper()))
    yield from dict.fromkeys(
        compute(host.mac, domain, number) for number in dict.fromkeys((guid, guid.lower())) for domain in domains
    )


def own(hosts: Iterable[Host]) -> dict[str, Host]:
    """Return which identifier belongs to which of our hosts."""
    return {uid: host for host in hosts for uid in of_host(host)}
