"""What is run and stands in a part of a document that is not taken apart is a gap; what is only read of it is none."""

import pytest
from source_lab import Version

from beartrap.model.coverage import Gap
from beartrap.model.question import Question
from beartrap.vet.source_packages import SourcePackages

RUNS = 'import os\nimport yaml\nwith open(os.path.join(os.path.dirname(__file__), "c.yaml")) as f:\n    said = yaml.safe_load(f)\nos.system(said["x"])\n'
SHOWS = RUNS.replace("os.system", "print")
LARGE = 'x: "make all"\ny: [' + ", ".join(f"a{number}" for number in range(60_000)) + "]\n"
MANY_NAMES = 'a: &a ["y", "y", "y", "y", "y", "y", "y", "y", "y"]\n' + "".join(
    f"{one}: &{one} [{', '.join([f'*{before}'] * 9)}]\n" for before, one in zip("abcdefg", "bcdefgh", strict=True)
) + "x: *h\n"  # fmt: skip


def gaps(code: str, document: str) -> list[Gap]:
    found = SourcePackages().look(Version({"p/__init__.py": code, "p/c.yaml": document}))
    return [one for one in found if isinstance(one, Gap) and Question.NEXT in one.questions]


@pytest.mark.parametrize("document", [LARGE, MANY_NAMES], ids=["large", "one table named many times"])
def test_what_is_run_and_was_not_taken_apart_is_told(document: str) -> None:
    assert ["too large to be taken apart" in one.why for one in gaps(RUNS, document)] == [True]


def test_what_is_only_shown_or_was_taken_apart_holds_nothing_up() -> None:
    assert not gaps(SHOWS, LARGE)
    assert not gaps(RUNS, 'x: "make all"\n')


@pytest.mark.parametrize(
    ("changed", "code", "holds"),
    [
        (set(), RUNS, False),
        ({"p/other.yaml"}, RUNS, False),
        ({"p/c.yaml"}, RUNS, True),
        ({"p/__init__.py"}, RUNS, True),
        (set(), RUNS.replace('"c.yaml"', '"c" + ".yaml"'), True),
    ],
)
def test_what_ran_out_of_the_same_document_before_holds_nothing_up(changed: set[str], code: str, holds: bool) -> None:
    files: dict[str, str | bytes] = {"p/__init__.py": code, "p/c.yaml": LARGE, "p/other.yaml": LARGE, "p/more.py": "import os\nimport p\nos.system('ls')\n"}  # fmt: skip
    changed = {"p/more.py", *changed}
    was = Version({**files, **dict.fromkeys(changed, "x: 1\n")}, changed=set())
    now = Version(files, changed=changed, trusted=was)
    found = [one for one in SourcePackages().look(now) if isinstance(one, Gap) and "taken apart" in one.why]
    assert [bool(one.questions) for one in found] == [holds]
