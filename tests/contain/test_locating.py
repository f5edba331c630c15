"""From a place to a path of this machine: only through the estate's trees, never through a name that happens to exist here."""

import os

import pytest

from beartrap.estate.locating import reach
from beartrap.model.coverage import SourceKind
from beartrap.model.estate import Source
from beartrap.model.place import Place


@pytest.fixture
def tree(tmp_path):
    for name in ("etc/passwd", "C/Windows/x.dll", "d:/data/y"):
        (tmp_path / "tree" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "tree" / name).write_text("text")
    return tmp_path / "tree"


def files(tree, label="tree", hosts=("web-01",)):
    return Source(label, str(tree), SourceKind.FILES, hosts=hosts)


@pytest.mark.parametrize(
    ("path", "below"),
    [(b"/etc/passwd", "etc/passwd"), (b"C:\\Windows\\x.dll", "C/Windows/x.dll"), (b"D:\\data\\y", "d:/data/y")],
)
def test_a_path_of_the_host_is_found_below_its_tree(tree, path, below):
    found = reach([files(tree)], Place("tree", "web-01", path))
    assert found is not None
    assert found.path == os.fsencode(tree.resolve() / below)


def test_a_path_that_exists_on_this_machine_only_is_not_reached(tree):
    assert reach([files(tree)], Place("tree", "web-01", os.fsencode(__file__))) is None


def test_another_host_of_the_same_label_is_not_reached(tree):
    assert reach([files(tree)], Place("tree", "db-01", b"/etc/passwd")) is None


def test_an_inventory_is_no_tree_even_where_its_path_and_the_hosts_path_are_there(tree):
    inventory = Source(str(tree), str(tree), SourceKind.HASHES)
    assert reach([inventory], Place(str(tree), "web-01", b"/etc/passwd")) is None
    assert reach([inventory], Place(str(tree / "etc/passwd"), "web-01", b"/etc/passwd")) is None


def test_a_relative_source_that_is_none_of_the_estates_is_not_reached(tree, monkeypatch):
    monkeypatch.chdir(tree.parent)
    assert reach([], Place("tree", "web-01", b"/etc/passwd")) is None


def test_a_path_that_was_swept_without_an_estate_is_a_tree(tree):
    found = reach([], Place(str(tree), "anything", b"/etc/passwd"))
    assert found is not None
    one = reach([], Place(str(tree / "etc/passwd"), "anything", b"/passwd"))
    assert one is not None and one.path == os.fsencode(tree.resolve() / "etc/passwd")


@pytest.mark.parametrize("path", [b"/../etc/passwd", b"/etc/../etc/passwd"])
def test_a_path_that_climbs_is_refused_later_because_it_is_not_plain(tree, path):
    from beartrap.contain.binding import see
    from beartrap.contain.errors import Refused
    from beartrap.effects.files.system import System

    found = reach([files(tree)], Place("tree", "web-01", path))
    if found is not None:
        with pytest.raises(Refused):
            see(System(), found.path)
