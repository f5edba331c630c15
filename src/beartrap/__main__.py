"""Start one door: the command line."""

import sys


def main() -> int:
    """Run the command line; returns the exit code. Ctrl-C is no crash while modules load, either."""
    try:
        from beartrap.cli.main import main as command_line  # here: loading takes a moment

        return command_line()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
