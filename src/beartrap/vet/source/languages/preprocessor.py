"""What the preprocessor of C makes of text before the grammar sees it: names that are put together, text that is made of words."""

import re

from beartrap.model.regex import regex

_TEXT = rb"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'"
_SIGNS = regex(rb"(" + _TEXT + rb")|\s*##\s*|#\s*(\w*)|\\(?=\r?\n)|(\w+)")
_BETWEEN = regex(_TEXT + rb"|[(),]")
_BROKEN_NAME = regex(r"(?<=\w)\\\r?\n(?=\w)")


def whole(text: str) -> str:
    """Return a file with the names in one piece that are broken over two lines."""
    return _BROKEN_NAME.sub("", text)


def replacement(body: bytes, given: dict[bytes, bytes]) -> bytes:
    """Return what a macro stands for, with what it is given in the place of its parameters; without, where nothing is given."""

    def put(match: re.Match[bytes]) -> bytes:
        text, worded, name = match.groups()
        if text is not None:
            return bytes(text)
        if worded in given:
            return b'"' + given[worded].replace(b"\\", rb"\\").replace(b'"', rb"\"") + b'"'
        return given.get(name, name) if name is not None else worded or b""

    return _SIGNS.sub(put, body)


def arguments(listed: bytes) -> list[bytes]:
    """Return the arguments in `(a, f(b, c))` as they are written."""
    found, start, depth = list[bytes](), 1, 0
    for match in _BETWEEN.finditer(listed):
        sign = match[0]
        depth += (sign == b"(") - (sign == b")")
        if (sign == b"," and depth == 1) or depth == 0:
            found.append(listed[start : match.start()].strip())
            start = match.end()
    return found
