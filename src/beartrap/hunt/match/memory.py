"""What is known of values that were tried before, so that a later batch with the same values costs nothing."""

from hashlib import blake2b

MOST_VALUES = 150_000
"""Values of one generation, over all fields; there are two. A remembered value takes some 250 bytes."""
MOST_CHARACTERS = 32 << 20
"""Characters of one generation's values."""
LONGEST_KEPT = 200
"""Longer values are remembered by their digest."""

Found = tuple[int, ...]
Key = str | bytes


def key_of(text: str) -> Key:
    """Return what a value is remembered by."""
    if len(text) <= LONGEST_KEPT:
        return text
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


class Memory:
    """Two generations of values for each field: what is asked for moves to the young one, the old one is dropped whole."""

    def __init__(self, most: int = MOST_VALUES) -> None:
        self._most = most
        self._young: dict[int, dict[Key, Found]] = {}
        self._old: dict[int, dict[Key, Found]] = {}
        self._values = 0
        self._characters = 0

    def of(self, field: int) -> tuple[dict[Key, Found], dict[Key, Found]]:
        """Return the young and the old values of a field; the caller writes to the young, and then calls `grew`."""
        return self._young.setdefault(field, {}), self._old.get(field, {})

    def grew(self, values: int, characters: int) -> None:
        """Count what was written; drops the old generation when the young one is full."""
        self._values += values
        self._characters += min(characters, values * LONGEST_KEPT)
        if self._values >= self._most or self._characters >= MOST_CHARACTERS:
            self._young, self._old = {}, self._young
            self._values = self._characters = 0
