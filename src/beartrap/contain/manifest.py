"""The manifest of an item: all that is known of a file beside its content, signed, and kept for good."""

from datetime import datetime

from beartrap.contain.items import Item
from beartrap.effects.files.metadata import Metadata
from beartrap.model.frozen import frozen


@frozen
class Manifest:
    """What the vault keeps of an item.

    `item` holds the raw path bytes of all names, identity, digest, findings and the ground for acting; `metadata` mode,
    owner, times, extended attributes (access control lists, capabilities and SELinux label among them) and link count;
    `target` what a symbolic link led to. `blob` is the name of the content in the vault, `rules` the digest of what was
    looked for.
    """

    item: Item
    metadata: Metadata
    blob: str
    taken: datetime
    operator: str
    case: str
    host: str
    tool: str
    rules: str
    plan: str
    target: bytes | None = None
