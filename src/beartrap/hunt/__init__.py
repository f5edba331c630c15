"""Indicators and decoders over event tables. `ALL` looks at single logs, `ALL_HITS` at the hits of all logs together."""

from beartrap.hunt.dns import DnsHunt
from beartrap.hunt.sunburst.ladder import SunburstLadder

ALL = (DnsHunt,)
ALL_HITS = (SunburstLadder,)
