"""What is run out of a part of a document that is not taken apart: a gap, which holds the update where code or document is new."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from beartrap.model.coverage import Gap, GapReason
from beartrap.vet.analyser import Side
from beartrap.vet.source.events import Act, Event
from beartrap.vet.source.folding.documents import UNREAD
from beartrap.vet.source_files import unread

_DOCUMENTS = (".json", ".yaml", ".yml", ".toml", ".ini", ".cfg", ".conf", ".properties")


def run_unread(side: Side, events: Iterable[Event]) -> Iterator[Gap]:
    """Yield a gap for each file that runs what stands in a part of a document which is not taken apart."""
    found = dict[str, list[Event]]()
    for one in events:
        if UNREAD in one.marks and one.act in (Act.RUN, Act.EVALUATE):
            found.setdefault(one.path, []).append(one)
    for path in sorted(found):
        subject = side.read(path)
        if subject is not None:
            why = f"{path}: what it runs stands in a document that is too large to be taken apart"
            told = unread(subject, why, GapReason.LIMIT)
            yield replace(told, questions=()) if all(_stood_before(side, one) for one in found[path]) else told


def _stood_before(side: Side, event: Event) -> bool:
    """Whether nothing changed of the code that something came through on its way, nor of the documents that this code names.

    Where it names none, it puts the name together, and what is read is not known.
    """
    code = {event.path, *(spot.path for spot in event.marks[UNREAD])}
    if side.trusted is None or not code.isdisjoint(side.changed):
        return False
    texts = [subject.content for path in code if (subject := side.read(path)) is not None]
    documents = {path for path in side.paths if path.endswith(_DOCUMENTS)}
    named = {path for path in documents if any(_name(path) in text for text in texts)}
    return bool(named) and named.isdisjoint(side.changed)


def _name(path: str) -> bytes:
    return path.rpartition("/")[2].encode("utf-8", "surrogateescape")
