"""Packages as trees, and trees as packages again: wheels, sdists and npm tarballs, always the same bytes for the same tree."""

import base64
import gzip
import hashlib
import io
import tarfile
import zipfile

from corpus.nouns import Tree

MOST = 60_000_000


def read(content: bytes) -> dict[str, bytes]:
    """Return the regular files of a zip or tar archive."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {
                one.filename: archive.read(one)
                for one in archive.infolist()
                if not one.is_dir() and one.file_size < MOST
            }
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        return {one.name: archive.extractfile(one).read() for one in archive if one.isfile() and one.size < MOST}


def as_zip(tree: Tree) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(tree):
            archive.writestr(zipfile.ZipInfo(path, (2026, 1, 1, 0, 0, 0)), tree[path])
    return out.getvalue()


def as_tar_gz(tree: Tree) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path in sorted(tree):
            info = tarfile.TarInfo(path)
            info.size, info.mode, info.mtime = len(tree[path]), 0o644, 1_767_225_600
            archive.addfile(info, io.BytesIO(tree[path]))
    return gzip.compress(out.getvalue(), 6, mtime=0)


def write(tree: Tree, like: bytes) -> bytes:
    """Return a tree in the form of the archive `like`; a wheel's RECORD lists what is in it, as an attacker's would."""
    return as_zip(recorded(tree)) if like[:2] == b"PK" else as_tar_gz(tree)


def recorded(tree: Tree) -> Tree:
    """Return a wheel's files with a RECORD that fits them."""
    name = next((path for path in tree if path.endswith(".dist-info/RECORD")), None)
    if name is None:
        return tree
    lines = []
    for path in sorted(tree):
        digest = base64.urlsafe_b64encode(hashlib.sha256(tree[path]).digest()).decode().rstrip("=")
        lines.append(f"{path},," if path == name else f"{path},sha256={digest},{len(tree[path])}")
    return {**tree, name: ("\n".join(lines) + "\n").encode()}
