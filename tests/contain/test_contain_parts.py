"""The parts that decide and know: blobs, the journal under a full disk, package commands, owners, uses, needed files."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beartrap.contain.blob import seal, unseal
from beartrap.contain.errors import Tampered
from beartrap.contain.giving_back import restore
from beartrap.contain.journal import Event
from beartrap.contain.needed import why_needed
from beartrap.contain.packages import Compromised, commands, project_of
from beartrap.effects.commands import run
from beartrap.effects.files.content import WINDOW, Digest
from beartrap.effects.files.system import System
from beartrap.estate.owners import owners
from beartrap.estate.running import uses
from contain.vault_lab import open_vault, plant, take

KEY, SALT = b"k" * 32, b"s" * 32
PIECES = st.lists(st.binary(min_size=1, max_size=200), max_size=6)


def blob_of(pieces: list[tuple[int, bytes]], size: int) -> bytes:
    return b"".join(seal(pieces, Digest(size), size, KEY, SALT))


def reader(raw: bytes):
    at = 0

    def read(length: int) -> bytes:
        nonlocal at
        at += length
        return raw[at - length : at]

    return read


def laid_out(contents: list[bytes]) -> tuple[list[tuple[int, bytes]], int]:
    return [(number * WINDOW, piece) for number, piece in enumerate(contents)], len(contents) * WINDOW


@given(PIECES)
def test_what_is_sealed_is_unsealed(contents):
    pieces, size = laid_out(contents)
    first, *middle, last = unseal(reader(blob_of(pieces, size)), KEY)
    assert first == (size, b"")
    assert middle == pieces
    digest = Digest(size)
    for piece in pieces:
        digest.feed(*piece)
    assert last == (-1, digest.name().encode())


@given(PIECES, st.integers(0, 10**6), st.integers(1, 255))
def test_any_bit_that_is_turned_is_known(contents, at, turn):
    pieces, size = laid_out(contents)
    raw = bytearray(blob_of(pieces, size))
    raw[at % len(raw)] ^= turn
    with pytest.raises(Tampered):
        list(unseal(reader(bytes(raw)), KEY))


@given(PIECES, st.integers(1, 10**6))
def test_any_cut_is_known(contents, cut):
    pieces, size = laid_out(contents)
    raw = blob_of(pieces, size)
    with pytest.raises(Tampered):
        list(unseal(reader(raw[: -(cut % len(raw) or 1)]), KEY))


class HalfFull(System):
    """A disk that takes half of one line of the journal, and is full then."""

    def __init__(self) -> None:
        self.at = -1

    def write(self, descriptor: int, content: bytes) -> None:
        self.at -= 1
        if self.at == 0:
            super().write(descriptor, content[: len(content) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        super().write(descriptor, content)


def test_half_a_line_of_the_journal_on_a_full_disk_does_not_spoil_the_next(tmp_path):
    item = take(tmp_path / "case", plant(tmp_path / "bad"))
    system = HalfFull()
    with open_vault(tmp_path / "case", system) as vault:
        system.at = 1
        with pytest.raises(OSError, match="space"):
            restore(vault, item.id, "ana", setuid=False)
        restore(vault, item.id, "ana", setuid=False)
    with open_vault(tmp_path / "case") as vault:
        assert vault.state(item.id).event is Event.RESTORED


@pytest.mark.parametrize(
    ("ecosystem", "siblings", "good", "first"),
    [
        ("npm", set(), None, ("npm", "uninstall", "--ignore-scripts", "left-pad")),
        ("npm", {b"pnpm-lock.yaml"}, "1.2.2", ("pnpm", "add", "--save-exact", "--ignore-scripts", "left-pad@1.2.2")),
        ("npm", {b"yarn.lock"}, None, ("yarn", "remove", "--ignore-scripts", "left-pad")),
        ("pypi", set(), None, ("python3", "-m", "pip", "uninstall", "--yes", "left-pad")),
        ("pypi", {b"uv.lock"}, None, ("uv", "remove", "left-pad")),
        ("pypi", {b"poetry.lock"}, "1.0", ("poetry", "add", "left-pad==1.0")),
        ("deb", set(), "5.4.5-0.1", ("apt-get", "install", "--yes", "--allow-downgrades", "left-pad=5.4.5-0.1")),
        ("rpm", set(), None, ("rpm", "--erase", "--noscripts", "left-pad")),
        ("gem", set(), None, ("gem", "uninstall", "--executables", "--ignore-dependencies", "--version", "1.2.3", "left-pad")),
        ("cargo", set(), "1.2.2", ("cargo", "update", "--package", "left-pad", "--precise", "1.2.2")),
    ],
)  # fmt: skip
def test_each_manager_has_its_own_command(ecosystem, siblings, good, first):
    made, _ = commands(Compromised(ecosystem, "left-pad", "1.2.3", good, b"/srv/app", frozenset(siblings)))
    assert made[0].arguments == first


@pytest.mark.parametrize(
    "name", ["--global", "-g", "a b", "a;rm -rf /", "../x", "$(id)", "", "a\nb", "https://x.invalid/a"]
)
def test_a_name_that_is_no_name_yields_no_command(name):
    made, advice = commands(Compromised("npm", name, "1.0"))
    assert made == ()
    assert advice


def test_an_unknown_ecosystem_and_a_hostile_version_yield_no_command():
    assert commands(Compromised("nuget", "x", "1"))[0] == ()
    assert commands(Compromised("npm", "x", "1", good="--registry=x"))[0] == ()


def test_the_project_of_a_package_is_above_its_modules():
    assert project_of(b"/srv/app/node_modules/a/node_modules/b/package.json") == b"/srv/app"
    assert project_of(b"/srv/app/package-lock.json") == b"/srv/app"


def test_a_command_has_no_shell_no_input_and_ends():
    ran = run((sys.executable, "-c", "import sys; print(sys.argv[1], sys.stdin.read())", "$HOME; id"))
    assert (ran.code, ran.words.strip()) == (0, "$HOME; id")
    assert run(("beartrap-no-such-program",)).code is None
    assert "more than" in run((sys.executable, "-c", "import time; time.sleep(60)"), seconds=0.2).words


def test_owners_of_dpkg_pip_and_npm_files(tmp_path):
    def put(name: str, text: str) -> None:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)

    put("var/lib/dpkg/info/liblab:amd64.list", "/.\n/usr\n/usr/lib/liblab.so\n/lib/older.so\n")
    put("usr/lib/python3/dist-packages/lab-1.0.dist-info/RECORD", "lab/__init__.py,sha256=x,3\nlab/a b.py,,\n")
    put("srv/app/node_modules/@lab/pad/package.json", '{"name": "@lab/pad", "version": "2.0.1"}')
    os.mkfifo(tmp_path / "var/lib/dpkg/info/pipe.list")
    paths = (
        b"/usr/lib/liblab.so", b"/usr/lib/older.so", b"/usr/lib/liblab.so.1",
        b"/usr/lib/python3/dist-packages/lab/__init__.py", b"/usr/lib/python3/dist-packages/lab/other.py",
        b"/srv/app/node_modules/@lab/pad/dist/index.js",
    )  # fmt: skip
    found = owners(os.fsencode(tmp_path), paths)
    assert {path: owner.package for path, owner in found.items()} == {
        paths[0]: "liblab:amd64", paths[1]: "liblab:amd64", paths[3]: "lab==1.0", paths[5]: "@lab/pad@2.0.1",
    }  # fmt: skip


def test_a_file_that_a_process_has_open_is_told(tmp_path):
    path = tmp_path / "held"
    path.write_text("x")
    status = path.stat()
    code = "import sys, time; f = open(sys.argv[1]); print('ready', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()
            users = uses([(status.st_dev, status.st_ino)]).of[status.st_dev, status.st_ino]
            program = Path(sys.executable).resolve().stat()
            by_program = uses([(program.st_dev, program.st_ino)]).of[program.st_dev, program.st_ino]
        finally:
            process.kill()
    assert [(user.process, user.how) for user in users] == [(process.pid, "open")]
    assert {"program", "mapped"} <= {user.how for user in by_program if user.process == process.pid}
    assert uses([]).of == {}


@pytest.mark.parametrize(
    "path", [b"/boot/vmlinuz", b"/usr/lib/x86_64-linux-gnu/libc.so.6", b"/lib64/ld-linux-x86-64.so.2", b"/usr/sbin/sshd",
             b"/usr/lib/x86_64-linux-gnu/liblzma.so.5", b"/etc/pam.d/sshd", b"C:\\Windows\\System32\\drivers\\x.sys"],
)  # fmt: skip
def test_what_a_system_needs_at_boot_is_told(path):
    assert "rebuild" in (why_needed(path, first_process=False) or "")


@pytest.mark.parametrize(
    "path", [b"/opt/bad.sh", b"/usr/bin/vim", b"/home/boot/x", b"/usr/lib/libcolor.so", b"C:\\x.dll"]
)
def test_what_no_system_needs_is_not(path):
    assert why_needed(path, first_process=False) is None
    assert why_needed(path, first_process=True) is not None
