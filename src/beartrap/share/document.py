"""The case as one JSON document, `beartrap.case/1`: the answers and every record behind them. docs/json.md has its fields."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from beartrap import __version__
from beartrap.case.checklist import checklist
from beartrap.case.view import CaseView, Kept
from beartrap.model.answer import Answer
from beartrap.model.finding import Finding, Severity
from beartrap.model.record import Json, to_json
from beartrap.share.exit_code import exit_code
from beartrap.share.marking import is_redacted, tlp_of

SCHEMA = "beartrap.case/1"
KEEPING = ("id", "seq", "at")
"""What the ledger adds to each record; a record's own field of such a name comes out with `own_` in front."""

SECTIONS: Mapping[str, str] = {
    "documents": "documents",
    "claims": "claims",
    "indicators": "indicators",
    "incidents": "incidents",
    "findings": "findings",
    "suppressed": "suppressed",
    "coverage": "looked",
    "gaps": "gaps",
    "actions": "actions",
    "marks": "marks",
    "runs": "runs",
}
"""The document's lists of records, each with the field of `case.view.Records` that it is made of."""

_UNSAFE = re.compile("[\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u08e2\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\ue000-\uf8ff\U000e0000-\U0010ffff]")  # fmt: skip
"""What a terminal might carry out or hide: written as escapes, which JSON allows anywhere such characters can stand."""

_LONE = re.compile("[\ud800-\udfff]")


def document(view: CaseView) -> dict[str, Json]:
    """Return the whole case as JSON values: all of it, in an order that depends on the case alone.

    Text that was no Unicode (lone surrogates, from logs or paths that were no UTF-8) comes out as `\\xNN`.
    """
    records = view.records
    sections = {name: [_kept(kept) for kept in getattr(records, field)] for name, field in SECTIONS.items()}
    whole = {
        "schema": SCHEMA,
        "generator": {"name": "beartrap", "version": __version__},
        "tlp": tlp_of(view).value,
        "redacted": is_redacted(view),
        "case": {"name": view.name, "length": view.length, "head": view.head},
        "exit_code": exit_code(view),
        "counts": _counts(view),
        "answers": [_answer(answer) for answer in view.answers],
        **sections,
        "checklist": [to_json(step, full=True) for step in checklist(records)],
        "estate": None if records.estate is None else to_json(records.estate, full=True),
    }
    return {name: _unicode(content) for name, content in whole.items()}


def encode(content: Mapping[str, Json]) -> str:
    """Return a document as JSON text, safe to print: one record a line, controls and bidirectional overrides as escapes."""
    lines = [f"  {_text(name)}: {_section(value)}" for name, value in content.items()]
    return "{\n" + ",\n".join(lines) + "\n}"


def _section(value: Json) -> str:
    if not isinstance(value, list) or not value:
        return _text(value)
    return "[\n" + ",\n".join(f"    {_text(item)}" for item in value) + "\n  ]"


def _text(value: Json) -> str:
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return text if text.isascii() and "\x7f" not in text else _UNSAFE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    return json.dumps(match.group())[1:-1] if match.group() != "\x7f" else "\\u007f"


def _kept(kept: Kept[Any]) -> dict[str, Json]:
    """Merge a record, the fields that only a newer version knows, and what the ledger adds."""
    fields = {**kept.unknown, **to_json(kept.record, full=True)}
    shown: dict[str, Json] = {"id": kept.id, "seq": kept.seq, "at": to_json(kept.at)}
    shown.update((f"own_{name}" if name in KEEPING else name, content) for name, content in fields.items())
    return shown


def _answer(answer: Answer) -> dict[str, Json]:
    fields: dict[str, Json] = to_json(answer, full=True)
    return {"id": fields.pop("id"), "asks": answer.id.asks, **fields}


def _counts(view: CaseView) -> dict[str, Json]:
    records = view.records
    reasons: Counter[str] = Counter()
    for kept in records.gaps:
        reasons[kept.record.reason.value] += kept.record.count
    return {
        "found": len(records.findings),
        "found_by_severity": _by_severity(kept.record for kept in records.findings),
        "suppressed": len(records.suppressed),
        "demoted_indicators": sum(kept.record.demoted is not None for kept in records.indicators),
        "gaps": len(records.gaps),
        "gaps_by_reason": dict(sorted(reasons.items())),
        "foreign": records.foreign,
    }


def _by_severity(findings: Iterable[Finding]) -> dict[str, int]:
    counted = Counter(finding.severity for finding in findings)
    return {severity.name.lower(): counted[severity] for severity in sorted(Severity, reverse=True)}


def _unicode(content: Json) -> Json:
    """Return JSON values in which every text is Unicode that can be encoded, and every number is one of JSON's."""
    match content:
        case str():
            return content if content.isascii() else _LONE.sub(_as_bytes, content)
        case list() | tuple():
            return [_unicode(item) for item in content]
        case Mapping():
            return {str(_unicode(name)): _unicode(item) for name, item in content.items()}
        case float() if content != content or content in (float("inf"), float("-inf")):
            return str(content)
        case _:
            return content


def _as_bytes(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else f"\\u{code:04x}"
