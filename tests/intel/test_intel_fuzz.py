"""Whatever stands in a file: the readers yield records or raise IntelError, and nothing else."""

from pathlib import Path
from typing import Any

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beartrap.intel import csaf, lists, misp, osv, packs, stix, table, table_layout, values
from beartrap.intel.errors import IntelError
from beartrap.intel.read import read
from beartrap.intel.values import NoIndicatorError
from beartrap.model.claim import Claim, Document
from beartrap.model.coverage import Gap
from beartrap.model.incident import Incident
from beartrap.model.indicator import Indicator
from beartrap.model.record import record_id

RECORDS = (Document, Claim, Indicator, Incident, Gap)
QUICK = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)

_WORDS = st.one_of(
    st.sampled_from(
        """
        bundle indicator report relationship file domain-name malware intrusion-set attributed-to observed-data
        [file:name='a'] [domain-name:value='evil-host.net'] 2020-12-13T00:00:00Z 9999-12-31T23:59:59Z 13.59.205.66
        evil-host.net npm PyPI SEMVER GIT known_affected P1 vendor product_name product_version pkg:npm/a@1 vers:npm/1.0.0
        vers:npm/>= filename|sha256 ip-dst|port named&pipe a.exe|0 tlp:red 2.0 MAL-1 stix 1e999 -
        """.split()  # noqa: SIM905
    ),
    st.text(max_size=12),
)
_KEYS = st.sampled_from(
    """
    type id objects pattern pattern_type name value hashes labels confidence revoked source_ref target_ref relationship_type
    object_refs created_by_ref published valid_from valid_until Event response Attribute Object Tag Galaxy GalaxyCluster
    meta synonyms Orgc info date uuid to_ids deleted first_seen last_seen comment affected package ecosystem purl ranges
    events introduced fixed last_affected versions aliases withdrawn database_specific schema_version document csaf_version
    tracking publisher title product_tree branches category product product_id product_identification_helper file_hashes
    algorithm filename relationships full_product_name product_reference vulnerabilities product_status known_affected cve
    initial_release_date current_release_date external_references external_id kill_chain_phases credits vulns SHA-256
    """.split()  # noqa: SIM905
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**63), 2**64 - 1), st.floats(), _WORDS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(_KEYS, inner, max_size=5)),
    max_leaves=25,
)
OBJECTS = st.dictionaries(_KEYS, JSON, max_size=8)


def read_all(records: Any) -> None:
    for record in records:
        assert isinstance(record, RECORDS)
        record_id(record)


@QUICK
@given(OBJECTS, st.lists(OBJECTS, max_size=5))
def test_json_of_every_kind_with_anything_inside(document: dict[str, Any], things: list[dict[str, Any]]) -> None:
    kinds = ["indicator", "report", "relationship", "file", "observed-data", "vulnerability", "malware", "identity"]
    typed = [{**thing, "type": kinds[index % len(kinds)]} for index, thing in enumerate(things)]
    read_all(stix.read_bundle("x", {**document, "objects": typed}, "0" * 64))
    read_all(
        misp.read_events("x", {"Event": {**document, "Attribute": things, "Object": [{"Attribute": things}]}}, "0" * 64)
    )
    read_all(osv.read_advisories("x", [{**document, "id": "MAL-1", "affected": things}, *things], "0" * 64))
    read_all(csaf.read_advisory("x", {**document, "document": {"csaf_version": "2.0"}}, "0" * 64))


@QUICK
@given(OBJECTS, OBJECTS, st.lists(OBJECTS, max_size=3))
def test_csaf_with_odd_products(
    product: dict[str, Any], helper: dict[str, Any], branches: list[dict[str, Any]]
) -> None:
    whole = {**product, "product_id": "P1", "product_identification_helper": helper}
    document = {
        "document": {"csaf_version": "2.0", "tracking": product, "publisher": helper},
        "product_tree": {
            "branches": [{"category": "vendor", "name": "V", "product": whole, "branches": branches}],
            **helper,
        },
        "vulnerabilities": [{"product_status": {"known_affected": ["P1", "P2"], "fixed": ["P1"]}}, product],
    }
    read_all(csaf.read_advisory("x", document, "0" * 64))


@QUICK
@given(
    _WORDS,
    st.lists(
        st.dictionaries(st.sampled_from(["introduced", "fixed", "last_affected"]), _WORDS, max_size=2), max_size=4
    ),
)
def test_osv_with_odd_versions(version: str, events: list[dict[str, str]]) -> None:
    for ecosystem in ("npm", "PyPI", "Debian", "Maven", "Go", "crates.io", "Alpine", "Packagist", "RubyGems", "NuGet"):
        entry = {
            "package": {"ecosystem": ecosystem, "name": version},
            "versions": [version],
            "ranges": [{"type": "ECOSYSTEM", "events": events}],
        }
        read_all(osv.read_advisories("x", {"id": "X", "affected": [entry]}, "0" * 64))


@QUICK
@given(JSON)
def test_any_json_file(tmp_path: Path, document: Any) -> None:
    path = tmp_path / "any.json"
    path.write_bytes(orjson.dumps(document))
    try:
        read_all(read(path))
    except IntelError as error:
        assert error.remedy


_LINES = st.lists(
    st.one_of(
        st.text(max_size=30),
        st.sampled_from(
            [
                "type,value",
                "domain,evil-host.net",
                '"open,1',
                "a|b",
                "sha256|filename",
                "1.2.3.4",
                "# c",
                "\t;,|",
                "ip;fqdn",
            ]
        ),
    ),
    max_size=12,
)


@QUICK
@given(_LINES)
def test_any_lines_as_list_and_as_table(given_lines: list[str]) -> None:
    lines = "\n".join(given_lines).split("\n")
    read_all(lists.read_lines("x", lines, "0" * 64))
    layout = table_layout.layout_of(lines)
    if layout is not None:
        read_all(table.read_rows("x", lines, layout, "0" * 64))
    lists.is_list(lines)


@QUICK
@given(st.one_of(st.text(max_size=60), st.text("hxtp:/.[]()@%\\a1-", max_size=40)))
def test_any_token_is_an_indicator_or_says_why_not(token: str) -> None:
    try:
        kind, value = values.classify(token)
    except NoIndicatorError as error:
        assert str(error)
    else:
        assert value
        assert values.typed(kind, value) == (kind, value)  # canonical already


@QUICK
@given(st.binary(max_size=300))
def test_any_bytes_as_file(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "any.bin"
    path.write_bytes(raw)
    try:
        read_all(read(path))
    except IntelError as error:
        assert error.remedy


@QUICK
@given(
    st.dictionaries(st.sampled_from(["version", "id", "title", "window", "cues", "claim", "affected"]), JSON),
    st.binary(max_size=100),
)
def test_any_pack(tmp_path: Path, document: dict[str, Any], table_bytes: bytes) -> None:
    home = tmp_path / "mine"
    (home / "indicators").mkdir(parents=True, exist_ok=True)
    lines = [
        f"{key} = {orjson.dumps(value).decode()}" for key, value in {"version": 1, "id": "mine", **document}.items()
    ]
    (home / "pack.toml").write_bytes("\n".join(lines).encode("utf-8", "replace"))
    (home / "indicators" / "a.csv").write_bytes(b"kind,value\n" + table_bytes)
    try:
        packs.load(str(home))
    except IntelError as error:
        assert error.remedy


def test_a_package_named_with_slashes_alone_is_a_gap(tmp_path: Path) -> None:
    advisory = {"id": "X-1", "affected": [{"package": {"name": "//", "ecosystem": "npm"}, "versions": ["1"]}]}
    (tmp_path / "osv.json").write_bytes(orjson.dumps(advisory))
    records = list(read(tmp_path / "osv.json"))
    assert not [one for one in records if isinstance(one, Indicator)]
    assert [one for one in records if isinstance(one, Gap)]
