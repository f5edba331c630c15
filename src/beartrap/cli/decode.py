"""`beartrap decode sunburst`: what the implant's DNS names say."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table

from beartrap.flows.decode import decode_sunburst
from beartrap.model.text import printable

COLUMNS = ("name", "kind", "uid", "sequence", "part", "domain", "time", "flag", "error")


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
        _show(decoded)
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


def _show(decoded: Iterable[dict[str, Any]]) -> None:
    table = Table(box=None, pad_edge=False)
    for column in COLUMNS:
        table.add_column(column, overflow="fold")
    for row in decoded:
        table.add_row(*(printable("" if row.get(column) is None else str(row[column])) for column in COLUMNS))
    Console().print(table, markup=False)
