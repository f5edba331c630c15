"""Names that native code makes of what it knows."""

import pytest

from beartrap.vet.binary.zones import told_in_names
from beartrap.vet.kinds import Kind
from vet.binary.binary_lab import subject

KNOWS = {"getaddrinfo", "gethostname", "snprintf"}


@pytest.mark.parametrize(
    ("names", "text", "found"),
    [
        (KNOWS, b"%s.%s.zone.amber-linden.invalid", True),
        ({"res_query", "getenv"}, b"%.60s.x.amber-linden.invalid", True),
        (KNOWS, b"%s.amber-linden.invalid", False),
        (KNOWS, b"%d.%d.%d.%d.list.amber-linden.invalid", False),
        (KNOWS, b"%s.%s.local", False),
        (KNOWS, b"cannot find %s.%s in amber-linden.invalid", False),
        ({"gethostname", "snprintf"}, b"%s.%s.zone.amber-linden.invalid", False),
        ({"getaddrinfo", "snprintf"}, b"%s.%s.zone.amber-linden.invalid", False),
    ],
)
def test_facts_in_a_name(names: set[str], text: bytes, found: bool) -> None:
    told = list(told_in_names(subject(b"\x7fELF\0" + text + b"\0", Kind.ELF), names))
    assert bool(told) == found
