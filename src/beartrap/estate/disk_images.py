"""Disk images in an estate: one that is named as a source is opened; one that lies in a tree is told."""

import os
import re
from pathlib import Path

from beartrap.engine.disk import image_kind
from beartrap.estate.gaps import gap_in
from beartrap.estate.inputs import open_regular
from beartrap.model.artifact import FileEntry
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.estate import Source
from beartrap.model.text import shown_bytes

_ENDINGS = re.compile(rb"\.(?:qcow2?|vmdk|vhdx?|avhdx?|vdi|img|raw|dd|e01|ova-disk)\Z", re.IGNORECASE)
"""How disk images are called. In a tree only what is called so is looked into: to read the beginning of each file would cost a walk."""


def kind_of_image(path: bytes) -> str | None:
    """Return what sort of disk image a file is, None where it is none or cannot be read (whoever reads it next says so)."""
    try:
        with open_regular(Path(os.fsdecode(path))) as stream:
            return image_kind(stream)
    except OSError:
        return None


def met_in_tree(source: Source, entry: FileEntry) -> Gap | None:
    """Return a Gap for a disk image that lies in a tree: what it holds is no part of that host's own files."""
    if not _ENDINGS.search(entry.real) or (kind := kind_of_image(entry.real)) is None:
        return None
    return gap_in(
        source,
        GapReason.UNSUPPORTED,
        f"{entry.place.show()} is a disk image ({kind}): it was hashed, what it holds was not looked at",
        f"Name it: beartrap sweep {shown_bytes(entry.real)}",
        hosts=() if entry.place.host is None else (entry.place.host,),
    )
