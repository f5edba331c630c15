"""All of SigmaHQ's rules on events of a lab: raw log and lake hit alike, whatever is read of them."""

import gzip
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from beartrap.engine.events import EventMatcher
from beartrap.engine.grams import runs_of
from beartrap.estate.events.lake_parts import Piece, Wanted, pieces, read_pieces
from beartrap.estate.events.reader import Needed, everything
from beartrap.estate.events.work import Task, Told, perform
from beartrap.flows.sigma_rules import prepare

Hits = Counter[tuple[str, int]]


@pytest.fixture(scope="module")
def lab(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """A matcher of all rules, and a log of every fifteenth event."""
    folder = tmp_path_factory.mktemp("lab")
    archive = real_data / "sigma" / "sigmahq-rules.tar.gz"
    log = folder / "lab.jsonl"
    with gzip.open(real_data / "events" / "windows-lab-100k.jsonl.gz") as lines:
        log.write_bytes(b"".join(line for number, line in enumerate(lines) if number % 15 == 0))
    prepared = prepare([archive], cache=folder / "cache.sqlite")
    return SimpleNamespace(matcher=prepared.matcher(), log=log, folder=folder)


def batches(lab: SimpleNamespace, needed: Needed) -> Iterator[Any]:
    told = Told()
    yield from perform(Task(str(lab.log), "lab.jsonl"), told, needed)
    assert (told.problem, told.fault, told.dirty) == (None, None, {})


def hits(matcher: EventMatcher, found: Iterator[Any]) -> Hits:
    counted: Hits = Counter()
    for batch in found:
        table = matcher.match(batch)
        counted.update(zip(table.column("rule").to_pylist(), table.column("row").to_pylist(), strict=True))
    return counted


def test_in_part_and_from_a_lake_all_hits_are_there(lab: SimpleNamespace) -> None:
    matcher: EventMatcher = lab.matcher
    whole: Hits = Counter()
    kept: dict[str, list[str]] = {}
    for batch in batches(lab, everything):
        whole += hits(matcher, iter([batch]))
        for piece in pieces(batch):
            kept.setdefault(piece.source, []).append(_written(lab.folder, piece))
    assert len({rule for rule, _ in whole}) > 10
    assert hits(matcher, batches(lab, lambda source: matcher.sieved(source) or matcher.needed(source))) == whole
    from_lake: Hits = Counter()
    lost: list[str] = []
    for source, paths in kept.items():
        sieved = matcher.sieved(source)
        wanted = (
            Wanted(matcher.needed(source))
            if sieved is None
            else Wanted(sieved.fields, tuple(runs_of(needle) for needle in sieved.needles))
        )
        from_lake += hits(matcher, read_pieces(paths, wanted, 1 << 16, lost))
    assert not lost
    assert from_lake == whole


def _written(folder: Path, piece: Piece) -> str:
    path = folder / f"{len(list(folder.iterdir()))}.parquet"
    path.write_bytes(piece.content)
    return str(path)
