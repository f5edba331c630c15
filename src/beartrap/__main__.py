"""Start one door: the command line."""

import os
import sys

QUICK = "vet"
"""A verb that is timed in tenths of seconds and leaves nothing to be tidied up when the program ends."""


def main() -> int:
    """Run the command line; returns the exit code. Ctrl-C is no crash while modules load, either."""
    try:
        from beartrap.cli.main import main as command_line  # here: loading takes a moment

        code = command_line()
    except KeyboardInterrupt:
        return 130
    if sys.argv[1:2] == [QUICK]:
        _leave(code)
    return code


def _leave(code: int) -> None:
    """End at once: to take some hundred modules apart in order takes a tenth of the time of a small update."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        return  # whoever read it went away; the interpreter tells that in its own way
    os._exit(code)


if __name__ == "__main__":
    sys.exit(main())
