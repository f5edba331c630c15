"""Bytes and texts that Python's library spells as something else: identifiers, addresses of networks, numbers of machines.

Each is undone as far as its arguments are known; that is arithmetic, nothing is run.
"""

import array
import hashlib
import html
import ipaddress
import itertools
import math
import operator
import string
import struct
import urllib.parse
import uuid
from collections.abc import Callable
from typing import Any

from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.operators import apply
from beartrap.vet.source.values import ITEMS, TEXT, UNKNOWN, Known, Value, layers_of, marks_of

DIGITS = 4000
"""Digits of a number that is taken apart."""


def _packed(how: Any, *values: Any) -> bytes:
    try:
        if struct.calcsize(how) > TEXT:
            raise ValueError("too long")
        return struct.pack(how, *(value.encode("latin-1") if isinstance(value, str) else value for value in values))
    except struct.error as error:
        raise ValueError(str(error)) from None


def _unpacked(how: Any, content: Any) -> list[Any]:
    try:
        return list(struct.unpack(how, content))
    except struct.error as error:
        raise ValueError(str(error)) from None


def _array(code: Any, content: Any = b"") -> bytes | str:
    if code in ("u", "w"):
        return content if isinstance(content, str) else "".join(content)
    return content if isinstance(content, bytes) else array.array(code, content).tobytes()


def _aton(text: Any) -> bytes:
    return ipaddress.IPv4Address(text).packed


def _ntoa(packed: Any) -> str:
    return str(ipaddress.IPv4Address(bytes(packed)))


def _ntop(_: Any, packed: Any) -> str:
    return str(ipaddress.ip_address(bytes(packed)))


def _pton(_: Any, text: Any) -> bytes:
    return ipaddress.ip_address(text).packed


def _islice(items: Any, *bounds: Any) -> list[Any]:
    return list(itertools.islice(items, *bounds))


def _repeat(item: Any, times: Any) -> list[Any]:
    if times > ITEMS:
        raise ValueError("too long")
    return [item] * times


def _applied(symbol: str) -> Callable[[Any, Any], Any]:
    def both(left: Any, right: Any) -> Known:
        return apply(symbol, left, right)

    return both


def _decimal(number: Any, base: Any = 10) -> int:
    if len(str(number)) > DIGITS:
        raise ValueError("too long")
    return int(number, base)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "struct.pack": _packed, "struct.unpack": _unpacked, "array.array": _array, "socket.inet_aton": _aton, "socket.inet_pton": _pton, "socket.inet_ntoa": _ntoa, "socket.inet_ntop": _ntop,
    "html.unescape": html.unescape, "urllib.parse.unquote_plus": urllib.parse.unquote_plus, "urllib.parse.urljoin": urllib.parse.urljoin,
    "urllib.parse.urlunsplit": urllib.parse.urlunsplit, "urllib.parse.urlunparse": urllib.parse.urlunparse, "itertools.islice": _islice, "itertools.repeat": _repeat,
    "itertools.chain.from_iterable": lambda parts: [item for part in parts for item in part], "collections.deque": list, "operator.concat": operator.concat,
    "operator.sub": _applied("-"), "operator.mul": _applied("*"), "operator.mod": _applied("%"), "operator.and_": _applied("&"), "operator.or_": _applied("|"),
    "operator.lshift": _applied("<<"), "operator.rshift": _applied(">>"), "operator.floordiv": _applied("//"), "math.floor": math.floor, "math.ceil": math.ceil, "math.isqrt": math.isqrt,
    "math.gcd": math.gcd, "math.sqrt": math.sqrt, "gmpy2.mpz": _decimal, "numpy.frombuffer": lambda content, *_: bytes(content), "numpy.array": lambda items, *_: list(items),
    "copy.copy": lambda item: item, "copy.deepcopy": lambda item: item, "str.lower": str.lower, "str.upper": str.upper, "str.strip": str.strip,
}  # fmt: skip
"""Functions of the library whose result can be computed."""

METHODS: dict[str, Callable[..., Any]] = {
    "tobytes": lambda base, *_: bytes(base), "tounicode": lambda base: base, "bit_length": lambda base: int(base).bit_length(), "tolist": list, "toreadonly": lambda base: base,
}  # fmt: skip
"""Methods of numbers, arrays and views of bytes."""

CONSTANTS: dict[str, str] = {
    **{f"string.{name}": getattr(string, name) for name in ("ascii_lowercase", "ascii_uppercase", "ascii_letters", "digits", "hexdigits", "octdigits", "punctuation", "printable", "whitespace")},
    "os.sep": "/", "os.curdir": ".", "os.linesep": "\n", "os.extsep": ".",
}  # fmt: skip
"""Texts of the library that code picks letters of."""


def spelt_otherwise(one: Invocation) -> Value | None:
    """Return what an identifier, an address or a digest is made of, with its members; None where the call makes none that is known."""
    if one.method in ("hexdigest", "digest") and one.base is not None:
        return _digest(one, one.base)
    makes = _OBJECTS.get(one.name)
    known = one.argument(0, "hex").known
    if makes is None or not isinstance(known, str | int | bytes) or (isinstance(known, str) and len(known) > 64):
        return None
    try:
        fields = makes(known)
    except (ValueError, TypeError, AttributeError):
        return None
    made = Value(name=f"{one.name}()", marks=marks_of(one.args), layers=layers_of(one.args))
    made.fields = {name: Value(held, marks=dict(made.marks), layers=made.layers) for name, held in fields.items()}
    return made


def _identifier(text: Any) -> dict[str, Known]:
    made = uuid.UUID(text) if isinstance(text, str) else uuid.UUID(int=text)
    return {"bytes": made.bytes, "bytes_le": made.bytes_le, "hex": made.hex, "int": made.int}


def _address(text: Any) -> dict[str, Known]:
    made = ipaddress.ip_address(text)
    return {"packed": made.packed, "exploded": made.exploded}


_OBJECTS: dict[str, Callable[[Any], dict[str, Known]]] = {
    "uuid.UUID": _identifier, "ipaddress.ip_address": _address, "ipaddress.IPv4Address": _address, "ipaddress.IPv6Address": _address,
}  # fmt: skip
_HASHED = 4096
"""Bytes of which a digest is worked out: a seed or a word."""


def _digest(one: Invocation, base: Value) -> Value | None:
    """Return the digest of bytes that are known: names of hosts are made of them."""
    kind = (base.name or "").removeprefix("hashlib.").removesuffix("()")
    content = base.source.known if base.source is not None else UNKNOWN
    if kind not in hashlib.algorithms_guaranteed or kind.startswith("shake") or not isinstance(content, bytes):
        return None
    if len(content) > _HASHED:
        return None
    made = hashlib.new(kind, content, usedforsecurity=False)
    return Value(made.hexdigest() if one.method == "hexdigest" else made.digest(), marks=marks_of([base]))
