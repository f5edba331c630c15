"""Large files of Python that are data: a specification, a table of a hundred thousand rows, given to one name."""

import ast
from collections.abc import Iterator

from beartrap.model.regex import regex
from beartrap.vet.source.languages.python import parsed

LARGEST_PARSED = 8 * 1024 * 1024
"""Bytes of a file that Python's own parser is given, which takes about fifty times as much."""
SMALLEST = 2_000
"""Bytes from which on a statement is left out."""
_CODE = regex(
    r"\b(?:exec|eval|compile|__import__|system|popen|Popen|run|call|spawn\w*|urlopen|b64decode|decompress|unhexlify|fromhex|loads)\s*\(|\bimport\s+(?:os|sys|subprocess|socket|requests|urllib|http|base64|binascii|ctypes|marshal|pickle|zlib|shutil|builtins|importlib|pty|threading)\b|\bimport\s*\("
    r"|\b(?:curl|wget)\s+-|\|\s*(?:ba)?sh\b"
)
"""What code in a text of a table would say, were it run."""
_PLAIN = (ast.Constant, ast.Dict, ast.List, ast.Tuple, ast.Set, ast.UnaryOp, ast.unaryop, ast.expr_context)


def without_data(text: str) -> str:
    """Return Python source with its large tables of literals blotted out, line by line; raises DoesNotParseError.

    What code makes of one that is left out is not known to it, so that only those are in which no text looks like code.
    """
    lines = text.splitlines(keepends=True)
    for start, end in _tables(parsed(text)):
        table = "".join(lines[start:end])
        if len(table) >= SMALLEST and _CODE.search(table) is None:
            lines[start:end] = ["\n"] * (end - start)
    return "".join(lines)


def _tables(module: ast.Module) -> Iterator[tuple[int, int]]:
    """Yield the lines, from 0, of each statement that has its lines for itself and gives literals to names."""
    ends = [0, *(one.end_lineno or one.lineno for one in module.body)]
    starts = [*(one.lineno for one in module.body[1:]), 1 << 60]
    for one, before, after in zip(module.body, ends, starts, strict=False):
        value = one.value if isinstance(one, ast.Assign | ast.AnnAssign) else None
        end = one.end_lineno or one.lineno
        if value is not None and before < one.lineno and end < after and _is_plain(value):
            yield one.lineno - 1, end


def _is_plain(value: ast.expr) -> bool:
    return all(isinstance(node, _PLAIN) for node in ast.walk(value))
