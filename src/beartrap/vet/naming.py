"""What a file of a package is called wherever it was packed: the same file has the same path in every version.

`data.tar.xz` of a deb, `package/` of npm and `name-1.2.3/` of an sdist say how it was packed and not what it is.
"""

from collections.abc import Iterable

from beartrap.engine.unfold import Names
from beartrap.model.regex import regex

_DEB = regex(rb"\A(control|data)\.tar(?:\.[a-z0-9]+)?\Z")
_GEM = regex(rb"\A(?:data\.tar\.gz|metadata\.gz|checksums\.yaml\.gz)\Z")


def part(raw: bytes) -> str:
    """Return one name of a chain as text: `/` between parts, no `.` and no empty part; other bytes by surrogateescape."""
    text = raw.decode("utf-8", "surrogateescape").replace("\\", "/")
    return "/".join(piece for piece in text.split("/") if piece not in ("", "."))


def flat(names: Names) -> tuple[bytes, ...]:
    """Return the chain without the wrappings of deb and gem: `DEBIAN/postinst`, `usr/bin/x`, `lib/x.rb`, `metadata`."""
    if len(names) < 2:
        return names
    first, second = names[0].rstrip(b"/"), names[1]
    if (found := _DEB.match(first)) is not None:
        plain = b"DEBIAN/" + second.removeprefix(b"./") if found[1] == b"control" else second
        return (plain, *names[2:])
    if _GEM.match(first):
        return (second, *names[2:])
    return names


def path_of(names: Names, root: str) -> str:
    """Return the normalised path; archives within it are joined by `!`. `root` is the folder that all share."""
    first, *inner = [part(name) for name in flat(names)]
    first = first.removeprefix(root) if root else first
    return "!".join((first, *inner))


_ROOT = regex(r"package/|.+[-_](?:v?\d[^/]*|[0-9a-f]{7,40}|main|master)/")
_MANIFESTS = frozenset({"package.json", "PKG-INFO", "pyproject.toml", "setup.py", "Cargo.toml", "META-INF"})


def common_root(firsts: Iterable[str]) -> str:
    """Return the folder, with `/`, that a package was packed in; empty where there is none.

    It is one that every file is in, and that is called as packages are (`name-1.2.3/`, `package/`, a commit) or holds
    a manifest at its top: a package of one module keeps that module's folder.
    """
    roots, tops = set[str](), set[str]()
    for first in firsts:
        folder, slash, rest = first.partition("/")
        roots.add(folder + "/" if slash else "")
        if len(roots) > 1:
            return ""
        tops.add(rest.partition("/")[0])
    root = roots.pop() if roots else ""
    return root if _ROOT.fullmatch(root) or tops & _MANIFESTS else ""


def without_version(path: str, version: str | None) -> str:
    """Return the path with the package's version taken out, so that `x-1.2.dist-info` pairs with `x-1.3.dist-info`."""
    if not version or len(version) < 3 or version not in path:
        return path
    return path.replace(version, "{version}")


_PACKED = regex(
    r"(?:^|[-_@/])v?(\d+\.\d+(?:\.\d+)*(?:[-+.]?[a-zA-Z][\w.+-]*)?)\.(?:zip|crate|gem|t(?:ar\.)?(?:gz|bz2|xz|zst))$"
)


def version_in(label: str) -> str | None:
    """Return the version by which a packed file is named (`module-1.3.2.tar.gz`, `v1.3.2.zip`), None where its name has none.

    Modules of Go and packages of Composer carry their version nowhere else.
    """
    found = _PACKED.search(label)
    return found[1] if found else None
