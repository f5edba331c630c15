"""Matching many domains, with their subdomains, against distinct names: one hash for each label boundary, no loop.

A domain matches a name that equals it or ends in a dot and it; case and trailing dots do not matter. Every suffix
that begins at a label gets a 64-bit polynomial hash out of one running sum over all bytes (so each costs a
subtraction and a product); a bit table and a sorted array sift them, and what is left is compared as text. A
collision, chance or made, costs time and never a result.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]

LONGEST_NAME = 1024
"""Characters up to which a name goes the fast way. DNS allows 255; what is longer is garbage, and is matched plainly."""
SHORTEST = 2
"""Bytes of the shortest domain that is matched: there is no top-level domain of one letter."""
CHUNK = 16_384
"""Names hashed at a time: their bytes and the powers then stay near the processor."""
_BASE = np.uint64(0x100000001B3)
_INVERSE = np.uint64(pow(0x100000001B3, -1, 1 << 64))
_MIX = np.uint64(0x9E3779B97F4A7C15)
_DOT = ord(".")
_TABLE_SHARE = 16
"""Places in the bit table for each domain: about one suffix in sixteen passes by chance."""


def canonical(name: str) -> str:
    """Return a name as it is matched: lower case, no trailing dots, a name in other scripts as its ASCII form."""
    plain = name.rstrip(".").lower()
    if plain.isascii():
        return plain
    try:
        return plain.encode("idna").decode("ascii")
    except UnicodeError:
        return plain


def suffixes(name: str) -> Iterator[str]:
    """Yield a canonical name and all domains above it, the longest first."""
    yield name
    for position, character in enumerate(name):
        if character == ".":
            yield name[position + 1 :]


class DomainMatcher:
    """A set of domains, made ready once; `match` may be called from several threads only with a matcher each."""

    def __init__(self, domains: Sequence[str]) -> None:
        """`domains` are matched in canonical form; where two are the same, the first stands for both."""
        self._positions: dict[str, int] = {}
        for position, domain in enumerate(domains):
            self._positions.setdefault(canonical(domain), position)
        for useless in [domain for domain in self._positions if len(domain) < SHORTEST]:
            del self._positions[useless]
        self._powers = np.ones(1, np.uint64)
        self._inverses = np.ones(1, np.uint64)
        self._hashes = np.sort(self._hash_all(list(self._positions)))
        bits = max(16, (len(self._hashes) * _TABLE_SHARE).bit_length())
        self._shift = np.uint64(64 - bits)
        self._table = np.zeros(1 << bits, np.bool_)
        self._table[self._places(self._hashes)] = True
        self._endings = _endings(self._positions)

    def match(self, names: pa.Array) -> tuple[Ints, Ints]:
        """Return positions in `names` (strings, distinct for speed; null matches nothing) and in the domains, pairwise.

        A name below two of the domains comes twice.
        """
        if not self._positions or not len(names):
            return np.empty(0, np.int64), np.empty(0, np.int64)
        plain = pc.ascii_rtrim(pc.ascii_lower(names), characters=".")
        likely = self._with_known_ending(plain)
        plain = plain.take(pa.array(likely))
        found: list[tuple[int, int]] = []
        for start in range(0, len(plain), CHUNK):
            found += self._match_chunk(plain.slice(start, CHUNK), start)
        pairs = np.array(found, np.int64).reshape(-1, 2)
        return likely[pairs[:, 0]], pairs[:, 1]

    def match_one(self, name: str) -> list[int]:
        """Return the positions of the domains that match one name: the plain way, and the test's oracle."""
        return [self._positions[part] for part in suffixes(canonical(name)) if part in self._positions]

    def _with_known_ending(self, names: pa.Array) -> Ints:
        """Return the positions of the names whose last two bytes are those of some domain, or that are not ASCII."""
        data, offsets = _bytes_of(names)
        keep = np.zeros(len(names), np.bool_)
        long_enough = np.flatnonzero(np.diff(offsets) >= SHORTEST)
        ends = offsets[long_enough + 1]
        keep[long_enough] = self._endings[data[ends - 2].astype(np.int64) << 8 | data[ends - 1]]
        high = np.flatnonzero(data > 127)
        keep[np.searchsorted(offsets, high, side="right") - 1] = True
        likely: Ints = np.flatnonzero(keep).astype(np.int64)
        return likely

    def _match_chunk(self, names: pa.Array, base: int) -> list[tuple[int, int]]:
        data, offsets = _bytes_of(names)
        slow = _needs_plain_way(names, data, offsets)
        found = [(base + i, position) for i in slow for position in self.match_one(names[i].as_py())]
        owners, starts, hashes = self._suffix_hashes(data, offsets)
        likely = np.flatnonzero(self._table[self._places(hashes)])
        places = np.searchsorted(self._hashes, hashes[likely])
        places[places == len(self._hashes)] = 0
        sure = likely[self._hashes[places] == hashes[likely]]
        skip = set(slow)
        raw = data.tobytes() if len(sure) else b""
        for owner, start in zip(owners[sure].tolist(), starts[sure].tolist(), strict=True):
            text = raw[start : int(offsets[owner + 1])].decode("utf-8", "replace")
            position = self._positions.get(text)
            if position is not None and owner not in skip:
                found.append((base + owner, position))
        return found

    def _suffix_hashes(self, data: npt.NDArray[np.uint8], offsets: Ints) -> tuple[Ints, Ints, Hashes]:
        """Return for each suffix that begins at a label: whose it is, where it begins, its hash."""
        dots = np.flatnonzero(data == _DOT).astype(np.int64)
        of_dots = np.searchsorted(offsets, dots, side="right").astype(np.int64) - 1
        filled = np.flatnonzero(offsets[1:] > offsets[:-1]).astype(np.int64)
        owners = np.concatenate([filled, of_dots])
        starts = np.concatenate([offsets[filled], dots + 1])
        return owners, starts, self._hash(data, starts, offsets[owners + 1])

    def _hash(self, data: npt.NDArray[np.uint8], starts: Ints, ends: Ints) -> Hashes:
        self._grow(len(data) + 1)
        sums = np.zeros(len(data) + 1, np.uint64)
        np.cumsum(data * self._powers[: len(data)], dtype=np.uint64, out=sums[1:])
        hashes: Hashes = (sums[ends] - sums[starts]) * self._inverses[starts]
        return hashes

    def _hash_all(self, domains: list[str]) -> Hashes:
        parts = [np.empty(0, np.uint64)]
        for start in range(0, len(domains), CHUNK):
            data, offsets = _bytes_of(pa.array(domains[start : start + CHUNK], pa.string()))
            parts.append(self._hash(data, offsets[:-1], offsets[1:]))
        return np.concatenate(parts)

    def _places(self, hashes: Hashes) -> npt.NDArray[np.uint64]:
        places: npt.NDArray[np.uint64] = (hashes * _MIX) >> self._shift
        return places

    def _grow(self, size: int) -> None:
        if size > len(self._powers):
            ones = np.ones(1, np.uint64)
            self._powers = np.concatenate([ones, np.cumprod(np.full(size, _BASE), dtype=np.uint64)])
            self._inverses = np.concatenate([ones, np.cumprod(np.full(size, _INVERSE), dtype=np.uint64)])


def _endings(domains: Iterable[str]) -> npt.NDArray[np.bool_]:
    """Return, for each pair of bytes, whether a domain ends in it."""
    endings = np.zeros(1 << 16, np.bool_)
    for first, last in {domain.encode()[-2:] for domain in domains}:
        endings[first << 8 | last] = True
    return endings


def _bytes_of(names: pa.Array) -> tuple[npt.NDArray[np.uint8], Ints]:
    """Return the bytes of a string array and its offsets into them, without the nulls' own bytes (they have none)."""
    _, offset_buffer, data_buffer = names.buffers()
    raw = np.frombuffer(offset_buffer, np.int32, len(names) + 1, 4 * names.offset).astype(np.int64)
    if data_buffer is None or not data_buffer.size:
        return np.empty(0, np.uint8), np.zeros(len(names) + 1, np.int64)
    data = np.frombuffer(data_buffer, np.uint8)[raw[0] : raw[-1]]
    return data, raw - raw[0]


def _needs_plain_way(names: pa.Array, data: npt.NDArray[np.uint8], offsets: Ints) -> list[int]:
    """Return the positions of names that are too long or not ASCII; nulls are none of them."""
    odd = np.diff(offsets) > LONGEST_NAME
    high = np.flatnonzero(data > 127)
    if len(high):
        odd[np.searchsorted(offsets, high, side="right") - 1] = True
    return [int(i) for i in np.flatnonzero(odd) if names[int(i)].is_valid]
