"""Calls of compiled languages that no table of names tells: commands and text that are built step by step, buffers that are filled."""

import re

from beartrap.model.regex import regex
from beartrap.vet.source.acts.acts import evaluate
from beartrap.vet.source.acts.buffers import fills, handle, pour, put
from beartrap.vet.source.acts.building import COMMANDS, filled, flat, on_command, on_text, prepared
from beartrap.vet.source.acts.compiled_calls import spelt_out, wrapped
from beartrap.vet.source.acts.running import perform
from beartrap.vet.source.apis import Api, api, variable
from beartrap.vet.source.events import Act
from beartrap.vet.source.folding.fold_compiled import text_of
from beartrap.vet.source.invocation import Invocation, shown
from beartrap.vet.source.knowledge import c, compiled
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.names.members import member, put_together
from beartrap.vet.source.reading.words import label
from beartrap.vet.source.values import HOLE, UNKNOWN, Value, joined, marks_of

_TEMPLATES = frozenset(
    {"fmt.Sprintf", "String.format", "string.Format", "String.Format", "fmt.Errorf", "MessageFormat.format"}
)
_TYPES = frozenset({"Class.forName", "Type.GetType", "ClassLoader.getSystemClassLoader().loadClass"})
_WRAPPERS = frozenset(compiled.WRAPPERS.split())
_LINES = frozenset({"readLine", "ReadLine", "nextLine", "ReadLineAsync"})
"""Methods that give the next line of what is read."""
_DIRECTORIES = ("Initial", "Naming", "JndiTemplate", "LocateRegistry")
"""What looks objects up in a directory: one of another's brings its code along."""
_ADDRESS = regex(r"(?:https?|wss?|ftp|tcp|ldaps?|rmi|iiop)://", re.IGNORECASE)


def of_compiled(machine: Machine, one: Invocation) -> Value | None:
    """Return what a call gives that is told by its shape and not by a table; None where it is none of these."""
    base, name = one.base, one.name
    made = spelt_out(machine, one)
    if made is not None:
        return made
    if name in compiled.TABLES[machine.language].VARIABLES:
        return _variables(machine, one)
    if name in COMMANDS or name == "\0unset":
        return prepared(one)
    if one.method in _LINES and base is not None and not one.args and base.known is UNKNOWN:
        return machine.mark(Value(marks=dict(base.marks)), "input", one.row)
    found = _on_object(machine, one, base) if base is not None else None
    if found is not None:
        return found
    if name in _JOINS:
        return _path(machine, one)
    if name in _WRAPPERS and one.args:
        return wrapped(one)
    if machine.language == "c":
        _characters(machine, one)
    return _by_name(machine, one)


def _on_object(machine: Machine, one: Invocation, base: Value) -> Value | None:
    found = (
        on_command(machine, one, base)
        or handle(machine, one, base)
        or on_text(machine, one, base)
        or _reflected(machine, one, base)
    )
    if found is not None:
        return found
    if (
        one.method == "execute" and not one.args and (base.text or base.items) and not base.name
    ):  # Groovy's way to start a command
        return perform(machine, Api(Act.RUN, -1), one)
    unknown = base.known is UNKNOWN and base.items is None and base.closure is None
    return _path(machine, one) if unknown and one.method in ("join", "resolve", "push") and one.args else None


_JOINS = frozenset({"Paths.get", "Path.of", "Path.Combine", "filepath.Join", "path.Join", "File"})
"""Functions that make a path of several parts."""


def _path(machine: Machine, one: Invocation) -> Value:
    parts = [*([one.base] if one.name not in _JOINS and one.base is not None else []), *flat(one.args)]
    texts = [piece for part in parts for piece in (Value("/"), part)][1:]
    made = label(machine, joined(texts), one.row)
    made.name = "File()" if one.name == "File" else None
    if one.method == "push" and one.base is not None:
        pour(one.base, made)
    return made


def _characters(machine: Machine, one: Invocation) -> None:
    """Let an array of characters stand for the text in it, where a call acts on it."""
    if api(machine.language, one.name) is None:
        return
    for number, value in enumerate(one.args):
        if isinstance(value.known, list) and any(isinstance(item, list) for item in value.known):
            words = [
                text_of(item).split("\0", 1)[0] if isinstance(item, list) and item else item for item in value.known
            ]
            one.args[number] = Value(marks=value.marks, layers=value.layers)
            one.args[number].items = [Value(word) for word in words if word != 0]
        elif isinstance(value.known, list) and isinstance(text := text_of(value.known), str):
            one.args[number] = Value(text.split("\0", 1)[0], marks=value.marks, layers=value.layers)
        elif value.fields and value.known is UNKNOWN:
            value.hint = value.hint or _endpoint(value)


def _endpoint(value: Value, depth: int = 3) -> str:
    """Return the address that stands somewhere in a structure."""
    for inner in (value.fields or {}).values():
        found = inner.text or (_endpoint(inner, depth - 1) if depth else "")
        if found and found != HOLE:
            return found
    return ""


def _by_name(machine: Machine, one: Invocation) -> Value | None:
    name = one.name
    if name in _TEMPLATES and one.args and isinstance(one.args[0].known, str):
        return filled(machine, one.args[0].known, flat(one.args[1:]), one.row)
    if (name or one.method).rpartition(".")[2] == "apply" and "from" in one.words:
        return _loads(machine, Invocation(one.row, Value(name="apply from"), [one.words["from"]]))
    if name in _TYPES and one.args:
        return _type(machine, one)
    if machine.language == "c" and name in {*c.FILLS, *c.RECEIVES}:
        return fills(machine, one)
    if name in compiled.TABLES[machine.language].PUTS and one.args:
        return put(machine, one)
    if name.endswith(("ookup",)) and name.startswith(_DIRECTORIES) and _ADDRESS.match(one.argument(0).text):
        return _loads(machine, one)
    if name in ("URLClassLoader", "URLClassLoader.newInstance", "include!") or name.endswith("defineClass"):
        return _loads(machine, one)
    if name == "syscall.Setenv" or name in (
        "os.Setenv",
        "env.set_var",
        "setenv",
        "System.setProperty",
        "Environment.SetEnvironmentVariable",
    ):
        text = "=".join(shown(value) for value in one.args[:2])
        machine.emit(Act.SET, name, one.row, text=text, values=one.args)
        return Value()
    if name.endswith(".Do") and one.args and one.args[0].source is not None:  # Go's client: the request has the address
        return perform(machine, Api(Act.SEND), Invocation(one.row, one.func, [one.args[0].source, *one.args]))
    return None


def _variables(machine: Machine, one: Invocation) -> Value:
    if not one.args:
        return machine.mark(Value(), "environment", one.row)
    text = shown(one.args[0])
    return (
        variable(machine, Value(name=f"{one.name}()"), text, one.row)
        if text != HOLE
        else Value(marks=dict(one.args[0].marks))
    )


def _type(machine: Machine, one: Invocation) -> Value:
    """A class by its name."""
    key = one.args[0]
    if not isinstance(key.known, str):
        return Value(name="?", marks=dict(key.marks))
    made = Value(name=key.known.split(",")[0].rpartition(".")[2])
    computed = bool(key.layers) or key.known not in machine.text
    return put_together(machine, made, key, one.row) if computed else made


def _reflected(machine: Machine, one: Invocation, base: Value) -> Value | None:
    """`getMethod` and `invoke`, `newInstance` and `CreateInstance`."""
    if one.method in (
        "getMethod",
        "getDeclaredMethod",
        "GetMethod",
        "getDeclaredConstructor",
        "getConstructor",
        "GetProcAddress",
    ):
        if one.method.endswith("onstructor"):
            return base
        key = one.argument(0)
        if not isinstance(key.known, str):
            return Value(name=f"{base.name or ''}.?", marks=dict(base.marks))
        made = member(machine, base, key.known, one.row).copy()
        return put_together(machine, made, key, one.row) if key.layers or key.known not in machine.text else made
    if one.method in ("invoke", "Invoke") and base.name and one.args:
        return _invoked(machine, one, base)
    if one.method in ("newInstance", "CreateInstance") and base.name:
        target = one.args[0] if one.method == "CreateInstance" and one.args else base
        rest = one.args[1:] if target is not base else one.args
        return machine.invoke(machine, Invocation(one.row, target, flat(rest)))
    return None


def _invoked(machine: Machine, one: Invocation, method: Value) -> Value:
    this, rest = one.args[0], flat(one.args[1:])
    name = (method.name or "").rpartition(".")[2]
    func = method
    if this.name:
        func = member(machine, this, name, one.row).copy()
        func.marks = {**func.marks, **{mark: trail for mark, trail in method.marks.items() if mark == "put-together"}}
    return machine.invoke(machine, Invocation(one.row, func, rest, {}, this if this.name else None, name))


def _loads(machine: Machine, one: Invocation) -> Value:
    """Code that is loaded from an address, defined from bytes, or included from another file."""
    if one.name == "include!":
        path = shown(one.argument(0))
        content = machine.around.data(path)
        if content is not None:
            machine.around.embedded(machine, Value(content.decode("utf-8", "replace")), machine.language, one.row)
        return Value()
    if one.name.endswith("defineClass"):
        code = next((value for value in one.args if value.marks or value.layers), one.args[-1] if one.args else Value())
        evaluate(machine, code, "defineClass", one.row)
        return Value(name="defineClass()")
    text = " ".join(shown(value) for value in one.args)
    marks = dict(marks_of(one.args))
    if _ADDRESS.search(text):
        marks.setdefault("network", (machine.spot(one.row),))
    machine.emit(Act.LOAD, one.name, one.row, text=text, marks=marks, values=one.args)
    return (
        machine.mark(Value(name=f"{one.name}()"), "network", one.row)
        if "network" in marks
        else Value(name=f"{one.name}()")
    )


def carried(one: Invocation, made: Value) -> None:
    """Let what is built of an address go on naming it: a request that is built, a connection that is opened."""
    for value in (one.base, *one.args, *one.words.values()):
        if (
            value is not None
            and value.source is not None
            and _ADDRESS.match(value.source.text)
            and not _ADDRESS.match(made.hint)
        ):
            made.source = value.source
        elif value is not None and _ADDRESS.match(value.text):
            made.source = value
            return
