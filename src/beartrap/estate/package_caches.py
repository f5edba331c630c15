"""What package managers' caches say that they hold: npm's cacache, pnpm's store, pip's cache of HTTP answers.

An index is read, within a limit; what it points at is not. Formats: cacache (npm), pnpm 5 to 10, CacheControl 0.9 to 0.14 as pip
vendors it.
"""

import json
import re
from collections.abc import Iterator
from typing import BinaryIO

from beartrap.estate.packages.manifest import a_name
from beartrap.model.artifact import FileEntry, Package

MOST_INDEX = 4 * 1024 * 1024
"""Bytes of one index; the largest package's list of files has some three megabytes."""
_CACACHE = re.compile(rb"/_cacache/index-v5/")
_PNPM = re.compile(rb"/files/[0-9a-f]{2}/[0-9a-f]+-index\.json\Z|/v\d+/index/[0-9a-f]{2}/[^/]+\.json\Z")
_PIP = re.compile(rb"/http(?:-v2)?/(?:[0-9a-f]/){5}[0-9a-f]{56}\Z")
_TARBALL = re.compile(
    r"https?://[^/\s]+/(?:[^\s]*/)?((?:@[^/\s]+/|%40[^/\s]+(?:/|%2[fF]))?[^/\s]+)/-/[^/\s]*?-(\d+\.\d+\.\d+[^/\s]*?)\.tgz"
)
_HEADER = rb"(?i)x-pypi-file-%s(?:[\xa0-\xbf]|\xd9.)([A-Za-z0-9._+!-]{1,200})"
_PROJECT, _VERSION = (re.compile(_HEADER % name, re.DOTALL) for name in (b"project", b"version"))
"""Headers by which PyPI's host names a file, in MessagePack: a text is a byte that has its length (or two), then itself."""
PACKED = (b"PK\x03\x04", b"\x1f\x8b")


def is_index(path: bytes) -> bool:
    """Whether a file is an index of a cache."""
    return any(pattern.search(path) for pattern in (_CACACHE, _PNPM, _PIP))


def is_pip_answer(path: bytes) -> bool:
    """Whether a file is an answer in pip's cache; its content lies beside it, in a file that ends in `.body`."""
    return _PIP.search(path) is not None


def indexed(entry: FileEntry, stream: BinaryIO) -> Iterator[Package]:
    """Yield the packages that an index tells of."""
    content = stream.read(MOST_INDEX)
    if _PIP.search(entry.real):
        yield from _pip(entry, content)
    elif _PNPM.search(entry.real):
        yield from _pnpm(entry, content)
    else:
        for name, version in dict.fromkeys(_TARBALL.findall(content.decode("utf-8", "replace"))):
            plain = name.replace("%40", "@").replace("%2f", "/").replace("%2F", "/")
            yield Package(entry.place, plain, version, "npm", standing="cached")


def _pip(entry: FileEntry, content: bytes) -> Iterator[Package]:
    project, version = _PROJECT.search(content), _VERSION.search(content)
    if content.startswith(b"cc=") and project is not None and version is not None:
        yield Package(entry.place, project[1].decode(), version[1].decode(), "pypi", standing="cached")


def _pnpm(entry: FileEntry, content: bytes) -> Iterator[Package]:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return
    if isinstance(document, dict):
        name, version = a_name(document.get("name")), a_name(document.get("version"))
        if name and version:
            yield Package(entry.place, name, version, "npm", standing="cached")
