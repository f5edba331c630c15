"""Large files of compiled languages, libraries in one file: what could act is read, with what it names and who names it.

1. The grammar tells the declarations of the file, those of its types and namespaces one by one.
2. Those that could act are taken, and what brings in names from elsewhere.
3. Round by round who names one of these is taken too (what it is given stands there), and what any of them names
   (constants, decoders, the function that sends what another reads), the nearest first.
4. What is not taken is blotted out, line by line, so that what is left is a file with the same lines.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import field
from typing import Any

from beartrap.model.frozen import slotted
from beartrap.model.regex import regex
from beartrap.vet.source.languages.grammar import COMMENTS, parser
from beartrap.vet.source.reading.prefilter import could_act

LARGEST_TREE = 12 * 1024 * 1024
"""Bytes of a file whose tree is made, which takes about sixteen times as much; the largest library in one file of C has ten million."""
ACTING = 1_000_000
"""Bytes of declarations that could act which are read of one file; that library has a third of it."""
AROUND = 100_000
"""Bytes of other declarations that are read with them: hundreds of constants and helpers, the small ones first."""
SMALL = 4_000
"""Bytes of a type or namespace that is taken as a whole."""
BROKEN = 16_000
"""Bytes of a declaration above which one that the grammar could not follow is more than one: it missed the end."""

_LISTS = frozenset({
    "translation_unit", "source_file", "program", "compilation_unit", "declaration_list", "field_declaration_list", "class_body", "interface_body",
    "enum_class_body", "enum_body_declarations", "preproc_if", "preproc_ifdef", "preproc_else", "preproc_elif", "preproc_elifdef", "ERROR",
})  # fmt: skip
"""What holds declarations."""
_HOLDERS = frozenset({
    "namespace_definition", "namespace_declaration", "linkage_specification", "mod_item", "impl_item", "trait_item", "foreign_mod_item",
    "class_declaration", "interface_declaration", "enum_declaration", "record_declaration", "struct_declaration", "class_specifier",
    "struct_specifier", "object_declaration", "companion_object", "template_declaration", "enum_body",
})  # fmt: skip
"""What has a list of declarations beside its own name."""
_IMPORTS = frozenset({
    "use_declaration", "import_declaration", "import_list", "import_header", "import", "package_clause", "using_directive", "extern_crate_declaration",
})  # fmt: skip
_IDENTIFIERS = frozenset({"identifier", "simple_identifier", "field_identifier", "type_identifier"})
_SPECS = frozenset({
    "var_spec", "var_spec_list", "const_spec", "type_spec", "variable_declaration", "variable_declarator", "init_declarator", "function_declarator",
})  # fmt: skip
_NAMED = ("name", "declarator", "pattern")
_OF_A_TEST = ("condition", "name")
_WORD = regex(rb"[A-Za-z_]\w*")
_END = regex(rb"\n\}[;)]?[ \t]*\r?\n")
"""Where a declaration ends that is part of no other, as people write."""
_HEAD = regex(rb"^[A-Za-z_][^\n=;({]{0,200}?\b(\w{1,80})[ \t]{0,4}[(=\[;]", re.MULTILINE)
"""A name at the beginning of such a piece, or within one."""


@slotted
class Declaration:
    """One of a file: where it stands, the names that it declares, and those of the file that it mentions.

    `node` is absent from a piece of what the grammar could not follow.
    """

    start: int
    end: int
    node: Any = None
    names: frozenset[bytes] = frozenset()
    mentions: frozenset[bytes] = frozenset()

    @property
    def kind(self) -> str:
        """The grammar's name for it."""
        return str(self.node.type) if self.node is not None else ""


@slotted
class Part:
    """What is read of a large file: `text` with its lines; how many declarations that could act are not in it, and how many that these name."""

    text: str
    left: int = 0
    apart: int = 0


@slotted
class Choice:
    """The declarations that are taken, by their number, and their size; how many are not, as of a part."""

    numbers: set[int] = field(default_factory=set)
    size: int = 0
    left: int = 0
    apart: int = 0


def part_of(language: str, content: bytes) -> Part:
    """Return what is read of a file: nothing where nothing in it could act."""
    tree = parser("cpp" if language == "c" else language).parse(content)
    found = [piece for one in _declarations(tree.root_node) for piece in _in_pieces(one, content)]
    acts = [
        number
        for number, one in enumerate(found)
        if one.kind not in COMMENTS
        and could_act(language, piece := content[one.start : one.end], piece.decode("utf-8", "replace"))
    ]
    if not acts:
        return Part("")
    _name(found, content)
    choice = choose(found, acts)
    for number, one in enumerate(found):
        if one.kind in _IMPORTS or _is_a_file(one):
            choice.numbers.add(number)
    text = _blotted(found, content, choice.numbers).decode("utf-8", "replace")
    return Part(text, choice.left, choice.apart)


def choose(found: list[Declaration], acts: Iterable[int]) -> Choice:
    """Return which declarations are read: those that could act, who names them and what they name, as far as there is room."""
    choice = Choice()
    for number in acts:
        if choice.size + found[number].end - found[number].start <= ACTING:
            _take(choice, found, number)
        else:
            choice.left += 1
    choice.apart = _with_neighbours(choice, found)
    return choice


def _is_a_file(one: Declaration) -> bool:
    """Whether a declaration names a module that is a file of its own (`mod name;` of Rust)."""
    return one.kind == "mod_item" and one.node.child_by_field_name("body") is None


def _declarations(root: Any) -> Iterator[Declaration]:
    """Yield the declarations of a file in their order; an attribute belongs to what stands behind it."""
    left: list[tuple[Any, bool]] = [(root, True)]
    attribute: int | None = None
    while left:
        node, listed = left.pop()
        kind = node.type
        opened = node is root or (node.end_byte - node.start_byte > SMALL and (kind in _LISTS or kind in _HOLDERS))
        if opened:
            apart = [node.child_by_field_name(name) for name in _OF_A_TEST] if kind.startswith("preproc") else ()
            kids = [kid for kid in node.named_children if kid not in apart]
            left += [(kid, kind in _LISTS) for kid in reversed(kids) if kind in _LISTS or kid.type in _LISTS | _HOLDERS]
        elif kind == "attribute_item":
            attribute = node.start_byte if attribute is None else attribute
            continue
        elif attribute is not None and kind in COMMENTS:
            continue
        elif listed:
            yield Declaration(node.start_byte if attribute is None else attribute, node.end_byte, node)
        attribute = None


def _in_pieces(one: Declaration, content: bytes) -> Iterator[Declaration]:
    """Yield a declaration, or what of several the grammar took for one."""
    start = one.start
    if one.end - one.start > BROKEN and one.node.has_error:
        for match in _END.finditer(content, one.start, one.end):
            yield Declaration(start, match.end())
            start = match.end()
    if start < one.end:
        yield one if start == one.start else Declaration(start, one.end)


def _name(found: list[Declaration], content: bytes) -> None:
    """Find what each declaration declares, and what of that the others mention."""
    found = [one for one in found if one.kind not in COMMENTS]
    for one in found:
        head = content[one.start : one.end] if one.node is None else b""
        one.names = frozenset(_HEAD.findall(head) if one.node is None else _declared(one.node, content))
    mention(found, content)


def mention(found: list[Declaration], content: bytes) -> None:
    """Find what each declaration mentions of what the others declare."""
    every = frozenset().union(*(one.names for one in found))
    for one in found:
        one.mentions = every.intersection(_WORD.findall(content, one.start, one.end)) - one.names


def _declared(node: Any, content: bytes) -> Iterator[bytes]:
    left = [node]
    while left:
        one = left.pop()
        named = [kid for name in _NAMED for kid in one.children_by_field_name(name)]
        kids = named or [kid for kid in one.named_children if kid.type in _SPECS or kid.type in _IDENTIFIERS]
        if one.type in _LISTS or one.type in _HOLDERS:
            kids = kids + [kid for kid in one.named_children if one.type in _LISTS or kid.type in _LISTS]
        if not kids and one.type in _IDENTIFIERS:
            yield content[one.start_byte : one.end_byte]
        left += kids


def _take(taken: Choice, found: list[Declaration], number: int) -> None:
    taken.numbers.add(number)
    taken.size += found[number].end - found[number].start


def _with_neighbours(taken: Choice, found: list[Declaration]) -> int:
    """Take who names what is taken, and what it names, as long as there is room; return how many were left out of the last round."""
    declared, mentioned = defaultdict[bytes, list[int]](list), defaultdict[bytes, list[int]](list)
    for number, one in enumerate(found):
        for name in one.names:
            declared[name].append(number)
        for name in one.mentions:
            mentioned[name].append(number)
    above, last, room = set(taken.numbers), set(taken.numbers), taken.size + AROUND
    while last:
        callers = _of(mentioned, (name for number in above for name in found[number].names))
        wanted = callers | _of(declared, (name for number in last for name in found[number].mentions))
        above, last, apart = callers - taken.numbers, set[int](), 0
        for number in sorted(wanted - taken.numbers, key=lambda number: found[number].end - found[number].start):
            if taken.size + found[number].end - found[number].start <= room:
                _take(taken, found, number)
                last.add(number)
            else:
                apart += 1
        if apart:
            return apart
        above &= last
    return 0


def _of(index: dict[bytes, list[int]], names: Iterable[bytes]) -> set[int]:
    return {number for name in set(names) for number in index.get(name, ())}


def _blotted(found: list[Declaration], content: bytes, taken: set[int]) -> bytes:
    """Return the file without the declarations that are not taken: of each its line ends are left."""
    kept, end = list[bytes](), 0
    for number, one in enumerate(found):
        if number not in taken:
            kept += (content[end : one.start], b"\n" * content.count(b"\n", one.start, one.end))
            end = one.end
    return b"".join([*kept, content[end:]])
