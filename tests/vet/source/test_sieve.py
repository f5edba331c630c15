"""Many expressions at once find what each of them finds by itself."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beartrap.vet.source.reading import prefilter, words
from beartrap.vet.source.reading.sieve import KEPT, PIECE, Sieve, rows_of, words_of

PATTERNS = (
    r"\.ssh(?:/|$)",
    r"\bid_(?:rsa|dsa)\b",
    r"npm\s+publish",
    r"(?:a|b)c\d",
    r"[\"'][0-9]{4}[\"']",
    r"\bEval\s*\(",
    "plain text",
)
PIECES = (".ssh/", "id_rsa", "ID_DSA", "npm  publish", "ac7", "bc", '"1234"', "'12'", "eval (", "PLAIN TEXT", "plain  text", "x", "\n", "é")  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join), st.booleans())
def test_what_matches_is_what_each_expression_matches(text: str, caseless: bool) -> None:
    sieve, flags = Sieve(PATTERNS, caseless=caseless), re.IGNORECASE if caseless else 0
    content = text.encode()
    expected = {number for number, one in enumerate(PATTERNS) if re.search(one.encode(), content, flags)}
    assert {number for number in sieve.asked(content) if sieve.matches(number, content)} == expected
    assert sieve.any(content) == bool(expected)
    places = {match.start() for one in PATTERNS for match in re.finditer(one.encode(), content, flags)}
    assert set(sieve.places(content)) == places


@pytest.mark.parametrize(("text", "asked"), [("nothing at all", set()), ("id_rsa", {1}), ("x = '1234'", {4})])
def test_only_expressions_whose_words_are_met_are_asked(text: str, asked: set[int]) -> None:
    always = {4}  # digits between quotes: there is no word to look for
    assert set(Sieve(PATTERNS).asked(text.encode())) == asked | always


@pytest.mark.parametrize("before", [PIECE - 8, PIECE - 5, PIECE - 1, PIECE, 2 * PIECE - 3])
def test_a_word_over_the_end_of_a_piece_is_met(before: int) -> None:
    sieve = Sieve(["plain text"])
    assert sieve.asked(b" " * before + b"PLAIN TEXT") == [0]
    assert sieve.asked(b" " * before + b"plain tex") == []


def test_every_label_names_a_word_to_look_for() -> None:
    assert words._sieve().asked(b"") == []


@pytest.mark.parametrize("language", sorted(prefilter._ATOMS))
def test_few_atoms_are_asked_of_every_file(language: str) -> None:
    assert len(prefilter._sieve(language).asked(b"")) <= 12


def test_what_is_kept_of_expressions_is_what_would_be_found() -> None:
    """Few may be missing: to find those costs time at each start (`python benchmarks/sieve_words.py` writes them all)."""
    kept = json.loads(KEPT.read_bytes())
    assert {one: [word.decode("latin-1") for word in words_of(one)] for one in kept} == kept
    every = {one for language in prefilter._ATOMS for one in prefilter._sieve(language).patterns} | set(
        words._sieve().patterns
    )
    assert len(every - kept.keys()) <= 20


def test_rows_are_counted_from_one() -> None:
    assert rows_of(b"a\nbb\n\nc", [6, 0, 2]) == [1, 2, 4]


def test_separators_of_any_notation_are_seen_on_their_rows() -> None:
    text = 'a = 1\nb = "C:\\\\Users\\\\x\\\\.ssh\\\\id"\nc = "~\\.ssh\\id"\nd = "~/.ssh/id"\n'
    assert words.rows_of_interest(text) == [2, 3, 4]
    assert words.rows_of_interest("ssh\n") == []
