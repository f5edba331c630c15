"""STIX bundles: patterns, observed objects, reports and attributions."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from intel_lab import sort_json

from beartrap.intel import stix_pattern
from beartrap.model.claim import ClaimKind, Hedge
from beartrap.model.coverage import GapReason
from beartrap.model.finding import Severity

SHA256 = "32519b85c0b422e4656de6e6c41878e95fd95026267daab4215ee59c107d6c77"
SHA1 = "76640508b1e7759e548771a5359eaed353bf1eec"
MD5 = "b91ce2fa41029f6955bff20079468448"


def bundle(*things: dict[str, Any]) -> dict[str, Any]:
    return {"type": "bundle", "id": "bundle--1", "objects": list(things)}


def indicator(pattern: str, **more: Any) -> dict[str, Any]:
    base = {
        "type": "indicator",
        "spec_version": "2.1",
        "id": "indicator--1",
        "pattern_type": "stix",
        "pattern": pattern,
    }
    return {**base, "valid_from": "2020-12-13T00:00:00Z", **more}


@pytest.mark.parametrize(
    ("pattern", "keys"),
    [
        (f"[file:hashes.'SHA-256' = '{SHA256.upper()}']", [f"sha256:{SHA256}"]),
        (f"[file:hashes.MD5 = '{MD5}']", [f"md5:{MD5}"]),
        (f"[file:hashes.'SHA-1'='{SHA1}']", [f"sha1:{SHA1}"]),
        (f"[file:hashes.'SHA-256' = '{SHA256}' OR file:hashes.MD5 = '{MD5}']", [f"sha256:{SHA256}", f"md5:{MD5}"]),
        ("[file:name = 'a.exe']", ["filename:a.exe"]),
        ("[domain-name:value = 'avsvmcloud.com']", ["domain:avsvmcloud.com"]),
        ("[domain-name:value IN ('one-host.net', 'two-host.net')]", ["domain:one-host.net", "domain:two-host.net"]),
        ("[ipv4-addr:value = '13.59.205.66']", ["ipv4:13.59.205.66"]),
        ("[ipv4-addr:value = '13.59.205.0/24']", ["network:13.59.205.0/24"]),
        ("[ipv6-addr:value = '2a00:1450:4009::1']", ["ipv6:2a00:1450:4009::1"]),
        ("[network-traffic:dst_ref.value = '13.59.205.66']", ["ipv4:13.59.205.66"]),
        ("[url:value = 'https://evil-host.net/a']", ["url:https://evil-host.net/a"]),
        ("[email-addr:value = 'a@evil-host.net']", ["email:a@evil-host.net"]),
        (f"[x509-certificate:hashes.'SHA-256' = '{SHA256}']", [f"certificate:{SHA256}"]),
        (
            "[windows-registry-key:key = 'HKEY_LOCAL_MACHINE\\\\SOFTWARE\\\\Bad']",
            ["registry-key:HKEY_LOCAL_MACHINE\\SOFTWARE\\Bad"],
        ),
        ("[mutex:name = 'it''s']".replace("''", "\\'"), ["mutex:it's"]),
        ("[process:name = 'a.exe']", ["filename:a.exe"]),
        (
            "[network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' = 'Client/1']",
            ["user-agent:Client/1"],
        ),
        ("[file:name = '\\\\\\\\.\\\\pipe\\\\one-two']", ["pipe:one-two"]),
        (
            "[domain-name:value = 'one-host.net'] OR [domain-name:value = 'two-host.net']",
            ["domain:one-host.net", "domain:two-host.net"],
        ),
    ],
)
def test_a_pattern_becomes_its_values(tmp_path: Path, pattern: str, keys: list[str]) -> None:
    found = sort_json(tmp_path, bundle(indicator(pattern)))
    assert found.keys == keys
    assert not found.gaps


@pytest.mark.parametrize(
    "pattern",
    [
        "[domain-name:value LIKE 'a%.evil-host.net']",
        "[file:name LIKE '%.evil']",
        "[domain-name:value MATCHES '^evil']",
        "[domain-name:value != 'evil-host.net']",
        "[NOT domain-name:value = 'evil-host.net']",
        "[file:size = 12]",
        "[domain-name:value = 'one-host.net'] FOLLOWEDBY [domain-name:value = 'two-host.net']",
        "[domain-name:value = 'one-host.net'] WITHIN 5 SECONDS",
        "[domain-name:value = 'one-host.net'",
        "not a pattern",
        "",
        "[" * 5000,
        "[" + "(" * 3000 + "file:name = 'a'" + ")" * 3000 + "]",
        "[file:name = '" + "a" * 60_000 + "' AND file:size > 3]",
    ],
)
def test_what_a_pattern_says_beyond_values_is_a_gap_with_its_id(tmp_path: Path, pattern: str) -> None:
    found = sort_json(tmp_path, bundle(indicator(pattern, id="indicator--odd"), indicator("[file:name = 'b.exe']")))
    assert found.keys == ["filename:b.exe"]
    (gap,) = found.gaps
    assert gap.reason is GapReason.UNSUPPORTED
    assert "indicator--odd" in gap.why
    assert gap.remedy


def test_rules_in_other_languages_are_counted(tmp_path: Path) -> None:
    rules = [indicator("rule a {}", pattern_type="yara", id=f"indicator--{n}") for n in range(3)]
    (gap,) = sort_json(tmp_path, bundle(*rules)).gaps
    assert gap.count == 3
    assert "yara" in gap.why


def test_and_ties_what_it_joins_or_does_not(tmp_path: Path) -> None:
    joined = sort_json(tmp_path, bundle(indicator(f"[file:name = 'a.exe' AND file:hashes.MD5 = '{MD5}']"))).indicators
    assert joined[0].tie == joined[1].tie == "indicator--1"
    either = sort_json(tmp_path, bundle(indicator(f"[file:name = 'ANDy.exe' OR file:hashes.MD5 = '{MD5}']"))).indicators
    assert [item.tie for item in either] == [None, None]


def test_a_revoked_indicator_is_demoted_and_kept(tmp_path: Path) -> None:
    (item,) = sort_json(tmp_path, bundle(indicator("[file:name = 'a.exe']", revoked=True))).indicators
    assert item.demoted is not None
    assert "revoked" in item.demoted


def test_valid_until_bounds_and_the_day_of_publication_does_not(tmp_path: Path) -> None:
    (item,) = sort_json(tmp_path, bundle(indicator("[file:name = 'a.exe']"))).indicators
    assert item.valid.start is None
    (item,) = sort_json(
        tmp_path, bundle(indicator("[file:name = 'a.exe']", valid_until="2021-01-01T00:00:00Z"))
    ).indicators
    assert item.valid.end == datetime(2021, 1, 1, tzinfo=UTC)
    assert item.valid.start == datetime(2020, 12, 13, tzinfo=UTC)


def test_a_start_on_the_day_of_entry_bounds_nothing_and_an_earlier_one_does(tmp_path: Path) -> None:
    until = "2021-12-31T00:00:00Z"
    (item,) = sort_json(
        tmp_path, bundle(indicator("[file:name = 'a.exe']", created="2020-12-13T09:00:00Z", valid_until=until))
    ).indicators
    assert (item.valid.start, item.valid.end) == (None, datetime(2021, 12, 31, tzinfo=UTC))
    (item,) = sort_json(
        tmp_path, bundle(indicator("[file:name = 'a.exe']", created="2021-02-01T09:00:00Z", valid_until=until))
    ).indicators
    assert item.valid.start == datetime(2020, 12, 13, tzinfo=UTC)


def test_all_names_below_a_domain_are_the_domain(tmp_path: Path) -> None:
    assert sort_json(tmp_path, bundle(indicator("[domain-name:value LIKE '%.evil-host.net']"))).keys == [
        "domain:evil-host.net"
    ]


def test_a_hash_name_in_double_quotes(tmp_path: Path) -> None:
    pattern = f"[file:hashes.\"SHA-256\" = '{'ab' * 32}']"
    assert sort_json(tmp_path, bundle(indicator(pattern))).keys == [f"sha256:{'ab' * 32}"]


def test_an_envelope_of_taxii(tmp_path: Path) -> None:
    envelope = {"more": False, "objects": [indicator("[domain-name:value = 'evil-host.net']")]}
    assert sort_json(tmp_path, envelope).keys == ["domain:evil-host.net"]


def test_malware_comes_from_the_relationship(tmp_path: Path) -> None:
    malware = {"type": "malware", "id": "malware--1", "name": "SUNBURST"}
    relation = {
        "type": "relationship",
        "id": "relationship--1",
        "relationship_type": "indicates",
        "source_ref": "indicator--1",
        "target_ref": "malware--1",
    }
    (item,) = sort_json(
        tmp_path, bundle(indicator("[domain-name:value = 'evil-host.net']"), malware, relation)
    ).indicators
    assert item.malware == "SUNBURST"
    assert item.role == "c2"


def test_observed_objects_are_kept_but_weigh_less(tmp_path: Path) -> None:
    file = {"type": "file", "id": "file--1", "name": "a.exe", "hashes": {"SHA-256": SHA256, "SHA-512": "0" * 128}}
    found = sort_json(tmp_path, bundle(file, {"type": "domain-name", "id": "domain-name--1", "value": "evil-host.net"}))
    assert found.keys == [f"sha256:{SHA256}", "filename:a.exe", "domain:evil-host.net"]
    assert {item.severity for item in found.indicators} == {Severity.MEDIUM}
    assert found.indicators[0].tie == found.indicators[1].tie == "file--1"
    assert "SHA-512" in found.whys


def test_objects_inside_observed_data_of_stix_20(tmp_path: Path) -> None:
    inner = {"0": {"type": "ipv4-addr", "value": "13.59.205.66"}, "1": "no object"}
    found = sort_json(tmp_path, bundle({"type": "observed-data", "id": "observed-data--1", "objects": inner}))
    assert found.keys == ["ipv4:13.59.205.66"]


def test_a_report_gives_the_document_and_hedged_attributions(tmp_path: Path) -> None:
    things = [
        {"type": "identity", "id": "identity--1", "name": "Example CERT"},
        {"type": "intrusion-set", "id": "intrusion-set--1", "name": "APT29", "aliases": ["Cozy Bear", "APT29"]},
        {"type": "campaign", "id": "campaign--1", "name": "Orion"},
        {"type": "identity", "id": "identity--2", "name": "A foreign service", "identity_class": "organization"},
        {
            "type": "report",
            "id": "report--1",
            "name": "On Orion",
            "published": "2020-12-14T10:00:00Z",
            "created_by_ref": "identity--1",
            "object_refs": ["intrusion-set--1", "gone--1"],
        },
        *(
            {
                "type": "relationship",
                "id": f"relationship--{n}",
                "relationship_type": "attributed-to",
                "source_ref": source,
                "target_ref": target,
                "confidence": confidence,
                "created_by_ref": "identity--1",
            }
            for n, (source, target, confidence) in enumerate(
                [
                    ("campaign--1", "intrusion-set--1", 70),
                    ("intrusion-set--1", "identity--2", 85),
                    ("campaign--1", "gone--1", 90),
                ]
            )
        ),
    ]
    found = sort_json(tmp_path, bundle(*things))
    (document,) = found.documents
    assert (document.publisher, document.title, document.published) == ("Example CERT", "On Orion", date(2020, 12, 14))
    told = {(claim.kind, claim.subject, claim.object, claim.hedge) for claim in found.claims}
    assert told == {
        (ClaimKind.ATTRIBUTION, "Orion", "APT29", Hedge.LIKELY),
        (ClaimKind.SPONSOR, "APT29", "A foreign service", Hedge.VERY_LIKELY),
        (ClaimKind.ATTRIBUTION, "On Orion", "APT29", None),
    }
    assert all(claim.publisher == "Example CERT" for claim in found.claims)
    assert found.claims[0].aliases == ("Cozy Bear",)


def test_an_empty_bundle_is_a_gap(tmp_path: Path) -> None:
    found = sort_json(tmp_path, {"type": "bundle", "id": "bundle--1"})
    assert found.documents
    assert "without objects" in found.whys


_TEXTS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=20)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(["file:name", "domain-name:value", "file:hashes.'SHA-256'", "mutex:name"]), _TEXTS)
def test_the_fast_way_and_the_parser_agree(path: str, text: str) -> None:
    literal = text.replace("\\", "\\\\").replace("'", "\\'")
    pattern = f"[{path} = '{literal}']"
    assert stix_pattern.comparisons(pattern) == stix_pattern.parsed(pattern)
    ((item,), joined) = stix_pattern.comparisons(pattern)
    assert (item.value, joined) == (text, False)
