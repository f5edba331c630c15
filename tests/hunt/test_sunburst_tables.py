"""The implant's tables: identifiers, hashes of names, families of answers, base 32, lines of text."""

import pytest
from hunt_lab import ORION, UID, block, fragments
from hypothesis import given, settings
from hypothesis import strategies as st

from beartrap.hunt.sunburst import base32, decode_lines
from beartrap.hunt.sunburst.answers import TABLE, Family, families, family
from beartrap.hunt.sunburst.fnv import KEY, SILENT_DOMAINS, name_hash, why_silent
from beartrap.hunt.sunburst.lines import find_names
from beartrap.hunt.sunburst.uid import compute, of_host, own
from beartrap.model.estate import Host


def test_own_identifier_of_the_published_vector() -> None:
    assert compute("00:11:22:aa:bb:cc", "microsoft.com", "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee") == UID
    assert UID in own([ORION])


def test_no_identifier_without_all_three_values() -> None:
    assert list(of_host(Host("x", mac="001122AABBCC", ad_domain="microsoft.com"))) == []
    other = Host("x", mac="001122AABBCD", ad_domain="microsoft.com", machine_guid=ORION.machine_guid)
    assert UID not in own([other])


def test_the_published_hashes_of_names(real_data) -> None:
    assert KEY == 6605813339339102567
    lines = (real_data / "sunburst" / "fnv1a_xor_hashes.txt").read_text().splitlines()
    pairs = [line.rsplit(" ", 1) for line in lines if line and not line.startswith("#")]
    assert len(pairs) > 200
    assert all(name_hash(name) == int(value) for name, value in pairs)


def test_domains_that_never_beacon() -> None:
    assert all(name_hash(name) == value for value, name in SILENT_DOMAINS.items())
    for silent in (
        "swdev.local",
        "LAB.local",
        "pci.local",
        "corp.solarwinds.example",
        "test.corp.example",
        "my-test.org",
    ):
        assert why_silent(silent) is not None
    for talking in ("corp.example", "contest.example", "latest-news.example", "swdev.local.example"):
        assert why_silent(talking) is None


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        ("10.0.0.1", Family.ATM),
        ("172.31.255.255", Family.ATM),
        ("172.32.0.1", Family.UNKNOWN),
        ("fd00::1", Family.ATM),
        ("::ffff:10.0.0.1", Family.ATM),
        ("2001:db8::1", Family.UNKNOWN),
        ("20.140.0.1", Family.IMPLINK),
        ("20.142.0.1", Family.UNKNOWN),
        ("74.114.31.255", Family.IPX),
        ("74.114.32.0", Family.UNKNOWN),
        ("8.18.145.9", Family.NETBIOS),
        ("8.18.146.1", Family.UNKNOWN),
        ("184.73.1.1", Family.NETBIOS_EXT),
        ("184.74.0.0", Family.UNKNOWN),
        ("freescanonline.com.", Family.CNAME),
        ("NXDOMAIN", Family.UNKNOWN),
        ("TXT 5 hello", Family.UNKNOWN),
        ("999.1.1.1", Family.UNKNOWN),
        ("", Family.UNKNOWN),
    ],
)
def test_families_of_answers_and_their_neighbours(answer: str, wanted: Family) -> None:
    assert family(answer) is wanted


def test_ranges_of_different_families_never_overlap() -> None:
    for kind, network in TABLE:
        for other, another in TABLE:
            if kind is not other and network.version == another.version:
                assert not network.overlaps(another)
    assert families(["10.0.0.1", "10.0.0.2", "8.18.144.1"]) == (Family.ATM, Family.NETBIOS)


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=40))
def test_base_32_comes_back(raw: bytes) -> None:
    assert base32.decode(base32.encode(raw)) == (raw, 0)


def test_lines_as_people_have_them() -> None:
    one, other = block("2020-06-11T08:00"), fragments()[0]
    lines = [
        "",
        "# a comment",
        f"  '{one.replace('.', '[.]')}.'  ",
        f"2020-06-11,10.1.0.5,{other.upper()},A",
        one.partition(".")[0],
        "nonsense",
        "www.avsvmcloud.com",
    ]
    read = list(decode_lines(lines))
    assert [row["kind"] for row in read] == ["block", "fragment", "block", None, None]
    assert [row["error"] is None for row in read] == [True, True, True, False, False]
    assert {row["uid"] for row in read[:3]} == {UID}
    assert {row["domain"] for row in read[:3]} == {"microsoft.com"}
    assert read[0]["time"] == "2020-06-11T08:00:00Z"
    assert read[2]["region"] is None and "region" in read[2]["note"]


def test_names_are_found_whole_or_not_at_all() -> None:
    one, other = block("2020-06-11T08:00"), fragments()[0]
    counted = "".join(f"({len(label)}){label}" for label in one.split(".")) + "(0)"
    found = {
        f"6/11/2020 8:00:01 AM 0E5C PACKET UDP Rcv 10.1.0.5 A {counted}": [one],
        f"[{one}]": [one],
        f"({one}),<{other}>": [one, other],
        one.replace(".", "\\."): [one],
        one.replace(".", " [.] "): [one],
        "x " * 50_000 + other: [other],
        "{" + f'"a": "{one}", "b": "{other}"' + "}": [one, other],
    }
    for line, names in found.items():
        assert list(find_names(line)) == names


def test_near_miss_a_name_inside_another_domain_is_not_cut_out_of_it() -> None:
    one = block("2020-06-11T08:00")
    for line in (
        f"10.1.0.5 asked {one}.corp.example A",
        f"10.1.0.5 asked {one}-x A",
        "10.1.0.5 asked notavsvmcloud.com A",
    ):
        assert list(find_names(line)) == [line]


def test_fragments_join_over_the_whole_input() -> None:
    first, last = fragments("some-company.corp.example")
    read = list(decode_lines([last, block("2020-06-11T08:00", uid="00" * 8), first]))
    assert [row["domain"] for row in read] == ["some-company.corp.example", None, "some-company.corp.example"]


@settings(deadline=None, max_examples=100)
@given(st.lists(st.text(max_size=60), max_size=5))
def test_no_line_breaks_the_reader(lines: list[str]) -> None:
    for row in decode_lines(lines):
        assert row["error"] is not None or row["uid"] is not None
