"""The generators of the held-out corpus: they build, always the same, and are inert. What `vet` says of them is measured elsewhere, once."""

import ast
import ipaddress
import json
import re
import sys
from pathlib import Path

import pytest

from corpus.heldout import SEED, nouns, specs
from corpus.heldout.containers import opened, packed, write
from corpus.heldout.nouns import made

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
import vet_heldout

ROOT = Path(__file__).resolve().parents[2]

NETWORKS = [
    ipaddress.ip_network(one) for one in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "169.254.169.254/32")
]
NAMESPACES = {"schemas.microsoft.com", "schemas.openxmlformats.org", "maven.apache.org"}
"""Names of XML vocabularies, which are no addresses to anybody."""
ADDRESS = re.compile(rb"(?:https?|wss?|ftp|tcp|git\+https)://([^\s\"'`/<>)\\|;,?:{$]+)")
NUMBERS = re.compile(rb"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")
BARE = re.compile(rb"(?<![\w.-])(?:[a-z0-9-]+\.)+(?:com|net|org|ru|cn|xyz|top|site|online|club|de|nl)(?![\w(-])", re.I)
LANGUAGE = {b"system.net", b"java.net"}


@pytest.fixture(scope="module")
def all_pairs():
    return [made(spec, SEED) for spec in specs()]


def test_there_are_enough_and_each_has_a_name_of_its_own():
    trojans = [one for one in specs() if one.trojan]
    assert len(trojans) >= 120
    assert sum(not one.trojan and one.nature != "nothing suspicious" for one in specs()) >= 60
    assert len({one.name for one in specs()}) == len(specs())
    assert all(one.trigger and one.payload and one.hiding for one in trojans)
    assert all(one.nature for one in specs() if not one.trojan)


def test_the_same_seed_makes_the_same_bytes(all_pairs):
    for pair in all_pairs[::9]:
        again = made(pair.spec, SEED)
        assert again == pair
        if pair.spec.container != "folder":
            assert packed(again) == packed(pair)


def test_another_seed_makes_another_payload_and_still_builds(all_pairs):
    others = [(pair, made(pair.spec, SEED + 1)) for pair in all_pairs]
    trojans = [pair.new != other.new for pair, other in others if pair.spec.trojan]
    assert sum(trojans) > len(trojans) // 2


def test_every_container_opens_and_holds_the_payload(all_pairs):
    for pair in all_pairs:
        if pair.spec.container == "folder":
            continue
        name, content = packed(pair)[1]
        inside = set()
        for path, one in opened(name, content).items():
            inside.add(path.replace("/./", "/"))
            if path.endswith((".whl", ".tgz", ".tar.gz")) or path == "data.tar.gz":
                inside |= {f"{path}/{inner}" for inner in opened(path, one)}
        for path in pair.files:
            standing = vet_heldout.standing(pair, path)
            assert any(vet_heldout.is_in(one, standing) for one in inside), (pair.spec.name, standing)


def test_folders_are_written(tmp_path, all_pairs):
    pair = next(one for one in all_pairs if one.spec.container == "folder" and one.spec.trojan)
    old, new = write(pair, tmp_path)
    assert all((new / path).read_bytes() == pair.new[path] for path in pair.files)
    assert {str(one.relative_to(old)) for one in old.rglob("*") if one.is_file()} == set(pair.old)


def test_a_payload_is_new_and_its_rows_are_known_where_it_is_text(all_pairs):
    for pair in all_pairs:
        if pair.spec.trojan:
            assert pair.files and any(pair.new[path] != pair.old.get(path) for path in pair.files)
            text = [path for path in pair.files if b"\0" not in pair.new[path]]
            assert not text or pair.rows, pair.spec.name


def test_python_and_json_are_well_formed(all_pairs):
    for pair in all_pairs:
        for path, content in pair.new.items():
            if path.endswith(".py"):
                ast.parse(content, f"{pair.spec.name}:{path}")
            elif path.endswith(".json"):
                json.loads(content)


def sources():
    for path in (ROOT / "tests" / "corpus" / "heldout").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.name, path.read_bytes()


def reserved(host: str) -> bool:
    if re.fullmatch(r"[\d.]+", host):
        return any(ipaddress.ip_address(host) in net for net in NETWORKS)
    return host.rpartition(".")[2] in nouns.TOP_LEVELS or host in NAMESPACES


def test_no_host_is_one_that_somebody_could_own(all_pairs):
    texts = dict(sources()) | {
        f"{pair.spec.name}:{path}": content for pair in all_pairs for path, content in pair.new.items()
    }
    assert [
        (where, host) for where, text in texts.items() for host in ADDRESS.findall(text) if not reserved(host.decode())
    ] == []
    assert [
        (where, one) for where, text in texts.items() for one in NUMBERS.findall(text) if not reserved(one.decode())
    ] == []
    bare = [
        (where, one)
        for where, text in texts.items()
        for one in BARE.findall(text)
        if one.lower() not in LANGUAGE and one.decode() not in NAMESPACES
    ]
    assert bare == []


def test_a_place_in_another_file_of_the_same_name_is_not_the_payload():
    assert vet_heldout.is_in("package/index.js", "package/index.js", "index.js")
    assert vet_heldout.is_in("index.js", "package/index.js", "index.js")
    assert vet_heldout.is_in("vendor/a.tgz/package/index.js", "package/index.js", "index.js")
    assert not vet_heldout.is_in("package/src/index.js", "package/index.js", "index.js")
    assert not vet_heldout.is_in("src/index.js", "package/index.js", "index.js")
