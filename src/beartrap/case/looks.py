"""Which looks are done, for a case that is resumed: what was looked at with the same rules is not looked at twice."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from beartrap.case.envelope import unwrap
from beartrap.model.coverage import GapReason
from beartrap.model.record import RecordError

BREAKING = frozenset(
    str(reason) for reason in (GapReason.BUDGET, GapReason.INTERRUPTED, GapReason.CRASHED, GapReason.TIMED_OUT)
)
"""Reasons for which a look must be done again: it could end differently next time."""
KINDS = ("began", "looked", "gap")
"""Kinds of rows that bear on it."""


@dataclass(slots=True)
class _State:
    done: set[tuple[str, str, str]] = field(default_factory=set)
    broken: bool = False


class Looks:
    """What has been looked at since each source was last begun; fed with the JSON of records in ledger order."""

    def __init__(self) -> None:
        self._states: dict[str, _State] = {}

    def take(self, kind: str, record: Mapping[str, Any]) -> None:
        """Note a record; of kinds other than `KINDS` nothing is noted, and what is malformed counts as no look."""
        if kind == "began":
            self._states[str(record.get("source"))] = _State()
        elif kind in KINDS and (state := self._states.get(_source(record))) is not None:
            if kind == "looked":
                state.done.add((str(record.get("by")), str(record.get("digest")), str(record.get("rules"))))
            elif record.get("reason") in BREAKING:
                state.broken = True

    def take_json(self, kind: str, content: bytes) -> None:
        """Note a row of the ledger; one that cannot be read counts as no look."""
        if kind in KINDS:
            with contextlib.suppress(RecordError):
                self.take(kind, unwrap(content).record)

    def has(self, source: str, digest: str, rules: str, by: str | None = None) -> bool:
        """Whether the source was looked at in this state, with these rules (by this detector), and nothing broke it off."""
        state = self._states.get(source)
        if state is None or state.broken:
            return False
        return any(done[1:] == (digest, rules) and by in (None, done[0]) for done in state.done)


def _source(record: Mapping[str, Any]) -> str:
    source = record.get("source")
    if source is None and isinstance(place := record.get("place"), dict):
        source = place.get("source")
    return str(source)
