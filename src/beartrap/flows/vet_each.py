"""Several updates vetted side by side: those of a lock file, those of a folder of packages."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed

from beartrap.flows.progress import Progress
from beartrap.model.coverage import Gap
from beartrap.model.vetting import Vetted

MOST_AT_ONCE = 4
"""Packages that are fetched and vetted at the same time, whatever `--workers` says: an index is not to be flooded."""

Job = Callable[[], Vetted | Gap]
"""Vets one package; a gap where it could not even be fetched."""


def vet_each(jobs: Sequence[Job], workers: int, progress: Progress) -> tuple[tuple[Vetted, ...], tuple[Gap, ...]]:
    """Carry out every job, several at a time; what they give comes in the order of the jobs. Ctrl-C starts no further one."""
    found = dict[int, Vetted | Gap]()
    with ThreadPoolExecutor(min(max(workers, 1), MOST_AT_ONCE)) as pool:
        running = {pool.submit(job): number for number, job in enumerate(jobs)}
        try:
            for done, job in enumerate(as_completed(running), 1):
                found[running[job]] = job.result()
                progress.advance(done, len(jobs), "packages")
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    told = [found[number] for number in sorted(found)]
    updates, gaps = (one for one in told if isinstance(one, Vetted)), (one for one in told if isinstance(one, Gap))
    return tuple(updates), tuple(gaps)
