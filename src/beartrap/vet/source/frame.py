"""One call that is being walked, and what it is given by place."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from beartrap.vet.source import tree
from beartrap.vet.source.values import Marks, Value


@dataclass(slots=True)
class Frame:
    """One call that is being walked: what it returns, and whether the way here is certain."""

    returned: list[Value] = field(default_factory=list)
    yielded: list[Value] = field(default_factory=list)
    unsure: bool = False
    """Whether more may be yielded, or less."""
    doubt: int = 0
    flow: tree.Flow | None = None
    tested: int = 0
    """How many tests stood around the call."""
    pinned: list[tuple[Value, Marks]] = field(default_factory=list)
    """What is known by its digest on the way that is walked, with the marks that it had before."""


def by_place(language: str, node: tree.Function, arguments: Sequence[Value], words: dict[str, Value]) -> list[Value]:
    """Return what a function is given by place: in Ruby words are a table, behind all else, for one that asks for no word."""
    takes = any(name in words or name.startswith("**") for name in node.parameters)
    if language != "ruby" or not words or takes or len(arguments) >= len(node.parameters):
        return list(arguments)
    table = Value()
    table.fields = dict(words)
    return [*arguments, table]


FAVOURS = 48
"""Calls of decoders that are gone into when the fuel is gone."""
_FEW = 3
"""Arguments of a decoder: a text, a key, where it begins."""


def short_texts(arguments: Sequence[Value]) -> bool:
    """Whether a function is given texts that stand in the code, and numbers, and nothing else."""
    known = [value.known for value in arguments]
    return (
        0 < len(known) <= _FEW
        and all(isinstance(one, str | int) for one in known)
        and any(isinstance(one, str) for one in known)
    )


def keep_arguments(values: dict[str, Value], language: str, arguments: Sequence[Value]) -> bool:
    """Keep all that a function is called with under `arguments`, where its language does; return whether that is all there is to know."""
    kept = values.setdefault("arguments", Value())
    if language not in ("javascript", "php"):
        return True
    kept.items = list(arguments) or None
    return bool(arguments)
