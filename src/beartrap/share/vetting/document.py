"""A vetted update as a JSON document for machines, with a version; docs/vet-json.md describes it."""

from typing import Any

from beartrap import __version__
from beartrap.model.codec import to_json
from beartrap.model.vetting import Vetted

FORMAT = "beartrap.vet"
VERSION = 1


def document(vetted: Vetted) -> dict[str, Any]:
    """Return the update as JSON values; every field is there, also where it is empty."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_by": f"beartrap {__version__}",
        "verdict": vetted.verdict.value,
        "new": vetted.new,
        "old": vetted.old,
        "reasons": list(vetted.reasons),
        "findings": [to_json(one, full=True) for one in vetted.findings],
        "suppressed": [
            {"finding": to_json(one.finding, full=True), "by": to_json(one.by, full=True)} for one in vetted.suppressed
        ],
        "expired": [to_json(one, full=True) for one in vetted.expired],
        "gaps": [to_json(one, full=True) for one in vetted.gaps],
        "counts": to_json(vetted.counts),
    }
