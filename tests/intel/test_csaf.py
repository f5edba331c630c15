"""CSAF 2.0 advisories: the product tree, what is affected, and what is said not to be."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from intel_lab import sort_json

from beartrap.model.claim import ClaimKind

SHA256 = "32519b85c0b422e4656de6e6c41878e95fd95026267daab4215ee59c107d6c77"


def version(name: str, number: str, category: str = "product_version", **helper: Any) -> dict[str, Any]:
    product = {"product_id": name, "name": f"Thing {number}", "product_identification_helper": helper}
    return {"category": category, "name": number, "product": product}


def advisory(status: dict[str, Any], *versions: dict[str, Any], **more: Any) -> dict[str, Any]:
    inner = {"category": "product_name", "name": "Orion Platform", "branches": list(versions)}
    return {
        "document": {
            "csaf_version": "2.0",
            "title": "Backdoor in Orion",
            "lang": "en",
            "publisher": {"name": "Example Vendor"},
            "tracking": {
                "id": "EV-2020-1",
                "initial_release_date": "2020-12-14T00:00:00Z",
                "current_release_date": "2020-12-16T00:00:00Z",
            },
        },
        "product_tree": {"branches": [{"category": "vendor", "name": "SolarWinds", "branches": [inner]}], **more},
        "vulnerabilities": [{"cve": "CVE-2020-10148", "product_status": status}],
    }


def test_products_without_purl_become_an_incident(tmp_path: Path) -> None:
    status = {"known_affected": ["P1", "P2"], "fixed": ["P3"], "known_not_affected": ["P4"]}
    found = sort_json(
        tmp_path,
        advisory(
            status,
            version("P1", "2019.4 HF5"),
            version("P2", "2020.2"),
            version("P3", "2020.2.1 HF2"),
            version("P4", "2018.4"),
        ),
    )
    (incident,) = found.incidents
    (affected,) = incident.affected
    assert (incident.id, affected.vendor, affected.product) == ("EV-2020-1", "SolarWinds", "Orion Platform")
    assert affected.versions == ("2019.4 HF5", "2020.2")
    assert affected.fixed == ("2020.2.1 HF2",)
    assert "SolarWinds Orion Platform" in affected.names
    assert incident.window.start is None
    assert incident.public_since.start == datetime(2020, 12, 14, tzinfo=UTC)
    assert found.keys == ["vulnerability:CVE-2020-10148"]
    told = [(claim.kind, claim.object, claim.denied) for claim in found.claims]
    assert (ClaimKind.VERSION, "2018.4", True) in told
    assert (ClaimKind.FIX, "2020.2.1 HF2", False) in told
    assert (ClaimKind.PRODUCT, "Orion Platform", False) in told
    assert found.documents[0].publisher == "Example Vendor"
    assert not found.gaps


def test_purls_and_hashes_become_indicators(tmp_path: Path) -> None:
    hashes = [{"filename": "a.dll", "file_hashes": [{"algorithm": "sha256", "value": SHA256}]}]
    found = sort_json(
        tmp_path,
        advisory(
            {"known_affected": ["P1", "P2"]},
            version("P1", "5.6.0", purl="pkg:deb/debian/xz-utils@5.6.0-0.2"),
            version("P2", "5.6.1", purl="pkg:deb/debian/xz-utils@5.6.1-1", hashes=hashes),
        ),
    )
    package = found.one("package:pkg:deb/debian/xz-utils")
    assert package.versions == "vers:deb/5.6.0-0.2|5.6.1-1"
    assert found.one(f"sha256:{SHA256}").tie == found.one("filename:a.dll").tie
    assert not found.incidents


def test_a_vers_range_stays_one(tmp_path: Path) -> None:
    branch = version("P1", "vers:npm/>=1.0.0|<1.2.0", "product_version_range", purl="pkg:npm/thing")
    assert sort_json(tmp_path, advisory({"known_affected": ["P1"]}, branch)).one("package:pkg:npm/thing").versions == (
        "vers:npm/>=1.0.0|<1.2.0"
    )


def test_relationships_inherit_from_their_component(tmp_path: Path) -> None:
    relation = {
        "product_reference": "P1",
        "relates_to_product_reference": "X",
        "full_product_name": {"product_id": "R1", "name": "R"},
    }
    found = sort_json(tmp_path, advisory({"known_affected": ["R1"]}, version("P1", "2020.2"), relationships=[relation]))
    assert found.incidents[0].affected[0].versions == ("2020.2",)


def test_an_unknown_product_id_is_a_gap(tmp_path: Path) -> None:
    found = sort_json(tmp_path, advisory({"known_affected": ["gone"]}, version("P1", "1")))
    assert "gone" in found.whys
    assert not found.incidents


def test_a_purl_without_version_is_a_gap(tmp_path: Path) -> None:
    branch = version("P1", "", purl="pkg:npm/thing")
    found = sort_json(tmp_path, advisory({"known_affected": ["P1"]}, branch))
    assert "names no version" in found.whys


def test_deep_branches_end_in_a_gap(tmp_path: Path) -> None:
    branch: dict[str, Any] = version("deep", "1")
    for _ in range(200):
        branch = {"category": "architecture", "name": "a", "branches": [branch]}
    found = sort_json(tmp_path, advisory({"known_affected": ["deep"]}, branch))
    assert "deep" in found.whys
