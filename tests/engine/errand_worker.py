"""A worker for tests of errands: does what it is told, good or bad."""

import os
import sys
import time

from beartrap.engine.errand import serve_errand


def work(message: dict) -> dict:
    if message["do"] == "hang":
        time.sleep(3600)
    if message["do"] == "spin":
        until = time.monotonic() + 120
        while time.monotonic() < until:
            pass
    if message["do"] == "die":
        os._exit(7)
    if message["do"] == "swell":
        hoard = [b"x" * (1 << 20) for _ in range(2000)]
        time.sleep(len(hoard))
    if message["do"] == "babble":
        for number in _pipes():
            os.write(number, b"\xff" * 64)
        os._exit(0)
    return message


def _pipes() -> list[int]:
    """Return the descriptors that lead to the parent."""
    import stat

    found = []
    for number in range(3, 20):
        try:
            mode = os.fstat(number).st_mode
        except OSError:
            continue
        if stat.S_ISFIFO(mode):
            found.append(number)
    return found


if __name__ == "__main__":
    sys.exit(serve_errand(work))
