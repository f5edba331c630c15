"""Hostile and broken logs: bounded, told, never a hang."""

import io
import json
import struct

import pyarrow.compute as pc
from hypothesis import given
from hypothesis import strategies as st

from beartrap.engine.events import MOST_FIELDS, Sieved
from beartrap.estate.events.batching import Batcher
from beartrap.estate.events.columns import LONGEST_VALUE
from beartrap.estate.events.evtx_file import CHUNK, CHUNK_MAGIC, HEADER, MAGIC
from beartrap.estate.events.opening import READERS, recognise
from beartrap.estate.events.reader import MOST_NAMED, Events, Origin, everything
from estate.events.events_lab import WINDOWS, read


def test_a_field_of_ten_megabytes_is_cut_and_told() -> None:
    content = json.dumps({"EventID": 1, "Channel": "A", "CommandLine": "x" * (10 << 20)}).encode() + b"\n"
    batches, dirty = read(content)
    assert pc.max(pc.utf8_length(batches[0].column("CommandLine").dictionary)).as_py() == LONGEST_VALUE
    assert any("longer than a megabyte" in item.why for item in dirty)


def test_a_million_columns_are_bounded_and_told() -> None:
    content = b"".join(
        json.dumps({"EventID": 1, "Channel": "A"} | {f"f{line}_{at}": "x" for at in range(1000)}).encode() + b"\n"
        for line in range(30)
    )
    batches, dirty = read(content)
    assert all(batch.num_columns <= MOST_FIELDS + 5 for batch in batches)
    assert sum(batch.num_rows for batch in batches) == 30
    assert any("more fields than are read" in item.why for item in dirty)


def test_a_line_without_end_is_passed_over() -> None:
    batches, dirty = read(
        b'{"EventID": 1, "Channel": "A"}\n{"EventID": 3, "Channel": "A", "x": "'
        + b"y" * (17 << 20)
        + b'"}\n{"EventID": 2, "Channel": "A"}\n'
    )
    assert [batch.column("EventID")[0].as_py() for batch in batches] == ["1", "2"]
    assert "more than" in dirty[0].why


def test_deep_nesting_and_made_up_sources_are_no_crash() -> None:
    deep = '{"a":' * 500 + "1" + "}" * 500
    many = "\n".join(json.dumps({"EventID": number, "Channel": "A"}) for number in range(5000))
    batches, _ = read((deep + "\n" + many).encode())
    assert sum(batch.num_rows for batch in batches) == 5001


def test_log_sources_without_number_go_together_and_are_told() -> None:
    """Each would be a batch of its own, which costs a hundred times what one of its events does."""
    lines = [{"EventID": number, "Channel": "A"} for number in range(MOST_NAMED + 50)] + [
        {"EventID": 7, "Channel": "A"}
    ]
    content = "\n".join(json.dumps(line) for line in lines).encode()
    reader = recognise(content)
    assert reader is not None
    found = [one for one in reader.read(io.BytesIO(content), Origin("a"), everything) if isinstance(one, Events)]
    assert len({one.source for one in found}) == MOST_NAMED + 1
    others = [one for one in found if one.source == "windows/other"]
    assert sum(len(one.rows) for one in others) == sum(one.strange for one in others) == 50
    assert [len(one.rows) for one in found if one.source == "windows/a/7"] == [
        1,
        1,
    ]  # known before, in a later block too
    batcher = Batcher(Origin("a"))
    list(batcher.add(others[0]))
    assert batcher.overflow.strange == others[0].strange > 0


def test_log_sources_beyond_the_bound_are_told_for_events_that_may_hold_a_keyword_too() -> None:
    content = "\n".join(json.dumps({"EventID": number, "Channel": "A"}) for number in range(MOST_NAMED + 50)).encode()
    reader = recognise(content)
    assert reader is not None
    wanted = Sieved(frozenset({"EventID"}), lambda _: True, ())
    found = [one for one in reader.read(io.BytesIO(content), Origin("a"), lambda _: wanted) if isinstance(one, Events)]
    assert sum(one.strange for one in found) == 50
    assert sum(len(one.rows) for one in found) == MOST_NAMED + 50


def test_a_field_that_poses_as_a_reserved_column_is_not_it() -> None:
    batches, _ = read(
        json.dumps({"EventID": 1, "Channel": "A", "Computer": "ws-1", "@host": "forged", "@row": 9}).encode() + b"\n"
    )
    assert batches[0].column("@host")[0].as_py() == "ws-1"
    assert batches[0].schema.names.count("@row") == 1


def test_an_evtx_that_is_nothing_but_a_header_is_told() -> None:
    header = bytearray(HEADER)
    struct.pack_into("<8sQQQIHHHH", header, 0, MAGIC, 0, 3, 9, 128, 1, 3, HEADER, 4)
    batches, dirty = read(bytes(header) + CHUNK_MAGIC + b"\xff" * (CHUNK // 2))
    assert not batches
    assert any("truncated" in item.why for item in dirty)


@given(st.binary(max_size=400))
def test_no_reader_breaks_on_noise(noise: bytes) -> None:
    for prefix in (
        b"",
        MAGIC,
        b'{"EventID":1,',
        b"#separator \\x09\n",
        b"type=A msg=audit(1591757474.1:1): ",
        b"a,b\n",
        b"<34>1 ",
        b"PAR1",
    ):
        content = prefix + noise
        for reader in READERS:
            reader.recognises(content)
        if recognise(content) is not None:
            read(content)


@given(st.integers(1, len(json.dumps(WINDOWS))), st.characters())
def test_an_event_with_a_letter_changed_is_an_event_or_dirty(at: int, letter: str) -> None:
    text = json.dumps({"Event": WINDOWS})
    batches, dirty = read((text[:at] + letter + text[at + 1 :] + "\n" + text).encode())
    assert sum(batch.num_rows for batch in batches) + len(dirty) >= 1
