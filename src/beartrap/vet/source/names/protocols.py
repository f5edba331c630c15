"""Methods that a language calls by itself: where an object becomes text, is gone over, added to, or asked for a member that it lacks.

Nobody writes such a call down, so what stands in one of these methods is a step that a reader does not see. Told are those that a
class or an object of the program's own declares; what other objects do there is the library's own way.
"""

from collections.abc import Sequence

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import ITEMS, UNKNOWN, Closure, Value, items_of, listed, marks_of, waiting

_TEXT = {
    "python": ("__format__", "__str__", "__repr__"), "php": ("__toString",), "ruby": ("to_s",),
    "javascript": ("[Symbol.toPrimitive]", "toString", "valueOf", "[Symbol.toStringTag]"),
}  # fmt: skip
"""By which an object becomes a text, in the order in which a language asks."""
_TYPE = ("[Symbol.toStringTag]",)
_JSON = ("toJSON",)
_GIVES = {
    "python": ("__iter__", "__aiter__"), "php": ("getIterator",), "javascript": ("[Symbol.iterator]", "[Symbol.asyncIterator]"),
}  # fmt: skip
"""By which an object says what a loop goes over."""
_NEXT = {"python": ("__next__", "__anext__"), "php": ("current",), "javascript": ("next",)}
_LACKS = {"python": ("__getattr__", "__getattribute__")}
_OPERATORS = {
    "+": "add", "-": "sub", "*": "mul", "/": "truediv", "//": "floordiv", "%": "mod", "@": "matmul", "**": "pow", "|": "or", "&": "and", "^": "xor", "<<": "lshift", ">>": "rshift",
}  # fmt: skip
_COMPARES = {"==": "__eq__", "!=": "__ne__", "<": "__lt__", "<=": "__le__", ">": "__gt__", ">=": "__ge__"}
SYMBOL = "Symbol."
"""How the names of JavaScript's own keys begin."""
SETTER = "\1set "
"""How the name begins under which a function is kept that is called when a member is set."""


def is_object(value: Value) -> bool:
    """Whether something may have methods of its own: an object of a class, or a table."""
    return not waiting(value) and (value.fields is not None or value.closure is not None)


def own(value: Value, names: Sequence[str], *, of_class: bool = False) -> Closure | None:
    """Return the first of the methods that an object has by its class or by itself; `of_class` takes a class for its own object."""
    closure = value.closure
    if closure is not None and isinstance(closure.node, tree.Class):
        if value.fields is None and not of_class:
            return None
        held = closure.scope.values
    elif closure is None and value.fields is not None:
        held = value.fields
    else:
        return None
    for name in names:
        found = held.get(name)
        if type(found) is Value and found.closure is not None and isinstance(found.closure.node, tree.Function):
            return found.closure
    return None


def called(machine: Machine, value: Value, names: Sequence[str], args: Sequence[Value]) -> Value | None:
    """Return what the first of these methods gives, None where the object has none of them."""
    method = own(value, names) if is_object(value) else None
    return machine.enter(method, args, {}) if method is not None else None


def _made(machine: Machine, given: Value, value: Value) -> Value:
    """Return what a method gave, made of what its object is made of as well."""
    made = given.copy()
    made.marks = {**marks_of([value]), **given.marks}
    made.layers = given.layers or value.layers
    return made


def as_text(machine: Machine, value: Value, told: Value | None = None) -> Value:
    """Return the text that an object says that it is, which is `told` what kind of text is wanted; any other value as it is."""
    if not is_object(value):
        return value
    given = called(machine, value, _TEXT.get(machine.language, ()), [told or Value()][: machine.language in _HINTED])
    return _made(machine, given, value) if given is not None else value


_HINTED = frozenset({"python", "javascript"})
"""Languages whose methods are told what kind of text is wanted; others are asked plainly."""


def as_json(machine: Machine, value: Value, depth: int = 3) -> Value:
    """Return what a document is made of where its objects say so themselves."""
    if not is_object(value) and value.items is None:
        return value
    given = called(machine, value, _JSON, [])
    if given is not None:
        return _made(machine, given, value)
    if not depth or value.closure is not None:
        return value
    if value.items is not None:
        inner = [as_json(machine, one, depth - 1) for one in value.items]
        return listed(inner) if any(map(_differs, inner, value.items)) else value
    told = {key: as_json(machine, one, depth - 1) for key, one in list((value.fields or {}).items())}
    if not any(_differs(one, value.fields[key]) for key, one in told.items()):  # type: ignore[index]
        return value
    made = value.copy()
    made.fields = {**(value.fields or {}), **told}
    return made


def _differs(one: Value, other: Value) -> bool:
    return one is not other


def gone_over(machine: Machine, value: Value) -> Value:
    """Return the sequence that an object gives to a loop, any other value as it is."""
    if machine.language == "python" and isinstance(value.known, str) and (value.name or "").endswith(_OPENED):
        return _lines(value)
    if not is_object(value) or value.items is not None:
        return value
    given = called(machine, value, _GIVES.get(machine.language, ()), [])
    steps = _NEXT.get(machine.language, ())
    step = called(machine, value if given is None else given, steps, [])
    if step is not None:
        held = (step.fields or {}).get("value") if machine.language == "javascript" else None
        item = held if held is not None else Value(marks=marks_of([step])) if step.fields is not None else step
        made = Value()
        made.items = [item]
        return _made(machine, made, value)
    if given is None:
        return value
    if given.fields is not None and given.fields is value.fields:  # it is its own iterator
        return value
    return _made(machine, _without_others(given), value)


_OPENED = ("open()", "open_text()")


def _lines(value: Value) -> Value:
    """Return the lines of a file of text that is known."""
    made = Value()
    made.items = [
        Value(line, marks=dict(value.marks), layers=value.layers)
        for line in value.known.splitlines(keepends=True)[:ITEMS]
    ]
    return made


def _without_others(given: Value) -> Value:
    """Return a sequence without the item that stands for others which a generator may give: what it is seen to give is what matters."""
    last = given.items[-1] if given.items else None
    if last is None or last.known is not UNKNOWN or last.marks or last.hint or is_object(last) or last.name:
        return given
    return listed(list(given.items or ())[:-1])


def lacking(machine: Machine, base: Value, key: str) -> Value | None:
    """Return what an object gives for a member that it does not have, None where its class says nothing of that."""
    names = _LACKS.get(machine.language)
    if names is None or base.closure is None:
        return None
    return called(machine, base, names, [Value(key)])


def by_item(machine: Machine, base: Value, key: Value) -> Value | None:
    """Return what a class of the program's own gives for a key, None where it has no say."""
    if machine.language != "python" or base.closure is None:
        return None
    if (given := called(machine, base, ("__getitem__",), [key])) is not None:
        return given
    lacks = base.fields is None or str(key.known) not in base.fields
    if lacks and (given := called(machine, base, ("__missing__",), [key])) is not None:
        return given
    method = own(base, ("__class_getitem__",), of_class=True) if base.fields is None else None
    return machine.enter(method, [key], {}) if method is not None else None


def described(machine: Machine, inner: Value) -> Value:
    """Return a member of a class; of a descriptor of the program's own what that gives."""
    if machine.language != "python" or inner.fields is None:
        return inner
    given = called(machine, inner, ("__get__",), [Value(), Value()])
    return given if given is not None else inner


def operated_by(machine: Machine, symbol: str, left: Value, right: Value) -> Value | None:
    """Return what an operator gives that a class of the program's own declares, None where it is the language's."""
    if not (is_object(left) or is_object(right)):
        return None
    if machine.language == "javascript":
        if symbol == "instanceof" and (method := own(right, ("[Symbol.hasInstance]",), of_class=True)) is not None:
            return machine.enter(method, [left], {})
        return None
    if machine.language != "python":
        return None
    if symbol in _OPERATORS:
        word = _OPERATORS[symbol]
        given = called(machine, left, (f"__i{word}__", f"__{word}__"), [right])
        return given if given is not None else called(machine, right, (f"__r{word}__",), [left])
    if symbol in ("in", "not in"):
        return called(machine, right, ("__contains__",), [left])
    return called(machine, left, (_COMPARES[symbol],), [right]) if symbol in _COMPARES else None


def as_operands(machine: Machine, symbol: str, left: Value, right: Value) -> tuple[Value, Value]:
    """Return what an operator is given: in JavaScript what puts texts together asks objects for theirs."""
    if symbol != "+" or machine.language != "javascript":
        return left, right
    return as_text(machine, left), as_text(machine, right)


def is_set(machine: Machine, base: Value, key: object, value: Value, *, by_item: bool) -> None:
    """Walk what a class of the program's own does when a member or an item of its object is set."""
    if not is_object(base) or not isinstance(key, str):
        return
    if machine.language == "python" and base.closure is not None:
        called(machine, base, ("__setitem__" if by_item else "__setattr__",), [Value(key), value])
        held = base.closure.scope.values.get(key) if isinstance(base.closure.node, tree.Class) else None
        if type(held) is Value:
            called(machine, held, ("__set__",), [base, value])
    elif machine.language == "php" and base.closure is not None:
        called(machine, base, ("__set",), [Value(key), value])
    if (method := own(base, (f"{SETTER}{key}",), of_class=True)) is not None:
        machine.enter(method, [value], {})


_TO_TEXT = {
    "python": frozenset({"str", "repr", "format", "ascii", "print", "bytes", "os.fspath"}),
    "javascript": frozenset(
        ["String", "encodeURIComponent", "encodeURI", "escape", "btoa", "Number", "fetch", "Function", "document.write", "WebSocket", "EventSource", "URL", "URLSearchParams", "RegExp", "Buffer.from"]
    ),
    "php": frozenset({"strval", "print", "printf", "sprintf", "urlencode", "base64_encode", "bin2hex"}),
}  # fmt: skip
"""Functions that make a text of whatever they are given."""
_OVER = {
    "python": frozenset({"list", "tuple", "set", "frozenset", "iter", "next", "sorted", "dict", "enumerate", "collections.deque", "itertools.chain", "anext", "aiter"}),
    "javascript": frozenset({"Array.from", "Array.fromAsync", "Promise.all", "Promise.allSettled", "Promise.race", "Set", "Map", "Object.fromEntries", "stream.Readable.from", "Readable.from", "Uint8Array.from"}),
    "php": frozenset({"iterator_to_array"}),
}  # fmt: skip
"""Functions that go over whatever they are given."""
_OVER_BY_METHOD = frozenset({"join", "extend", "writelines"})
_DEFINES = frozenset({"Object.defineProperty", "Reflect.defineProperty", "Reflect.set"})
_OF_TYPES = "Object.prototype.toString"
_OTHERS = {"__bytes__": "bytes", "__fspath__": "os.fspath"}


def implied(machine: Machine, one: Invocation) -> Invocation:
    """Return a call with what its arguments say that they are: texts, sequences or documents instead of objects."""
    language = machine.language
    if language not in _TO_TEXT or not (one.args or one.base is not None):
        return one
    if one.name in _DEFINES and len(one.args) > 1 and (symbol := as_symbol(machine, one.args[1])) is not None:
        one.args[1] = Value(symbol)
    if one.name == _OF_TYPES and one.base is not None and (given := called(machine, one.base, _TYPE, [])) is not None:
        return Invocation(one.row, Value(name="String"), [given])
    if one.method in _SUBSTITUTES and one.base is not None and (one.base.name or "").endswith("Template()"):
        return _substituted(one, one.base)
    if not any(map(is_object, one.args)):
        return one
    if one.name in _TO_TEXT[language] and one.func.closure is None:
        others = [name for name, of in _OTHERS.items() if of == one.name]
        one.args = [_by(machine, value, others) for value in one.args]
    elif (one.name in _OVER[language] and one.func.closure is None) or (
        one.method in _OVER_BY_METHOD and language == "python" and one.func.closure is None
    ):
        one.args = [gone_over(machine, value) for value in one.args]
    elif one.method == "format" and language == "python" and one.func.closure is None:
        told = Value(marks=one.base.marks) if one.base is not None else Value()  # a part of the pattern
        one.args = [as_text(machine, value, told) for value in one.args]
        one.words = {word: as_text(machine, value, told) for word, value in one.words.items()}
    elif one.method == "format_map" and language == "python" and one.base is not None and len(one.args) == 1:
        filled = _filled(machine, one.args[0], one.base.text)
        if filled.fields is not None and filled.closure is None:
            return Invocation(one.row, one.func, [], dict(filled.fields), one.base, "format", one.spelt)
    elif one.name == "JSON.stringify":
        one.args = [as_json(machine, one.args[0]), *one.args[1:]]
    return one


_SUBSTITUTES = frozenset({"substitute", "safe_substitute"})
_PLACE = regex(r"\$(?:(\w+)|\{(\w+)\})")


def _substituted(one: Invocation, template: Value) -> Invocation:
    """Return the filling of a template as that of a pattern: Python's `string.Template`."""
    text = template.source.known if template.source is not None else None
    if not isinstance(text, str):
        return one
    pattern = _PLACE.sub(
        lambda match: "{" + (match[1] or match[2]) + "}",
        text.replace("{", "{{").replace("}", "}}") if "${" not in text else text,
    )
    words = {**(one.argument(0).fields or {}), **one.words}
    return Invocation(one.row, one.func, [], words, Value(pattern, marks=template.marks), "format", one.spelt)


def _filled(machine: Machine, table: Value, pattern: str) -> Value:
    """Return a table with what it makes of the names in a pattern that it does not have."""
    asks = ("__missing__",) if own(table, ("__missing__",)) is not None else ("__getitem__",)
    if own(table, asks) is None:
        return table
    made = table.copy()
    held = made.fields = dict(table.fields or {})
    made.closure = None
    names = list(dict.fromkeys(_NAMES.findall(pattern)))
    if len(names) > NAMED:
        machine.left.add("names in a pattern, which are too many")
    for name in names[:NAMED]:
        given = called(machine, table, asks, [Value(name)]) if name not in held else None
        if given is not None:
            held[name] = given
    return made


_NAMES = regex(r"(?<!\{)\{(\w{1,80})[!:}]")
NAMED = 64
"""Names of a pattern that are asked for."""


def _by(machine: Machine, value: Value, names: Sequence[str]) -> Value:
    given = called(machine, value, names, []) if names else None
    return _made(machine, given, value) if given is not None else as_text(machine, value)


def on_call(one: Invocation) -> Closure | None:
    """Return the method by which an object of a class is called as if it were a function, None for a class, which is made."""
    return own(one.func, ("__call__", "__invoke__")) if one.func.fields is not None else None


def as_symbol(machine: Machine, key: Value) -> str | None:
    """Return the name under which a class keeps a method that JavaScript itself asks for, None for any other key."""
    name = key.name
    known = machine.language == "javascript" and name is not None and name.startswith(SYMBOL)
    return f"[{name}]" if known and name not in ("Symbol.for", "Symbol.keyFor") else None


def spread_out(machine: Machine, value: Value) -> list[Value] | None:
    """Return the items of what is spread, None where they are not known."""
    return items_of(gone_over(machine, value))


def opened(base: Value, func: Value, method: str) -> Value:
    """Return the object that a method is of: what was opened by an object that hands on what it lacks, else the object itself."""
    name = func.name or ""
    if base.closure is None or func.source is None or not name.endswith(f"().{method}"):
        return base
    made = Value(name=name.rpartition(".")[0], marks=dict(func.marks))
    made.source = func.source
    return made
