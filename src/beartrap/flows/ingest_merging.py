"""Small pieces of a lake put together: a hunt pays for each piece that it opens, whatever it holds."""

from collections.abc import Iterator
from itertools import groupby

from beartrap.effects.lake import Lake, NewPiece, StoredPiece
from beartrap.engine.workers import Failure
from beartrap.estate.events.lake_parts import FEW_DAYS, PIECE_ROWS
from beartrap.flows.event_messages import Done, Job, MergeJob, Part
from beartrap.flows.event_pool import Executor
from beartrap.flows.ingest_plan import REPLACED

SMALL = PIECE_ROWS // 2
"""Events of a piece that is left as it is."""
FEW = 4
"""Small pieces of one log source that are left as they are: putting them together each time would write all events again and again."""
MOST_BYTES = 24 << 20
"""Bytes of pieces that are put together: some ten times as much in memory."""


def merge_small(lake: Lake, execute: Executor, workers: int) -> None:
    """Put small pieces together. A kill on the way costs the work of one; what could not be put together stays as it was."""
    jobs: dict[Job, tuple[StoredPiece, ...]] = {}
    made: dict[Job, list[NewPiece]] = {}

    def planned() -> Iterator[Job]:
        for group in _groups(lake.small(SMALL, REPLACED)):
            job = MergeJob(tuple(str(piece.path.absolute()) for piece in group), sum(piece.bytes for piece in group))
            jobs[job], made[job] = group, []
            yield job

    for job, said in execute(planned(), workers):
        match said:
            case Part(piece=piece) if piece is not None:
                made[job].append(lake.put(piece.source, piece.day, piece.rows, piece.content))
            case Done(rows=rows, damaged=damaged):
                old, new = jobs.pop(job), made.pop(job)
                if not damaged and rows == sum(piece.rows for piece in old) == sum(piece.rows for piece in new):
                    lake.merge(old, new)
            case Failure():
                del jobs[job], made[job]


def _groups(pieces: list[StoredPiece]) -> Iterator[tuple[StoredPiece, ...]]:
    """Yield pieces of one log source that make a whole one together: of one day, or, where there are many days, of several."""
    for _, some in groupby(pieces, key=lambda piece: piece.source):
        small = list(some)
        if len(small) <= FEW:
            continue
        if len({piece.day for piece in small}) > FEW_DAYS:
            yield from _filled(small)
        else:
            for _, same in groupby(small, key=lambda piece: piece.day):
                yield from _filled(list(same))


def _filled(pieces: list[StoredPiece]) -> Iterator[tuple[StoredPiece, ...]]:
    """Yield pieces in groups of about a whole one, in their order; one that would be alone is left out."""
    group: list[StoredPiece] = []
    rows = size = 0
    for piece in pieces:
        if group and (rows + piece.rows > PIECE_ROWS or size + piece.bytes > MOST_BYTES):
            if len(group) > 1:
                yield tuple(group)
            group, rows, size = [], 0, 0
        group.append(piece)
        rows, size = rows + piece.rows, size + piece.bytes
    if len(group) > 1:
        yield tuple(group)
