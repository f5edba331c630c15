"""Large files of Python: what could act is read, with what it names and who names it, as in those of compiled languages.

1. Python's own parser tells the statements; a class or another block of some size is opened, and what stands in it is told one by one.
2. Those that could act are taken, and those that name what an import brings which could. A table of literals cannot, unless
   something in it looks like code.
3. Who names one of these is taken too, and what any of them names, as far as there is room (`large.choose`).
4. What is not taken becomes `pass`, so that what is left is a file with the same lines.
"""

import ast
from collections.abc import Iterator

from beartrap.model.frozen import frozen
from beartrap.model.regex import regex
from beartrap.vet.source.languages.large import SMALL, Choice, Declaration, Part, choose, mention
from beartrap.vet.source.reading.plain_data import is_table, lines_of, looks_like_code, records_of
from beartrap.vet.source.reading.prefilter import could_act

_NOTHING = regex(rb"[ \t\f]*(?:#[^\r\n]*)?[\r\n]*")
"""What may stand behind a statement that has its lines for itself."""
TABLE = 2_000
"""Bytes of a value that may hold more than a name or a setting."""
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_BLOCKS = ("body", "orelse", "finalbody")


@frozen
class _Statement:
    """One that has its lines for itself: the first, from 0, and the one behind its last."""

    node: ast.stmt
    first: int
    behind: int


def part_of_python(text: str, module: ast.Module) -> Part:
    """Return what is read of a file of Python, which was parsed.

    A table that is named by what is read, and for which there was no room, is counted with what is left: nobody knows what code makes of it.
    """
    lines = [line.encode("utf-8", "replace") for line in lines_of(text)]
    content, starts = b"".join(lines), [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    statements = list(_statements(module.body, lines, starts))
    found = [
        Declaration(starts[one.first], starts[one.behind], names=frozenset(_declared(one.node))) for one in statements
    ]
    mention(found, content)
    choice = choose(found, _acting(module, statements, found, content))
    left = choice.left + len(_tables_named(choice, statements, found))
    for number, one in enumerate(statements):
        if number not in choice.numbers and not isinstance(one.node, ast.Import | ast.ImportFrom):
            _blot(lines, one)
    return Part(b"".join(lines).decode("utf-8", "replace"), left, choice.apart)


def _statements(body: list[ast.stmt], lines: list[bytes], starts: list[int]) -> Iterator[_Statement]:
    """Yield the statements of a block and of the large blocks in it, where they have their lines for themselves."""
    left = list(reversed(body))
    while left:
        one = left.pop()
        marks = [mark.lineno for mark in getattr(one, "decorator_list", [])]
        first, behind = min([one.lineno, *marks]) - 1, one.end_lineno or one.lineno
        parts = [] if isinstance(one, _FUNCTIONS) or starts[behind] - starts[first] <= SMALL else _within(one)
        if parts:
            left += reversed(parts)
        elif _is_alone(one, lines, first, behind):
            yield _Statement(one, first, behind)


def _within(one: ast.stmt) -> list[ast.stmt]:
    """Return the statements in the blocks of one."""
    inner = [one, *getattr(one, "handlers", []), *getattr(one, "cases", [])]
    return [part for each in inner for block in _BLOCKS for part in getattr(each, block, [])]


def _is_alone(one: ast.stmt, lines: list[bytes], first: int, behind: int) -> bool:
    before = lines[first][: len(lines[first]) - len(lines[first].lstrip())]
    starts = lines[first].lstrip().startswith(b"@") if first < one.lineno - 1 else len(before) == one.col_offset
    return starts and _NOTHING.fullmatch(lines[behind - 1], one.end_col_offset or 0) is not None


def _declared(one: ast.stmt) -> Iterator[bytes]:
    """Yield the names that a statement binds, those of a class's members among them."""
    left: list[ast.AST] = [one]
    while left:
        node = left.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name.encode()
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id.encode()
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name.partition(".")[0]).encode()
        if not isinstance(node, _FUNCTIONS):
            left += ast.iter_child_nodes(node)


def _acting(
    module: ast.Module, statements: list[_Statement], found: list[Declaration], content: bytes
) -> Iterator[int]:
    """Yield the numbers of those that could act, by themselves or by what an import brings."""
    records = records_of(module)
    acts, brought = set[int](), set[bytes]()
    for number, (one, said) in enumerate(zip(statements, found, strict=True)):
        piece = content[said.start : said.end]
        text = piece.decode("utf-8", "replace")
        if looks_like_code(text) if is_table(one.node, records) else could_act("python", piece, text):
            acts.add(number)
            brought |= said.names if isinstance(one.node, ast.Import | ast.ImportFrom) else set()
    for number, said in enumerate(found):
        if number in acts or not said.mentions.isdisjoint(brought):
            yield number


def _tables_named(choice: Choice, statements: list[_Statement], found: list[Declaration]) -> list[int]:
    """Return the values of some size that are not read and that something names which is."""
    named = frozenset[bytes]().union(*(found[number].mentions for number in choice.numbers))
    return [
        number
        for number, one in enumerate(statements)
        if number not in choice.numbers
        and isinstance(one.node, ast.Assign | ast.AnnAssign)
        and found[number].end - found[number].start >= TABLE
        and not found[number].names.isdisjoint(named)
    ]


def _blot(lines: list[bytes], one: _Statement) -> None:
    """Put `pass` in the place of a statement; its lines stay."""
    for number in range(one.first, one.behind):
        line = lines[number]
        end = line[len(line.rstrip(b"\r\n")) :]
        lines[number] = end if number > one.first else line[: len(line) - len(line.lstrip())] + b"pass" + end
