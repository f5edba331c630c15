"""A view as others may have it: marked by the Traffic Light Protocol, our own names replaced by pseudonyms.

Everything in the view passes through one function, so that no output can forget a field. Record ids are made anew from
what was redacted, because the old ones are hashes over the names and would confirm a guess. Fields that this version
does not know are left out: what we do not understand we cannot redact.
"""

import dataclasses
import hashlib
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from functools import cache
from typing import Any, TypeVar, cast

from beartrap.case.view import CaseView, Kept, Records
from beartrap.model.evidence import Facts
from beartrap.model.record import record_id
from beartrap.share.marking import Marked, Tlp
from beartrap.share.pseudonyms import USER_FACTS, beacon_domains, own_networks, pseudonyms
from beartrap.share.scrub import Scrubber

Value = TypeVar("Value")
ID_DIGITS = 24


def redact(view: CaseView, tlp: Tlp, *, names: bool | None = None) -> CaseView:
    """Return the view with its marking; our own names are replaced where `names` is true.

    By default (`names` None) CLEAR and GREEN, which leave the house, are redacted, AMBER and RED are not.
    """
    hide = tlp.leaves_home if names is None else names
    marked = Marked(view.name, view.length, view.head, view.records, view.answers, tlp, False)
    return _Redaction(marked).carried_out() if hide else marked


class _Redaction:
    """One redaction: the names of one case and the ids that change with them."""

    def __init__(self, view: Marked) -> None:
        self.view = view
        names = pseudonyms(view)
        self.scrubber = Scrubber(names, own_networks(view), beacon_domains(view))
        for text in _gather((view.records, view.answers, view.name), {}):
            self.scrubber.collect(text)
        for name in _users(view.records):
            self.scrubber.user(name)
        self.scrubber.index()
        self.ids: dict[str, str] = {}

    def carried_out(self) -> CaseView:
        records = self._records(self.view.records)
        answers = tuple(self._linked(self._value(answer)) for answer in self.view.answers)
        name = self.scrubber.text(self.view.name)
        return dataclasses.replace(self.view, name=name, records=records, answers=answers, redacted=True)

    def _records(self, records: Records) -> Records:
        """Redact findings first: marks and actions point at them."""
        fields = [field.name for field in dataclasses.fields(records)]
        fields.sort(key=lambda name: name in ("marks", "actions"))
        done: dict[str, Any] = {}
        for name in fields:
            content = getattr(records, name)
            done[name] = (
                tuple(self._kept(kept) for kept in content) if isinstance(content, tuple) else self._value(content)
            )
        return Records(**done)

    def _kept(self, kept: Kept[Any]) -> Kept[Any]:
        record = self._value(kept.record)
        if getattr(kept.record, "finding", None) is not None:
            record = dataclasses.replace(record, finding=self._id(kept.record.finding))
        fresh = _fresh_id(record, kept.seq)
        self.ids[kept.id] = fresh
        return Kept(fresh, kept.seq, kept.at, record, again=kept.again)

    def _linked(self, answer: Any) -> Any:
        links = {
            name: tuple(self._id(link) for link in getattr(answer, name)) for name in ("findings", "gaps", "claims")
        }
        return dataclasses.replace(answer, **links)

    def _id(self, old: str) -> str:
        return self.ids.get(old) or hashlib.sha256(old.encode("utf-8", "surrogateescape")).hexdigest()[:ID_DIGITS]

    def _value(self, value: Value) -> Value:
        """Return a value of the model with each text in it redacted."""
        return cast(Value, _map(value, self.scrubber.text, self.scrubber.bytes))


def _fresh_id(record: Any, seq: int) -> str:
    """Return an id over the redacted record and its place in the chain: two records that look alike now stay two."""
    try:
        kind, _, digest = record_id(record).partition("-")
    except UnicodeEncodeError:  # a path that was no UTF-8 has no canonical JSON; its form in Python has as much entropy
        kind, digest = (
            type(record).__name__.lower(),
            hashlib.sha256(repr(record).encode("utf-8", "backslashreplace")).hexdigest(),
        )
    return f"{kind}-{hashlib.sha256(f'{digest}:{seq}'.encode()).hexdigest()[:ID_DIGITS]}"


def _map(value: Any, text: Callable[[str], str], raw: Callable[[bytes], bytes]) -> Any:
    match value:
        case Enum() | None | bool() | int() | float():
            return value
        case str():
            return text(value)
        case bytes():
            return raw(value)
        case tuple():
            return tuple(_map(item, text, raw) for item in value)
        case Facts():
            return Facts(tuple((name, _map(content, text, raw)) for name, content in value.pairs))
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return _map_fields(value, text, raw)
        case _:
            return value


def _map_fields(value: Any, text: Callable[[str], str], raw: Callable[[bytes], bytes]) -> Any:
    changed: dict[str, Any] = {}
    for field in dataclasses.fields(value):
        before = getattr(value, field.name)
        if not field.compare:  # where the estate was read from: a path of ours that no output shows
            changed[field.name] = field.default
            continue
        after = _map(before, text, raw)
        if after is not before:
            changed[field.name] = after
    return dataclasses.replace(value, **changed) if changed else value


def _gather(value: Any, found: dict[str, None]) -> dict[str, None]:
    """Add each text in a value of the model to `found`, once, in the order in which they stand."""
    match value:
        case Enum() | None | bool() | int() | float() | Mapping():
            pass
        case str():
            found[value] = None
        case bytes():
            found[value.decode("utf-8", "surrogateescape")] = None
        case tuple():
            for item in value:
                _gather(item, found)
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            for name in _field_names(type(value)):
                _gather(getattr(value, name), found)
    return found


@cache
def _field_names(noun: Any) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(noun))


def _users(records: Records) -> Iterator[str]:
    """Yield the users that facts name."""
    for kept in (*records.findings, *records.suppressed):
        for facts in (kept.record.facts, *(evidence.facts for evidence in kept.record.evidence)):
            yield from (content for name, content in facts if name in USER_FACTS and isinstance(content, str))
