"""Code that a module keeps for when it is started as a program: whoever imports the module does not run it."""

from beartrap.vet.behaviour import When
from beartrap.vet.source import tree
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.names.by_hand import is_by_hand, publishes
from beartrap.vet.source.values import Scope, Value

_ASKED = {
    "python": ({"__name__", "'__main__'"},),
    "javascript": ({"require", "main", "module"},),
    "ruby": ({"__FILE__", "$0"}, {"__FILE__", "$PROGRAM_NAME"}),
}
"""What is compared where it is asked: in Python the module's name, in Node.js the first module, in Ruby the file that was started."""


def is_asked(test: tree.Node, language: str) -> bool:
    """Whether a test asks whether its module was started as a program."""
    compares = isinstance(test, tree.Binary) and test.operator in ("==", "===")
    return compares and set(tree.words(test)) in _ASKED.get(language, ())


def run(machine: Machine, node: tree.Branch, scope: Scope) -> Value:
    """Walk what stands behind such a test: it waits to be called, unless the package has the file started anyhow.

    Where files are walked together it waits until its file is taken as a program (see `start`), which most never are.
    """
    before = machine.when
    if machine.programs is not None and is_asked(node.test, machine.language):
        machine.programs.append((node, scope))
        return Value()
    if machine.path.endswith("setup.py") and machine.language == "python" and is_by_hand(node.test):
        return _by_hand(machine, node, scope)
    if before is When.IMPORT and is_asked(node.test, machine.language):
        machine.when = When.CALL
    last = machine.run(node.body, scope)
    machine.when = before
    return last


def _by_hand(machine: Machine, node: tree.Branch, scope: Scope) -> Value:
    """Walk what a maintainer asks for by a word: no installer does, and to publish is what it is for."""
    before, seen = machine.when, len(machine.events)
    machine.when = min(before, When.CALL)
    last = machine.run(node.body, scope)
    machine.when = before
    machine.events[seen:] = [event for event in machine.events[seen:] if not publishes(event)]
    return last


def start(machine: Machine, *, by_package: bool = False) -> None:
    """Walk what was kept for when the file is started as a program: by the package's own code, as that runs, or by whoever calls."""
    kept, machine.programs = machine.programs or [], None
    for node, scope in kept:
        machine.tests.append(node.test)
        if by_package:
            machine.run(node.body, scope)
        else:
            run(machine, node, scope)
        machine.tests.pop()
        machine.frame.flow = None
