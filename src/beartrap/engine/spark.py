"""The same matcher mapped over Arrow batches by Spark: for a lake that is too large for one machine.

Spark's own closures are pickled: that is the one exemption of the house, and they travel between its processes alone. What
is told to executors is plain: the rules in their JSON form.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import pyarrow as pa

from beartrap.engine.events import BATCH_ROWS, EVENT_HITS, RESERVED, TEXT, EventMatcher
from beartrap.model.frozen import frozen

HITS_DDL = (
    "kind string, rule string, time timestamp, host string, source string, file string, row bigint, "
    "fields array<string>, values array<string>"
)
"""EVENT_HITS as Spark writes schemas."""
MOST_FILES_AT_ONCE = 2000
"""Log sources whose results are joined in one job: a plan of more nodes takes Spark longer to think about than to run."""


class NoSpark(Exception):
    """Spark cannot be had; the text says what is missing."""


@frozen
class SparkScan:
    """The pieces of one log source, and the columns that are wanted of them; each column is text, or a list of texts."""

    source: str
    paths: tuple[str, ...]
    columns: tuple[tuple[str, bool], ...]
    """Names with whether the field is a list."""


Load = Callable[[], EventMatcher]
"""Makes a matcher where it is called: in an executor, once for each of its processes."""


def session(master: str | None) -> Any:
    """Return a Spark session on `master` (None: as Spark's own configuration says); raises NoSpark."""
    try:
        from pyspark.errors import PySparkException  # late: half a gigabyte that only this engine needs
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise NoSpark("the spark engine needs `pip install beartrap[spark]` and Java 17") from error
    builder = SparkSession.builder.appName("beartrap hunt")
    if master is not None:
        builder = builder.master(master)
    try:
        found = (
            builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", BATCH_ROWS)
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.parquet.mergeSchema", "false")
            .config("spark.sql.execution.pythonUDF.arrow.enabled", "true")
            .config("spark.ui.enabled", "false")
            .getOrCreate()
        )
    except (PySparkException, OSError, RuntimeError) as error:
        raise NoSpark(f"Spark cannot be started: {str(error)[:300]}") from error
    return found


def scan(spark: Any, scans: Sequence[SparkScan], load: Load) -> Iterator[pa.Table]:
    """Yield the hits of all scans as tables in EVENT_HITS. Executors that are lost are Spark's to replace."""
    for start in range(0, len(scans), MOST_FILES_AT_ONCE):
        frames = [
            _frame(spark, one).mapInArrow(_mapper(load), HITS_DDL) for one in scans[start : start + MOST_FILES_AT_ONCE]
        ]
        joined = frames[0]
        for frame in frames[1:]:
            joined = joined.unionAll(frame)
        table = joined.toArrow()
        yield table.cast(EVENT_HITS)


def _frame(spark: Any, one: SparkScan) -> Any:
    """Return the pieces as one data frame; a column that a piece lacks is null in it."""
    kinds = {"@time": "timestamp", "@row": "bigint"}
    fields = [(name, kinds.get(name, "string")) for name in RESERVED.names]
    fields += [(name, "array<string>" if several else "string") for name, several in one.columns]
    ddl = ", ".join(f"`{name.replace('`', '``')}` {kind}" for name, kind in fields)
    return spark.read.schema(ddl).parquet(*one.paths)


def _mapper(load: Load) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Return what an executor does with batches."""

    def mapped(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        matcher = load()
        for batch in batches:
            if batch.num_rows:
                yield matcher.match(as_events(batch))

    return mapped


def as_events(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return a batch as Spark gives it in the form of `engine.events`: text as dictionaries, without columns of nothing."""
    names, columns = [], []
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        if name not in RESERVED.names and column.null_count == len(column):
            continue
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            column = column.cast(pa.utf8()).dictionary_encode().cast(TEXT)
        elif name == "@time":
            column = column.cast(pa.timestamp("us", tz="UTC"))
        names.append(name)
        columns.append(column)
    return pa.RecordBatch.from_arrays(columns, names=names)
