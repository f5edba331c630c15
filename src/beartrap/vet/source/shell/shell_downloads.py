"""What the programs of a shell do with a file that was downloaded: some move or describe it, some unpack it, and only then may something of it be run."""

from beartrap.vet.source.knowledge.commands import INTERPRETERS
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.shell.shell_filters import UNPACKERS
from beartrap.vet.source.shell.shell_verified import SIGNED, verifies
from beartrap.vet.source.values import Marks

_KEEPS = frozenset({"mv", "cp", "ln", "ls", "rm", "rmdir", "unlink", "shred", "touch", "chown", "chgrp", "mkdir", "test", "[", "wc", "stat", "file", "du", "cmp", "diff", "md5sum", "md5", "cksum", "shasum", "sha1sum", "sha224sum", "sha256sum", "sha384sum", "sha512sum", "b2sum", "gpg", "gpgv", "minisign"})  # fmt: skip
"""Programs that run nothing of a file that they are handed: it stays what it is, under another name maybe."""
_UNPACKS = frozenset({"tar", "bsdtar", "gtar", "unzip", "7z", "7za", "7zz", "unrar", "cpio", *UNPACKERS})
_BUILDS = frozenset({"make", "gmake", "cmake", "ninja", "meson", "npm", "npx", "yarn", "pnpm", "pip", "pip3", "cargo", "go", "ant", "mvn", "gradle", "rake", "gem", "bundle", "source", "."})  # fmt: skip
"""Programs that run what lies in the folder where they stand."""
_CODE = frozenset({"-c", "-e", "-m", "--eval", "--version", "-V"})
"""Words after which an interpreter is given something else than a file."""
_OF_SYSTEM = ("/usr/", "/bin/", "/sbin/", "/opt/")
_UNPACKED = "\0unpacked"
"""Under which a machine keeps, among what was written, that an archive from the network was unpacked."""
_FROM_NETWORK = "file-from-network"
_DOWNLOADED = (_FROM_NETWORK, SIGNED)
_AFAR = frozenset({*_DOWNLOADED, "network"})


def handled(machine: Machine, bare: str, word: str, words: list[str], marks: Marks, row: int) -> Marks:
    """Return the marks of a command line (its program, as it is called and as it is written, and its words), with what it runs of a download.

    A file that is only moved, told apart or unpacked is not run. What runs after something was unpacked may be out of it; in code of
    another language that may be run by other means than a shell's, so that unpacking counts as running there.
    """
    unpacks = bare in _UNPACKS and machine.row_shift is None
    if verifies(machine, bare, words, row) or bare in _KEEPS or unpacks:
        held = {mark: marks[mark] for mark in _DOWNLOADED if mark in marks}
        if unpacks and held:
            machine.written[_UNPACKED] = held
        return {mark: trail for mark, trail in marks.items() if mark not in _AFAR}
    unpacked = machine.written.get(_UNPACKED)
    return {**unpacked, **marks} if unpacked and _may_be_out_of_it(bare, word, words) else marks


def _may_be_out_of_it(bare: str, word: str, words: list[str]) -> bool:
    """Whether a program is run by a path, or runs a file by its name or what lies around it."""
    if bare in INTERPRETERS:
        return _CODE.isdisjoint(words) and any(not one.startswith("-") for one in words)
    return bare in _BUILDS or ("/" in word and not word.startswith(_OF_SYSTEM))
