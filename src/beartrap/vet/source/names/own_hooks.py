"""Methods of the library's that call those of the class which was made of it: a thread's `run`, a visitor's `visit_…`, a parser's `handle_…`, a loader's `get_data`."""

import re

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Value, layers_of, marks_of

_VISITS = regex(r"(?:visit|depart|leave|generic_visit)_\w+")
_PARSES = regex(r"(?:handle|unknown)_\w+|(?:start|end)(?:_\w+|[A-Z]\w*)?|characters")
_LOADS = regex(r"get_data|get_source|get_code|source_to_code")
_COMMANDS = regex(r"do_\w+|precmd|postcmd|default|emptyline|preloop")
_CALLS: dict[str, re.Pattern[str]] = {
    "start": regex(r"run"), "visit": _VISITS, "generic_visit": _VISITS, "walkabout": _VISITS, "feed": _PARSES, "parse": _PARSES, "exec_module": _LOADS, "load_module": _LOADS, "create_module": _LOADS,
    "cmdloop": _COMMANDS, "onecmd": _COMMANDS,
}  # fmt: skip
"""Which of its own methods an object has called when that method of its parent is."""


def calls_its_own(machine: Machine, one: Invocation) -> Value | None:
    """Walk what a class defines for its parent to call, and return what those give; None where the call does no such thing."""
    hooks = _CALLS.get(one.method) if machine.language == "python" else None
    closure = one.base.closure if one.base is not None else None
    if hooks is None or closure is None or not isinstance(closure.node, tree.Class):
        return None
    members = closure.scope.values
    own = [members[name].closure for name in list(members) if hooks.fullmatch(name)]
    if one.method in members or not own:
        return None
    made = Value(marks=machine.extend(one.marks(), one.row))
    for hook in own:
        if hook is not None and isinstance(hook.node, tree.Function):
            handed = [Value(marks=marks_of(one.args), layers=layers_of(one.args)) for _ in hook.node.parameters[1:]]
            made.marks |= machine.enter(hook, handed, {}).marks
    return made
