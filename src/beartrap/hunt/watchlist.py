"""What is looked for in DNS: the indicators that a DNS log can show, joined by value, with what seeing each means."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from beartrap.engine import address_text, addresses, domains
from beartrap.engine.knowledge import Knowledge
from beartrap.hunt.decoders import DECODERS, Decoder
from beartrap.model.finding import Severity
from beartrap.model.incident import Incident
from beartrap.model.indicator import ADDRESSES, Indicator, IndicatorKind
from beartrap.model.window import Window, union

CALLS_HOME = frozenset({"beacon", "c2", "second-stage"})
"""Roles whose names only the implant or its operator has a reason to ask for."""
HARMLESS = frozenset({"legitimate", "sinkhole", "test-build"})
"""Roles that give context and accuse nobody."""

_NO_DOMAIN = re.compile(r"[\s/:@]")


@dataclass(slots=True)
class Watch:
    """One value to look for, whatever number of sources name it.

    `exact` leaves subdomains alone (the host of a URL). `windows` bound when seeing it means anything; empty means
    always. `public` is when the world knew. `demoted` is a warning list's reason, None where there is none. `decoder`
    owns all names under the value; `beneath` has the indicators for single names there.
    """

    key: str
    value: str
    ids: list[str] = field(default_factory=list)
    roles: set[str] = field(default_factory=set)
    severity: Severity = Severity.INFO
    windows: tuple[Window, ...] = ()
    public: datetime | None = None
    demoted: str | None = None
    malware: str | None = None
    exact: bool = False
    is_address: bool = False
    decoder: Decoder | None = None
    beneath: dict[str, list[str]] = field(default_factory=dict)

    @property
    def calls_home(self) -> bool:
        """Whether a query for it is a call home."""
        return bool(self.roles & CALLS_HOME)

    @property
    def harmless(self) -> bool:
        """Whether all that is said of it is context."""
        return bool(self.roles) and self.roles <= HARMLESS


class Watchlist:
    """All watches, and the matchers over their values. `domain_watches[i]` is what the i-th domain stands for.

    `refused` has the indicators whose value is no domain, address or network, with the reason.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self.refused: list[tuple[str, str]] = []
        self.unknown_decoders = tuple(
            incident for incident in knowledge.incidents if incident.decoder and incident.decoder not in DECODERS
        )
        self._incidents = knowledge.incidents
        self._by_key: dict[str, Watch] = {}
        self._add_decoders(knowledge.incidents)
        self._owned = tuple(watch for watch in self._by_key.values())
        for identity, indicator in knowledge.indicators.items():
            self._add(identity, indicator)
        self.watches = list(self._by_key.values())
        names = [(watch.value, i) for i, watch in enumerate(self.watches) if not watch.is_address]
        nets = [(watch.value, i) for i, watch in enumerate(self.watches) if watch.is_address]
        self.domain_watches = [i for _, i in names]
        self.address_watches = [i for _, i in nets]
        self.domains = domains.DomainMatcher([value for value, _ in names])
        self.addresses = addresses.AddressMatcher([value for value, _ in nets])

    def _add_decoders(self, incidents: Iterable[Incident]) -> None:
        for incident in incidents:
            decoder = DECODERS.get(incident.decoder or "")
            if decoder is not None:
                watch = self._watch(f"{IndicatorKind.DOMAIN}:{decoder.domain}", decoder.domain)
                watch.decoder, watch.public = decoder, incident.public_since.start
                watch.severity = Severity.HIGH
                watch.roles.add("beacon")

    def _watch(self, key: str, value: str) -> Watch:
        return self._by_key.setdefault(key, Watch(key, value))

    def _add(self, identity: str, indicator: Indicator) -> None:
        try:
            watch = self._watch_for(indicator)
        except ValueError as error:
            self.refused.append((identity, f"{indicator.key}: {error}"))
            return
        if watch is None:
            return
        owner = self._owner_of(watch.value) if not watch.is_address else None
        if owner is not None and owner is not watch:
            owner.beneath.setdefault(watch.value, []).append(identity)
            self._by_key.pop(watch.key)
            return
        self._fill(watch, identity, indicator)

    def _watch_for(self, indicator: Indicator) -> Watch | None:
        """Return the watch for what a DNS log can show of an indicator, None where it can show nothing."""
        if indicator.kind is IndicatorKind.DOMAIN:
            watch = self._name(indicator.value.removeprefix("*."))
            watch.exact = False
            return watch
        if indicator.kind in ADDRESSES:
            return self._address(indicator.value)
        if indicator.kind is IndicatorKind.URL:
            return self._host_of_url(indicator.value)
        return None

    def _name(self, value: str) -> Watch:
        plain = _domain(value)
        return self._watch(f"{IndicatorKind.DOMAIN}:{plain}", plain)

    def _address(self, value: str) -> Watch:
        network = address_text.as_network(value)
        single = network.num_addresses == 1
        plain = str(network.network_address) if single else str(network)
        kind = (IndicatorKind.IPV4 if network.version == 4 else IndicatorKind.IPV6) if single else IndicatorKind.NETWORK
        watch = self._watch(f"{kind}:{plain}", plain)
        watch.is_address = True
        return watch

    def _host_of_url(self, url: str) -> Watch:
        host = urlsplit(url if "://" in url else f"//{url}").hostname or ""
        if address_text.canonical(host) is not None:
            return self._address(host)
        known = len(self._by_key)
        watch = self._name(host)
        watch.exact = watch.exact or len(self._by_key) > known
        return watch

    def _owner_of(self, value: str) -> Watch | None:
        return next((one for one in self._owned if value == one.value or value.endswith("." + one.value)), None)

    def _fill(self, watch: Watch, identity: str, indicator: Indicator) -> None:
        watch.ids.append(identity)
        if indicator.role:
            watch.roles.add(indicator.role)
        watch.severity = max(watch.severity, indicator.severity)
        if not watch.decoder and (indicator.valid.start or indicator.valid.end):
            watch.windows = union((*watch.windows, indicator.valid))  # a source that gives none widens nothing
        watch.public = watch.public or self._public_since(indicator)
        watch.demoted = watch.demoted or indicator.demoted
        watch.malware = watch.malware or indicator.malware

    def _public_since(self, indicator: Indicator) -> datetime | None:
        """Return when the incident of an indicator became public: of the pack that gave it, else of the only incident."""
        own = [incident for incident in self._incidents if incident.id in indicator.source]
        if not own and len(self._incidents) == 1:
            own = list(self._incidents)
        return own[0].public_since.start if own else None


def _domain(value: str) -> str:
    plain = domains.canonical(value.strip())
    if not plain or _NO_DOMAIN.search(plain):
        raise ValueError("no domain")
    return plain
