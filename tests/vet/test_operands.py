"""What of an operand is its essence: the host that is spoken with, and not a file beside a page."""

import pytest

from beartrap.vet.behaviours.operands import host


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("https://user:pw@Collect.Example.invalid:8443/x?y", "collect.example.invalid"),
        ("//collect.example.invalid/x.js", "collect.example.invalid"),
        ("collect.example.invalid:4444", "collect.example.invalid"),
        ("a@collect.example.invalid", "collect.example.invalid"),
        ("collect.example.md/x", "collect.example.md"),
        ("collect.md:53", "collect.md"),
        ("{}.collect.example.invalid", "{}.collect.example.invalid"),
        ("_404.md", "{}"),
        ("config.json", "{}"),
        ("/api/v1/items", "{}"),
        ("{}", "{}"),
    ],
)
def test_the_host_that_a_text_names(text, name):
    assert host(text) == name
