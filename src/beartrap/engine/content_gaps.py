"""The gaps of an examination: what could not be read or scanned, and what to do about it."""

from collections import Counter

from beartrap.engine.scanned import Problem
from beartrap.engine.workers import Failed, Failure
from beartrap.model.artifact import FileEntry
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.place import Place
from beartrap.model.question import Question
from beartrap.model.text import printable

QUESTIONS = (Question.EXPOSED, Question.PRESENT)
MOST_NAMED = 200
"""Files of one examination that get a Gap of their own for one reason; the rest are counted in one."""
_REMEDIES = {
    GapReason.CHANGED: "Look again when it is at rest; what changes by itself on a quiet host is worth a look.",
    GapReason.UNREADABLE: "Run with the rights to read it, or check the medium.",
    GapReason.LIMIT: "Hash or scan it by itself, and compare with the indicators.",
    GapReason.TIMED_OUT: "Look at it by itself, with fewer rules; a file that stalls a scanner may be made to.",
    GapReason.CRASHED: "Look at it by itself, on a machine that may be lost: a file that breaks a scanner may be made to.",
}
UNPACK = "Unpack it yourself, look at it, and name the result."
_REASONS = {
    Failed.TIMED_OUT: GapReason.TIMED_OUT,
    Failed.TOO_BIG: GapReason.LIMIT,
    Failed.DIED: GapReason.CRASHED,
    Failed.NONSENSE: GapReason.CRASHED,
    Failed.NOT_STARTED: GapReason.CRASHED,
}


def reason_of(failure: Failure) -> GapReason:
    """Return the reason of the Gap for a job that failed."""
    return _REASONS[failure.how]


class FileGaps:
    """Makes the Gaps of one examination: the first of each reason by name, the rest counted."""

    def __init__(self) -> None:
        self._told: Counter[GapReason] = Counter()
        self._unstarted = 0
        self._unstarted_why = ""
        self._source: str | None = None

    def of(self, entry: FileEntry, reason: GapReason, why: str) -> tuple[Gap, ...]:
        """Return the Gap for one file; nothing where enough were named already (it is counted)."""
        self._source = entry.place.source
        self._told[reason] += 1
        if self._told[reason] > MOST_NAMED:
            return ()
        return (
            Gap(
                reason=reason,
                questions=QUESTIONS,
                why=f"{entry.place.show()}: {why}",
                remedy=_REMEDIES.get(reason, UNPACK),
                source=entry.place.source,
                kind=SourceKind.FILES,
                hosts=() if entry.place.host is None else (entry.place.host,),
                place=entry.place,
            ),
        )

    def unstarted(self, entry: FileEntry, why: str) -> None:
        """Count a file that no worker could be had for."""
        self._source = entry.place.source
        self._unstarted += 1
        self._unstarted_why = why

    def rest(self) -> tuple[Gap, ...]:
        """Return the Gaps for what was only counted."""
        gaps = [
            self._counted(
                reason, f"{count - MOST_NAMED} more files: the same", _REMEDIES.get(reason, UNPACK), count - MOST_NAMED
            )
            for reason, count in self._told.items()
            if count > MOST_NAMED
        ]
        if self._unstarted:
            why = f"{self._unstarted} files were not read: {self._unstarted_why}"
            remedy = "Run `beartrap doctor`: without a worker process no content is examined."
            gaps.append(self._counted(GapReason.CRASHED, why, remedy, self._unstarted))
        return tuple(gaps)

    def out_of_time(self, examined: int, left: int) -> Gap:
        """Return the Gap for the time being up: `left` files were met and not examined, how many more there are is not known."""
        why = (
            f"the time was up after {examined} files; {left} more were listed and not examined, "
            "and how many come after those is not known"
        )
        return self._counted(GapReason.BUDGET, why, "Give it more time (--budget), or go on with the same case.", left)

    def met(self, entry: FileEntry) -> None:
        """Note the source that is being examined."""
        self._source = entry.place.source

    def _counted(self, reason: GapReason, why: str, remedy: str, count: int) -> Gap:
        return Gap(
            reason=reason,
            questions=QUESTIONS,
            why=f"{printable(self._source)}: {why}" if self._source is not None else why,
            remedy=remedy,
            source=self._source,
            kind=SourceKind.FILES,
            count=max(count, 1),
        )


def rule_gap(problem: Problem) -> Gap:
    """Return the Gap for a YARA rule that does not compile."""
    line = "" if problem.line is None else f":{problem.line}"
    rule = "a rule" if problem.rule is None else f"rule {problem.rule}"
    return Gap(
        reason=GapReason.UNSUPPORTED,
        questions=(Question.PRESENT,),
        why=f"{problem.source}{line}: {rule} does not compile and is not looked for: {problem.why}",
        remedy="Correct the rule for yara-x, or take it out; the other rules were used.",
        kind=SourceKind.FILES,
        place=Place(problem.source, row=problem.line),
    )
