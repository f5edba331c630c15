"""Properties of the fold: it can be cut anywhere, and it agrees with a plain reading of the rules."""

from pathlib import Path

from case_lab import began, chained, finding, gap, looked, mark, run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beartrap.case.fold import fold
from beartrap.case.ledger import Case
from beartrap.case.snapshot import load, save
from beartrap.case.verify import verify
from beartrap.model.action import Action, Began, Mark
from beartrap.model.coverage import Gap, GapReason, Looked
from beartrap.model.finding import Finding
from beartrap.model.place import Place
from beartrap.model.record import Record, record_id
from record_strategies import RECORDS

SOURCES = st.sampled_from(["a", "b"])
FINDINGS = st.builds(lambda subject, count: finding(subject, count=count), SOURCES, st.integers(1, 2))
ROWS = st.none() | st.builds(lambda source, row: Place(source, row=row), SOURCES, st.none() | st.just(3))
EVENTS: st.SearchStrategy[Record] = st.one_of(
    FINDINGS,
    st.builds(looked, SOURCES),
    st.builds(
        lambda source, place, reason: gap(source, reason, place=place),
        st.none() | SOURCES,
        ROWS,
        st.sampled_from([GapReason.SILENT, GapReason.BUDGET]),
    ),
    st.builds(began, SOURCES),
    st.builds(
        lambda one, judgement: mark(record_id(one), judgement),
        FINDINGS,
        st.sampled_from(["false-positive", "confirmed"]),
    ),
    st.builds(run, st.integers(1, 2), st.none() | st.just("done")),
    st.builds(
        lambda verb, host: Action(verb, Place("t", host), "ana", "done"),
        st.sampled_from(["isolated", "restored"]),
        SOURCES,
    ),
)


@settings(deadline=None, max_examples=300)
@given(st.lists(EVENTS, max_size=14), st.data())
def test_folding_in_steps_is_folding_at_once(events: list[Record], data: st.DataObject) -> None:
    entries = chained(events)
    first, second = sorted(data.draw(st.integers(0, len(entries))) for _ in range(2))
    stepwise = fold(entries[second:], fold(entries[first:second], fold(entries[:first])))
    assert stepwise == fold(entries)


@settings(deadline=None, max_examples=60)
@given(st.lists(RECORDS, max_size=8), st.integers(0, 8))
def test_folding_any_records_in_steps_is_folding_at_once(records: list[Record], cut: int) -> None:
    entries = chained(records)
    assert fold(entries[cut:], fold(entries[:cut])) == fold(entries)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(EVENTS | RECORDS, max_size=12), st.integers(0, 12))
def test_a_snapshot_at_any_cut_shows_what_a_fold_from_scratch_shows(
    tmp_path: Path, events: list[Record], cut: int
) -> None:
    folder = tmp_path / "c"
    for path in folder.glob("*"):
        path.unlink()
    with Case.open(folder, create=True) as case:
        case.append(events[:cut])
        save(case._folder, case._key, *case.head(), fold(case.entries()))
        case.append(events[cut:])
        loaded = load(case._folder, case._database, case.public_key)
        assert loaded is not None
        assert loaded[0] == len(events[:cut])
        shown = case.view().records
        assert shown == fold(case.entries())
    assert verify(folder).ok


@settings(deadline=None, max_examples=200)
@given(st.lists(EVENTS, max_size=14))
def test_the_fold_agrees_with_a_plain_reading_of_its_rules(events: list[Record]) -> None:
    records = fold(chained(events))
    assert {kept.seq for kept in (*records.findings, *records.suppressed)} == _standing_findings(events)
    assert {kept.seq for kept in records.suppressed} == {
        seq for seq in _standing_findings(events) if _judgement(events, record_id(events[seq - 1])) == "false-positive"
    }
    assert {kept.seq for kept in records.looked} == _standing(events, Looked)
    broken = {kept.seq for kept in records.gaps if kept.record.by == "case"}
    assert {kept.seq for kept in records.gaps} - broken == _standing(events, Gap)
    assert broken == _broken_off(events)


def _standing_findings(events: list[Record]) -> set[int]:
    """Of each subject the newest content, where it was first said without a break."""
    found: dict[str, int] = {}
    for seq, event in enumerate(events, 1):
        if isinstance(event, Finding) and (event.subject not in found or events[found[event.subject] - 1] != event):
            found[event.subject] = seq
    return set(found.values())


def _judgement(events: list[Record], name: str) -> str | None:
    judged = [event.judgement for event in events if isinstance(event, Mark) and event.finding == name]
    return judged[-1] if judged else None


def _source(event: Looked | Gap) -> str | None:
    if event.source is None and isinstance(event, Gap) and event.place is not None:
        return event.place.source
    return event.source


def _standing(events: list[Record], kind: type) -> set[int]:
    """Looks or gaps said since their source was last begun, where each was first said."""
    first: dict[str, int] = {}
    for seq, event in enumerate(events, 1):
        if isinstance(event, kind) and not _begun_after(events, seq, _source(event)):  # type: ignore[arg-type]
            first.setdefault(record_id(event), seq)
    return set(first.values())


def _begun_after(events: list[Record], seq: int, source: str | None) -> bool:
    return any(isinstance(event, Began) and event.source == source for event in events[seq:])


def _broken_off(events: list[Record]) -> set[int]:
    return {
        seq
        for seq, event in enumerate(events, 1)
        if isinstance(event, Began)
        and not _begun_after(events, seq, event.source)
        and not any(_ends(later, event.source) for later in events[seq:])
    }


def _ends(event: Record, source: str) -> bool:
    if isinstance(event, Gap):
        return event.source == source and (event.place is None or event.place.row is None)
    return isinstance(event, Looked) and event.source == source
