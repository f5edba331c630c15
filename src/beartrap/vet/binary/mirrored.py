"""Python bytecode that says nothing which its source beside it does not say.

Caches of bytecode get into packages by mistake. What such a file names that could act (`bytecode.py`) has to stand in the source as
code or as a text, and not in a comment; then the source tells what it does, and the bytecode is nothing by itself.
"""

import ast
from collections.abc import Iterator

from beartrap.model.regex import regex
from beartrap.vet.analyser import Side
from beartrap.vet.binary.bytecode import NAMES, PYC_MAGIC_END, marshalled_names, source_of
from beartrap.vet.binary.ends import PYTHON
from beartrap.vet.kinds import Kind
from beartrap.vet.source.languages.python import DoesNotParseError, parsed

LARGEST = 500_000
"""Bytes of a source that is parsed for this."""
SHORTEST = 8
"""Characters of a text that may be an address or a command."""
LONGEST_NAME = 24
"""Characters above which what looks like a name may hold something."""
_DOTTED = regex(r"(?:\w+|<\w+>)(?:\.(?:\w+|<\w+>))*")
"""Names of functions within others, and of modules."""
_SIGN = regex(r"[/\\:~|$;&]|\d\.\d|[\w+]{25}")
_TELLING = frozenset({*NAMES, *PYTHON.speaks, *PYTHON.starts, *PYTHON.loads, *PYTHON.environment, *PYTHON.decodes})


def mirrors_source(side: Side, path: str) -> bool:
    """Whether a file is bytecode of Python, and names nothing that could act which its source does not name."""
    if not path.endswith((".pyc", ".pyo")) or side.kind(path) is not Kind.BYTECODE:
        return False
    bytecode, source = side.read(path), side.read(source_of(path))
    if bytecode is None or source is None or len(source.content) > LARGEST or bytecode.content[2:4] != PYC_MAGIC_END:
        return False
    try:
        said = set(_said(parsed(source.content.decode("utf-8", "replace").removeprefix("\ufeff"))))
    except DoesNotParseError:
        return False
    file = source.path.rpartition("/")[2]
    together = "\0".join(said)
    return all(
        name in said or (name not in _TELLING and name in together)
        for whole, _ in marshalled_names(bytecode.content)
        for name in (whole.split(".") if _DOTTED.fullmatch(whole) else [whole])
        if _tells(name) and not name.endswith(file)
    )


def _tells(name: str) -> bool:
    """Whether something could act by a name or text, or on it: an address, a path, a command, or what may be encoded."""
    if name in _TELLING:
        return True
    if name.isidentifier():
        return len(name) > LONGEST_NAME
    return len(name) >= SHORTEST and _SIGN.search(name) is not None


def _said(module: ast.Module) -> Iterator[str]:
    """Yield the names and texts of a source."""
    for node in ast.walk(module):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.alias(name=name) | ast.ImportFrom(module=str(name)):
                yield name
                yield from name.split(".")
            case ast.Constant(value=str(text)):
                yield text
            case ast.Constant(value=bytes(raw)):
                yield raw.decode("latin-1")
