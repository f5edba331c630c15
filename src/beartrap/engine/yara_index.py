"""The index at the end of a rule set made ready: where each unit and each database lies, and what calls for it."""

import json
from typing import Any

DIGEST = 32
"""Bytes of BLAKE3 behind all else."""
NAMES = ("filename", "filepath", "extension")
"""Externals that Beartrap gives a value: what THOR and Loki call the file's name, its folder, and its extension with the dot."""
COARSE = 2
"""Bytes at the start of a file by which stages are told apart."""


def index_in(content: bytes) -> dict[str, Any]:
    """Return the index at the end of a compiled file without its digest; raises ValueError."""
    length = int.from_bytes(content[-8:], "big")
    if not 0 < length <= len(content) - 8:
        raise ValueError("no compiled rules")
    document = json.loads(content[-8 - length : -8])
    if not isinstance(document, dict):
        raise ValueError("no compiled rules")
    return document
