"""Ways on which a check has said no and the function goes on all the same: its answer is weakened by a word that stands beside it.

What a test says when it comes out true, and when it comes out false, is worked out for `not`, `and`, `or` and names that a
check's answer was given to. A check that says no by an error, or by a number, says nothing here.
"""

from dataclasses import field
from enum import IntEnum

from beartrap.model.frozen import slotted
from beartrap.vet.source import tree
from beartrap.vet.source.checks.unchecked import NESTED, Checks, accepts, spelt


class Said(IntEnum):
    """What a check said on one way: that it is not so (perhaps), nothing, or that it is so."""

    NO = -1
    NOTHING = 0
    YES = 1


Sides = tuple[Said, Said]
"""What a check said where a test is true, and where it is false."""
_SILENT: Sides = (Said.NOTHING, Said.NOTHING)


@slotted
class Answers:
    """What was found of one function: where one was let in although a check said no, and what was given back where it said yes."""

    checks: Checks
    let_in: list[tree.Node] = field(default_factory=list)
    after_yes: set[str] = field(default_factory=set)
    refuses: bool = False
    names: dict[str, Sides] = field(default_factory=dict)
    """Names that hold a check's answer."""


def overruled(old: tree.Function, new: tree.Function, checks: Checks) -> tree.Node | None:
    """Return where the new function lets in somebody of whom a check said no, which the old one did nowhere; None where it does not."""
    before, after = _answers(old, checks), _answers(new, checks)
    known = (before.after_yes | after.after_yes) - {""}

    def lets_in(one: tree.Node, answers: Answers, function: tree.Function) -> bool:
        if one is function:
            return answers.refuses
        return (
            not isinstance(one, tree.Leave)
            or accepts(one.value)
            or spelt(one.value) in known
            or _tests(one.value, answers)
        )

    if any(lets_in(one, before, old) for one in before.let_in):
        return None
    found = next((one for one in after.let_in if lets_in(one, after, new)), None)
    return (new.body[-1] if len(new.body) else new) if found is new else found


def _answers(function: tree.Function, checks: Checks) -> Answers:
    found = Answers(checks)
    if _block(function.body, found, Said.NOTHING, 0) is Said.NO:
        found.let_in.append(function)
    return found


def _block(body: tree.Statements, found: Answers, said: Said, depth: int) -> Said | None:
    """Walk statements; return what a check has said where they end, None where nothing comes behind."""
    state: Said | None = said
    for statement in body if depth <= NESTED else ():
        state = _statement(statement, found, state or Said.NOTHING, depth)
        if state is None:
            return None
    return state


def _statement(node: tree.Node, found: Answers, said: Said, depth: int) -> Said | None:
    match node:
        case tree.Function() | tree.Class():
            return said
        case tree.Block(body=body):
            return _block(body, found, said, depth + 1)
        case tree.Branch(test=test, body=body, other=other):
            yes, no = _sides(test, found)
            first = _block(body, found, yes or said, depth + 1)
            second = _block(other, found, no or said, depth + 1)
            return second if first is None else first if second is None else min(first, second)
        case tree.Try(body=body, handler=handler, final=final):
            tried = _block(body, found, said, depth + 1)
            handled = _block(handler, found, said, depth + 1) if len(handler) else None
            state = handled if tried is None else tried if handled is None else min(tried, handled)
            ended = _block(final, found, state or Said.NOTHING, depth + 1)
            return None if state is None else ended
        case tree.While(body=body) | tree.For(body=body):
            _block(body, found, said, depth + 1)
            return said
        case tree.Assign(target=tree.Name(id=name), value=value):
            _named(name, value, found)
        case tree.Leave():
            return _leave(node, found, said)
    return said


def _named(name: str, value: tree.Node, found: Answers) -> None:
    """Keep what a name says from here on; a plain yes in the place of a check's answer leaves it open who said it."""
    sides = _sides(value, found)
    if isinstance(value, tree.Const) and value.value is True and Said.NO in found.names.get(name, _SILENT):
        sides = (Said.NO, Said.NO)
    if sides == _SILENT:
        found.names.pop(name, None)
    else:
        found.names[name] = sides


def _leave(node: tree.Leave, found: Answers, said: Said) -> Said | None:
    if node.flow is tree.Flow.THROW:
        found.refuses = True
        return None
    if node.flow is not tree.Flow.RETURN:
        return said
    told = (_sides(node.value, found)[0] if node.value is not None else Said.NOTHING) or said
    if told is Said.NO:
        found.let_in.append(node)
    elif told is Said.YES:
        found.after_yes.add(spelt(node.value))
    return None


def _tests(value: tree.Node | None, found: Answers) -> bool:
    """Whether what is returned is itself an answer."""
    return value is not None and _sides(value, found) != _SILENT


def _sides(test: tree.Node, found: Answers, depth: int = 0) -> Sides:
    if depth > NESTED:
        return _SILENT
    match test:
        case tree.Unary(operator="not", operand=operand):
            yes, no = _sides(operand, found, depth + 1)
            return no, yes
        case tree.Choice(test=None, either=either, both=both) if either:
            return _joined([_sides(one, found, depth + 1) for one in either], both)
        case tree.Name(id=name):
            return found.names.get(name, _SILENT)
        case tree.Call() if found.checks(test):
            return Said.YES, Said.NO
        case tree.Binary(operator=operator) if operator in _SAME and found.checks(test):
            return (Said.YES, Said.NO) if operator in ("==", "===") else (Said.NO, Said.YES)
    return _SILENT


_SAME = frozenset({"==", "===", "!=", "!=="})


def _joined(parts: list[Sides], both: bool) -> Sides:
    """Return what `a and b and …` says, or (not `both`) `a or b or …`: that is `not (not a and not b and …)`.

    What was said last on a way counts: a second key may fit where the first did not.
    """
    if not both:
        yes, no = _joined([(no, yes) for yes, no in parts], True)
        return no, yes
    so_far, ends = Said.NOTHING, list[Said]()
    for yes, no in parts:
        ends.append(no or so_far)
        so_far = yes or so_far
    return so_far, min(ends)
