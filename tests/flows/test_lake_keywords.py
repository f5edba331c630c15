"""Keywords in a lake: pieces that can hold none are read in part, and the hits are those of the raw log."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from beartrap.effects.lake import Lake
from beartrap.engine.events import SIEVED
from beartrap.engine.grams import runs_of
from beartrap.estate.events import lake_parts
from beartrap.estate.events.lake_parts import GRAMS, Wanted, read_pieces
from beartrap.flows import ingest_merging
from beartrap.flows.hunted import Hunted
from flows.lake_lab import content, event, events, numbers, take
from flows.test_hunt import RULE, hunt

KEYWORD = """
title: A word anywhere
id: 5af54681-df95-4c26-854f-2565e13cfab1
logsource: {product: windows}
detection:
  words: ['made::up']
  other: {Number: 7}
  condition: words and not other
level: medium
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "one.yml").write_text(RULE)
    (folder / "word.yml").write_text(KEYWORD)
    return folder


def a_log(path: Path) -> Path:
    """Events of three ids; the word stands in three of one id, escaped in one of them, and once in one that a filter takes out."""
    words = event(30, Deep={"inner": ["a MADE::UP b"]}) + event(33, X="made::up")
    escaped = event(36, X="y").replace(b'"y"', b'"\\u006dade::up"')
    path.write_bytes(events(0, 30) + words + escaped + event(7, X="made::up") + event(40, X="made-up"))
    return path


def found(hunted: Hunted) -> dict[str, tuple[int, set[int]]]:
    """Return for each rule how often it hit, and rows of events that are shown."""
    return {one.rule: (one.count, {ref.row for ref in one.events()}) for one in hunted.tally.rules.values()}


def test_a_lake_and_its_log_hit_alike(tmp_path: Path, rules: Path) -> None:
    log, lake = a_log(tmp_path / "a.jsonl"), tmp_path / "lake"
    take(lake, log, stretch=1 << 20)
    raw, kept = hunt(rules, tmp_path, log), hunt(rules, tmp_path, lake)
    assert found(raw) == found(kept) == {"5af54681-df95-4c26-854f-2565e13cfab1": (3, {31, 32})}
    assert kept.events == raw.events


def test_only_pieces_that_can_hold_a_word_are_read_whole(tmp_path: Path) -> None:
    log, lake = a_log(tmp_path / "a.jsonl"), tmp_path / "lake"
    take(lake, log, stretch=1 << 20)
    with Lake.read(lake) as opened:
        paths = [str(piece.path) for piece in opened.pieces()]
    wanted = Wanted(frozenset({"CommandLine"}), (runs_of("made::up"),))
    lost: list[str] = []
    batches = list(read_pieces([*paths, str(tmp_path / "gone.parquet")], wanted, 1 << 16, lost))
    whole = [batch for batch in batches if batch.schema.metadata != SIEVED]
    assert lost == [str(tmp_path / "gone.parquet")]
    assert sum(batch.num_rows for batch in batches) == 35
    assert {batch.column("EventID")[0].as_py() for batch in whole} == {"1", "2"}
    assert all("Number" not in batch.schema.names for batch in batches if batch not in whole)


def test_a_piece_without_an_index_is_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log, lake = a_log(tmp_path / "a.jsonl"), tmp_path / "lake"
    monkeypatch.setattr(lake_parts, "GRAMS", "another.key")
    take(lake, log)
    monkeypatch.undo()
    with Lake.read(lake) as opened:
        path = str(opened.pieces()[0].path)
    assert GRAMS.encode() not in (pq.read_metadata(path).metadata or {})
    (batch,) = read_pieces([path], Wanted(frozenset(), (runs_of("made::up"),)), 1 << 16, [])
    assert "Number" in batch.schema.names


def test_small_pieces_are_put_together(tmp_path: Path) -> None:
    log, lake, whole = tmp_path / "a.jsonl", tmp_path / "lake", tmp_path / "whole"
    for number in range(1, 7):
        log.write_bytes(events(0, number * 40))
        take(lake, log, stretch=1 << 20)
    take(whole, log, stretch=1 << 20)
    with Lake.read(lake) as opened:
        pieces = opened.pieces()
    assert content(lake) == content(whole)
    assert len(pieces) <= 3 * ingest_merging.FEW
    take(lake, log)  # the next writer removes the files that were put together
    assert len(list(lake.rglob("*.parquet"))) == len(pieces)


def test_what_a_grown_log_may_take_back_is_not_put_together(tmp_path: Path) -> None:
    log, lake = tmp_path / "a.jsonl", tmp_path / "lake"
    full = events(0, 96)
    for number in range(1, 9):
        log.write_bytes(full[: len(events(0, number * 12)) - 5])  # each time the last line is cut
        take(lake, log)
    log.write_bytes(full)
    take(lake, log)
    assert numbers(lake) == list(range(96))
