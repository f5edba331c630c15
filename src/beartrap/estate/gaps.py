"""How a reader of a state (a tree, an inventory, a list of packages) says what it could not read."""

from collections.abc import Sequence

from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.estate import Source
from beartrap.model.place import Place
from beartrap.model.question import Question
from beartrap.model.text import printable

QUESTIONS: dict[SourceKind, tuple[Question, ...]] = {
    SourceKind.FILES: (Question.EXPOSED, Question.PRESENT),
    SourceKind.HASHES: (Question.EXPOSED, Question.PRESENT),
    SourceKind.PACKAGES: (Question.EXPOSED,),
    SourceKind.SBOM: (Question.EXPOSED,),
    SourceKind.MAIL_AUDIT: (Question.SEEN, Question.ONWARD),
    SourceKind.SIGN_INS: (Question.SEEN, Question.ONWARD),
    SourceKind.CLOUD_AUDIT: (Question.SEEN, Question.ONWARD),
    SourceKind.CONNECTIONS: (Question.SEEN, Question.ONWARD),
    SourceKind.PROXY: (Question.SEEN, Question.ONWARD),
    SourceKind.RELEASES: (Question.ONWARD,),
    SourceKind.VAULT: (Question.PRESENT,),
}
"""The questions that a kind of source helps to answer; DNS and endpoint logs say so themselves."""


def gap_in(
    source: Source,
    reason: GapReason,
    why: str,
    remedy: str = "",
    *,
    place: Place | None = None,
    hosts: Sequence[str] | None = None,
    count: int = 1,
    label: str | None = None,
) -> Gap:
    """Return a Gap in `source`, or in the one file of it that `label` names.

    Its questions follow from the source's kind, its hosts from the place or else from the source.
    """
    return Gap(
        reason=reason,
        questions=QUESTIONS.get(source.kind, (Question.EXPOSED,)),
        why=printable(why),
        remedy=remedy,
        source=label if label is not None else source.label,
        kind=source.kind,
        hosts=tuple(hosts) if hosts is not None else _hosts(source, place),
        place=place,
        count=count,
    )


def only_host(source: Source) -> str | None:
    """Return the one host that a source names, None where it names any or several."""
    return source.hosts[0] if len(source.hosts) == 1 and source.hosts[0] != "*" else None


def _hosts(source: Source, place: Place | None) -> tuple[str, ...]:
    if place is not None and place.host is not None:
        return (place.host,)
    return tuple(name for name in source.hosts if name != "*")
