"""Packs: the bundled ones hold what is known, and a malformed one says where and what is allowed."""

import csv
import zipfile
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import pytest

from beartrap.intel import packs, versions
from beartrap.intel.errors import IntelError
from beartrap.model.claim import ClaimKind, Hedge
from beartrap.model.finding import Severity
from beartrap.model.indicator import HASHES, IndicatorKind

MINIMAL = """\
version = 1
id = "mine"
title = "Mine"
[window]
from = 2020-01-01
"""


def pack_of(folder: Path, toml: str = MINIMAL, table: str | None = None, rules: str | None = None) -> str:
    home = folder / "mine"
    (home / "indicators").mkdir(parents=True)
    (home / "pack.toml").write_text(toml)
    if table is not None:
        (home / "indicators" / "all.csv").write_text(table)
    if rules is not None:
        (home / "mine.yar").write_text(rules)
    return str(home)


@pytest.mark.parametrize("name", packs.names())
def test_every_bundled_pack_loads_with_a_stable_digest(name: str) -> None:
    pack = packs.load(name)
    assert pack.incident.id == name
    assert pack.digest == packs.load(name).digest == pack.incident.digest == pack.document.digest
    assert pack.indicators
    assert pack.claims
    assert pack.yara
    assert pack.references
    assert all(claim.publisher and not claim.quote for claim in pack.claims)
    assert len({item.key for item in pack.indicators}) == len(pack.indicators)


def test_packs_are_data_in_the_package_and_no_code() -> None:
    folder = resources.files("beartrap.packs")
    with resources.as_file(folder) as path:
        assert [file.name for file in path.rglob("*.py")] == ["__init__.py"]
        assert sorted(packs.names()) == ["solarwinds-2020", "xz-2024"]


def test_packs_load_from_inside_a_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A zipped package has no paths on disk: only importlib.resources reaches its files."""
    wheel = tmp_path / "beartrap.whl"
    with resources.as_file(resources.files("beartrap.packs")) as home, zipfile.ZipFile(wheel, "w") as archive:
        for file in home.rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                archive.write(file, Path("beartrap/packs") / file.relative_to(home))
    inside = zipfile.Path(wheel, "beartrap/packs/")
    plain = packs.load("solarwinds-2020")
    monkeypatch.setattr(packs, "_bundled", lambda: inside)
    assert packs.names() == ("solarwinds-2020", "xz-2024")
    assert packs.load("solarwinds-2020").digest == plain.digest


def test_solarwinds_has_what_is_known() -> None:
    pack = packs.load("solarwinds-2020")
    by_key = {item.key: item for item in pack.indicators}
    incident = pack.incident
    assert incident.window.start == datetime(2020, 3, 24, tzinfo=UTC)
    assert incident.public_since.start == datetime(2020, 12, 13, tzinfo=UTC)
    assert incident.dormant_hours == (288, 336)
    assert incident.decoder == "sunburst"
    beacon = by_key["domain:avsvmcloud.com"]
    assert (beacon.role, beacon.severity, beacon.demoted) == ("beacon", Severity.CRITICAL, None)
    assert by_key["ipv4:20.140.0.1"].role == "sinkhole"
    assert by_key["ipv4:20.140.0.1"].severity is Severity.INFO
    assert by_key["ipv4:167.114.213.199"].demoted is not None
    assert not by_key["ipv4:51.89.125.18"].valid.holds(datetime(2017, 1, 1, tzinfo=UTC))
    supernova = by_key["sha256:c15abaf51e78ca56c0376522d699c978217bf041a3bd3c71d09193efa5717c71"]
    assert (supernova.malware, "another actor" in supernova.note) == ("SUPERNOVA", True)
    builds = [item for item in pack.indicators if item.role == "test-build" and item.kind is IndicatorKind.SHA256]
    assert [item.severity for item in builds] == [Severity.INFO, Severity.INFO]
    (orion,) = incident.affected
    assert {"2019.4 HF5", "2020.2", "2020.2 HF1", "2020.2.100.12299", "2020.2.100.12219"} <= set(orion.versions)
    assert {"2019.4 HF6", "2020.2.1 HF2"} <= set(orion.fixed)
    assert not set(orion.versions) & set(orion.fixed)


def test_solarwinds_claims_keep_who_says_it_and_how_sure() -> None:
    claims = packs.load("solarwinds-2020").claims
    sponsors = {(claim.publisher, claim.object, claim.hedge) for claim in claims if claim.kind is ClaimKind.SPONSOR}
    assert ("The White House", "SVR", None) in sponsors
    assert ("UK government", "SVR", Hedge.VERY_LIKELY) in sponsors
    (onward,) = [claim for claim in claims if claim.kind is ClaimKind.ONWARD]
    assert (onward.publisher, onward.denied, onward.about_self) == ("Microsoft", True, True)


def test_every_published_indicator_of_the_pack_has_an_equal_in_the_release(real_data: Path) -> None:
    """Two hashes of TEARDROP, the names after Sophos and the kill switch are of other publications: named here."""
    elsewhere = {
        "b820e8a2057112d0ed73bd7995201dbed79a79e13c79d4bdad81a22f12387e07",
        "1817a5bf9c01035bcf8a975c9f1d94b0ce7f6a200339485d8f93859f8f6d730c",
        "20.140.0.1",
    }
    text = (real_data / "sunburst" / "Indicator_Release_Hashes.csv").read_text()
    text += (real_data / "sunburst" / "Indicator_Release_NBIs.csv").read_text().replace("[.]", ".")
    kinds = HASHES | {IndicatorKind.CERTIFICATE, IndicatorKind.IPV4, IndicatorKind.DOMAIN}
    checked = 0
    for item in packs.load("solarwinds-2020").indicators:
        if item.kind in kinds and item.value not in elsewhere and "Sophos" not in item.note:
            assert item.value in text, item.value
            checked += 1
    assert checked >= 45


def test_the_release_holds_nothing_that_the_pack_lacks(real_data: Path) -> None:
    """But for a decompiled source file (researchers made it) and the single beacon names, which the decoder reads."""
    known = {item.value for item in packs.load("solarwinds-2020").indicators}
    with (real_data / "sunburst" / "Indicator_Release_Hashes.csv").open(newline="") as stream:
        for row in csv.DictReader(stream):
            if not row["FILENAME"].endswith(".cs"):
                assert {row["SHA256"], row["SHA1"], row["MD5"]} <= known, row["FILENAME"]
    with (real_data / "sunburst" / "Indicator_Release_NBIs.csv").open(newline="") as stream:
        for row in csv.DictReader(stream):
            names = {row[column].replace("[.]", ".") for column in ("FQDN", "IP", "Target")} - {""}
            assert {name for name in names if not name.endswith("avsvmcloud.com")} <= known


def test_xz_says_safe_versions_apart_from_bad_ones() -> None:
    for affected in packs.load("xz-2024").incident.affected:
        for text in affected.versions:
            if text.startswith("vers:"):
                assert not any(versions.contains(text, fixed) for fixed in affected.fixed), affected.product
                bad = "5.6.1-1" if "deb" in text else "5.6.1-1.fc40"
                assert versions.contains(text, bad)


def test_a_pack_from_a_folder(tmp_path: Path) -> None:
    table = "kind,value,role,valid_until,versions\ndomain,evil-host.net,c2,2020-02-01,\npackage,pkg:npm/thing,malware,,vers:npm/1.0.0\n"
    pack = packs.load(pack_of(tmp_path, table=table, rules="rule a { condition: false }"))
    assert pack.label == "pack:mine"
    assert [item.key for item in pack.indicators] == ["domain:evil-host.net", "package:pkg:npm/thing"]
    assert pack.indicators[1].versions == "vers:npm/1.0.0"
    assert pack.indicators[0].place is not None
    assert pack.indicators[0].place.show() == "pack:mine/indicators/all.csv:2"
    assert list(pack.yara) == ["mine/mine.yar"]


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("version = 1\nid = \ntitle = 1", ["pack.toml", "line 2"]),
        (MINIMAL.replace("version = 1", "version = 2"), ["line 1", "version", "Allowed: 1"]),
        (MINIMAL.replace('title = "Mine"', 'titel = "Mine"'), ["title", "missing"]),
        ('colour = "red"\n' + MINIMAL, ["line 1", "colour", "unknown key", "Allowed:", "title"]),
        (MINIMAL + "til = 2020-01-02\n", ["window.til", "unknown key", "until"]),
        (MINIMAL.replace("2020-01-01", '"2020-01-01"'), ["line 5", "window.from", "without quotes"]),
        (MINIMAL + "until = 2019-01-01\n", ["window.until", "not after"]),
        (MINIMAL.replace('id = "mine"', 'id = "other"'), ["other", "Allowed: mine"]),
        ("dormant_hours = [5, 2]\n" + MINIMAL, ["dormant_hours", "[288, 336]"]),
        (MINIMAL + '[[claim]]\nkind = "rumour"\n', ["claim[1].kind", "rumour", "attribution"]),
        (MINIMAL + '[[claim]]\nkind = "fix"\npublisher = "A"\n', ["claim[1].statement", "missing"]),
        (MINIMAL + '[[affected]]\nvendor = "A"\nproduct = "B"\npurl = "no"\n', ["affected[1].purl", "pkg:npm"]),
        (
            MINIMAL + '[[affected]]\nvendor = "A"\nproduct = "B"\nversions = ["vers:npm/>>1"]\n',
            ["affected[1].versions"],
        ),
        (MINIMAL + '[[affected]]\nvendor = "A"\nproduct = "B"\nversions = "1"\n', ["versions", "list"]),
        ("\x00", ["pack.toml"]),
    ],
)
def test_a_malformed_frame_names_line_key_and_what_is_allowed(tmp_path: Path, toml: str, words: list[str]) -> None:
    with pytest.raises(IntelError) as caught:
        packs.load(pack_of(tmp_path, toml))
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("kind,value,colour\n", ["row 1", "colour", "unknown column", "severity"]),
        ("kind,role\n", ["row 1", "value"]),
        ("kind,value\nsha257,00\n", ["row 2", "kind", "sha257", "sha256"]),
        ("kind,value\ndomain,good-host.net\nsha256,00\n", ["row 3", "value", "sha256"]),
        ("kind,value,role\ndomain,good-host.net,boss\n", ["row 2", "role", "boss", "sinkhole"]),
        ("kind,value,severity\ndomain,good-host.net,9\n", ["row 2", "severity", "critical"]),
        ("kind,value,valid_from\ndomain,good-host.net,soon\n", ["row 2", "valid_from", "2020-03-24"]),
        ("kind,value,versions\npackage,pkg:npm/a,1.0\n", ["row 2", "versions", "vers:npm"]),
        ("kind,value\ndomain\n", ["row 2", "1 cells"]),
        ("kind,value\ndomain,13.59.205.66\n", ["row 2", "kind", "ipv4"]),
        ('kind,value\ndomain,"open\n', ["all.csv"]),
    ],
)
def test_a_malformed_table_names_row_column_and_what_is_allowed(tmp_path: Path, table: str, words: list[str]) -> None:
    with pytest.raises(IntelError) as caught:
        packs.load(pack_of(tmp_path, table=table))
    for word in ["indicators/all.csv", *words]:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    "rules", ["rule a { condition: nonsense }", 'include "/etc/passwd"\nrule a { condition: true }', "rule"]
)
def test_rules_that_do_not_compile_or_open_files_are_refused(tmp_path: Path, rules: str) -> None:
    with pytest.raises(IntelError, match=r"mine\.yar"):
        packs.load(pack_of(tmp_path, rules=rules))


def test_a_stray_file_or_code_in_a_pack_is_refused(tmp_path: Path) -> None:
    home = pack_of(tmp_path)
    (Path(home) / "decoder.py").write_text("print()")
    with pytest.raises(IntelError, match=r"decoder\.py.*Allowed"):
        packs.load(home)


def test_the_example_in_the_documentation_is_a_pack(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "packs.md").read_text(encoding="utf-8")
    home = tmp_path / "my-incident-2027"
    home.mkdir()
    (home / "pack.toml").write_text(page.split("```toml\n")[1].split("```")[0], encoding="utf-8")
    assert packs.load(str(home)).incident.id == "my-incident-2027"


def test_an_unknown_name_lists_the_bundled_packs() -> None:
    with pytest.raises(IntelError, match="solarwinds-2020, xz-2024"):
        packs.load("solarwind")
