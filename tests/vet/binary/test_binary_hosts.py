"""What a host in a binary weighs by itself."""

import pytest

from beartrap.model.finding import Severity
from beartrap.vet.binary.hosts import weigh_host


@pytest.mark.parametrize(
    ("address", "weight"),
    [
        ("https://hooks.slack.com/services/T000/B000/x", Severity.HIGH),
        ("https://hooks.slack.com/services/...", None),
        ("https://docs.tool.example/", Severity.INFO),
        ("http://203.0.113.9/x", Severity.MEDIUM),
        ("http://127.0.0.1:80/", None),
    ],
)
def test_an_address_with_a_part_left_out_is_an_example(address: str, weight: Severity | None) -> None:
    host = address.partition("://")[2].partition("/")[0].partition(":")[0]
    assert weigh_host(host, address) is weight
