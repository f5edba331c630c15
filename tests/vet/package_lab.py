"""Small packages of every ecosystem, made in memory and written to a test's folder; nothing in them is ever run."""

import base64
import gzip
import hashlib
import io
import json
import tarfile
import zipfile
from pathlib import Path

from beartrap.vet.package.read import read_facts
from beartrap.vet.pairing import Pairing, pair
from beartrap.vet.side import TreeSide
from beartrap.vet.store import Store
from beartrap.vet.tree import unfold_tree

Files = dict[str, str | bytes]


def raw(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def tgz(path: Path, files: Files, root: str = "", modes: dict[str, int] | None = None) -> Path:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(root + name)
            info.size, info.mode = len(raw(content)), (modes or {}).get(name, 0o644)
            archive.addfile(info, io.BytesIO(raw(content)))
    path.write_bytes(gzip.compress(out.getvalue(), mtime=0))
    return path


def zipped(path: Path, files: Files) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), raw(content))
    return path


def wheel(folder: Path, name: str, version: str, files: Files, metadata: str = "", listed: bool = True) -> Path:
    info = f"{name}-{version}.dist-info"
    held = {**files, f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{metadata}\n"}
    lines = []
    for path, content in held.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(raw(content)).digest()).rstrip(b"=").decode()
        lines.append(f"{path},sha256={digest},{len(raw(content))}")
    record = "\n".join([*lines, f"{info}/RECORD,,"]) if listed else ""
    return zipped(folder / f"{name}-{version}-py3-none-any.whl", {**held, f"{info}/RECORD": record})


def sdist(folder: Path, name: str, version: str, files: Files) -> Path:
    told = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    return tgz(folder / f"{name}-{version}.tar.gz", {"PKG-INFO": told, **files}, f"{name}-{version}/")


def npm(folder: Path, name: str, version: str, files: Files, **manifest: object) -> Path:
    document = json.dumps({"name": name, "version": version, **manifest}, indent=2)
    return tgz(folder / f"{name}-{version}.tgz", {"package.json": document, **files}, "package/")


def side(path: Path, store: Store | None = None) -> TreeSide:
    store = store or Store()
    tree = unfold_tree(bytes(path), path.name, store)
    return TreeSide(tree, read_facts(tree, store), store)


def sides(old: Path, new: Path) -> tuple[TreeSide, TreeSide, Pairing]:
    store = Store()
    before, after = side(old, store), side(new, store)
    pairing = pair(before.tree, after.tree, (before.facts.version, after.facts.version), store.get)
    after.set_changed(pairing.changed)
    before.set_changed(pairing.gone)
    after.set_trusted(before, {**pairing.same, **pairing.changed})
    return before, after, pairing
