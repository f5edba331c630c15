"""A lake holds each event once: files that grow, rotate, are compressed, copied, cut; lines that are dirty."""

import gzip
import json
from pathlib import Path

import pytest

from beartrap.effects.lake import ASIDE, EVENTS, Lake
from beartrap.effects.lake_errors import LakeError
from beartrap.model.coverage import GapReason
from flows.lake_lab import content, event, events, numbers, take


def test_a_file_is_taken_once(tmp_path: Path) -> None:
    log, lake = tmp_path / "a.jsonl", tmp_path / "lake"
    log.write_bytes(events(0, 100))
    assert take(lake, log).events == 100
    again = take(lake, log)
    assert (again.events, again.known) == (0, 1)
    assert numbers(lake) == list(range(100))


def test_pieces_lie_by_source_and_day(tmp_path: Path) -> None:
    log, lake = tmp_path / "a.jsonl", tmp_path / "lake"
    log.write_bytes(events(0, 48))
    take(lake, log)
    with Lake.read(lake) as opened:
        places = {(piece.source, piece.day) for piece in opened.pieces()}
    assert places == {(f"windows/sysmon/{number}", f"2020-06-0{day}") for number in (1, 2, 3) for day in (1, 2)}


@pytest.mark.parametrize("cut", [0, 40])
def test_a_file_that_grew_is_continued_also_from_half_a_line(tmp_path: Path, cut: int) -> None:
    log, lake, whole = tmp_path / "a.jsonl", tmp_path / "lake", tmp_path / "whole"
    full = events(0, 90)
    log.write_bytes(full[: len(events(0, 60)) + cut])
    take(lake, log)
    log.write_bytes(full)
    report = take(lake, log)
    assert report.continued == 1
    assert numbers(lake) == list(range(90))
    take(whole, log)
    assert content(lake) == content(whole)


def test_a_rotated_and_compressed_copy_is_known_by_its_content(tmp_path: Path) -> None:
    log, lake = tmp_path / "a.jsonl", tmp_path / "lake"
    log.write_bytes(events(0, 60))
    take(lake, log)
    log.unlink()
    (tmp_path / "a.jsonl.1.gz").write_bytes(gzip.compress(events(0, 60)))
    log.write_bytes(events(60, 80))
    take(lake, log, tmp_path / "a.jsonl.1.gz")
    assert numbers(lake) == list(range(80))


def test_a_compressed_copy_that_goes_on_gives_the_rest(tmp_path: Path) -> None:
    log, lake = tmp_path / "a.jsonl", tmp_path / "lake"
    log.write_bytes(events(0, 60))
    take(lake, log)
    (tmp_path / "a.jsonl.1.gz").write_bytes(gzip.compress(events(0, 75)))
    take(lake, tmp_path / "a.jsonl.1.gz")
    assert numbers(lake) == list(range(75))


def test_a_file_of_which_the_beginning_changed_is_another_file(tmp_path: Path) -> None:
    log, lake = tmp_path / "a.jsonl", tmp_path / "lake"
    log.write_bytes(events(0, 30))
    take(lake, log)
    log.write_bytes(events(100, 130))
    take(lake, log)
    assert numbers(lake) == [*range(30), *range(100, 130)]


def test_logs_that_begin_alike_are_kept_apart(tmp_path: Path) -> None:
    one, other, lake = tmp_path / "a.jsonl", tmp_path / "b.jsonl", tmp_path / "lake"
    one.write_bytes(events(0, 30))
    other.write_bytes(events(0, 20) + events(50, 60))
    take(lake, one)
    take(lake, other)
    assert numbers(lake) == sorted([*range(30), *range(20), *range(50, 60)])


def test_a_table_that_grew_is_continued_under_its_header(tmp_path: Path) -> None:
    log, lake = tmp_path / "p.csv", tmp_path / "lake"
    lines = [f"2020-06-01T00:00:{number:02d}Z,192.0.2.1,{number}\n" for number in range(40)]
    log.write_text("time,client_ip,Number\n" + "".join(lines[:25]))
    take(lake, log)
    log.write_text("time,client_ip,Number\n" + "".join(lines))
    take(lake, log)
    assert numbers(lake) == list(range(40))


def test_audit_records_of_one_event_that_come_later_are_joined_to_it(tmp_path: Path) -> None:
    log, lake = tmp_path / "audit.log", tmp_path / "lake"
    first = b'type=SYSCALL msg=audit(1591757474.100:5): exe="/bin/sh"\n'
    log.write_bytes(first)
    take(lake, log)
    log.write_bytes(first + b'type=EXECVE msg=audit(1591757474.100:5): argc=1 a0="sh"\n')
    take(lake, log)
    (row,) = content(lake)
    assert json.loads(row)["type"] == ["SYSCALL", "EXECVE"]


def test_dirty_lines_are_counted_and_kept_aside(tmp_path: Path) -> None:
    log, lake = tmp_path / "a.jsonl", tmp_path / "lake"
    log.write_bytes(events(0, 3) + b'{"EventID": \n' + events(3, 5))
    report = take(lake, log)
    assert (report.events, report.dirty) == (5, 1)
    assert [gap.reason for gap in report.gaps] == [GapReason.MALFORMED]
    assert "row 4" in report.gaps[0].why
    (aside,) = (lake / ASIDE).iterdir()
    assert json.loads(aside.read_text())["raw"] == '{"EventID":'


def test_what_is_no_log_is_a_gap_and_costs_no_other(tmp_path: Path) -> None:
    log, lake = tmp_path / "a.jsonl", tmp_path / "lake"
    log.write_bytes(events(0, 3))
    (tmp_path / "readme.txt").write_text("Dear reader,\n")
    report = take(lake, tmp_path)
    assert report.events == 3
    assert [gap.reason for gap in report.gaps] == [GapReason.UNKNOWN_KIND]


def test_a_compressed_log_that_is_cut_gives_what_is_readable(tmp_path: Path) -> None:
    log, lake = tmp_path / "a.jsonl.gz", tmp_path / "lake"
    packed = gzip.compress(b"".join(event(number, Noise=str(hash(str(number)))) for number in range(2000)))
    log.write_bytes(packed[: len(packed) // 2])
    report = take(lake, log)
    assert 0 < report.events < 2000
    assert any("truncated" in gap.why for gap in report.gaps)


def test_clearing_and_stopping_are_gaps_for_the_time_that_is_lost(tmp_path: Path) -> None:
    log, lake = tmp_path / "a.jsonl", tmp_path / "lake"
    cleared = event(50, Channel="Security", EventID=1102)
    stopped = event(70, EventID=4, State="Stopped")
    log.write_bytes(events(0, 10) + cleared + stopped + events(100, 110))
    gaps = take(lake, log, stretch=1 << 20).gaps
    assert [gap.reason for gap in gaps] == [GapReason.SILENT] * 2
    before = next(gap for gap in gaps if "cleared" in gap.why)
    assert before.hosts == ("ws-1",)
    assert before.windows[0].end is not None
    assert (before.windows[0].start, before.windows[0].end.day) == (None, 3)
    after = next(gap for gap in gaps if "stopped" in gap.why)
    assert (after.windows[0].start, after.windows[0].end) != (None, None)
    assert after.windows[0].end is not None
    assert (after.windows[0].end.day, after.windows[0].end.hour) == (5, 4)


def test_a_running_sysmon_is_no_stop(tmp_path: Path) -> None:
    log, lake = tmp_path / "a.jsonl", tmp_path / "lake"
    log.write_bytes(event(1, EventID=4, State="Started") + event(2, Channel="Security", EventID=1101))
    assert not take(lake, log).gaps


def test_two_writers_do_not_mix(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    with Lake.write(lake), pytest.raises(LakeError, match="another process"):
        Lake.write(lake)


def test_a_folder_with_other_things_is_no_lake(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("x")
    with pytest.raises(LakeError, match="other things"):
        Lake.write(tmp_path)
    assert (tmp_path / "thesis.txt").exists()


def test_what_a_killed_writer_left_is_removed(tmp_path: Path) -> None:
    log, lake = tmp_path / "a.jsonl", tmp_path / "lake"
    log.write_bytes(events(0, 10))
    take(lake, log)
    orphan = lake / EVENTS / "source=x" / "day=2020-06-01" / "0-1.parquet"
    orphan.parent.mkdir(parents=True)
    orphan.write_bytes(b"half")
    take(lake, log)
    assert not orphan.exists()
    assert numbers(lake) == list(range(10))
