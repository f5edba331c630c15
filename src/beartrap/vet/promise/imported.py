"""Whether the source of a package asks for what its manifest says that it needs.

A dependency that no file imports is there for what its installation does: so came the payloads of event-stream's successors.
"""

import re
from collections.abc import Iterable

from beartrap.model.regex import regex
from beartrap.vet.analyser import Side
from beartrap.vet.kinds import SCRIPTS, Kind
from beartrap.vet.package.documents import read_json
from beartrap.vet.promise.required import requires_gem, uses_crate
from beartrap.vet.promise.wellknown import plain

LARGEST = 8 * 1024 * 1024
"""Bytes of one file that are searched; bundles are larger than that only where they hold what they need."""
_PYTHON_IMPORT = regex(
    rb"^[ \t\f]*+(?:from|import)\s+([A-Za-z_]\w*)|import_module\(\s*[\"']([A-Za-z_]\w*)|__import__\(\s*[\"'](\w+)",
    re.MULTILINE,
)
_AFFIX = regex(r"^(?:python|py|lib)-?|-(?:python|py|lib)$")


def is_imported(side: Side, old: Side, name: str) -> bool:
    """Whether a file of the new version names a package as something to load; what tools of a build name counts as well."""
    if side.facts.ecosystem in ("npm", "vscode"):
        return _is_named(side, name)
    if side.facts.ecosystem == "pypi":
        return _is_python(side, old, name)
    if side.facts.ecosystem == "gem":
        return requires_gem(side, old, name)
    return side.facts.ecosystem != "cargo" or uses_crate(side, name)


def _is_named(side: Side, name: str) -> bool:
    if name in _mapped(side):
        return True
    quoted = re.compile(rb"[\"'`]" + re.escape(name.encode("utf-8", "replace")) + rb"(?:/[^\"'`\n]{0,200})?[\"'`]")
    for path in _ordered(side):
        kind = side.kind(path)
        if (kind in SCRIPTS or kind in (Kind.JSON, Kind.YAML, Kind.BUILD)) and not path.endswith(
            ("package.json", "package-lock.json")
        ):
            subject = side.read(path) if side.size(path) <= LARGEST else None
            if subject is not None and quoted.search(subject.content):
                return True
    return False


def _mapped(side: Side) -> set[str]:
    """Return the packages that the manifest maps names of the code's own imports to (Node.js: subpath imports)."""
    subject = side.read("package.json")
    try:
        document = read_json(subject.content) if subject is not None else {}
    except ValueError:
        return set()
    left, found = [document.get("imports") if isinstance(document, dict) else None], set[str]()
    while left:
        value = left.pop()
        if isinstance(value, dict):
            left += value.values()
        elif isinstance(value, list):
            left += value
        elif isinstance(value, str):
            found.add(value)
    return found


def _is_python(side: Side, old: Side, name: str) -> bool:
    """Python's packages are not imported by the name that they are installed by: any import that is new may be it."""
    wanted = plain(name).encode()
    bare = _AFFIX.sub("", plain(name)).encode()
    fresh = set[bytes]()
    for path in _ordered(side):
        subject = side.read(path) if side.kind(path) is Kind.PYTHON and side.size(path) <= LARGEST else None
        for match in _PYTHON_IMPORT.finditer(subject.content) if subject is not None else ():
            found = next(group for group in match.groups() if group is not None)
            like = found.lower().replace(b"_", b"-")
            if like in (wanted, bare) or wanted.startswith(like + b"-"):
                return True
            fresh.add(found)
    return bool(fresh - _imports(old) - _own(side))


def _imports(side: Side) -> set[bytes]:
    found = set[bytes]()
    for path in side.paths:
        subject = side.read(path) if side.kind(path) is Kind.PYTHON and side.size(path) <= LARGEST else None
        for match in _PYTHON_IMPORT.finditer(subject.content) if subject is not None else ():
            found.add(next(group for group in match.groups() if group is not None))
    return found


def _own(side: Side) -> set[bytes]:
    """Return what a package calls its own modules, and what Python brings along."""
    import sys

    own = {
        part.removesuffix(".py").encode("utf-8", "surrogateescape") for path in side.paths for part in path.split("/")
    }
    return own | {name.encode() for name in sys.stdlib_module_names}


def _ordered(side: Side) -> Iterable[str]:
    """Yield changed files first: what is new is asked for there."""
    yield from sorted(side.changed)
    yield from (path for path in side.paths if path not in side.changed)
