"""Makes processes that take files into a vault or give them back, and are killed by SIGKILL while they do.

A program of its own, started once: it imports what is needed and then forks a child for each line that it reads:
`{"case": …, "names": […], "verb": "isolate"|"restore"|"purge"|"recover", "kill": {"call": n, "phase": "before"|"after"} |
{"python": n} | {}}`.

- `call`: right before or after the n-th call that changes a file; `half` in the middle of a write;
- `python`: at the n-th call of any function, in Python or in C.

A child prints `total N` with the number of calls if it lives to the end; the nursery prints `end STATUS`.
"""

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from beartrap.contain.errors import ContainError
from beartrap.contain.giving_back import purge, restore
from beartrap.contain.recovering import recover
from beartrap.contain.taking import isolate
from beartrap.effects.files.system import System
from contain.vault_lab import ABOUT, Counting, killing, open_vault, planned


class Half(System):
    """Is killed in the middle of its n-th write."""

    def __init__(self, at: int) -> None:
        self.left = at

    def write(self, descriptor: int, content: bytes) -> None:
        self.left -= 1
        if self.left == 0:
            os.write(descriptor, content[: len(content) // 2])
            os.kill(os.getpid(), signal.SIGKILL)
        super().write(descriptor, content)


def say(words: str) -> None:
    os.write(1, f"{words}\n".encode())


def work(order: dict[str, Any]) -> None:
    kill = order["kill"]
    system: System = Counting()
    if kill.get("phase") == "half":
        system = Half(kill["call"])
    elif "call" in kill:
        system = killing(kill["call"], kill["phase"])
    count = 0

    def on_call(frame: object, event: str, argument: object) -> None:
        nonlocal count
        if event in ("call", "c_call"):
            count += 1
            if count == kill.get("python"):
                os.kill(os.getpid(), signal.SIGKILL)

    if "python" in kill:
        sys.setprofile(on_call)
    with open_vault(Path(order["case"]), system) as vault:
        recover(vault, ABOUT)
        try:
            carry_out(order, vault)
        except (ContainError, OSError) as error:
            say(f"refused {type(error).__name__}")
    sys.setprofile(None)
    say(f"total {count if 'python' in kill else getattr(system, 'count', 0)}")


def carry_out(order: dict[str, Any], vault: Any) -> None:
    match order["verb"]:
        case "isolate":
            isolate(vault, planned(*map(Path, order["names"])), ABOUT)
        case "restore":
            restore(vault, "item-1", "ana", setuid=True)
        case "purge":
            purge(vault, "item-1", "ana")


def main() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            try:
                work(order)
            finally:
                os._exit(0)
        _, status = os.waitpid(child, 0)
        say(f"end {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main()
