"""Functions of which some arguments are given before they are called: `f.bind(this, a)`, `partial(f, a)`."""

from beartrap.vet.source import tree
from beartrap.vet.source.apis import api, api_of_method
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Closure, Scope, Value, marks_of

_FUNCTION, _REST = "\0function", "\0rest"


def partial(machine: Machine, one: Invocation) -> Value | None:
    """Return what `functools.partial` makes: its first argument with the others given."""
    return given_before(machine, one, one.args[0], one.args[1:]) if one.args else None


def given_before(machine: Machine, one: Invocation, func: Value, args: list[Value]) -> Value:
    """Return a function that calls another with these arguments and then its own; of what only has a name, that with their marks."""
    name = func.name or ""
    acts = func.closure is not None or api(machine.language, name) or api_of_method(machine.language, name, "")
    if not acts or not args:
        made = func.copy()
        made.marks = {**made.marks, **marks_of(args)}
        return made
    scope = Scope()
    scope.values = {_FUNCTION: func, **{f"\0{number}": value for number, value in enumerate(args)}}
    given: list[tree.Node] = [tree.Name(one.row, f"\0{number}") for number in range(len(args))]
    words: list[tuple[str, tree.Node]] = []
    for word, value in one.words.items():
        scope.values[f"\0{word}"] = value
        words.append((word, tree.Name(one.row, f"\0{word}")))
    rest = tree.Spread(one.row, tree.Name(one.row, _REST))
    called = tree.Call(one.row, tree.Name(one.row, _FUNCTION), [*given, rest], words)
    made = Value(marks=marks_of([func, *args]), layers=func.layers)
    body = [tree.Leave(one.row, tree.Flow.RETURN, called)]
    made.closure = Closure(tree.Function(one.row, "", [f"*{_REST}"], body), scope, machine.path)
    machine.functions.append(made.closure)
    return made
