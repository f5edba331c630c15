"""The analyser of files that hold commands, and that of what code hides from the eye."""

import re
from collections.abc import Iterator
from dataclasses import replace

from beartrap.model.coverage import Gap, GapReason
from beartrap.model.finding import Severity
from beartrap.model.regex import regex
from beartrap.vet.analyser import FileSubject, Seen
from beartrap.vet.behaviour import Behaviour, When
from beartrap.vet.behaviours.judging import judged
from beartrap.vet.behaviours.plain import (
    ACTION,
    CHECK,
    EYE,
    INJECTED,
    INSTRUCTED,
    PIPED,
    PREPENDED,
    PTH,
    SECRETS,
    STYLED,
    UNTRUSTED,
    plain,
)
from beartrap.vet.behaviours.weakened import UNCHECKED
from beartrap.vet.kinds import Kind
from beartrap.vet.source.events import Event
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.reading.timing import looks_like_test
from beartrap.vet.source.spoken import LANGUAGES
from beartrap.vet.source.texts import builds, commands
from beartrap.vet.source.texts.actions import ACTIONS, Held, of_actions
from beartrap.vet.source.texts.configured import is_configuration, of_configuration
from beartrap.vet.source.texts.eye import hidden
from beartrap.vet.source.texts.instructed import instructions
from beartrap.vet.source.texts.namespaces import joins_namespace
from beartrap.vet.source.values import Value
from beartrap.vet.source.walk import Embedded, machine_for
from beartrap.vet.source_files import LARGEST_AT_ALL, Alone, place_of, unread

TEXT_BYTES = 2 * 1024 * 1024
"""Bytes of one unit, workflow or build file; configure scripts have one at most."""

EYE_BYTES, EYE_OVERLAP = 8 * 1024 * 1024, 4096
"""Bytes of code that are searched at a time for what the eye does not see, and how far a piece reaches into the one before.

What is larger than LARGEST_AT_ALL is told by the reader of source.
"""

_SETTINGS = frozenset({Kind.JSON, Kind.YAML, Kind.TOML, Kind.XML, Kind.MANIFEST, Kind.TEXT})
_HOLDERS = _SETTINGS | {Kind.PTH, Kind.UNIT, Kind.WORKFLOW, Kind.BUILD, Kind.HTML, Kind.SHELL, Kind.GO}


class CommandFiles:
    """Looks at units, workflows, build files, `.pth` files and pages: the commands in them."""

    id = "source.commands"

    def takes(self, kind: Kind) -> bool:
        """Tell whether files of that kind hold commands."""
        return kind in _HOLDERS

    def look(self, subject: FileSubject, /) -> Iterator[Seen]:
        """Yield what the commands do."""
        text = subject.content[:TEXT_BYTES].decode("utf-8", "replace")
        if len(subject.content) > TEXT_BYTES and _matters(subject):
            yield _left(subject, f"only the first {TEXT_BYTES:,} bytes of {subject.path} were searched for commands")
        yield from _piped(subject, text)
        if subject.kind is Kind.BUILD:
            for row, sign in builds.broken_checks(text):
                yield plain(CHECK, subject, row, sign, subject.facts.when(subject.path) or When.INSTALL, (sign,))
        yield from _believed(subject, text)
        yield from _prepended(subject, text)
        yield from _untrusted(subject, text)
        yield from _injected(subject, text)
        yield from _handed_on(subject, text)
        yield from _given_away(subject, text)
        events: list[Event] = []
        left, known = set[str](), _scripts_before(subject)
        for number, one in enumerate(_commands(subject, text)):
            if number >= commands.COMMANDS:
                yield _left(subject, f"only the first {commands.COMMANDS:,} commands of {subject.path} were followed")
                break
            if isinstance(one, commands.Left):
                yield _left(subject, f"{subject.path}: {one.why}")
            elif one.text not in known:
                machine = walked(subject, one)
                events += machine.events
                left |= machine.left
        if left:
            yield _left(subject, f"{subject.path}: not followed: {'; '.join(sorted(left))}")
        yield from judged(events, place_of(subject), quiet=is_aside(subject))


def _when(subject: FileSubject) -> When | None:
    """Return when the package has a file run, None where it does not say so."""
    return When.CALL if subject.path in subject.facts.developers else subject.facts.when(subject.path)


def is_aside(subject: FileSubject) -> bool:
    """Tell whether a file is of those that who uses the package never runs: tests, documents, tools of its developers."""
    return looks_like_test(subject.path) or subject.path in subject.facts.developers


def _matters(subject: FileSubject) -> bool:
    """Whether commands of the file would be looked at wherever they stand in it."""
    if subject.kind in _SETTINGS:
        return is_configuration(subject.path) or _SOURCES.search(subject.path) is not None or subject.kind is Kind.YAML
    return True


def _left(subject: FileSubject, why: str) -> Gap:
    """Return the gap of commands that were left out; long pages are common, and hold nothing up."""
    told = unread(subject, why, GapReason.LIMIT)
    quiet = subject.kind is Kind.HTML or (subject.kind is Kind.YAML and not is_configuration(subject.path))
    return replace(told, questions=()) if quiet else told


_SOURCES = regex(r"(?:^|/)etc/(?:apt|yum\.repos\.d|zypp|pacman\.d|pip\.conf|dnf)\b")
_BELIEVES = regex(
    r"^[^#\n]*(?:\[[^\[\]\n]*\btrusted=yes|\bTrusted:\s*yes|\bgpgcheck\s*=\s*0|AllowUnauthenticated\s+\"?true|AllowInsecureRepositories\s+\"?true|Verify-Peer\s+\"?false|SigLevel\s*=\s*Never|^trusted-host\s*=)",
    re.MULTILINE | re.IGNORECASE,
)


def _believed(subject: FileSubject, text: str) -> Iterator[Behaviour]:
    """A source of packages whose signatures are not asked for."""
    match = _BELIEVES.search(text) if _SOURCES.search(subject.path) else None
    if match:
        line = match[0].strip()
        yield plain(UNCHECKED, subject, text.count("\n", 0, match.start()) + 1, line, When.INSTALL, (line,))


_OF_SERVER = regex(r"(?:^|/)(?:\.user\.ini|php\.ini|\.htaccess|httpd?\.conf|[^/]*php[^/]*\.ini)$")
_PREPENDS = regex(
    r"^[ \t]*(?:php_(?:admin_)?value[ \t]+)?auto_(?:prepend|append)_file[ \t=]+[\"']?(?!none\b)[\w./:-]+"
    r"|^[ \t]*(?:AddType|AddHandler|SetHandler)[ \t]+[^\n]*\bphp[^\n]*?[ \t]\.(?!php|phtml|inc\b)\w+",
    re.MULTILINE | re.IGNORECASE,
)


_OF_NET = regex(r"\.(?:config|xdt|config\.transform)$", re.IGNORECASE)
_OF_MSBUILD = regex(r"\.(?:targets|props|\w*proj)$", re.IGNORECASE)
_FROM_AFAR = regex(
    r"<(?:codeBase|Import|UsingTask|Analyzer|Reference)\b[^<>]*\b(?:href|Project|AssemblyFile|Include|HintPath)\s*=\s*[\"'](?:https?:|ftp:|file://\w|\\\\)[^\"'<>]*",
    re.IGNORECASE,
)


def _prepended(subject: FileSubject, text: str) -> Iterator[Behaviour]:
    """A file that a web server runs before each page, or takes for PHP although it is called otherwise; what .NET or its build loads from elsewhere."""
    match = _PREPENDS.search(text) if _OF_SERVER.search(subject.path) else None
    of_net = _OF_NET.search(subject.path) or _OF_MSBUILD.search(subject.path)
    match = _FROM_AFAR.search(text) if match is None and of_net else match
    if match:
        line = " ".join(match[0].split())
        yield plain(PREPENDED, subject, text.count("\n", 0, match.start()) + 1, line, When.START, (line,))


_ACTION = regex(r"(?:^|/)action\.ya?ml$")


def _commands(subject: FileSubject, text: str) -> Iterator[commands.Command | commands.Left]:
    told = _when(subject)
    if subject.kind is Kind.PTH:
        for row, line in enumerate(text.splitlines(), 1):
            if line.startswith(("import ", "import\t")):
                yield commands.Command(row, line, When.START, "python")
    elif subject.kind is Kind.UNIT:
        yield from commands.of_unit(text)
    elif subject.kind is Kind.WORKFLOW:
        yield from commands.of_workflow(commands.with_own_token(text) if _ACTION.search(subject.path) else text)
    elif subject.kind is Kind.BUILD:
        for one in builds.of_build(subject.path, text):
            yield one if told is None or isinstance(one, commands.Left) else replace(one, when=told)
    elif subject.kind is Kind.HTML:
        yield from commands.of_page(text)
    elif subject.kind is Kind.GO:
        yield from commands.of_go(text)
    elif subject.kind in _SETTINGS:
        yield from of_configuration(subject.path, text)


def _scripts_before(subject: FileSubject) -> frozenset[str]:
    """Return the scripts that stood in the page it comes from: each is walked by itself, so that one of them does what it did."""
    if subject.kind is not Kind.HTML or subject.before is None:
        return frozenset()
    return frozenset(one.text for one in commands.of_page(subject.before[:TEXT_BYTES].decode("utf-8", "replace")))


def walked(subject: FileSubject, one: commands.Command) -> Machine:
    """Return the machine that walked one command of a file."""
    machine = machine_for(subject.path, one.language, one.text, one.when, Alone())
    machine.row_shift = one.row
    Embedded().look(machine, Value(one.text), one.language, one.row)
    return machine


_FILTERS = regex(
    r"(?:^|[\s|;&(`\"'@$=])(?:sed|tr|grep|egrep|fgrep|cut|head|tail|cat|dd|g?awk|perl|od|xxd|strings|rev|fold|paste|gpg|uudecode|base32|unzip|funzip|tac|col|look|nl)\s[^|]*\||\bprintf\s+[\"'][^|]*\\(?:x|[0-7]{2})"
)
"""What reads a file, or spells out a text: whatever comes out of it is no script that stands there to be read."""
_UNPACKS = regex(
    r"\b(?:xz|lzma|gzip|bzip2|zstd|unxz|zcat|xzcat)\b|\btr\s+[\"'][^\"']{4,}|base64\s+-[dD]|xxd\s+-r|head\s+-c|openssl\s+enc|sed\s+[\"']r|\beval\s+\$\w+|\bawk\s|\b(?:bsd|g)?tar\s[^|]*?(?:--to-stdout|\s-?[a-zA-Z]*O)[\s|]|\b(?:unzip|7z\w?)\s[^|]*?-(?:p|so)\s|\bar\s+p"
)
_TO_SHELL = regex(r"\|\s*(?:\$[({]?(?:SHELL|CONFIG_SHELL|BASH)[)}]?|(?:[^\s|]*/)?(?:ba|da|k|z)?sh)(?=[\s;)\"'\]]|$)")
_EVAL = regex(r"\beval\s[^|]*?(?:`|\$\()[^|`]*\|(?!\|)")
"""What comes out of a pipe and is evaluated; `a || b` is no pipe."""
_COMMENT = regex(r"^\s*(?:#|dnl\b)")


def _to_shell(line: str) -> bool:
    """Whether what comes out of a pipe is given to a shell, or what a pipe gives is evaluated."""
    return _TO_SHELL.search(line) is not None or _EVAL.search(line) is not None


def _piped(subject: FileSubject, text: str) -> Iterator[Behaviour]:
    """A build or install script that unpacks or translates data and gives them to a shell."""
    if subject.kind not in (Kind.BUILD, Kind.SHELL):
        return
    for row, line in builds.continued(text) if "|" in text else ():
        if "|" not in line or _COMMENT.search(line):
            continue
        piped = _TO_SHELL.search(line)
        if (piped is not None and _FILTERS.search(line, 0, piped.end())) or (_UNPACKS.search(line) and _to_shell(line)):
            when = _when(subject) or (When.INSTALL if subject.kind is Kind.BUILD else When.CALL)
            yield plain(PIPED, subject, row, line.strip(), when, ("shell",))
            return


_ALL_SECRETS = regex(r"toJSON\(\s*secrets\s*\)|/proc/(?:\*|self|\$\{?\w+\}?|\{\w*\}|\d+)/(?:mem|maps)\b", re.IGNORECASE)


def _handed_on(subject: FileSubject, text: str) -> Iterator[Behaviour]:
    match = _ALL_SECRETS.search(text) if subject.kind in (Kind.WORKFLOW, Kind.YAML) else None
    if match:
        yield plain(SECRETS, subject, text.count("\n", 0, match.start()) + 1, match[0], When.CALL, ("all",))


_BY_REFERENCE = {Held.BRANCH: Severity.HIGH, Held.VERSION: Severity.MEDIUM, Held.COMMIT: Severity.LOW}


def _given_away(subject: FileSubject, text: str) -> Iterator[Seen]:
    if subject.kind is not Kind.WORKFLOW:
        return
    for number, one in enumerate(of_actions(text)):
        if number >= ACTIONS:
            yield _left(
                subject, f"only the first {ACTIONS:,} actions of {subject.path} that are handed secrets are told"
            )
            return
        said = ", ".join(filter(None, (*one.secrets, one.remark)))
        made = plain(ACTION, subject, one.row, f"{one.quote}: {said}", When.CALL, (one.action,))
        yield replace(made, severity=Severity.HIGH if one.remark else _BY_REFERENCE[one.held])


_RIGHTS = regex(r"\bpermissions:[ \t]*write-all\b|\bsecrets\.(?!GITHUB_TOKEN\b)\w", re.IGNORECASE)
"""What a stranger's code finds in a workflow: all rights, or secrets that somebody put there."""


def _untrusted(subject: FileSubject, text: str) -> Iterator[Behaviour]:
    if subject.kind is not Kind.WORKFLOW or "pull_request_target" not in text:
        return
    match = re.search(r"ref:\s*\$\{\{\s*github\.event\.pull_request\.head|github\.head_ref", text)
    if match:
        made = plain(UNTRUSTED, subject, text.count("\n", 0, match.start()) + 1, match[0], When.CALL, ("checkout",))
        yield replace(made, severity=Severity.HIGH) if _RIGHTS.search(text) else made


_STRANGERS = regex(
    r"\bgithub\.(?:head_ref\b|event\.(?:(?:issue|pull_request|discussion|review|comment)\.(?:body|title)\b|pull_request\.head\.(?:ref|label)\b|head_commit\.(?:message|author\.\w+)|commits\b.{0,200}\.(?:message|author)))"
)
"""What anybody decides about who may open an issue or a pull request."""
_EXPRESSION = regex(r"\$\{\{((?:(?!\$\{\{)[^}\n])*+)\}\}")
_RUN_KEY = regex(r"^(\s*(?:-\s+)?)(?:run|script):")


def _injected(subject: FileSubject, text: str) -> Iterator[Behaviour]:
    """A stranger's text within a script: the expression is put in before the shell reads it."""
    if subject.kind is not Kind.WORKFLOW or _STRANGERS.search(text) is None:  # most have none
        return
    column: int | None = None
    for row, line in enumerate(text.split("\n"), 1):
        begins = _RUN_KEY.match(line)
        if begins is not None:
            column = len(begins[1])
        elif column is not None and line.strip() and len(line) - len(line.lstrip()) <= column:
            column = None
        said = _EXPRESSION.finditer(line) if column is not None else ()
        match = next((one for one in said if _STRANGERS.search(one[1])), None)
        if match is not None:
            yield plain(INJECTED, subject, row, line.strip(), When.CALL, (match[0],))


_MORE_THAN_IMPORT = regex(
    r"\b(?:exec|eval|compile|open|getattr|__import__|base64|subprocess|urllib|socket|requests|zlib|marshal|ctypes)\b|\bos\.(?:system|popen|exec|spawn)"
)
_PLAIN_IMPORT = regex(r"^import\s+[\w.]+\s*(?:#.*|;\s*[\w.]+\(\)\s*;?)?$")


class PathLines:
    """Looks at `.pth` files: lines that begin with `import` are code, run at each start of the interpreter."""

    id = "source.pth"

    def takes(self, kind: Kind) -> bool:
        """Tell whether it is a path configuration file."""
        return kind is Kind.PTH

    def look(self, subject: FileSubject, /) -> Iterator[Seen]:
        """Yield each line that is code and more than one import."""
        for row, line in enumerate(subject.content.decode("utf-8", "replace").splitlines(), 1):
            code = line.startswith(("import ", "import\t")) and not _PLAIN_IMPORT.match(line)
            if code and not joins_namespace(line):
                telling = bool(_MORE_THAN_IMPORT.search(line.replace("__import__('_distutils_hack')", "")))
                yield plain(PTH, subject, row, line, When.START, ("code",) if telling else ("statement",), full=telling)


class EyeFiles:
    """Looks at the text of code for what a reader does not see."""

    id = "source.eye"

    def takes(self, kind: Kind) -> bool:
        """Tell whether the kind is a language that is read."""
        return kind in LANGUAGES

    def look(self, subject: FileSubject, /) -> Iterator[Seen]:
        """Yield what is hidden from the eye."""
        language = LANGUAGES[subject.kind] or ""
        when = subject.facts.when(subject.path) or (When.CALL if looks_like_test(subject.path) else When.IMPORT)
        told = set[str]()
        for start in range(0, min(len(subject.content), LARGEST_AT_ALL), EYE_BYTES):
            low = max(start - EYE_OVERLAP, 0)
            piece = subject.content[low : start + EYE_BYTES].decode("utf-8", "replace").removeprefix("\ufeff")
            rows = subject.content.count(b"\n", 0, low)
            found = [one for one in hidden(piece, language) if one.what not in told]
            for one in found:
                full = not _is_aside(subject) and one.what != "mixed"
                yield plain(EYE[one.what], subject, rows + one.row, one.quote, when, (), full=full)
            told.update(one.what for one in found)


def _is_aside(subject: FileSubject) -> bool:
    """Whether a file looks like a test or a tool of the developers', and nothing runs it by itself."""
    return looks_like_test(subject.path) and subject.facts.when(subject.path) is None


_STYLES = regex(r"\.(?:css|scss|sass|less|styl|html?|svg|vue|svelte)$", re.IGNORECASE)
_STYLED = regex(rb"\[value[\^$*~|]?=[^\]\n]{1,40}\][^{}]{0,200}\{[^{}]{0,400}?url\(\s*[\"']?(?:https?:)?//[\w-]+\.")


class InstructingFiles:
    """Looks at text of any kind for what it tells an assistant, and at styles for what they ask for."""

    id = "source.instructed"

    def takes(self, kind: Kind) -> bool:
        """Tell whether files of that kind are text that assistants read."""
        return kind in LANGUAGES or kind in _SETTINGS or kind is Kind.HTML

    def look(self, subject: FileSubject, /) -> Iterator[Seen]:
        """Yield the first order that is to be hidden from the user."""
        match = (
            _STYLED.search(subject.content) if b"value" in subject.content and _STYLES.search(subject.path) else None
        )
        if match is not None:
            row = subject.content.count(b"\n", 0, match.start()) + 1
            yield plain(STYLED, subject, row, match[0].decode("utf-8", "replace"), When.CALL, ())
        for row, words in instructions(subject.path, subject.content[:EYE_BYTES]):
            full = not _is_aside(subject)
            yield plain(INSTRUCTED, subject, row, words, When.CALL, (), full=full)
            return


FILES = (CommandFiles(), PathLines(), EyeFiles(), InstructingFiles())
"""What the registry of an update's analysers takes from here."""
