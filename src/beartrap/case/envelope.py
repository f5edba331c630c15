"""The JSON around each record in the ledger: `{"at":…,"id":…,"record":{…},"v":1}`, canonical like the record itself."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from beartrap.model.frozen import frozen
from beartrap.model.record import Record, RecordError, kind_of, to_json

VERSION = 1
"""Version of the envelope. Version 0 had no `v`; its fields were the same."""


@frozen
class Envelope:
    """A record's JSON with its id and the time it was recorded (UTC)."""

    id: str
    at: datetime
    record: Mapping[str, Any]


def wrap(record: Record, at: str) -> tuple[str, str, bytes]:
    """Return the record's id, its kind, and its envelope in canonical JSON; `at` is the time as `stamp` gives it."""
    kind = kind_of(record)
    content = encode(to_json(record))
    key = f"{kind}-{hashlib.sha256(kind.encode() + chr(0).encode() + content).hexdigest()[:24]}"
    return key, kind, seal(key, at, content)


def seal(key: str, at: str, content: bytes) -> bytes:
    """Return the envelope around canonical JSON; put together by hand, which encodes the record only once."""
    return b'{"at":"%b","id":"%b","record":%b,"v":%d}' % (at.encode(), key.encode(), content, VERSION)


def encode(document: Any) -> bytes:
    """Return canonical JSON. Lone surrogates (a path or log line that was no UTF-8) become JSON escapes and come back whole."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode(
        "utf-8", "backslashreplace"
    )


def stamp(moment: datetime) -> str:
    """Return a time as the ledger writes it."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def unwrap(content: bytes) -> Envelope:
    """Read an envelope; raises RecordError where it is none, or newer than this version knows."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise RecordError(f"not JSON: {type(error).__name__}") from error
    if not isinstance(document, dict):
        raise RecordError("not an object")
    version = document.get("v", 0)
    if type(version) is not int or not 0 <= version <= VERSION:
        raise RecordError(f"envelope version {version!r}; this Beartrap knows up to {VERSION}")
    key, record = document.get("id"), document.get("record")
    if not isinstance(key, str) or not isinstance(record, dict):
        raise RecordError("an envelope needs `id` and `record`")
    return Envelope(key, read_stamp(document.get("at")), record)


def read_stamp(text: Any) -> datetime:
    """Read a time as `stamp` wrote it; raises RecordError."""
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError) as error:
        raise RecordError("`at` is no time") from error
    raise RecordError("`at` has no zone")
