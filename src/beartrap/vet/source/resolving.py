"""Which file of the package an import, a `require` or a path in a program means."""

import posixpath
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import chain

from beartrap.vet.source import tree

_SCRIPT = ("", ".js", ".cjs", ".mjs", ".ts", ".tsx", ".json", "/index.js", "/index.cjs", "/index.mjs", "/index.ts")
ALIASES = ("#", "@/", "~/")
"""How the names of a package's own modules begin that its manifest or its compiler's settings give them (Node.js, "Subpath imports")."""
RETURNED = "\0returned"
"""Among the names of a file of PHP: what it returns to whoever includes it, as files of settings do."""
_ROOTS = ("", "src/", "lib/", "python/")


def module_of(
    statement: tree.Import, importer: str, language: str, paths: Collection[str], elsewhere: bool = False
) -> str | None:
    """Return the path of the file that an import names, None where it is another package's.

    Where the importer changes Python's path (`elsewhere`), a module of the one folder below it that has such a file is meant, too.
    """
    folder = posixpath.dirname(importer)
    if language == "python":
        candidates = _python(statement, folder, paths)
    elif language == "php":
        if statement.member == "*":
            return file_of(statement.module, importer, paths)
        candidates = chain(_php(statement, folder), _named_so(statement, paths))
    elif statement.module.startswith("."):
        base = posixpath.normpath(posixpath.join(folder, statement.module))
        candidates = iter([base + ending for ending in _SCRIPT])
    elif statement.module.startswith(ALIASES):
        candidates = _aliased(statement.module, paths)
    else:
        return None
    found = next((one for one in candidates if one in paths and one != importer), None)
    return _below(statement, folder, paths) if found is None and elsewhere and language == "python" else found


def _below(statement: tree.Import, folder: str, paths: Collection[str]) -> str | None:
    """Return the one module of a name that stands in a folder below, at whatever depth."""
    if statement.level or "." in statement.module:
        return None
    endings = (f"/{statement.module}.py", f"/{statement.module}/__init__.py")
    base = f"{folder}/" if folder else ""
    found = [path for path in paths if path.endswith(endings) and path.startswith(base)]
    return found[0] if len(found) == 1 else None


def _python(statement: tree.Import, folder: str, paths: Collection[str]) -> Iterator[str]:
    dotted = statement.module.replace(".", "/")
    member = statement.member if statement.member not in (None, "*") else None
    if statement.level:
        for _ in range(statement.level - 1):
            folder = posixpath.dirname(folder)
        bases: tuple[str, ...] = (folder + "/" if folder else "",)
    else:
        # within a package `import http` is the library's, whatever lies beside the file (PEP 328); a script's folder comes first
        own = statement.module.partition(".")[0] in sys.stdlib_module_names and f"{folder}/__init__.py" in paths
        bases = _ROOTS if own else (f"{folder}/" if folder else "", *_ROOTS)
    for base in bases:
        stem = (base + dotted).rstrip("/")
        if member:
            inner = f"{stem}/{member}".lstrip("/")
            yield inner + ".py"
            yield inner + "/__init__.py"
        if stem:
            yield stem + ".py"
            yield stem + "/__init__.py"


def _php(statement: tree.Import, folder: str) -> Iterator[str]:
    """Yield the files in which a class may stand: one of its name in the folder of its namespace (PSR-4), or as older code calls them."""
    name = statement.member or ""
    for _ in range(statement.level - 1):
        folder = posixpath.dirname(folder)
    inside = "/".join(part for part in (folder, statement.module.replace(".", "/")) if part)
    dashed = name.lower().replace("_", "-")
    for one in (name, name.lower(), f"class-{dashed}", f"{name}.class"):
        yield f"{inside}/{one}.php".lstrip("/")


def _aliased(module: str, paths: Collection[str]) -> Iterator[str]:
    """Yield the one file of JavaScript whose path ends as an alias does: where that begins, the manifest says."""
    tail = module.lstrip("#@~").lstrip("/")
    for ending in _SCRIPT if len(tail) > 2 else ():
        named = f"{tail}{ending}"
        called = _by_name(frozenset(paths)).get(posixpath.basename(named), ())
        found = [path for path in called if f"/{path}".endswith(f"/{named}")]
        if found:
            yield from found[:1] if len(found) == 1 else ()
            return


def _named_so(statement: tree.Import, paths: Collection[str]) -> Iterator[str]:
    """Yield the one file of a package whose path ends as a class's whole name does: which folder a namespace begins at, its manifest says; of two parts the first may stand for the folder itself."""
    parts = [*statement.module.split("."), statement.member or ""]
    called = _by_name(frozenset(paths)).get(f"{parts[-1]}.php", ())
    for start in range(len(parts) - (len(parts) > 2) if called else 0):
        ending = "/".join(parts[start:]) + ".php"
        found = [path for path in called if f"/{path}".endswith(f"/{ending}")]
        if found:
            yield from found[:1] if len(found) == 1 else ()
            return


@lru_cache(maxsize=4)
def _by_name(paths: frozenset[str]) -> dict[str, list[str]]:
    """Return the files of a package by the last part of their path."""
    made = defaultdict[str, list[str]](list)
    for path in sorted(paths):
        made[posixpath.basename(path)].append(path)
    return made


def names_submodule(statement: tree.Import, path: str) -> bool:
    """Whether `from package import name` found a module of that name, and not what binds it: a module may have a function of its own name."""
    stem = path.removesuffix("/__init__.py").removesuffix(".py")
    inside = f"{statement.module.replace('.', '/')}/{statement.member}".lstrip("/")
    return statement.member is not None and f"/{stem}".endswith(f"/{inside}")


def file_of(text: str, importer: str, paths: Collection[str]) -> str | None:
    """Return the file of the package that a path in its code means: from the file that has it, else by its end, where it is the only one that ends so."""
    from_here = text.replace("\\", "/").replace("{__dirname}/", "./")
    exact = posixpath.normpath(posixpath.join(posixpath.dirname(importer), from_here))
    if from_here.startswith(("./", "../")) and exact in paths:
        return exact
    tail = text.replace("\\", "/").replace("{__dirname}", "").rpartition("{}")[2].rpartition("}")[2].lstrip("./")
    if len(tail) < 3 or "*" in tail:
        return None
    near = posixpath.normpath(posixpath.join(posixpath.dirname(importer), tail))
    if near in paths:
        return near
    ending = [path for path in paths if path == tail or path.endswith("/" + tail)]
    return ending[0] if len(ending) == 1 else None
