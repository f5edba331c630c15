"""`beartrap estate`: write down what we own, and check what was written."""

import argparse
import sys
from pathlib import Path

from beartrap.model.text import printable


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser("estate", help="write or check estate.toml: what we own")
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    init = acts.add_parser(
        "init",
        help="write an estate.toml of what is found on this machine, to be edited",
        description="Write an estate.toml of what is found on this machine. It is a beginning: edit it. Nothing about "
        "what we own is guessed later, own networks above all.",
    )
    init.add_argument(
        "file", nargs="?", type=Path, default=Path("estate.toml"), help="where to write (default: estate.toml)"
    )
    init.add_argument("--force", action="store_true", help="overwrite a file that is there")
    init.set_defaults(run=_init)
    verify = acts.add_parser("check", help="say whether an estate.toml is well formed, and what its sources come to")
    verify.add_argument("file", nargs="?", type=Path, default=Path("estate.toml"))
    verify.set_defaults(run=_check)


def _init(options: argparse.Namespace) -> int:
    if options.file.exists() and not options.force:
        print(f"beartrap: {options.file} is there already; --force overwrites it", file=sys.stderr)
        return 2
    from beartrap.flows.estate import write_first  # late: `--help` starts fast

    found = write_first(options.file)
    hosts, sources = len(found.estate.hosts), len(found.estate.sources)
    print(f"{options.file}: {hosts} host, {sources} sources. Edit it, then:")
    print(f"  beartrap investigate --report article.txt --estate {options.file}")
    for hint in found.hints:
        print(f"  not written, for you to judge: {printable(hint)}")
    return 0


def _check(options: argparse.Namespace) -> int:
    from beartrap.flows.estate import check  # late: `--help` starts fast

    estate, lines = check(options.file)
    print(f"{options.file}: {len(estate.hosts)} hosts, {len(estate.sources)} sources")
    for line in lines:
        print(f"  {printable(line)}")
    return 0
