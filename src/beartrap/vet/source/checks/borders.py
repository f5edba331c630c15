"""Borders that let through more: a path that may lead out of its folder, a name that need only hold a known one, words that are let pass.

Who asks whether a path lies in a folder has to resolve it first; who asks whether a text is one of some has to ask for the
whole of it. Words that a guard turned away (`__proto__`, `..`, `javascript:`) and that are misspelt now turn away nobody.
"""

import re
from collections.abc import Iterator, Sequence, Set

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.checks.eased import Form, alike, form
from beartrap.vet.source.checks.taken_out import Grown, grown
from beartrap.vet.source.names.declared import constants
from beartrap.vet.source.noticed.checks import Loosened
from beartrap.vet.source.noticed.gatekeepers import branches, decides, last_name, nodes, refusing

_RESOLVES = regex(r"resolve|realpath\w*|abspath|normpath|normali[sz]e(?:_?path)?|canonicali[sz]e\w*|getCanonical(?:Path|File)|toRealPath|EvalSymlinks|GetFullPath|expand_path|cleanpath|lexically_normal|Clean|Abs", re.IGNORECASE)  # fmt: skip
"""Calls that give the place where a path leads to."""
_WITHIN = regex(r"is_relative_to|relative_to|relative|commonpath|commonprefix|starts_?with|HasPrefix|is_?Local|start_with\?|str_starts_with|strn?pos|indexOf|Rel|secure_?join|safe_?join|basename|secure_filename", re.IGNORECASE)  # fmt: skip
"""Calls that ask (or see to it) that a path lies within a folder."""
_MAY_HOLD = regex(
    r"path|safe|secur|resolv|within|inside|contain|confine|canonical|real|norm|clean|check|valid|assert|abs",
    re.IGNORECASE,
)
"""Names of what may do the same in another way."""
_EXACT = frozenset({"in_array", "includes", "has", "contains", "Contains", "include?", "key?", "isset", "array_key_exists", "hasOwnProperty", "fullmatch", "equals", "Equals", "member?", "containsKey", "ContainsKey"})  # fmt: skip
_SEARCHES = frozenset(
    {"search", "match", "test", "preg_match", "match?", "MatchString", "IsMatch", "find", "is_match", "matches"}
)
_LOOKS_IN = frozenset({"includes", "indexOf", "contains", "Contains", "strpos", "stripos", "str_contains", "strstr", "startswith", "startsWith", "HasPrefix", "start_with?", "starts_with", "include?"})  # fmt: skip
_END = regex(r"(?:\$|\\[zZ])(?:/[a-zA-Z]*|\)|['\"])*\Z")
_WHAT = regex(r"\$?_?(?:\w*_?)(?:suffix|ext|extension|mime|mime_?type|content_?type|host|hostname|origin|domain|url|uri|redirect|referr?er|scheme|protocol|file_?name|sender|recipient|email|issuer|audience)s?", re.IGNORECASE)  # fmt: skip
"""Names of what is let in by what it is called."""


def opened_borders(name: str, old: tree.Function, new: tree.Function, elsewhere: Grown) -> Iterator[Loosened]:
    """Yield the first border of a function that lets through more than it did."""
    yield from _unresolved(old, new, elsewhere)
    yield from _in_part(name, old, new)
    yield from _misspelt(old, new)


def _unresolved(old: tree.Function, new: tree.Function, elsewhere: Grown) -> Iterator[Loosened]:
    """A path is held against its folder as it came, where it was resolved before."""
    was, now = _named_calls(old), _named_calls(new)
    gone = {one for one in was if _RESOLVES.fullmatch(one)} - now.keys()
    if not gone or any(_MAY_HOLD.search(one) for one in now.keys() - was.keys()):
        return
    before = [one for one in branches(old) if refusing(one.body) and _asks_where(one.test)]
    after = [one for one in branches(new) if refusing(one.body)]
    here = grown(list(old.body), list(new.body))
    if not before or any(elsewhere()[one] > here[one] for one in gone):
        return
    tests = {form(one.test) for one in after}
    changed = [one for one in before if form(one.test) not in tests]
    if "normalize" not in gone or changed:  # to join a path normalises it as well
        left = [one for one in after if _asks_where(one.test)] or after
        yield Loosened(
            left[0].test.row if left else new.row,
            "a path is not resolved before it is held against its folder",
            mild=True,
        )


def _asks_where(test: tree.Node) -> bool:
    return any(isinstance(one, tree.Call) and _WITHIN.fullmatch(last_name(one)) for one in tree.within(test))


def _named_calls(function: tree.Function) -> dict[str, int]:
    found = dict[str, int]()
    for one in nodes(function):
        if isinstance(one, tree.Call):
            found[last_name(one)] = found.get(last_name(one), 0) + 1
    return found


def _in_part(name: str, old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    """What had to be one of some, or to match as a whole, need only hold it somewhere."""
    for was, one, alone, refuses in _rewritten(old, new):
        known, kept = {form(part) for part in _asked(was)}, {form(part) for part in _asked(one)}
        gone = [part for part in _asked(was) if form(part) not in kept and _is_exact(part)]
        if refuses and all(
            part in _says_yes(was) for part in gone
        ):  # whom it names is turned away: so are more of them
            known |= {form(part) for part in _says_yes(one)}
        subjects = {word for part in gone for each in _subjects(part) for word in _names(each)}
        came = [part for part in _asked(one) if form(part) not in known]
        in_part = [part for part in came if _is_in_part(part, subjects) and (alone or _asks_of(part, subjects))]
        if not gone or not in_part or any(_is_exact(part) for part in came if part not in in_part):
            continue
        words = {word for part in gone for word in tree.words(part, 99)}
        if decides(name) or any(_WHAT.fullmatch(word.strip("'\"")) for word in words):
            yield Loosened(in_part[0].row, "only a part of what was asked for has to be there", mild=True)
            return


def _asks_of(part: tree.Node, subjects: Set[str]) -> bool:
    """Whether a comparison asks something of what one that is gone asked of."""
    return any(not subjects.isdisjoint(tree.words(one, 99)) for one in tree.parts(part))


def _says_yes(test: tree.Node) -> list[tree.Node]:
    """Return the parts of a condition that come true with it: they stand below `and` and `or` alone, and ask for no difference."""
    if isinstance(test, tree.Choice) and test.test is None:
        return [part for one in test.either for part in _says_yes(one)]
    if isinstance(test, tree.Call) and last_name(test) in ("any", "some"):
        return [test, *(one for one in tree.everything(test) if isinstance(one, tree.Call))]
    differs = isinstance(test, tree.Binary) and test.operator not in ("in", "==", "===")
    return [test] if isinstance(test, tree.Call | tree.Binary) and not differs else []


def _rewritten(old: tree.Function, new: tree.Function) -> Iterator[tuple[tree.Node, tree.Node, bool, bool]]:
    """Yield the conditions of the same refusal, and the answers of a function that has one, which are not what they were; whether they are the only ones, and whether they refuse."""
    before, after = _refusals(old), _refusals(new)
    gone = [one for test, one in before.items() if test not in after]
    came = [one for test, one in after.items() if test not in before]
    alone = len(gone) == len(came) == 1
    yield from ((was.test, one.test, alone, True) for was in gone for one in came if alike(was, one))
    given = [[one.value for one in nodes(function) if isinstance(one, tree.Leave) and one.flow is tree.Flow.RETURN and one.value is not None] for function in (old, new)]  # fmt: skip
    if len(given[0]) == len(given[1]) == 1:
        yield given[0][0], given[1][0], True, False
    elif not given[0] and not given[1] and len(old.body) == len(new.body) == 1:  # Ruby and Rust give what stands last
        yield old.body[0], new.body[0], True, False


def _refusals(function: tree.Function) -> dict[Form, tree.Branch]:
    return {form(one.test): one for one in branches(function) if refusing(one.body)}


def _asked(test: tree.Node) -> list[tree.Node]:
    """Return the comparisons and calls of a condition."""
    return [part for part in tree.everything(test) if isinstance(part, tree.Binary | tree.Call)]


def _names(node: tree.Node) -> list[str]:
    return [word for word in tree.words(node, 99) if word[0] not in "'\""]


def _is_exact(node: tree.Node) -> bool:
    """Whether a comparison asks for a text as a whole, or for one of some."""
    if isinstance(node, tree.Binary):
        if node.operator in ("in", "not in"):
            return not _is_text(node.left) and _holds_several(node.right)
        return node.operator in ("==", "!=", "===", "!==") and not any(isinstance(side, tree.Const) and not isinstance(side.value, str) for side in (node.left, node.right))  # fmt: skip
    if last_name(node) in _EXACT and isinstance(node, tree.Call):
        return not (node.args and _is_text(node.args[0])) or last_name(node) in ("equals", "Equals", "fullmatch")
    return _is_pattern(node) and _anchored(node)


def _holds_several(node: tree.Node) -> bool:
    """Whether what something is looked for in holds several: a text may be looked for in another one."""
    if not isinstance(node, tree.Name | tree.Attr):
        return True
    name = last_name(node)
    return name.isupper() or _SEVERAL.search(name) is not None


_SEVERAL = regex(
    r"s\Z|list|set\Z|dict|map|table|allow|permit|valid|known|trust|white|black|block|den(?:y|ied)|accept|support|regist|seen|cache|all|any|one_?of|choice|option|data|pool|store",
    re.IGNORECASE,
)
"""Names of what holds several: a plural, or a word for what is let pass."""


def _subjects(node: tree.Node) -> Sequence[tree.Node]:
    """Return what a comparison asks something of."""
    if isinstance(node, tree.Binary):
        return (node.left,) if node.operator in ("in", "not in") else (node.left, node.right)
    return node.args if isinstance(node, tree.Call) else ()


def _is_in_part(node: tree.Node, subjects: Set[str]) -> bool:
    """Whether a comparison asks for a part of a text (of `subjects`, where a list may be asked so as well): a pattern without an end, a text within another one."""
    if isinstance(node, tree.Binary):
        several = isinstance(node.right, tree.Many)  # one of these as a whole
        return node.operator in ("in", "not in") and not several and not subjects.isdisjoint(tree.words(node.right, 99))
    if _is_pattern(node):
        return not _anchored(node)
    if not isinstance(node, tree.Call) or last_name(node) not in _LOOKS_IN or not node.args:
        return False
    base = node.func.base if isinstance(node.func, tree.Attr) else node.args[0]
    return last_name(node) not in _EXACT or not subjects.isdisjoint(tree.words(base, 99))


def _is_text(node: tree.Node) -> bool:
    return isinstance(node, tree.Const) and isinstance(node.value, str)


def _is_pattern(node: tree.Node) -> bool:
    return isinstance(node, tree.Call) and last_name(node) in _SEARCHES and bool(_patterns(node))


def _patterns(node: tree.Node) -> list[str]:
    """Return the pattern that a search is given or made on."""
    given = [one.value for one in tree.within(node) if isinstance(one, tree.Const) and isinstance(one.value, str) and len(one.value) > len("^a$")]  # fmt: skip
    return given[:1]


def _anchored(node: tree.Node) -> bool:
    return any(_END.search(one) or one.endswith("$") for one in _patterns(node)) or last_name(node) == "matches"


_TURNED_AWAY = frozenset(
    [
        "__proto__", "constructor", "prototype", "..", "../", "..\\", "javascript:", "vbscript:", "data:", "file:", "<script", "127.0.0.1", "localhost", "::1", "169.254.169.254", "metadata.google.internal", "none",
        "__builtins__", "__import__", "__class__", "__globals__", "__subclasses__", "eval", "exec",
    ]
)  # fmt: skip
"""Words that guards turn away: members by which every object is reached, ways out of a folder, addresses that are code or the host's own."""


def _misspelt(old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    """A word that was turned away is gone, and one that is nearly it stands there."""
    was, now = _texts(old), _texts(new)
    for word in sorted(_TURNED_AWAY & was.keys() - now.keys()):
        for text in sorted(now.keys() - was.keys()):
            if _nearly(word, text):
                yield Loosened(now[text], f"does not turn away {word} any more", mild=True)
                return


def loses_a_word(before: str, text: str) -> bool:
    """Whether a file does not have a word any more of those that guards turn away."""
    return any(word in before and word not in text for word in _TURNED_AWAY)


def misspelt_at_the_top(was: Sequence[tree.Node], now: Sequence[tree.Node]) -> Iterator[Loosened]:
    """Yield the same of what the names at the top of a file stand for."""
    before, after = (tree.Function(1, "", (), list(constants(body).values())) for body in (was, now))
    yield from _misspelt(before, after)


def _texts(function: tree.Function) -> dict[str, int]:
    found = dict[str, int]()
    for one in nodes(function):
        for value in _values(one):
            found.setdefault(value, one.row)
    return found


def _values(node: tree.Node) -> Sequence[str]:
    value = node.value if isinstance(node, tree.Const) else None
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]


def _nearly(word: str, text: str) -> bool:
    """Whether a text is a word but for one sign more, less or another one, or for two that are missing at an end."""
    if len(text) >= len("eval_") and 0 < len(word) - len(text) <= 2 and (word.startswith(text) or word.endswith(text)):
        return True
    if abs(len(word) - len(text)) > 1 or word == text or not text or len(word) < len("../"):
        return False
    at = next((i for i, (a, b) in enumerate(zip(word, text, strict=False)) if a != b), min(len(word), len(text)))
    return word[at + (len(word) >= len(text)) :] == text[at + (len(text) >= len(word)) :]
