"""One table of a pack's TOML, read strictly: each field by name and shape, and whatever is left over is an error."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, TypeVar

from beartrap.intel.errors import IntelError

Choice = TypeVar("Choice", bound=Enum)
Toml = Any
"""A value that tomllib returned."""


@dataclass(slots=True)
class Fields:
    """A table and the place where it stands: `path` and `text` of the file, `where` the table's name for messages."""

    path: str
    text: str
    where: str
    table: Mapping[str, Toml]
    _asked: dict[str, None] = field(default_factory=dict)

    def fail(self, key: str, why: str, allowed: str) -> IntelError:
        """Return the error for a key: file, line where it can be told, table, key, why, and what is allowed."""
        name = f"{self.where}.{key}" if self.where else key
        line = self._line(key)
        at = f"line {line}: " if line is not None else ""
        return IntelError(self.path, f"{at}{name}: {why}", f"Allowed: {allowed}.")

    def _line(self, key: str) -> int | None:
        """Return the line of a key, where the file has it once: TOML's reader keeps no lines."""
        found = [
            row
            for row, line in enumerate(self.text.splitlines(), 1)
            if re.match(rf"\s*\"?{re.escape(key)}\"?\s*=", line)
        ]
        return found[0] if len(found) == 1 else None

    def _get(self, key: str) -> Toml:
        self._asked[key] = None
        return self.table.get(key)

    def text_of(self, key: str, *, needed: bool = False) -> str | None:
        """Return a non-empty string, None where it is absent and not needed."""
        found = self._get(key)
        if found is None and not needed:
            return None
        if not isinstance(found, str) or not found.strip():
            raise self.fail(key, "missing" if found is None else "not a text", "a text that is not empty")
        return found.strip()

    def texts_of(self, key: str) -> tuple[str, ...]:
        """Return a list of strings, empty where it is absent."""
        found = self._get(key)
        if found is None:
            return ()
        if not isinstance(found, list) or not all(isinstance(item, str) and item.strip() for item in found):
            raise self.fail(key, "not a list of texts", 'a list such as ["one", "two"]')
        return tuple(item.strip() for item in found)

    def flag_of(self, key: str) -> bool:
        """Return true or false, false where it is absent."""
        found = self._get(key)
        if found is not None and not isinstance(found, bool):
            raise self.fail(key, "neither true nor false", "true, false")
        return bool(found)

    def moment_of(self, key: str, *, needed: bool = False) -> datetime | None:
        """Return a UTC time; a date is its first moment. A time without a zone is an error."""
        found = self._get(key)
        if found is None and not needed:
            return None
        if isinstance(found, datetime) and found.tzinfo is not None:
            return found.astimezone(UTC)
        if isinstance(found, date) and not isinstance(found, datetime):
            return datetime(found.year, found.month, found.day, tzinfo=UTC)
        raise self.fail(key, "no date and no time with a zone", "2020-03-24 or 2020-03-24T08:52:34Z, without quotes")

    def choice_of(self, key: str, choices: type[Choice], *, needed: bool = False) -> Choice | None:
        """Return a member of an enum by its value."""
        found = self._get(key)
        if found is None and not needed:
            return None
        for member in choices:
            if member.value == found:
                return member
        raise self.fail(
            key, "missing" if found is None else f"unknown value {found!r}", ", ".join(str(m.value) for m in choices)
        )

    def hours_of(self, key: str) -> tuple[int, int] | None:
        """Return a pair of whole hours (at least, at most), None where it is absent."""
        found = self._get(key)
        if found is None:
            return None
        right = isinstance(found, list) and len(found) == 2 and all(type(item) is int and item >= 0 for item in found)
        if not right or found[0] > found[1]:
            raise self.fail(key, "no pair of hours", "two whole numbers, at least and at most, such as [288, 336]")
        return found[0], found[1]

    def table_of(self, key: str) -> "Fields":
        """Return an inner table, empty where it is absent."""
        found = self._get(key)
        if found is not None and not isinstance(found, dict):
            raise self.fail(key, "not a table", f"a table [{key}]")
        return Fields(self.path, self.text, key, found or {})

    def tables_of(self, key: str) -> tuple["Fields", ...]:
        """Return an array of tables, empty where it is absent."""
        found = self._get(key)
        if found is not None and not (isinstance(found, list) and all(isinstance(item, dict) for item in found)):
            raise self.fail(key, "not an array of tables", f"tables [[{key}]]")
        return tuple(Fields(self.path, self.text, f"{key}[{index}]", item) for index, item in enumerate(found or [], 1))

    def finish(self) -> None:
        """Raise IntelError where the table has a key that nobody asked for."""
        for key in self.table:
            if key not in self._asked:
                raise self.fail(key, "unknown key", ", ".join(self._asked))
