"""Functions whose result can be computed from known arguments, by their dotted names in each language."""

import posixpath
import re
import urllib.parse
from collections.abc import Callable
from typing import Any

from beartrap.vet.source.folding.fold_compiled import FUNCTIONS as COMPILED
from beartrap.vet.source.folding.fold_methods import buffered, formatted, in_base, translated
from beartrap.vet.source.folding.spelt_otherwise import FUNCTIONS as SPELT
from beartrap.vet.source.operators import FAILS, BigInt, fits, spelt
from beartrap.vet.source.values import ITEMS, TEXT, UNKNOWN, Known


def names(language: str) -> frozenset[str]:
    """Return the dotted names of functions whose result can be computed."""
    return frozenset(_BY_LANGUAGE.get(language, ()))


def function(language: str, name: str, args: list[Known]) -> Known:
    """Return `name(*args)`, UNKNOWN where it is no pure function, fails or would be too big."""
    known = _BY_LANGUAGE.get(language, {}).get(name)
    if known is None:
        return UNKNOWN
    try:
        made = known(*args)
    except FAILS:
        return UNKNOWN
    if isinstance(made, tuple):
        made = list(made)
    return made if fits(made) else UNKNOWN


def _range(*args: Any) -> list[int]:
    made = range(*args)
    if len(made) > ITEMS:
        raise ValueError("too long")
    return list(made)


def _bytes(source: Any = b"", *encoding: Any) -> bytes:
    if isinstance(source, int):
        if source > TEXT:
            raise ValueError("too long")
        return bytes(source)
    return source.encode(*encoding[:2]) if isinstance(source, str) else bytes(source)


def _str(source: Any = "", *encoding: Any) -> str:
    return source.decode(*encoding[:2]) if encoding and isinstance(source, bytes) else str(source)


def _list(source: Any = ()) -> list[Any]:
    return list(source)


def _zip(*sequences: Any) -> list[list[Any]]:
    return [list(pair) for pair in zip(*sequences, strict=False)]


def _sum(items: Any, *start: Any) -> Any:
    return sum(items, *start)


def _int(value: Any, *base: Any) -> int:
    if isinstance(value, str | bytes) and len(value) > 4000:
        raise ValueError("too long")
    return int(value, *base)


def _maketrans(old: Any, new: Any = None, dropped: Any = "") -> list[list[Any]] | bytes:
    if isinstance(old, bytes):
        return bytes.maketrans(old, new)
    return [[key, value] for key, value in str.maketrans(old, new, dropped).items()]


def _from_bytes(content: Any, order: Any = "big") -> int:
    if len(content) > 4096:
        raise ValueError("too long")
    return int.from_bytes(content, order)


def _unhooked(text: Any, *_: Any) -> Any:
    return text


def _characters(*codes: Any) -> str:
    flat = codes[0] if len(codes) == 1 and isinstance(codes[0], list) else codes
    return "".join(chr(int(code) & 0x1FFFFF) for code in flat)


def _parse_int(text: Any, base: Any = None) -> Any:
    cleaned = spelt(text).strip().lower()
    radix = int(base) if base else 16 if cleaned.startswith("0x") else 10
    digits = cleaned.removeprefix("0x") if radix == 16 else cleaned
    sign, digits = (-1, digits[1:]) if digits.startswith("-") else (1, digits)
    length = 0
    while length < min(len(digits), 40) and digits[length].isalnum() and int(digits[length], 36) < radix:
        length += 1
    return sign * int(digits[:length], radix) if length else float("nan")


def _parse_float(text: Any) -> float:
    return float(spelt(text))


def _js_number(value: Any = 0) -> Any:
    """`Number(value)`: text may be hexadecimal, octal or binary, and nothing is nought."""
    if isinstance(value, bool | int | float):
        return int(value) if isinstance(value, int) else value
    text = spelt(value).strip().lower()
    if text[:2] in ("0x", "0o", "0b"):
        return int(text, 0)
    return float(text) if text else 0


def _js_array(*items: Any) -> list[Any]:
    if len(items) == 1 and isinstance(items[0], int | float):
        return [None] * _sized(items[0])
    return list(items)


def _sized(length: Any) -> int:
    if not 0 <= length <= ITEMS:
        raise ValueError("too long")
    return int(length)


_PYTHON: dict[str, Callable[..., Any]] = {
    **SPELT,
    "chr": chr, "ord": ord, "int": _int, "str": _str, "bytes": _bytes, "bytearray": lambda *source: bytearray(_bytes(*source)), "list": _list, "tuple": _list, "len": len,
    "hex": hex, "bin": bin, "oct": oct, "reversed": lambda items: list(items)[::-1], "sum": _sum, "min": min, "max": max, "range": _range,
    "abs": abs, "sorted": sorted, "zip": _zip, "enumerate": lambda items, start=0: [[number, item] for number, item in enumerate(items, start)],
    "float": float, "round": round, "divmod": divmod, "pow": lambda base, power, modulus: pow(base, power, modulus), "format": lambda value, how="": format(value, how if len(str(how)) < 6 else ""),
    "unichr": chr, "xrange": _range, "int.from_bytes": _from_bytes, "str.maketrans": _maketrans, "bytes.maketrans": _maketrans, "string.maketrans": _maketrans,
    "str.join": lambda between, items: between.join(items), "os.path.basename": posixpath.basename, "memoryview": _bytes, "next": lambda items: items[0],
    "urllib.parse.quote": urllib.parse.quote, "int.to_bytes": lambda number, length, order="big": int(number).to_bytes(int(length), order),
    "itertools.cycle": lambda items: list(items) * (ITEMS // 8 // max(len(items), 1)), "itertools.chain": lambda *parts: [item for part in parts for item in part],
    "operator.xor": lambda left, right: left ^ right, "operator.add": lambda left, right: left + right, "str.format": lambda base, *args: formatted(base, args),
    "repr": repr, "ascii": ascii, "bool": bool, "set": _list, "iter": _list, "frozenset": _list, "textwrap.dedent": _unhooked, "inspect.cleandoc": _unhooked,
}  # fmt: skip

_JAVASCRIPT: dict[str, Callable[..., Any]] = {
    "String.fromCharCode": _characters, "String.fromCodePoint": _characters, "parseInt": _parse_int, "parseFloat": _parse_float, "Number": _js_number, "Array": _js_array, "BigInt": lambda value: BigInt(_js_number(value)),
    "Number.parseInt": _parse_int, "String": spelt, "Buffer.from": lambda text, how=None: buffered(text, how), "Buffer": lambda text, how=None: buffered(text, how),
    "Array.from": _list, "Math.floor": lambda number: int(number // 1), "Math.abs": abs, "Math.pow": lambda base, power: base**power if power < 64 else UNKNOWN,
    "Math.round": round, "Math.min": min, "Math.max": max, "Uint8Array": _list, "Uint8Array.from": _list, "encodeURIComponent": urllib.parse.quote,
    "escape": urllib.parse.quote, "Buffer.concat": lambda parts, *_: b"".join(parts), "String.raw": _unhooked, "Array.of": lambda *items: list(items),
    "TextDecoder().decode": lambda content: bytes(content).decode("utf-8", "replace"), "TextEncoder().encode": lambda text: list(text.encode()),
    "Buffer.alloc": lambda size: bytes(min(int(size), TEXT)), "Math.trunc": int, "Math.ceil": lambda number: -int(-number // 1),
}  # fmt: skip


def _imploded(*parts: Any) -> Known:
    """PHP's `implode`, whose glue may stand behind the items, or nowhere."""
    items = next((one for one in parts if isinstance(one, list)), None)
    glue = next((one for one in parts if isinstance(one, str)), "")
    return glue.join(map(spelt, items)) if items is not None else UNKNOWN


def _packed(how: str, *values: Any) -> Any:
    """PHP's `pack` of hex digits or of bytes."""
    if how == "H*":
        return bytes.fromhex(values[0]).decode("latin-1")
    return (
        bytes(int(one) & 255 for one in values).decode("latin-1")
        if how.rstrip("*0123456789") in ("C", "c")
        else UNKNOWN
    )


_PHP: dict[str, Callable[..., Any]] = {
    "chr": lambda code: chr(int(code) & 255), "ord": lambda text: ord(text[0]), "strrev": lambda text: text[::-1], "implode": _imploded,
    "join": _imploded, "explode": lambda between, text: text.split(between), "str_replace": lambda old, new, text: _replaced(old, new, text),
    "substr": lambda text, start, length=None: text[int(start) :][: None if length is None else int(length)], "strlen": len, "hexdec": lambda text: int(text, 16),
    "strtolower": str.lower, "strtoupper": str.upper, "str_split": lambda text, size=1: [text[place : place + int(size)] for place in range(0, len(text), int(size))],
    "array_reverse": lambda items: items[::-1], "pack": _packed, "trim": str.strip,
    "strtr": lambda text, old, new: translated(text, old.replace("-", ""), new), "sprintf": lambda how, *args: how % args if "*" not in how else UNKNOWN, "count": len,
    "range": lambda low, high: _range(int(low), int(high) + 1), "str_repeat": lambda text, count: text * (_sized(count * len(text)) and int(count)), "ucfirst": lambda text: text[:1].upper() + text[1:],
    "lcfirst": lambda text: text[:1].lower() + text[1:], "ltrim": lambda text, signs=None: text.lstrip(signs), "rtrim": lambda text, signs=None: text.rstrip(signs), "bin2hex": lambda text: text.encode("latin-1").hex(),
    "dechex": lambda number: f"{int(number):x}", "bindec": lambda text: int(text, 2), "octdec": lambda text: int(text, 8), "intval": lambda text, base=10: int(spelt(text), int(base)), "floor": lambda number: int(number // 1),
    "base_convert": lambda text, old, new: in_base(int(text, int(old)), int(new)), "array_merge": lambda *parts: [item for part in parts for item in part], "array_slice": lambda items, start, length=None: items[int(start) :][: None if length is None else int(length)],
    "array_sum": _sum, "str_pad": lambda text, length, filler=" ": text + (filler * min(int(length), TEXT))[: max(int(length) - len(text), 0)], "array_values": _list, "min": min, "max": max, "abs": abs,
    "mb_substr": lambda text, start, length=None: text[int(start) :][: None if length is None else int(length)], "mb_str_split": list, "mb_strlen": len, "mb_chr": lambda code: chr(int(code)), "mb_ord": lambda text: ord(text[0]), "mb_strrev": lambda text: text[::-1],
    "unpack": lambda how, text: list(text.encode("latin-1")) if how in ("C*", "c*") else UNKNOWN, "vsprintf": lambda how, args: how % tuple(args), "array_fill": lambda _, count, item: [item] * (_sized(count) and int(count)), "array_chunk": lambda items, size: [items[at : at + int(size)] for at in range(0, len(items), int(size))],
    "utf8_decode": str, "utf8_encode": str, "strval": spelt, "nl2br": str, "addslashes": str, "array_unique": lambda items: list(dict.fromkeys(items)), "current": lambda items: items[0], "end": lambda items: items[-1], "reset": lambda items: items[0],
    "ucwords": str.title, "substr_replace": lambda text, new, start, length=None: text[: int(start)] + new + (text[int(start) + int(length) :] if length is not None else ""),
}  # fmt: skip


def _replaced(old: Any, new: Any, text: str) -> str:
    olds = old if isinstance(old, list) else [old]
    news = new if isinstance(new, list) else [new] * len(olds)
    for one, other in zip(olds, news, strict=False):
        text = text.replace(one, other)
    return text


def _filled_in(how: Any, values: Any) -> str:
    """PowerShell's `how -f values`."""
    given = values if isinstance(values, list) else [values]
    return re.sub(r"\{(\d{1,2})(?:[,:][^{}]{0,12})?\}", lambda match: spelt(given[int(match[1])]), how)


_POWERSHELL: dict[str, Callable[..., Any]] = {
    "-f": _filled_in, "string.format": lambda how, *values: _filled_in(how, list(values)), "array.reverse": lambda items: items[::-1],
    "text.encoding.unicode.getstring": lambda content: content.decode("utf-16-le"), "system.text.encoding.unicode.getstring": lambda content: content.decode("utf-16-le"),
    "text.encoding.utf8.getstring": lambda content: _bytes(content).decode("utf-8"), "system.text.encoding.utf8.getstring": lambda content: _bytes(content).decode("utf-8"),
    "text.encoding.ascii.getstring": lambda content: _bytes(content).decode("latin-1"), "system.text.encoding.ascii.getstring": lambda content: _bytes(content).decode("latin-1"),
    "char": lambda code: chr(int(code)), "string.join": lambda between, items: between.join(map(str, items)), "convert.tochar": lambda code: chr(int(code)), "int": lambda text: int(str(text), 0),
    "string.concat": lambda *parts: "".join(map(str, parts)), "convert.toint32": lambda text, base=10: int(str(text), int(base)), "string": lambda text: text, "byte[]": _bytes, "char[]": lambda codes: [chr(int(code)) for code in codes] if isinstance(codes, list) else list(codes),
}  # fmt: skip
_RUBY: dict[str, Callable[..., Any]] = {
    "\0range": lambda low, high: (
        _range(int(low), int(high)) if isinstance(low, int) else [chr(code) for code in range(ord(low), int(high))]
    ),
    "String.new": lambda text="", **_: text,
    "Array.new": lambda size=0, value=None: [value] * min(int(size), 65536),
    "format": lambda how, *args: how % args,
    "sprintf": lambda how, *args: how % args,
    "Integer": lambda text: int(text, 0),
    "String": spelt,
    "Array": _list,
}
_BY_LANGUAGE = {
    "python": _PYTHON,
    "javascript": _JAVASCRIPT,
    "php": _PHP,
    "powershell": _POWERSHELL,
    "ruby": _RUBY,
    **COMPILED,
}
