"""Regular expressions that are compiled when they are first used: a program of many tables starts without most of them.

Compiling the four hundred of `vet` takes a tenth of a second, and a usual update asks for a few dozen.
"""

import re
from typing import Any, cast, overload


class _Later:
    """Stands for a compiled expression; what was asked of it once is an attribute of its own from then on."""

    def __init__(self, source: str | bytes, flags: int) -> None:
        self._source, self._flags = source, flags

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(self._source, self._flags), name)
        setattr(self, name, value)
        return value


@overload
def regex(source: str, flags: int = 0) -> re.Pattern[str]: ...
@overload
def regex(source: bytes, flags: int = 0) -> re.Pattern[bytes]: ...
def regex(source: str | bytes, flags: int = 0) -> re.Pattern[Any]:
    """Return what `re.compile` would, for its methods and attributes; functions of `re` do not take it.

    A source that is no expression is told when it is used first; a test compiles all of ours.
    """
    return cast(re.Pattern[Any], _Later(source, flags))
