"""Registry hives made from nothing: keys and values as Windows lays them out (regf 1.5), for readers to be tested on."""

import struct
from collections.abc import Mapping
from typing import Union

Keys = Mapping[str, Union[str, int, list[str], "Keys"]]
"""A key: values (texts, numbers, lists of texts) and keys (mappings) by name."""
NONE = 0xFFFFFFFF
STAMP = 132_000_000_000_000_000
"""A write time: 2019-04-17, in the 100 ns since 1601 that Windows counts."""


class _Cells:
    def __init__(self) -> None:
        self.content = bytearray(32)  # the head of the bin

    def put(self, cell: bytes) -> int:
        """Add a cell; returns its offset."""
        offset = len(self.content)
        size = (len(cell) + 4 + 7) & ~7
        self.content += struct.pack("<i", -size) + cell.ljust(size - 4, b"\0")
        return offset


def _value(cells: _Cells, name: str, value: str | int | list[str]) -> int:
    if isinstance(value, int):
        kind, size, at = 4, 4 | 0x80000000, value
    else:
        text = "\0".join([*value, ""]) if isinstance(value, list) else value
        raw = (text + "\0").encode("utf-16-le")
        kind, size, at = 7 if isinstance(value, list) else 1, len(raw), cells.put(raw)
    return cells.put(struct.pack("<2sHIIIHH", b"vk", len(name), size, at, kind, 1, 0) + name.encode())


def _key(cells: _Cells, name: str, keys: Keys, parent: int, flags: int = 0x20) -> int:
    own = cells.put(bytes(76 + len(name)))
    below = [(title, _key(cells, title, more, own)) for title, more in keys.items() if isinstance(more, Mapping)]
    values = [_value(cells, title, one) for title, one in keys.items() if not isinstance(one, Mapping)]
    listed = NONE
    if below:
        entries = b"".join(struct.pack("<I4s", at, title.encode()[:4]) for title, at in sorted(below))
        listed = cells.put(struct.pack("<2sH", b"lf", len(below)) + entries)
    valued = cells.put(struct.pack(f"<{len(values)}I", *values)) if values else NONE
    node = struct.pack(
        "<2sHQIIIIIIIIIIIIIIIHH", b"nk", flags, STAMP, 0, parent, len(below), 0, listed, NONE, len(values), valued, NONE, NONE,
        0, 0, 0, 0, 0, len(name), 0,
    )  # fmt: skip
    cells.content[own + 4 : own + 4 + len(node) + len(name)] = node + name.encode()
    return own


def hive(keys: Keys, *, dirty: bool = False) -> bytes:
    """Return a hive whose root holds `keys`; `dirty`: its last changes stand in a log beside it."""
    cells = _Cells()
    root = _key(cells, "ROOT", keys, 0, 0x2C)
    size = (len(cells.content) + 4095) & ~4095
    if free := size - len(cells.content):
        cells.content += struct.pack("<i", free).ljust(free, b"\0")[:free]
    cells.content[:32] = struct.pack("<4sIIQQI", b"hbin", 0, size, 0, STAMP, 0)
    head = struct.pack("<4sIIQIIIIIII", b"regf", 2, 1 if dirty else 2, STAMP, 1, 5, 0, 1, root, size, 1).ljust(
        508, b"\0"
    )
    checksum = 0
    for (word,) in struct.iter_unpack("<I", head):
        checksum ^= word
    return (head + struct.pack("<I", checksum)).ljust(4096, b"\0") + bytes(cells.content)
