"""Functions of other modules that are replaced by one that lets pass what they would not, and resolvers that are asked instead."""

import re

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.acts.switches import weakened
from beartrap.vet.source.events import Act
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.parameters import FOREIGN
from beartrap.vet.source.values import UNKNOWN, Marks, Value, items_of

_CHECKS = regex(
    r"(?:verify|validate|compare|authenticate|authorize|check|isValid|is_valid|timingSafeEqual|checkServerIdentity)(?:[A-Z_]\w*)?"
)
"""What functions are called that say whether something is right."""
_CHANCE = frozenset({"getRandomValues", "randomBytes", "randomFillSync", "randomPrivateKey", "randomSecretKey", "urandom", "token_bytes"})  # fmt: skip
"""What functions are called that secrets are made by."""


def overruled(machine: Machine, key: str, node: tree.Function, row: int) -> None:
    """Note a check of another module that is replaced by a function which asks it on some ways and not on others."""
    if key in _CHANCE and key not in machine.conditions():  # where there is none, it is brought along
        weakened(machine, "chance", key, Value(), row)
    if key == "fetch" and _changes_payments(node):
        marks: Marks = {"sign:wallet-address": (machine.spot(row),)}
        machine.emit(Act.PUT, key, row, text="transaction", marks=marks, values=[])
    if not _CHECKS.fullmatch(key):
        return
    ways = [part for value in _answers(node) for part in _parts(value)]
    asks = [any(isinstance(one, tree.Call) for one in tree.within(way)) for way in ways]
    yes = [
        way
        for way, asked in zip(ways, asks, strict=True)
        if not asked and not _says_no(way, key) and not _is_a_number(way)
    ]
    if any(asks) and yes:
        weakened(machine, "signatures", key, Value(), yes[0].row or row)


_TRANSACTION = regex(
    r"(?:eth_|wallet_)?(?:send|sign)(?:Raw)?Transaction|sendtoaddress|sendrawtransaction|broadcast_?tx"
)
"""Methods by which wallets and nodes of chains are asked to pay."""


def _changes_payments(node: tree.Function) -> bool:
    """Whether a function looks for what asks for a payment in what it lets pass, and writes its body anew."""
    inside = [one for part in node.body for one in tree.within(part)]
    texts = [one.value for one in inside if isinstance(one, tree.Const) and isinstance(one.value, str)]
    anew = [pair[1] for one in inside if isinstance(one, tree.Table) for pair in one.pairs if _is_body(pair[0])]
    anew += [one.value for one in inside if isinstance(one, tree.Assign) and _is_body(one.target)]
    reads = any(isinstance(one, tree.Attr) and one.name in ("parse", "loads") for one in inside)
    return reads and bool(anew) and any(map(_TRANSACTION.search, texts))


def _is_body(node: tree.Node | None) -> bool:
    word = node.value if isinstance(node, tree.Const) else node.name if isinstance(node, tree.Attr) else ""
    return word == "body"


def _answers(node: tree.Function) -> list[tree.Node]:
    inside = [one for part in node.body for one in tree.within(part)]
    return [one.value for one in inside if isinstance(one, tree.Leave) and one.flow is tree.Flow.RETURN and one.value]


def _parts(value: tree.Node) -> list[tree.Node]:
    """Return what may be answered: the sides of a choice, else all of it."""
    return list(value.either) if isinstance(value, tree.Choice) and value.test is not None else [value]


def _says_no(value: tree.Node, key: str) -> bool:
    """Whether an answer means no; of those who answer with an error, nothing means yes."""
    return isinstance(value, tree.Const) and not value.value and key != "checkServerIdentity"


def _is_a_number(value: tree.Node) -> bool:
    """Whether an answer is reckoned: how two things stand to each other, as an order is, and no yes."""
    return isinstance(value, tree.Binary) and value.operator in ("+", "-", "*", "|", "<<")


_PUTS_INSTEAD = frozenset({"replace", "replaceAll"})
_HOST = regex(r"(?:https?://)?((?:[\w-]+\.)+[a-z]{2,24})/?", re.IGNORECASE)
_HOLDS_FILES = frozenset({("github", "githubusercontent"), ("dropbox", "dropboxusercontent"), ("google", "googleusercontent")})  # fmt: skip
"""Services whose files lie under a name of their own."""


def led_elsewhere(machine: Machine, one: Invocation) -> None:
    """Note that an address which somebody handed in gets a host of the code's own in the place of the one that it names."""
    if one.method not in _PUTS_INSTEAD or one.base is None or len(one.args) < 2 or FOREIGN.isdisjoint(one.base.marks):
        return
    stands_in = one.args[1].known if isinstance(one.args[1].known, str) else one.args[1].hint
    old, new = _HOST.fullmatch(one.args[0].text), _HOST.fullmatch(stands_in)
    if old is None or new is None or one.base.known is not UNKNOWN or _of_one_owner(_owner(old[1]), _owner(new[1])):
        return
    taken: Marks = {"intercepted": (machine.spot(one.row),)}
    machine.emit(Act.SEND, one.method, one.row, text=f"https://{new[1]}", marks=taken, values=[one.base])


def _of_one_owner(old: str, new: str) -> bool:
    return old == new or (old, new) in _HOLDS_FILES


def _owner(host: str) -> str:
    return host.lower().split(".")[-2]


_RESOLVERS = frozenset({"1.1.1.1", "1.0.0.1", "8.8.8.8", "8.8.4.4", "9.9.9.9", "208.67.222.222", "127.0.0.1", "::1"})
"""Resolvers that many ask."""


def asked_elsewhere(machine: Machine, name: str, servers: Value, row: int) -> None:
    """Note that names are looked up at a resolver of the code's own: whoever runs it says where everything lies."""
    if not (name.startswith("dns") and name.endswith(".setServers")):
        return
    for one in items_of(servers, 16) or ():
        if isinstance(one.known, str) and one.known not in _RESOLVERS:
            machine.emit(Act.SET, name, row, text=f"resolver={one.known}", values=[one])
