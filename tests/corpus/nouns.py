"""What a trojanised update is made of: payload, encoding, placement. Each is a small pure function over text."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Tree = Mapping[str, bytes]
"""A package's files by path."""
Encode = Callable[[str], str]
"""From code that does something to code that does the same and hides it."""
Spread = Callable[[str], tuple[str, dict[str, bytes]]]
"""The same, with further files beside: their names are relative to the file that holds the code."""
Place = Callable[[Tree, str], Tree]
"""Puts code into a package."""


@dataclass(frozen=True, slots=True)
class Payload:
    """What an attacker wants done: `family` names it, `language` is that of the code."""

    family: str
    language: str
    code: str


@dataclass(frozen=True, slots=True)
class Encoding:
    """A way to hide code of one language. `encode` may put parts of it into further files."""

    name: str
    language: str
    encode: Spread


@dataclass(frozen=True, slots=True)
class Placement:
    """A place in a package of one ecosystem from which code of one language runs at a known time."""

    name: str
    ecosystem: str
    language: str
    when: str
    place: Callable[[Tree, str, Mapping[str, bytes]], Tree]


@dataclass(frozen=True, slots=True)
class Generators:
    """One part of the corpus."""

    payloads: tuple[Payload, ...]
    encodings: tuple[Encoding, ...]
    placements: tuple[Placement, ...]


def alone(encode: Encode) -> Spread:
    """Return an encoding that needs no further files."""
    return lambda code: (encode(code), {})
