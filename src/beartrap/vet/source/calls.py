"""What a call is: a function of this package, a call that acts, a decoder, something that can be computed, or unknown."""

from beartrap.vet.behaviour import When
from beartrap.vet.source import php_calls, powershell_commands, tree
from beartrap.vet.source.apis import Api, environment, variable
from beartrap.vet.source.binding import bind
from beartrap.vet.source.building import assembled
from beartrap.vet.source.callbacks import BETWEEN, handed_on
from beartrap.vet.source.compiled import carried, of_compiled
from beartrap.vet.source.decoding import decoded
from beartrap.vet.source.documents import taken_apart
from beartrap.vet.source.fold_functions import function as fold_function
from beartrap.vet.source.fold_methods import by_pattern, matches
from beartrap.vet.source.fold_methods import method as fold_method
from beartrap.vet.source.growth import grown
from beartrap.vet.source.handles import handled
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Handler, Machine
from beartrap.vet.source.members import index, member
from beartrap.vet.source.noticing import noticed
from beartrap.vet.source.php_calls import by_text
from beartrap.vet.source.randomness import made_by_chance
from beartrap.vet.source.reflection import reflected
from beartrap.vet.source.results import act_of, entrusted, told_by_name
from beartrap.vet.source.running import perform
from beartrap.vet.source.shell_commands import command
from beartrap.vet.source.spelt_otherwise import spelt_otherwise
from beartrap.vet.source.spoken import COMPILED
from beartrap.vet.source.switches import switched
from beartrap.vet.source.tables import TABLES, as_table
from beartrap.vet.source.values import (
    UNKNOWN,
    UNSURE,
    Closure,
    Scope,
    Value,
    items_of,
    joined,
    layers_of,
    listed,
    marks_of,
    raw,
)
from beartrap.vet.source.words import label


def call(machine: Machine, node: tree.Call, scope: Scope) -> Value:
    """Return what a call gives, noting what it does."""
    func_node = node.func
    base: Value | None = None
    method = ""
    if isinstance(func_node, tree.Attr):
        base, method = machine.value(func_node.base, scope), func_node.name
        func = member(machine, base, method, node.row)
    elif isinstance(func_node, tree.Index):
        base = machine.value(func_node.base, scope)
        func = index(machine, func_node, scope)
        key = machine.value(func_node.key, scope).known
        method = key if isinstance(key, str) else ""
    else:
        func = machine.value(func_node, scope)
    args, words = _given(machine, node, scope)
    if func.closure is not None and machine.language == "javascript" and _is_tagged(node):
        args = [listed([args[0]])]
    one = Invocation(node.row, func, args, words, base, method, tree.dotted(func_node) if method in BETWEEN else "")
    made = invoke(machine, one)
    noticed(machine, one)
    if base is not None and func.closure is None:
        grown(machine, func_node, base, method, args, scope)
        if method in ("push", "append") and isinstance(func_node, tree.Attr) and base.known is UNKNOWN and base.name:
            bind(machine, func_node.base, base, scope)
    return made


def _is_tagged(node: tree.Call) -> bool:
    """Whether a function is given a template: its texts come as a list."""
    only = node.args[0] if len(node.args) == 1 else None
    return isinstance(only, tree.Join) and len(only.parts) == 1


def _given(machine: Machine, node: tree.Call, scope: Scope) -> tuple[list[Value], dict[str, Value]]:
    """Return the arguments of a call by place, and those by word."""
    args: list[Value] = []
    for argument in node.args:
        value = machine.value(argument, scope)
        args += (items_of(value, 256) or [value]) if isinstance(argument, tree.Spread) else [value]
    words: dict[str, Value] = {}
    for word, inner in node.keywords:
        value = machine.value(inner, scope)
        if word is None:
            words.update(value.fields or {"**": value})
        else:
            words[word] = value
            switched(machine, word, value, node.row)
    return args, words


def invoke(machine: Machine, one: Invocation) -> Value:
    """Return what a call gives; the first that knows the call tells."""
    if machine.language == "shell":
        return command(machine, one) or unknown_command(machine, one)
    for knows in (_by_name, handled, _method):
        made = knows(machine, one)
        if made is not None:
            return made
    if one.name.rpartition(".")[2] == "setup" and "cmdclass" in one.words:
        _commands(machine, one.words["cmdclass"])
    closure = one.func.closure or _function_called(machine, one)
    if closure is not None:
        return _entered(machine, one, closure)
    known = act_of(machine, one) or entrusted(one)
    if known is not None:
        return _performed(machine, one, known)
    if one.base is not None and environment(one.base.name) and one.args and isinstance(one.args[0].known, str):
        return variable(machine, Value(), one.args[0].known, one.row)
    made = decoded(machine, one) or taken_apart(machine, one) or spelt_otherwise(one)
    if made is not None:
        return made
    return _computed(machine, one)


_CALLING = {
    "ruby": frozenset({"call", "()", "yield", "===", "curry"}), "python": frozenset({"__call__"}), "csharp": frozenset({"Invoke", "DynamicInvoke"}), "php": frozenset({"__invoke", "call"}),
    "java": frozenset({"run", "call", "get", "apply", "accept", "test", "invoke"}), "groovy": frozenset({"call", "doCall"}), "kotlin": frozenset({"invoke"}), "powershell": frozenset({"invoke"}),
}  # fmt: skip
"""Methods of a function by which it is called."""


def _function_called(machine: Machine, one: Invocation) -> Closure | None:
    closure = one.base.closure if one.base is not None else None
    if closure is None or not isinstance(closure.node, tree.Function):
        return None
    return closure if one.method in _CALLING.get(machine.language, ()) else None


def _performed(machine: Machine, one: Invocation, known: Api) -> Value:
    if machine.language in COMPILED:
        assembled(machine, one)
    made = perform(machine, known, one)
    handed_on(machine, one, made)
    return made


def _by_name(machine: Machine, one: Invocation) -> Value | None:
    """Return what a call gives in a language that calls by text, None where it is called as elsewhere."""
    if machine.language == "php":
        if isinstance(one.func.known, str):
            one.call(by_text(machine, one.func, one.row))
        return php_calls.by_name(machine, one) or reflected(machine, one)
    if machine.language in COMPILED:
        return of_compiled(machine, one)
    return (powershell_commands.command(machine, one) if machine.language == "powershell" else None) or reflected(
        machine, one
    )


def unknown_command(machine: Machine, one: Invocation) -> Value:
    """Return what a function of the script itself gives."""
    return machine.enter(one.func.closure, one.args, {}) if one.func.closure is not None else Value()


def _commands(machine: Machine, classes: Value) -> None:
    """Walk the classes that `setup` is given for its commands: all their methods run while the package is installed."""
    for value in (classes.fields or {}).values():
        if value.closure is None:
            continue
        for inner in list(value.closure.scope.values.values()):
            if inner.closure is not None and isinstance(inner.closure.node, tree.Function):
                machine.enter(inner.closure, [], {}, When.INSTALL)


def _entered(machine: Machine, one: Invocation, closure: Closure) -> Value:
    made = machine.enter(closure, one.args, one.words)
    if made.known is UNKNOWN:
        for value in one.args:
            if (
                value.closure is not None
                and isinstance(value.closure.node, tree.Function)
                and not machine.entered.get(id(value.closure.node))
            ):
                machine.enter(value.closure, [], {})
    return made


def _method(machine: Machine, one: Invocation) -> Value | None:
    """Compute a method of a known text, bytes or list; walk the function that a list's method is given."""
    base = one.base
    if base is None or not one.method or (base.known is UNKNOWN and base.items is None):
        return None
    closure = next((value.closure for value in one.args if value.closure is not None), None)
    if closure is not None and one.args[0].name == "RegExp()" and isinstance(base.known, str):
        return _of_known(machine, one, base)
    if closure is not None and one.method in (
        "map",
        "forEach",
        "filter",
        "reduce",
        "collect",
        "each",
        "replace",
        "find",
        "some",
        "flatMap",
    ):
        return _over_items(machine, one, closure)
    if base.items is not None and one.method in ("append", "push", "extend", "insert") and len(base.items) < 4096:
        base.items += (items_of(one.args[-1]) or one.args) if one.method == "extend" and one.args else one.args[-1:]
        return Value(len(base.items))
    if base.known is UNKNOWN:
        return _of_items(machine, one, base)
    return _of_known(machine, one, base)


def _of_known(machine: Machine, one: Invocation, base: Value) -> Value | None:
    if base.known == [] and one.method in ("shift", "pop") and not machine.concrete:
        return None  # others may have filled it by then
    args = [raw(argument) for argument in one.args]
    first = one.args[0] if one.args else None
    if first is not None and first.name == "RegExp()" and first.source is not None and isinstance(base.known, str):
        return _by_pattern(machine, one, base, first)
    if UNKNOWN in args:
        if isinstance(base.known, list) and one.method in ("append", "push"):
            base.items, base.known = [Value(item) for item in base.known] + one.args, UNKNOWN
            return Value(None)
        if one.method in ("format", "join") and isinstance(base.known, str):
            return _partly(machine, one, base)
        return None
    if one.words and one.method == "format":
        return _partly(machine, one, base)
    known = fold_method(machine.language, base.known, one.method, args)
    if known is UNKNOWN:
        return decoded(machine, one)
    made = Value(known, marks=marks_of([base, *one.args]), layers=layers_of([base, *one.args]))
    if isinstance(known, str | bytes) and len(known) > 3 and not machine.concrete:
        label(machine, made, one.row)
    return made


def _by_pattern(machine: Machine, one: Invocation, base: Value, pattern: Value) -> Value:
    """Compute what a method gives that takes a pattern; what is put in each place may come of a function."""
    assert pattern.source is not None
    flags = pattern.fields["flags"].known if pattern.fields else "g"
    made = Value(marks=marks_of([base]), layers=base.layers)
    closure = one.args[1].closure if len(one.args) > 1 and one.method in ("replace", "replaceAll") else None
    if closure is None:
        rest = [raw(value) for value in one.args[1:]]
        made.known = by_pattern(base.known, one.method, pattern.source.known, rest, flags)
        return made
    found = matches(base.known, pattern.source.known, flags) if machine.fuel > 0 else None
    pieces, place = list[Value](), 0
    for match in found or ():
        pieces.append(Value(base.known[place : match.start()]))
        pieces.append(machine.enter(closure, [Value(match[0]), *map(Value, match.groups())], {}))
        place = match.end()
        if pieces[-1].known is UNKNOWN:
            break
    if pieces and pieces[-1].known is not UNKNOWN and place:
        pieces.append(Value(base.known[place:]))
        made = joined(pieces)
        made.marks, made.layers = {**marks_of([base]), **made.marks}, made.layers or base.layers
        return label(machine, made, one.row)
    if found is None or pieces:
        made.marks |= machine.enter(closure, [Value(marks=base.marks, layers=base.layers)], {}).marks
        return made
    made.known = base.known
    return made


def _of_items(machine: Machine, one: Invocation, base: Value) -> Value | None:
    assert base.items is not None
    if one.method in ("shift", "pop") and base.items:
        return base.items.pop(0 if one.method == "shift" else -1)
    if one.method == "join" and (known := raw(base)) is not UNKNOWN and len(one.args) < 2:
        joined = fold_method(machine.language, known, "join", [raw(value) for value in one.args])
        return Value(joined, marks=marks_of([base]), layers=layers_of([base]))
    if one.method == "join":
        return Value(
            marks=marks_of([base]),
            hint=(one.args[0].text if one.args else ",").join(item.text or "{}" for item in base.items[:64]),
        )
    if one.method in ("reverse",):
        base.items.reverse()
        return base
    if one.method in ("concat",) and one.args:
        return listed([*base.items, *(items_of(one.args[0]) or one.args)])
    return None


def _partly(machine: Machine, one: Invocation, base: Value) -> Value:
    made = Value(marks=marks_of([base, *one.args, *one.words.values()]), layers=layers_of([base, *one.args]))
    if one.method == "join":
        made.hint = base.text.join(
            item.text or "{}" for item in (items_of(one.args[0], 64) if one.args else None) or []
        )[:600]
    else:
        text = base.text
        for word, value in one.words.items():
            text = text.replace("{" + word + "}", value.text or "{}")
        for number, value in enumerate(one.args):
            text = text.replace(f"{{{number}}}", value.text or "{\0}").replace("{}", value.text or "{\0}", 1)
        made.hint = text.replace("{\0}", "{}")[:600]
    return label(machine, made, one.row)


def _over_items(machine: Machine, one: Invocation, closure: Closure) -> Value:
    assert one.base is not None
    items = items_of(one.base, 20_000 if machine.fuel > 0 else 0) if not isinstance(one.base.known, str) else None
    if items is None:
        result = machine.enter(closure, [Value(marks=one.base.marks, layers=one.base.layers)], {})
        return Value(marks={**one.base.marks, **result.marks}, layers=one.base.layers)
    if one.method == "reduce":
        first = len(one.args) < 2
        made = one.args[1] if not first else items.pop(0) if items else Value()
        for number, item in enumerate(items, int(first)):
            made = machine.enter(closure, [made, item, Value(number)], {})
        return made
    unsure, results = machine.unsure, []
    for number, item in enumerate(items):
        results.append(machine.enter(closure, [item, Value(number)], {}))
        if number >= UNSURE and machine.unsure != unsure:
            items = items[: number + 1]
            break
    if one.method == "filter":
        results = [item for item, kept in zip(items, results, strict=True) if kept.known is UNKNOWN or kept.known]
    made = listed(results)
    made.layers = made.layers or one.base.layers
    return made


def _computed(machine: Machine, one: Invocation) -> Value:
    args = [raw(argument) for argument in one.args]
    if one.name in ("map", "filter") and len(one.args) > 1 and machine.language == "python":
        return _mapped(machine, one)
    if one.name in ("functools.reduce", "reduce") and len(one.args) > 1 and machine.language == "python":
        return _reduced(machine, one)
    if one.name in TABLES and (table := as_table(one)) is not None:
        return table
    if machine.language == "python" and one.name in _OF_NO_CONTENT and UNKNOWN in args:
        return Value()
    if UNKNOWN not in args and one.name and not one.words:
        known = fold_function(machine.language, one.name, args)
        if known is not UNKNOWN:
            made = Value(known, marks=marks_of([*one.args, one.func]), layers=layers_of(one.args))
            return (
                label(machine, made, one.row)
                if isinstance(known, str) and len(known) > 8 and not machine.concrete
                else made
            )
    return unknown(machine, one)


_OF_NO_CONTENT = frozenset(
    {"type", "len", "isinstance", "issubclass", "callable", "hasattr", "bool", "id", "any", "all"}
)
"""Calls whose result says next to nothing of what they are given."""


def _mapped(machine: Machine, one: Invocation) -> Value:
    """Walk what Python's `map` and `filter` are given, with each item of the sequence or one of each of several."""
    sequences = [items_of(value, 20_000 if machine.fuel > 0 else 0) for value in one.args[1:]]
    first, items = one.args[0], sequences[0]
    if items is None or None in sequences or (first.closure is None and first.name is None):
        return unknown(machine, one)
    several = zip(*(sequence or [] for sequence in sequences), strict=False)
    results = [invoke(machine, Invocation(one.row, first, list(given))) for given in several]
    made = listed(results) if one.name == "map" else listed(items)
    made.layers = made.layers or one.args[1].layers
    return made


def _reduced(machine: Machine, one: Invocation) -> Value:
    """Walk what `functools.reduce` is given, with what it made so far and the next item."""
    items = items_of(one.args[1], 20_000 if machine.fuel > 0 else 0)
    first = one.args[0]
    if not items or (first.closure is None and first.name is None):
        return unknown(machine, one)
    made = one.args[2] if len(one.args) > 2 else items.pop(0)
    machine.concrete += 1
    try:
        for item in items:
            made = invoke(machine, Invocation(one.row, first, [made, item]))
    finally:
        machine.concrete -= 1
    return made


def unknown(machine: Machine, one: Invocation) -> Value:
    """Return what a call of which nothing is known gives: made of all that went in; its functions may be called."""
    machine.unsure += 1
    if one.name.endswith(("expanduser", "Path.home", "Dir.home")) and (not one.args or one.args[0].known == "~"):
        machine.mark(one.func, "home", one.row)
    made = Value(
        marks=machine.extend(one.marks(), one.row)
        if one.args or one.base or one.words
        else {mark: trail for mark, trail in one.func.marks.items() if mark == "intercepted"},
        layers=layers_of(one.args),
    )
    made.name = f"{one.name}()" if one.name and len(one.name) < 120 else None
    made.source = one.args[0] if one.args else one.base.source if one.base is not None else None
    if one.method in ("keys", "items", "copy") and not one.args:
        made.source = one.base
    told_by_name(machine, one, made)
    made_by_chance(machine, one, made)
    if made.name and made.name.startswith(("os.path.join", "path.join", "path.resolve", "pathlib.Path", "File.join")):
        made.hint = "/".join(value.text or "{}" for value in one.args)
        label(machine, made, one.row)
    elif one.base is not None and one.method == "joinpath":
        made.hint = "/".join([one.base.text or "{}", *(value.text or "{}" for value in one.args)])
        label(machine, made, one.row)
    elif len(one.args) == 1 and not one.words and one.method not in _ASKS:
        made.hint = one.args[0].text[:600]
    handed_on(machine, one, made)
    if machine.language in COMPILED:
        carried(one, made)
    if one.method in _FLUENT and one.base is not None and one.base.name and machine.language == "javascript":
        return one.base
    return made


_ASKS = frozenset(
    {"get", "header", "param", "getItem", "getAttribute", "query", "getHeader", "get_header", "pop", "find"}
)
"""Methods whose one argument says what is asked for, and not what comes back."""
_FLUENT = frozenset(
    {"on", "once", "addListener", "setTimeout", "setEncoding", "setNoDelay", "setKeepAlive", "unref", "ref"}
)
"""Methods of Node's requests and streams that give back what they are called on."""


CALLS: dict[type[tree.Node], Handler] = {tree.Call: call}
