"""Things that an estate's readers yield and the sweep looks at: files, rows of hash inventories, packages."""

from datetime import datetime
from enum import StrEnum

from beartrap.model.frozen import frozen
from beartrap.model.place import Place


class ContentState(StrEnum):
    """How the examination of one content ended: five states, never two."""

    CLEAN = "clean"
    HIT = "hit"
    SKIPPED = "skipped"
    ERROR = "error"
    TIMED_OUT = "timed-out"


@frozen
class FileEntry:
    """A regular file that a walk met, not opened yet.

    `real` is where this process can open it (raw bytes), `place.path` what its own host calls it. `identity` is
    (device, inode, size, mtime in ns, ctime in ns) as the walk saw it.
    """

    place: Place
    real: bytes
    identity: tuple[int, int, int, int, int]
    mode: int

    @property
    def size(self) -> int:
        """Bytes."""
        return self.identity[2]


@frozen
class RuleMatch:
    """One YARA rule that matched a content, with the offset and a printable sample of its first match."""

    rule: str
    namespace: str
    offset: int | None = None
    sample: str = ""
    meta: tuple[tuple[str, str], ...] = ()


@frozen
class Signer:
    """A certificate in a content's signature: fingerprints and serial number in lower-case hex, names as `CN=…, O=…`.

    `use` is `signer`, `timestamp` or `chain`; `fits` whether the signature names the digest of this very content, None where that
    was not computed.
    """

    sha256: str
    sha1: str
    md5: str
    serial: str
    subject: str
    issuer: str
    use: str = "signer"
    fits: bool | None = None


@frozen
class Artifact:
    """One content at one place: a file that was examined, or a row of a hash inventory.

    Digests are lower-case hex, None where not known. `modified` is the content's own write time, UTC. `version` is
    the version that an inventory names for it. `state` and `why` say how the examination went; an inventory's row is
    as good as its author, and `examined` is false. `note` says where in an image it lies, and whether it is still to be seen there.
    `signers` are told only where certificates are looked for.
    """

    place: Place
    name: bytes
    size: int | None = None
    sha256: str | None = None
    sha1: str | None = None
    md5: str | None = None
    version: str | None = None
    modified: datetime | None = None
    matches: tuple[RuleMatch, ...] = ()
    state: ContentState = ContentState.CLEAN
    examined: bool = True
    note: str = ""
    signers: tuple[Signer, ...] = ()


@frozen
class Quarantined:
    """A content that another product isolated: which product, what it called the threat, when (UTC). Empty where not known."""

    artifact: Artifact
    product: str
    threat: str = ""
    taken: datetime | None = None

    @property
    def place(self) -> Place:
        """Where it was, or lies."""
        return self.artifact.place


@frozen
class Package:
    """One installed, locked or declared package, or a component of an SBOM.

    `ecosystem` is the purl type (`pypi`, `npm`, `deb`, `rpm`, `generic`, …; `application` for a program that a
    Windows or EDR inventory lists). `standing` is `installed`, `locked`, `declared` or `component`. `origin` is the
    folder, repository or address that a lock file takes it from, None where it comes from an index.
    """

    place: Place
    name: str
    version: str | None
    ecosystem: str
    purl: str | None = None
    vendor: str | None = None
    standing: str = "installed"
    installed: datetime | None = None
    digests: tuple[tuple[str, str], ...] = ()
    origin: str | None = None
