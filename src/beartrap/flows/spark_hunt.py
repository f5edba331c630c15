"""Hunting through a lake with Spark: the same matcher, the same hits, on as many machines as there are."""

from collections import defaultdict
from collections.abc import Iterator
from functools import partial

import pyarrow as pa
import pyarrow.parquet as pq

from beartrap.effects.lake import Lake, StoredPiece
from beartrap.engine.events import RESERVED, EventMatcher
from beartrap.engine.spark import NoSpark, SparkScan, scan, session
from beartrap.estate.inputs import file_gap
from beartrap.flows.errors import FlowError
from beartrap.flows.event_hunt import HitTable, Looked, lake_cells
from beartrap.flows.lake_told import lake_gaps
from beartrap.flows.matchers import Baggage, load_kept
from beartrap.flows.progress import Progress
from beartrap.model.coverage import GapReason
from beartrap.model.estate import Source

SPARK = "spark"


class BadEngine(FlowError):
    """An engine that is none, or that cannot be had here."""


def master_of(engine: str) -> str | None:
    """Return Spark's master for `spark`, `spark://HOST:PORT` or `spark:MASTER`; None for Spark's own. Raises BadEngine."""
    if engine == SPARK:
        return None
    if engine.startswith("spark://"):
        return engine
    if engine.startswith("spark:"):
        return engine.removeprefix("spark:")
    raise BadEngine(f"{engine!r} is no engine: local, spark, spark://HOST:PORT or spark:MASTER (as spark:local[4])")


def hunt_lake_by_spark(
    source: Source, lake: Lake, matcher: EventMatcher, hits: HitTable, engine: str, baggage: Baggage, progress: Progress
) -> Looked:
    """Hunt through a lake; raises BadEngine where Spark cannot be had."""
    looked = Looked(source)
    scans = list(_scans(source, lake, matcher, looked))
    try:
        spark = session(master_of(engine))
    except NoSpark as error:
        raise BadEngine(str(error)) from error
    for table in scan(spark, scans, partial(load_kept, baggage)):
        hits.add(table)
        progress.advance(looked.scanned, None, "events")
    for key, cell in lake_cells(lake):
        looked.cover.cells[key] = cell
    looked.gaps += lake_gaps(source, lake)
    return looked


def _scans(source: Source, lake: Lake, matcher: EventMatcher, looked: Looked) -> Iterator[SparkScan]:
    """Yield what is to be scanned: pieces of one log source whose fields are of the same types."""
    alike: dict[tuple[str, frozenset[str]], list[tuple[StoredPiece, set[str]]]] = defaultdict(list)
    for piece in lake.pieces():
        wanted = matcher.needed(piece.source)
        if wanted is not None and not wanted:
            continue
        try:
            schema = pq.read_schema(piece.path)
        except (OSError, pa.ArrowException):
            why = f"a piece of the lake is missing or damaged: {piece.path}"
            looked.gaps.append(file_gap(source, source.label, GapReason.MALFORMED, why, "Ingest its log again."))
            continue
        fields = {
            item.name for item in schema if item.name not in RESERVED.names and (wanted is None or item.name in wanted)
        }
        lists = frozenset(name for name in fields if isinstance(schema.field(name).type, pa.ListType))
        alike[piece.source, lists].append((piece, fields))
        looked.scanned += piece.rows
    for (name, lists), pieces in alike.items():
        columns = sorted(set().union(*(fields for _, fields in pieces)))
        yield SparkScan(
            name, tuple(str(piece.path) for piece, _ in pieces), tuple((one, one in lists) for one in columns)
        )
