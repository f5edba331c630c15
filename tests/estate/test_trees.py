"""Walking host trees that do not want to be walked."""

import os
import shutil
import socket
import stat
from collections.abc import Iterable
from pathlib import Path

import pytest

from beartrap.estate import trees
from beartrap.estate.mounts import Mount, mounted
from beartrap.model.artifact import FileEntry
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.estate import Source

NOWHERE: dict[bytes, Mount] = {}


def source(path: Path, *hosts: str) -> Source:
    return Source(label="trees", path=str(path), kind=SourceKind.FILES, hosts=hosts or ("*",))


def look(root: Path, **more: object) -> tuple[dict[bytes, FileEntry], list[Gap]]:
    found = list(trees.walk(source(root), "h1", os.fsencode(root), **({"mounts": NOWHERE} | more)))  # type: ignore[arg-type]
    return by_path(found), [item for item in found if isinstance(item, Gap)]


def by_path(found: Iterable[FileEntry | Gap]) -> dict[bytes, FileEntry]:
    return {item.place.path or b"": item for item in found if isinstance(item, FileEntry)}


def put(path: Path, content: bytes = b"x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_files_come_in_the_order_of_their_names_with_what_the_walk_saw(tmp_path: Path) -> None:
    for name in ("b/z", "b/a", "a", "c"):
        put(tmp_path / name, name.encode())
    files, gaps = look(tmp_path)
    assert list(files) == [b"/a", b"/c", b"/b/a", b"/b/z"]
    assert gaps == []
    entry, status = files[b"/b/z"], (tmp_path / "b/z").stat()
    assert entry.identity == (status.st_dev, status.st_ino, 3, status.st_mtime_ns, status.st_ctime_ns)
    assert entry.real == os.fsencode(tmp_path / "b/z")
    assert stat.S_ISREG(entry.mode)
    assert entry.place.host == "h1"


def test_where_software_stands_is_walked_first(tmp_path: Path) -> None:
    for name in ("boot/f", "var/f", "usr/f", "opt/var/f", "opt/f", "opt/boot/f", "Users/f", "z", "zebra/f"):
        put(tmp_path / name)
    files, _ = look(tmp_path)
    assert list(files) == [
        b"/z",
        b"/opt/f",
        b"/opt/boot/f",
        b"/opt/var/f",
        b"/usr/f",
        b"/Users/f",
        b"/var/f",
        b"/boot/f",
        b"/zebra/f",
    ]


def test_a_symlink_loop_is_not_followed(tmp_path: Path) -> None:
    put(tmp_path / "d/file")
    (tmp_path / "d/loop").symlink_to(tmp_path)
    (tmp_path / "d/self").symlink_to("self")
    (tmp_path / "alias").symlink_to("d/file")
    tally = trees.Tally()
    files, gaps = look(tmp_path, tally=tally)
    assert list(files) == [b"/d/file"]
    assert gaps == []
    assert tally.links == 3


def test_a_fifo_and_a_socket_are_counted_and_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    put(tmp_path / "file")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
        tally = trees.Tally()
        files, gaps = look(tmp_path, tally=tally)
    assert list(files) == [b"/file"]
    assert gaps == []
    assert tally.special == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_directory_is_a_gap_and_its_neighbours_are_read(tmp_path: Path) -> None:
    put(tmp_path / "a/secret")
    put(tmp_path / "b/file")
    (tmp_path / "a").chmod(0)
    try:
        files, gaps = look(tmp_path)
    finally:
        (tmp_path / "a").chmod(0o700)
    assert list(files) == [b"/b/file"]
    assert [gap.reason for gap in gaps] == [GapReason.UNREADABLE]
    assert gaps[0].place is not None and gaps[0].place.path == b"/a"


def test_names_with_a_newline_and_without_utf8_come_through_as_bytes(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path)
    for name in (b"a\nb", b"\xff\xfe", b"\x1b[31mred"):
        with open(raw + b"/" + name, "wb"):
            pass
    files, gaps = look(tmp_path)
    assert sorted(files) == [b"/\x1b[31mred", b"/a\nb", b"/\xff\xfe"]
    assert gaps == []
    assert all("\x1b" not in entry.place.show() and "\n" not in entry.place.show() for entry in files.values())


def test_a_sparse_terabyte_is_only_named(tmp_path: Path) -> None:
    with open(tmp_path / "sparse", "wb") as stream:
        stream.truncate(1 << 40)
    files, _ = look(tmp_path)
    assert files[b"/sparse"].size == 1 << 40


def test_a_directory_that_vanishes_is_a_gap(tmp_path: Path) -> None:
    put(tmp_path / "a/file")
    (tmp_path / "b").mkdir()
    put(tmp_path / "c/file")
    found = []
    for item in trees.walk(source(tmp_path), "h1", os.fsencode(tmp_path), mounts=NOWHERE):
        found.append(item)
        if (tmp_path / "b").exists():
            (tmp_path / "b").rmdir()
    assert list(by_path(found)) == [b"/a/file", b"/c/file"]
    assert [gap.reason for gap in found if isinstance(gap, Gap)] == [GapReason.CHANGED]


def test_a_directory_that_turns_into_a_link_while_walked_leads_nowhere(tmp_path: Path) -> None:
    put(tmp_path / "outside/secret")
    root = tmp_path / "root"
    put(root / "a")
    (root / "b").mkdir()
    found = []
    for item in trees.walk(source(root), "h1", os.fsencode(root), mounts=NOWHERE):
        found.append(item)
        if not (root / "b").is_symlink():
            (root / "b").rmdir()
            (root / "b").symlink_to(tmp_path / "outside")
    assert list(by_path(found)) == [b"/a"]
    assert [gap.reason for gap in found if isinstance(gap, Gap)] == [GapReason.CHANGED]


def deep(root: Path, depth: int) -> None:
    """Make directories inside each other, deeper than a path may be long, each with a file and a younger sibling."""
    here = os.open(root, os.O_RDONLY)
    for level in range(depth):
        os.mkdir(f"directory-{level:04}", dir_fd=here)
        os.mkdir("z", dir_fd=here)
        os.close(os.open("z/f", os.O_CREAT | os.O_WRONLY, dir_fd=here))
        below = os.open(f"directory-{level:04}", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)


def flatten(root: Path, depth: int) -> None:
    """Take it apart from the top: what removes it later goes down by recursion."""
    for level in range(depth):
        here = root / f"directory-{level:04}"
        below = here / f"directory-{level + 1:04}"
        if below.exists():
            below.rename(root / below.name)
        shutil.rmtree(here)


def test_a_thousand_directories_inside_each_other_are_all_walked(tmp_path: Path) -> None:
    deep(tmp_path, 1_000)
    before = len(list(Path("/proc/self/fd").iterdir()))
    files, gaps = look(tmp_path)
    flatten(tmp_path, 1_000)
    assert len(files) == 1_000
    assert gaps == []
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_directory_moved_away_while_its_depth_is_walked_is_a_gap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trees, "MOST_OPEN", 2)
    root = tmp_path / "root"
    put(root / "a/b/c/d/file")
    put(root / "a/z/file")
    put(root / "z/file")
    (tmp_path / "elsewhere").mkdir()
    found = []
    for item in trees.walk(source(root), "h1", os.fsencode(root), mounts=NOWHERE):
        found.append(item)
        if (root / "a/b").exists():
            (root / "a/b").rename(tmp_path / "elsewhere/b")
    assert set(by_path(found)) == {b"/a/b/c/d/file", b"/z/file"}
    gaps = [item for item in found if isinstance(item, Gap)]
    assert [(gap.reason, gap.count) for gap in gaps] == [(GapReason.CHANGED, 1)]


def test_every_name_of_a_hard_link_is_yielded(tmp_path: Path) -> None:
    put(tmp_path / "one")
    os.link(tmp_path / "one", tmp_path / "two")
    files, _ = look(tmp_path)
    assert list(files) == [b"/one", b"/two"]
    assert files[b"/one"].identity == files[b"/two"].identity


def test_a_network_mount_is_one_gap_and_a_local_var_is_none(tmp_path: Path) -> None:
    put(tmp_path / "var/file")
    put(tmp_path / "net/a/file")
    put(tmp_path / "proc/kmsg")
    raw = os.fsencode(tmp_path)
    table = {
        raw + b"/var": Mount(raw + b"/var", "ext4", "/dev/sdb1", "8:17"),
        raw + b"/net": Mount(raw + b"/net", "nfs4", "server:/export", "0:99"),
        raw + b"/proc": Mount(raw + b"/proc", "proc", "proc", "0:5"),
    }
    tally = trees.Tally()
    files, gaps = look(tmp_path, mounts=table, tally=tally)
    assert list(files) == [b"/var/file"]
    assert [(gap.reason, gap.place.path if gap.place else None) for gap in gaps] == [(GapReason.SKIPPED, b"/net")]
    assert "nfs4" in gaps[0].why
    assert tally.pseudo == 1


def test_a_network_root_that_was_named_is_walked(tmp_path: Path) -> None:
    put(tmp_path / "file")
    raw = os.fsencode(tmp_path)
    files, gaps = look(tmp_path, mounts={raw: Mount(raw, "nfs4", "server:/export", "0:99")})
    assert list(files) == [b"/file"]
    assert gaps == []


def test_excludes_are_left_out_and_said(tmp_path: Path) -> None:
    put(tmp_path / "case/vault/blob")
    put(tmp_path / "a/b.log")
    put(tmp_path / "a/b.dll")
    files, gaps = look(tmp_path, excludes=[b"/case", b"*.log"])
    assert list(files) == [b"/a/b.dll"]
    assert [(gap.reason, gap.count) for gap in gaps] == [(GapReason.SKIPPED, 1), (GapReason.SKIPPED, 1)]


def test_the_time_being_up_says_where_and_how_much_is_left(tmp_path: Path) -> None:
    for name in "abcdef":
        put(tmp_path / name / "file")
    asked = iter([False, False, True, True])
    files, gaps = look(tmp_path, deadline=lambda: next(asked))
    assert list(files) == [b"/a/file"]
    assert [(gap.reason, gap.count) for gap in gaps] == [(GapReason.BUDGET, 5)]


@pytest.mark.parametrize("drive", ["C", "c:", "C:"])
def test_a_mirrored_windows_host_has_its_own_paths(tmp_path: Path, drive: str) -> None:
    put(tmp_path / drive / "Windows/SysWOW64/netsetupsvc.dll")
    put(tmp_path / "CC/file")
    put(tmp_path / "d/file")
    files, _ = look(tmp_path)
    assert set(files) == {rb"C:\Windows\SysWOW64\netsetupsvc.dll", b"/CC/file", b"/d/file"}


def test_more_names_than_may_be_read_of_a_directory_are_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trees, "MOST_IN_ONE", 3)
    for name in "abcde":
        put(tmp_path / name)
    files, gaps = look(tmp_path)
    assert len(files) == 3
    assert [gap.reason for gap in gaps] == [GapReason.LIMIT]


def test_depth_has_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trees, "DEEPEST", 2)
    put(tmp_path / "a/b/file")
    put(tmp_path / "a/file")
    files, gaps = look(tmp_path)
    assert list(files) == [b"/a/file"]
    assert [gap.reason for gap in gaps] == [GapReason.LIMIT]


def test_roots_are_named_after_their_directories(tmp_path: Path) -> None:
    for name in ("orion-01", "web-01"):
        put(tmp_path / "hosts" / name / "file")
    found = list(trees.roots(source(tmp_path / "hosts/*")))
    assert found == [(name, os.fsencode(tmp_path / "hosts" / name)) for name in ("orion-01", "web-01")]
    assert list(trees.roots(source(tmp_path / "hosts/web-01", "www"))) == [
        ("www", os.fsencode(tmp_path / "hosts/web-01"))
    ]


def test_a_named_host_without_a_directory_is_a_gap(tmp_path: Path) -> None:
    put(tmp_path / "hosts/orion-01/file")
    *found, gap = trees.roots(source(tmp_path / "hosts/*", "orion-01", "gone-01"))
    assert [host for host, _ in found] == ["orion-01"]  # type: ignore[misc]
    assert isinstance(gap, Gap)
    assert (gap.reason, gap.hosts) == (GapReason.MISSING, ("gone-01",))


def test_a_tree_that_is_not_there_is_a_gap(tmp_path: Path) -> None:
    (gap,) = trees.roots(source(tmp_path / "nothing"))
    assert isinstance(gap, Gap)
    assert gap.reason is GapReason.MISSING


def test_a_tree_that_goes_before_the_walk_is_a_gap(tmp_path: Path) -> None:
    files, gaps = look(tmp_path / "gone")
    assert files == {}
    assert [gap.reason for gap in gaps] == [GapReason.MISSING]


def test_a_file_is_a_tree_of_one(tmp_path: Path) -> None:
    put(tmp_path / "sample.dll")
    files, gaps = look(tmp_path / "sample.dll")
    assert list(files) == [b"/sample.dll"]
    assert gaps == []


def test_unreadable_places_without_number_become_few_gaps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trees, "MOST_NAMED", 2)
    for name in "abcde":
        (tmp_path / name).mkdir()
    found = []
    for item in trees.walk(source(tmp_path), "h1", os.fsencode(put(tmp_path / "0").parent), mounts=NOWHERE):
        found.append(item)
        for name in "abcde":
            if (tmp_path / name).exists():
                (tmp_path / name).rmdir()
    assert [gap.count for gap in found if isinstance(gap, Gap)] == [1, 1, 3]


def test_the_mount_table_is_read_with_its_escapes(tmp_path: Path) -> None:
    table = put(
        tmp_path / "mountinfo",
        b"36 35 98:0 /mnt1 /mnt/with\\040space rw,noatime master:1 - ext3 /dev/root rw\n"
        b"40 35 0:44 / /net rw - nfs4 server:/x rw\nbroken\n",
    )
    mounts = mounted(table)
    assert set(mounts) == {b"/mnt/with space", b"/net"}
    assert mounts[b"/net"].network and not mounts[b"/mnt/with space"].network
    assert mounted(tmp_path / "none") == {}
