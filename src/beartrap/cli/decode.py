"""`beartrap decode sunburst`: what the implant's DNS names say."""

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console

from beartrap.flows.decode import decode_sunburst
from beartrap.model.text import printable


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser("decode", help="decode the names that an implant asked for")
    codecs = parser.add_subparsers(dest="codec", required=True, metavar="CODEC")
    sunburst = codecs.add_parser(
        "sunburst",
        help="names under avsvmcloud.com",
        description="Decode SUNBURST's DNS names, one a line. Fragments of one machine's domain are joined over the whole "
        "input. A name that cannot be one of the implant's is kept with the reason under `error`. "
        "Exit codes: 0 all decoded, 4 some not, 3 no name in the input.",
    )
    sunburst.add_argument("file", nargs="?", default="-", metavar="FILE|-", help="the names (default: standard input)")
    sunburst.add_argument("--json", action="store_true", help="one JSON object a line")
    sunburst.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the verb; returns the exit code."""
    decoded = list(decode_sunburst(_lines(options.file)))
    if options.json:
        for row in decoded:
            sys.stdout.buffer.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
        sys.stdout.flush()
    else:
        _show(decoded, Console())
    if not decoded:
        print("beartrap: no name in the input", file=sys.stderr)
        return 3
    return 4 if any(row["error"] for row in decoded) else 0


def _lines(name: str) -> Iterator[str]:
    if name == "-":
        yield from sys.stdin
        return
    with Path(name).open(encoding="utf-8", errors="backslashreplace") as stream:
        yield from stream


def _show(decoded: Iterable[dict[str, Any]], console: Console) -> None:
    """Print two lines a name: the name, and what it says."""
    for row in decoded:
        console.print(printable(str(row["name"])), markup=False, highlight=False, soft_wrap=True)
        style = "red" if row["error"] else None
        console.print(f"    {printable(_told(row))}", markup=False, highlight=False, soft_wrap=True, style=style)


def _told(row: Mapping[str, Any]) -> str:
    if row["error"]:
        return f"rejected: {row['error']}"
    if row["kind"] == "block":
        stage = "in stage 2" if row["flag"] else "not in stage 2"
        seen = [name for name, bits in (row["av"] or {}).items() if any(bits.values())]
        return f"{row['uid']}  block of {row['time']}, {stage}" + (f"; saw {', '.join(seen)}" if seen else "")
    piece = f"{row['uid']}  fragment {row['sequence']} ({row['part']}), text {row['text']!r}"
    return f"{piece}; domain {row['domain']} ({row['standing']})" if row["domain"] else piece
