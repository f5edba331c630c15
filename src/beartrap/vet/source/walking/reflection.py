"""Names that are put together at run time: `getattr`, `__import__`, `require`, `Function`, `.call` and the like."""

from collections.abc import Callable
from dataclasses import replace

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.acts import editors
from beartrap.vet.source.acts.acts import evaluate
from beartrap.vet.source.acts.addressed import as_code, blob, by_extension, debugged, from_address, held_at, object_url
from beartrap.vet.source.acts.configured_logs import configured
from beartrap.vet.source.acts.foreign import of_library
from beartrap.vet.source.acts.handles import members as _members_of
from beartrap.vet.source.acts.overwriting import merged
from beartrap.vet.source.acts.switches import switched
from beartrap.vet.source.apis import named
from beartrap.vet.source.events import Act
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.names.by_path import chosen_afar, of_spec
from beartrap.vet.source.names.classes import HANDLER
from beartrap.vet.source.names.given_before import given_before, partial
from beartrap.vet.source.names.members import GLOBALS, member, module_named, put_together
from beartrap.vet.source.names.prototypes import belongs, called_on, created, inheriting, prototype_of
from beartrap.vet.source.values import HINT, UNKNOWN, Closure, Scope, Value, items_of, layers_of, marks_of
from beartrap.vet.source.walking.binding import intercepted, set_member

_IDENTIFIER = regex(r"\s*(?:return\s+)?([A-Za-z_$][\w$.]{0,60})\s*+;?\s*+\Z")
_SIMPLE = frozenset({"call", "apply", "bind"})
_OF_CODE = frozenset({"co_code", "co_names"})
"""Parts of Python's code objects that say what a function does; others say what it is called, where it stands, and with what it does that."""
_LOOKS_UP = frozenset({"get", "pop", "__getitem__", "setdefault"})
"""Methods by which a table of names is asked for one."""


def reflected(machine: Machine, one: Invocation) -> Value | None:
    """Return what a call of the language's own reflection gives, None where it is no such call."""
    if one.name.endswith("Worker") and any(
        value.fields and value.fields.get("eval", Value()).known is True for value in one.args
    ):
        evaluate(machine, one.argument(0), one.name, one.row)
    loads = ("Worker", "addModule", "importScripts", "module.register")
    if one.name.endswith(loads) and one.args and held_at(one.args[0]):
        return from_address(machine, one, one.args[0])
    by_name = _NAMES.get(one.name)
    if by_name is not None:
        return by_name(machine, one)
    if one.name == "Reflect.apply" and len(one.args) > 2:
        return _again(machine, one, one.args[0], items_of(one.args[2]) or [], one.args[1])
    if one.method == "__subclasses__" and one.name.startswith("object."):
        machine.emit(Act.EVALUATE, "__subclasses__", one.row, text="", values=[one.func], hidden=True)
    if one.method in _LOOKS_UP and one.base is not None and one.base.name in GLOBALS and one.args:
        return _getattr(machine, Invocation(one.row, one.func, [one.base, *one.args]))
    if (
        one.method == "get"
        and one.base is not None
        and one.base.name == "sys.modules"
        and one.args
        and isinstance(one.args[0].known, str)
    ):
        return module_named(machine, one.args[0], one.row)
    if one.method == "replace" and not _OF_CODE.isdisjoint(one.words):  # a function that does what stands nowhere
        put = list(one.words.values())
        machine.emit(Act.EVALUATE, "code.replace", one.row, text="", marks=marks_of(put), values=put, hidden=True)
    own = one.func.closure is not None  # an object's own method of that name, and not a function's
    if one.method in _SIMPLE and machine.language == "javascript" and one.base is not None and not own:
        return _applied(machine, one)
    return None


def _again(machine: Machine, one: Invocation, func: Value, args: list[Value], this: Value | None) -> Value | None:
    return machine.invoke(
        machine,
        Invocation(
            one.row,
            func,
            args,
            {},
            func.source if func.source is not None else this,
            (func.name or "").rpartition(".")[2],
        ),
    )


def _applied(machine: Machine, one: Invocation) -> Value | None:
    func = one.base
    assert func is not None
    if func.closure is None and not func.name:
        return None
    if one.method == "bind":
        return given_before(machine, one, func, one.args[1:]) if len(one.args) > 1 else func
    rest = one.args[1:]
    if one.args:
        belongs(one.args[0], func)
    if one.method == "apply":
        rest = (items_of(rest[0]) or [Value(marks=rest[0].marks)]) if rest else []
    this = one.args[0] if one.args else None
    made = _again(machine, one, func, rest, this)
    if this is not None:
        called_on(func, this)
    return made


def _getattr(machine: Machine, one: Invocation) -> Value | None:
    if len(one.args) < 2:
        return None
    base, key = one.args[0], one.args[1]
    if not isinstance(key.known, str):
        made = Value(marks=dict(base.marks))
        made.name = f"{base.name}.?" if base.name else None
        return made
    made = member(machine, base, key.known, one.row)
    if made.name is not None and _computed(machine, key):
        return put_together(machine, made, key, one.row)
    return made


def _computed(machine: Machine, key: Value) -> bool:
    """Whether a name stands nowhere in the file as a word."""
    return bool(key.layers) or (isinstance(key.known, str) and key.known not in machine.text)


def _import(machine: Machine, one: Invocation) -> Value | None:
    if not one.args:
        return None
    module = one.args[0]
    loaded = from_address(machine, one, module) if machine.language == "javascript" else None
    if loaded is not None:
        return loaded
    if not isinstance(module.known, str):
        chosen_afar(machine, one, module)
        return Value(name="?", marks=dict(module.marks))
    text = module.known.removeprefix("node:") if machine.language == "javascript" else module.known
    if machine.language == "javascript" and text.startswith("."):
        as_code(machine, one, module)
    statement = tree.Import(one.row, text, None, "")
    if machine.language == "python" and text.startswith("."):
        statement.level, statement.module = len(text) - len(text.lstrip(".")), text.lstrip(".")
    found = machine.around.imported(machine, machine.path, statement)
    made = found if found is not None else named(machine, Value(name=_top(one, text)), one.row)
    if found is None and _computed(machine, module) and text in _TELLING:
        return put_together(machine, made, module, one.row)
    return made


def _top(one: Invocation, module: str) -> str:
    """Return the module that an import gives: `__import__("a.b")` gives `a`, unless it is told what is wanted of `a.b`."""
    whole = not one.name.endswith("__import__") or len(one.args) > 3 or "fromlist" in one.words
    return module if whole else module.partition(".")[0]


_TELLING = frozenset(
    [
        "os",
        "subprocess",
        "socket",
        "ctypes",
        "base64",
        "marshal",
        "zlib",
        "builtins",
        "urllib",
        "urllib.request",
        "requests",
        "child_process",
        "https",
        "http",
        "net",
        "fs",
        "vm",
        "dns",
        "pty",
        "shutil",
        "http.client",
    ]
)
"""Modules that nobody has a reason to spell in pieces."""


def _globals(machine: Machine, one: Invocation) -> Value | None:
    return Value(name="GLOBALS")


def _vars(machine: Machine, one: Invocation) -> Value | None:
    return one.args[0] if one.args else Value(name="GLOBALS")


def _function(machine: Machine, one: Invocation) -> Value | None:
    """`Function(code)` makes a function of text; that is evaluating it, a little later."""
    if not one.args:
        return None
    code = one.args[-1]
    simple = _IDENTIFIER.match(code.known) if isinstance(code.known, str) else None
    made = Value()
    if simple:
        word = "globalThis" if simple[1] == "this" else simple[1]
        node = tree.Function(one.row, "", [], [tree.Leave(one.row, tree.Flow.RETURN, tree.Name(one.row, word))])
        made.closure = Closure(node, Scope(), machine.path)
        return made
    evaluate(machine, code, "Function", one.row, hidden="put-together" in one.func.marks)
    made.marks = dict(code.marks)
    return made


def _eval(machine: Machine, one: Invocation) -> Value | None:
    """`eval` of a mere name is that name: bundlers hide `require` from themselves so."""
    code = one.argument(0)
    simple = _IDENTIFIER.match(code.known) if isinstance(code.known, str) else None
    if simple and not code.layers:
        return named(machine, Value(name=simple[1]), one.row)
    return None


def _setattr(machine: Machine, one: Invocation) -> Value | None:
    if len(one.args) > 2 and isinstance(one.args[1].known, str):
        intercepted(machine, one.args[0], one.args[1].known, one.args[2], one.row)
        switched(machine, one.args[1].known, one.args[2], one.row)
    return None


def _method_caller(machine: Machine, one: Invocation) -> Value | None:
    """`operator.methodcaller(name, *args)(thing)`: the call itself comes later; the name and arguments are known now."""
    made = Value(name=f"{one.name}()")
    made.items, made.fields = list(one.args), dict(one.words)
    return made


def _called_method(machine: Machine, one: Invocation) -> Value | None:
    held = one.func.items or []
    if not held or not one.args or not isinstance(held[0].known, str):
        return None
    func = member(machine, one.args[0], held[0].known, one.row)
    if one.name.startswith("operator.attrgetter"):
        return put_together(machine, func, held[0], one.row) if _computed(machine, held[0]) else func
    words, base = dict(one.func.fields or {}), func.source or one.args[0]
    return machine.invoke(machine, Invocation(one.row, func, held[1:], words, base, held[0].known))


def _listed_members(machine: Machine, one: Invocation) -> Value | None:
    """`Object.keys(table)` and its like, of a table that is known."""
    base = one.argument(0)
    return _members_of(one.name.rpartition(".")[2], base) if base.fields else None


def _reflect_get(machine: Machine, one: Invocation) -> Value | None:
    return _getattr(machine, one)


def _pattern(machine: Machine, one: Invocation) -> Value | None:
    """A pattern: what it looks for, and how."""
    made = Value(name="RegExp()", marks=marks_of(one.args), layers=layers_of(one.args))
    made.source, made.hint = one.argument(0), one.argument(0).text[:HINT]
    made.fields = {"flags": one.args[1] if len(one.args) > 1 else Value("")}
    return made


def _constructed(machine: Machine, one: Invocation) -> Value | None:
    """`Reflect.construct(made, [arguments])` is `new made(…)`."""
    if len(one.args) < 2:
        return None
    return _again(machine, one, one.args[0], items_of(one.args[1]) or [Value(marks=one.args[1].marks)], None)


def _merged(machine: Machine, one: Invocation) -> Value | None:
    """`Object.assign(target, …)`: each member of the others is set on the first."""
    if len(one.args) < 2:
        return None
    merged(machine, one)
    target = one.args[0]
    for table in one.args[1:]:
        for key, value in list((table.fields or {}).items()):
            if key.startswith("\0"):  # of which only what stands under it is known
                key = f"\0{len(target.fields or ())}"
            set_member(machine, target, key, value, one.row)
        target.marks = {**marks_of([table], 0), **target.marks}
    return target


def _from_pairs(machine: Machine, one: Invocation) -> Value | None:
    """`Object.fromEntries(pairs)` of pairs that are known."""
    pairs = [items_of(pair, 2) or [] for pair in items_of(one.argument(0), PAIRS) or []]
    if not pairs or any(len(pair) != 2 or not isinstance(pair[0].known, str) for pair in pairs):
        return None
    made = Value(marks=marks_of(one.args), layers=layers_of(one.args))
    made.fields = {str(key.known): value for key, value in pairs}
    return made


PAIRS = 4_096
"""Pairs that one table is made of."""


def _repl(machine: Machine, one: Invocation) -> Value | None:
    """`repl.start({ input })`: whatever comes in is run as code."""
    given = (one.argument(0).fields or {}).get("input")
    if given is not None and ("network" in given.marks or given.name is not None):
        evaluate(machine, given, "repl.start", one.row)
    return None


def _defined(machine: Machine, one: Invocation) -> Value | None:
    """`Object.defineProperty(target, key, { value, get, set })` and `Reflect.set(target, key, value)`."""
    if len(one.args) < 3 or not isinstance(one.args[1].known, str):
        return None
    table = one.args[2]
    for accessor in ("get", "set"):
        inner = (table.fields or {}).get(accessor)
        if inner is not None:
            intercepted(machine, one.args[0], one.args[1].known, inner, one.row)
    value = table if one.name == "Reflect.set" else (table.fields or {}).get("value") or _accessor_of(table)
    if value is not None:
        set_member(machine, one.args[0], one.args[1].known, value, one.row)
    return None


def _proxy(machine: Machine, one: Invocation) -> Value | None:
    """`new Proxy(target, handlers)`: what others call the target with, or ask it for, goes through the handlers."""
    target, handlers = one.argument(0), one.argument(1).fields or {}
    for key in ("apply", "construct", "set"):
        if key in handlers and target.closure is None:
            intercepted(machine, target if target.name else Value(name="Proxy"), key, handlers[key], one.row)
    made = target.copy()
    asks = handlers.get("get")
    if asks is None or asks.closure is None:
        return made
    if target.known is UNKNOWN and target.items is None and target.fields is None:
        given = machine.invoke(machine, Invocation(one.row, asks, [target, Value(), target]))
        intercepted(machine, Value(name="Proxy"), "get", given, one.row)  # what it gives stands for a method of theirs
    made.fields = {**(target.fields or {}), HANDLER: asks}
    return made


def _type(machine: Machine, one: Invocation) -> Value | None:
    """The type of a function, by which functions are made of code."""
    closure = one.args[0].closure if len(one.args) == 1 else None
    return Value(name="types.FunctionType") if closure is not None and isinstance(closure.node, tree.Function) else None


def _found_by_path(machine: Machine, one: Invocation) -> Value | None:
    """`pydoc.locate("os.system")` and its like: the thing itself by its dotted name."""
    path = one.argument(0).known
    if not isinstance(path, str):
        return None
    target = one.args[0] if one.args else one.argument(0)
    found = Value(name=path.replace("::", ".").replace(":", "."), marks=dict(target.marks), layers=target.layers)
    made = named(machine, found, one.row)
    return put_together(machine, made, target, one.row) if _computed(machine, target) else made


_BY_DOTTED_NAME = (
    "pkgutil.resolve_name", "pydoc.locate", "django.utils.module_loading.import_string", "werkzeug.utils.import_string", "kombu.utils.imports.symbol_by_name", "celery.utils.imports.symbol_by_name",
    "zope.dottedname.resolve.resolve", "twisted.python.reflect.namedAny", "traitlets.utils.importstring.import_item", "hydra.utils.get_method", "hydra.utils.get_class", "hydra.utils.get_object", "uvicorn.importer.import_from_string",
)  # fmt: skip
"""Python's ways to a function by its dotted name."""


def _accessor_of(table: Value) -> Value | None:
    """Return the function of `{ get }`, as a member that is worked out."""
    inner = (table.fields or {}).get("get")
    node = inner.closure.node if inner is not None and inner.closure is not None else None
    if inner is None or inner.closure is None or not isinstance(node, tree.Function):
        return None
    made = inner.copy()
    row = node.row
    asked = replace(node, decorators=[tree.Attr(row, tree.Name(row, "\0"), "property")])
    made.closure = replace(inner.closure, node=asked)
    return made


def _settle(machine: Machine, one: Invocation) -> Value | None:
    return one.args[0] if one.args else Value()


def _timer(machine: Machine, one: Invocation) -> Value | None:
    code = one.argument(0)
    if isinstance(code.known, str):
        evaluate(machine, code, one.name, one.row)
        return Value()
    return None


def _line(machine: Machine, one: Invocation) -> Value | None:
    """A whole command of PowerShell: noted by its text where that says something by itself."""
    text = one.args[0]
    if text.marks or "|" in text.text or "-" in text.text:
        machine.emit(Act.RUN, "command", one.row, text=text.text, marks=dict(text.marks), values=[Value(text.known)])
    return Value()


_NAMES: dict[str, Callable[[Machine, Invocation], Value | None]] = {
    "getattr": _getattr, "builtins.getattr": _getattr, "__import__": _import, "importlib.import_module": _import, "importlib.util.module_from_spec": of_spec, "builtins.__import__": _import,
    "importlib.__import__": _import, "globals": _globals, "locals": _globals, "vars": _vars, "require": _import, "module.require": _import,
    "process.mainModule.require": _import, "module.createRequire()": _import, "__non_webpack_require__": _import, "import": _import, "require.main.require": _import,
    "process.getBuiltinModule": _import, "process.mainModule.constructor._load": _import, "module._load": _import, "module.constructor._load": _import,
    "navigator.serviceWorker.register": _import, "Function": _function, "eval": _eval, "Reflect.get": _reflect_get, "RegExp": _pattern, "Blob": blob, "File": blob, "buffer.Blob": blob, "URL.createObjectURL": object_url, "Proxy": _proxy, "Reflect.construct": _constructed, "Object.assign": _merged, **dict.fromkeys(("util._extend", "lodash.assign", "lodash.extend", "underscore.extend", "object-assign"), _merged), "Object.fromEntries": _from_pairs, "module._extensions..js": by_extension, "require.extensions..js": by_extension, "repl.start": _repl, "inspector.open": debugged, "inspector/promises.open": debugged, "Object.defineProperty": _defined, "Reflect.set": _defined, "Reflect.defineProperty": _defined, "util.inherits": inheriting, "inherits": inheriting, "Object.create": created, "functools.partial": partial, "Promise.resolve": _settle, "__toESM": _settle,
    "__importDefault": _settle, "__importStar": _settle, "_interopRequireDefault": _settle, "_interopRequireWildcard": _settle, "setattr": _setattr, "operator.methodcaller": _method_caller, "operator.methodcaller()": _called_method, "setTimeout": _timer, "setInterval": _timer,
    "util.promisify": _settle, "tslib.__importDefault": _settle, "tslib.__importStar": _settle, "Object.freeze": _settle, "Object.keys": _listed_members, "Object.values": _listed_members, "Object.entries": _listed_members,
    "asyncio.run": _settle, "logging.config.dictConfig": configured, "$line": _line, "type": _type, "Object.getPrototypeOf": prototype_of, "Reflect.getPrototypeOf": prototype_of, **dict.fromkeys(_BY_DOTTED_NAME, _found_by_path),
    **editors.NAMES, "Fiddle.Function.new": of_library, "Object.const_get": _found_by_path, "Kernel.const_get": _found_by_path, "const_get": _found_by_path, "Module.const_get": _found_by_path, "operator.attrgetter": _method_caller, "operator.attrgetter()": _called_method,
}  # fmt: skip
