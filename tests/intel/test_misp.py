"""MISP events: attributes, objects, tags and galaxies."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from intel_lab import sort_json

from beartrap.model.claim import ClaimKind, Hedge
from beartrap.model.coverage import GapReason

SHA256 = "32519b85c0b422e4656de6e6c41878e95fd95026267daab4215ee59c107d6c77"


def attribute(kind: str, value: str, **more: Any) -> dict[str, Any]:
    return {"uuid": f"{kind}-{value}"[:30], "type": kind, "value": value, "to_ids": True, **more}


def event(*attributes: dict[str, Any], **more: Any) -> dict[str, Any]:
    base = {"info": "Orion", "date": "2020-12-14", "Orgc": {"name": "Example CERT"}, "Attribute": list(attributes)}
    return {"Event": {**base, **more}}


def test_the_event_is_the_document(tmp_path: Path) -> None:
    (document,) = sort_json(tmp_path, event(attribute("domain", "evil-host.net"))).documents
    assert (document.title, document.publisher, document.published) == ("Orion", "Example CERT", date(2020, 12, 14))


@pytest.mark.parametrize(
    "wrap", [lambda one: one, lambda one: {"response": [one]}, lambda one: [one], lambda one: {"response": one}]
)
def test_every_wrapping_is_read(tmp_path: Path, wrap: Any) -> None:
    assert sort_json(tmp_path, wrap(event(attribute("domain", "evil-host.net")))).keys == ["domain:evil-host.net"]


@pytest.mark.parametrize(
    ("kind", "value", "keys"),
    [
        ("ip-dst", "13.59.205.66", ["ipv4:13.59.205.66"]),
        ("ip-src", "2a00:1450:4009::1", ["ipv6:2a00:1450:4009::1"]),
        ("hostname", "a.evil-host.net", ["domain:a.evil-host.net"]),
        ("ip-dst|port", "13.59.205.66|443", ["ipv4:13.59.205.66"]),
        ("hostname|port", "evil-host.net|443", ["domain:evil-host.net"]),
        ("domain|ip", "evil-host.net|13.59.205.66", ["domain:evil-host.net", "ipv4:13.59.205.66"]),
        ("filename|sha256", f"a.exe|{SHA256}", ["filename:a.exe", f"sha256:{SHA256}"]),
        ("url", "hxxp://evil-host.net/x", ["url:http://evil-host.net/x"]),
        ("email-src", "a@evil-host.net", ["email:a@evil-host.net"]),
        ("user-agent", "Client/1", ["user-agent:Client/1"]),
        ("named pipe", "one-two", ["pipe:one-two"]),
        ("mutex", "one", ["mutex:one"]),
        ("regkey", "HKLM\\Software\\Bad", ["registry-key:HKLM\\Software\\Bad"]),
        ("vulnerability", "CVE-2024-3094", ["vulnerability:CVE-2024-3094"]),
        (
            "x509-fingerprint-sha1",
            "47d92d49e6f7f296260da1af355f941eb25360c4",
            ["certificate:47d92d49e6f7f296260da1af355f941eb25360c4"],
        ),
        ("text", "free words", []),
    ],
)
def test_attribute_types(tmp_path: Path, kind: str, value: str, keys: list[str]) -> None:
    found = sort_json(tmp_path, event(attribute(kind, value)))
    assert found.keys == keys
    assert not found.gaps


@pytest.mark.parametrize(
    ("kind", "value"),
    [("imphash", "0" * 32), ("ssdeep", "3:a:b"), ("domain", "no domain"), ("sha256", "12"), ("", "x")],
)
def test_what_cannot_be_used_is_a_gap(tmp_path: Path, kind: str, value: str) -> None:
    found = sort_json(tmp_path, event(attribute(kind, value)))
    assert not found.indicators
    assert len(found.gaps) == 1


def test_objects_tie_name_and_hash(tmp_path: Path) -> None:
    thing = {
        "uuid": "object-1",
        "name": "file",
        "Attribute": [attribute("filename", "a.exe"), attribute("sha256", SHA256)],
    }
    name, digest = sort_json(tmp_path, event(Object=[thing])).indicators
    assert name.tie == digest.tie == "misp:object-1"
    assert name.severity < digest.severity


def test_deleted_is_counted_and_unmarked_is_demoted(tmp_path: Path) -> None:
    gone = attribute("domain", "gone-host.net", deleted=True)
    found = sort_json(tmp_path, event(gone, attribute("domain", "weak-host.net", to_ids=False)))
    assert found.keys == ["domain:weak-host.net"]
    assert found.indicators[0].demoted is not None
    assert found.gaps[0].reason is GapReason.SKIPPED


def test_first_and_last_seen_bound(tmp_path: Path) -> None:
    seen = {"first_seen": "2020-05-14T03:09:00.000000+00:00", "last_seen": "2020-12-13T21:31:00.000000+00:00"}
    (item,) = sort_json(tmp_path, event(attribute("ip-dst", "51.89.125.18", **seen))).indicators
    assert item.valid.start == datetime(2020, 5, 14, 3, 9, tzinfo=UTC)


def test_galaxies_and_tags_become_hedged_claims_and_families(tmp_path: Path) -> None:
    cluster = {
        "type": "threat-actor",
        "value": "APT29",
        "meta": {"synonyms": ["Cozy Bear"]},
        "Tag": [{"name": 'estimative-language:likelihood-probability="likely"'}],
    }
    tags = [
        {"name": "tlp:amber"},
        {"name": 'misp-galaxy:malpedia="SUNBURST"'},
        {"name": 'misp-galaxy:threat-actor="UNC2452"'},
    ]
    found = sort_json(
        tmp_path, event(attribute("domain", "evil-host.net"), Tag=tags, Galaxy=[{"GalaxyCluster": [cluster]}])
    )
    first, second = found.claims
    assert (first.kind, first.object, first.hedge, first.aliases) == (
        ClaimKind.ATTRIBUTION,
        "APT29",
        Hedge.LIKELY,
        ("Cozy Bear",),
    )
    assert (second.object, second.hedge, second.publisher) == ("UNC2452", None, "Example CERT")
    assert found.indicators[0].malware == "SUNBURST"
    assert "TLP:AMBER" in found.indicators[0].note


def test_an_empty_answer_is_a_gap(tmp_path: Path) -> None:
    assert "no event" in sort_json(tmp_path, {"response": []}).whys
