"""Where things stand in a package, and how code gets in without breaking it."""

import json
import re
from collections.abc import Mapping

from corpus.nouns import Tree


def add(tree: Tree, path: str, content: str | bytes) -> Tree:
    """Return the tree with one file more, or another content of it."""
    return {**tree, path: content.encode() if isinstance(content, str) else content}


def beside(tree: Tree, path: str, parts: Mapping[str, bytes]) -> Tree:
    """Return the tree with files beside the one at `path`."""
    folder = path.rpartition("/")[0]
    return {**tree, **{f"{folder}/{name}".lstrip("/"): content for name, content in parts.items()}}


def text(tree: Tree, path: str) -> str:
    return tree[path].decode("utf-8", "surrogateescape")


def append(tree: Tree, path: str, code: str) -> Tree:
    return add(tree, path, (text(tree, path).rstrip("\n") + "\n\n" + code + "\n").encode("utf-8", "surrogateescape"))


def prepend(tree: Tree, path: str, code: str) -> Tree:
    """Put code first, behind a docstring, comments and `from __future__`."""
    lines = text(tree, path).splitlines(keepends=True)
    at = 0
    for number, line in enumerate(lines):
        if line.startswith("from __future__"):
            at = number + 1
    if at == 0 and lines and lines[0].startswith("#!"):
        at = 1
    return add(tree, path, "".join([*lines[:at], code, "\n", *lines[at:]]).encode("utf-8", "surrogateescape"))


def indent(code: str, by: int = 4) -> str:
    return "\n".join(" " * by + line if line else line for line in code.splitlines())


def python_package(tree: Tree) -> str:
    """Return the path of the outermost `__init__.py` of a Python package: the one with most files below it."""
    found = [path for path in tree if path.endswith("/__init__.py") and "test" not in path.lower()]
    if not found:
        raise LookupError("no package")
    return min(found, key=lambda path: (path.count("/"), -sum(one.startswith(path[:-11]) for one in tree), path))


def python_module(tree: Tree) -> str:
    """Return the path of the largest module that is no test."""
    folder = python_package(tree)[: -len("__init__.py")]
    found = [path for path in tree if path.startswith(folder) and path.endswith(".py") and "test" not in path.lower()]
    return max(found, key=lambda path: (len(tree[path]), path))


def into_function(tree: Tree, path: str, code: str, pattern: str = r"^(\s*)(?:def|function) \w+\(.*$") -> Tree:
    """Put code at the start of the first plain one-line-headed function of a file."""
    lines = text(tree, path).splitlines()
    for number, line in enumerate(lines):
        match = re.match(pattern, line)
        if match and line.rstrip().endswith((":", "{")) and "__init__" not in line:
            at = number + 1
            width = len(match.group(1)) + (4 if line.rstrip().endswith(":") else 2)
            if at < len(lines) and re.match(r'\s*[ru]?("""|\'\'\')', lines[at]):
                mark = lines[at].strip().lstrip("ru")[:3]
                if lines[at].count(mark) < 2:
                    at += 1
                    while at < len(lines) and mark not in lines[at]:
                        at += 1
                at += 1
            new = [*lines[:at], indent(code, width), *lines[at:]]
            return add(tree, path, ("\n".join(new) + "\n").encode("utf-8", "surrogateescape"))
    raise LookupError("no function")


def npm_manifest(tree: Tree) -> str:
    return min((path for path in tree if path.rpartition("/")[2] == "package.json"), key=lambda path: path.count("/"))


def npm_root(tree: Tree) -> str:
    return npm_manifest(tree).rpartition("package.json")[0]


def npm_script(tree: Tree, name: str, command: str) -> Tree:
    path = npm_manifest(tree)
    manifest = json.loads(text(tree, path))
    manifest.setdefault("scripts", {})[name] = command
    return add(tree, path, json.dumps(manifest, indent=2))


def npm_main(tree: Tree) -> str:
    """Return the path of the file that `require` loads."""
    root = npm_root(tree)
    manifest = json.loads(text(tree, npm_manifest(tree)))
    main = manifest.get("main")
    tries = [main, f"{main}.js", f"{main}/index.js"] if isinstance(main, str) else []
    for name in (*tries, "index.js", "dist/index.js", "lib/index.js", "src/index.js"):
        path = root + str(name).removeprefix("./")
        if path in tree:
            return path
    found = [path for path in tree if path.endswith((".js", ".cjs", ".mjs")) and "test" not in path]
    if not found:
        raise LookupError("no script")
    return max(found, key=lambda path: len(tree[path]))
