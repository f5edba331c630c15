"""Variables of a program that a client sets by their names: sessions, globals, whatever there is."""

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.events import Act
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import UNKNOWN, Value, marks_of

SENT = frozenset({"web-request", "given-request"})
"""Marks of what a client decides about."""


def overwritten(machine: Machine, name: str, row: int) -> None:
    """Note that a client sets variables of the program by their names."""
    machine.emit(Act.WEAKEN, name, row, text="variables", marks={}, values=[])


def assigned(machine: Machine, target: tree.Node, key: Value | None, value: Value, row: int) -> None:
    """Note that a client's data take the place of a session or of any variable: as a whole, or under a name that the client sends."""
    name = target.id if isinstance(target, tree.Name) else ""
    if name not in ("$_SESSION", "$GLOBALS", "$_ENV", "$_SERVER"):
        return
    if SENT.isdisjoint(marks_of([value], 1)) or (
        key is not None and (key.known is not UNKNOWN or SENT.isdisjoint(key.marks))
    ):
        return
    overwritten(machine, name, row)


_MERGES = frozenset({"assign", "extend", "merge", "merge!", "defaults", "update", "fill", "replace"})
_A_SESSION = regex(
    r"(?:\b(?:assign|extend|merge|defaults)\(\s*(?:\w+\.)*session\s*,|\bsession\??(?:\.|->)(?:update|merge!?|fill|replace)\b)[^\n]*?"
    r"(?:\b(?:JSON\.(?:parse|load)|json\.loads|json_decode|parse_qsl?|qs\.parse|loads|unserialize)\b|\b(?:body|query|headers|cookies|params|GET|POST|args|form)\s*[,)])"
)
"""A session into which a whole table is put that was read just there, and not found by a key in a store."""


def merged(machine: Machine, one: Invocation) -> None:
    """Note that whatever a client sent is put into a session, under the names that it sent."""
    if (one.method or one.name.rpartition(".")[2]) not in _MERGES or not one.args:
        return
    if "web-request" in marks_of(one.args[-1:]) and _A_SESSION.search(machine.spot(one.row).quote):
        overwritten(machine, "session", one.row)
