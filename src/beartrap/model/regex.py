"""Regular expressions that are compiled when they are first used: a program of many tables starts without most of them.

Compiling the six hundred of `vet` takes more than a tenth of a second, and a usual update asks for a few dozen. A process that
is to be copied for many updates compiles them before (`compile_all`).
"""

import re
from typing import Any, cast, overload


class _Later:
    """Stands for a compiled expression; what was asked of it once is an attribute of its own from then on."""

    def __init__(self, source: str | bytes, flags: int) -> None:
        self._source, self._flags = source, flags
        self._compiled: re.Pattern[Any] | None = None

    def compile(self) -> re.Pattern[Any]:
        if self._compiled is None:
            self._compiled = re.compile(self._source, self._flags)
        return self._compiled

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.compile(), name)
        setattr(self, name, value)
        return value


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


def compile_all() -> None:
    """Compile what the modules that are loaded have made so far."""
    for later in _MADE:
        later.compile()
