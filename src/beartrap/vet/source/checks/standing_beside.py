"""Refusals that were split: whom one of two does not turn away any more is turned away by the other, which stands behind it."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from beartrap.vet.source import tree
from beartrap.vet.source.noticed.gatekeepers import nodes, refusing


def stands_behind(function: tree.Function, one: tree.Branch, asks: Callable[[tree.Node], bool]) -> bool:
    """Whether the next statement behind a branch refuses, by a test that `asks` for what is wanted."""
    for body in _blocks(function):
        for before, after in pairwise(body):
            if before is one:
                return isinstance(after, tree.Branch) and refusing(after.body) and asks(after.test)
    return False


def _blocks(function: tree.Function) -> Iterator[Sequence[tree.Node]]:
    """Yield the blocks of a function, each as its statements."""
    yield list(function.body)
    for one in nodes(function):
        match one:
            case tree.Branch(body=body, other=other):
                yield from (list(body), list(other))
            case tree.Try(body=body, handler=handler, final=final):
                yield from (list(body), list(handler), list(final))
            case tree.Block(body=body) | tree.For(body=body) | tree.While(body=body) | tree.Function(body=body):
                yield list(body)
