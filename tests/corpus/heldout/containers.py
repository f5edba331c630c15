"""Trees as packages of each kind: always the same bytes for the same tree."""

import gzip
import io
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

from corpus.heldout.nouns import Pair, Tree
from corpus.heldout.rpm import rpm
from corpus.packing import recorded

WHEN = 1_767_225_600
OUTSIDE_WHEEL = ("tests/", "docs/", "benchmarks/", "tools/", ".github/")


def as_tar(tree: Tree, executable: Iterable[str] = (), prefix: str = "") -> bytes:
    runs = set(executable)
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path in sorted(tree):
            info = tarfile.TarInfo(prefix + path)
            info.size, info.mtime = len(tree[path]), WHEN
            info.mode = 0o755 if path in runs else 0o644
            archive.addfile(info, io.BytesIO(tree[path]))
    return out.getvalue()


def as_zip(tree: Tree) -> bytes:
    """Return a zip as package managers make it: deflated."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path in sorted(tree):
            archive.writestr(zipfile.ZipInfo(path, (2026, 1, 1, 0, 0, 0)), tree[path], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def squeezed(content: bytes) -> bytes:
    return gzip.compress(content, 6, mtime=0)


def as_ar(members: dict[str, bytes]) -> bytes:
    out = b"!<arch>\n"
    for name, content in members.items():
        out += f"{name:<16}{WHEN:<12}{0:<6}{0:<6}{100644:<8}{len(content):<10}`\n".encode() + content
        out += b"\n" * (len(content) % 2)
    return out


def wheel(tree: Tree, name: str, version: str, _runs: Iterable[str]) -> tuple[str, bytes]:
    """Return a wheel: the modules of the tree, and what lies in `DIST-INFO/` and `DATA/`."""
    module, tag = name.replace("-", "_"), "py3-none-any"
    if any(path.endswith((".so", ".pyd")) for path in tree):
        tag = "cp311-cp311-manylinux_2_17_x86_64"
    info = f"{module}-{version}.dist-info/"
    out: Tree = {}
    for path, content in tree.items():
        if path.startswith("DIST-INFO/"):
            out[info + path.removeprefix("DIST-INFO/")] = content
        elif path.startswith("DATA/"):
            out[f"{module}-{version}.data/" + path.removeprefix("DATA/")] = content
        elif not path.startswith(OUTSIDE_WHEEL) and (
            "/" in path or (path.endswith((".py", ".pth", ".so")) and path != "setup.py")
        ):
            out[path] = content
    pure = str(tag == "py3-none-any").lower()
    out[info + "WHEEL"] = (
        f"Wheel-Version: 1.0\nGenerator: bdist_wheel (0.43.0)\nRoot-Is-Purelib: {pure}\nTag: {tag}\n".encode()
    )
    out[info + "RECORD"] = b""
    return f"{module}-{version}-{tag}.whl", as_zip(recorded(out))


def sdist(tree: Tree, name: str, version: str, runs: Iterable[str]) -> tuple[str, bytes]:
    out = {path: content for path, content in tree.items() if not path.startswith(("DIST-INFO/", "DATA/"))}
    out["PKG-INFO"] = tree["DIST-INFO/METADATA"]
    root = f"{name.replace('-', '_')}-{version}"
    return f"{root}.tar.gz", squeezed(as_tar(out, runs, f"{root}/"))


def npm(tree: Tree, name: str, version: str, runs: Iterable[str]) -> tuple[str, bytes]:
    return f"{name}-{version}.tgz", squeezed(as_tar(tree, runs, "package/"))


def prefixed(suffix: str):
    def make(tree: Tree, name: str, version: str, runs: Iterable[str]) -> tuple[str, bytes]:
        return f"{name}-{version}{suffix}", squeezed(as_tar(tree, runs, f"{name}-{version}/"))

    return make


def zipped(suffix: str, prefix: str = ""):
    def make(tree: Tree, name: str, version: str, _runs: Iterable[str]) -> tuple[str, bytes]:
        ready = {
            path if path.startswith("[") or path.endswith(".vsixmanifest") else prefix + path: content
            for path, content in tree.items()
        }
        return f"{name}-{version}{suffix}", as_zip(ready)

    return make


def gem(tree: Tree, name: str, version: str, runs: Iterable[str]) -> tuple[str, bytes]:
    data = {path: content for path, content in tree.items() if path != "METADATA.yaml"}
    outer = {"metadata.gz": squeezed(tree["METADATA.yaml"]), "data.tar.gz": squeezed(as_tar(data, runs))}
    return f"{name}-{version}.gem", as_tar(outer)


def deb(tree: Tree, name: str, version: str, runs: Iterable[str]) -> tuple[str, bytes]:
    control = {path.removeprefix("DEBIAN/"): content for path, content in tree.items() if path.startswith("DEBIAN/")}
    data = {path: content for path, content in tree.items() if not path.startswith("DEBIAN/")}
    scripts = set(control) - {"control", "conffiles", "md5sums", "triggers"}
    programs = {path for path in data if path in set(runs) or "/bin/" in path or "/sbin/" in path}
    return f"{name}_{version}_amd64.deb", as_ar({
        "debian-binary": b"2.0\n",
        "control.tar.gz": squeezed(as_tar(control, scripts, "./")),
        "data.tar.gz": squeezed(as_tar(data, programs, "./")),
    })  # fmt: skip


def nested(tree: Tree, name: str, version: str, runs: Iterable[str]) -> tuple[str, bytes]:
    """Return a zip for customers in which the package lies beside papers."""
    inner_name, inner = (npm if "package.json" in tree else wheel)(tree, name, version, runs)
    papers = {
        "README.txt": f"{name} {version}\nInstall the package in vendor/.\n".encode(),
        f"vendor/{inner_name}": inner,
    }
    return f"{name}-bundle-{version}.zip", as_zip(papers)


CONTAINERS = {
    "wheel": wheel, "sdist": sdist, "npm": npm, "gem": gem, "deb": deb, "crate": prefixed(".crate"), "tar.gz": prefixed(".tar.gz"),
    "jar": zipped(".jar"), "nupkg": zipped(".nupkg"), "vsix": zipped(".vsix", "extension/"), "zip": zipped(".zip"), "nested": nested, "rpm": rpm,
}  # fmt: skip


def packed(pair: Pair) -> tuple[tuple[str, bytes], tuple[str, bytes]]:
    """Return file name and content of the old and the new package; not for folders."""
    make = CONTAINERS[pair.spec.container]
    name = pair.spec.base
    old = make(pair.old, name, pair.old_version, pair.executable & set(pair.old))
    return old, make(pair.new, name, pair.new_version, pair.executable)


def write(pair: Pair, folder: Path) -> tuple[Path, Path]:
    """Write both versions below a folder, nothing else; return their paths."""
    sides = (("old", pair.old, pair.old_version), ("new", pair.new, pair.new_version))
    if pair.spec.container == "folder":
        for side, tree, _ in sides:
            for path, content in tree.items():
                place = folder / side / pair.spec.base / path
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)
                place.chmod(0o755 if path in pair.executable else 0o644)
        return folder / "old" / pair.spec.base, folder / "new" / pair.spec.base
    paths = []
    for (side, _, _), (name, content) in zip(sides, packed(pair), strict=True):
        (folder / side).mkdir(parents=True, exist_ok=True)
        paths.append(folder / side / name)
        paths[-1].write_bytes(content)
    return paths[0], paths[1]


def opened(name: str, content: bytes) -> Tree:
    """Return the files of a package, whatever it is, opened with the standard library alone."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {one.filename: archive.read(one) for one in archive.infolist()}
    if content[:8] == b"!<arch>\n":
        files, at = {}, 8
        while at < len(content):
            size = int(content[at + 48 : at + 58])
            files[content[at : at + 16].decode().strip()] = content[at + 60 : at + 60 + size]
            at += 60 + size + size % 2
        return {
            f"{outer}/{path}": one
            for outer, inner in files.items()
            if ".tar" in outer
            for path, one in opened(outer, inner).items()
        }
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        return {one.name: archive.extractfile(one).read() for one in archive if one.isfile()}
