"""The worker that picks small files out of an archive by the ends of their names: manifests in images and packages.

In: `{"path", "ends": [...]}`. Out: `{"names": [...], "content": base64}` for each, `{"fault": …}` for what could not be unfolded, then
`{"done": true}`.
"""

import base64
import sys
from collections.abc import Iterator
from typing import Any

from beartrap.engine.errand import serve_talk
from beartrap.engine.limits import MIB
from beartrap.engine.unfold import EntryKind, Fault, Member, unfold_path
from beartrap.engine.unfold import Limits as UnfoldLimits
from beartrap.engine.wire import to_raw, to_text

LARGEST = 16 * MIB
"""Bytes of one manifest; the lock file of a large project has 3 MB, a distribution's list of packages 2."""
SPOOL = 300 * MIB


def picked(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what is asked for."""
    ends = tuple(to_raw(end) for end in message["ends"])
    for item in unfold_path(to_raw(message["path"]), UnfoldLimits(member_bytes=256 * MIB, seconds=240.0)):
        if isinstance(item, Fault):
            yield {"fault": item.why, "reason": item.reason.value, "names": [to_text(name) for name in item.names]}
        elif isinstance(item, Member) and _is_wanted(item, ends):
            content = base64.b64encode(item.read()).decode("ascii")
            yield {"names": [to_text(name) for name in item.names], "content": content}
    yield {"done": True}


def _is_wanted(member: Member, ends: tuple[bytes, ...]) -> bool:
    if member.kind is not EntryKind.FILE or not member.names or member.size > LARGEST:
        return False
    return (b"/" + member.names[-1]).endswith(ends)


if __name__ == "__main__":
    sys.exit(serve_talk(picked, spool=SPOOL))
