"""Whether a function that verifies, refuses or escapes lets through more than it did."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.checks.escaping import escapes, escapes_less
from beartrap.vet.source.checks.handed_over import NOBODY, HandedOver
from beartrap.vet.source.checks.refusals import overruled
from beartrap.vet.source.checks.unchecked import Checks, accepts, opened
from beartrap.vet.source.noticed.checks import COMPARES, SAME, VERIFIES, Loosened, called, still_compared
from beartrap.vet.source.parameters import is_secret

_EQUAL = regex(r"strcmp|memcmp|strncmp|equals|Equals|SequenceEqual|isEqual|Equal|eql\?")
"""Comparisons of any two things, which verify where a function says that it does."""
_LETS_IN = regex(
    r"(?!(?:\w+\.)?_?(?:get_)?signature\Z)\w*(?:verif|authen|authori[sz]|login|log_in|sign_?in|signature|check_?pass|valid\w*_?(?:token|pass|sig))\w*",
    re.IGNORECASE,
)
"""Names of functions that let somebody in; what is called a signature, and nothing more, says how a function is called."""
_PARTS = frozenset({"slice", "substring", "substr", "subarray", "startsWith", "startswith", "start_with?"})


UNVERIFIED, NO_MORE = "a way on which nothing is verified", "nothing is verified any more"
MAY_MOVE = frozenset({UNVERIFIED, NO_MORE})
"""What is seen as well where a check only moved to another function."""

Constants = Mapping[str, tree.Node]
"""What names at the top of a file stand for."""


def loosened(
    old: tree.Function,
    new: tree.Function,
    was: Constants = MappingProxyType({}),
    now: Constants = MappingProxyType({}),
    others: HandedOver = NOBODY,
) -> Iterator[Loosened]:
    """Yield what the new one lets through; nothing where both say the same. `was` and `now` are what their files name at the top, `others` new functions that check for it."""
    before, after = _all(old), _all(new)
    if _spelt(before) == _spelt(after):
        return
    if escapes(new.name or ""):
        yield from escapes_less([*before, *_named(before, was)], [*after, *_named(after, now)])
    if _calls(before, _DERIVES) and not _calls(before, VERIFIES):
        yield from _compares_a_part(before, after)
    if _calls(before, VERIFIES):
        elsewhere = others.within(new)
        let_out = list(_lets_out(old, new, before, elsewhere))
        yield from let_out
        yield from _compares_a_part(before, after)
        if not _calls(after, VERIFIES) and not any(map(elsewhere, after)) and _calls(before, COMPARES):
            if not still_compared(before, after):
                yield Loosened(new.row, NO_MORE)
        elif not let_out:
            yield from _thrown_away(before, after)
            yield from _goes_around(old, new, elsewhere)
    elif _LETS_IN.fullmatch(new.name or ""):
        yield from _goes_around(old, new, others.within(new))
    yield from _only_reads(new, before, after)
    yield from _loads_code(before, after)
    yield from _costs_less(before, after, was, now)
    yield from _counts_by_secret(before, after)
    yield from _can_be_guessed(new, before, after)


def _named(nodes: Sequence[tree.Node], known: Constants) -> Iterator[tree.Node]:
    """Yield what the constants are made of that a function names, as often as it does."""
    named = Counter(one.id for one in nodes if isinstance(one, tree.Name) and one.id in known)
    for name, times in named.items():
        for _ in range(min(times, OFTEN)):
            yield from tree.within(known[name])


OFTEN = 16
"""As often a constant is counted that a function names; escapes name theirs a few times."""


def _all(function: tree.Function) -> list[tree.Node]:
    """Return all nodes of a function in the order in which they stand, functions within it among them, and what it says of itself not."""
    found: list[tree.Node] = []
    left: list[tree.Node] = list(reversed(function.body))
    if len(left) > 1 and isinstance(left[-1], tree.Const) and isinstance(left[-1].value, str):
        left.pop()
    while left:
        node = left.pop()
        found.append(node)
        left += reversed(tree.parts(node))
    return found


def _own(body: tree.Statements) -> list[tree.Node]:
    """Return all nodes of a body, those of functions within it left out: what returns there returns elsewhere."""
    return [one for part in body for one in tree.within(part)]


def _spelt(nodes: Sequence[tree.Node]) -> list[str]:
    return [_word(node) for node in nodes]


def _word(node: tree.Node) -> str:
    match node:
        case tree.Const(value=value):
            return repr(value)
        case tree.Name(id=name):
            return name
        case tree.Attr(name=name):
            return f".{name}"
        case tree.Binary(operator=operator):
            return operator
    return type(node).__name__


def _calls(nodes: Sequence[tree.Node], pattern: "re.Pattern[str]") -> list[tree.Node]:
    return [node for node in nodes if isinstance(node, tree.Call) and pattern.fullmatch(called(node))]


def _goes_around(old: tree.Function, new: tree.Function, elsewhere: Checks) -> Iterator[Loosened]:
    """A way through the function on which nothing is verified, where every way was."""
    lets_in = _LETS_IN.fullmatch(new.name or "") is not None

    def checks(node: tree.Node) -> bool:
        name = called(node)
        if name and (VERIFIES.fullmatch(name) or (lets_in and _EQUAL.fullmatch(name.rpartition(".")[2]))):
            return True
        if elsewhere(node) or (lets_in and isinstance(node, tree.Call) and _same_of_another(node, new.name)):
            return True  # it is left to others
        return lets_in and isinstance(node, tree.Binary) and node.operator in _SAMENESS and _of_secrets(node)

    found = opened(old, new, checks)
    if found is not None:
        around = bool(new.decorators) and not old.decorators and _does_nothing(new)  # what it did may stand around it
        if not all(map(_of_nothing, filter(checks, _all(old)))):
            yield Loosened(found.row, UNVERIFIED, mild=around)
    elif (found := overruled(old, new, checks)) is not None:
        yield Loosened(found.row, "goes on although the check said no")


def _does_nothing(function: tree.Function) -> bool:
    """Whether a function has no body of its own, not so much as a yes."""
    return all(isinstance(one, tree.Const) or (isinstance(one, tree.Many) and not one.items) for one in function.body)


_SAMENESS = frozenset({"==", "!=", "===", "!=="})


def _of_nothing(node: tree.Node) -> bool:
    """Whether no more is asked than whether there is something at all: that says nothing of who knows it."""
    sides = (node.left, node.right) if isinstance(node, tree.Binary) else ()
    return any(isinstance(side, tree.Const) and not side.value for side in sides)


def _of_secrets(node: tree.Binary) -> bool:
    """Whether a secret is held against something."""
    return any(
        is_secret(one.id if isinstance(one, tree.Name) else one.name)
        for side in (node.left, node.right)
        for one in tree.within(side)
        if isinstance(one, tree.Name | tree.Attr)
    )


def _thrown_away(before: Sequence[tree.Node], after: Sequence[tree.Node]) -> Iterator[Loosened]:
    """What a check answers, which something was done with, is dropped."""
    dropped = [one for one in after if _drops(one)]
    if dropped and len(dropped) == len(_calls(after, VERIFIES)) and not any(map(_drops, before)):
        yield Loosened(dropped[0].row, "what the check answers is thrown away")


def _drops(node: tree.Node) -> bool:
    """Whether the answer of a check is given to a name that stands for nothing."""
    return (
        isinstance(node, tree.Assign)
        and isinstance(node.target, tree.Name)
        and node.target.id == "_"
        and any(VERIFIES.fullmatch(called(one)) for one in tree.within(node.value))
    )


def _lets_out(
    old: tree.Function, new: tree.Function, before: Sequence[tree.Node], elsewhere: Checks
) -> Iterator[Loosened]:
    """A new branch that accepts, before or instead of the check, in the function that checks and in none around or within it."""
    earlier = [node for node in before if isinstance(node, tree.Branch)]
    known = {tuple(tree.words(node.test)) for node in earlier}
    inner = [node for node in _all(new) if isinstance(node, tree.Function) and _calls(_own(node.body), VERIFIES)]
    outer = [new] if _calls(_own(old.body), VERIFIES) else []
    for function in (*outer, *inner):
        own = _own(function.body)
        answers = _answers(own, function.name)
        for node in own:
            words = tuple(tree.words(node.test)) if isinstance(node, tree.Branch) else ()
            if not isinstance(node, tree.Branch) or words in known or not answers.isdisjoint(words):
                continue
            inside = _own(node.body)
            asked = list(tree.within(node.test))
            if _calls(asked, VERIFIES) or any(map(elsewhere, asked)) or any(_asks_more(node, one) for one in earlier):
                continue
            if any(isinstance(one, tree.Leave) and one.flow is tree.Flow.THROW for one in inside):
                continue
            for one in inside:
                if isinstance(one, tree.Leave) and one.flow is tree.Flow.RETURN and accepts(one.value):
                    yield Loosened(one.row, "a new way out before the check")
                    return


def _asks_more(new: tree.Branch, old: tree.Branch) -> bool:
    """Whether a branch does what an old one did, and something else must hold for it as well."""
    return _spelt(_own(new.body)) == _spelt(_own(old.body)) and _every(old.test) < _every(new.test)


def _every(test: tree.Node) -> frozenset[tuple[str, ...]]:
    """Return the parts of a condition all of which must hold, each as it is spelt."""
    parts = test.either if isinstance(test, tree.Choice) and test.both and test.test is None else (test,)
    return frozenset(tuple(_spelt(list(tree.within(one)))) for one in parts)


def _answers(nodes: Sequence[tree.Node], name: str) -> set[str]:
    """Return the variables that hold what a check has answered: one of the file's, or that of another object by the same name."""
    found = set[str]()
    for node in nodes:
        if isinstance(node, tree.Assign) and isinstance(node.target, tree.Name):
            calls = [one for one in tree.within(node.value) if isinstance(one, tree.Call)]
            if any(VERIFIES.fullmatch(called(one)) or _same_of_another(one, name) for one in calls):
                found.add(node.target.id)
    return found


def _same_of_another(call: tree.Call, name: str) -> bool:
    return isinstance(call.func, tree.Attr) and call.func.name == name


def _compares_a_part(before: Sequence[tree.Node], after: Sequence[tree.Node]) -> Iterator[Loosened]:
    if any(map(_of_a_part, _calls(before, _CUT))):
        return
    for call in _calls(after, _CUT):
        if _of_a_part(call):
            yield Loosened(call.row, "only a part is compared")
            return


def _of_a_part(call: tree.Node) -> bool:
    assert isinstance(call, tree.Call)
    inside = [one for argument in call.args for one in tree.within(argument)]
    sizes = any(word in ("len", "length", "size", "strlen") for one in inside for word in (_word(one).lstrip("."),))
    cuts = [one for one in inside if isinstance(one, tree.Slice) or called(one) in _PARTS]
    return bool(cuts) and (sizes or any(isinstance(one, tree.Slice) and _few(one.high) for one in cuts))


def _few(bound: tree.Node | None) -> bool:
    """Whether a bound cuts to so few signs that they can be tried."""
    return isinstance(bound, tree.Const) and isinstance(bound.value, int) and 0 < bound.value <= 8


_DERIVES = regex(
    r"pbkdf2\w*|PBKDF2\w*|scrypt(?:Sync)?|Scrypt|gensalt|bcrypt|hashSync|genSaltSync|argon2\w*|derive_?[kK]ey"
)
"""Calls that make a key of a password, at a cost that is one of their numbers."""
_CUT = regex(rf"{SAME}|{_DERIVES.pattern}", re.VERBOSE)
"""Calls that are to be given a secret as a whole."""
_FEWEST = 3
"""Times that the cost was more, from which on it is no tuning."""


def _costs_less(
    before: Sequence[tree.Node], after: Sequence[tree.Node], was: Constants, now: Constants
) -> Iterator[Loosened]:
    """A fraction of the rounds with which a key is made of a password."""
    were, calls = _calls(before, _DERIVES), _calls(after, _DERIVES)
    old = max((_largest(call, was) for call in were), default=0)
    for call in calls:
        largest = _largest(call, now)
        if 0 < largest * _FEWEST <= old:
            yield Loosened(call.row, f"{called(call)} is given {largest} where it was {old}")
            return


def _largest(call: tree.Node, known: Constants) -> int:
    """Return the largest number that a call is given, by itself or by a name of the file; 0 where a name says nothing."""
    inside = [one for part in tree.parts(call) for one in tree.within(part)]
    inside += [known[one.id] for one in inside if isinstance(one, tree.Name) and one.id in known]
    numbers = [one.value for one in inside if isinstance(one, tree.Const)]
    return max((one for one in numbers if isinstance(one, int) and not isinstance(one, bool)), default=0)


_BY_CHANCE = regex(
    r"randomBytes|getRandomValues|randomUUID|randomInt|urandom|token_(?:bytes|hex|urlsafe)|randbelow|SystemRandom|random_(?:bytes|int|number)|openssl_random_pseudo_bytes|urlsafe_base64|secure_random|generateKey(?:Sync)?|generate_key"
)
_WITHOUT = regex(
    r"now|time|getTime|hrtime|microtime|uniqid|m?t?_?rand|[rR]andom|choices?|sample|shuffle|rand(?:int|range)|nextInt|Intn|lcg_value|createHash|create_hash|md5|sha\d+|hash|digest|hexdigest|alloc|repeat|str_repeat|counter"
)
"""Calls that draw what nobody can guess, and what else an identifier or key is made of: clocks, digests, generators for games, nothing."""


_REWRITES = frozenset(
    ["update", "slice", "substring", "substr", "toString", "String", "Number", "parseInt", "ceil", "floor", "round", "abs", "min", "max", "padStart", "padEnd", "join", "map", "from", "fill", "charAt", "split", "concat", "replace", "toUpperCase", "toLowerCase", "trim", "Buffer", "Uint8Array", "Array", "hex", "encode", "decode", "str", "int", "bytes", "format", "zfill", "upper", "lower", "to_s", "strtoupper", "strtolower", "strrev", "base64_encode", "bin2hex", "base_convert", "dechex", "implode", "str_pad", "sprintf", "urlsafe_b64encode", "b64encode", "rstrip", "strtr", "rtrim", "expanduser", "gethostname", "hostname", "homedir", "getuser", "getlogin", "getpid", "node", "uname", "getcwd", "cwd", "userInfo", "gethostbyname", "php_uname"]
)  # fmt: skip
"""Calls that draw nothing: they write what there is in another way."""


def _can_be_guessed(new: tree.Function, before: Sequence[tree.Node], after: Sequence[tree.Node]) -> Iterator[Loosened]:
    """A function that drew by chance and now works out what it gives, with nothing in it that could draw elsewhere."""
    if not any(map(_draws, before)) or any(map(_draws, after)):
        return
    known = {tree.dotted(node.func) for node in before if isinstance(node, tree.Call)}
    came = {called(one) for one in after if isinstance(one, tree.Call) and tree.dotted(one.func) not in known}
    if any(map(_WITHOUT.fullmatch, came)) and all(_WITHOUT.fullmatch(name) or name in _REWRITES for name in came):
        yield Loosened(new.row, "what nobody could guess is not drawn by chance any more")


def _draws(node: tree.Node) -> bool:
    """Whether something is drawn that nobody can guess: by a call that does nothing else, or by any of a module for it."""
    func = node.func if isinstance(node, tree.Call) else None
    of = tree.dotted(func.base).rpartition(".")[2] if isinstance(func, tree.Attr) else ""
    return of in _FOR_SECRETS or (func is not None and _BY_CHANCE.fullmatch(called(node)) is not None)


_FOR_SECRETS = frozenset({"secrets", "SecureRandom"})
_CHECKED = regex(r"(?:jwt_?)?verify\w*|decode_and_verify|jwtVerify", re.IGNORECASE)
_READ = regex(r"(?:jwt_?)?(?:unsafe_?|unverified_?)?decode(?:_?(?:jwt|token|payload|protected_?header))?|get_unverified_\w+|parse_?unverified|peek\w*", re.IGNORECASE)  # fmt: skip
"""What verifies a token, and what only takes it apart."""


def _only_reads(new: tree.Function, before: Sequence[tree.Node], after: Sequence[tree.Node]) -> Iterator[Loosened]:
    """A token that was verified is only taken apart."""
    if _calls(before, _CHECKED) and not _calls(after, _CHECKED) and not _calls(before, _READ) and _calls(after, _READ):
        yield Loosened(new.row, "what was verified is only read")


_PLAIN = regex(r"safe_load(?:_all)?|literal_eval")
_MAKES = regex(r"(?:unsafe_|full_)?load(?:_all)?|eval|exec|loads")
"""What reads data alone, and what makes of a text whatever it says."""


_UNSAFE = regex(r"(?:C|Full|CFull|Unsafe|CUnsafe)?Loader")
"""Loaders of YAML that make objects; one that a package calls otherwise is made of the safe one or is walked where it stands."""
_READERS = frozenset({"strictyaml", "json", "simplejson", "ujson", "orjson", "rapidjson", "json5", "toml", "tomli", "tomllib", "JSON"})  # fmt: skip
"""Libraries of which `load` reads data, whatever it is given."""


def _loads_code(before: Sequence[tree.Node], after: Sequence[tree.Node]) -> Iterator[Loosened]:
    """Data that was read as such is read by what runs the code in it."""
    if not _calls(before, _PLAIN) or _calls(after, _PLAIN) or _calls(before, _MAKES):
        return
    for call in _calls(after, _MAKES):
        words = dict(call.keywords) if isinstance(call, tree.Call) else {}
        if isinstance(call, tree.Call) and tree.dotted(call.func).partition(".")[0] in _READERS:
            continue
        loader = words.get("Loader")
        if loader is None or any(map(_UNSAFE.fullmatch, tree.words(loader, 99))):
            yield Loosened(call.row, "what was read as data may be code now")
            return


def _counts_by_secret(before: Sequence[tree.Node], after: Sequence[tree.Node]) -> Iterator[Loosened]:
    """A table whose key is made of a secret, where it was not: what is counted so is counted anew for each guess."""
    if any(map(_keyed_by_secret, before)):
        return
    found = next((node for node in after if _keyed_by_secret(node)), None)
    if found is not None and any(
        isinstance(node, tree.Assign) and isinstance(node.target, tree.Index) for node in before
    ):
        yield Loosened(found.row, "what is counted depends on the secret that was given", mild=True)


def _keyed_by_secret(node: tree.Node) -> bool:
    if not isinstance(node, tree.Assign) or not isinstance(node.target, tree.Index):
        return False
    return any(isinstance(one, tree.Name) and is_secret(one.id) for one in tree.within(node.target.key))
