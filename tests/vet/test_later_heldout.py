"""The later held-out sets themselves: every package builds and opens, its sources parse, and the payload is in the new one alone."""

import ast
import gzip
import io
import json
import re
import tomllib
import zipfile
from collections import Counter
from functools import cache
from types import ModuleType
from typing import NamedTuple
from xml.etree import ElementTree

import pytest
import rpmfile
import tree_sitter
import tree_sitter_bash
import tree_sitter_c_sharp
import tree_sitter_cpp
import tree_sitter_go
import tree_sitter_groovy
import tree_sitter_java
import tree_sitter_javascript
import tree_sitter_kotlin
import tree_sitter_php
import tree_sitter_powershell
import tree_sitter_ruby
import tree_sitter_rust
import tree_sitter_typescript
import yaml

from corpus import (
    heldout3,
    heldout4,
    heldout5,
    heldout6,
    heldout7,
    heldout8,
    heldout9,
    heldout10,
    heldout11,
    heldout12,
    heldout13,
    heldout14,
)
from corpus.heldout.containers import opened, packed
from corpus.heldout.nouns import NETWORKS, Pair, Spec

LANGUAGES = {
    ".js": tree_sitter_javascript.language, ".mjs": tree_sitter_javascript.language, ".cjs": tree_sitter_javascript.language, ".sh": tree_sitter_bash.language,
    ".rb": tree_sitter_ruby.language, ".php": tree_sitter_php.language_php, ".ps1": tree_sitter_powershell.language, ".psm1": tree_sitter_powershell.language, ".psd1": tree_sitter_powershell.language,
    ".ts": tree_sitter_typescript.language_typescript, ".tsx": tree_sitter_typescript.language_tsx, ".go": tree_sitter_go.language, ".rs": tree_sitter_rust.language,
    ".java": tree_sitter_java.language, ".kt": tree_sitter_kotlin.language, ".kts": tree_sitter_kotlin.language, ".cs": tree_sitter_c_sharp.language,
    ".c": tree_sitter_cpp.language, ".h": tree_sitter_cpp.language, ".gradle": tree_sitter_groovy.language,
}  # fmt: skip
NOT_HOSTS = re.compile(rb"https?://([a-z0-9][a-z0-9.-]*)", re.IGNORECASE)
RESERVED = (".invalid", ".example", ".test", *NETWORKS, "169.254.169.254")
KNOWN = ("schemas.microsoft.com", "schemas.openxmlformats.org", "maven.apache.org", "www.w3.org")
BINARY = re.compile(
    r"\.(so|node|dll|dat|jpe?g|qz|class|elf|png|gz|lzp|bin|wasm|whl|exe|pyc|woff2?)$|(linkd|sysmond|clipsyncd|spoolwardend|fanctld|netprobed|tempwatchd|quietfand|wagtaild|shriked)$"
)


class Case(NamedTuple):
    """One generator, and the set it is of."""

    corpus: ModuleType
    spec: Spec

    @property
    def name(self) -> str:
        return f"{self.corpus.__name__.rpartition('.')[2]}-{self.spec.name}"


SETS = (
    heldout3,
    heldout4,
    heldout5,
    heldout6,
    heldout7,
    heldout8,
    heldout9,
    heldout10,
    heldout11,
    heldout12,
    heldout13,
    heldout14,
)
CASES = [Case(corpus, spec) for corpus in SETS for spec in corpus.specs()]
TROJANS = [one for one in CASES if one.spec.trojan]
BY_NAME = {one.name: one for one in CASES}


@cache
def pair(name: str) -> Pair:
    corpus, spec = BY_NAME[name]
    return corpus.made(spec, corpus.SEED)


def each(some: list[Case]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("name", [one.name for one in some])


def parsed(path: str, content: bytes) -> bool:
    """Whether a source is well formed; true for what is no source."""
    suffix = "." + path.rpartition(".")[2]
    if suffix == ".py":
        ast.parse(content)
    elif suffix in (".json", ".map"):
        json.loads(content)
    elif suffix == ".toml":
        tomllib.loads(content.decode())
    elif suffix in (".yml", ".yaml"):
        yaml.safe_load(content.decode()) if "METADATA" not in path else None
    elif suffix in (".xml", ".nuspec", ".targets", ".vsixmanifest"):
        ElementTree.fromstring(content)
    elif suffix in LANGUAGES:
        parser = tree_sitter.Parser(tree_sitter.Language(LANGUAGES[suffix]()))
        return not parser.parse(content).root_node.has_error
    return True


def sound(the: Pair, path: str) -> bool:
    """Whether a source parses; what the grammar does not take of the old one it need not take of the new one."""
    return parsed(path, the.new[path]) or (path in the.old and not parsed(path, the.old[path]))


def changed(the: Pair) -> list[str]:
    """Return what differs in the new version, the large files left out."""
    return [path for path, content in the.new.items() if the.old.get(path) != content and len(content) < 60_000]


def opened_rpm(content: bytes) -> dict[str, bytes]:
    with rpmfile.open(fileobj=io.BytesIO(content)) as package:
        return {one.name.removeprefix("./"): package.extractfile(one).read() for one in package.getmembers()}


def shipped(name: str, content: bytes) -> dict[str, bytes]:
    """Return what of a package can carry a payload, whatever its container."""
    files = opened_rpm(content) if name.endswith(".rpm") else opened(name, content)
    if name.endswith(".gem"):
        return opened(name, files["data.tar.gz"]) | {"metadata": gzip.decompress(files["metadata.gz"])}
    return files


@each(CASES)
def test_every_package_builds_and_opens(name: str) -> None:
    the = pair(name)
    if the.spec.container == "folder":
        assert the.old != the.new
        return
    for file, content in packed(the):
        files = shipped(file, content)
        assert len(files) >= 5, file
        assert "metadata" not in files or yaml.compose(files["metadata"]) is not None
        if content[:2] == b"PK":
            assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None


@each(CASES)
def test_every_source_parses(name: str) -> None:
    the = pair(name)
    assert not [path for path in changed(the) if not sound(the, path)]


@each(CASES)
def test_an_update_changes_more_than_the_payload(name: str) -> None:
    the = pair(name)
    assert {path for path, content in the.new.items() if the.old.get(path) != content} - set(the.files)


@each(TROJANS)
def test_the_payload_is_in_the_new_one_alone(name: str) -> None:
    the = pair(name)
    assert the.files
    for path in the.files:
        assert the.new[path] != the.old.get(path), path
    for text in the.shown:
        assert not any(text.encode() in content for content in the.old.values())


@each(
    [
        one
        for one in TROJANS
        if one.corpus
        in (heldout5, heldout6, heldout7, heldout8, heldout9, heldout10, heldout11, heldout12, heldout13, heldout14)
    ]
)
def test_what_is_encoded_is_not_in_plain_sight(name: str) -> None:
    the = pair(name)
    for text in the.shown:
        assert not [path for path in changed(the) if text.encode() in the.new[path]]


@each([one for one in TROJANS if one.spec.container not in ("folder", "rpm")])
def test_the_payload_is_shipped(name: str) -> None:
    the = pair(name)
    (_, old), (file, new) = packed(the)
    before, after = set(shipped(file, old).values()), set(shipped(file, new).values())
    assert [path for path in the.files if the.new[path] in after - before]
    gone = [path for path in the.files if the.new[path] not in after]
    assert the.spec.container in ("wheel", "sdist") or not gone
    assert set(gone) <= {"pyproject.toml", "DIST-INFO/METADATA"}


@each(CASES)
def test_every_host_is_reserved(name: str) -> None:
    the = pair(name)
    for path in changed(the):
        for host in NOT_HOSTS.findall(the.new[path]):
            word = host.decode().strip(".").lower()
            reserved = word.startswith(NETWORKS) or word.endswith(RESERVED) or word in KNOWN or "." not in word
            assert reserved, (path, word)


@each(TROJANS)
def test_the_payloads_rows_are_known(name: str) -> None:
    the = pair(name)
    texts = [path for path in the.files if not BINARY.search(path)]
    assert not texts or any(path in the.rows for path in texts)


def test_the_same_seed_makes_the_same_packages() -> None:
    for corpus, spec in CASES[::9]:
        assert corpus.made(spec, 7).new == corpus.made(spec, 7).new


def test_no_two_are_the_same() -> None:
    assert len(BY_NAME) == len(CASES)


@pytest.mark.parametrize(
    ("corpus", "trojans", "harmless", "common"),
    [
        (heldout3, 120, 60, 0.65),
        (heldout4, 120, 60, 0.5),
        (heldout5, 150, 75, 0.65),
        (heldout6, 150, 85, 0.65),
        (heldout7, 190, 100, 0.65),
        (heldout8, 200, 110, 0.65),
        (heldout9, 200, 110, 0.65),
        (heldout10, 190, 100, 0.65),
        (heldout11, 190, 105, 0.65),
        (heldout12, 190, 105, 0.65),
        (heldout13, 220, 115, 0.65),
        (heldout14, 230, 120, 0.65),
    ],
)
def test_the_mix(corpus: ModuleType, trojans: int, harmless: int, common: float) -> None:
    some = [one for one in CASES if one.corpus is corpus]
    ecosystems = Counter(pair(one.name).ecosystem for one in some if one.spec.trojan)
    assert ecosystems.total() >= trojans
    assert len(some) - ecosystems.total() >= harmless
    assert len(ecosystems) >= 10
    assert ecosystems["npm"] + ecosystems["pypi"] >= common * ecosystems.total()


@pytest.mark.parametrize(
    "corpus",
    [heldout4, heldout5, heldout6, heldout7, heldout8, heldout9, heldout10, heldout11, heldout12, heldout13, heldout14],
)
def test_many_wait_for_a_call_and_few_are_hard(corpus: ModuleType) -> None:
    some = [one.spec for one in TROJANS if one.corpus is corpus]
    assert sum(one.trigger == "call" for one in some) >= 0.3 * len(some)
    assert sum(one.hard for one in some) <= 0.06 * len(some)


@pytest.mark.parametrize(
    "corpus", [heldout5, heldout6, heldout7, heldout8, heldout9, heldout10, heldout11, heldout12, heldout13, heldout14]
)
def test_the_later_sets_are_hidden_in_many_ways(corpus: ModuleType) -> None:
    hiding = Counter(one.spec.hiding for one in TROJANS if one.corpus is corpus)
    assert 0.3 * hiding.total() <= hiding["plain"] <= 0.45 * hiding.total()
    assert len(hiding) >= 15
