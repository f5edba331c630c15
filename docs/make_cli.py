"""Write docs/cli.md from the command line's own help: `python docs/make_cli.py`. A test holds both together."""

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

os.environ["COLUMNS"] = "100"  # argparse wraps to the terminal; the page must not depend on one

from beartrap.cli.main import parser

PAGE = Path(__file__).with_name("cli.md")


def verbs(top: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Yield the parser of every verb and act, depth first."""
    yield top
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            for child in dict.fromkeys(action.choices.values()):
                yield from verbs(child)


def page() -> str:
    """Return the whole page."""
    parts = ["# Command line\n\nMade from `--help` by `docs/make_cli.py`.\n"]
    parts += [f"## {one.prog}\n\n```text\n{one.format_help().rstrip()}\n```\n" for one in verbs(parser())]
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
