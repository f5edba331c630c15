"""Commands that stand in files of other formats: each with its line, the time at which it would run, and its language."""

import html
import re
from collections.abc import Iterator

from beartrap.model.frozen import frozen
from beartrap.model.regex import regex
from beartrap.vet.behaviour import When
from beartrap.vet.source.texts.blocks import between, joined, row_of

COMMANDS = 2_000
"""Commands of one file; a configure script has some hundreds that matter."""


@frozen
class Command:
    """A piece of code within another file."""

    row: int
    text: str
    when: When
    language: str = "shell"


@frozen
class Left:
    """Commands that were left out, said in words."""

    why: str


_EXEC = regex(
    r"^\s*(?:Exec(?:Start|StartPre|StartPost|Stop|StopPost|Reload|Condition)?|TryExec|Command)\s*=\s*[-@+!]*(.+)$"
)
_CRON = regex(r"\s*+(?:@\w++|(?:[\d*/,-]++\s++){5})\s*+(?:root\s++|\w++\s++(?=/))?(\S.+)")
_ARRAY = regex(r"<key>(?:ProgramArguments|Program)</key>\s*<array>")
_ARRAY_ENDS = regex(r"</array>")
_PROGRAM = regex(r"<key>(?:ProgramArguments|Program)</key>\s*<string>")
_STRING, _STRING_ENDS = regex(r"<string>"), regex(r"</string>")


def of_unit(text: str) -> Iterator[Command]:
    """Yield what systemd units, desktop entries, property lists and cron tables start."""
    for program in between(text, _PROGRAM, _STRING_ENDS):
        yield Command(row_of(text, program.start), joined([html.unescape(program.inside)]), When.START)
    for program in between(text, _ARRAY, _ARRAY_ENDS):
        words = [html.unescape(one.inside) for one in between(program.inside, _STRING, _STRING_ENDS)]
        yield Command(row_of(text, program.start), joined(words), When.START)
    for row, line in enumerate(text.split("\n"), 1):
        found = _EXEC.match(line) or (_CRON.match(line) if not line.lstrip().startswith("#") else None)
        if found:
            said = found[1].strip().strip("\"'") if found[1].count('"') == 1 else found[1].strip()
            yield Command(row, said.replace("\\\\", "\\") if "=" in found[0][: found.start(1)] else said, When.START)


_RUN = regex(
    r"^(\s*)(?:-\s+)?(?:run|script|before_script|after_script|command|entrypoint|entry|cmd|init|before|prebuild|sh):\s*(.*)$"
)
_GITHUB = regex(r"\$\{\{((?:(?!\}\}|\$\{\{).)*+)\}\}")


_OWN_TOKEN = regex(
    r"^([ \t]+)([\w-]+):[ \t]*\n(?:\1[ \t]+[^\n]*\n){0,6}?\1[ \t]+default:[ \t]*[\"']?\$\{\{[ \t]*github\.token\b",
    re.MULTILINE,
)


def with_own_token(text: str) -> str:
    """Return an action's manifest with the run's own token where it is handed in, as its `default` says that it is."""
    for _, name in _OWN_TOKEN.findall(text):
        text = re.sub(rf"\binputs\.{re.escape(name)}(?![\w-])", "github.token", text)
    return text


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
        inside = match[1].strip()
        if re.search(r"toJSON\(\s*(?:secrets|env)\s*\)", inside, re.IGNORECASE):
            return "$(env)"
        return "$" + re.sub(r"\W+", "_", inside.replace("secrets.", "secret_token_")).strip("_")

    def seen(match: re.Match[str]) -> str:  # the service puts a secret in before the shell sees the quotes
        return f'"{match[1]}"' if "$secret_token_" in match[1] else match[0]

    return _SINGLE.sub(seen, _GITHUB.sub(variable, text))


_SINGLE = regex(r"'([^'\"\n]*+)'")


_GENERATE = regex(r"^//go:generate[ \t]+(.+)$", re.MULTILINE)
_TOKEN = regex(
    r"(/\*.*?(?:\*/|\Z))|((?://[^\n]*+(?:\n[ \t]*+|\Z))++)|\"(?:[^\"\\\n]|\\.)*+\"?|`[^`]*+`?|'(?:[^'\\\n]|\\.)*+'?",
    re.DOTALL,
)
"""Comments of Go, of either kind, and what may look like their beginning and is none."""
_IMPORTS_C = regex(r"\s*+(?:import\b)?+[\s(]*+\"C\"")
_MARKS = regex(r"^[ \t]*//", re.MULTILINE)


def of_go(text: str) -> Iterator[Command]:
    """Yield what `go generate` runs, and the C that stands before `import "C"`."""
    for match in _GENERATE.finditer(text):
        yield Command(row_of(text, match.start()), match[1].strip(), When.CALL)
    said: list[str] = []
    start = end = 0
    for match in _TOKEN.finditer(text) if '"C"' in text else ():
        comment = match[1][2:].removesuffix("*/") if match[1] else _MARKS.sub("", match[2] or "")
        if not comment or text[end : match.start()].strip():
            said = []
        if not comment:
            continue
        start = start if said else match.start()
        said.append(comment)
        end = match.end()
        if _IMPORTS_C.match(text, end):
            yield Command(row_of(text, start), "\n".join(said), When.IMPORT, "c")
            said = []


_SCRIPT, _SCRIPT_ENDS = regex(r"<script\b", re.IGNORECASE), regex(r"</script", re.IGNORECASE)


def of_page(text: str) -> Iterator[Command]:
    """Yield the scripts of a page."""
    for script in between(text, _SCRIPT, _SCRIPT_ENDS):
        attributes, _, code = script.inside.partition(">")
        if "json" not in attributes.lower() and code.strip():
            yield Command(row_of(text, script.at + len(attributes)), code, When.CALL, "javascript")
