"""What a call is given: by place and by word, or as the texts of a template and what stands between them."""

from beartrap.vet.source import tree
from beartrap.vet.source.acts.switches import switched
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.names.protocols import gone_over
from beartrap.vet.source.noticed.doors import account
from beartrap.vet.source.values import Scope, Value, items_of, listed


def is_tagged(node: tree.Call) -> bool:
    """Whether a function is given a template."""
    only = node.args[0] if len(node.args) == 1 else None
    return isinstance(only, tree.Join) and len(only.parts) == 1


def template(machine: Machine, node: tree.Call, scope: Scope) -> list[Value]:
    """Return what a function is given whose name stands before a template: its texts as a list, and what stands between them."""
    inner = node.args[0].parts[0]  # type: ignore[attr-defined]
    parts = inner.parts if isinstance(inner, tree.Join) else [inner]
    texts = [machine.value(part, scope) for part in parts if isinstance(part, tree.Const)]
    return [listed(texts), *(machine.value(part, scope) for part in parts if not isinstance(part, tree.Const))]


def given(machine: Machine, node: tree.Call, scope: Scope) -> tuple[list[Value], dict[str, Value]]:
    """Return the arguments of a call by place, and those by word."""
    args: list[Value] = []
    for argument in node.args:
        value = machine.value(argument, scope)
        args += (items_of(gone_over(machine, value), 256) or [value]) if isinstance(argument, tree.Spread) else [value]
    words: dict[str, Value] = {}
    for word, inner in node.keywords:
        value = machine.value(inner, scope)
        if word is None:
            words.update(value.fields or {"**": value})
        else:
            words[word] = value
            switched(machine, word, value, node.row)
    if len(words) > 1:
        account(machine, words, node.row)
    return args, words
