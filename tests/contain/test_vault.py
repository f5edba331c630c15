"""The vault does what it says: in, out, and byte for byte the same."""

import os
from pathlib import Path

import pytest

from beartrap.contain.errors import Refused, Tampered
from beartrap.contain.giving_back import purge, restore
from beartrap.contain.journal import Event
from beartrap.contain.taking import isolate
from contain.vault_lab import ABOUT, open_vault, planned, plant, portrait, take

CONTENT = b"not a virus, only text: EICAR is not needed here\n" * 5000


def test_a_file_goes_in_and_comes_back_with_all_that_belongs_to_it(tmp_path):
    bad = plant(tmp_path / "opt" / "bad.sh", CONTENT, 0o640)
    before = portrait(bad)
    item = take(tmp_path / "case", bad)
    assert not bad.exists()
    assert list(bad.parent.iterdir()) == []
    with open_vault(tmp_path / "case") as vault:
        assert vault.state(item.id).event is Event.ISOLATED
        assert restore(vault, item.id, "ana", setuid=False) == ()
        assert vault.state(item.id).event is Event.RESTORED
    assert portrait(bad) == before


def test_nothing_in_the_vault_is_readable_executable_or_the_content(tmp_path):
    take(tmp_path / "case", plant(tmp_path / "bad", CONTENT))
    files = [path for path in (tmp_path / "case" / "quarantine").rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert path.stat().st_mode & 0o177 == 0
        assert CONTENT[:40] not in path.read_bytes()
    folders = [path for path in (tmp_path / "case" / "quarantine").rglob("*") if path.is_dir()]
    assert all(path.stat().st_mode & 0o077 == 0 for path in folders)


def test_one_content_at_two_places_is_one_blob_and_purging_one_keeps_the_other(tmp_path):
    one = take(tmp_path / "case", plant(tmp_path / "a"), id="item-1")
    other = take(tmp_path / "case", plant(tmp_path / "b"), id="item-2")
    assert len(list((tmp_path / "case" / "quarantine" / "blobs").iterdir())) == 1
    with open_vault(tmp_path / "case") as vault:
        purge(vault, one.id, "ana")
        with pytest.raises(Refused):
            restore(vault, one.id, "ana", setuid=False)
        restore(vault, other.id, "ana", setuid=False)
    assert (tmp_path / "b").exists()
    assert not (tmp_path / "a").exists()


def test_a_purged_item_leaves_its_manifest_and_no_content(tmp_path):
    item = take(tmp_path / "case", plant(tmp_path / "a"))
    with open_vault(tmp_path / "case") as vault:
        purge(vault, item.id, "ana")
        assert vault.manifest(item.id).item == item
    assert list((tmp_path / "case" / "quarantine" / "blobs").iterdir()) == []


def test_hard_links_go_together_and_come_back_as_links(tmp_path):
    bad = plant(tmp_path / "a")
    os.link(bad, tmp_path / "b")
    item = take(tmp_path / "case", bad, tmp_path / "b")
    assert not bad.exists() and not (tmp_path / "b").exists()
    with open_vault(tmp_path / "case") as vault:
        restore(vault, item.id, "ana", setuid=False)
    assert bad.stat().st_ino == (tmp_path / "b").stat().st_ino


def test_a_symbolic_link_goes_in_and_its_target_stays(tmp_path):
    target = plant(tmp_path / "target")
    link = tmp_path / "autostart"
    link.symlink_to("target")
    before = portrait(link)
    item = take(tmp_path / "case", link)
    assert target.exists() and not link.is_symlink()
    with open_vault(tmp_path / "case") as vault:
        restore(vault, item.id, "ana", setuid=False)
    assert portrait(link) == before


@pytest.mark.parametrize("name", [b"new\nline", b"\xff\xfe no utf-8", b" blank ", b"-rf", b"\xe2\x80\xaebidi"])
def test_names_that_are_no_words(tmp_path, name):
    bad = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    plant(bad)
    before = portrait(bad)
    item = take(tmp_path / "case", bad)
    assert not bad.exists()
    with open_vault(tmp_path / "case") as vault:
        assert vault.manifest(item.id).item.names[0].path == os.fsencode(bad)
        restore(vault, item.id, "ana", setuid=False)
    assert portrait(bad) == before


def test_an_empty_file_and_one_of_zeros(tmp_path):
    for number, content in enumerate((b"", bytes(200_001), b"\0" * 70_000 + b"x")):
        bad = plant(tmp_path / f"f{number}", content)
        item = take(tmp_path / "case", bad, id=f"item-{number}")
        with open_vault(tmp_path / "case") as vault:
            restore(vault, item.id, "ana", setuid=False)
        assert bad.read_bytes() == content


def test_a_sparse_terabyte_takes_no_time_and_comes_back_sparse(tmp_path):
    bad = tmp_path / "huge"
    with bad.open("wb") as file:
        file.write(b"head")
        file.seek(2**39)
        file.write(b"middle")
        file.truncate(2**40)
    item = take(tmp_path / "case", bad)
    assert item.binding.digest.startswith("pieces:")
    assert sum(path.stat().st_size for path in (tmp_path / "case" / "quarantine" / "blobs").iterdir()) < 2**20
    with open_vault(tmp_path / "case") as vault:
        restore(vault, item.id, "ana", setuid=False)
    status = bad.stat()
    assert status.st_size == 2**40
    assert status.st_blocks * 512 < 2**20
    with bad.open("rb") as file:
        assert file.read(4) == b"head"
        file.seek(2**39)
        assert file.read(6) == b"middle"


def test_setuid_comes_back_only_when_asked_for(tmp_path):
    bad = plant(tmp_path / "su", mode=0o4755)
    item = take(tmp_path / "case", bad)
    with open_vault(tmp_path / "case") as vault:
        problems = restore(vault, item.id, "ana", setuid=False)
        assert any("setuid" in problem for problem in problems)
        assert bad.stat().st_mode & 0o7777 == 0o755
        bad.unlink()
        assert restore(vault, item.id, "ana", setuid=True) == ()
    assert bad.stat().st_mode & 0o7777 == 0o4755


def test_the_manifest_has_what_the_file_system_knew(tmp_path):
    bad = plant(tmp_path / "bad", mode=0o751)
    os.link(bad, tmp_path / "further")
    item = take(tmp_path / "case", bad)
    with open_vault(tmp_path / "case") as vault:
        manifest = vault.manifest(item.id)
    kept = manifest.metadata
    assert (kept.mode & 0o7777, kept.links, kept.owner) == (0o751, 2, os.geteuid())
    assert kept.modified == manifest.item.binding.modified
    assert ("user.origin", b"a test") in kept.attributes
    assert (manifest.operator, manifest.case, manifest.host, manifest.tool) == ("ana", "orion.case", "ws-101", "0.1.0")


def test_a_case_on_another_file_system_captures_beside_the_item_and_leaves_nothing_there(tmp_path):
    other = Path("/dev/shm")
    if not other.is_dir() or other.stat().st_dev == tmp_path.stat().st_dev or not os.access(other, os.W_OK):
        pytest.skip("no second file system to write on")
    case = other / f"beartrap-test-{os.getpid()}"
    try:
        bad = plant(tmp_path / "d" / "bad")
        before = portrait(bad)
        item = take(case, bad)
        assert list((tmp_path / "d").iterdir()) == []
        with open_vault(case) as vault:
            restore(vault, item.id, "ana", setuid=False)
        assert portrait(bad) == before
        assert list((tmp_path / "d").iterdir()) == [bad]
    finally:
        os.system(f"rm -rf {case}")


def test_restoring_elsewhere(tmp_path):
    bad = plant(tmp_path / "bad")
    item = take(tmp_path / "case", bad)
    with open_vault(tmp_path / "case") as vault:
        restore(vault, item.id, "ana", setuid=False, to=os.fsencode(tmp_path / "sample"))
    assert (tmp_path / "sample").exists() and not bad.exists()


def test_a_spoiled_blob_of_the_same_content_is_moved_aside_and_written_anew(tmp_path):
    take(tmp_path / "case", plant(tmp_path / "a"), id="item-1")
    (blob,) = (tmp_path / "case" / "quarantine" / "blobs").iterdir()
    *whole, last = blob.read_bytes()
    blob.write_bytes(bytes([*whole, last ^ 1]))
    item = take(tmp_path / "case", plant(tmp_path / "b"), id="item-2")
    with open_vault(tmp_path / "case") as vault:
        restore(vault, item.id, "ana", setuid=False)
    assert sorted(path.name[:3] for path in blob.parent.iterdir()) == ["bad", "sha"]


def test_a_vault_without_its_key_is_not_begun_anew_beside_old_blobs(tmp_path):
    take(tmp_path / "case", plant(tmp_path / "a"))
    (tmp_path / "case" / "quarantine" / "vault.key").unlink()
    with pytest.raises(Exception, match="put it back"):
        open_vault(tmp_path / "case")


def test_planning_twice_and_taking_once(tmp_path):
    bad = plant(tmp_path / "a")
    item = planned(bad)
    with open_vault(tmp_path / "case") as vault:
        isolate(vault, item, ABOUT)
        with pytest.raises((Refused, FileNotFoundError)):
            isolate(vault, item, ABOUT)
        assert vault.state(item.id).event is Event.ISOLATED


def test_tampered_is_a_refusal_too():
    assert issubclass(Tampered, Exception)
