"""The columns of raw hits, apart from the noun: Arrow takes half a second to import, which workers of files do not need."""

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
