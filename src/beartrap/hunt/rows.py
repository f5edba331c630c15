"""Hits as Python values, one at a time: for what is graded row by row, where hits are few."""

from collections.abc import Iterator
from datetime import datetime

import pyarrow as pa

from beartrap.model.frozen import frozen
from beartrap.model.text import printable, shorten

LONGEST_QUOTE = 400
"""Characters of a row that a finding repeats: a TXT answer can be thousands long."""
MOST_ANSWERS = 8
"""Answers that a quote shows."""


@frozen
class Row:
    """One row of a DNS log that matched. `answers` is None where the log recorded none."""

    time: datetime | None
    client: str | None
    host: str | None
    query: str | None
    type: str | None
    rcode: str | None
    answers: tuple[str, ...] | None
    source: str
    row: int | None


def rows_of(hits: pa.RecordBatch) -> Iterator[tuple[Row, str, str, str, str]]:
    """Yield for each hit its row, the indicator's key, the value that matched, where it was found, and its standing."""
    for one in hits.to_pylist():
        answers = one["answers"]
        row = Row(
            one["time"],
            one["client"],
            one["host"],
            one["query"],
            one["type"],
            one["rcode"],
            None if answers is None else tuple(answer for answer in answers if answer is not None),
            one["source"],
            one["row"],
        )
        yield row, one["indicator"], one["value"], one["found_in"], one["standing"]


def quote(row: Row) -> str:
    """Return a row on one line, safe to print: query, type, rcode, answers."""
    asked = f"{row.query or '?'} {row.type or ''}".strip()
    if row.answers is None:
        told = "no answer recorded" if row.rcode is None else f"{row.rcode}, answers not recorded"
    else:
        shown = ", ".join(row.answers[:MOST_ANSWERS]) or "no answer"
        more = f" and {len(row.answers) - MOST_ANSWERS} more" if len(row.answers) > MOST_ANSWERS else ""
        told = f"{row.rcode + ': ' if row.rcode else ''}{shown}{more}"
    return shorten(printable(f"{asked} -> {told}"), LONGEST_QUOTE)
