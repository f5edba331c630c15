"""Chains of what somebody else sends, hands in or writes, and what is run: whoever decides about the one commands the other."""

from beartrap.model.finding import Severity
from beartrap.model.regex import regex
from beartrap.vet.behaviours.chains import chain
from beartrap.vet.behaviours.kind import Kind, Weighed, marked
from beartrap.vet.behaviours.operands import names_a_type, unknown_command
from beartrap.vet.source.acts.contexts import IN_ALL
from beartrap.vet.source.acts.revived import REVIVED
from beartrap.vet.source.events import BEHIND, FROM_CALLER, FROM_REQUEST, Act, Event

_OF_A_FILE = regex(r"[\"']?(?:\S*/)?(?:(?:ba|z|da|k)?sh|python[\d.]*|node|perl|ruby|php)?\s*[\"']?(?:\{|/|\.{1,2}/)")
"""A command line that begins with the path of a file, or with an interpreter and one."""


_A_PATH = regex(r"[\"']?(?:\{[^{}\s]*\}|/|\.{1,2}/)[^\s\"']*/[^\s\"']*[\"']?")
"""A command line that is the path of a file, and nothing else."""
_LOADERS = frozenset(
    {"dlopen", "CDLL", "LoadLibrary", "cdll", "load_library", "LoadLibraryA", "LoadLibraryW", "Open", "new"}
)
"""Calls that take a library into the process."""


def _request_to_process(event: Event) -> Weighed | None:
    if FROM_REQUEST in event.marks and (event.act is not Act.RUN or _OF_A_FILE.match(event.text)):
        return Weighed(Severity.HIGH, ("file",), (FROM_REQUEST,))
    if event.act is Act.RUN and FROM_CALLER in event.marks and _A_PATH.fullmatch(event.text):
        return Weighed(Severity.HIGH, ("file",), (FROM_CALLER,))
    if event.act is Act.LOAD:
        library = FROM_CALLER in event.marks and event.name.rpartition(".")[2] in _LOADERS
        return Weighed(Severity.HIGH, ("library",), (FROM_CALLER,)) if library else None
    if "web-request" not in event.marks or (event.act is not Act.EVALUATE and not unknown_command(event.text)):
        return None
    # the one reads what it is given to fill in, and runs nothing; of the other whoever starts the server says which program it is
    mild = event.name in ("format", "format_map") or (event.act is Act.RUN and _names_a_program_of_its_own(event))
    # what a store gave that was asked with a client's words is another thing than what the client sent
    kept = event.act is Act.EVALUATE and not _FROM_A_STORE.isdisjoint(event.marks)
    own = (event.act.value, "kept") if kept else (event.act.value,)
    return Weighed(Severity.MEDIUM if mild else Severity.HIGH, own, ("web-request",))


_FROM_A_STORE = frozenset({BEHIND, "answered", "network"})


_OWN_PROGRAM = regex(r"\{[\w.()]*\bparse_args\(\)\.\w+\}(?=(?:\s+\S+)*?\s+[\w-]*[a-z]{2})")
"""A program that the arguments say with which the server was started, with words of the code's own behind it."""
_TAKES_CODE = regex(r"\s[-/]{1,2}\w*(?:c|e|eval|exec|command)[\s=]+[\"']?\{|[;|&`<>]|\$\(")
_BY_A_SHELL = regex(r"\bshell\s*=\s*(?!False\b)")


def _names_a_program_of_its_own(event: Event) -> bool:
    """Whether a client's words are no more than arguments of a program that whoever started the server named, and no shell reads them."""
    listed = event.name.rpartition(".")[2] in _LISTED and not _BY_A_SHELL.search(event.quote)
    return listed and _OWN_PROGRAM.match(event.text) is not None and not _TAKES_CODE.search(event.text)


_LISTED = frozenset({"Popen", "run", "call", "check_call", "check_output"})
"""Calls of Python's that start a program with its arguments as a list."""


def _input_to_process(event: Event) -> Weighed | None:
    if "input" not in event.marks or "network" in event.marks or not unknown_command(event.text):
        return None
    return Weighed(Severity.HIGH, (event.name,), ("input",))


def _word_to_process(event: Event) -> Weighed | None:
    found = marked(event, ("given", "given-request", "given-response", "web-request", "intercepted", "input"))
    if "awaited" not in event.marks or not found:
        return None
    if event.act is Act.RUN and not unknown_command(event.text):
        return None
    return Weighed(Severity.HIGH, (event.act.value,), (*found, "awaited"))


def _caller_to_code(event: Event) -> Weighed | None:
    """Text that is wholly what a caller hands in, and no template that is filled in with it."""
    found = marked(event, ("given", "input") if event.name.endswith(_ENGINES) else ("given",))
    runs_text = event.name in _RUNS_TEXT or event.name.endswith(_ENGINES)
    if not found or _AROUND.sub("", event.text).strip("{}") or not runs_text or event.literal:
        return None
    bare = _WITHOUT_BUILTINS.search(event.quote) is not None  # for expressions over what is handed in beside them
    bare |= _OF_SHELLS.search(event.quote) is not None  # whoever calls a function of a script writes commands anyway
    bare |= names_a_type(event)
    bare |= _OF_CODE.search(event.quote) is not None  # whoever is asked for code knows that it is run
    bare |= event.path.endswith(_PAGES)  # what is typed into a page runs in the browser of who typed it
    return Weighed(Severity.MEDIUM if bare else Severity.HIGH, (event.name,), found)


_OF_CODE = regex(r"\b(?:exec|eval)\(\s*(?:\w+\.)*_*(?:\w+_)?(?:code|source)_*\s*[,)]")
"""What is called code where it is run."""
_PAGES = (".html", ".htm", ".xhtml")
_OF_SHELLS = regex(r"\beval[ \t]+[\"']?\$")
_AROUND = regex(r"^\((?=\{\}\)\(\);?$)|(?<=^\(\{\})\)\(\);?$")
"""What makes a call of a function that is handed in as its text: `(…)()`."""
_WITHOUT_BUILTINS = regex(r"[\"']__builtins__[\"']\s*:\s*(?:\{\s*\}|None\b)")
_ENGINES = ("getEngineByName().eval", "getEngineByExtension().eval", "getEngineByMimeType().eval", "GroovyShell().evaluate", "JShell.create().eval")  # fmt: skip
"""Engines that a program of Java takes in to run text of another language."""
_RUNS_TEXT = frozenset(
    {
        "eval",
        "exec",
        "builtins.eval",
        "builtins.exec",
        "execfile",
        "create_function",
        "instance_eval",
        "class_eval",
        "binding.eval",
        REVIVED,
        IN_ALL,
    }
)


_AS_SENT = regex(
    r"/?\{(?:Path\(\)|[\w.$]*\b(?:request|req|headers?|query|args|params|cookies?|GET|POST|META|_GET|_POST|_REQUEST|_COOKIE)\b[\w.-]*(?:\(\))?)?\}"
)
"""A path that is nothing but what a client sent: no folder stands before it, and no function has made something else of it."""
_UPLOADED = regex(r"\bfiles?\b|[uU]pload|_FILES|[tT]e?mp_?[nN]ame|[tT]emp(?:File|orary)")
"""Rows that speak of what a client sent as a file: a server says itself where it put that."""


_FROM_THE_ROOT = "/{}"
_SERVES = ("ServeFile", "send_file", "sendFile", "FileResponse")
"""Calls that answer a client with a file."""


def _is_bare(name: str) -> bool:
    """Whether what is read is just what was handed over, and no path that a method of another one gave."""
    head, _, method = name.rpartition(".")
    return method not in ("read_bytes", "read_text") or head in ("Path()", "pathlib.Path()")


def _request_to_file(event: Event) -> Weighed | None:
    if "given" in event.marks and event.text == _FROM_THE_ROOT and event.name.endswith(_SERVES):
        return Weighed(Severity.HIGH, ("file",), ("given",))
    if "web-request" not in event.marks or not {"chosen", BEHIND}.isdisjoint(event.marks) or not _is_bare(event.name):
        return None
    if not _AS_SENT.fullmatch(event.text) or _UPLOADED.search(event.quote):
        return None
    return Weighed(Severity.HIGH, ("file",), ("web-request",))


COMMANDED = (
    Kind(
        chain(
            "request-to-process", "What a client sends is run",
            "A command or code comes out of a web request: whoever knows the address commands the server.", Severity.HIGH, "T1505.003", "T1059",
        ), frozenset({Act.RUN, Act.EVALUATE, Act.LOAD}), _request_to_process,
    ),
    Kind(
        chain(
            "caller-to-code", "What a caller hands in is run as code",
            "A text is run as code that is nothing but what was handed in: whoever decides about it, a server or a file that is read, commands the program.", Severity.HIGH, "T1059",
        ), frozenset({Act.EVALUATE}), _caller_to_code,
    ),
    Kind(
        chain(
            "request-to-file", "A client says which file is read",
            "A path comes out of a web request as a whole, with no folder before it: whoever knows of it reads the keys and settings of the server.", Severity.HIGH, "T1005", "T1505.003",
        ), frozenset({Act.READ}), _request_to_file,
    ),
    Kind(
        chain(
            "word-to-process", "What stands behind a secret word is run",
            "What is handed in is run as a command or as code where it begins with a word that the code waits for: a door for whoever knows the word.", Severity.HIGH, "T1205", "T1059",
        ), frozenset({Act.RUN, Act.EVALUATE}), _word_to_process,
    ),
    Kind(
        chain(
            "input-to-process", "What is read is run as a command",
            "A command line is nothing but what stood in a file or came on a stream: whoever writes the input commands the machine.", Severity.HIGH, "T1059", "T1554",
        ), frozenset({Act.RUN}), _input_to_process,
    ),
)  # fmt: skip
