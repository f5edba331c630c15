"""A stream that goes forward only, with the manners of a file, for readers that seek a little.

tarfile steps back by one byte at most, and forward over contents that nobody asked for.
"""

from beartrap.engine.decompress import Content
from beartrap.engine.unfold.entry import CHUNK
from beartrap.engine.unfold.limits import Account, Broken

KEEP = 64 * 1024
"""Bytes that one can step back."""
LONGEST_READ = 16 * 1024 * 1024
"""Bytes of one read: a header that asks for more (a pax record of gigabytes) is no header."""


class Forward:
    """Decompressed content that tarfile can read from; counts what comes out of it."""

    def __init__(self, content: Content, account: Account) -> None:
        self._content = content
        self._account = account
        self._buffer = bytearray()
        self._start = 0  # the offset in the stream at which the buffer begins
        self._at = 0

    def tell(self) -> int:
        """Return the offset."""
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to an absolute offset: forward without end, back as far as is kept. Raises Broken."""
        if whence != 0 or offset < self._start:
            raise Broken("the archive points back before what was read")
        while offset > self._start + len(self._buffer):
            if not self._more():
                break
            self._at = min(offset, self._start + len(self._buffer))  # what lies behind the goal is wanted next
            self._forget()
        self._at = min(offset, self._start + len(self._buffer))
        return self._at

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes. Raises Broken where that is more than one may ask for."""
        if not 0 <= size <= LONGEST_READ:
            raise Broken(f"a header asks for {size:,} bytes at once")
        while self._start + len(self._buffer) - self._at < size and self._more():
            pass
        begin = self._at - self._start
        found = bytes(memoryview(self._buffer)[begin : begin + size])
        self._at += len(found)
        self._forget()
        return found

    def peek(self, size: int) -> bytes:
        """Return up to `size` bytes from the very start; only before anything was read."""
        found = self.read(size)
        self._at = 0
        return found

    def _more(self) -> bool:
        chunk = self._content.read(CHUNK)
        self._account.unfolded(len(chunk))
        self._buffer += chunk
        return bool(chunk)

    def _forget(self) -> None:
        """Drop what lies further back than KEEP, seldom enough to be cheap."""
        behind = self._at - self._start
        if behind > CHUNK + KEEP:
            drop = behind - KEEP
            del self._buffer[:drop]
            self._start += drop
