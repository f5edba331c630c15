"""Manifests that could not be read, as gaps: what they have run when the package is installed is not known."""

from collections.abc import Iterator

from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.question import Question
from beartrap.vet.analyser import Side
from beartrap.vet.promise.telling import place_in

_REMEDY = "Read it by hand: what it has run at installation, and what it depends on."


def gaps_of_manifests(new: Side, trusted: Side | None) -> Iterator[Gap]:
    """Yield a Gap for each manifest that could not be read; one that the trusted version has just so hides nothing new."""
    before = trusted.facts.unread if trusted is not None else ()
    for path in new.facts.unread:
        place = place_in(new, path)
        why = f"{place.show()}: the manifest could not be read: it is broken, nested too deeply or too long"
        questions = () if path in before and path not in new.changed else (Question.NEXT,)
        yield Gap(GapReason.UNREADABLE, questions, why, _REMEDY, new.label, SourceKind.UPDATE, place=place)
