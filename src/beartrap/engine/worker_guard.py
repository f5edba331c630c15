"""Watching how much memory workers hold, whatever their parent is doing meanwhile."""

import threading
from typing import TYPE_CHECKING

from beartrap.engine.worker_process import WorkerProcess

if TYPE_CHECKING:
    import psutil  # where it runs it is imported late: workers import this module too, and watch nobody

EVERY = 0.02
"""Seconds between two looks: a process fills some tens of megabytes in that time."""


class Guard:
    """A thread that kills a worker whose resident size passes a limit; it runs while there is one to watch."""

    def __init__(self, resident: int) -> None:
        self._resident = resident
        self._watched: dict[int, tuple[WorkerProcess, psutil.Process]] = {}
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def watch(self, worker: WorkerProcess) -> None:
        """Watch a worker from now on."""
        import psutil

        try:
            process = psutil.Process(worker.pid)
        except psutil.Error:
            return  # gone already: its pipe will tell
        with self._lock:
            self._watched[worker.pid] = (worker, process)
        if self._thread is None:
            self._thread = threading.Thread(target=self._look_round, name="worker-guard", daemon=True)
            self._thread.start()

    def forget(self, worker: WorkerProcess) -> None:
        """Watch it no longer; once this returns, the guard does not touch it."""
        with self._lock:
            self._watched.pop(worker.pid, None)

    def close(self) -> None:
        """End the thread."""
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def _look_round(self) -> None:
        while not self._over.wait(EVERY):
            with self._lock:
                for worker, process in self._watched.values():
                    self._weigh(worker, process)

    def _weigh(self, worker: WorkerProcess, process: "psutil.Process") -> None:
        import psutil

        try:
            resident = process.memory_info().rss
        except psutil.Error:
            return  # gone: its pipe will tell
        if resident > self._resident and worker.breach is None:
            worker.kill(f"the worker held {resident >> 20} MiB; {self._resident >> 20} MiB are allowed")
