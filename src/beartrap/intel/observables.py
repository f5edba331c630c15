"""Observables in text: hashes, addresses, names, paths and the rest, each with the offsets at which it stands.

`find` sees through defanging (`intel.defang`) and keeps the place: `raw == text[start:end]`. What only looks like an
observable is left alone: a version number is no address, `asp.net` and two sentences without a space are no domains.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from re import Pattern

from beartrap.intel import hostshapes, netshapes
from beartrap.intel.defang import View, refang
from beartrap.intel.seen import Part, Seen, Span
from beartrap.model.frozen import frozen
from beartrap.model.indicator import IndicatorKind


@frozen
class Observable:
    """One observable: `value` is canonical (refanged, hashes and names in lower case), `raw` as it stands in the text.

    `start` and `end` are the half-open span in the text, `defanged` whether it was written so as not to be clicked.
    """

    kind: IndicatorKind
    value: str
    start: int
    end: int
    raw: str
    defanged: bool


_SHAPES: tuple[tuple[Pattern[str], Callable[[Seen], tuple[Part, ...]]], ...] = (
    (netshapes.URL, netshapes.url),
    (netshapes.PURL, netshapes.purl),
    (hostshapes.REGISTRY, hostshapes.registry),
    (hostshapes.PIPE, hostshapes.pipe),
    (hostshapes.MUTEX, hostshapes.mutex),
    (hostshapes.WINDOWS_PATH, hostshapes.windows_path),
    (netshapes.EMAIL, netshapes.email),
    (netshapes.HASH, netshapes.file_hash),
    (netshapes.IPV4, netshapes.ipv4),
    (netshapes.IPV6, netshapes.ipv6),
    (netshapes.VULNERABILITY, netshapes.vulnerability),
    (hostshapes.UNIX_PATH, hostshapes.unix_path),
    (netshapes.DOMAIN, netshapes.domain),
    (hostshapes.FILENAME, hostshapes.filename),
)
"""In the order of precedence: what one shape took, the later ones leave alone."""


def find(text: str, listed: bool | Sequence[Span] = False) -> Iterator[Observable]:
    """Yield the observables of `text` in the order of their offsets.

    `listed` says that all of the text, or these spans of it, is a list of indicators: names that running text would
    leave in doubt (`files.zip`, `host.local`) are then believed. A URL is followed by the host inside it.
    """
    view = refang(text, hostshapes.backslashed(text))
    taken: list[Span] = []
    found: list[Observable] = []
    for pattern, judge in _SHAPES:
        for match in pattern.finditer(view.text):
            parts = judge(_seen(view, match.start(), match.end(), listed)) if match.end() > match.start() else ()
            if parts and _take(taken, parts[0].start, parts[0].end):
                found.extend(_observable(view, text, part) for part in parts if part.kind is not None)
    found.sort(key=lambda item: (item.start, -item.end))
    return iter(found)


def _seen(view: View, start: int, end: int, listed: bool | Sequence[Span]) -> Seen:
    if not isinstance(listed, bool):
        place = view.original(start, end)[0]
        listed = any(first <= place < last for first, last in listed)
    return Seen(view.text, start, end, view.doubt, listed)


def _take(taken: list[Span], start: int, end: int) -> bool:
    """Claim a span; false where a part of it is claimed already. `taken` is sorted and without overlaps."""
    index = bisect_right(taken, (start, end))
    if (index < len(taken) and taken[index][0] < end) or (index > 0 and taken[index - 1][1] > start):
        return False
    taken.insert(index, (start, end))
    return True


def _observable(view: View, text: str, part: Part) -> Observable:
    assert part.kind is not None  # parts without a kind only claim their span
    start, end = view.original(part.start, part.end)
    defanged = view.doubt(part.start, part.end) is not None
    return Observable(part.kind, part.value, start, end, text[start:end], defanged)
