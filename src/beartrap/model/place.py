"""Where a thing stands: down to host, file, archive member, row and offset."""

from beartrap.model.frozen import frozen
from beartrap.model.text import printable, shown_bytes


@frozen
class Place:
    """One spot in what was examined.

    `source` is the input as the estate or the command line named it; `path` is the path on the host, raw bytes;
    `member` the chain of names inside nested archives; `row` counts lines or records from 1; `offset` and `length`
    count bytes (in a report: characters) from 0. Test each for None, never for truth: row 0 and offset 0 are places too.
    """

    source: str
    host: str | None = None
    path: bytes | None = None
    member: tuple[bytes, ...] = ()
    row: int | None = None
    offset: int | None = None
    length: int | None = None
    digest: str | None = None

    def show(self) -> str:
        """Return the place on one line, safe to print."""
        parts = [printable(self.source)]
        if self.path is not None:
            parts = [f"{printable(self.host)}:{shown_bytes(self.path)}" if self.host else shown_bytes(self.path)]
        parts += [f"!{shown_bytes(name)}" for name in self.member]
        if self.row is not None:
            parts.append(f":{self.row}")
        if self.offset is not None:
            parts.append(f"@{self.offset}")
        return "".join(parts)
