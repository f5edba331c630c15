"""Makes processes that append to a case and are killed while they do: by SIGKILL, at a point that the parent names.

A program of its own, started once: it imports what is needed and then forks a child for each line that it reads:
`{"folder": …, "batches": n, "size": n, "tag": …, "kill": {"calls": n} | {"steps": n} | {"after": seconds} | {}}`.

- `calls`: at the n-th call of a function, in Python or in C, from the opening of the case on;
- `steps`: at the n-th step of SQLite's own machine, that is inside of a statement;
- `after`: so many seconds after the start, by the parent, wherever it is then.

A child prints `ack B` once batch B is acknowledged, and `total N` with the number of calls or steps if it lives to the end;
the nursery prints `end STATUS`.
"""

import json
import os
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from beartrap.case.ledger import Case
from beartrap.model.action import Run

NOON = datetime(2020, 12, 13, 12, tzinfo=UTC)


class Countdown:
    """Counts, and ends the process with SIGKILL at the named number."""

    def __init__(self, limit: int | None) -> None:
        self.count = 0
        self.limit = limit

    def tick(self, *_: object) -> int:
        self.count += 1
        if self.count == self.limit:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

    def on_call(self, frame: object, event: str, argument: object) -> None:
        if event in ("call", "c_call"):
            self.tick()


def say(words: str) -> None:
    os.write(1, f"{words}\n".encode())


def work(order: dict[str, Any]) -> None:
    kill = order["kill"]
    countdown = Countdown(kill.get("calls") or kill.get("steps"))
    if "calls" in kill:
        sys.setprofile(countdown.on_call)
    with Case.open(Path(order["folder"]), create=True) as case:
        if "steps" in kill:
            case._database.set_progress_handler(countdown.tick, 1)
        for batch in range(order["batches"]):
            names = [f"{order['tag']}-{batch}-{number}" for number in range(order["size"])]
            case.append([Run(name, str(order["size"]), "0", NOON) for name in names])
            say(f"ack {order['tag']}-{batch}")
        if order.get("view"):
            case.view()
    sys.setprofile(None)
    say(f"total {countdown.count}")


def main() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            try:
                work(order)
            finally:
                os._exit(0)
        if "after" in order["kill"]:
            time.sleep(order["kill"]["after"])
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        say(f"end {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main()
