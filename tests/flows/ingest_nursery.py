"""Makes processes that ingest and are killed while they do, by SIGKILL, at the n-th call of a function of Python or C.

A program of its own, started once; it forks a child for each line that it reads: `{"lake", "logs", "calls"}`. A child that
lives prints `total N`, the number of its calls; the nursery prints `end STATUS`.
"""

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
from flows.lake_lab import take


class Countdown:
    def __init__(self, limit: int) -> None:
        self.count = 0
        self.limit = limit

    def tick(self, frame: object, event: str, argument: object) -> None:
        del frame, argument
        if event in ("call", "c_call"):
            self.count += 1
            if self.count == self.limit:
                os.kill(os.getpid(), signal.SIGKILL)


def work(order: dict[str, Any]) -> None:
    countdown = Countdown(order["calls"])
    sys.setprofile(countdown.tick)
    take(Path(order["lake"]), *map(Path, order["logs"]))
    sys.setprofile(None)
    os.write(1, f"total {countdown.count}\n".encode())


def main() -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                work(json.loads(line))
            finally:
                os._exit(0)
        _, status = os.waitpid(child, 0)
        os.write(1, f"end {os.waitstatus_to_exitcode(status)}\n".encode())


if __name__ == "__main__":
    main()
