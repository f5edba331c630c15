"""On which line each key of a TOML document stands, so that an error can name it.

The standard library's parser tells no positions. This scan runs only over text that the parser has accepted, so it
needs to find keys and to step over values, not to judge them (TOML 1.0.0, https://toml.io/en/v1.0.0).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping

Path = tuple[str | int, ...]
"""The way to a value: names of tables and keys, numbers in arrays (from 0)."""

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_PART = re.compile(r"[ \t]*(?:\"((?:[^\"\\\n]|\\.)*)\"|'([^'\n]*)'|([A-Za-z0-9_-]+))[ \t]*")
_STRING = re.compile(
    r"\"\"\"(?:[^\\]|\\.)*?\"{3,5}|'''.*?'{3,5}|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'",
    re.DOTALL,
)
_PLAIN = re.compile(r"[^,\]}#\n]*")


def locate(text: str) -> Mapping[Path, int]:
    """Return the line (from 1) of every table header, key and array item in `text`, which must be valid TOML."""
    return _Scan(text).lines()


class _Scan:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._found: dict[Path, int] = {}
        self._arrays: dict[Path, int] = {}

    def lines(self) -> Mapping[Path, int]:
        table: Path = ()
        while self._skip(_BLANK) < len(self._text):
            start = self._at
            if self._text.startswith("[", start):
                table = self._header()
                self._note(table, start)
                if table and isinstance(table[-1], int):
                    self._note(table[:-1], start)  # the array itself begins with its first table
            else:
                self._pair(table)
        return self._found

    def _skip(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self._text, self._at)
        if match is not None:
            self._at = match.end()
        return self._at

    def _note(self, path: Path, offset: int) -> None:
        self._found.setdefault(path, bisect_right(self._starts, offset))

    def _step(self, pattern: re.Pattern[str]) -> None:
        """Skip, and go on by one where nothing matched: valid TOML never comes to that, but no text may hold us up."""
        start = self._at
        if self._skip(pattern) == start:
            self._at += 1

    def _header(self) -> Path:
        array = self._text.startswith("[[", self._at)
        self._at += 2 if array else 1
        path: Path = ()
        for name in self._names():
            path = self._inside((*path, name))
        if array:  # the last name opens another element
            path = path[:-1] if path[:-1] in self._arrays else path
            number = self._arrays.get(path, -1) + 1
            self._arrays[path] = number
            path = (*path, number)
        self._at += 2 if array else 1
        return path

    def _inside(self, path: Path) -> Path:
        return (*path, self._arrays[path]) if path in self._arrays else path

    def _names(self) -> Iterator[str]:
        while (match := _PART.match(self._text, self._at)) is not None:
            self._at = match.end()
            yield next(name for name in match.groups() if name is not None)
            if not self._text.startswith(".", self._at):
                return
            self._at += 1

    def _pair(self, table: Path) -> None:
        start = self._at
        path = (*table, *self._names())
        if self._at == start:  # not reached on valid TOML; never stand still
            self._at = len(self._text)
            return
        self._note(path, start)
        self._at += 1  # the equals sign
        self._value(path)

    def _value(self, path: Path) -> None:
        self._skip(_BLANK)
        match self._text[self._at : self._at + 1]:
            case "[":
                self._items(path)
            case "{":
                self._pairs(path)
            case '"' | "'":
                self._step(_STRING)
            case _:
                self._step(_PLAIN)

    def _items(self, path: Path) -> None:
        self._at += 1
        number = 0
        while self._skip(_BLANK) < len(self._text) and not self._text.startswith("]", self._at):
            self._note((*path, number), self._at)
            self._value((*path, number))
            number += 1
            self._comma()
        self._at += 1

    def _pairs(self, path: Path) -> None:
        self._at += 1
        while self._skip(_BLANK) < len(self._text) and not self._text.startswith("}", self._at):
            self._pair(path)
            self._comma()
        self._at += 1

    def _comma(self) -> None:
        self._skip(_BLANK)
        if self._text.startswith(",", self._at):
            self._at += 1
