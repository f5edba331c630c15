"""BIND's query log: every common set of `print-time`, `print-category` and `print-severity`, or by way of syslog.

Source: BIND 9 Administrator Reference Manual, "The query Category" (https://bind9.readthedocs.io/).
"""

import re
from collections.abc import Iterator

import pyarrow as pa

from beartrap.estate.inputs import file_gap
from beartrap.estate.logs.lines import lines
from beartrap.estate.logs.reader import Faults, Options, Row, Rows, Stream
from beartrap.estate.logs.syslog import Prefix
from beartrap.model.coverage import Gap, GapReason

# Every part has an upper bound: a hostile line must not make the search quadratic.
_QUERY = re.compile(
    r"client (?:@0x[0-9a-fA-F]{1,16} )?(?P<client>[0-9A-Fa-f:.%\w]{2,64})#\d{1,5}(?:/key \S{1,300})?(?: \([^)]{0,1100}\))?: "
    r"(?:view \S{1,300}: )?query: (?P<query>\S{1,1100}) (?P<class>[A-Z0-9]{1,12}) (?P<type>[A-Z0-9-]{1,16})(?: |$)"
)
_SHAPE = re.compile(
    rb"client (?:@0x[0-9a-fA-F]{1,16} )?[0-9A-Fa-f:.%\w]{2,64}#\d{1,5}[^\n]{0,400}: query: \S{1,1100} [A-Z0-9]{1,12} [A-Z]"
)


class Bind:
    """BIND query log."""

    id = "bind"
    title = "BIND query log"

    def recognises(self, head: bytes) -> bool:
        """Whether a query line stands among the first lines."""
        return _SHAPE.search(head) is not None

    def read(self, stream: Stream, options: Options) -> Iterator[pa.RecordBatch | Gap]:
        """Yield the queries; a query log tells no answers and no rcode. Other lines of `named` are counted and left."""
        faults, rows = Faults(options), Rows()
        prefix = Prefix(options)
        left = 0
        for at, line in lines(stream, faults):
            row = _row(at, line, prefix, faults)
            if row is None:
                left += 1
            elif row and (full := rows.add(row)) is not None:
                yield full
        if (last := rows.flush()) is not None:
            yield last
        yield from prefix.gaps()
        yield from faults.gaps()
        if rows.total == 0 and left:
            why = f"holds no query among {left} lines: is query logging on (`rndc querylog on`)?"
            yield file_gap(
                options.source, options.label, GapReason.UNKNOWN_KIND, why, "Name the log of the category queries."
            )


def _row(at: int, line: str, prefix: Prefix, faults: Faults) -> Row | tuple[()] | None:
    """Return a row, nothing for a broken query line, None for a line that is no query."""
    found = _QUERY.search(line)
    if found is None:
        if ": query: " not in line and not line.rstrip().endswith("query:"):
            return None
        faults.add(GapReason.MALFORMED, "a query that is cut or garbled", at)
        return ()
    time = prefix.time(line[: found.start()])
    if time is None:
        faults.add(
            GapReason.NO_TIME,
            "no time that can be read",
            at,
            "Set print-time in named.conf; these rows cannot be placed in time.",
        )
    query = found["query"]
    return (time, found["client"], query, found["type"].upper(), None, None, at)
