"""The worker that reads a disk image: each file in it hashed, scanned and unfolded, as the workers of trees do it.

In: the setup of a content worker, and `{"paths": [...], "skip": how many files were told before}`. Out: `{"volume"}`; `{"size"}` before a
large file is read; `{"file": member}` or `{"refused": [reason, names, why], "counts": bool}`; then `{"done": true}`.
"""

import contextlib
import hashlib
import io
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

from beartrap.engine.disk.opening import DiskFile, NoDissect, Unread, broken, files, says, volumes
from beartrap.engine.errand import serve_talk
from beartrap.engine.hashing import opened_plainly
from beartrap.engine.limits import Limits
from beartrap.engine.members import CHUNK, Unfolder, names_of
from beartrap.engine.signers import Scanner
from beartrap.engine.wire import to_raw, to_text
from beartrap.engine.worker_main import SPOOL, scanner_for
from beartrap.model.coverage import GapReason
from beartrap.model.frozen import frozen

Message = dict[str, Any]


@frozen
class _Desk:
    limits: Limits
    also: tuple[str, ...]
    rules: Scanner | None
    unfolder: Unfolder
    faults: tuple[type[Exception], ...]


def told(message: Message) -> Iterator[Message]:
    """Yield what an image holds."""
    try:
        faults = broken()
    except NoDissect:
        yield {"missing": True}
        return
    limits = Limits(**message["limits"])
    rules, _ = scanner_for(message, limits)
    named = rules.scan_named if rules is not None and rules.looks_at_names else None
    unfolder = Unfolder(limits, message["digests"], None if rules is None else rules.scan, named)
    desk = _Desk(limits, tuple(message["digests"]), rules, unfolder, faults)
    with contextlib.ExitStack() as kept:
        streams = [kept.enter_context(opened_plainly(to_raw(path))) for path in message["paths"]]
        try:
            yield from _all(streams, desk, message["skip"])
        except faults as error:
            yield _refused(Unread(b"", f"cannot be read as a disk image ({says(error)})", unsupported=True), ())
    yield {"done": True}


def _all(streams: list[BinaryIO], desk: _Desk, skip: int) -> Iterator[Message]:
    count = 0
    for volume in volumes(streams):
        if isinstance(volume, Unread):
            yield _refused(volume, ())
            continue
        yield {"volume": to_text(volume.name)}
        names = (volume.name,) if volume.name else ()
        for one in files(volume):
            if isinstance(one, Unread):
                yield _refused(one, names)
                continue
            count += 1
            if count > skip:
                yield from _file(one, names, desk)


def _refused(one: Unread, names: tuple[bytes, ...], *, counts: bool = False) -> Message:
    reason = GapReason.UNSUPPORTED if one.unsupported else GapReason.UNREADABLE
    path = (*names, one.path) if one.path else names
    return {"refused": [reason.value, [to_text(name) for name in path], one.why], "counts": counts}


def _file(one: DiskFile, names: tuple[bytes, ...], desk: _Desk) -> Iterator[Message]:
    limits, member = desk.limits, [to_text(name) for name in (*names, one.path)]
    if one.size > limits.hash_bytes:
        why = f"has {one.size} bytes; files over {limits.hash_bytes} are not read"
        yield {"refused": [GapReason.LIMIT.value, member, why], "counts": True}
        return
    if one.size > limits.scan_bytes:
        yield {"size": one.size}
    try:
        found = _examined(one, desk)
    except desk.faults as error:
        yield _refused(Unread(one.path, f"cannot be read ({says(error)})"), names, counts=True)
        return
    yield {"file": {**found, "names": member, "size": one.size, "note": ""}, "modified": one.modified}


def _examined(one: DiskFile, desk: _Desk) -> Message:
    hashes = {name: hashlib.new(name, usedforsecurity=False) for name in ("sha256", *desk.also)}
    stream = one.open()
    data: bytes | None = None
    if one.size <= desk.limits.scan_bytes:
        data = stream.read(one.size)
        for made in hashes.values():
            made.update(data)
    else:
        while chunk := stream.read(CHUNK):
            for made in hashes.values():
                made.update(chunk)
    scan = named = inside = None
    if data is not None and desk.rules is not None:
        scan = desk.rules.scan(data)
        named = desk.rules.scan_named(data, names_of(one.path)) if desk.rules.looks_at_names else None
    if data is None:
        inside = desk.unfolder.look(io.BufferedReader(one.open()), one.size)  # type: ignore[type-var]
    else:
        inside = desk.unfolder.look_in(data)
    digests = {name: hashes[name].hexdigest() if name in hashes else None for name in ("sha256", "sha1", "md5")}
    return {"digests": digests, "kept": data is not None, "scan": scan, "named": named, "inside": inside}


if __name__ == "__main__":
    sys.exit(serve_talk(told, spool=SPOOL))
