"""Large files of Python that are data or documents: a table of a hundred thousand rows given to one name, classes with pages of text in each."""

import ast
import io
from collections.abc import Callable, Collection, Iterator

from beartrap.model.regex import regex

Records = Callable[[ast.expr], bool]
"""Whether what is called is a class of records."""
LARGEST_PARSED = 8 * 1024 * 1024
"""Bytes of a file that Python's own parser is given, which takes about fifty times as much."""
_CODE = regex(
    r"\b(?:exec|eval|compile|__import__|system|popen|Popen|run|call|spawn\w*|urlopen|b64decode|decompress|unhexlify|fromhex|loads)\s*\(|\bimport\s+(?:os|sys|subprocess|socket|requests|urllib|http|base64|binascii|ctypes|marshal|pickle|zlib|shutil|builtins|importlib|pty|threading)\b|\bimport\s*\("
    r"|\b(?:curl|wget)\s+-|\|\s*(?:ba)?sh\b"
)
"""What code in a text of a table would say, were it run."""
_PLAIN = (ast.Constant, ast.Dict, ast.List, ast.Tuple, ast.Set, ast.UnaryOp, ast.unaryop, ast.expr_context)


def without_documents(text: str, module: ast.Module) -> str:
    """Return Python source that was parsed with the long texts that stand as statements in it emptied, line by line.

    Those in which a text looks like code stay: code can ask for them (`__doc__`).
    """
    lines = lines_of(text)
    for one in _documents(module):
        start, end = one.lineno - 1, one.end_lineno or one.lineno
        indent = lines[start].encode()[: one.col_offset].decode("utf-8", "replace")
        after = lines[end - 1].encode()[one.end_col_offset :].strip()
        if not indent.strip() and not after and not looks_like_code("".join(lines[start:end])):
            lines[start:end] = [f'{indent}""\n', *["\n"] * (end - start - 1)]
    return "".join(lines)


def _documents(module: ast.Module) -> Iterator[ast.Expr]:
    """Yield each text of several lines that is a statement."""
    for one in ast.walk(module):
        text = one.value.value if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant) else None
        if isinstance(one, ast.Expr) and isinstance(text, str) and (one.end_lineno or one.lineno) > one.lineno:
            yield one


def lines_of(text: str) -> list[str]:
    """Return the lines of a text, with their ends, as Python's parser counts them: a form feed ends none."""
    return list(io.StringIO(text, newline=""))


def looks_like_code(text: str) -> bool:
    """Whether something in a text says what code would say, were it run."""
    return _CODE.search(text) is not None


def is_table(one: ast.stmt, records: Records) -> bool:
    """Whether a statement gives literals, or records of them, to names."""
    value = one.value if isinstance(one, ast.Assign | ast.AnnAssign) else None
    return value is not None and _is_plain(value, records)


def _is_plain(value: ast.expr, records: Records) -> bool:
    """Whether a value is made of literals, and of records of them."""
    left: list[ast.AST] = [value]
    while left:
        node = left.pop()
        if isinstance(node, ast.Call):
            if not records(node.func):
                return False
            left += [*node.args, *(word.value for word in node.keywords)]
        elif isinstance(node, _PLAIN):
            left += ast.iter_child_nodes(node)
        elif not _is_value(node, _VALUES):
            return False
    return True


def _is_value(node: ast.AST, modules: Collection[str]) -> bool:
    """Whether something is a member of a module whose classes do nothing but hold a value (`datetime.timezone.utc`)."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id in modules


def records_of(module: ast.Module) -> Records:
    """Return what tells the classes of records that a file has: its own ones, those of modules beside it, numbers and dates.

    What the classes of the package do with what they are given is looked at where they stand.
    """
    brought = [one for one in module.body if isinstance(one, ast.ImportFrom)]
    whole = [name for one in module.body if isinstance(one, ast.Import) for name in one.names]
    values = {name.name for name in whole if not name.asname} & _VALUES
    own = {one.name for one in module.body if isinstance(one, ast.ClassDef)}
    own |= {name.name for one in brought if one.level or one.module in _VALUES for name in one.names if not name.asname}
    strange = {name.asname or name.name for one in brought if not one.level and one.module not in _VALUES for name in one.names}  # fmt: skip

    def records(func: ast.expr) -> bool:
        if isinstance(func, ast.Attribute):
            return _is_value(func, values)
        if not isinstance(func, ast.Name) or not func.id[:1].isupper() or func.id in strange:
            return False
        return func.id in own or "*" in own

    return records


_VALUES = frozenset({"datetime", "decimal", "fractions", "uuid"})
"""Modules whose classes do nothing but hold a value."""
