"""What was downloaded and held against a digest that stands in the package, before anything is done with it.

Whoever serves it cannot exchange it any more: it is what the package's authors took it for. It is told all the same, and weighs what a download
weighs that a shell's `sha256sum -c` let through. That holds behind a test that turns away whatever has another digest, no longer than on the way
on which the test stands, and only where the digest is written out in the code, by itself or in a table of such.
"""

from collections.abc import Iterator

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.noticed.gatekeepers import last_name, says_no
from beartrap.vet.source.values import Marks, Scope, Trail, Value, marks_of

PINNED = "file-from-digest"
"""Mark of what was downloaded and is known by its digest."""
SUMMED = "sum-of-it"
"""Mark of a digest that code works out."""
_DOWNLOADED = ("network", "file-from-network")
_DIGEST = regex(r"(?:sha(?:256|384|512)[:-])?(?:[0-9a-fA-F]{64}|[0-9a-fA-F]{96}|[0-9a-fA-F]{128}|[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{86}==)")  # fmt: skip
_COMPARES = frozenset({"compare_digest", "timingSafeEqual", "ConstantTimeCompare", "Equal", "equals", "EqualFold"})
_ENDS = frozenset({"exit", "Exit", "abort", "Fatal", "Fatalf", "panic"})
_DEEPEST = 4
"""Tables within tables of digests, and scopes around a test."""
_MOST = 128
"""Values of one scope or table that are looked at."""


def pin(machine: Machine, node: tree.Branch, scope: Scope) -> None:
    """Mark what a test lets through as known by its digest, in all names that are seen from here, and in files."""
    if not _stops(node.body):
        return
    for one, other in _compared(node.test):
        for trails in _checked(machine, one, other, scope):
            _mark(machine, trails, scope)


def unpin(machine: Machine, many: int) -> None:
    """Take back what was pinned since there were so `many`: behind the branch it is not known whether the test was made."""
    for value, marks in machine.frame.pinned[many:]:
        value.marks = marks
    del machine.frame.pinned[many:]


def _stops(body: tree.Statements) -> bool:
    """Whether nothing of what follows is reached from here."""
    last = body[-1] if len(body) else None
    if isinstance(last, tree.Block):
        return _stops(last.body)
    if isinstance(last, tree.Leave):
        return last.flow is tree.Flow.THROW or (last.flow is tree.Flow.RETURN and says_no(last.value))
    return isinstance(last, tree.Call) and last_name(last) in _ENDS


def _compared(test: tree.Node, depth: int = 0) -> Iterator[tuple[tree.Node, tree.Node]]:
    """Yield the two sides of each comparison that turns away where they differ, whatever stands beside it."""
    match test:
        case tree.Choice(test=None, either=either, both=False) if depth < _DEEPEST:
            for one in either[:_MOST]:
                yield from _compared(one, depth + 1)
        case tree.Binary(operator="!=" | "!==", left=left, right=right):
            yield left, right
            yield right, left
        case tree.Unary(operator="not", operand=tree.Binary(operator="==" | "===", left=left, right=right)):
            yield left, right
            yield right, left
        case tree.Unary(operator="not", operand=tree.Call(args=args) as call) if last_name(call) in _COMPARES:
            sides = [*args] if len(args) == 2 else [*args, call.func.base] if isinstance(call.func, tree.Attr) else []
            if len(sides) == 2:
                yield sides[0], sides[1]
                yield sides[1], sides[0]


def _checked(machine: Machine, one: tree.Node, other: tree.Node, scope: Scope) -> Iterator[Trail]:
    """Yield the ways on which came what `one` is the digest of, where `other` is written out in the code."""
    seen, fuel = len(machine.events), machine.fuel
    made = machine.value(one, scope)
    marks = marks_of([made], 1)
    if SUMMED in marks and any(mark in marks for mark in _DOWNLOADED) and _is_written_out(machine, other, scope):
        yield from (marks[mark] for mark in _DOWNLOADED if mark in marks)
    del machine.events[seen:]  # they were told when the test was walked
    machine.fuel = fuel


def _is_written_out(machine: Machine, node: tree.Node, scope: Scope) -> bool:
    """Whether a digest is one that the code holds, or out of a table of them."""
    value = machine.value(node, scope)
    if isinstance(value.known, str):
        return not value.marks and _DIGEST.fullmatch(value.known) is not None
    for _ in range(_DEEPEST):
        match node:
            case tree.Index(base=base) | tree.Attr(base=base):
                node = base
            case tree.Call(func=tree.Attr(base=base, name="get")):
                node = base
            case _:
                break
    leaves = list(_leaves(machine.value(node, scope)))
    texts = [one.known for one in leaves if isinstance(one.known, str) and not one.marks]
    return len(texts) == len(leaves) and any(map(_DIGEST.fullmatch, texts))


def _leaves(value: Value) -> Iterator[Value]:
    level = [value]
    for _ in range(_DEEPEST):
        inner = [part for one in level for part in one.parts()][:_MOST]
        yield from (part for part in inner if not part.items and not part.fields)
        level = inner


def _mark(machine: Machine, trail: Trail, scope: Scope | None) -> None:
    """Mark whatever came the same way, or part of it."""
    for _ in range(_DEEPEST):
        if scope is None:
            break
        for value in list(scope.values.values())[:_MOST]:
            marks = _pinned(value.marks, trail)
            if marks is not None:
                machine.frame.pinned.append((value, value.marks))
                value.marks = marks
        scope = scope.parent
    for path, held in machine.written.items():
        marks = _pinned(held, trail)
        if marks is not None:
            machine.written[path] = marks


def _pinned(marks: Marks, trail: Trail) -> Marks | None:
    """Return marks as they are once a digest was right, None where they came another way."""
    found = {mark: marks[mark] for mark in _DOWNLOADED if mark in marks and trail[: len(marks[mark])] == marks[mark]}
    if not found:
        return None
    return {PINNED: next(iter(found.values())), **{mark: way for mark, way in marks.items() if mark not in found}}
