"""The environment of the process: who asks for one variable by a function, and what the code itself has put there."""

from beartrap.model.regex import regex
from beartrap.vet.source.acts.growth import put_away
from beartrap.vet.source.apis import constant_of, environment, variable
from beartrap.vet.source.events import Act
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import HOLE, Value, marks_of

_ASKS = {
    "python": frozenset(["os.getenv", "os.getenvb", "decouple.config", "environs.env", "environs.env.str", "environs.Env().str", "environs.Env()", "environ.Env()", "environ.Env().str"]),
    "php": frozenset(["getenv", "apache_getenv", "env"]),
}  # fmt: skip
"""Functions that give the variable of the environment whose name they are handed."""


def variable_asked(machine: Machine, one: Invocation) -> Value | None:
    """Return what a call gives that asks the environment for one variable; None where it is no such call."""
    whole = one.name in _OF_TABLES and len(one.args) > 1 and environment(one.args[0].name)
    args = one.args[1:] if whole else one.args
    asks = whole or one.name in _ASKS.get(machine.language, ()) or (one.base is not None and environment(one.base.name))
    wanted = _wanted(args[0]) if asks and args else ""
    if not wanted:
        chosen = asks and (whole or one.method in _ONE) and bool(args) and _is_chosen(args[0])
        return Value(marks=machine.extend(marks_of(args), one.row)) if chosen else None
    made = Value()
    if len(args) > 1:  # where nobody set it, it is that: most often a place below the user's home
        made.hint = args[1].text if isinstance(args[1].known, str) or args[1].hint else ""
        made.marks = {mark: trail for mark, trail in args[1].marks.items() if mark.startswith(_OF_A_PLACE)}
    return variable(machine, made, wanted, one.row)


_OF_A_PLACE = ("at:", "home", "start:", "host:")
"""Marks of what a default says of where something is."""
_OF_TABLES = frozenset(["lodash.get", "lodash.result", "underscore.get"])
"""Functions that give the item of a table that is called so, which is handed to them first."""
_ONE = frozenset({"get", "fetch", "pop"})
"""Methods of the environment that give one variable: where the caller says which, it is one of the caller's."""


_OF_A_COMMAND_LINE = regex(r"\.parse_(?:known_)?args\(\)(?:\[0\])?\.\w+$")


def _is_chosen(name: Value) -> bool:
    """Whether a caller says which variable is meant, or who starts the program."""
    return "given" in name.marks or _OF_A_COMMAND_LINE.search(name.name or "") is not None


def _wanted(name: Value) -> str:
    """Return which variable is asked for, empty where that is not known."""
    return name.text if isinstance(name.known, str | bytes) else constant_of(name)


def set_variable(machine: Machine, name: str, value: Value, row: int) -> None:
    """Note that the code sets a variable of the environment, `name` with the environment's before; who asks for it is given that."""
    key = name.rpartition(".")[2]
    machine.emit(Act.SET, name, row, text=f"{key}={value.text or HOLE}", values=[value])
    put_away(machine, value.marks)
    machine.variables[key] = value
