"""The documents of a rule file: safe YAML within limits."""

from typing import Any

import yaml

from beartrap.model.text import printable, shorten

LONGEST_FILE = 1024 * 1024
"""Bytes of one rule file; the largest public one has 120 kB."""
MOST_DOCUMENTS = 1000
"""Documents in one file."""
MOST_NODES = 50_000
"""Values in one document, each alias counted with all that it stands for: a few lines can stand for billions."""
DEEPEST = 40
"""Levels of nesting; rules have six."""

Document = dict[str, Any]
_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class BadDocument(ValueError):
    """The file is no YAML, or more of it than we read; the text says what."""


def documents(content: bytes) -> list[object]:
    """Return the documents of a file; raises BadDocument."""
    if len(content) > LONGEST_FILE:
        raise BadDocument(f"larger than {LONGEST_FILE:,} bytes")
    found: list[object] = []
    try:
        for one in yaml.load_all(content, _LOADER):
            if one is not None:
                _measure(one)
                found.append(one)
            if len(found) > MOST_DOCUMENTS:
                raise BadDocument(f"more than {MOST_DOCUMENTS:,} documents")
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError) as error:
        if isinstance(error, BadDocument):
            raise
        raise BadDocument(f"no YAML: {shorten(printable(' '.join(str(error).split())), 200)}") from error
    return found


def _measure(document: object) -> None:
    """Count what a document holds, aliases as often as they stand there."""
    pending: list[tuple[object, int]] = [(document, 0)]
    count = 0
    while pending:
        one, depth = pending.pop()
        count += 1
        if count > MOST_NODES:
            raise BadDocument(f"more than {MOST_NODES:,} values")
        if depth > DEEPEST:
            raise BadDocument(f"nested deeper than {DEEPEST} levels")
        if isinstance(one, dict):
            pending += [(child, depth + 1) for pair in one.items() for child in pair]
        elif isinstance(one, list):
            pending += [(child, depth + 1) for child in one]
