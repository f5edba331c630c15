"""What we own, as `estate.toml` says: nothing about it is guessed."""

from dataclasses import field
from pathlib import Path

from beartrap.model.coverage import SourceKind
from beartrap.model.frozen import frozen
from beartrap.model.window import Window


@frozen
class Organisation:
    """Who we are: own names of domains (lower case), own networks (CIDR), own cloud accounts and tenants (ids, lower case)."""

    name: str = ""
    domains: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()


@frozen
class Dormancy:
    """A time in which silence is explained, and why."""

    window: Window
    why: str


@frozen
class Host:
    """One machine. `mac`, `machine_guid` and `ad_domain` let a SUNBURST identifier be computed for it."""

    name: str
    addresses: tuple[str, ...] = ()
    mac: str | None = None
    machine_guid: str | None = None
    ad_domain: str | None = None
    roles: tuple[str, ...] = ()
    dormant: tuple[Dormancy, ...] = ()


@frozen
class Source:
    """One place to look, as the estate names it; `path` is absolute or a glob, `label` what the estate wrote.

    `hosts` is `("*",)` for any. `columns` maps our column names to the source's. `timezone` is an IANA name for
    logs that do not say. `as_of` is for inventories: when the state was taken. `retention` is how many days the source keeps.
    `records` and `signing_log` are for releases: what we say we built, and what our keys have signed.
    `old` is for updates: the version that is trusted already, absolute; None where there is nothing to compare with.
    """

    label: str
    path: str
    kind: SourceKind
    format: str | None = None
    hosts: tuple[str, ...] = ("*",)
    timezone: str = "UTC"
    as_of: Window | None = None
    columns: tuple[tuple[str, str], ...] = ()
    quiet: tuple[Dormancy, ...] = ()
    line: int | None = field(default=None, compare=False)
    retention: int | None = None
    old: str | None = None
    records: str | None = None
    signing_log: str | None = None


@frozen
class Unread:
    """A source of a kind that the format of the estate knows and this version does not read: a Gap, never forgotten."""

    label: str
    kind: str
    hosts: tuple[str, ...] = ("*",)
    line: int | None = field(default=None, compare=False)
    path: str = ""


@frozen
class Neighbour:
    """A partner or a scanner of ours: known traffic, shown as such, never hidden."""

    name: str
    role: str
    networks: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()


@frozen
class Estate:
    """All that we own. `hosts_known` is false where the list of hosts is a guess: the grade is then at most partial."""

    organisation: Organisation = Organisation()
    hosts: tuple[Host, ...] = ()
    sources: tuple[Source, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    hosts_known: bool = False
    origin: Path | None = field(default=None, compare=False)
    unread: tuple[Unread, ...] = ()
