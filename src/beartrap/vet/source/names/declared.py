"""The functions and constants of a file, by their names."""

from collections.abc import Sequence
from dataclasses import replace

from beartrap.vet.source import tree
from beartrap.vet.source.noticed.gatekeepers import decides


def functions(body: Sequence[tree.Node], around: str = "") -> dict[str, tree.Function]:
    """Return the functions of a file by their names, those of classes with the class before."""
    found: dict[str, tree.Function] = {}
    left: list[tuple[tree.Node, str]] = [(one, around) for one in body]
    while left:
        node, prefix = left.pop()
        if isinstance(node, tree.Function) and node.name:
            found.setdefault(f"{prefix}{node.name}", node)
        elif isinstance(node, tree.Assign):
            target = node.target
            _put(found, prefix, target.id if isinstance(target, tree.Name) else target.name if isinstance(target, tree.Attr) else "", node.value)  # fmt: skip
        elif isinstance(node, tree.Table):
            for key, value in node.pairs:
                _put(found, prefix, str(key.value) if isinstance(key, tree.Const) else "", value)
        inner = f"{prefix}{node.name}." if isinstance(node, tree.Class) else prefix
        if not isinstance(node, tree.Function):
            left += [(part, inner) for part in tree.parts(node)]
    return found


def handed_on(name: str, function: tree.Function) -> dict[str, tree.Function]:
    """Return the functions that stand in one and decide by the word or member under which they are handed on: `VerifyPeerCertificate: func…`."""
    found: dict[str, tree.Function] = {}
    for one in (one for part in function.body for one in tree.everything(part)):
        pairs: Sequence[tuple[object, tree.Node]] = ()
        if isinstance(one, tree.Table):
            pairs = [(key.value, value) for key, value in one.pairs if isinstance(key, tree.Const)]
        elif isinstance(one, tree.Call):
            pairs = one.keywords
        elif isinstance(one, tree.Assign) and isinstance(one.target, tree.Attr):
            pairs = [(one.target.name, one.value)]
        for word, value in pairs:
            if isinstance(word, str) and decides(word):
                _put(found, f"{name}.", word, value)
    return found


def _put(found: dict[str, tree.Function], prefix: str, name: str, value: tree.Node) -> None:
    """Keep a function under the name or the key to which it is given, where it has none."""
    if isinstance(value, tree.Function) and not value.name:
        found.setdefault(f"{prefix}{name}", replace(value, name=name))


def constants(body: Sequence[tree.Node]) -> dict[str, tree.Node]:
    """Return what names at the top of a file stand for."""
    assigned = [one for one in body if isinstance(one, tree.Assign) and isinstance(one.target, tree.Name)]
    return {one.target.id: one.value for one in assigned if isinstance(one.target, tree.Name)}
