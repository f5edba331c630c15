"""What a call that acts is noted as, and what its result is made of."""

import re
from collections.abc import Callable

from beartrap.model.regex import regex
from beartrap.vet.decode.peel import SHOWN, layer, piece
from beartrap.vet.source.acts.addresses import address
from beartrap.vet.source.acts.code_spaces import fills
from beartrap.vet.source.acts.lines import LINE, joined_address
from beartrap.vet.source.acts.scripts import script, spelt_nowhere
from beartrap.vet.source.acts.settled import answered_by, settled
from beartrap.vet.source.acts.webassembly import is_empty, is_module
from beartrap.vet.source.apis import Api, secret_of
from beartrap.vet.source.events import FROM_CALLER, FROM_REQUEST, Act
from beartrap.vet.source.folding.documents import of_file
from beartrap.vet.source.invocation import Invocation, shown
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.noticed.seeking import behind_a_word
from beartrap.vet.source.noticed.sought import sought
from beartrap.vet.source.parameters import AGREED, AWAITED
from beartrap.vet.source.reading.words import PLACE, label
from beartrap.vet.source.values import HOLE, UNKNOWN, Marks, Value, layers_of, listed, marks_of

HELD = ("network", "decoded", "reckoned")
"""Marks of what is written to a file that the file's path keeps."""
_LOOT = frozenset({"ssh-key", "cloud-credentials", "publish-token", "login", "system-passwords", "browser-store", "wallet", "keychain", "process-memory"})  # fmt: skip
"""Marks of secrets that a copy of their file is one of, too."""

_CODE = regex(
    r"\.(?:pyw?|pyi|pyx|pxd|pxi|pth|[cm]?js|jsx|[cm]?ts|tsx|json5?|vue|rb|rake|ru|gemspec|erb|php\d?|phtml|inc|sh|bash|zsh|fish|ps[dm]?1|bat|cmd|lua|pl|pm|tcl|r|jl|sql|xml|toml|ini|cfg|conf|ya?ml|in|tmpl?|template|tpl|j2|jinja2?|mako|spec|gypi?|ipynb|sage|mk|cmake|bzl|tag|nix|txt|rst|vim|el|lsp|scm|hy|coffee|ejs|hbs|pug|mustache|html?|wasm|version)$|(?:^|[/\\])(?!(?:README|LICEN[CS]E|CHANGELOG|CHANGES|NOTICE|AUTHORS|COPYING|HISTORY|NEWS)$)(?:[^/\\.]+|\.\w+)$",
    re.IGNORECASE,
)
"""Files that may hold code by their name, or that have none that tells; any other ending is that of data."""

_EVERYTHING = regex(
    r"/|(?:~|/home|/Users|/root)(?:[/\\](?:Documents|Desktop|Downloads|Pictures|Music|Videos))?|[A-Za-z]:[/\\]*(?:Users)?[/\\]*"
)
"""Folders below which lies all that users have, or what is theirs."""
_HERE = regex(r"\./?|\{(?:process\.cwd|os\.getcwd|Dir\.pwd|getcwd)\(\)\}")
"""The folder in which somebody works."""


def is_data(path: str) -> bool:
    """Whether a path says that its file holds no code: by an ending that no language has."""
    return len(path) > 3 and not path.endswith((HOLE, "}")) and not _CODE.search(path)


def reading(marks: Marks) -> Marks:
    """Return the marks of what is read from a place: `at:ssh-key` becomes `ssh-key`."""
    return {
        name.removeprefix(PLACE) if name.startswith(PLACE) else name: trail
        for name, trail in marks.items()
        if name != AWAITED
    }


def hidden(one: Invocation) -> bool:
    """Whether the name of what is called was put together."""
    return "put-together" in one.func.marks


def plain(machine: Machine, known: Api, one: Invocation) -> Value:
    """Note an act of which no more is to be told than what it is done to."""
    what = one.argument(known.what)
    machine.emit(
        known.act,
        one.name,
        one.row,
        text=shown(what) if one.args else "",
        marks=one.marks(),
        values=one.everything(),
        hidden=hidden(one),
    )
    made = Value(marks=machine.extend(one.marks(), one.row))
    made.source = what
    if known.act in _WATCHING or known.act is Act.LIST:
        machine.mark(made, known.act.value, one.row)
    if known.act is Act.LIST and _EVERYTHING.fullmatch(shown(what)):
        machine.mark(made, "home", one.row)
    elif known.act is Act.LIST and _HERE.fullmatch(shown(what)):
        machine.mark(made, "here", one.row)
    return made


_WATCHING = frozenset({Act.CLIPBOARD, Act.SCREEN, Act.KEYS})


def evaluate(
    machine: Machine, code: Value, name: str, row: int, *, language: str | None = None, hidden: bool = False
) -> Value:
    """Note that text is run as code, and look at that code where it is known; return what it gives."""
    known = code.known.decode("utf-8", "replace") if isinstance(code.known, bytes) else code.known
    if isinstance(known, str) and machine.language == "python" and known.startswith("!"):  # as notebooks start programs
        return machine.around.embedded(machine, Value(known[1:], marks=code.marks), "shell", row)
    assembled = isinstance(known, str) and "package-file" not in code.marks and not machine.stands(known)
    if assembled and not code.layers and isinstance(known, str) and len(known) > 8:
        code = code.copy()
        code.layers = (layer("computed", known.encode("utf-8", "replace")),)
    text = piece(code.text) if len(code.text) > SHOWN else code.text
    machine.emit(
        Act.EVALUATE,
        name,
        row,
        text=text,
        marks={**marks_of([code]), **behind_a_word(machine, [code])},
        values=[code],
        hidden=hidden,
        options=frozenset({"assembled"} if assembled else ()),
    )
    return machine.around.embedded(machine, code, language or machine.language, row)


_UNPICKLING = """
    pickle.load dill.load cloudpickle.load jsonpickle.decode jsonpickle.loads yaml.unsafe_load yaml.unsafe_load_all yaml.load joblib.load torch.load pandas.read_pickle
    jinja2.Template jinja2.Environment().from_string flask.render_template_string django.template.Template django.template.Engine().from_string django.template.Engine.get_default().from_string
    mako.template.Template tornado.template.Template chameleon.PageTemplate Cheetah.Template.Template bottle.SimpleTemplate bottle.template
    pandas.eval numexpr.evaluate sympy.sympify sympy.parse_expr sympy.parsing.sympy_parser.parse_expr
"""


def evaluate_lines(machine: Machine, lines: Value, name: str, row: int) -> None:
    """Note that lines are run as code, one after the other."""
    code, known = lines.copy(), lines.known if isinstance(lines.known, list) else [lines.text]
    code.known, code.items = "\n".join(map(str, known)), None
    evaluate(machine, code, name, row)


_UNPICKLES = frozenset(_UNPICKLING.split())
"""Readers of data, templates and formulas that may hold code: what others send them is run, and what stands in one's own files is data."""
_SENT = frozenset({"web-request", "intercepted"})
_OF_OTHERS = frozenset({"network", "web-request", "file-from-network", "intercepted", "given-response"})


def _evaluate(machine: Machine, known: Api, one: Invocation) -> Value:
    by_path = one.name in ("runpy.run_path", "execfile", "load")
    code = _read(machine, known, one) if by_path else one.argument(known.what, "source", "object", "code")
    if not one.args and one.base is not None and not _OF_OTHERS.isdisjoint(one.base.marks):
        code = one.base  # a reader that makes objects of what it was opened on
    own = one.name.endswith(".load") and "file" in marks_of([code])  # a file that was fetched may be one's own cache
    others = _SENT if own else _OF_OTHERS
    if one.name in _UNPICKLES and "put-together" in marks_of(list(one.words.values()) + one.args[1:], 0):
        machine.emit(Act.EVALUATE, one.name, one.row, text=shown(code), values=[code], hidden=True)
    if one.name in _UNPICKLES and others.isdisjoint(marks_of([code])):
        return Value(marks=machine.extend(marks_of([code]), one.row))
    if one.name.endswith("pickle.loads") and isinstance(code.known, bytes | bytearray):
        from beartrap.vet.decode.pickled import calls_of  # late: few files hold a pickle

        for called, text in calls_of(bytes(code.known)):
            func = Value(name=called, layers=(*code.layers, layer("pickle", text.encode())))
            machine.invoke(machine, Invocation(one.row, func, [Value(text, layers=func.layers)]))
    if code.name and code.name.startswith("compile") and code.source is not None:
        code = code.source
    strange = {*HELD, "web-request", "intercepted", "file-from-decoded", "file-from-network"}
    told = isinstance(code.known, str | bytes) or not strange.isdisjoint(marks_of([code]))
    if one.name.endswith("FunctionType") and told:
        evaluate(machine, code, one.name, one.row, hidden=hidden(one))
    if one.name.endswith(("compile", "FunctionType", "CodeType", "vm.Script")) and not one.name.endswith("._compile"):
        made = Value(
            name=f"{one.name}()", marks=machine.extend(code.marks, one.row), layers=code.layers, hint=code.hint
        )
        made.source, made.known = code, code.known if isinstance(code.known, str | bytes) else UNKNOWN
        if not one.name.endswith("vm.Script"):
            return made
    if one.name.startswith("WebAssembly.") and is_module(code) and all(map(is_empty, one.args[1:])):
        machine.emit(Act.LOAD, one.name, one.row, text="WebAssembly", marks={}, values=[])
        return Value(name=f"{one.name}()", marks=dict(code.marks))  # given nothing to act with it can only compute
    if one.name == "importScripts" and code.text.startswith(("http://", "https://", "//")):
        code = machine.mark(code.copy(), "network", one.row)
    given = evaluate(machine, code, one.name, one.row, hidden=hidden(one)).copy()
    fills(machine, code, one)
    given.marks = {**machine.extend(code.marks, one.row), **given.marks}
    given.layers = given.layers or code.layers
    return given


_UPLOADS = frozenset({"UploadFile", "UploadFileAsync", "UploadFileTaskAsync", "put", "upload_file", "fput_object", "put_file", "upload_from_filename", "upload"})  # fmt: skip


def _network(machine: Machine, known: Api, one: Invocation) -> Value:
    text = joined_address(address(one, known.what))
    everything = [*one.args, *one.words.values()]
    place = marks_of([asked := one.argument(known.what, "url", "uri", "host")])  # what the address is made of
    marks = marks_of([one for one in everything if one is not asked] if _is_another(asked, text) else everything)
    options = sought(machine, marks).union(settled(place))
    if one.method in _UPLOADS or "infile" in one.words:  # a file, by its path
        marks = reading(marks)
    if one.name.startswith("logging.handlers."):  # whatever others log
        marks.setdefault("intercepted", (machine.spot(one.row),))
    if one.base is not None:
        carried = (one.base.fields or {}).get("params")  # of a session: what goes into each address
        marks = {**one.base.marks, **(marks_of([carried]) if carried is not None else {}), **marks}
        if one.method == "open":
            one.base.source = Value(text, name=LINE)
    if AGREED in machine.guard:
        marks = {**marks, AGREED: machine.guard[AGREED]}
    machine.emit(
        known.act,
        one.name,
        one.row,
        text=text,
        marks=marks,
        values=everything,
        hidden=hidden(one),
        options=options,
        layers=layers_of([*everything, one.func]),
    )
    made = Value(marks=machine.extend({**reading(marks), **one.func.marks}, one.row))
    made.source = Value(text, name=LINE)
    made.name = f"{one.name}()" if one.name else None
    machine.mark(made, "network", one.row)
    answered_by(machine, made, text, place, one.row)
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


def _is_another(asked: Value, text: str) -> bool:
    """Whether a caller may give another address than the one that stands in the code, and speaks with somebody else then: `options.url || "https://…"`."""
    return HOLE not in text and asked.text.startswith(("http", "ws")) and asked.marks.keys() == {"given"}


def _connect(machine: Machine, known: Api, one: Invocation) -> Value:
    text = address(one, known.what)
    if text.isdigit() and len(one.args) > known.what + 1 and one.args[known.what + 1].closure is None:  # Node's order
        text = f"{shown(one.args[known.what + 1])}:{text}"
    text = joined_address(text)
    machine.emit(known.act, one.name, one.row, text=text, marks=marks_of(one.args), values=one.args, hidden=hidden(one))
    made = Value(marks=dict(marks_of(one.args)))
    made.source = Value(text, name=LINE)
    machine.mark(made, "network", one.row)
    if machine.language == "c" and one.args:  # what is spoken through it from now on goes there
        one.args[0].source = Value(f"tcp://{text}")
        machine.mark(one.args[0], "network", one.row)
    if one.base is not None:
        one.base.source = made.source
        machine.mark(one.base, "network", one.row)
    if one.name.endswith("open_connection"):  # what is read from, and what is written to
        made.name = f"{one.name}()"
        streams = Value(marks=dict(made.marks))
        streams.items = [made, made]
        return streams
    return made


def _read(machine: Machine, known: Api, one: Invocation) -> Value:
    path = one.argument(known.what)
    if machine.language == "ruby" and shown(path).startswith("|"):  # a name that begins so is a command
        command = Value(shown(path)[1:], marks=path.marks, layers=path.layers)
        return machine.invoke(machine, Invocation(one.row, Value(name="IO.popen"), [command]))
    if _writes(one):
        made = Value(name=f"{one.name}()", marks=dict(path.marks))
        made.source = one.words.get("fileobj", path)
        machine.emit(Act.WRITE, one.name, one.row, text=shown(path), marks={}, values=[path], hidden=hidden(one))
        return made
    text = shown(path)
    if text.startswith("php://input"):
        path = machine.mark(machine.mark(path.copy(), "web-request", one.row), "web-request-all", one.row)
    if text.lower().startswith(("http://", "https://", "ftp://")):
        return _network(machine, Api(Act.FETCH, known.what), one)
    marks = {**reading({**path.marks, **machine.guard}), **machine.written.get(text, {})}
    machine.emit(Act.READ, one.name, one.row, text=text, marks=path.marks, values=[path], hidden=hidden(one))
    made = Value(name=f"{one.name}()", marks=machine.extend(marks, one.row))
    made.source = path
    content = machine.around.data(text) if text not in ("", HOLE) and not machine.written.get(text) else None
    if content is not None:
        made.known = content.decode("utf-8", "surrogateescape") if _as_text(machine, one) else content
        machine.mark(made, "package-file", one.row)
    machine.mark(made, "file", one.row)
    if (kind := secret_of(machine.language, one.name)) is not None:
        machine.mark(made, kind, one.row)
    if one.name == "sqlite3.connect":
        machine.mark(made, "database", one.row)
    if is_data(text):
        machine.mark(made, "data-file", one.row)
    return of_file(one, made)


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
    text = shown(path)
    data = spelt_nowhere(machine, text, data)
    marks = marks_of(data)
    machine.emit(
        act,
        name,
        row,
        text=text,
        marks={**path.marks, **marks},
        values=[path.copy(), *data],  # where it stands is told by what the path was before anything was put there
        hidden=hidden,
        layers=layers_of(data),
    )
    kept = {f"file-from-{mark}": trail for mark, trail in machine.extend(marks, row).items() if mark in HELD}
    kept |= {mark: trail for mark, trail in marks.items() if mark.startswith("file-from-")}
    if "web-request" in marks:
        kept[FROM_REQUEST] = marks["web-request"]
    elif "given" in marks and "given" in marks_of(data[:1], 1):
        kept[FROM_CALLER] = marks["given"]
    kept |= {PLACE + mark: trail for mark, trail in marks.items() if mark in _LOOT}
    if kept:
        path.marks = {**path.marks, **kept}
    script(machine, path, text, data, row)
    if text not in ("", HOLE) and (kept or marks):
        machine.written[text] = {**machine.written.get(text, {}), **kept, **marks}
    return Value()


def _write(machine: Machine, known: Api, one: Invocation) -> Value:
    path = one.argument(known.what, "path", "file")
    data = [value for value in one.everything() if value is not path]
    made = written(machine, path, data, one.name, one.row, hidden=hidden(one))
    made.source, made.name = path, f"{one.name}()"
    made.marks = dict(path.marks)
    return made


def _copy(machine: Machine, known: Api, one: Invocation) -> Value:
    source, target = one.argument(0), one.argument(known.what, "dst", "filename")
    content = Value(marks=reading({**source.marks, **machine.written.get(shown(source), {})}))
    if any(word in one.name.lower() for word in ("retrieve", "download", "clone")):
        machine.mark(content, "network", one.row)
        machine.emit(
            Act.FETCH, one.name, one.row, text=shown(source), marks=source.marks, values=[source], hidden=hidden(one)
        )
    written(machine, target, [content], one.name, one.row, Act.COPY, hidden(one))
    made = target.copy()
    if one.name.endswith("urlretrieve"):
        made.marks.setdefault("file-from-network", (machine.spot(one.row),))
        return listed([made, Value(marks=content.marks)])
    return made


def _load(machine: Machine, known: Api, one: Invocation) -> Value:
    path = one.argument(known.what)
    if shown(path).startswith(("http://", "https://")):
        path = machine.mark(path.copy(), "network", one.row)
    machine.emit(
        Act.LOAD,
        one.name,
        one.row,
        text=shown(path),
        marks={**path.marks, **machine.written.get(shown(path), {})},
        values=[path],
        hidden=hidden(one),
    )
    return Value(name=f"{one.name}()" if one.name else None)


def _inject(machine: Machine, known: Api, one: Invocation) -> Value:
    name = one.name.rpartition(".")[2] or one.method
    text = " ".join([name, *(shown(value) for value in one.args)])
    machine.emit(Act.INJECT, name, one.row, text=text, marks=one.marks(), values=one.args, hidden=hidden(one))
    path = "/proc/self/fd/{}" if name == "memfd_create" else ""  # by which a file without a name is started
    return Value(name=f"{one.name}()" if one.name else None, hint=path)


def _resolve(machine: Machine, known: Api, one: Invocation) -> Value:
    host = one.argument(known.what)
    machine.emit(
        Act.RESOLVE, one.name, one.row, text=shown(host), marks=marks_of([host]), values=[host], hidden=hidden(one)
    )
    made = Value(marks=machine.extend(marks_of([host]), one.row), hint=host.text)
    if "txt" in one.name.lower() or any(
        value.known == "TXT" or (value.name or "").endswith(".TXT") for value in one.args
    ):
        machine.mark(made, "network", one.row)
    return label(machine, made, one.row)


ACTS: dict[Act, Callable[[Machine, Api, Invocation], Value]] = {
    Act.EVALUATE: _evaluate, Act.FETCH: _network, Act.SEND: _network, Act.CONNECT: _connect, Act.READ: _read, Act.WRITE: _write,
    Act.COPY: _copy, Act.LOAD: _load, Act.RESOLVE: _resolve, Act.INJECT: _inject,
}  # fmt: skip
