"""The worker that hashes packages as npm keeps them: each tarball, and each file in it.

In: `{"paths": [...]}`. Out, for each in order: `{"sha512": hex, "members": [[name, sha256], …], "faults": […]}`; then `{"done": true}`.
"""

import hashlib
import sys
from collections.abc import Iterator
from typing import Any

from beartrap.engine.errand import serve_talk
from beartrap.engine.hashing import Unread, opened_plainly
from beartrap.engine.limits import MIB
from beartrap.engine.unfold import EntryKind, Fault, Member, unfold
from beartrap.engine.unfold import Limits as UnfoldLimits
from beartrap.engine.wire import to_raw, to_text

MOST_MEMBERS = 60_000
"""Files of one package; the largest on npm's registry have some 30,000."""
SPOOL = 300 * MIB


def sums(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the digests of each tarball."""
    for path in message["paths"]:
        try:
            yield _of(to_raw(path))
        except (Unread, OSError) as error:
            yield {"sha512": "", "members": [], "faults": [str(error)[:200]]}
    yield {"done": True}


def _of(path: bytes) -> dict[str, Any]:
    members: list[list[str]] = []
    faults: list[str] = []
    with opened_plainly(path) as stream:
        whole = hashlib.sha512()
        while chunk := stream.read(MIB):
            whole.update(chunk)
        stream.seek(0)
        for item in unfold(stream, (), UnfoldLimits(member_bytes=256 * MIB, seconds=60.0)):
            if isinstance(item, Fault):
                faults.append(item.why[:200])
            elif isinstance(item, Member) and item.kind is EntryKind.FILE and len(item.names) == 1:
                if len(members) >= MOST_MEMBERS:
                    faults.append(f"has more than {MOST_MEMBERS} files")
                    break
                members.append([to_text(item.names[0]), hashlib.sha256(item.read()).hexdigest()])
    return {"sha512": whole.hexdigest(), "members": members, "faults": faults[:20]}


if __name__ == "__main__":
    sys.exit(serve_talk(sums, spool=SPOOL))
