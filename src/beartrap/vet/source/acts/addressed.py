"""Code that JavaScript loads by an address or path that is not a module's: `data:` addresses, what was put together in memory, data files."""

from beartrap.model.regex import regex
from beartrap.vet.decode.codecs import from_data_url
from beartrap.vet.decode.peel import layer
from beartrap.vet.source.acts.acts import evaluate
from beartrap.vet.source.events import Act
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Value, items_of, joined

_MADE = "URL.createObjectURL()"
_PREFIX = "data:"


def from_address(machine: Machine, one: Invocation, module: Value) -> Value | None:
    """Return a module that is loaded from an address, having looked at its code where the address holds it; None for any other."""
    code = held_at(module)
    if code is not None:
        evaluate(machine, code, "import", one.row)
        return Value()
    sent = machine.written.get(module.text, {})
    if "network" in sent and not module.text.endswith(".json"):  # a program has put there what it was sent
        source = machine.mark(Value(marks=dict(module.marks)), "network", one.row)
        machine.emit(Act.LOAD, one.name or "import", one.row, text=module.text, values=[source])
        return machine.mark(Value(), "network", one.row)
    if not isinstance(module.known, str) or not module.known.startswith(("http://", "https://", "blob:")):
        return None
    source = machine.mark(Value(marks=dict(module.marks)), "network", one.row)
    machine.emit(Act.LOAD, "import", one.row, text=module.known, values=[source])
    return machine.mark(Value(), "network", one.row)


def held_at(address: Value) -> Value | None:
    """Return the code that an address itself holds, as far as it is known; None where it holds none."""
    if address.name == _MADE and address.source is not None:
        return address.source
    if address.name == "URL()" and address.source is not None:
        address = address.source
    if not address.text.startswith(_PREFIX):
        return None
    content = from_data_url(address.known) if isinstance(address.known, str) else None
    if content is None:
        return Value(marks=dict(address.marks), layers=address.layers)
    return Value(content, marks=dict(address.marks), layers=(*address.layers, layer("data-url", content.encode())))


def blob(machine: Machine, one: Invocation) -> Value | None:
    """`new Blob([text, …])`: what it holds."""
    parts = items_of(one.args[0], 64) if one.args else None
    if parts is None:
        return None
    made = joined(parts)
    made.name = "Blob()"
    return made


def object_url(machine: Machine, one: Invocation) -> Value | None:
    """`URL.createObjectURL(blob)`: an address that holds what the blob does."""
    made = Value(name=_MADE, marks=dict(one.argument(0).marks), layers=one.argument(0).layers)
    made.source = one.argument(0)
    return made


_OF_CODE = regex(r"\.(?:[cm]?jsx?|[cm]?tsx?|json|node|wasm|css|s[ac]ss|less|svg|vue|html?|md)$|(?:^|/)[\w-]*$|/\.*$")
"""What modules are called that are code, that bundlers take, or whose ending is left out."""


def as_code(machine: Machine, one: Invocation, path: Value) -> None:
    """Look at a file of the package that is loaded as code although it is called like none."""
    content = None if _OF_CODE.search(path.text) else machine.around.data(path.text)
    if content is not None and not content.startswith(_NO_CODE):
        _held_in_file(machine, one, content)


_NO_CODE = (b"wOFF\0\1", b"wOF2\0\1", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"\0\1\0\0")
"""How fonts and pictures begin that packers of pages are asked for, and that no JavaScript begins with."""


def _held_in_file(machine: Machine, one: Invocation, content: bytes) -> None:
    spot = (machine.spot(one.row),)
    code = Value(content.decode("utf-8", "replace"), marks={"package-file": spot, "data-file": spot})
    evaluate(machine, code, "require", one.row)


def by_extension(machine: Machine, one: Invocation) -> Value | None:
    """`Module._extensions['.js'](module, path)`: a file is loaded as code, whatever it is called."""
    path = one.argument(1)
    named_so = path.text.endswith((".js", ".cjs", ".mjs"))
    content = None if named_so else machine.around.data(path.text)
    if content is not None:
        _held_in_file(machine, one, content)
    return None


def debugged(machine: Machine, one: Invocation) -> Value | None:
    """`inspector.open(port, host)`: whoever can speak with it has his words run."""
    if len(one.args) > 1 and not _LOOPBACK.fullmatch(one.args[1].text):
        evaluate(machine, machine.mark(Value(), "network", one.row), one.name, one.row)
    return None


_LOOPBACK = regex(r"localhost|127\.\d+\.\d+\.\d+|::1|\{\}|")
