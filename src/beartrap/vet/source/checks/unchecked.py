"""Ways through a function that verifies on which nothing is verified.

Both sides of each branch are ways, a loop may run or not; a way ends where it is left. What comes to the end of a
function that refuses by an error has been let in as well. Old and new are compared, so a function that always had such
a way says nothing. Where the new one refuses what differs from what it was handed, that is a check, however it is spelt.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import field

from beartrap.model.frozen import slotted
from beartrap.model.regex import regex
from beartrap.vet.source import tree

Checks = Callable[[tree.Node], bool]
"""Whether a node is a call that verifies."""

_REFUSING = regex(r"undefined|nil|null|none|false|e|ex|err\w*|error\w*|exception|denied|invalid|default", re.IGNORECASE)
_ERROR = regex(r"e|ex|err|error|exception", re.IGNORECASE)
_NO = regex(
    r"(?:\w+_)?(?:ERR(?:OR)?|FAIL(?:ED|URE)?|INVALID|DENIED|UNDEFINED|UNKNOWN|UNSUPPORTED|BAD|REJECTED|REFUSED|FORBIDDEN|UNAUTHORIZED|MISSING|EXPIRED|MISMATCH)(?:_\w+)?"
)
_NOTHING_WRONG = regex(r"(?:\w+_)?(?:OK|SUCCESS|NO_ERR\w*|NONE)(?:_\w+)?")
"""Constants that say no, and those among them that say that nothing is wrong."""
_GRANTS = regex(r"_?(?:ok|success\w*|succeed\w*|allow\w*|accept\w*|valid|grant\w*|authenticated|authori[sz]ed|approved|permit\w*)", re.IGNORECASE)  # fmt: skip
NESTED = 60
"""Blocks within blocks that are followed; what nests more deeply is taken for checked."""


@slotted
class Ways:
    """What was found on the ways of one function: where one was let in unchecked, and what was given back after a check."""

    open: list[tree.Node] = field(default_factory=list)
    after_check: set[str] = field(default_factory=set)
    refuses: bool = False
    """Whether it refuses anywhere: by an error, or by saying no."""
    given: frozenset[str] = frozenset()
    """Parameters: to refuse what differs from them is a check as well; none where only what is named a check counts."""


def accepts(value: tree.Node | None) -> bool:
    """Whether what is returned says yes: a plain truth, or a thing that stood there; what is worked out may still be a check."""
    if isinstance(value, tree.Const):
        return value.value is True
    if isinstance(value, tree.Name):
        return not _says_no_by_name(value.id)
    if isinstance(value, tree.Many):
        return not value.items  # Rust's `Ok(())`
    last = value.func if isinstance(value, tree.Call) else value
    return isinstance(last, tree.Attr) and _GRANTS.fullmatch(last.name) is not None


def ways(function: tree.Function, checks: Checks, given: frozenset[str] = frozenset()) -> Ways:
    """Return the ways of a function; `given` are the parameters by which a refusal counts as a check."""
    found = Ways(given=given)
    if _block(function.body, checks, found, False, 0) is False:
        found.open.append(function)
    return found


def opened(old: tree.Function, new: tree.Function, checks: Checks) -> tree.Node | None:
    """Return where the new function lets in unchecked what the old one did not; None where it does not."""
    before, yes = ways(old, checks), _yes(old)
    known = (before.after_check | yes | _meant(old, before)) - _NOTHING

    def lets_in(one: tree.Node, function: tree.Function) -> bool:
        if one is function:
            return before.refuses
        if not isinstance(one, tree.Leave):
            return False
        if one.value is None:
            return _says_nothing(function)
        if _hands_error_on(one.value) or _begins_with_no(one.value) or _is_an_error(one.value):
            return False
        return accepts(one.value) or spelt(one.value) in known or _either(one.value) or _a_word(one.value, before)

    if not any(map(checks, _nodes(old))) or any(lets_in(one, old) for one in before.open):
        return None
    given = frozenset(name for name in new.parameters if name not in _OWN)
    found = next((one for one in ways(new, checks, given).open if lets_in(one, new)), None)
    return (new.body[-1] if len(new.body) else new) if found is new else found


def _begins_with_no(value: tree.Node | None) -> bool:
    """Whether what is given back is several things, and the first says no: `return False, None`."""
    first = value.items[0] if isinstance(value, tree.Many) and value.items else None
    return isinstance(first, tree.Const) and first.value is False


def _is_an_error(value: tree.Node | None) -> bool:
    return isinstance(value, tree.Name) and _says_no_by_name(value.id)


def _meant(function: tree.Function, before: Ways) -> set[str]:
    """Return what names stand for that are given back after a check: to work it out and give it back at once is the same."""
    assigned = [one for one in _nodes(function) if isinstance(one, tree.Assign) and isinstance(one.value, tree.Call)]
    return {spelt(one.value) for one in assigned if spelt(one.target) in before.after_check}


def _hands_error_on(value: tree.Node) -> bool:
    """Whether a callback is handed an error: `return done(err)` says no."""
    first = value.args[0] if isinstance(value, tree.Call) and value.args else None
    return isinstance(first, tree.Name) and _ERROR.fullmatch(first.id.lstrip("$")) is not None


def _says_nothing(function: tree.Function) -> bool:
    """Whether a function refuses by an error alone, and gives nothing back: to leave it is to be let in."""
    left = [one for one in _nodes(function) if isinstance(one, tree.Leave)]
    gives = any(one.flow is tree.Flow.RETURN and spelt(one.value) not in ("", "Const None") for one in left)
    return not gives and any(one.flow is tree.Flow.THROW for one in left)


def _a_word(value: tree.Node | None, before: Ways) -> bool:
    """Whether a word stands where a function gives back who was let in, and gave no words before."""
    word = isinstance(value, tree.Const) and isinstance(value.value, str) and _WORD.fullmatch(value.value) is not None
    worked_out = any(one and not one.startswith("Const") for one in before.after_check)
    words = any(
        isinstance(one, tree.Leave) and isinstance(one.value, tree.Const) and isinstance(one.value.value, str)
        for one in before.open
    )
    return word and worked_out and not words


_WORD = regex(
    r"(?!(?:err|fail|invalid|denied|missing|expired|none|no|unknown|bad|wrong|forbidden|unauth)\w*$)[\w@.:|-]{1,64}",
    re.IGNORECASE,
)
"""A word that says who somebody is, and not why they were turned away."""
_OWN = frozenset({"self", "cls", "this"})
_NOTHING = frozenset({"", "Const None", "Const False", "Const ''"})


def _yes(function: tree.Function) -> set[str]:
    """Return the number by which a function says yes, where it says so by one: what it ends with, or one where it ends with a comparison."""
    last = function.body[-1] if len(function.body) else None
    if not isinstance(last, tree.Leave) or last.value is None:
        return set()
    if isinstance(last.value, tree.Const):
        return {spelt(last.value)} if isinstance(last.value.value, int) else set()
    return {"Const 1"} if isinstance(last.value, tree.Binary | tree.Choice | tree.Unary) else set()


def _either(value: tree.Node | None) -> bool:
    return isinstance(value, tree.Choice) and value.test is None and not value.both


def _nodes(function: tree.Function) -> list[tree.Node]:
    return [one for part in function.body for one in tree.within(part)]


def _block(body: tree.Statements, checks: Checks, found: Ways, checked: bool, depth: int) -> bool | None:
    """Walk statements; return whether what comes behind them was checked on every way, None where nothing comes behind."""
    if depth > NESTED:
        return True
    state: bool | None = checked
    for statement in body:
        state = _statement(statement, checks, found, bool(state), depth)
        if state is None:
            return None
    return state


def _statement(node: tree.Node, checks: Checks, found: Ways, checked: bool, depth: int) -> bool | None:
    match node:
        case tree.Function() | tree.Class():
            return checked
        case tree.Block(body=body):
            return _block(body, checks, found, checked, depth + 1)
        case tree.Branch(test=test, body=body, other=other):
            told = _tested(test, checks)
            if _refuses_other(node, found.given):
                told = told[0], True
            first = _block(body, checks, found, checked or told[0], depth + 1)
            second = _block(other, checks, found, checked or told[1], depth + 1)
            return second if first is None else first if second is None else first and second
        case tree.Try(body=body, handler=handler, final=final):
            tried = _block(body, checks, found, checked, depth + 1)
            handled = _block(handler, checks, found, checked, depth + 1) if len(handler) else None
            state = handled if tried is None else tried if handled is None else tried and handled
            ended = _block(final, checks, found, bool(state), depth + 1)
            return None if state is None else ended
        case tree.While(body=body) | tree.For(body=body):
            inside = _block(body, checks, found, checked or _holds_outside(node, checks), depth + 1)
            return checked or _holds_outside(node, checks) or bool(inside)  # a loop that checks may well run
        case tree.Leave():
            return _leave(node, checks, found, checked)
    return checked or _holds(node, checks)


def _leave(node: tree.Leave, checks: Checks, found: Ways, checked: bool) -> bool | None:
    if node.flow is tree.Flow.THROW:
        found.refuses = True
        return None
    if node.flow is not tree.Flow.RETURN:
        return checked  # a turn of a loop ends, and what follows the loop comes
    if checked or (node.value is not None and _tested(node.value, checks)[0]):
        found.after_check.add(spelt(node.value))
    else:
        found.open.append(node)
        found.refuses = found.refuses or says_no(node.value)
    return None


def _refuses_other(node: tree.Branch, given: frozenset[str]) -> bool:
    """Whether a branch refuses because something that is worked out differs from what was handed in."""
    differ = node.test
    if not given or not isinstance(differ, tree.Binary) or differ.operator not in ("!=", "!=="):
        return False
    sides = [list(tree.within(side)) for side in (differ.left, differ.right)]
    if not all(any(map(_varies, side)) for side in sides):
        return False
    asked = any(isinstance(one, tree.Name) and one.id in given for side in sides for one in side)
    last = node.body[-1] if len(node.body) else None
    refuses = isinstance(last, tree.Leave) and (
        last.flow is tree.Flow.THROW or (last.flow is tree.Flow.RETURN and says_no(last.value))
    )
    return asked and refuses


def _varies(node: tree.Node) -> bool:
    """Whether a part of an expression is no constant, nor named like one."""
    name = node.id if isinstance(node, tree.Name) else node.name if isinstance(node, tree.Attr) else ""
    return bool(name) and not name.isupper() and name not in _OWN


def says_no(value: tree.Node | None) -> bool:
    """Whether what is given back says no."""
    if isinstance(value, tree.Const):
        return value.value in (False, None, 0, -1, "")
    return isinstance(value, tree.Name) and _says_no_by_name(value.id)


def _says_no_by_name(name: str) -> bool:
    """Whether a name stands for a refusal: one of the usual words, or a constant with such a word (`STATUS_INVALID_KEY`, but not `ERR_OK`)."""
    if name.isupper() and "_" in name:
        return _NO.fullmatch(name) is not None and not _NOTHING_WRONG.fullmatch(name)
    return _REFUSING.fullmatch(name.lstrip("$")) is not None


def _tested(test: tree.Node, checks: Checks, depth: int = 0) -> tuple[bool, bool]:
    """Return whether something was verified for sure where a test says yes, and where it says no: what stands behind an `and` may not be asked."""
    if isinstance(test, tree.Unary) and test.operator == "not":
        yes, no = _tested(test.operand, checks, depth)
        return no, yes
    if isinstance(test, tree.Choice) and test.test is None and test.either and depth < NESTED:
        parts = [_tested(one, checks, depth + 1) for one in test.either]
        if test.both:
            return any(yes for yes, _ in parts), all(no for _, no in parts) or parts[0][1]
        return all(yes for yes, _ in parts) or parts[0][0], any(no for _, no in parts)
    held = _holds(test, checks)
    return held, held


def _holds(node: tree.Node, checks: Checks) -> bool:
    return any(checks(one) for one in tree.within(node))


def _holds_outside(node: tree.While | tree.For, checks: Checks) -> bool:
    return _holds(node.test if isinstance(node, tree.While) else node.source, checks)


def spelt(value: tree.Node | None) -> str:
    """Return what an expression is made of, by which two of them are told apart."""
    return " ".join(_words(value)) if value is not None else ""


def _words(node: tree.Node) -> Sequence[str]:
    return [type(node).__name__, *tree.words(node)]
