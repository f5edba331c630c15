"""A library's own client: where an address is written in a call of its own method, that is where it goes, though no table names the method."""

from beartrap.model.regex import regex
from beartrap.vet.source.acts import written
from beartrap.vet.source.events import Act
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Value, layers_of, marks_of
from beartrap.vet.source.words import label

_SPEAKS = frozenset({"post", "put", "patch", "delete", "request", "urlopen", "send", "get", "fetch", "stream", "upload", "open_url", "do_request", "_request", "make_request", "api_call", "http_get", "http_post", "head"})  # fmt: skip
_ADDRESS = regex(r"(?:https?|wss?)://[\w-]+(?:\.[\w-]+)+(?:[:/?#].*)?")
_STARTS = (".pth", "sitecustomize.py", "usercustomize.py")


def spoken_by_itself(machine: Machine, one: Invocation) -> None:
    """Note what a method of the package's own is given beside an address that is written there."""
    if one.func.closure is None or one.method not in _SPEAKS or machine.language != "python":
        return
    given = [*one.args, *one.words.values()]
    where = next(
        (
            value
            for value in [*one.args[:2], *one.words.values()]
            if isinstance(value.known, str) and _ADDRESS.match(value.known)
        ),
        None,
    )
    if where is not None:
        machine.emit(
            Act.SEND if len(given) > 1 else Act.FETCH,
            one.method,
            one.row,
            text=where.known,
            marks=marks_of(given),
            values=given,
            layers=layers_of(given),
        )


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
