"""What PowerShell's ways to name a command lead to: call operators, `New-Object`, programs of the system, blocks of a pipe."""

import re

from beartrap.vet.source import tree
from beartrap.vet.source.apis import named
from beartrap.vet.source.invocation import Invocation, shown
from beartrap.vet.source.knowledge.commands import INTERPRETERS
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.names.members import put_together
from beartrap.vet.source.values import Value, items_of, listed

_BLOCKS = frozenset({"%", "foreach-object", "foreach", "where-object", "?", "where"})
_PROGRAMS = frozenset(
    [
        "vssadmin",
        "schtasks",
        "reg",
        "net",
        "net1",
        "netsh",
        "sc",
        "wevtutil",
        "certutil",
        "bitsadmin",
        "curl",
        "wget",
        "wmic",
        "bcdedit",
        "cipher",
        "taskkill",
        "msiexec",
        "regsvr32",
        "rundll32",
        "mshta",
        "cscript",
        "wscript",
        "git",
        "npm",
        "pip",
        "pip3",
        "nslookup",
        "ssh",
        "scp",
        "whoami",
        "ipconfig",
        "systeminfo",
        "fltmc",
        "wbadmin",
        "icacls",
        "attrib",
        "cmdkey",
        "msbuild",
        "tar",
        "docker",
        "kubectl",
        "gh",
        "az",
        "aws",
        "gcloud",
    ]
)
ITEMS = 4096
LINE = 32768
"""Characters of a command line, of which Windows takes no more (CreateProcessW)."""


def command(machine: Machine, one: Invocation) -> Value | None:
    """Return what a command of PowerShell gives where its name is computed, a block's, or that of a program; else None."""
    if isinstance(one.func.known, str):
        return machine.invoke(machine, Invocation(one.row, by_text(machine, one.func, one.row), one.args, one.words))
    if one.name in _BLOCKS and len(one.args) > 1 and one.args[-1].closure is not None:
        return _each(machine, one)
    if one.name == "new-object" and one.args:
        made = by_text(machine, one.args[0], one.row)
        return machine.invoke(machine, Invocation(one.row, made, one.args[1:], one.words)) if made.name else None
    if one.name in ("get-childitem", "gci", "dir", "ls", "get-item") and any(
        shown(arg).lower().startswith("env:") for arg in one.args
    ):
        return machine.mark(Value(), "environment", one.row)
    if one.method == "invoke" and one.base is not None and one.base.name and one.base.closure is None:
        func = one.base
        return machine.invoke(
            machine,
            Invocation(one.row, func, one.args, {}, func.source, func.name.rpartition(".")[2] if func.name else ""),
        )
    if one.name in _STARTS and ("filepath" in one.words or ("argumentlist" in one.words and one.args)):
        return machine.invoke(machine, _by_place(one))
    if one.base is None and (one.name in _PROGRAMS or one.name in INTERPRETERS):
        words = [Value(one.name), *one.args]
        for word, value in one.words.items():
            words += [Value(f"-{word}"), *([value] if value.known is not True else [])]
        made = Value()
        made.items = words
        return machine.invoke(
            machine,
            Invocation(one.row, Value(name="start-process", marks=one.func.marks, layers=one.func.layers), [made]),
        )
    return None


_STARTS = frozenset({"start-process", "saps", "start"})


def _by_place(one: Invocation) -> Invocation:
    """Return the start of a program with what `-FilePath`, or its first word, and `-ArgumentList` name at their places."""
    words = dict(one.words)
    file, given = words.pop("filepath", None) or one.args[0], words.pop("argumentlist", None)
    told = [] if given is None else [given if given.items is not None else listed(_words_of(given))]
    return Invocation(one.row, Value(name="start-process"), [file, *told], words)


def _words_of(given: Value) -> list[Value]:
    """Return the words of a list of arguments that is one text, which the program gets as its command line."""
    if not isinstance(given.known, str) or len(given.known) > LINE:
        return [given]
    return [Value(word, layers=given.layers, marks=dict(given.marks)) for word in given.known.split()]


def by_text(machine: Machine, func: Value, row: int) -> Value:
    """Return the command, class or cmdlet that a text names."""
    if not isinstance(func.known, str):
        return func
    made = named(
        machine, Value(name=func.known.lower().removesuffix(".exe"), layers=func.layers, marks=dict(func.marks)), row
    )
    return (
        made
        if re.search(re.escape(func.known), machine.text, re.IGNORECASE)
        else put_together(machine, made, func, row)
    )


def _each(machine: Machine, one: Invocation) -> Value:
    """Walk a block for each item that the pipe hands it."""
    closure = one.args[-1].closure
    assert closure is not None
    items = items_of(one.args[0], ITEMS) if not isinstance(one.args[0].known, str | bytes) else [one.args[0]]
    if items is None:
        return machine.enter(closure, [one.args[0]], {})
    results = [machine.enter(closure, [item], {}) for item in items]
    if isinstance(closure.node, tree.Function) and one.name in ("where-object", "?", "where"):
        return one.args[0]
    made = listed(results) if len(results) != 1 else results[0]
    made.layers = made.layers or one.args[0].layers
    return made
