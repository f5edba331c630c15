"""From the text of one file to what it does: read, walk, and walk the functions that nobody called."""

import re
from collections import OrderedDict
from collections.abc import Callable, Container
from dataclasses import field

from beartrap.engine.memory import uncollected
from beartrap.model.frozen import slotted
from beartrap.model.regex import regex
from beartrap.vet.behaviour import When
from beartrap.vet.decode.codecs import unbase64
from beartrap.vet.decode.peel import layer
from beartrap.vet.source import tree
from beartrap.vet.source.acts.growth import carried_off
from beartrap.vet.source.events import Act, Event
from beartrap.vet.source.languages import python
from beartrap.vet.source.machine import Machine, Surroundings
from beartrap.vet.source.parameters import sent_by_place
from beartrap.vet.source.reading.touched import LANGUAGES as TELLING
from beartrap.vet.source.reading.touched import Touched
from beartrap.vet.source.spoken import COMPILED, READ
from beartrap.vet.source.values import Scope, Value
from beartrap.vet.source.walking.calls import CALLS, invoke
from beartrap.vet.source.walking.expressions import EXPRESSIONS
from beartrap.vet.source.walking.statements import STATEMENTS

HANDLERS = {**EXPRESSIONS, **STATEMENTS, **CALLS}

NESTED = 8
"""Code within code that is followed: a command line in an `exec` of a decoded string is three."""

CODE = 1024 * 1024
"""Characters of code in a string that are read."""

KEPT = 2 * 1024 * 1024
"""Characters of texts whose trees are kept for the next root: some 50 MB."""

_WORTH_READING = regex(
    r"[|&;<>`$\n]|\b(?:curl|wget|nc|ncat|bash|sh|zsh|python\d?|perl|ruby|php|node|powershell|pwsh|cmd|certutil|bitsadmin|mshta|rundll32|regsvr32|schtasks|reg|crontab|systemctl|"
    r"rm|dd|base64|xxd|eval|chmod|scp|rsync|ssh|nslookup|dig|host|iwr|iex|start|launchctl|osascript|npm|twine|git|gem|cat|security|taskkill|nohup|setsid)\b",
    re.IGNORECASE,
)


@slotted
class Walked:
    """What one file does, and how much of it could be followed."""

    events: list[Event] = field(default_factory=list)
    scope: Scope = field(default_factory=Scope)
    given: Value = field(default_factory=Value)
    """What the last statement gives, as `eval` hands it on."""
    starved: bool = False
    """Whether not all calls could be followed: there was no fuel left."""
    deep: int = 0
    """Parts that nest too deeply or are too much to be followed."""
    broken: int = 0
    left: set[str] = field(default_factory=set)


def walk(
    module: tree.Module,
    machine: Machine,
    scope: Scope | None = None,
    late: bool = True,
    touched: Touched | None = None,
) -> Walked:
    """Walk a file's statements, then (`late`) each function that was not called with what it needs, or those `touched`."""
    scope = machine.scope = scope if scope is not None else Scope()
    deep, given = 0, Value()
    if module.language == "javascript":
        _give_module(scope)
    try:
        given = machine.run(module.body, scope)
        machine.frame.flow = None
        if late:
            uncalled(machine, touched.chosen(machine) if touched is not None else None)
    except RecursionError:  # what was seen so far stands, and the rest is told as not followed
        deep = 1
    broken = module.broken + machine.broken
    return Walked(machine.events, scope, given, machine.starved, module.deep + deep, broken, machine.left)


def _give_module(scope: Scope) -> None:
    """Bind what CommonJS gives each file: `module`, and its `exports`."""
    module, exports = Value(name="module"), Value()
    exports.fields = {}
    module.fields = {"exports": exports}
    scope.values.setdefault("module", module)
    scope.values.setdefault("exports", exports)


def uncalled(machine: Machine, chosen: Container[int] | None = None) -> None:
    """Walk each function that was not walked with unknown arguments yet: it runs when somebody calls it.

    Of the functions that are known before only those `chosen` are walked, by the `id` of their node.
    """
    early = machine.language in COMPILED and machine.when in (
        When.START,
        When.INSTALL,
    )  # a build script or a macro: all of it is for then
    before, machine.when = machine.when, machine.when if early else min(machine.when, When.CALL)
    if chosen is not None:
        machine.functions = [closure for closure in machine.functions if id(closure.node) in chosen]
    done = 0
    while done < len(machine.functions):
        closure = machine.functions[done]
        done += 1
        if not machine.entered.get(id(closure.node), 0) & 2:
            machine.enter(closure, [], _sent(machine, closure.node), uncalled=True)
        if (
            not machine.entered.get(id(closure.node), 0) & 2
        ):  # one that needs nothing but its object, which others change
            machine.enter(closure, [], _sent(machine, closure.node), uncalled=True, plainly=True)
    if carried_off(machine) or machine.twice:
        machine.forget()
        for closure in machine.functions[:done]:
            machine.enter(closure, [], {})
    machine.functions.clear()
    machine.when = before


def _sent(machine: Machine, node: tree.Node) -> dict[str, Value]:
    """Return what a client sent among what a function is handed, where what the function is says that."""
    if machine.language != "python" or not isinstance(node, tree.Function):
        return {}
    names = sent_by_place(node.name, node.parameters)
    return {name: machine.mark(Value(), "web-request", node.row) for name in names}


def touched_of(before: bytes | None, text: str, module: tree.Module) -> Touched | None:
    """Return what an update could have touched of a file; None where all of it is walked."""
    if before is None or module.language not in TELLING:
        return None
    found = Touched(before.decode("utf-8", "replace").removeprefix("\ufeff"), text, module)
    return None if found.most else found


def machine_for(path: str, language: str, text: str, when: When, around: Surroundings) -> Machine:
    """Return a machine for a file."""
    return Machine(HANDLERS, invoke, path, language, text.split("\n"), when, around)


def parse(language: str, text: str) -> tree.Module:
    """Return text of a language as a tree; raises DoesNotParseError where nothing could be made of it.

    A tree is never changed by a walk, so that a file which is looked at alone and for each root that imports it is read once.
    """
    return _KEPT.tree(language, text)


class _Trees:
    """The trees that were used last."""

    def __init__(self) -> None:
        self._trees = OrderedDict[tuple[str, str], tree.Module]()
        self._characters = 0

    def tree(self, language: str, text: str) -> tree.Module:
        """Return the tree of a text, read anew where it is not kept."""
        key = (language, text)
        made = self._trees.get(key)
        if made is not None:
            self._trees.move_to_end(key)
            return made
        made = self._trees[key] = _parse(language, text)
        self._characters += len(text)
        while self._characters > KEPT:
            (_, oldest), _ = self._trees.popitem(last=False)
            self._characters -= len(oldest)
        return made


_KEPT = _Trees()


def _parse(language: str, text: str) -> tree.Module:
    try:
        with uncollected():  # a tree has no cycles, and is many young objects: to look for some among them takes twice as long as to read it
            return _reader(language)(text)
    except python.DoesNotParseError:
        from beartrap.vet.source.languages import python_tree  # late: most files are of the Python of today

        module = python_tree.read(text)
        if not module.body or module.broken * 4 > len(module.body) + 4:
            raise
        return module


def _reader(language: str) -> Callable[[str], tree.Module]:
    """Return what reads a language. Each is loaded when the first file of its language comes."""
    if language == "python":
        return python.read
    if language in ("javascript", "typescript"):
        from beartrap.vet.source.languages import javascript

        return javascript.read if language == "javascript" else javascript.read_typescript
    if language == "shell":
        from beartrap.vet.source.languages import shell

        return shell.read
    if language == "powershell":
        from beartrap.vet.source.languages import powershell

        return powershell.read
    return _rarer(language)


def _rarer(language: str) -> Callable[[str], tree.Module]:
    if language == "ruby":
        from beartrap.vet.source.languages import ruby

        return ruby.read
    if language == "php":
        from beartrap.vet.source.languages import php

        return php.read
    if language == "batch":
        from beartrap.vet.source.languages import batch

        return batch.read
    return _compiled(language)


def _compiled(language: str) -> Callable[[str], tree.Module]:
    if language == "rust":
        from beartrap.vet.source.languages import rust

        return rust.read
    if language == "go":
        from beartrap.vet.source.languages import go

        return go.read
    if language in ("java", "groovy"):
        from beartrap.vet.source.languages import java

        return java.read if language == "java" else java.read_groovy
    if language == "kotlin":
        from beartrap.vet.source.languages import kotlin

        return kotlin.read
    if language == "csharp":
        from beartrap.vet.source.languages import csharp

        return csharp.read
    from beartrap.vet.source.languages import cpp

    return cpp.read


class Embedded:
    """Looks at code in strings, as its language, within the machine that met it."""

    def __init__(self) -> None:
        self._seen: set[tuple[str, str, When]] = set()
        self._depth = 0

    def look(self, machine: Machine, code: Value, language: str, row: int) -> Value:
        """Walk code that stands in a string and return what it gives; what it does counts as done at `row`, under the string's layers.

        Code of the same language sees the names of the code that runs it (`exec`, `eval`).
        """
        text = _text_of(code)
        layers = code.layers
        if language == "powershell" or (
            language == "shell" and re.match(r"\s*(?:powershell|pwsh)", text, re.IGNORECASE)
        ):
            if language == "shell" and machine.language == "shell":  # nobody else told of the line itself
                machine.emit(Act.RUN, "powershell", row, text=text, values=[code])
            language, before, text = "powershell", text, _unwrapped(text)
            layers += (layer("base64+utf-16", text.encode()),) if _ENCODED.search(before) else ()
        if language == "shell" and "`" in text:
            for match in _TEMPLATES.finditer(text):  # which only some shells take for a command
                self.look(machine, Value(match[1].replace('\\"', '"'), layers=layers), "javascript", row)
        if language == "shell":
            text = _BEGINS_UNKNOWN.sub(" $_", text)
        key = (language, text, machine.when)
        if not text or key in self._seen or language not in READ:
            return Value()
        if language in ("shell", "batch") and not _WORTH_READING.search(text):
            return Value()
        if len(text) > CODE or self._depth >= NESTED:
            machine.left.add(f"code in texts that are too long or nest too deeply ({language})")
            return Value()
        self._seen.add(key)
        try:
            module = parse(language, f"<?php {text}" if language == "php" and "<?" not in text else text)
        except python.DoesNotParseError:
            machine.broken += 1
            return Value()
        inner = Machine(
            HANDLERS,
            invoke,
            machine.path,
            "shell" if language == "batch" else language,
            text.split("\n"),
            machine.when,
            machine.around,
            (*machine.layers, *layers),
        )
        inner.row_shift = row + machine.row_base if machine.row_shift is None else machine.row_shift
        inner.written, inner.variables = machine.written, machine.variables
        inner.words = machine.words if inner.language == machine.language else inner.words
        inner.fuel, inner.spare = machine.fuel, machine.spare
        self._depth += 1
        try:
            walked = walk(module, inner, Scope(machine.scope) if language == machine.language else None)
        finally:
            self._depth -= 1
        machine.fuel, machine.spare = inner.fuel, inner.spare
        machine.starved |= inner.starved
        machine.left |= inner.left | (
            {f"parts of code in texts that nest too deeply ({language})"} if walked.deep else set()
        )
        machine.broken += inner.broken
        machine.events += inner.events
        return walked.given


_TEMPLATES = regex(r'\b(?:node|bun|deno)(?:\.exe)?\s+(?:-e|--eval|-p|-pe|--print|eval)\s+"((?:[^"\\]|\\.)*+)"')
"""Code of JavaScript on a command line, with templates in it."""


_BEGINS_UNKNOWN = regex(r"(?:(?<=[;&|(\n])|^)[ \t]*\{\}(?=[\w./-])")
"""A program of which the first part is not known: a shell would take the braces for a block."""


def _text_of(code: Value) -> str:
    if isinstance(code.known, bytes):
        return code.known.decode("utf-8", "replace")
    return code.known if isinstance(code.known, str) else ""


_ENCODED = regex(r"[-/](?:e|ec|en|enc|enco\w*|EncodedCommand)\s+[\"']?([A-Za-z0-9+/=]{12,})", re.IGNORECASE)
_COMMAND = regex(
    r"^\s*(?:powershell|pwsh)(?:\.exe)?\s+(?:(?:.{0,200}?\s)?[-/](?:c|command)\s+)?", re.IGNORECASE | re.DOTALL
)


_CARET = regex(r"\^([|&<>^])")
"""Signs that Windows' shell is told to hand on."""


def _unwrapped(text: str) -> str:
    """Return the script that a PowerShell command line runs, an encoded one decoded."""
    match = _ENCODED.search(text)
    if match:
        try:
            return unbase64(match[1].encode()).decode("utf-16-le", "replace")
        except ValueError:
            return text
    bare = _CARET.sub(r"\1", _COMMAND.sub("", text).strip())
    return bare[1:-1] if len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "\"'" else bare
