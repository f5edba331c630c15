"""Reading names from lines of text, as people have them: lists, defanged, quoted, or whole lines of a log."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from beartrap.hunt.sunburst.assemble import Assembly, assemble
from beartrap.hunt.sunburst.names import DecodedName, Kind, decode

MOST_HELD = 200_000
"""Lines held at a time so that fragments join with later ones (about 200 MB); pieces seen stay for the lines after."""
LONGEST_LINE = 65_536
"""Characters of a line that are searched for names: more is no list and no log."""

_FANG = re.compile(r"\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\)", re.IGNORECASE)
_QUOTES = "\"'`<>\u201c\u201d\u2018\u2019"
_NAME = re.compile(r"(?:[a-z0-9_-]+\.)*avsvmcloud\.com\b\.?", re.IGNORECASE)
_SEPARATED = re.compile(r"[\s,;|\"=/]")


def decode_lines(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield for each name one JSON-able dict, in the order of the input.

    Keys: `name`, `kind`, `uid`, `sequence`, `part`, `text` (what the piece says alone), `domain` (None unless all its
    pieces seem to be there), `standing` and `note` (how far `domain` can be trusted), `time` (ISO, Z), `flag`, `av`
    (product to `stopped` and `running`), `region`, `error`. Blank lines and lines that begin with `#` are skipped.
    """
    names = (name for line in lines for name in find_names(line))
    pieces: dict[str, dict[str, DecodedName]] = defaultdict(dict)
    while batch := [decode(name) for name in islice(names, MOST_HELD)]:
        for name in batch:
            if name.error is None and name.kind is Kind.FRAGMENT and name.uid is not None:
                pieces[name.uid][name.label] = name
        joined = {uid: assemble(of_uid.values()) for uid, of_uid in pieces.items()}
        for name in batch:
            yield to_dict(name, joined.get(name.uid) if name.uid is not None and name.error is None else None)


def find_names(line: str) -> Iterator[str]:
    """Yield the names in a line, refanged: each one under the implant's domain, or else the line as it stands."""
    text = _FANG.sub(".", line[:LONGEST_LINE].strip().lstrip("\ufeff"))
    if not text or text.startswith("#"):
        return
    plain = text.strip(_QUOTES + " ,;")
    found = _NAME.findall(text) if _SEPARATED.search(plain) else []
    yield from found or [plain]


def to_dict(name: DecodedName, assembly: Assembly | None = None) -> dict[str, Any]:
    """Return a decoded name, with what its identifier's fragments came to, as JSON values."""
    products = name.products
    return {
        "name": name.name,
        "kind": name.kind.value if name.kind else None,
        "uid": name.uid,
        "sequence": name.sequence,
        "part": name.part.value if name.part else None,
        "text": _text(name, assembly),
        "domain": assembly.domain if assembly else None,
        "standing": assembly.standing.value if assembly else None,
        "time": name.time.isoformat().replace("+00:00", "Z") if name.time else None,
        "flag": name.flag,
        "av": None if products is None else {p.name: {"stopped": p.stopped, "running": p.running} for p in products},
        "region": name.region,
        "error": name.error,
        "note": _note(name, assembly),
    }


def _text(name: DecodedName, assembly: Assembly | None) -> str | None:
    """Return what a piece says alone; a piece of encoding B behind the first one says nothing alone."""
    return None if assembly is not None and assembly.encoding == "B" and name.sequence != 0 else name.text


def _note(name: DecodedName, assembly: Assembly | None) -> str | None:
    if name.error is not None:
        return None
    notes = [assembly.why] if assembly else []
    if name.region is None:
        notes.append("only the label was given: the region could not be checked")
    return "; ".join(notes) or None
