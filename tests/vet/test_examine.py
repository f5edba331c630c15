"""The whole of one pair, in its worker: what is found, and what a death, a hang or a lie of the worker costs."""

import os
import random
import socket
import sys
from pathlib import Path

import pytest
from package_lab import npm, sdist, tgz, wheel, zipped

from beartrap.engine.limits import MIB
from beartrap.model.coverage import GapReason
from beartrap.model.finding import Severity
from beartrap.model.question import Question
from beartrap.vet.examine import Patience, examine
from beartrap.vet.talk import Order, Outcome

FAKE = (sys.executable, "-B", str(Path(__file__).with_name("dying_worker.py")))
BUILT = {"setup.py": "from setuptools import setup\n\nsetup()\n"}
QUICK = Patience(resident=300 * MIB, unfold_seconds=20.0, task_seconds=2.0)
"""Long enough for a slow machine to start a process, short enough for a test of one that hangs."""
PATIENT = Patience(resident=300 * MIB, unfold_seconds=120.0, task_seconds=120.0)
"""For those that fail in another way: on a busy machine that may take its time."""


def vet(old: Path | None, new: Path) -> Outcome:
    return examine(Order(bytes(new), new.name, bytes(old) if old else None, old.name if old else ""))


def fake(how: str) -> Outcome:
    return examine(Order(b"/nowhere", how), start=FAKE, limits=QUICK if how == "hangs" else PATIENT)


@pytest.mark.parametrize(
    ("how", "why"), [("dies", "exit code 3"), ("hangs", "too long"), ("grows", "MiB"), ("lies", "id")]
)
def test_a_worker_that_fails_costs_the_task_it_was_at(how: str, why: str) -> None:
    outcome = fake(how)
    (gap,) = outcome.gaps
    assert gap.why.startswith("files.two b: ") and why in gap.why
    assert outcome.counts.get("known") == 1  # the first task was not done again


def test_a_worker_that_never_gets_anywhere_is_given_up() -> None:
    for how in ("unfold", "never"):
        outcome = fake(how)
        assert [gap.questions for gap in outcome.gaps] in ([(Question.NEXT,)], [(Question.NEXT,)] * 1)
        assert "given up" in outcome.gaps[0].why


def test_a_patch_release_that_gains_an_install_script(tmp_path: Path) -> None:
    old = npm(tmp_path, "thing", "1.2.3", {"index.js": "module.exports = 1;\n"})
    new = npm(
        tmp_path,
        "thing",
        "1.2.4",
        {"index.js": "module.exports = 1;\n", "go.js": "1;\n"},
        scripts={"postinstall": "node go.js"},
    )
    outcome = vet(old, new)
    assert "promise.install-hook" in {one.id for one in outcome.found}
    assert (outcome.new.name, outcome.new.version, outcome.old and outcome.old.version) == ("thing", "1.2.4", "1.2.3")
    assert outcome.counts.get("unchanged") == 1
    assert not outcome.gaps


def test_the_same_package_twice_has_nothing_new(tmp_path: Path) -> None:
    package = sdist(
        tmp_path, "thing", "1.0", {"setup.py": "import os\nos.system('git describe')\n", "x.so": b"\x7fELF" + bytes(99)}
    )
    outcome = vet(package, package)
    assert outcome.found == ()


def test_an_oddity_that_the_old_version_has_too_is_not_new(tmp_path: Path) -> None:
    old = tgz(tmp_path / "a.tgz", {"../out.py": "x = 1\n"})
    new = tgz(tmp_path / "b.tgz", {"../out.py": "x = 1\n", "../../other.py": "x = 1\n"})
    told = {(one.id, one.severity) for one in vet(old, new).found}
    assert told == {("archive.path-traversal", Severity.HIGH)}
    assert [one.facts.get("member") for one in vet(old, new).found] == ["../../other.py"]


def test_a_broken_archive_among_test_data_holds_where_it_is_new_and_not_where_it_was(tmp_path: Path) -> None:
    broken = zipped(tmp_path / "x.zip", {"a": "b" * 500}).read_bytes()[:80]
    old = sdist(tmp_path, "thing", "1.0", {**BUILT, "a.py": "x = 1\n"})
    new = sdist(tmp_path, "thing", "1.1", {**BUILT, "a.py": "x = 1\n", "tests/bad.zip": broken})
    third = sdist(tmp_path, "thing", "1.2", {**BUILT, "a.py": "x = 1\n", "tests/bad.zip": broken})
    assert {gap.questions for gap in vet(old, new).gaps} == {(Question.NEXT,)}
    assert {gap.questions for gap in vet(new, third).gaps} == {()}


@pytest.mark.parametrize(
    ("path", "code", "holds"),
    [
        ("test/fixtures/bad.zip", "exports.a = 1;", ()),
        ("lib/bad.zip", "exports.a = 1;", (Question.NEXT,)),
        ("test/fixtures/bad.zip", "exports.a = open('bad.zip');", (Question.NEXT,)),
    ],
)
def test_a_broken_archive_among_tests_that_nothing_reads_holds_nothing(
    tmp_path: Path, path: str, code: str, holds: tuple[Question, ...]
) -> None:
    broken = zipped(tmp_path / "x.zip", {"a": "b" * 500}).read_bytes()[:80]
    old = npm(tmp_path, "thing", "1.0.0", {"index.js": code})
    new = npm(tmp_path, "thing", "1.0.1", {"index.js": code, path: broken})
    assert {gap.questions for gap in vet(old, new).gaps} == {holds}


@pytest.mark.parametrize(
    ("backend", "holds"),
    [
        ('build-backend = "setuptools.build_meta"', ()),
        ('build-backend = "own"\nbackend-path = ["."]', (Question.NEXT,)),
    ],
)
def test_a_broken_archive_among_tests_and_who_builds_the_package(
    tmp_path: Path, backend: str, holds: tuple[Question, ...]
) -> None:
    broken = zipped(tmp_path / "x.zip", {"a": "b" * 500}).read_bytes()[:80]
    files = {"pyproject.toml": f"[build-system]\nrequires = []\n{backend}\n", "own.py": "x = 1\n"}
    old = sdist(tmp_path, "thing", "1.0", files)
    new = sdist(tmp_path, "thing", "1.1", {**files, "tests/data/bad.zip": broken})
    assert {gap.questions for gap in vet(old, new).gaps} == {holds}


@pytest.mark.parametrize(
    ("code", "holds"), [("", ()), ('import _ "embed"\n\n//go:embed testdata\nvar files string\n', (Question.NEXT,))]
)
def test_what_go_takes_into_a_program_is_no_mere_test_data(
    tmp_path: Path, code: str, holds: tuple[Question, ...]
) -> None:
    broken = zipped(tmp_path / "x.zip", {"a": "b" * 500}).read_bytes()[:80]
    files = {"go.mod": "module a.invalid/thing\n", "a.go": f"package thing\n\n{code}"}
    old = zipped(tmp_path / "thing-1.0.0.zip", files)
    new = zipped(tmp_path / "thing-1.0.1.zip", {**files, "testdata/bad.zip": broken})
    assert {gap.questions for gap in vet(old, new).gaps} == {holds}


def test_a_folder_of_fifos_sockets_loops_and_foreign_names(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    (folder / "loop").symlink_to(".")
    (folder / "a.py").write_text("x = 1\n")
    os.mkfifo(folder / "pipe")
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.py")).write_bytes(b"x = 2\n")
    with socket.socket(socket.AF_UNIX) as server:
        os.chdir(folder)
        server.bind("sock")
        outcome = vet(None, folder)
    os.chdir("/")
    assert {"archive.special-file", "archive.name-not-utf8"} <= {one.id for one in outcome.found}
    assert outcome.counts.get("files") == 2


@pytest.mark.parametrize("cut", [30, 200, -40])
def test_a_truncated_package_is_a_gap(tmp_path: Path, cut: int) -> None:
    old = wheel(tmp_path, "thing", "1.0", {"thing/a.py": "x = 1\n" * 50})
    new = tmp_path / "cut.whl"
    new.write_bytes(old.read_bytes()[:cut])
    outcome = vet(old, new)
    assert any(Question.NEXT in gap.questions for gap in outcome.gaps)


def test_a_bomb_is_a_gap(tmp_path: Path) -> None:
    bomb = tgz(tmp_path / "bomb.tgz", {f"{number}.txt": bytes(1 << 18) for number in range(800)})
    outcome = vet(None, bomb)
    assert GapReason.LIMIT in {gap.reason for gap in outcome.gaps if Question.NEXT in gap.questions}


def test_a_name_that_is_not_there_is_a_gap(tmp_path: Path) -> None:
    assert vet(None, tmp_path / "nothing").gaps[0].reason is GapReason.UNREADABLE


def test_python_that_does_not_parse_and_minified_code_end_in_a_verdict(tmp_path: Path) -> None:
    words = random.Random(3)
    minified = "!function(){" + "".join(f"var a{number}=[{words.random()}];" for number in range(40_000)) + "}();"
    new = tgz(
        tmp_path / "b.tgz", {"bad.py": "print 'two'\ndef (:\n" * 40, "big.min.js": minified, "\udce9.py": "x = 1\n"}
    )
    outcome = vet(tgz(tmp_path / "a.tgz", {"bad.py": "x = 1\n"}), new)
    assert outcome.counts.get("files") == 3
