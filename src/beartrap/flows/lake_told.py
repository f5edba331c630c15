"""What a lake remembers of how its logs were read, as gaps."""

import json
from collections.abc import Iterator
from datetime import datetime

from beartrap.effects.lake import Lake
from beartrap.estate.events.stops import Lost, Stop
from beartrap.estate.events.work import Told
from beartrap.flows.event_gaps import told_gaps
from beartrap.model.coverage import Gap
from beartrap.model.estate import Source


def lake_gaps(source: Source, lake: Lake) -> Iterator[Gap]:
    """Yield the gaps of every log in the lake: dirty rows, early ends, logs that were cleared or switched off."""
    for label, reader, text in lake.told():
        record = json.loads(text)
        told = Told(reader=reader, dirty=record["dirty"], fault=record["fault"], problem=record["problem"])
        told.cover.crowded = record["crowded"]
        told.stops = [_stop(*stop) for stop in record["stops"]]
        yield from told_gaps(source, label, told)


def _stop(lost: str, source: str, host: str | None, time: str | None, row: int, why: str) -> Stop:
    moment = datetime.fromisoformat(time) if time else None
    return Stop(Lost(lost), source, host, moment, row, why)
