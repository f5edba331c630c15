"""What a plan is made of: items, each bound to one file as it was seen, and what was left alone, with the reason."""

from datetime import datetime
from enum import StrEnum

from beartrap.model.frozen import frozen
from beartrap.model.place import Place
from beartrap.model.record import Json, RecordError, decode, to_json


class ItemKind(StrEnum):
    """What can be taken into the vault. Folders, pipes and devices cannot."""

    FILE = "file"
    LINK = "symbolic link"


@frozen
class Binding:
    """What tells one state of one file from any other: identity (times in nanoseconds) and digest of the content."""

    device: int
    inode: int
    size: int
    modified: int
    changed: int
    digest: str


@frozen
class Name:
    """One name of a file on this machine: a plain absolute path in raw bytes, and the identity of its folder."""

    path: bytes
    folder_device: int
    folder_inode: int


@frozen
class Item:
    """One file with all its names that are known. `findings` are record ids.

    `ground` says why it may be acted upon, `outside` how many more names it has that were not met in the scope,
    `warnings` what a person should know before.
    """

    id: str
    kind: ItemKind
    names: tuple[Name, ...]
    binding: Binding
    place: Place
    title: str
    findings: tuple[str, ...]
    ground: str
    outside: int = 0
    warnings: tuple[str, ...] = ()


@frozen
class Command:
    """One command of a package manager: what it does, and its argument vector, never a shell's line."""

    does: str
    arguments: tuple[str, ...]
    folder: bytes | None = None


@frozen
class PackageStep:
    """A compromised package and what its own manager can do about it; run only where a person says so."""

    id: str
    package: str
    version: str
    ecosystem: str
    place: Place
    findings: tuple[str, ...]
    ground: str
    commands: tuple[Command, ...]
    advice: tuple[str, ...] = ()


@frozen
class Left:
    """A finding that the plan does not act upon, why, and what to do instead."""

    finding: str
    title: str
    place: Place | None
    why: str
    remedy: str


@frozen
class Plan:
    """What will be done, and nothing else will. `scope` are the folders in which names of the same file were looked for, `notes`
    what bears on all items."""

    id: str
    made: datetime
    operator: str
    tool: str
    case: str
    host: str
    rules: str
    items: tuple[Item, ...] = ()
    packages: tuple[PackageStep, ...] = ()
    left: tuple[Left, ...] = ()
    scope: tuple[bytes, ...] = ()
    notes: tuple[str, ...] = ()


def plan_to_json(plan: Plan) -> Json:
    """Return the plan as JSON values, for the file that `apply` reads and for machines."""
    return to_json(plan, full=True)


def plan_from_json(document: Json) -> Plan:
    """Return the plan that a JSON document describes; raises RecordError."""
    plan: Plan = decode(Plan, document)
    if any(not item.names for item in plan.items):
        raise RecordError("an item without a name")
    return plan
