"""`beartrap impact`: what could they see, from logs alone."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from beartrap.cli.options import new_file
from beartrap.cli.progress import progress
from beartrap.model.text import printable, shorten

if TYPE_CHECKING:
    from beartrap.flows.impact import Impact

EPILOG = """\
examples:
  beartrap impact export.csv
      One export of the unified audit log: what was read, by which application, and how access was gained.
  beartrap impact ual/ entra-audit.json sign-ins.json message-trace.csv --json > impact.json
      Several logs together: copies count once, the trace tells senders and subjects of what was read.
  beartrap impact --estate estate.toml --data-map people.csv
      All audit logs that the estate names; whose data were read, for those who must tell them.
  beartrap impact ual.csv conn.log proxy.csv security-4688.jsonl --estate estate.toml
      Traffic and started commands beside them: archives that were packed and sent out.

read: exports of the unified audit log (CSV, JSON, Graph), Sentinel's OfficeActivity, AuditLogs and SigninLogs, Entra audit
      and sign-in logs (JSON, CSV), message traces, Teams records, CloudTrail, Partner Center; connection, flow and proxy
      logs, Windows events of started commands (JSON); packed with gzip or not
exit codes: 0 clean and complete, 3 no record was read, 4 clean with gaps, 11 to 14 found (low to critical),
            1 broke, 2 usage or bad input, 130 stopped with Ctrl-C
"""


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "impact",
        help="what could they see: mail, files, chats and clouds, from audit logs and traffic",
        description="Read audit logs, count each record once, and tell what was read, by whom, and how access was gained. "
        "What the logs never show is not covered, which is not a no.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("source", nargs="*", type=Path, metavar="SOURCE", help="exports, or folders of them")
    parser.add_argument(
        "--estate",
        type=Path,
        metavar="FILE",
        help="estate.toml: its networks, and its audit logs and traffic where no SOURCE is named",
    )
    parser.add_argument("--data-map", type=new_file, metavar="FILE", help="write person, store and certainty as CSV")
    parser.add_argument("--json", action="store_true", help="print one JSON document (schema beartrap.impact/1)")
    parser.add_argument("--exit-zero", action="store_true", help="exit with 0 whatever was found")
    parser.add_argument("-q", "--quiet", action="store_true", help="no progress")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the verb; returns the exit code."""
    from beartrap.estate.toml_file import load  # all late: `--help` starts fast
    from beartrap.flows.evidence_sources import traffic_and_audit
    from beartrap.flows.impact import document, examine, write_data_map

    estate = load(options.estate) if options.estate else None
    traffic, audit = traffic_and_audit(options.source, estate)
    with progress(options.quiet) as told:
        impact = examine(audit, told, traffic, estate)
    if options.data_map:
        count = write_data_map(impact, options.data_map)
        print(f"Data map of {count} lines written to {options.data_map}", file=sys.stderr)
    if options.json:
        print_document(document(impact))
    else:
        for line in _lines(impact):
            print(printable(line))
    return 0 if options.exit_zero else impact.exit_code


def print_document(members: Iterable[tuple[str, Any]]) -> None:
    """Print a JSON document member by member; a list that comes as an iterator is never held whole."""
    out, begun = sys.stdout.buffer, False
    for name, value in members:
        out.write((b",\n" if begun else b"{\n") + orjson.dumps(name) + b": ")
        begun = True
        if isinstance(value, Iterator):
            out.write(b"[")
            for number, one in enumerate(value):
                out.write((b",\n" if number else b"\n") + encoded(one))
            out.write(b"]")
        else:
            out.write(encoded(value))
    out.write(b"\n}\n")
    out.flush()


def encoded(value: Any) -> bytes:
    """Return a value as JSON; text that is no Unicode (half a surrogate pair) as it can be shown."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return orjson.dumps(_clean(value))


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {_clean(str(name)): _clean(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(one) for one in value]
    return value if isinstance(value, int | float | bool) or value is None else str(value)


def _lines(impact: "Impact") -> Iterator[str]:
    from beartrap.flows.impact import records  # late: `--help` starts fast

    counts = records(impact.look)
    mail, survey = impact.look.run.mail, impact.look.run.survey
    yield (
        f"{counts['rows']:,} rows: {counts['distinct']:,} records, {counts['duplicates']:,} copies, "
        f"{counts['unreadable']:,} unreadable, {counts['unknown']:,} of no audit log"
    )
    if impact.traffic.pairs.records:
        yield f"{impact.traffic.pairs.records:,} connections, requests and commands"
    if survey.first and survey.last:
        yield f"from {survey.first:%Y-%m-%d %H:%M:%S} to {survey.last:%Y-%m-%d %H:%M:%S} UTC"
    for box in mail.mailboxes[:20]:
        yield (
            f"  {box.name}: {box.messages:,} messages named ({box.bind:,} bind records), "
            f"{len(box.sync_folders):,} folders fetched whole"
        )
    if len(mail.mailboxes) > 20:
        yield f"  and {len(mail.mailboxes) - 20:,} more mailboxes"
    for finding in impact.findings:
        if finding.severity > 0:
            at = f" ({finding.since:%Y-%m-%d %H:%M} UTC)" if finding.since else ""
            yield f"{finding.severity.name.lower():>8}  {shorten(finding.title, 150)}{at}"
    for gap in impact.gaps[:40]:
        yield f"     gap  {shorten(gap.why, 200)}"
    if len(impact.gaps) > 40:
        yield f"     and {len(impact.gaps) - 40} more gaps (--json has all)"
