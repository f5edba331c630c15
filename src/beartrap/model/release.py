"""What we built and what we published: artefacts by name and digest."""

from beartrap.model.frozen import frozen
from beartrap.model.place import Place

STRENGTH = ("sha512", "sha384", "sha256", "sha1", "md5")
"""Digests that records give, the strongest first."""


@frozen
class Artefact:
    """One artefact: its file name, digests (kind, lower-case hex), where that is said. `time` and `key` are of a signature."""

    name: str
    digests: tuple[tuple[str, str], ...]
    place: Place
    key: str = ""
    time: str = ""
    user: str = ""

    def digest(self, kind: str) -> str | None:
        """Return the digest of that kind, None where it is not told."""
        return dict(self.digests).get(kind)
