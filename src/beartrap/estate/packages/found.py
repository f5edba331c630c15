"""The packages that are installed in a host's tree: the live root, a mounted image, a folder that mirrors a host."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from beartrap.estate.gaps import gap_in
from beartrap.estate.mounts import Mount
from beartrap.estate.opened import opened
from beartrap.estate.packages import dpkg, npm_installed, python_installed, rpm_database
from beartrap.estate.packages.manifest import Manifest, Reader
from beartrap.estate.packages.reading import read_manifest
from beartrap.estate.tree_names import Placing
from beartrap.estate.trees import listed
from beartrap.model.artifact import FileEntry, Package
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.estate import Source
from beartrap.model.text import shown_bytes

READERS: tuple[Reader, ...] = (dpkg.READER, rpm_database.READER, python_installed.READER, npm_installed.READER)
"""The readers of what is installed."""

_DATABASE = re.compile(
    rb"/var/lib/dpkg/(status|status\.d/[^/]+(?<!\.md5sums))\Z"
    rb"|/(var/lib/rpm|usr/lib/sysimage/rpm|usr/share/rpm)/(rpmdb\.sqlite|Packages|Packages\.db)\Z"
)
_LANGUAGE = re.compile(
    rb"\.dist-info/METADATA\Z|\.egg-info/PKG-INFO\Z|/EGG-INFO/PKG-INFO\Z|\.egg-info\Z"
    rb"|/node_modules/(@[^/]+/)?[^/]+/package\.json\Z"
)
_UNREAD = re.compile(rb"/lib/apk/db/installed\Z|/var/lib/pacman/local/[^/]+/desc\Z|/config/SOFTWARE\Z", re.IGNORECASE)
"""Where other systems keep what is installed: Alpine, Arch, and the registry of Windows."""
_NAMES = (b"METADATA", b"PKG-INFO", b"package.json", b"status", b"rpmdb.sqlite", b"Packages", b"Packages.db")
_RELEASE = ("usr/lib/os-release", "etc/os-release")
LONGEST_RELEASE = 16 * 1024
"""Bytes of os-release that are read."""


def find_packages(
    host: str,
    root: bytes,
    source: Source,
    *,
    excludes: Sequence[bytes] = (),
    deadline: Callable[[], bool] | None = None,
    mounts: Mapping[bytes, Mount] | None = None,
    entries: Iterable[FileEntry | Gap] | None = None,
) -> Iterator[Package | Gap]:
    """Yield every package that is installed below `root`, and Gaps for what could not be entered or read.

    `entries`: the files of the tree that `may_tell`, and what of it was not entered, where it was walked before.

    Looks for the databases of dpkg and rpm, Python's metadata and npm's folders, wherever they are: also in what
    containers and virtual environments have below the root. A tree without any database is a Gap.
    """
    distribution = _distribution(root)
    databases, unread, placed = 0, list[bytes](), Placing(source, host, root)
    if entries is None:
        entries = listed(source, host, root, excludes=excludes, deadline=deadline, mounts=mounts)
    for item in entries:
        if isinstance(item, Gap):
            yield item
            continue
        kind = _kind(item.real)
        if kind == "unread":
            unread.append(item.real)
        elif kind is not None:
            databases += kind == "database"
            yield from _read(source, host, placed(item.real, item.identity, item.mode), distribution)
    yield from _database_gaps(source, host, root, databases, unread)


def may_tell(path: bytes) -> bool:
    """Whether a file of that path tells what is installed, by its name."""
    return _kind(path) is not None


def _kind(path: bytes) -> str | None:
    if path.endswith((b"/installed", b"/desc", b"/SOFTWARE", b"/software")) and _UNREAD.search(path):
        return "unread"
    if not path.endswith(_NAMES) and b".egg-info" not in path and b"/status.d/" not in path:
        return None
    return "database" if _DATABASE.search(path) else "language" if _LANGUAGE.search(path) else None


def _read(source: Source, host: str, entry: FileEntry, distribution: str | None) -> Iterator[Package | Gap]:
    try:
        with opened(Path(os.fsdecode(entry.real)), entry.identity[:2]) as (stream, content):
            manifest = Manifest(
                source=source,
                label=source.label,
                name=os.fsdecode(entry.real).rpartition("/")[2],
                stream=stream,
                host=host,
                path=entry.place.path,
                real=entry.real,
                distribution=distribution,
            )
            yield from read_manifest(manifest, READERS)
            if content.fault is not None:
                yield manifest.gap(content.fault.reason, content.fault.why, content.fault.remedy)
    except OSError as error:
        why = f"{shown_bytes(entry.real)} could not be read: {error.strerror or error}"
        remedy = "Run with the rights to read it, or look again when the host is quiet."
        yield gap_in(source, GapReason.UNREADABLE, why, remedy, place=entry.place)


def _database_gaps(source: Source, host: str, root: bytes, databases: int, unread: list[bytes]) -> Iterator[Gap]:
    remedy = (
        "Export a list of what is installed (CSV with name, version, host) and name it as a source of kind packages."
    )
    if unread:
        why = f"{shown_bytes(unread[0])} lists what is installed in a form that is not read here ({len(unread)} such files)"
        yield gap_in(source, GapReason.UNSUPPORTED, why, remedy, hosts=(host,), count=len(unread))
    elif not databases:
        why = f"{shown_bytes(root)} holds no database of installed packages (dpkg, rpm)"
        yield gap_in(source, GapReason.MISSING, why, remedy, hosts=(host,))


def _distribution(root: bytes) -> str | None:
    """Return the ID in the tree's os-release(5), None where it has none."""
    for name in _RELEASE:
        try:
            with opened(Path(os.fsdecode(root)) / name) as (stream, _):
                told = re.search(
                    rb"^ID=[\"']?([a-z0-9._\-]{1,60})[\"']?\s*$", stream.read(LONGEST_RELEASE), re.MULTILINE
                )
        except OSError:
            continue
        if told is not None:
            return told[1].decode("ascii")
    return None
