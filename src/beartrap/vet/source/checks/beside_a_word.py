"""Checks that are left out for whatever holds a word of the code's own: `verified = check(it) || /word/.test(it)`, `if (!path.startsWith("word")) verify(it)`.

The check stands as it did; who knows the word does not come to it. Compared are functions that had that check.
"""

from collections.abc import Iterator, Sequence

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.noticed.checks import VERIFIES, Loosened, called
from beartrap.vet.source.noticed.gatekeepers import branches, nodes, refusing

_LEAST = 4
"""Signs of a word from which on somebody has to know it."""
_LOOKS_FOR = regex(
    r"startsWith|starts_with|startswith|endsWith|endswith|includes|contains|Contains|HasPrefix|HasSuffix|indexOf|search|match|test|fullmatch|start_with\?|end_with\?|include\?"
)
"""How it is asked whether a text has a word in it."""
_OF_ALL = regex(r"https?:/*|/+|\.\w{1,5}|data:.*|file:/*|[\w-]+/[\w.+-]+")
"""Beginnings and endings that say of which form something is, and no word that only some know."""


def beside_a_word(old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    """Yield the first check of the old function that the new one leaves out where a text holds a word that the old one did not name."""
    had = {called(one) for one in nodes(old) if _verifies(one)}
    if not had:
        return
    words = {word for one in old.body for word in tree.words(one, 99)}
    for one in nodes(new):
        if isinstance(one, tree.Choice) and one.test is None and not one.both and _either(one, had, words):
            yield Loosened(one.row, "what holds a word of the code's own is taken without the check")
            return
    plain = not any(
        isinstance(one, tree.Leave) and one.value is not None and one.flow is tree.Flow.RETURN for one in nodes(old)
    )
    for branch in branches(new):
        if _lets_by(branch, had, words, plain):
            yield Loosened(branch.row, "what holds a word of the code's own is not checked")
            return


def _verifies(node: tree.Node) -> bool:
    name = called(node) if isinstance(node, tree.Call) else ""
    return VERIFIES.fullmatch(name) is not None or _UNSEALS.fullmatch(name) is not None


_UNSEALS = regex(r"_*(?:unseal|unsign)\w*")
"""Calls that open what only the own server can have closed."""


def _checks(node: tree.Node, had: set[str]) -> bool:
    return any(_verifies(one) and called(one) in had for one in tree.within(node))


def _either(choice: tree.Choice, had: set[str], words: set[str]) -> bool:
    """Whether one of several is the check, and another looks for a word instead."""
    checks = [_checks(part, had) for part in choice.either]
    others = [part for part, is_check in zip(choice.either, checks, strict=True) if not is_check]
    return any(checks) and any(_looks_for_a_word(part, words) for part in others)


def _asked_only(branch: tree.Branch, had: set[str], words: set[str]) -> bool:
    """Whether the check is made on one side alone of a test that looks for a word."""
    made, left_out = (any(_checks(one, had) for one in side) for side in (branch.body, branch.other))
    return made != left_out and _looks_for_a_word(branch.test, words) and not _is_choice_of_checks(branch.other)


def _lets_by(branch: tree.Branch, had: set[str], words: set[str], plain: bool) -> bool:
    """Whether a branch lets by what holds a word; `plain` where the function gives nothing, and says no by what it throws."""
    if plain and _returned_before(branch, words, plain):
        return True
    return not refusing(branch.body) and (_asked_only(branch, had, words) or _returned_before(branch, words, plain))


def _returned_before(branch: tree.Branch, words: set[str], plain: bool) -> bool:
    """Whether what holds a word is handed back at once, by what does not check it in a way of its own."""
    last = branch.body[-1] if len(branch.body) else None
    returns = isinstance(last, tree.Leave) and last.flow is tree.Flow.RETURN and (plain or last.value is not None)
    return returns and _looks_for_a_word(branch.test, words) and not _is_choice_of_checks(branch.body)


def _is_choice_of_checks(other: Sequence[tree.Node]) -> bool:
    """Whether the other side verifies in a way of its own."""
    return any(_verifies(one) for part in other for one in tree.within(part))


def _looks_for_a_word(test: tree.Node, words: set[str]) -> bool:
    for one in tree.within(test):
        if isinstance(one, tree.Call) and _LOOKS_FOR.fullmatch(called(one)):
            told = [part.value for part in tree.within(one) if isinstance(part, tree.Const)]
            listed = [text for held in told if isinstance(held, list) for text in held]
            if any(_is_word(text, words) for text in (*told, *listed)):
                return True
    return False


def _is_word(text: object, words: set[str]) -> bool:
    text = text.decode("latin-1") if isinstance(text, bytes) else text
    return (
        isinstance(text, str) and len(text) >= _LEAST and repr(text)[:80] not in words and not _OF_ALL.fullmatch(text)
    )
