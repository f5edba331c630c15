"""The program that reads one file of a foreign vault for its parent, in a process with limits.

In: `{"path": base64, "form": "entry" | "content" | "plain"}`. Out: for an entry `{"threat", "taken", "resources"}`, for a
content `{"sha256", "sha1", "md5", "size"}`, or `{"fault": why}`.
"""

import base64
import hashlib
import os
import stat
import sys
from typing import Any

from beartrap.engine.errand import serve_errand
from beartrap.estate.vaults.defender_format import DATA, Malformed, detection, rc4, streams

LARGEST_ENTRY = 4 * 2**20
"""Bytes of a file of Entries; ordinary ones have a few hundred."""
LARGEST_CONTENT = 64 * 2**20
"""Bytes of a content. RC4 in Python does some 5 MB a second."""


def read(message: dict[str, Any]) -> dict[str, Any]:
    """Return what the named file holds, or its fault."""
    form = message["form"]
    most = LARGEST_ENTRY if form == "entry" else LARGEST_CONTENT
    try:
        raw = _content(base64.b64decode(message["path"]), most)
        if form == "entry":
            return _entry(raw)
        return _digests(_file(rc4(raw)) if form == "content" else raw)
    except Malformed as error:
        return {"fault": str(error)}
    except OSError as error:
        return {"fault": os.strerror(error.errno or 0)}


def _content(path: bytes, most: int) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Malformed("it is no regular file")
        if status.st_size > most:
            raise Malformed(f"it has {status.st_size} bytes; more than {most} are not read")
        return file.read(most + 1)


def _entry(raw: bytes) -> dict[str, Any]:
    found = detection(raw)
    resources = [
        {"path": one.path, "type": one.type, "content": one.content, "written": one.written and one.written.isoformat()}
        for one in found.resources
    ]
    return {"threat": found.threat, "taken": found.taken and found.taken.isoformat(), "resources": resources}


def _file(raw: bytes) -> bytes:
    for kind, content in streams(raw):
        if kind == DATA:
            return content
    raise Malformed("no stream of it is a file's content")


def _digests(content: bytes) -> dict[str, Any]:
    return {
        "sha256": hashlib.sha256(content, usedforsecurity=False).hexdigest(),
        "sha1": hashlib.sha1(content, usedforsecurity=False).hexdigest(),
        "md5": hashlib.md5(content, usedforsecurity=False).hexdigest(),
        "size": len(content),
    }


if __name__ == "__main__":
    sys.exit(serve_errand(read))
