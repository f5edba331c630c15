"""Scripts that code writes into files: what they would do, and when."""

from beartrap.model.regex import regex
from beartrap.vet.behaviour import When
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import UNKNOWN, Value

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
)
"""The language of what is written to a file, by its path."""


def script(machine: Machine, path: Value, text: str, data: list[Value], row: int) -> None:
    """Look at the script that is written into a file; where programs are started from, it is going to run by itself."""
    language = next((language for pattern, language in _SCRIPTS if pattern.search(text)), None)
    if language is None:
        return
    starts = any(mark.startswith("start:") for mark in path.marks)
    before, machine.when = machine.when, max(machine.when, When.START) if starts else machine.when
    for value in data:
        known = value.text if value.known is UNKNOWN or isinstance(value.known, list) else value.known
        code = Value(known, layers=value.layers)
        machine.around.embedded(machine, code, language, row)
    machine.when = before
