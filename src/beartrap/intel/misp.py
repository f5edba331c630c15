"""MISP events as JSON: one event, an export of many, or the answer of the REST interface.

Groundwork: MISP's core format (attributes, objects, tags, galaxies). An attribute without `to_ids` is context to its
author: it is kept and demoted. A deleted one was taken back by its author: it is counted in a Gap.
"""

from collections.abc import Iterator

from beartrap.intel import misp_claims, moments, shape
from beartrap.intel.columns import bare
from beartrap.intel.mint import Once, Told, mint
from beartrap.intel.refused import Refused
from beartrap.intel.shape import Json
from beartrap.intel.table import UnwantedError, declared_pairs
from beartrap.intel.values import NoIndicatorError, Typed
from beartrap.model.claim import Claim, Document
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.indicator import Indicator
from beartrap.model.window import Window

_CONTEXT = frozenset(
    """
    text comment link other datetime size-in-bytes counter float hex boolean mime-type attachment campaign-name
    threat-actor campaign-id target-user target-machine target-org target-location target-external github-repository
    github-username port git-commit-id malware-type external-reference anonymised gene cpe language http-method
    whois-registrar whois-registrant-name whois-registrant-email whois-registrant-phone whois-creation-date
    """.split()  # noqa: SIM905
)
"""Attribute types that describe and cannot be searched for: passed over without a word, as their author meant them."""
_NOT_SEARCHED = "Nothing to do: this build does not look for this type."


def events_of(document: Json) -> list[dict[str, Json]]:
    """Return the events in a JSON value of any of MISP's shapes."""
    if isinstance(document, dict):
        if isinstance(document.get("Event"), dict):
            return [document["Event"]]
        inner = document.get("response")
        if isinstance(inner, dict) and isinstance(inner.get("Attribute"), list):  # of a search for attributes
            return [inner]
        return events_of(inner) if isinstance(inner, list) else events_of([inner]) if isinstance(inner, dict) else []
    found = document if isinstance(document, list) else []
    return [item["Event"] for item in found if isinstance(item, dict) and isinstance(item.get("Event"), dict)]


def is_event(document: Json) -> bool:
    """Whether a JSON value holds MISP events, or is MISP's answer with no event in it."""
    return bool(events_of(document)) or (isinstance(document, dict) and isinstance(document.get("response"), list))


def read_events(label: str, document: Json, digest: str) -> Iterator[Document | Claim | Indicator | Gap]:
    """Yield for each event its document and claims, then its indicators; Gaps for what was not used come last."""
    refused, once = Refused(label, "attribute"), Once()
    events = events_of(document)
    if not events:
        refused.add("no event in the answer", "response")
    for row, event in enumerate(events, 1):
        yield misp_claims.document(label, digest, event)
        yield from misp_claims.claims(label, row, event)
        for item in _indicators(label, event, refused):
            if once.new(item):
                yield item
    yield from refused.gaps()


def _indicators(label: str, event: dict[str, Json], refused: Refused) -> Iterator[Indicator]:
    family = misp_claims.family(event)
    restriction = misp_claims.tlp(event)
    row = 0
    for attribute in shape.objects(event, "Attribute"):
        row += 1
        told, pairs = _one(attribute, family, restriction, refused)
        yield from mint(label, row, pairs, told, _tie(attribute))
    for thing in shape.objects(event, "Object"):
        if shape.flag(thing, "deleted"):
            refused.add("deleted by its author", _name(thing), reason=GapReason.SKIPPED, remedy=_TAKEN_BACK)
            continue
        row += 1
        yield from _from_object(label, row, thing, family, restriction, refused)


_TAKEN_BACK = "Nothing to do: its author took it back."


def _from_object(
    label: str, row: int, thing: dict[str, Json], family: str, restriction: str, refused: Refused
) -> Iterator[Indicator]:
    """Yield the indicators of one object (a file, a connection), tied together."""
    found = [_one(attribute, family, restriction, refused) for attribute in shape.objects(thing, "Attribute")]
    tied = len({pair for _, pairs in found for pair in pairs}) > 1
    for told, pairs in found:
        yield from mint(label, row, pairs, told, _tie(thing), tied=tied)


def _one(attribute: dict[str, Json], family: str, restriction: str, refused: Refused) -> tuple[Told, list[Typed]]:
    kind, value = shape.text(attribute, "type"), shape.text(attribute, "value")
    told = _told(attribute, family, restriction)
    if shape.flag(attribute, "deleted"):
        refused.add("deleted by its author", _name(attribute), reason=GapReason.SKIPPED, remedy=_TAKEN_BACK)
        return told, []
    if kind in _CONTEXT:
        return told, []
    try:
        return told, declared_pairs(kind, value)
    except UnwantedError as error:
        refused.add(str(error), _name(attribute), value, _NOT_SEARCHED, GapReason.UNSUPPORTED)
    except NoIndicatorError as error:
        refused.add(f"{error} (type {bare(kind)[:40] or 'missing'})", _name(attribute), value)
    return told, []


def _name(thing: dict[str, Json]) -> str:
    return shape.text(thing, "uuid") or str(thing.get("id", "?"))[:60]


def _tie(thing: dict[str, Json]) -> str:
    return f"misp:{_name(thing)}"


def _told(attribute: dict[str, Json], family: str, restriction: str) -> Told:
    comment = shape.text(attribute, "comment")
    marked = "to_ids" not in attribute or shape.flag(attribute, "to_ids")
    return Told(
        family=misp_claims.family(attribute) or family,
        note=shape.quoted(" · ".join(word for word in (comment, restriction) if word), 500),
        valid=_seen(attribute),
        demoted=None if marked else "its author does not mark it for detection (to_ids)",
    )


def _seen(attribute: dict[str, Json]) -> Window:
    """Return first to last seen, both told; one alone bounds nothing, as in lists."""
    start, end = moments.moment(attribute.get("first_seen")), moments.moment(attribute.get("last_seen"))
    return moments.UNBOUNDED if start is None or end is None else moments.window(start, moments.just_after(end))
