"""A container image's layers: which one a file is in, and whether a later one deletes or replaces it.

Groundwork: the OCI image layout and layer specifications (whiteouts `.wh.NAME`, `.wh..wh..opq`), and what `docker save` writes
(`manifest.json`). A file that a later layer deletes is still in the image, and still evidence.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from beartrap.engine.unfold import Member

WHITEOUT = b".wh."
OPAQUE = b".wh..wh..opq"
LARGEST_MANIFEST = 4 * 1024 * 1024
"""Bytes of a JSON document in an image that is read; a manifest of 127 layers, the most there may be, has 30 kB."""
MOST_LAYERS = 1000
Names = tuple[bytes, ...]


class ImageLayers:
    """Sees the members of an archive go by; afterwards it knows whether they are an image's, and what becomes of each."""

    def __init__(self) -> None:
        self._documents: dict[bytes, Any] = {}
        self._deleted: dict[bytes, list[tuple[bytes, bytes]]] = {}
        self._files: dict[bytes, set[bytes]] = {}

    def met(self, names: Names, member: Member) -> None:
        """Take note of one file."""
        if len(names) == 1:
            name = _plain(names[0])
            wanted = name in (b"manifest.json", b"index.json") or name.startswith(b"blobs/")
            if wanted and member.size <= LARGEST_MANIFEST and (document := _json(member.read())) is not None:
                self._documents[name] = document
        elif len(names) == 2:
            layer, path = _plain(names[0]), _plain(names[1])
            folder, slash, last = path.rpartition(b"/")
            if last == OPAQUE:
                self._deleted.setdefault(layer, []).append((folder + slash, b""))
            elif last.startswith(WHITEOUT):
                self._deleted.setdefault(layer, []).append((b"", folder + slash + last[len(WHITEOUT) :]))
            else:
                self._files.setdefault(layer, set()).add(path)

    def notes(self, members: Iterable[Names]) -> Iterator[str]:
        """Yield a note for each member; empty where it is in no layer of an image."""
        order = {layer: number for number, layer in enumerate(self._order(), 1)}
        for names in members:
            number = order.get(_plain(names[0])) if len(names) > 1 else None
            yield "" if number is None else self._note(number, len(order), _plain(names[1]), order)

    def _note(self, number: int, count: int, path: bytes, order: dict[bytes, int]) -> str:
        note = f"layer {number} of {count}"
        for layer, later in order.items():
            if later <= number:
                continue
            if any(_covers(one, path) for one in self._deleted.get(layer, ())):
                return f"{note}, deleted by layer {later}"
            if path in self._files.get(layer, ()):
                return f"{note}, replaced in layer {later}"
        return note

    def _order(self) -> list[bytes]:
        """Return the layers, the lowest first: as docker's manifest names them, or as OCI's index leads to them."""
        manifest = self._documents.get(b"manifest.json")
        if isinstance(manifest, list):
            named = [layer for image in manifest if isinstance(image, dict) for layer in _list(image.get("Layers"))]
        else:
            named = [path for one in self._manifests() for path in _layers(one)]
        return [_plain(layer.encode()) for layer in dict.fromkeys(named) if isinstance(layer, str)][:MOST_LAYERS]

    def _manifests(self) -> Iterator[Any]:
        index = self._documents.get(b"index.json")
        for entry in _list(index.get("manifests") if isinstance(index, dict) else None):
            path = _blob(entry)
            document = None if path is None else self._documents.get(path.encode())
            if isinstance(document, dict) and "manifests" in document:  # an index of several platforms
                for inner in _list(document["manifests"]):
                    inner_path = _blob(inner)
                    yield None if inner_path is None else self._documents.get(inner_path.encode())
            else:
                yield document


def _layers(manifest: Any) -> Iterator[str]:
    for layer in _list(manifest.get("layers") if isinstance(manifest, dict) else None):
        path = _blob(layer)
        if path is not None:
            yield path


def _blob(entry: Any) -> str | None:
    digest = entry.get("digest") if isinstance(entry, dict) else None
    return f"blobs/{digest.replace(':', '/', 1)}" if isinstance(digest, str) else None


def _covers(whiteout: tuple[bytes, bytes], path: bytes) -> bool:
    folder, name = whiteout
    if name:
        return path == name or path.startswith(name + b"/")
    return path.startswith(folder)


def _plain(name: bytes) -> bytes:
    return name.removeprefix(b"./").lstrip(b"/")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _json(content: bytes) -> Any:
    if content[:1] not in (b"{", b"["):
        return None
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
