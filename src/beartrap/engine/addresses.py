"""Matching many addresses and networks, IPv4 and IPv6, against distinct values."""

from collections import defaultdict
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, ip_address

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from beartrap.engine.address_text import as_network, canonical

Ints = npt.NDArray[np.int64]

MOST_TEXTS = 10_000
"""Single addresses that are compared as text, without parsing; Arrow builds a hash table of them for each call."""
_OCTET = "(?:0|[1-9][0-9]{0,2})"
_IPV4 = rf"^{_OCTET}(?:\.{_OCTET}){{3}}$"
_WEIGHTS = np.array([1 << 24, 1 << 16, 1 << 8, 1], np.int64)


class AddressMatcher:
    """A set of addresses and networks in CIDR form, made ready once. Raises ValueError for what is neither."""

    def __init__(self, networks: Sequence[str]) -> None:
        """Where two are the same, the first stands for both."""
        four: dict[int, dict[int, int]] = defaultdict(dict)
        self._six: dict[int, dict[int, int]] = defaultdict(dict)
        plain, numbers = _parse_four(pa.array(networks, pa.string()))  # a million single addresses in one step
        single = dict(zip(plain.tolist(), numbers.tolist(), strict=True))
        for position, text in enumerate(networks):
            if position in single:
                four[32].setdefault(single[position], position)
                continue
            network = as_network(text)
            kind = four if isinstance(network, IPv4Network) else self._six
            kind[network.prefixlen].setdefault(int(network.network_address), position)
        self._four = {
            length: (np.array(sorted(places), np.int64), np.array([places[key] for key in sorted(places)], np.int64))
            for length, places in four.items()
        }
        self._texts = pa.array([str(IPv4Address(number)) for number in four.get(32, {})], pa.string())

    def match(self, values: pa.Array) -> tuple[Ints, Ints]:
        """Return positions in `values` (strings; null and what is no address match nothing) and in the networks, pairwise."""
        nothing = np.empty(0, np.int64)
        if not self._four and not self._six:
            return nothing, nothing
        ones, others = [nothing], [nothing]
        rows, addresses = self._likely_four(values)
        for length, (keys, positions) in self._four.items():
            masked = addresses >> (32 - length) << (32 - length)
            places = np.minimum(np.searchsorted(keys, masked), len(keys) - 1)
            same = keys[places] == masked
            ones.append(rows[same])
            others.append(positions[places[same]])
        six_rows, six_positions = self._match_six(values)
        return np.concatenate([*ones, six_rows]), np.concatenate([*others, six_positions])

    def _likely_four(self, values: pa.Array) -> tuple[Ints, Ints]:
        """Parse the IPv4 addresses among `values`; where no network is looked for, only those whose text is known."""
        if set(self._four) <= {32} and len(self._texts) <= MOST_TEXTS:
            rows = np.flatnonzero(pc.is_in(values, self._texts).to_numpy(zero_copy_only=False)).astype(np.int64)
            _, addresses = _parse_four(values.take(pa.array(rows)))
            return rows, addresses
        return _parse_four(values)

    def _match_six(self, values: pa.Array) -> tuple[Ints, Ints]:
        found: list[tuple[int, int]] = []
        for row in np.flatnonzero(pc.fill_null(pc.match_substring(values, ":"), False).to_numpy(zero_copy_only=False)):
            text = canonical(values[int(row)].as_py())
            if text is not None:
                found += [(int(row), position) for position in self._look_up(text)]
        pairs = np.array(found, np.int64).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]

    def _look_up(self, text: str) -> list[int]:
        address = ip_address(text)
        number = int(address)
        if address.version == 4:
            return self._look_up_four(number)
        found = (places.get(number >> (128 - n) << (128 - n)) for n, places in self._six.items())
        return [position for position in found if position is not None]

    def _look_up_four(self, number: int) -> list[int]:
        found = []
        for length, (keys, positions) in self._four.items():
            masked = number >> (32 - length) << (32 - length)
            place = int(np.searchsorted(keys, masked))
            if place < len(keys) and int(keys[place]) == masked:
                found.append(int(positions[place]))
        return found


def _parse_four(values: pa.Array) -> tuple[Ints, Ints]:
    """Return the positions of the IPv4 addresses among `values`, and the addresses as numbers."""
    shaped = pc.fill_null(pc.match_substring_regex(values, _IPV4), False)
    rows = np.flatnonzero(shaped.to_numpy(zero_copy_only=False)).astype(np.int64)
    if not len(rows):
        return rows, rows
    octets = pc.split_pattern(values.take(pa.array(rows)), ".").flatten().cast(pa.int64()).to_numpy().reshape(-1, 4)
    valid = (octets <= 255).all(axis=1)
    return rows[valid], (octets[valid] * _WEIGHTS).sum(axis=1)
