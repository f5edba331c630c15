"""Commands and text that compiled languages build step by step."""

from beartrap.model.regex import regex
from beartrap.vet.decode.peel import layer
from beartrap.vet.source.acts.preloaded import loaded_first
from beartrap.vet.source.acts.running import WORDS, perform
from beartrap.vet.source.apis import Api, api
from beartrap.vet.source.events import Act
from beartrap.vet.source.folding.fold_compiled import pieces, text_of
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.knowledge import compiled
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.reading.words import label
from beartrap.vet.source.values import TEXT, UNKNOWN, Value, items_of, joined

SAME = frozenset(compiled.SAME.split())
COMMANDS = frozenset(
    {"Command.new", "ProcessBuilder", "ProcessStartInfo", "Process", "AsyncCommand.new", "StdCommand.new"}
)
"""What makes a command that is not started yet."""
_ADDS = frozenset({"arg", "args", "command", "Add", "raw_arg"})
_STARTS = frozenset({"spawn", "output", "status", "exec", "start", "Start", "startPipeline"})
_APPENDS = frozenset(
    {
        "append",
        "Append",
        "AppendLine",
        "push_str",
        "push",
        "WriteString",
        "WriteByte",
        "WriteRune",
        "add",
        "Add",
        "addAll",
        "AddRange",
        "extend_from_slice",
        "push_back",
    }
)


def assembled(machine: Machine, one: Invocation) -> None:
    """Show what was computed: text that a call acts on and that stands nowhere in the file, not even in pieces."""
    for value in one.args:
        for part in (value, *(value.items or ())):
            text = part.known
            if isinstance(text, str) and len(text) >= SHORTEST and not part.layers and not machine.stands(text):
                part.layers = (layer("computed", text.encode("utf-8", "replace")),)


SHORTEST = 8
"""Characters of text below which nobody hides anything."""


def prepared(one: Invocation) -> Value:
    """Return a command that is not started yet, or a variable that has no value yet."""
    made = Value(name=f"{one.name}()")
    if one.name == "\0unset":
        made.name = None
        return made
    made.items = flat(one.args)
    made.fields = dict(one.words)
    return made


def flat(args: list[Value]) -> list[Value]:
    """Return arguments, those of a single list one by one."""
    if len(args) == 1 and (args[0].items is not None or isinstance(args[0].known, list)):
        return list(items_of(args[0], WORDS) or args)
    return list(args)


def on_command(machine: Machine, one: Invocation, base: Value) -> Value | None:
    """A command to which words are added, and which is then started."""
    if base.name is None or not base.name.endswith("()") or base.name.removesuffix("()") not in COMMANDS:
        if one.name == "Process.Start" and one.args and one.args[0].fields is not None:
            return _start(machine, one, one.args[0])
        return None
    if one.method in _ADDS:
        words = flat(one.args)
        if len(base.items or ()) + len(words) > WORDS:
            machine.left.add("the words of a command, which are too many")
        else:
            base.items = base.items or []
            base.items += words
        return base
    if one.method in _STARTS:
        return _start(machine, one, base)
    if one.method in ("env", "put") and len(one.args) > 1 and isinstance(one.args[0].known, str):
        loaded_first(machine, one.args[0].known, one.args[1], one.row)
    if one.method in (
        "stdin",
        "stdout",
        "stderr",
        "env",
        "envs",
        "current_dir",
        "redirectErrorStream",
        "directory",
        "inheritIO",
        "creation_flags",
        "environment",
        "kill_on_drop",
    ):
        return base
    return None


def _start(machine: Machine, one: Invocation, command: Value) -> Value:
    fields = (command.fields or {}).get("StartInfo", command).fields or command.fields or {}
    words = [fields[key] for key in ("FileName", "Arguments") if key in fields] or list(command.items or [])
    if "ArgumentList" in fields:
        words += items_of(fields["ArgumentList"], WORDS) or [fields["ArgumentList"]]
    func = Value(name=(command.name or one.name).removesuffix("()"))
    call = Invocation(
        one.row, func, [_sequence([*words, *(command.items or [] if "FileName" in fields else [])])], dict(fields)
    )
    assembled(machine, call)
    return perform(machine, Api(Act.RUN), call)


def _sequence(items: list[Value]) -> Value:
    made = Value()
    made.items = items
    return made


def on_text(machine: Machine, one: Invocation, base: Value) -> Value | None:
    """Text and lists that grow; methods that give what they are called on."""
    if one.method in _APPENDS and one.args:
        if isinstance(base.known, str) or (
            base.hint and base.name is None and base.known is UNKNOWN and base.items is None and not base.fields
        ):
            return _appended(base, one.args[0])
        if isinstance(base.known, list):
            base.items, base.known = [Value(item) for item in base.known], UNKNOWN
        if base.items is not None and len(base.items) < 4096:
            base.items += (
                (items_of(one.args[0]) or [])
                if one.method in ("addAll", "AddRange", "extend_from_slice")
                else one.args[:1]
            )
            return base
    if (
        one.method in SAME
        and api(machine.language, one.name) is None
        and (base.name is None or "()" in base.name)
        and one.func.closure is None
        and not (one.args and one.args[0].closure is not None)
    ):
        known = text_of(base.known) if one.method in ("toString", "ToString", "to_string") else base.known
        if known is not base.known:
            return Value(known, marks=base.marks, layers=base.layers)
        return base
    if one.method in ("Select", "ForEach") and one.args and one.args[0].closure is not None:
        one.method = "map"
    return None


def _appended(base: Value, more: Value) -> Value:
    piece = Value(text_of(more.known), marks=more.marks, layers=more.layers, hint=more.hint)
    made = joined([base, piece])
    if isinstance(made.known, str) and len(made.known) > TEXT // 8:
        return base
    base.known, base.hint, base.marks, base.layers = made.known, made.hint, made.marks, made.layers
    return base


def filled(machine: Machine, template: str, values: list[Value], row: int) -> Value:
    """Return a template with values in its holes."""
    parts = [values[part] if isinstance(part, int) else Value(part) for part in pieces(template, len(values))]
    made = joined(
        Value(text_of(part.known), part.name, part.marks, part.layers, part.text if part.known is UNKNOWN else "")
        for part in parts
    )
    if _IN_HEX.search(template) is not None:
        machine.mark(made, "encoded", row)
    return label(machine, made, row)


_IN_HEX = regex(r"\{\w*:#?0?\d*[xX]\}|%0?2?[xX]\b")
"""What a template writes in hexadecimal."""
