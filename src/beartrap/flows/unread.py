"""Sources of an estate that this version has no reader for: each is a gap of every answer."""

from collections.abc import Iterator

from beartrap.estate.inputs import QUESTIONS
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.estate import Estate
from beartrap.model.question import Question


def without_reader(estate: Estate) -> Iterator[Gap]:
    """Yield a gap for each source of an estate that this version has no reader for."""
    for unread in estate.unread:
        yield Gap(
            reason=GapReason.UNSUPPORTED,
            questions=tuple(Question),
            why=f"{unread.label}: this version of Beartrap has no reader for sources of kind {unread.kind!r}",
            remedy=f"Kinds that it reads: {', '.join(kind.value for kind in (*QUESTIONS, SourceKind.UPDATE))}.",
            source=unread.label,
        )
