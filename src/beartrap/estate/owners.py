"""Which installed package a file of a tree belongs to: dpkg's and rpm's lists, Python's RECORD, npm's package folders.

A file that a package owns is better reinstalled than only taken away, or the package stays broken and its next upgrade
may bring the file back.
"""

import csv
import json
import os
import re
import stat
from collections.abc import Iterable, Iterator

from beartrap.estate.packages.manifest import Broken
from beartrap.estate.packages.rpm_files import rpm_files
from beartrap.estate.rpm_database_place import database_of, is_read
from beartrap.model.frozen import frozen
from beartrap.model.text import printable, shorten

DPKG = b"/var/lib/dpkg/info"
LARGEST_LIST = 32 * 2**20
"""Bytes of one list of files; the largest package there is has a tenth of it."""
MOST_RECORDS = 5000
"""Python packages of one folder whose RECORD is read."""


@frozen
class Owner:
    """The package that a file belongs to, and how it is put right."""

    package: str
    ecosystem: str
    advice: str


def owners(root: bytes, paths: Iterable[bytes]) -> dict[bytes, Owner]:
    """Return the owner of each of these paths, as the host of the tree at `root` names them; those without are left out."""
    wanted = tuple(dict.fromkeys(paths))
    found: dict[bytes, Owner] = {}
    for path in wanted:
        owner = _npm(root, path) or _python(root, path)
        if owner is not None:
            found[path] = owner
    for system in (_dpkg, _rpm):
        for path, owner in system(root, [path for path in wanted if path not in found]):
            found.setdefault(path, owner)
    return found


def has_unread_rpm(root: bytes) -> bool:
    """Whether the tree's system keeps its packages by rpm, in a database whose lists of files cannot be read here."""
    database = database_of(root)
    if database is None:
        return False
    try:
        return not is_read(database) or next(rpm_files(database), None) is None
    except Broken:
        return True


def _rpm(root: bytes, paths: list[bytes]) -> Iterator[tuple[bytes, Owner]]:
    database = database_of(root) if paths else None
    if database is None or not is_read(database):
        return
    wanted = {spelling: path for path in paths for spelling in _spellings(path)}
    try:
        for one in rpm_files(database):
            if one is not None and one.path in wanted:
                name = printable(one.package)
                yield wanted[one.path], Owner(name, "rpm", f"dnf reinstall {name}")
    except Broken:
        return  # `has_unread_rpm` says so


def _dpkg(root: bytes, paths: list[bytes]) -> Iterator[tuple[bytes, Owner]]:
    folder = root.rstrip(b"/") + DPKG
    for name in _names(folder, b".list") if paths else ():
        content = b"\n" + _read(folder + b"/" + name) + b"\n"
        package = name[: -len(b".list")].decode("utf-8", "replace")
        for path in paths:
            if any(b"\n" + one + b"\n" in content for one in _spellings(path)):
                plain = package.partition(":")[0]
                yield path, Owner(printable(package), "deb", f"apt-get install --reinstall {printable(plain)}")


def _spellings(path: bytes) -> tuple[bytes, ...]:
    """A merged /usr has two names for one file, and the list may have either."""
    if path.startswith(b"/usr/"):
        return path, path[len(b"/usr") :]
    return path, b"/usr" + path


def _python(root: bytes, path: bytes) -> Owner | None:
    site = re.match(rb"(.*/(?:site|dist)-packages)/(.+)", path, re.DOTALL)
    if site is None:
        return None
    folder = root.rstrip(b"/") + site[1]
    for info in _names(folder, b".dist-info")[:MOST_RECORDS]:
        record = _read(folder + b"/" + info + b"/RECORD")
        if site[2] in record and _in_record(record, site[2]):
            name, _, version = info[: -len(b".dist-info")].decode("utf-8", "replace").partition("-")
            pin = f"{printable(name)}=={printable(version)}"
            return Owner(
                pin, "pypi", f"pip install --force-reinstall --no-deps {pin}, if that version is to be trusted"
            )
    return None


def _in_record(record: bytes, relative: bytes) -> bool:
    lines = csv.reader(record.decode("utf-8", "surrogateescape").splitlines())
    return any(line and line[0].encode("utf-8", "surrogateescape") == relative for line in lines)


def _npm(root: bytes, path: bytes) -> Owner | None:
    match = re.match(rb"(.*/node_modules/(?:@[^/]+/)?[^/@.][^/]*)/", path, re.DOTALL)
    if match is None:
        return None
    try:
        manifest = json.loads(_read(root.rstrip(b"/") + match[1] + b"/package.json"))
        name, version = str(manifest["name"]), str(manifest["version"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    shown = f"{printable(shorten(name, 100))}@{printable(shorten(version, 50))}"
    return Owner(shown, "npm", f"remove or downgrade {shown} and pin it, then install anew from the lock file")


def _names(folder: bytes, ending: bytes = b"") -> list[bytes]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries if entry.name.endswith(ending))
    except OSError:
        return []


def _read(path: bytes) -> bytes:
    """Return a regular file's beginning; nothing where it is a link, a FIFO or unreadable: the tree may be hostile."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return b""
    with open(descriptor, "rb") as file:
        return file.read(LARGEST_LIST) if stat.S_ISREG(os.fstat(descriptor).st_mode) else b""
