"""Reading a foreign vault: Windows Defender's quarantine, or a folder into which ClamAV moved what it found.

Defender's is known by its folders `Entries` and `ResourceData`; it keeps path, time and the threat's name. ClamAV's
(`clamscan --move`, `clamonacc --move`) is a plain folder: it keeps the file's own name alone, as it is, and nothing else is known.
"""

import base64
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from beartrap.engine.errand import ErrandFailed, run_errand, worker_command
from beartrap.estate.gaps import gap_in, only_host
from beartrap.model.artifact import Artifact, ContentState, Quarantined
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.estate import Source
from beartrap.model.place import Place
from beartrap.model.text import shown_bytes

WORKER = worker_command("beartrap.estate.vaults.worker")
SECONDS = 60.0
"""For one file; a content of 64 MiB takes some fifteen."""
MOST_FILES = 5_000
"""Files of one vault that are read; a busy host has dozens."""
_ID = re.compile(r"[0-9A-F]{40}")
_DIGEST = re.compile(r"[0-9a-f]{32,64}")
DEFENDER, CLAMAV = "Windows Defender", "ClamAV or another that moves files as they are"


def read(source: Source, host: str | None = None) -> Iterator[Quarantined | Gap]:
    """Yield what lies in the vault at the source's path, and a Gap for each file that cannot be read."""
    root = os.path.realpath(os.fsencode(source.path))
    folders = {name.lower(): name for name in _names(root)}
    host = host or only_host(source)
    if not folders:
        why = f"{source.label}: is no folder, is empty, or may not be read"
        yield gap_in(
            source, GapReason.UNREADABLE, why, "Name the folder of the vault, and run with the right to read it."
        )
    elif b"entries" in folders:
        yield from _defender(source, host, root, folders)
    else:
        yield from _plain(source, host, root)


def _defender(
    source: Source, host: str | None, root: bytes, folders: dict[bytes, bytes]
) -> Iterator[Quarantined | Gap]:
    entries = root + b"/" + folders[b"entries"]
    contents = root + b"/" + folders.get(b"resourcedata", b"ResourceData")
    yield from _most(source, names := _names(entries))
    for name in names[:MOST_FILES]:
        told = _ask(entries + b"/" + name, "entry")
        if "fault" in told:
            yield _fault(source, host, entries + b"/" + name, told)
            continue
        for resource in _list(told, "resources"):
            yield from _resource(source, host, contents, name, told, resource)


def _resource(
    source: Source, host: str | None, contents: bytes, entry: bytes, told: dict[str, Any], resource: dict[str, Any]
) -> Iterator[Quarantined | Gap]:
    identifier, path = _text(resource, "content"), _text(resource, "path")
    if _text(resource, "type") not in ("file", "containerfile") or not path:
        return
    digests: dict[str, Any] = {"fault": "its content is not in the vault"}
    if _ID.fullmatch(identifier):
        digests = _ask(b"/".join((contents, identifier[:2].encode(), identifier.encode())), "content")
    if "fault" in digests:
        yield _fault(source, host, contents + b"/" + identifier.encode(), digests)
    raw = path.encode("utf-8", "surrogatepass")
    artifact = _artifact(Place(source.label, host, raw, member=(entry,)), raw, digests, _time(resource, "written"))
    yield Quarantined(artifact, DEFENDER, _text(told, "threat"), _time(told, "taken"))


def _plain(source: Source, host: str | None, root: bytes) -> Iterator[Quarantined | Gap]:
    yield from _most(source, names := _names(root))
    for name in names[:MOST_FILES]:
        path = root + b"/" + name
        if os.path.isdir(path):  # noqa: PTH112 - raw bytes
            continue
        told = _ask(path, "plain")
        if "fault" in told:
            yield _fault(source, host, path, told)
            continue
        artifact = _artifact(Place(source.label, host, member=(name,)), name, told, None)
        yield Quarantined(artifact, CLAMAV, "", None)


def _artifact(place: Place, name: bytes, told: dict[str, Any], written: datetime | None) -> Artifact:
    size = told.get("size")
    return Artifact(
        place=place,
        name=re.split(rb"[\\/]", name)[-1],
        size=size if isinstance(size, int) else None,
        sha256=_digest(told, "sha256"),
        sha1=_digest(told, "sha1"),
        md5=_digest(told, "md5"),
        modified=written,
        state=ContentState.ERROR if "fault" in told else ContentState.CLEAN,
    )


def _ask(path: bytes, form: str) -> dict[str, Any]:
    message = {"path": base64.b64encode(path).decode("ascii"), "form": form}
    try:
        return run_errand(WORKER, message, seconds=SECONDS)
    except (ErrandFailed, OSError) as error:
        return {"fault": str(error)}


def _most(source: Source, names: list[bytes]) -> Iterator[Gap]:
    if len(names) > MOST_FILES:
        why = f"{source.label}: {len(names) - MOST_FILES} files of the vault were not read (the limit is {MOST_FILES})"
        yield gap_in(
            source, GapReason.LIMIT, why, "Name its parts as sources of their own.", count=len(names) - MOST_FILES
        )


def _fault(source: Source, host: str | None, path: bytes, told: dict[str, Any]) -> Gap:
    why = f"{shown_bytes(path)}: {_text(told, 'fault')}"
    remedy = "Look at this file in the product's own console."
    return gap_in(source, GapReason.MALFORMED, why, remedy, place=Place(source.label, host, path))


def _names(folder: bytes) -> list[bytes]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries)
    except OSError:
        return []


def _list(told: dict[str, Any], name: str) -> list[dict[str, Any]]:
    value = told.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _text(told: dict[str, Any], name: str) -> str:
    value = told.get(name)
    return value if isinstance(value, str) else ""


def _digest(told: dict[str, Any], name: str) -> str | None:
    value = _text(told, name)
    return value if _DIGEST.fullmatch(value) else None


def _time(told: dict[str, Any], name: str) -> datetime | None:
    try:
        return datetime.fromisoformat(_text(told, name)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
