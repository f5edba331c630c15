"""What a call is: a function of this package, a call that acts, a decoder, something that can be computed, or unknown."""

from collections.abc import Sequence

from beartrap.vet.behaviour import When
from beartrap.vet.source import tree
from beartrap.vet.source.acts.answers import ANSWERS, answered
from beartrap.vet.source.acts.building import assembled
from beartrap.vet.source.acts.carried_off import carried_off
from beartrap.vet.source.acts.compiled import carried, of_compiled
from beartrap.vet.source.acts.elsewhere import run_elsewhere
from beartrap.vet.source.acts.feeding import given_to_process
from beartrap.vet.source.acts.growth import grown
from beartrap.vet.source.acts.handles import handled
from beartrap.vet.source.acts.lines import behind, entrusted, where
from beartrap.vet.source.acts.others_words import STATEMENTS
from beartrap.vet.source.acts.own_path import beside_itself
from beartrap.vet.source.acts.randomness import made_by_chance
from beartrap.vet.source.acts.results import act_of, told_by_name
from beartrap.vet.source.acts.running import perform
from beartrap.vet.source.acts.services import served
from beartrap.vet.source.acts.streams import led
from beartrap.vet.source.acts.variables import variable_asked
from beartrap.vet.source.apis import Api, api
from beartrap.vet.source.folding.decoding import decoded
from beartrap.vet.source.folding.documents import spelt_as_json, taken_apart
from beartrap.vet.source.folding.fold_functions import function as fold_function
from beartrap.vet.source.folding.packer import unpacked
from beartrap.vet.source.folding.reckoning import given_back, through
from beartrap.vet.source.folding.spelling import labels_joined
from beartrap.vet.source.folding.spelt_otherwise import spelt_otherwise
from beartrap.vet.source.folding.spelt_out import SPELLERS, spelt_out
from beartrap.vet.source.folding.spelt_words import spelt_word
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Handler, Machine
from beartrap.vet.source.names.by_key import by_key
from beartrap.vet.source.names.callbacks import BETWEEN, handed_on
from beartrap.vet.source.names.classes import of_parent, went_in
from beartrap.vet.source.names.interfaces import implemented
from beartrap.vet.source.names.members import item, member
from beartrap.vet.source.names.objects import as_method, read_by_name
from beartrap.vet.source.names.protocols import implied, on_call, opened
from beartrap.vet.source.names.prototypes import constructed, prototype
from beartrap.vet.source.names.settings import setting
from beartrap.vet.source.names.tables import ORDERS, TABLES, as_table, asked, in_order
from beartrap.vet.source.noticed.keys import used_as_key
from beartrap.vet.source.reading.bundles import bundled
from beartrap.vet.source.reading.words import TRUSTED, label
from beartrap.vet.source.spoken import COMPILED
from beartrap.vet.source.values import (
    UNKNOWN,
    Closure,
    Marks,
    Scope,
    Value,
    items_of,
    layers_of,
    listed,
    marks_of,
    raw,
)
from beartrap.vet.source.walking.binding import bind
from beartrap.vet.source.walking.by_method import by_method
from beartrap.vet.source.walking.handed import given, is_tagged, template
from beartrap.vet.source.walking.noticing import noticed
from beartrap.vet.source.walking.reflection import reflected


def call(machine: Machine, node: tree.Call, scope: Scope) -> Value:
    """Return what a call gives, noting what it does."""
    func_node = node.func
    base: Value | None = None
    method = ""
    if isinstance(func_node, tree.Attr):
        base, method = machine.value(func_node.base, scope), func_node.name
        func = member(machine, base, method, node.row)
        base = opened(base, func, method)
    elif isinstance(func_node, tree.Index):
        base, key = machine.value(func_node.base, scope), machine.value(func_node.key, scope)
        func = item(machine, func_node, base, key)
        method = key.known if isinstance(key.known, str) else ""
    else:
        func = machine.value(func_node, scope)
    tagged = func.closure is not None and machine.language == "javascript" and is_tagged(node)
    args, words = (template(machine, node, scope), {}) if tagged else given(machine, node, scope)
    spelt = (
        tree.dotted(func_node) if method in BETWEEN or method in STATEMENTS or method in ("update", "cookies") else ""
    )
    if node.new:
        prototype(func)
    one = Invocation(node.row, func, args, words, base, method, spelt)
    made = invoke(machine, one)
    spelt_word(machine, node, made)
    noticed(machine, one, made)
    if method in ANSWERS and made.known is UNKNOWN and isinstance(func_node, tree.Attr):
        answered(machine, method, func_node.base, made, node.row)
    if machine.language == "php":  # late, as each language's own below: a file is of one language
        from beartrap.vet.source.walking.php_acts import filled

        made = filled(machine, node, one, made, scope)
    if base is not None and func.closure is None:
        grown(machine, func_node, base, method, args, scope)
        if method in ("push", "append") and isinstance(func_node, tree.Attr) and base.known is UNKNOWN and base.name:
            bind(machine, func_node.base, base, scope)
    return made


def invoke(machine: Machine, one: Invocation) -> Value:
    """Return what a call gives; the first that knows the call tells."""
    if machine.language == "shell":
        from beartrap.vet.source.shell.shell_commands import command

        return command(machine, one) or unknown_command(machine, one)
    if machine.language == "javascript" and len(one.args) == 1 and not one.method:
        one = bundled(machine, one)
    of_parent(machine, one)
    one = implied(machine, one)
    given_to_process(machine, one)
    for knows in (setting, unpacked, _by_name, handled, led, by_key, by_method):
        made = knows(machine, one)
        if made is not None:
            return made
    if one.name.rpartition(".")[2] == "setup" and "cmdclass" in one.words:
        _commands(machine, one.words["cmdclass"])
    if one.base is not None and _is_called(machine, one.base, one.method):
        return invoke(machine, Invocation(one.row, one.base, one.args, one.words))
    one = as_method(machine, one)
    closure = one.func.closure or _function_called(machine, one)
    if closure is not None:
        return _entered(machine, one, closure)
    known = act_of(machine, one) or served(one) or entrusted(machine, one) or run_elsewhere(one)
    if known is not None:
        return _performed(machine, one, known)
    made = (
        variable_asked(machine, one)
        or decoded(machine, one)
        or taken_apart(machine, one)
        or spelt_as_json(one)
        or spelt_otherwise(one)
    )
    if made is not None:
        return made
    return implemented(machine, one) or _computed(machine, one)


_CALLING = {
    "ruby": frozenset({"call", "()", "yield", "===", "curry"}), "python": frozenset({"__call__"}), "csharp": frozenset({"Invoke", "DynamicInvoke"}), "php": frozenset({"__invoke", "call"}),
    "java": frozenset({"run", "call", "get", "apply", "accept", "test", "invoke"}), "groovy": frozenset({"call", "doCall"}), "kotlin": frozenset({"invoke"}), "powershell": frozenset({"invoke"}),
}  # fmt: skip
"""Methods of a function by which it is called."""


def _is_called(machine: Machine, base: Value, method: str) -> bool:
    """Whether it is Ruby's `Kernel.method(:system).call(…)`."""
    named = machine.language == "ruby" and method in _CALLING["ruby"] and base.closure is None
    return named and api("ruby", base.name) is not None


def _function_called(machine: Machine, one: Invocation) -> Closure | None:
    closure = one.base.closure if one.base is not None else None
    if closure is None or not isinstance(closure.node, tree.Function):
        return closure if machine.language == "ruby" and one.method == "new" else None
    return closure if one.method in _CALLING.get(machine.language, ()) else None


def _performed(machine: Machine, one: Invocation, known: Api) -> Value:
    if machine.language in COMPILED:
        assembled(machine, one)
    made = perform(machine, known, one)
    handed_on(machine, one, made)
    return made


def _by_name(machine: Machine, one: Invocation) -> Value | None:
    """Return what a call gives by the rules of its own language, None where it is called as elsewhere."""
    if machine.language == "php":
        from beartrap.vet.source.walking.php_calls import by_name, by_text

        if isinstance(one.func.known, str):
            one.call(by_text(machine, one.func, one.row))
        return by_name(machine, one) or reflected(machine, one)
    made = read_by_name(machine.language, one.base, one.method) if one.func.closure is None and not one.args else None
    if made is not None:
        return made
    if machine.language in COMPILED:
        return of_compiled(machine, one)
    if machine.language == "python":
        from beartrap.vet.source.acts.python_acts import acted

        made = acted(machine, one) or asked(one)
    elif machine.language == "powershell":
        from beartrap.vet.source.shell.powershell_commands import command

        made = command(machine, one)
    return made or reflected(machine, one)


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
    closure = on_call(one) or closure
    if closure.objects is not None:
        return constructed(machine, one, closure)
    made = given_back(machine, closure, one.args, machine.enter(closure, one.args, one.words), one.row)
    if made.known is UNKNOWN:
        for value in one.args:
            if (
                value.closure is not None
                and isinstance(value.closure.node, tree.Function)
                and not machine.entered.get(id(value.closure.node))
            ):
                machine.enter(value.closure, [], {})
    return made


def _computed(machine: Machine, one: Invocation) -> Value:
    args = [raw(argument) for argument in one.args]
    if one.name in ("map", "filter") and len(one.args) > 1 and machine.language == "python":
        return _mapped(machine, one)
    if one.name in ("functools.reduce", "reduce") and len(one.args) > 1 and machine.language == "python":
        return _reduced(machine, one)
    if one.name in TABLES and (table := as_table(one)) is not None:
        return table
    if machine.language == "python" and one.name in ORDERS and (made := in_order(machine, one)) is not None:
        return made
    if machine.language == "python" and one.name in _OF_NO_CONTENT and UNKNOWN in args:
        return Value()
    if UNKNOWN not in args and one.name and not one.words:
        known = fold_function(machine.language, one.name, args)
        if known is not UNKNOWN:
            made = Value(known, marks=marks_of([*one.args, one.func]), layers=layers_of(one.args))
            if one.name in SPELLERS and isinstance(known, str):
                spelt_out(machine, one, known)
            labels_joined(machine, args, known)
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
    sequences = [items_of(value, 0 if machine.burnt() else 20_000) for value in one.args[1:]]
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
    items = items_of(one.args[1], 0 if machine.burnt() else 20_000)
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
        marks=machine.extend(went_in(one), one.row)
        if one.args or one.base or one.words
        else {mark: trail for mark, trail in one.func.marks.items() if mark == "intercepted"},
        layers=layers_of(one.args),
    )
    made.marks = _placed(made.marks, [*one.args[:1], *([one.base] if one.base is not None else [])])
    if one.name in _RELATIVE or one.method == "relative_to":
        made.marks = _placed(made.marks, [])
    made.name = f"{one.name}()" if one.name and len(one.name) < 120 else None
    made.source = where(one) if one.words else None
    if made.source is None:
        line = one.base.source if one.base is not None else None
        made.source = behind(one) or (one.args[0] if one.args else one.words.get("fileobj", line))
    if one.method in ("keys", "items", "copy") and not one.args:
        made.source = one.base
    told_by_name(machine, one, made)
    carried_off(machine, one)
    through(machine, one.args, made, one.row)
    made_by_chance(machine, one, made)
    used_as_key(machine, one, made)
    if beside := beside_itself(machine, one):
        made.hint = beside
        label(machine, made, one.row)
    elif made.name and made.name.startswith(("os.path.join", "path.join", "path.resolve", "pathlib.Path", "File.join")):
        made.marks = _placed(made.marks, one.args[:1])
        made.hint = "/".join(value.text or "{}" for value in one.args)
        label(machine, made, one.row)
    elif one.base is not None and one.method == "joinpath":
        made.hint = "/".join([one.base.text or "{}", *(value.text or "{}" for value in one.args)])
        label(machine, made, one.row)
    elif one.name in ("URL", "url.URL") and len(one.args) > 1:
        _resolved(made, one.args[0], one.args[1])
    elif len(one.args) == 1 and not one.words and one.method not in _ASKS and not _is_request(one.base):
        made.hint = one.args[0].text[:600]
    handed_on(machine, one, made)
    if machine.language in COMPILED:
        carried(one, made)
    if one.method in _FLUENT and one.base is not None and one.base.name and machine.language == "javascript":
        return one.base
    return made


def _placed(marks: Marks, parts: Sequence[Value]) -> Marks:
    """Return the marks of what is made of a place: among the trusted authorities it stands where its folder does, not for the name of a file, nor for what is asked by them."""
    if not any(mark.startswith((TRUSTED, LIBRARY)) for mark in marks):
        return marks
    folder = marks_of(parts)
    return {mark: trail for mark, trail in marks.items() if mark in folder or not mark.startswith((TRUSTED, LIBRARY))}


def _is_request(base: Value | None) -> bool:
    """Whether something is what a client sent: a text that it is given says what is asked for."""
    return base is not None and "given-request" in base.marks


LIBRARY = "start:library-code"
"""Mark of a place among the code of other packages."""
_RELATIVE = frozenset({"os.path.relpath", "os.path.basename", "path.relative", "path.basename"})
"""Calls that give a path within a place, or a bare name: where it stands is decided by what it is joined to."""


_OWN_PAGE = ("document.baseURI", "location.", "window.location", "document.location", "self.location")
"""Where a page was loaded from (HTML, "document base URL")."""


def _resolved(made: Value, path: Value, base: Value) -> None:
    """Tell an address by a path and where that begins; against a page's own it is of its own site, by whichever name it was told."""
    made.hint = _against(path.text, base.text)
    if (base.name or "").startswith(_OWN_PAGE):
        made.marks = {mark: trail for mark, trail in made.marks.items() if mark != "network"}


def _against(path: str, base: str) -> str:
    """Return an address that is given by a path and where that begins, the path alone where nothing is known of that."""
    whole = "://" in path or "://" not in base
    return path if whole else f"{base.rstrip('/')}/{path.lstrip('./')}"[:600]


_ASKS = frozenset(
    [
        "get", "Get", "GetHeader", "FormValue", "PostFormValue", "Query", "Param", "QueryParam", "Cookie", "getParameter", "getFirst", "header", "param", "getItem", "getAttribute", "query", "getHeader", "get_header", "pop", "find", "encode", "decode", "unpack", "unpack1", "split", "rsplit", "strip", "lstrip", "rstrip", "strftime", "getBytes", "toString", "digest", "hexdigest",
        "trim_matches", "trim_start_matches", "trim_end_matches", "trim", "Trim", "TrimStart", "TrimEnd", "strip_prefix", "strip_suffix", "removeprefix", "removesuffix", "delete_prefix", "delete_suffix", "delete", "chomp", "partition", "rpartition", "split_once", "rsplit_once", "splitn", "Split",
        "slice", "substring", "substr", "Substring", "slice_after", "take", "skip", "drop",
    ]
)  # fmt: skip
"""Methods whose one argument says what is asked for, or how, and not what comes back."""
_FLUENT = frozenset(
    {"on", "once", "addListener", "setTimeout", "setEncoding", "setNoDelay", "setKeepAlive", "unref", "ref"}
)
"""Methods of Node's requests and streams that give back what they are called on."""


CALLS: dict[type[tree.Node], Handler] = {tree.Call: call}
