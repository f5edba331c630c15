"""JSON lines: one object a line, each read for itself."""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson

from beartrap.estate.raw.record import LONGEST_RECORD, Broken, RawRecord
from beartrap.estate.raw.wrapped import unwrapped


class JsonLines:
    """Objects of JSON lines in UTF-8; `row` is the line."""

    form = "json-lines"
    more = False

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[RawRecord | Broken]:
        """Yield the records; a line that is no object is a Broken row."""
        number = 0
        while line := self._stream.readline(LONGEST_RECORD):
            number += 1
            if len(line) == LONGEST_RECORD and not line.endswith(b"\n"):
                self._pass_over()
                yield Broken(number, f"a line of more than {LONGEST_RECORD} bytes")
                continue
            line = line.strip(b"\0\r\n \t,\xef\xbb\xbf")
            if line and line not in (b"[", b"]"):
                yield from _read(number, line)

    def _pass_over(self) -> None:
        while (more := self._stream.readline(LONGEST_RECORD)) and not more.endswith(b"\n"):
            pass


def _read(number: int, line: bytes) -> Iterator[RawRecord | Broken]:
    try:
        value = orjson.loads(line)
    except ValueError as error:
        value = _forgiving(line)
        if value is None:
            yield Broken(number, f"broken JSON ({error})", line[:4000].decode("utf-8", "replace"))
            return
    if isinstance(value, dict):
        yield from ((number, one) for one in unwrapped(value))
    elif isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        yield from ((number, inner) for one in value for inner in unwrapped(one))
    else:
        yield Broken(number, "no JSON object", line[:200].decode("utf-8", "replace"))


def _forgiving(line: bytes) -> Any:
    """Parse a line that is good JSON but for bytes that are no UTF-8, half a surrogate pair or a control character."""
    try:
        return json.loads(line.decode("utf-8", "backslashreplace"), strict=False)
    except (ValueError, RecursionError):
        return None
