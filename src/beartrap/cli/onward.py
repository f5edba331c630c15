"""`beartrap onward`: were our systems used against others, from logs and release records alone."""

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from beartrap.cli.impact import print_document
from beartrap.cli.progress import progress
from beartrap.flows.errors import FlowError
from beartrap.model.text import printable, shorten

if TYPE_CHECKING:
    from beartrap.model.coverage import Gap
    from beartrap.model.finding import Finding

RELEASES = "releases"
EPILOG = """\
examples:
  beartrap onward zeek/conn.log firewall.csv --estate estate.toml
      Who of ours spoke to whom outside, scans, guesses of passwords, attempts to break in. "Outside" is what estate.toml says.
  beartrap onward ual.csv sign-ins.json cloudtrail/ --estate estate.toml --json
      Mail sent by others than the owners, our accounts in others' tenants, cloud resources opened to others.
  beartrap onward releases --records builds/ --published download/
      What we published against what we built: checksums, JSON or CSV build records, in-toto and SLSA statements, rebuilt files.
      What differs is vetted where the build itself lies among the records.

exit codes: 0 clean and complete, 3 nothing was read, 4 clean with gaps, 11 to 14 found (low to critical),
            1 broke, 2 usage or bad input, 130 stopped with Ctrl-C
"""


class BadReleases(FlowError):
    """`onward releases` lacks a folder."""


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "onward",
        help="were our systems used against others: traffic, mail, partner access, releases",
        description="Read connection logs, audit logs or release records, and tell what went outward. "
        "What customers' own logs would show is not ours to see, and every answer says so.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "source", nargs="*", type=Path, metavar="SOURCE", help="logs, or folders of them; or the word `releases`"
    )
    parser.add_argument(
        "--estate",
        type=Path,
        metavar="FILE",
        help="estate.toml: own networks, partners, and sources where none is named",
    )
    parser.add_argument(
        "--records", type=Path, metavar="DIR", help="with `releases`: what we say we built, or the rebuilt files"
    )
    parser.add_argument("--published", type=Path, metavar="DIR", help="with `releases`: what customers fetch")
    parser.add_argument(
        "--signing-log",
        type=Path,
        metavar="FILE",
        help="with `releases`: what our keys have signed (CSV or JSON with digests)",
    )
    parser.add_argument(
        "--json", action="store_true", help="print one JSON document (schema beartrap.onward/1, beartrap.releases/1)"
    )
    parser.add_argument("--exit-zero", action="store_true", help="exit with 0 whatever was found")
    parser.add_argument("-q", "--quiet", action="store_true", help="no progress")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the verb; returns the exit code."""
    if [str(one) for one in options.source] == [RELEASES]:
        return _releases(options)
    from beartrap.flows.onward import OTHERS_KNOW, document, examine  # late: `--help` starts fast

    with progress(options.quiet) as told:
        onward = examine(options.source, options.estate, told)
    if options.json:
        print_document(document(onward))
    else:
        pairs = onward.traffic.pairs
        print(
            f"{pairs.connections:,} connections, {pairs.requests:,} requests, {pairs.alerts:,} alerts, {onward.audit.run.survey.events:,} audit records"
        )
        _show(onward.findings, onward.gaps)
        for finding in onward.beside:
            print(printable(f"  beside: {shorten(finding.title, 170)} (what was seen, see `beartrap impact`)"))
        for line in OTHERS_KNOW:
            print(f"  not ours: {line}")
    return 0 if options.exit_zero else onward.exit_code


def _releases(options: argparse.Namespace) -> int:
    from beartrap.flows.releases import compare, document  # late: `--help` starts fast

    if options.records is None or options.published is None:
        raise BadReleases(
            "onward releases needs --records DIR (what we built) and --published DIR (what customers fetch)"
        )
    with progress(options.quiet) as told:
        found = compare(options.records, options.published, options.signing_log, told)
    if options.json:
        print_document(document(found))
    else:
        for one in found.look.detector.compared:
            print(printable(f"{one.standing.value:>22}  {one.name}"))
        for one, vetted in found.look.vetted:
            print(
                printable(
                    f"{vetted.verdict.value:>22}  {one.name}: what vet says of the difference; it is not what was built all the same"
                )
            )
        _show(found.findings, found.gaps)
    return 0 if options.exit_zero else found.exit_code


def _show(findings: "Iterable[Finding]", gaps: "Iterable[Gap]") -> None:
    for finding in findings:
        if finding.severity > 0 or finding.facts.get("known"):
            print(printable(f"{finding.severity.name.lower():>8}  {shorten(finding.title, 170)}"))
    for number, gap in enumerate(gaps):
        if number < 40:
            print(printable(f"     gap  {shorten(gap.why, 200)}"))
