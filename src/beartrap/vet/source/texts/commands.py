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


_RUN = re.compile(r"^(\s*)(?:-\s+)?(?:run|script|before_script|after_script|command|entrypoint):\s*(.*)$")
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

    return _GITHUB.sub(variable, text)


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
_OF_INTEREST = re.compile(
    r"\beval\b|\|\s*(?:\S*/)?(?:ba|z|k|da)?sh\b|\|\s*\$\{?SHELL\b|\bbase64\b|\bxxd\b|\bxz\b|\bcurl\b|\bwget\b|/dev/tcp/|\bpython\d?\s+-c|\bperl\s+-e|\bnc\s|openssl|\bcrontab\b|systemctl|~/\.|\$HOME/\.|/etc/"
)


def of_build(path: str, text: str) -> Iterator[Command]:
    """Yield what build files run: recipes, custom commands, `Exec` tasks, and lines of configure and m4 that matter."""
    for pattern in (_SHELL_CALL, _TARGETS, _GYP, _PROCESS):
        for match in pattern.finditer(text):
            inside = next((group for group in match.groups() if group), "")
            yield Command(text.count("\n", 0, match.start()) + 1, html.unescape(inside), When.INSTALL)
    for match in _DOWNLOAD.finditer(text):
        rest = _PROCESS.findall(text, match.end())
        called = next((one for one in rest if match[2] in one), None)
        if called is not None:
            line = f"curl -o {match[2]} {match[1]}\n{called}"
            yield Command(text.count("\n", 0, match.start()) + 1, line, When.INSTALL)
    name = path.rsplit("/", 1)[-1].lower()
    if name.startswith("dockerfile") or name.endswith(".dockerfile"):
        yield from _lines(text, _DOCKER, When.CALL)
    elif "make" in name or name.endswith(".mk") or ("\n\t" in text[:20_000] and name.endswith((".in", ".am"))):
        yield from _lines(text.replace("\\\n", " "), _RECIPE, When.INSTALL)
    if name.endswith((".m4", ".ac", ".in", ".am")) or name == "configure":
        for row, line in enumerate(text.split("\n"), 1):
            if _OF_INTEREST.search(line) and not line.lstrip().startswith(("#", "dnl")):
                yield Command(row, line.strip(), When.INSTALL)


def _lines(text: str, pattern: re.Pattern[str], when: When) -> Iterator[Command]:
    for row, line in enumerate(text.split("\n"), 1):
        match = pattern.match(line)
        if match and _OF_INTEREST.search(line):
            yield Command(row, re.sub(r"\$\((\w+)\)", r"$\1", match[1]).replace("$$", "$"), when)


_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script", re.DOTALL | re.IGNORECASE)


def of_page(text: str) -> Iterator[Command]:
    """Yield the scripts of a page."""
    for match in _SCRIPT.finditer(text):
        if "json" not in match[1].lower() and match[2].strip():
            yield Command(text.count("\n", 0, match.start(2)) + 1, match[2], When.CALL, "javascript")
