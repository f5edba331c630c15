"""Contexts of Node's `vm` that are given all of the process: a text that is run in one does whatever it likes."""

from beartrap.vet.source.events import Act
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import HOLE, UNKNOWN

_RUNS = {"vm.runInContext": 1, "vm.runInNewContext": 1}
"""Calls that run a text in a context, and where they are given it (nodejs.org/api/vm.html)."""
_ALL = frozenset({"require", "process"})
_OF_MODULES = frozenset({"module", "exports", "__filename", "__dirname", "expect", "describe"})
"""What stands beside these where a module's file or a test is run, as Node itself does it."""
IN_ALL = "vm in the process"
"""Name of an act of a text that is run with `require` or the process at hand."""


def runs_in_all(machine: Machine, one: Invocation) -> None:
    """Note that a text which was handed in is run in a context that has all of the process, and is no module."""
    place = _RUNS.get(one.name)
    code = one.argument(0)
    if place is None or code.known is not UNKNOWN or "given" not in code.marks:
        return
    context = one.argument(place)
    fields = context.fields or (context.source.fields if context.source is not None else None) or {}
    if not _ALL.isdisjoint(fields) and _OF_MODULES.isdisjoint(fields):
        machine.emit(Act.EVALUATE, IN_ALL, one.row, text=HOLE, marks=dict(code.marks), values=[code])
