"""Scanning with Hyperscan: all patterns of a field in one pass, whatever their number."""

import sys
from collections.abc import Callable, Sequence
from typing import Any

import orjson

from beartrap.hunt.match.fallback import PlainScanner
from beartrap.hunt.match.patterns import byte_regex
from beartrap.hunt.match.scanner import Pattern, Scanner
from beartrap.hunt.sigma.expression import Kind, Test

hyperscan: Any
try:
    import hyperscan
except ImportError:  # pragma: no cover  Hyperscan has no build for this machine
    hyperscan = None

LONGEST_EXPRESSION = 12_000
"""Characters of one expression; Hyperscan takes up to 16,000."""

Compiled = tuple[bytes, tuple[int, ...]]
"""A serialised database, empty where there is none, and the places of the patterns that it does not have."""


def available() -> bool:
    """Whether Hyperscan can be used here."""
    return hyperscan is not None


def version() -> str:
    """Return what a serialised database depends on: the library's version and the machine."""
    return f"{hyperscan.__version__}-{sys.platform}-{hyperscan.__file__.rsplit('.', 2)[-2]}" if hyperscan else "none"


def build(tests: Sequence[Test]) -> Compiled:
    """Compile the patterns of tests; those that Hyperscan refuses are left to RE2."""
    refused = {place for place, one in enumerate(tests) if _refused_alone(one)}
    while kept := [place for place in range(len(tests)) if place not in refused]:
        try:
            return hyperscan.dumpb(_compile([tests[place] for place in kept], kept)), tuple(sorted(refused))
        except hyperscan.error:
            worse = {place for place in kept if not _compiles(tests[place])}
            refused |= worse or set(kept)
    return b"", tuple(sorted(refused))


def to_bytes(compiled: Compiled) -> bytes:
    """Return a database and what it has not as bytes: a line of JSON, then the database."""
    return orjson.dumps(compiled[1]) + b"\n" + compiled[0]


def from_bytes(content: bytes | None) -> Compiled | None:
    """Return what `to_bytes` gave, None for nothing."""
    if content is None:
        return None
    line, _, database = content.partition(b"\n")
    return database, tuple(orjson.loads(line))


def _refused_alone(test: Test) -> bool:
    """Whether an expression is not to be given to Hyperscan: its compiler has no limits of its own."""
    expression, _ = _expression(test)
    return len(expression) > LONGEST_EXPRESSION or (test.kind is Kind.REGEX and not _compiles(test))


def _compiles(test: Test) -> bool:
    try:
        _compile([test], [0])
    except (hyperscan.error, ValueError):
        return False
    return True


def _compile(tests: Sequence[Test], ids: Sequence[int]) -> Any:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    expressions, flags = zip(*map(_expression, tests), strict=True)
    database.compile(expressions=list(expressions), ids=list(ids), elements=len(tests), flags=list(flags))
    return database


def _expression(test: Test) -> tuple[bytes, int]:
    if test.kind is Kind.TEXT:
        return byte_regex(test.parts).encode(), hyperscan.HS_FLAG_SINGLEMATCH | hyperscan.HS_FLAG_DOTALL
    flags = hyperscan.HS_FLAG_SINGLEMATCH | hyperscan.HS_FLAG_UTF8 | hyperscan.HS_FLAG_ALLOWEMPTY
    for letter, flag in (
        ("i", hyperscan.HS_FLAG_CASELESS),
        ("m", hyperscan.HS_FLAG_MULTILINE),
        ("s", hyperscan.HS_FLAG_DOTALL),
    ):
        flags |= flag if letter in test.op else 0
    return test.text.replace("\0", "\\x00").encode(), flags


def any_of(pieces: Sequence[bytes]) -> Callable[[bytes], bool]:
    """Return what tells whether a text holds any of some pieces, whatever the case of ASCII letters."""
    scan = _of_pieces(pieces, hyperscan.HS_FLAG_SINGLEMATCH)

    def holds(text: bytes) -> bool:
        places: list[int] = []
        scan(text, _keep, context=places)
        return bool(places)

    return holds


def ends_of(pieces: Sequence[bytes]) -> Callable[[memoryview], list[int]]:
    """Return what tells where some pieces end in a text, whatever the case of ASCII letters."""
    scan = _of_pieces(pieces, 0)

    def ends(text: memoryview) -> list[int]:
        found: list[int] = []
        scan(text, _keep_end, context=found)
        return found

    return ends


def _of_pieces(pieces: Sequence[bytes], flag: int) -> Callable[..., Any]:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    expressions = ["".join(f"\\x{byte:02x}" for byte in piece).encode() for piece in pieces]
    flags = [hyperscan.HS_FLAG_CASELESS | flag] * len(pieces)
    database.compile(expressions=expressions, ids=list(range(len(pieces))), elements=len(pieces), flags=flags)
    database.scratch = hyperscan.Scratch(database)
    scan: Callable[..., Any] = database.scan
    return scan


class VectorScanner:
    """Patterns in a Hyperscan database, with RE2 for those that it has not."""

    def __init__(self, tests: Sequence[Test], numbers: Sequence[int], compiled: Compiled) -> None:
        """`compiled` is what `build` gave for the tests of those numbers, in that order."""
        content, refused = compiled
        self._numbers = numbers
        rest = [Pattern(numbers[place], tests[numbers[place]]) for place in refused]
        self._rest: Scanner | None = PlainScanner(rest) if rest else None
        self._database = hyperscan.loadb(content, hyperscan.HS_MODE_BLOCK) if content else None
        self._scan: Callable[..., Any] | None = None
        if self._database is not None:
            self._scratch = hyperscan.Scratch(self._database)
            self._database.scratch = self._scratch
            self._scan = self._database.scan

    def scan(self, text: bytes) -> list[int]:
        """Return the numbers of the patterns that match."""
        places: list[int] = []
        if self._scan is not None:
            self._scan(text, _keep, context=places)
        found = [self._numbers[place] for place in places]
        if self._rest is not None:
            found += self._rest.scan(text)
        return found


def _keep(place: int, start: int, end: int, flags: int, places: list[int]) -> None:
    places.append(place)


def _keep_end(place: int, start: int, end: int, flags: int, ends: list[int]) -> None:
    ends.append(end)
