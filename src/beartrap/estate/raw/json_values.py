"""JSON as exports write it, read value by value: arrays, wrapped arrays, values one after the other, pretty or not.

A million records in one array are never held together, and a record that is broken does not take its neighbours along.
"""

import io
import json
import re
from collections.abc import Iterator, Set
from typing import Any

from beartrap.estate.raw.record import LONGEST_RECORD, Broken, RawRecord
from beartrap.estate.raw.wrapped import WRAPPERS, unwrapped

CHUNK = 1 << 20
"""Characters read at a time."""
NEAR = 32
"""Characters before the end of what is read within which an error may only mean that more must be read."""
_SPACE = re.compile(r"[ \t\r\n\ufeff\0,]*")
_NEXT = re.compile(r"\}\s*,?\s*\{")
_CLOSING = "]}"
_DECODE = json.JSONDecoder(strict=False).raw_decode


class JsonValues:
    """Objects of a JSON text, however they are put together."""

    form = "json"

    def __init__(self, text: io.TextIOBase) -> None:
        self._text = text
        self._buffer = ""
        self._at = 0
        self._ended = False
        self._open: list[str] = []
        self._keys: Set[str] = frozenset()
        self.more = False

    def __iter__(self) -> Iterator[RawRecord | Broken]:
        """Yield the records; what is no object is a Broken row."""
        row = 0
        while self._skip():
            sign = self._buffer[self._at]
            if sign in _CLOSING:
                self._close(sign)
            elif sign == "[":
                self._open.append("]")
                self._at += 1
            elif sign == '"' and self._open[-1:] == ["}"]:
                self._pass_member()
            elif sign != "{" or not self._enter():
                for record in self._value(row + 1):
                    row += 1
                    yield record if isinstance(record, Broken) else (row, record[1])
        if self._open:
            yield Broken(row + 1, "the file ends before its list does: it was cut")

    def _skip(self) -> bool:
        """Move to the next sign that means something; false at the end."""
        while True:
            found = _SPACE.match(self._buffer, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._buffer):
                return True
            if not self._more_text():
                return False

    def _more_text(self) -> bool:
        if self._ended:
            return False
        piece = self._text.read(max(CHUNK, len(self._buffer) - self._at))
        self._buffer, self._at = self._buffer[self._at :] + piece, 0
        self._ended = not piece
        return bool(piece)

    def _close(self, sign: str) -> None:
        self._at += 1
        if self._open[-1:] == [sign]:
            self._open.pop()

    def _enter(self) -> bool:
        """Go into an object that only wraps a list of records; false where the object is itself a record."""
        if len(self._buffer) - self._at < NEAR * 64:
            self._more_text()
        at = self._at + 1
        while (found := _SPACE.match(self._buffer, at)) is not None and self._buffer[
            found.end() : found.end() + 1
        ] == '"':
            try:
                name, at = _DECODE(self._buffer, found.end())
                start = _after_colon(self._buffer, at)
                if name in WRAPPERS and self._buffer[start : start + 1] == "[" and _holds_objects(self._buffer, start):
                    self._open += ["}", "]"]
                    self._at = start + 1
                    return True
                value, at = _DECODE(self._buffer, start)
            except ValueError:
                return False
            self._note(name, value)
        return False

    def _pass_member(self) -> None:
        """Pass over a member behind the list that an object wraps, as the link to the next page."""
        while True:
            try:
                name, at = _DECODE(self._buffer, self._at)
                value, self._at = _DECODE(self._buffer, _after_colon(self._buffer, at))
            except ValueError:
                if len(self._buffer) - self._at < LONGEST_RECORD and self._more_text():
                    continue
                self._at += 1
                return
            self._note(name, value)
            return

    def _note(self, name: str, value: Any) -> None:
        if name.lower().replace("@odata.", "") in ("nextlink", "nexttoken") and value:
            self.more = True

    def _value(self, row: int) -> Iterator[RawRecord | Broken]:
        while True:
            try:
                value, end = _DECODE(self._buffer, self._at)
            except (ValueError, RecursionError) as error:
                if self._cut(error) and self._more_text():
                    continue
                yield self._broken(row, error)
                return
            self._at = end
            if isinstance(value, dict):
                self._keys = value.keys()
                yield from ((row, one) for one in unwrapped(value))
            else:
                yield Broken(row, "no JSON object", str(value)[:200])
            return

    def _cut(self, error: Exception) -> bool:
        """Whether an error may only mean that the value goes on behind what was read."""
        if not isinstance(error, json.JSONDecodeError) or len(self._buffer) - self._at > LONGEST_RECORD:
            return False
        return error.msg.startswith("Unterminated") or error.pos >= len(self._buffer) - NEAR

    def _broken(self, row: int, error: Exception) -> Broken:
        """Pass over a broken record, up to where the next one begins: an object with members like those of the last good one."""
        start, behind = self._at, getattr(error, "pos", self._at)
        behind = start if str(error).startswith("Unterminated") else max(start, behind - 1)
        found = self._next(behind)
        while found is None and len(self._buffer) - self._at < LONGEST_RECORD and self._more_text():
            start, found = 0, self._next(0)
        text = self._buffer[start : start + 4000]
        self._at = len(self._buffer) if found is None else found
        why = "the file ends within this record" if found is None and self._ended else f"broken JSON ({error})"
        return Broken(row, why, text)

    def _next(self, behind: int) -> int | None:
        for found in _NEXT.finditer(self._buffer, behind):
            try:
                value, _ = _DECODE(self._buffer, found.end() - 1)
            except (ValueError, RecursionError):
                continue
            if isinstance(value, dict) and 2 * len(value.keys() & self._keys) >= len(self._keys):
                return found.end() - 1
        return None


def _after_colon(text: str, at: int) -> int:
    while text[at : at + 1] in (" ", "\t", "\r", "\n"):
        at += 1
    if text[at : at + 1] != ":":
        raise ValueError("no colon")
    at += 1
    while text[at : at + 1] in (" ", "\t", "\r", "\n"):
        at += 1
    return at


def _holds_objects(text: str, at: int) -> bool:
    found = _SPACE.match(text, at + 1)
    return found is not None and text[found.end() : found.end() + 1] in ("{", "]", "")
