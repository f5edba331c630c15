"""Functions that a call is given: what they are handed, and whether they run now or when somebody calls them."""

from beartrap.vet.behaviour import When
from beartrap.vet.source import tree
from beartrap.vet.source.compiled import COMPILED
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.knowledge import compiled
from beartrap.vet.source.knowledge.javascript import RUNS_NOW as JAVASCRIPT_NOW
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Value, items_of

_PYTHON_NOW = frozenset(
    [
        "Thread",
        "Timer",
        "Process",
        "register",
        "submit",
        "map",
        "apply_async",
        "apply",
        "run",
        "call_soon",
        "create_task",
        "ensure_future",
        "run_until_complete",
        "start_new_thread",
        "filter",
        "sorted",
        "reduce",
        "starmap",
        "run_in_executor",
        "call_later",
        "after",
        "starmap_async",
        "imap",
        "to_thread",
        "gather",
        "Greenlet",
        "spawn",
        "_start_new_thread",
        "partial",
        "ThreadPool",
        "daemon",
    ]
)
_NOW = {"python": _PYTHON_NOW, **dict.fromkeys(COMPILED, frozenset(compiled.NOW.split()))}
_TYPING = frozenset({"keydown", "keyup", "keypress", "input", "change", "submit", "paste", "copy", "blur"})
"""Events of a page by which what the user types is seen."""


def callbacks(machine: Machine, one: Invocation, made: Value) -> None:
    """Walk the functions that a call is given, with what it would hand them."""
    handed = [*one.args, *one.words.values()]
    now = one.name.rpartition(".")[2].removesuffix("()") or one.method
    runs = now in _NOW.get(machine.language, JAVASCRIPT_NOW)
    for value in handed:
        closure = value.closure
        if closure is None or not isinstance(closure.node, tree.Function):
            continue
        given = Value(marks=dict(made.marks), layers=made.layers)
        if now == "addEventListener" and one.args and one.args[0].known in _TYPING:
            machine.mark(given, "page-input", one.row)
        elif now == "addEventListener" and one.args and one.args[0].known == "fetch":  # a service worker's
            machine.mark(given, "intercepted", one.row)
        if now == "then" and one.base is not None:  # what was promised is what is handed on
            given.name, given.known, given.fields = one.base.name, one.base.known, one.base.fields
        plain = [given] * max(len(closure.node.parameters), 1)
        if machine.language == "python":
            items = items_of(one.words["args"]) if "args" in one.words else None
            plain = items or (one.args[1:] if now in ("submit", "register", "partial") else [])
        machine.enter(closure, plain, {}, None if runs else min(machine.when, When.CALL))
