"""Who somebody is, taken from what they say themselves: a header, a cookie or a question by which a request's user is set, where it was set by a check."""

from collections.abc import Iterator

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.checks.own_members import HONEST, is_of_a_client
from beartrap.vet.source.noticed.checks import Loosened
from beartrap.vet.source.noticed.gatekeepers import checks, nodes

_WHO = regex(r"_?(?:current_?|logged_in_?|auth(?:enticated)?_?)?(?:user|principal|account|identity|subject)", 2)
"""Members of a request that say whose it is."""


def said_by_clients(old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    """Yield where a request's user becomes whom a client names, in a function that set it before."""
    if not any(_sets_who(one) for one in nodes(old)) or any(_is_said(one, set()) for one in nodes(old)):
        return
    said = set[str]()
    for one in nodes(new):
        if isinstance(one, tree.Assign) and isinstance(one.target, tree.Name) and _is_said(one.value, said):
            said.add(one.target.id)
    for one in nodes(new):
        if isinstance(one, tree.Assign) and _sets_who(one) and not checks([one.value]) and _is_said(one.value, said):
            yield Loosened(one.row, "who somebody is, they say themselves")
            return


def _sets_who(node: tree.Node) -> bool:
    return (
        isinstance(node, tree.Assign)
        and isinstance(node.target, tree.Attr)
        and _WHO.fullmatch(node.target.name) is not None
    )


def _is_said(node: tree.Node, names: set[str]) -> bool:
    """Whether a value is what a client wrote under a name of the code's own, or a table of such: nothing is worked out of it."""
    match node:
        case tree.Name(id=name):
            return name in names
        case tree.Table(pairs=pairs):
            return any(_is_said(value, names) for _, value in pairs)
        case tree.Choice(either=either):
            return any(_is_said(one, names) for one in either)
        case tree.Index(base=base, key=tree.Const(value=str() as text)):
            return is_of_a_client(base) and HONEST.match(text) is None
        case tree.Call(args=[tree.Const(value=str() as text), *_], func=func):
            asked = is_of_a_client(func) or (isinstance(func, tree.Attr) and is_of_a_client(func.base))
            return asked and HONEST.match(text) is None
    return False
