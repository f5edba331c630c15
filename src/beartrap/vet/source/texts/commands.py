"""Commands that stand in files of other formats: each with its line, the time at which it would run, and its language."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from beartrap.vet.behaviour import When

COMMANDS = 2_000
"""Commands of one file; a configure script has some hundreds that matter."""


@dataclass(frozen=True, slots=True)
class Command:
    """A piece of code within another file."""

    row: int
    text: str
    when: When
    language: str = "shell"


_EXEC = re.compile(
    r"^\s*(?:Exec(?:Start|StartPre|StartPost|Stop|StopPost|Reload|Condition)?|TryExec|Command)\s*=\s*[-@+!]*(.+)$"
)
_CRON = re.compile(r"^\s*(?:@\w+|(?:[\d*/,-]+\s+){5})\s*(?:root\s+|\w+\s+(?=/))?(\S.+)$")
_PLIST = re.compile(
    r"<key>(?:ProgramArguments|Program)</key>\s*(?:<array>(.*?)</array>|<string>(.*?)</string>)", re.DOTALL
)
_STRING = re.compile(r"<string>(.*?)</string>", re.DOTALL)


def of_unit(text: str) -> Iterator[Command]:
    """Yield what systemd units, desktop entries, property lists and cron tables start."""
    for match in _PLIST.finditer(text):
        words = _STRING.findall(match[1]) if match[1] else [match[2] or ""]
        yield Command(
            text.count("\n", 0, match.start()) + 1, _joined([html.unescape(word) for word in words]), When.START
        )
    for row, line in enumerate(text.split("\n"), 1):
        found = _EXEC.match(line) or (_CRON.match(line) if not line.lstrip().startswith("#") else None)
        if found:
            yield Command(
                row, found[1].strip().strip("\"'") if found[1].count('"') == 1 else found[1].strip(), When.START
            )


def _joined(words: list[str]) -> str:
    return " ".join(f"'{word}'" if re.search(r"[\s|;&$<>]", word) and "'" not in word else word for word in words)


_RUN = re.compile(
    r"^(\s*)(?:-\s+)?(?:run|script|before_script|after_script|command|entrypoint|entry|cmd|init|before|prebuild|sh):\s*(.*)$"
)
_GITHUB = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")


def of_workflow(text: str) -> Iterator[Command]:
    """Yield the steps that a build service runs; its secrets become variables of the environment."""
    lines = text.split("\n")
    position = 0
    while position < len(lines):
        match = _RUN.match(lines[position])
        row, position = position + 1, position + 1
        if not match:
            continue
        if match[2].strip()[:1] not in ("|", ">", ""):
            yield Command(row, _with_secrets(match[2].strip().strip("\"'")), When.CALL)
            continue
        block: list[str] = []
        while position < len(lines) and (
            not lines[position].strip() or len(lines[position]) - len(lines[position].lstrip()) > len(match[1])
        ):
            block.append(
                lines[position].strip().removeprefix("- ") if match[2].strip() == "" else lines[position].strip()
            )
            position += 1
        yield Command(row + 1, _with_secrets("\n".join(block)), When.CALL)


def _with_secrets(text: str) -> str:
    def variable(match: re.Match[str]) -> str:
        inside = match[1]
        if re.search(r"toJSON\(\s*(?:secrets|env)\s*\)", inside, re.IGNORECASE):
            return "$(env)"
        return "$" + re.sub(r"\W+", "_", inside.replace("secrets.", "secret_token_")).strip("_")

    return _SINGLE.sub(r'"\1"', _GITHUB.sub(variable, text))


_SINGLE = re.compile(r"'([^'\"\n]*\$secret_token_[^'\"\n]*)'")
"""The service puts a secret in before the shell sees the quotes."""


_RECIPE = re.compile(r"^\t[@+-]*(.+)$")
_SHELL_CALL = re.compile(r"\$\(shell\s+([^)]+(?:\([^)]*\)[^)]*)*)\)")
_TARGETS = re.compile(
    r"<(?:Exec\b[^>]*?\bCommand|PostBuildEvent|PreBuildEvent)\s*(?:=\s*\"([^\"]*)\"|>([^<]*)<)", re.IGNORECASE
)
_GYP = re.compile(r"<!@?\(\s*((?:[^()]|\([^()]*\))*)\)")
_PROCESS = re.compile(
    r"(?:execute_process|add_custom_command|add_custom_target)\s*\((?:[^()]|\([^()]*\)){0,400}?\bCOMMAND\s+((?:[^()]|\([^()]*\)){1,600})\)",
    re.DOTALL | re.IGNORECASE,
)
_DOWNLOAD = re.compile(r"\bfile\s*\(\s*DOWNLOAD\s+\"?(\S+?)\"?\s+\"?([^\s\")]+)", re.IGNORECASE)
_DOCKER = re.compile(r"^\s*RUN\s+(.+)$", re.IGNORECASE)
_CODE = re.compile(r"<Code\b([^>]*)>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</Code>", re.DOTALL | re.IGNORECASE)
"""A task of MSBuild whose code stands in the project."""
_FETCHED = re.compile(r"<DownloadFile\b[^>]*?\bSourceUrl=\"([^\"]+)\"", re.IGNORECASE)
_WORDS = re.compile(
    r"\b(?:run_command|add_(?:install|postconf|dist)_script|repository_ctx\.execute|\w*ctx\.execute)\s*\(\s*\[?([^)\]]{1,800})|[\"']?\b(?:command|action)[\"']?\s*:\s*\[([^\]]{1,800})\]"
)
"""Meson's, Bazel's and gyp's commands, word by word."""
_RULE = re.compile(r"\bcmd(?:_bash|_bat|_ps)?\s*=\s*(?:\"{3}(.*?)\"{3}|\"((?:[^\"\\]|\\.)*)\")", re.DOTALL)
_QUOTED = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'")
_STEP = re.compile(
    r"\b(?:CONFIGURE|BUILD|INSTALL|PATCH|UPDATE|DOWNLOAD|TEST)_COMMAND\s+((?:\"[^\"]*\"|[^\s()\"]+)(?:\s+(?:\"[^\"]*\"|(?![A-Z_]{4,}\b)[^\s()\"]+))*)|\bexec_program\s*\(\s*([^()]+)\)"
)
"""Steps of CMake's external projects."""
_SET = re.compile(
    r"\bset\s*\(\s*(\w+)\s+\"?([^\"()]{1,400})\"?\s*\)|^\s*(\w+)\s*[:?]?=\s*(.{1,400})$|<(\w+)>([^<>\n]{1,400})</\5>",
    re.MULTILINE | re.IGNORECASE,
)
_USED = re.compile(r"\$[({](\w+)[)}]")
_MOST_VARIABLES = 400
_OF_INTEREST = re.compile(
    r"\beval\b|\|\s*(?:\S*/)?(?:ba|z|k|da)?sh\b|\|\s*\$\{?SHELL\b|\bbase64\b|\bxxd\b|\bxz\b|\bcurl\b|\bwget\b|/dev/tcp/|\bpython\d?\s+-c|\bperl\s+-e|\bnc\s|openssl|\bcrontab\b|systemctl|~/\.|\$HOME/\.|/etc/"
)


def of_build(path: str, text: str) -> Iterator[Command]:
    """Yield what build files run: recipes, custom commands, tasks and their code, and lines of configure and m4 that matter."""
    values = _variables(text)
    for pattern in (_SHELL_CALL, _TARGETS, _GYP, _PROCESS, _STEP, _RULE):
        for match in pattern.finditer(text):
            inside = next((group for group in match.groups() if group), "")
            yield Command(_row(text, match.start()), _filled(html.unescape(inside), values), When.INSTALL)
    for match in _WORDS.finditer(text):
        words = [first or second for first, second in _QUOTED.findall(match[1] or match[2])]
        yield Command(_row(text, match.start()), _filled(_joined(words), values), When.INSTALL)
    for match in _CODE.finditer(text):
        if "vb" not in match[1].lower():
            yield Command(_row(text, match.start(2)), match[2], When.INSTALL, "csharp")
    yield from _fetched(text, values)
    name = path.rsplit("/", 1)[-1].lower()
    if name.startswith("dockerfile") or name.endswith(".dockerfile"):
        yield from _lines(text, _DOCKER, When.CALL)
    elif "make" in name or name.endswith(".mk") or ("\n\t" in text[:20_000] and name.endswith((".in", ".am"))):
        yield from _lines(text.replace("\\\n", " "), _RECIPE, When.INSTALL, values)
    if name.endswith((".m4", ".ac", ".in", ".am")) or name == "configure":
        for row, line in enumerate(text.split("\n"), 1):
            if _OF_INTEREST.search(line) and not line.lstrip().startswith(("#", "dnl")):
                yield Command(row, line.strip(), When.INSTALL)


def _row(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _variables(text: str) -> dict[str, str]:
    """Return the variables that a build file sets to plain text, as CMake, make and MSBuild write them."""
    found: dict[str, str] = {}
    for match in _SET.finditer(text):
        name, value = (match[1], match[2]) if match[1] else (match[3], match[4]) if match[3] else (match[5], match[6])
        found.setdefault(name, value.strip())
        if len(found) >= _MOST_VARIABLES:
            break
    return found


def _filled(line: str, values: dict[str, str]) -> str:
    """Return a command with its variables put in, those in them as well."""
    for _ in range(3):
        if "$" not in line or len(line) > 20_000:
            break
        line = _USED.sub(lambda match: values.get(match[1], match[0]), line)
    return line


def _fetched(text: str, values: dict[str, str]) -> Iterator[Command]:
    """Yield what is downloaded and then run or included."""
    for match in _DOWNLOAD.finditer(text):
        target = match[2]
        rest = [
            next(filter(None, groups)) if isinstance(groups, tuple) else groups
            for groups in _PROCESS.findall(text, match.end())
        ]
        called = next((one for one in rest if target in one), None)
        included = re.search(rf"\binclude\s*\(\s*\"?{re.escape(target)}", text[match.end() :])
        if called is not None or included is not None:
            line = f"curl -o {target} {match[1]}\n{called or 'sh ' + target}"
            yield Command(_row(text, match.start()), _filled(line, values), When.INSTALL)
    fetched, started = _FETCHED.search(text), _TARGETS.search(text)
    if fetched is not None and started is not None:
        line = f"curl -o fetched {fetched[1]}\n./fetched {started[1] or ''}"
        yield Command(_row(text, fetched.start()), html.unescape(_filled(line, values)), When.INSTALL)


def _lines(text: str, pattern: re.Pattern[str], when: When, values: dict[str, str] | None = None) -> Iterator[Command]:
    for row, line in enumerate(text.split("\n"), 1):
        line = _filled(line, values) if values and line.startswith("\t") else line
        match = pattern.match(line)
        if match and _OF_INTEREST.search(line):
            yield Command(row, re.sub(r"\$\((\w+)\)", r"$\1", match[1]).replace("$$", "$"), when)


_GENERATE = re.compile(r"^//go:generate\s+(.+)$", re.MULTILINE)
_PREAMBLE = re.compile(r"/\*((?:[^*]|\*(?!/)){20,60000})\*/\s*import\s+\"C\"")


def of_go(text: str) -> Iterator[Command]:
    """Yield what `go generate` runs, and the C that stands before `import "C"`."""
    for match in _GENERATE.finditer(text):
        yield Command(_row(text, match.start()), match[1].strip(), When.CALL)
    for match in _PREAMBLE.finditer(text):
        yield Command(_row(text, match.start()), match[1], When.IMPORT, "c")


_CHECK = re.compile(
    r"\b(?:check_(?:c|cxx|fortran|objc)_source_(?:compiles|runs)|AC_(?:COMPILE|LINK|RUN)_IFELSE|AC_TRY_(?:COMPILE|LINK|RUN)|\w+\.(?:compiles|links|runs))\s*\((.{1,4000}?)(?:\n\s*\)|\)\s*\n|\]\s*,)",
    re.DOTALL | re.IGNORECASE,
)
_STRAY = re.compile(r"^[ \t]*[.,\x60@$?~^|<>=+%!-]{1,3}[ \t]*$", re.MULTILINE)


def broken_checks(text: str) -> Iterator[tuple[int, str]]:
    """Yield the line and text of signs that stand alone in the source of a check: no compiler takes it, whatever the system has."""
    for check in _CHECK.finditer(text):
        stray = _STRAY.search(check[1])
        if stray is not None and ("#include" in check[1] or "main" in check[1]):
            yield _row(text, check.start(1) + stray.start()), stray[0].strip()


_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script", re.DOTALL | re.IGNORECASE)


def of_page(text: str) -> Iterator[Command]:
    """Yield the scripts of a page."""
    for match in _SCRIPT.finditer(text):
        if "json" not in match[1].lower() and match[2].strip():
            yield Command(text.count("\n", 0, match.start(2)) + 1, match[2], When.CALL, "javascript")
