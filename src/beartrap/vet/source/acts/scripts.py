"""Scripts that code writes into files: what they would do, and when."""

import re
from pathlib import PurePosixPath

from beartrap.model.regex import regex
from beartrap.vet.behaviour import When
from beartrap.vet.decode.peel import layer
from beartrap.vet.source.events import Act
from beartrap.vet.source.knowledge.commands import INTERPRETERS, program
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.standing import stands_in
from beartrap.vet.source.texts.configured import is_configuration, of_configuration
from beartrap.vet.source.values import HOLE, UNKNOWN, Marks, Value

_SCRIPTS = (
    (
        regex(
            r"\.(?:sh|bash|command)$|\.(?:bashrc|bash_profile|bash_login|zshrc|zprofile|zshenv|profile)$|/\.git/hooks/|\.git/hooks/[\w-]+$|/etc/(?:profile|cron|init\.d|rc\.local)"
        ),
        "shell",
    ),
    (regex(r"\.pyw?$|\.pth$"), "python"),
    (regex(r"\.(?:js|cjs|mjs)$"), "javascript"),
    (regex(r"\.ps1$"), "powershell"),
    (regex(r"\.(?:bat|cmd)$"), "batch"),
    (regex(r"\.(?:desktop|service|timer)$"), "unit"),
)
"""The language of what is written to a file, by its path."""


PROGRAMS = regex(
    r"\.(?:sh|bash|command|pyw?|pth|[cm]?js|ps1|psm1|bat|cmd|vb[se]|js[e]|ws[fh]|hta|rb|pl|php|scpt|reg|sct|lnk|url)$",
    re.IGNORECASE,
)
"""Files that are started by what they are called."""
_PICTURES = regex(
    r"\.(?:png|jpe?g|gif|ico|bmp|svg|webp|ttf|otf|eot|woff2?|mp[34]|wav|ogg|pdf|docx?|xlsx?|csv|pkl|npy)", re.IGNORECASE
)
"""Endings of what no interpreter is given to run."""


def given_as_script(machine: Machine, interpreter: str, path: str, row: int) -> None:
    """Note that an interpreter is given a file to run that is called as pictures and documents are."""
    if _PICTURES.fullmatch(PurePosixPath(path).suffix):
        machine.emit(Act.LOAD, interpreter, row, text=path)


SHORTEST = 12
"""Characters of a text below which nobody hides anything."""


def spelt_nowhere(machine: Machine, path: str, data: list[Value]) -> list[Value]:
    """Return what is written, with a layer that shows a script which stands in no file: somebody put it together of what cannot be read."""
    if not PROGRAMS.search(path):
        return data
    made: list[Value] = []
    for value in data:
        known = value.known
        text = known.decode("utf-8", "replace") if isinstance(known, bytes) else known
        plain = not isinstance(text, str) or len(text) < SHORTEST or value.layers or "file" in value.marks
        if (
            plain
            or machine.row_shift is not None
            or machine.layers
            or any(stands_in(text, "\n".join(lines)) for lines in machine.files.values())
        ):
            made.append(value)
            continue
        shown = value.copy()
        shown.layers = (layer("computed", text.encode("utf-8", "replace")),)
        made.append(machine.mark(shown, "decoded", 0))
    return made


def _by_first_line(text: str) -> str | None:
    """Return the language of a text that says on its first line what runs it."""
    if not text.startswith("#!"):
        return None
    words = text[2:120].split("\n", 1)[0].split()
    return next((language for word in words if (language := INTERPRETERS.get(program(word)))), None)


_EXEC = regex(r"^Exec\w*\s*=\s*[-@:+!]*(.*)$", re.MULTILINE)
"""What a unit, or an entry of a desktop, starts."""
_MANIFEST = regex(r'\{[^{}]{0,2000}"scripts"\s*:\s*\{')
"""How what is written begins where it is a manifest of npm or Composer."""


def _undone(machine: Machine, path: str, data: list[Value]) -> str | None:
    """Return the language of what was decoded before it is put into a file that somebody else names: that of the code that does so."""
    named = path.strip("{}") and PurePosixPath(path).suffix
    decoded = any(value.layers and isinstance(value.known, str) and _CALLS.search(value.known) for value in data)
    return machine.language if decoded and not named and machine.language in ("javascript", "python") else None


_CALLS = regex(r"\w\s*\(")
"""What any line of code has that does something."""


def script(machine: Machine, path: Value, text: str, data: list[Value], row: int) -> None:
    """Look at the script that is written into a file; where programs are started from, it is going to run by itself."""
    language = next((language for pattern, language in _SCRIPTS if pattern.search(text)), None)
    language = language or next((found for value in data if (found := _by_first_line(value.text))), None)
    language = language or _undone(machine, text, data)
    if language is None:
        _settings(machine, text, data, row)
        return
    seen = len(machine.events)
    starts = any(mark.startswith("start:") for mark in path.marks)
    before, machine.when = machine.when, max(machine.when, When.START) if starts else machine.when
    for value in data:
        known = value.text if value.known is UNKNOWN or isinstance(value.known, list) else value.known
        if language == "unit":
            for line in _EXEC.findall(known if isinstance(known, str) else value.text):
                machine.around.embedded(machine, Value(line, layers=value.layers), "shell", row)
            continue
        code = Value(known, layers=value.layers)
        machine.around.embedded(machine, code, language, row)
    machine.when = before
    named = text.replace("\\", "/").rpartition("/")[2]
    if named in _TOOLS and any(event.act in _SPEAKS for event in machine.events[seen:]):
        marks: Marks = {"start:command-name": (machine.spot(row),)}
        machine.emit(Act.WRITE, "tool", row, text=text, marks=marks, values=[path])


_SPEAKS = frozenset({Act.FETCH, Act.SEND, Act.CONNECT, Act.RESOLVE})
_TOOLS = frozenset(
    ["git", "npm", "npx", "node", "yarn", "pnpm", "bun", "python", "python3", "pip", "pip3", "uv", "ssh", "scp", "sudo", "su", "gpg", "curl", "wget", "docker", "podman", "kubectl", "aws", "az", "gcloud", "gh", "make", "cmake", "gcc", "cc", "go", "cargo", "ruby", "gem", "java", "mvn", "gradle", "code", "brew", "apt", "sh", "bash", "zsh", "ls"]
)  # fmt: skip
"""Programs that everybody calls by their names: what is found before them takes their place."""


def _settings(machine: Machine, path: str, data: list[Value], row: int) -> None:
    """Look at the commands in settings that are written: an editor, a package manager or an assistant is going to obey them."""
    named = path.replace("\\", "/")
    if named in ("", HOLE) and any(_MANIFEST.match(value.text) for value in data):
        named = "package.json"  # whichever file it is
    if not is_configuration(named):
        return
    before = machine.when
    for value in data:
        for command in of_configuration(named, value.text) if len(value.text) > len("{}") else ():
            machine.when = max(before, command.when)
            machine.around.embedded(machine, Value(command.text, layers=value.layers), command.language, row)
    machine.when = before
