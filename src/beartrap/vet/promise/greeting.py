"""Hooks that only say something: a thank-you, where to read more, commands that a console offers from now on.

A line that is none of the few that are known to do no more makes a script anything but that.
"""

import posixpath
import re

from beartrap.model.regex import regex
from beartrap.vet.analyser import Side
from beartrap.vet.facts import Hook
from beartrap.vet.kinds import Kind

LONGEST = 8 * 1024
"""Bytes of a script that may be a greeting."""

_TEXT = r"(?:'(?:[^'\\\n]|\\n)*'|\"(?:[^\"\\\n$\x60]|\\n)*\")"
_PLAIN = r"[\w .,:!?@/'\"+=-]*"
_SHELL = regex(rf"#.*|(?:set -eu?|exit 0)|echo(?: -[ne]+)? ?(?:{_TEXT}|[\w .,:!/-]*)")
_SCRIPT = regex(rf"//.*|[\"']use strict[\"'];?|console\.(?:log|info|warn)\((?:{_TEXT}(?:\s*[+,]\s*{_TEXT})*)?\);?")
_OWN = r"\(?Join-Path \$(?:toolsPath|installPath|PSScriptRoot)\s+[\"']?(?P<module>[\w.\\/-]+)[\"']?\)?"
_POWERSHELL = regex(
    rf"#.*|param\s*\((?:\s*+\$\w++\s*+,?+)*+\s*\)|Write-(?:Host|Output)\s+{_TEXT}|Import-Module\s+{_OWN}(?:\s+-Force|\s+-DisableNameChecking)*"
    rf"|\[void\]\s*\$dte\.ItemOperations\.(?:Navigate|OpenFile)\({_TEXT}\)|\$dte\.ItemOperations\.(?:Navigate|OpenFile)\({_TEXT}\)(?:\s*\|\s*Out-Null)?",
    re.IGNORECASE,
)
_LINES = {Kind.SHELL: _SHELL, Kind.JAVASCRIPT: _SCRIPT, Kind.POWERSHELL: _POWERSHELL}
_ECHO = regex(rf"echo {_PLAIN}")
_NODE = regex(r"node (?:\./)?([\w./-]+)")
_TOP = regex(r"#.*|function\s+[\w-]+\s*\{?|\{|\}|Export-ModuleMember\s[\w ,*-]+", re.IGNORECASE)

_MISLEADS = regex(r"@[\"']|<#|\x60|^(?=.*[\"'#]).*[{}]", re.MULTILINE)
"""Where a brace may be text, so that counting them says nothing."""


def only_speaks(hook: Hook, side: Side) -> bool:
    """Whether all that a hook does is to print fixed text, or to offer functions that nobody has called yet."""
    if not hook.command:
        return _script(hook.path, side)
    called = _NODE.fullmatch(hook.command.strip())
    if called is None:
        return bool(_ECHO.fullmatch(hook.command.strip()))
    base = posixpath.normpath(posixpath.join(posixpath.dirname(hook.path), called[1]))
    return _script(hook.path if hook.path.endswith(called[1]) else base, side)


def _script(path: str, side: Side) -> bool:
    subject = side.read(path)
    pattern = _LINES.get(subject.kind) if subject is not None else None
    if subject is None or pattern is None or len(subject.content) > LONGEST:
        return False
    lines = [line.strip() for line in subject.content.decode("utf-8-sig", "replace").splitlines()]
    found = [pattern.fullmatch(line) for line in lines if line]
    modules = [one["module"] for one in found if one is not None and one.groupdict().get("module")]
    return None not in found and all(_offers(posixpath.dirname(path), name, side) for name in modules)


def _offers(folder: str, name: str, side: Side) -> bool:
    """Whether a module of PowerShell does nothing but define functions."""
    subject = side.read(posixpath.normpath(posixpath.join(folder, name.replace("\\", "/"))))
    if subject is None or len(subject.content) > LONGEST:
        return False
    text = subject.content.decode("utf-8-sig", "replace")
    if _MISLEADS.search(text):
        return False
    depth = 0
    for line in text.splitlines():
        if depth == 0 and line.strip() and not _TOP.fullmatch(line.strip()):
            return False
        for number, sign in enumerate(line):
            depth += (sign == "{") - (sign == "}")
            if depth < 0 or (sign == "}" and depth == 0 and line[number + 1 :].strip()):
                return False
    return depth == 0
