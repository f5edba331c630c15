"""Pickles: data that call functions when they are loaded, alone, in NumPy's arrays and (as members) in model archives.

They are read opcode by opcode and never loaded. Honest ones call the constructors of their own package, of NumPy and of
the standard containers; what counts is a call into the system, whatever it is given, and what the call would do with it.
"""

from collections.abc import Iterator, Sequence

from beartrap.model.regex import regex
from beartrap.vet.analyser import FileSubject, Seen
from beartrap.vet.behaviour import When
from beartrap.vet.binary.behaviours import PICKLE_CALL
from beartrap.vet.binary.sighted import seen
from beartrap.vet.decode.codecs import inflate
from beartrap.vet.decode.pickled import calls_of
from beartrap.vet.kinds import Kind

NUMPY = b"\x93NUMPY"
_DEFLATED = (b"\x78\x01", b"\x78\x9c", b"\x78\xda", b"\x1f\x8b")
_STARTS = regex(rb"\x80[\x02-\x05]")
_ACTS = regex(
    r"(?:os|posix|nt|subprocess|pty|socket|ctypes|shutil|commands|popen2|platform|sys|importlib|imp|runpy|code|codeop|timeit|pdb|bdb|"
    r"webbrowser|asyncio|multiprocessing|urllib|requests|httpx|http|aiohttp|ftplib|smtplib|marshal|pip|_posixsubprocess|cProfile|profile|"
    r"trace|doctest|types|linecache|torch\.hub|torch\.utils\.cpp_extension|numpy\.testing\._private\.utils)\.\w"
    r"|(?:exec|eval|compile|open|__import__)$|builtins\.(?:exec|eval|compile|open|getattr|breakpoint|input|vars|globals|apply|execfile)$"
)
"""What calls into the system, or runs text as code; by the dotted name that the pickle gives."""
_INSIDE = regex(
    rb"c(?:os|posix|nt|subprocess|pty|builtins|__builtin__|runpy)\n(?:system|popen|Popen|exec|eval|run|call|check_output|spawn|getattr|__import__|run_path|execfile)\n"
    rb"|\x8c[\x02-\x0b](?:os|posix|nt|subprocess|pty|builtins|__builtin__|runpy)\x94?\x8c[\x03-\x0c](?:system|popen|Popen|exec|eval|run|call|check_output|spawn|getattr|__import__|run_path)"
)
"""A function of the system by its name, as a pickle writes it, behind whatever stands before: code that loads it skips that."""
SEARCHED = 4 * 1024 * 1024
"""Bytes of data in which that is looked for; what lies behind is told by `binary.carried`."""
LONGEST_NAME = 300
"""Characters of a name that is looked up among the harmless ones."""
_HARMLESS = regex(
    r"(?:types\.(?:SimpleNamespace|MethodType|MappingProxyType)|asyncio\.\w*(?:Error|Exception)|socket\.(?:error|timeout)|os\.stat_result"
    r"|(?:multiprocessing|urllib|http|requests)\.[\w.]*(?:Error|Exception|Warning|cookiejar\.Cookie\w*|structures\.\w+|parse\.\w+Result\w*)"
    r"|subprocess\.\w*(?:Error|Expired)|sys\.intern|platform\.uname_result|ctypes\.c_\w+|http\.cookies\.\w+)$"
)


class PickleAnalyser:
    """Looks at one pickle, or at an array that holds one."""

    id = "binary.pickle"

    def takes(self, kind: Kind) -> bool:
        """Take pickles, and data that could hold one behind a header of its own."""
        return kind in (Kind.PICKLE, Kind.DATA)

    def look(self, subject: FileSubject, /) -> Iterator[Seen]:
        """Yield each function of the system that loading it calls, and what the calls do."""
        content = _pickle_in(subject)
        if content is None:
            return
        calls = list(calls_of(content)) or list(calls_of(_inside(content)))
        yield from _done(subject, calls)
        told = set[str]()
        for name, text in calls:
            if name in told or not _ACTS.match(name) or (len(name) < LONGEST_NAME and _HARMLESS.match(name)):
                continue
            told.add(name)
            at = max(subject.content.find(text.encode()[:40]), 0) if text else 0
            quote = f"{name}({text})"
            yield seen(
                PICKLE_CALL,
                subject,
                name,
                quote,
                when=max(subject.facts.when(subject.path) or When.CALL, When.CALL),
                offset=at,
                symbol=name,
            )


def _done(subject: FileSubject, calls: Sequence[tuple[str, str]]) -> Iterator[Seen]:
    """Yield what calls do, as if Python code made them."""
    if not calls:
        return
    from beartrap.vet.behaviours.judging import judged  # all late: most data are no pickle
    from beartrap.vet.source.invocation import Invocation
    from beartrap.vet.source.values import Value
    from beartrap.vet.source.walk import machine_for
    from beartrap.vet.source.walking.calls import invoke
    from beartrap.vet.source_files import Alone, place_of

    machine = machine_for(subject.path, "python", "", When.CALL, Alone())
    for called, text in calls:
        invoke(machine, Invocation(1, Value(name=called), [Value(text)]))
    yield from judged(machine.events, place_of(subject))


def _pickle_in(subject: FileSubject) -> bytes | None:
    """Return the pickle that a file is or holds, None where it holds none."""
    content = subject.content
    if content.startswith(NUMPY):
        end = content.find(b"\n", 0, 65536)
        return content[end + 1 :] if b"'|O'" in content[:end] or b"'O'" in content[:end] else None
    if subject.kind is Kind.PICKLE:
        return inflated(content) if content.startswith(_DEFLATED) else content
    if _STARTS.match(content):
        return content
    return _inside(content) or None


def _inside(content: bytes) -> bytes:
    """Return what follows from a function of the system on, empty where none is named."""
    inside = _INSIDE.search(content, 0, SEARCHED)
    return content[inside.start() :] if inside is not None else b""


def inflated(content: bytes) -> bytes:
    """Return a compressed pickle unpacked (joblib writes such), or as it stands where it cannot be."""
    try:
        return inflate(content)
    except ValueError:
        return content


FILES = (PickleAnalyser(),)
"""What the registry of an update's analysers takes from here."""
