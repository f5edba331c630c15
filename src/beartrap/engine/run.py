"""The run loop: drives detectors over subjects, keeps what was found before a crash, and records what was covered.

It holds the only broad `except` of the house. A detector that breaks on a subject leaves a Gap with the place; the
others go on.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from beartrap.engine.detector import BatchDetector, Detector, Found, Meta, Scope
from beartrap.model.coverage import Gap, GapReason, Looked
from beartrap.model.place import Place
from beartrap.model.question import Question

Subject = TypeVar("Subject")
Yielded = TypeVar("Yielded")

CRASH_REMEDY = "Report this as a bug with the trace from `--debug`; the rest of the input was still looked at."
MOST_CRASHES_NAMED = 20
"""Crashes of one detector in one look that get a Gap of their own; the rest are counted in one Gap."""


def run(
    detectors: Sequence[Detector[Subject]],
    subjects: Iterable[Subject | Gap],
    scope: Callable[[], Scope],
    rules: str,
) -> Iterator[Found | Looked]:
    """Show every subject to every detector; yield what they find, then one Looked for each detector.

    `subjects` may hold the reader's own Gaps, which pass through. `scope` is asked once, after the last subject, so
    that a stream can count what it covered. `rules` is the digest of what is looked for.
    """
    crashes: dict[str, int] = {}
    for subject in subjects:
        if isinstance(subject, Gap):
            yield subject
            continue
        for detector in detectors:  # a loop in a loop: a generator for each would cost as much as most detectors do
            try:
                yield from detector.look(subject)
            except Exception as error:
                yield from _crashed(detector.meta, subject, error, crashes)
    covered = scope()
    for detector in detectors:
        yield from _uncounted(detector.meta, crashes.get(detector.meta.id, 0), covered)
        yield _looked(detector.meta, covered, rules)


def run_all(
    detector: BatchDetector[Subject],
    subjects: Iterable[Subject],
    scope: Callable[[], Scope],
    rules: str,
) -> Iterator[Found | Looked]:
    """Show all subjects to one batch detector; a crash costs the rest of this look, which the Gap says."""
    try:
        yield from detector.look_all(subjects)
    except Exception as error:
        covered = scope()
        yield _crash(detector.meta, error, covered)
        return
    yield _looked(detector.meta, scope(), rules)


def guarded(
    name: str, questions: tuple[Question, ...], place: Place | None, looking: Iterable[Yielded]
) -> Iterator[Yielded | Gap]:
    """Pass on what an analysis yields; where it breaks, a Gap stands for the rest. What it has yielded is kept."""
    try:
        yield from looking
    except Exception as error:
        yield Gap(
            reason=GapReason.CRASHED,
            questions=questions,
            why=f"{name} broke{f' on {place.show()}' if place is not None else ''}: {type(error).__name__}: {error}",
            remedy=CRASH_REMEDY,
            place=place,
            by=name,
        )


def _crashed(meta: Meta, subject: object, error: Exception, crashes: dict[str, int]) -> Iterator[Gap]:
    name = meta.id
    crashes[name] = crashes.get(name, 0) + 1
    if crashes[name] <= MOST_CRASHES_NAMED:
        yield Gap(
            reason=GapReason.CRASHED,
            questions=meta.questions,
            why=f"{name} broke on {_named(subject)}: {type(error).__name__}: {error}",
            remedy=CRASH_REMEDY,
            place=getattr(subject, "place", None),
            by=name,
        )


def _uncounted(meta: Meta, crashed: int, covered: Scope) -> Iterator[Gap]:
    if crashed > MOST_CRASHES_NAMED:
        yield Gap(
            reason=GapReason.CRASHED,
            questions=meta.questions,
            why=f"{meta.id} broke on {crashed - MOST_CRASHES_NAMED} more subjects",
            remedy=CRASH_REMEDY,
            source=covered.source,
            kind=covered.kind,
            count=crashed - MOST_CRASHES_NAMED,
            by=meta.id,
        )


def _crash(meta: Meta, error: Exception, covered: Scope) -> Gap:
    return Gap(
        reason=GapReason.CRASHED,
        questions=meta.questions,
        why=f"{meta.id} broke: {type(error).__name__}: {error}",
        remedy=CRASH_REMEDY,
        source=covered.source,
        kind=covered.kind,
        hosts=covered.hosts,
        windows=covered.windows,
        by=meta.id,
    )


def _looked(meta: Meta, covered: Scope, rules: str) -> Looked:
    return Looked(
        by=meta.id,
        questions=meta.questions,
        kind=covered.kind,
        source=covered.source,
        digest=covered.digest,
        rules=rules,
        hosts=covered.hosts,
        windows=covered.windows,
        amount=covered.amount,
        unit=covered.unit,
        counts=covered.counts,
    )


def _named(subject: object) -> str:
    place = getattr(subject, "place", None)
    return str(place.show()) if place is not None else type(subject).__name__
