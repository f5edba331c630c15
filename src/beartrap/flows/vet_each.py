"""Several updates vetted side by side: those of a lock file, those of a folder of packages.

Where this process can be copied, copies of it do the work: what reads packages is loaded once, and each package still has a
limited worker of its own, that is ended after it. Elsewhere threads start workers that load all of it each.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing
from functools import partial

from beartrap.engine.crew import side_by_side
from beartrap.engine.run import guarded
from beartrap.engine.worker_copy import can_copy
from beartrap.flows.progress import Progress
from beartrap.flows.vet import BadUpdate
from beartrap.model.codec import Json, decode, to_json
from beartrap.model.coverage import Gap
from beartrap.model.question import Question
from beartrap.model.vetting import Vetted

MOST_AT_ONCE = 4
"""Packages that are fetched and vetted at the same time, whatever `--workers` says: an index is not to be flooded."""
WORTH_LOADING = 4
"""Packages from which on it costs less to load everything once than each time what one of them needs."""

Job = Callable[[], Vetted | Gap]
"""Vets one package; a gap where it could not even be fetched."""


def vet_each(jobs: Sequence[Job], workers: int, progress: Progress) -> tuple[tuple[Vetted, ...], tuple[Gap, ...]]:
    """Carry out every job, several at a time; what they give comes in the order of the jobs. Ctrl-C starts no further one."""
    found = dict[int, Vetted | Gap]()
    count = min(max(workers, 1), MOST_AT_ONCE)
    with closing(_by_copies(jobs, count, progress) if can_copy() else _by_threads(jobs, count)) as done:
        for number, one in done:
            found[number] = one
            progress.advance(len(found), len(jobs), "packages")
    told = [found[number] for number in sorted(found)]
    updates, gaps = (one for one in told if isinstance(one, Vetted)), (one for one in told if isinstance(one, Gap))
    return tuple(updates), tuple(gaps)


def _kept(job: Job) -> Vetted | Gap:
    """Do a job; where it breaks, a gap stands for that package, and the others are vetted. Raises BadUpdate."""
    bad = list[BadUpdate]()

    def doing() -> Iterator[Vetted | Gap]:
        try:
            yield job()
        except BadUpdate as error:
            bad.append(error)

    for one in guarded("vet", (Question.NEXT,), None, doing()):
        return one
    raise bad[0]


def _by_copies(jobs: Sequence[Job], count: int, progress: Progress) -> Generator[tuple[int, Vetted | Gap], None, None]:
    if len(jobs) >= WORTH_LOADING:
        from beartrap.vet.worker import load_all  # late: only workers need the analyses

        load_all()
    done = 0
    with closing(side_by_side([partial(_told, job) for job in jobs], count)) as answers:
        for answer in answers:
            if answer is None:
                progress.advance(done, len(jobs), "packages")
                continue
            done += 1
            yield answer[0], _heard(answer[1])


def _told(job: Job) -> dict[str, Json]:
    """Return what comes of a job as JSON; one that cannot be done as it was given is told, too."""
    try:
        one = _kept(job)
    except BadUpdate as error:
        return {"bad": str(error)}
    return {"vetted" if isinstance(one, Vetted) else "gap": to_json(one)}


def _heard(answer: dict[str, Json]) -> Vetted | Gap:
    if "bad" in answer:
        raise BadUpdate(answer["bad"])
    one: Vetted | Gap = decode(Vetted, answer["vetted"]) if "vetted" in answer else decode(Gap, answer["gap"])
    return one


def _by_threads(jobs: Sequence[Job], count: int) -> Generator[tuple[int, Vetted | Gap], None, None]:
    with ThreadPoolExecutor(count) as pool:
        running = {pool.submit(_kept, job): number for number, job in enumerate(jobs)}
        try:
            for job in as_completed(running):
                yield running[job], job.result()
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
