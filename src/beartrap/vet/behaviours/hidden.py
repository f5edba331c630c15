"""Code that hides what it does: encoded and then executed, called by names put together, kept in another file."""

import re
from collections.abc import Iterator, Sequence

from beartrap.model.finding import Severity
from beartrap.model.regex import regex
from beartrap.vet.analyser import Meta
from beartrap.vet.behaviour import Family
from beartrap.vet.behaviours.kind import Kind, Together, Weighed, by_when, marked
from beartrap.vet.behaviours.operands import PICKLES, host, local, uses_network
from beartrap.vet.source.acts.code_spaces import OUT_OF_CODE
from beartrap.vet.source.acts.scripts import PROGRAMS
from beartrap.vet.source.events import Act, Event
from beartrap.vet.source.folding.spelt_words import SPELT
from beartrap.vet.source.knowledge.commands import ONLY_SHELLS
from beartrap.vet.source.noticed.deadlines import WAITS

_TELLING = frozenset(
    {
        Act.RUN,
        Act.EVALUATE,
        Act.FETCH,
        Act.SEND,
        Act.CONNECT,
        Act.RESOLVE,
        Act.LOAD,
        Act.WRITE,
        Act.READ,
        Act.DELETE,
        Act.FACT,
        Act.COPY,
    }
)

_DECODES = regex(
    r"\bchr\b|fromhex|unhexlify|\bbytes\s*\(|bytearray\s*\(|[\w)\]]\s*\^\s*\w|fromCharCode|\.reverse\(|\batob\(|Buffer\.from|json\.loads?\(|\.translate\("
)
"""What decodes, in the words of a call that runs text. Reading a file alone is not among them: `exec(f.read())` is how
versions are read in many a setup.py."""


def _hidden_code(event: Event) -> Weighed | None:
    sealed = marked(event, ("decoded", "blob", "reckoned"))
    if event.name in PICKLES or _only_names(event):
        return None
    if not event.layers and not sealed and "assembled" not in event.options:
        left = event.marks.get(OUT_OF_CODE)  # code that other code has left in a table: nobody keeps any so
        return _computed(event) if left is None else Weighed(by_when(event, Severity.HIGH, Severity.MEDIUM), (event.name, OUT_OF_CODE), (OUT_OF_CODE,))  # fmt: skip
    if "package-file" in event.marks:
        return None
    how = "+".join(layer.encoding for layer in event.layers) or (
        "assembled" if "assembled" in event.options else "sealed"
    )
    return Weighed(
        by_when(event, Severity.HIGH, Severity.HIGH if event.layers or "blob" not in sealed else Severity.MEDIUM),
        (event.name, how.split("+")[0]),
        sealed,
    )


def _only_names(event: Event) -> bool:
    """Whether a shell is given no more than a value for a variable whose name is put together, as libtool does: nothing is run."""
    return event.language == "shell" and _GIVES_A_VALUE.fullmatch(event.text) is not None


_GIVES_A_VALUE = regex(r"[A-Za-z_]\w*\{\}\w*=[\\\"'$\w{}]*|[A-Za-z_]\w*\\?\$\w+=[\\\"'$\w{}]*")


def _computed(event: Event) -> Weighed | None:
    """Code of which the text could not be told, where the call itself shows that it is decoded or put together from numbers."""
    match = _DECODES.search(event.quote)
    if event.literal or match is None:
        return None
    called = Severity.MEDIUM if match[0].startswith("json") else Severity.HIGH
    return Weighed(by_when(event, Severity.HIGH, called), (event.name, "computed"))


def _hidden_file(event: Event) -> Weighed | None:
    if event.name in PICKLES and "database" in event.marks and {"package-file", "decoded"}.isdisjoint(event.marks):
        return None  # what keeps things in a database has put them there itself
    if "data-file" in event.marks and event.act is Act.EVALUATE:
        return Weighed(by_when(event, Severity.CRITICAL, Severity.HIGH), (event.name,), ("data-file",))
    if event.act is Act.RUN and {"data-file", "package-file"} <= event.marks.keys():
        return Weighed(by_when(event, Severity.HIGH, Severity.MEDIUM), (event.name, "program"), ("data-file",))
    if "package-file" not in event.marks or not (
        event.layers or "decoded" in event.marks or "put-together" in event.marks
    ):
        return None
    return Weighed(by_when(event, Severity.CRITICAL, Severity.HIGH), (event.name,), ("package-file", "decoded"))


_BRINGS_A_SCRIPT = regex(r"<script\b[^>]{0,200}\bsrc\s{0,9}=\s{0,9}[\"']?(?:https?:)?//", re.IGNORECASE)
"""Markup that has a page load a stranger's code."""


_SPEAKS = frozenset({Act.CONNECT, Act.FETCH, Act.SEND, Act.RESOLVE})


def _hidden_act(event: Event) -> Weighed | None:
    if not event.layers or event.act in (Act.EVALUATE, Act.READ, Act.FACT) or _only_names(event):
        return None
    if event.act is Act.WRITE and not (
        PROGRAMS.search(event.text) or any(_BRINGS_A_SCRIPT.search(one.text) for one in event.values)
    ):
        return None
    if event.act in _SPEAKS and local(
        host(event.text)
    ):  # on the machine itself nobody has to hide where something goes
        return None
    loud = event.act is Act.RUN or uses_network(
        event
    )  # tests hide texts to see them found, and then do nothing with them
    return Weighed(Severity.HIGH, (event.act.value, event.layers[0].encoding), (), loud)


def _hidden_name(event: Event) -> Weighed | None:
    if not event.hidden:
        return None
    called = Severity.HIGH if event.act in (Act.RUN, Act.EVALUATE) else Severity.MEDIUM
    return Weighed(by_when(event, Severity.HIGH, called), (event.name,), ("put-together",))


_ON_PURPOSE = frozenset({"numbers", "reversed", "computed", "base16", "inline"})
"""Ways to spell a word that have no other use where it stands; base64 and pieces are also what tools write."""


_MARKUP = regex(
    r"<(?:script|iframe|form|object|embed)\b[^>]{0,200}?\s(?:src|action|data)\s*=\s*[\"']?(?:https?:)?//[\w-]+\."
)
"""What a page loads from elsewhere, or sends there."""


def _hidden_word(event: Event) -> Weighed | None:
    if not event.name.startswith(SPELT):
        return None
    how = event.name.removeprefix(SPELT)
    on_purpose = (
        how in _ON_PURPOSE or _ADDRESS.match(event.text) is not None or ONLY_SHELLS.search(event.text) is not None
    )
    on_purpose |= _MARKUP.search(event.text) is not None
    return Weighed(Severity.HIGH if on_purpose else Severity.MEDIUM, (how, event.text[:80]))


_ADDRESS = regex(r"[a-z][a-z0-9+]{1,11}://(?!localhost\b|127\.)[\w.-]+", re.IGNORECASE)
"""Where something goes, which nobody has a reason to encode."""


def _deadline(event: Event) -> Weighed | None:
    if not event.name.startswith(WAITS):
        return None
    return Weighed(Severity.HIGH, (event.name.removeprefix(WAITS),))


def _remote_shell(events: Sequence[Event]) -> Iterator[tuple[Event, Weighed]]:
    """A connection, and a bare shell that is started with it: standard streams put on the socket, or piped."""
    connected = [event for event in events if event.act is Act.CONNECT]
    shells = [event for event in events if event.act is Act.RUN and _bare_shell(event.text)]
    redirected = [event for event in events if event.act is Act.REDIRECT]
    for shell in shells:
        if connected and (redirected or "network" in shell.marks or abs(shell.row - connected[0].row) < 40):
            when = min(shell.when, connected[0].when)
            yield shell, Weighed(Severity.CRITICAL if when >= 2 else Severity.HIGH, ("shell",))


_SHELLS = frozenset(
    {"sh", "bash", "zsh", "cmd", "cmd.exe", "powershell", "powershell.exe", "{process.env.shell}", "{process.env.comspec}", "{os.environ.shell}"}
)  # fmt: skip


def _bare_shell(text: str) -> bool:
    words = text.replace("\\", "/").split()
    return (
        bool(words)
        and len(words) <= 2
        and words[0].rsplit("/", 1)[-1].lower() in _SHELLS
        and (len(words) == 1 or words[1] in ("-i", "-l", "-"))
    )


_ANALYSIS = "sign:analysis-check"


def _watched(events: Sequence[Event]) -> Iterator[tuple[Event, Weighed]]:
    """Names of analysis tools or virtual machines: several of them are a list to look out for."""
    words = [event for event in events if event.act is Act.WORD and event.name == _ANALYSIS]
    if len({event.text.lower() for event in words}) > 1:
        yield words[0], Weighed(Severity.MEDIUM, ("watchers",))


def _meta(name: str, title: str, why: str, family: Family, severity: Severity, *techniques: str) -> Meta:
    return Meta(
        name,
        title,
        why,
        family,
        severity,
        techniques,
        tuple(f"https://attack.mitre.org/techniques/{one.replace('.', '/')}/" for one in techniques),
    )


HIDDEN = (
    Kind(_meta("hidden.code", "Runs code that was encoded", "The code that runs is written in no file: it is decoded, decrypted or put together first. Data is encoded for good reasons, code to keep it from readers.", Family.OBFUSCATION, Severity.HIGH, "T1027", "T1140"), frozenset({Act.EVALUATE}), _hidden_code),
    Kind(_meta("hidden.act", "Acts under an encoded layer", "Something that acts on the world, or what it acts on, stands in encoded text.", Family.OBFUSCATION, Severity.HIGH, "T1027", "T1140"), _TELLING, _hidden_act),
    Kind(_meta("hidden.file", "Runs code that was kept in a data file", "A file that looks like data, a fixture or an image is read, decoded and executed.", Family.OBFUSCATION, Severity.CRITICAL, "T1027.009", "T1027.003"), frozenset({Act.EVALUATE, Act.RUN, Act.LOAD}), _hidden_file),
    Kind(_meta("hidden.name", "Calls by a name that was put together", "The name of what is called is computed from pieces, so that nobody finds it by searching.", Family.OBFUSCATION, Severity.HIGH, "T1027"), _TELLING, _hidden_name),
    Kind(_meta("hidden.word", "A word that is spelt so that nobody finds it", "A text of literals alone is reversed, reckoned, written in digits or in pieces just where it is used: that keeps readers and searches from it, and serves nothing else.", Family.OBFUSCATION, Severity.HIGH, "T1027", "T1140"), frozenset({Act.WORD}), _hidden_word),
    Kind(_meta("evasion.day", "Waits for a day that stands in the code", "Behind a fixed day something is destroyed, or chance decides as well: whoever tries it before sees nothing.", Family.OBFUSCATION, Severity.HIGH, "T1497.003", "T1485"), frozenset({Act.WORD}), _deadline),
)  # fmt: skip
TOGETHER = (
    Together(_meta("shell.remote", "Ties a shell to a connection", "A shell is started beside an open connection that feeds it: whoever is at the other end commands the machine.", Family.SOURCE_CODE, Severity.CRITICAL, "T1059", "T1095"), _remote_shell),
    Together(_meta("evasion.analysis", "Looks out for analysts", "Names of virtual machines, sandboxes or debuggers are looked for: a program that behaves well while it is watched.", Family.OBFUSCATION, Severity.MEDIUM, "T1497", "T1622"), _watched),
)  # fmt: skip
