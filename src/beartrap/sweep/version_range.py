"""Whether a version lies in a vers range, by univers, which knows how each ecosystem orders its versions.

The scheme `generic` has no order of its own; univers reads it as semantic versions, which drops the fourth number of a
build. Dotted numbers are therefore compared number by number here, and anything else by equality alone.
"""

import re
from functools import lru_cache
from typing import Any

from beartrap.model.text import printable, shorten
from beartrap.sweep.version_notation import LONGEST, Notation, notation

_WIDTH = 8
"""Numbers to which dotted versions are filled up with zeros, so that 2019.4 and 2019.4.0.0 are one."""
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
        return notation(version) in {notation(one) for one in named} - {None} or version in named
    bounds = "|".join(f"{sign}{_dotted(bound)}" for sign, bound in _parts(text))
    return _in_range(_read(f"vers:intdot/{bounds}"), _dotted(version))


def _dotted(version: str) -> str:
    taken: Notation | None = notation(version)
    if taken is None or taken.rest or len(taken.numbers) > _WIDTH:
        raise RangeUnread(f"{_shown(version)} is no dotted number, and no order is known for it")
    return ".".join(str(number) for number in (*taken.numbers, *(0,) * (_WIDTH - len(taken.numbers))))


def _parts(text: str) -> list[tuple[str, str]]:
    found = (_PART.match(part) for part in text.partition("/")[2].split("|"))
    return [(match.group(1) or "", match.group(2)) for match in found if match is not None and match.group(2)]
