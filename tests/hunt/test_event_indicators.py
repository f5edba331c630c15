"""Indicators in events: each kind in the fields that can hold it, with a near miss beside it."""

import pytest
from sigma_lab import batch

from beartrap.engine.knowledge import Knowledge
from beartrap.hunt.match.indicators import IndicatorMatcher, Wanted
from beartrap.hunt.match.together import Together
from beartrap.model.indicator import Indicator, IndicatorKind

SHA = "a" * 64
MD5 = "b" * 32


def found(kind: IndicatorKind, value: str, field: str, *values: object, source: str = "windows/sysmon/1") -> list[int]:
    """The rows, from 0, in which one indicator is found."""
    matcher = IndicatorMatcher(Wanted.of(Knowledge.of((Indicator(kind, value, "lab"),))))
    hits = matcher.match(batch([{field: one} for one in values], source)).to_pylist()
    assert all(hit["rule"] == f"{kind}:{value}" and hit["fields"] == [field] for hit in hits)
    return [hit["row"] - 1 for hit in hits]


@pytest.mark.parametrize(
    ("kind", "value", "field", "hit", "miss"),
    [
        (IndicatorKind.SHA256, SHA, "Hashes", f"SHA1={'c' * 40},MD5={MD5},SHA256={SHA.upper()}", f"SHA256={SHA}a"),
        (IndicatorKind.MD5, MD5, "md5", MD5.upper(), "b" * 31),
        (IndicatorKind.DOMAIN, "evil.example", "QueryName", "x.Evil.example.", "notevil.example"),
        (
            IndicatorKind.DOMAIN,
            "evil.example",
            "CommandLine",
            "curl 'https://u:p@a.evil.example:8443/x'",
            "evil.example.org",
        ),
        (IndicatorKind.IPV4, "192.0.2.7", "DestinationIp", "::ffff:192.0.2.7", "192.0.2.70"),
        (
            IndicatorKind.IPV4,
            "192.0.2.7",
            "QueryResults",
            "type:  5 x.invalid;::ffff:192.0.2.7;",
            "type: 1;192.0.2.71;",
        ),
        (IndicatorKind.IPV4, "192.0.2.7", "Destination", "192.0.2.7:443", "1192.0.2.7:443"),
        (IndicatorKind.NETWORK, "198.51.100.0/24", "SourceIp", "198.51.100.9", "198.51.101.9"),
        (IndicatorKind.IPV6, "2001:db8::7", "DestinationIp", "2001:DB8:0::7", "2001:db8::8"),
        (IndicatorKind.URL, "https://evil.example/a", "url", "HTTPS://Evil.example:443/a/", "https://evil.example/A"),
        (IndicatorKind.FILENAME, "evil.dll", "ImageLoaded", r"C:\x\EVIL.dll", r"C:\x\notevil.dll"),
        (IndicatorKind.PATH, r"c:\x\evil.dll", "Image", r"C:/X/evil.dll", r"D:\x\evil.dll"),
        (IndicatorKind.PIPE, r"\\.\pipe\evil", "PipeName", r"\EVIL", r"\evil2"),
        (
            IndicatorKind.REGISTRY_KEY,
            r"HKEY_LOCAL_MACHINE\Software\Evil",
            "TargetObject",
            r"HKLM\SOFTWARE\evil\x",
            r"HKLM\Software\Evil2",
        ),
    ],
)
def test_a_hit_and_its_near_miss(kind: IndicatorKind, value: str, field: str, hit: str, miss: str):
    assert found(kind, value, field, hit, miss, None) == [0]


@pytest.mark.parametrize(
    ("kind", "value", "field", "hit", "miss"),
    [
        (IndicatorKind.USER_AGENT, "Evil/1.0", "user_agent", "evil/1.0", "evil/1.01"),
        (IndicatorKind.EMAIL, "x@evil.example", "mailfrom", "<X@evil.example>", "y@evil.example"),
        (IndicatorKind.IPV4, "192.0.2.7", "id.resp_h", "192.0.2.7", "192.0.2.8"),
        (IndicatorKind.DOMAIN, "evil.example", "answers", ["a.example", "b.evil.example"], ["evil.examples"]),
    ],
)
def test_outside_windows_the_names_of_fields_decide(
    kind: IndicatorKind, value: str, field: str, hit: object, miss: object
):
    assert found(kind, value, field, hit, miss, source="zeek/http") == [0]


def test_a_field_that_cannot_hold_it_is_left_alone():
    assert found(IndicatorKind.DOMAIN, "evil.example", "Description", "evil.example", source="windows/sysmon/1") == []


def test_one_row_and_two_fields_are_one_hit():
    matcher = IndicatorMatcher(Wanted.of(Knowledge.of((Indicator(IndicatorKind.FILENAME, "evil.exe", "lab"),))))
    (hit,) = matcher.match(
        batch([{"Image": r"c:\evil.exe", "ParentImage": r"c:\evil.exe"}], "windows/sysmon/1")
    ).to_pylist()
    assert hit["fields"] == ["Image", "ParentImage"]


def test_a_value_that_is_no_address_is_named_and_the_others_work():
    indicators = (Indicator(IndicatorKind.IPV4, "999.1.1.1", "lab"), Indicator(IndicatorKind.IPV4, "192.0.2.7", "lab"))
    matcher = IndicatorMatcher(Wanted.from_bytes(Wanted.of(Knowledge.of(indicators)).to_bytes()))
    assert matcher.refused == ("ipv4:999.1.1.1",)
    assert matcher.match(batch([{"SourceIp": "192.0.2.7"}], "windows/sysmon/3")).num_rows == 1


def test_without_indicators_no_field_is_needed():
    matcher = Together([IndicatorMatcher(Wanted((), ()))])
    assert matcher.needed("windows/sysmon/1") == frozenset()
    assert matcher.match(batch([{"Image": "x"}], "windows/sysmon/1")).num_rows == 0


def test_a_name_deep_in_the_longest_value_that_a_reader_gives_is_found():
    long = "a b " * 250_000
    kind, name = IndicatorKind.DOMAIN, "evil.example"
    assert found(kind, name, "QueryResults", f"{long};evil.example", f"{long};evil.examples") == [0]
