"""Where packages stand in a tree: installed, locked, declared, in a cache, and in archives and images.

`installed`, `locked` and `declared` as the readers of packages say; `cached` for what a package manager keeps (npm's cacache,
pip's answers, wheels, yarn's, pnpm's and bun's stores, uv) and for the packages themselves. A declared version may be a range, as written.
"""

import base64
import io
import json
import os
import re
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import replace
from pathlib import Path
from typing import Any

from beartrap.engine.errand import ErrandFailed, converse, worker_command
from beartrap.engine.wire import to_raw, to_text
from beartrap.estate.disk_images import kind_of_image
from beartrap.estate.gaps import gap_in
from beartrap.estate.inputs import open_regular
from beartrap.estate.opened import opened
from beartrap.estate.package_caches import MOST_INDEX, PACKED, indexed, is_index, is_pip_answer
from beartrap.estate.packages import READERS
from beartrap.estate.packages.manifest import Manifest, a_name
from beartrap.estate.packages.purls import make_purl
from beartrap.estate.packages.reading import read_manifest
from beartrap.estate.trees import walk
from beartrap.model.artifact import FileEntry, Package
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.estate import Source
from beartrap.model.place import Place
from beartrap.model.text import shown_bytes

ENDS = (
    b"/package.json", b"/package-lock.json", b"/npm-shrinkwrap.json", b"/.package-lock.json", b"/yarn.lock", b"/pnpm-lock.yaml",
    b"/poetry.lock", b"/uv.lock", b"/pdm.lock", b"/pylock.toml", b"/Pipfile.lock", b"/requirements.txt", b"/METADATA", b"/PKG-INFO",
    b"/composer.lock", b"/var/lib/dpkg/status",
)  # fmt: skip
"""How the files that tell packages end."""
_REQUIREMENTS = re.compile(rb"/[^/]*requirements[^/]*\.(?:txt|in)\Z")
_DPKG_PART = re.compile(rb"/var/lib/dpkg/status\.d/[^/]+(?<!\.md5sums)\Z")
_ARCHIVE = re.compile(
    rb"\.(?:tar|tgz|tbz2|txz|tar\.(?:gz|bz2|xz|zst)|zip|jar|war|docker|oci)\Z|/blobs/sha256/[0-9a-f]{64}\Z",
    re.IGNORECASE,
)
_CACHE = re.compile(rb"/(?:_cacache|\.npm|\.cache|Cache|\.yarn|\.pnpm-store|\.pnpm|\.uv|uv|pip|\.bun)/", re.IGNORECASE)
_BUN = re.compile(rb"/\.bun/install/cache/(?:@[^/]+/)?[^/]+@[^/]+/package\.json\Z")
"""Where bun keeps what it has unpacked."""
_WHEEL = re.compile(rb"/([A-Za-z0-9][A-Za-z0-9_.]*)-(\d[A-Za-z0-9_.!+]*)-[^/]*\.whl\Z")
_SDIST = re.compile(rb"/([A-Za-z0-9][\w.\-]*?)-(\d[\w.!+]*)\.tar\.gz\Z")
_NPM_TGZ = re.compile(rb"/(?:([a-z0-9_.\-]+?)-)(\d+\.\d+\.\d+[\w.\-+]*)\.tgz\Z", re.IGNORECASE)
_YARN_BERRY = re.compile(rb"/(@[^/]+?-)?([^/@]+?)-npm-(\d+\.\d+\.\d+[^/]*?)-[0-9a-f]{8,}[^/]*\.zip\Z")
_DEPENDENCIES = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")
PICK_SECONDS = 300.0
_PICKER = worker_command("beartrap.engine.pick_members")


def stands(
    source: Source,
    host: str,
    root: bytes,
    *,
    excludes: Sequence[bytes] = (),
    own: Set[bytes] = frozenset(),
    told: Callable[[int], None] = lambda _: None,
) -> Iterator[Package | Gap]:
    """Yield every package that a tree tells of, with its standing, and Gaps for what could not be read."""
    single = not os.path.isdir(root)  # noqa: PTH112 - raw bytes
    for count, item in enumerate(walk(source, host, root, excludes=excludes, own=own)):
        if count % 5000 == 0:
            told(count)
        if isinstance(item, Gap):
            yield item
            continue
        path = item.real
        if path.endswith(ENDS) or _REQUIREMENTS.search(path) or _DPKG_PART.search(path):
            yield from _manifest(source, item)
        elif is_index(path):
            yield from _index(source, item)
        named = tuple(_by_name(item))
        yield from named
        if single and kind_of_image(path) is not None:
            yield from _inside(source, item, disk=True)
        elif _ARCHIVE.search(path) and not (named and _CACHE.search(path)):  # a cache's names are its manager's own
            yield from _inside(source, item)


def _manifest(source: Source, entry: FileEntry) -> Iterator[Package | Gap]:
    try:
        with opened(Path(os.fsdecode(entry.real)), entry.identity[:2]) as (stream, _):
            yield from _read(source, entry.place, entry.real, stream)
    except OSError as error:
        why = f"{shown_bytes(entry.real)} could not be read: {error.strerror or error}"
        yield gap_in(source, GapReason.UNREADABLE, why, "Run with the rights to read it.", place=entry.place)


def _read(source: Source, place: Place, path: bytes, stream: Any) -> Iterator[Package | Gap]:
    name = path.rpartition(b"/")[2]
    if name == b"package.json":
        yield from _package_json(place, path, stream.read(MOST_INDEX))
        return
    manifest = Manifest(
        source=source, label=source.label, name=os.fsdecode(name), stream=stream, host=place.host, path=place.path
    )
    cached = any(_CACHE.search(one or b"") for one in (path, place.path))
    for item in read_manifest(manifest, READERS):
        if isinstance(item, Package):
            item = replace(item, place=replace(place, row=item.place.row))
            yield replace(item, standing="cached") if cached and item.standing == "installed" else item
        elif item.reason not in (GapReason.UNKNOWN_KIND, GapReason.UNKNOWN_COLUMN):
            yield replace(item, place=place)


def _package_json(place: Place, path: bytes, content: bytes) -> Iterator[Package]:
    """Yield the package itself where it is installed, and what it asks for where it is a project of its own."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return
    if not isinstance(document, dict):
        return
    name, version = a_name(document.get("name")), a_name(document.get("version"))
    installed = b"/node_modules/" in path
    if name and version and "_" not in str(document.get("private", "")):
        standing = (
            "cached"
            if (installed or _BUN.search(path)) and _CACHE.search(path) and b"/.pnpm/" not in path
            else "installed"
            if installed
            else "source"
        )
        yield Package(place, name, version, "npm", make_purl("npm", name, version), standing=standing)
    if installed or _BUN.search(path):
        return
    for section in _DEPENDENCIES:
        wanted = document.get(section)
        for told, spec in wanted.items() if isinstance(wanted, dict) else ():
            if isinstance(spec, str):
                real, spec = _alias(told, spec)
                yield Package(place, real, spec, "npm", standing="declared")


def _alias(name: str, spec: str) -> tuple[str, str]:
    if spec.startswith("npm:"):
        real, _, version = spec[4:].rpartition("@")
        return (real or name), version
    return name, spec


def _index(source: Source, entry: FileEntry) -> Iterator[Package | Gap]:
    """Yield what the index of a cache tells; where an answer of pip's names no package, what lies in its body."""
    told = False
    try:
        with opened(Path(os.fsdecode(entry.real)), entry.identity[:2]) as (stream, _):
            for package in indexed(entry, stream):
                told = True
                yield package
    except OSError:
        yield gap_in(source, GapReason.UNREADABLE, f"{shown_bytes(entry.real)} could not be read", place=entry.place)
        return
    if not told and is_pip_answer(entry.real):
        yield from _body(source, entry)


def _body(source: Source, entry: FileEntry) -> Iterator[Package | Gap]:
    path = entry.real + b".body"
    try:
        with open_regular(Path(os.fsdecode(path))) as stream:
            packed = stream.read(4).startswith(PACKED)
    except OSError:
        return  # an answer without a content of its own
    if packed:
        yield from _inside(
            source, replace(entry, real=path, place=replace(entry.place, path=(entry.place.path or b"") + b".body"))
        )


def _by_name(entry: FileEntry) -> Iterator[Package]:
    """Yield the package that a file is, by its own name."""
    for pattern, ecosystem in ((_WHEEL, "pypi"), (_SDIST, "pypi"), (_NPM_TGZ, "npm")):
        found = pattern.search(entry.real)
        if found is not None:
            name, version = (part.decode("utf-8", "replace") for part in found.groups())
            yield Package(
                entry.place,
                name.replace("_", "-") if ecosystem == "pypi" else name,
                version,
                ecosystem,
                standing="cached",
            )
            return
    berry = _YARN_BERRY.search(entry.real)
    if berry is not None:
        scope = "" if berry[1] is None else berry[1].decode("utf-8", "replace").rstrip("-") + "/"
        name, version = berry[2].decode("utf-8", "replace"), berry[3].decode("utf-8", "replace")
        yield Package(entry.place, scope + name, version, "npm", standing="cached")


def _inside(source: Source, entry: FileEntry, *, disk: bool = False) -> Iterator[Package | Gap]:
    """Yield what manifests in an archive or image tell; it is unfolded in a worker."""
    order = {"path": to_text(entry.real), "ends": [to_text(end) for end in ENDS], "disk": disk}
    done = False
    try:
        for message in converse(_PICKER, order, seconds=lambda _: PICK_SECONDS):
            done = message.get("done") is True
            if "fault" in message:
                reason = GapReason(message["reason"])
                yield gap_in(
                    source, reason, f"{shown_bytes(entry.real)}: {str(message['fault'])[:200]}", place=entry.place
                )
            elif "names" in message:
                names = tuple(to_raw(name) for name in message["names"])
                place = replace(entry.place, member=names)
                content = io.BytesIO(base64.b64decode(message["content"], validate=True))
                yield from _read(source, place, b"/" + names[-1], io.BufferedReader(content))
    except (ErrandFailed, OSError, ValueError, KeyError, TypeError) as error:
        yield gap_in(
            source, GapReason.CRASHED, f"{shown_bytes(entry.real)} could not be unfolded: {error}", place=entry.place
        )
        return
    if not done:
        yield gap_in(
            source, GapReason.CRASHED, f"{shown_bytes(entry.real)} was not unfolded to its end", place=entry.place
        )
