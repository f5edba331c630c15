"""What is inside an archive, hashed and scanned in the worker: members of members, and the layers of a container image.

Members never reach a disk under a name. What cannot be unfolded is a fault, which becomes a Gap.
"""

import hashlib
import io
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO

from beartrap.engine.hashing import digests_of
from beartrap.engine.image_layers import ImageLayers
from beartrap.engine.limits import MIB, Limits
from beartrap.engine.unfold import EntryKind, Fault, Member, formats, unfold
from beartrap.engine.unfold import Limits as UnfoldLimits
from beartrap.engine.unfold.lone import lone, may_hold
from beartrap.engine.unfold.walk import PLAIN_NAME
from beartrap.engine.wire import to_text

MOST_TOLD = 30_000
"""Members of one archive that are told one by one (some 10 MB in a message); of the rest those that a rule matches."""
MOST_NAMES = 8 * MIB
"""Characters of names in one message."""
SIGNER = 600
"""Characters that a signer takes in a message, beside the names."""
MOST_KNOWN = 4096
"""Scans of members remembered: archives of one kind hold much that is the same."""
LARGEST_MEMBER = 256 * MIB
CHUNK = MIB
Scan = Callable[[bytes], dict[str, Any]]
ScanNamed = Callable[[bytes, tuple[str, str, str]], dict[str, Any]]


class Unfolder:
    """Unfolds for one worker; `scan` and `scan_named` are None where there are no such rules."""

    def __init__(self, limits: Limits, also: Sequence[str], scan: Scan | None, scan_named: ScanNamed | None) -> None:
        self._limits = limits
        self._also = also
        self._scan = scan
        self._scan_named = scan_named
        self._known: OrderedDict[str, dict[str, Any]] = OrderedDict()

    def look_in(self, data: bytes) -> dict[str, Any] | None:
        """Return what `look` says of a content that is in memory."""
        if not may_hold(data):
            return None
        content = lone(data)
        if content is None:
            return self.look(io.BytesIO(data), len(data))
        told = self._member(Member((PLAIN_NAME,), EntryKind.FILE, len(content), content=content))
        del told["raw"]
        return {"members": [{**told, "names": [to_text(PLAIN_NAME)], "note": ""}], "faults": [], "more": 0}

    def look(self, stream: BinaryIO, size: int) -> dict[str, Any] | None:
        """Return `members`, `faults` and `more` (members not told) of an archive; None where it is none."""
        found = formats(stream)
        if not found:
            return None
        limits = UnfoldLimits(
            member_bytes=LARGEST_MEMBER, seconds=self._limits.task_seconds / 2 + size / self._limits.slowest
        )
        layers = ImageLayers()
        told: list[dict[str, Any]] = []
        faults: list[list[Any]] = []
        more = length = 0
        for item in unfold(stream, (), limits):
            if isinstance(item, Fault):
                faults.append([item.reason.value, [to_text(name) for name in item.names], item.why])
            elif isinstance(item, Member) and item.kind is EntryKind.FILE:
                layers.met(item.names, item)
                one = self._member(item)
                length += sum(map(len, item.names)) + SIGNER * len((one["scan"] or {}).get("signers", ()))
                if (len(told) < MOST_TOLD and length < MOST_NAMES) or _hits(one):
                    told.append(one)
                else:
                    more += 1
        for one, note in zip(told, layers.notes(tuple(one["raw"]) for one in told), strict=True):
            one["note"] = note
            one["names"] = [to_text(name) for name in one.pop("raw")]
        return {"members": told[: 2 * MOST_TOLD], "faults": faults[:1000], "more": more}

    def _member(self, member: Member) -> dict[str, Any]:
        data: bytes | None = None
        if member.size <= self._limits.scan_bytes:
            data = member.read()
            sha256, sha1, md5 = digests_of(data, self._also)
        else:
            sha256, sha1, md5 = _streamed(member.open(), self._also)
        scan = named = None
        if data is not None and self._scan is not None:
            scan = self._scanned(sha256, data)
            named = None if self._scan_named is None else self._scan_named(data, names_of(member.names[-1]))
        return {
            "raw": list(member.names),
            "size": member.size,
            "digests": {"sha256": sha256, "sha1": sha1, "md5": md5},
            "kept": data is not None,
            "scan": scan,
            "named": named,
        }

    def _scanned(self, sha256: str, data: bytes) -> dict[str, Any]:
        known = self._known.get(sha256)
        if known is None and self._scan is not None:
            known = self._known[sha256] = self._scan(data)
            if len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)
        assert known is not None
        return known


def _streamed(stream: BinaryIO, also: Sequence[str]) -> tuple[str, str | None, str | None]:
    digests = {name: hashlib.new(name, usedforsecurity=False) for name in ("sha256", *also)}
    while chunk := stream.read(CHUNK):
        for one in digests.values():
            one.update(chunk)
    made = {name: one.hexdigest() for name, one in digests.items()}
    return made["sha256"], made.get("sha1"), made.get("md5")


def _hits(one: dict[str, Any]) -> bool:
    return any(scan is not None and scan["matches"] for scan in (one["scan"], one["named"]))


def names_of(path: bytes) -> tuple[str, str, str]:
    """Return the name, folder and extension (with its dot) of a path, as rules are given them."""
    folder, _, name = path.decode("utf-8", "replace").rpartition("/")
    dot = name.rfind(".")
    return (name, folder, name[dot:] if dot > 0 else "")
