"""Records as JSON: which nouns are records, their ids, and one codec for all of them.

A record's id is the SHA-256 of its kind and its canonical JSON (sorted keys, no white space), which holds no time of
recording: the same statement made twice has one id.
"""

import hashlib
import json
from collections.abc import Mapping

from beartrap.model.action import Action, Began, Mark, Run
from beartrap.model.claim import Claim, Document
from beartrap.model.codec import Json as Json
from beartrap.model.codec import RecordError as RecordError
from beartrap.model.codec import decode as decode
from beartrap.model.codec import to_json as to_json
from beartrap.model.coverage import Gap, Looked
from beartrap.model.estate import Estate
from beartrap.model.finding import Finding
from beartrap.model.incident import Incident
from beartrap.model.indicator import Indicator

Record = Document | Claim | Indicator | Incident | Estate | Finding | Looked | Gap | Action | Mark | Run | Began
KINDS: Mapping[str, type] = {
    "document": Document,
    "claim": Claim,
    "indicator": Indicator,
    "incident": Incident,
    "estate": Estate,
    "finding": Finding,
    "looked": Looked,
    "gap": Gap,
    "action": Action,
    "mark": Mark,
    "run": Run,
    "began": Began,
}
_NAMES = {kind: name for name, kind in KINDS.items()}


def kind_of(record: Record) -> str:
    """Return the name of the record's kind, as the ledger stores it."""
    return _NAMES[type(record)]


def canonical(document: Json) -> bytes:
    """Return JSON in its one canonical form: sorted keys, no white space, UTF-8."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "backslashreplace")  # a lone surrogate becomes its JSON escape


def record_id(record: Record) -> str:
    """Return the record's id: `kind-` and 24 hex digits of the SHA-256 of kind and canonical JSON."""
    return id_of(kind_of(record), to_json(record))


def id_of(kind: str, document: Json) -> str:
    """Return the id of a record that is already JSON."""
    content = b"\0".join((kind.encode(), canonical(document)))
    return f"{kind}-{hashlib.sha256(content).hexdigest()[:24]}"


def from_json(kind: str, document: Json) -> Record:
    """Return the record that a JSON document describes; fields it does not know are passed over.

    Raises RecordError where the kind is unknown or a field has the wrong shape.
    """
    if kind not in KINDS:
        raise RecordError(f"unknown kind of record: {kind}")
    record: Record = decode(KINDS[kind], document)
    return record
