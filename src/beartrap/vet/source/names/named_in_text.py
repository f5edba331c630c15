"""Functions that call whatever a text names: the module, the function in it and what it is given are pieces of one text.

Plug-ins are named by texts as well; what they are given is the caller's. Whoever may write such a text runs what they like.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.events import Act
from beartrap.vet.source.machine import Machine

_LANGUAGES = frozenset({"python", "javascript", "ruby"})
_IMPORTS = frozenset({"__import__", "import_module", "require", "const_get", "constantize"})
_SPLITS = frozenset({"split", "rsplit", "partition", "rpartition", "match", "fullmatch", "exec", "groups"})
_SENDS = frozenset({"send", "public_send", "__send__"})
_SAME = frozenset({"str", "strip", "trim", "String", "to_s", "decode", "toString"})
_MAY = ("__import__", "import_module", "const_get", "constantize")
_MAY_REQUIRE = regex(r"require(?<=\brequire)\s*\(\s*\w+\s*\)\s*\[")
_STEPS = 200
"""Assignments of a function that are followed."""


@lru_cache(maxsize=32)
def _may(text: str) -> bool:
    return any(word in text for word in _MAY) or _MAY_REQUIRE.search(text) is not None


def called_by_text(machine: Machine, node: tree.Function) -> None:
    """Note a function in which the pieces of one text say what is called, and with what."""
    if machine.language not in _LANGUAGES or not _may(machine.text):
        return
    inside = [one for part in node.body for one in tree.within(part)]
    pieces = _pieces(inside)
    if not pieces:
        return
    for one in inside:
        if isinstance(one, tree.Call) and (found := _names(one, pieces)) is not None:
            machine.emit(Act.EVALUATE, found, one.row, text="", values=[], hidden=True)
            return


def _pieces(inside: Sequence[tree.Node]) -> dict[str, str]:
    """Return names that stand for pieces of a text, with the name of that text."""
    found = dict[str, str]()
    for one in [one for one in inside if isinstance(one, tree.Assign)][:_STEPS]:
        calls = [part for part in tree.within(one.value) if isinstance(part, tree.Call)]
        source = next((part.id for part in _sources(one.value) if isinstance(part, tree.Name)), "")
        if source and isinstance(one.target, tree.Many) and any(_last(call) in _SPLITS for call in calls):
            for item in one.target.items:
                if isinstance(item, tree.Name) and item.id != "_":
                    found[item.id] = found.get(source, source)
    return found


def _sources(value: tree.Node) -> Iterator[tree.Node]:
    """Yield what is split: what a method is called on, through calls that only rewrite it, or what a function is given."""
    node = value
    for _ in range(4):
        if not isinstance(node, tree.Call):
            break
        if isinstance(node.func, tree.Attr) and _last(node) in _SPLITS | _SAME:
            node = node.func.base
        elif node.args:
            node = node.args[-1]
        else:
            break
    yield node


def _names(call: tree.Call, pieces: dict[str, str]) -> str | None:
    """Return what is called where one text names the module, what is in it, and what that is given; None for any other call."""
    func, args = call.func, list(call.args)
    if isinstance(func, tree.Attr) and func.name in _SENDS:
        whole, args = [func.base, *args[:1]], args[1:]
    elif isinstance(func, tree.Call) and _last(func) == "getattr":
        whole = list(func.args)
    elif isinstance(func, tree.Index):
        whole = [func.base, func.key]
    else:
        return None
    if len(whole) < 2:
        return None
    made = next((one for one in tree.within(whole[0]) if isinstance(one, tree.Call) and _last(one) in _IMPORTS), None)
    if made is None:
        return None
    of = [{pieces[name] for name in _ids(part) if name in pieces} for part in (made, whole[1], *args)]
    return _last(made) if len(of) > 2 and of[0] and of[0] == of[1] and any(one == of[0] for one in of[2:]) else None


def _ids(node: tree.Node) -> list[str]:
    return [one.id for one in tree.within(node) if isinstance(one, tree.Name)]


def _last(call: tree.Call) -> str:
    func = call.func
    return func.name if isinstance(func, tree.Attr) else func.id if isinstance(func, tree.Name) else ""
