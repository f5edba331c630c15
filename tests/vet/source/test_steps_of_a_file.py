"""Steps from one version of a function to the next: readers of data that give way to those that make objects, questions that are asked less often."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from source_lab import Version

from beartrap.model.finding import Severity
from beartrap.vet.behaviour import Behaviour
from beartrap.vet.source_guards import GuardAnalyser


def _steps() -> Iterator[tuple[str, str, str, str]]:
    """Sections begin with `=== path`, with `harmless` behind it for near misses, `mild` for what weighs less."""
    for listed in sorted(Path(__file__).with_name("steps").glob("*.txt")):
        for section in re.split(r"^=== ", listed.read_text(), flags=re.MULTILINE)[1:]:
            head, body = section.split("\n", 1)
            path, kind = (*head.split(), "")[:2]
            old, new = re.split(r"^--- new\n", body.removeprefix("--- old\n"), flags=re.MULTILINE)
            yield path, old, new, kind


@pytest.mark.parametrize(("path", "old", "new", "kind"), list(_steps()))
def test_what_a_step_weakens_is_told_and_what_looks_like_it_is_not(path: str, old: str, new: str, kind: str) -> None:
    before = Version({path: old})
    seen = GuardAnalyser().look(before, Version({path: new}, trusted=before))
    found = [one for one in seen if isinstance(one, Behaviour)]
    assert [one.severity for one in found] == {"harmless": [], "mild": [Severity.MEDIUM]}.get(kind, [Severity.HIGH])
