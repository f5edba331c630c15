"""Texts that are programs: what a bundler's plug-in appends to the code of others, what a generator writes, what a page is given.

Whoever gets such a text runs it, and the code that has it need not. It is looked into where it both speaks with the network and
makes code of something or reads what a page knows of its user: texts of documentation and snippets that only load hardly do.
"""

from functools import lru_cache

from beartrap.model.regex import regex
from beartrap.vet.behaviour import When
from beartrap.vet.source.knowledge.commands import ONLY_SHELLS
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.reading.markup import scripts
from beartrap.vet.source.values import HOLE, Value

SHORTEST = 60
"""Characters below which no text does both."""
LONGEST = 200_000
_SCRIPT = regex(
    r"\b(?:XMLHttpRequest|sendBeacon|WebSocket|EventSource)\b|\bfetch\s*\(|\bimport\s*\(|new\s+Image\b|createElement\s*\(\s*[\"'`](?:script|iframe|img|form|link)\b"
)
_MAKES = regex(
    r"\beval\b|\bFunction\s*\(|[\"'\]]ev[\"']\s*\+|[\"'`]ev[\"'`]|document\.cookie|localStorage|sessionStorage|\batob\s*\(|fromCharCode|\.constructor\s*\("
)
_LISTENS = regex(r"\baddEventListener\s*\(\s*[\"'`](?:submit|key\w+|input|change|paste)[\"'`]|\.onkey\w+\s*=")
"""What a page does to learn what is typed: an example for readers has that, too, and nobody packs an example."""
_ELSEWHERE = regex(
    r"(?:sendBeacon|fetch|\.open|\.src\s*=|\.action\s*=)\s*\(?[^)\n]{0,20}[\"'`](?:https?:)?//[\w.-]+\.\w"
)
"""A host that is named in full, in a script that is put into a page: an example sends to a path of the reader's own, or stands without the page."""
_OBFUSCATED = regex(r"\b_0x[0-9a-f]{3,8}\b")
_NAMES = 3
"""Different names that only an obfuscator gives, from which on nobody is to read what a text does."""
_STARTS = regex(r"\bchild_process\b|\b(?:execSync|spawnSync|execFile)\b")
_SERVES = regex(
    r"\bcreateServer\b|\.headers\b|\b(?:fetch|connect|createConnection)\s*\(|\brequire\(\s*[\"'`](?:node:)?(?:https?|net|dgram|tls|dns)\b"
)
"""What a program of Node.js does that obeys or asks somebody afar."""
_ASKS = regex(r"\brequire\(\s*[\"'`](?:node:)?(?:https?|net|dgram|tls|dns)[\"'`]")
"""What a program of Node.js asks somebody afar by."""
_DECODED = regex(r"\b(?:eval|Function)\s*\(\s*(?:\w+\.)?(?:atob|unescape|decodeURIComponent)\s*\(\s*[\"'`]")
"""Code of a page that is decoded where it is run: nobody who writes a page by hand does that."""
_PYTHON = regex(r"\b(?:urlopen|requests\.(?:get|post)|socket\.(?:socket|create_connection)|http\.client|httpx\.\w+)\b")
_RUNS = regex(r"\b(?:exec|eval)\s*\(|\bos\.(?:system|popen)\b")

_OF_SHELL = regex(
    r"(?m)^[ \t]*(?:fi|done|esac|local\s+\w+|complete\s+-\w|compdef\s|function\s+\w+|\w+\s*\(\)\s*\{|#!\s*/\S*sh\b)"
)
"""Lines that only a script of a shell has: what is printed as help has a command line, and none of these."""
_EVALUATES = regex(r"\beval\s+[\"']?(?:\$\(|`)\s*(?:curl|wget)\b")
_UNSEEN = regex(
    r"\b(?:curl|wget)\b[^\n]{0,400}?(?:&&|;)[^\n]{0,200}?(?:\b(?:nohup|setsid|disown)\b|>\s*/dev/null\s+2>&1\s*&(?![&\d]))"
)
"""One line that fetches something and leaves it running behind the terminal: nobody is told to type that."""


_PLUGIN = regex(
    r"\b(?:ConcatSource|RawSource|ReplaceSource|updateAsset|emitAsset|generateBundle|renderChunk|transformIndexHtml|processAssets|compilation\.assets|BannerPlugin|(?:push|unshift)Container|onLoad|MagicString|_compile|_extensions|wrapSafe)\b"
    r"|\bhooks\.\w+\.tap|\btransform\s*(?::|\(\s*(?:code|source|src)\b)|\b(?:footer|banner|intro|outro)\s*:|\bfile\.contents\b|\b(?:module\.exports\s*=|export\s+default)\s*(?:async\s+)?function\s*\w*\(\s*source\b"
)
"""Words of what builds the code of others: texts that such a file puts together are code (webpack, Rollup, Vite, esbuild, Babel, gulp)."""
_BRINGS = regex(
    r"\bimport\s*\(\s*[\"'`]https?://|(?:sendBeacon|fetch|\.open|importScripts)\s*\(\s*[^)\n]{0,20}[\"'`](?:https?:)?//[\w.-]+\.\w|\.(?:src|action)\s*=\s*[\"'`](?:https?:)?//[\w.-]+\.\w"
    r"|\brequire\s*\(\s*[\"'`](?:node:)?https?[\"'`]\s*\)\s*\.\s*(?:get|request)\s*\(\s*[\"'`{]"
)
"""What a script asks a host for that it names."""
SHORTEST_OF_PLUGIN = 24
"""Characters of a line that a plug-in adds, below which it names no host."""


def is_plugin(machine: Machine) -> bool:
    """Whether a file builds the code of others."""
    return _is_plugin(machine.text)


@lru_cache(maxsize=8)
def _is_plugin(text: str) -> bool:
    return _PLUGIN.search(text) is not None


def looked_into(machine: Machine, value: Value, row: int, *, stands: bool = False, becomes: bool = False) -> None:
    """Walk a text that is a program of JavaScript, Python or a shell, as what it would do for whoever runs it.

    In a loop that is walked as it would run only one that `stands` there is asked, and not what a decoder makes step by step.
    What `becomes` code of others is a program whatever it looks like.
    """
    text = value.text
    if becomes and len(text) > LONGEST:
        machine.left.add("code that is put onto other code and is too long")
    if not SHORTEST_OF_PLUGIN <= len(text) <= LONGEST or "(" not in text or (machine.concrete and not stands):
        return
    if becomes or (machine.language == "javascript" and _BRINGS.search(text) and is_plugin(machine)):
        _walked(machine, Value(text.replace(HOLE, "0"), layers=value.layers), "javascript", row)
        return
    if len(text) < SHORTEST:
        return
    language = _language(text, hidden=bool(value.layers))
    if language:
        code = value if isinstance(value.known, str) else Value(text.replace(HOLE, "0"), layers=value.layers)
        _walked(machine, code, language, row)
    elif "<script" in text and _DECODED.search(text):
        for one in filter(_DECODED.search, scripts(text)):
            _walked(machine, Value(one.replace(HOLE, "0"), layers=value.layers), "javascript", row)


def _walked(machine: Machine, code: Value, language: str, row: int) -> None:
    before, machine.when = machine.when, min(machine.when, When.CALL)  # a text runs when somebody runs it
    machine.around.embedded(machine, code, language, row)
    machine.when = before


@lru_cache(maxsize=64)
def _language(text: str, *, hidden: bool) -> str:
    if text.count("\n") > 1 and _OF_SHELL.search(text) and (ONLY_SHELLS.search(text) or _EVALUATES.search(text)):
        return "shell"
    if _UNSEEN.search(text):
        return "shell"
    shaped = "{" in text or "=>" in text
    if shaped and (len(set(_OBFUSCATED.findall(text))) >= _NAMES or (_STARTS.search(text) and _SERVES.search(text))):
        return "javascript"
    makes = _MAKES.search(text) or (
        _LISTENS.search(text) and (hidden or ("<script" in text and _ELSEWHERE.search(text)))
    )
    if shaped and makes and (_SCRIPT.search(text) or _ASKS.search(text)):
        return "javascript"
    return "python" if "import " in text and _PYTHON.search(text) and _RUNS.search(text) else ""
