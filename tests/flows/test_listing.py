"""The listing of a tree serves its look too: names as they are, what was changed meanwhile is a gap, never clean."""

import os
from pathlib import Path

import pytest

from beartrap.engine.contents import Examiner
from beartrap.estate import trees
from beartrap.flows import listing
from beartrap.flows.listing import Listings
from beartrap.model.artifact import Artifact, FileEntry
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.estate import Source

NAMES = (b"plain", b"new\nline", b"no utf-8 \xff", b" 1 2 3 4 5 6", b"deep/er/C:/file")


def source(tree: Path) -> Source:
    return Source(label="lab", path=str(tree), kind=SourceKind.FILES, hosts=("host-1",))


def grow(tree: Path) -> Path:
    for name in NAMES:
        path = Path(os.fsdecode(os.fsencode(tree) + b"/" + name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"fine")
    os.utime(tree / "plain", ns=(-(10**18), -(10**18)))
    return tree


def test_what_was_listed_is_what_a_walk_yields_names_times_and_all(tmp_path: Path) -> None:
    tree = grow(tmp_path / "tree")
    listings, where = Listings(), (source(tree), "host-1", os.fsencode(tree))
    digest, files = listings.of(*where)
    walked = list(trees.walk(*where))
    assert files == len(NAMES) and list(listings.entries(*where)) == walked
    assert list(listings.entries(*where)) == walked, "the second time it is walked"
    assert Listings().of(*where) == (digest, files)


def test_a_glance_takes_what_is_wanted_and_leaves_the_listing(tmp_path: Path) -> None:
    tree = grow(tmp_path / "tree")
    listings, where = Listings(), (source(tree), "host-1", os.fsencode(tree))
    listings.of(*where)
    walked = list(trees.walk(*where))
    for _ in range(2):
        glanced = list(listings.glance(*where, lambda path: path.endswith(b"/plain")))
        assert glanced == [one for one in walked if isinstance(one, FileEntry) and one.real.endswith(b"/plain")]
    assert list(listings.entries(*where)) == walked
    again = list(listings.glance(*where, lambda path: path.endswith(b"/plain")))
    assert [getattr(one, "real", None) for one in again] == [os.fsencode(tree / "plain")], "walked anew, once given up"


@pytest.mark.parametrize("folder", [False, True])
def test_one_file_and_the_top_of_a_tree(tmp_path: Path, folder: bool) -> None:
    root = grow(tmp_path / "tree") if folder else grow(tmp_path / "tree") / "plain"
    listings, where = Listings(excludes=(b"/new*",)), (source(root), "host-1", os.fsencode(root))
    listings.of(*where)
    assert list(listings.entries(*where)) == list(trees.walk(*where, excludes=(b"/new*",)))


def test_a_tree_too_large_to_keep_is_walked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MOST_KEPT", 2)
    tree = grow(tmp_path / "tree")
    listings, where = Listings(), (source(tree), "host-1", os.fsencode(tree))
    listings.of(*where)
    (tree / "later").write_bytes(b"fine")
    assert len(list(listings.entries(*where))) == len(NAMES) + 1


def test_several_trees_are_kept_up_to_the_bound_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MOST_KEPT", len(NAMES) + 1)
    listings = Listings()
    places = []
    for name in ("one", "two"):
        tree = grow(tmp_path / name)
        places.append((source(tree), "host-1", os.fsencode(tree)))
        listings.of(*places[-1])
        (tree / "later").write_bytes(b"fine")
    assert [len(list(listings.entries(*where))) for where in places] == [len(NAMES), len(NAMES) + 1]


def test_a_tree_that_changes_while_it_is_swept(tmp_path: Path) -> None:
    tree = grow(tmp_path / "tree")
    for name in ("gone", "replaced", "linked", "stays"):
        (tree / name).write_bytes(b"fine")
    listings, where = Listings(), (source(tree), "host-1", os.fsencode(tree))
    listings.of(*where)
    (tree / "gone").unlink()
    (tree / "replaced").unlink()
    (tree / "replaced").write_bytes(b"evil")
    (tree / "linked").unlink()
    (tree / "linked").symlink_to("stays")
    with Examiner({}, workers=1) as examiner:
        results = list(examiner.examine(listings.entries(*where)))
    gaps = {
        (one.place.path or b"").rpartition(b"/")[2]: one.reason
        for one in results
        if isinstance(one, Gap) and one.place is not None
    }
    assert gaps == dict.fromkeys((b"gone", b"replaced", b"linked"), GapReason.CHANGED)
    read = {one.name for one in results if isinstance(one, Artifact) and one.sha256}
    assert b"stays" in read and not read & gaps.keys()


def test_a_gap_of_the_walk_stands_where_it_was_met(tmp_path: Path) -> None:
    where = (source(tmp_path / "nowhere"), "host-1", os.fsencode(tmp_path / "nowhere"))
    listings = Listings()
    assert listings.of(*where)[1] == 0
    (gap,) = listings.entries(*where)
    assert isinstance(gap, Gap) and not isinstance(gap, FileEntry) and gap.reason is GapReason.MISSING
