"""A vetted update as SARIF 2.1.0, within what GitHub's code scanning takes.

GitHub shows 5,000 results a run and refuses files of more than 25,000 results, 20 tags a rule, or without a start line;
a binary's offset therefore stands in the region, in the message and among the properties, beside line 1. What could not be
looked at is a notification, and a run with such gaps is no success where they may hide code.

References: OASIS SARIF 2.1.0; GitHub documentation, "SARIF support for code scanning".
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from beartrap import __version__
from beartrap.model.coverage import Gap
from beartrap.model.evidence import Evidence
from beartrap.model.finding import Finding, Severity
from beartrap.model.place import Place
from beartrap.model.text import printable, shorten
from beartrap.model.vetting import Suppressed, Suppression, Vetted
from beartrap.share.vetting import verdicts

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MOST_RESULTS = 5_000
MOST_LOCATIONS = 100
MOST_TAGS = 20
LONGEST_TEXT = 1000
"""GitHub cuts descriptions at 1,024 characters."""
_LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
_SCORES = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "3.0",
    Severity.INFO: "0.1",
}
"""GitHub's bounds: critical over 9.0, high 7.0 to 8.9, medium 4.0 to 6.9, low 0.1 to 3.9."""


def sarif(vetted: Vetted) -> dict[str, Any]:
    """Return the update as a SARIF log of one run; findings come the weightiest first, and what is left out is told."""
    found = list(vetted.findings)[:MOST_RESULTS]
    accepted = list(vetted.suppressed)[: MOST_RESULTS - len(found)]
    rules = _rules([*found, *(one.finding for one in accepted)])
    numbers = {rule["id"]: number for number, rule in enumerate(rules)}
    results = [_result(one, numbers) for one in found]
    results += [_accepted(one, numbers) for one in accepted]
    left = len(vetted.findings) + len(vetted.suppressed) - len(results)
    run = {
        "tool": {"driver": {"name": "Beartrap", "semanticVersion": __version__, "rules": rules}},
        "automationDetails": {"id": f"beartrap-vet/{shorten(printable(vetted.new), 200)}"},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(vetted, left)],
        "results": results,
        "properties": {
            "verdict": vetted.verdict.value,
            "new": printable(vetted.new),
            "old": None if vetted.old is None else printable(vetted.old),
            "reasons": list(vetted.reasons),
        },
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rules(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    highest: dict[str, Finding] = {}
    for one in findings:
        if one.detector not in highest or one.severity > highest[one.detector].severity:
            highest[one.detector] = one
    return [_rule(one) for _, one in sorted(highest.items())]


def _rule(one: Finding) -> dict[str, Any]:
    tags = ["security", "supply-chain", *(f"external/attack/{technique}" for technique in one.techniques)]
    why = shorten(one.why or one.title, LONGEST_TEXT)
    return {
        "id": one.detector,
        "name": "".join(word.capitalize() for word in one.detector.replace("-", ".").split(".")),
        "shortDescription": {"text": shorten(one.title, LONGEST_TEXT)},
        "fullDescription": {"text": why},
        "help": {"text": why, "markdown": why},
        "defaultConfiguration": {"level": _LEVELS[one.severity]},
        "properties": {
            "tags": list(dict.fromkeys(tags))[:MOST_TAGS],
            "precision": "medium",
            "security-severity": _SCORES[one.severity],
        },
    }


def _result(one: Finding, numbers: dict[str, int]) -> dict[str, Any]:
    first = one.evidence[0] if one.evidence else Evidence(Place("the update"))
    result: dict[str, Any] = {
        "ruleId": one.detector,
        "ruleIndex": numbers[one.detector],
        "level": _LEVELS[one.severity],
        "message": {"text": _message(one, first)},
        "locations": [_location(first)],
        "partialFingerprints": {"beartrapBehaviour/v1": shorten(one.subject, 300)},
        "properties": {name: value for name, value in one.facts if value is not None},
    }
    layers = [evidence for evidence in one.evidence[1:] if evidence.facts.get("encoding") is not None]
    steps = [evidence for evidence in one.evidence[1:] if evidence.facts.get("role") is not None]
    if layers:
        result["properties"]["layers"] = [
            {"encoding": str(layer.facts.get("encoding")), "text": layer.quote} for layer in layers[:MOST_LOCATIONS]
        ]
    if steps:
        result["codeFlows"] = [{"threadFlows": [{"locations": [_step(step) for step in steps[:MOST_LOCATIONS]]}]}]
    return result


def _message(one: Finding, first: Evidence) -> str:
    symbol = first.facts.get("symbol")
    at = f" at offset {first.place.offset}" if first.place.row is None and first.place.offset is not None else ""
    parts = [f"{one.title}, {verdicts.when(one)}{at}{f' in {symbol}' if symbol else ''}."]
    parts += [f"Here: {first.quote}"] if first.quote else []
    parts += [
        f"Under {layer.facts.get('encoding')}: {layer.quote}"
        for layer in one.evidence[1:]
        if layer.facts.get("encoding")
    ]
    return shorten(printable(" ".join(parts)), LONGEST_TEXT)


def _location(one: Evidence) -> dict[str, Any]:
    place = one.place
    region: dict[str, Any] = {"startLine": max(place.row or 1, 1)}
    if one.quote and place.row is not None:
        region["snippet"] = {"text": one.quote}
    location: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": {"uri": _uri(place)}, "region": region},
        "message": {"text": printable(place.show())},
    }
    symbol = one.facts.get("symbol")
    if symbol:
        location["logicalLocations"] = [{"fullyQualifiedName": printable(str(symbol))}]
    if place.offset is not None:
        location["properties"] = {"byteOffset": place.offset}
    return location


def _step(one: Evidence) -> dict[str, Any]:
    location = _location(one)
    location["message"] = {"text": f"{one.facts.get('role')}: {one.quote}"}
    return {"location": location}


def _uri(place: Place) -> str:
    """Return a relative reference: names of archives are folders on the way, and raw bytes are percent-encoded."""
    parts = [place.path, *place.member] if place.path is not None else [place.source.encode("utf-8", "surrogateescape")]
    path = b"/".join(part.replace(b"\\", b"/").strip(b"/") for part in parts if part)
    steps = [quote(step) for step in path.split(b"/") if step not in (b"", b".", b"..")]
    return "/".join(steps) or "update"


def _accepted(one: Suppressed, numbers: dict[str, int]) -> dict[str, Any]:
    return _result(one.finding, numbers) | {"suppressions": [_suppression(one.by)]}


def _suppression(by: Suppression) -> dict[str, Any]:
    return {
        "kind": "external",
        "status": "accepted",
        "justification": f"{printable(by.reason)} (until {by.expires:%Y-%m-%d})",
    }


def _invocation(vetted: Vetted, left: int) -> dict[str, Any]:
    notes = [_notification(gap) for gap in vetted.gaps[:MOST_RESULTS]]
    if left:
        notes.append({"level": "warning", "message": {"text": f"{left:,} findings are not in this file."}})
    return {
        "executionSuccessful": not any(gap.questions for gap in vetted.gaps),
        "toolExecutionNotifications": notes,
    }


def _notification(gap: Gap) -> dict[str, Any]:
    note: dict[str, Any] = {
        "level": "error" if gap.questions else "note",
        "message": {"text": shorten(printable(f"{gap.why} {gap.remedy}".strip()), LONGEST_TEXT)},
        "descriptor": {"id": f"gap.{gap.reason.value}"},
    }
    if gap.place is not None and gap.place.path is not None:
        note["locations"] = [{"physicalLocation": {"artifactLocation": {"uri": _uri(gap.place)}}}]
    return note
