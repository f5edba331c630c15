"""What build files run: make, CMake, Meson, Bazel, gyp, autoconf, MSBuild, Dockerfiles."""

import html
import re
from collections.abc import Iterator

from beartrap.model.regex import regex
from beartrap.vet.behaviour import When
from beartrap.vet.source.texts.blocks import between, bracketed, joined, row_of
from beartrap.vet.source.texts.commands import Command, Left

DOWNLOADS = 200
"""Downloads of one build file; each is looked for in all that the file runs. Real ones have a few."""
FILLED = 64 * 1024
FILLED_AT_ALL = 16 * 1024 * 1024
"""Characters of a command, and of all commands of a file, with the values of their variables put in."""
NESTED = 16
"""Variables in the values of variables."""

_RECIPE = regex(r"\t[@+-]*(.+)")
_DOCKER = regex(r"\s*+RUN\s++(.+)", re.IGNORECASE)
_EXEC = regex(r"<Exec\b(?:[^<\"']|\"[^<\"]*\"|'[^<']*')*?\bCommand\s*=\s*(?:\"([^<\"]*)\"|'([^<']*)')", re.IGNORECASE)
_EVENT = regex(r"<(?:Pre|Post)BuildEvent\b[^<>]*>", re.IGNORECASE)
_EVENT_ENDS = regex(r"</(?:Pre|Post)BuildEvent\s*>", re.IGNORECASE)
_CODE = regex(r"<Code\b", re.IGNORECASE)
"""A task of MSBuild whose code stands in the project."""
_CODE_ENDS = regex(r"</Code\s*>", re.IGNORECASE)
_FETCHED = regex(r"<DownloadFile\b[^<]*?\bSourceUrl\s*=\s*[\"']([^<\"']+)", re.IGNORECASE)
_SHELL_CALL = regex(r"\$\((?=shell\s)")
_GYP = regex(r"<!@?\(")
_OPENED = regex(r"[\"'][^\"'\n]*\Z")
_ESCAPED = regex(r"\\([\"'\\])")
"""A text of gyp that stands within quotes, and the signs that are escaped in one."""
_PROCESS = regex(r"(?:execute_process|add_custom_command|add_custom_target)\s*\(", re.IGNORECASE)
_COMMAND = regex(r"\bCOMMAND\s", re.IGNORECASE)
_PROGRAM = regex(r"\bexec_program\s*\(")
_STEP = regex(
    r"\b(?:CONFIGURE|BUILD|INSTALL|PATCH|UPDATE|DOWNLOAD|TEST)_COMMAND\s+((?:\"[^\"]*\"|[^\s()\"]+)(?:\s+(?:\"[^\"]*\"|(?![A-Z_]{4,}\b)[^\s()\"]+))*)"
)
"""Steps of CMake's external projects."""
_DOWNLOAD = regex(r"\bfile\s*\(\s*DOWNLOAD\s+\"?(\S+?)\"?\s+\"?([^\s\")]+)", re.IGNORECASE)
_INCLUDE = regex(r"\binclude\s*\(\s*\"?([^\s\")]+)", re.IGNORECASE)
_WORDS = regex(
    r"\b(?:run_command|add_(?:install|postconf|dist)_script|repository_ctx\.execute|\w*ctx\.execute)\s*\(|[\"']?\b(?:command|action)[\"']?\s*:\s*\["
)
"""Meson's, Bazel's and gyp's commands, word by word."""
_RULE = regex(r"\bcmd(?:_bash|_bat|_ps)?\s*=\s*(?:\"{3}(.*?)\"{3}|\"((?:[^\"\\]|\\.)*)\")", re.DOTALL)
_QUOTED = regex(r"\"((?:[^\"\\]|\\.)*+)\"?|'((?:[^'\\]|\\.)*+)'?")
_SET = regex(
    r"\bset\s*+\(\s*+(\w++)\s++(\"(?:[^\"\\]|\\.)*+|[^\"()]++)|^[ \t]*+(\w++)[ \t]*+([:?+]?)=[ \t]*+(.++)|<(\w++)>([^<>\n]++)</\6>",
    re.MULTILINE | re.IGNORECASE,
)
_FIND = regex(r"\bfind_program\s*\(\s*(\w+)\s+(?:NAMES\s+)?([\w.+-]+)", re.IGNORECASE)
_FOUND = {
    **dict.fromkeys(("Python3_EXECUTABLE", "Python_EXECUTABLE", "PYTHON_EXECUTABLE", "Python2_EXECUTABLE"), "python3"),
    "PERL_EXECUTABLE": "perl",
    "BASH_EXECUTABLE": "bash",
    "RUBY_EXECUTABLE": "ruby",
    "Ruby_EXECUTABLE": "ruby",
    "CMAKE_COMMAND": "cmake",
}
"""Programs that CMake's own modules look for (cmake-modules(7)), by the variables under which they put them."""
_USED = regex(r"\$[({](\w+)[)}]")
_OF_INTEREST = regex(
    r"\beval\b|\|\s*(?:[^\s|]*/)?(?:ba|z|k|da)?sh\b|\|\s*\$\{?SHELL\b|\bbase64\b|\bxxd\b|\bxz\b|\bcurl\b|\bwget\b|/dev/tcp/|\bpython\d?\s+-c|\bperl\s+-e|\bnc\s|openssl|\bcrontab\b|systemctl|~/\.|\$HOME/\.|/etc/"
)


class _Variables:
    """The variables that a build file sets to plain text, as CMake, make and MSBuild write them."""

    def __init__(self, text: str) -> None:
        self.cut = 0
        """Commands into which not all values were put."""
        self._room = FILLED_AT_ALL
        parts: dict[str, list[str]] = {}
        for match in _SET.finditer(text):
            name = match[1] or match[3] or match[6]
            value = (match[2] or match[5] or match[7]).strip().removeprefix('"').replace('\\"', '"')
            if name not in parts or match[4] == "+":
                parts.setdefault(name, []).append(value.replace(f"$({name})", "").replace(f"${{{name}}}", ""))
        found = {match[1]: match[2] for match in _FIND.finditer(text)}
        self._values = _FOUND | found | {name: " ".join(values) for name, values in parts.items()}

    def fill(self, line: str) -> str:
        """Return a command with its variables put in, those in them as well."""
        seen = {line}
        for _ in range(NESTED + 1):
            if "$" not in line or not any(match[1] in self._values for match in _USED.finditer(line)):
                return line
            made = self._once(line)
            if made is None or self._room < len(made):
                break
            self._room -= len(made)
            line = made
            if line in seen:  # variables that name each other
                return line
            seen.add(line)
        self.cut += 1
        return line

    def _once(self, line: str) -> str | None:
        """Return a line with the values put in, once; None where it would become too long."""
        length = len(line)
        for match in _USED.finditer(line):
            length += len(self._values.get(match[1], match[0]))
            if length > FILLED:
                return None
        return _USED.sub(lambda match: self._values.get(match[1], match[0]), line)


def of_build(path: str, text: str, included: str = "") -> Iterator[Command | Left]:
    """Yield what build files run: recipes, custom commands, tasks and their code, and lines of configure, m4 and rpm's spec files that matter.

    `included` is the text of the files that it includes, whose variables it uses."""
    values = _Variables(f"{included}\n{text}" if included else text)
    name = path.rsplit("/", 1)[-1].lower()
    makes = "make" in name or name.endswith(".mk")
    for row, line in _plain(text):
        yield Command(row, _as_variables(values.fill(html.unescape(line)), makes or "<" in text[:2000]), When.INSTALL)
    for match in _STARTED.finditer(text):
        yield Command(row_of(text, match.start()), html.unescape(" ".join(filter(None, match.groups()))), When.INSTALL)
    for code in between(text, _CODE, _CODE_ENDS):
        attributes, _, body = code.inside.partition(">")
        if "vb" not in attributes.lower():
            yield Command(row_of(text, code.at), _of_cdata(body), When.INSTALL, "csharp")
    yield from _fetched(text, values)
    if name.startswith("dockerfile") or name.endswith(".dockerfile"):
        yield from _lines(text, _DOCKER, When.CALL)
    elif "make" in name or name.endswith(".mk") or ("\n\t" in text[:20_000] and name.endswith((".in", ".am"))):
        yield from _lines(text, _RECIPE, When.INSTALL, values)
    if name.endswith((".m4", ".ac", ".in", ".am", ".spec")) or name == "configure":
        when = When.CALL if name.endswith(".spec") else When.INSTALL  # whoever builds a package of rpm asks for it
        for row, line in enumerate(text.split("\n"), 1):
            if _OF_INTEREST.search(line) and not line.lstrip().startswith(("#", "dnl")):
                yield Command(row, _MACRO.sub("\n", line).strip(), when)
    if values.cut:
        yield Left(f"the variables of {values.cut:,} commands are too long, or nest too deeply, to be put in")


_MACRO = regex(r"\b[A-Z]{2,}_[A-Z_]+\(\[|\]\s*,\s*\[|\]\s*\)")
"""What stands around and between the commands that a macro of autoconf is handed."""
_STARTED = regex(
    r"\$\(\[System\.Diagnostics\.Process\]::Start\(\s{0,8}(?:'([^'\n]{0,2000})'|&quot;([^\n]{0,2000}?)&quot;)\s{0,8}(?:,\s{0,8}(?:'([^'\n]{0,2000})'|&quot;([^\n]{0,2000}?)&quot;))?"
)
"""A program that a property of MSBuild starts while it is worked out."""
_PROPERTY = regex(r"(?<!\$)\$\((\w+)\)")


def _as_variables(line: str, of_tool: bool) -> str:
    """Return a command with what is left of a tool's own variables, as make and MSBuild write them, as those of a shell: they come from the environment."""
    return _PROPERTY.sub(r"$\1", _worked_out(line)).replace("$$", "$") if of_tool else line


_FUNCTION = regex(r"\$\((?=\[)")


def _worked_out(line: str) -> str:
    """Return a command of MSBuild with a variable in the place of each value that functions of .NET work out: a shell cannot read those."""
    for call in bracketed(line, _FUNCTION):
        whole = f"$({call.inside})"
        if whole in line:
            line = line.replace(whole, "$_")
    return line


def _plain(text: str) -> Iterator[tuple[int, str]]:
    """Yield the commands that stand as text in calls, attributes and rules, each with its row."""
    for call in bracketed(text, _SHELL_CALL):
        yield row_of(text, call.start), call.inside.removeprefix("shell").strip()
    for pattern in (_EXEC, _STEP, _RULE):
        for match in pattern.finditer(text):
            yield row_of(text, match.start()), next((group for group in match.groups() if group), "")
    for event in between(text, _EVENT, _EVENT_ENDS):
        yield row_of(text, event.start), _of_cdata(event.inside)
    for call in bracketed(text, _GYP):
        quoted = _OPENED.search(text, max(text.rfind("\n", 0, call.start), 0), call.start)
        inside = _ESCAPED.sub(r"\1", call.inside) if quoted is not None else call.inside
        yield row_of(text, call.start), inside.strip()
    for start, line in _processes(text):
        yield row_of(text, start), line
    for call in bracketed(text, _PROGRAM, '"'):
        yield row_of(text, call.start), call.inside.strip()
    for call in bracketed(text, _WORDS, "\"'"):
        yield row_of(text, call.start), joined([first or second for first, second in _QUOTED.findall(call.inside)])


def _processes(text: str) -> Iterator[tuple[int, str]]:
    """Yield the commands of CMake's calls, each with its place."""
    for call in bracketed(text, _PROCESS, '"'):
        first = _COMMAND.search(call.inside)
        if first is not None:
            yield call.start, _COMMAND.sub("\n", call.inside[first.end() :]).strip()


def _of_cdata(text: str) -> str:
    return text.strip().removeprefix("<![CDATA[").removesuffix("]]>")


def _fetched(text: str, values: _Variables) -> Iterator[Command | Left]:
    """Yield what is downloaded and then run or included."""
    downloads = list(_DOWNLOAD.finditer(text))
    if len(downloads) > DOWNLOADS:
        yield Left(
            f"{len(downloads) - DOWNLOADS:,} of {len(downloads):,} downloads were not followed to what runs them"
        )
    processes = list(_processes(text)) if downloads else []
    included = {match[1]: match.start() for match in _INCLUDE.finditer(text)} if downloads else {}
    for match in downloads[:DOWNLOADS]:
        target = match[2]
        called = next((line for start, line in processes if start > match.end() and target in line), None)
        if called is not None or included.get(target, 0) > match.end():
            line = f"curl -o {target} {match[1]}\n{called or 'sh ' + target}"
            yield Command(row_of(text, match.start()), values.fill(line), When.INSTALL)
    fetched, started = _FETCHED.search(text), _EXEC.search(text)
    if fetched is not None and started is not None:
        line = f"curl -o fetched {fetched[1]}\n./fetched {started[1] or started[2] or ''}"
        yield Command(row_of(text, fetched.start()), html.unescape(values.fill(line)), When.INSTALL)


def _lines(text: str, pattern: re.Pattern[str], when: When, values: _Variables | None = None) -> Iterator[Command]:
    for row, line in continued(text):
        filled = values.fill(line) if values is not None and line.startswith("\t") else line
        match = pattern.match(filled)
        if match and _OF_INTEREST.search(filled):
            yield Command(row, _as_variables(match[1], True), when)


def continued(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line with its row, those that a backslash carries on as one."""
    parts: list[str] = []
    for row, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        parts.append(line.removesuffix("\\"))
        if not line.endswith("\\"):
            yield row - len(parts) + 1, " ".join(parts)
            parts.clear()
    if parts:
        yield text.count("\n") + 2 - len(parts), " ".join(parts)


_CHECK = regex(
    r"\b(?:check_(?:c|cxx|fortran|objc)_source_(?:compiles|runs)|AC_(?:COMPILE|LINK|RUN)_IFELSE|AC_TRY_(?:COMPILE|LINK|RUN)|\w+\.(?:compiles|links|runs))\s*\(",
    re.IGNORECASE,
)
_STRAY = regex(r"^[ \t]*[.,\x60@$?~^|<>=+%!-]{1,3}[ \t]*$", re.MULTILINE)


def broken_checks(text: str) -> Iterator[tuple[int, str]]:
    """Yield the line and text of signs that stand alone in the source of a check: no compiler takes it, whatever the system has."""
    for check in bracketed(text, _CHECK):
        stray = _STRAY.search(check.inside)
        if stray is not None and ("#include" in check.inside or "main" in check.inside):
            yield row_of(text, check.at + stray.start()), stray[0].strip()
