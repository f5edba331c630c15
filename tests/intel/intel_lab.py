"""A desk for intelligence: writes a file, reads it, and sorts what comes out."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from beartrap.intel.read import read
from beartrap.model.claim import Claim, Document
from beartrap.model.coverage import Gap
from beartrap.model.incident import Incident
from beartrap.model.indicator import Indicator


@dataclass(frozen=True)
class Sorted:
    """The records of one file by kind."""

    documents: list[Document]
    claims: list[Claim]
    indicators: list[Indicator]
    incidents: list[Incident]
    gaps: list[Gap]

    @property
    def keys(self) -> list[str]:
        return [item.key for item in self.indicators]

    @property
    def whys(self) -> str:
        return "\n".join(gap.why for gap in self.gaps)

    def one(self, key: str) -> Indicator:
        (found,) = [item for item in self.indicators if item.key == key]
        return found


def sort_file(path: Path) -> Sorted:
    found: dict[type, list[Any]] = {Document: [], Claim: [], Indicator: [], Incident: [], Gap: []}
    for record in read(path):
        found[type(record)].append(record)
    return Sorted(found[Document], found[Claim], found[Indicator], found[Incident], found[Gap])


def sort_bytes(folder: Path, raw: bytes | str, name: str = "given.txt") -> Sorted:
    path = folder / name
    path.write_bytes(raw.encode() if isinstance(raw, str) else raw)
    return sort_file(path)


def sort_json(folder: Path, document: Any) -> Sorted:
    return sort_bytes(folder, json.dumps(document), "given.json")
