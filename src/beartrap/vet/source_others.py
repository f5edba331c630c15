"""The analyser of languages whose text is searched and not followed: Visual Basic and Scala; Cython is read as Python.

What they would do is told by the texts that they hold and by the calls that stand in them: a command line in a string is
walked as a shell's, a place of secrets in a file that speaks with the network is a chain's two ends.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from beartrap.model.coverage import Gap, GapReason
from beartrap.model.regex import regex
from beartrap.vet.analyser import FileSubject, Seen
from beartrap.vet.behaviour import When
from beartrap.vet.behaviours.judging import judged
from beartrap.vet.kinds import Kind
from beartrap.vet.sniff import is_cython
from beartrap.vet.source.events import Act
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.reading.timing import looks_like_test
from beartrap.vet.source.reading.words import SIGN, START, labels
from beartrap.vet.source.spoken import language_of
from beartrap.vet.source.values import Marks, Value
from beartrap.vet.source.walk import machine_for
from beartrap.vet.source_files import Alone, SourceFiles, left_in, place_of, unread

BYTES = 2 * 1024 * 1024
"""Bytes of one file that are searched."""
TEXTS = 20_000
"""Texts of one file that are searched."""
SHORTEST = 4
"""Characters of a text with its quotes that say too little to be looked at."""
_CARE = regex(
    r"\bsystem\s*\(|\bpopen\s*\(|\bexec[lv]p?e?\s*\(|exec\.Command|syscall\.Exec|Command::new|Process\.Start|ProcessStartInfo|Runtime\.getRuntime\(\)\s*\.exec|ProcessBuilder|\.Run\s*\(?\s*\"|WScript\.Shell|ShellExecute|CreateProcess"
)
"""Calls that start programs."""
_NETWORK = regex(
    r"\bhttp\.(?:Post|Get|NewRequest|DefaultClient|Client)|\bnet\.Dial|reqwest|\bureq\b|hyper::|TcpStream|HttpClient|HttpURLConnection|WebClient|HttpRequest|java\.net\.|curl_easy|\bsocket\s*\(|\bconnect\s*\(|MSXML2|XMLHTTP|WinHttp"
)
_TEXT = regex(r'"((?:[^"\\\n]|\\.)*+)"?|`([^`]*+)`?')
_COMMAND = regex(
    r"\b(?:curl|wget|powershell|pwsh|cmd(?:\.exe)?\s+/c|bash|/bin/(?:ba)?sh|certutil|bitsadmin|mshta|nc|ncat|python3?\s+-c|crontab|schtasks|reg\s+add|chmod|base64)\b|/dev/tcp/",
    re.IGNORECASE,
)
_EARLY = regex(
    r"__attribute__\s*\(\(\s*constructor|\bfunc\s+init\s*\(\s*\)|#\[(?:ctor|ctor::ctor)\]|\bstatic\s*\{|\bDllMain\b|\[ModuleInitializer\]"
)
"""What runs as soon as the code is loaded."""
_WHOLE = regex(
    r"\bos\.Environ\(\)|env::vars\(\)|GetEnvironmentVariables\(\)|System\.getenv\(\s*\)|\bextern\s+char\s*\*\*\s*environ"
)


class CompiledFiles:
    """Looks at scripts of Visual Basic, at Scala and at Cython."""

    id = "source.compiled"

    def takes(self, kind: Kind) -> bool:
        """Tell whether files of the kind may be of such a language."""
        return kind in (Kind.VB, Kind.JAVA, Kind.C)

    def look(self, subject: FileSubject, /) -> Iterator[Seen]:
        """Yield what its texts show together with its calls."""
        if subject.kind is not Kind.VB and language_of(subject.kind, subject.path) is not None:
            return
        text = subject.content[:BYTES].decode("utf-8", "replace")
        if len(subject.content) > BYTES:
            yield unread(subject, f"only the first {BYTES:,} bytes of {subject.path} were searched", GapReason.LIMIT)
        if is_cython(subject.path):
            yield from _as_python(subject, text)
        starts, speaks = _CARE.search(text), _NETWORK.search(text)
        if starts is None and speaks is None:
            return
        when = subject.facts.when(subject.path) or (When.IMPORT if _EARLY.search(text) else When.CALL)
        machine = machine_for(subject.path, "shell", text, when, Alone())
        marks = _look_at_texts(machine, text, starts is not None)
        if speaks is not None:
            row = text.count("\n", 0, speaks.start()) + 1
            if _WHOLE.search(text):
                marks["environment"] = (machine.spot(row),)
            address = next((spot.quote for mark, trail in marks.items() if mark == "\0address" for spot in trail), "")
            marks.pop("\0address", None)
            machine.emit(Act.SEND, speaks[0], row, text=address, marks=marks)
        yield from judged(machine.events, place_of(subject), quiet=looks_like_test(subject.path))
        yield from left_in(subject, machine.left)


_TYPED = regex(
    r"^([ \t]*)(?:cpdef|cdef)\s+(?:inline\s+)?(?:[\w.\[\], *:]{1,200}?[\s*])??(\w{1,200})\s*\([^\n]*\)[^\n:)]*:",
    re.MULTILINE,
)
_BROUGHT = regex(r"^(from\s+(?:libc|posix|cpython)\.[\w.]+)\s+cimport\s+([\w, ]+)$", re.MULTILINE)
_VARIABLE = regex(r"^([ \t]*)cdef\s+(?:[\w.\[\]*]{1,60}\s+){1,3}\**(\w{1,100})\s*=(?!=)", re.MULTILINE)
"""What a file takes from C's library, and variables with a type that are given a value."""
_DECLARED = regex(r"^([ \t]*+)(?:cdef|ctypedef|cimport|from\s+[\w.]+\s+cimport|include)\b[^\n]*$", re.MULTILINE)


_LISTED = regex(r"^([ \t]*+)from\s+[\w.]+\s+cimport\s*\([^()]{0,4000}\)", re.MULTILINE)
"""What a file takes from another one, a name on each line."""


def _uncompiled(text: str) -> str:
    """Return Cython as Python: functions without their types, declarations left out, each line where it was."""
    text = _LISTED.sub(lambda match: f"{match[1]}pass" + "\n" * match[0].count("\n"), text)
    text = _BROUGHT.sub(r"\1 import \2", _VARIABLE.sub(r"\1\2 =", text))
    return _DECLARED.sub(r"\1pass", _TYPED.sub(r"\1def \2():", text))


def _as_python(subject: FileSubject, text: str) -> Iterator[Seen]:
    """Yield what Cython does when it is read as Python; what Python's reader makes nothing of is told, and is common."""
    content = _uncompiled(text).encode("utf-8", "surrogatepass")
    for one in SourceFiles().look(replace(subject, kind=Kind.PYTHON, content=content)):
        yield replace(one, questions=()) if isinstance(one, Gap) and one.reason is GapReason.MALFORMED else one


def _look_at_texts(machine: Machine, text: str, starts: bool) -> Marks:
    """Walk the command lines among the texts; return the marks of the secrets that they name, and the first address."""
    found: Marks = {}
    words: list[str] = []
    texts = [match for match in _TEXT.finditer(text) if len(match[0]) > SHORTEST]
    if len(texts) > TEXTS:
        machine.left.add(f"{len(texts) - TEXTS:,} texts")
    for match in texts[:TEXTS]:
        inner = match[1] or match[2]
        row = text.count("\n", 0, match.start()) + 1
        if inner.startswith(("http://", "https://")):
            found.setdefault("\0address", (machine.spot(row, inner),))
        told = labels(inner)
        for name, said in told:
            if not name.startswith((SIGN, START)):
                found.setdefault(name.removeprefix("at:"), (machine.spot(row, said),))
        words.append(inner)
        if starts and (_COMMAND.search(inner) or any(name.startswith(SIGN) for name, _ in told)):
            value = Value(inner)
            for name, said in told:
                machine.mark(value, name, row, said)
            machine.emit(Act.RUN, "text", row, text=inner, values=[value])
            machine.around.embedded(machine, value, "shell", row)
    return found


FILES = (CompiledFiles(),)
"""What the registry of an update's analysers takes from here."""
