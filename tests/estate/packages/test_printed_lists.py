"""What package managers and scanners print, and people save: lists, trees, tables, their own JSON."""

import json
from pathlib import Path

import pytest

from beartrap.model.coverage import GapReason, SourceKind
from estate.packages.manifests import look, told

DPKG = """Desired=Unknown/Install/Remove/Purge/Hold
| Status=Not/Inst/Conf-files/Unpacked/halF-conf/Half-inst/trig-aWait/Trig-pend
|/ Err?=(none)/Reinst-required (Status,Err: uppercase=bad)
||/ Name           Version   Architecture Description
+++-==============-=========-============-===================
ii  liblzma5:amd64 5.6.1-1   amd64        a library
rc  xz-utils       5.6.0-0.2 amd64        tools, removed
hi  ssh            1:9.7p1-2 all          held
what is this line?
"""


def test_dpkg_l_without_what_was_removed(tmp_path: Path) -> None:
    found, (broken, sourceless) = look(tmp_path / "list", DPKG)
    assert told(found) == [
        ("liblzma5", "5.6.1-1", "pkg:deb/debian/liblzma5@5.6.1-1?arch=amd64"),
        ("ssh", "1:9.7p1-2", "pkg:deb/debian/ssh@1:9.7p1-2?arch=all"),
    ]
    assert broken.reason is GapReason.MALFORMED and "line 9" in broken.why
    assert "source package" in sourceless.why and "dpkg-query" in sourceless.remedy


@pytest.mark.parametrize(
    ("text", "purl"),
    [
        ("liblzma5\t5.6.1-1\tamd64\txz-utils\n", "pkg:deb/debian/liblzma5@5.6.1-1?arch=amd64&upstream=xz-utils"),
        ("xz-libs-5.6.1-r1 x86_64 {xz} (GPL) [installed]\n", "pkg:apk/alpine/xz-libs@5.6.1-r1?arch=x86_64&upstream=xz"),
        ("xz-libs-5.6.1-r1 - Library\n", "pkg:apk/alpine/xz-libs@5.6.1-r1"),
        (
            "C:Q1abc=\nP:xz-libs\nV:5.6.1-r1\nA:x86_64\no:xz\n\n",
            "pkg:apk/alpine/xz-libs@5.6.1-r1?arch=x86_64&upstream=xz",
        ),
        ("xz 5.6.1-1\n", "pkg:alpm/arch/xz@5.6.1-1"),
    ],
)
def test_other_systems(tmp_path: Path, text: str, purl: str) -> None:
    (found,), gaps = look(tmp_path / "list", text)
    assert (found.purl, found.standing) == (purl, "installed") and not gaps


def test_apt_tells_what_is_installed_and_what_only_its_configuration(tmp_path: Path) -> None:
    text = "Listing... Done\na/sid,now 1.0 all [installed]\nb/sid 2.0 amd64 [residual-config]\nc/sid,now 3 amd64 [installed,automatic]\n"
    found, _ = look(tmp_path / "list", text)
    assert [item.name for item in found] == ["a", "c"]


def test_prose_is_no_list_and_says_so(tmp_path: Path) -> None:
    found, (gap,) = look(tmp_path / "list", "We run xz on all hosts\nand nothing else\n")
    assert not found and gap.reason is GapReason.UNKNOWN_KIND and "estate-things" in gap.remedy


def test_pip_in_columns_as_json_and_inspected(tmp_path: Path) -> None:
    pairs = [{"name": "PyYAML", "version": "6.0"}, {"name": "pip", "version": "24.0"}]
    inspected = {"version": "1", "pip_version": "24", "installed": [{"metadata": pairs[0]}, {"metadata": pairs[1]}]}
    columns = "Package    Version\n---------- -------\nPyYAML     6.0\npip        24.0\n"
    for text in (columns, json.dumps(pairs), json.dumps(inspected)):
        found, gaps = look(tmp_path / "list", text)
        assert [item.purl for item in found] == ["pkg:pypi/pyyaml@6.0", "pkg:pypi/pip@24.0"] and not gaps


def test_names_and_versions_of_programs_are_not_pips(tmp_path: Path) -> None:
    text = json.dumps([{"name": "xz-utils", "version": "5.6.1-1"}])
    (found,), _ = look(tmp_path / "list", text)
    assert found.ecosystem == "application"
    (named,), _ = look(tmp_path / "pip-list.json", text)
    assert named.ecosystem == "pypi"


def test_a_freeze_that_begins_with_a_checkout(tmp_path: Path) -> None:
    text = "-e git+https://git.example/x.git@abc#egg=x\nlocal @ file:///tmp/local\nrequests==2.31.0\n"
    found, (gap,) = look(tmp_path / "frozen", text)
    assert [(item.name, item.version, item.ecosystem) for item in found] == [
        ("local", None, "pypi"),
        ("requests", "2.31.0", "pypi"),
    ]
    assert "line 1" in gap.why


def test_npms_tree_with_all_depths_once(tmp_path: Path) -> None:
    inner = {"flat": {"version": "0.1.1"}, "gone": {"required": "^1", "missing": True}}
    tree = {
        "name": "shop",
        "version": "1.0.0",
        "dependencies": {"@s/a": {"version": "1.0.0", "dependencies": inner}, **inner},
    }
    found, gaps = look(tmp_path / "tree", json.dumps(tree))
    assert {item.purl for item in found} == {"pkg:npm/%40s/a@1.0.0", "pkg:npm/flat@0.1.1"} and len(found) == 2
    assert not gaps


def test_an_alias_does_not_hide_a_package(tmp_path: Path) -> None:
    yarn = '# yarn lockfile v1\n\n"nice@npm:@s/evil@^2.0.0":\n  version "2.0.0"\n\n"fine@^1.0.0":\n  version "1.0.0"\n'
    (evil, fine), _ = look(tmp_path / "yarn.lock", yarn)
    assert (evil.purl, fine.purl) == ("pkg:npm/%40s/evil@2.0.0", "pkg:npm/fine@1.0.0")
    npm = {"lockfileVersion": 1, "dependencies": {"nice": {"version": "npm:@s/evil@2.0.0"}}}
    (evil,), _ = look(tmp_path / "package-lock.json", json.dumps(npm))
    assert evil.purl == "pkg:npm/%40s/evil@2.0.0"


def test_locks_of_rust_and_php(tmp_path: Path) -> None:
    cargo = f'version = 3\n\n[[package]]\nname = "a-sys"\nversion = "0.3.2"\nsource = "registry+https://x"\nchecksum = "{"ab" * 32}"\n'
    (found,), gaps = look(tmp_path / "lock", cargo)
    assert (found.purl, found.digests) == ("pkg:cargo/a-sys@0.3.2", (("sha256", "ab" * 32),)) and not gaps
    composer = {
        "content-hash": "x",
        "packages": [{"name": "a/b", "version": "v1.0"}],
        "packages-dev": [{"name": "c/d", "version": "2"}, {}],
    }
    found_php, (gap,) = look(tmp_path / "lock", json.dumps(composer))
    assert told(found_php) == [("a/b", "v1.0", "pkg:composer/a/b@v1.0"), ("c/d", "2", "pkg:composer/c/d@2")]
    assert "entry 3" in gap.why


def test_githubs_export_and_the_identifiers_of_spdx_3(tmp_path: Path) -> None:
    reference = {"referenceType": "purl", "referenceLocator": "pkg:npm/a@1"}
    github = {
        "sbom": {
            "spdxVersion": "SPDX-2.3",
            "packages": [{"name": "npm:a", "versionInfo": "1", "externalRefs": [reference]}],
        }
    }
    identifier = {"externalIdentifierType": "packageUrl", "identifier": "pkg:npm/a@1"}
    element = {
        "type": "software_Package",
        "name": "a",
        "software_packageVersion": "1",
        "externalIdentifier": [identifier],
    }
    spdx3 = {"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [element]}
    for document in (github, spdx3):
        (found,), gaps = look(tmp_path / "sbom", json.dumps(document), kind=SourceKind.SBOM)
        assert (found.purl, found.ecosystem) == ("pkg:npm/a@1", "npm") and not gaps


def test_the_own_json_of_scanners(tmp_path: Path) -> None:
    syft = {
        "artifacts": [{"name": "a", "version": "1", "type": "npm", "purl": "pkg:npm/a@1"}],
        "descriptor": {"name": "syft"},
    }
    (found,), gaps = look(tmp_path / "s", json.dumps(syft))
    assert found.purl == "pkg:npm/a@1" and not gaps
    entry = {"Name": "liblzma5", "Version": "5.6.1", "Release": "1"}
    trivy = {"SchemaVersion": 2, "ArtifactName": "img", "Results": [{"Type": "debian", "Packages": [entry]}]}
    (found,), gaps = look(tmp_path / "t", json.dumps(trivy), ("*",))
    assert (found.name, found.version, found.ecosystem, found.place.host) == ("liblzma5", "5.6.1-1", "deb", "img")
    empty = {"SchemaVersion": 2, "ArtifactName": "img", "Results": [{"Vulnerabilities": []}]}
    nothing, (gap,) = look(tmp_path / "t", json.dumps(empty))
    assert not nothing and "--list-all-pkgs" in gap.why


def test_osquerys_tables_of_packages(tmp_path: Path) -> None:
    deb = {
        "name": "liblzma5",
        "version": "5.6.1-1",
        "source": "xz-utils",
        "arch": "amd64",
        "revision": "1",
        "status": "ii",
    }
    rpm = {
        "name": "xz-libs",
        "version": "5.6.1",
        "release": "1.fc41",
        "arch": "x86_64",
        "epoch": "0",
        "source": "x.src.rpm",
    }
    (found,), _ = look(tmp_path / "l", json.dumps([deb]))
    assert found.purl == "pkg:deb/debian/liblzma5@5.6.1-1?arch=amd64&upstream=xz-utils"
    (found,), _ = look(tmp_path / "l", json.dumps([rpm]))
    assert (found.ecosystem, found.version) == ("rpm", "5.6.1-1.fc41")


def test_programs_under_dutch_headers_and_in_fixed_columns(tmp_path: Path) -> None:
    dutch = "Computernaam;Naam;Versie;Uitgever\nW1;Iets Moois;2020.2;Bedrijf B.V.\n"
    wmic = "Name         Vendor         Version\r\nIets Moois   Bedrijf B.V.   2020.2\r\n"
    for text in (dutch.encode("utf-8-sig"), wmic.encode("utf-16")):
        (found,), gaps = look(tmp_path / "programs", text)
        assert (found.name, found.version, found.vendor) == ("Iets Moois", "2020.2", "Bedrijf B.V.") and not gaps


def test_a_key_among_packages_is_no_broken_line(tmp_path: Path) -> None:
    found, gaps = look(
        tmp_path / "rpms", "xz-5.6.1-1.fc41.x86_64\nbash-5.2-1.fc41.x86_64\ngpg-pubkey-a15b79cc-63d04c2c\n"
    )
    assert len(found) == 2 and not gaps
