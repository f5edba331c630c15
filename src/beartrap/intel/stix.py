"""STIX 2.1 and 2.0 bundles: indicators with patterns, observed objects, and who is said to be behind it.

Groundwork: the OASIS standard, and bundles as MISP, OpenCTI and CISA export them. Marking definitions become a note.
What a pattern says beyond equality of a value becomes a Gap with the object's id: it is never passed over.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from beartrap.intel import moments, shape, stix_claims, stix_pattern
from beartrap.intel.mint import Once, Told, mint
from beartrap.intel.refused import Refused
from beartrap.intel.shape import Json
from beartrap.intel.values import NoIndicatorError, Typed
from beartrap.model.claim import Claim, Document
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.finding import Severity
from beartrap.model.indicator import Indicator, IndicatorKind
from beartrap.model.window import Window

MEDIA = "application/stix+json"
_OBSERVED = frozenset(
    {
        "file",
        "domain-name",
        "ipv4-addr",
        "ipv6-addr",
        "url",
        "email-addr",
        "windows-registry-key",
        "mutex",
        "x509-certificate",
    }
)
_NAMED_BY = frozenset({"malware", "tool"})
_OTHER_LANGUAGE = "Save the rule as a file of its own; YARA rules can then be given as indicators."
_NOT_EXPRESSIBLE = "Look for it by hand, or ask the publisher for the plain values."


def is_bundle(document: Json) -> bool:
    """Whether a JSON value is a STIX bundle, TAXII's envelope of objects, or a bare list of them."""
    if isinstance(document, dict):
        if document.get("type") == "bundle":
            return True
        if "more" not in document and document.keys() != {"objects"}:  # TAXII's envelope has no type
            return False
        document = document.get("objects")
    found = document if isinstance(document, list) else []
    return bool(found) and all(
        isinstance(item, dict) and "--" in shape.text(item, "id") and shape.text(item, "type") for item in found[:20]
    )


def read_bundle(label: str, document: Json, digest: str) -> Iterator[Document | Claim | Indicator | Gap]:
    """Yield the documents of a bundle (its reports), then claims, indicators, and Gaps for what was not used."""
    holder = document if isinstance(document, dict) else {"objects": document}
    things = list(shape.objects(holder, "objects"))
    refused, once = Refused(label, "object"), Once()
    strange = len(shape.items(holder, "objects")) - len(things)
    if strange:
        refused.add("no STIX object", f"{strange} of them")
    if not things:
        refused.add("a bundle without objects", shape.text(holder, "id") or "bundle")
    graph = stix_claims.Graph.of(things)
    yield from stix_claims.documents(label, digest, graph)
    yield from stix_claims.claims(label, graph)
    families = _families(graph)
    for row, thing in enumerate(things, 1):
        for item in _indicators(label, row, thing, families, refused):
            if once.new(item):
                yield item
    yield from refused.gaps()


def _families(graph: stix_claims.Graph) -> Mapping[str, str]:
    """Return the malware or tool that each indicator (or observed object) is related to, by id."""
    found: dict[str, list[str]] = defaultdict(list)
    for source, verb, target in graph.edges:
        if verb in (
            "indicates",
            "related-to",
            "communicates-with",
            "downloads",
            "drops",
            "exfiltrates-to",
            "beacons-to",
        ):
            for one, other in ((source, target), (target, source)):
                thing = graph.by_id.get(other, {})
                if shape.text(thing, "type") in _NAMED_BY and shape.text(thing, "name"):
                    found[one].append(shape.text(thing, "name"))
    return {key: ", ".join(dict.fromkeys(names)) for key, names in found.items()}


def _indicators(
    label: str, row: int, thing: dict[str, Json], families: Mapping[str, str], refused: Refused
) -> Iterator[Indicator]:
    kind, name = shape.text(thing, "type"), shape.text(thing, "id")
    if kind == "indicator":
        yield from _from_pattern(label, row, thing, families, refused)
    elif kind in _OBSERVED:
        yield from mint(label, row, _observed(thing, refused), _observed_told(thing, families.get(name, "")), name)
    elif kind == "observed-data" and shape.member(thing, "objects"):  # STIX 2.0 keeps the objects inside
        for inner in shape.member(thing, "objects").values():
            if shape.text(inner, "type") in _OBSERVED:
                yield from mint(label, row, _observed({**inner, "id": name}, refused), _observed_told(thing, ""), name)
    elif kind == "vulnerability":
        found = stix_claims.cve_of(thing)
        if found is not None:
            told = Told(note=shape.quoted(shape.text(thing, "description")), bare=True)
            yield from mint(label, row, [(IndicatorKind.VULNERABILITY, found)], told, None)


def _from_pattern(
    label: str, row: int, thing: dict[str, Json], families: Mapping[str, str], refused: Refused
) -> Iterator[Indicator]:
    name, pattern = shape.text(thing, "id") or f"object {row}", shape.text(thing, "pattern")
    language = shape.text(thing, "pattern_type") or "stix"
    if language != "stix":
        refused.add(
            f"a rule in {language}, not a STIX pattern", name, remedy=_OTHER_LANGUAGE, reason=GapReason.UNSUPPORTED
        )
        return
    try:
        compared, joined = stix_pattern.comparisons(pattern)
    except stix_pattern.UnsupportedPatternError as error:
        refused.add(str(error), name, pattern, _NOT_EXPRESSIBLE, GapReason.UNSUPPORTED)
        return
    pairs = list(_pairs(compared, name, refused))
    told = _pattern_told(thing, families.get(shape.text(thing, "id"), ""), pattern if joined else "")
    if joined:
        yield from mint(label, row, pairs, told, name)
        return
    for pair in pairs:
        yield from mint(label, row, [pair], told, None)


def _pairs(compared: tuple[stix_pattern.Comparison, ...], name: str, refused: Refused) -> Iterator[Typed]:
    for item in compared:
        try:
            yield stix_pattern.typed(item)
        except stix_pattern.UnsupportedPatternError as error:
            refused.add(str(error), name, item.value, _NOT_EXPRESSIBLE, GapReason.UNSUPPORTED)
        except NoIndicatorError as error:
            refused.add(str(error), name, item.value)


def _pattern_told(thing: dict[str, Json], family: str, joined: str) -> Told:
    types = [*shape.texts(thing, "indicator_types"), *shape.texts(thing, "labels")]
    phases = [shape.text(phase, "phase_name") for phase in shape.objects(thing, "kill_chain_phases")]
    notes = [shape.text(thing, "name"), shape.text(thing, "description"), "all of: " + joined if joined else ""]
    return Told(
        family=family,
        role=_role([*types, *phases]),
        note=shape.quoted(" · ".join(note for note in notes if note), 500),
        valid=_valid(thing),
        demoted="withdrawn by its author (revoked)" if shape.flag(thing, "revoked") else None,
    )


def _valid(thing: dict[str, Json]) -> Window:
    """Return the window that the pattern is valid for.

    `valid_from` is when the publisher began to vouch for it, often the day of the report. Logs of the months before are
    what one wants to search: only an end bounds it, and with it a start that lies before the object was made, which
    tells of the past. (OpenCTI gives every indicator both, from the day on which it was entered.)
    """
    start, end = moments.moment(thing.get("valid_from")), moments.moment(thing.get("valid_until"))
    if end is None:
        return moments.UNBOUNDED
    made = moments.moment(thing.get("created"))
    told = start is not None and (made is None or start.date() < made.date())
    return moments.window(start if told else None, end)


def _role(words: list[str]) -> str:
    lower = {word.lower() for word in words}
    if "benign" in lower:
        return "legitimate"
    return "c2" if lower & {"command-and-control", "command and control", "c2"} else ""


def _observed_told(thing: dict[str, Json], family: str) -> Told:
    demoted = "withdrawn by its author (revoked)" if shape.flag(thing, "revoked") else None
    severity = Severity.HIGH if family else Severity.MEDIUM
    note = "observed; its source does not call it malicious" if not family else ""
    return Told(family=family, note=note, demoted=demoted, severity=severity, bare=not family)


def _observed(thing: dict[str, Json], refused: Refused) -> list[Typed]:
    """Return what an observed object stands for: its hashes and name, or its value."""
    kind = shape.text(thing, "type")
    found = [
        stix_pattern.Comparison(kind, f"hashes.{name}", "=", str(value))
        for name, value in shape.member(thing, "hashes").items()
    ]
    for field in ("name", "value", "key"):
        if shape.text(thing, field):
            found.append(stix_pattern.Comparison(kind, field, "=", shape.text(thing, field)))
    return list(_pairs(tuple(found), shape.text(thing, "id") or kind, refused))
