"""The fold kept on disk, so that showing a big case does not decode all of it again.

A snapshot belongs to one head of the chain, one version of the fold's rules and one shape of the records, and is signed
with the case's key. One that is wrong in any way is not used, and made anew: the ledger alone is the truth.

`snapshot.json` is three lines of JSON: the signature (a string), the head it belongs to, the records.
"""

import contextlib
import gc
import hashlib
import itertools
import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from beartrap.case import fold, keys, rows
from beartrap.case.columns import column, shape
from beartrap.case.folder import SNAPSHOT, Folder, replace_private
from beartrap.case.view import Kept, Records
from beartrap.model.estate import Estate
from beartrap.model.record import Json, RecordError, decode, to_json

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FORMAT = 1
LARGEST = 1 << 31
"""Bytes; twenty times what a hundred thousand records take. A larger one is not read at all."""

_UNFIT = (ValueError, LookupError, TypeError, AttributeError, RecordError, RecursionError)
"""What reading JSON of another shape can raise."""


def _nouns() -> dict[str, type]:
    """Return the type of noun in each tuple of `Records`."""
    found = {}
    for name, hint in get_type_hints(Records).items():
        for kept in get_args(hint):
            if get_args(kept):
                (found[name],) = get_args(kept)
    return found


NOUNS = _nouns()


def save(folder: Folder, key: "Ed25519PrivateKey", seq: int, digest: str, records: Records) -> None:
    """Put the snapshot of the fold at a head in place, at once; raises OSError."""
    body = json.dumps(_to_json(records), separators=(",", ":")).encode()
    content = b"\n".join((json.dumps(_head(seq, digest)).encode(), body))
    signature = keys.sign_snapshot(key, hashlib.sha256(content).digest())
    replace_private(folder.file(SNAPSHOT), b"\n".join((json.dumps(signature).encode(), content)))


def load(folder: Folder, database: sqlite3.Connection, public: str) -> tuple[int, str, Records] | None:
    """Return the head a snapshot belongs to and its records; None where there is none that can be trusted."""
    path = folder.file(SNAPSHOT)
    try:
        if path.stat().st_size > LARGEST:
            return None
        signature, content = path.read_bytes().split(b"\n", 1)
        head, body = content.split(b"\n", 1)
        # 1. It is ours.
        if not keys.snapshot_signed(public, hashlib.sha256(content).digest(), json.loads(signature)):
            return None
        # 2. It was made by these rules, of nouns of this shape, and 3. at a head that lies on this chain.
        document = json.loads(head)
        seq, digest = document["seq"], document["hash"]
        entry = rows.at(database, seq)
        if document != _head(seq, digest) or entry is None or entry.hash != digest:
            return None
        with without_collection():
            return seq, digest, _from_json(json.loads(body))
    except (OSError, *_UNFIT):
        return None


@contextlib.contextmanager
def without_collection() -> Iterator[None]:
    """Keep the garbage collector from walking, again and again, hundreds of thousands of objects that all stay."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _head(seq: int, digest: str) -> Json:
    return {"format": FORMAT, "rules": fold.VERSION, "shape": shape(Records), "seq": seq, "hash": digest}


def _to_json(records: Records) -> Json:
    document: dict[str, Any] = {name: _kept_to_json(getattr(records, name), noun) for name, noun in NOUNS.items()}
    document["estate"] = to_json(records.estate) if records.estate is not None else None
    document["foreign"] = records.foreign
    return document


def _kept_to_json(kept: tuple[Kept[Any], ...], noun: type) -> Json:
    return {
        "id": [one.id for one in kept],
        "seq": [one.seq for one in kept],
        "at": column(datetime).write([one.at for one in kept]),
        "record": column(noun).write([one.record for one in kept]),
        "again": [[place, one.again] for place, one in enumerate(kept) if one.again],
        "unknown": [[place, one.unknown] for place, one in enumerate(kept) if one.unknown],
    }


def _from_json(document: Json) -> Records:
    folded = {name: _kept_from_json(document[name], noun) for name, noun in NOUNS.items()}
    estate = document["estate"]
    return Records(
        **folded, estate=decode(Estate, estate) if estate is not None else None, foreign=int(document["foreign"])
    )


def _kept_from_json(stored: Json, noun: type) -> tuple[Kept[Any], ...]:
    at, records = column(datetime).read(stored["at"]), column(noun).read(stored["record"])
    known: list[dict[str, Any]] = [{} for _ in records]
    for place, fields in stored["unknown"]:
        known[place] = fields
    again = [0] * len(records)
    for place, seq in stored["again"]:
        again[place] = seq
    return tuple(itertools.starmap(Kept, zip(stored["id"], stored["seq"], at, records, known, again, strict=True)))
