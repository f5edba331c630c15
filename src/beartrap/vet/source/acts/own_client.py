"""A library's own client: where an address is written in a call of its own method, that is where it goes, though no table names the method."""

from collections.abc import Iterator
from functools import lru_cache

from beartrap.model.regex import regex
from beartrap.vet.source.acts.acts import written
from beartrap.vet.source.acts.lines import looks_up
from beartrap.vet.source.events import Act
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.names.tables import is_table
from beartrap.vet.source.reading.words import label
from beartrap.vet.source.values import UNKNOWN, Value, layers_of, marks_of, raw

_SPEAKS = regex(
    r"(?:.*_)?(?:post|put|patch|delete|request|requester|send|fetch|fetcher|get|head|stream|upload|urlopen|open_url|api_call|report|beacon|deliver|notify|ship|submit|transmit|track|dispatch|prepare_url|set_url|with_url|set_uri|call)(?:_(?:json|form|data|async|raw|request|message|event|http|https|url|metrics|report))?"
)
"""What methods are called that speak with an address, in small letters with a line between words."""
_ONLY_ASKS = frozenset({"get", "head", "fetch", "fetcher", "requester", "stream", "urlopen", "open_url", "call"})
"""Those of which what stands beside the address says how to ask, and is not sent."""
_TOLD_WHERE = frozenset({"prepare_url", "set_url", "with_url", "set_uri"})
"""Methods by which a message is told where it goes; what it carries, it has already."""
_WHERE = frozenset({"url", "uri", "href", "endpoint", "baseurl", "base_url", "address", "webhook"})
_WHAT = frozenset({"data", "body", "json", "payload", "form", "params", "qs", "query", "content", "message", "files", "headers", "formdata"})  # fmt: skip
_ADDRESS = regex(r"(?:https?|wss?)://[\w-]+(?:\.[\w-]+)+(?:[:/?#].*)?")
SCOPE = regex(r"https://[^?#\s]*/\.default|https://www\.googleapis\.com/auth/[\w.-]*")
"""Rights that a token is asked for, by the names that Microsoft's and Google's services have for them: nothing goes there."""
_SPOKEN = frozenset({Act.SEND, Act.FETCH, Act.CONNECT})
_BEGINNING = 60
"""Characters of an address by which it is told from others."""
_LATELY = 6
"""Events back to which it is asked whether a call is told already: by a table, or by the function that was walked."""
_STARTS = (".pth", "sitecustomize.py", "usercustomize.py")


def spoken_by_itself(machine: Machine, one: Invocation) -> None:
    """Note what a method that no table names is given beside an address that is written there."""
    name = _speaking(one.method or one.name.rpartition(".")[2])
    where = _where(one) if name and not is_table(one) and not looks_up(machine, one) else None
    if where is None or _is_told(machine, where):
        return
    given = [*one.args, *one.words.values(), *([one.base] if one.base is not None and name in _TOLD_WHERE else [])]
    act = Act.SEND if _carries(one, name, where) else Act.FETCH
    machine.emit(
        act, one.method or name, one.row, text=where.text, marks=marks_of(given), values=given, layers=layers_of(given)
    )


def _is_told(machine: Machine, where: Value) -> bool:
    lately = machine.events[-_LATELY:]
    return any(event.act in _SPOKEN and where.text[:_BEGINNING] in event.text for event in lately)


@lru_cache(maxsize=4096)
def _speaking(method: str) -> str:
    """Return how a method is called that speaks, in small letters with a line between words; empty for any other."""
    name = _CAPITAL.sub("_", method).lower().lstrip("_")
    return name if _SPEAKS.fullmatch(name) else ""


_CAPITAL = regex(r"(?<=[a-z0-9])(?=[A-Z])")


def _where(one: Invocation) -> Value | None:
    """Return the address that a call is given: by its place, by its word, or in a table of options."""
    named = [value for word, value in _options(one) if word in _WHERE]
    for value in (*one.args[:2], *named, *(value for word, value in one.words.items() if word not in _WHAT)):
        if _ADDRESS.match(value.text) and not SCOPE.fullmatch(value.text):
            return value
    return None


def _options(one: Invocation) -> Iterator[tuple[str, Value]]:
    for value in one.args[:3]:
        for word, inner in (value.fields or {}).items():
            yield word.lower(), inner
    for word, value in one.words.items():
        yield word.lower(), value


def _carries(one: Invocation, name: str, where: Value) -> bool:
    """Whether a call sends something: what is not written in the code, or what is named as what is sent."""
    if "{}" in where.text:  # what is put into an address is sent with it
        return True
    if name in _TOLD_WHERE:
        return one.base is not None and bool(one.base.marks)
    if any(word in _WHAT and _is_open(value) for word, value in _options(one)):
        return True
    rest = [value for value in one.args if value is not where and value.closure is None and value.fields is None]
    return name not in _ONLY_ASKS and any(_is_open(value) for value in rest)


def _is_open(value: Value, deep: int = 3) -> bool:
    """Whether something is not wholly written in the code."""
    if marks_of([value]):
        return True
    if value.fields is not None or value.items is not None:
        return deep > 0 and any(_is_open(one, deep - 1) for one in value.parts())
    return raw(value) is UNKNOWN and value.closure is None


def put_into_archive(machine: Machine, one: Invocation) -> None:
    """Follow a file that starts with the interpreter, by its name, which is put into an archive or a wheel with its text."""
    if machine.language != "python" or len(one.args) < 2:
        return
    path, text = one.args[0], one.args[1]
    if (
        isinstance(path.known, str)
        and path.known.endswith(_STARTS)
        and isinstance(text.known, str | bytes)
        and text.known
    ):
        named = Value(path.known.rpartition("/")[2], layers=path.layers)
        written(machine, label(machine, named, one.row), [text], one.method or one.name, one.row)
