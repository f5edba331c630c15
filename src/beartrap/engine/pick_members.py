"""The worker that picks small files out of an archive by the ends of their names: manifests in images and packages.

In: `{"path", "ends": [...], "disk": whether it is a disk image}`. Out: `{"names": [...], "content": base64}` for each, `{"fault": …}` for what could not be unfolded, then
`{"done": true}`.
"""

import base64
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from beartrap.engine.disk.telling import INSTALL
from beartrap.engine.errand import serve_talk
from beartrap.engine.hashing import opened_plainly
from beartrap.engine.limits import MIB
from beartrap.engine.unfold import EntryKind, Fault, Member, unfold_path
from beartrap.engine.unfold import Limits as UnfoldLimits
from beartrap.engine.wire import to_raw, to_text
from beartrap.model.coverage import GapReason

if TYPE_CHECKING:
    from beartrap.engine.disk.opening import Volume

LARGEST = 16 * MIB
"""Bytes of one manifest; the lock file of a large project has 3 MB, a distribution's list of packages 2."""
SPOOL = 300 * MIB


def picked(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what is asked for."""
    ends = tuple(to_raw(end) for end in message["ends"])
    if message["disk"]:
        yield from _of_disk(to_raw(message["path"]), ends)
        yield {"done": True}
        return
    for item in unfold_path(to_raw(message["path"]), UnfoldLimits(member_bytes=256 * MIB, seconds=240.0)):
        if isinstance(item, Fault):
            yield {"fault": item.why, "reason": item.reason.value, "names": [to_text(name) for name in item.names]}
        elif isinstance(item, Member) and _is_wanted(item, ends):
            content = base64.b64encode(item.read()).decode("ascii")
            yield {"names": [to_text(name) for name in item.names], "content": content}
    yield {"done": True}


def _of_disk(path: bytes, ends: tuple[bytes, ...]) -> Iterator[dict[str, Any]]:
    from beartrap.engine.disk import opening  # late: images are rare

    try:
        faults = opening.broken()
    except opening.NoDissect:
        yield {"fault": INSTALL, "reason": GapReason.UNSUPPORTED.value, "names": []}
        return
    with opened_plainly(path) as stream:
        try:
            for volume in opening.volumes([stream]):
                if isinstance(volume, opening.Volume):
                    yield from _of_volume(volume, ends)
                else:
                    yield {"fault": volume.why, "reason": GapReason.UNSUPPORTED.value, "names": [to_text(volume.path)]}
        except faults as error:
            yield {"fault": opening.says(error), "reason": GapReason.UNSUPPORTED.value, "names": []}


def _of_volume(volume: "Volume", ends: tuple[bytes, ...]) -> Iterator[dict[str, Any]]:
    from beartrap.engine.disk import opening  # late, as above

    above = [to_text(volume.name)] if volume.name else []
    for one in opening.files(volume):
        names = [*above, to_text(one.path)]
        if isinstance(one, opening.Unread):
            yield {"fault": one.why, "reason": GapReason.UNREADABLE.value, "names": names}
        elif (b"/" + one.path).endswith(ends) and one.size <= LARGEST:
            try:
                content = one.open().read(one.size)
            except opening.broken() as error:
                yield {"fault": opening.says(error), "reason": GapReason.UNREADABLE.value, "names": names}
                continue
            yield {"names": names, "content": base64.b64encode(content).decode("ascii")}


def _is_wanted(member: Member, ends: tuple[bytes, ...]) -> bool:
    if member.kind is not EntryKind.FILE or not member.names or member.size > LARGEST:
        return False
    return (b"/" + member.names[-1]).endswith(ends)


if __name__ == "__main__":
    sys.exit(serve_talk(picked, spool=SPOOL))
