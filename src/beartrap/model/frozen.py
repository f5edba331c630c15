"""Slotted dataclasses whose methods are made when they are first called.

`dataclass(frozen=True, slots=True)` writes six functions for each class and compiles them, which takes 1 to 2 ms a class: a tenth
of a second for what a small update is vetted with, most of it for methods that nobody calls. `@frozen` is the same to all who
use it (`fields`, `replace`, `match`, type checkers):

- what `dataclasses` knows of a class is worked out when somebody asks for it;
- `__init__` is compiled when a class has made SEVERAL objects; until then it is a closure, since most classes make a few.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields, make_dataclass
from operator import attrgetter
from typing import Any, NoReturn, TypeVar, dataclass_transform

Noun = TypeVar("Noun")

SEVERAL = 200
"""Objects of a class after which its `__init__` is compiled: that takes as long as these save."""
FIELDS = "__dataclass_fields__"
"""Where `dataclasses` looks for what a class has."""


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(kind: type[Noun]) -> type[Noun]:
    """Return the class as `dataclass(frozen=True, slots=True)` would; every field is one that `__init__` takes."""
    made, known = _slotted(kind, fixed=True)
    more = {
        "__hash__": _hash([name for name, one in known.items() if _flag(one, "compare")]),
        "__setattr__": _refuse,
        "__delattr__": _refuse,
        "__reduce__": _reduce(list(known)),
    }
    ready: type[Noun] = _with(made, more, vars(kind))
    return ready


@dataclass_transform(field_specifiers=(field,))
def slotted(kind: type[Noun]) -> type[Noun]:
    """Return the class as `dataclass(slots=True)` would."""
    made, _ = _slotted(kind, fixed=False)
    ready: type[Noun] = _with(made, {"__hash__": None}, vars(kind))
    return ready


@dataclass_transform(eq_default=False, field_specifiers=(field,))
def bare(kind: type[Noun]) -> type[Noun]:
    """Return the class as `dataclass(slots=True, eq=False, repr=False)` would: equal is what is the same object."""
    made, known = _bare(kind)
    ready: type[Noun] = _with(made, {"__init__": _first(made, known, fixed=False)}, vars(kind))
    return ready


def _slotted(kind: type, *, fixed: bool) -> tuple[Any, Mapping[str, object]]:
    """Return the class with slots and its methods, and its fields as `_bare` does."""
    made, known = _bare(kind)
    methods = {
        "__init__": _first(made, known, fixed),
        "__repr__": _repr([name for name, one in known.items() if _flag(one, "repr")]),
        "__eq__": _eq([name for name, one in known.items() if _flag(one, "compare")]),
    }
    return _with(made, methods, vars(kind)), known


def _bare(kind: type) -> tuple[Any, Mapping[str, object]]:
    """Return the class with slots, and its fields by name: the default, MISSING where there is none, or a Field."""
    kind.__doc__ = kind.__doc__ or kind.__name__  # else `dataclass` writes one, from a signature that it has to parse
    own = dict(vars(kind))
    mine = {name: own.pop(name, MISSING) for name in own.get("__annotations__", {})}
    above: dict[str, object] = {}
    for base in reversed(kind.__mro__[1:]):
        above.update(getattr(base, FIELDS) if FIELDS in vars(base) else {})
    known = {**above, **mine}
    for name in ("__dict__", "__weakref__"):
        own.pop(name, None)
    own |= {"__slots__": tuple(name for name in mine if name not in above), "__match_args__": tuple(known)}
    made: Any = type(kind)(kind.__name__, kind.__bases__, own)
    setattr(made, FIELDS, _Asked(kind, made))
    return made, known


class _Asked:
    """Stands for what `dataclasses` knows of a class until somebody asks, and is replaced by it then."""

    def __init__(self, plain: type, made: Any) -> None:
        self._plain, self._made = plain, made

    def __get__(self, _object: object, _owner: type) -> dict[str, Field[Any]]:
        described: Any = dataclass(init=False, repr=False, eq=False)(self._plain)
        known: dict[str, Field[Any]] = described.__dataclass_fields__
        setattr(self._made, FIELDS, known)
        self._made.__dataclass_params__ = described.__dataclass_params__
        return known


def _flag(default: object, name: str) -> bool:
    """Tell whether a field takes part in something; one that is only annotated does."""
    return not isinstance(default, Field) or bool(getattr(default, name))


def _with(made: Any, methods: Mapping[str, object], own: Mapping[str, object]) -> Any:
    """Return the class with these methods where it does not have its own."""
    for name, method in methods.items():
        if own.get(name) is None:
            setattr(made, name, method)
    return made


def _first(made: Any, known: Mapping[str, object], fixed: bool) -> Callable[..., None]:
    """Return what stands for `__init__` until SEVERAL objects were made, or one that it cannot make: that is for the compiled one."""
    parts = [(name, getattr(made, name).__set__, *_default(one)) for name, one in known.items()]
    after = getattr(made, "__post_init__", None)
    left = SEVERAL if all(_flag(one, "init") for one in known.values()) else 0

    def first(self: object, *values: object, **named: object) -> None:
        nonlocal left
        left -= 1
        given = dict(zip(known, values, strict=False))
        given.update(named)
        if left < 0 or len(given) != len(values) + len(named) or not given.keys() <= known.keys():
            return compiled(self, *values, **named)
        for name, put, default, factory in parts:
            value = given.get(name, default)
            if value is MISSING:
                if factory is None:
                    return compiled(self, *values, **named)
                value = factory()
            put(self, value)
        if after is not None:
            after(self)
        return None

    def compiled(self: object, *values: object, **named: object) -> None:
        made.__init__ = init = _init(made, fields(made), fixed)
        init(self, *values, **named)

    return first


def _default(one: object) -> tuple[object, Callable[[], object] | None]:
    """Return a field's default (MISSING where it has none), and what makes one."""
    if not isinstance(one, Field):
        return one, None
    return one.default, None if one.default_factory is MISSING else one.default_factory


def _init(made: Any, known: tuple[Field[Any], ...], fixed: bool) -> Callable[..., None]:
    """Return the `__init__` that a dataclass with these fields has; it compiles two more where they are fixed."""
    inside = {"__doc__": made.__doc__, **({"__post_init__": None} if hasattr(made, "__post_init__") else {})}
    parts = [(one.name, one.type, one) for one in known]
    model: Any = make_dataclass(
        made.__name__, parts, frozen=fixed, eq=False, repr=False, match_args=False, namespace=inside
    )
    init: Callable[..., None] = model.__init__
    return init


def _values(names: list[str]) -> Callable[[Any], Any]:
    """Return what takes these attributes of an object."""
    return attrgetter(*names) if names else lambda _: ()


def _eq(names: list[str]) -> Callable[[Any, object], bool]:
    values = _values(names)

    def eq(self: Any, other: object) -> bool:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    return eq


def _hash(names: list[str]) -> Callable[[Any], int]:
    values = _values(names)
    return lambda self: hash(values(self))


def _repr(names: list[str]) -> Callable[[Any], str]:
    def represent(self: Any) -> str:
        return f"{self.__class__.__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"

    return represent


def _reduce(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    return lambda self: (self.__class__, tuple(getattr(self, name) for name in names))


def _refuse(self: object, name: str, _value: object = None) -> NoReturn:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")
