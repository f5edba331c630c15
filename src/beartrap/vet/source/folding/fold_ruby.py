"""Methods of Ruby's texts, numbers and lists whose result can be computed."""

import re
from collections.abc import Callable
from itertools import islice
from typing import Any

from beartrap.vet.decode.codecs import decode
from beartrap.vet.source.operators import spelt
from beartrap.vet.source.values import ITEMS, TEXT

PATTERN = "\0/"
"""What the reader puts before a pattern, to tell it from a text."""


def _text(base: Any) -> str:
    if isinstance(base, bytes):
        return base.decode("latin-1")
    if isinstance(base, str):
        return base
    raise TypeError("no text")


def _list(base: Any) -> list[Any]:
    if isinstance(base, list):
        return base
    raise TypeError("no list")


def _slices(items: Any, size: Any) -> list[Any]:
    return [_list(items)[at : at + int(size)] for at in range(0, len(items), max(int(size), 1))]


def _cycled(items: Any) -> list[Any]:
    return list(_list(items)) * (ITEMS // 8 // max(len(items), 1))


def _zipped(items: Any, *others: Any) -> list[Any]:
    return [
        [item, *(other[at] if at < len(other) else None for other in others)] for at, item in enumerate(_list(items))
    ]


def _padded(base: Any, width: Any, filler: Any = " ") -> str:
    if int(width) > TEXT:
        raise ValueError("too long")
    missing = max(int(width) - len(base), 0)
    return (str(filler) * missing)[:missing] + _text(base)


def _flat(items: Any) -> list[Any]:
    return [inner for item in _list(items) for inner in (_flat(item) if isinstance(item, list) else [item])]


def _to_text(base: Any, radix: Any = 10) -> str:
    if isinstance(base, int) and radix != 10:
        digits, rest = "", abs(base)
        if not 2 <= radix <= 36:
            raise ValueError("no such base")
        while rest:
            digits, rest = "0123456789abcdefghijklmnopqrstuvwxyz"[rest % radix] + digits, rest // radix
        return digits or "0"
    return _text(base) if isinstance(base, bytes) else spelt(base)


def _number(base: Any, radix: Any = 10) -> int:
    if isinstance(base, int):
        return base
    match = re.match(r"\s*[-+]?[0-9a-zA-Z_]+", _text(base)[:4000])
    return int(match[0].replace("_", ""), int(radix)) if match else 0


def _codes(base: Any) -> list[int]:
    return list(base if isinstance(base, bytes) else _text(base).encode())


def unpacked(base: Any, how: Any) -> Any:
    """Return `base.unpack1(how)`, or the list that `unpack` gives of several bytes."""
    content = base if isinstance(base, bytes) else _text(base).encode("utf-8", "surrogateescape")
    if how in ("C*", "c*", "U*"):
        return list(content) if how != "U*" else [ord(sign) for sign in _text(base)]
    if how in ("H*",):
        return content.hex()
    if how in ("a*", "A*"):
        return _text(base)
    if how in ("B*", "b*"):
        return "".join(f"{byte:08b}"[:: 1 if how == "B*" else -1] for byte in content)
    encoding = {"m": "base64", "m0": "base64", "u": "uuencode"}.get(how, "")
    made = decode(encoding, content) if encoding else None
    if made is None:
        raise ValueError("cannot unpack")
    return made


def _unpack(base: Any, how: Any) -> list[Any]:
    made = unpacked(base, how)
    return made if isinstance(made, list) else [made]


def _pack(base: Any, how: Any) -> Any:
    items = _list(base)
    if how in ("H*",):
        return bytes.fromhex(items[0])
    if how in ("c*", "C*"):
        return "".join(chr(item & 0xFF) for item in items)
    if how in ("U*",):
        return "".join(map(chr, items))
    if how in ("B*",):
        return "".join(chr(int(items[0][at : at + 8], 2)) for at in range(0, len(items[0]), 8))
    if how in ("a*", "A*"):
        return _text(items[0])
    raise ValueError("cannot pack")


def _matches(base: Any, pattern: Any) -> list[Any]:
    import re2  # linear, whatever a stranger's pattern asks; loaded where one is met

    if not isinstance(pattern, str):
        raise TypeError("no pattern")
    inner = (
        pattern.removeprefix(PATTERN).replace("\\h", "[0-9a-fA-F]")
        if pattern.startswith(PATTERN)
        else re.escape(pattern)
    )
    options = re2.Options()
    options.log_errors, options.dot_nl = False, True
    try:
        return list(islice(re2.compile(inner, options).finditer(_text(base)), ITEMS // 8))
    except (re2.error, OverflowError):
        raise ValueError("no such pattern") from None


def _scanned(base: Any, pattern: Any) -> list[Any]:
    return [list(match.groups()) if match.groups() else match[0] for match in _matches(base, pattern)]


def _replaced(base: Any, pattern: Any, new: Any, most: int = ITEMS) -> str:
    made, end = "", 0
    for match in _matches(base, pattern)[:most]:
        made += _text(base)[end : match.start()] + _text(new)
        end = match.end()
        if len(made) > TEXT:
            raise ValueError("too long")
    return made + _text(base)[end:]


def _split(base: Any, between: Any = " ", *_: Any) -> list[Any]:
    if between in ("", PATTERN):
        return list(_text(base))
    if isinstance(between, str) and between.startswith(PATTERN):
        made, end = [], 0
        for match in _matches(base, between):
            made.append(base[end : match.start()])
            end = match.end()
        return [*made, base[end:]]
    return _text(base).split() if between == " " else _text(base).split(between)


def _first(items: Any, count: Any = None) -> Any:
    return items[0] if count is None else items[: int(count)]


def _last(items: Any, count: Any = None) -> Any:
    return items[-1] if count is None else items[-int(count) :]


METHODS: dict[str, Callable[..., Any]] = {
    "each_char": lambda base: list(_text(base)), "each_byte": _codes, "bytes": _codes, "codepoints": lambda base: [ord(sign) for sign in _text(base)], "each_codepoint": lambda base: [ord(sign) for sign in _text(base)],
    "each_with_index": lambda items, *_: [[item, at] for at, item in enumerate(_list(items))], "with_index": lambda items, start=0: [[item, at] for at, item in enumerate(_list(items), int(start))],
    "each_slice": _slices, "each_cons": lambda items, size: [items[at : at + int(size)] for at in range(len(items) - int(size) + 1)], "cycle": _cycled, "zip": _zipped, "first": _first, "take": _first, "last": _last,
    "drop": lambda items, count: items[int(count) :], "rotate": lambda items, count=1: items[count % len(items) :] + items[: count % len(items)], "flatten": _flat, "compact": lambda items: [item for item in _list(items) if item is not None],
    "sum": lambda items, start=0: sum(items, start), "sort": sorted, "uniq": lambda items: list(dict.fromkeys(items)), "to_a": lambda items: items if isinstance(items, list) else list(items), "entries": _list, "step": lambda items, count: _list(items)[:: int(count)], "%": lambda items, count: _list(items)[:: int(count)],
    "times": lambda count: list(range(min(int(count), ITEMS // 8))), "upto": lambda low, high: list(range(int(low), min(int(high), int(low) + ITEMS // 8) + 1)), "downto": lambda high, low: list(range(int(high), max(int(low), int(high) - ITEMS // 8) - 1, -1)),
    "map": lambda items: items, "each": lambda items: items, "each_entry": lambda items: items, "lazy": lambda items: items, "force": lambda items: items, "rjust": _padded, "ljust": lambda base, width, filler=" ": _text(base) + (str(filler) * min(int(width), TEXT))[: max(int(width) - len(base), 0)],
    "hex": lambda base: int(base, 16), "oct": lambda base: int(base, 8), "to_i": _number, "to_s": _to_text, "index": lambda base, part: base.index(part), "find_index": lambda base, part: base.index(part), "getbyte": lambda base, place: _codes(base)[int(place)],
    "size": len, "length": len, "bytesize": lambda base: len(_codes(base)), "unpack1": unpacked, "unpack": _unpack, "pack": _pack, "delete": lambda base, signs: _text(base).translate({ord(sign): None for sign in signs}), "slice": lambda base, start, count=1: base[int(start) : int(start) + int(count)],
    "scan": _scanned, "gsub": _replaced, "gsub!": _replaced, "sub": lambda base, pattern, new: _replaced(base, pattern, new, 1), "split": _split, "succ": lambda base: base + 1, "next": lambda base: base + 1, "pred": lambda base: base - 1, "xor": lambda left, right: left ^ right, "fetch": lambda items, place: items[place], "at": lambda items, place: items[int(place)], "dig": lambda items, place: items[place],
    "prepend": lambda base, *more: "".join(more) + base, "insert": lambda base, place, more: base[: int(place)] + more + base[int(place) :], "capitalize": lambda base: _text(base).capitalize(), "chomp": lambda base: _text(base).rstrip("\r\n"), "squeeze": lambda base: re.sub(r"(.)\1+", r"\1", _text(base)),
    "to_str": lambda base: base, "digits": lambda number, radix=10: [int(digit, int(radix)) for digit in reversed(_to_text(number, int(radix)))], "ord": lambda base: ord(_text(base)[0]), "chr": lambda code: chr(int(code) & 0xFF) if int(code) < 256 else chr(int(code)), "values": lambda items: items, "transpose": lambda items: [list(one) for one in zip(*items, strict=True)], "each_index": lambda items: list(range(len(items))), "reverse_each": lambda items: items[::-1],
}  # fmt: skip
"""By their names; the object comes first."""
