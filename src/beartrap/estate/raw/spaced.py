r"""Rows of words with spaces between them: VPC flow logs, whose first line may name the fields (AWS, Flow log records)."""

import io
import re
from collections.abc import Iterator

from beartrap.estate.raw.record import LONGEST_RECORD, Broken, RawRecord

VPC_FIELDS = (
    "version", "account-id", "interface-id", "srcaddr", "dstaddr", "srcport", "dstport",
    "protocol", "packets", "bytes", "start", "end", "action", "log-status",
)  # fmt: skip
"""The default fields, version 2, in their order."""
_ROW = re.compile(r"(?:\S+ )?2 (?:\d{12}|unknown) eni-\S+ \S+ \S+ \S+ \S+ \S+ \S+ \S+ \d+ \d+ \S+ \S+\s*$")


def is_spaced(shown: str) -> bool:
    """Whether a text begins like a VPC flow log, with its names of fields or without."""
    first = shown.split("\n", 1)[0].strip()
    names = first.split(" ")
    return ("srcaddr" in names and "dstaddr" in names) or _ROW.match(first + "\n") is not None


class SpacedRecords:
    """Rows of a VPC flow log as dictionaries; fields without data (`-`) are left out. `row` is the line."""

    form = "spaced"
    more = False

    def __init__(self, text: io.TextIOBase) -> None:
        self._text = text

    def __iter__(self) -> Iterator[RawRecord | Broken]:
        """Yield the rows; one whose number of words is not that of the fields is a Broken row."""
        fields, number = list(VPC_FIELDS), 0
        while line := self._text.readline(LONGEST_RECORD):
            number += 1
            words = line.split()
            if "srcaddr" in words:
                fields = [word.replace("_", "-") for word in words]
            elif len(words) == len(fields) + 1 and "T" in words[0]:  # CloudWatch puts its own time in front
                yield number, _row(fields, words[1:])
            elif len(words) == len(fields):
                yield number, _row(fields, words)
            elif words:
                yield Broken(number, f"{len(words)} words for {len(fields)} fields", line[:400])


def _row(fields: list[str], words: list[str]) -> dict[str, str]:
    return {name: word for name, word in zip(fields, words, strict=True) if word != "-"}
