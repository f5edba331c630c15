"""What classes and objects work out when a member is asked for, and what they and functions say of themselves."""

from copy import copy

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.names.protocols import described
from beartrap.vet.source.values import Closure, Marks, Scope, Value, as_digits, marks_of

_PROPERTIES = frozenset({"property", "cached_property", "classproperty", "hybrid_property", "lazy", "reify"})
_OF_TYPES = frozenset({"__name__", "__qualname__", "__module__"})


def worked_out(machine: Machine, inner: Value) -> Value:
    """Return a member of a class; of a property what its function gives."""
    node = inner.closure.node if inner.closure is not None else None
    if isinstance(node, tree.Function) and node.decorators and inner.closure is not None:
        last = (tree.dotted(one).rpartition(".")[2] for one in node.decorators)
        if any(name in _PROPERTIES for name in last):
            return machine.enter(inner.closure, [], {})
    return described(machine, inner)


def declared(machine: Machine, parents: list[Value], made: Value) -> None:
    """Walk what runs because a class is declared: its metaclass makes it, and its parents are told of it."""
    if machine.language != "python" or made.closure is None:
        return
    words = {key: value for parent in parents if parent.closure is None for key, value in (parent.fields or {}).items()}
    meta, closure = words.pop("metaclass", Value()), made.closure
    members = Value()
    members.fields = dict(closure.scope.values)
    itself = made.copy()
    itself.fields = {**(meta.closure.scope.values if meta.closure is not None else {}), **members.fields}
    for parent in parents:
        told = _method(parent, "__init_subclass__")
        if told is not None:
            machine.enter(_of(told, itself), [], words)
    for name, first in (("__new__", meta), ("__init__", itself)):
        method = _method(meta, name)
        if method is not None and isinstance(method.node, tree.Function):
            given = [first, Value(closure.node.name), Value([]), members]
            bound = method if name == "__new__" else _of(method, itself)
            machine.enter(bound, given[int(method.node.parameters[:1] in (["cls"], ["self"])) :], words)


def decorated(machine: Machine, node: tree.Class, made: Value, scope: Scope) -> None:
    """Walk the functions of the program's own that a class is handed to where it is declared: they may keep it under a name."""
    if machine.language != "python":
        return
    for decorator in reversed(node.decorators):
        wrapper = machine.value(decorator, scope)
        if wrapper.closure is not None:
            machine.enter(wrapper.closure, [made], {})


_IN_PIECES = frozenset({"ruby", "csharp"})
"""Languages in which a class may stand in several pieces, each of which adds to what the others have."""


def of_parent(machine: Machine, one: Invocation) -> None:
    """Let `super(…)` be a call of the library's class that an object's class was made of."""
    if one.name != "super" or machine.language != "javascript":
        return
    scope: Scope | None = machine.scope
    while scope is not None and scope.owner is None:
        scope = scope.parent
    owner = scope.owner if scope is not None else None
    if owner is None or owner.name is None:
        return
    one.call(Value(name=owner.name))
    if owner.source is None and one.args:
        owner.source = one.args[0]


def opened_again(machine: Machine, before: Value | None, inner: Scope) -> None:
    """Let a class have what another piece of it has bound `before`."""
    closure = before.closure if before is not None and machine.language in _IN_PIECES else None
    if closure is not None and isinstance(closure.node, tree.Class):
        inner.values.update(closure.scope.values)


def _of(method: Closure, own: Value) -> Closure:
    """Return a method as it is called on an object or class."""
    bound = copy(method)
    bound.own = own
    return bound


def _method(value: Value, name: str) -> Closure | None:
    if value.closure is None or not isinstance(value.closure.node, tree.Class):
        return None
    found = value.closure.scope.values.get(name)
    return found.closure if found is not None else None


_OF_ITSELF = frozenset({"_body", "_form", "_json", "_cookies"})
"""What a class of requests keeps of the one that came."""


def keeps_a_request(machine: Machine, base: Value, key: str) -> bool:
    """Whether a member is what a server's own class of requests keeps of what a client sent."""
    return (
        key in _OF_ITSELF
        and machine.language == "python"
        and base.closure is not None
        and base.closure.node.name.endswith("Request")
    )


HANDLER = "\0asked"
"""Where the handler stands that a `Proxy` asks for each of its members."""


def asked(machine: Machine, base: Value, key: str) -> Value:
    """Return what the handler of a `Proxy` gives for a member."""
    held = base.fields or {}
    target = base.copy()
    target.fields = {name: value for name, value in held.items() if name != HANDLER}
    return machine.invoke(machine, Invocation(0, held[HANDLER], [target, Value(key), target]))


def told_of_itself(base: Value, key: str) -> Value | None:
    """Return what a class or function says of itself: its name, and the text that stands first in it."""
    node = base.closure.node if base.closure is not None else None
    if node is not None and key in ("__name__", "__qualname__"):
        return Value(node.name)
    if node is not None and key == "__doc__":
        first = next(iter(node.body), None)
        return Value(first.value) if isinstance(first, tree.Const) and isinstance(first.value, str) else Value(None)
    if node is not None and key in ("__mro__", "__bases__"):
        of_all = Value()  # the last is the class of all; who goes through them seeks another
        of_all.fields = {"-1": Value(name="object.__class__")}
        return of_all
    return Value() if key in _OF_TYPES and base.name is None else None


_ASKS_ELSEWHERE = regex(
    r"_?(?:get|find|fetch|open|create|make|connect|lookup|resolve)(?:_|(?=[A-Z]))(?!\w*(?:data|dict|state|payload|body|json|fields|values|params|content|attr))\w+"
)
"""Methods that, by their names, bring something else than what their object holds."""
_MARKERS = frozenset({"get_closest_marker", "get_marker", "iter_markers"})
"""Methods of a test in pytest that give what stands above it in its own file, whose code is run all the same."""


_READS_A_LINE = frozenset({"parse_args", "parse_known_args", "parse_intermixed_args"})
"""Methods by which a command line is read; how it is explained (`prog="twine upload"`) is no part of what stood in it."""


def went_in(one: Invocation) -> Marks:
    """Return what the result of a call is made of of which nothing is known: all that goes in.

    Of an object of the package's own whose class does not declare the method that is asked for something (an inherited
    `self.get_connection(name)`), its fields are no part: what one of them holds was not handed over.
    """
    if one.method in _MARKERS:
        return {}
    if one.method in _READS_A_LINE:
        return {mark: trail for mark, trail in one.marks().items() if not mark.startswith("sign:")}
    if one.name in ("str", "String") and len(one.args) == 1:
        return marks_of([as_digits(one.args[0]), one.func])
    base = one.base
    own = base is not None and base.closure is not None and isinstance(base.closure.node, tree.Class)
    if base is None or not own or not _ASKS_ELSEWHERE.match(one.method):
        return one.marks()
    return {**base.marks, **marks_of([*one.args, *one.words.values(), one.func])}
