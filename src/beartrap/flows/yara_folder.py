"""YARA rules from files and folders: every rule file in them is a namespace. What does not compile is told, not refused."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from beartrap.intel.errors import IntelError

SUFFIXES = (".yar", ".yara")
MOST_BYTES = 256 * 1024 * 1024
"""Bytes of rules in all; the largest public collection has 20 MB."""


def yara_in(places: Sequence[Path]) -> dict[str, str]:
    """Return sources by name, the path below the place that was given. Raises IntelError where none is found."""
    found: dict[str, str] = {}
    size = 0
    for place in places:
        files = sorted(_files(place))
        if not files:
            raise IntelError(place, "no YARA rules there", f"Name a file, or a folder with files in {SUFFIXES}.")
        for path in files:
            name = path.name if path == place else os.fspath(path.relative_to(place))
            try:
                content = path.read_bytes()
            except OSError as error:
                raise IntelError(
                    path, f"cannot be read: {error.strerror}", "Give this account the right to."
                ) from error
            size += len(content)
            if size > MOST_BYTES:
                raise IntelError(place, f"more than {MOST_BYTES >> 20} MiB of rules", "Sweep with parts of them.")
            text = content.decode("utf-8", "replace").removeprefix("\ufeff")
            found[name if name not in found else os.fspath(path)] = text
    return found


def _files(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
    for folder, _, names in os.walk(place):
        for name in names:
            path = Path(folder) / name
            if name.lower().endswith(SUFFIXES) and path.is_file():
                yield path
