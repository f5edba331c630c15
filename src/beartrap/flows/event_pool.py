"""Event workers at work: jobs go in as there is room, parts and ends come out as they come."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from beartrap.engine.errand import worker_command
from beartrap.engine.limits import MIB, WorkerLimits
from beartrap.engine.workers import Failure, WorkerPool
from beartrap.flows.event_messages import Done, EventDialogue, Job, Part
from beartrap.flows.event_worker import main

LIMITS = WorkerLimits(resident=1536 * MIB, reply=192 * MIB)
"""A worker holds some 300 MB at most with honest logs; a single JSON document may take a gigabyte on the way."""
AHEAD = 2
"""Jobs for each worker that wait beside the one that it is at: it never waits for its parent."""
Outcome = tuple[Job, Part | Done | Failure]
Executor = Callable[[Iterable[Job], int], Iterator[Outcome]]
"""Carries out jobs with so many workers, in the manner of `run_jobs`."""


def run_jobs(jobs: Iterable[Job], workers: int, first: dict[str, Any] | None = None) -> Iterator[Outcome]:
    """Yield the outcomes of jobs, parts of several jobs mixed; each job ends with one Done or one Failure.

    Jobs are taken from `jobs` as there is room for them, so that it may depend on what came out before.
    """
    source = iter(jobs)
    command = worker_command("beartrap.flows.event_worker")
    with WorkerPool[Job, Part | Done](EventDialogue(first), workers, LIMITS, command, main) as pool:
        left = True
        while left or pool.waiting:
            while left and pool.waiting < workers * AHEAD:
                job = next(source, None)
                if job is None:
                    left = False
                else:
                    pool.submit(job)
            yield from pool.outcomes()
