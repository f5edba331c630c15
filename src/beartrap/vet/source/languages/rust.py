"""Rust: paths are dots, a module or an `impl` is a class, arguments of macros are read as those of a call."""

import re
from itertools import count
from typing import Any

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.languages.compiled import Statements, read_with
from beartrap.vet.source.languages.rust_patterns import MOST_ARMS, fits
from beartrap.vet.source.tree import Node

_HOLE = regex(r"\{([^{}]*)\}")
_TEXTS = frozenset(
    {"format", "write", "writeln", "print", "println", "eprint", "eprintln", "panic", "format_args", "info", "debug"}
)
"""Macros whose first text has holes."""
_AT_LOAD = regex(r"\bctor\b|init_array|mod_init_func|\.CRT\$X")
"""A function that the loader calls, or a section of such (Mach-O's and PE's among them)."""
_FOR_TESTS = regex(r"\A#\[\s*cfg\s*\(\s*test\s*\)\s*\]\Z")
_DECLARES = regex(rb"\bfn\s+\w+\s*(?=\([^{};]*\)\s*(?:->[^{};]*)?;?\s*$)")
"""A function of a library that a macro declares (`link!("a.dll" "system" fn Name(…) -> u32)`), which is no call of it."""
_OPENED_TO_WRITE = regex(
    r"(?:\w+::)*OpenOptions::new\(\)(?:\s*\.\w+\(\w*\))*?\s*\.(?:append|write|create|create_new)\(\s*true\s*\)(?:\s*\.\w+\(\w*\))*\s*\.open"
)
"""The long way to what `File::create` does, with something kept of what stood there."""
_VARIABLE = regex(rb"\$(\w+)")
"""A part of a macro's rule that has a name."""
_LISTS = frozenset({"vec", "array", "hex", "bytes"})
_WRAPPED = frozenset({"Ok", "Some", "Err"})


class _Reader(Statements):
    language = "rust"
    roots = frozenset({"std", "core", "alloc", "tokio", "async_std", "std::os", "std::sync", "self", "crate", "super"})

    def _use_declaration(self, node: Any) -> Node:
        made = self._used(self.pick(node, "argument"), [])
        return tree.Block(self.row(node), made)

    def _used(self, node: Any, before: list[str]) -> list[Node]:
        if node.type == "use_list":
            return [one for kid in self.kids(node) for one in self._used(kid, before)]
        if node.type == "scoped_use_list":
            path = node.child_by_field_name("path")
            return self._used(
                node.child_by_field_name("list"), [*before, *(self.text(path).split("::") if path is not None else [])]
            )
        if node.type == "use_wildcard":
            parts = [*before, *(part for kid in self.kids(node)[:1] for part in self.text(kid).split("::"))]
            own = not parts or parts[0] in ("crate", "super", "self")
            return [] if own else [tree.Import(self.row(node), _known_as(parts), "*", "")]
        alias = node.child_by_field_name("alias")
        path = node.child_by_field_name("path") if node.type == "use_as_clause" else node
        parts = [*before, *self.text(path).split("::")]
        if parts[-1] == "self":
            parts.pop()
        if not parts or parts[0] in ("crate", "super", "self"):
            return []
        name = self.text(alias) if alias is not None else parts[-1]
        return [tree.Import(self.row(node), _known_as(parts), None, name)]

    def _scoped_identifier(self, node: Any) -> Node:
        parts = [part for part in re.sub(r"<.*?>", "", self.text(node)).split("::") if part]
        known = _known_as(parts)
        first, *rest = known.split(".")
        made: Node = tree.Name(self.row(node), "this" if first == "Self" else first)
        for part in rest:
            made = tree.Attr(self.row(node), made, part)
        return made

    def _let_declaration(self, node: Any) -> Node:
        value = self.pick(node, "value")
        made = tree.Assign(
            self.row(node),
            self.target(self.pick(node, "pattern", "name")),
            self.one(value) if value is not None else tree.Const(self.row(node), None),
            declares=True,
        )
        other = node.child_by_field_name("alternative")
        return (
            made
            if other is None
            else tree.Block(
                self.row(node), [made, tree.Branch(self.row(node), tree.Name(self.row(node), "?"), self.body(other))]
            )
        )

    _const_item = _let_declaration

    def _static_item(self, node: Any) -> Node:
        """A static; a function whose address lies in the section of what is run at the start is called by the loader."""
        made, value = self._let_declaration(node), self.pick(node, "value")
        if value is None or not self._has_attribute(node, _AT_LOAD):
            return made
        return tree.Block(self.row(node), [made, tree.Call(self.row(node), self.one(value), [])], open=True)

    def _has_attribute(self, node: Any, wanted: re.Pattern[str]) -> bool:
        """Whether an attribute before a node is one of those: that it is run when the program is loaded, or built for tests alone."""
        before = node.prev_named_sibling
        while before is not None and before.type == "attribute_item":
            if wanted.search(self.text(before)):
                return True
            before = before.prev_named_sibling
        return False

    def _let_condition(self, node: Any) -> Node:
        """`let Some(name) = value` is true where there is something, were it zero."""
        made = self._let_declaration(node)
        there = self.text(self.pick(node, "pattern")).startswith("Some(")
        return tree.Call(self.row(node), tree.Name(self.row(node), "\0some"), [made]) if there else made

    def target(self, node: Any) -> Node:
        """Return a pattern: what it binds."""
        if node.type == "identifier":
            return tree.Name(self.row(node), self.text(node))
        kids = [kid for kid in self.kids(node) if kid.type != "mutable_specifier"]
        if node.type == "tuple_struct_pattern":
            kids = kids[1:]
        if node.type in ("tuple_pattern", "slice_pattern") or (len(kids) > 1 and node.type == "tuple_struct_pattern"):
            return tree.Many(self.row(node), [self.target(kid) for kid in kids])
        if (
            node.type
            in (
                "tuple_struct_pattern",
                "mut_pattern",
                "ref_pattern",
                "reference_pattern",
                "match_pattern",
                "captured_pattern",
            )
            and kids
        ):
            return self.target(kids[0])
        return (
            self.one(node)
            if node.type in ("field_expression", "index_expression", "unary_expression")
            else tree.Name(self.row(node), "_")
        )

    def _match_expression(self, node: Any) -> Node:
        row = self.row(node)
        asked = tree.Name(row, f"\0match{node.start_byte}")
        arms: list[Node] = []
        tests: list[Node | None] = []
        for arm in self.kids(self.pick(node, "body")):
            pattern = arm.child_by_field_name("pattern")
            bound = (
                tree.Assign(self.row(arm), self.target(pattern), asked, declares=True) if pattern is not None else asked
            )
            arms.append(tree.Block(self.row(arm), [bound, *self.body(self.pick(arm, "value"))]))
            tests.append(fits(self, pattern, asked))
        chosen: Node = tree.Choice(row, None, arms)
        if 0 < len(arms) <= MOST_ARMS and None not in tests[:-1]:
            chosen = arms[-1]
            for test, made in zip(reversed(tests[:-1]), reversed(arms[:-1]), strict=True):
                chosen = tree.Choice(made.row, test, [made, chosen])
        return tree.Block(row, [tree.Assign(row, asked, self.field(node, "value"), declares=True), chosen])

    def _call_expression(self, node: Any) -> Node:
        made = super()._call_expression(node)
        assert isinstance(made, tree.Call)
        if isinstance(made.func, tree.Name) and made.func.id in _WRAPPED and made.args:
            return made.args[0]
        if _OPENED_TO_WRITE.fullmatch(self.text(self.pick(node, "function"))):
            row = self.row(node)
            return tree.Call(row, tree.Attr(row, tree.Name(row, "File"), "create"), made.args)
        return made

    def _return_expression(self, node: Any) -> Node:
        """`return Err(…)` is what other languages throw."""
        kids = self.kids(node)
        failed = bool(kids) and kids[0].type == "call_expression" and self.text(kids[0]).startswith("Err(")
        flow = tree.Flow.THROW if failed else tree.Flow.RETURN
        return tree.Leave(self.row(node), flow, self.one(kids[0]) if kids else None)

    def _field_expression(self, node: Any) -> Node:
        """`self.name` is a member of the object, where `self::name` is a name of the module."""
        if self.text(self.pick(node, "value")) == "self":
            row = self.row(node)
            return tree.Attr(row, tree.Name(row, "this"), self.text(self.pick(node, "field")))
        return self._member(node)

    def _impl_item(self, node: Any) -> Node:
        name = re.sub(r"<.*", "", self.text(self.pick(node, "type")), flags=re.DOTALL).split("::")[-1]
        return tree.Class(
            self.row(node),
            name,
            [tree.Name(self.row(node), name)],
            self.block(self.pick(node, "body")) if self.pick(node, "body") is not None else (),
        )

    def _mod_item(self, node: Any) -> Node:
        if self._has_attribute(node, _FOR_TESTS):
            return tree.Block(self.row(node), [])  # nobody who uses a crate builds its tests
        name, body = self.text(self.pick(node, "name")), self.pick(node, "body")
        if body is None:
            return tree.Import(self.row(node), f"./{name}.rs", None, name)
        return tree.Class(self.row(node), name, (), self.block(body))

    _trait_item = _mod_item

    def _function_item(self, node: Any) -> Node:
        made = self._function_definition(node)
        return self.runs_at_once(made) if self._has_attribute(node, _AT_LOAD) else made

    def _struct_expression(self, node: Any) -> Node:
        words: list[tuple[str | None, Node]] = []
        for kid in self.kids(self.pick(node, "body")):
            name = kid.child_by_field_name("field")
            value = kid.child_by_field_name("value")
            if name is not None and value is not None:
                words.append((self.text(name), self.one(value)))
            elif kid.type == "shorthand_field_initializer":
                words.append((self.text(kid), tree.Name(self.row(kid), self.text(kid))))
        name = self.pick(node, "name")
        kind = tree.Name(self.row(node), "this") if self.text(name) == "Self" else self.one(name)
        return tree.Call(self.row(node), kind, [], words)

    def _range_expression(self, node: Any) -> Node:
        return tree.Call(self.row(node), tree.Name(self.row(node), "\0range"), self.all(self.kids(node)))

    def _for_expression(self, node: Any) -> Node:
        """A loop; where its items can be changed, they are put back as they became."""
        made = self._for_each(node)
        value, row = self.pick(node, "value"), self.row(node)
        text = self.text(value)
        if not isinstance(made, tree.For) or not isinstance(made.target, tree.Name) or not text.endswith(".iter_mut()"):
            return made
        inner = self.one(self.pick(self.pick(value, "function"), "value"))
        place = tree.Name(row, f"\0at{node.start_byte}")
        numbered = tree.Call(row, tree.Name(row, "\0numbered"), [inner])
        back = tree.Assign(row, tree.Index(row, inner, place), made.target)
        return tree.For(row, tree.Many(row, [place, made.target]), numbered, [*made.body, back])

    def _closure_expression(self, node: Any) -> Node:
        """A closure; a pattern among its parameters is taken apart first."""
        listed = self.pick(node, "parameters")
        names: list[str] = []
        first: list[Node] = []
        for number, kid in enumerate(self.kids(listed)):
            inner = self.pick(kid, "pattern") if kid.type == "parameter" else kid
            if inner is not None and inner.type in ("tuple_pattern", "tuple_struct_pattern", "slice_pattern"):
                names.append(f"\0{number}")
                row = self.row(kid)
                first.append(tree.Assign(row, self.target(inner), tree.Name(row, names[-1]), declares=True))
            else:
                names += self.named(kid)
        made = self.function(node, "", names, self.pick(node, "body"))
        assert isinstance(made, tree.Function)
        made.body = [*first, *made.body]
        return made

    def _macro_invocation(self, node: Any) -> Node:
        name = self.text(self.pick(node, "macro")).rsplit("::", 1)[-1]
        inside = next((kid for kid in node.named_children if kid.type == "token_tree"), None)
        args = self._inside(inside, name in _LISTS) if inside is not None else []
        row = self.row(node)
        if name in _LISTS:
            return tree.Many(row, args)
        if name == "concat":
            return tree.Join(row, args)
        if name in _TEXTS:
            return self._formatted(row, name, args)
        return tree.Call(row, tree.Name(row, f"{name}!"), args)

    def _formatted(self, row: int, name: str, args: list[Node]) -> Node:
        at = next(
            (number for number, one in enumerate(args) if isinstance(one, tree.Const) and isinstance(one.value, str)),
            None,
        )
        text = args[at].value if at is not None else None  # type: ignore[attr-defined]
        if at is None or not isinstance(text, str):
            return tree.Call(row, tree.Name(row, f"{name}!"), args)
        given, taken, end = args[at + 1 :], set[int](), 0
        following = count()  # the next one that a hole without a number takes, whatever those with numbers took
        parts: list[Node] = []
        for match in _HOLE.finditer(text):
            word = match[1].split(":")[0]
            parts.append(tree.Const(row, text[end : match.start()]))
            end = match.end()
            if word and not word.isdigit():
                part: Node = tree.Name(row, word)
            else:
                place = int(word) if word else next(following)
                part = given[place] if place < len(given) else tree.Const(row, "")
                taken.add(place)
            in_hex = match[1].endswith(("x", "X")) and not isinstance(part, tree.Const)
            parts.append(tree.Call(row, tree.Attr(row, tree.Name(row, "hex"), "encode"), [part]) if in_hex else part)
        rest = [one for place, one in enumerate(given) if place not in taken]
        made: Node = tree.Join(row, [*parts, tree.Const(row, text[end:]), *rest]) if parts else args[at]
        if name.startswith("format"):
            return made
        return (
            tree.Call(row, tree.Attr(row, args[0], "write_fmt"), [made])
            if at
            else tree.Call(row, tree.Name(row, f"{name}!"), [made])
        )

    def _inside(self, node: Any, of_list: bool) -> list[Node]:
        """Read what stands between a macro's brackets as the arguments of a call, or as statements."""
        text, more = _DECLARES.sub(b"_", self._bytes(node)[1:-1]), b""
        if b";" in text:
            if of_list and b"{" not in text:  # a value, and how often it stands there
                text, _, more = text.partition(b";")
                more = more if b"(" in more else b""
            else:
                text = b"{" + text + b"}"
        made = self.again("rust", b"f(" + text + b")", self.row(node), _arguments)
        return made + self.again("rust", b"f(" + more + b")", self.row(node), _arguments) if more else made

    def _macro_definition(self, node: Any) -> Node:
        """A macro is a function for each of its rules."""
        name, made = f"{self.text(self.pick(node, 'name'))}!", list[Node]()
        for rule in self.kids(node):
            body = rule.child_by_field_name("right")
            if body is not None:
                words = [one.decode() for one in _VARIABLE.findall(self._bytes(rule.child_by_field_name("left")))]
                text = _VARIABLE.sub(rb" \1", self._bytes(body)[1:-1]).replace(b"$(", b" (")
                statements = self.again("rust", b"fn f(){" + text + b"}", self.row(body), _body)
                made.append(tree.Function(self.row(rule), name, words, statements))
        return tree.Block(self.row(node), made, open=True)

    def _bytes(self, node: Any) -> bytes:
        return self.source[node.start_byte : node.end_byte] if node is not None else b""


def _arguments(reader: _Reader, root: Any) -> list[Node]:
    """Return the arguments of the call that a file consists of; what else was made of it comes after them."""
    made: list[Node] = []
    rest: list[Node] = []
    for kid in reader.kids(root):
        listed = (
            kid.named_children[0].child_by_field_name("arguments")
            if kid.type == "expression_statement" and kid.named_children and not made
            else None
        )
        if listed is not None:
            made = reader.arguments(listed)[0]
        else:
            rest.append(reader.one(kid))
    return made + rest


def _body(reader: _Reader, root: Any) -> list[Node]:
    """Return the statements of the function that a file begins with, and what else was made of it."""
    kids = reader.kids(root)
    return [*reader.body(reader.pick(kids[0], "body")), *reader.all(kids[1:])] if kids else []


def _known_as(parts: list[str]) -> str:
    """Return a path as the tables name it: a type by its own name, a function with its module."""
    for number, part in enumerate(parts):
        if part[:1].isupper():
            return ".".join(parts[number:])
    if not parts:
        return ""
    return parts[-1] if len(parts) < 2 or parts[-2] in _Reader.roots else ".".join(parts[-2:])


read = read_with(_Reader, "rust", "rust")
