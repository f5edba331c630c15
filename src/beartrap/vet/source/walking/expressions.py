"""How the machine tells the value of each kind of expression."""

from collections.abc import Sequence

from beartrap.vet.behaviour import When
from beartrap.vet.source import tree
from beartrap.vet.source.acts.mail import among, blind
from beartrap.vet.source.acts.pages import tagged
from beartrap.vet.source.acts.switches import checks_nothing, one_way, switched
from beartrap.vet.source.alternatives import undecided
from beartrap.vet.source.apis import named, variable
from beartrap.vet.source.events import BEHIND
from beartrap.vet.source.folding.lists import lists_joined
from beartrap.vet.source.folding.spelling import host_in_pieces, shown_plainly
from beartrap.vet.source.machine import Handler, Machine
from beartrap.vet.source.names.callbacks import received
from beartrap.vet.source.names.members import ELEMENT, in_pieces, index, is_elements, member
from beartrap.vet.source.names.named_in_text import called_by_text
from beartrap.vet.source.names.objects import BARE, field_of, read_by_name
from beartrap.vet.source.names.protocols import SETTER, as_operands, as_symbol, as_text, operated_by, spread_out
from beartrap.vet.source.noticed import passwords
from beartrap.vet.source.noticed.deadlines import waits_first
from beartrap.vet.source.noticed.doors import account, held_against
from beartrap.vet.source.noticed.models import described
from beartrap.vet.source.noticed.payees import FEW, looks_payable, one_of, put_over
from beartrap.vet.source.noticed.put_before import put_before
from beartrap.vet.source.noticed.seeking import asked_for, begins, by_places, of_a_part
from beartrap.vet.source.noticed.swaps import ADDRESS, recognised
from beartrap.vet.source.operators import apply, fits, truth, unary
from beartrap.vet.source.reading.code_texts import SHORTEST_OF_PLUGIN, looked_into
from beartrap.vet.source.reading.words import LONGEST, label, speaks_of
from beartrap.vet.source.spoken import COMPILED
from beartrap.vet.source.values import (
    HOLE,
    UNKNOWN,
    Closure,
    Known,
    Scope,
    Value,
    is_nothing,
    items_of,
    joined,
    listed,
    marks_of,
    raw,
)
from beartrap.vet.source.walking.comprehensions import each
from beartrap.vet.source.walking.opened import opened
from beartrap.vet.source.walking.slices import sliced

LOOSE = frozenset({"javascript", "php"})
_EQUALITY = frozenset({"==", "!=", "===", "!=="})
_SAME = frozenset({"==", "==="})
_COMPARISONS = frozenset({"==", "!=", "===", "!==", "<", "<=", ">", ">=", "in", "not in", "instanceof"})


def const(machine: Machine, node: tree.Const, scope: Scope) -> Value:
    """Return a literal, labelled where its text names something of interest."""
    value = node.value
    if isinstance(value, list):
        return _listed(machine, value, node.row)
    made = Value(value)
    if isinstance(value, str | bytes) and len(value) > 3:
        label(machine, made, node.row)
        shown_plainly(machine, made, node.row)
        if len(value) >= SHORTEST_OF_PLUGIN:
            looked_into(machine, made, node.row, stands=True)
    return made


def _listed(machine: Machine, items: list[tree.Scalar], row: int) -> Value:
    """Return a list of literals, item by item where one of them names something of interest."""
    texts = [item for item in items if isinstance(item, str)]
    made = Value(list(items))
    if texts and speaks_of(" ".join(texts[:4096])[:LONGEST]):
        made.known, made.items = UNKNOWN, [Value(item) for item in items]
        for item in made.items:
            label(machine, item, row)
    if any(map(looks_payable, texts[:FEW])):  # of weight only where one of them takes the place of a payee
        machine.mark(made, "sign:base58", row)
    return made


def name(machine: Machine, node: tree.Name, scope: Scope) -> Value:
    """Return what a name is bound to, or the language's global of that name."""
    found = scope.find(node.id)
    if found is not None:
        return field_of(node.id, scope, found) if machine.language in BARE else found
    if node.id in ("self", "this", "cls") and scope_owner(scope) is not None:
        return scope_owner(scope) or Value()
    if machine.language == "ruby" and (read := read_by_name("ruby", scope_owner(scope), node.id)) is not None:
        return read
    if machine.language == "shell" and not node.id.startswith("$"):
        return variable(machine, Value(name=node.id), node.id, node.row)
    return named(machine, Value(name=opened(machine, node.id) if machine.opened else node.id), node.row)


def scope_owner(scope: Scope | None) -> Value | None:
    """Return the object that `this` stands for in a scope, None where there is none."""
    while scope is not None:
        if scope.owner is not None:
            return scope.owner
        scope = scope.parent
    return None


def attr(machine: Machine, node: tree.Attr, scope: Scope) -> Value:
    """Return a member of an object; what a field of a page holds which an event is told of is what the user typed."""
    made = member(machine, machine.value(node.base, scope), node.name, node.row)
    if (
        node.name == "value"
        and isinstance(node.base, tree.Attr)
        and node.base.name in _OF_EVENTS
        and "given" in made.marks
    ):
        return machine.mark(made.copy(), "page-input", node.row) if machine.language == "javascript" else made
    return made


_OF_EVENTS = frozenset({"target", "currentTarget"})
"""Members by which an event tells which field it is of (DOM Standard, 2.2)."""


def binary(machine: Machine, node: tree.Binary, scope: Scope) -> Value:
    """Return what an operator makes of two values."""
    left, right = machine.value(node.left, scope), machine.value(node.right, scope)
    if node.operator in _EQUALITY and (pair := by_places(node)) is not None:
        first, second = (machine.value(one.base, scope) for one in pair[:2])
        passwords.doors(machine, first, second, node.row, reckoned=pair[2])
    if node.operator in _SAME and of_a_part(node.left):
        begins(machine, left, right, node.row)
    made = operated(machine, node.operator, left, right, node.row)
    if node.operator == "+" and isinstance(made.known, str) and in_pieces(node):
        host_in_pieces(machine, made)
    return made


def operated(machine: Machine, symbol: str, left: Value, right: Value, row: int) -> Value:
    """Return `left symbol right`, as an object of the program's own has it or as the language does."""
    put_before(machine, symbol, left, right, row)
    given = operated_by(machine, symbol, left, right)
    return given if given is not None else _plainly(machine, symbol, *as_operands(machine, symbol, left, right), row)


def _plainly(machine: Machine, symbol: str, left: Value, right: Value, row: int) -> Value:
    """Return `left symbol right`; a comparison says nothing of what its operands were made of."""
    sign = "//" if symbol == "/" and machine.language in _WHOLE and _are_numbers(left, right) else symbol
    known = apply(sign, *_numbers(machine, symbol, raw(left), raw(right)), machine.language in LOOSE)
    if symbol in _COMPARISONS:
        _told_by_comparing(machine, symbol, left, right, row)
        return Value(known)
    if symbol == "&" and known is UNKNOWN:
        asked_for(machine, left, right, row)
        asked_for(machine, right, left, row)
    if symbol == "+" and known is UNKNOWN and (made_of := lists_joined(machine.language, left, right)) is not None:
        return made_of
    if symbol in ("+", "/", "%") and known is UNKNOWN and (left.items is not None or right.items is not None):
        return _formatted(machine, left, right, row)
    if known is UNKNOWN and symbol in ("+", "%", "/", ".") and (left.text or right.text):
        if symbol == "%":
            return _formatted(machine, left, right, row)
        made = texts(machine, (left, right), row, "/" if symbol == "/" else "")
        if symbol == "/" and left.name is not None and left.name.startswith(_PATHS):
            made.name = "pathlib.Path()"
        return made
    made = Value(known, marks=marks_of((left, right)), layers=max(left.layers, right.layers, key=len))
    _put_behind(machine, symbol, made, row)
    if symbol == "*" and known is UNKNOWN and isinstance(left.known, str):
        made.hint = left.known[:600]  # as often as somebody else says, once for one
    if symbol == "|" and known is UNKNOWN and left.name and right.name:
        made.name = f"{left.name}|{right.name}"[-160:]  # flags
    if isinstance(known, str) and symbol in "+%" and not machine.concrete:
        label(machine, made, row)
    keyed = (left.known is UNKNOWN) != (right.known is UNKNOWN)  # what stands here, under a key that does not
    if symbol == "^" and known is UNKNOWN and (made.marks or keyed):
        machine.mark(made, "decoded", row)
    return made


def _put_behind(machine: Machine, symbol: str, made: Value, row: int) -> None:
    """Mark what is put together of what a client sent and of something that is not known either."""
    if symbol in _PUTS_TOGETHER and made.known is UNKNOWN and "web-request" in made.marks:
        machine.mark(made, BEHIND, row)


_PUTS_TOGETHER = frozenset({"+", "/", "."})


_WHOLE = COMPILED | {"ruby"}
"""Languages in which a number without a fraction stays one when it is divided."""


def _are_numbers(left: Value, right: Value) -> bool:
    return isinstance(left.known, int) and isinstance(right.known, int)


def _told_by_comparing(machine: Machine, symbol: str, left: Value, right: Value, row: int) -> None:
    compared(machine, left, right)
    if symbol in ("in", "not in"):
        asked_for(machine, left, right, row)
    if symbol in _SAME:
        passwords.compared_with(machine, left, right, row)
    if symbol in _SAME or symbol == "in":
        held_against(machine, left, right, row)


_RECKONS = frozenset({"^", "-", "%", "&", "|", "<<", ">>", "*"})


def _numbers(machine: Machine, symbol: str, left: Known, right: Known) -> tuple[Known, Known]:
    """Return operands as Java and C# reckon with them: a sign is its number."""
    if machine.language not in ("java", "csharp") or symbol not in _RECKONS:
        return left, right
    one, other = (ord(known) if isinstance(known, str) and len(known) == 1 else known for known in (left, right))
    return one, other


_PATHS = ("pathlib.Path", "pathlib.PurePath", "importlib.resources.files()")
"""Names of values that `/` joins as paths."""


def compared(machine: Machine, left: Value, right: Value) -> None:
    """Let a value that is compared with a place of secrets stand for that place: what follows may be about it."""
    named_by = [right, right.source] if right.source is not None else [right]
    told = marks_of(named_by)
    if ADDRESS in told:
        machine.compared = {**machine.compared, ADDRESS: told[ADDRESS]}
    places = {mark: trail for mark, trail in told.items() if mark.startswith("at:")}
    machine.compared = {**machine.compared, **places}
    if places and left.known is UNKNOWN:
        left.marks = {**places, **left.marks}


def _formatted(machine: Machine, left: Value, right: Value, row: int) -> Value:
    made = Value(marks=marks_of((left, right)), layers=max(left.layers, right.layers, key=len))
    made.hint = left.text.replace("%s", HOLE).replace("%d", HOLE)
    values = [as_text(machine, value) for value in items_of(right, 16) or [right]]
    made.marks = {**marks_of(values), **made.marks}
    for value in values:
        made.hint = made.hint.replace(HOLE, value.text or "{\0}", 1)
    made.hint = made.hint.replace("{\0}", HOLE)[:600]
    label(machine, made, row)
    return made


def texts(machine: Machine, parts: Sequence[Value], row: int, between: str = "") -> Value:
    """Return text put together of parts, labelled where what is known of it names something of interest."""
    if between:
        parts = [piece for part in parts for piece in (Value(between), part)][1:]
    made = joined(parts)
    if not machine.concrete:
        label(machine, made, row)
        blind(machine, made, row)
    return made


def one(machine: Machine, node: tree.Unary, scope: Scope) -> Value:
    """Return what an operator makes of one value."""
    operand = machine.value(node.operand, scope)
    return Value(
        unary(node.operator, raw(operand), machine.language in LOOSE),
        marks={} if node.operator == "not" else operand.marks,
    )


def join(machine: Machine, node: tree.Join, scope: Scope) -> Value:
    """Return interpolated text or a long concatenation."""
    parts = [as_text(machine, machine.value(part, scope)) for part in node.parts]
    if parts and all(isinstance(part.known, bytes) for part in parts):
        known = b"".join(part.known for part in parts)
        return Value(known if fits(known) else UNKNOWN, marks=marks_of(parts))
    if parts and all(isinstance(part.known, int | float) for part in parts) and machine.language != "shell":
        return Value(sum(part.known for part in parts))
    made = texts(machine, parts, node.row)
    if isinstance(made.known, str) and in_pieces(node):
        host_in_pieces(machine, made)
    if machine.language != "shell":
        looked_into(machine, made, node.row)
    return made


_APART = 8
"""Values side by side that are told apart by how each was hidden: names that are bound together."""


def many(machine: Machine, node: tree.Many, scope: Scope) -> Value:
    """Return a list; for an expression of which only the parts matter, what those were made of."""
    items: list[Value] = []
    among(machine, node)
    for part in node.items:
        if isinstance(part, tree.Spread | tree.Each) and not node.ordered:
            items.append(machine.value(part, scope))
        elif isinstance(part, tree.Spread):
            value = machine.value(part.value, scope)
            items += spread_out(machine, value) or [Value(name=ELEMENT) if is_elements(value) else value]
        else:
            items.append(machine.value(part, scope))
    if node.ordered:
        made = listed(items)
        if made.layers and len(items) <= _APART:  # each keeps its own
            made.known, made.items = UNKNOWN, items
        return made
    return Value(marks=marks_of(items), layers=max((item.layers for item in items), key=len, default=()))


def spread(machine: Machine, node: tree.Spread, scope: Scope) -> Value:
    """Return what is spread."""
    return machine.value(node.value, scope)


def table(machine: Machine, node: tree.Table, scope: Scope) -> Value:
    """Return a table; what is spread into it keeps its marks."""
    made = Value()
    made.fields = {}
    for key, item in node.pairs:
        value = machine.value(item, scope)
        if isinstance(item, tree.Function) and value.closure is not None:
            value.closure.own = made  # what `this` is in it
            if not item.name and isinstance(key, tree.Const):
                machine.named[id(item)] = str(key.value)
        if key is None:
            made.fields.update(value.fields or {})
            made.marks.update(marks_of([value], 0))
            continue
        asked = machine.value(key, scope)
        known = as_symbol(machine, asked) or asked.known
        if known is UNKNOWN and isinstance(key, tree.Name) and machine.language == "php" and key.id.isupper():
            known = key.id  # one of its constants, such as `CURLOPT_URL`
        if isinstance(known, str):
            switched(machine, known, value, node.row)
        made.fields[str(known) if known is not UNKNOWN else f"\0{len(made.fields)}"] = value
    account(machine, made.fields, node.row)
    put_over(machine, node, made)
    described(machine, made.fields, node.row)
    if machine.language == "javascript":
        tagged(machine, made.fields, node.row)
    return made


def choice(machine: Machine, node: tree.Choice, scope: Scope) -> Value:
    """Return one of several values, all of them where it cannot be told."""
    if node.test is not None:
        before, machine.compared = machine.compared, {}
        test = machine.value(node.test, scope).known
        places, machine.compared = machine.compared, {**before, **machine.compared}
        if ADDRESS in places and len(node.either) == 2:
            return recognised(machine, node, places, scope)
        certain = machine.concrete or isinstance(node.test, tree.Const)
        if certain and test is not UNKNOWN and len(node.either) == 2:
            return machine.value(node.either[0 if truth(test, machine.language in LOOSE) else 1], scope)
    machine.unsure += 1
    machine.frame.doubt += 1
    values = [machine.value(part, scope) for part in node.either] or [Value()]  # Rust's `match never {}` has none
    machine.frame.doubt -= 1
    one_of(machine, node, values)
    values = one_way(machine, node, values)
    if node.test is None and machine.concrete and all(value.known is not UNKNOWN for value in values):
        loose = machine.language in LOOSE
        return next((value for value in values if truth(value.known, loose) is not node.both), values[-1])
    return undecided(
        [value for value in values if not is_nothing(value)] or values if node.test is None else values, values
    )


def function(machine: Machine, node: tree.Function, scope: Scope) -> Value:
    """Return a function as a value; its body is walked when it is called, or in the end."""
    made = Value()
    made.closure = Closure(node, scope, machine.path)
    machine.functions.append(made.closure)
    if node.name and not (node.decorators and node.name in scope.values and _completes(node)):
        scope.values[node.name] = made
        if any(isinstance(one, tree.Attr) and one.name == "setter" for one in node.decorators):
            scope.values[f"{SETTER}{node.name}"] = made
        checks_nothing(machine, node)
        waits_first(machine, node, scope)
        called_by_text(machine, node)
    elif node.name and any(isinstance(one, tree.Attr) and one.name == "setter" for one in node.decorators):
        scope.values[f"{SETTER}{node.name}"] = made
    for decorator in reversed(node.decorators):
        wrapper = machine.value(decorator, scope)
        if wrapper.closure is not None:
            machine.enter(wrapper.closure, [made], {})
        elif wrapper.name in ("atexit.register",):
            machine.enter(made.closure, [], {})
        elif received(wrapper.name):
            sent = [machine.mark(Value(), "web-request", node.row) for _ in node.parameters]
            machine.enter(made.closure, sent, {}, min(machine.when, When.CALL))
    return made


def _completes(node: tree.Function) -> bool:
    """Whether a function is what sets or deletes a property that is there already."""
    return any(isinstance(one, tree.Attr) and one.name in ("setter", "deleter") for one in node.decorators)


EXPRESSIONS: dict[type[tree.Node], Handler] = {
    tree.Const: const, tree.Name: name, tree.Attr: attr, tree.Index: index, tree.Slice: sliced, tree.Binary: binary,
    tree.Unary: one, tree.Join: join, tree.Many: many, tree.Spread: spread, tree.Table: table, tree.Choice: choice,
    tree.Each: each, tree.Function: function,
}  # fmt: skip
