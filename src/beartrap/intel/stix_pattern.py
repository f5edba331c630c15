"""STIX patterns, as far as they are lists of values: what is compared for equality, over observations joined by OR or AND.

One comparison is read by a regular expression, everything else by the OASIS parser (stix2-patterns); both must agree.
"""

import re
from collections.abc import Iterator, Mapping

from stix2patterns.exceptions import ParseException
from stix2patterns.v20.pattern import Pattern as Pattern20
from stix2patterns.v21.pattern import Pattern as Pattern21

from beartrap.intel import values
from beartrap.intel.values import Typed
from beartrap.model.frozen import frozen
from beartrap.model.indicator import IndicatorKind

LONGEST_PATTERN = 50_000
"""Characters of a pattern for the parser, which takes about 20 µs for each."""
DEEPEST = 40
"""Brackets inside each other: the parser calls itself, and Python's stack is finite."""

_STRING = re.compile(r"'(?:[^'\\]|\\.)*'", re.DOTALL)
_SIMPLE = re.compile(
    r"\s*\[\s*([a-z0-9-]+):((?:[A-Za-z0-9_.-]|'[A-Za-z0-9 _-]+')+)\s*=\s*'((?:[^'\\]|\\['\\])*)'\s*\]\s*", re.ASCII
)
_QUOTED_NAME = re.compile(r"\bhashes\.\"([A-Za-z0-9-]{2,16})\"", re.ASCII)
"""Some write the name of a hash in double quotes, which the standard does not know."""
_LIKE_BELOW = re.compile(r"%\.([^%_]+)")
_WORD = re.compile(r"[A-Za-z0-9_!<>=]+", re.ASCII)

_BY_PATH: Mapping[tuple[str, str], IndicatorKind] = {
    ("file", "name"): IndicatorKind.FILENAME,
    ("domain-name", "value"): IndicatorKind.DOMAIN,
    ("ipv4-addr", "value"): IndicatorKind.IPV4,
    ("ipv6-addr", "value"): IndicatorKind.IPV6,
    ("url", "value"): IndicatorKind.URL,
    ("email-addr", "value"): IndicatorKind.EMAIL,
    ("email-message", "from_ref.value"): IndicatorKind.EMAIL,
    ("email-message", "sender_ref.value"): IndicatorKind.EMAIL,
    ("windows-registry-key", "key"): IndicatorKind.REGISTRY_KEY,
    ("mutex", "name"): IndicatorKind.MUTEX,
    ("process", "name"): IndicatorKind.FILENAME,
    ("process", "image_ref.name"): IndicatorKind.FILENAME,
    ("process", "binary_ref.name"): IndicatorKind.FILENAME,
    ("network-traffic", "extensions.http-request-ext.request_header.User-Agent"): IndicatorKind.USER_AGENT,
    ("software", "purl"): IndicatorKind.PACKAGE,
    ("vulnerability", "name"): IndicatorKind.VULNERABILITY,
}
_CERTIFICATE_PATHS = {"serial_number": "", "subject": "subject:"}
_ADDRESS_PATHS = frozenset({"dst_ref.value", "src_ref.value", "dst_ref[*].value"})
_HASH_NAMES: Mapping[str, IndicatorKind] = {
    "MD5": IndicatorKind.MD5,
    "SHA-1": IndicatorKind.SHA1,
    "SHA1": IndicatorKind.SHA1,
    "SHA-256": IndicatorKind.SHA256,
    "SHA256": IndicatorKind.SHA256,
}
_HASHED = frozenset({"file", "artifact", "process"})


class UnsupportedPatternError(ValueError):
    """A pattern (or a comparison in it) that is more than equality of a value we know; the message says what."""


@frozen
class Comparison:
    """One comparison: object type, path, and the value; `operator` as the pattern has it."""

    thing: str
    path: str
    operator: str
    value: str


def comparisons(pattern: str) -> tuple[tuple[Comparison, ...], bool]:
    """Return the comparisons of a pattern and whether an AND joins them.

    Raises UnsupportedPatternError for an order of events, for repetition, for time limits, and for what does not parse.
    """
    match = _SIMPLE.fullmatch(pattern)
    if match is not None:
        path = match[2].replace("'", "")
        return (Comparison(match[1], path, "=", _unescape(match[3])),), False
    return parsed(pattern)


def parsed(pattern: str) -> tuple[tuple[Comparison, ...], bool]:
    """As `comparisons`, by the OASIS parser alone."""
    _check_size(pattern)
    pattern = _QUOTED_NAME.sub(r"hashes.'\1'", pattern)
    data = _inspected(pattern)
    if "FOLLOWEDBY" in data.observation_ops:
        raise UnsupportedPatternError("FOLLOWEDBY, an order of events")
    if data.qualifiers:
        words = sorted({str(item).split()[0] for item in data.qualifiers})
        raise UnsupportedPatternError(f"the qualifier {', '.join(words)}")
    found = tuple(
        Comparison(thing, _path(path), operator, literal)
        for thing, tests in data.comparisons.items()
        for path, operator, text in tests
        for literal in _literals(operator, text)
    )
    return found, "AND" in _WORD.findall(_STRING.sub("''", pattern))


def _check_size(pattern: str) -> None:
    if len(pattern) > LONGEST_PATTERN:
        raise UnsupportedPatternError(f"a pattern of more than {LONGEST_PATTERN} characters")
    bare = _STRING.sub("", pattern)
    depth = deepest = 0
    for character in bare:
        depth += (character in "([") - (character in ")]")
        deepest = max(deepest, depth)
    if deepest > DEEPEST or bare.count("NOT") > DEEPEST:
        raise UnsupportedPatternError(f"brackets more than {DEEPEST} deep")


def _inspected(pattern: str) -> "_Data":
    try:
        return _data(Pattern21(pattern).inspect())
    except (ParseException, ValueError, RecursionError):
        pass
    try:
        return _data(Pattern20(pattern).inspect())
    except (ParseException, ValueError, RecursionError) as error:
        raise UnsupportedPatternError("a pattern that does not parse") from error


@frozen
class _Data:
    comparisons: dict[str, list[tuple[list[object], str, str]]]
    observation_ops: set[str]
    qualifiers: set[str]


def _data(found: tuple[dict[str, list[tuple[list[object], str, str]]], set[str], set[str]]) -> _Data:
    return _Data(*found)


def _path(steps: list[object]) -> str:
    path = ""
    for step in steps:
        path += f".{step}" if isinstance(step, str) else f"[{step}]" if isinstance(step, int) else "[*]"
    return path.lstrip(".")


def _literals(operator: str, text: str) -> Iterator[str]:
    """Yield the texts that a comparison names: one, or each of a set."""
    if operator == "IN":
        found = [_unescape(item[1:-1]) for item in _STRING.findall(text)]
        yield from found or [text]
    else:
        yield _unescape(text[1:-1]) if text.startswith("'") else text


def _unescape(text: str) -> str:
    return re.sub(r"\\(['\\])", r"\1", text)


def typed(item: Comparison) -> Typed:
    """Return the indicator that a comparison names; raises UnsupportedPatternError or NoIndicatorError."""
    if item.operator == "LIKE" and item.thing == "domain-name" and (below := _LIKE_BELOW.fullmatch(item.value)):
        return values.typed(IndicatorKind.DOMAIN, below[1])  # every name below it: as a list's `*.name`
    if item.operator not in ("=", "==", "IN"):
        raise UnsupportedPatternError(f"the comparison {item.operator}")
    kind = _BY_PATH.get((item.thing, item.path))
    if kind is not None:
        return values.typed(kind, item.value)
    if item.thing == "x509-certificate" and item.path in _CERTIFICATE_PATHS:
        return values.typed(IndicatorKind.CERTIFICATE, _CERTIFICATE_PATHS[item.path] + item.value)
    if item.thing == "network-traffic" and item.path in _ADDRESS_PATHS:
        return values.classify(item.value)
    return _hash(item)


def _hash(item: Comparison) -> Typed:
    before, _, name = item.path.rpartition("hashes.")
    kind = _HASH_NAMES.get(name.upper())
    if kind is None or not item.path.endswith(f"hashes.{name}"):
        raise UnsupportedPatternError(f"the property {item.thing}:{item.path}")
    if item.thing == "x509-certificate":
        return IndicatorKind.CERTIFICATE, values.as_digest(kind, item.value)
    if item.thing in _HASHED and before in ("", "image_ref.", "binary_ref.", "content_ref."):
        return kind, values.as_digest(kind, item.value)
    raise UnsupportedPatternError(f"the property {item.thing}:{item.path}")
