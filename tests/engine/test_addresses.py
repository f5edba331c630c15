"""The fast matcher of addresses against the standard library's own."""

from ipaddress import ip_address, ip_network

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beartrap.engine.address_text import as_network, canonical
from beartrap.engine.addresses import AddressMatcher

FOUR = st.ip_addresses(v=4, network="192.0.2.0/23").map(str)
SIX = st.ip_addresses(v=6, network="2001:db8::/120").map(str)
NETWORKS = st.builds(
    lambda address, length: str(ip_network(f"{address}/{length}", strict=False)),
    FOUR,
    st.integers(0, 32),
) | st.builds(lambda address, length: str(ip_network(f"{address}/{length}", strict=False)), SIX, st.integers(0, 128))
VALUES = (
    st.none() | FOUR | SIX | SIX.map(str.upper) | st.sampled_from(["x.example", "", "1.2.3", "256.1.1.1", "01.2.3.4"])
)


def pairs(networks: list[str], values: list[str | None]) -> set[tuple[int, int]]:
    ones, others = AddressMatcher(networks).match(pa.array(values, pa.string()))
    return set(zip(ones.tolist(), others.tolist(), strict=True))


@settings(deadline=None, max_examples=100)
@given(st.lists(NETWORKS | FOUR | SIX, max_size=6), st.lists(VALUES, max_size=10))
def test_fast_and_plain_agree(networks: list[str], values: list[str | None]) -> None:
    first: dict[object, int] = {}
    for position, network in enumerate(networks):
        first.setdefault(ip_network(network, strict=False), position)
    expected = {
        (i, position)
        for i, value in enumerate(values)
        if value is not None and canonical(value) is not None
        for network, position in first.items()
        if ip_address(value) in network  # type: ignore[operator]
    }
    assert pairs(networks, values) == expected


def test_neighbours_of_an_address_and_of_a_network() -> None:
    values = [
        "192.0.2.1",
        "192.0.2.10",
        "192.0.2.2",
        "198.51.100.255",
        "198.51.101.0",
        "1192.0.2.1",
        "192.0.2.1.example",
    ]
    assert pairs(["192.0.2.1", "198.51.100.0/24"], values) == {(0, 0), (3, 1)}


def test_the_same_address_in_other_writings() -> None:
    values = ["2001:0DB8::0001", "2001:db8:0:0:0:0:0:1", "2001:db8::2", "::ffff:192.0.2.1"]
    assert pairs(["2001:db8::1", "192.0.2.1"], values) == {(0, 0), (1, 0), (3, 1)}
    assert pairs(["::ffff:192.0.2.0/120"], ["192.0.2.77"]) == {(0, 0)}


def test_nothing_to_look_for() -> None:
    assert pairs([], ["192.0.2.1"]) == set()


def test_what_is_no_network_is_refused() -> None:
    for text in ("x.example", "10.0.0.0/33", ""):
        with pytest.raises(ValueError, match=r"."):
            as_network(text)
