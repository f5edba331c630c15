"""`beartrap sweep`: files and packages against what is known; `--advisory`: where the packages of one advisory stand."""

import argparse
import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from beartrap.cli.options import add_workers
from beartrap.cli.progress import progress
from beartrap.model.text import printable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from beartrap.model.record import Json

INTERRUPTED = 130
EPILOG = """\
examples:
  beartrap sweep --indicators iocs.csv --yara rules/
      This machine: every file by hash, name and rule, every installed package. Ctrl-C stops; the same command goes on.
  beartrap sweep /mnt/image web.tar app.jar --pack xz-2024 --json
      A mounted image, a container image layer by layer, an archive in archives.
  beartrap sweep --estate estate.toml --indicators iocs.csv --rehash
      All that the estate names; trust no file's times.
  beartrap sweep --advisory advisory.csv --estate estate.toml
      Where does each package version of an advisory stand: declared, locked, on disk, in a cache, in an image?

exit codes: 0 clean and complete, 3 nothing to look at, 4 clean with gaps, 11 to 14 found (low to critical),
            1 broke, 2 usage or bad input, 130 stopped with Ctrl-C
"""


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "sweep",
        help="files, archives, images and packages against indicators, rules and packs",
        description="Look for what is known, in files wherever they are: trees, archives within archives, container images, "
        "installed packages, caches. Nothing that is examined is ever run, and nothing is changed.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "place",
        nargs="*",
        metavar="PATH|SOURCE",
        help="folders, files, or sources of the estate; default: this machine",
    )
    known = parser.add_argument_group("what is looked for")
    known.add_argument(
        "--indicators", type=Path, action="append", default=[], metavar="FILE",
        help="an indicator list or advisory: CSV, plain lines, STIX, MISP, OSV; may be repeated",
    )  # fmt: skip
    known.add_argument(
        "--yara", type=Path, action="append", default=[], metavar="DIR", help="a folder (or file) of YARA rules; may be repeated"
    )  # fmt: skip
    known.add_argument("--pack", action="append", default=[], metavar="NAME|DIR", help="a pack; may be repeated")
    known.add_argument(
        "--advisory", type=Path, metavar="FILE",
        help="only say where the package versions of this advisory stand (CSV, OSV, GHSA, purls, name@version lines)",
    )  # fmt: skip
    parser.add_argument("--estate", type=Path, metavar="FILE", help="estate.toml: what we own")
    parser.add_argument(
        "--case", type=Path, metavar="DIR", help="the case's folder; default: one kept for this very question"
    )
    parser.add_argument("--rehash", action="store_true", help="read every file again, whatever its times say")
    parser.add_argument("--exclude", action="append", default=[], metavar="GLOB", help="leave out paths; kept as a gap")
    add_workers(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document (schema beartrap.sweep/1)")
    parser.add_argument("--exit-zero", action="store_true", help="exit with 0 whatever was found")
    parser.add_argument("-q", "--quiet", action="store_true", help="no progress")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the verb; returns the exit code."""
    if options.advisory is not None:
        return _advisory(options)
    from beartrap.flows.sweep import Asked, sweep  # late: `--help` starts fast
    from beartrap.share.swept import SweptView, document, lines

    asked = Asked(
        places=tuple(options.place),
        indicators=tuple(options.indicators),
        yara=tuple(options.yara),
        packs=tuple(options.pack),
        estate=options.estate,
        case=options.case,
        rehash=options.rehash,
        excludes=tuple(os.fsencode(pattern) for pattern in options.exclude),
        workers=options.workers,
        command=shlex.join(["beartrap", *sys.argv[1:]]),
    )
    try:
        with progress(options.quiet) as told:
            swept = sweep(asked, told)
    except KeyboardInterrupt:
        print("\nStopped. What was found is kept; the same command goes on.", file=sys.stderr)
        return INTERRUPTED
    view = SweptView(swept.view, swept.labels)
    if options.json:
        _print_json(document(view, str(swept.folder)))
    else:
        for line in lines(view):
            print(printable(line))
        print(printable(f"Case: {swept.folder}"), file=sys.stderr)
    return 0 if options.exit_zero else view.exit_code()


def _advisory(options: argparse.Namespace) -> int:
    from beartrap.flows.advisory import check_advisory  # late: `--help` starts fast
    from beartrap.share.advisory_table import document, lines

    excludes = tuple(os.fsencode(pattern) for pattern in options.exclude)
    with progress(options.quiet) as told:
        found = check_advisory(options.advisory, tuple(options.place), options.estate, excludes, told)
    code = found.exit_code
    if options.json:
        _print_json(document(found.entries, found.stands, found.gaps, found.looked, found.hosts, code))
    else:
        for line in lines(found.stands, found.gaps, found.looked, found.hosts, len(found.entries)):
            print(printable(line))
    return 0 if options.exit_zero else code


def _print_json(content: "Mapping[str, Json]") -> None:
    from beartrap.share.document import encode  # late: `--help` starts fast

    sys.stdout.buffer.write(encode(content).encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.flush()
