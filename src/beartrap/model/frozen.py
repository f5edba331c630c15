"""Slotted dataclasses whose methods are made when they are first called.

`dataclass(frozen=True, slots=True)` writes six functions for each class and compiles them, which takes 1 to 2 ms a class: a tenth
of a second for what a small update is vetted with, most of it for methods that nobody calls. `@frozen` is the same to all who
use it (`fields`, `replace`, `match`, type checkers). Only `__init__` is compiled, for the first object of a class.
"""

from collections.abc import Callable, Mapping
from dataclasses import Field, FrozenInstanceError, dataclass, field, fields, make_dataclass
from operator import attrgetter
from typing import Any, NoReturn, TypeVar, dataclass_transform

Noun = TypeVar("Noun")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(kind: type[Noun]) -> type[Noun]:
    """Return the class as `dataclass(frozen=True, slots=True)` would; every field is one that `__init__` takes."""
    made = _slotted(kind, fixed=True)
    known = fields(made)
    more = {
        "__hash__": _hash([one.name for one in known if one.compare]),
        "__setattr__": _refuse,
        "__delattr__": _refuse,
        "__reduce__": _reduce([one.name for one in known]),
    }
    ready: type[Noun] = _with(made, more, vars(kind))
    return ready


@dataclass_transform(field_specifiers=(field,))
def slotted(kind: type[Noun]) -> type[Noun]:
    """Return the class as `dataclass(slots=True)` would."""
    ready: type[Noun] = _with(_slotted(kind, fixed=False), {"__hash__": None}, vars(kind))
    return ready


def _slotted(kind: type, *, fixed: bool) -> Any:
    kind.__doc__ = kind.__doc__ or kind.__name__  # else `dataclass` writes one, from a signature that it has to parse
    made: Any = dataclass(init=False, repr=False, eq=False, slots=True)(kind)
    known = fields(made)
    methods = {
        "__init__": _first(made, known, fixed),
        "__repr__": _repr([one.name for one in known if one.repr]),
        "__eq__": _eq([one.name for one in known if one.compare]),
    }
    return _with(made, methods, vars(kind))


def _with(made: Any, methods: Mapping[str, object], own: Mapping[str, object]) -> Any:
    """Return the class with these methods where it does not have its own."""
    for name, method in methods.items():
        if own.get(name) is None:
            setattr(made, name, method)
    return made


def _first(made: Any, known: tuple[Field[Any], ...], fixed: bool) -> Callable[..., None]:
    """Return what stands for `__init__` until the first object is made."""

    def first(self: object, *values: object, **named: object) -> None:
        made.__init__ = init = _init(made, known, fixed)
        init(self, *values, **named)

    return first


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
