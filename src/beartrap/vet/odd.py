"""Odd members and faults of an unfolded version, as behaviours of the archive and as gaps."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from beartrap.engine.unfold import Fault, Oddity, OddityKind
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.evidence import Facts
from beartrap.model.finding import Severity
from beartrap.model.question import Question
from beartrap.vet.analyser import Meta
from beartrap.vet.behaviour import Behaviour, Family, When
from beartrap.vet.naming import without_version
from beartrap.vet.tree import Tree

_REFERENCE = "https://cwe.mitre.org/data/definitions/22.html"
_TWO_READERS = (
    "Two tools that read the archive see different things: what a reviewer or scanner looked at need not be what "
    "is installed."
)
_OUT = "Unpacking it may write or read outside the package's own folder."


def _meta(kind: OddityKind, title: str, why: str, severity: Severity, *techniques: str) -> Meta:
    return Meta(f"archive.{kind.value}", title, why, Family.ARCHIVE, severity, techniques, (_REFERENCE,))


BEHAVIOURS: tuple[Meta, ...] = (
    _meta(OddityKind.ABSOLUTE, "A member with an absolute path", _OUT, Severity.HIGH),
    _meta(OddityKind.TRAVERSAL, "A member that leaves its folder by `..`", _OUT, Severity.HIGH),
    _meta(OddityKind.LINK_OUT, "A link that leads out of the package", _OUT, Severity.HIGH),
    _meta(OddityKind.LINK_ABSOLUTE, "A link to an absolute path", _OUT, Severity.MEDIUM),
    _meta(OddityKind.THROUGH_LINK, "A member whose folder is a link in the same archive", _OUT, Severity.HIGH),
    _meta(OddityKind.SPECIAL, "A device, FIFO or socket", "Packages have no use for special files; reading one can hang or leak.", Severity.MEDIUM),
    _meta(OddityKind.DUPLICATE, "Two members of one name", _TWO_READERS, Severity.MEDIUM, "T1036"),
    _meta(OddityKind.CASE, "Two names that differ only by case or Unicode form", "On Windows and macOS one overwrites the other.", Severity.LOW),
    _meta(OddityKind.NOT_UTF8, "A name that is no UTF-8", "Tools disagree on what the file is called.", Severity.LOW),
    _meta(OddityKind.CONTROL_NAME, "A name with characters that do not show", "What is shown is not what the file is called.", Severity.MEDIUM, "T1036.002"),
    _meta(OddityKind.LONG_NAME, "A name longer than file systems take", "Some tools cut it, others leave the file out.", Severity.LOW),
    _meta(OddityKind.LEADING, "A program before the archive", "The file is a program and an archive at once; self-extracting archives and zipapps are made so.", Severity.LOW),
    _meta(OddityKind.TRAILING, "Data behind the archive's end", "Something rides along that unpacking does not show.", Severity.MEDIUM, "T1027"),
    _meta(OddityKind.HIDDEN, "A member that the archive's directory does not list", _TWO_READERS, Severity.HIGH, "T1027"),
    _meta(OddityKind.POLYGLOT, "Two formats in one file", _TWO_READERS, Severity.HIGH, "T1036.008"),
    _meta(OddityKind.MISMATCH, "Two headers of a member that differ", _TWO_READERS, Severity.HIGH, "T1036"),
    _meta(OddityKind.ENCRYPTED, "An encrypted member", "Nobody can look into it without the password.", Severity.MEDIUM, "T1027.013"),
    _meta(OddityKind.BAD_CHECKSUM, "A member that is not what its checksum says", "It was changed after it was packed, or the archive is damaged.", Severity.MEDIUM),
)  # fmt: skip
"""One for each kind of oddity."""
_BY_ID = {meta.id: meta for meta in BEHAVIOURS}
QUESTION = (Question.NEXT,)
MOST_NAMED = 50
"""Faults of one reason that get a gap of their own; the rest are counted."""


def behaviours_of(tree: Tree, version: str | None) -> Iterator[Behaviour]:
    """Yield each oddity as a behaviour; those within an archive that the package only carries weigh little."""
    for odd in tree.oddities:
        yield _behaviour(odd, tree, version)


def _behaviour(odd: Oddity, tree: Tree, version: str | None) -> Behaviour:
    meta = _BY_ID[f"archive.{odd.kind.value}"]
    path = tree.path(odd.names)
    carried = "!" in path
    return Behaviour(
        id=meta.id,
        key=f"{meta.id} {without_version(path, version)}",
        family=Family.ARCHIVE,
        when=When.UNKNOWN if carried else When.INSTALL,
        place=replace(tree.place(odd.names), offset=odd.offset),
        quote=odd.detail,
        severity=min(meta.severity, Severity.LOW) if carried else meta.severity,
        techniques=meta.techniques,
        facts=Facts.of(member=path, carried=carried),
    )


def gaps_of(new: Tree, old: Tree | None, unread: Collection[str] = ()) -> Iterator[Gap]:
    """Yield a Gap for each fault; what the old version has just so hides nothing new and bears on no question.

    `unread` has the paths of files that nothing unpacks which runs (`fixtures.unread`): what is broken there bears on none either.
    """
    before = {(old.path(fault.names), fault.why) for fault in old.faults} if old else set()
    counts = dict[GapReason, int]()
    for fault in new.faults:
        path = new.path(fault.names)
        counts[fault.reason] = counts.get(fault.reason, 0) + 1
        if counts[fault.reason] <= MOST_NAMED:
            known = (path, fault.why) in before and _same_container(path, new, old)
            within = fault.reason is not GapReason.LIMIT and path.partition("!")[0] in unread
            yield _gap(fault, new, () if known or within else QUESTION)
    for reason, count in counts.items():
        if count > MOST_NAMED:
            why = f"{count - MOST_NAMED:,} more members could not be unfolded ({reason.value})"
            yield Gap(reason, QUESTION, why, source=new.label, kind=SourceKind.UPDATE, count=count - MOST_NAMED)


def _same_container(path: str, new: Tree, old: Tree | None) -> bool:
    """Tell whether the file of the package that the fault is in is the same in both versions."""
    outer = path.split("!", 1)[0]
    one, other = new.files.get(outer), old.files.get(outer) if old else None
    return one is not None and other is not None and one.sha256 == other.sha256


def _gap(fault: Fault, tree: Tree, questions: tuple[Question, ...]) -> Gap:
    place = tree.place(fault.names)
    return Gap(
        reason=fault.reason,
        questions=questions,
        why=f"{place.show()}: {fault.why}",
        remedy=fault.remedy,
        source=tree.label,
        kind=SourceKind.UPDATE,
        place=place,
    )
