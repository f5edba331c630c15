"""Regular expressions that are compiled when they are first used: a program of many tables starts without most of them.

Compiling the six hundred of `vet` takes more than a tenth of a second, and a usual update asks for a few dozen. A process that
is to be copied for many updates compiles them before (`compile_all`).
"""

import re
from functools import lru_cache
from typing import Any, cast, overload

NAMES = 4096
"""Answers that are kept of an expression which is asked of names; a package of a thousand files has fewer that are asked of one."""
_ASKED = frozenset({"fullmatch", "match", "search"})


class _Later:
    """Stands for a compiled expression; what was asked of it once is an attribute of its own from then on."""

    _keeps = False

    def __init__(self, source: str | bytes, flags: int) -> None:
        self._source, self._flags = source, flags
        self._compiled: re.Pattern[Any] | None = None

    def compile(self) -> re.Pattern[Any]:
        if self._compiled is None:
            self._compiled = re.compile(self._source, self._flags)
        return self._compiled

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.compile(), name)
        if self._keeps and name in _ASKED:
            value = lru_cache(maxsize=NAMES)(value)
        setattr(self, name, value)
        return value


class _OfNames(_Later):
    """One that is asked of the same names over and over: of what is called, of parameters, of members."""

    _keeps = True


_MADE = list[_Later]()


@overload
def regex(source: str, flags: int = 0) -> re.Pattern[str]: ...
@overload
def regex(source: bytes, flags: int = 0) -> re.Pattern[bytes]: ...
def regex(source: str | bytes, flags: int = 0) -> re.Pattern[Any]:
    """Return what `re.compile` would, for its methods and attributes; functions of `re` do not take it.

    A source that is no expression is told when it is used first; a test compiles all of ours.
    """
    later = _Later(source, flags)
    _MADE.append(later)
    return cast(re.Pattern[Any], later)


def of_names(source: str, flags: int = 0) -> re.Pattern[str]:
    """Return what `regex` would for an expression of names, which keeps its last answers: code calls the same few thousand times over.

    Whole texts are not asked of it: those that were asked last are held.
    """
    later = _OfNames(source, flags)
    _MADE.append(later)
    return cast(re.Pattern[str], later)


def compile_all() -> None:
    """Compile what the modules that are loaded have made so far."""
    for later in _MADE:
        later.compile()
