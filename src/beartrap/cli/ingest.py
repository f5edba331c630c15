"""`beartrap ingest`: logs into a lake, once, to be hunted in again and again."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from beartrap.cli.options import add_workers

if TYPE_CHECKING:
    from beartrap.flows.ingest import Report

DESCRIPTION = """\
Read logs of any kind that docs/hunt.md lists (Windows EVTX, JSON of many collectors, CSV, Zeek, syslog,
auditd, Microsoft 365, Entra, CloudTrail, Parquet; plain or compressed) and keep their events as
Parquet by log source and day. What was taken is recognised by its content: a file that grew is
continued, a rotated or compressed copy is not taken twice. Lines that cannot be read are counted and
kept aside in LAKE/aside. Kill it at any point and run it again: nothing is lost and nothing doubled.
"""
EPILOG = """\
examples:
  beartrap ingest /var/log/winlogbeat --to lake         a folder, with all folders in it
  beartrap ingest dc1.evtx 'proxy-*.csv.gz' --to lake --timezone Europe/Amsterdam
  beartrap hunt lake --sigma sigma/rules --pack solarwinds-2020

exit codes: 0 all taken; 4 taken, with gaps; 3 nothing to take; 2 usage or bad input; 1 broke; 130 stopped.
"""


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "ingest",
        help="take logs into a lake, to be hunted in again and again",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "sources", nargs="+", type=Path, metavar="SOURCE", help="a log file, a folder of them, or a pattern"
    )
    parser.add_argument("--to", type=Path, required=True, metavar="LAKE", help="the lake; made where there is none")
    add_event_options(parser)
    add_workers(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--quiet", action="store_true", help="show no progress")
    parser.set_defaults(run=run)


def add_event_options(parser: argparse.ArgumentParser) -> None:
    """Add what says how logs are read."""
    parser.add_argument(
        "--format",
        metavar="ID",
        help="read every SOURCE as this: evtx, json, csv, zeek_tsv, syslog, auditd, parquet (default: by content)",
    )
    parser.add_argument("--timezone", metavar="ZONE", help="of times that do not say (default: UTC)")


def run(options: argparse.Namespace) -> int:
    """Carry out the verb; returns the exit code."""
    from beartrap.cli.progress import progress  # late, as the next ones: `--help` starts fast
    from beartrap.flows.event_sources import sources_of
    from beartrap.flows.ingest import ingest

    sources = sources_of(options.sources, options.format, options.timezone or "UTC")
    with progress(options.quiet or options.json) as telling:
        report = ingest(sources, options.to, options.workers, telling)
    _show(report, options.json)
    if not report.taken + report.continued + report.known:
        return 3
    return 4 if report.gaps else 0


def _show(report: "Report", as_json: bool) -> None:
    import orjson
    from rich.console import Console

    from beartrap.model.record import to_json

    if as_json:
        told = {
            "schema": "beartrap.ingest/1",
            "files": {"taken": report.taken, "continued": report.continued, "known": report.known},
            "events": report.events,
            "dirty": report.dirty,
            "gaps": [to_json(gap) for gap in report.gaps],
        }
        sys.stdout.buffer.write(orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        return
    console = Console(highlight=False)
    console.print(
        f"{report.events:,} events of {report.taken:,} files taken, {report.continued:,} continued, "
        f"{report.known:,} known already; {report.dirty:,} dirty rows"
    )
    for gap in report.gaps[:20]:
        console.print(f"  gap: {gap.why}", markup=False, soft_wrap=True)
    if len(report.gaps) > 20:
        console.print(f"  and {len(report.gaps) - 20:,} more gaps (--json lists all)")
