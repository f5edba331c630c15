"""Decoding names, apart from any case."""

from collections.abc import Iterable, Iterator
from typing import Any

from beartrap.hunt.sunburst import decode_lines


def decode_sunburst(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield for each name what it says: name, kind, uid, sequence, part, domain, time, flag, av, error."""
    return decode_lines(lines)
