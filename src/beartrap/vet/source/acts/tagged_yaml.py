"""Documents of YAML that say which function is called where they are read: a reader that makes objects calls it."""

from beartrap.model.regex import regex
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Value

_CALLS = regex(
    r"!!python/object/(?:apply|new):([A-Za-z_][\w.]*)[ \t]*(?:\r?\n[ \t]*-[ \t]*|\[[ \t]*|args:[ \t]*\[?)?[\"']?([^\"'\]\n]{0,4000})"
)
"""A tag of PyYAML by which a function is called, and its first argument."""


_UNSAFE = regex(r"yaml\.unsafe_load(?:_all)?")
_LOADER = regex(r"\.(?:C?UnsafeLoader|C?Loader)$")


def called_in_yaml(machine: Machine, one: Invocation) -> None:
    """Walk the calls that a document asks for which a reader that makes objects is given."""
    makes = _UNSAFE.fullmatch(one.name) or (
        one.name == "yaml.load" and _LOADER.search(one.argument(1, "Loader").name or "")
    )
    document = one.argument(0, "stream")
    if not makes or not isinstance(document.known, str):
        return
    for match in _CALLS.finditer(document.known):
        argument = Value(match[2].strip(), marks=document.marks, layers=document.layers)
        func = Value(name=match[1], marks=document.marks, layers=document.layers)
        machine.invoke(machine, Invocation(one.row, func, [argument]))
