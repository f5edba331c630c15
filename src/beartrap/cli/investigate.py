"""`beartrap investigate`: from the news to the board of eight answers."""

import argparse
import shlex
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from beartrap.cli.options import add_output, add_workers, duration
from beartrap.cli.progress import progress

if TYPE_CHECKING:
    from beartrap.flows.investigate import Request

INTERRUPTED = 130
DEFAULT_BUDGET = 120.0
"""Seconds of looking where no estate is given: an honest board in a minute or two."""

EPILOG = """\
examples:
  beartrap investigate --report article.txt
      You have just read the news: look at this machine, for two minutes at most.
  beartrap investigate --report article.txt --report advisory.html --estate estate.toml --case orion.case
      Look at everything that estate.toml names. Ctrl-C stops; the same command goes on where it stopped.
  beartrap investigate --pack solarwinds-2020 --indicators ours.csv --estate estate.toml --html board.html
      With a pack that comes with Beartrap, and a list of our own.

exit codes: 0 clean and complete, 3 nothing to look at, 4 clean with gaps, 11 to 14 found (low to critical),
            1 broke, 2 usage or bad input, 130 stopped with Ctrl-C
"""


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "investigate",
        help="from a report to the board of eight answers",
        description="Read what is known of an incident, look at what we own, and answer eight questions with evidence, "
        "coverage and gaps. Nothing that is examined is ever run, and nothing outside the case is changed.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    known = parser.add_argument_group("what is known")
    known.add_argument(
        "--report", type=Path, action="append", default=[], metavar="FILE",
        help="a report or advisory: prose (text, Markdown, HTML, PDF), STIX, MISP, OSV, CSAF; may be repeated",
    )  # fmt: skip
    known.add_argument(
        "--pack", action="append", default=[], metavar="NAME|DIR",
        help="a pack: the name of a bundled one (`beartrap packs`) or a folder; may be repeated",
    )  # fmt: skip
    known.add_argument(
        "--indicators", type=Path, action="append", default=[], metavar="FILE",
        help="an indicator list: CSV, plain lines (defanged or not), STIX, MISP, or YARA rules (.yar); may be repeated",
    )  # fmt: skip
    known.add_argument(
        "--no-auto-pack",
        action="store_true",
        help="take no bundled pack on the ground that a report is about its incident",
    )
    owned = parser.add_argument_group("what we own")
    owned.add_argument(
        "--estate",
        type=Path,
        metavar="FILE",
        help="estate.toml (`beartrap estate init` writes one); default: this machine",
    )
    owned.add_argument("--case", type=Path, metavar="DIR", help="the case's folder, new or to go on with")
    owned.add_argument(
        "--exclude", action="append", default=[], metavar="GLOB", help="leave out paths of file trees; kept as a gap"
    )
    owned.add_argument(
        "--budget", type=duration, default=argparse.SUPPRESS, metavar="TIME",
        help="stop looking after this time (90s, 2m, 1h, none); default 2m without --estate, else none",
    )  # fmt: skip
    add_workers(parser)
    parser.add_argument("-q", "--quiet", action="store_true", help="no progress")
    add_output(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the verb; returns the exit code."""
    from beartrap.cli.show import show  # late: `--help` starts fast
    from beartrap.flows.investigate import investigate

    case = options.case or Path(f"beartrap-{datetime.now(UTC):%Y%m%d-%H%M%S}.case")
    try:
        with progress(options.quiet) as told:
            view = investigate(_request(options, case), told)
    except KeyboardInterrupt:
        print(
            f"\nStopped. What was found is kept in {case}.\n"
            f"  go on:    beartrap investigate --case {shlex.quote(str(case))}\n"
            f"  see it:   beartrap answers {shlex.quote(str(case))}",
            file=sys.stderr,
        )
        return INTERRUPTED
    if not options.json and not options.quiet:
        print(f"Case: {case}", file=sys.stderr)
    return show(view, options)


def _request(options: argparse.Namespace, case: Path) -> "Request":
    from beartrap.flows.investigate import Request  # late: `--help` starts fast

    default_budget = None if options.estate else DEFAULT_BUDGET
    return Request(
        case=case,
        reports=tuple(options.report),
        packs=tuple(options.pack),
        indicators=tuple(options.indicators),
        estate=options.estate,
        budget=getattr(options, "budget", default_budget),
        match_packs=not options.no_auto_pack,
        workers=options.workers,
        excludes=tuple(pattern.encode("utf-8", "surrogateescape") for pattern in options.exclude),
        command=shlex.join(["beartrap", *sys.argv[1:]]),
    )
