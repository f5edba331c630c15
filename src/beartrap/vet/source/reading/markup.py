"""Markup that code puts into a page or answers with: scripts in it, handlers in its tags, what a browser asks for because it stands there."""

import re

from beartrap.model.regex import regex
from beartrap.vet.source.events import Act
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import HOLE, UNKNOWN, Value

LONGEST = 100_000
"""Characters of one piece of markup that are searched."""
_ADDRESS = regex(r"<(script|iframe|embed|object|img|link|form)\b[^>]{0,400}?\s(?:src|href|data|action)\s*=\s*[\"']?((?:https?:)?//[^\s\"'>]+)", re.IGNORECASE)  # fmt: skip
_SCRIPT = regex(r"<script\b[^>]{0,400}>(.*?)</script", re.IGNORECASE | re.DOTALL)
_HANDLER = regex(r"<\w+\b[^>]{0,800}?\son\w{3,20}\s*=\s*(\"[^\"]{3,}|'[^']{3,})", re.IGNORECASE)
_ENOUGH = 12
"""Characters by which it is told that what was decoded stands there."""
_SEALED = frozenset({"decoded", "network", "data-file", "file-from-network"})
"""Marks of code that a page is given and that nobody can read in the package."""


def inserted(machine: Machine, value: Value, name: str, row: int) -> None:
    """Note what a browser does with markup: scripts that it runs or loads, addresses that it asks for."""
    text = value.text
    if "<" not in text or len(text) > LONGEST:
        return
    for match in _ADDRESS.finditer(text):
        _asked(machine, value, match[1].lower(), match[2], name, row)
    for match in (*_SCRIPT.finditer(text), *_HANDLER.finditer(text)):
        _run(machine, value, match[1].strip("\"' \n"), name, row)


def scripts(text: str) -> list[str]:
    """Return the scripts that stand in markup."""
    return [match[1].strip() for match in _SCRIPT.finditer(text[:LONGEST])]


def _asked(machine: Machine, value: Value, tag: str, address: str, name: str, row: int) -> None:
    """An address that is asked for: with what of the program it is put together, and code where the tag brings it."""
    if value.known is UNKNOWN or tag == "script":
        machine.emit(Act.FETCH, name, row, text=address, marks=dict(value.marks), values=[value], layers=value.layers)
    if tag == "script":
        machine.emit(Act.LOAD, "script", row, text=address, values=[machine.mark(Value(), "network", row)])


def _run(machine: Machine, value: Value, code: str, name: str, row: int) -> None:
    sealed = _SEALED.intersection(value.marks)
    open_ended = HOLE in code
    hidden = bool(value.layers) and value.layers[-1].text[:_ENOUGH] in code  # and not elsewhere in the template
    if not code or not (hidden or (sealed and (open_ended or value.known is not UNKNOWN))):
        if isinstance(value.known, str) and machine.language == "php":  # a script of the page, as it stands
            machine.around.embedded(machine, Value(code), "javascript", row)
        return
    marks = {mark: trail for mark, trail in value.marks.items() if mark in _SEALED}
    inner = Value(UNKNOWN if open_ended else code, marks=marks, layers=value.layers, hint=code)
    machine.emit(Act.EVALUATE, name, row, text=code, marks=marks, values=[inner])
    if inner.known is not UNKNOWN:
        machine.around.embedded(machine, inner, "javascript", row)
