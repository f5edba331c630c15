"""The contents of a package while it is examined: each distinct one once, in memory or in one unnamed file."""

from types import TracebackType
from typing import BinaryIO

from beartrap.engine.unfold.limits import MIB

IN_MEMORY = 12 * MIB
"""Bytes of contents that are held in memory; those of most packages fit."""
SPOOL = 8 * 1024 * MIB
"""Bytes that the unnamed file may grow to."""


class Store:
    """Contents by their SHA-256 (hex). Use as a context manager, or call `close`."""

    def __init__(self) -> None:
        self._held: dict[str, bytes] = {}
        self._size = 0
        self._file: BinaryIO | None = None
        self._places: dict[str, tuple[int, int]] = {}
        self._end = 0

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Let go of all contents."""
        self._held.clear()
        self._places.clear()
        if self._file is not None:
            self._file.close()

    def __contains__(self, sha256: str) -> bool:
        return sha256 in self._held or sha256 in self._places

    def put(self, sha256: str, content: bytes) -> None:
        """Keep a content that is not kept yet. Raises OSError where there is no room."""
        if sha256 in self:
            return
        if self._size + len(content) <= IN_MEMORY:
            self._held[sha256] = content
            self._size += len(content)
            return
        if self._file is None:
            import tempfile  # late: the contents of most packages fit into memory

            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the store
        self._file.seek(self._end)
        self._file.write(content)
        self._places[sha256] = (self._end, len(content))
        self._end += len(content)

    def get(self, sha256: str) -> bytes:
        """Return a content that was kept; raises KeyError for any other."""
        if sha256 in self._held:
            return self._held[sha256]
        start, size = self._places[sha256]
        if self._file is None:
            raise KeyError(sha256)
        self._file.seek(start)
        return self._file.read(size)
