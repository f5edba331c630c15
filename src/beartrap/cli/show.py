"""Showing a case as the options say, and the exit code that goes with it."""

import argparse
import sys

from rich.console import Console

from beartrap.case.view import CaseView
from beartrap.flows.export import write_page
from beartrap.share.document import document, encode
from beartrap.share.exit_code import exit_code
from beartrap.share.html import page
from beartrap.share.marking import DEFAULT
from beartrap.share.redact import redact
from beartrap.share.statement import statement
from beartrap.share.terminal import board


def show(view: CaseView, options: argparse.Namespace) -> int:
    """Print the case (and write its HTML), return the exit code. Raises OSError where the HTML cannot be written."""
    marked = redact(view, options.tlp or DEFAULT, names=True if options.redact else None)
    if options.html:
        write_page(options.html, page(marked))
        print(f"Board written to {options.html}", file=sys.stderr)
    if options.statement:
        print(statement(marked, options.statement), end="")
    elif options.json:
        _print_json(marked)
    else:
        board(marked, Console(), detail=options.detail)
    return 0 if options.exit_zero else exit_code(view)


def _print_json(marked: CaseView) -> None:
    sys.stdout.buffer.write(encode(document(marked)).encode("utf-8") + b"\n")
    sys.stdout.flush()
