"""`beartrap read`: what a report says, before anything is looked at."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
from rich.console import Console
from rich.markup import escape

from beartrap.model.claim import Claim
from beartrap.model.text import printable, shorten

if TYPE_CHECKING:
    from beartrap.flows.read import Reading


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "read",
        help="what a report says: claims with their speakers, indicators, what it does not name",
        description="Read a report, advisory or indicator list and show what was understood, each with its place. "
        "Nothing is looked at and no case is made. Exit code 4 where the report leaves gaps.",
    )
    parser.add_argument("report", type=Path, help="the file")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the verb; returns the exit code."""
    from beartrap.flows.read import read_report  # late: `--help` starts fast

    reading = read_report(options.report)
    if options.json:
        sys.stdout.buffer.write(orjson.dumps(reading.as_json(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        sys.stdout.flush()
    else:
        _show(reading, Console(highlight=False))
    return 4 if reading.gaps else 0


def _show(reading: "Reading", console: Console) -> None:
    for document in reading.documents:
        told = [
            document.publisher or "publisher not named",
            document.published_text or "no date",
            document.language or "?",
        ]
        console.print(f"[bold]{_safe(document.title or document.source)}[/bold]  {_safe(' · '.join(told))}")
    _claims(reading.claims, console)
    if reading.indicators:
        console.print(f"\n[bold]{len(reading.indicators)} indicators[/bold]")
        for indicator in reading.indicators[:50]:
            demoted = f"  (trusted less: {_safe(indicator.demoted)})" if indicator.demoted else ""
            console.print(f"  {indicator.kind.value:12} {_safe(indicator.value)}{demoted}")
        if len(reading.indicators) > 50:
            console.print(f"  … and {len(reading.indicators) - 50:,} more (--json shows all)")
    if reading.packs:
        console.print(f"\nIt is about what a bundled pack describes: [bold]{', '.join(reading.packs)}[/bold]")
    for gap in reading.gaps:
        console.print(f"\n[yellow]Gap:[/yellow] {_safe(gap.why)}\n  {_safe(gap.remedy)}")


def _claims(claims: Sequence[Claim], console: Console) -> None:
    console.print(f"\n[bold]{len(claims)} claims[/bold]")
    for claim in claims:
        who = claim.speaker or claim.publisher or "the report itself"
        manner = [claim.hedge.value if claim.hedge else "flat"]
        manner += [word for word, holds in (("hearsay", claim.reported), ("denied", claim.denied)) if holds]
        console.print(f"  [cyan]{claim.kind.value}[/cyan] {_safe(claim.statement)}")
        quote = shorten(" ".join(claim.quote.split()), 160)
        console.print(f"    says {_safe(who)} ({', '.join(manner)}), at {claim.place.offset}: {_safe(quote)}")


def _safe(text: str) -> str:
    return escape(printable(text))
