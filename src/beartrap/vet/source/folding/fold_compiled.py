"""Functions and methods of compiled languages whose result can be computed from known arguments."""

from collections.abc import Callable
from typing import Any

from beartrap.model.regex import regex
from beartrap.vet.source.values import ITEMS, TEXT


def text_of(value: Any) -> Any:
    """Return bytes, byte values or characters as text; anything else as it is."""
    if isinstance(value, bytes | bytearray):
        return value.decode("utf-8", "replace")
    if (
        isinstance(value, list)
        and value
        and all(isinstance(item, int) and not isinstance(item, bool) for item in value)
    ):
        ended = [item & 0xFFFF for item in value]
        return "".join(map(chr, ended))
    if isinstance(value, list) and value and all(isinstance(item, str) and len(item) == 1 for item in value):
        return "".join(value)
    return value


def _character(value: Any) -> Any:
    return chr(value & 0x1FFFFF) if isinstance(value, int) else value


def _number(value: Any) -> Any:
    if isinstance(value, str) and len(value) == 1:
        return ord(value)
    return int(value) if isinstance(value, float) else value


def _byte(value: Any) -> Any:
    number = _number(value)
    return number & 0xFF if isinstance(number, int) else number


def _zeros(size: Any = 0) -> list[int]:
    if size > ITEMS // 8:
        raise ValueError("too long")
    return [0] * int(size)


def _range(low: Any, high: Any = None) -> list[int]:
    first, last = (0, low) if high is None else (low, high)
    if last - first > ITEMS:
        raise ValueError("too long")
    return list(range(int(first), int(last)))


def _join(items: Any, between: Any = "") -> str:
    if not isinstance(items, list):
        items, between = between, items
    return str(between).join(str(text_of(item)) for item in items)


def _variadic_join(between: Any, *items: Any) -> str:
    return _join(items[0] if len(items) == 1 and isinstance(items[0], list) else list(items), between)


_HOLES = regex(r"%[-+ #0-9.]*[sdvqxXcuf%]|\{\d*(?::[^{}]*)?\}")


def pieces(template: str, count: int) -> list[str | int]:
    """Return a template with `%s` or `{0}` as texts, and numbers for what stands in its holes."""
    made: list[str | int] = []
    end = taken = 0
    for match in _HOLES.finditer(template):
        digits = match[0].strip("{}").split(":")[0] if match[0].startswith("{") else ""
        if match[0] == "%%":
            made += [template[end : match.start()], "%"]
        else:
            place = int(digits) if digits.isdigit() else taken
            taken += 1
            made += [template[end : match.start()], place if place < count else ""]
        end = match.end()
    return [*made, template[end:]]


def formatted(template: Any, *values: Any) -> str:
    """Return a template filled with known values."""
    return "".join(
        str(text_of(values[part])) if isinstance(part, int) else part
        for part in pieces(str(text_of(template)), len(values))
    )


def _replaced(text: Any, old: Any, new: Any, count: Any = -1) -> str:
    text, old, new = text_of(text), text_of(old), text_of(new)
    if len(text) * (len(new) + 1) > TEXT * 4:
        raise ValueError("too long")
    made: str = text.replace(old, new, int(count))
    return made


def _repeated(text: Any, count: Any) -> str:
    if len(text) * int(count) > TEXT:
        raise ValueError("too long")
    return str(text_of(text)) * int(count)


def _substring(text: Any, low: Any, high: Any = None) -> Any:
    return text_of(text)[int(low) : None if high is None else int(high)]


def _length(text: Any) -> int:
    return len(text)


def _width(*numbers: Any) -> int:
    """Return the bits of the smallest of the usual types that numbers fit into."""
    return next((bits for bits in (8, 32) if all(0 <= number >> 0 < 1 << bits for number in numbers)), 64)


def _rotated(number: Any, count: Any, bits: int = 0) -> int:
    """Return a number with its bits turned to the left; to the right where `count` is below zero."""
    width = bits or _width(number)
    turn = count % width
    return int((number << turn | (number & (1 << width) - 1) >> width - turn) & (1 << width) - 1)


def _wrapped(made: int, *numbers: Any) -> int:
    return int(made & (1 << _width(*numbers)) - 1)


def _sizeof(value: Any) -> int:
    """C's size of a buffer, counted in its items; a text has a zero at its end."""
    return len(value) + isinstance(value, str) if isinstance(value, str | list | bytes) else 1


def _parsed(text: Any, base: Any = 10, *_: Any) -> int:
    return int(text_of(text), int(base))


def _as_sign(sign: Any) -> str:
    return chr(sign) if isinstance(sign, int) else str(sign)


def _pieces_of(items: Any, size: Any) -> list[Any]:
    return [items[at : at + int(size)] for at in range(0, len(items), int(size))]


def _collected(items: Any) -> Any:
    return items


def _mapped(items: Any) -> Any:
    return [_number(item) for item in text_of(items)]


_PLAIN: dict[str, Callable[..., Any]] = {
    "\0char": _character, "\0byte": _byte, "\0int": _number, "\0text": lambda value: chr(value) if isinstance(value, int) else text_of(value), "\0zeros": _zeros, "\0range": _range,
    "\0numbered": lambda items: [[number, item] for number, item in enumerate(_mapped(items) if isinstance(items, str) else items)],
    "\0codes": lambda items: _mapped(items) if isinstance(items, str) else list(items), "\0places": lambda items: list(range(len(items))), "len": _length, "\0some": lambda value: value is not None,
}  # fmt: skip
"""What readers put in for conversions, arrays and loops."""
FUNCTIONS: dict[str, dict[str, Callable[..., Any]]] = {
    "go": {
        **_PLAIN, "strings.Join": _join, "strings.Replace": _replaced, "strings.ReplaceAll": _replaced, "strings.Repeat": _repeated, "strings.ToLower": lambda text: text_of(text).lower(),
        "strings.ToUpper": lambda text: text_of(text).upper(), "strings.TrimSpace": lambda text: text_of(text).strip(), "strings.Split": lambda text, between: text.split(between) if between else list(text),
        "strings.SplitN": lambda text, between, most: text.split(between, int(most) - 1) if between and int(most) > 0 else text.split(between), "strings.Fields": lambda text: text.split(), "fmt.Sprintf": formatted, "fmt.Sprint": lambda *parts: "".join(str(text_of(part)) for part in parts), "filepath.Join": lambda *parts: "/".join(map(str, parts)),
        "path.Join": lambda *parts: "/".join(map(str, parts)), "strconv.Itoa": str, "strconv.ParseInt": _parsed, "strconv.ParseUint": _parsed, "strconv.Atoi": _parsed, "bytes.Join": _join, "append": lambda items, *more: [*items, *more],
        "strings.TrimPrefix": lambda text, start: text.removeprefix(start), "strings.TrimSuffix": lambda text, end: text.removesuffix(end), "strings.Map": _collected,
        "strings.IndexByte": lambda text, code: text.find(_as_sign(code)), "strings.IndexRune": lambda text, code: text.find(_as_sign(code)), "strings.Index": lambda text, part: text.find(part), "bytes.IndexByte": lambda items, code: items.index(code) if code in items else -1, "strings.Contains": lambda text, part: part in text,
        "bits.RotateLeft8": lambda number, count: _rotated(number, count, 8), "bits.RotateLeft32": lambda number, count: _rotated(number, count, 32), "bits.RotateLeft64": lambda number, count: _rotated(number, count, 64), "bits.Reverse8": lambda number: int(f"{number:08b}"[::-1], 2), "slices.Index": lambda items, one: items.index(one) if one in items else -1, "utf8.RuneLen": lambda _: 1,
    },
    "rust": {**_PLAIN, "String.new": lambda: "", "Vec.new": list, "String.from_utf8": text_of, "char.from_u32": _character, "char.from": _character, "str.from_utf8": text_of,
        **{f"{kind}.from_str_radix": _parsed for kind in ("u8", "u16", "u32", "u64", "i32", "i64", "usize")}, "u8.from": _byte, "String.from_iter": _join, "char.from_digit": lambda digit, base=10: "0123456789abcdefghijklmnopqrstuvwxyz"[int(digit)]},
    "java": {
        **_PLAIN, "Collectors.joining": lambda between="", *_: between, "Integer.valueOf": _parsed, "Byte.parseByte": _parsed, "Long.parseLong": _parsed, "Character.valueOf": _character, "String.copyValueOf": text_of, "String.valueOf": text_of, "String.join": _variadic_join, "String.format": formatted, "Arrays.asList": lambda *items: list(items), "List.of": lambda *items: list(items), "arrayOf": lambda *items: list(items),
        "byteArrayOf": lambda *items: list(items), "listOf": lambda *items: list(items), "intArrayOf": lambda *items: list(items), "charArrayOf": lambda *items: list(items), "Integer.parseInt": _parsed, "String": lambda content="", *_: text_of(content),
        "StringBuilder": lambda text="": text_of(text) if isinstance(text, str) else "", "StringBuffer": lambda text="": text_of(text) if isinstance(text, str) else "", "ArrayList": lambda items=(): list(items), "Character.toString": _character, "Character.toChars": _character,
        "Integer.rotateLeft": lambda number, count: _rotated(number, count, 32), "Integer.rotateRight": lambda number, count: _rotated(number, -count, 32), "Math.floorMod": lambda left, right: left % right, "Math.max": max, "Math.min": min, "Math.abs": abs, "Byte.toUnsignedInt": lambda number: number & 0xFF, "Character.getNumericValue": lambda sign: int(sign, 36), "Character.digit": lambda sign, base: int(sign, base),
        "IntStream.of": lambda *items: list(items[0]) if len(items) == 1 and isinstance(items[0], list) else list(items), "IntStream.range": _range, "IntStream.rangeClosed": lambda low, high: _range(low, high + 1), "Stream.of": lambda *items: list(items), "Arrays.stream": lambda items: items, "Arrays.copyOfRange": lambda items, low, high: items[low:high], "Set.of": lambda *items: list(items),
    },
    "csharp": {
        **_PLAIN, "byte.Parse": _parsed, "Enumerable.Range": lambda low, count: _range(low, low + count), "Enumerable.Reverse": lambda items: items[::-1], "string.Join": _variadic_join, "String.Join": _variadic_join, "string.Concat": lambda *parts: _join(list(parts) if len(parts) > 1 else parts[0]), "String.Concat": lambda *parts: _join(list(parts) if len(parts) > 1 else parts[0]),
        "string.Format": formatted, "String.Format": formatted, "Convert.ToInt32": _parsed, "Convert.ToByte": _parsed, "Convert.ToChar": _character, "int.Parse": _parsed, "string": lambda content="", *_: text_of(content), "String": lambda content="", *_: text_of(content),
        "StringBuilder": lambda text="": text if isinstance(text, str) else "", "List": lambda items=(): list(items), "Path.Combine": lambda *parts: "/".join(map(str, parts)), "Convert.ToString": text_of,
    },
    "c": {**_PLAIN, "\0sizeof": _sizeof, "string": text_of, "strdup": text_of, "strlen": lambda text: text.index(0) if isinstance(text, list) and 0 in text else len(text), "atoi": _parsed, "to_string": str, "toupper": lambda code: code, "tolower": lambda code: code},
}  # fmt: skip
_COMMON: dict[str, Callable[..., Any]] = {
    "trim": lambda text: text_of(text).strip(), "replace": _replaced, "split": lambda text, between="": text.split(between) if between else list(text), "toLowerCase": lambda text: text.lower(), "toUpperCase": lambda text: text.upper(),
    "substring": _substring, "charAt": lambda text, place: text[int(place)], "concat": lambda text, more: text + more, "join": _join, "repeat": _repeated, "length": _length, "len": _length, "size": _length, "reverse": lambda items: items[::-1],
    "rev": lambda items: items[::-1], "format": formatted, "lower": lambda text: text.lower(), "toInt": _number, "toChar": _character, "toByte": _byte, "ordinal": _number, "toArray": _collected, "reversed": lambda items: items[::-1],
    "joinToString": lambda items, between=", ": _join(items, between), "startsWith": lambda text, start: text.startswith(start), "indexOf": lambda text, part: text.find(part), "xor": lambda left, right: left ^ right, "codePointAt": lambda text, place: ord(text[int(place)]),
    "replaceAll": _replaced, "equals": lambda left, right: left == right, "contains": lambda text, part: part in text, "get": lambda items, place: items[int(place)], "plus": lambda left, right: left + right,
}  # fmt: skip
METHODS: dict[str, dict[str, Callable[..., Any]]] = {
    "go": _COMMON,
    "rust": {
        **_COMMON, "bytes": lambda text: list(text.encode()) if isinstance(text, str) else list(text), "chars": lambda text: list(text), "collect": lambda items: text_of(items) if isinstance(items, list) and items and isinstance(items[0], str) and all(len(item) == 1 for item in items) else items,
        "concat": _join, "to_uppercase": lambda text: text.upper(), "to_lowercase": lambda text: text.lower(), "is_empty": lambda text: not text, "enumerate": lambda items: [[number, item] for number, item in enumerate(items)], "split_whitespace": lambda text: text.split(),
        "wrapping_sub": lambda left, right: _wrapped(left - right, left, right), "wrapping_add": lambda left, right: _wrapped(left + right, left, right), "wrapping_mul": lambda left, right: _wrapped(left * right, left, right), "wrapping_neg": lambda number: _wrapped(-number, number),
        "rotate_left": _rotated, "rotate_right": lambda number, count: _rotated(number, -count), "swap_bytes": lambda number: int.from_bytes(int(number).to_bytes(_width(number) // 8, "big"), "little"), "reverse_bits": lambda number: int(f"{number:08b}"[::-1], 2), "abs_diff": lambda left, right: abs(left - right),
        "rem_euclid": lambda left, right: left % right, "pow": lambda base, power: base ** min(int(power), 512), "min": min, "max": max, "nth": lambda items, place: items[place], "last": lambda items: items[-1], "first": lambda items: items[0], "windows": lambda items, size: [items[at : at + size] for at in range(len(items) - size + 1)],
        "sum": sum, "rev_": lambda items: items[::-1], "to_ascii_lowercase": lambda text: text.lower(), "to_ascii_uppercase": lambda text: text.upper(), "find": lambda text, part: None if part not in text else text.index(part), "char_indices": lambda text: [[number, sign] for number, sign in enumerate(text)],
        "is_ascii_uppercase": lambda sign: _as_sign(sign).isupper(), "is_ascii_lowercase": lambda sign: _as_sign(sign).islower(), "is_ascii_alphabetic": lambda sign: _as_sign(sign).isalpha(), "is_ascii_digit": lambda sign: _as_sign(sign).isdigit(), "to_digit": lambda sign, base: int(_as_sign(sign), base), "strip_prefix": lambda text, start: text.removeprefix(start), "zip": lambda items, others: [list(pair) for pair in zip(items, others, strict=False)],
        "cycle": lambda items: list(items) * (ITEMS // 8 // max(len(items), 1)), "skip": lambda items, count: items[count:], "step_by": lambda items, count: items[::count],
        "chunks": _pieces_of, "chunks_exact": _pieces_of, "take": lambda items, count: items[: int(count)], "chain": lambda items, more: items + more if isinstance(items, str) and isinstance(more, str) else [*items, *more], "eq": lambda left, right: left == right,
    },
    "java": {**_COMMON, "getBytes": lambda text, *_: list(text.encode()), "toCharArray": lambda text: list(text), "chars": _mapped, "chunked": _pieces_of,
        "collect": lambda items, between="": _join(items, between), "toByteArray": lambda items: _mapped(items), "concatToString": text_of},
    "csharp": {
        "Trim": _COMMON["trim"], "Replace": _replaced, "Split": lambda text, between=" ", *_: text.split(between), "ToLower": _COMMON["lower"], "ToUpper": lambda text: text.upper(), "Substring": lambda text, start, length=None: text[int(start) : None if length is None else int(start) + int(length)],
        "Reverse": lambda items: items[::-1], "Insert": lambda text, place, more: text[: int(place)] + more + text[int(place) :], "Concat": lambda items, more: items + more, "ToCharArray": lambda text: list(text), "StartsWith": lambda text, start: text.startswith(start), "Contains": lambda text, part: part in text,
        "Remove": lambda text, start, count=None: text[: int(start)] + ("" if count is None else text[int(start) + int(count) :]), "GetBytes": lambda text: list(text.encode()), "Chunk": _pieces_of, "Skip": lambda items, count: items[int(count) :], "Take": lambda items, count: items[: int(count)],
    },
    "c": {**_COMMON, "substr": lambda text, low, count=None: text_of(text)[int(low) :][: None if count is None else int(count)]},
}  # fmt: skip
