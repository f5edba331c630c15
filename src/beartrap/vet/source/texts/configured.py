"""Commands in the settings of editors, build tools and assistants: what they start when a folder is opened or something is built.

Visual Studio Code's tasks and JetBrains' run configurations, development containers, hooks of assistants and of git, Maven's
and Ant's plugins, Cargo's wrappers. Their formats differ; a command line in them is one string, or a program and its arguments.
"""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from beartrap.vet.behaviour import When
from beartrap.vet.source.texts.commands import Command, of_workflow

_OPENED = re.compile(
    r"(?:^|/)(?:\.vscode/(?:tasks|settings|launch)\.json|[^/]+\.code-workspace|\.devcontainer(?:/.*)?/devcontainer\.json|\.devcontainer\.json|\.claude/settings(?:\.local)?\.json|\.cursor/(?:mcp|hooks)\.json"
    r"|\.mcp\.json|\.gemini/settings\.json|\.zed/(?:tasks|settings)\.json|[^/]+\.sublime-(?:project|build)|\.idea/.+\.xml|\.run/.+\.xml|\.gitpod\.ya?ml|\.kiro/.+\.json|\.windsurf/.+\.json)$",
    re.IGNORECASE,
)
"""Settings that an editor or assistant obeys when the folder is opened."""
_BUILT = re.compile(
    r"(?:^|/)(?:pom\.xml|[^/]+\.pom|build\.xml|ivy\.xml|\.cargo/config(?:\.toml)?|\.pre-commit-(?:config|hooks)\.ya?ml|lefthook\.ya?ml|Taskfile\.ya?ml|docker-compose[^/]*\.ya?ml|compose\.ya?ml|[^/]+\.pbxproj|[^/]+\.podspec\.json|deno\.jsonc?)$",
    re.IGNORECASE,
)
"""Settings that a build tool or a hook obeys."""
_KEYS = re.compile(
    r"command|cmd|script|\brun|exec|shell|hook|entry|prebuild|task|\binit\b|wrapper|linker|runner", re.IGNORECASE
)
_COMMENT = re.compile(r'("(?:[^"\\]|\\.)*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_COMMA = re.compile(r'("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])')
_STRING = re.compile(r'"((?:[^"\\\n]|\\.){4,4000})"')
_DEEPEST = 40


def of_configuration(path: str, text: str) -> Iterator[Command]:
    """Yield what a file of settings has started, where it is one; nothing for any other."""
    if path.rpartition("/")[2] in ("package.json", "composer.json"):
        yield from _of_scripts(text)
        return
    opened = _OPENED.search(path) is not None
    if not opened and _BUILT.search(path) is None:
        return
    when = When.START if opened else When.CALL
    name = path.rpartition("/")[2].lower()
    if name.endswith((".xml", ".pom")):
        yield from _of_xml(text, when)
    elif name.endswith((".yml", ".yaml")):
        yield from (Command(one.row, one.text, when, one.language) for one in of_workflow(text))
    elif name.endswith((".toml", "config", ".pbxproj")):
        yield from _of_assignments(text, when)
    else:
        yield from _of_json(text, when)


_FAR = re.compile(
    r"https?://|\b(?:curl|wget|nc|powershell|base64|eval|osascript)\b|/dev/tcp|\b(?:node|python\d?|perl|ruby|php)\s+-[ecr]\b"
)
"""What a script of a manifest has that speaks with others or holds code; what only builds and publishes is what such scripts are for."""


def _of_scripts(text: str) -> Iterator[Command]:
    """Yield the scripts of a manifest that whoever works on the package runs, or a folder of it that is installed (`prepare`)."""
    try:
        scripts = json.loads(text).get("scripts")
    except (ValueError, RecursionError, AttributeError):
        return  # the reader of manifests tells that
    for name, value in scripts.items() if isinstance(scripts, dict) else ():
        for line in value if isinstance(value, list) else [value]:
            if isinstance(line, str) and _FAR.search(line):
                yield Command(_row(text, max(text.find(f'"{name}"'), 0)), line, When.CALL)


def _of_json(text: str, when: When) -> Iterator[Command]:
    try:
        document = json.loads(_COMMA.sub(r"\1", _COMMENT.sub(r"\1", text)))
    except (ValueError, RecursionError):
        for match in _STRING.finditer(text):
            yield Command(_row(text, match.start()), match[1].replace('\\"', '"'), when)
        return
    for line in _lines(document, "", 0):
        yield Command(_row(text, _place(text, line)), line, when)


def _lines(node: Any, key: str, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(node, dict):
        program, args = node.get("command"), node.get("args")
        if isinstance(program, str):
            rest = [one for one in args if isinstance(one, str)] if isinstance(args, list) else []
            yield " ".join(
                [program, *(f"'{one}'" if re.search(r"[\s|;&$<>]", one) and "'" not in one else one for one in rest)]
            )
        for name, inner in node.items():
            if not (name in ("command", "args") and isinstance(program, str)):
                yield from _lines(
                    inner, name if not isinstance(inner, dict | list) or _KEYS.search(name) else key, depth + 1
                )
    elif isinstance(node, list):
        for inner in node:
            yield from _lines(inner, key, depth + 1)
    elif isinstance(node, str) and _KEYS.search(key) and len(node) > 3:
        yield node


def _place(text: str, line: str) -> int:
    """Return where a command stands: by its longest word."""
    word = max(re.findall(r"[\w./:-]+", line), key=len, default="")
    return max(text.find(word), 0)


def _row(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


_PLUGIN = re.compile(r"<(?:configuration|exec|target|option)\b.*?</(?:configuration|exec|target|option)>", re.DOTALL)
_EXECUTABLE = re.compile(
    r"<executable>([^<]+)</executable>|\bexecutable=\"([^\"]+)\"|<commandline(?:Args)?>([^<]+)<", re.IGNORECASE
)
_ARGUMENT = re.compile(
    r"<(?:argument|arg|commandlineArgs|arguments)>([^<]+)</|<arg\b[^>]*?\b(?:value|line)=\"([^\"]*)\"", re.IGNORECASE
)
_SCRIPT = re.compile(
    r"<(?:script|source|code)\b[^>]*>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</(?:script|source|code)>",
    re.DOTALL | re.IGNORECASE,
)
_OPTION = re.compile(
    r"<option\s+name=\"(?:SCRIPT_TEXT|COMMAND|PARAMETERS|INTERPRETER_OPTIONS)\"\s+value=\"([^\"]*)\"", re.IGNORECASE
)


def _of_xml(text: str, when: When) -> Iterator[Command]:
    for block in _PLUGIN.finditer(text):
        program = _EXECUTABLE.search(block[0])
        if program is not None:
            words = [
                next(group for group in program.groups() if group is not None),
                *(first or second for first, second in _ARGUMENT.findall(block[0])),
            ]
            line = " ".join(
                f"'{word}'" if re.search(r"[\s|;&$<>]", word) and "'" not in word else word
                for word in map(html.unescape, words)
            )
            yield Command(_row(text, block.start() + program.start()), line, when)
        for script in _SCRIPT.finditer(block[0]):
            if len(script[1]) > 12 and "http" not in script[1][:5]:
                yield Command(_row(text, block.start() + script.start(1)), html.unescape(script[1]), when, "groovy")
    for option in _OPTION.finditer(text):
        yield Command(_row(text, option.start()), html.unescape(option[1]), when)


_ASSIGNED = re.compile(r"^\s*[\"']?([\w.-]+)[\"']?\s*=\s*(.+?);?\s*$")


def _of_assignments(text: str, when: When) -> Iterator[Command]:
    for row, line in enumerate(text.split("\n"), 1):
        match = _ASSIGNED.match(line)
        if match and _KEYS.search(match[1]):
            yield Command(row, match[2].strip("[]\"'").replace('\\"', '"').replace("\\n", "\n"), when)
