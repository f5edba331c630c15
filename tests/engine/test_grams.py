"""The index of a table's text never rules out what stands in it, and rules out most of what does not."""

import os
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beartrap.engine.grams import BLOCK, Grams, may_hold, runs_of

EXAMPLES = int(os.environ.get("BEARTRAP_TORTURE", 100))
texts = st.text("aAbZz:._-9 \\\0é\u212a", max_size=12)


def index(*columns: pa.Array) -> bytes:
    grams = Grams()
    for column in columns:
        grams.add(column)
    return grams.index()


def holds(made: bytes, *needles: str) -> bool:
    return may_hold(made, [runs_of(needle) for needle in needles])


@settings(max_examples=EXAMPLES)
@given(st.lists(st.one_of(st.none(), texts), min_size=1, max_size=5), st.data())
def test_what_stands_in_a_value_may_stand_there(values: list[str | None], data: Any):
    text = data.draw(st.sampled_from(values)) or ""
    start = data.draw(st.integers(0, len(text)))
    needle = text[start : data.draw(st.integers(start, len(text)))].replace("\u212a", "k").lower()
    for column in (
        pa.array(values, pa.utf8()),
        pa.array(values, pa.utf8()).dictionary_encode(),
        pa.array([values, None, []], pa.list_(pa.utf8())),
        pa.array(["other", *values, "other"], pa.large_utf8()).slice(1, len(values)),
    ):
        assert holds(index(column), needle)


@pytest.mark.parametrize("near", ["mimikat", "imikatz", "m1mikatz", "mimi\\katz", "mimi katz", ""])
def test_a_near_miss_is_ruled_out(near: str):
    made = index(pa.array([near, "ordinary text"]))
    assert not holds(made, "mimikatz")
    assert holds(index(pa.array([near, "a MimiKatz b"])), "mimikatz")
    assert holds(made, "mimikatz", "ordinary")


@pytest.mark.parametrize("needle", ["", "abc", "12345678", "a1b2c3"])
def test_a_needle_without_four_letters_in_a_row_is_never_ruled_out(needle: str):
    assert holds(index(pa.array(["x"])), needle)


def test_a_kelvin_sign_may_be_a_letter_of_anything():
    assert holds(index(pa.array(["mimi\u212aatz"])), "mimikatz")


def test_text_across_blocks_is_found():
    for offset in range(8):
        assert holds(index(pa.array(["\0" * (BLOCK - offset) + "mimikatz"])), "mimikatz")


def test_a_column_of_nothing_is_an_index_of_nothing():
    assert not holds(index(pa.nulls(3, pa.utf8()), pa.array([], pa.utf8())), "mimikatz")


@pytest.mark.parametrize("content", [b"", b"no index", b"KLUv/QQA", index(pa.array(["x"]))[:20]])
def test_what_is_no_index_is_refused(content: bytes):
    with pytest.raises(ValueError):
        may_hold(content, [runs_of("mimikatz")])
