"""Words that are spelt at the place where they are used so that nobody finds them: reversed, under a key, in digits, in small pieces."""

from beartrap.model.regex import regex
from beartrap.vet.decode.peel import layer
from beartrap.vet.source import tree
from beartrap.vet.source.events import Act
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Value

SPELT = "spelt:"
"""Beginning of what such a word is noted as; behind it stands how it was spelt."""
_WORD = regex(r"(?=.*[A-Za-z]{3})[\x20-\x7e\n]{3,400}", 0)
_PIECES, _PIECE = 3, 4
"""Pieces from which on, and letters of each (on average) up to which, nobody breaks a line for its length."""
_DECODERS = regex(r"b(?:64|32|85|16)decode|a85decode|standard_b64decode|urlsafe_b64decode|a2b_\w+|unhexlify|fromhex")
_BITS = frozenset({"^", "-", "+", "%"})
_OWN = frozenset({"chr", "ord", "bytes", "bytearray", "int", "str", "map", "reversed", "list", "tuple", "join", "decode", "base64", "binascii", "__import__", "codecs"})  # fmt: skip


def spelt_word(machine: Machine, node: tree.Node, made: Value) -> None:
    """Note a word that an expression of literals alone spells otherwise."""
    if machine.language != "python" or not isinstance(made.known, str) or not _WORD.fullmatch(made.known):
        return
    how = _how(node)
    if how and made.known not in {
        one.value for one in tree.within(node) if isinstance(one, tree.Const) and isinstance(one.value, str)
    }:
        told = (layer(how, made.known.encode()),)
        machine.emit(Act.WORD, f"{SPELT}{how}", node.row, text=made.known, marks={}, layers=told)


def _how(node: tree.Node) -> str:
    """Return how literals are put together or decoded in an expression, empty where it is made of anything else."""
    if isinstance(node, tree.Slice):
        backwards = isinstance(node.step, tree.Unary | tree.Const) and node.low is None and node.high is None
        return "reversed" if backwards and isinstance(node.base, tree.Const) else ""
    func = node.func if isinstance(node, tree.Call) else None
    if not isinstance(func, tree.Attr) or not isinstance(node, tree.Call):
        return ""
    if func.name == "join" and isinstance(func.base, tree.Const) and len(node.args) == 1:
        only = node.args[0]
        turned = _turned(only)
        if turned is not None and _in_pieces(turned, long=True):
            return "reversed"
        if isinstance(only, tree.Many | tree.Const):
            return _in_pieces(only)
        return "computed" if isinstance(only, tree.Each) and _reckons(only) else ""
    if func.name == "decode" and isinstance(func.base, tree.Call) and len(func.base.args) == 1:
        inner, only = func.base, func.base.args[0]
        name = (
            inner.func.name
            if isinstance(inner.func, tree.Attr)
            else inner.func.id
            if isinstance(inner.func, tree.Name)
            else ""
        )
        if name in ("bytes", "bytearray") and isinstance(only, tree.Each) and _reckons(only):
            return "computed"
        if _DECODERS.fullmatch(name) and isinstance(only, tree.Const):
            beside = isinstance(inner.func, tree.Attr) and isinstance(
                inner.func.base, tree.Call
            )  # brought in on the spot
            return "base16" if name in ("fromhex", "unhexlify") else "inline" if beside else "base64"
    return ""


def _turned(node: tree.Node) -> tree.Many | tree.Const | None:
    """Return the list of which all items are taken from behind, None for anything else."""
    inner: tree.Node | None = None
    if isinstance(node, tree.Call) and tree.dotted(node.func) == "reversed" and len(node.args) == 1:
        inner = node.args[0]
    elif isinstance(node, tree.Slice) and node.step is not None and node.low is None and node.high is None:
        inner = node.base
    return inner if isinstance(inner, tree.Many | tree.Const) else None


def _in_pieces(parts: tree.Many | tree.Const, *, long: bool = False) -> str:
    held = (
        [one.value if isinstance(one, tree.Const) else None for one in parts.items]
        if isinstance(parts, tree.Many)
        else parts.value
    )
    texts = [one for one in held if isinstance(one, str)] if isinstance(held, list) else []
    whole = isinstance(held, list) and len(texts) == len(held) and len(texts) >= _PIECES
    return "pieces" if whole and (long or sum(map(len, texts)) <= _PIECE * len(texts)) else ""


def _reckons(each: tree.Each) -> bool:
    """Whether a comprehension reckons with each letter of a literal, and with nothing else."""
    if not isinstance(each.source, tree.Const):
        return False
    inside = list(tree.within(each))
    bound = {one.id for one in tree.within(each.target) if isinstance(one, tree.Name)}
    names = {one.id for one in inside if isinstance(one, tree.Name)}
    return names <= bound | _OWN and any(isinstance(one, tree.Binary) and one.operator in _BITS for one in inside)
