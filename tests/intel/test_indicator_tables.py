"""Lists in columns: the shapes that vendors and exchanges write, and the real files of December 2020."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from intel_lab import sort_bytes, sort_file

from beartrap.model.coverage import GapReason
from beartrap.model.finding import Severity
from beartrap.model.indicator import IndicatorKind

SHA256 = "32519b85c0b422e4656de6e6c41878e95fd95026267daab4215ee59c107d6c77"
SHA1 = "76640508b1e7759e548771a5359eaed353bf1eec"


@pytest.mark.parametrize(
    "text",
    [
        f"indicator,type,description\nevil-host.net,domain,beacon\n{SHA256},FileHash-SHA256,library\n",
        f"type;value;comment\nhostname;evil-host[.]net;beacon\nsha256;{SHA256};library\n",
        f"IOC Type\tIOC Value\tNotes\nFQDN\tevil-host.net\tbeacon\nSHA-256 hash\t{SHA256}\tlibrary\n",
        f'"uuid","event_id","category","type","value","comment","to_ids"\nu1,1,Net,domain,evil-host.net,beacon,1\nu2,1,Pay,sha256,{SHA256},library,1\n',
        f"# comment\nDomain,SHA256,Description\nevil-host.net,,beacon\n-,{SHA256},library\n",
        f'# "first_seen_utc","ioc_id","ioc_value","ioc_type","comment"\n"2020-12-13 10:00:00","1","evil-host.net","domain","beacon"\n'
        f'"2020-12-13 10:00:00","2","{SHA256}","sha256_hash","library"\n',
        f"evil-host.net,beacon\n{SHA256},library\n",
        f"beacon,evil-host.net\nlibrary,{SHA256}\n",
    ],
)
def test_a_shape_of_table_is_understood(tmp_path: Path, text: str) -> None:
    found = sort_bytes(tmp_path, text, "given.csv")
    assert found.documents[0].media == "text/csv"
    assert found.keys == ["domain:evil-host.net", f"sha256:{SHA256}"]
    assert [item.note for item in found.indicators] == ["beacon", "library"]
    assert not found.gaps


def test_composite_types_give_tied_indicators(tmp_path: Path) -> None:
    text = f"type,value\nfilename|sha256,a.exe|{SHA256}\ndomain|ip,evil-host.net|51.89.125.18\nip-dst|port,51.89.125.19|443\n"
    found = sort_bytes(tmp_path, text)
    assert found.keys == [
        "filename:a.exe",
        f"sha256:{SHA256}",
        "domain:evil-host.net",
        "ipv4:51.89.125.18",
        "ipv4:51.89.125.19",
    ]
    assert found.indicators[0].tie == found.indicators[1].tie != found.indicators[2].tie


def test_a_wrong_cell_is_a_gap_and_its_neighbours_are_kept(tmp_path: Path) -> None:
    found = sort_bytes(tmp_path, f"SHA256,SHA1,Filename\n{SHA256},{SHA1}00,a.exe\n,,\n-,-,-\n")
    assert found.keys == [f"sha256:{SHA256}", "filename:a.exe"]
    assert "42 hex digits" in found.whys
    assert "SHA1" in found.whys
    assert "no value in any indicator column" in found.whys


def test_a_type_that_is_not_looked_for_is_said(tmp_path: Path) -> None:
    found = sort_bytes(tmp_path, "type,value\nimphash,0123456789abcdef0123456789abcdef\ndomain,evil-host.net\n")
    assert found.keys == ["domain:evil-host.net"]
    assert found.gaps[0].reason is GapReason.UNSUPPORTED


def test_an_open_quote_does_not_swallow_the_rest(tmp_path: Path) -> None:
    rows = "\n".join(f"host-{n}.net,domain,fine" for n in range(50))
    found = sort_bytes(tmp_path, f'value,type,note\nfirst-host.net,domain,"open\n{rows}\n')
    assert len(found.indicators) == 50
    assert "row 2" in found.whys


def test_endless_broken_rows_stop_with_a_gap(tmp_path: Path) -> None:
    found = sort_bytes(tmp_path, "value,type\n" + 'a,"x"y\n' * 5000 + "evil-host.net,domain\n")
    assert any(gap.reason is GapReason.LIMIT for gap in found.gaps)


def test_an_attribute_not_meant_for_detection_is_demoted(tmp_path: Path) -> None:
    found = sort_bytes(tmp_path, "type,value,to_ids\ndomain,evil-host.net,0\ndomain,other-host.net,1\n")
    assert [bool(item.demoted) for item in found.indicators] == [True, False]


def test_first_and_last_seen_bound_the_address_and_not_the_name(tmp_path: Path) -> None:
    text = "FQDN,IP,First Seen,Last Seen\nevil-host.net,51.89.125.18,2020-05-14 03:09:00,2020-12-13 21:31:00\n"
    name, address = sort_bytes(tmp_path, text).indicators
    assert name.valid.start is None
    assert name.valid.end is None
    assert address.valid.holds(datetime(2020, 12, 13, 21, 31, tzinfo=UTC))
    assert not address.valid.holds(datetime(2020, 12, 13, 21, 32, tzinfo=UTC))
    assert not address.valid.holds(datetime(2020, 5, 14, 3, 8, tzinfo=UTC))


def test_a_first_sighting_alone_bounds_nothing(tmp_path: Path) -> None:
    (item,) = sort_bytes(tmp_path, "ip,first_seen\n51.89.125.18,2020-05-14\n").indicators
    assert item.valid.start is None


def test_mandiants_hashes(real_data: Path) -> None:
    found = sort_file(real_data / "sunburst" / "Indicator_Release_Hashes.csv")
    assert not found.gaps
    certificates = [item for item in found.indicators if item.kind is IndicatorKind.CERTIFICATE]
    assert len(certificates) == 6
    assert {item.severity for item in certificates} == {Severity.INFO}
    assert not any("Solarwinds Worldwide" in item.value for item in found.indicators)
    tests = [item for item in found.indicators if item.role == "test-build" and item.kind is IndicatorKind.SHA256]
    assert len(tests) == 2
    assert {item.severity for item in tests} == {Severity.INFO}
    assert found.one(f"sha256:{SHA256}").malware == "SUNBURST"
    assert found.one(f"sha256:{SHA256}").tie == found.one(f"sha1:{SHA1}").tie
    assert found.one("sha256:d0d626deb3f9484e649294a8dfa814c5568f846d5aa02d4cdad5d041a29d5600").role == "installer"


def test_mandiants_network_indicators(real_data: Path) -> None:
    found = sort_file(real_data / "sunburst" / "Indicator_Release_NBIs.csv")
    assert not found.gaps
    assert "domain:7sbvaemscs0mc925tb99.appsync-api.us-west-2.avsvmcloud.com" in found.keys
    assert found.one("ipv4:51.89.125.18").tie == found.one("domain:zupertech.com").tie
    old = found.one("ipv4:167.114.213.199")
    assert not old.valid.holds(datetime(2020, 6, 1, tzinfo=UTC))
    assert not any(item.demoted for item in found.indicators)
