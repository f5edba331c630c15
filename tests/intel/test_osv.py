"""OSV advisories: malicious packages, ranges, withdrawn ones."""

from pathlib import Path
from typing import Any

import pytest
from intel_lab import sort_json

from beartrap.intel import versions
from beartrap.model.claim import ClaimKind
from beartrap.model.finding import Severity

SHA256 = "32519b85c0b422e4656de6e6c41878e95fd95026267daab4215ee59c107d6c77"


def advisory(*affected: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "schema_version": "1.6.0",
        "id": "MAL-2025-1",
        "summary": "Malicious code",
        "affected": list(affected),
        **more,
    }


def package(ecosystem: str, name: str, **more: Any) -> dict[str, Any]:
    return {"package": {"ecosystem": ecosystem, "name": name}, **more}


def events(*pairs: tuple[str, str], kind: str = "SEMVER") -> dict[str, Any]:
    return {"type": kind, "events": [{key: value} for key, value in pairs]}


def test_a_malicious_package_is_critical(tmp_path: Path) -> None:
    found = sort_json(tmp_path, advisory(package("npm", "@scope/thing", versions=["1.2.3", "1.2.4"])))
    (item,) = found.indicators
    assert item.value == "pkg:npm/%40scope/thing"
    assert item.versions == "vers:npm/1.2.3|1.2.4"
    assert (item.severity, item.role) == (Severity.CRITICAL, "malware")


@pytest.mark.parametrize(
    ("ranges", "inside", "outside"),
    [
        ([events(("introduced", "1.0.0"), ("fixed", "1.2.0"))], ["1.0.0", "1.1.9"], ["0.9.0", "1.2.0"]),
        ([events(("introduced", "1.0.0"), ("last_affected", "1.2.0"))], ["1.2.0"], ["1.2.1"]),
        ([events(("introduced", "0"), ("fixed", "1.2.0"))], ["0.0.1"], ["1.2.0"]),
        ([events(("introduced", "2.0.0"))], ["2.0.0", "99.0.0"], ["1.9.9"]),
        ([events(("introduced", "0"))], ["0.0.1", "99.0.0"], []),
        (
            [events(("introduced", "1.0.0"), ("fixed", "1.2.0"), ("introduced", "2.0.0"), ("fixed", "2.1.0"))],
            ["1.1.0", "2.0.5"],
            ["1.2.0", "1.9.0", "2.1.0"],
        ),
    ],
)
def test_ranges_hold_what_they_should(tmp_path: Path, ranges: list[Any], inside: list[str], outside: list[str]) -> None:
    (item,) = sort_json(tmp_path, advisory(package("npm", "thing", ranges=ranges))).indicators
    assert item.versions is not None
    assert all(versions.contains(item.versions, version) for version in inside)
    assert not any(versions.contains(item.versions, version) for version in outside)


def test_versions_outside_of_the_ranges_are_listed_beside_them(tmp_path: Path) -> None:
    entry = package(
        "PyPI",
        "thing",
        ranges=[events(("introduced", "1.0"), ("fixed", "2.0"), kind="ECOSYSTEM")],
        versions=["1.5", "7.0"],
    )
    told = [item.versions for item in sort_json(tmp_path, advisory(entry)).indicators]
    assert told == ["vers:pypi/>=1.0|<2.0", "vers:pypi/7.0"]


@pytest.mark.parametrize(
    ("ecosystem", "name", "purl"),
    [
        ("Maven", "org.example:thing", "pkg:maven/org.example/thing"),
        ("Go", "github.com/example/thing", "pkg:golang/github.com/example/thing"),
        ("crates.io", "thing", "pkg:cargo/thing"),
        ("Debian:12", "xz-utils", "pkg:deb/debian/xz-utils"),
        ("Packagist", "vendor/thing", "pkg:composer/vendor/thing"),
        ("GitHub Actions", "tj-actions/changed-files", "pkg:github/tj-actions/changed-files"),
    ],
)
def test_ecosystems_become_purls(tmp_path: Path, ecosystem: str, name: str, purl: str) -> None:
    assert sort_json(tmp_path, advisory(package(ecosystem, name, versions=["1.0.0"]))).indicators[0].value == purl


@pytest.mark.parametrize(
    "entry",
    [
        package("No Such World", "thing", versions=["1"]),
        package("npm", "", versions=["1"]),
        package("npm", "thing"),
        package("npm", "thing", ranges=[{"type": "GIT", "events": [{"introduced": "0"}]}]),
        package("Pub", "thing", ranges=[events(("introduced", "1.0.0"))]),
        package("npm", "thing", ranges=[events(("introduced", "so-called | version"))]),
    ],
)
def test_what_cannot_be_compared_is_a_gap(tmp_path: Path, entry: dict[str, Any]) -> None:
    found = sort_json(tmp_path, advisory(entry))
    assert not found.indicators
    assert len(found.gaps) == 1
    assert "MAL-2025-1" in found.whys


def test_a_withdrawn_advisory_is_demoted(tmp_path: Path) -> None:
    (item,) = sort_json(
        tmp_path, advisory(package("npm", "thing", versions=["1.0.0"]), withdrawn="2025-01-02T00:00:00Z")
    ).indicators
    assert item.demoted is not None
    assert "withdrawn" in item.demoted


def test_hashes_aliases_and_fixes(tmp_path: Path) -> None:
    entry = package("npm", "thing", ranges=[events(("introduced", "1.0.0"), ("fixed", "1.2.0"))])
    given = advisory(entry, aliases=["CVE-2025-1234"], database_specific={"origins": [{"sha256": SHA256}]})
    found = sort_json(tmp_path, given)
    assert found.keys == ["vulnerability:CVE-2025-1234", "package:pkg:npm/thing", f"sha256:{SHA256}"]
    assert [(claim.kind, claim.object) for claim in found.claims] == [
        (ClaimKind.VERSION, "vers:npm/>=1.0.0|<1.2.0"),
        (ClaimKind.FIX, "1.2.0"),
    ]


def test_a_list_of_advisories_and_an_ordinary_vulnerability(tmp_path: Path) -> None:
    other = advisory(package("npm", "other", versions=["1.0.0"]), id="GHSA-1")
    found = sort_json(tmp_path, [advisory(package("npm", "thing", versions=["1.0.0"])), other, 7])
    assert [item.severity for item in found.indicators] == [Severity.CRITICAL, Severity.HIGH]
    assert len(found.documents) == 2
    assert "no OSV advisory" in found.whys
