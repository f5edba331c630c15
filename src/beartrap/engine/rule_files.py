"""Rule files as they were read: what whoever parses rules is given."""

import hashlib
from collections.abc import Iterable

from beartrap.model.frozen import frozen


@frozen
class RuleFile:
    """One file of rules: `path` as gaps name it (inside an archive too), and its bytes, which are hostile."""

    path: str
    content: bytes

    @property
    def digest(self) -> str:
        """The SHA-256 of its path and bytes, hex."""
        return hashlib.sha256(self.path.encode("utf-8", "surrogateescape") + b"\0" + self.content).hexdigest()


def digest_of(files: Iterable[RuleFile]) -> str:
    """Return one SHA-256 over all files, whatever their order."""
    return hashlib.sha256("\n".join(sorted(file.digest for file in files)).encode()).hexdigest()
