"""What PHP declares: constants, classes with their members, enumerations, and names that are taken from other namespaces.

A class that a file does not declare stands in the file of its name, below the folder of its namespace (PSR-4): each that
is asked for something becomes an import, so that code in several files is followed.
"""

from collections.abc import Iterator
from typing import Any

from beartrap.vet.source import tree
from beartrap.vet.source.languages.grammar import Reader
from beartrap.vet.source.tree import Flow, Node

_OWN = frozenset({"self", "static", "parent"})
_OF_CLASSES = frozenset(
    {"class_constant_access_expression", "scoped_property_access_expression", "scoped_call_expression", "object_creation_expression", "base_clause", "use_declaration"}
)  # fmt: skip
"""Nodes whose first part names a class."""
_DECLARES = frozenset({"class_declaration", "trait_declaration", "enum_declaration", "interface_declaration"})
_NAMES = frozenset({"name", "qualified_name"})
MOST = 400
"""Classes that one file asks for; a file that a tool wrote (a list of all services) asks for more, and each is searched for."""


class Declarations(Reader):
    """One method for each kind of declaration."""

    def imports(self, root: Any) -> list[Node]:
        """Return an import for each class that the file asks for something and does not declare itself."""
        own, asked, taken = set[str](), dict[str, int](), dict[str, list[str]]()
        left, space = [root], ""
        while left and len(asked) < MOST:
            node = left.pop()
            if node.type == "namespace_definition":
                named = node.child_by_field_name("name")
                space = self.text(named) if named is not None else ""
            elif node.type == "namespace_use_declaration":
                taken.update(self._taken(node))
            elif node.type in _DECLARES:
                own.add(self.text(node.child_by_field_name("name")))
            if node.type in _OF_CLASSES:
                for name in self._classes(node):
                    asked.setdefault(name, self.row(node))
            left += reversed(node.named_children)
        here = [word for word in space.split("\\") if word]
        found: list[Node] = []
        for alias, row in asked.items():
            if "." in alias:
                found.append(_import(row, alias, alias.split("."), here))
            elif alias not in own:
                found.append(_import(row, alias, taken.get(alias) or [*here, alias], here))
        return found

    def _classes(self, node: Any) -> Iterator[str]:
        several = node.type in ("base_clause", "use_declaration")
        for kid in node.named_children if several else node.named_children[:1]:
            name = self.text(kid)
            if kid.type == "name" and name not in _OWN:
                yield name
            elif kid.type == "qualified_name" and name.startswith("\\"):  # from the root of all names
                yield name.strip("\\").replace("\\", ".")

    def _taken(self, node: Any) -> Iterator[tuple[str, list[str]]]:
        """Yield the names that `use` binds, each with what it stands for."""
        if any(kid.type in ("function", "const") for kid in node.children):
            return
        before = next((self.text(kid) for kid in node.named_children if kid.type == "namespace_name"), "")
        group = node.child_by_field_name("body")
        for clause in (group or node).named_children:
            if clause.type != "namespace_use_clause" or not clause.named_children:
                continue
            path = (
                f"{before}\\{self.text(clause.named_children[0])}"
                if group is not None
                else self.text(clause.named_children[0])
            )
            alias = clause.child_by_field_name("alias")
            parts = [word for word in path.split("\\") if word]
            if parts:
                yield self.text(alias) if alias is not None else parts[-1], parts

    def _const_declaration(self, node: Any) -> Node:
        made: list[Node] = []
        for kid in self.kids(node):
            parts = self.kids(kid) if kid.type == "const_element" else []
            if len(parts) == 2:
                name = tree.Name(self.row(kid), self.text(parts[0]))
                made.append(tree.Assign(self.row(kid), name, self.one(parts[1]), declares=True))
        return tree.Block(self.row(node), made, open=True)

    def _property_declaration(self, node: Any) -> Node:
        made: list[Node] = []
        for kid in self.kids(node):
            value = kid.child_by_field_name("default_value") if kid.type == "property_element" else None
            if value is not None:
                name = tree.Name(self.row(kid), self.text(kid.child_by_field_name("name")).lstrip("$"))
                made.append(tree.Assign(self.row(kid), name, self.one(value), declares=True))
        return tree.Block(self.row(node), made, open=True)

    def _enum_case(self, node: Any) -> Node:
        """A case is a table of its value, which is asked for as `->value`."""
        row, value = self.row(node), node.child_by_field_name("value")
        pairs = [(tree.Const(row, "value"), self.one(value))] if value is not None else []
        name = tree.Name(row, self.text(node.child_by_field_name("name")))
        return tree.Assign(row, name, tree.Table(row, pairs), declares=True)

    def _by_ref(self, node: Any) -> Node:
        return self.one(self.kids(node)[0])

    def _function_static_declaration(self, node: Any) -> Node:
        made: list[Node] = []
        for kid in self.kids(node):
            value = kid.child_by_field_name("value")
            if value is not None:
                made.append(tree.Assign(self.row(kid), self.one(kid.child_by_field_name("name")), self.one(value)))
        return tree.Block(self.row(node), made, open=True)

    def _global_declaration(self, node: Any) -> Node:
        return tree.Global(self.row(node), [self.text(kid) for kid in self.kids(node)])

    def _class_declaration(self, node: Any) -> Node:
        name = node.child_by_field_name("name")
        return self._of_class(node, self.text(name) if name is not None else "", node.child_by_field_name("body"))

    _trait_declaration = _enum_declaration = _class_declaration

    def _anonymous_class(self, node: Any) -> Node:
        return self._of_class(node, "", node.child_by_field_name("body"))

    def _of_class(self, node: Any, name: str, body: Any) -> Node:
        """Constants and properties stand before methods: of two of one name the method is what is called."""
        parts = self.kids(body) if body is not None else []
        parents = [kid for kid in self.kids(node) if kid.type == "base_clause"]
        parents += [kid for kid in parts if kid.type == "use_declaration"]
        bases = [self.one(kid) for parent in parents for kid in self.kids(parent) if kid.type in _NAMES]
        parts.sort(key=lambda kid: kid.type == "method_declaration")
        rest = [self.one(kid) for kid in parts if kid.type != "use_declaration"]
        return tree.Class(self.row(node), name, bases, [part for one in rest for part in _opened(one)])

    def _relative_scope(self, node: Any) -> Node:
        return tree.Name(self.row(node), "self")

    def _class_constant_access_expression(self, node: Any) -> Node:
        """`Name::CONSTANT`; `Name::class` is the class's name, which is as good as the class."""
        kids = self.kids(node)
        told = self.text(kids[-1])
        return self.one(kids[0]) if told == "class" else tree.Attr(self.row(node), self.one(kids[0]), told)

    def _scoped_property_access_expression(self, node: Any) -> Node:
        name = node.child_by_field_name("name")
        return tree.Attr(self.row(node), self.field(node, "scope"), self.text(name).lstrip("$"))

    def parameters(self, node: Any) -> tuple[list[str], list[tuple[str, Node]], list[Node]]:
        """Return the names of a function's parameters, their defaults, and what a constructor keeps of them by itself."""
        listed = node.child_by_field_name("parameters")
        names, defaults, kept = list[str](), list[tuple[str, Node]](), list[Node]()
        for kid in self.kids(listed) if listed is not None else []:
            name = self.text(kid.child_by_field_name("name") or kid)
            names.append(f"*{name}" if kid.type == "variadic_parameter" else name)
            default, row = kid.child_by_field_name("default_value"), self.row(kid)
            if default is not None:
                defaults.append((name, self.one(default)))
            if kid.type == "property_promotion_parameter":
                own = tree.Attr(row, tree.Name(row, "this"), name.lstrip("$"))
                kept.append(tree.Assign(row, own, tree.Name(row, name)))
        return names, defaults, kept

    def _function_definition(self, node: Any) -> Node:
        name = node.child_by_field_name("name")
        names, defaults, kept = self.parameters(node)
        made = self.one(node.child_by_field_name("body"))
        statements = (
            list(made.body) if isinstance(made, tree.Block) else [tree.Leave(self.row(node), Flow.RETURN, made)]
        )
        return tree.Function(
            self.row(node), self.text(name) if name is not None else "", names, [*kept, *statements], defaults
        )

    _method_declaration = _anonymous_function = _anonymous_function_creation_expression = _arrow_function = (
        _function_definition
    )


def _opened(node: Node) -> list[Node]:
    return list(node.body) if isinstance(node, tree.Block) and node.open else [node]


def _import(row: int, alias: str, path: list[str], here: list[str]) -> tree.Import:
    """Return the import of a class by the folders between its namespace and the file's own."""
    common = 0
    while common < min(len(path) - 1, len(here)) and path[common] == here[common]:
        common += 1
    return tree.Import(row, ".".join(path[common:-1]), path[-1], alias, 1 + len(here) - common)
