"""A small laboratory for reading: texts in, records out."""

import hashlib
from typing import Any

from beartrap.intel.prose.read import read_prose
from beartrap.model.claim import Claim, Document
from beartrap.model.coverage import Gap
from beartrap.model.indicator import Indicator

Record = Document | Claim | Indicator | Gap


def records(text: str | bytes, label: str = "report.txt") -> list[Record]:
    raw = text.encode() if isinstance(text, str) else text
    return list(read_prose(label, raw, hashlib.sha256(raw).hexdigest()))


def document(text: str | bytes, label: str = "report.txt") -> Document:
    return next(record for record in records(text, label) if isinstance(record, Document))


def claims(text: str | bytes, label: str = "report.txt") -> list[Claim]:
    return [record for record in records(text, label) if isinstance(record, Claim)]


def gaps(text: str | bytes, label: str = "report.txt") -> list[Gap]:
    return [record for record in records(text, label) if isinstance(record, Gap)]


def indicators(text: str | bytes, label: str = "report.txt") -> list[Indicator]:
    return [record for record in records(text, label) if isinstance(record, Indicator)]


def fits(record: Record, wanted: dict[str, Any]) -> bool:
    """Whether the record has all of the wanted fields; a document or gap is asked for by name."""
    fields = dict(wanted)
    sort = fields.pop("record", None)
    if sort == "gap":
        return isinstance(record, Gap) and fields["why"] in record.why
    if isinstance(record, Gap) or isinstance(record, Document) != (sort == "document"):
        return False
    return all(hasattr(record, name) and plain(getattr(record, name)) == value for name, value in fields.items())


def plain(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return getattr(value, "value", value)
