"""One content, kept for a moment: in memory while it is small, in an unnamed temporary file where it is not."""

import tempfile
from collections.abc import Iterable
from typing import BinaryIO

from beartrap.engine.unfold.limits import Broken, Limits, Reached


class Spooled:
    """What came of a content: `content` as bytes or as an unnamed file, `size`, and the error that cut it short."""

    def __init__(self) -> None:
        self.content: bytes | BinaryIO = b""
        self.size = 0
        self.error: Exception | None = None


def spool(chunks: Iterable[bytes], limits: Limits) -> Spooled:
    """Take in a content; a broken archive, a full disk or a limit ends it early and is kept beside what came before.

    The temporary file has no name, so that nothing is left behind and no member's name ever meets a file system.
    """
    kept, parts, file = Spooled(), list[bytes](), None
    try:
        for chunk in chunks:
            if kept.size + len(chunk) > limits.member_bytes:
                raise Reached(f"one member of more than {limits.member_bytes:,} bytes", final=False)
            kept.size += len(chunk)
            if file is None and kept.size > limits.memory:
                file = tempfile.TemporaryFile()  # noqa: SIM115 - it outlives this function, and closes itself
                file.writelines(parts)
                parts = []
            if file is None:
                parts.append(chunk)
            else:
                file.write(chunk)
    except (Broken, OSError, Reached) as error:
        kept.error = error
    kept.content = b"".join(parts) if file is None else file
    return kept
