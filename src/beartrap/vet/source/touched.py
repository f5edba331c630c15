"""Which functions of a file a change could have touched: all that have to be walked to see whether it does something new.

A change reaches a function in one of three ways, and names tell of each: it stands in it; what stands in it is called or
read there; or what it calls or writes is used where the change stands. So the functions of changed lines are taken, then
those that name what was taken, CALLERS times over, then those that write the members which all of these read, and all in
which one of them is made. What reaches a change by none of these is no name in the text, and the walk does not see it either.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from beartrap.vet.source import tree

CALLERS = 2
"""Calls from a change outwards along which values are followed into it."""
MOST_LINES = 6_000
"""Lines of a file of which the changed ones are told; comparing takes longer than linear."""
MOST_DIFFERENT = 1_500
"""Lines between the first and the last change, in both files together, that are compared one by one."""
WIDEST = 2_000
"""Characters of a line from which on lines say nothing: the code was made by a tool."""

_NAMES = re.compile(r"[A-Za-z_$][\w$]*")
_BOUND = re.compile(
    r"([A-Za-z_$][\w$]*)\s*(?:\[[^\]]*\]\s*)?(?:[-+*/|&^%@]{0,2}=(?!=)|:)|\b(?:def|class|function|const|let|var|import|as|global|nonlocal|for)\s+([A-Za-z_$][\w$]*)"
)
_MEMBERS = re.compile(
    r"(?:\.|\[[\"'])([A-Za-z_$][\w$]*)(?:[\"']\])?\s*(?:\[[^\]]*\]\s*)?[-+*/|&^%@]{0,2}=(?!=)|\b(?:def|class|function)\s+([A-Za-z_$][\w$]*)"
)
"""What a line within a function binds for others: members, and functions."""
_SHARES = re.compile(r"\b(?:global|nonlocal)\b")
_READ = re.compile(r"\.\s*([A-Za-z_$][\w$]*)")
_EVERYWHERE = frozenset(
    [
        "self",
        "this",
        "cls",
        "if",
        "else",
        "elif",
        "for",
        "while",
        "in",
        "of",
        "is",
        "not",
        "and",
        "or",
        "return",
        "import",
        "from",
        "as",
        "def",
        "class",
        "function",
        "const",
        "let",
        "var",
        "new",
        "try",
        "except",
        "catch",
        "finally",
        "with",
        "lambda",
        "yield",
        "await",
        "async",
        "None",
        "True",
        "False",
        "null",
        "undefined",
        "true",
        "false",
        "typeof",
        "instanceof",
        "print",
        "len",
        "str",
        "int",
        "list",
        "dict",
        "exports",
        "module",
        "require",
        "super",
        "raise",
        "throw",
        "assert",
        "pass",
        "break",
        "continue",
        "global",
        "nonlocal",
        "del",
        "static",
        "get",
        "set",
        "switch",
        "case",
        "default",
        "do",
        "void",
        "isinstance",
        "getattr",
        "setattr",
        "hasattr",
        "range",
        "type",
        "object",
        "Object",
        "Array",
        "String",
        "Number",
    ]
)
"""Names that tell nothing, because every function has some of them."""
_MAKERS = frozenset({"__init__", "__new__", "__post_init__", "__call__", "__enter__", "__aenter__", "constructor"})
"""Methods that are called by the name of their class."""


@dataclass(slots=True)
class _Part:
    """One function (or the file itself): its node, what it stands in, and the lines that are its own."""

    node: tree.Function | None
    names: tuple[str, ...]
    above: "_Part | None"
    rows: list[int] = field(default_factory=list)


def touched(
    module: tree.Module, lines: Sequence[str], before: Sequence[str], joints: Collection[int] = ()
) -> frozenset[int] | None:
    """Return the ids of the function nodes that a change from the lines `before` could have touched; None for all.

    `joints` are rows that bring in something else that changed.
    """
    changed = changed_rows(lines, before)
    if changed is None:
        return None
    if not changed[0] and not changed[1] and not joints:
        return frozenset()
    parts = _parts(module)
    if parts is None:
        return None
    owners = _owners(parts, len(lines))
    for row, part in enumerate(owners[1:], 1):
        part.rows.append(row)
    rows, gone = changed[0].union(row for row in joints if 0 < row <= len(lines)), changed[1]
    taken = {id(owners[row]): owners[row] for row in rows if row < len(owners) and owners[row].node is not None}
    named = _named(rows, gone, owners, lines)
    _take_callers(parts, lines, named, taken)
    read = {name for part in taken.values() for row in part.rows for name in _READ.findall(lines[row - 1])}
    _take_writers(parts, lines, read - _EVERYWHERE, taken)
    return frozenset(id(part.node) for part in _with_all_above(taken.values()))


def changed_rows(lines: Sequence[str], before: Sequence[str]) -> tuple[frozenset[int], list[str]] | None:
    """Return the rows (from 1) that changed, or stand where something was taken away, and the lines that are gone.

    None where lines tell nothing, or are too many.
    """
    if max(len(lines), len(before)) > MOST_LINES or any(len(line) > WIDEST for line in lines):
        return None
    start = 0
    while start < min(len(lines), len(before)) and lines[start] == before[start]:
        start += 1
    end = 0
    while end < min(len(lines), len(before)) - start and lines[-1 - end] == before[-1 - end]:
        end += 1
    now, then = lines[start : len(lines) - end], before[start : len(before) - end]
    if len(now) + len(then) > 2 * MOST_DIFFERENT:
        return None
    rows, gone = set[int](), list[str]()
    for kind, low, high, first, last in SequenceMatcher(None, then, now, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        gone += then[low:high]
        rows.update(range(start + first + 1, start + last + 1))
        if low != high:  # what stands around it may run otherwise without it
            rows.update((start + first, start + last + 1))
    return frozenset(row for row in rows if 0 < row <= len(lines)), gone


def _parts(module: tree.Module) -> list[_Part] | None:
    """Return the file and its functions, outer ones first; None where a reader does not tell where they end."""
    whole = _Part(None, (), None)
    parts = [whole]
    stack: list[tuple[object, _Part, str]] = [(module.body, whole, "")]
    while stack:
        item, above, around = stack.pop()
        if isinstance(item, tree.Function):
            if not item.end:
                return None
            names = (item.name, around) if item.name in _MAKERS else (item.name,)
            above = _Part(item, tuple(name for name in names if name), above)
            parts.append(above)
        elif isinstance(item, tree.Class):
            around = item.name
        if isinstance(item, list | tuple):
            stack += [(inner, above, around) for inner in reversed(item) if isinstance(inner, tree.Node | list | tuple)]
        elif isinstance(item, tree.Node):
            stack += [(inner, above, around) for inner in _inner(item)]
    return parts


def _inner(node: tree.Node) -> Iterator[object]:
    for slot in type(node).__slots__:
        inner = getattr(node, slot)
        if isinstance(inner, tree.Node | list | tuple):
            yield inner


def _owners(parts: Sequence[_Part], count: int) -> list[_Part]:
    """Return for each row the innermost function that it stands in; index 0 is for no row."""
    owners = [parts[0]] * (count + 1)
    for part in sorted(parts[1:], key=_depth):
        if part.node is not None:
            for row in range(part.node.row, min(part.node.end, count) + 1):
                owners[row] = part
    return owners


def _depth(part: _Part) -> int:
    depth, above = 0, part.above
    while above is not None:
        depth, above = depth + 1, above.above
    return depth


def _named(rows: frozenset[int], gone: Sequence[str], owners: Sequence[_Part], lines: Sequence[str]) -> set[str]:
    """Return the names that a change may have given another meaning."""
    names = set[str]()
    for row in rows:
        part, line = owners[row], lines[row - 1]
        if part.node is None:
            names.update(_NAMES.findall(line))
        elif any(_SHARES.search(lines[own - 1]) for own in part.rows):
            names.update(_bound(line))
        else:
            names.update(match[1] or match[2] for match in _MEMBERS.finditer(line))
    for line in gone:
        names.update(_bound(line) if line[:1].strip() else (match[1] or match[2] for match in _MEMBERS.finditer(line)))
    return names - _EVERYWHERE


def _bound(line: str) -> Iterator[str]:
    for match in _BOUND.finditer(line):
        yield match[1] or match[2]


def _take_writers(parts: Sequence[_Part], lines: Sequence[str], names: set[str], taken: dict[int, _Part]) -> None:
    if not names:
        return
    for part in parts[1:]:
        written = {match[1] or match[2] for row in part.rows for match in _MEMBERS.finditer(lines[row - 1])}
        if written & names:
            taken[id(part)] = part


def _take_callers(parts: Sequence[_Part], lines: Sequence[str], named: set[str], taken: dict[int, _Part]) -> None:
    words = {id(part): frozenset(_NAMES.findall("\n".join(lines[row - 1] for row in part.rows))) for part in parts[1:]}
    for _ in range(CALLERS):
        named = named.union(*(_called(part, lines) for part in taken.values())) - _EVERYWHERE
        more = [part for part in parts[1:] if id(part) not in taken and words[id(part)] & named]
        if not more:
            return
        taken.update((id(part), part) for part in more)


def _called(part: _Part, lines: Sequence[str]) -> tuple[str, ...]:
    """Return the names by which a function is called: its own, or what it is bound to on its first line."""
    if part.names or part.node is None:
        return part.names
    head = lines[part.node.row - 1] if part.node.row <= len(lines) else ""
    return tuple(name for name in _bound(head) if name not in ("function", "async"))


def _with_all_above(parts: Iterable[_Part]) -> list[_Part]:
    found: dict[int, _Part] = {}
    for part in parts:
        above: _Part | None = part
        while above is not None and above.node is not None:
            found[id(above)] = above
            above = above.above
    return list(found.values())
