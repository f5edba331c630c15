"""Members, items and slices of what an expression is."""

import re

from beartrap.model.regex import of_names, regex
from beartrap.vet.source import tree
from beartrap.vet.source.alternatives import function_among, line_among, one_of
from beartrap.vet.source.apis import api, as_variable, environment, named
from beartrap.vet.source.folding.spelt_otherwise import CONSTANTS
from beartrap.vet.source.knowledge.javascript import GIVEN_BY_MODULES
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.names.by_key import made_when_asked, under_unknown
from beartrap.vet.source.names.classes import HANDLER, asked, keeps_a_request, told_of_itself, worked_out
from beartrap.vet.source.names.imported_by_others import is_import_of
from beartrap.vet.source.names.protocols import as_symbol, by_item, lacking
from beartrap.vet.source.names.prototypes import PROTOTYPE, prototype
from beartrap.vet.source.noticed.private_names import is_private
from beartrap.vet.source.parameters import AGREED, AWAITED, PAYEE, TOKEN, is_secret
from beartrap.vet.source.values import (
    UNKNOWN,
    Known,
    Scope,
    Value,
    as_name,
    items_of,
    listed,
    marks_of,
    waiting,
)
from beartrap.vet.source.weight import SOME

ASKED = "table.get"
"""What a table's own method is called that is asked for a key, wherever it is handed on."""
GLOBALS = frozenset({"globalThis", "global", "window", "self", "top", "frames", "builtins", "__builtins__", "GLOBALS"})
"""Objects whose members are the language's own globals."""

_ADDRESSES = frozenset({"URL()", "url.URL()", "url.parse()", "urllib.parse.urlparse()", "urllib.parse.urlsplit()"})
_HOST_PARTS = frozenset({"hostname", "host", "netloc"})
_FIXED = regex(r"[a-z]+://(?:[^/@\s{}]*@)?([\w.-]+)(?=[:/?#]|$)", re.IGNORECASE)
"""Addresses taken apart, and the host in one that is known."""


def member(machine: Machine, base: Value, key: str, row: int) -> Value:
    """Return `base.key`: a field put there, a method of its class, or a longer dotted name."""
    return _web(machine, base, key, _member(machine, base, key, row), row)


def _member(machine: Machine, base: Value, key: str, row: int) -> Value:
    if base.fields is not None:
        if HANDLER in base.fields:
            return asked(machine, base, key)
        if key in base.fields:
            found = base.fields[key]
            return found if waiting(found) or found.closure is None else worked_out(machine, found)
    if base.closure is not None and isinstance(base.closure.node, tree.Class):
        inner = base.closure.scope.values.get(key)
        if inner is not None:
            return worked_out(machine, inner)
    if base.fields is not None and base.name is None and key in ("get", "__getitem__") and machine.language == "python":
        made = Value(name=ASKED)
        made.source = base
        return made
    if base.name in _ADDRESSES and key in _HOST_PARTS and (match := _FIXED.match(base.hint or "")):
        return Value(match[1], marks=dict(base.marks), layers=base.layers)
    told = _of_language(machine, base, key, row)
    if told is not None:
        return told
    if base.name is not None:
        return _dotted(machine, base, base.name, key, row)
    if key == "code" and isinstance(base.known, str) and len(base.known) == 1 and machine.language == "kotlin":
        return Value(ord(base.known))
    if key == "raw" and (base.known is not UNKNOWN or base.items is not None):
        return base  # the texts of a template
    return _unnamed(machine, base, key, row)


def _unnamed(machine: Machine, base: Value, key: str, row: int) -> Value:
    """Return a member of what has no name: the size of a list, a part of what was handed in."""
    if key in _SIZES and (items := items_of(base)) is not None:
        return Value(len(items)) if SOME not in base.marks else Value()
    single = ("web-request-all",) if key in _OF_AN_ENTRY else ("environment", "web-request-all")
    single = (*single, "given") if key in _STEERS and machine.language == "javascript" else single
    several = base.fields or (base.items and machine.language == "go")
    found = {**base.marks, **under_unknown(base)} if several else base.marks
    made = Value(marks={mark: trail for mark, trail in found.items() if mark not in single})
    made.source = base.source
    _handed_in(machine, base, key, made, row)
    if machine.language == "c" and base.fields is not None and base.name is None:
        base.fields[key] = made  # a member of a structure, which others fill
    if machine.language == "javascript" and (base.known is not UNKNOWN or base.items is not None):
        made.name = _METHOD if key in _BUILT_IN else None
    if key == "constructor" and machine.language == "javascript":  # of an object that nobody knows
        made.name = "constructor"
    return made


_STEERS = frozenset({"signal", "abortSignal"})
"""Options by which a caller ends a request, and hands nothing over."""


def _handed_in(machine: Machine, base: Value, key: str, made: Value, row: int) -> None:
    """Mark a member by its name, where whoever made the object, by its class or a parent of it, or sent the request decides about it."""
    own = base.closure is not None and (base.fields is not None or isinstance(base.closure.node, tree.Class))
    if (("given" in made.marks or own) and is_secret(key)) or (own and key in PAYEE):
        machine.given(made, key, row)
    if "given" in made.marks and is_private(key):
        machine.mark(made, AWAITED, row)
    if _HEADER.fullmatch(key) and not _HEADERS.isdisjoint(made.marks):
        machine.mark(made, "web-request", row)


def _dotted(machine: Machine, base: Value, name: str, key: str, row: int) -> Value:
    if name in GLOBALS and key == "__dict__":
        return base
    if name == "GLOBALS" and key in _OF_OS:  # of a function of the library's, whose globals are those of `os`
        key = f"os.{key}"
    if name in GLOBALS or is_import_of(machine, name, key):
        return named(machine, Value(name=key, marks=dict(base.marks), layers=base.layers), row)
    last = name.rpartition(".")[2]
    if machine.language == "ruby" and last[:1].isupper() and _is_module(machine, f"module {last}"):
        own = machine.scope.find(key)  # what a module has of its own is kept with the file
        if own is not None and (own.closure is not None or own.known is not UNKNOWN or own.items is not None):
            return own
    dotted = f"{name.removesuffix('.__dict__')}.{key}"
    dotted = GIVEN_BY_MODULES.get(dotted, dotted) if machine.language == "javascript" else dotted
    if dotted in CONSTANTS and machine.language == "python":
        return Value(CONSTANTS[dotted])
    if len(dotted) > 160:
        return Value(marks=base.marks)
    if dotted == "vscode.env.isTelemetryEnabled":
        machine.compared = {**machine.compared, AGREED: (machine.spot(row),)}
    made = named(machine, Value(name=dotted, marks=dict(base.marks), layers=base.layers), row)
    made.source = base.source if key == "stdin" or "()" in name else None
    if base.closure is not None:  # of a class whose parent is another package's
        _handed_in(machine, base, key, made, row)
    if key in ("contentWindow", "contentDocument") and base.fields is not None:  # whose page it is
        made.source = base.fields.get("src")
    return made


def _is_module(machine: Machine, opened: str) -> bool:
    """Whether a module of Ruby is opened in one of the files that are walked."""
    return opened in machine.text or any(opened in line for lines in machine.files.values() for line in lines)


_OF_OS = frozenset({"system", "popen", "execv", "execve", "execl", "spawnl", "spawnv", "posix_spawn"})
_OF_AN_ENTRY = frozenset({"Key", "Value", "getKey", "getValue", "key", "value"})
"""The two halves of whichever entry of a table comes next."""
_SIZES = frozenset({"length", "Length", "Count", "size", "byteLength"})
_METHOD = "Function.prototype"
_BUILT_IN = frozenset(
    [
        "fill", "filter", "map", "find", "flat", "at", "concat", "slice", "sort", "join", "reduce", "some", "every", "entries", "link", "big", "bold", "sub", "sup", "trim",
        "replace", "split", "toString", "valueOf", "italics", "anchor", "fontcolor", "repeat", "search", "match", "forEach", "constructor", "flatMap", "includes", "push", "pop",
    ]
)  # fmt: skip
"""Methods of JavaScript's own texts and lists; each is a function, and so a way to `Function`."""
_CLASSES = frozenset(
    {"String", "Array", "Number", "Object", "RegExp", "Boolean", "Symbol", "Promise", "Map", "Set", "Date", _METHOD}
)
_FRAMES = frozenset({"__globals__", "f_globals", "f_builtins", "func_globals"})


def _of_language(machine: Machine, base: Value, key: str, row: int) -> Value | None:
    """Return what the languages' own ways around a name lead to: the class of a class, the globals of a function."""
    if machine.language == "javascript":
        if key == "constructor" and base.closure is not None and base.fields is not None:  # `this.constructor`
            made = Value(marks=dict(base.marks))
            made.closure = base.closure
            return made
        if key == "constructor" and _is_constructor(base):
            made = Value(name="Function", marks=dict(base.marks), layers=base.layers)
            # nobody who may write `Function` asks a method of a list for it, or the class of a text
            around = base.name == _METHOD or (base.name in _CLASSES and base.closure is None)
            return machine.mark(made, "put-together", row) if around else made
        if key == "constructor" and (base.known is not UNKNOWN or base.items is not None):
            return Value(name="String", marks=dict(base.marks), layers=base.layers)
        if key == "__proto__" and base.closure is not None:
            return base
        if key == PROTOTYPE:
            return prototype(base)
    elif machine.language == "python":
        if key in _FRAMES:
            return Value(name="GLOBALS", marks=dict(base.marks))
        if key == "__class__" and (base.known is not UNKNOWN or base.items is not None):
            return Value(name="object.__class__")
        return told_of_itself(base, key) if key.startswith("__") else lacking(machine, base, key)
    return None


def _is_constructor(base: Value) -> bool:
    """Whether something is a function or class: what made it is `Function`."""
    name = base.name or ""
    return base.closure is not None or name in _CLASSES or name == "constructor" or name.endswith(".constructor")


REQUEST_PARTS = frozenset(
    [
        "GET", "POST", "args", "form", "values", "body", "query", "params", "headers", "cookies", "json", "data", "META", "files",
        "get_json", "getParameter", "query_params", "path_params", "get_data", "content", "match_info", "Header", "Headers", "Form", "PostForm", "Body", "Query", "QueryString", "Cookies", "Params",
    ]
)  # fmt: skip
"""Members of a request that a client decides about."""
_WHOLE = frozenset({"POST", "form", "body", "json", "values", "data", "headers", "cookies", "META", "Form", "PostForm", "MultipartForm", "Body"})  # fmt: skip
_OF_NODE = frozenset({"url", "originalUrl"})
"""Members of a request of Node.js that hold the address which a client asked for (Node.js, "message.url")."""
_SERVERS = ("HTTPRequestHandler", "StreamRequestHandler", "BaseRequestHandler", "DatagramRequestHandler", "tornado.web.RequestHandler", "WebSocketHandler", "handlers.JupyterHandler", "handlers.IPythonHandler", "handlers.APIHandler", "handlers.ExtensionHandler")  # fmt: skip
_SERVED = frozenset({"rfile", "headers", "path", "requestline", "request"})
"""Classes of the library that servers are made of, and their members that hold what a client sent."""
_WEB = ("flask.request.", "bottle.request.", "django.http.", "sanic.request.", "quart.request.")


def _web(machine: Machine, base: Value, key: str, made: Value, row: int) -> Value:
    """Mark a member of a web request as what a client sent."""
    served = key in _SERVED and bool(base.name) and base.name is not None and base.name.endswith(_SERVERS)
    served |= key in _OF_NODE and machine.language == "javascript" and "given-request" in base.marks
    own = keeps_a_request(machine, base, key)
    if served or own or (key in REQUEST_PARTS and ("given-request" in base.marks or f"{base.name}.".startswith(_WEB))):
        made = made.copy()
        machine.mark(made, "web-request", row)
        if key in _WHOLE or own:
            machine.mark(made, "web-request-all", row)
    return made


COUNTED = frozenset({"go", "c", "rust"})
"""Languages in which a sign of a text is a number."""


def index(machine: Machine, node: tree.Index, scope: Scope) -> Value:
    """Return one item of a sequence or table; a key of text is a member as well."""
    return item(machine, node, machine.value(node.base, scope), machine.value(node.key, scope))


def item(machine: Machine, node: tree.Index, base: Value, key: Value) -> Value:
    """Return the item of `base` at `key`, which are what the parts of `node` are: each is worked out once, as they may nest."""
    key = as_variable(base, as_name(key) if machine.language == "javascript" else key)
    if (given := by_item(machine, base, key)) is not None:
        return given
    if (symbol := as_symbol(machine, key)) is not None:
        key = Value(symbol)
    known = key.known
    if isinstance(known, str) and machine.language == "powershell":
        known = known.lower()
        key = Value(known, marks=key.marks, layers=key.layers)
    if (made := made_when_asked(machine, base, known)) is not None:
        return made
    if isinstance(known, str) and base.name == "sys.modules":
        return module_named(machine, key, node.row)
    if isinstance(known, str) and (base.name is not None or base.fields is not None or base.closure is not None):
        made = member(machine, base, known, node.row)
        if (
            made.name is not None
            and symbol is None
            and (key.layers or known not in machine.text or in_pieces(node.key))
        ):
            made = put_together(machine, _of_itself(machine, made, known, node.row), key, node.row)
        return made
    handed = base.known is UNKNOWN and not _HEADERS.isdisjoint(base.marks)
    if handed and isinstance(known, str) and (mark := told_by_key(known) or secret_mark(known)):
        return machine.mark(Value(marks=dict(base.marks)), mark, node.row)
    if isinstance(known, str) and (base.known is not UNKNOWN or base.items is not None) and not known.isdigit():
        return _method_of(machine, base, key, node.row)
    if base.fields is not None and known is not UNKNOWN and str(known) in base.fields:
        return base.fields[str(known)]
    picked = _picked(base, known)
    if machine.language == "c" and isinstance(base.known, str | bytes) and known == len(base.known):
        return Value(0)  # at the end of a text
    return _unpicked(machine, base, key, node.row) if picked is None else _counted(machine, base, picked)


_TELLING = {"python": frozenset({"exec", "eval", "compile", "__import__"}), "javascript": frozenset({"eval", "Function", "require"})}  # fmt: skip
"""The languages' own functions that no table has for anything else."""


def _of_itself(machine: Machine, made: Value, key: str, row: int) -> Value:
    """Return the language's own function of that name, where a table of names is asked for it that nobody knows."""
    known = key not in _TELLING.get(machine.language, ()) or api(machine.language, made.name) is not None
    return made if known else named(machine, Value(name=key), row)


def _unpicked(machine: Machine, base: Value, key: Value, row: int) -> Value:
    """Return an item of which it is not known which one it is: made of all of them, and of what was asked for."""
    machine.unsure += 1
    made = one_of(base)
    made.known = line_among(base)
    if made.known is UNKNOWN and machine.language == "php":
        made.known = function_among(base)
    marks = marks_of([base])
    asked = "given" in key.marks and "environment" not in key.marks and environment(base.name)
    if asked or (key.known is not UNKNOWN and not (machine.language in COUNTED and isinstance(key.known, int))):
        marks.pop("environment", None)  # one variable, and no half of each
    if "sign:wallet-address" in marks and not any(mark.startswith("given") for mark in marks):
        key = Value(key.known)  # who asks picks one of those that are written here, and hands in none
    made.marks = {**marks, **{mark: trail for mark, trail in key.marks.items() if not mark.startswith("at:")}}
    if "web-request" in key.marks and "web-request" not in marks:
        machine.mark(made, CHOSEN, row)
    if base.name is not None and key.known is UNKNOWN:
        made.name = None
    made.layers = base.layers
    return made


def _counted(machine: Machine, base: Value, picked: Value) -> Value:
    """Return a sign of a text as the language has it: as its number in some."""
    if machine.language in COUNTED and isinstance(base.known, str) and isinstance(picked.known, str):
        picked.known = ord(picked.known) if len(picked.known) == 1 else picked.known
    return picked


ELEMENT = "document.querySelector()"
"""What one element of a page is called, whichever way it was found."""
_FOUND = frozenset({"querySelectorAll", "getElementsByTagName", "getElementsByClassName", "getElementsByName", "elements", "forms", "inputs"})  # fmt: skip


CHOSEN = "chosen"
"""Mark of what stands in a table of the code's own, under a key that a client sent."""


def is_elements(value: Value) -> bool:
    """Whether something is a list of a page's elements."""
    return (value.name or "").removesuffix("()").rpartition(".")[2] in _FOUND


def in_pieces(key: tree.Node) -> bool:
    """Whether a name is put together of literals where it is used: no tool writes it so, and nobody has to."""
    if isinstance(key, tree.Binary):
        return key.operator == "+" and all(
            isinstance(one, tree.Const) or in_pieces(one) for one in (key.left, key.right)
        )
    if isinstance(key, tree.Join):
        return len(key.parts) > 1 and all(isinstance(one, tree.Const) for one in key.parts)
    func = key.func if isinstance(key, tree.Call) else None
    return (
        isinstance(func, tree.Attr)
        and func.name in ("join", "concat")
        and isinstance(func.base, tree.Const | tree.Many)
    )


_HEADER = of_names(r"HTTP_[A-Z_]+|[xX]-[A-Za-z-]{3,}")


def told_by_key(key: str) -> str:
    """Return the mark of what a table of a caller's holds under that key: a header of a request, a word that nobody would guess."""
    return "web-request" if _HEADER.fullmatch(key) else AWAITED if is_private(key) else ""


def secret_mark(key: str) -> str:
    """Return the mark of what a table of a caller's holds under the name of a secret, empty for any other name."""
    return "" if not is_secret(key) else "given-token" if TOKEN.fullmatch(key) else "given-secret"


_HEADERS = frozenset({"given", "given-request"})
"""Marks of a table whose keys `HTTP_…` are what a client sent: a server's variables are handed around under many names."""


def module_named(machine: Machine, key: Value, row: int) -> Value:
    """Return the module that a text names among those that are loaded."""
    made = Value(name=key.known)
    return put_together(machine, made, key, row) if key.layers or key.known not in machine.text else made


def _method_of(machine: Machine, base: Value, key: Value, row: int) -> Value:
    made = member(machine, base, key.known, row)
    made.source = base
    return made


def put_together(machine: Machine, made: Value, key: Value, row: int) -> Value:
    """Return a copy of a named thing, marked as named by text that was computed."""
    if environment((made.name or "").rpartition(".")[0]):
        return made  # the names of variables are put together by everybody
    made = made.copy()
    made.layers = (*made.layers, *key.layers)
    return machine.mark(made, "put-together", row)


def _picked(base: Value, known: Known) -> Value | None:
    if isinstance(known, list) and len(known) <= 4096:  # PowerShell takes several at once
        several = [_picked(base, one) for one in known]
        return listed([one for one in several if one is not None]) if None not in several else None
    if isinstance(known, float) and known.is_integer():
        known = int(known)
    if isinstance(known, str) and known.lstrip("-").isdigit():
        known = int(known)
    if not isinstance(known, int) or isinstance(known, bool):
        return None
    try:
        if base.items is not None:
            return base.items[known]
        if isinstance(base.known, str | bytes | bytearray | list):
            return Value(base.known[known], marks=dict(base.marks), layers=base.layers)
    except IndexError:
        return Value(None)
    return None
