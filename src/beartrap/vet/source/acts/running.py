"""Processes that a call starts: their command line, the code in it, and what is fed to them."""

import re
from itertools import pairwise

from beartrap.model.regex import regex
from beartrap.vet.source.acts.acts import ACTS, evaluate, hidden, plain, reading
from beartrap.vet.source.acts.started import start
from beartrap.vet.source.apis import Api
from beartrap.vet.source.events import Act
from beartrap.vet.source.invocation import Invocation, shown
from beartrap.vet.source.knowledge.commands import INTERPRETERS, PRINTS, PUTS, program, yields
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.names.by_path import load
from beartrap.vet.source.noticed.seeking import behind_a_word
from beartrap.vet.source.reading.words import label
from beartrap.vet.source.values import HOLE, Marks, Value, items_of, layers_of, marks_of

_SILENT = regex(r"\bDEVNULL\b|\bignore\b|/dev/null", re.IGNORECASE)
_DETACHED = {"detached", "start_new_session", "preexec_fn"}
_INPUTS = ("stdin", "input", "stdin_data")
"""Words by which a process is given its input."""


_NAMES_A_PLACE = frozenset({Act.READ, Act.WRITE, Act.FETCH, Act.SEND, Act.CONNECT})


def perform(machine: Machine, known: Api, one: Invocation) -> Value:
    """Note the act of a call and return what the call gives."""
    if known.act in _NAMES_A_PLACE:  # a text that was put together in a loop has not been asked what it names
        label(machine, one.argument(known.what), one.row)
    handler = run if known.act is Act.RUN else ACTS.get(known.act, plain)
    made = load(machine, one, handler(machine, known, one))
    start(machine, one)
    if made.name is None:
        made.name = f"{one.name}()" if one.name and len(one.name) < 120 else None
    return made


_WORD_BY_WORD = (
    "os.exec", "os.spawn", "asyncio.create_subprocess_exec", "Open3", "system", "Process", "exec.Command", "execabs.Command", "commandLine", "execl",
)  # fmt: skip
"""Calls that are given the words of a command one by one."""


WORDS = 4_096
"""Words of one command that are put together."""


def _words(machine: Machine, value: Value) -> list[Value]:
    """Return the words in a sequence; one that is too long counts as not followed."""
    if len(value.items if value.items is not None else value.known if isinstance(value.known, list) else ()) > WORDS:
        machine.left.add("the words of a command, which are too many")
        return []
    items = items_of(value, WORDS) or []
    while machine.language == "c" and items and items[-1].known in (0, None):
        items = items[:-1]  # the null that ends a list of arguments
    return items


def _more_words(machine: Machine, one: Invocation, at: int) -> list[Value]:
    """Return the words that stand as arguments behind a program's name, without the null behind the last one of C."""
    more = [piece for piece in one.args[at:] if not _is_of_the_call(one, piece)]
    while machine.language == "c" and more and more[-1].known in (0, None):
        more.pop()
    return more


def _from_home(machine: Machine, one: Invocation, words: list[str]) -> Marks:
    """Return the marks of hidden files that a command names as seen from the folder that it is started in."""
    place = one.words.get("cwd")
    if place is None or machine.language != "python":
        return {}
    named = [word for word in words[1:] if word.startswith(".") and len(word) > 2]
    if len(named) > NAMED_FROM_HOME:
        machine.left.add("hidden files that a command names, which are too many")
    return marks_of([label(machine, Value(f"{shown(place)}/{word}"), one.row) for word in named[:NAMED_FROM_HOME]])


NAMED_FROM_HOME = 32
"""Words of one command that are asked so: an attacker's line has a few."""


def run(machine: Machine, known: Api, one: Invocation) -> Value:
    """Note that a process is started; return what it prints."""
    command = one.argument(known.what, "args", "cmd", "command")
    rest = one.args[known.what + 1] if len(one.args) > known.what + 1 else Value()
    pieces = _words(machine, command) if command.items is not None or isinstance(command.known, list) else None
    words = [shown(piece) for piece in pieces] if pieces is not None else [shown(command)]
    if command.fields and "file" in command.fields:
        words = [shown(command.fields["file"]), *map(shown, _words(machine, command.fields.get("args", Value())))]
    operands = [command]
    if one.name.startswith("os.spawn"):  # after the mode and the file comes the command line, its own name first
        words, operands = [], list(one.args[2:] if "spawnv" not in one.name else one.args[1:2])
    if pieces is None and one.name != "proc_open" and (rest.items is not None or isinstance(rest.known, list)):
        words += [shown(piece) for piece in _words(machine, rest)]
        operands.append(rest)
    elif known.what == 2:  # of Windows: what is opened, and with which words
        words.append(shown(one.argument(3)))
        operands.append(one.argument(3))
    elif (
        machine.language == "ruby"
        or (one.name.startswith(_WORD_BY_WORD) and machine.language != "c")
        or one.name.startswith("execl")
    ):
        more = _more_words(machine, one, known.what + 1)
        words += [shown(piece) for piece in more]
        operands = [*operands, *more]
    own = machine.language == "c" or one.name.startswith(("os.exec", "os.posix_spawn"))
    if own and len(words) > 1 and program(words[0]) == program(words[1]):  # its own name comes first
        words = [words[0], *words[2:]]
    text = " ".join((["pip"] if one.name.startswith("pip.") else []) + words).strip()
    marks = marks_of(operands) | _from_home(machine, one, words)
    if pieces is not None or one.name.startswith("pip."):  # what the words say together
        marks = {**label(machine, Value(text), one.row).marks, **marks}
    for path, written in machine.written.items():
        if len(path) > 3 and path in text:
            marks = {**marks, **written}
    given = _input(one)
    marks = {**marks, **{f"fed:{mark}" if mark in _FED else mark: trail for mark, trail in given.marks.items()}}
    options = _options(one)
    marks = {**marks, **behind_a_word(machine, operands)}
    machine.emit(
        Act.RUN,
        one.name,
        one.row,
        text=text,
        marks=marks,
        values=operands,
        hidden=hidden(one),
        options=options,
        layers=layers_of([*operands, one.func]),
    )
    _inside(machine, words, operands, text, one.row)
    _from_data(machine, [*(pieces or [command]), *_words(machine, rest)], one.row)
    fed(machine, Value(text), given, one)
    if PUTS.search(text):
        machine.emit(Act.PUT, "clipboard", one.row, text=text, values=[*operands, *one.words.values(), given])
    made = Value(marks=machine.extend({**reading(marks), **one.func.marks}, one.row), layers=command.layers)
    made.source = Value(text)
    for mark in yields(text):
        machine.mark(made, mark, one.row)
    return made


def _is_of_the_call(one: Invocation, value: Value) -> bool:
    """Whether an argument is no word of the command: a block, or how a pipe is opened."""
    return value.closure is not None or (one.name.endswith("popen") and value.known in ("r", "w", "r+", "rb", "wb"))


_FED = frozenset({"network", "decoded", "web-request"})


def _input(one: Invocation) -> Value:
    """Return what a process is given on its standard input."""
    tables = [one.words, *(value.fields for value in one.args if value.fields)]
    found = [table[word] for table in tables for word in _INPUTS if word in table]
    return found[0] if found else Value()


def fed(machine: Machine, command: Value, given: Value, one: Invocation) -> None:
    """Look at what an interpreter is given on its standard input: it is code."""
    words = command.text.split()
    language = INTERPRETERS.get(program(words[0])) if words else None
    if language is None or not (given.marks or given.text) or any(not word.startswith("-") for word in words[1:]):
        return
    if given.marks.keys() & _FED or isinstance(given.known, str | bytes):
        evaluate(machine, given, f"{program(words[0])} <", one.row, language=language)


def _options(one: Invocation) -> frozenset[str]:
    found = set()
    tables = [one.words, *(value.fields for value in one.args if value.fields)]
    for table in tables:
        for word, value in (table or {}).items():
            told = f"{word}={shown(value)}"
            if word in _DETACHED or (word == "creationflags" and value.known != 0):
                found.add("detached")
            if word in ("stdout", "stderr", "stdio") and _SILENT.search(told):
                found.add("silent")
            if word == "windowsHide" or "CREATE_NO_WINDOW" in told or "SW_HIDE" in told:
                found.add("unseen")
            if word == "shell" and value.known is not False:
                found.add("shell")
    return frozenset(found)


_OF_FILES = frozenset({"package-file", "data-file"})


def _from_data(machine: Machine, values: list[Value], row: int) -> None:
    """Note the code that an interpreter is given on its command line where it comes out of a file, and no part of it is known."""
    language = INTERPRETERS.get(program(shown(values[0])))
    for word, code in pairwise(values):
        told = shown(word).lower() in _GIVES_CODE and not isinstance(code.known, str | bytes)
        if language is not None and told and not _OF_FILES.isdisjoint(marks_of([code])):
            evaluate(machine, code, f"{program(shown(values[0]))} {shown(word)}", row, language=language)
            return


_GIVES_CODE = frozenset({"-c", "-e", "-command", "/c", "--eval", "-r", "-ec", "-lc"})
"""Words behind which an interpreter is given code."""
_ENCODED = regex(r"[-/]e(?:c|n(?:c\w*)?)?")
"""PowerShell's word for code in base64, which may be cut anywhere."""


def _inside(machine: Machine, words: list[str], operands: list[Value], text: str, row: int) -> None:
    """Look at the code that a command line holds: the shell's own, or what an interpreter is given to run."""
    code = Value(text, layers=layers_of(operands))
    if len(words) > 2:
        for number, word in enumerate(words[1:-1], 1):
            told, language = word.lower(), INTERPRETERS.get(program(words[0]), "")
            encoded = language == "powershell" and _ENCODED.fullmatch(told) is not None
            prints = language == "javascript" and told in PRINTS
            if told not in _GIVES_CODE and not encoded and not prints:
                continue
            if language:
                inner = Value(
                    " ".join(words[number + 1 :]) if language in ("batch", "powershell") else words[number + 1],
                    layers=code.layers,
                )
                inner.known = f"{word} {inner.known}" if encoded else inner.known
                machine.around.embedded(machine, inner, language, row)
                return
    if text and text != HOLE:
        machine.around.embedded(machine, code, "shell", row)
