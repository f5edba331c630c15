"""Lines of `.pth` files by which setuptools joins the parts of a namespace package, as it writes them itself.

Source: `_nspkg_tmpl` of setuptools (setuptools/namespaces.py) and its older form; the names alone differ from package to package.
"""

from collections.abc import Iterable

from beartrap.model.regex import regex

LONGEST = 16 * 1024
"""Characters of a file that is looked at."""
_PACKAGE = r"'[\w.]+'"
_STATEMENT = regex(
    r"import sys, ?types, ?os|has_mfs = sys\.version_info > \(3, 5\)"
    rf"|p = os\.path\.join\(sys\._getframe\(1\)\.f_locals\['sitedir'\], \*\((?:{_PACKAGE},? ?)+\)\)"
    r"|importlib = (?:has_mfs and )?__import__\('importlib\.util'\)|(?:has_mfs and )?__import__\('importlib\.machinery'\)"
    rf"|m = (?:has_mfs and )?sys\.modules\.setdefault\({_PACKAGE}, importlib\.util\.module_from_spec\(importlib\.machinery\.PathFinder\.find_spec\({_PACKAGE}, \[os\.path\.dirname\(p\)\]\)\)\)"
    rf"|m = (?:m or|not ie and) sys\.modules\.setdefault\({_PACKAGE}, ?types\.ModuleType\({_PACKAGE}\)\)"
    r"|ie = os\.path\.exists\(os\.path\.join\(p, ?'__init__\.py'\)\)"
    r"|mp = \(m or \[\]\) and m\.__dict__\.setdefault\('__path__', ?\[\]\)|\(p not in mp\) and mp\.append\(p\)"
    rf"|m and setattr\(sys\.modules\[{_PACKAGE}\], {_PACKAGE}, m\)"
)


def joins_namespace(line: str) -> bool:
    """Whether a line of a `.pth` file does nothing but that."""
    return all(_STATEMENT.fullmatch(part.strip()) for part in line.strip().split(";"))


def only_joins_namespaces(text: str) -> bool:
    """Whether a whole `.pth` file does nothing but that."""
    return len(text) <= LONGEST and all(joins_namespace(line) for line in text.splitlines() if line.strip())


_FOLDER = regex(r"\w[\w-]*(?:/\w[\w-]*)*/?|#[^\n\r]*")
"""A folder's name without a dot: an archive is none, nor is what lies outside."""


def only_names_folders(text: str, paths: Iterable[str]) -> bool:
    """Whether each line of a `.pth` file is the name of a folder that is among the `paths` beside it.

    Such lines run nothing: `site` puts the folder behind all others in which modules are looked for (docs.python.org, `site`).
    """
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if line.strip()]
    folders = [line.strip("/") + "/" for line in lines if not line.startswith("#")]
    beside = tuple(paths)
    known = all(any(path.startswith(folder) for path in beside) for folder in folders)
    return len(text) <= LONGEST and all(map(_FOLDER.fullmatch, lines)) and bool(folders) and known
