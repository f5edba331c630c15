"""Checks that stand in another function than before, or nowhere: a way on which nothing is verified may be one on which it is done later."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from beartrap.vet.source import tree
from beartrap.vet.source.noticed.checks import VERIFIES, called, own_check

Callers = dict[str, set[str]]
"""The functions that call a check themselves, by the check's name."""
Names = Collection[str]


def callers(body: Sequence[tree.Node]) -> Callers:
    """Return what calls the checks of a file, functions within functions and classes among it."""
    found: Callers = defaultdict(set)
    left: list[tuple[tree.Node, str]] = [(one, "") for one in body]
    while left:
        node, within = left.pop()
        if isinstance(node, tree.Class):
            within = f"{within}{node.name}."
        elif isinstance(node, tree.Function) and node.name:
            within = f"{within}{node.name}"
        elif name := own_check(node):
            found[name].add(within)
        left += [(part, within) for part in tree.parts(node)]
    return found


def has_moved(function: str, was: Callers, now: Callers) -> bool:
    """Whether a check that a function called is called now by one that did not: it may only have gone there."""
    for name, before in was.items():
        here = {one for one in before if one.endswith(function)}
        if here and any(not one.endswith(function) for one in now.get(name, set()) - before):
            return True
    return False


def is_given_up(name: str, old: tree.Function, new: tree.Function, was: Names, now: Names) -> bool:
    """Whether all checks that a function leaves out are gone from the file together with what they were.

    Whoever weakens a check leaves it where others look for it. `name`, `was` and `now` have the classes before the functions that the file declared and declares.
    """
    owner = name.rpartition(".")[0]
    left_out = _asked(old)
    gone = ({one, f"{owner}.{one}"} & set(was) for one in left_out)
    return bool(left_out) and not _asked(new) and all(one and one.isdisjoint(now) for one in gone)


def _asked(function: tree.Function) -> set[str]:
    inside = (one for part in function.body for one in tree.within(part))
    return {name for name in map(called, inside) if name and VERIFIES.fullmatch(name)}
