"""Gaps that say the same of many files, and hold nothing up, as one: a bundle in six builds is one thing to read."""

from collections.abc import Iterable
from dataclasses import replace

from beartrap.model.coverage import Gap
from beartrap.model.text import shown_bytes


def folded(gaps: Iterable[Gap]) -> list[Gap]:
    """Return the gaps, those about single files that no question hangs on put together where only the file differs.

    The first of them stands for all, at its place in the list; the sentence names the other files.
    """
    together: dict[object, list[Gap]] = {}
    for number, gap in enumerate(gaps):
        alike = (gap.reason, gap.by, gap.remedy, *_around(gap)) if not gap.questions else number
        together.setdefault(alike, []).append(gap)
    return [_as_one(same) for same in together.values()]


def _around(gap: Gap) -> tuple[str, str]:
    """Return what a gap says before and after it names its file, which may be written without the folder of its package."""
    parts = _file(gap).split("/")
    for start in range(len(parts)):
        named = "/".join(parts[start:])
        if named and named in gap.why:
            before, _, after = gap.why.partition(named)
            return before, after
    return gap.why, ""


def _file(gap: Gap) -> str:
    """Return the path of the file that a gap is about, empty where it is about none."""
    raw = (gap.place.member[-1] if gap.place.member else gap.place.path) if gap.place is not None else None
    return shown_bytes(raw) if raw else ""


def _as_one(same: list[Gap]) -> Gap:
    if len(same) == 1:
        return same[0]
    others = ", ".join(_file(gap) or "another" for gap in same[1:])
    return replace(same[0], why=f"{same[0].why}; so it is with {others}")
