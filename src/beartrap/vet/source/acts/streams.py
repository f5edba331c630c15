"""Streams of Node and of browsers that are led from one to the next: what comes in at one end goes out at the other."""

from beartrap.vet.source import tree
from beartrap.vet.source.acts.acts import written
from beartrap.vet.source.apis import api
from beartrap.vet.source.events import Act
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.names.members import member
from beartrap.vet.source.values import Value, items_of, layers_of, marks_of

_PIPELINES = frozenset({"stream.pipeline", "stream/promises.pipeline", "stream.promises.pipeline", "stream.compose", "pump", "pumpify"})  # fmt: skip
_LEADS = frozenset({"pipe", "pipeTo", "pipeThrough"})
_TAKES = ("transform", "write", "_transform", "_write", "writev", "flush")
"""Methods of a stream of one's own that are handed what flows in."""
STAGES = 16
"""Streams of one pipeline."""


def led(machine: Machine, one: Invocation) -> Value | None:
    """Return what flows out of the last stream that a call leads another one into; None where it leads none."""
    if machine.language != "javascript":
        return None
    if one.method in _LEADS and one.base is not None and one.args:
        return _into(machine, one, one.base, one.args[0])
    if one.name not in _PIPELINES or len(one.args) < 2:
        return None
    stages = (items_of(one.args[0], STAGES) or one.args)[:STAGES]
    flowing = stages[0]
    for stage in stages[1:]:
        flowing = _into(machine, one, flowing, stage)
    return flowing


def _into(machine: Machine, one: Invocation, flowing: Value, target: Value) -> Value:
    """Return what flows out of a stream into which something flows."""
    marks, layers = marks_of([flowing]), layers_of([flowing])
    chunk = Value(marks=machine.extend(marks, one.row), layers=layers)
    made = target.copy()
    if target.source is not None and (target.name or "").endswith("createWriteStream()"):
        written(machine, target.source, [chunk], target.name or "", one.row)
    if target.name and (known := api("javascript", f"{target.name}.end")) is not None and known.act is Act.SEND:
        machine.invoke(
            machine, Invocation(one.row, member(machine, target, "end", one.row), [chunk], {}, target, "end")
        )
    for taker in _takers(target):
        given = machine.enter(taker.closure, [chunk] * 2, {}) if taker.closure is not None else Value()
        marks = {**given.marks, **marks}
        layers = layers or given.layers
    made.marks = {**marks, **made.marks}
    made.layers = made.layers or layers
    return made


def _takers(target: Value) -> list[Value]:
    """Return the functions that are handed what flows into a stream: of its class, among the options that it was made with, itself."""
    if target.closure is not None and isinstance(target.closure.node, tree.Function):
        return [target]
    held = target.closure.scope.values if target.closure is not None else {}
    options = target.source.fields if target.source is not None and target.source.fields else target.fields or {}
    found = [table[name] for table in (held, options) for name in _TAKES if name in table]
    return [value for value in found if value.closure is not None and isinstance(value.closure.node, tree.Function)]
