"""Wallets' addresses that are recognised, and something else that is given in their place."""

from beartrap.vet.source import tree
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import UNKNOWN, Marks, Scope, Value, marks_of, united

ADDRESS = "sign:wallet-address"
CHOSEN = "wallet-swapped"
"""Mark of what is given where the address of a wallet was recognised, and is not made of it."""


def instead(machine: Machine, node: tree.Node, value: Value, scope: Scope) -> Value:
    """Return what is given behind a test for a wallet's address, marked where it is not what was tested."""
    if ADDRESS not in machine.guard or isinstance(node, tree.Const):
        return value
    parts = node.either if isinstance(node, tree.Choice) else (node,)
    values = [machine.value(part, scope) for part in parts] if len(parts) > 1 else [value]
    if any(one.known is UNKNOWN and one.closure is None and not _made_of_it(one) for one in values):
        value = value.copy()
        value.marks = {CHOSEN: machine.guard[ADDRESS], **value.marks}
    return value


def _made_of_it(value: Value) -> bool:
    """Whether something was made of what somebody handed in, as what was tested is."""
    return any(mark.startswith(("given", "page-", "clipboard", "web-request")) for mark in marks_of([value]))


def recognised(machine: Machine, node: tree.Choice, places: Marks, scope: Scope) -> Value:
    """Return what is given behind a test for a wallet's address, or without it."""
    guard, machine.guard = machine.guard, {**machine.guard, ADDRESS: places[ADDRESS]}
    values = [instead(machine, part, machine.value(part, scope), scope) for part in node.either]
    machine.guard = guard
    return united(values)
