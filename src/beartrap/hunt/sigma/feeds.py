"""Which events a Sigma log source means, and by which names their fields go there.

A *feed* joins a log source of Sigma to a log source of events (see `engine.events.SOURCES`; `*` for all event ids). One rule
may have several: `process_creation` is Sysmon 1 and Security 4688. Sysmon's, the audit log's and the channels' tables are
those of pySigma's pipelines; the others follow the formats' own documentation.
"""

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any, cast

from sigma.pipelines.common import windows_logsource_mapping
from sigma.pipelines.sysmon.sysmon import sysmon_generic_logsource_eventid_mapping
from sigma.pipelines.windows.windows import (
    generic_logsource_to_windows_audit_event_mapping,
    windows_audit_registry_fieldmappings,
    windows_audit_registry_unsupported_fields,
    windows_generic_category_channel_mapping,
)

from beartrap.engine.events import windows_source
from beartrap.hunt.sigma.feed_tables import (
    AUDIT_PROCESS,
    AUDIT_REGISTRY,
    CHANNELS,
    NETWORK_FEEDS,
    OPERATION_TYPES,
    PRODUCT_FEEDS,
    WINDOWS_FEEDS,
    Names,
)
from beartrap.hunt.sigma.rule import LogSource
from beartrap.model.frozen import frozen

_AUDIT = cast(dict[str, dict[str, Any]], generic_logsource_to_windows_audit_event_mapping)
Where = tuple[tuple[str, tuple[str, ...]], ...]


@frozen
class Feed:
    """One log source of events for one of Sigma.

    `fields` maps a rule's field to the fields it may be there; what is not named keeps its name. `where` are fields that
    must have one of the values. A rule that uses one of `lacking` makes no sense there.
    """

    events: str
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    where: Where = ()
    lacking: frozenset[str] = frozenset()


@frozen
class Wiring:
    """A feed that the user adds: rules whose log source has all that `source` names look at it too."""

    source: LogSource
    feed: Feed

    def takes(self, source: LogSource) -> bool:
        """Whether rules for `source` are meant."""
        pairs = zip(
            (self.source.product, self.source.category, self.source.service),
            (source.product, source.category, source.service),
            strict=True,
        )
        return all(not mine or mine == theirs for mine, theirs in pairs)


def feeds_of(source: LogSource, wirings: tuple[Wiring, ...] = ()) -> list[Feed]:
    """Return the feeds of a rule's log source; empty where no log that we read is meant."""
    own = [wiring.feed for wiring in wirings if wiring.takes(source)]
    return [*own, *_standard(source)]


def _standard(source: LogSource) -> Iterator[Feed]:
    if source.product == "windows":
        yield from _windows(source)
        return
    if not source.product and (source.category or source.service) in NETWORK_FEEDS:
        yield from (_feed(*one) for one in NETWORK_FEEDS[source.category or source.service])
        return
    table = PRODUCT_FEEDS.get((source.product, source.category or source.service))
    if table is None:
        table = PRODUCT_FEEDS.get((source.product, "*"))
    if table is not None:
        yield from (
            _feed(events.replace("{name}", source.category or source.service), names) for events, names in table
        )
        return
    name = source.service or source.category
    yield Feed(f"{source.product or name}/{name}" if name else f"{source.product}/*")


def _windows(source: LogSource) -> Iterator[Feed]:
    if source.category:
        yield from _category(source.category)
        return
    if not source.service:
        yield Feed("windows/*")
        return
    for service in sorted(set(_services(source.service))):
        yield Feed(f"windows/{service}/*")


def _services(service: str) -> Iterator[str]:
    """Yield the names that event sources have for a Sigma service: one for each of its channels."""
    listed = windows_logsource_mapping.get(service, [])
    channels = [*([listed] if isinstance(listed, str) else listed), *CHANNELS.get(service, ())]
    if not channels:
        yield service
    for channel in channels:
        yield windows_source(channel, "*").split("/")[1]


def _category(category: str) -> Iterator[Feed]:
    ids = sysmon_generic_logsource_eventid_mapping.get(category, [])
    for one in ids if isinstance(ids, list) else [ids]:
        yield Feed(f"windows/sysmon/{one}")
    if category in windows_generic_category_channel_mapping:
        entry = windows_generic_category_channel_mapping[category]
        for service in sorted(set(_services(str(entry["service"])))):
            yield Feed(f"windows/{service}/{entry['EventID']}")
    if category in _AUDIT:
        yield _audit(category)
    for events, names in WINDOWS_FEEDS.get(category, ()):
        yield _feed(events, names)


def _audit(category: str) -> Feed:
    """Return the feed of the Security log: 4688 for processes, 4657 for the registry."""
    entry = _AUDIT[category]
    events = f"windows/security/{entry['EventID']}"
    if "OperationType" not in entry:
        return _feed(events, AUDIT_PROCESS)
    wanted = entry["OperationType"]
    texts = [wanted] if isinstance(wanted, str) else wanted
    codes = tuple(value for text in texts for value in (text, OPERATION_TYPES[text]))
    feed = _feed(events, {**windows_audit_registry_fieldmappings, **AUDIT_REGISTRY})
    return Feed(events, feed.fields, (("OperationType", codes),), frozenset(windows_audit_registry_unsupported_fields))


def _feed(events: str, names: Names) -> Feed:
    return Feed(events, {rule: (own,) if isinstance(own, str) else own for rule, own in names.items()})
