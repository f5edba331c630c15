"""What an extension asks its editor to do: install others, type into a terminal, change settings that name programs."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from beartrap.model.regex import regex
from beartrap.vet.source.acts.switches import switched
from beartrap.vet.source.events import Act
from beartrap.vet.source.invocation import Invocation, shown
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.reading.words import label
from beartrap.vet.source.values import UNKNOWN, Marks, Value, items_of, marks_of

MANIFEST_BYTES = 4 << 20
"""Of the manifest that says what a setting is by default; the largest known ones have about a million."""
_INSTALLS = frozenset({"workbench.extensions.installExtension", "workbench.extensions.action.installVSIX"})
_TYPES = "workbench.action.terminal.sendSequence"
_UNASKED = regex(
    r"autoApprove|allowAutomaticTasks|yolo|dangerously|skipPermissions|bypassPermissions|autoAccept", re.IGNORECASE
)
"""Settings by which an assistant or a task acts without asking."""
_AS_OPTIONS = {"proxyStrictSSL": "strictSSL"}
"""Settings of the editor, as the options of clients that mean the same are called."""
DEPTH = 4
"""Tables within tables of one setting."""


def _executed(machine: Machine, one: Invocation) -> Value | None:
    """`vscode.commands.executeCommand(name, …)`: what stands for a command line is noted as one."""
    command, given = one.argument(0).known, one.argument(1)
    if command in _INSTALLS:
        _run(machine, one, f"code --install-extension {shown(given)}", given)
    elif command == _TYPES:
        text = (given.fields or {}).get("text", given)
        _run(machine, one, shown(text), text)
    elif command is UNKNOWN and "network" in one.argument(0).marks:  # whoever answers says what the editor does
        _run(machine, one, shown(one.argument(0)), *one.args)
    return None


_CODE = regex(
    r"\b(?:curl|wget|iwr)\b[^\n]{0,300}\|\s*(?:sudo\s+)?(?:ba|z|da)?sh\b|\bos\.(?:system|popen)\(|\bsubprocess\.\w+\(|__import__\(|\bchild_process\b|\b(?:eval|exec|Function)\(|[\"'](?:pre|post)?install[\"']\s*:|<script[^>]{0,80}\bsrc=[\"']?https?:",
)
"""What a line of source has that starts or loads something."""


def _edited(machine: Machine, one: Invocation) -> Value | None:
    """`TextEdit.insert(place, text)`: code that is put into what the user writes, and goes out with it."""
    text = one.args[-1] if one.args else Value()
    if _CODE.search(text.text):
        marks: Marks = {"start:user-source": (machine.spot(one.row),)}
        machine.emit(Act.WRITE, one.name, one.row, text="{}", marks={**marks, **text.marks}, values=[text])
    return None


def _updated(machine: Machine, one: Invocation) -> Value | None:
    """`getConfiguration(…).update(key, value)`: a setting that names a program has the editor start it from then on."""
    key, value = one.argument(0).text, one.argument(1)
    if _UNASKED.search(key) and value.known not in (False, None, "off", "never"):
        marks: Marks = {"sign:agent": (machine.spot(one.row),)}
        machine.emit(Act.RUN, one.name, one.row, text=f"{key}={shown(value)}", marks=marks, values=[value])
    last = key.rpartition(".")[2]
    switched(machine, _AS_OPTIONS.get(last, last), value, one.row)
    for program in _programs(machine, value, DEPTH):
        started = program.get("command", program.get("path", Value()))
        words = [started, *(items_of(program["args"], 64) or [] if "args" in program else [])]
        _run(machine, one, " ".join(map(shown, words)), *words)
    return None


def _programs(machine: Machine, value: Value, depth: int) -> Iterator[dict[str, Value]]:
    """Yield the tables within a value that name a command."""
    for table in (value.fields or {}, *(inner.fields or {} for inner in value.items or ())):
        if "command" in table or {"path", "args"} <= table.keys():
            yield table
        elif depth:
            for inner in table.values():
                yield from _programs(machine, inner, depth - 1)
        elif any(inner.fields for inner in table.values()):
            machine.left.add(f"settings of an editor with tables more than {DEPTH} deep")


def _run(machine: Machine, one: Invocation, text: str, *values: Value) -> None:
    marks = {**label(machine, Value(text), one.row).marks, **marks_of(values)}
    machine.emit(Act.RUN, one.name, one.row, text=text, marks=marks, values=list(values))


def _configuration(machine: Machine, one: Invocation) -> Value | None:
    made = Value(name="vscode.workspace.getConfiguration()", marks=marks_of(one.args))
    made.source = one.argument(0)
    return made


def _setting(machine: Machine, one: Invocation) -> Value | None:
    """`getConfiguration("a").get("b")`: what the manifest gives where the user has set nothing."""
    base, key = one.base, one.argument(0).known
    if base is None or base.source is None or not isinstance(key, str):
        return None
    section = base.source.known
    name = f"{section}.{key}" if isinstance(section, str) and section else key
    default = _defaults(machine).get(name)
    return Value(default) if isinstance(default, str) else None


def _defaults(machine: Machine) -> Mapping[str, Any]:
    """Return what the settings of the extension are by default, by their names."""
    found = (machine.around.data(path) for path in ("../package.json", "package.json", "../../package.json"))
    content = next((one for one in found if one is not None), b"{}")
    if len(content) > MANIFEST_BYTES:
        machine.left.add(f"defaults of settings in a manifest of {len(content):,} bytes")
        return {}
    return _told_by(content)


@lru_cache(maxsize=4)
def _told_by(manifest: bytes) -> Mapping[str, Any]:
    """Return the defaults that a manifest gives; code asks for one setting after the other."""
    try:
        read = json.loads(manifest)
    except (ValueError, RecursionError):
        return {}
    told = read.get("contributes", {}) if isinstance(read, dict) else {}
    groups = told.get("configuration", []) if isinstance(told, dict) else []
    made = dict[str, Any]()
    for group in groups if isinstance(groups, list) else [groups]:
        properties = group.get("properties") if isinstance(group, dict) else None
        for name, one in properties.items() if isinstance(properties, dict) else ():
            made[name] = one.get("default") if isinstance(one, dict) else None
    return made


NAMES: dict[str, Callable[[Machine, Invocation], Value | None]] = {
    "vscode.commands.executeCommand": _executed,
    **dict.fromkeys(
        [f"vscode.{made}.{how}" for made in ("TextEdit", "WorkspaceEdit()") for how in ("insert", "replace")], _edited
    ),
    "vscode.TextEdit": _edited,
    "vscode.workspace.getConfiguration": _configuration,
    "vscode.workspace.getConfiguration().update": _updated,
    "vscode.workspace.getConfiguration().get": _setting,
}
"""Calls of VS Code's own interface."""
