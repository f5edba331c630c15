"""`beartrap decode sunburst`: what the implant's DNS names say."""

import argparse
import io
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console

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
    from beartrap.flows.decode import decode_sunburst  # late: `--help` starts fast

    show = _as_json if options.json else _as_text(Console())
    count = rejected = 0
    try:
        for row in decode_sunburst(_lines(options.file)):
            show(row)
            count += 1
            rejected += row["error"] is not None
    except _Unreadable as error:
        print(f"beartrap: {printable(str(error))}", file=sys.stderr)
        return 2
    if not count:
        print("beartrap: no name in the input", file=sys.stderr)
        return 3
    return 4 if rejected else 0


class _Unreadable(Exception):
    """The file cannot be read; the message says which and why."""


def _lines(name: str) -> Iterator[str]:
    """Yield the lines of a file or of standard input: UTF-8, or UTF-16 with its mark; odd bytes become `\\xNN`."""
    try:
        raw = sys.stdin.buffer if name == "-" else Path(name).open("rb")  # noqa: SIM115 (closed with what wraps it)
        assert isinstance(raw, io.BufferedReader)
        marked = raw.peek(2)[:2] in (b"\xff\xfe", b"\xfe\xff")
        with io.TextIOWrapper(raw, "utf-16" if marked else "utf-8-sig", "backslashreplace") as stream:
            yield from stream
    except OSError as error:
        raise _Unreadable(
            f"{name}: cannot be read: {error.strerror or error}. Give a list of names, or - for standard input."
        ) from None


def _as_json(row: Mapping[str, Any]) -> None:
    sys.stdout.buffer.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))


def _as_text(console: Console) -> Callable[[Mapping[str, Any]], None]:
    """Return what prints two lines a name: the name, and what it says."""

    def show(row: Mapping[str, Any]) -> None:
        console.print(printable(str(row["name"])), markup=False, highlight=False, soft_wrap=True)
        style = "red" if row["error"] else None
        console.print(f"    {printable(_told(row))}", markup=False, highlight=False, soft_wrap=True, style=style)

    return show


def _told(row: Mapping[str, Any]) -> str:
    if row["error"]:
        return f"rejected: {row['error']}"
    if row["kind"] == "block":
        stage = "in stage 2" if row["flag"] else "not in stage 2"
        seen = [name for name, bits in (row["av"] or {}).items() if any(bits.values())]
        return f"{row['uid']}  block of {row['time']}, {stage}" + (f"; saw {', '.join(seen)}" if seen else "")
    piece = f"{row['uid']}  fragment {row['sequence']} ({row['part']}), text {row['text']!r}"
    return f"{piece}; domain {row['domain']} ({row['standing']})" if row["domain"] else piece
