"""What an update only takes out of a function: a refusal, the escaping of a text, a word by which something was held down.

Nothing that the new function calls is new to it, so nothing there can have taken the place of what is gone. What is gone
from one function and stands in another one now has only moved, and is not told.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.noticed.checks import Loosened
from beartrap.vet.source.noticed.gatekeepers import (
    DECIDES,
    branches,
    called,
    last_name,
    nodes,
    of_credentials,
    refusing,
    says_no,
)

REFUSES_NO_MORE = "does not refuse any more"
Words = tuple[str, ...]
Grown = Callable[[], Counter[str]]
"""Counts, for a whole file, by how much each of its words became more (or less) often."""
_ESCAPES = regex(
    r"(?:html|xml|url|js|css|sql|shell|ldap|re|attr|regex)?_?(?:escape\w*|quote(?:_plus|_identifier)?|sanitize\w*|purify|clean_?html|strip_?tags|htmlspecialchars|htmlentities|encodeHTML|encodeURIComponent|secure_filename|shellescape|escapeshellarg|mysqli?_real_escape_string)",
    re.IGNORECASE,
)


def taken_out(old: tree.Function, new: tree.Function, elsewhere: Grown) -> Iterator[Loosened]:
    """Yield what is gone from a function and was not put into another one."""
    yield from _unheld(old, new)
    yield from _goes_on(old, new)
    yield from _sometimes(old, new)
    if called(new) - called(old) - _READING:
        return
    yield from _refusals(old, new, elsewhere)
    yield from _kept_back(old, new, elsewhere)
    yield from _escaping(old, new, elsewhere)


def grown(was: Sequence[tree.Node], now: Sequence[tree.Node]) -> Counter[str]:
    """Return by how much each word of a file stands there more often than it did, below zero where it is less."""
    found = Counter(_words(now))
    found.subtract(Counter(_words(was)))
    return found


def _words(body: Sequence[tree.Node]) -> Iterator[str]:
    for one in (one for part in body for one in tree.everything(part)):
        match one:
            case tree.Const(value=value):
                yield repr(value)[:80]
            case tree.Name(id=name) | tree.Attr(name=name):
                yield name


def _goes_on(old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    """The same question about what somebody shows, that was answered with a refusal and now is not."""
    now, was = _once(new), _once(old)
    for test, one in was.items():
        same = now.get(test) if refusing(one.body) and _matters(one.test, new) else None
        if same is None or not of_credentials(one.test) or refusing(same.body) or _raises(same.body):
            continue
        if _asked_with_more(one.test, new) or _goes_well(one.test, same, new):
            continue
        if not any(_RENEWS.search(last_name(part)) for each in same.body for part in tree.within(each)):
            yield Loosened(same.row, "goes on where it refused", mild=True)
            return


def _sometimes(old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    """The same question, answered with a refusal, and now with one only for who is not named there: `return first() if name.endswith("@a") else None`."""
    if DECIDES.fullmatch(old.name or "") is None:
        return
    was, words = _once(old), {word for one in old.body for word in tree.words(one, 99)}
    for test, one in _once(new).items():
        last = one.body[-1] if len(one.body) else None
        before = was.get(test)
        if before is None or not refusing(before.body) or not isinstance(last, tree.Leave):
            continue
        either = last.value if isinstance(last.value, tree.Choice) and last.value.test is not None else None
        if either is None or sum(map(says_no, either.either)) != 1 or either.test is None:
            continue
        texts = (part.value for part in tree.within(either.test) if isinstance(part, tree.Const))
        if any(isinstance(text, str) and text and repr(text)[:80] not in words for text in texts):
            yield Loosened(last.row, "goes on for whom the code names where it refused")
            return


def _goes_well(asked: tree.Node, now: tree.Branch, function: tree.Function) -> bool:
    """Whether `if a != b: refuse` became `if a == b: leave the loop`, with a refusal behind it for who never came there."""
    if not (isinstance(asked, tree.Binary) and isinstance(now.test, tree.Binary)):
        return False
    turned = asked.operator in ("!=", "!==") and now.test.operator in ("==", "===")
    leaves = len(now.body) == 1 and isinstance(now.body[0], tree.Leave) and now.body[0].flow is tree.Flow.BREAK
    refused = (one for one in nodes(function) if isinstance(one, tree.Leave) and one.flow is tree.Flow.THROW)
    return turned and leaves and any(one.row > now.row for one in refused)


def _asked_with_more(test: tree.Node, function: tree.Function) -> bool:
    """Whether `if not asked: refuse` became `if asked and more: … else: refuse`."""
    if not (isinstance(test, tree.Unary) and test.operator == "not"):
        return False
    asked = _spelt(test.operand)
    for one in branches(function):
        every = one.test.either if isinstance(one.test, tree.Choice) and one.test.both and one.test.test is None else ()
        if refusing(one.other) and any(not isinstance(part, tree.Unary) and _spelt(part) == asked for part in every):
            return True
    return False


def _once(function: tree.Function) -> dict[Words, tree.Branch]:
    """Return the branches of a function by their tests, without those that are asked more than once."""
    found = list(branches(function))
    often = Counter(_spelt(one.test) for one in found)
    return {_spelt(one.test): one for one in found if often[_spelt(one.test)] == 1}


def _refusals(old: tree.Function, new: tree.Function, elsewhere: Grown) -> Iterator[Loosened]:
    """A refusal that is gone, in a function that decides who may come in, or over what somebody shows for it."""
    before, after = list(branches(old)), list(branches(new))
    asked = {word for one in after for word in tree.words(one.test)}
    if _count(after) >= _count(before):
        return
    within = set[int]()
    for one in before:
        words = set(tree.words(one.test)) - asked - _COMMON
        if _is_still_refused(one.test, after):
            within |= {id(part) for each in one.body for part in tree.everything(each)}
            continue
        if id(one) in within:
            continue
        if refusing(one.body) and _matters(one.test, new) and words and not _moved(words, old, new, elsewhere):
            yield Loosened(_near(one, old, new), REFUSES_NO_MORE, mild=True)
            return


def _is_still_refused(test: tree.Node, after: Sequence[tree.Branch]) -> bool:
    """Whether a refusal that stands turns away all whom one turned away that is gone: `if (error)` in place of `if (error instanceof Denied)`."""
    standing = {_spelt(one.test) for one in after if refusing(one.body) and isinstance(one.test, tree.Name | tree.Attr)}
    every = test.either if isinstance(test, tree.Choice) and test.both and test.test is None else (test,)
    of_kind = (one.left for one in every if isinstance(one, tree.Binary) and one.operator == "instanceof")
    return any(_spelt(one) in standing for one in (*every, *of_kind))


_KEEPS_BACK = regex(
    r"\w*(?:remove|strip|redact|sanit|mask|hide|drop|exclude|sensitive|scrub|censor|private)\w*", re.IGNORECASE
)
_SHOWN = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "www-authenticate", "password", "passwd", "secret", "token", "access_token", "api_key", "apikey", "private_key", "session"})  # fmt: skip
"""Functions that keep something from those who need not see it, and headers and fields that give somebody away."""


def _kept_back(old: tree.Function, new: tree.Function, elsewhere: Grown) -> Iterator[Loosened]:
    """The name of a secret header or field that is gone from a function which keeps such from others."""
    if _KEEPS_BACK.fullmatch(old.name or "") is None:
        return
    before, after = set(_texts(old)), set(_texts(new))
    gone = {word for word in before - after if word.lower() in _SHOWN}
    if gone and not any(elsewhere()[repr(word)] > grown(list(old.body), list(new.body))[repr(word)] for word in gone):
        yield Loosened(new.row, f"{sorted(gone)[0]} is not kept back any more", mild=True)


def _texts(function: tree.Function) -> Iterator[str]:
    for one in nodes(function):
        held = one.value if isinstance(one, tree.Const) else None
        yield from (text for text in (held if isinstance(held, list) else [held]) if isinstance(text, str))


def _moved(words: set[str], old: tree.Function, new: tree.Function, elsewhere: Grown) -> bool:
    """Whether a word stands more often than it did in the file around a function."""
    here = grown(list(old.body), list(new.body))
    return any(elsewhere()[word] > here[word] for word in words)


def _matters(test: tree.Node, function: tree.Function) -> bool:
    """Whether a refusal is one of somebody who wants to come in, and not of a caller who forgot to hand something over."""
    return DECIDES.fullmatch(function.name or "") is not None or (of_credentials(test) and not _of_presence(test))


def _of_presence(test: tree.Node) -> bool:
    """Whether a test asks no more than whether something was handed over."""
    if isinstance(test, tree.Unary) and test.operator == "not":
        test = test.operand
    if isinstance(test, tree.Binary):
        return any(isinstance(side, tree.Const) and side.value in (None, "") for side in (test.left, test.right))
    return isinstance(test, tree.Name | tree.Attr)


def _raises(body: Sequence[tree.Node]) -> bool:
    return any(isinstance(one, tree.Leave) and one.flow is tree.Flow.THROW for part in body for one in tree.within(part))  # fmt: skip


def _count(found: Sequence[tree.Branch]) -> int:
    return sum(refusing(one.body) for one in found)


def _spelt(test: tree.Node) -> Words:
    return tuple(sorted(tree.words(test)))


_READING = frozenset({"get", "getattr", "fetch", "dig"})
"""Calls that read a member, and take the place of no check."""
_RENEWS = regex(r"refresh|renew|retry|reload|prompt|log_?in|authenticate", re.IGNORECASE)
"""Calls by which a client gets anew what has run out."""
_COMMON = frozenset({"self", "this", "cls", "len", "length", "None", "True", "False", "get", "isinstance", "request", "req"})  # fmt: skip


def _near(gone: tree.Branch, old: tree.Function, new: tree.Function) -> int:
    """Return the row of the new function at which something is gone."""
    return min(new.row + gone.row - old.row, new.end or new.row + gone.row - old.row)


def _escaping(old: tree.Function, new: tree.Function, elsewhere: Grown) -> Iterator[Loosened]:
    """A text that was escaped stands there as it is."""
    before = [one for one in nodes(old) if isinstance(one, tree.Call) and _ESCAPES.fullmatch(last_name(one))]
    after = Counter(last_name(one) for one in nodes(new) if isinstance(one, tree.Call))
    gone = Counter(map(last_name, before))
    for one in before:
        name = last_name(one)
        if after[name] >= gone[name] or not one.args or _moved({name}, old, new, elsewhere):
            continue
        if _escapes_elsewhere(old, new, elsewhere):  # by whatever name: it is done before or after now
            continue
        escaped = tuple(tree.words(one.args[0]))
        kept = next((part for part in nodes(new) if escaped and tuple(tree.words(part)) == escaped), None)
        if kept is not None and not (_OF_ADDRESSES.fullmatch(tree.dotted(one.func)) and _spelt_in_64(kept, new)):
            yield Loosened(kept.row, "what was escaped stands there as it is", mild=True)
            return


_OF_ADDRESSES = regex(
    r"(?:urllib\.parse\.|parse\.|urllib\.)?quote(?:_plus)?|url_?quote\w*|encodeURIComponent", re.IGNORECASE
)
_IN_64 = regex(r"(?:standard_|urlsafe_)?b64encode|btoa|base64_?encode|encodebytes", re.IGNORECASE)


def _spelt_in_64(kept: tree.Node, function: tree.Function) -> bool:
    """Whether all that is done with a text is to spell it in base64, in which no sign of an address means anything."""
    body = nodes(function)
    spelt = [one for one in body if isinstance(one, tree.Call) and _IN_64.fullmatch(last_name(one))]
    inside = {id(part) for one in spelt for given in one.args for part in tree.within(given)}
    if id(kept) in inside:
        return True
    bound = [one.target for one in body if isinstance(one, tree.Assign) and any(part is kept for part in tree.within(one.value))]  # fmt: skip
    names = {one.id for one in bound if isinstance(one, tree.Name)}
    uses = [one for one in body if isinstance(one, tree.Name) and one.id in names and all(one is not own for own in bound)]  # fmt: skip
    return bool(uses) and all(id(one) in inside for one in uses)


def _escapes_elsewhere(old: tree.Function, new: tree.Function, elsewhere: Grown) -> bool:
    """Whether something that escapes is called more often than it was in the file around a function."""
    here = grown(list(old.body), list(new.body))
    return any(count > here[word] and _ESCAPES.fullmatch(word) for word, count in elsewhere().items())


_HELD = {
    "cap_drop": None, "CapDrop": None, "security_opt": None, "SecurityOpt": None, "network_disabled": True, "NetworkDisabled": True, "ReadonlyRootfs": True,
    "contextIsolation": True, "webSecurity": True, "nodeIntegration": False, "autoescape": True, "httponly": True, "httpOnly": True, "http_only": True, "HttpOnly": True,
    "weights_only": True, "allow_pickle": False, "resolve_entities": False, "no_network": True, "__builtins__": None, "audience": None, "issuer": None, "sandbox": True, "secure": True,
}  # fmt: skip
"""Words of a call by which something is held down, with the value that does it; any where that is None."""
_ONLY_TURNED = frozenset({"secure"})
"""Words of many meanings, which count where they are turned into their opposite."""


def _unheld(old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    """A call that is the same, but for a word that held it down."""
    before = {(name, word): value for name, word, value, _ in _options(old)}
    after = {(name, word): value for name, word, value, _ in _options(new)}
    spread = any(word is None for one in nodes(new) if isinstance(one, tree.Call) for word, _ in one.keywords)
    calls = {last_name(one): one for one in nodes(new) if isinstance(one, tree.Call)}
    for (name, word), value in before.items():
        wanted = _HELD[word]
        if name not in calls or (wanted is not None and not _is(value, wanted)):
            continue
        now = after.get((name, word))
        if word in _ONLY_TURNED and now is None:
            continue
        if (now is None and not spread) or (now is not None and wanted is not None and _is(now, not wanted)):
            yield Loosened(calls[name].row, f"{word} does not hold it any more")
            return


def _is(value: tree.Node, wanted: bool) -> bool:
    return isinstance(value, tree.Const) and value.value is wanted


def _options(function: tree.Function) -> Iterator[tuple[str, str, tree.Node, int]]:
    """Yield the words of weight that calls are given, by themselves or in a table, with the call's name."""
    for call in nodes(function):
        if not isinstance(call, tree.Call):
            continue
        tables = [one for part in (*call.args, *(value for _, value in call.keywords)) for one in tree.within(part)]
        pairs = [(key.value, value) for table in tables if isinstance(table, tree.Table) for key, value in table.pairs if isinstance(key, tree.Const)]  # fmt: skip
        for word, value in (*call.keywords, *pairs):
            if isinstance(word, str) and word in _HELD:
                yield last_name(call), word, value, call.row
