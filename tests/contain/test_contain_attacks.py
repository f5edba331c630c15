"""Attacks by name: each is stood, and leaves the world as it was."""

import errno
import os
from pathlib import Path

import pytest

from beartrap.contain.binding import see
from beartrap.contain.errors import ContainError, Refused, Stranded, Tampered
from beartrap.contain.giving_back import restore
from beartrap.contain.journal import Event
from beartrap.contain.recovering import recover
from beartrap.contain.taking import isolate
from beartrap.effects.files.system import System
from contain.vault_lab import ABOUT, CHANGING, Counting, failing, open_vault, planned, plant, portrait, take


def attempt(case: Path, item, system=None):
    with open_vault(case, system) as vault:
        isolate(vault, item, ABOUT)


def whole_again(case: Path) -> None:
    with open_vault(case) as vault:
        recover(vault, ABOUT)


def at_call(name: str, deed, *, after: bool = False) -> Counting:
    """A system in which `deed` happens once, right before (or after) the first call of that name on a captured file."""
    done = []

    def meet(number: int, phase: str, called: str) -> None:
        if called == name and phase == ("after" if after else "before") and not done:
            done.append(number)
            deed()

    return Counting(meet)


def test_symlink_swapped_in_between_plan_and_apply(tmp_path):
    bad, precious = plant(tmp_path / "bad"), plant(tmp_path / "precious", b"keep me")
    item = planned(bad)
    bad.unlink()
    bad.symlink_to(precious)
    with pytest.raises(Refused):
        attempt(tmp_path / "case", item)
    assert bad.is_symlink()
    assert precious.read_bytes() == b"keep me"


def test_symlink_swapped_in_for_the_folder(tmp_path):
    bad = plant(tmp_path / "opt" / "bad")
    item = planned(bad)
    plant(tmp_path / "elsewhere" / "bad", b"keep me")
    (tmp_path / "opt").rename(tmp_path / "was-opt")
    (tmp_path / "opt").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Refused):
        attempt(tmp_path / "case", item)
    assert (tmp_path / "elsewhere" / "bad").read_bytes() == b"keep me"


def test_symlink_loop(tmp_path):
    bad = plant(tmp_path / "opt" / "bad")
    item = planned(bad)
    (tmp_path / "opt").rename(tmp_path / "was-opt")
    (tmp_path / "opt").symlink_to(tmp_path / "opt2")
    (tmp_path / "opt2").symlink_to(tmp_path / "opt")
    with pytest.raises(Refused):
        attempt(tmp_path / "case", item)


def test_file_replaced_between_plan_and_apply_by_one_of_the_same_size_and_times(tmp_path):
    bad = plant(tmp_path / "bad", b"AAAA")
    item = planned(bad)
    other = plant(tmp_path / "other", b"BBBB")
    other.rename(bad)
    with pytest.raises(Refused):
        attempt(tmp_path / "case", item)
    assert bad.read_bytes() == b"BBBB"


def test_file_written_to_in_place_with_its_time_forged(tmp_path):
    bad = plant(tmp_path / "bad", b"AAAA")
    item = planned(bad)
    plant(bad, b"BBBB")
    assert bad.stat().st_ino == item.binding.inode
    with pytest.raises(Refused):
        attempt(tmp_path / "case", item)
    assert bad.read_bytes() == b"BBBB"


def test_file_exchanged_at_the_last_moment_before_the_capture_is_put_back(tmp_path):
    bad, other = plant(tmp_path / "bad"), plant(tmp_path / "other", b"an innocent file")
    item = planned(bad)
    system = at_call("move", lambda: other.rename(bad))
    with pytest.raises(Refused):
        attempt(tmp_path / "case", item, system)
    assert bad.read_bytes() == b"an innocent file"
    whole_again(tmp_path / "case")
    assert bad.read_bytes() == b"an innocent file"


def test_file_replaced_while_read(tmp_path):
    bad = plant(tmp_path / "bad", b"A" * 300_000)
    item = planned(bad)
    writer = bad.open("r+b")
    open_vault(tmp_path / "case").close()
    system = at_call("create", lambda: (writer.write(b"changed"), writer.flush()))
    with writer, pytest.raises((Refused, Tampered)):
        attempt(tmp_path / "case", item, system)
    assert bad.read_bytes()[:7] == b"changed"
    with open_vault(tmp_path / "case") as vault:
        assert vault.state(item.id).event is Event.PUT_BACK


def test_file_that_shrinks_and_grows_is_refused(tmp_path):
    bad = plant(tmp_path / "bad", b"A" * 300_000)
    item = planned(bad)
    with bad.open("r+b") as file:
        file.truncate(10)
    with pytest.raises(Refused):
        attempt(tmp_path / "case", item)
    assert bad.stat().st_size == 10


def test_written_through_an_open_handle_after_it_was_stored(tmp_path):
    bad = plant(tmp_path / "bad", b"A" * 100)
    item = planned(bad)
    with bad.open("r+b") as writer:
        done = []
        open_vault(tmp_path / "case").close()

        def meet(number: int, phase: str, name: str) -> None:
            if name == "move" and phase == "after":
                done.append(name)
                if len(done) == 3:  # the capture, the blob, the manifest
                    writer.write(b"late words")
                    writer.flush()

        with pytest.raises(ContainError):
            attempt(tmp_path / "case", item, Counting(meet))
    assert bad.read_bytes().startswith(b"late words")


def test_directory_renamed_between_plan_and_apply(tmp_path):
    bad = plant(tmp_path / "opt" / "bad")
    item = planned(bad)
    (tmp_path / "opt").rename(tmp_path / "opt.old")
    plant(tmp_path / "opt" / "bad", b"another folder, another file")
    with pytest.raises(Refused):
        attempt(tmp_path / "case", item)
    assert (tmp_path / "opt.old" / "bad").exists()
    assert (tmp_path / "opt" / "bad").read_bytes() == b"another folder, another file"


def test_directory_renamed_after_the_capture_and_a_crash_keeps_the_file_in_the_vault(tmp_path):
    bad = plant(tmp_path / "opt" / "bad")
    before = bad.read_bytes()
    item = planned(bad)
    with pytest.raises(KeyboardInterrupt):
        attempt(tmp_path / "case", item, _after_capture(tmp_path))
    (tmp_path / "opt").rename(tmp_path / "opt.old")
    with open_vault(tmp_path / "case") as vault:
        recover(vault, ABOUT)
        assert vault.state(item.id).event is Event.ISOLATED
        with pytest.raises(FileNotFoundError):
            restore(vault, item.id, "ana", setuid=False)
        restore(vault, item.id, "ana", setuid=False, to=os.fsencode(tmp_path / "opt.old" / "bad"))
    assert (tmp_path / "opt.old" / "bad").read_bytes() == before


def _after_capture(root: Path) -> Counting:
    def meet(number: int, phase: str, name: str) -> None:
        if phase == "before" and name == "create" and any(root.rglob(".beartrap-item-1/0")):
            raise KeyboardInterrupt

    return Counting(meet)


def test_its_place_taken_after_the_capture_and_a_crash(tmp_path):
    bad = plant(tmp_path / "bad", b"bad text")
    item = planned(bad)
    with pytest.raises(KeyboardInterrupt):
        attempt(tmp_path / "case", item, _after_capture(tmp_path))
    bad.write_bytes(b"somebody was quick")
    with open_vault(tmp_path / "case") as vault:
        recover(vault, ABOUT)
        assert vault.state(item.id).event is Event.ISOLATED
        restore(vault, item.id, "ana", setuid=False, to=os.fsencode(tmp_path / "back"))
    assert bad.read_bytes() == b"somebody was quick"
    assert (tmp_path / "back").read_bytes() == b"bad text"


def test_what_can_go_neither_back_nor_in_is_kept_and_told_each_time(tmp_path):
    bad = plant(tmp_path / "bad", b"bad text")
    item = planned(bad)
    with pytest.raises(KeyboardInterrupt):
        attempt(tmp_path / "case", item, _after_capture(tmp_path))
    bad.write_bytes(b"somebody was quick")
    (captured,) = tmp_path.rglob(".beartrap-item-1/0")
    captured.write_bytes(b"and exchanged the captured one too")
    for _ in range(2):
        with open_vault(tmp_path / "case") as vault:
            (line,) = recover(vault, ABOUT)
            assert "stranded" in line
    assert captured.exists()


def test_hard_link_outside_the_scope_is_left_alone(tmp_path):
    bad = plant(tmp_path / "bad")
    os.link(bad, tmp_path / "outside")
    content = bad.read_bytes()
    item = planned(bad, outside=1)
    attempt(tmp_path / "case", item)
    assert not bad.exists()
    assert (tmp_path / "outside").read_bytes() == content


def test_fifo_socket_and_folder_are_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "folder"):
        with pytest.raises(Refused):
            see(System(), os.fsencode(tmp_path / name))


def test_fifo_swapped_in_between_plan_and_apply_is_not_waited_for(tmp_path):
    bad = plant(tmp_path / "bad")
    item = planned(bad)
    bad.unlink()
    os.mkfifo(bad)
    with pytest.raises(Refused):
        attempt(tmp_path / "case", item)
    assert bad.is_fifo()


@pytest.mark.parametrize("path", [b"relative", b"/tmp/../etc/passwd", b"/tmp/./x", b"/tmp/nul\0byte"])
def test_a_path_that_is_not_plain_is_refused(path):
    with pytest.raises((Refused, ValueError)):
        see(System(), path)


def test_restore_over_an_existing_file(tmp_path):
    bad = plant(tmp_path / "bad")
    item = take(tmp_path / "case", bad)
    bad.write_bytes(b"new and honest")
    with open_vault(tmp_path / "case") as vault, pytest.raises(Refused, match="nothing is ever overwritten"):
        restore(vault, item.id, "ana", setuid=False)
    assert bad.read_bytes() == b"new and honest"
    assert list(tmp_path.glob(".beartrap*")) == []


def test_restore_over_a_file_that_appears_at_the_last_moment(tmp_path):
    bad = plant(tmp_path / "bad")
    item = take(tmp_path / "case", bad)
    system = at_call("move", lambda: bad.write_bytes(b"quick"))
    with open_vault(tmp_path / "case", system) as vault, pytest.raises((Refused, FileExistsError)):
        restore(vault, item.id, "ana", setuid=False)
    assert bad.read_bytes() == b"quick"
    assert list(tmp_path.glob(".beartrap*")) == []


def test_restore_through_a_link_that_took_the_folders_place(tmp_path):
    bad = plant(tmp_path / "opt" / "bad")
    item = take(tmp_path / "case", bad)
    (tmp_path / "etc").mkdir()
    (tmp_path / "opt").rmdir()
    (tmp_path / "opt").symlink_to(tmp_path / "etc")
    with open_vault(tmp_path / "case") as vault, pytest.raises(NotADirectoryError):
        restore(vault, item.id, "ana", setuid=False)
    assert list((tmp_path / "etc").iterdir()) == []


@pytest.mark.parametrize("where", [0, 20, 50, 60, 100, -1])
def test_vault_blob_tampered_with(tmp_path, where):
    bad = plant(tmp_path / "bad", b"B" * 1000)
    item = take(tmp_path / "case", bad)
    (blob,) = (tmp_path / "case" / "quarantine" / "blobs").iterdir()
    content = bytearray(blob.read_bytes())
    content[where] ^= 1
    blob.write_bytes(content)
    with open_vault(tmp_path / "case") as vault, pytest.raises(Tampered):
        restore(vault, item.id, "ana", setuid=False)
    assert not bad.exists()


def test_vault_blob_shortened_lengthened_swapped_or_gone(tmp_path):
    item = take(tmp_path / "case", plant(tmp_path / "bad", b"B" * 200_000))
    other = take(tmp_path / "case", plant(tmp_path / "bad2", b"C" * 200_000), id="item-2")
    blobs = tmp_path / "case" / "quarantine" / "blobs"
    blob = blobs / item.binding.digest.replace(":", "-")
    whole = blob.read_bytes()
    variants = (
        whole[:-40],
        whole[:1000],
        whole + b"x",
        b"",
        (blobs / other.binding.digest.replace(":", "-")).read_bytes(),
    )
    for content in variants:
        blob.write_bytes(content)
        with open_vault(tmp_path / "case") as vault, pytest.raises(Tampered):
            restore(vault, item.id, "ana", setuid=False)
    blob.unlink()
    with open_vault(tmp_path / "case") as vault, pytest.raises(Tampered):
        restore(vault, item.id, "ana", setuid=False)
    assert not (tmp_path / "bad").exists()


def test_manifest_tampered_with(tmp_path):
    bad = plant(tmp_path / "bad")
    item = take(tmp_path / "case", bad)
    (manifest,) = (tmp_path / "case" / "quarantine" / "items").iterdir()
    whole = manifest.read_bytes()
    for content in (
        whole.replace(b'"operator":"ana"', b'"operator":"eve"'),
        whole[:-9],
        b"",
        b'"x"\n{}',
        b"{" * 10_000,
    ):
        assert content != whole
        manifest.write_bytes(content)
        with open_vault(tmp_path / "case") as vault, pytest.raises(Tampered):
            restore(vault, item.id, "ana", setuid=False)
    assert not bad.exists()


def test_journal_tampered_with(tmp_path):
    take(tmp_path / "case", plant(tmp_path / "bad"))
    take(tmp_path / "case", plant(tmp_path / "bad2"), id="item-2")
    journal = tmp_path / "case" / "quarantine" / "journal"
    lines = journal.read_bytes().splitlines(keepends=True)
    for changed in (
        [lines[0].replace(b"ana", b"eve"), *lines[1:]],
        lines[1:],
        [lines[0], *lines[2:]],
        [*lines, lines[-1]],
        [lines[1], lines[0], *lines[2:]],
        [*lines[:-1], lines[-1].replace(b"isolated", b"put back")],
    ):
        journal.write_bytes(b"".join(changed))
        with pytest.raises(Tampered):
            open_vault(tmp_path / "case")


def test_journal_whose_last_line_was_broken_off_by_a_crash(tmp_path):
    item = take(tmp_path / "case", plant(tmp_path / "bad"))
    journal = tmp_path / "case" / "quarantine" / "journal"
    journal.write_bytes(journal.read_bytes()[:-5])
    with open_vault(tmp_path / "case") as vault:
        assert vault.state(item.id).event is Event.STORED
        recover(vault, ABOUT)
        assert vault.state(item.id).event is Event.ISOLATED


def test_vault_opened_to_others_is_not_used(tmp_path):
    take(tmp_path / "case", plant(tmp_path / "bad"))
    (tmp_path / "case" / "quarantine").chmod(0o755)
    with pytest.raises(ContainError, match="open to others"):
        open_vault(tmp_path / "case")


def test_vault_that_is_a_link_is_not_followed(tmp_path):
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (tmp_path / "case").mkdir(mode=0o700)
    (tmp_path / "case" / "quarantine").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError):
        open_vault(tmp_path / "case")
    assert list((tmp_path / "elsewhere").iterdir()) == []


FULL = frozenset({"create", "write", "write_at", "sync", "make_folder", "open_to_append", "set_length"})
"""The calls that a full disk lets fail."""


def settled(root: Path, bad: Path, before, item) -> None:
    """After any fault and a recovery on a sound disk the promise holds."""
    with open_vault(root / "case") as vault:
        recover(vault, ABOUT)
        state = vault.states().get(item.id)
        if bad.exists():
            assert portrait(bad) == before
            assert state is None or state.event in (Event.PUT_BACK, Event.RESTORED)
        else:
            assert state.event in (Event.ISOLATED, Event.NOT_RESTORED)
            restore(vault, item.id, "ana", setuid=True)
            assert portrait(bad) == before
    assert list(root.rglob(".beartrap*")) == []


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EACCES, errno.EIO])
@pytest.mark.parametrize("forever", [False, True])
def test_the_disk_is_full_or_rights_are_lost_at_any_call_of_isolating(tmp_path, error, forever):
    survived = 0
    for call in range(1, 60):
        root = tmp_path / f"w{call}"
        bad = plant(root / "bad", b"text", 0o4755)
        before, item = portrait(bad), planned(bad)
        names = CHANGING if error != errno.ENOSPC else FULL
        try:
            attempt(root / "case", item, failing(call, error, forever=forever, names=names))
            survived += 1
        except (OSError, ContainError):
            pass
        settled(root, bad, before, item)
    assert survived > 0


@pytest.mark.parametrize("forever", [False, True])
def test_the_disk_is_full_at_any_call_of_restoring(tmp_path, forever):
    for call in range(1, 30):
        root = tmp_path / f"w{call}"
        bad = plant(root / "bad", b"text", 0o4755)
        before = portrait(bad)
        item = take(root / "case", bad)
        try:
            with open_vault(root / "case", failing(call, forever=forever, names=FULL)) as vault:
                restore(vault, item.id, "ana", setuid=True)
        except (OSError, ContainError):
            pass
        settled(root, bad, before, item)


def test_an_ordinary_user_without_rights_changes_nothing(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("needs two users")
    bad = plant(tmp_path / "bad")
    before, item = portrait(bad), planned(bad)
    with pytest.raises((OSError, ContainError)):
        attempt(tmp_path / "case", item, failing(1, errno.EPERM, forever=True, names=frozenset({"move"})))
    settled(tmp_path, bad, before, item)


def test_a_file_system_without_noreplace_is_captured_by_link_and_unlink(tmp_path):
    class Old(System):
        def move(self, name, folder, new, into):
            self.link(name, folder, new, into)
            self.remove(name, folder)

    bad = plant(tmp_path / "bad")
    before = portrait(bad)
    item = planned(bad)
    attempt(tmp_path / "case", item, Old())
    with open_vault(tmp_path / "case", Old()) as vault:
        restore(vault, item.id, "ana", setuid=False)
    assert portrait(bad) == before


def test_a_crash_between_link_and_unlink_of_an_old_file_system(tmp_path):
    class Crash(System):
        def move(self, name, folder, new, into):
            self.link(name, folder, new, into)
            raise KeyboardInterrupt

    bad = plant(tmp_path / "bad")
    before, item = portrait(bad), planned(bad)
    case = tmp_path / "case"
    open_vault(case).close()
    with pytest.raises(KeyboardInterrupt):
        attempt(case, item, Crash())
    settled(tmp_path, bad, before, item)


def test_stranded_is_an_error_of_its_own():
    assert not issubclass(Stranded, Refused)
