"""Hostile JSON, taken apart without trust: each access says what shape it wants and gets nothing where it is another."""

from collections.abc import Iterator
from typing import Any

import orjson

from beartrap.model.text import printable, shorten

Json = Any
LONGEST_TEXT = 20_000
"""Characters kept of one text field: a long description, not a book."""


def parse(raw: bytes) -> Json:
    """Return the JSON value; raises ValueError (with line and column) where it is none, or nested too deep."""
    return orjson.loads(raw)


def text(document: Json, key: str) -> str:
    """Return a text field, stripped and at most LONGEST_TEXT long; empty where it is absent or no text."""
    found = document.get(key) if isinstance(document, dict) else None
    return found.strip()[:LONGEST_TEXT] if isinstance(found, str) else ""


def member(document: Json, key: str) -> dict[str, Json]:
    """Return an object field; empty where it is absent or no object."""
    found = document.get(key) if isinstance(document, dict) else None
    return found if isinstance(found, dict) else {}


def items(document: Json, key: str) -> list[Json]:
    """Return a list field; empty where it is absent or no list."""
    found = document.get(key) if isinstance(document, dict) else None
    return found if isinstance(found, list) else []


def objects(document: Json, key: str) -> Iterator[dict[str, Json]]:
    """Yield the objects of a list field, passing over whatever else stands in it."""
    return (item for item in items(document, key) if isinstance(item, dict))


def texts(document: Json, key: str) -> Iterator[str]:
    """Yield the non-empty texts of a list field."""
    return (item.strip()[:LONGEST_TEXT] for item in items(document, key) if isinstance(item, str) and item.strip())


def flag(document: Json, key: str) -> bool:
    """Whether a field is true (or the words that mean it)."""
    found = document.get(key) if isinstance(document, dict) else None
    return found is True or found == 1 or (isinstance(found, str) and found.lower() in ("1", "true"))


def quoted(words: str, limit: int = 300) -> str:
    """Return hostile words on one line, safe to show, for a quote or a statement."""
    return printable(shorten(" ".join(words.split()), limit))
