"""What is put into something that outlives the call: lists, queues, messages, objects that others read later.

Functions are walked in the order in which they stand. What one puts away and another that was walked before takes out is
seen by walking them again, once, where something of weight was put away and something in the file could carry it off.
"""

from beartrap.model.regex import of_names
from beartrap.vet.source import tree
from beartrap.vet.source.acts.acts import reading
from beartrap.vet.source.events import Act
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import UNKNOWN, Marks, Scope, Value, marks_of
from beartrap.vet.source.weight import is_loot, weighty

_PUTS_IN = of_names(
    r"(?:append|push|add|put|insert|extend|update|set|store|enqueue|offer|unshift|write|attach|queue|concat|header|lpush|rpush|sadd)(?:_[a-z]\w*|[A-Z]\w*|left|default|all|header|file|obj)?|<<"
)
"""Methods that put their arguments into their object, by their first word."""

_CARRIES = frozenset({Act.SEND, Act.FETCH, Act.CONNECT, Act.RESOLVE, Act.RUN, Act.EVALUATE})


def grown(machine: Machine, func: tree.Node, base: Value, method: str, args: list[Value], scope: Scope) -> None:
    """Let an object be made of what a method puts into it; what it is a member of, too."""
    marks = marks_of(args) if args and _PUTS_IN.fullmatch(method[:1].lower() + method[1:]) else {}
    # that a name was put together says nothing of an object that holds what it gave, nor is that a request into which one is put
    marks = {mark: trail for mark, trail in marks.items() if mark not in ("put-together", "given-request")}
    if not marks:
        return
    if _ARCHIVE.search(base.name or ""):  # a file is put into it by its path
        marks = reading(marks)
    put_away(machine, marks)
    for one in (base, base.source, owner_of(func, scope)):
        if one is not None and one.known is UNKNOWN and one.items is None:
            one.marks = {**marks, **one.marks}


_ARCHIVE = of_names(
    r"(?:ZipFile|TarFile|tarfile\.open|AdmZip|adm-zip|archiver|JSZip|ZipArchive|Zip::File\.open|PyZipFile)\(\)"
)


def put_away(machine: Machine, marks: Marks) -> None:
    """Note that something of these marks was put where other functions find it."""
    if weighty(marks):
        machine.put_away = True
        machine.kept += is_loot(marks)


def carried_off(machine: Machine) -> bool:
    """Whether something of weight was put away in a file that could carry it off."""
    return machine.put_away and carries(machine)


def carries(machine: Machine) -> bool:
    """Whether something in a file could carry off what is put away."""
    return any(event.act in _CARRIES for event in machine.events)


def owner_of(func: tree.Node, scope: Scope) -> Value | None:
    """Return what `a` is in `a.b.put(…)`, None where that is a module or nothing that is known here."""
    node = func
    while isinstance(node, tree.Attr | tree.Index):
        node = node.base
    found = scope.find(node.id) if isinstance(node, tree.Name) else None
    if (
        found is None
        or (found.closure is not None and isinstance(found.closure.node, tree.Function))
        or (found.name is not None and not found.name.endswith("()"))
    ):
        return None
    return found
