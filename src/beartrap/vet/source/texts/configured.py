"""Commands in the settings of editors, build tools and assistants: what they start when a folder is opened or something is built.

Visual Studio Code's tasks and JetBrains' run configurations, development containers, hooks of assistants, those of git that
pre-commit and lefthook install, Maven's and Ant's plugins, Cargo's wrappers. Their formats differ; a command line in them is one string, or a program and its arguments.
"""

import json
import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from beartrap.model.regex import regex
from beartrap.vet.behaviour import When
from beartrap.vet.source.knowledge.commands import ONLY_SHELLS
from beartrap.vet.source.texts.blocks import between, joined, row_of
from beartrap.vet.source.texts.commands import Command, of_workflow

_OPENED = regex(
    r"(?:^|/)(?:\.vscode/(?:tasks|settings|launch)\.json|[^/]+\.code-workspace|\.devcontainer(?:/.*)?/devcontainer\.json|\.devcontainer\.json|\.claude/settings(?:\.local)?\.json|\.cursor/(?:mcp|hooks)\.json"
    r"|\.mcp\.json|\.gemini/settings\.json|\.zed/(?:tasks|settings)\.json|[^/]+\.sublime-(?:project|build)|\.idea/.+\.xml|\.run/.+\.xml|\.gitpod\.ya?ml|\.kiro/.+\.json|\.windsurf/.+\.json)$",
    re.IGNORECASE,
)
"""Settings that an editor or assistant obeys when the folder is opened."""
_BUILT = regex(
    r"(?:^|/)(?:pom\.xml|[^/]+\.pom|build\.xml|ivy\.xml|\.cargo/config(?:\.toml)?|\.pre-commit-(?:config|hooks)\.ya?ml|lefthook\.ya?ml|Taskfile\.ya?ml|docker-compose[^/]*\.ya?ml|compose\.ya?ml|[^/]+\.pbxproj|[^/]+\.podspec\.json|deno\.jsonc?)$",
    re.IGNORECASE,
)
"""Settings that a build tool or a hook obeys."""
_KEYS = regex(
    r"command|cmd|script|\brun|exec|shell|hook|entry|prebuild|task|\binit\b|wrapper|linker|runner", re.IGNORECASE
)
_COMMENT = regex(r'("(?:[^"\\]|\\.)*+"?)|//[^\n]*|/\*.*?(?:\*/|\Z)', re.DOTALL)
_COMMA = regex(r'("(?:[^"\\]|\\.)*+"?)|,(?=\s*[}\]])', re.DOTALL)
_PIECE = regex(r'(?:[^"\\\n]|\\.)++')
"""What stands between two quotes of a line, and what stands around them: which is which cannot be told where a quote is missing."""


def is_configuration(path: str) -> bool:
    """Tell whether a file of that path is one whose commands are yielded."""
    name = path.rpartition("/")[2]
    return (
        name in _MANIFESTS
        or _APT.search(path) is not None
        or _OPENED.search(path) is not None
        or _BUILT.search(path) is not None
    )


_MANIFESTS = ("package.json", "composer.json")


def of_configuration(path: str, text: str) -> Iterator[Command]:
    """Yield what a file of settings has started, where it is one; of any other JSON what is a line for a shell without doubt."""
    if path.rpartition("/")[2] in _MANIFESTS:
        yield from _of_scripts(text)
        return
    if _APT.search(path) is not None:
        yield from _of_apt(text)
        return
    opened = _OPENED.search(path) is not None
    if not opened and _BUILT.search(path) is None:
        yield from _of_data(path, text)
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


def _of_data(path: str, text: str) -> Iterator[Command]:
    """Yield the lines of a package's own table of which only a shell makes something: code that reads the table runs them (`{"targets": {"prebuild": {"command": …}}}`)."""
    if path.endswith(".json") and ONLY_SHELLS.search(text):
        yield from (one for one in _of_json(text, When.CALL) if ONLY_SHELLS.search(one.text))


_APT = regex(r"(?:^|/)etc/apt/apt\.conf(?:\.d/[^/]+)?$")
_INVOKED = regex(r"\b(?:Pre|Post)-(?:Invoke(?:-Success)?|Install-Pkgs)\b[^{}\n]{0,40}\{([^{}]*)\}", re.IGNORECASE)
_QUOTED = regex(r'"((?:[^"\\]|\\.)*+)"')


def _of_apt(text: str) -> Iterator[Command]:
    """Yield what apt runs before and after it installs or updates (apt.conf(5))."""
    for match in _INVOKED.finditer(text):
        for line in _QUOTED.finditer(match[1]):
            yield Command(row_of(text, match.start(1) + line.start()), line[1].replace('\\"', '"'), When.START)


_FAR = regex(
    r"https?://|\b(?:curl|wget|nc|powershell|base64|eval|osascript)\b|/dev/tcp|\b(?:node|python\d?|perl|ruby|php)\s+-[ecr]\b"
)
"""What a script of a manifest has that speaks with others or holds code; what only builds and publishes is what such scripts are for."""


def _of_scripts(text: str) -> Iterator[Command]:
    """Yield the scripts of a manifest that whoever works on the package runs, or a folder of it that is installed (`prepare`)."""
    try:
        document = json.loads(text)
        scripts = document.get("scripts")
    except (ValueError, RecursionError, AttributeError):
        return  # the reader of manifests tells that
    for line in _defaults(document.get("contributes")):
        yield Command(row_of(text, _place(text, line)), line, When.CALL)
    for name, value in scripts.items() if isinstance(scripts, dict) else ():
        for line in value if isinstance(value, list) else [value]:
            if isinstance(line, str) and _FAR.search(line):
                yield Command(row_of(text, max(text.find(f'"{name}"'), 0)), line, When.CALL)


def _defaults(contributes: Any) -> Iterator[str]:
    """Yield the values that an extension's settings have until somebody changes them, where they look like commands."""
    settings = contributes.get("configuration") if isinstance(contributes, dict) else None
    for section in settings if isinstance(settings, list) else [settings]:
        properties = section.get("properties") if isinstance(section, dict) else None
        for one in properties.values() if isinstance(properties, dict) else ():
            default = one.get("default") if isinstance(one, dict) else None
            if isinstance(default, str) and " " in default and _FAR.search(default):
                yield default


def _of_json(text: str, when: When) -> Iterator[Command]:
    try:
        document = json.loads(_COMMA.sub(r"\1", _COMMENT.sub(r"\1", text)))
    except (ValueError, RecursionError):
        for match in _PIECE.finditer(text):
            if len(match[0]) >= 4:
                yield Command(row_of(text, match.start()), match[0].replace('\\"', '"'), when)
        return
    for line in _lines(document):
        yield Command(row_of(text, _place(text, line)), line, when)


def _lines(document: Any) -> Iterator[str]:
    """Yield the command lines of a document in the order in which they stand, however deep."""
    left: list[tuple[Any, str]] = [(document, "")]
    while left:
        node, key = left.pop()
        if isinstance(node, dict):
            program, args = node.get("command"), node.get("args")
            if isinstance(program, str):
                words = [one for one in args if isinstance(one, str)] if isinstance(args, list) else []
                yield f"{program} {joined(words)}".rstrip()
            left += [
                (inner, name if not isinstance(inner, dict | list) or _KEYS.search(name) else key)
                for name, inner in reversed(node.items())
                if not (name in ("command", "args") and isinstance(program, str))
            ]
        elif isinstance(node, list):
            left += [(inner, key) for inner in reversed(node)]
        elif isinstance(node, str) and _KEYS.search(key) and len(node) > 3:
            yield node


def _place(text: str, line: str) -> int:
    """Return where a command stands: by its longest word."""
    word = max(re.findall(r"[\w./:-]+", line), key=len, default="")
    return max(text.find(word), 0)


_PLUGIN = regex(r"<(?:configuration|exec|target|option)\b")
_PLUGIN_ENDS = regex(r"</(?:configuration|exec|target|option)\s*>")
_EXECUTABLE = regex(
    r"<executable>([^<]+)</executable>|\bexecutable=\"([^\"]+)\"|<commandline(?:Args)?>([^<]+)<", re.IGNORECASE
)
_ARGUMENT = regex(
    r"<(?:argument|arg|commandlineArgs|arguments)>([^<]+)</|<arg\b[^<>]*?\b(?:value|line)=\"([^\"]*)\"", re.IGNORECASE
)
_SCRIPT = regex(r"<(?:script|source|code)\b", re.IGNORECASE)
_SCRIPT_ENDS = regex(r"</(?:script|source|code)\s*>", re.IGNORECASE)
_OPTION = regex(
    r"<option\s+name=\"(?:SCRIPT_TEXT|COMMAND|PARAMETERS|INTERPRETER_OPTIONS)\"\s+value=\"([^\"]*)\"", re.IGNORECASE
)


def _of_xml(text: str, when: When) -> Iterator[Command]:
    for block in between(text, _PLUGIN, _PLUGIN_ENDS):
        started = [(at, joined([_unescaped(word) for word in words])) for at, words in _started(block.inside)]
        if fetched := [*_fetched(block.inside)]:  # what a task of Ant gets, another one of its target may run
            steps = [line for _, line in sorted([*fetched, *started])]
            yield Command(row_of(text, block.at + fetched[0][0]), _PROPERTY.sub(r"/\1", "\n".join(steps)), when)
            started = []
        for at, line in started:
            yield Command(row_of(text, block.at + at), line, when)
        for script in between(block.inside, _SCRIPT, _SCRIPT_ENDS):
            attributes, _, code = script.inside.partition(">")
            code = code.strip().removeprefix("<![CDATA[").removesuffix("]]>")
            if len(code) > 12 and "http" not in code[:5]:
                row = row_of(text, block.at + script.at + len(attributes))
                yield Command(row, _unescaped(code), when, "groovy")
    for option in _OPTION.finditer(text):
        yield Command(row_of(text, option.start()), _unescaped(option[1]), when)


_GET = regex(r"<get\b[^<>]*>", re.IGNORECASE)
_JAR = regex(r"<java\b[^<>]*?\bjar=\"([^\"]+)\"", re.IGNORECASE)
_ATTRIBUTE = regex(r"\b(src|dest)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_PROPERTY = regex(r"\$\{([\w.-]+)\}")
"""A property of Ant or Maven: a folder, mostly."""


def _fetched(block: str) -> Iterator[tuple[int, str]]:
    """Yield what tasks of Ant get (`<get src="…" dest="…"/>`), as the commands that would do so."""
    for task in _GET.finditer(block):
        named = {name.lower(): _unescaped(first or second) for name, first, second in _ATTRIBUTE.findall(task[0])}
        if named.get("src", "").startswith(("http:", "https:", "ftp:")):
            yield task.start(), joined(["curl", "-o", named.get("dest", "."), named["src"]])
            yield from ((one.start(), joined(["java", "-jar", one[1]])) for one in _JAR.finditer(block))


def _started(block: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each program of a block with its arguments: all of the block where there is one, else those up to the next."""
    programs = list(_EXECUTABLE.finditer(block))
    for one, after in zip_longest(programs, programs[1:]):
        low = one.start() if len(programs) > 1 else 0
        high = after.start() if after is not None else len(block)
        arguments = [first or second for first, second in _ARGUMENT.findall(block, low, high)]
        yield one.start(), [one[1] or one[2] or one[3], *arguments]


_ASSIGNED = regex(r"\s*+[\"']?([\w.-]+)[\"']?\s*+=(.*)")


def _of_assignments(text: str, when: When) -> Iterator[Command]:
    for row, line in enumerate(text.split("\n"), 1):
        match = _ASSIGNED.match(line)
        if match and _KEYS.search(match[1]):
            value = match[2].strip().removesuffix(";").strip("[]\"'")
            yield Command(row, value.replace('\\"', '"').replace("\\n", "\n"), when)


def _unescaped(text: str) -> str:
    """Return text of XML as it is meant."""
    if "&" not in text:
        return text
    import html  # late: it knows two thousand entities

    return html.unescape(text)
