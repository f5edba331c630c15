"""Loops that have no end: whoever imports a file with one, or calls a function that does nothing but print in one, never comes back."""

from beartrap.model.regex import regex
from beartrap.vet.behaviour import When
from beartrap.vet.source import tree
from beartrap.vet.source.machine import Machine

_WAITS = regex(r"sleep|accept|recv|input|read|wait|poll|next|select|serve|run|exit|prompt|question|get|Atomics|await")
COUNTED = "count"
"""The name of such a loop that counts to infinity."""
_ENDLESS = frozenset({"Infinity", "math.inf"})


def hangs(machine: Machine, node: tree.While) -> bool:
    """Whether a loop has no end and waits for nobody, outside of functions or where all that it does is to print."""
    test = node.test
    endless = (isinstance(test, tree.Const) and bool(test.value)) or (
        isinstance(test, tree.Binary) and isinstance(test.right, tree.Name) and test.right.id in _ENDLESS
    )
    counted = isinstance(test, tree.Binary)  # to infinity: nobody waits for anything there
    inside = [one for part in node.body for one in tree.within(part)] if endless else []
    if (
        not endless
        or (machine.active and not counted)
        or (machine.when < When.IMPORT and not (counted and _only_says(inside)))
        or machine.row_shift is not None
        or any("__name__" in tree.words(test) for test in machine.tests)
    ):
        return False
    leaves = [one for one in inside if isinstance(one, tree.Leave)]
    return all(one.flow is tree.Flow.CONTINUE and one.value is None for one in leaves) and not any(
        _WAITS.search(one.name if isinstance(one, tree.Attr) else one.id)
        for one in inside
        if isinstance(one, tree.Attr | tree.Name)
    )


_SAYS = frozenset(
    {"log", "info", "warn", "error", "debug", "print", "write", "replace", "repeat", "push", "join", "RegExp"}
)
"""Calls that come back whatever they are given: no error of theirs ends a loop."""


def _only_says(inside: list[tree.Node]) -> bool:
    """Whether a loop calls nothing but what prints and puts texts together, so that nothing ends it; one that only hands on numbers is asked to stop."""
    funcs = [one.func for one in inside if isinstance(one, tree.Call)]
    return bool(funcs) and all(isinstance(func, tree.Attr | tree.Name) and _last(func) in _SAYS for func in funcs)


def _last(func: tree.Attr | tree.Name) -> str:
    return func.name if isinstance(func, tree.Attr) else func.id.rpartition(".")[2]
