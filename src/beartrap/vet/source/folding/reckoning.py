"""What a decoder made that is written by hand, where its result could not be computed: the code's shape tells that it is one.

A decoder goes over bytes or letters, reckons with each (XOR, shifts, places in an alphabet), and puts the results
together as bytes or letters. Hashes and codecs do so, too, and nobody runs what they give; so the mark says something
only where a command, a library or code is made of it.
"""

from weakref import WeakKeyDictionary

from beartrap.model.regex import regex
from beartrap.vet.decode.peel import layer
from beartrap.vet.source import tree
from beartrap.vet.source.folding.fold_compiled import text_of
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.spoken import COMPILED
from beartrap.vet.source.values import HOLE, UNKNOWN, Closure, Scope, Value, raw

MARK = "reckoned"
"""Mark of what came of such code."""

LARGEST = 4_000
"""Parts of a function beyond which it is not asked: decoders are short, and large ones are libraries' own."""

_LANGUAGES = COMPILED | {"ruby"}
"""Languages in which it is asked: Python, JavaScript and PHP have decoders of their own at hand."""
_BITS = frozenset({"^", "<<", ">>", ">>>", "xor", "shl", "shr", "ushr"})
_SUMS = frozenset({"+", "-", "%", "*"})
_RECKONS = regex(
    r"rotate_(?:left|right)|(?:wrapping|overflowing|saturating)_(?:sub|add|mul)|bitxor|xor|shl|u?shr|rotateLeft|rotateRight|RotateLeft8?|RotateLeft|RotateRight|inv"
    r"|indexOf|IndexOf|IndexByte|IndexRune|Index|strchr|memchr|position|find|index|indexOfFirst|FindIndex"
    r"|s?scanf|Sscanf|strtoul?|from_str_radix|ParseU?int|parseInt|parseByte|ToByte|ToInt32|to_i|hex|toInt|Parse|Atoi|atoi"
)
"""Methods and functions that reckon with bytes, find a letter's place in an alphabet, or read digits."""
_LETTERS = frozenset({"fromCharCode", "fromCodePoint", "\0char", "\0byte", "chr", "from", "from_u32", "from_digit", "toChar", "toByte", "ToChar", "string", "String"})  # fmt: skip
_PUTS = frozenset({"push", "push_back", "append", "Append", "WriteByte", "WriteRune", "add", "Add", "write", "put", "<<", "collect", "concat", "join", "joinToString", "pack", "ToArray", "toByteArray", "concatToString", "extend", "put_u8"})  # fmt: skip


_ASKED: WeakKeyDictionary[Machine, dict[int, bool]] = WeakKeyDictionary()


def decodes(machine: Machine, node: tree.Node) -> bool:
    """Whether a function, loop or block has the shape of a decoder."""
    asked = _asked(machine)
    if id(node) not in asked:
        asked[id(node)] = _has_shape(node)
    return asked[id(node)]


def _asked(machine: Machine) -> dict[int, bool]:
    """Return which functions and loops have the shape of a decoder, of those that were asked: kept as long as the machine."""
    return _ASKED.setdefault(machine, {})


def in_vain(machine: Machine, node: tree.While) -> bool:
    """Whether a loop that may not run at all need not be walked to its end: it has no shape of a decoder."""
    return bool(machine.frame.doubt) and not decodes(machine, node)


def _has_shape(node: tree.Node) -> bool:
    again = isinstance(node, tree.For | tree.While)
    reckons = letters = False
    for count, one in enumerate(tree.everything(node)):
        if count > LARGEST:
            return False
        if isinstance(one, tree.Binary):
            reckons |= one.operator in _BITS
        elif isinstance(one, tree.Assign):
            reckons |= one.operator in _BITS or (one.operator in _SUMS and isinstance(one.target, tree.Index))
            letters |= isinstance(one.target, tree.Index) or _is_pointer(one)
        elif isinstance(one, tree.Call):
            name = (
                one.func.name
                if isinstance(one.func, tree.Attr)
                else one.func.id
                if isinstance(one.func, tree.Name)
                else ""
            )
            letters |= name in _LETTERS or name in _PUTS
            reckons |= _RECKONS.fullmatch(name) is not None or (
                name in _LETTERS and any(isinstance(part, tree.Binary) and part.operator in _SUMS for part in one.args)
            )
            again |= any(isinstance(part, tree.Function) for part in one.args)
        again |= isinstance(one, tree.For | tree.While | tree.Each)
        if again and reckons and letters:
            return True
    return False


def _is_pointer(one: tree.Assign) -> bool:
    """Whether what a pointer shows is set, or set anew from itself: C's `*out++ = …`, of which the star is not read."""
    return isinstance(one.target, tree.Assign)


def given_back(machine: Machine, closure: Closure, arguments: list[Value], made: Value, row: int) -> Value:
    """Return what a function gave, marked where it is a decoder whose result is not known; what it may have filled, too."""
    if not isinstance(closure.node, tree.Function):
        return made
    if machine.language not in _LANGUAGES:
        return _by_bits(machine, closure.node, arguments, made, row)
    if not decodes(machine, closure.node):
        return made
    empty = made.known in ("", b"") or made.known == []  # nobody writes a decoder of nothing: it was not undone
    if raw(made) is not UNKNOWN and made.known is not None and not empty:
        return undone(machine, made)
    if empty:
        made = Value(marks=made.marks, layers=made.layers)
    if made.known is UNKNOWN:
        made = machine.mark(made if made.name is None else made.copy(), MARK, row)
    if machine.language == "c":
        filled = {
            one.target.base.id
            for one in tree.everything(closure.node)
            if isinstance(one, tree.Assign)
            and isinstance(one.target, tree.Index)
            and isinstance(one.target.base, tree.Name)
        }
        for name, value in zip(closure.node.parameters, arguments, strict=False):
            if name in filled and not value.layers and not _is_text(value):
                _void(machine, value, row)
    return made


def _by_bits(machine: Machine, node: tree.Function, arguments: list[Value], made: Value, row: int) -> Value:
    """Return what a function gave, marked where it is a decoder by its bits that was given literals and could not be followed to its end."""
    given = bool(arguments) and UNKNOWN not in map(raw, arguments)
    if not given or made.known is not UNKNOWN or made.items is not None or made.closure is not None or made.name:
        return made
    return machine.mark(made.copy(), MARK, row) if decodes(machine, node) and _shifts(node) else made


SHORTEST = 6
"""Letters of a text below which nobody hides anything."""


def undone(machine: Machine, value: Value) -> Value:
    """Show what a decoder made as a layer, where that is readable and stands nowhere in the file."""
    text = text_of(raw(value)) if not value.layers else None
    text = text.split("\0", 1)[0] if isinstance(text, str) else ""
    if len(text) >= SHORTEST and text.isascii() and text.isprintable() and text not in machine.text:
        value.layers = (layer("computed", text.encode()),)
    return value


def _is_text(value: Value) -> bool:
    """Whether a buffer holds readable text after all."""
    text = text_of(value.known)
    return isinstance(text, str) and len(text) > 3 and text.split("\0", 1)[0].isprintable()


def unrolled(machine: Machine, node: tree.For | tree.While, scope: Scope, whole: bool = False) -> None:
    """Mark what a loop fills that could not be walked as it would run, where it is a decoder; show it where the `whole` was walked."""
    by_bits = machine.language not in _LANGUAGES
    if (by_bits and not _shifts(node)) or not decodes(machine, node):
        return
    for one in tree.everything(node):
        target: tree.Node | None = None
        if isinstance(one, tree.Assign):
            target = one.target
        elif isinstance(one, tree.Call) and isinstance(one.func, tree.Attr) and one.func.name in _PUTS:
            target = one.func.base
        while isinstance(target, tree.Index | tree.Attr | tree.Slice):
            target = target.base
        found = scope.find(target.id) if isinstance(target, tree.Name) else None
        if found is not None and found.closure is None and not isinstance(found.known, int | float):
            if by_bits and (whole or _has_words(found)):
                continue
            if whole:
                undone(machine, found)
            else:
                _void(machine, found, node.row)


def _shifts(node: tree.Node) -> bool:
    """Whether a loop puts bits together or takes them apart: what tells a decoder where finding and counting are everybody's."""
    return any(isinstance(one, tree.Binary | tree.Assign) and one.operator in _BITS for one in tree.everything(node))


def _has_words(value: Value) -> bool:
    """Whether something holds words that stand in the code, as a command line does to which more is added."""
    if isinstance(value.known, str | bytes) or value.hint:
        return any(sign.isalpha() for sign in value.text.replace(HOLE, ""))
    return any(isinstance(one.known, str) and len(one.known) > 1 for one in value.items or ())


def _void(machine: Machine, value: Value, row: int) -> None:
    """Forget what a buffer held before a decoder filled it, of which it is not known with what."""
    value.known, value.items, value.hint = UNKNOWN, None, ""
    machine.mark(value, MARK, row)


def through(machine: Machine, closures: list[Value], made: Value, row: int) -> Value:
    """Return what an unknown method gave that was handed functions, marked where one of them is a decoder's step."""
    if machine.language not in _LANGUAGES:
        return made
    for value in closures:
        if (
            value.closure is not None
            and isinstance(value.closure.node, tree.Function)
            and _step(machine, value.closure.node)
        ):
            return machine.mark(made, MARK, row) if raw(made) is UNKNOWN else undone(machine, made)
    return made


def _step(machine: Machine, node: tree.Function) -> bool:
    """Whether a function reckons with one byte or letter, as those do that go over a list."""
    asked = _asked(machine)
    if id(node) not in asked:
        asked[id(node)] = any(map(_reckons, tree.everything(node)))
    return asked[id(node)]


def _reckons(one: tree.Node) -> bool:
    if isinstance(one, tree.Binary):
        return one.operator in _BITS
    if not isinstance(one, tree.Call):
        return False
    if isinstance(one.func, tree.Attr):
        return _RECKONS.fullmatch(one.func.name) is not None
    sums = any(isinstance(part, tree.Binary) and part.operator in _SUMS for part in one.args)
    return isinstance(one.func, tree.Name) and one.func.id in _LETTERS and sums
