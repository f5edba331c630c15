"""An index of all text in a table: which runs of four letters stand in it. It rules out text that cannot be there.

Keywords are looked for in every field of every event, and hardly any table holds one: with the index, only tables that have all
runs of four of a keyword are read whole. Letters are compared without case; `:._-` count as letters, digits do not, since the
numbers and ids of a log would fill the index. A bit for each of the 810,000 runs takes some 10 to 60 kB compressed.
"""

import base64
import re
from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import zstandard

LETTERS = b"abcdefghijklmnopqrstuvwxyz:._-"
GRAM = 4
_BASE = len(LETTERS)
_SIZE = _BASE**GRAM
_NO_PAIR = _BASE**2
"""The code of two bytes that are no pair of letters."""
_WIDTH = _NO_PAIR + 1
BLOCK = 1 << 17
"""Bytes worked on at a time, so that their codes stay in the processor's cache."""
KELVIN = "\u212a".encode()
"""The one character beyond ASCII that is a letter of ASCII without case: text with it may hold anything."""
_RUN = re.compile(rf"[{re.escape(LETTERS.decode())}]{{{GRAM},}}")

Bits = npt.NDArray[np.bool_]


def _pair_table() -> npt.NDArray[np.int64]:
    code = np.full(256, -1, np.int32)
    for place, letter in enumerate(LETTERS):
        code[letter] = code[bytes([letter]).upper()[0]] = place
    first, second = np.meshgrid(code, code, indexing="ij")
    pairs = np.where((first < 0) | (second < 0), _NO_PAIR, first * _BASE + second)
    return pairs.T.reshape(-1).astype(np.int64)  # by the two bytes as one little-endian number


_PAIRS = _pair_table()


class Grams:
    """Collects the runs of four of the text of a table; `index` gives them."""

    def __init__(self) -> None:
        self._bits: Bits = np.zeros(_WIDTH * _WIDTH, np.bool_)

    def add(self, array: pa.Array) -> None:
        """Take a column: strings, dictionaries or lists of them."""
        if isinstance(array, pa.ListArray):
            array = array.flatten()
        if isinstance(array, pa.DictionaryArray):
            array = array.dictionary
        content = _bytes_of(array)
        if KELVIN in content:
            self._bits[:] = True
        for start in range(0, len(content), BLOCK):
            self._take(content[start : start + BLOCK + GRAM - 1])

    def _take(self, content: bytes) -> None:
        """Mark the runs of some bytes: the pairs that begin at even places, each with the next, and those at odd places."""
        if len(content) < GRAM:
            return
        for odd in (0, 1):
            pairs = _PAIRS.take(np.frombuffer(content, "<u2", (len(content) - odd) // 2, odd))
            codes = pairs[:-1] * _WIDTH
            codes += pairs[1:]
            self._bits[codes] = True

    def index(self) -> bytes:
        """Return the index as text in ASCII."""
        bits = self._bits.reshape(_WIDTH, _WIDTH)[:_NO_PAIR, :_NO_PAIR]
        packed = np.packbits(bits, bitorder="little").tobytes()
        return base64.b64encode(zstandard.ZstdCompressor(3).compress(packed))


def _bytes_of(array: pa.Array) -> bytes:
    """Return the bytes of all strings, one after the other; what looks like a run across two of them does no harm."""
    _, offsets, data = array.buffers()
    if data is None or not len(array):
        return b""
    width = np.int64 if pa.types.is_large_string(array.type) else np.int32
    ends = np.frombuffer(offsets, width, len(array) + 1, np.dtype(width).itemsize * array.offset)
    return memoryview(data)[int(ends[0]) : int(ends[-1])].tobytes()


@cache
def runs_of(needle: str) -> tuple[int, ...]:
    """Return the codes of the runs of four that text must have to hold `needle` (in lower case); none where it is too short."""
    found = []
    for run in _RUN.findall(needle):
        for start in range(len(run) - GRAM + 1):
            code = 0
            for letter in run[start : start + GRAM].encode():
                code = code * _BASE + LETTERS.index(letter)
            found.append(code)
    return tuple(found)


def may_hold(index: bytes, needles: Iterable[Sequence[int]]) -> bool:
    """Whether the text of an index may hold any of some needles, each given by its `runs_of`.

    Raises ValueError for what is no index.
    """
    try:
        packed = zstandard.ZstdDecompressor().decompress(base64.b64decode(index), max_output_size=_SIZE)
    except zstandard.ZstdError as error:
        raise ValueError(f"no index: {error}") from error
    if len(packed) * 8 < _SIZE:
        raise ValueError("half an index")
    return any(all(packed[code >> 3] >> (code & 7) & 1 for code in codes) for codes in needles)
