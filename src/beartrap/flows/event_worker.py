"""The program of a worker that reads events for its parent, over its standard pipes.

First message in: `{"matcher": …}`; out: `{"ready": true}`. Then for each job in: `{"id", "do": …}`; out: parts (`"more": true`,
with raw bytes: a piece of a lake or hits) and one last message. It writes no file: what it makes goes over the pipe.
"""

import gc
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa

from beartrap.engine.arrow_alone import arrow_alone
from beartrap.engine.arrow_wire import to_bytes
from beartrap.engine.confine import confine
from beartrap.engine.errand import STDIN, STDOUT
from beartrap.engine.events import BATCH_ROWS, EventMatcher
from beartrap.engine.grams import runs_of
from beartrap.engine.wire import BLOB
from beartrap.engine.worker_main import hear, say
from beartrap.estate.events.lake_parts import Piece, Wanted, merged, pieces, read_pieces
from beartrap.estate.events.reader import everything
from beartrap.estate.events.work import Task, Told, perform
from beartrap.flows.event_messages import told_message
from beartrap.flows.matchers import load_matcher

Message = dict[str, Any]
Say = Callable[[Message], None]


def serve(messages: Iterator[Message], answer: Say) -> None:
    """Do what the parent asks until it has nothing more."""
    setup = next(messages, None)
    if setup is None:
        return
    matcher = load_matcher(setup) if setup["matcher"] is not None else None
    answer({"ready": True})
    for order in messages:
        number = order["id"]
        for message in carry_out(order, matcher):
            answer({"id": number, **message})


def carry_out(order: Message, matcher: EventMatcher | None) -> Iterator[Message]:
    """Yield what is to be answered to one order: parts, and a last message."""
    match order["do"]:
        case "take":
            yield from _take(Task(**order["task"]))
        case "merge":
            yield from _merge(order["paths"])
        case "hunt" if matcher is not None:
            yield from _hunt(Task(**order["task"]), matcher)
        case "scan" if matcher is not None:
            yield from _scan(order["source"], order["paths"], matcher)


def _take(task: Task) -> Iterator[Message]:
    told = Told()
    for batch in perform(task, told, everything):
        for piece in pieces(batch):
            yield _piece_message(piece)
    yield told_message(told)


def _piece_message(piece: Piece) -> Message:
    named = {"source": piece.source, "day": piece.day, "rows": piece.rows}
    return {"more": True, "piece": named, BLOB: piece.content}


def _hunt(task: Task, matcher: EventMatcher) -> Iterator[Message]:
    told = Told()
    for batch in perform(task, told, lambda source: matcher.sieved(source) or matcher.needed(source)):
        yield from _hits(matcher, batch)
    yield {**told_message(told), "untried": matcher.untried()}


def _scan(source: str, paths: list[str], matcher: EventMatcher) -> Iterator[Message]:
    rows = 0
    damaged: list[str] = []
    sieved = matcher.sieved(source)
    if sieved is not None:
        wanted = Wanted(sieved.fields, tuple(runs_of(needle) for needle in sieved.needles))
    else:
        wanted = Wanted(matcher.needed(source))
    if wanted.needles or wanted.fields != frozenset():
        for batch in read_pieces(paths, wanted, BATCH_ROWS, damaged):
            rows += batch.num_rows
            yield from _hits(matcher, batch)
    yield {"rows": rows, "damaged": damaged, "untried": matcher.untried()}


def _merge(paths: list[str]) -> Iterator[Message]:
    damaged: list[str] = []
    rows = 0
    try:
        for piece in merged(paths):
            rows += piece.rows
            yield _piece_message(piece)
    except (OSError, pa.ArrowException) as error:
        damaged.append(str(error)[:200])
    yield {"rows": rows, "damaged": damaged}


def _hits(matcher: EventMatcher, batch: pa.RecordBatch) -> Iterator[Message]:
    hits = matcher.match(batch)
    for start in range(0, hits.num_rows, BATCH_ROWS):
        yield {"more": True, BLOB: to_bytes(pa.Table.from_batches([hits.slice(start, BATCH_ROWS)]))}


def main() -> int:
    """Serve the parent on the standard pipes; 0 when it closed them."""
    confine()
    arrow_alone()
    gc.disable()  # events hold no cycles, and looking for some in a million dictionaries costs a fifth of the time
    pa.set_cpu_count(1)  # one worker, one core: the pool decides how many
    out = os.dup(STDOUT)
    os.dup2(os.open(os.devnull, os.O_WRONLY), STDOUT)  # whatever a library prints is no message
    try:
        serve(hear(STDIN), lambda message: say(out, message))
    except BrokenPipeError:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
