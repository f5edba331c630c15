"""Keywords: tests that any value of any field may pass."""

from collections import defaultdict

import numpy as np

from beartrap.hunt.match.bitmaps import bits_of
from beartrap.hunt.match.columns import Column, Columns
from beartrap.hunt.match.fields import FieldTests
from beartrap.hunt.match.sieve import Sieve

Found = dict[int, dict[str, int]]
"""For each keyword the fields in which it was found, each with its rows as bits."""


def search(columns: Columns, tests: FieldTests, sieve: Sieve) -> Found:
    """Try all keywords on the values of all fields of a batch."""
    found: Found = defaultdict(dict)
    for name in columns.fields():
        column = columns.any_form(name)
        if column is None:
            continue
        for number, codes in _passed(column, tests, sieve).items():
            found[number][name] = bits_of(column.holding(np.array(codes, np.int64)))
    return found


def _passed(column: Column, tests: FieldTests, sieve: Sieve) -> dict[int, list[int]]:
    passed: dict[int, list[int]] = defaultdict(list)
    places = sieve.passing(column.present_values)
    texts = column.texts if len(places) else []
    codes = column.present[places].tolist()
    for code, one in zip(codes, tests.try_all([texts[place] for place in places.tolist()]), strict=True):
        for number in one:
            passed[number].append(code)
    return passed
