"""Options that several verbs share, and the values they take."""

import argparse
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from beartrap.share.marking import Tlp

_UNITS = {"s": 1, "m": 60, "h": 3600}


def duration(text: str) -> float | None:
    """Return seconds from `90s`, `2m`, `1h` or `120`; None for `none` (no limit)."""
    if text.lower() in ("none", "off"):
        return None
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([smh]?)", text.strip().lower())
    if match is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no duration: write 90s, 2m, 1h or none")
    return float(match[1]) * _UNITS[match[2] or "s"]


def workers(text: str) -> int:
    """Return a number of worker processes, 1 to 256."""
    if not text.isdigit() or not 1 <= int(text) <= 256:
        raise argparse.ArgumentTypeError(f"{text!r}: a number of worker processes from 1 to 256")
    return int(text)


def noted_head(text: str) -> tuple[int, str]:
    """Return the length and hash of a head that was noted elsewhere, written `LENGTH:HASH`."""
    length, _, digest = text.partition(":")
    if not length.isdigit() or not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise argparse.ArgumentTypeError(f"{text!r}: write the noted head as LENGTH:HASH, as the board prints it")
    return int(length), digest


def tlp(text: str) -> "Tlp":
    """Return a TLP 2.0 marking."""
    from beartrap.share.marking import Tlp  # late: it brings the whole case along

    name = text.upper().removeprefix("TLP:")
    for marking in Tlp:
        if marking.value.upper().removeprefix("TLP:") == name:
            return marking
    allowed = ", ".join(marking.value for marking in Tlp)
    raise argparse.ArgumentTypeError(f"{text!r} is no TLP marking: {allowed}")


def new_file(text: str) -> Path:
    """Return a file to be written, whose folder is there: found out before long work, not after it."""
    path = Path(text)
    if path.is_dir() or not path.parent.is_dir():
        raise argparse.ArgumentTypeError(
            f"{text!r}: its folder {str(path.parent)!r} is not there, or it is a folder itself"
        )
    return path


def add_workers(parser: argparse.ArgumentParser) -> None:
    """Add `--workers`."""
    parser.add_argument(
        "--workers",
        type=workers,
        default=min(os.cpu_count() or 1, 8),
        metavar="N",
        help="worker processes that read untrusted files (default: the processors, 8 at most)",
    )


def add_output(parser: argparse.ArgumentParser) -> None:
    """Add what says how a case is shown: `--json`, `--html`, `--tlp`, `--redact`, `--exit-zero`."""
    shown = parser.add_argument_group("output")
    shown.add_argument("--json", action="store_true", help="print one JSON document (schema beartrap.case/1)")
    shown.add_argument(
        "--statement",
        choices=("en", "nl"),
        help="print a statement on what was seen and whether we were used against others, its qualifications intact",
    )
    shown.add_argument("--html", type=new_file, metavar="FILE", help="write the board as one self-contained HTML file")
    shown.add_argument("--detail", action="store_true", help="show every finding and gap, not only the first ones")
    shown.add_argument(
        "--tlp", type=tlp, metavar="LABEL", help="mark what is shown with a TLP 2.0 label; CLEAR and GREEN also redact"
    )
    shown.add_argument(
        "--redact", action="store_true", help="replace our own host names, addresses, domains and user names"
    )
    shown.add_argument(
        "--exit-zero", action="store_true", help="exit with 0 whatever was found (still not 0 if Beartrap broke)"
    )
