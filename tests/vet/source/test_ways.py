"""Ways that payloads take, inert and never run, each of which must be held; and what looks like them and must not be."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from source_lab import KINDS, look, package

from beartrap.model.finding import Severity
from beartrap.model.verdict import Admission
from beartrap.vet.behaviour import Behaviour
from beartrap.vet.verdict import judge

WAYS = Path(__file__).with_name("ways")
Way = tuple[dict[str, str | bytes], bool]


def ways() -> Iterator[tuple[str, Way]]:
    """Sections begin with `=== name`, with `harmless` behind it for near misses; a section of several files has `--- path` lines."""
    for listed in sorted(WAYS.glob("*.txt")):
        for section in re.split(r"^=== ", listed.read_text(), flags=re.MULTILINE)[1:]:
            head, body = section.split("\n", 1)
            name, *rest = head.split()
            parts = re.split(r"^--- (\S+)\n", body, flags=re.MULTILINE)
            files: dict[str, str | bytes] = dict(zip(parts[1::2], parts[2::2], strict=True)) or {name: body}
            yield f"{listed.stem}-{name}", (files, "harmless" in rest)


ALL = dict(ways())
_TO_A_HOST = frozenset({"network.contact", "network.stranger", "chain.caller-to-network"})


@pytest.mark.parametrize("name", ALL)
def test_a_payload_is_held_and_what_looks_like_it_is_not(name: str) -> None:
    files, harmless = ALL[name]
    alone = [seen for path, text in files.items() if Path(path).suffix in KINDS for seen in look(path, text)]
    found = [seen for seen in (*alone, *package(files)) if isinstance(seen, Behaviour)]
    if harmless:  # in an update of what spoke with those hosts before
        found = [one for one in found if one.id not in _TO_A_HOST or one.severity > Severity.MEDIUM]
    assert (judge(found).verdict is Admission.ADMIT) == harmless, [(one.id, one.severity.name) for one in found]
