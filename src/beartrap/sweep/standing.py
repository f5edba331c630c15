"""How a version stands to what is affected and what is fixed."""

from collections.abc import Sequence
from enum import IntEnum

from beartrap.model.coverage import GapReason
from beartrap.model.frozen import frozen
from beartrap.model.text import printable, shorten
from beartrap.sweep.version_notation import DISTRIBUTIONS, UNTOLD, Notation, notation, upstream, without_rebuild
from beartrap.sweep.version_range import RangeUnread, holds, is_range, listed, scheme_of


class Standing(IntEnum):
    """From the least to the most that it says; of several judgements on one package the highest counts."""

    OTHER = 0
    """A version that is named neither as affected nor as fixed."""
    UNKNOWN = 1
    """No version, or one that cannot be compared."""
    FIXED = 2
    AFFECTED = 3


@frozen
class Judgement:
    """A standing, and why in words; where it is unknown, the reason of the Gap (whose fault it is)."""

    standing: Standing
    why: str
    reason: GapReason = GapReason.MALFORMED


def judge(version: str | None, ecosystem: str, affected: Sequence[str], fixed: Sequence[str]) -> Judgement:
    """Judge a version of a package of a purl type against exact versions and vers ranges.

    1. Without a version nothing is known.
    2. The version as it stands, then the upstream's inside it, against what is affected, then what is fixed. An exact
       entry for the fixed distribution's version outweighs the upstream's number.
    3. In none: other, if it could be compared; else unknown.
    """
    if version is None or not version.strip():
        return Judgement(Standing.UNKNOWN, "the inventory gives no version")  # 1
    if not affected and not fixed:
        return Judgement(Standing.UNKNOWN, "the report names no version", GapReason.NOT_NAMED)
    version = without_rebuild(version, ecosystem)
    inner = upstream(version, ecosystem)
    unread: list[str] = []
    for one in dict.fromkeys((version, inner)):  # 2
        if ecosystem in UNTOLD:
            unread.clear()  # what could not be compared with the packager's marks counts without them
        if _is_in(one, version, ecosystem, affected, unread):
            return Judgement(Standing.AFFECTED, f"{_shown(one)} is named as affected")
        if _is_in(one, version, ecosystem, fixed, unread):
            return Judgement(Standing.FIXED, f"{_shown(one)} is named as fixed")
    if unread:
        return Judgement(Standing.UNKNOWN, unread[0], GapReason.UNSUPPORTED)
    return _other(inner, ecosystem, affected, fixed)  # 3


def _shown(version: str) -> str:
    return shorten(printable(version), 80)


def _is_in(one: str, whole: str, ecosystem: str, wanted: Sequence[str], unread: list[str]) -> bool:
    """Whether a version (or the upstream's inside the `whole` one) is among exact ones and ranges."""
    taken = notation(one)
    for text in wanted:
        if not is_range(text):
            if one == text or (taken is not None and taken == notation(text)):
                return True
        elif _is_for(text, one, whole, ecosystem) and _in_range(text, one, whole, unread):
            return True
    return False


def _is_for(text: str, one: str, whole: str, ecosystem: str) -> bool:
    """A range in a distribution's own order is asked about the whole version, any other about the upstream's."""
    if ecosystem not in DISTRIBUTIONS:
        return one == whole or scheme_of(text) not in DISTRIBUTIONS
    return (one == whole) if scheme_of(text) in DISTRIBUTIONS else (one == upstream(whole, ecosystem))


def _in_range(text: str, one: str, whole: str, unread: list[str]) -> bool:
    try:
        if not holds(text, one):
            return False
        went_back = "+really" in whole and one == whole
        return not went_back or holds(text, upstream(whole, "deb"))
    except RangeUnread as error:
        unread.append(str(error))
        return False


def _other(version: str, ecosystem: str, affected: Sequence[str], fixed: Sequence[str]) -> Judgement:
    """Say whether not being listed means anything: an inventory may write versions another way than the report."""
    taken = notation(version)
    if taken is None:
        if all(is_range(text) for text in (*affected, *fixed)):
            return Judgement(Standing.OTHER, f"{_shown(version)} is in none of the ranges")
        return Judgement(Standing.UNKNOWN, f"{_shown(version)} is no version that can be compared")
    if ecosystem not in DISTRIBUTIONS and (doubt := _doubt(taken, affected)) is not None:
        return Judgement(Standing.UNKNOWN, doubt)
    return Judgement(Standing.OTHER, f"{_shown(version)} is named neither as affected nor as fixed")


def _doubt(taken: Notation, affected: Sequence[str]) -> str | None:
    exact = [one for text in affected for one in (listed(text) if is_range(text) else (text,))]
    told = [one for one in map(notation, exact) if one is not None]
    if taken.is_build and told and all(one.by_year for one in told) and not taken.by_year:
        return "the inventory numbers the program another way than the report, which counts by year"
    same_line = [one for one in told if one.line == taken.line]
    if not same_line:
        return None
    if taken.is_build and not any(one.is_build for one in same_line):
        return "the inventory gives a build number, the report names releases"
    bare = not taken.is_build and not taken.rest
    if bare and any(one.numbers == taken.numbers and one.is_patched for one in same_line):
        return "the inventory does not say which hotfix is installed"
    return None
