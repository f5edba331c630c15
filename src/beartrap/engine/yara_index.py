"""The index at the end of a compiled rule set: where each set lies, and what calls for it."""

import json
from typing import Any

DIGEST = 32
"""Bytes of BLAKE3 behind all else."""


def index_in(content: bytes) -> dict[str, Any]:
    """Return the index at the end of a compiled file without its digest; raises ValueError."""
    length = int.from_bytes(content[-8:], "big")
    if not 0 < length <= len(content) - 8:
        raise ValueError("no compiled rules")
    document = json.loads(content[-8 - length : -8])
    if not isinstance(document, dict):
        raise ValueError("no compiled rules")
    return document
