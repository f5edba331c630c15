"""What a call that acts is noted as, and what its result is made of."""

import re
from collections.abc import Callable

from beartrap.vet.decode.peel import layer
from beartrap.vet.decode.pickled import calls_of
from beartrap.vet.source.apis import Api
from beartrap.vet.source.commands import INTERPRETERS, PUTS, program, yields
from beartrap.vet.source.events import Act
from beartrap.vet.source.invocation import Invocation, shown
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.scripts import script
from beartrap.vet.source.values import HOLE, UNKNOWN, Marks, Value, items_of, layers_of, marks_of
from beartrap.vet.source.words import PLACE, label

_URL_START = re.compile(r"(?:https?|wss?|ftp|tcp|udp)://", re.IGNORECASE)
_SILENT = re.compile(r"\bDEVNULL\b|\bignore\b|/dev/null", re.IGNORECASE)
_DETACHED = {"detached", "start_new_session", "preexec_fn"}
HELD = ("network", "decoded")
"""Marks of what is written to a file that the file's path keeps."""


def perform(machine: Machine, known: Api, one: Invocation) -> Value:
    """Note the act of a call and return what the call gives."""
    handler = _ACTS.get(known.act, _plain)
    made = handler(machine, known, one)
    if made.name is None:
        made.name = f"{one.name}()" if one.name and len(one.name) < 120 else None
    return made


_NO_CODE = re.compile(
    r"\.(?:png|jpe?g|gif|ico|svg|webp|bmp|woff2?|ttf|otf|eot|wav|mp3|ogg|mp4|webm|bin|dat|db|css|pdf|zip|gz|xz|bz2|tar|npz|npy|icns|cur|map|lock|log|cache|tmp)$",
    re.IGNORECASE,
)
"""Files that hold no code by their name."""


def reading(marks: Marks) -> Marks:
    """Return the marks of what is read from a place: `at:ssh-key` becomes `ssh-key`."""
    return {name.removeprefix(PLACE) if name.startswith(PLACE) else name: trail for name, trail in marks.items()}


def _hidden(one: Invocation) -> bool:
    return "put-together" in one.func.marks


def _plain(machine: Machine, known: Api, one: Invocation) -> Value:
    what = one.argument(known.what)
    machine.emit(
        known.act,
        one.name,
        one.row,
        text=shown(what) if one.args else "",
        marks=one.marks(),
        values=one.everything(),
        hidden=_hidden(one),
    )
    made = Value(marks=machine.extend(one.marks(), one.row))
    made.source = what
    if known.act in _WATCHING or known.act is Act.LIST:
        machine.mark(made, known.act.value, one.row)
    return made


_WATCHING = frozenset({Act.CLIPBOARD, Act.SCREEN, Act.KEYS})


_WORD_BY_WORD = (
    "os.exec", "os.spawn", "asyncio.create_subprocess_exec", "Open3", "system", "Process", "exec.Command", "execabs.Command", "commandLine", "execl",
)  # fmt: skip
"""Calls that are given the words of a command one by one."""


def _run(machine: Machine, known: Api, one: Invocation) -> Value:
    command = one.argument(known.what, "args", "cmd", "command")
    rest = one.args[known.what + 1] if len(one.args) > known.what + 1 else Value()
    pieces = items_of(command, 64) if command.items is not None or isinstance(command.known, list) else None
    words = [shown(piece) for piece in pieces] if pieces is not None else [shown(command)]
    if command.fields and "file" in command.fields:
        words = [shown(command.fields["file"]), *map(shown, items_of(command.fields.get("args", Value()), 64) or [])]
    operands = [command]
    if pieces is None and (rest.items is not None or isinstance(rest.known, list)):
        words += [shown(piece) for piece in items_of(rest, 64) or []]
        operands.append(rest)
    elif (one.name.startswith(_WORD_BY_WORD) and machine.language != "c") or one.name.startswith("execl"):
        words += [shown(piece) for piece in one.args[known.what + 1 :]]
        operands += one.args[known.what + 1 :]
    text = " ".join((["pip"] if one.name.startswith("pip.") else []) + words).strip()
    marks = marks_of(operands)
    if pieces is not None or one.name.startswith("pip."):  # what the words say together
        marks = {**label(machine, Value(text), one.row).marks, **marks}
    for path, written in machine.written.items():
        if len(path) > 3 and path in text:
            marks = {**marks, **written}
    options = _options(one)
    machine.emit(
        Act.RUN,
        one.name,
        one.row,
        text=text,
        marks=marks,
        values=operands,
        hidden=_hidden(one),
        options=options,
        layers=layers_of([*operands, one.func]),
    )
    _inside(machine, words, operands, text, one.row)
    if PUTS.search(text):
        machine.emit(Act.PUT, "clipboard", one.row, text=text, values=[*operands, *one.words.values()])
    made = Value(marks=machine.extend({**reading(marks), **one.func.marks}, one.row), layers=command.layers)
    for mark in yields(text):
        machine.mark(made, mark, one.row)
    return made


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


def _inside(machine: Machine, words: list[str], operands: list[Value], text: str, row: int) -> None:
    """Look at the code that a command line holds: the shell's own, or what an interpreter is given to run."""
    code = Value(text, layers=layers_of(operands))
    if len(words) > 2:
        for number, word in enumerate(words[1:-1], 1):
            language = (
                INTERPRETERS.get(program(words[0]), "")
                if word.lower()
                in ("-c", "-e", "-command", "/c", "--eval", "-r", "-ec", "-lc", "-enc", "-encodedcommand")
                else ""
            )
            if language:
                inner = Value(
                    " ".join(words[number + 1 :]) if language in ("batch", "powershell") else words[number + 1],
                    layers=code.layers,
                )
                inner.known = f"{word} {inner.known}" if word.lower() in ("-enc", "-encodedcommand") else inner.known
                machine.around.embedded(machine, inner, language, row)
                return
    if text and text != HOLE:
        machine.around.embedded(machine, code, "shell", row)


def evaluate(
    machine: Machine, code: Value, name: str, row: int, *, language: str | None = None, hidden: bool = False
) -> None:
    """Note that text is run as code, and look at that code where it is known."""
    known = code.known.decode("utf-8", "replace") if isinstance(code.known, bytes) else code.known
    assembled = isinstance(known, str) and "package-file" not in code.marks and not machine.stands(known)
    options = frozenset({"assembled"} if assembled else ())
    text = code.text[:400]
    machine.emit(
        Act.EVALUATE, name, row, text=text, marks=marks_of([code]), values=[code], hidden=hidden, options=options
    )
    machine.around.embedded(machine, code, language or machine.language, row)


def _evaluate(machine: Machine, known: Api, one: Invocation) -> Value:
    code = one.argument(known.what, "source", "object", "code")
    if one.name.endswith("pickle.loads") and isinstance(code.known, bytes | bytearray):
        for called, text in calls_of(bytes(code.known)):
            func = Value(name=called, layers=(*code.layers, layer("pickle", text.encode())))
            machine.invoke(machine, Invocation(one.row, func, [Value(text, layers=func.layers)]))
    if code.name and code.name.startswith("compile") and code.source is not None:
        code = code.source
    if one.name.endswith("FunctionType") and marks_of([code]).keys() & {
        *HELD,
        "file-from-decoded",
        "file-from-network",
    }:
        evaluate(machine, code, one.name, one.row, hidden=_hidden(one))
    if one.name.endswith(("compile", "FunctionType", "CodeType", "vm.Script")) and not one.name.endswith("._compile"):
        made = Value(
            name=f"{one.name}()", marks=machine.extend(code.marks, one.row), layers=code.layers, hint=code.hint
        )
        made.source, made.known = code, code.known if isinstance(code.known, str | bytes) else UNKNOWN
        if not one.name.endswith("vm.Script"):
            return made
    evaluate(machine, code, one.name, one.row, hidden=_hidden(one))
    return Value(marks=machine.extend(code.marks, one.row))


def address(one: Invocation, position: int) -> str:
    """Return the address that a request goes to, as far as it is known."""
    if one.method == "sendto" and one.args:
        last = items_of(one.args[-1], 4)
        return shown(last[0]) if last else shown(one.args[-1])
    for value in [one.argument(position, "url", "uri", "host", "hostname"), *one.args, *one.words.values()]:
        text = shown(value)
        if _URL_START.match(text):
            return text
        if value.source is not None and _URL_START.match(value.source.text):
            return value.source.text
        if value.fields:
            parts = [
                shown(value.fields[part]) for part in ("url", "hostname", "host", "path", "uri") if part in value.fields
            ]
            if parts:
                return "/".join(part.strip("/") for part in parts)
    if one.base is not None and one.base.source is not None and position >= 0:
        source = shown(one.base.source)
        if source not in ("", HOLE):
            return source
    return shown(one.argument(position))


def _network(machine: Machine, known: Api, one: Invocation) -> Value:
    text = address(one, known.what)
    everything = [*one.args, *one.words.values()]
    marks = marks_of(everything)
    if one.base is not None:
        marks = {**one.base.marks, **marks}
        if one.method == "open":
            one.base.source = Value(text)
    machine.emit(
        known.act,
        one.name,
        one.row,
        text=text,
        marks=marks,
        values=everything,
        hidden=_hidden(one),
        layers=layers_of([*everything, one.func]),
    )
    made = Value(marks=machine.extend({**reading(marks), **one.func.marks}, one.row))
    made.source = Value(text)
    made.name = f"{one.name}()" if one.name else None
    machine.mark(made, "network", one.row)
    target = (
        one.words.get("outfile")
        or one.words.get("destination")
        or (one.words.get("o") if machine.language == "powershell" else None)
    )
    if target is not None:
        written(machine, target, [made], one.name, one.row)
    for callback in everything:  # what an answer's handler is given comes from the network
        if callback.closure is not None:
            made.marks.setdefault("network", (machine.spot(one.row),))
    return made


_HOST_AND_PORT = re.compile(r"(\S+) (\d{1,5})")


def _connect(machine: Machine, known: Api, one: Invocation) -> Value:
    text = address(one, known.what)
    pair = _HOST_AND_PORT.fullmatch(text)
    text = f"{pair[1]}:{pair[2]}" if pair else text
    machine.emit(
        known.act, one.name, one.row, text=text, marks=marks_of(one.args), values=one.args, hidden=_hidden(one)
    )
    made = Value(marks=dict(marks_of(one.args)))
    made.source = Value(text)
    machine.mark(made, "network", one.row)
    if one.base is not None:
        one.base.source = made.source
        machine.mark(one.base, "network", one.row)
    return made


def _read(machine: Machine, known: Api, one: Invocation) -> Value:
    path = one.argument(known.what)
    if _writes(one):
        made = Value(name=f"{one.name}()", marks=dict(path.marks))
        made.source = path
        machine.emit(Act.WRITE, one.name, one.row, text=shown(path), marks={}, values=[path], hidden=_hidden(one))
        return made
    text = shown(path)
    if text.lower().startswith(("http://", "https://", "ftp://")):
        return _network(machine, Api(Act.FETCH, known.what), one)
    marks = {**reading({**path.marks, **machine.guard}), **machine.written.get(text, {})}
    machine.emit(Act.READ, one.name, one.row, text=text, marks=path.marks, values=[path], hidden=_hidden(one))
    made = Value(name=f"{one.name}()", marks=machine.extend(marks, one.row))
    made.source = path
    content = machine.around.data(text) if text not in ("", HOLE) and not machine.written.get(text) else None
    if content is not None:
        made.known = content.decode("utf-8", "surrogateescape") if _as_text(machine, one) else content
        machine.mark(made, "package-file", one.row)
    machine.mark(made, "file", one.row)
    if _NO_CODE.search(text):
        machine.mark(made, "data-file", one.row)
    return made


def _writes(one: Invocation) -> bool:
    mode = one.argument(1, "mode").known
    return (
        isinstance(mode, str)
        and one.name.rpartition(".")[2] in ("open", "openSync", "fopen", "new", "NamedTemporaryFile")
        and any(letter in mode for letter in "wax+")
    )


def _as_text(machine: Machine, one: Invocation) -> bool:
    mode = one.argument(1, "mode").known
    if machine.language == "python":
        return not (isinstance(mode, str) and "b" in mode) and "bytes" not in one.name and "binary" not in one.name
    return len(one.args) > 1 and one.args[1].closure is None


def written(
    machine: Machine, path: Value, data: list[Value], name: str, row: int, act: Act = Act.WRITE, hidden: bool = False
) -> Value:
    """Note that data goes into a file, and let the file's path remember where they come from."""
    marks = marks_of(data)
    text = shown(path)
    machine.emit(
        act,
        name,
        row,
        text=text,
        marks={**path.marks, **marks},
        values=[path, *data],
        hidden=hidden,
        layers=layers_of(data),
    )
    kept = {f"file-from-{mark}": trail for mark, trail in machine.extend(marks, row).items() if mark in HELD}
    kept |= {mark: trail for mark, trail in marks.items() if mark.startswith("file-from-")}
    if kept:
        path.marks = {**path.marks, **kept}
    script(machine, path, text, data, row)
    if text not in ("", HOLE) and (kept or marks):
        machine.written[text] = {**machine.written.get(text, {}), **kept, **marks}
    return Value()


def _write(machine: Machine, known: Api, one: Invocation) -> Value:
    path = one.argument(known.what, "path", "file")
    data = [value for value in one.everything() if value is not path]
    made = written(machine, path, data, one.name, one.row, hidden=_hidden(one))
    made.source, made.name = path, f"{one.name}()"
    made.marks = dict(path.marks)
    return made


def _copy(machine: Machine, known: Api, one: Invocation) -> Value:
    source, target = one.argument(0), one.argument(known.what, "dst", "filename")
    content = Value(marks=reading({**source.marks, **machine.written.get(shown(source), {})}))
    if "retrieve" in one.name.lower() or "download" in one.name.lower():
        machine.mark(content, "network", one.row)
        machine.emit(
            Act.FETCH, one.name, one.row, text=shown(source), marks=source.marks, values=[source], hidden=_hidden(one)
        )
    return written(machine, target, [content], one.name, one.row, Act.COPY, _hidden(one))


def _load(machine: Machine, known: Api, one: Invocation) -> Value:
    path = one.argument(known.what)
    machine.emit(
        Act.LOAD,
        one.name,
        one.row,
        text=shown(path),
        marks={**path.marks, **machine.written.get(shown(path), {})},
        values=[path],
        hidden=_hidden(one),
    )
    return Value(name=f"{one.name}()" if one.name else None)


def _inject(machine: Machine, known: Api, one: Invocation) -> Value:
    name = one.name.rpartition(".")[2] or one.method
    text = " ".join([name, *(shown(value) for value in one.args)])
    machine.emit(Act.INJECT, name, one.row, text=text, marks=one.marks(), values=one.args, hidden=_hidden(one))
    return Value(name=f"{one.name}()" if one.name else None)


def _resolve(machine: Machine, known: Api, one: Invocation) -> Value:
    host = one.argument(known.what)
    machine.emit(
        Act.RESOLVE, one.name, one.row, text=shown(host), marks=marks_of([host]), values=[host], hidden=_hidden(one)
    )
    made = Value(marks=machine.extend(marks_of([host]), one.row))
    if "txt" in one.name.lower() or any(value.known == "TXT" for value in one.args):
        machine.mark(made, "network", one.row)
    return label(machine, made, one.row)


_ACTS: dict[Act, Callable[[Machine, Api, Invocation], Value]] = {
    Act.RUN: _run, Act.EVALUATE: _evaluate, Act.FETCH: _network, Act.SEND: _network, Act.CONNECT: _connect, Act.READ: _read, Act.WRITE: _write,
    Act.COPY: _copy, Act.LOAD: _load, Act.RESOLVE: _resolve, Act.INJECT: _inject,
}  # fmt: skip
