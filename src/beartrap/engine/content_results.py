"""What becomes of one file once its content was looked at: an Artifact, and a Gap where it was not looked at well."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from beartrap.engine.content_dialogue import Answer
from beartrap.engine.content_gaps import FileGaps, reason_of
from beartrap.engine.limits import Limits
from beartrap.engine.scanned import Examined, Inside, MemberFound, Scan
from beartrap.engine.workers import Failed, Failure
from beartrap.model.artifact import Artifact, ContentState, FileEntry
from beartrap.model.coverage import Gap, GapReason

Outcome = tuple[Artifact | Gap, ...]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HASHED_ONLY = Scan(ContentState.CLEAN)
_STATES = {GapReason.TIMED_OUT: ContentState.TIMED_OUT, GapReason.LIMIT: ContentState.SKIPPED}
_REASONS = {
    ContentState.TIMED_OUT: GapReason.TIMED_OUT,
    ContentState.SKIPPED: GapReason.LIMIT,
    ContentState.ERROR: GapReason.CRASHED,
}


def scan_of(failure: Failure) -> Scan:
    """Return how a scan ended that its worker did not survive."""
    return Scan(_state_for(reason_of(failure)), why=f"{failure.why} (as it did with another copy of this content)")


class Results:
    """Makes the outcomes of one pass; `gaps` counts what is not named one by one."""

    def __init__(self, limits: Limits, scanning: bool, gaps: FileGaps) -> None:
        self._limits = limits
        self._scanning = scanning
        self._gaps = gaps

    def of(self, entry: FileEntry, answer: Answer) -> Outcome:
        """Return what a worker's (or the cache's) answer comes to: the file, then what it holds."""
        if not isinstance(answer, Examined):
            return (_artifact(entry, _state_for(answer.reason)), *self._gaps.of(entry, answer.reason, answer.why))
        outer = self._one(entry, answer)
        return outer if answer.inside is None else (*outer, *self._members(entry, answer.inside))

    def _members(self, entry: FileEntry, inside: Inside) -> Iterator[Artifact | Gap]:
        for member in inside.members:
            yield from self.of_member(entry, member)
        for reason, names, why in inside.faults:
            place = replace(entry.place, member=(*entry.place.member, *names))
            yield from self._gaps.of(replace(entry, place=place), reason, why)
        if inside.more:
            why = f"{inside.more} more members were scanned by rule, and their hashes and names were not compared"
            yield from self._gaps.of(entry, GapReason.LIMIT, why)

    def of_member(self, entry: FileEntry, member: MemberFound) -> Iterator[Artifact | Gap]:
        """Yield what becomes of one file inside of another: the file itself, then what it holds."""
        place = replace(entry.place, member=(*entry.place.member, *member.names))
        identity = (*entry.identity[:2], member.size, *entry.identity[3:])
        within = FileEntry(place, entry.real, identity, entry.mode)
        for one in self.of(within, member.examined):
            yield replace(one, note=member.note) if isinstance(one, Artifact) and member.note else one

    def _one(self, entry: FileEntry, answer: Examined) -> Outcome:
        if not self._scanning:
            return (_artifact(entry, ContentState.CLEAN, answer.digests),)
        scan = answer.verdict
        if scan is None:
            why = f"has {entry.size} bytes and was hashed, not scanned by rule; {self._limits.scan_bytes} are allowed"
            skipped = _artifact(entry, ContentState.SKIPPED, answer.digests)
            return (skipped, *self._gaps.of(entry, GapReason.LIMIT, why))
        artifact = _artifact(entry, scan.state, answer.digests, scan)
        if scan.state in _REASONS:
            return (artifact, *self._gaps.of(entry, _REASONS[scan.state], scan.why))
        if scan.unsigned:
            return (artifact, *self._gaps.of(entry, GapReason.MALFORMED, scan.unsigned))
        if scan.more:
            why = f"{scan.more} more rules match than are named"
            return (artifact, *self._gaps.of(entry, GapReason.LIMIT, why))
        return (artifact,)

    def lost(self, entry: FileEntry, failure: Failure) -> Outcome:
        """Return what a worker's failure over this one file comes to."""
        if failure.how is Failed.NOT_STARTED:
            self._gaps.unstarted(entry, failure.why)
            return (_artifact(entry, ContentState.ERROR),)
        reason = reason_of(failure)
        return (_artifact(entry, _state_for(reason)), *self._gaps.of(entry, reason, failure.why))


def _state_for(reason: GapReason) -> ContentState:
    return _STATES.get(reason, ContentState.ERROR)


def _artifact(
    entry: FileEntry,
    state: ContentState,
    digests: tuple[str | None, str | None, str | None] = (None, None, None),
    scan: Scan = _HASHED_ONLY,
) -> Artifact:
    sha256, sha1, md5 = digests
    path = entry.place.member[-1] if entry.place.member else entry.place.path or b""
    return Artifact(
        place=entry.place,
        name=path[path.rfind(b"/") + 1 :],
        size=entry.size,
        sha256=sha256,
        sha1=sha1,
        md5=md5,
        modified=_moment(entry.identity[3]),
        matches=scan.matches,
        signers=scan.signers,
        state=state,
    )


def _moment(nanoseconds: int) -> datetime | None:
    """Return a file's time; None where it lies outside of what a calendar holds, as a forged one may."""
    try:
        return _EPOCH + timedelta(microseconds=nanoseconds // 1000)
    except OverflowError:
        return None
