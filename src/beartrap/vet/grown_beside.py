"""Words of the files beside one: what is gone from a function may stand in another file of its folder now."""

from collections import Counter

from beartrap.model.regex import regex
from beartrap.vet.analyser import Side
from beartrap.vet.source.timing import looks_like_test

MOST = 1_500_000
"""Bytes of changed files of a folder that are read for this: some hundred files, so that large folders are asked as small ones are."""
LARGEST = 200_000
"""Bytes of one of them, beyond which it is left out."""
_NAME = regex(rb"[A-Za-z_][A-Za-z0-9_]+")


def grown_beside(new: Side, path: str) -> Counter[str]:
    """Return by how much each name stands more often in the other changed files of a folder than it did in what they come from."""
    found = Counter[str]()
    folder, ending = path.rpartition("/")[0], path.rpartition(".")[2]
    others = [
        one
        for one in sorted(new.changed)
        if one != path and one.rpartition("/")[0] == folder and one.endswith(f".{ending}") and not looks_like_test(one)
    ]
    room = MOST
    for one in others:
        room -= new.size(one)
        if room < 0:
            break
        origin = new.origin(one)
        found.update(_names(new, one))
        if origin is not None and new.trusted is not None:
            found.subtract(_names(new.trusted, origin))
    return found


def _names(side: Side, path: str) -> list[str]:
    subject = side.read(path) if side.size(path) <= LARGEST else None
    return [name.decode("ascii") for name in _NAME.findall(subject.content)] if subject is not None else []
