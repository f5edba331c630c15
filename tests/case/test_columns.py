"""Records column by column and back: nothing lost, nothing taken for its equal."""

import json
from typing import Any

import pytest
from case_lab import finding
from hypothesis import given, settings
from hypothesis import strategies as st

from beartrap.case.columns import column, shape
from beartrap.case.snapshot import NOUNS
from beartrap.case.view import Records
from beartrap.model.evidence import Facts
from beartrap.model.finding import Finding
from beartrap.model.record import KINDS
from record_strategies import noun


def there_and_back(wanted: Any, values: list[Any]) -> list[Any]:
    one = column(wanted)
    return one.read(json.loads(json.dumps(one.write(values))))


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"estate"}))
def test_every_kind_of_record_comes_back_whole(kind: str) -> None:
    @settings(deadline=None, max_examples=15)
    @given(st.lists(noun(KINDS[kind]), max_size=4))
    def check(values: list[Any]) -> None:
        assert there_and_back(KINDS[kind], values) == values

    check()


def test_every_kind_but_the_estate_has_its_place_in_the_snapshot() -> None:
    assert set(NOUNS.values()) == set(KINDS.values()) - {KINDS["estate"]}


def test_facts_that_are_equal_in_python_are_kept_apart() -> None:
    values = [finding(facts=Facts.of(seen=value)) for value in (1, True, 1.0, 0, False, None, "")]
    back = there_and_back(Finding, values)
    assert [repr(one.facts) for one in back] == [repr(one.facts) for one in values]


def test_text_that_is_no_utf_8_comes_back() -> None:
    values = [finding(why="a\udc80b"), finding(why="\x00")]
    assert there_and_back(Finding, values) == values


@pytest.mark.parametrize("stored", [{}, [], None, 7, {"detector": []}])
def test_columns_of_another_shape_are_refused(stored: object) -> None:
    with pytest.raises((ValueError, LookupError, TypeError, AttributeError)):
        column(Finding).read(stored)


def test_columns_of_unequal_length_are_refused() -> None:
    stored = column(Finding).write([finding(), finding()])
    with pytest.raises(ValueError, match="differ in length"):
        column(Finding).read(stored | {"title": ["one"]})


@pytest.mark.parametrize("wanted", [object, tuple[str, Finding]])
def test_a_type_without_a_column_is_refused(wanted: Any) -> None:
    with pytest.raises(TypeError, match="no column"):
        column(wanted)


def test_the_shape_of_records_names_every_field() -> None:
    assert shape(Records) != shape(Finding)
    assert shape(Records) == shape(Records)
