"""The contents of a package while it is examined: each distinct one once, in memory or in one unnamed file."""

import tempfile

from beartrap.engine.unfold.limits import MIB

IN_MEMORY = 24 * MIB
"""Bytes of contents that are held in memory; those of most packages fit."""
SPOOL = 8 * 1024 * MIB
"""Bytes that the unnamed file may grow to."""


class Store:
    """Contents by their SHA-256 (hex)."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - it lives as long as the store
        self._places: dict[str, tuple[int, int]] = {}
        self._end = 0

    def __contains__(self, sha256: str) -> bool:
        return sha256 in self._places

    def put(self, sha256: str, content: bytes) -> None:
        """Keep a content that is not kept yet. Raises OSError where there is no room."""
        if sha256 in self._places:
            return
        self._file.seek(self._end)
        self._file.write(content)
        self._places[sha256] = (self._end, len(content))
        self._end += len(content)

    def get(self, sha256: str) -> bytes:
        """Return a content that was kept; raises KeyError for any other."""
        start, size = self._places[sha256]
        self._file.seek(start)
        return self._file.read(size)
