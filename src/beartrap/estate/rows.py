"""What a table of an export is, however it is written: a header, and rows that are read or are bad."""

import io
from collections.abc import Iterator
from typing import BinaryIO

from beartrap.model.frozen import frozen

LONGEST_LINE = 1_000_000
"""Characters of one line. An inventory's row has hundreds; a line without end is no inventory."""
MOST_COLUMNS = 2_000
"""Columns of a table. Exports have tens."""
FIRST_BYTES = 64 * 1024
"""Bytes looked at to tell what a file is."""


@frozen
class Bad:
    """A row that could not be read: its line (or record) from 1, and why."""

    row: int
    why: str


class NotRows(Exception):
    """The content is no table; the message says what is wrong with it."""


Row = tuple[int, list[str]]
"""The line (or record) from 1, and the cells in the order of the header."""


@frozen
class Rows:
    """A table that was opened: its header, how it is written, and its rows (to be read once)."""

    header: tuple[str, ...]
    form: str
    rows: Iterator[Row | Bad]


def encoding_of(first: bytes) -> str:
    """Return the encoding that a byte order mark tells; UTF-8 where there is none.

    UTF-16 without a mark (as PowerShell's redirection can leave it) is told by the NULs in its first line.
    """
    if first.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if first.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if len(first) >= 4 and first[0] and not first[1] and first[2] and not first[3]:
        return "utf-16-le"
    return "utf-8"


def is_binary(first: bytes) -> bool:
    """Whether the first line holds a NUL and no encoding explains it. A NUL further on is one bad row."""
    return not encoding_of(first).startswith("utf-16") and b"\0" in first.lstrip().partition(b"\n")[0]


def as_text(stream: BinaryIO, encoding: str) -> io.TextIOWrapper:
    """Return the stream as text. Bytes that are no UTF-8 are kept (`surrogateescape`): paths are bytes."""
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    return io.TextIOWrapper(stream, encoding=encoding, errors=errors, newline="")


def to_bytes(text: str) -> bytes:
    """Return the bytes that `as_text` has read."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
