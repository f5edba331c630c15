"""Statements and declarations of the languages that are compiled first: what their grammars share, and how a file of them is read."""

from collections.abc import Callable
from dataclasses import field
from typing import Any, Self

from beartrap.model.frozen import slotted
from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.languages.compiled_expressions import Expressions, bare
from beartrap.vet.source.languages.grammar import DEPTH, ROOM, parser
from beartrap.vet.source.reading.prefilter import could_act
from beartrap.vet.source.tree import Flow, Node

_TYPES = ("class_body", "declaration_list", "enum_body", "interface_body", "field_declaration_list", "enum_class_body")
"""What holds the members of a type."""

_REQUEST = regex(
    r"\b(?:http\.Request|Http(?:Servlet|Listener)?(?:Request|Context)|ServletRequest|Server(?:Http)?Request|HttpExchange|ServerWebExchange|gin\.Context|echo\.Context|fiber\.Ctx|RequestCtx|RoutingContext|ApplicationCall|Request<)"
)
"""Types by which servers hand over what a client sent."""

READ_AGAIN = 2_000_000
"""Bytes of the macros of one file that are read, those of a macro within a macro once more for each that it stands in."""
EACH = 200
"""Bytes that one more reading counts beside its own."""


def read_with(reader_of: "Callable[[bytes], Statements]", grammar: str, language: str) -> Callable[[str], tree.Module]:
    """Return what reads a language with a reader and a grammar of tree-sitter."""

    def read(text: str) -> tree.Module:
        source = text.encode("utf-8", "surrogatepass")
        reader = reader_of(source)
        root = parser(grammar).parse(source).root_node
        body = reader.block(root) + reader.late()
        return tree.Module(body, language, reader.deep, reader.broken)

    return read


def _is_field(node: Any) -> bool:
    """Whether a declaration of Java or C# is one of a class."""
    around = node.parent
    return around is not None and "field_declaration" in (
        around.type,
        around.parent.type if around.parent is not None else "",
    )


@slotted
class Macros:
    """What the readers of one file and of its macros share: how much may still be read, and who has parts that nest too deeply.

    `calls` are macros without arguments that stand for a call, `pasted` those with the names of their arguments whose words
    are put together.
    """

    left: int = READ_AGAIN
    waiting: "list[Statements]" = field(default_factory=list)
    calls: set[str] = field(default_factory=set)
    pasted: dict[str, tuple[list[bytes], bytes]] = field(default_factory=dict)


class Statements(Expressions):
    """What the grammars of compiled languages share of statements and declarations."""

    def __init__(self, source: bytes, before: int = 0) -> None:
        super().__init__(source, before)
        self.macros = Macros()

    def again(self, grammar: str, source: bytes, row: int, read: Callable[[Self, Any], list[Node]]) -> list[Node]:
        """Read what the grammar takes for mere words, as a file of its own that begins at `row`: the body of a macro, its arguments.

        `read` is given the reader of that file and the root of its tree. What is too much is counted in `deep`.
        """
        self.macros.left -= len(source) + EACH
        if self.macros.left < 0:
            self.deep += 1
            return []
        inner = type(self)(source, row - 1)
        inner.macros, inner._depth = self.macros, self._depth
        made = read(inner, parser(grammar).parse(source).root_node)
        self.deep += inner.deep
        if inner.broken and could_act(self.language, source, source.decode("utf-8", "replace")):
            self.broken += 1
        if made and inner._depth < DEPTH - ROOM and (before := inner._beginnings()):
            made[0] = tree.Block(made[0].row, [*before, made[0]])
        if inner._waiting or inner._chained:
            self.macros.waiting.append(inner)
        return made

    def late(self) -> list[Node]:
        """Return the parts that nest too deeply, those in macros among them."""
        found = super().late()
        while self.macros.waiting:
            inner = self.macros.waiting.pop()
            before, inner._depth = inner.deep, 0
            found += Expressions.late(inner)
            self.deep += inner.deep - before
        return found

    def block(self, node: Any) -> list[Node]:
        """Return statements; functions first, because they can be called before they stand."""
        made = [inner for one in self.statements(self.kids(node)) for inner in self.flat(one)]
        first = [one for one in made if isinstance(one, tree.Function) and one.name]
        return first + [one for one in made if not (isinstance(one, tree.Function) and one.name)] if first else made

    def flat(self, node: Node) -> list[Node]:
        """Return the parts of what is several declarations in one."""
        return list(node.body) if isinstance(node, tree.Block) and node.open else [node]

    def _block(self, node: Any) -> Node:
        return tree.Block(self.row(node), self.block(node))

    _compound_statement = _statement_list = _constructor_body = _synchronized_statement = _fixed_statement = _block
    _static_initializer = _lock_statement = _labeled_statement = _block

    def _several(self, node: Any) -> Node:
        """Declarations that belong to what stands around them: namespaces, conditions of the preprocessor."""
        return tree.Block(self.row(node), self.block(self.pick(node, "body") or node), open=True)

    _namespace_declaration = _file_scoped_namespace_declaration = _namespace_definition = _declaration_list = _several
    _extern_crate_declaration = _global_statement = _foreign_mod_item = _linkage_specification = _several
    _preproc_ifdef = _preproc_if = _preproc_else = _preproc_elif = _preproc_region = _several
    _import_list = _import_declaration = _const_declaration = _var_declaration = _type_declaration = _several
    _template_declaration = _export_statement = _field_declaration_list = _class_body = _companion_object = _several

    def _nothing(self, node: Any) -> Node:
        return tree.Const(self.row(node), None)

    _attribute_item = _inner_attribute_item = _empty_statement = _modifiers = _modifier = _package_clause = _nothing
    _package_declaration = _type_alias = _annotation = _marker_annotation = _attribute_list = _nothing
    _attribute_specifier = _preproc_include = _preproc_call = _type_parameters = _sizeof_expression = _nothing
    _typeof_expression = _access_specifier = _storage_class_specifier = _type_qualifier = _superclass = _nothing
    _base_class_clause = _base_list = _package_header = _nothing

    def _if_statement(self, node: Any) -> Node:
        test = self.field(node, "condition")
        made: Node = tree.Branch(
            self.row(node), test, self.body(self.pick(node, "consequence")), self.body(self.pick(node, "alternative"))
        )
        first = node.child_by_field_name("initializer")
        return tree.Block(self.row(node), [self.one(first), made]) if first is not None else made

    _if_expression = _if_statement

    def _else_clause(self, node: Any) -> Node:
        return tree.Block(self.row(node), self.all(self.kids(node)))

    def body(self, node: Any) -> list[Node]:
        """Return a child that is a block, or a single statement in a block's place, as statements."""
        if node is None:
            return []
        made = self.one(node)
        return list(made.body) if isinstance(made, tree.Block) else [made]

    def _while_statement(self, node: Any) -> Node:
        test, body = self.field(node, "condition"), self.body(node.child_by_field_name("body"))
        return tree.While(self.row(node), test, body, after=node.type == "do_statement")

    _while_expression = _do_statement = _while_statement

    def _loop_expression(self, node: Any) -> Node:
        return tree.While(self.row(node), tree.Const(self.row(node), True), self.body(self.pick(node, "body")))

    def _for_statement(self, node: Any) -> Node:
        first, test, update = (
            self.pick(node, *names) for names in (("init", "initializer"), ("condition",), ("update",))
        )
        made = tree.While(
            self.row(node), self.one(test) if test is not None else tree.Const(self.row(node), True),
            self.body(self.pick(node, "body")), self.one(update) if update is not None else None,
        )  # fmt: skip
        return tree.Block(self.row(node), [self.one(first), made]) if first is not None else made

    def _for_each(self, node: Any) -> Node:
        target = self.pick(node, "name", "pattern", "declarator", "left")
        source = self.pick(node, "value", "right")
        return tree.For(self.row(node), self.target(target), self.one(source), self.body(self.pick(node, "body")))

    _enhanced_for_statement = _foreach_statement = _for_expression = _for_range_loop = _for_each

    def _return_statement(self, node: Any) -> Node:
        kids = self.kids(node)
        return tree.Leave(self.row(node), Flow.RETURN, self.one(kids[0]) if kids else None)

    _return_expression = _yield_statement = _return_statement

    def _throw_statement(self, node: Any) -> Node:
        kids = self.kids(node)
        return tree.Leave(self.row(node), Flow.THROW, self.one(kids[0]) if kids else None)

    _throw_expression = _throw_statement

    def _break_statement(self, node: Any) -> Node:
        return tree.Leave(self.row(node), Flow.BREAK)

    _break_expression = _break_statement

    def _continue_statement(self, node: Any) -> Node:
        return tree.Leave(self.row(node), Flow.CONTINUE)

    _continue_expression = _continue_statement

    def _try_statement(self, node: Any) -> Node:
        first = [self.one(one) for one in (node.child_by_field_name("resources"),) if one is not None]
        handled = [self.one(kid) for kid in self.kids(node) if kid.type in ("catch_clause", "catch_block")]
        final = [self.one(kid) for kid in self.kids(node) if kid.type in ("finally_clause", "finally_block")]
        return tree.Try(self.row(node), [*first, *self.body(self.pick(node, "body"))], handled, final)

    _try_with_resources_statement = _try_statement

    def _catch_clause(self, node: Any) -> Node:
        return tree.Block(self.row(node), self.body(self.pick(node, "body") or (self.kids(node) or [None])[-1]))

    _finally_clause = _catch_block = _finally_block = _catch_clause

    def _using_statement(self, node: Any) -> Node:
        return tree.Block(self.row(node), self.all(self.kids(node)))

    _resource_specification = _using_statement

    def _switch(self, node: Any) -> Node:
        """Any of the arms may be taken; what is asked stands before them."""
        value = self.pick(node, "value", "condition")
        body = self.pick(node, "body")
        groups = body if body is not None else node
        arms = [
            tree.Block(self.row(arm), self.all([kid for kid in self.kids(arm) if kid.type not in ("switch_label", "default_label")]))
            for arm in self.kids(groups) if arm != value
        ]  # fmt: skip
        return tree.Block(self.row(node), [self.one(value), tree.Choice(self.row(node), None, arms)])

    _switch_statement = _switch_expression = _expression_switch_statement = _type_switch_statement = (
        _select_statement
    ) = _switch

    def _declaration(self, node: Any) -> Node:
        """One declaration of several variables."""
        made = [self.one(one) for one in node.children_by_field_name("declarator") or self.kids(node)]
        return made[0] if len(made) == 1 else tree.Block(self.row(node), made)

    _local_variable_declaration = _field_declaration = _variable_declaration = _local_declaration_statement = (
        _declaration
    )

    def _variable_declarator(self, node: Any) -> Node:
        name, value = self.pick(node, "name", "declarator"), self.pick(node, "value")
        if value is None and name is not None:
            value = next((kid for kid in self.kids(node)[1:] if kid != name), None)
        return self.declared(node, name, value)

    _init_declarator = _resource = _variable_declarator

    def declared(self, node: Any, name: Any, value: Any) -> Node:
        """Return a variable with its first value; a field without one is filled by whoever makes the object."""
        row = self.row(node)
        if value is not None:
            made = self.one(value)
        elif name is not None and _is_field(node):
            made = tree.Call(row, tree.Name(row, "\0own"), [tree.Const(row, self.text(name))])
        else:
            made = tree.Call(row, tree.Name(row, "\0unset"), [])
        return tree.Assign(
            self.row(node),
            tree.Name(self.row(node), bare(self.text(name)) if name is not None else "_"),
            made,
            declares=True,
        )

    def _function_definition(self, node: Any) -> Node:
        name = self.pick(node, "name")
        body = self.pick(node, "body")
        listed = self.pick(node, "parameters")
        made = self.function(node, self.text(name) if name is not None else "", self.parameters(listed), body)
        return self.asked(made, listed)

    def asked(self, function: Node, listed: Any) -> Node:
        """Return a function whose parameters that are requests by their types begin as such."""
        if listed is None or not isinstance(function, tree.Function):
            return function
        for kid in self.kids(listed):
            if _REQUEST.search(self.text(kid)):
                row = self.row(kid)
                first = [
                    tree.Assign(
                        row, tree.Name(row, name), tree.Call(row, tree.Name(row, "\0request"), [tree.Name(row, name)])
                    )
                    for name in self.named(kid)
                    if name.isidentifier()
                ]
                function.body = [*first, *function.body]
        return function

    _function_item = _function_declaration = _method_declaration = _constructor_declaration = _function_definition
    _local_function_statement = _compact_constructor_declaration = _destructor_declaration = _function_definition

    def _class_declaration(self, node: Any) -> Node:
        name, body = (
            self.pick(node, "name"),
            self.pick(node, "body") or next((kid for kid in self.kids(node) if kid.type in _TYPES), None),
        )
        return tree.Class(
            self.row(node),
            self.text(name) if name is not None else "",
            self.parents(node),
            self.block(body) if body is not None else (),
        )

    _struct_declaration = _interface_declaration = _enum_declaration = _record_declaration = _class_declaration
    _object_declaration = _class_specifier = _record_struct_declaration = _class_declaration

    def parents(self, node: Any) -> list[Node]:
        """Return the classes that one is made from."""
        listed = next(
            (kid for kid in node.named_children if kid.type in ("superclass", "base_list", "base_class_clause")), None
        )
        return (
            [
                tree.Name(self.row(listed), bare(self.text(kid)))
                for kid in self.kids(listed)
                if kid.type != "access_specifier"
            ]
            if listed is not None
            else []
        )

    def kept(self, node: Any, names: list[str]) -> list[Node]:
        """Return the fields that a class has of these names, and the constructor that fills them."""
        row = self.row(node)
        own = [tree.Call(row, tree.Name(row, "\0own"), [tree.Const(row, name)]) for name in names]
        fields: list[Node] = [
            tree.Assign(row, tree.Name(row, name), value, declares=True) for name, value in zip(names, own, strict=True)
        ]
        filled: list[Node] = [
            tree.Assign(row, tree.Attr(row, tree.Name(row, "this"), name), tree.Name(row, name)) for name in names
        ]
        return [*fields, tree.Function(row, "__init__", names, filled)]

    def runs_at_once(self, function: Node) -> Node:
        """Return the call of a function that nobody needs to call."""
        if isinstance(function, tree.Function):
            function.name = ""
            return tree.Call(function.row, function, [])
        return function
