"""`beartrap vet` from the door: what it takes, what it prints, how it exits; lock files without a network."""

import json
import sys
from pathlib import Path

import pytest

from beartrap.cli.main import main
from beartrap.flows.named import Named, parse_named
from beartrap.flows.progress import Silent
from beartrap.flows.vet import BadUpdate, Settings
from beartrap.flows.vet_lock import Change, compare
from beartrap.flows.vet_many import vet_locks
from beartrap.model.question import Question
from beartrap.model.verdict import Admission

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "vet"))
from package_lab import npm, wheel


def test_an_update_with_nothing_new_is_admitted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = wheel(tmp_path, "thing", "1.0.0", {"thing/__init__.py": "x = 1\n"})
    new = wheel(tmp_path, "thing", "1.0.1", {"thing/__init__.py": "x = 2\n"})
    assert main(["vet", str(old), str(new), "--json", "--quiet"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["verdict"] == "admit" and told["old"] == str(old) and told["gaps"] == []


def test_an_install_script_in_a_patch_release_is_held(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = npm(tmp_path, "thing", "1.0.0", {"index.js": "1\n"})
    acts = {"index.js": "1\n", "go.js": "require('fs').writeFileSync('thing.conf', 'on')\n"}
    new = npm(tmp_path, "thing", "1.0.1", acts, scripts={"preinstall": "node go.js"})
    sarif, page = tmp_path / "x.sarif", tmp_path / "x.html"
    assert main(["vet", str(old), str(new), "--sarif", str(sarif), "--html", str(page), "--quiet"]) == 12
    assert "promise.install-hook" in sarif.read_text() and "<html" in page.read_text()
    assert "Hold" in capsys.readouterr().out
    assert main(["vet", str(old), str(new), "--exit-zero", "--json", "--quiet"]) == 0


def test_a_folder_that_holds_one_package_alone_is_that_package(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the update needs is asked of a package, and told; a near miss needs a library that all know."""
    for needs, code in (({"expresss-session": "^1.0.0"}, 12), ({"express-session": "^1.0.0"}, 0)):
        home = tmp_path / str(code)
        for folder, version, asked in (("a", "1.0.0", {}), ("b", "1.1.0", needs)):
            (home / folder).mkdir(parents=True)
            npm(home / folder, "thing", version, {"index.js": "require('express-session')\n"}, dependencies=asked)
        assert main(["vet", str(home / "a"), str(home / "b"), "--quiet", "--json"]) == code
        assert json.loads(capsys.readouterr().out)["new"].endswith("/b/thing-1.1.0.tgz")


def test_a_folder_in_which_packages_lie_beside_other_files_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for version in ("1.0.0", "1.1.0"):
        (tmp_path / version).mkdir()
        (tmp_path / version / "index.html").write_text("<p>Our packages")
        npm(tmp_path / version, "thing", version, {"index.js": "1\n"})
        npm(tmp_path / version, "other", version, {"index.js": "1\n"})
    main(["vet", str(tmp_path / "1.0.0"), str(tmp_path / "1.1.0"), "--quiet", "--json"])
    assert any("and 1 more" in gap["why"] for gap in json.loads(capsys.readouterr().out)["gaps"])


def test_alone_it_says_that_there_was_nothing_to_compare_with(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["vet", str(wheel(tmp_path, "thing", "1.0", {"thing.py": "x = 1\n"})), "--quiet"])
    assert "no older version to compare with" in " ".join(capsys.readouterr().out.split())


def test_what_is_not_there_or_not_meant_is_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (
        ["/nowhere/a", "/nowhere/b"],
        ["a", "b", "c"],
        ["pypi:requests"],
        ["npm:--x@1"],
        ["--lock", "/nowhere"],
    ):
        assert main(["vet", *words, "--quiet"]) == 2
    assert "beartrap: " in capsys.readouterr().err


def test_names_and_versions() -> None:
    assert parse_named("pypi:requests==2.31.0") == Named("pypi", "requests", "2.31.0")
    assert parse_named("npm:@scope/thing@1.2.3-rc.1") == Named("npm", "@scope/thing", "1.2.3-rc.1")
    assert parse_named("2.32.0", Named("pypi", "requests", "2.31.0")) == Named("pypi", "requests", "2.32.0")
    assert parse_named("./requests-2.31.0.tar.gz") is None
    for bad in ("pypi:requests>=2", "pypi:-r==1", "npm:thing@latest", "npm:a b@1", "pypi:x==1;echo"):
        with pytest.raises(BadUpdate):
            parse_named(bad)


def lock(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


HASHES = ("a" * 64, "b" * 64)


def test_requirements_changes_additions_and_removals(tmp_path: Path) -> None:
    old = lock(tmp_path / "old.txt", f"one==1.0 --hash=sha256:{HASHES[0]}\ntwo==2.0\nGone_Away==1\n")
    new = lock(tmp_path / "new.txt", f"one==1.1 --hash=sha256:{HASHES[1]}\nTwo==2.0\nthree==3.0\n")
    changes = compare(old, new)
    assert changes.changes == (
        Change(Named("pypi", "one", "1.0"), Named("pypi", "one", "1.1"), (("sha256", HASHES[1]),)),
        Change(None, Named("pypi", "three", "3.0"), ()),
    )
    assert changes.removed == ("pypi:Gone_Away",) and changes.gaps == ()


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("uv.lock", 'version = 1\n[[package]]\nname = "one"\nversion = "1.0"\nsource = { registry = "https://index.invalid/simple" }\n[[package]]\nname = "own"\nversion = "0.1"\nsource = { editable = "." }\n', ("1.0", "0.1")),
        ("poetry.lock", '[[package]]\nname = "one"\nversion = "1.0"\nfiles = []\n[[package]]\nname = "own"\nversion = "0.1"\n[package.source]\ntype = "directory"\nurl = "../own"\n', ("1.0", "0.1")),
        ("Pipfile.lock", '{"_meta": {}, "default": {"one": {"version": "==1.0"}, "own": {"version": "==0.1", "path": "../own"}}}', ("1.0", "0.1")),
        ("package-lock.json", '{"lockfileVersion": 3, "packages": {"": {}, "node_modules/one": {"version": "1.0.0", "resolved": "https://r.invalid/one/-/one-1.0.0.tgz"}, "node_modules/own": {"version": "0.1.0", "resolved": "file:../own"}}}', ("1.0.0", "0.1.0")),
        ("yarn.lock", '# yarn lockfile v1\n\none@^1:\n  version "1.0.0"\n  resolved "https://r.invalid/one/-/one-1.0.0.tgz#abc"\n\nown@file:../own:\n  version "0.1.0"\n  resolved "file:../own"\n', ("1.0.0", "0.1.0")),
        ("pnpm-lock.yaml", "lockfileVersion: '9.0'\n\npackages:\n\n  one@1.0.0:\n    resolution: {integrity: sha512-AAAA}\n", ("1.0.0", None)),
    ],
)  # fmt: skip
def test_every_lock_file_tells_what_changes_and_leaves_own_folders_alone(
    tmp_path: Path, name: str, old: str, new: tuple[str, str | None]
) -> None:
    version, own = new
    later = old.replace(version, version.replace("1.0", "1.1"))
    later = later.replace(own, own.replace("0.1", "0.2")) if own else later
    (tmp_path / "a").mkdir()
    changes = compare(lock(tmp_path / "a" / name, old), lock(tmp_path / name, later))
    assert [(one.old and one.old.version, one.new.name, one.new.version) for one in changes.changes] == [
        (version, "one", version.replace("1.0", "1.1"))
    ]
    assert all(gap.questions == () for gap in changes.gaps)


def test_a_git_dependency_that_moves_is_a_gap_and_so_a_hold(tmp_path: Path) -> None:
    text = '{{"lockfileVersion": 3, "packages": {{"node_modules/g": {{"version": "1.0.0", "resolved": "git+ssh://git@git.invalid/g.git#{}"}}}}}}'
    old, new = lock(tmp_path / "a.json", text.format("aaa")), lock(tmp_path / "b.json", text.format("bbb"))
    vetting = vet_locks([old, new], Settings(), 1, Silent())
    assert vetting.verdict is Admission.HOLD and Question.NEXT in vetting.whole.gaps[0].questions
    assert vet_locks([old, old], Settings(), 1, Silent()).verdict is Admission.ADMIT


def test_the_same_version_with_other_digests_is_a_gap(tmp_path: Path) -> None:
    old = lock(tmp_path / "old.txt", f"one==1.0 --hash=sha256:{HASHES[0]}\n")
    new = lock(tmp_path / "new.txt", f"one==1.0 --hash=sha256:{HASHES[1]}\n")
    more = lock(tmp_path / "more.txt", f"one==1.0 --hash=sha256:{HASHES[0]} --hash=sha256:{HASHES[1]}\n")
    assert "same version" in compare(old, new).gaps[0].why
    assert compare(old, more).gaps == ()


def test_a_file_that_is_no_lock_file_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadUpdate):
        compare(lock(tmp_path / "a", "\0\1\2"), lock(tmp_path / "b", "\0\1\2"))
