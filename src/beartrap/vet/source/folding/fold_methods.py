"""Methods of known text, bytes and lists, whose result can be computed: those that hidden code is put together with."""

import itertools
import re
from collections.abc import Callable
from typing import Any

from beartrap.model.regex import regex
from beartrap.vet.decode.codecs import decode
from beartrap.vet.source.folding.fold_compiled import METHODS as COMPILED
from beartrap.vet.source.folding.fold_ruby import METHODS as RUBY
from beartrap.vet.source.folding.spelt_otherwise import METHODS as SPELT
from beartrap.vet.source.knowledge.javascript import BUFFER
from beartrap.vet.source.operators import FAILS, fits, spelt
from beartrap.vet.source.values import ITEMS, TEXT, UNKNOWN, Known

_PYTHON = frozenset(
    [
        "join",
        "replace",
        "split",
        "rsplit",
        "upper",
        "lower",
        "strip",
        "lstrip",
        "rstrip",
        "encode",
        "decode",
        "translate",
        "zfill",
        "title",
        "swapcase",
        "capitalize",
        "removeprefix",
        "removesuffix",
        "startswith",
        "endswith",
        "index",
        "find",
        "rfind",
        "count",
        "hex",
        "splitlines",
        "partition",
        "rpartition",
        "ljust",
        "rjust",
        "expandtabs",
        "isdigit",
        "isalpha",
        "casefold",
        "copy",
        "format_map",
        "isupper",
        "islower",
    ]
)
_MUTATORS = frozenset(["append", "extend", "insert", "pop", "reverse", "sort", "clear", "remove"])


def method(language: str, base: Known, name: str, args: list[Known]) -> Known:
    """Return `base.name(*args)`, UNKNOWN where it cannot be told, fails or would be too big."""
    table = _BY_LANGUAGE.get(language, _JAVASCRIPT)
    try:
        if name in table:
            made = table[name](base, *args)
        elif language == "python" and name in _PYTHON and isinstance(base, str | bytes | bytearray):
            made = _bounded(getattr(base, name), args)
        elif language == "python" and name in _MUTATORS and isinstance(base, list | bytearray):
            made = _mutated(base, name, args)
        else:
            return UNKNOWN
    except FAILS:
        return UNKNOWN
    if isinstance(made, tuple):
        made = list(made)
    return made if fits(made) else UNKNOWN


def _mutated(base: list[Known] | bytearray, name: str, args: list[Known]) -> Any:
    """Change a list in place, up to a bound: one that is extended by itself in each turn is twice as long in the next."""
    if name == "extend" and len(base) + len(list(args[0])) > (ITEMS if isinstance(base, list) else TEXT):
        raise ValueError("too long")
    return getattr(base, name)(*args)


def _bounded(bound: Callable[..., Any], args: list[Known]) -> Any:
    if any(isinstance(arg, int) and arg > TEXT for arg in args):
        raise ValueError("too long")
    args = [_dictionary(arg) if isinstance(arg, list) and bound.__name__ == "translate" else arg for arg in args]
    if bound.__name__ == "replace" and len(args) > 1 and len(bound.__self__) * (len(args[1]) + 1) > TEXT * 4:  # type: ignore[attr-defined]
        raise ValueError("too long")
    return bound(*args)


def _dictionary(pairs: list[Known]) -> Any:
    return {ord(pair[0]) if isinstance(pair[0], str) else pair[0]: pair[1] for pair in pairs if isinstance(pair, list)}


def _text(base: Known) -> str:
    if isinstance(base, str):
        return base
    raise TypeError("no text")


def _number(value: Known, default: int = 0) -> int:
    return default if value is None else int(value)


def _js_slice(base: Any, start: Known = 0, end: Known = None) -> Any:
    return base[_number(start) : None if end is None else int(end)]


def _js_substring(base: Any, start: Known = 0, end: Known = None) -> Any:
    low, high = max(_number(start), 0), len(base) if end is None else max(int(end), 0)
    return _text(base)[min(low, high) : max(low, high)]


def _js_substr(base: Any, start: Known = 0, length: Known = None) -> Any:
    low = _number(start) if _number(start) >= 0 else max(len(base) + int(start), 0)
    return _text(base)[low : None if length is None else low + int(length)]


def _js_at(base: Any, position: Known = 0) -> Any:
    place = _number(position)
    return base[place] if -len(base) <= place < len(base) else None


def _js_code(base: Any, position: Known = 0) -> Any:
    place = _number(position)
    if isinstance(base, str) and 0 <= place < len(base):
        return ord(base[place])
    return float("nan")


def _js_char(base: Any, position: Known = 0) -> Any:
    place = _number(position)
    return _text(base)[place] if 0 <= place < len(base) else ""


def _js_split(base: Any, between: Known = None, most: Known = None) -> Any:
    parts = [base] if between is None else list(_text(base)) if between == "" else base.split(between)
    return parts if most is None else parts[: int(most)]


def _js_join(base: Any, between: Known = ",") -> Any:
    return str(between).join("" if item is None else spelt(item) for item in _list(base))


def _list(base: Known, more: int = 0) -> list[Any]:
    """Return a list that is to have so many more items."""
    if not isinstance(base, list):
        raise TypeError("no list")
    if len(base) + more > ITEMS:
        raise ValueError("too long")
    return base


def _js_reverse(base: Any) -> Any:
    if isinstance(base, str):
        return base[::-1]
    _list(base).reverse()
    return base


def _js_replace(base: Any, old: Known, new: Known, count: int = 1) -> Any:
    return _text(base).replace(old, new, count)


def _js_to_string(base: Any, how: Known = None) -> Any:
    if isinstance(base, bytes):
        if how in ("hex",):
            return base.hex()
        if how in ("base64",):
            import base64

            return base64.b64encode(base).decode()
        return base.decode("latin-1" if how in ("latin1", "binary") else "utf-8", "replace")
    if isinstance(base, int | float) and isinstance(how, int):
        return in_base(int(base), how)
    return spelt(base)


def in_base(number: int, base: int) -> str:
    """Return a number in the digits of a base from 2 to 36."""
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    if not 2 <= base <= 36:
        raise ValueError("no such base")
    made, rest = "", abs(number)
    while rest:
        made, rest = digits[rest % base] + made, rest // base
    return ("-" if number < 0 else "") + (made or "0")


def _js_push(base: Any, *items: Known) -> Any:
    _list(base, len(items)).extend(items)
    return len(base)


def _js_shift(base: Any) -> Any:
    return _list(base).pop(0) if base else None


def _js_unshift(base: Any, *items: Known) -> Any:
    _list(base, len(items))[:0] = items
    return len(base)


def _js_splice(base: Any, start: Known = 0, count: Known = None, *items: Known) -> Any:
    low = _number(start) if _number(start) >= 0 else len(base) + int(start)
    high = len(base) if count is None else low + int(count)
    cut = _list(base, len(items))[low:high]
    base[low:high] = items
    return cut


def _js_concat(base: Any, *others: Known) -> Any:
    if isinstance(base, str):
        return base + "".join(spelt(other) for other in others)
    made = list(_list(base))
    for other in others:
        made += other if isinstance(other, list) else [other]
    return made


def _js_repeat(base: Any, count: Known) -> Any:
    if len(base) * _number(count) > TEXT:
        raise ValueError("too long")
    return _text(base) * int(count)


def _js_pad(base: Any, length: Known, filler: Known = " ") -> Any:
    if _number(length) > TEXT:
        raise ValueError("too long")
    missing = max(int(length) - len(base), 0)
    return (str(filler) * missing)[:missing] + _text(base)


def _js_index(base: Any, wanted: Known) -> Any:
    return base.find(wanted) if isinstance(base, str) else _list(base).index(wanted) if wanted in base else -1


_JAVASCRIPT: dict[str, Callable[..., Any]] = {
    "slice": _js_slice, "subarray": _js_slice, "substring": _js_substring, "substr": _js_substr, "at": _js_at,
    "charCodeAt": _js_code, "codePointAt": _js_code, "charAt": _js_char, "split": _js_split, "join": _js_join,
    "reverse": _js_reverse, "toReversed": _js_reverse, "replace": _js_replace, "toString": _js_to_string,
    "replaceAll": lambda base, old, new: _text(base).replace(old, new), "push": _js_push, "shift": _js_shift,
    "pop": lambda base: _list(base).pop() if base else None, "unshift": _js_unshift, "splice": _js_splice,
    "concat": _js_concat, "repeat": _js_repeat, "padStart": _js_pad, "indexOf": _js_index,
    "includes": lambda base, wanted: wanted in base, "toLowerCase": lambda base: _text(base).lower(),
    "toUpperCase": lambda base: _text(base).upper(), "trim": lambda base: _text(base).strip(), "valueOf": lambda base: base,
    "startsWith": lambda base, start: _text(base).startswith(start), "endsWith": lambda base, end: _text(base).endswith(end),
    "sort": lambda base: sorted(_list(base), key=spelt), "toSorted": lambda base: sorted(_list(base), key=spelt),
    "keys": lambda base: list(range(len(_list(base)))), "fill": lambda base, value=None: [value] * len(_list(base)), "lastIndexOf": lambda base, wanted: base.rfind(wanted) if isinstance(base, str) else -1,
    "padEnd": lambda base, length, filler=" ": (_text(base) + str(filler) * min(int(length), TEXT))[: max(int(length), len(base))], "trimStart": lambda base: _text(base).lstrip(), "trimEnd": lambda base: _text(base).rstrip(),
    "normalize": lambda base, *_: _text(base), "values": lambda base: _list(base), "localeCompare": lambda base, other: (base > other) - (base < other),
    "flat": lambda base: [inner for item in _list(base) for inner in (item if isinstance(item, list) else [item])],
}  # fmt: skip

_RUBY: dict[str, Callable[..., Any]] = {
    **RUBY, **dict.fromkeys(("to_sym", "intern", "freeze", "dup", "itself", "b", "unicode_normalize", "force_encoding", "encode", "+@"), lambda base, *_, **__: base),
    "reverse": lambda base: base[::-1], "join": lambda base, between="": between.join(spelt(item) for item in _list(base)),
    "strip": lambda base: _text(base).strip(),
    "upcase": lambda base: _text(base).upper(), "downcase": lambda base: _text(base).lower(), "chars": lambda base: list(_text(base)), "tr": lambda base, old, new: translated(base, old, new),
    "swapcase": lambda base: _text(base).swapcase(), "concat": _js_concat, "push": _js_push,
}  # fmt: skip

_POWERSHELL: dict[str, Callable[..., Any]] = {
    "replace": lambda base, old, new: _text(base).replace(old, new), "split": lambda base, between: _text(base).split(between),
    "substring": lambda base, start, length=None: _text(base)[int(start) : None if length is None else int(start) + int(length)],
    "tostring": spelt, "tochararray": lambda base: list(_text(base)), "trim": lambda base: _text(base).strip(), "tolower": lambda base: _text(base).lower(),
    "insert": lambda base, place, more: base[: int(place)] + more + base[int(place) :],
}  # fmt: skip
_PHP: dict[str, Callable[..., Any]] = {}
_SPECIAL_PYTHON: dict[str, Callable[..., Any]] = {
    **SPELT,
    "to_bytes": lambda base, length=1, order="big": int(base).to_bytes(min(int(length), TEXT), order),
    "format": lambda base, *args: formatted(base, args),
}
_BY_LANGUAGE = {
    "javascript": _JAVASCRIPT,
    "ruby": _RUBY,
    "powershell": _POWERSHELL,
    "php": _PHP,
    "python": _SPECIAL_PYTHON,
    **COMPILED,
}


def formatted(base: Known, args: Any) -> str:
    """Return `base.format(*args)`; widths that are numbers of four digits are refused."""
    if not isinstance(base, str) or any(
        len(piece) > 3 and piece.isdigit() for piece in base.replace("}", ":").split(":")
    ):
        raise ValueError("no such format")
    if any(not isinstance(arg, str | int | float | bytes) for arg in args) or ("." in base and "{0." in base):
        raise ValueError("only scalars")
    return base.format(*args)


MATCHES = 100_000
"""Places in a text at which a pattern is found."""


def matches(text: str, pattern: Known, flags: Known) -> list[Any] | None:
    """Return where a pattern of JavaScript's is found in a text, the first place alone without the flag `g`; None where that cannot be told."""
    import re2  # linear, whatever a stranger's pattern asks; loaded where one is met

    try:
        found = _compiled(pattern, flags).finditer(text)
        return list(itertools.islice(found, MATCHES if "g" in str(flags) else 1))
    except (re2.error, TypeError, ValueError, OverflowError):
        return None


def _compiled(pattern: Known, flags: Known) -> Any:
    import re2

    options = re2.Options()
    options.log_errors, options.case_sensitive = False, "i" not in str(flags)
    options.dot_nl = "s" in str(flags)
    return re2.compile(f"(?m){pattern}" if "m" in str(flags) else pattern, options)


_STANDS_FOR = regex(r"\\|\$(?:\$|&|\d{1,2})")


def _expanding(new: str, groups: int) -> str:
    """Return what a replacement of JavaScript's stands for, as RE2 spells it: `$1` a group, `$&` all that was found (ECMAScript, GetSubstitution)."""

    def spelt(match: re.Match[str]) -> str:
        sign = match[0]
        if sign in ("\\", "$$"):
            return {"\\": "\\\\", "$$": "$"}[sign]
        if sign == "$&":
            return "\\g<0>"
        return f"\\g<{int(sign[1:])}>" if 0 < int(sign[1:]) <= groups else sign

    return _STANDS_FOR.sub(spelt, new)


def by_pattern(text: str, name: str, pattern: Known, rest: list[Known], flags: Known = "g") -> Known:
    """Return `text.replace(/pattern/g, new)`, `text.split(/pattern/)` or `text.match(/pattern/)`; no pattern takes more than linear time."""
    import re2  # linear, whatever a stranger's pattern asks; loaded where one is met

    try:
        if name == "match":
            found = matches(text, pattern, flags)
            if not found:
                return UNKNOWN if found is None else None
            return [one[0] for one in found] if "g" in str(flags) else [found[0][0], *found[0].groups()]
        if name in ("replace", "replaceAll") and rest and isinstance(rest[0], str) and len(text) <= TEXT // 4:
            compiled = _compiled(pattern, flags)
            often = 0 if name == "replaceAll" or "g" in str(flags) else 1
            made: Known = compiled.sub(_expanding(rest[0], compiled.groups), text, often)
            return made if fits(made) else UNKNOWN
        if name == "split":
            return list(re2.split(pattern, text))
    except (re2.error, TypeError, ValueError, OverflowError):
        return UNKNOWN
    return UNKNOWN


def translated(text: Known, old: Known, new: Known) -> str:
    """Return `text` with the characters of `old` replaced by those of `new`, with ranges as `tr` has them."""
    first, second = _range(old), _range(new)
    second = second[: len(first)].ljust(len(first), second[-1:] or " ") if second else ""
    return _text(text).translate(str.maketrans(first, second) if second else {ord(one): None for one in first})


def _range(text: Known) -> str:
    made, position = "", 0
    text = _text(text)
    while position < len(text):
        if text[position + 1 : position + 2] == "-" and position + 2 < len(text):
            made += "".join(map(chr, range(ord(text[position]), min(ord(text[position + 2]) + 1, 0x10FFFF))))[:65536]
            position += 3
        else:
            made += text[position]
            position += 1
    return made


def buffered(text: Known, how: Known) -> Known:
    """Return what `Buffer.from(text, how)` holds."""
    content = (
        bytes(item & 0xFF for item in text)
        if isinstance(text, list)
        else text.encode("utf-8", "surrogatepass")
        if isinstance(text, str)
        else text
    )
    encoding = BUFFER.get(str(how).lower()) if how is not None else None
    if encoding is None:
        return content
    if encoding == "utf-16":
        return str(text).encode("utf-16-le")
    made = decode(encoding, content)
    return UNKNOWN if made is None else made
