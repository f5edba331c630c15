"""CycloneDX and SPDX, whole, broken in one component, and hostile."""

import json
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beartrap.model.coverage import GapReason, SourceKind
from estate.packages.manifests import look, told

SHA256 = "cd" * 32
CYCLONEDX = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.5",
    "metadata": {
        "component": {"type": "application", "name": "shop", "version": "4.2"},
        "tools": {"components": [{"name": "t"}]},
    },
    "components": [
        {
            "type": "library",
            "name": "a",
            "version": "1.0",
            "purl": "pkg:pypi/a@1.0",
            "hashes": [{"alg": "SHA-256", "content": SHA256.upper()}],
            "components": [{"type": "library", "group": "@s", "name": "b", "version": "2", "purl": "pkg:npm/%40s/b@2"}],
        },
        7,
        {"type": "library", "name": "c", "purl": "no purl"},
        {"type": "library", "version": "1"},
        {"type": "application", "name": "Orion", "publisher": "SolarWinds", "version": "2020.2"},
    ],
}
XML = f"""<?xml version="1.0"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.4"><metadata><tools><component><name>t</name></component></tools>
<component type="application"><name>shop</name><version>4.2</version></component></metadata>
<components><component type="library"><name>a</name><version>1.0</version><purl>pkg:pypi/a@1.0</purl>
<hashes><hash alg="SHA-256">{SHA256}</hash></hashes>
<components><component type="library"><name>inner</name><version>3</version></component></components>
<pedigree><ancestors><component type="library"><name>ancestor</name></component></ancestors></pedigree></component>
<component type="library"><version>1</version></component></components></bom>"""
SPDX = {
    "spdxVersion": "SPDX-2.3",
    "packages": [
        {
            "name": "a",
            "versionInfo": "1.0",
            "supplier": "Organization: ACME (a@b.example)",
            "externalRefs": [{"referenceType": "purl", "referenceLocator": "pkg:pypi/a@1.0"}],
            "checksums": [{"algorithm": "SHA256", "checksumValue": SHA256}],
        },
        {"name": "b", "versionInfo": "NOASSERTION", "supplier": "NOASSERTION"},
        [],
    ],
    "files": [{"fileName": "./x.dll", "checksums": [{"algorithm": "SHA256", "checksumValue": SHA256}]}],
}
TAGS = f"""SPDXVersion: SPDX-2.3
PackageName: a
PackageVersion: 1.0
PackageSupplier: Organization: ACME
PackageChecksum: SHA256: {SHA256}
PackageComment: <text>
PackageName: not a package
</text>
ExternalRef: PACKAGE-MANAGER purl pkg:pypi/a@1.0
PackageName: b
FileName: ./x.dll
FileChecksum: SHA1: {"ab" * 20}
"""


def test_cyclonedx_gives_every_component_and_tells_of_the_bad_ones(tmp_path: Path) -> None:
    found, gaps = look(tmp_path / "bom.json", json.dumps(CYCLONEDX), hosts=("*",), kind=SourceKind.SBOM)
    assert told(found) == [
        ("shop", "4.2", None),
        ("a", "1.0", "pkg:pypi/a@1.0"),
        ("@s/b", "2", "pkg:npm/%40s/b@2"),
        ("c", None, "pkg:generic/c"),
        ("Orion", "2020.2", None),
    ]
    assert {one.place.host for one in found} == {"shop"}
    assert {one.standing for one in found} == {"component"}
    assert [one.place.row for one in found] == [1, 2, 3, 5, 7]
    assert found[1].digests == (("sha256", SHA256),)
    assert (found[4].vendor, found[4].ecosystem) == ("SolarWinds", "application")
    assert [(gap.reason, gap.kind, gap.count) for gap in gaps] == [(GapReason.MALFORMED, SourceKind.SBOM, 3)]


def test_the_source_names_the_host_before_the_sbom_does(tmp_path: Path) -> None:
    found, _ = look(tmp_path / "bom.json", json.dumps(CYCLONEDX), hosts=("web-01",), kind=SourceKind.SBOM)
    assert {one.place.host for one in found} == {"web-01"}


def test_cyclonedx_in_xml(tmp_path: Path) -> None:
    found, gaps = look(tmp_path / "bom.xml", XML, hosts=("*",), kind=SourceKind.SBOM)
    assert told(found) == [
        ("shop", "4.2", None),
        ("inner", "3", "pkg:generic/inner@3"),
        ("a", "1.0", "pkg:pypi/a@1.0"),
    ]
    assert {one.place.host for one in found} == {"shop"}
    assert found[2].digests == (("sha256", SHA256),)
    assert [gap.count for gap in gaps] == [1]


def test_xml_that_is_cut_keeps_what_stood_before(tmp_path: Path) -> None:
    found, gaps = look(tmp_path / "bom.xml", XML[: XML.index("<pedigree>")], kind=SourceKind.SBOM)
    assert [one.name for one in found] == ["shop", "inner"]
    assert [gap.reason for gap in gaps] == [GapReason.MALFORMED]


def test_a_billion_laughs_is_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + XML.partition("?>")[2].replace("shop", "&b;")
    found, gaps = look(tmp_path / "bom.xml", bomb, kind=SourceKind.SBOM)
    assert found == []
    assert [gap.reason for gap in gaps] == [GapReason.MALFORMED]


def test_elements_without_end_are_refused(tmp_path: Path) -> None:
    deep = '<bom xmlns="http://cyclonedx.org/schema/bom/1.4">' + "<components><component>" * 10_000
    found, gaps = look(tmp_path / "bom.xml", deep, kind=SourceKind.SBOM)
    assert found == []
    assert [gap.reason for gap in gaps] == [GapReason.MALFORMED]


def test_components_inside_each_other_without_end_are_walked_flat(tmp_path: Path) -> None:
    text = '{"bomFormat":"CycloneDX","components":[' + '{"name":"a","components":[' * 400 + "]}" * 400 + "]}"
    found, gaps = look(tmp_path / "bom.json", text, kind=SourceKind.SBOM)
    assert len(found) == 400
    assert gaps == []
    deep = '{"bomFormat":"CycloneDX","components":' + "[" * 200_000
    found, gaps = look(tmp_path / "bom.json", deep, kind=SourceKind.SBOM)
    assert found == []
    assert gaps


def test_spdx_in_json(tmp_path: Path) -> None:
    found, gaps = look(tmp_path / "s.json", json.dumps(SPDX), kind=SourceKind.SBOM)
    assert [(one.name, one.version, one.vendor, one.purl) for one in found] == [
        ("a", "1.0", "ACME", "pkg:pypi/a@1.0"),
        ("b", None, None, "pkg:generic/b"),
        ("./x.dll", None, None, "pkg:generic/./x.dll"),
    ]
    assert found[2].digests == (("sha256", SHA256),)
    assert [gap.count for gap in gaps] == [1]


def test_spdx_three(tmp_path: Path) -> None:
    graph = [
        {
            "type": "software_Package",
            "name": "a",
            "software_packageVersion": "1",
            "software_packageUrl": "pkg:pypi/a@1",
        },
        {"type": "Relationship"},
    ]
    document = {"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": graph}
    found, gaps = look(tmp_path / "s.json", json.dumps(document), kind=SourceKind.SBOM)
    assert told(found) == [("a", "1", "pkg:pypi/a@1")]
    assert gaps == []


def test_spdx_as_tags(tmp_path: Path) -> None:
    found, gaps = look(tmp_path / "s.spdx", TAGS, kind=SourceKind.SBOM)
    assert [(one.name, one.version, one.vendor, one.place.row) for one in found] == [
        ("a", "1.0", "ACME", 2),
        ("b", None, None, 10),
        ("./x.dll", None, None, 11),
    ]
    assert found[0].purl == "pkg:pypi/a@1.0"
    assert found[2].digests == (("sha1", "ab" * 20),)
    assert gaps == []


SEEDS = (
    json.dumps(CYCLONEDX).encode(), XML.encode(), json.dumps(SPDX).encode(), TAGS.encode(),
    b"Package: a\nStatus: install ok installed\nVersion: 1\n", b'[[package]]\nname = "a"\nversion = "1"\n',
    b'{"lockfileVersion": 3, "packages": {"node_modules/a": {"version": "1"}}}', b"# yarn lockfile v1\na@1:\n  version \"1\"\n",
    b"lockfileVersion: '9.0'\npackages:\n  a@1:\n    x: 1\n", b"a==1\nb==2\n", b"bash-5.2-1.x86_64\n", b"name,version\na,1\n",
    b"Metadata-Version: 2.1\nName: a\nVersion: 1\n\n",
)  # fmt: skip


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(SEEDS), st.integers(0, 2000), st.integers(0, 2000), st.binary(max_size=12))
def test_no_bytes_break_any_reader(tmp_path: Path, seed: bytes, start: int, length: int, put: bytes) -> None:
    start %= len(seed) + 1
    broken = seed[:start] + put + seed[start + length % 40 :]
    for content in (broken, seed[:start], put):
        found, gaps = look(tmp_path / "fuzz", content)
        assert found or gaps or content.strip() != seed.strip()
    for name in ("package.json", "requirements.txt"):
        look(tmp_path / name, broken)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_values_of_any_type_break_no_json_reader(tmp_path: Path, data: st.DataObject) -> None:
    document = data.draw(st.sampled_from([CYCLONEDX, SPDX, {"lockfileVersion": 1, "packages": {}, "dependencies": {}},
                                          {"_meta": {}, "default": {"a": {"version": "==1", "hashes": []}}}]))  # fmt: skip
    changed = json.loads(json.dumps(document))
    spot = changed
    for _ in range(data.draw(st.integers(0, 4))):
        below = [
            one for one in (spot.values() if isinstance(spot, dict) else spot) if isinstance(one, dict | list) and one
        ]
        if not below:
            break
        spot = data.draw(st.sampled_from(below))
    if isinstance(spot, dict):
        spot[data.draw(st.sampled_from(sorted(spot)))] = data.draw(values)
    else:
        spot.append(data.draw(values))
    look(tmp_path / "fuzz.json", json.dumps(changed))
