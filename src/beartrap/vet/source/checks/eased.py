"""Refusals that ask for more before they refuse, ways in that ask for less, and checks that something else leaves out.

The old condition still stands there, word for word, with another one beside it: `if not valid` became `if not valid and not
legacy`. Whatever it is that was put there, somebody is let in whom the trusted version turned away. Told is that of conditions
about who may come in; that a thing is there may be asked before something of it is.
"""

import re
from collections.abc import Iterator, Sequence, Set

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.checks.known_values import waits_for_a_word
from beartrap.vet.source.checks.presence import of_presence, one_more_kind, only_there
from beartrap.vet.source.checks.standing_beside import stands_behind
from beartrap.vet.source.checks.unchecked import NESTED
from beartrap.vet.source.checks.wider import is_nothing, says_yes_by_nothing
from beartrap.vet.source.noticed.checks import Loosened
from beartrap.vet.source.noticed.gatekeepers import (
    CHECKS,
    answers_no,
    branches,
    checks,
    decides,
    last_name,
    nodes,
    of_security,
    refusing,
    says_no,
)

Form = tuple[str, ...]
Forms = frozenset[Form]
_ASKS = regex(r"_*(?:verify|reject_?un|validate|check_?(?:host|server|cert|sig)|require|enforce)\w*", re.IGNORECASE)
"""Names of what says that something is asked."""
_NO = 400
"""The first number by which a web server says no."""


def eased(name: str, old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    """Yield the first condition beside which something else stands now, so that fewer are turned away or more are let in."""
    yield from _narrowed(name, old, new)
    yield from _widened(name, old, new)
    yield from _early(name, old, new)
    within = _named(old)
    for inner, one in _named(new).items():
        if inner in within:
            yield from _early(inner, within[inner], one)
    yield from _answers(old, new)
    yield from _switches(old, new)


def _narrowed(name: str, old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    """A refusal whose condition is the old one and something else."""
    silent = says_yes_by_nothing(old)
    before = [one for one in branches(old) if refuses(one, silent)]
    known = {form(one.test) for one in before}
    told = {called for called in map(last_name, _calls(old)) if CHECKS.fullmatch(called)}
    asked = _answer_names(new, told)
    for one in branches(new):
        if form(one.test) in known or not refuses(one, silent):
            continue
        if told and len(_both(one.test)) > 1 and _beside_an_answer(one.test, asked, told, {*known}):
            yield Loosened(one.test.row, "what the check says counts only where something else holds as well")
            return
        if not matters(name, one):
            continue
        for was in before:
            same = not _asks_for_it(was.test) and alike(was, one)
            more = _added(_sums(was.test), _sums(one.test)) if same else None
            if (
                more is not None
                and not _is_split(new, one, was)
                and not (only_there(more, was.test) or one_more_kind(more, list(_parts(was.test, True))))
            ):
                yield Loosened(one.test.row, "it refuses only where something else holds as well", mild=True)
                return


def _is_split(new: tree.Function, one: tree.Branch, was: tree.Branch) -> bool:
    """Whether whom a narrowed refusal does not turn away is turned away behind it, by the old condition."""
    asked = form(was.test)
    return stands_behind(new, one, lambda test: form(test) == asked)


def _widened(name: str, old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    """A way in whose condition is a check, or something else."""
    silent = says_yes_by_nothing(old)
    before = [one for one in branches(old) if _lets_in(one, silent)]
    known = {form(one.test) for one in before}
    for one in branches(new):
        if form(one.test) in known or not _lets_in(one, silent) or not (checks([one.test]) or decides(name)):
            continue
        for was in before:
            if checks([was.test]) and form(was.test) in _either(one.test) and _more(_either(one.test), was.test):
                yield Loosened(one.test.row, "it lets in where something else holds as well", mild=True)
                return


def _named(function: tree.Function) -> dict[str, tree.Function]:
    """Return the functions within a function, by their names."""
    return {one.name: one for one in nodes(function) if isinstance(one, tree.Function) and one.name}


def _early(name: str, old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    """A new branch that says yes to all that it is for, in a function that says no to some."""
    own = name.rpartition(".")[2]
    if _STRICT.search(own) or not (decides(name) or _GATE.fullmatch(own)):
        return
    silent = says_yes_by_nothing(old) or _gives_errors(old)
    word = any(isinstance(one, tree.Const) and one.value == "" for one in _given(old))
    known = {form(one.test) for one in branches(old)}
    gone = _ways_gone(old, new)
    for one in branches(new):
        last = _last(one.body)
        if form(one.test) in known or not (isinstance(last, tree.Leave) and last.flow is tree.Flow.RETURN):
            continue
        looked = checks([one.test, *one.body]) or only_there([one.test], one.test) or _compares(one.test)
        short = len(one.body) <= _SHORT and not looked and not _instead(one.test, gone)
        if short and _plain_yes(last.value, silent and _asks_for_own(one.test), word):
            yield Loosened(one.test.row, "a new way out that says yes", mild=not waits_for_a_word(one.test))
            return


_GATE = regex(
    r"_*(?:is_?(?:safe|valid_?(?:attr|tag|url|host|origin|redirect))\w*|\w*(?:credential|host_?key|known_?host)\w*|check_?(?:against|hash|digest|addr|host|peer|integrity|path|traversal)\w*|check)",
    re.IGNORECASE,
)
"""Names of more functions that turn away: what is not safe, no host that is known, not what was signed."""
_STRICT = regex(
    r"requir|need|must|enforc|reject|den(?:y|ied)|forbid|block|refus|revok|expire|invalid|fail", re.IGNORECASE
)
"""Names of functions whose yes turns somebody away."""
_SHORT = 2
"""Statements of a branch that does nothing but say yes."""


def _ways_gone(old: tree.Function, new: tree.Function) -> list[tree.Node]:
    """Return the conditions under which the old function said yes and which the new one does not ask any more."""
    kept = {form(one.test) for one in branches(new)}
    said_yes = (one for one in branches(old) if form(one.test) not in kept and _says_true(one))
    return [one.test for one in said_yes]


def _says_true(branch: tree.Branch) -> bool:
    last = _last(branch.body)
    value = last.value if isinstance(last, tree.Leave) and last.flow is tree.Flow.RETURN else None
    return isinstance(value, tree.Const) and value.value is True


def _instead(test: tree.Node, gone: Sequence[tree.Node]) -> bool:
    """Whether a condition is one of those that are gone, written otherwise: neither with something beside it nor only a part of it."""
    for one in gone:
        common = {*tree.words(test, 99)} & {*tree.words(one, 99)}
        fewer = _both(test).keys() <= _both(one).keys()
        more = _both(one).keys() <= _both(test).keys() or form(one) in _either(test)
        if common and not fewer and not more:
            return True
    return False


def _compares(test: tree.Node) -> bool:
    """Whether a test calls a comparison of two things neither of which stands in the code: it is a check of its own."""
    calls = [one for one in tree.within(test) if isinstance(one, tree.Call) and len(one.args) > 1]
    return any(_EQUALS.fullmatch(last_name(one)) and not any(map(_stands, one.args)) for one in calls)


_EQUALS = regex(r"_*\w*(?:equals?|same|compare|matches)(?:_?\w{0,12})?", re.IGNORECASE)


def _stands(value: tree.Node) -> bool:
    """Whether a value is made of what stands in the code, or of a constant, alone."""
    names = [one.id for one in tree.within(value) if isinstance(one, tree.Name)]
    given = [name for name in names if not name.isupper() and name not in ("str", "bytes", "String", "Buffer")]
    return not given


def _plain_yes(value: tree.Node | None, silent: bool, word: bool) -> bool:
    """Whether what is given back says yes by itself: a truth, nothing where errors are given (`silent`), a `word` where none is one."""
    if is_nothing(value):
        return silent
    return isinstance(value, tree.Const) and (value.value is True or (word and isinstance(value.value, str) and value.value != ""))  # fmt: skip


def _asks_for_own(test: tree.Node) -> bool:
    """Whether a test asks for a text or number that stands in the code, and not only for more than nothing (`len(found) > 0`)."""
    inner = list(tree.within(test))
    none = {id(one.right) for one in inner if isinstance(one, tree.Binary) and one.operator == ">" and last_name(one.left) in ("len", "length", "size")}  # fmt: skip
    return any(isinstance(one, tree.Const) and isinstance(one.value, str | int) and not isinstance(one.value, bool) and (one.value or id(one) not in none) for one in inner)  # fmt: skip


def _given(function: tree.Function) -> list[tree.Node | None]:
    """Return what a function gives back."""
    return [one.value for one in nodes(function) if isinstance(one, tree.Leave) and one.flow is tree.Flow.RETURN]


def _gives_errors(function: tree.Function) -> bool:
    """Whether a function gives back an error, or nothing, or what another one says."""
    given = [one for one in _given(function) if not is_nothing(one)]
    errors = [last_name(one).lower().endswith(("err", "error", "errorf")) for one in given]
    return any(errors) and all(error or isinstance(one, tree.Call) for one, error in zip(given, errors, strict=True))


def _answers(old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    """What a check answers, or the error that it ends with, is made a yes by a function beside it."""
    if any(map(_made_yes, tree.everything(old))):
        return
    found = next((one for one in tree.everything(new) if _made_yes(one)), None)
    if found is not None:
        yield Loosened(found.row, "an error of the check counts as a yes")


def _made_yes(node: tree.Node) -> bool:
    func = node.func if isinstance(node, tree.Call) else None
    if not isinstance(func, tree.Attr) or func.name != "catch" or not checks([func.base]):
        return False
    given = node.args[0] if isinstance(node, tree.Call) and node.args else None
    last = given.body[-1] if isinstance(given, tree.Function) and len(given.body) == 1 else None
    value = last.value if isinstance(last, tree.Leave) else last
    return isinstance(value, tree.Const) and value.value is True


def _switches(old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    """A name that says whether something is asked, and is set to what it was and something else."""
    before = {(last_name(one.target), form(one.value)) for one in tree.everything(old) if isinstance(one, tree.Assign)}
    for one in tree.everything(new):
        if not isinstance(one, tree.Assign) or not _ASKS.fullmatch(last_name(one.target)):
            continue
        parts = _both(one.value)
        if len(parts) > 1 and any((last_name(one.target), part) in before for part in parts):
            yield Loosened(one.row, "it is asked only where something else holds as well", mild=True)
            return


def _asks_for_it(test: tree.Node) -> bool:
    """Whether a refusal is one of a caller who handed nothing over: what is missing is no answer of a check."""
    bare = test.operand if isinstance(test, tree.Unary) and test.operator == "not" else test
    return of_presence(bare) and _ANSWER.search(" ".join(tree.words(bare))) is None


_ANSWER = regex(
    r"valid|verif|allow|match|\bok\b|authent|authori|granted|trusted|equal|same|correct|signed", re.IGNORECASE
)


def matters(name: str, branch: tree.Branch) -> bool:
    """Whether a refusal is one of somebody who may not come in, or of a path that leads out of its folder."""
    if decides(name) or checks([branch.test]) or of_security(branch) or any(map(answers_no, branch.body)):
        return True
    said = [one for part in (branch.test, *branch.body) for one in tree.within(part)]
    leads_out = any(isinstance(one, tree.Const) and one.value in ("..", "../") for one in said)
    return leads_out or any(
        isinstance(one, tree.Call)
        and any(
            isinstance(value, tree.Const) and type(value.value) is int and _NO <= value.value < 2 * _NO
            for value in one.args
        )
        for one in said
    )


def refuses(branch: tree.Branch, silent: bool) -> bool:
    """Whether a branch turns away; `silent` where the function says yes by giving nothing back."""
    last = _last(branch.body)
    if silent and isinstance(last, tree.Leave) and last.flow is tree.Flow.RETURN and is_nothing(last.value):
        return False
    return refusing(branch.body)


def _lets_in(branch: tree.Branch, silent: bool) -> bool:
    """Whether a branch says yes."""
    last = _last(branch.body)
    if not isinstance(last, tree.Leave) or last.flow is not tree.Flow.RETURN:
        return False
    return silent if is_nothing(last.value) else not says_no(last.value)


def _last(body: Sequence[tree.Node] | tree.Late) -> tree.Node | None:
    last = body[-1] if len(body) else None
    return _last(last.body) if isinstance(last, tree.Block) else last


def _calls(function: tree.Function) -> list[tree.Call]:
    return [one for one in nodes(function) if isinstance(one, tree.Call)]


def _answer_names(function: tree.Function, told: Set[str]) -> set[str]:
    """Return the names that hold what those checks have answered."""
    found = set[str]()
    for one in nodes(function):
        if isinstance(one, tree.Assign) and any(
            isinstance(part, tree.Call) and last_name(part) in told for part in tree.within(one.value)
        ):
            found |= {part.id for part in tree.within(one.target) if isinstance(part, tree.Name)}
    return found


def _beside_an_answer(test: tree.Node, names: Set[str], told: Set[str], known: Set[Form]) -> bool:
    """Whether what a check has answered stands in an `and` with something that is new and more than a question whether it is there."""
    parts = list(_parts(test, True))
    answers = [one for one in parts if _is_answer(one, names, told)]
    others = [one for one in parts if one not in answers and form(one) not in known]
    return bool(answers) and bool(others) and not all(of_presence(one) or checks([one]) for one in others)


def _is_answer(part: tree.Node, names: Set[str], told: Set[str]) -> bool:
    """Whether a part of a condition is a check that is called and said no, or the error that it gave."""
    if isinstance(part, tree.Unary) and part.operator == "not":
        part = part.operand
        return isinstance(part, tree.Call) and last_name(part) in told
    if not isinstance(part, tree.Binary) or part.operator not in ("!=", "!=="):
        return False
    return isinstance(part.left, tree.Name) and part.left.id in names


def alike(was: tree.Branch, now: tree.Branch) -> bool:
    """Whether two branches do the same."""
    before, after = ([word for part in one.body for word in tree.words(part, 99)] for one in (was, now))
    common = len(set(before) & set(after))
    return before == after or 2 * common > max(len(set(before)), len(set(after)))


def form(node: tree.Node) -> Form:
    """Return what an expression is made of, by which two of them are told apart."""
    return tuple(_word(one) for one in tree.within(node))


def _word(node: tree.Node) -> str:
    match node:
        case tree.Const(value=value):
            return repr(value)[:80]
        case tree.Name(id=name):
            return name
        case tree.Attr(name=name):
            return f".{name}"
        case tree.Binary(operator=operator) | tree.Unary(operator=operator):
            return operator
        case tree.Choice(both=both):
            return "and" if both else "or"
    return type(node).__name__


def _parts(test: tree.Node, both: bool, depth: int = 0) -> Iterator[tree.Node]:
    """Yield what stands on the sides of an `and` (`both`) or an `or`, however it is nested; `not (a or b)` is `not a and not b`."""
    if isinstance(test, tree.Choice) and test.test is None and test.both is both and depth < NESTED:
        for one in test.either:
            yield from _parts(one, both, depth + 1)
    elif (
        isinstance(test, tree.Unary)
        and test.operator == "not"
        and isinstance(test.operand, tree.Choice)
        and test.operand.test is None
        and test.operand.both is not both
        and depth < NESTED
    ):
        for one in test.operand.either:
            yield from _parts(tree.Unary(one.row, "not", one), both, depth + 1)
    else:
        yield test


def _both(test: tree.Node) -> dict[Form, tree.Node]:
    return {form(one): one for one in _parts(test, True)}


def _either(test: tree.Node) -> dict[Form, tree.Node]:
    return {form(one): one for one in _parts(test, False)}


def _sums(test: tree.Node) -> list[dict[Form, tree.Node]]:
    """Return the sides of an `or`, each as what stands on the sides of its `and`."""
    return [_both(one) for one in _parts(test, False)]


def _added(before: Sequence[dict[Form, tree.Node]], after: Sequence[dict[Form, tree.Node]]) -> list[tree.Node] | None:
    """Return what stands beside a side of the old condition that has to hold as well now; None where nothing does."""
    now = {frozenset(one) for one in after}
    for one in before:
        if frozenset(one) in now:
            continue
        for other in after:
            if one.keys() < other.keys():
                return [part for key, part in other.items() if key not in one]
    return None


def beside_each(was: tree.Node, now: tree.Node) -> list[tree.Node]:
    """Return what has to hold beside an old condition, or is enough in its place, where that stands in the new one word for word."""
    more = _added(_sums(was), _sums(now)) or []
    either = _either(now)
    return more or ([part for key, part in either.items() if key != form(was)] if form(was) in either else [])


def _more(either: dict[Form, tree.Node], was: tree.Node) -> bool:
    """Whether something else lets in as well, and is no check itself."""
    others = [part for key, part in either.items() if key != form(was)]
    return any(not checks([one]) for one in others)
