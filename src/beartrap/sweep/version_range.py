"""Whether a version lies in a vers range, by univers, which knows how each ecosystem orders its versions.

The scheme `generic` has no order of its own: univers reads it as semantic versions, which drops the fourth number of a
build, and its `intdot` cannot compare versions of different length. Dotted numbers are therefore compared number by
number here, and anything else by equality alone.
"""

import re
from functools import lru_cache
from typing import Any

from beartrap.model.text import printable, shorten
from beartrap.sweep.version_notation import LONGEST, notation

Dotted = tuple[int, ...]
_PART = re.compile(r"\s*(>=|<=|!=|>|<|=)?\s*(.*?)\s*\Z")
_ALIASES = {"semver": "npm", "cargo": "cargo", "pip": "pypi"}


class RangeUnread(ValueError):
    """A range, or a version in its order, that cannot be read; the message says which."""


def is_range(text: str) -> bool:
    """Whether a list of versions has a range there and no plain version."""
    return text.startswith("vers:")


def scheme_of(text: str) -> str:
    """Return the scheme of a range: a purl type, or `generic`."""
    scheme = text[len("vers:") :].partition("/")[0].strip().lower()
    return _ALIASES.get(scheme, scheme)


def listed(text: str) -> tuple[str, ...]:
    """Return the versions that a range names one by one; empty where it has bounds."""
    parts = _parts(text)
    return tuple(version for _, version in parts) if all(sign in ("", "=") for sign, _ in parts) else ()


def holds(text: str, version: str) -> bool:
    """Whether the range `text` holds `version`; raises RangeUnread where either has no sense in the range's order."""
    if len(version) > LONGEST:
        raise RangeUnread("a version of more characters than any has")
    if scheme_of(text) in ("generic", "intdot"):
        return _holds_dotted(text, version)
    found = _read(f"vers:{scheme_of(text)}/{text.partition('/')[2]}")
    return _in_range(found, version)


def _shown(text: str) -> str:
    return shorten(printable(text), 80)


def _in_range(found: Any, version: str) -> bool:
    from univers.versions import InvalidVersion  # late: half a second that most commands do not need

    try:
        return found.version_class(version) in found
    except (InvalidVersion, ValueError, TypeError, ArithmeticError, AttributeError, IndexError) as error:
        raise RangeUnread(f"the version {_shown(version)} has no place in this order") from error


@lru_cache(maxsize=4096)
def _read(text: str) -> Any:
    from univers.version_range import VersionRange
    from univers.versions import InvalidVersion

    try:
        return VersionRange.from_string(text)  # type: ignore[no-untyped-call]
    except (InvalidVersion, ValueError, TypeError, AttributeError, IndexError) as error:
        raise RangeUnread(f"the range {_shown(text)} cannot be read") from error


def _holds_dotted(text: str, version: str) -> bool:
    if "*" in text:
        return True
    named = listed(text)
    if named:
        return version in named or notation(version) in {notation(one) for one in named} - {None}
    return _between(_dotted(version), [(sign or "=", _dotted(bound)) for sign, bound in _parts(text)])


def _between(version: Dotted, bounds: list[tuple[str, Dotted]]) -> bool:
    """Whether `version` satisfies the bounds, by the rule of the vers specification.

    1. What is named with = or != is decided. 2. The others, in order, are pairs of a lower and an upper bound, the
    first lower and the last upper one possibly missing: inside any pair is inside.
    """
    for sign, bound in bounds:  # 1
        if bound == version and sign in ("=", "!="):
            return sign == "="
    edges = sorted(((bound, sign) for sign, bound in bounds if sign not in ("=", "!=")), key=lambda edge: edge[0])
    if not edges:
        return any(sign == "!=" for sign, _ in bounds)
    inside = edges[0][1] in ("<", "<=")  # 2
    for bound, sign in edges:
        if version < bound or (version == bound and sign in ("<=", ">")):
            return inside and (version < bound or sign == "<=")
        inside = sign in (">", ">=")
    return inside


def _dotted(version: str) -> Dotted:
    """Return a version of numbers alone as a tuple that compares; zeros at its end do not count."""
    taken = notation(version)
    if taken is None or taken.rest:
        raise RangeUnread(f"{_shown(version)} is no dotted number, and no order is known for it")
    numbers = taken.numbers
    while numbers and numbers[-1] == 0:
        numbers = numbers[:-1]
    return numbers


def _parts(text: str) -> list[tuple[str, str]]:
    found = (_PART.match(part) for part in text.partition("/")[2].split("|"))
    return [(match.group(1) or "", match.group(2)) for match in found if match is not None and match.group(2)]
