"""Reading names from lines of text, as people have them: lists, defanged, quoted, or whole lines of a log."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from beartrap.hunt.sunburst.assemble import Assembly, assemble
from beartrap.hunt.sunburst.names import DecodedName, Kind, decode

LONGEST_SHOWN = 65_536
"""Characters that are kept of a line which holds no name; names are found in the whole of a line."""

_FANG = re.compile(r"\s?\[\.\]\s?|\(\.\)|\{\.\}|\[dot\]|\(dot\)|\\\.", re.IGNORECASE)
_COUNTED = re.compile(r"\(\d{1,2}\)")
"""What stands for a dot in the debug log of the Windows DNS server, where each label has its length before it."""
_COUNTED_DOMAIN = "(10)avsvmcloud(3)com(0)"
_QUOTES = "\"'`<>\u201c\u201d\u2018\u2019\u200b"
_NAME = re.compile(r"(?<![a-z0-9_.-])(?:[a-z0-9_-]++\.)*avsvmcloud\.com(?!\.?[a-z0-9_-])\.?", re.IGNORECASE)
"""A name with nothing right before or behind it: what only begins or ends like one lies in another domain."""
_SEPARATED = re.compile(r"[\s,;|\"=/\[\](){}]")


def decode_lines(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield for each name one JSON-able dict, in the order of the input, once all of the input is read.

    Keys: `name`, `kind`, `uid`, `sequence`, `part`, `text` (what the piece says alone), `domain` (None unless all its
    pieces seem to be there), `standing` and `note` (how far `domain` can be trusted), `time` (ISO, Z), `flag`, `av`
    (product to `stopped` and `running`), `region`, `error`. Blank lines and lines that begin with `#` are skipped.
    A fragment can be joined by the very last line, so the names are held (about 130 bytes each) and read twice.
    """
    names: list[str] = []
    pieces: dict[str, dict[tuple[int | None, str | None], DecodedName]] = defaultdict(dict)
    for line in lines:
        for name in find_names(line):
            names.append(name)
            decoded = decode(name)
            if decoded.kind is Kind.FRAGMENT and decoded.uid is not None:
                pieces[decoded.uid].setdefault((decoded.sequence, decoded.piece), decoded)
    joined = {uid: assemble(of_uid.values()) for uid, of_uid in pieces.items()}
    pieces.clear()
    for name in names:
        decoded = decode(name)
        yield to_dict(decoded, joined.get(decoded.uid) if decoded.uid is not None else None)


def find_names(line: str) -> Iterator[str]:
    """Yield the names in a line, refanged: each one under the implant's domain, or else the line as it stands."""
    text = _FANG.sub(".", line.strip().lstrip("\ufeff"))
    if not text or text.startswith("#"):
        return
    if _COUNTED_DOMAIN in text.lower():
        text = " ".join(_COUNTED.sub(".", word).strip(".") for word in text.split())
    plain = text.strip(_QUOTES + " ,;")
    found = _NAME.findall(text) if _SEPARATED.search(plain) else []
    yield from found or [plain[:LONGEST_SHOWN]]


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
