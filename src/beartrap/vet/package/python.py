"""Python: sdists and wheels by PKG-INFO or METADATA (core metadata), setup.py by its syntax tree, pyproject.toml."""

import ast
import re
from collections.abc import Iterator
from typing import Any

from beartrap.model.regex import regex
from beartrap.vet.behaviour import When
from beartrap.vet.facts import Dependency, Hook, PackageFacts
from beartrap.vet.package.documents import read_toml
from beartrap.vet.package.files import Files, row_of

_METADATA = r"(?:[^/]+\.dist-info/METADATA|PKG-INFO|[^/]+\.egg-info/PKG-INFO|EGG-INFO/PKG-INFO)"
_OF_A_WHEEL = r"[^/]+\.dist-info/WHEEL"
_REQUIREMENT = regex(
    r"\s*([A-Za-z0-9](?:[A-Za-z0-9._-]{0,200}[A-Za-z0-9])?)\s*(?:\[[^\]]{0,500}\])?\s*([^;]{0,2000})(?:;(.{0,2000}))?"
)
"""PEP 508: name, extras, specifier or address, marker. By hand: the library takes 60 ms to import, which every vet would pay."""
_HEADER = regex(r"([!-9;-~]*):[ \t]*(.*)", re.DOTALL)
"""RFC 822: a name of visible signs, a colon, a value."""
_PEOPLE = ("author", "author-email", "maintainer", "maintainer-email")
_TOOLS = ("setup.py", "setup.cfg", "pyproject.toml")


def read_packed(files: Files) -> PackageFacts | None:
    """Return the facts of an sdist or wheel, None where there is no metadata of one."""
    return read(files) if files.matching(_METADATA) else None


def read(files: Files) -> PackageFacts | None:
    """Return the facts of a Python package, None where it is none."""
    metadata = files.matching(_METADATA)
    if not metadata and not any(name in files for name in _TOOLS):
        return None
    path = min(metadata, key=lambda name: (name.count("/"), name)) if metadata else ""
    told = _headers(files.text(path)) if path else {}
    document = _toml(files, "pyproject.toml")
    project = document or {}
    dependencies = [*_required(told.get("requires-dist", []), path, files.text(path), "run")]
    build = _table(project, "build-system")
    dependencies += _required(_texts(build.get("requires")), "pyproject.toml", files.text("pyproject.toml"), "build")
    plain = _table(project, "project")
    dependencies += _required(_texts(plain.get("dependencies")), "pyproject.toml", files.text("pyproject.toml"), "run")
    dependencies += _configured(files)
    hooks = [*_setup(files), *_backend(files, build)]
    return PackageFacts(
        ecosystem="pypi",
        name=_first(told, "name") or _text(plain.get("name")),
        version=_first(told, "version") or _text(plain.get("version")),
        hooks=tuple(hooks),
        dependencies=tuple(dependencies),
        entry_points=tuple(_entry_points(files)),
        publishers=tuple(dict.fromkeys(one for name in _PEOPLE if (one := _first(told, name)) and one != _NOBODY)),
        runs={hook.path: hook.when for hook in hooks},
        copied=bool(files.matching(_OF_A_WHEEL)) and not any(name in files for name in _TOOLS),
        unread=(
            *(("pyproject.toml",) if document is None else ()),
            *(("setup.cfg",) if _settings(files) is None else ()),
        ),
    )


_NOBODY = "UNKNOWN"
"""What distutils wrote where nobody was named."""


def _headers(text: str) -> dict[str, list[str]]:
    """Return the values of each header by its name in small letters, up to the first line that is none.

    By hand: the library brings sockets, calendars and encodings along, which take as long to load as it takes to unpack a package.
    """
    found, values = dict[str, list[str]](), list[str]()
    for line in re.split(r"\r\n|\r|\n", text):
        header = _HEADER.fullmatch(line)
        if line[:1] in (" ", "\t") and values:
            values[-1] += f"\n{line}"
        elif header is not None:
            values = found.setdefault(header[1].lower(), [])
            values.append(header[2])
        else:
            break
    return found


def _first(told: dict[str, list[str]], name: str) -> str | None:
    return told[name][0] if name in told else None


def _required(lines: list[str], path: str, text: str, group: str) -> Iterator[Dependency]:
    for line in lines:
        found = _REQUIREMENT.match(line)
        if found is None:
            continue
        name, spec, marker = found.groups("")
        optional = re.search(r"\bextra\b", marker) is not None
        spec = spec.strip().removeprefix("@").strip("() ")
        yield Dependency(name, spec, "extra" if optional else group, path, row_of(text, line))


_NEEDS = {"install_requires": "run", "setup_requires": "build", "tests_require": "extra"}


def _settings(files: Files) -> dict[str, str] | None:
    """Return what setup.cfg has under `options`; None where it cannot be read."""
    if "setup.cfg" not in files:
        return {}
    import configparser  # late: not every package has a file of it

    parser = configparser.RawConfigParser(strict=False, interpolation=None)
    try:
        parser.read_string(files.text("setup.cfg"))
        return dict(parser.items("options")) if parser.has_section("options") else {}
    except configparser.Error:
        return None


def _configured(files: Files) -> Iterator[Dependency]:
    """Yield what setup.cfg and the literals of setup.py ask for: an sdist is built by them, whatever PKG-INFO says."""
    for key, group in _NEEDS.items():
        lines = (_settings(files) or {}).get(key, "").splitlines()
        yield from _required([line for line in lines if line.strip()], "setup.cfg", files.text("setup.cfg"), group)
    for node in ast.walk(_parsed(files)):
        if isinstance(node, ast.keyword) and node.arg in _NEEDS and isinstance(node.value, ast.List | ast.Tuple):
            lines = [
                one.value for one in node.value.elts if isinstance(one, ast.Constant) and isinstance(one.value, str)
            ]
            yield from _required(lines, "setup.py", files.text("setup.py"), _NEEDS[node.arg])
        elif isinstance(node, ast.keyword) and node.arg == "dependency_links":
            yield from _linked(node.value, files.text("setup.py"))


_EGG = regex(r"#(?:.*&)?egg=([A-Za-z0-9][A-Za-z0-9._]*?)(?:-[\d.]+\w*)?(?:&|$)")


def _linked(links: ast.expr, text: str) -> Iterator[Dependency]:
    """Yield what older installers fetch from an address that setup.py names (setuptools, "dependency_links")."""
    for one in ast.walk(links):
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and (match := _EGG.search(one.value)):
            yield Dependency(match[1], one.value.partition("#")[0], "run", "setup.py", row_of(text, one.value))


def _parsed(files: Files) -> ast.AST:
    """Return setup.py as a tree, an empty one where there is none that parses; the analyser of source code tells of that."""
    try:
        return ast.parse(files.raw("setup.py")) if "setup.py" in files else ast.Module([], [])
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])


def _setup(files: Files) -> Iterator[Hook]:
    """Yield what setup.py runs: itself, and the commands that it puts in the place of the usual ones."""
    if "setup.py" not in files:
        return
    yield Hook("setup.py", When.INSTALL, "setup.py", "", 1)
    module = _parsed(files)
    for node in ast.walk(module):
        if isinstance(node, ast.keyword) and node.arg == "cmdclass":
            for name in _named(module, node.value.id) if isinstance(node.value, ast.Name) else _keys(node.value):
                yield Hook(f"cmdclass.{name}", When.INSTALL, "setup.py", "", node.value.lineno)


def _named(module: ast.AST, table: str) -> list[str]:
    """Return the keys of what a script makes under a name; one of them is `?` where something is made otherwise, or put in by a call."""
    found = list[str]()
    for node in ast.walk(module):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name) and target.id == table:
                    found += _keys(node.value)
                elif isinstance(target, ast.Subscript) and _is(target.value, table):
                    found += _keys(ast.Dict([target.slice], [node.value]))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is(node.func.value, table):
            found.append(_UNKNOWN)
    return list(dict.fromkeys(found)) or [_UNKNOWN]


def _is(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


_UNKNOWN = "?"


def _keys(node: ast.expr) -> list[str]:
    if not isinstance(node, ast.Dict):
        return [_UNKNOWN]
    return [_key(key) for key in node.keys]


def _key(key: ast.expr | None) -> str:
    return key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else _UNKNOWN


def _backend(files: Files, build: dict[str, Any]) -> Iterator[Hook]:
    backend = _text(build.get("build-backend"))
    if backend is None:
        return
    row = row_of(files.text("pyproject.toml"), "build-backend")
    yield Hook("build-backend", When.INSTALL, "pyproject.toml", backend, row)
    for folder in _texts(build.get("backend-path")):
        module = backend.partition(":")[0].replace(".", "/")
        for ending in (".py", "/__init__.py"):
            path = files.resolve("pyproject.toml", f"{folder}/{module}{ending}")
            if path is not None:
                yield Hook("backend-path", When.INSTALL, path, backend, 1)


def _entry_points(files: Files) -> Iterator[str]:
    for path in files.matching(r"[^/]+\.(?:dist|egg)-info/entry_points\.txt"):
        import configparser  # late, as above

        parser = configparser.ConfigParser(delimiters=("=",), interpolation=None, strict=False)
        try:
            parser.read_string(files.text(path))
        except configparser.Error:
            continue
        for section in parser.sections():
            yield from (f"{section}: {name}" for name in parser.options(section))


def _toml(files: Files, path: str) -> dict[str, Any] | None:
    """Return what a file says, nothing where there is none, None where it cannot be read."""
    try:
        return read_toml(files.text(path)) if path in files else {}
    except ValueError:
        return None


def _table(document: dict[str, Any], name: str) -> dict[str, Any]:
    value = document.get(name)
    return value if isinstance(value, dict) else {}


def _texts(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
