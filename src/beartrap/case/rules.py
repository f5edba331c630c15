"""The YARA and Sigma sources that a case was looked at with, kept beside the ledger so that it can be gone on with alone.

They are an aid, not evidence: the digest of what was looked for stands in each look, in the ledger.
"""

from collections.abc import Mapping
from pathlib import Path

import orjson

NAME = "rules.json"
SIGMA = "sigma.json"


def keep(folder: Path, sources: Mapping[str, str], name: str = NAME) -> None:
    """Write the sources by namespace, whole or not at all."""
    partial = folder / f"{name}.partial"
    partial.write_bytes(orjson.dumps(dict(sources), option=orjson.OPT_SORT_KEYS))
    partial.replace(folder / name)


def kept(folder: Path, name: str = NAME) -> dict[str, str]:
    """Return the sources by namespace; none where the case holds none, or where the file is no such thing."""
    try:
        document = orjson.loads((folder / name).read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return {}
    if not isinstance(document, dict) or not all(isinstance(text, str) for text in document.values()):
        return {}
    return document
