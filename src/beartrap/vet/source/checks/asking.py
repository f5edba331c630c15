"""Questions to the user that are asked less often than they were: an agent that runs commands unasked, a tool that deletes without a word.

A word by which a user says yes beforehand (`--yes`, `force`) is what many programs have. Told is where the program decides by
what it is about to do: the question stands there word for word, with a test beside it that names something in the code.
"""

import re
from collections.abc import Iterator

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.checks.eased import beside_each, form
from beartrap.vet.source.noticed.checks import Loosened
from beartrap.vet.source.noticed.gatekeepers import branches, last_name

_ASKS = regex(r"(?:raw_)?input|_*(?:ask_?)?(?:for_?|user_?)?(?:confirm|approv|consent)\w*|askyesno|yesno|readline|gets|question", re.IGNORECASE)  # fmt: skip
"""Functions that ask the user."""


def unasked(old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    """Yield where a question is asked only for some of what it was asked for."""
    before = [one.test for one in branches(old) if _is_question(one.test)]
    known = {form(test) for test in before}
    for one in branches(new) if before else ():
        if form(one.test) in known or not _is_question(one.test):
            continue
        for was in before:
            if any(map(_names_something, beside_each(was, one.test))):
                yield Loosened(one.test.row, "the user is asked only where something else holds as well", mild=True)
                return


def _is_question(test: tree.Node) -> bool:
    return any(isinstance(one, tree.Call) and _ASKS.fullmatch(last_name(one)) is not None for one in tree.within(test))


def _names_something(node: tree.Node) -> bool:
    """Whether a condition holds something against a text, a list or a pattern of the code's own."""
    if isinstance(node, tree.Unary):
        return _names_something(node.operand)
    if not isinstance(node, tree.Call | tree.Binary):
        return False
    return any(
        isinstance(one, tree.Const) and isinstance(one.value, str | list) and bool(one.value)
        for one in tree.within(node)
    )
