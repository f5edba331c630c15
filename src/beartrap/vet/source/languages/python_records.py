"""Classes of Python whose constructor is written for them (PEP 557), and the methods that the language calls by itself around a block (PEP 343)."""

import ast
from collections.abc import Callable, Iterator

from beartrap.vet.source import tree
from beartrap.vet.source.tree import Node

_MAKERS = frozenset({"dataclass", "define", "frozen", "mutable", "attrs", "s", "attributes", "pydantic_dataclass"})
"""Decorators of dataclasses, attrs and pydantic."""
_BASES = frozenset({"NamedTuple", "BaseModel", "BaseSettings", "Struct", "SQLModel"})
"""Classes of typing, pydantic, msgspec and SQLModel that do so for whoever inherits from them."""
_FIELDS = frozenset({"field", "Field", "ib", "attrib", "PrivateAttr"})


def constructor(node: ast.ClassDef, one: Callable[[ast.expr], Node]) -> list[Node]:
    """Return the constructor that a class is given, nothing for a class that has one or makes no fields."""
    made = any(_last(decorator) in _MAKERS for decorator in node.decorator_list)
    if not made and not any(_last(base) in _BASES for base in node.bases):
        return []
    if any(isinstance(part, ast.FunctionDef) and part.name == "__init__" for part in node.body):
        return []
    fields = list(_fields(node))
    if not fields:
        return []
    row, names = node.lineno, [name for name, _ in fields]
    body: list[Node] = [
        tree.Assign(row, tree.Attr(row, tree.Name(row, "self"), name), tree.Name(row, name)) for name in names
    ]
    told = [(name, _default(name, value, one)) for name, value in fields if value is not None]
    defaults = [(name, default) for name, default in told if default is not None]
    parameters = ["self", *names]
    if made and node.bases:  # which fields those have is not known here: all of these are asked for by word
        parameters = ["self", "*\0rest", *names, "**\0more"]
    last = max(part.end_lineno or part.lineno for part in node.body)
    return [tree.Function(row, "__init__", parameters, body, defaults, [], last)]


def named_tuple(target: ast.expr, value: ast.expr) -> ast.ClassDef | None:
    """Return the class that `Name = namedtuple("Name", "a b")` stands for, None for any other assignment."""
    if not isinstance(target, ast.Name) or not isinstance(value, ast.Call) or _last(value.func) != "namedtuple":
        return None
    listed = value.args[1] if len(value.args) > 1 else None
    names: list[str] = []
    if isinstance(listed, ast.Constant) and isinstance(listed.value, str):
        names = listed.value.replace(",", " ").split()
    elif isinstance(listed, ast.List | ast.Tuple):
        names = [one.value for one in listed.elts if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    if not names:
        return None
    kind = ast.Name("object", ast.Load())
    fields: list[ast.stmt] = [ast.AnnAssign(ast.Name(name, ast.Store()), kind, None, 1) for name in names]
    made = ast.ClassDef(target.id, [ast.Name("NamedTuple", ast.Load())], [], fields, [])
    return ast.fix_missing_locations(ast.copy_location(made, value))


def is_of_class(opened: ast.expr) -> bool:
    """Whether what a `with` opens is made by a call of what is called like a class."""
    return isinstance(opened, ast.Call) and _last(opened.func).lstrip("_")[:1].isupper()


def entering(row: int, opened: Node) -> Node:
    """Return the call that gives what a `with` binds."""
    return tree.Call(row, tree.Attr(row, opened, "__enter__"), [])


def awaited(row: int, made: Node) -> Node:
    """Return the call that gives what an object is waited for."""
    return tree.Call(row, tree.Attr(row, made, "__await__"), [])


def leaving(row: int, opened: Node) -> Node:
    """Return the call with which a `with` is left whose block went well."""
    nothing: list[Node] = [tree.Const(row, None) for _ in range(3)]
    return tree.Call(row, tree.Attr(row, opened, "__exit__"), nothing)


def _fields(node: ast.ClassDef) -> Iterator[tuple[str, ast.expr | None]]:
    """Yield each field with what stands behind it."""
    for part in node.body:
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
            if _last(part.annotation) not in ("ClassVar", "InitVar"):
                yield part.target.id, part.value
        elif isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Name) and _is_field(part.value):
            yield part.targets[0].id, part.value


def _is_field(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and _last(value.func) in _FIELDS


def _default(name: str, value: ast.expr, one: Callable[[ast.expr], Node]) -> Node | None:
    """Return what a field holds where nobody gives it anything; what stands behind it was worked out with the class."""
    if not isinstance(value, ast.Call) or not _is_field(value):
        return tree.Name(value.lineno, name)
    words = {word.arg: word.value for word in value.keywords}
    if "default" in words:
        return one(words["default"])
    factory = words.get("default_factory", words.get("factory"))
    if factory is not None:
        return tree.Call(value.lineno, one(factory), [])
    return one(value.args[0]) if value.args else None


def _last(node: ast.expr) -> str:
    """Return the last part of a dotted name, of what is called or of what is asked for an item."""
    if isinstance(node, ast.Call):
        return _last(node.func)
    if isinstance(node, ast.Subscript):
        return _last(node.value)
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
