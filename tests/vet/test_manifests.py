"""Manifests that cannot be read, or that only the installer reads: none of them looks clean."""

import contextlib
import gzip
import io
import json
import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from package_lab import npm, side, tgz, zipped

from beartrap.model.question import Question
from beartrap.model.verdict import Admission
from beartrap.vet.examine import examine
from beartrap.vet.package.documents import read_json
from beartrap.vet.talk import Order, Outcome
from beartrap.vet.verdict import judge

HOOK = '"scripts": {"postinstall": "node index.js"}'
NEW = '"name": "thing", "version": "1.0.1"'


def vetted(tmp_path: Path, manifest: str, before: str | None = None, **more: str) -> Outcome:
    files = {"index.js": "module.exports = 1;\n"}
    old = npm(tmp_path, "thing", "1.0.0", files if before is None else {**files, "package.json": before})
    new = tgz(tmp_path / "new.tgz", {**files, "package.json": manifest, **more}, "package/")
    return examine(Order(bytes(new), "new", bytes(old), "old"))


def asked(outcome: Outcome) -> list[str]:
    return [gap.why for gap in outcome.gaps if Question.NEXT in gap.questions]


def hooks(outcome: Outcome) -> list[str]:
    return [one.id for one in outcome.found if one.id == "promise.install-hook"]


@pytest.mark.parametrize(
    "manifest",
    [
        f'{{{NEW}, {HOOK}, "description": "half a text',
        f'{{{NEW}, {HOOK}, "a": {"[" * 5000}{"]" * 5000}}}',
        f'{{{NEW}, "a": "{"a" * (4 << 20)}", {HOOK}}}',
    ],
    ids=["broken", "deep", "long"],
)
def test_a_manifest_that_cannot_be_read_is_a_gap(tmp_path: Path, manifest: str) -> None:
    outcome = vetted(tmp_path, manifest)
    assert [why for why in asked(outcome) if why.startswith("package.json: the manifest could not be read")]
    assert judge(outcome.found, outcome.gaps).verdict is Admission.HOLD


def test_half_a_pair_of_surrogates_hides_no_hook(tmp_path: Path) -> None:
    """npm takes what `JSON.parse` takes."""
    outcome = vetted(tmp_path, f'{{{NEW}, "description": "\\ud800", {HOOK}}}')
    assert hooks(outcome) and not asked(outcome)


def test_a_manifest_that_can_be_read_is_no_gap(tmp_path: Path) -> None:
    outcome = vetted(tmp_path, f'{{{NEW}, "description": "\\ud83d\\udc3b"}}')
    assert not hooks(outcome) and not outcome.gaps


def test_what_could_not_be_read_before_hides_nothing_new(tmp_path: Path) -> None:
    outcome = vetted(tmp_path, "{", "{")
    assert [gap.questions for gap in outcome.gaps] == [()]


def test_a_lock_that_cannot_be_read_is_a_gap(tmp_path: Path) -> None:
    outcome = vetted(tmp_path, f"{{{NEW}}}", **{"npm-shrinkwrap.json": '{"packages": '})
    assert asked(outcome)[0].startswith("npm-shrinkwrap.json: the manifest could not be read")


@pytest.mark.parametrize("host", ["registry.npm-cache.invalid", "registry.npmjs.org"])
def test_an_entry_far_down_in_a_lock(tmp_path: Path, host: str) -> None:
    pins = {f"node_modules/p{at}": {"resolved": "https://registry.npmjs.org/p.tgz"} for at in range(6_000)}
    lock = json.dumps({"packages": {**pins, "node_modules/part": {"resolved": f"https://{host}/part.tgz"}}})
    outcome = vetted(tmp_path, f"{{{NEW}}}", **{"npm-shrinkwrap.json": lock})
    found = [one for one in outcome.found if one.id == "promise.dependency"]
    assert bool(found) == host.endswith(".invalid")


@pytest.mark.parametrize(
    ("name", "whole", "broken"),
    [
        ("composer.json", '{"name": "a/b"}', '{"name": "a/b"'),
        ("Cargo.toml", '[package]\nname = "b"\n', '[package]\nname = "b\n'),
        ("pyproject.toml", '[build-system]\nrequires = ["b"]\n', '[build-system]\nrequires = ["b"\n'),
        ("pyproject.toml", "", f"a = {'[' * 5000}{']' * 5000}\n"),
    ],
)
def test_manifests_of_others_that_cannot_be_read(tmp_path: Path, name: str, whole: str, broken: str) -> None:
    old = tgz(tmp_path / "old.tgz", {name: whole, "a.txt": "a\n"}, "b-1/")
    new = tgz(tmp_path / "new.tgz", {name: broken, "a.txt": "a\n"}, "b-2/")
    back = examine(Order(bytes(old), "new", bytes(new), "old"))
    assert asked(examine(Order(bytes(new), "new", bytes(old), "old")))[0].startswith(f"{name}: the manifest")
    assert not back.gaps


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(JSON, st.booleans())
def test_json_is_read_as_the_standard_library_reads_it(document: object, ascii_only: bool) -> None:
    assert read_json(json.dumps(document, ensure_ascii=ascii_only)) == document


@given(st.text(max_size=40) | st.binary(max_size=40))
def test_whatever_comes_is_read_or_refused(text: str | bytes) -> None:
    with contextlib.suppress(ValueError):
        read_json(text)


def _gem(told: str) -> bytes:
    outer = io.BytesIO()
    with tarfile.open(fileobj=outer, mode="w") as archive:
        for name, content in (("metadata.gz", told.encode()), ("data.tar.gz", _tar({"ext/extconf.rb": "create_makefile('x')"}))):  # fmt: skip
            packed = gzip.compress(content)
            info = tarfile.TarInfo(name)
            info.size = len(packed)
            archive.addfile(info, io.BytesIO(packed))
    return outer.getvalue()


def _tar(files: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, text in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text.encode()))
    return packed.getvalue()


_GEM = "--- !ruby/object:Gem::Specification\nname: thing\nversion: !ruby/object:Gem::Version\n  version: 1.2.0\n"


@pytest.mark.parametrize(
    ("told", "unread"),
    [
        (f"{_GEM}dependencies: []\nextensions: []\n", ()),
        (f"{_GEM}dependencies: []\nextensions:\n- ext/extconf.rb\n", ()),
        (f"{_GEM}dependencies: []\nextensions: [ext/extconf.rb]\n", ("metadata",)),
        (f"{_GEM}dependencies: []\n'extensions':\n- ext/extconf.rb\n", ("metadata",)),
        (f"{_GEM}dependencies: []\nextensions: []\nextensions:\n- ext/extconf.rb\n", ("metadata",)),
        (f"{_GEM}dependencies: []\nextensions:\n  - ext/extconf.rb\n", ("metadata",)),
        (f'{_GEM}dependencies: []\nextensions: []\n"extensions":\n- ext/extconf.rb\n', ("metadata",)),
        ("# " + "a" * 300 + f"\n{_GEM}dependencies: []\nextensions: []\n", ()),
    ],
    ids=["none", "one", "in a row", "a quoted key", "twice", "set in", "twice, once quoted", "behind a remark"],
)
def test_yaml_that_rubygems_reads_and_we_do_not_is_a_gap(tmp_path: Path, told: str, unread: tuple[str, ...]) -> None:
    (tmp_path / "thing-1.2.0.gem").write_bytes(_gem(told))
    facts = side(tmp_path / "thing-1.2.0.gem").facts
    assert (facts.ecosystem, facts.unread) == ("gem", unread)


@pytest.mark.parametrize(
    ("name", "files", "ecosystem", "unread"),
    [
        ("thing.1.0.0.nupkg", {"thing.nuspec": "<package><metadata>", "tools/install.ps1": "x"}, "nuget", "thing.nuspec"),
        ("thing.zip", {"pom.xml": "<project><!ENTITY"}, "maven", "pom.xml"),
        ("thing.jar", {"META-INF/MANIFEST.MF": "A: b\n", "META-INF/maven/g/a/pom.xml": "<project>"}, "maven", "META-INF/maven/g/a/pom.xml"),
        ("thing.zip", {"setup.py": "from setuptools import setup\nsetup()\n", "setup.cfg": "install_requires = x\n"}, "pypi", "setup.cfg"),
    ],
)  # fmt: skip
def test_what_other_ecosystems_say_in_vain_is_a_gap(
    tmp_path: Path, name: str, files: dict[str, str], ecosystem: str, unread: str
) -> None:
    facts = side(zipped(tmp_path / name, files)).facts
    assert (facts.ecosystem, facts.unread) == (ecosystem, (unread,))
    if ecosystem == "nuget":
        assert [hook.path for hook in facts.hooks] == ["tools/install.ps1"]
