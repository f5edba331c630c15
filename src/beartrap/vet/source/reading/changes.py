"""Which lines of a file an update changed: two texts are aligned in order, by the lines that each has once.

Lines that stand once in both texts are anchors where they keep their order (patience diff); from each anchor equal lines
are followed to both sides. What is left between anchors counts as changed, some lines too many: never one too few.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence


class Changes:
    """The changed lines of a text. `places` are sorted: twice a row is a line that is new, one more stands for lines that were taken out behind it."""

    def __init__(self, before: str, text: str) -> None:
        old = [line.strip() for line in before.split("\n")]
        new = [line.strip() for line in text.split("\n")]
        matched = aligned(old, new)
        self.rows = len(new)
        self.gone: dict[int, list[str]] = {}
        """What was taken out, by its place."""
        places = []
        last = -1
        for row, at in enumerate(matched, 1):
            if at < 0:
                places.append(2 * row)
                continue
            if at > last + 1:
                places.append(2 * row - 1)
                self.gone[2 * row - 1] = old[last + 1 : at]
            last = at
        if last + 1 < len(old):
            places.append(2 * len(new) + 1)
            self.gone[places[-1]] = old[last + 1 :]
        self.places = sorted(places)

    def between(self, first: int, last: int) -> list[int]:
        """Return the changed places from a row to another, both included."""
        return self.places[bisect_left(self.places, 2 * first) : bisect_left(self.places, 2 * last + 1)]

    def touches(self, first: int, last: int) -> bool:
        """Whether a line from a row to another is new, or something was taken out between them."""
        at = bisect_left(self.places, 2 * first)
        return at < len(self.places) and self.places[at] <= 2 * last

    def amount(self, first: int, last: int) -> int:
        """Return how many lines came, and how many were taken out, from a row to another."""
        return sum(1 if place % 2 == 0 else len(self.gone[place]) for place in self.between(first, last))


def aligned(old: Sequence[str], new: Sequence[str]) -> list[int]:
    """Return for each line of `new` the number of the line of `old` that it is, -1 for none; numbers only grow."""
    matched = [-1] * len(new)
    before = (-1, -1)
    for anchor in [*_anchors(old, new), (len(new), len(old))]:
        (low, old_low), (high, old_high) = before, anchor
        while low + 1 < high and old_low + 1 < old_high and new[low + 1] == old[old_low + 1]:
            low, old_low = low + 1, old_low + 1
            matched[low] = old_low
        while high - 1 > low and old_high - 1 > old_low and new[high - 1] == old[old_high - 1]:
            high, old_high = high - 1, old_high - 1
            matched[high] = old_high
        if anchor[0] < len(new):
            matched[anchor[0]] = anchor[1]
        before = anchor
    return matched


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return the longest row of lines that both have once, in the order of both: numbers in `new` and `old`."""
    once = {line for line, count in Counter(old).items() if count == 1}
    where = {line: number for number, line in enumerate(old) if line in once}
    counted = Counter(new)
    pairs = [(number, where[line]) for number, line in enumerate(new) if line in where and counted[line] == 1]
    ends, tails, links = list[int](), list[int](), [-1] * len(pairs)
    for at, (_, value) in enumerate(pairs):
        place = bisect_left(ends, value)
        links[at] = tails[place - 1] if place else -1
        if place == len(ends):
            ends.append(value)
            tails.append(at)
        else:
            ends[place], tails[place] = value, at
    found = list[tuple[int, int]]()
    at = tails[-1] if tails else -1
    while at >= 0:
        found.append(pairs[at])
        at = links[at]
    return found[::-1]
