"""Watching how much memory workers hold, whatever their parent is doing meanwhile."""

import os
import sys
import threading

from beartrap.engine.worker_process import WorkerProcess

EVERY = 0.02
"""Seconds between two looks: a process fills some tens of megabytes in that time."""


class Guard:
    """A thread that kills a worker whose resident size passes a limit; it runs while there is one to watch."""

    def __init__(self, resident: int) -> None:
        self._resident = resident
        self._watched: dict[int, WorkerProcess] = {}
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def watch(self, worker: WorkerProcess) -> None:
        """Watch a worker from now on."""
        with self._lock:
            self._watched[worker.pid] = worker
        self.wake()

    def wake(self) -> None:
        """Look at workers again, after a rest."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._look_round, name="worker-guard", daemon=True)
            self._thread.start()

    def forget(self, worker: WorkerProcess) -> None:
        """Watch it no longer; once this returns, the guard does not touch it."""
        with self._lock:
            self._watched.pop(worker.pid, None)

    def rest(self) -> None:
        """End the thread until `wake` or `watch` is called next; for a moment, workers are not looked at."""
        self.close()
        self._thread = None
        self._over.clear()

    def close(self) -> None:
        """End the thread."""
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def _look_round(self) -> None:
        while not self._over.wait(EVERY):
            with self._lock:
                for worker in self._watched.values():
                    self._weigh(worker)

    def _weigh(self, worker: WorkerProcess) -> None:
        resident = resident_size(worker.pid)
        if resident is None:
            return  # gone: its pipe will tell
        if resident > self._resident and worker.breach is None:
            worker.kill(f"the worker held {resident >> 20} MiB; {self._resident >> 20} MiB are allowed")


def resident_size(pid: int) -> int | None:
    """Return the resident bytes of a process, None where there is none of that number."""
    if sys.platform != "linux":
        import psutil  # late: where the system tells by itself it is not needed

        try:
            return int(psutil.Process(pid).memory_info().rss)
        except psutil.Error:
            return None
    try:
        with open(f"/proc/{pid}/statm", "rb", buffering=0) as stream:
            return int(stream.read(128).split()[1]) * _PAGE
    except (OSError, IndexError):
        return None


_PAGE = os.sysconf("SC_PAGE_SIZE") if sys.platform == "linux" else 0
