"""An estate of what is found here, for whoever has no `estate.toml` yet: this machine, its files, packages and DNS logs.

Nothing about the organisation is guessed: own networks and domains stay empty, and what the interfaces show is only
given as hints, for a person to judge.
"""

import glob
import ipaddress
import os
import platform
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import psutil

from beartrap.model.coverage import SourceKind
from beartrap.model.estate import Estate, Host, Source
from beartrap.model.frozen import frozen

LOGS = (
    "/var/log/named/*",
    "/var/log/bind/*",
    "/var/cache/bind/query*.log*",
    "/var/log/zeek/**/dns*.log*",
    "/opt/zeek/logs/**/dns*.log*",
    "/opt/zeek/spool/zeek/dns.log",
    "/usr/local/zeek/logs/**/dns*.log*",
    "/var/log/dnsmasq*",
    "/var/log/pihole*",
    "/var/log/pihole/*",
    "/var/log/unbound*",
    "/var/log/unbound/*",
    "/Windows/System32/dns/*.log",
)
"""Where name servers and Zeek keep their logs when nobody has told them otherwise."""

_ROOTS = {"win32": ("%ProgramFiles%", "%ProgramFiles(x86)%", "%ProgramData%", "%USERPROFILE%"), "darwin": ("/",)}
"""Trees to look at, by sys.platform; elsewhere the root. A whole Windows drive takes hours: where programs stand."""


@frozen
class Found:
    """The estate of this machine and, for a person to judge, what its interfaces suggest."""

    estate: Estate
    hints: tuple[str, ...] = ()


def this_machine() -> Estate:
    """Return an estate of this machine alone. The list of hosts is known: the question is about this one."""
    return look_here().estate


def look_here(root: Path = Path("/")) -> Found:
    """Return this machine's estate and hints. `root` is where its logs are looked for (a test has its own)."""
    name = platform.node() or "this-machine"
    addresses, networks, mac = _adapters()
    sources = (*_trees(name), *_logs(root))
    host = Host(name=name, addresses=addresses, mac=mac)
    hints = tuple(f"this machine has an address in {network}: is that network yours?" for network in networks)
    return Found(Estate(hosts=(host,), sources=sources, hosts_known=True), hints)


def _trees(host: str) -> Iterator[Source]:
    for path in _folders(_ROOTS.get(sys.platform, ("/",))):
        yield Source(label=path, path=path, kind=SourceKind.FILES, hosts=(host,))
        yield Source(label=f"packages in {path}", path=path, kind=SourceKind.PACKAGES, hosts=(host,))


def _folders(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        path = os.path.expandvars(name)
        if "%" not in path and Path(path).is_dir():
            yield path


def _logs(root: Path) -> Iterator[Source]:
    """Yield a source for each usual place that holds a log. What a resolver logs may be of any host."""
    for pattern in LOGS:
        path = str(root / pattern.lstrip("/"))
        if any(Path(found).is_file() for found in glob.iglob(path, recursive=True)):  # noqa: PTH207 - has one prefix
            yield Source(label=path, path=path, kind=SourceKind.DNS)


def _adapters() -> tuple[tuple[str, ...], tuple[str, ...], str | None]:
    """Return addresses and networks of the adapters that are up, and the MAC of the first that is no loopback."""
    states = psutil.net_if_stats()
    addresses: list[str] = []
    networks: list[str] = []
    mac = None
    for name, entries in psutil.net_if_addrs().items():
        state = states.get(name)
        if state is None or not state.isup:
            continue
        for entry in entries:
            if entry.family.name in ("AF_INET", "AF_INET6"):
                interface = _interface(entry.address, entry.netmask)
                if interface is not None:
                    addresses.append(str(interface.ip))
                    networks.append(str(interface.network))
            elif mac is None:
                mac = _mac(entry.address)
    return tuple(dict.fromkeys(addresses)), tuple(dict.fromkeys(networks)), mac


def _interface(address: str, mask: str | None) -> ipaddress.IPv4Interface | ipaddress.IPv6Interface | None:
    """Return the address with its network, None for those that say nothing of whose they are."""
    try:
        bare = address.partition("%")[0]
        length = bin(int(ipaddress.ip_address(mask))).count("1") if mask else ipaddress.ip_address(bare).max_prefixlen
        interface = ipaddress.ip_interface(f"{bare}/{length}")
    except ValueError:
        return None
    return None if interface.is_loopback or interface.is_link_local else interface


def _mac(address: str) -> str | None:
    """Return a hardware address in upper-case hex without separators; None for that of the loopback."""
    plain = "".join(character for character in address if character in "0123456789abcdefABCDEF").upper()
    return plain if len(plain) == 12 and plain.strip("0") else None
