"""Objects that are made of a class: its constructors are walked with what they are given."""

from collections.abc import Callable, Sequence

from beartrap.vet.source.tree import Function
from beartrap.vet.source.values import UNKNOWN, Closure, Value, marks_of, united

CONSTRUCTORS = ("__new__", "__init__", "constructor", "initialize", "__construct", "__post_init__")
Enter = Callable[[Closure, Sequence[Value], dict[str, Value]], Value]
"""What walks a function with arguments by place and by word."""


def construct(enter: Enter, closure: Closure, arguments: Sequence[Value], words: dict[str, Value]) -> Value:
    """Return an object of a class: the one that stands for all of them, or of a record one with fields of its own."""
    made = closure.scope.owner or Value()
    given = [*arguments, *words.values()]
    for name in CONSTRUCTORS:
        method = closure.scope.values.get(name)
        if method is not None and method.closure is not None:
            enter(method.closure, arguments, words)
            words = {}
    if made.name in _FILLED and arguments and not _has_constructor(closure):
        made.fields = {**(made.fields or {}), **(arguments[0].fields or {})}
        made.items = arguments[0].items or made.items  # all objects of a class are one: an empty one takes nothing away
    if words and made.fields is not None:  # a structure, whose fields are named where it is made
        made.fields |= {
            word: united([made.fields[word], one]) if word in made.fields else one for word, one in words.items()
        }
    if any(value.known is not UNKNOWN for value in given) and _is_record(closure):
        made = made.copy()
        made.fields = dict(made.fields or {})
    made.marks = {**marks_of(given), **made.marks}
    return made


_FILLED = frozenset(
    {"dict", "list", "collections.OrderedDict", "collections.UserDict", "collections.UserList", "OrderedDict"}
)
"""Python's own classes that hold what they are made of: so does whatever is derived from them."""


def _has_constructor(closure: Closure) -> bool:
    return any(name in closure.scope.values for name in CONSTRUCTORS)


_PLAIN = frozenset({"toString", "to_s", "equals", "hashCode", "ToString", "Equals", "GetHashCode"})


def _is_record(closure: Closure) -> bool:
    """Whether a class has fields and no methods of its own that could change them: each of its objects keeps what it was made with."""
    return all(
        value.closure is None
        or not isinstance(value.closure.node, Function)
        or name.startswith("__")
        or name in _PLAIN
        or name in CONSTRUCTORS
        for name, value in closure.scope.values.items()
    )
