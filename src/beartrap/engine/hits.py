"""Raw hits: one row of a log that matched one indicator, as Arrow; kept beside the ledger and graded later."""

from dataclasses import dataclass
from enum import StrEnum

import pyarrow as pa

HITS_SCHEMA = pa.schema(
    [
        pa.field("indicator", pa.string()),
        pa.field("value", pa.string()),
        pa.field("found_in", pa.string()),
        pa.field("standing", pa.string()),
        pa.field("time", pa.timestamp("us", tz="UTC")),
        pa.field("client", pa.string()),
        pa.field("host", pa.string()),
        pa.field("query", pa.string()),
        pa.field("type", pa.string()),
        pa.field("rcode", pa.string()),
        pa.field("answers", pa.list_(pa.string())),
        pa.field("source", pa.string()),
        pa.field("row", pa.int64()),
    ]
)
"""`indicator` is the indicator's key (`domain:evil.example`), `value` what matched it, `found_in` is `query` or
`answer`, `standing` a `Standing`; `host` is the estate's host that the client is, null where it is none; the rest is
the row as the reader gave it, `source` the label of the log."""


class Standing(StrEnum):
    """What the time of a hit means."""

    IN_WINDOW = "in-window"
    OUT_OF_WINDOW = "out-of-window"
    """The indicator was not the actor's then: addresses and names change hands."""
    AFTER_PUBLICATION = "after-publication"
    """The incident was public: researchers, scanners and sandboxes ask for published names."""
    NO_TIME = "no-time"


@dataclass(frozen=True, slots=True)
class Hits:
    """The hits of one detector in one batch, in HITS_SCHEMA."""

    detector: str
    batch: pa.RecordBatch
