"""An estate of this machine, without any configuration."""

import ipaddress
from pathlib import Path

import pytest

from beartrap.estate import discover
from beartrap.model.coverage import SourceKind


def test_this_machine_alone_is_known_and_nothing_of_the_organisation_is_guessed() -> None:
    estate = discover.this_machine()
    (host,) = estate.hosts
    assert host.name
    assert estate.hosts_known
    assert estate.organisation.networks == () and estate.organisation.domains == () and estate.organisation.name == ""
    assert all(not ipaddress.ip_address(address).is_loopback for address in host.addresses)
    assert host.mac is None or (len(host.mac) == 12 and host.mac == host.mac.upper())
    assert {source.kind for source in estate.sources} >= {SourceKind.FILES, SourceKind.PACKAGES}
    assert len({source.label for source in estate.sources}) == len(estate.sources)


def test_logs_in_the_usual_places_become_sources(tmp_path: Path) -> None:
    for name in ("var/log/named/queries.log", "opt/zeek/logs/2020-06-01/dns.00-01.log.gz", "var/log/unbound.log"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "var/log/bind").mkdir()
    found = [source for source in discover.look_here(tmp_path).estate.sources if source.kind is SourceKind.DNS]
    assert [source.path.removeprefix(str(tmp_path)) for source in found] == [
        "/var/log/named/*",
        "/opt/zeek/logs/**/dns*.log*",
        "/var/log/unbound*",
    ]
    assert {source.hosts for source in found} == {("*",)}


def test_no_logs_no_sources(tmp_path: Path) -> None:
    assert not [source for source in discover.look_here(tmp_path).estate.sources if source.kind is SourceKind.DNS]


@pytest.mark.parametrize(
    ("address", "mask", "network"),
    [
        ("192.0.2.5", "255.255.255.0", "192.0.2.0/24"),
        ("2001:db8::1%eth0", "ffff:ffff:ffff:ffff::", "2001:db8::/64"),
        ("127.0.0.1", "255.0.0.0", None),
        ("fe80::1%eth0", "ffff:ffff:ffff:ffff::", None),
        ("nonsense", None, None),
    ],
)
def test_interfaces_hint_at_networks(address: str, mask: str | None, network: str | None) -> None:
    found = discover._interface(address, mask)
    assert (str(found.network) if found else None) == network


@pytest.mark.parametrize(
    ("address", "mac"),
    [
        ("00:11:22:aa:bb:cc", "001122AABBCC"),
        ("00-11-22-AA-BB-CC", "001122AABBCC"),
        ("00:00:00:00:00:00", None),
        ("", None),
    ],
)
def test_a_mac_is_written_as_sunburst_reads_it(address: str, mac: str | None) -> None:
    assert discover._mac(address) == mac
