"""Methods of known text, bytes and lists: computed, with the functions that they are given."""

from beartrap.vet.source.acts.over_items import over_items
from beartrap.vet.source.folding.decoding import decoded
from beartrap.vet.source.folding.fold_methods import by_pattern, matches
from beartrap.vet.source.folding.fold_methods import method as fold_method
from beartrap.vet.source.folding.spelling import labels_joined
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.reading.words import label
from beartrap.vet.source.spoken import COMPILED
from beartrap.vet.source.values import (
    TEXT,
    UNKNOWN,
    Value,
    items_of,
    joined,
    layers_of,
    listed,
    marks_of,
    raw,
)


def by_method(machine: Machine, one: Invocation) -> Value | None:
    """Compute a method of a known text, bytes or list; walk the function that a list's method is given."""
    base = one.base
    if base is not None and one.method in _SEVERAL and (found := _picked_out(base, one.args)) is not None:
        return found
    if base is not None and one.method in _ITSELF and base.fields is not None and machine.language == "ruby":
        return base
    if base is not None and _is_text(base) and one.method == "concat" and machine.language == "javascript":
        return label(machine, joined([base, *one.args]), one.row)
    return _computed(machine, one, base)


def _computed(machine: Machine, one: Invocation, base: Value | None) -> Value | None:
    if base is None or not one.method or (base.known is UNKNOWN and base.items is None):
        return _behind(machine, one, base)
    closure = next((value.closure for value in one.args if value.closure is not None), None)
    if closure is not None and one.args[0].name == "RegExp()" and isinstance(base.known, str):
        return _of_known(machine, one, base)
    method = _ITERATES.get(one.method)
    if closure is not None and method is None and machine.language == "ruby":
        method = _listed(one, base)
    if closure is not None and method is not None:
        return over_items(machine, one, closure, method)
    if method == "filter" and one.args and one.args[0].name == "Boolean" and base.known is UNKNOWN:
        return listed([item for item in base.items or () if item.known is UNKNOWN or item.known])
    if method in ("map", "forEach") and one.args and _takes_one(machine, one.args[0]):
        return _named_over_items(machine, one)
    if base.items is not None and one.method in _GROWS and len(base.items) < 4096:
        base.items += _more(one)
        return Value(len(base.items))
    if machine.language == "ruby" and one.method in ("append", "concat") and isinstance(base.known, str):
        return _grown(machine, base, one.args)
    if base.known is UNKNOWN:
        return _of_items(machine, one, base)
    return _of_known(machine, one, base)


def _is_text(value: Value) -> bool:
    """Whether something is a text, of which parts may not be known: compilers spell a template as `"".concat(a, "/", b)`."""
    return isinstance(value.known, str) or (value.known is UNKNOWN and bool(value.hint) and value.items is None)


def _behind(machine: Machine, one: Invocation, base: Value | None) -> Value | None:
    """Return a list of which the beginning is not known, where an object is put behind it: a text takes none."""
    told = machine.language == "javascript" and one.method == "concat" and base is not None and base.closure is None
    if not told or base is None or not any(value.fields is not None or value.items is not None for value in one.args):
        return None
    return _concatenated([Value(marks=base.marks)], one.args)


_GROWS = frozenset({"append", "push", "extend", "insert", "add", "appendleft", "extendleft", "update"})
"""Methods of lists and sets that put something in."""


def _more(one: Invocation) -> list[Value]:
    """Return what a list or set grows by."""
    several = one.method in ("extend", "extendleft", "update") and len(one.args) == 1
    return (items_of(one.args[0]) or one.args) if several else one.args[-1:]


_ITSELF = frozenset({"freeze", "dup", "clone", "itself"})
"""Ruby's methods that give the table which they are asked of, or one like it."""
_SEVERAL = frozenset({"values_at", "fetch_values"})
"""Ruby's methods that take several values out of a table or a list."""


def _picked_out(base: Value, keys: list[Value]) -> Value | None:
    """Return the values under several keys, None where one of them is not known."""
    if base.fields is not None:
        found = [base.fields.get(key.known) if isinstance(key.known, str) else None for key in keys]
    else:
        items = items_of(base) or []
        inside = range(-len(items), len(items))
        found = [items[key.known] if isinstance(key.known, int) and key.known in inside else None for key in keys]
    values = [value for value in found if value is not None]
    return listed(values) if values and len(values) == len(keys) else None


_ITERATES = {
    **{name: name for name in ("map", "forEach", "filter", "reduce", "collect", "each", "replace", "find", "some", "flatMap")},
    **dict.fromkeys(("mapToObj", "mapToInt", "flat_map", "mapTo", "ConvertAll", "SelectMany", "Select", "map!", "collect!", "map_while"), "map"), **dict.fromkeys(("for_each", "onEach", "inspect"), "forEach"),
    **dict.fromkeys(("filter_map", "mapNotNull"), "given"), **dict.fromkeys(("position", "find_index", "indexOfFirst", "FindIndex", "findIndex"), "place"), **dict.fromkeys(("mapIndexed", "forEachIndexed"), "numbered"),
    "Where": "filter", "select": "filter", "filterIndexed": "numbered", "fold": "reduce", "Aggregate": "reduce", "inject": "reduce", "each_with_object": "object", "foldIndexed": "folded", "reduceRight": "back",
}  # fmt: skip
"""Methods that walk a function over the items of a list, in all languages, and what JavaScript calls them."""


def _grown(machine: Machine, base: Value, args: list[Value]) -> Value:
    """Let a text of Ruby's grow in its place; a number is a sign."""
    more = [Value(chr(value.known & 0x1FFFFF)) if isinstance(value.known, int) else value for value in args]
    made = joined([base, *more])
    if not isinstance(made.known, str) or len(made.known) <= TEXT // 8:
        base.known, base.hint, base.marks, base.layers = made.known, made.hint, made.marks, made.layers
    return base


_MAKES_LISTS = frozenset({"each_char", "each_byte", "bytes", "chars", "each_codepoint", "each_with_index", "with_index", "times", "upto", "downto", "step", "each_slice", "each_cons", "reverse_each", "each_index"})  # fmt: skip
"""Ruby's methods that hand a block what they are a list of."""


def _listed(one: Invocation, base: Value) -> str | None:
    """Put the list in the place of the object, where a method of Ruby's goes over one that it makes; return how."""
    if one.method not in _MAKES_LISTS:
        return None
    made = fold_method("ruby", raw(base), one.method, [raw(value) for value in one.args if value.closure is None])
    if not isinstance(made, list):
        return None
    one.base = Value(made, marks=base.marks, layers=base.layers)
    one.args = [value for value in one.args if value.closure is not None]
    return "map"


def _takes_one(machine: Machine, function: Value) -> bool:
    """Whether a function that is known by its name is given each item alone; JavaScript's `parseInt` takes the second for a base."""
    if machine.language in COMPILED:
        return function.name is not None
    return machine.language == "javascript" and function.name not in (None, "parseInt")


def _named_over_items(machine: Machine, one: Invocation) -> Value | None:
    """Return a list through a function that is handed over by its name, as in `.map(char::from)`."""
    items = items_of(one.base, 0 if machine.burnt() else 20_000) if one.base is not None else None
    if items is None:
        return None
    made = listed([machine.invoke(machine, Invocation(one.row, one.args[0], [item])) for item in items])
    made.layers = made.layers or (one.base.layers if one.base is not None else ())
    return made


def _of_known(machine: Machine, one: Invocation, base: Value) -> Value | None:
    if base.known == [] and one.method in ("shift", "pop") and not machine.concrete:
        return None  # others may have filled it by then
    args = [raw(argument) for argument in one.args]
    first = one.args[0] if one.args else None
    if first is not None and first.name == "RegExp()" and first.source is not None and isinstance(base.known, str):
        return _by_pattern(machine, one, base, first)
    if UNKNOWN in args:
        if isinstance(base.known, list) and one.method in _GROWS:
            base.items, base.known = [Value(item) for item in base.known] + _more(one), UNKNOWN
            return Value(None)
        if isinstance(base.known, bytearray) and one.method in ("append", "extend"):
            base.known, base.marks = UNKNOWN, {**marks_of(one.args), **base.marks}
            return Value(None)
        if isinstance(base.known, list) and one.method == "concat":
            return _concatenated(list(map(Value, base.known)), one.args)
        if one.method in ("format", "join") and isinstance(base.known, str):
            return _partly(machine, one, base)
        return None
    if one.words and one.method == "format":
        return _partly(machine, one, base)
    known = fold_method(machine.language, base.known, one.method, args)
    if known is UNKNOWN:
        return decoded(machine, one)
    made = Value(known, marks=marks_of([base, *one.args]), layers=layers_of([base, *one.args]))
    if one.method == "join":
        labels_joined(machine, [base.known, *args], known)
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
    found = matches(base.known, pattern.source.known, flags) if not machine.burnt() else None
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
        return _concatenated(base.items, one.args)
    return None


def _concatenated(items: list[Value], more: list[Value]) -> Value:
    """Return a list with others behind it; what is no list is one item more."""
    made = list(items)
    for value in more:
        is_list = value.items is not None or isinstance(value.known, list)
        made += (items_of(value) if is_list else None) or ([] if value.known == [] else [value])
    return listed(made)


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
