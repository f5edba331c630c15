"""PHP calls functions by text: variables that are called, functions that are given the name of another, files that are included."""

import re

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.acts.acts import is_data
from beartrap.vet.source.acts.php_arrays import over_items
from beartrap.vet.source.acts.switches import switched
from beartrap.vet.source.apis import api
from beartrap.vet.source.events import Act
from beartrap.vet.source.invocation import Invocation, shown
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.resolving import RETURNED
from beartrap.vet.source.values import Value, items_of, marks_of
from beartrap.vet.source.walking.php_acts import acted, called_by_name

_CALLED = {
    "call_user_func": 0, "call_user_func_array": 0, "forward_static_call": 0, "array_map": 0, "array_filter": 1, "usort": 1, "uasort": 1, "uksort": 1, "array_walk": 1,
    "array_reduce": 1, "register_shutdown_function": 0, "register_tick_function": 0, "ob_start": 0, "preg_replace_callback": 1, "set_error_handler": 0, "spl_autoload_register": 0,
    "iterator_apply": 1, "array_walk_recursive": 1, "header_register_callback": 0,
}  # fmt: skip
"""Functions that call another, and which argument (from 0) names it."""
_INCLUDES = frozenset({"include", "include_once", "require", "require_once"})
_STREAM = regex(r"(?:https?|ftps?)://|data:|php://filter/|(?:compress\.)?(?:zlib|bzip2)(?:://|:)", re.IGNORECASE)
"""Streams from which code is included that stands nowhere as such: from afar, or decoded on the way."""
_AS_CODE = regex(r"(\W).*\1(?=[a-zA-Z]*e)[a-zA-Z]*+", re.DOTALL)


def by_text(machine: Machine, func: Value, row: int) -> Value:
    """Return the function that a text names."""
    made = Value(name=func.known, layers=func.layers, marks=dict(func.marks))
    told = f"'{func.known}'" in machine.text or f'"{func.known}"' in machine.text
    return made if told else machine.mark(made, "put-together", row)


def by_name(machine: Machine, one: Invocation) -> Value | None:
    """Return what a call gives that calls another function, includes a file or sets an option; None where it does none of these."""
    made = acted(machine, one) or over_items(machine, one)
    if made is not None:
        return made
    if one.name in _INCLUDES and one.args:
        return _included(machine, one)
    if one.name == "curl_setopt" and len(one.args) > 2 and one.args[1].name:
        switched(machine, one.args[1].name, one.args[2], one.row)
        return None
    if one.name == "curl_setopt_array" and len(one.args) > 1:  # all that is set belongs to the request
        one.args[0].marks = {**marks_of(one.args[1:2]), **one.args[0].marks}
        return None
    if one.name.lstrip("\\") == "Closure.fromCallable" and one.args and isinstance(one.args[0].known, str):
        return _named(machine, one.args[0], one.row)
    if one.name == "ReflectionFunction().invoke" or one.name == "ReflectionFunction().invokeArgs":
        target = one.base.source if one.base is not None else None
        return _called(machine, one, target, one.args)
    if one.name in ("preg_replace", "mb_ereg_replace") and len(one.args) > 1 and _AS_CODE.fullmatch(one.args[0].text):
        machine.emit(Act.EVALUATE, one.name, one.row, text=one.args[1].text, marks=marks_of(one.args), values=one.args)
    place = _CALLED.get(one.name)
    if place is None or len(one.args) <= place:
        return None
    rest = [value for number, value in enumerate(one.args) if number != place]
    return _called(
        machine,
        one,
        one.args[place],
        [
            inner
            for value in rest
            for inner in ((items_of(value, 64) or [value]) if not isinstance(value.known, str | bytes) else [value])
        ],
    )


def _named(machine: Machine, target: Value, row: int) -> Value:
    """Return the function that a text names, which may be called where nobody sees its name any more; one that acts, put together, is told at once."""
    made = by_text(machine, target, row)
    known = api("php", made.name)
    if known is not None and "put-together" in made.marks:
        marks = dict(made.marks)
        machine.emit(known.act, made.name or "", row, marks=marks, values=[made], layers=made.layers, hidden=True)
    return made


def _called(machine: Machine, one: Invocation, target: Value | None, args: list[Value]) -> Value | None:
    if target is None or not isinstance(target.known, str):
        if target is not None:
            called_by_name(machine, target, one.row)
        return None
    return machine.invoke(machine, Invocation(one.row, by_text(machine, target, one.row), args))


def _included(machine: Machine, one: Invocation) -> Value:
    path = one.args[0]
    text = shown(path)
    marks = {**path.marks, **machine.written.get(text, {})}
    if _STREAM.match(text):
        marks = machine.mark(Value(marks=marks), "network" if text[:1] in "hHfF" else "decoded", one.row).marks
    if is_data(text):
        marks = machine.mark(Value(marks=marks), "data-file", one.row).marks
    machine.emit(Act.EVALUATE, one.name, one.row, text=text, marks=marks, values=[path])
    if text.endswith(".php"):  # what it declares is known from here on
        named = tree.Import(one.row, text, "*", "")
        found = machine.around.imported(machine, machine.path, named)
        bound = dict(found.fields or {}) if found is not None else {}
        returned = bound.pop(RETURNED, Value())
        for name, value in bound.items():
            machine.scope.outermost().values.setdefault(name, value)
        return returned
    return Value()
