"""How the machine walks each kind of statement."""

from beartrap.vet.source import tree
from beartrap.vet.source.acts.growth import put_away
from beartrap.vet.source.acts.onto_others import STEPS, handed_back
from beartrap.vet.source.acts.overwriting import assigned
from beartrap.vet.source.acts.pinned import pin, unpin
from beartrap.vet.source.acts.randomness import given_out
from beartrap.vet.source.acts.revived import acts_when_revived
from beartrap.vet.source.acts.switches import chosen, switched
from beartrap.vet.source.alternatives import one_or_other
from beartrap.vet.source.events import Act
from beartrap.vet.source.machine import Handler, Machine
from beartrap.vet.source.names import as_program
from beartrap.vet.source.names.classes import declared, decorated, opened_again
from beartrap.vet.source.names.protocols import gone_over
from beartrap.vet.source.noticed.deadlines import waits
from beartrap.vet.source.noticed.doors import DOOR, answers, let_in, opens, refuses
from beartrap.vet.source.noticed.gatekeepers import last_name
from beartrap.vet.source.noticed.payees import answered, picked, put_in_its_place
from beartrap.vet.source.noticed.seeking import turns_away
from beartrap.vet.source.noticed.swaps import ADDRESS, instead
from beartrap.vet.source.operators import truth
from beartrap.vet.source.parameters import AGREED, AWAITED, PAYEE
from beartrap.vet.source.reading.markup import inserted
from beartrap.vet.source.values import UNKNOWN, Closure, Known, Scope, Value, items_of, marks_of, united
from beartrap.vet.source.walking.binding import bind
from beartrap.vet.source.walking.expressions import LOOSE, operated
from beartrap.vet.source.walking.loaders import LOADS, loaded
from beartrap.vet.source.walking.loops import LOOPS, again
from beartrap.vet.source.walking.not_there_yet import not_there_yet
from beartrap.vet.source.walking.taken_in import bring_in
from beartrap.vet.source.weight import is_loot

GROWN = 512
"""Items of a list that grows in code of which it is not known how often it runs."""


def assign(machine: Machine, node: tree.Assign, scope: Scope) -> Value:
    """Bind a value to its target; in code that may or may not run, what was there before counts on."""
    value = machine.value(node.value, scope)
    _note_name(machine, node)
    if node.operator is not None:
        before = machine.value(node.target, scope)
        if node.operator == "+" and before.items is not None and not machine.concrete:
            if len(before.items) < GROWN:
                before.items += items_of(value, GROWN) or [value]
            return before
        if value.closure is None:  # C# adds a function to those that are called
            value = operated(machine, node.operator, before, value, node.row)
    value = instead(machine, node.value, value, scope)
    target = node.target
    if not isinstance(target, tree.Name):
        bind(machine, target, value, scope)
        return value
    holder = scope if node.declares and target.id not in scope.globals else scope.holder(target.id)
    if target.id in scope.globals:
        holder = scope.outermost()
    old = holder.values.get(target.id)
    put_in_its_place(machine, old, picked(machine, node.value, value, scope), target.id, node.row)
    if machine.tests:
        value = chosen(machine, target.id, value, node.row)
    if old is not None and machine.frame.doubt and not machine.concrete and old is not value:
        value = _either(old, value)
    holder.values[target.id] = value
    not_there_yet(machine, node.value, target.id, scope)
    machine.kept += _keeps(machine, old, value)
    if machine.language == "php":
        assigned(machine, target, None, value, node.row)
    if target.id in PAYEE:
        switched(machine, target.id, value, node.row)
    if holder is not scope and value.marks:
        put_away(machine, value.marks)
    return value


def _keeps(machine: Machine, old: Value | None, value: Value) -> bool:
    """Whether a name has something of weight from now on, and had nothing of it, where that may happen again and again."""
    return bool(machine.frame.doubt) and old is not None and is_loot(value.marks) and not is_loot(old.marks)


def _note_name(machine: Machine, node: tree.Assign) -> None:
    """Note what a nameless function is called from now on."""
    if isinstance(node.value, tree.Function) and not node.value.name:
        machine.named[id(node.value)] = last_name(node.target)


def _either(old: Value, value: Value) -> Value:
    if value.known is None and (old.name or old.closure is not None):
        return old  # a module that is not everywhere: `try: import x`, `except ImportError: x = None`
    if value.closure is not None or not (old.marks or old.known is UNKNOWN):
        return value
    made = value.copy()
    for mark, trail in marks_of([old], 1).items():
        made.marks.setdefault(mark, trail)
    return made


def branch(machine: Machine, node: tree.Branch, scope: Scope) -> Value:
    """Walk both sides; the one side where the code is walked as it would run and the test is known."""
    before, machine.compared, seen = machine.compared, {}, len(machine.events)
    pinned = len(machine.frame.pinned)
    test = machine.value(node.test, scope).known
    if len(machine.events) > seen and refuses(node):
        machine.events[seen:] = [event for event in machine.events[seen:] if event.act is not Act.WEAKEN]
    guard, places, machine.compared = machine.guard, machine.compared, before
    if machine.concrete and test is not UNKNOWN:
        return machine.run(node.body if truth(test, machine.language in LOOSE) else node.other, scope)
    waits(machine, node, scope)
    doors = {mark for mark in places if mark.startswith(DOOR)}
    places = {mark: trail for mark, trail in places.items() if mark not in doors} if doors else places
    if opens(machine, node) or (doors and let_in(machine, node, doors)):
        machine.emit(Act.WEAKEN, "compare", node.row, text="password", values=[])
    machine.unsure += 1
    machine.frame.doubt += 1
    machine.guard = {**guard, **places} if places else guard
    machine.tests.append(node.test)
    first = as_program.run(machine, node, scope)
    machine.guard = guard
    _come_back(machine)
    second = machine.run(node.other, scope)
    machine.tests.pop()
    _come_back(machine)
    machine.frame.doubt -= 1
    unpin(machine, pinned)
    pin(machine, node, scope)
    if node.body and isinstance(node.body[-1], tree.Leave):  # what follows is for who knows the word, or agreed
        kept = (AGREED, ADDRESS) if turns_away(node.test) else (AWAITED, AGREED, ADDRESS)
        machine.guard = {**guard, **{mark: places[mark] for mark in kept if mark in places}}
    return united([first, second])


def switch(machine: Machine, node: tree.Switch, scope: Scope) -> Value:
    """Walk the cases from the one that fits, where the code is walked as it would run and that is known; else all of them."""
    subject = machine.value(node.subject, scope).known
    chosen = _chosen(machine, node, subject, scope) if machine.concrete and subject is not UNKNOWN else None
    if chosen is None:
        for case in node.cases:
            if case.value is not None:
                machine.value(case.value, scope)
            machine.value(case.branch, scope)
        return Value()
    for case in node.cases[chosen:]:
        machine.run(case.branch.body, scope)
        if machine.frame.flow is not None:
            break
    if machine.frame.flow is tree.Flow.BREAK:
        machine.frame.flow = None
    return Value()


def _chosen(machine: Machine, node: tree.Switch, subject: Known, scope: Scope) -> int | None:
    """Return which case fits, the number of cases where none does, None where that cannot be told."""
    fallback = len(node.cases)
    for number, case in enumerate(node.cases):
        if case.value is None:
            fallback = number
            continue
        known = machine.value(case.value, scope).known
        if known is UNKNOWN:
            return None
        if known == subject and isinstance(known, str) == isinstance(subject, str):
            return number
    return fallback


def _come_back(machine: Machine) -> None:
    """Go on after a part that may have been left early, because it may also not have been."""
    machine.frame.flow = None


def attempt(machine: Machine, node: tree.Try, scope: Scope) -> Value:
    """Walk what is tried, what handles its errors, and what follows; return what either came to."""
    pinned = len(machine.frame.pinned)
    last = machine.run(node.body, scope)
    if len(node.handler):  # an error may have been that the digest is another one
        unpin(machine, pinned)
    thrown = machine.frame.flow is tree.Flow.THROW
    kept = None if thrown else machine.frame.flow
    machine.frame.flow = None
    if not machine.concrete or thrown:
        machine.frame.doubt += not thrown
        handled = machine.run(node.handler, scope)
        last = handled if thrown else one_or_other([last, handled])
        machine.frame.doubt -= not thrown
        kept = machine.frame.flow or kept
        machine.frame.flow = None
    machine.run(node.final, scope)
    machine.frame.flow = machine.frame.flow or (kept if machine.concrete else None)
    return last


def block(machine: Machine, node: tree.Block, scope: Scope) -> Value:
    """Walk statements one after the other."""
    return machine.run(node.body, scope)


def leave(machine: Machine, node: tree.Leave, scope: Scope) -> Value:
    """Note what is returned; leave only where that is certain."""
    before, machine.compared = machine.compared, {}
    value = machine.value(node.value, scope) if node.value is not None else Value(None)
    doors = {mark for mark in machine.compared if mark.startswith(DOOR)}
    machine.compared = {**before, **{mark: trail for mark, trail in machine.compared.items() if mark not in doors}}
    if doors and node.value is not None and answers(machine, node.value, doors):
        machine.emit(Act.WEAKEN, "compare", node.row, text="password", values=[])
    frame = machine.frame
    if node.flow is tree.Flow.RETURN:
        value = instead(machine, node.value, value, scope) if node.value is not None else value
        if machine.inside:
            given_out(machine, machine.inside[-1], value, node.row)
            answered(machine, value, node.row)
        if machine.inside and machine.inside[-1] in STEPS:
            handed_back(machine, value, node.row)
        if machine.inside and machine.inside[-1] in LOADS:
            loaded(machine, scope, value, node.row)
        if machine.language == "php" and "<script" in value.text:  # a filter's answer goes onto the page
            inserted(machine, value, "return", node.row)
        frame.returned.append(value)
        del frame.returned[:-32]
    if node.flow is tree.Flow.CONTINUE and node.value is not None:
        _yields(machine, node.value, value)
        return value if machine.language == "javascript" else Value()  # a runner of promises gives it back
    if machine.concrete and (not frame.doubt or node.flow in (tree.Flow.BREAK, tree.Flow.CONTINUE)):
        frame.flow = node.flow
    return value


def _yields(machine: Machine, node: tree.Node, value: Value) -> None:
    """Keep what a generator gives, one by one; `yield from` gives all that its source has."""
    frame = machine.frame
    several = items_of(gone_over(machine, value), LOOPS) if isinstance(node, tree.Spread) else [value]
    frame.unsure |= not machine.concrete or bool(frame.doubt) or several is None
    if len(frame.yielded) < LOOPS:
        frame.yielded += several if several is not None else [Value(marks=marks_of([value]), layers=value.layers)]


_APART = frozenset({"php", "javascript", "python"})
"""Languages in which a bare name within a method is no member of its class: `fetch(…)` in a method `fetch` is the library's."""


def klass(machine: Machine, node: tree.Class, scope: Scope) -> Value:
    """Walk a class body and return the class; all its objects are one to us."""
    inner = Scope(scope)
    made, own = Value(), Value()
    made.closure = own.closure = Closure(node, inner, machine.path)
    own.fields, parents = {}, [machine.value(base, scope) for base in node.bases]
    for parent in parents:
        own.name = own.name or (parent.name if parent.closure is None else None)
        if parent.closure is not None and isinstance(parent.closure.node, tree.Class):
            inner.values.update(parent.closure.scope.values)
    opened_again(machine, scope.values.get(node.name), inner)
    inner.owner = own
    machine.run(node.body, inner)
    for value in inner.values.values():
        if value.closure is not None and isinstance(value.closure.node, tree.Function):
            value.closure.own = own
            if machine.language in _APART and value.closure.scope is inner:
                value.closure.scope = scope
    if node.name:
        scope.values[node.name] = made
    declared(machine, parents, made)
    decorated(machine, node, made, scope)
    acts_when_revived(machine, node)
    return made


def outer(machine: Machine, node: tree.Global, scope: Scope) -> Value:
    """Take names for the module's own."""
    scope.globals.update(node.names)
    return Value()


STATEMENTS: dict[type[tree.Node], Handler] = {
    tree.Assign: assign, tree.Branch: branch, tree.Switch: switch, tree.While: again, tree.For: again, tree.Try: attempt,
    tree.Block: block, tree.Leave: leave, tree.Class: klass, tree.Import: bring_in, tree.Global: outer,
}  # fmt: skip
