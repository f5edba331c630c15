"""The one form of an address: what is decided without parsing is what parsing decides."""

from ipaddress import IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beartrap.engine.address_text import canonical

_NUMBERS = st.sampled_from(
    ["0", "1", "9", "10", "99", "100", "199", "249", "250", "255", "256", "300", "01", "", "١", "-1", "1\n"]
)


def _parsed(text: str) -> str | None:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)


@given(st.lists(_NUMBERS, min_size=3, max_size=5).map(".".join) | st.ip_addresses().map(str) | st.text(max_size=12))
def test_the_fast_way_is_the_parsers(text: str) -> None:
    assert canonical(text) == _parsed(text)


@pytest.mark.parametrize(
    ("text", "one_form"),
    [("::ffff:192.0.2.1", "192.0.2.1"), (" 192.0.2.1\n", "192.0.2.1"), ("2001:DB8::0:1", "2001:db8::1")],
)
def test_other_spellings_come_to_the_one_form(text: str, one_form: str) -> None:
    assert canonical(text) == one_form
