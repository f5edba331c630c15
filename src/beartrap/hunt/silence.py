"""What a DNS log does not show: silent days, hosts that never ask, rows without a client, a time, an answer.

Each becomes a Gap, unless a known silence explains it: failure to look must never look clean.
"""

from collections.abc import Collection, Iterator, Sequence

from beartrap.engine.extent import DAY, Extent, days_to_windows
from beartrap.engine.tables import Table
from beartrap.hunt.clients import Clients, is_resolver
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.estate import Dormancy, Estate, Host
from beartrap.model.question import Question
from beartrap.model.text import printable
from beartrap.model.window import Window, subtract

MOST_NAMED = 6
"""Clients or days that a sentence names before it says how many more there are."""
ACTIVE = (Question.ACTIVE,)


class Silence:
    """One log that was read to its end, against the estate that it should show."""

    def __init__(
        self, detector: str, table: Table, estate: Estate, extent: Extent, clients: Clients, *, name_unseen: bool = True
    ) -> None:
        """Where not `name_unseen`, hosts that a source for any host does not show are left to `never_seen`."""
        self._name_unseen = name_unseen
        self._detector = detector
        self._table = table
        self._extent = extent
        self._estate = estate
        self._clients = clients
        self._of_host, self._strangers = clients.grouped(extent.clients)
        if clients.only is not None and extent.clientless:
            self._of_host.setdefault(clients.only, [])
        self._days = extent.days_of_each(self._of_host)
        self._silent = extent.silence()

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts that the log shows: what a look at it covers."""
        return tuple(sorted(self._of_host))

    def gaps(self) -> Iterator[Gap]:
        """Yield what is missing."""
        if not self._extent.rows:
            why = f"{self._table.label} holds no row"
            yield self._gap(GapReason.SILENT, why, "Check the export: an empty log proves nothing.")
            return
        yield from self._silent_days()
        yield from self._silent_hosts()
        yield from self._unseen()
        yield from self._strange_clients()
        yield from self._timeless()

    def _gap(
        self,
        reason: GapReason,
        why: str,
        remedy: str,
        *,
        hosts: Sequence[str] = (),
        windows: tuple[Window, ...] = (),
        count: int = 1,
    ) -> Gap:
        return Gap(
            reason=reason,
            questions=ACTIVE,
            why=why,
            remedy=remedy,
            source=self._table.label,
            kind=self._table.kind,
            hosts=tuple(hosts),
            windows=windows,
            count=count,
            by=self._detector,
        )

    def _silent_days(self) -> Iterator[Gap]:
        lost = _unexplained(self._silent, self._table.source.quiet)
        if lost:
            yield self._gap(
                GapReason.SILENT,
                f"{self._table.label} has no row from any client on {_periods(lost)}",
                "Find the log of that time, or write under `quiet` of the source why nothing was logged.",
                windows=lost,
                count=sum(window.length // DAY for window in self._silent),
            )

    def _silent_hosts(self) -> Iterator[Gap]:
        if self._clients.only is not None:
            return  # the log of one host: its silent days are the source's
        everybody = set(self._extent.rows_by_day)
        hosts = {host.name: host for host in self._estate.hosts}
        for name in self.hosts:
            missing = everybody - self._days[name]
            host = hosts.get(name, Host(name))
            lost = _unexplained(days_to_windows(missing), (*host.dormant, *self._table.source.quiet))
            if lost:
                yield self._gap(
                    GapReason.SILENT,
                    f"{name} asked nothing in {self._table.label} on {_periods(lost)}, while others did",
                    f"Was {name} off, or logged elsewhere? Name that log, or write under `dormant` why it was silent.",
                    hosts=(name,),
                    windows=lost,
                    count=len(missing),
                )

    def _expected(self) -> list[str]:
        named = self._table.source.hosts
        anybody = "*" in named and self._name_unseen
        everybody = [host.name for host in self._estate.hosts] if anybody else []
        expected = dict.fromkeys([*everybody, *(name for name in named if name != "*")])
        return [name for name in expected if name not in self._of_host]

    def _unseen(self) -> Iterator[Gap]:
        lost = self._lost_clients()
        unseen = self._expected()
        if lost is not None:
            count, why = lost
            yield self._gap(
                GapReason.LOST_CLIENTS,
                f"{self._table.label}: {why}, so it cannot be told which host asked",
                "Use the log of the resolver that the hosts ask, with client addresses.",
                hosts=unseen,
                count=count,
            )
            if not self._strangers and set(self._of_host) <= self._resolvers():
                return  # no client at all: that says it for every host
        if unseen:
            yield self._gap(
                GapReason.NEVER_SEEN,
                f"{self._table.label} never shows {_names(unseen)}",
                "Do these hosts ask another resolver? Name its log. Are their addresses right in estate.toml?",
                hosts=unseen,
                count=len(unseen),
            )

    def _resolvers(self) -> set[str]:
        return {host.name for host in self._estate.hosts if is_resolver(host)} - {self._clients.only}

    def _lost_clients(self) -> tuple[int, str] | None:
        """Return how many rows have lost their client, and how; None where none has."""
        nameless = self._extent.clientless if self._clients.only is None else 0
        forwarders = sorted(set(self._of_host) & self._resolvers())
        clients = self._extent.clients
        alone = bool(forwarders) and not self._strangers and set(forwarders) == set(self._of_host)
        forwarded = sum(clients[name] for host in forwarders for name in self._of_host[host]) if alone else 0
        if not nameless and not forwarded:
            return None
        parts = [f"{nameless:,} of {self._extent.rows:,} rows name no client"] if nameless else []
        if forwarded:
            parts.append(f"only {_names(forwarders)} asks, for others ({forwarded:,} rows)")
        return nameless + forwarded, " and ".join(parts)

    def _strange_clients(self) -> Iterator[Gap]:
        if self._strangers:
            yield self._gap(
                GapReason.LOST_CLIENTS,
                f"{self._table.label}: clients that are no host of the estate: {len(self._strangers):,} ({_names(self._strangers)})",
                "Add their addresses to hosts in estate.toml. Their rows were looked at all the same.",
                count=len(self._strangers),
            )

    def _timeless(self) -> Iterator[Gap]:
        if self._extent.timeless:
            yield self._gap(
                GapReason.NO_TIME,
                f"{self._table.label}: {self._extent.timeless:,} rows have no time that could be read",
                "Check the column of the time and its format; the rows were matched, but prove nothing for any day.",
                count=self._extent.timeless,
            )


def never_seen(estate: Estate, seen: Collection[str]) -> Iterator[Gap]:
    """Yield one Gap for all hosts of the estate that no DNS log shows; `seen` are those that any look covered."""
    unseen = [host.name for host in estate.hosts if host.name not in seen]
    if unseen:
        yield Gap(
            reason=GapReason.NEVER_SEEN,
            questions=ACTIVE,
            why=f"no DNS log shows {_names(unseen)}",
            remedy="Do these hosts ask another resolver? Name its log. Are their addresses right in estate.toml?",
            kind=SourceKind.DNS,
            hosts=tuple(unseen),
            count=len(unseen),
        )


def _unexplained(silent: Sequence[Window], known: Sequence[Dormancy]) -> tuple[Window, ...]:
    return subtract(silent, [dormancy.window for dormancy in known])


def _names(items: Sequence[str]) -> str:
    shown = ", ".join(printable(item) for item in items[:MOST_NAMED])
    return shown if len(items) <= MOST_NAMED else f"{shown} and {len(items) - MOST_NAMED:,} more"


def _periods(windows: Sequence[Window]) -> str:
    shown = ", ".join(_period(window) for window in windows[:MOST_NAMED])
    return shown if len(windows) <= MOST_NAMED else f"{shown} and {len(windows) - MOST_NAMED:,} more periods"


def _period(window: Window) -> str:
    days = days_to_words(window)
    return days[0] if days[0] == days[1] else f"{days[0]} to {days[1]}"


def days_to_words(window: Window) -> tuple[str, str]:
    """Return the first and the last day of a window that has both ends."""
    return f"{window.low:%Y-%m-%d}", f"{window.high - window.high.resolution:%Y-%m-%d}"
