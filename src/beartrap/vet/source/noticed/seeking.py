"""What code looks for in what it is handed: words that only secrets are called, and a word of its own that nobody else knows."""

from functools import lru_cache

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.parameters import AWAITED, FOREIGN, is_secret, names_secrets
from beartrap.vet.source.values import UNKNOWN, Marks, Value, raw

COMPARES = frozenset(
    {
        "compare_digest", "timingSafeEqual", "hash_equals", "strcmp", "strncmp", "strcasecmp", "memcmp", "equals", "equalsIgnoreCase", "contentEquals", "secure_compare", "fixed_length_secure_compare",
        "isEqual", "is_equal", "constant_time_compare", "ConstantTimeCompare", "Equal", "EqualFold", "Equals", "SequenceEqual", "FixedTimeEquals", "CompareHashAndPassword", "eq", "eql?", "casecmp?",
        "ct_eq", "CRYPTO_memcmp", "timingsafe_bcmp", "g_strcmp0", "wcscmp", "_stricmp", "deepEqual",
    }
)  # fmt: skip
"""Calls that tell whether two texts are the same."""
SHORTEST = 5
"""Characters of such a word: shorter ones are signs of a language, `!` or `/sh`."""
_SEARCHES = frozenset(
    {"test", "match", "search", "exec", "findall", "finditer", "matchAll", "match?", "scan", "fullmatch"}
)
_BY_NAME = {
    "re.search": 1,
    "re.match": 1,
    "re.findall": 1,
    "re.finditer": 1,
    "preg_match": 1,
    "preg_match_all": 1,
    "regexp.MatchString": 1,
}
_BEGINS = frozenset(
    {
        "startsWith", "startswith", "start_with?", "starts_with", "StartsWith", "strpos", "str_starts_with", "strncmp", "memcmp", "strncasecmp", "strings.HasPrefix", "bytes.HasPrefix", "HasPrefix", "strstr",
    }
)  # fmt: skip


def sought(machine: Machine, one: Invocation, made: Value) -> None:
    """Note that what a caller handed in is searched for secrets, or is held against the beginning that it must have."""
    word = (one.method or one.name).rpartition(".")[2]
    if one.method in _SEARCHES and one.base is not None and one.args:
        _for_secrets(machine, one.base, one.args[0], one.row)
        _for_secrets(machine, one.args[0], one.base, one.row)
    elif one.name in _BY_NAME and len(one.args) > 1:
        _for_secrets(machine, one.args[0], one.args[1], one.row)
    if one.method in _SEARCHES or one.name in _BY_NAME:
        _for_a_command(machine, one, made)
    if word in _CUTS_OFF and one.args:
        _cut_off(machine, one, made)
    if word in _PICKS and not FOREIGN.isdisjoint(made.marks) and any(map(_by_a_sign, one.args)):
        machine.mark(made, AWAITED, one.row)
    if word in _BEGINS:
        values = [*([one.base] if one.base is not None else []), *one.args]
        for value in values:
            for other in values:
                begins(machine, value, other, one.row)


_PICKS = frozenset({"find", "filter", "findLast", "detect", "first"})
"""Methods that pick what a function says yes to."""


def _by_a_sign(value: Value) -> bool:
    """Whether a function says yes to what begins with a word of the code's own."""
    node = value.closure.node if value.closure is not None else None
    if not isinstance(node, tree.Function):
        return False
    for inner in (one for part in node.body for one in tree.within(part)):
        match inner:
            case tree.Call(func=tree.Attr(name=name), args=[tree.Const(value=str(word)), *_]) if name in _BEGINS:
                if len(word) >= SHORTEST:
                    return True
    return False


_CUTS_OFF = frozenset({"strip_prefix", "CutPrefix"})
"""Calls that give what stands behind a beginning, and tell whether it was there: Rust's and Go's."""


def _cut_off(machine: Machine, one: Invocation, made: Value) -> None:
    """Note that what comes back stood behind a word of the code's own."""
    whole, word = (one.args[0], one.args[-1]) if len(one.args) > 1 else (one.base, one.args[0])
    if whole is not None and whole.known is UNKNOWN and not FOREIGN.isdisjoint(whole.marks) and _long(word):
        machine.mark(made, AWAITED, one.row)


_CUTS = frozenset({"slice", "substring", "substr", "subarray", "Substring", "byteslice"})


_WHOLE = 1
"""Arguments of `Buffer.toString` that reads all of it."""


def of_a_part(node: tree.Node) -> bool:
    """Whether an expression is a part of a text or of bytes."""
    func = node.func if isinstance(node, tree.Call) else None
    name = func.name if isinstance(func, tree.Attr) else func.id if isinstance(func, tree.Name) else ""
    if name == "toString" and isinstance(node, tree.Call):  # of bytes, from one place to another
        return len(node.args) > _WHOLE
    return isinstance(node, tree.Slice) or name in _CUTS


def begins(machine: Machine, value: Value, word: Value, row: int) -> None:
    """Note that what somebody handed in must begin with a word of the code's own."""
    if value.known is UNKNOWN and not FOREIGN.isdisjoint(value.marks) and _long(word):
        machine.compared = {**machine.compared, AWAITED: (machine.spot(row),)}
        machine.awaited = [*machine.awaited[-8:], value]


def behind_a_word(machine: Machine, values: list[Value]) -> Marks:
    """Return the mark of what is run only for who knows a word, where it is not the very thing that was tested."""
    if AWAITED not in machine.guard or any(value is one for value in values for one in machine.awaited):
        return {}
    return {AWAITED: machine.guard[AWAITED]}


_SAME = frozenset({"==", "===", "eql?"})
_OTHERWISE = frozenset({"!=", "!==", "not in", "<>"})
_BY_ZERO = frozenset({"strncmp", "memcmp", "strncasecmp", "strpos", "bcmp"})
"""Calls that answer nothing at all, or zero, where a text begins so."""


def turns_away(test: tree.Node) -> bool:
    """Whether it is plainly those who know the word that do not come past a branch which is left: what follows waits for nobody."""
    for node in tree.within(test):
        match node:
            case tree.Unary(operator="not" | "!"):
                return False
            case tree.Binary(operator=operator, left=left, right=right):
                against = any(isinstance(one, tree.Const) and not one.value for one in (left, right))
                if operator in _OTHERWISE or (operator in _SAME and against):
                    return False
            case tree.Call(func=tree.Name(id=name) | tree.Attr(name=name)) if name.rpartition(".")[2] in _BY_ZERO:
                return False
    return True


def asked_for(machine: Machine, words: Value, held: Value, row: int) -> None:
    """Note that a table that was handed in is asked whether it holds what only secrets are called."""
    for one in (held, held.source):
        if one is None or one.known is not UNKNOWN or FOREIGN.isdisjoint(one.marks):
            continue
        names = [word for word in (raw(words), *_texts(words)) if isinstance(word, str)]
        if any(is_secret(word) for word in names):
            machine.mark(one, "given-secret", row)


def _texts(words: Value) -> list[object]:
    known = raw(words)
    return known[:64] if isinstance(known, list) else []


def _for_secrets(machine: Machine, pattern: Value, value: Value, row: int) -> None:
    text = pattern.source.known if pattern.source is not None and pattern.known is UNKNOWN else pattern.known
    if isinstance(text, str) and "given" in value.marks and names_secrets(text):
        machine.mark(value, "given-secret", row)


_COMMAND = regex(r"\^?(?:\\\$\\\(|`|!\\\()(?:\\s[*+]\??)?\(\??[^()]{2,20}\)")
"""A pattern for what a shell puts the output of a command in the place of: `$(…)`, in backquotes."""


def _for_a_command(machine: Machine, one: Invocation, found: Value) -> None:
    """Note that a command is looked for in a text that was handed in, where a text is all that was expected."""
    values = [one.base, *one.args[:2]] if one.base is not None else one.args[:2]
    if any(value.known is UNKNOWN and "given" in value.marks for value in values) and any(map(_of_a_command, values)):
        machine.mark(found, AWAITED, one.row)


def _of_a_command(value: Value) -> bool:
    text = value.source.known if value.source is not None and value.known is UNKNOWN else value.known
    return isinstance(text, str) and _COMMAND.match(text.lstrip("/")) is not None


def _long(value: Value) -> bool:
    known = raw(value)
    if isinstance(known, str) and len(known) == SHORTEST - 1 and known.isalnum():
        return not known.isalpha() and not known.isdigit()  # `pFr1`: no verb, and no number either
    return isinstance(known, str | bytes | list) and len(known) >= SHORTEST


@lru_cache(maxsize=8192)
def by_places(node: tree.Binary) -> tuple[tree.Index, tree.Index, bool] | None:
    """Return the items of two sequences that a comparison holds against each other, place by place, and whether one of them is reckoned with first."""
    sides = []
    for side in (node.left, node.right):
        found = [
            one
            for one in tree.within(side)
            if isinstance(one, tree.Index) and isinstance(one.key, tree.Name | tree.Binary)
        ]
        if len(found) != 1:
            return None
        sides.append(found[0])
    first, second = sides
    if list(tree.words(first.key)) != list(tree.words(second.key)):
        return None
    return first, second, any(isinstance(one, tree.Binary) for one in (node.left, node.right))
