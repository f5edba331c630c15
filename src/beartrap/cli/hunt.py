"""`beartrap hunt`: Sigma rules and indicators over logs, or over a lake of them."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from beartrap.cli.ingest import add_event_options
from beartrap.cli.options import add_workers

if TYPE_CHECKING:
    from rich.console import Console

    from beartrap.flows.hunted import Hunted
    from beartrap.model.coverage import Gap

DESCRIPTION = """\
Match Sigma rules (all of SigmaHQ's at once) and indicators against events: logs of any kind that
docs/hunt.md lists, or a lake made by `beartrap ingest`. Every distinct value is tried once. Says what
hit, where and when, what was looked at, and what could not be: silent days, cleared logs, dirty
lines, rules that are not supported.
"""
EPILOG = """\
examples:
  beartrap hunt Security.evtx Sysmon.evtx --sigma sigma/rules
  beartrap hunt lake --sigma sigmahq-rules.tar.gz --json
  beartrap hunt logs/ --pack solarwinds-2020 --indicators iocs.csv --case hunt.case
  beartrap hunt --estate estate.toml --sigma rules/ --mapping our-fields.yml

exit codes: 0 nothing found, all looked at; 4 nothing found, with gaps; 11-14 found (low, medium, high, critical);
3 nothing to look at; 2 usage or bad input; 1 broke; 130 stopped.
"""


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "hunt",
        help="Sigma rules and indicators over logs, or over a lake of them",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "sources", nargs="*", type=Path, metavar="SOURCE|LAKE", help="log files, folders of them, or a lake"
    )
    parser.add_argument(
        "--estate",
        type=Path,
        metavar="FILE",
        help="estate.toml: its machines and quiet days, and its logs where no SOURCE is named",
    )
    parser.add_argument(
        "--sigma", type=Path, action="append", default=[], metavar="DIR|FILE|TAR", help="Sigma rules; may be repeated"
    )
    parser.add_argument(
        "--mapping",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a pySigma processing pipeline (YAML) that gives the rules' fields your logs' names",
    )
    parser.add_argument(
        "--pack", action="append", default=[], metavar="NAME|DIR", help="rules and indicators of a pack"
    )
    parser.add_argument(
        "--indicators",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a list of indicators in any format",
    )
    parser.add_argument(
        "--engine",
        default="local",
        metavar="local|spark[://HOST:PORT]",
        help="where to match (default: local; spark reads a lake)",
    )
    parser.add_argument(
        "--case", type=Path, metavar="DIR", help="keep findings, gaps, coverage and raw hits in this case"
    )
    add_event_options(parser)
    add_workers(parser)
    shown = parser.add_argument_group("output")
    shown.add_argument("--json", action="store_true", help="print one JSON document (schema beartrap.hunt/1)")
    shown.add_argument("--detail", action="store_true", help="show every hit and gap, not only the first ones")
    shown.add_argument("--quiet", action="store_true", help="show no progress")
    shown.add_argument("--exit-zero", action="store_true", help="exit with 0 whatever was found")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the verb; returns the exit code."""
    from beartrap.cli.progress import progress  # late, as the next ones: `--help` starts fast
    from beartrap.engine.arrow_alone import arrow_alone

    if options.engine == "local":
        arrow_alone()  # Spark needs pandas
    from beartrap.flows.event_sources import BadSource, of_estate, sources_of
    from beartrap.flows.hunt import hunt
    from beartrap.flows.hunted import Request
    from beartrap.flows.unread import without_reader

    estate = None
    if options.estate is not None:
        from beartrap.estate.toml_file import load

        estate = load(options.estate)
    unread: tuple[Gap, ...] = ()
    if options.sources:
        sources = sources_of(options.sources, options.format, options.timezone or "UTC")
    elif estate is not None:
        if options.format or options.timezone:
            raise BadSource("--format and --timezone are of logs that are named here: the estate says its own")
        sources, unread = of_estate(estate), tuple(without_reader(estate))
    else:
        raise BadSource("nowhere to look: name logs or a lake, or an estate (--estate)")
    request = Request(
        sources=sources,
        unread=unread,
        sigma=tuple(options.sigma),
        mappings=tuple(options.mapping),
        packs=tuple(options.pack),
        indicators=tuple(options.indicators),
        engine=options.engine,
        workers=options.workers,
        case=options.case,
    )
    with progress(options.quiet or options.json) as telling:
        hunted = hunt(request, telling, estate)
    _show(hunted, options)
    return 0 if options.exit_zero else _code(hunted)


def _code(hunted: "Hunted") -> int:
    from beartrap.flows.hunt_document import BASE, severity

    highest = max((severity(hunted, one.rule) for one in hunted.tally.rules.values() if one.kind != BASE), default=0)
    if highest:
        return 10 + int(highest)
    if not hunted.events:
        return 3
    return 4 if hunted.gaps or hunted.unused else 0


def _show(hunted: "Hunted", options: argparse.Namespace) -> None:
    if options.json:
        import orjson

        from beartrap.flows.hunt_document import document

        sys.stdout.buffer.write(orjson.dumps(document(hunted), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        sys.stdout.flush()
        return
    from rich.console import Console  # late: machines have no use for it

    _print(hunted, Console(highlight=False), options.detail)


def _print(hunted: "Hunted", console: "Console", detail: bool) -> None:
    from beartrap.flows.hunt_document import by_weight, severity, sightings
    from beartrap.model.text import printable

    def say(text: str) -> None:
        console.print(printable(text), markup=False, soft_wrap=True)

    found, seen = by_weight(hunted), sightings(hunted)
    most = 10_000 if detail else 40
    hosts = len({host for _, shown in hunted.looks for host in shown.days})
    say(
        f"{hunted.events:,} events of {hosts:,} machines; {len(hunted.rules):,} rules, {len(hunted.unused):,} not supported"
    )
    for one in found[:most]:
        head = hunted.rules.get(one.rule)
        names = sorted(host for host in one.hosts if host)
        where = (
            f"{names[0]}{f' and {len(names) - 1} more' if len(names) > 1 else ''}" if names else "an unnamed machine"
        )
        when = f"{one.first:%Y-%m-%d %H:%M}" if one.first else "no time"
        title = head.title if head is not None else one.rule
        say(f"{severity(hunted, one.rule).name.lower():>8}  {one.count:>7,} x {title}  [{where}, first {when}]")
        for event in one.events()[: 3 if detail else 1]:
            say(
                f"{'':20}{event.file} row {event.row}: "
                + "; ".join(f"{name} = {value[:120]}" for name, value in event.fields[:4])
            )
    if len(found) > most:
        say(f"and {len(found) - most} more rules hit (--detail, --json)")
    for one in seen[:most]:
        say(f"sighting  {one.count:>7,} x {one.rule}")
    if not found and not seen:
        say("No rule hit, and no indicator was seen, where we looked.")
    for gap in hunted.gaps[: most // 2]:
        say(f"     gap  {gap.why}")
    if len(hunted.gaps) > most // 2:
        say(f"and {len(hunted.gaps) - most // 2} more gaps (--detail, --json)")
