"""What a marshalled Python code object names, read without Python's own loader, which trusts its input.

Only the records of strings are looked for (`marshal.c`, stable since Python 2): their type byte, their length and a
text that fits. Layouts of code objects differ between versions; names and constants lie in such records in all of them.
"""

from collections.abc import Iterator

STRINGS = 4000
"""The most strings that are listed: a module of 10,000 lines names about as many."""

_SHORT = frozenset(b"zZ")
_LONG = frozenset(b"uaAts")
_REFERENCE = 0x80


def strings(content: bytes) -> Iterator[str]:
    """Yield the names and text constants of marshalled data, in the order in which they stand."""
    position, found = 0, 0
    while position < len(content) - 2 and found < STRINGS:
        text, position = _record(content, position)
        if text is not None:
            found += 1
            yield text


def _record(content: bytes, position: int) -> tuple[str | None, int]:
    kind = content[position] & ~_REFERENCE
    if kind in _SHORT:
        start, length = position + 2, content[position + 1]
    elif kind in _LONG:
        start, length = position + 5, int.from_bytes(content[position + 1 : position + 5], "little")
    else:
        return None, position + 1
    raw = content[start : start + length]
    if len(raw) != length or not length:
        return None, position + 1
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None, position + 1
    if not all(character.isprintable() or character in "\n\r\t" for character in text):
        return None, position + 1
    return text, start + length
