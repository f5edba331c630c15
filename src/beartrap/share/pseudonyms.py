"""Our own names and what stands in for them: `host-01`, `address-1`, `domain-1`, numbered in the estate's own order.

The numbering depends on the case alone, so that one export is consistent in itself; nothing in the export leads back.
"""

import ipaddress
import re
from collections.abc import Iterable, Iterator

from beartrap.case.view import CaseView
from beartrap.model.estate import Estate, Host, Neighbour
from beartrap.model.finding import Finding
from beartrap.model.indicator import IndicatorKind

SHORTEST_PIECE = 4
"""Characters of a cut-off own domain (implants send them in pieces) that still give it away."""

COMMON_LABELS = frozenset(
    {"ad", "corp", "com", "dev", "example", "home", "intern", "internal", "int", "lan", "local", "mail", "net", "org", "test", "www"}
)  # fmt: skip
"""First labels of own domains that are ordinary words: they give nothing away alone and stay."""

COMMON_USERS = frozenset(
    {"administrator", "admin", "all users", "default", "default user", "defaultuser0", "guest", "public", "root", "shared", "user", "users"}
)  # fmt: skip
"""Accounts that are everywhere: no person's name."""

HOME = re.compile(r"(?i)(?:users|home|documents and settings|profiles)[\\/]{1,2}([^\\/\x00:*?\"<>|]{1,64})(?=[\\/]|$)")
"""A home folder on Windows, Linux or macOS; group 1 is the user."""

USER_FACTS = frozenset({"user", "username", "account", "owner", "operator", "mailbox"})
"""Names of facts whose value is a user."""


class Pseudonyms:
    """The map from our own names (in lower case) to pseudonyms. It never leaves this process."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self._counts: dict[str, int] = {}

    def add(self, sort: str, name: str | None, *, width: int = 1) -> str | None:
        """Give a name its pseudonym (`sort` and a number) unless it has one; returns it, None for an empty name."""
        key = fold(name.strip()) if name else ""
        if not key or key == "*":
            return None
        if key not in self.names:
            self._counts[sort] = self._counts.get(sort, 0) + 1
            self.names[key] = f"{sort}-{self._counts[sort]:0{width}}"
        return self.names[key]

    def alias(self, name: str, pseudonym: str | None) -> None:
        """Let another form of a name have the same pseudonym."""
        if name and pseudonym is not None:
            self.names.setdefault(fold(name), pseudonym)


def fold(text: str) -> str:
    """Return text in lower case with every character kept in its place, so that offsets hold."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def pseudonyms(view: CaseView) -> Pseudonyms:
    """Return the pseudonyms of everything in a case that is ours: from the estate, the findings, and people's records."""
    names = Pseudonyms()
    if view.records.estate is not None:
        _organisation(names, view.records.estate)
        _hosts(names, view.records.estate.hosts)
        for neighbour in view.records.estate.neighbours:
            _neighbour(names, neighbour)
    hosts = dict.fromkeys(_other_hosts(view))
    for host in hosts:
        names.add("host", host, width=len(str(len(hosts))))
    for operator in _operators(view):
        names.add("operator", operator)
    return names


def _organisation(names: Pseudonyms, estate: Estate) -> None:
    own = estate.organisation
    if own.name.strip():
        names.alias(own.name.strip(), "the organisation")
    for domain in own.domains:
        _domain(names, domain)
    for network in own.networks:
        names.add("network", network)


def _domain(names: Pseudonyms, domain: str | None, sort: str = "domain") -> None:
    """Add a domain, its telling first label (the NetBIOS name, as a rule), and what an implant cuts it into."""
    pseudonym = names.add(sort, domain.rstrip(".") if domain else None)
    if domain is None or pseudonym is None:
        return
    domain = fold(domain.strip().rstrip("."))
    telling = [label for label in domain.split(".") if label not in COMMON_LABELS]
    if not telling:
        return
    core = domain.index(telling[0]) + min(len(telling[0]), 8)
    for end in range(max(core, SHORTEST_PIECE), len(domain)):
        names.alias(domain[:end].rstrip("."), pseudonym)
    for start in range(1, domain.index(telling[0]) + max(len(telling[0]) - SHORTEST_PIECE, 0) + 1):
        names.alias(domain[start:].lstrip("."), pseudonym)
    if len(telling[0]) > 2:
        names.alias(telling[0], pseudonym)


def _hosts(names: Pseudonyms, hosts: tuple[Host, ...]) -> None:
    width = len(str(len(hosts)))
    for host in hosts:
        pseudonym = names.add("host", host.name, width=width)
        if "." in host.name and not _is_address(host.name):
            names.alias(host.name.split(".")[0], pseudonym)
        for address in host.addresses:
            names.add("address", _canonical(address))
            names.alias(address.strip(), names.add("address", _canonical(address)))
        _machine(names, host)


def _machine(names: Pseudonyms, host: Host) -> None:
    if host.mac:
        digits = re.sub(r"[^0-9a-f]", "", host.mac.lower())
        pseudonym = names.add("mac", digits)
        for mark in (":", "-"):
            names.alias(mark.join(digits[at : at + 2] for at in range(0, len(digits), 2)), pseudonym)
        names.alias(".".join(digits[at : at + 4] for at in range(0, len(digits), 4)), pseudonym)
        names.alias(host.mac, pseudonym)
    if host.machine_guid:
        names.alias(host.machine_guid.replace("-", ""), names.add("guid", host.machine_guid.strip("{}")))
    _domain(names, host.ad_domain)


def _neighbour(names: Pseudonyms, neighbour: Neighbour) -> None:
    sort = "scanner" if neighbour.role == "scanner" else "partner"
    names.add(sort, neighbour.name)
    for domain in neighbour.domains:
        names.add(f"{sort}-domain", domain)
    for network in neighbour.networks:
        names.add(f"{sort}-network", network)


def _other_hosts(view: CaseView) -> Iterator[str]:
    """Yield hosts that records name, the estate's own or not: whatever machine we looked at is ours."""
    records = view.records
    for finding in _findings(view):
        yield from _known((finding.host, *(evidence.place.host for evidence in finding.evidence)))
    for look in records.looked:
        yield from _known(look.record.hosts)
    for gap in records.gaps:
        yield from _known((*gap.record.hosts, gap.record.place.host if gap.record.place else None))
    for answer in view.answers:
        for need in answer.needed:
            yield from _known(need.hosts)
        yield from _known(one.host for one in answer.covered.by_host)


def _known(hosts: Iterable[str | None]) -> Iterator[str]:
    return (host for host in hosts if host and host != "*")


def _findings(view: CaseView) -> Iterator[Finding]:
    for kept in (*view.records.findings, *view.records.suppressed):
        yield kept.record


def _operators(view: CaseView) -> Iterator[str]:
    for action in view.records.actions:
        yield action.record.operator
    for mark in view.records.marks:
        yield mark.record.operator


def beacon_domains(view: CaseView) -> tuple[str, ...]:
    """Return the domains that indicators name: a name below them may carry our own domain in code."""
    kinds = (IndicatorKind.DOMAIN,)
    return tuple(
        dict.fromkeys(fold(kept.record.value) for kept in view.records.indicators if kept.record.kind in kinds)
    )


def own_networks(view: CaseView) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    """Return the organisation's and its neighbours' networks; what is no network is passed over (its text is a name)."""
    estate = view.records.estate
    if estate is None:
        return ()
    written = [*estate.organisation.networks, *(net for one in estate.neighbours for net in one.networks)]
    networks = []
    for text in written:
        try:
            networks.append(ipaddress.ip_network(text.strip(), strict=False))
        except ValueError:
            continue
    return tuple(networks)


def _canonical(address: str) -> str:
    try:
        return str(ipaddress.ip_address(address.strip()))
    except ValueError:
        return address


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
