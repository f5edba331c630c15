"""Texts that are spelt in numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from source_lab import behaviours

from beartrap.vet.source.folding.spelling import runs

WORD = "https://c.invalid"


@pytest.mark.parametrize("spelt", [r"\x{:02x}", r"\u00{:02x}", r"\u{{{:02x}}}", "\\{:03o}"])
def test_a_word_in_numbers_reads_as_it_is(spelt: str) -> None:
    text = "".join(spelt.format(ord(one)) for one in WORD)
    assert runs(f"a = '{text}'") == (WORD,)


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        r"\x1b[0m\x1b[1m\x1b[31m",
        r"\x41\x42 and more",
        "\\000\\001\\002\\003\\004\\005\\006",
        "\\n\\n\\n\\n\\n\\n\\n",
    ],
)
def test_signs_that_cannot_be_typed_are_no_words(text: str) -> None:
    assert not "".join(runs(text)).strip("\0\1\2\3\4\5\6")


@given(st.text(alphabet="\\xu0017{}af8", max_size=80))
def test_no_text_breaks_it(text: str) -> None:
    assert all(isinstance(one, str) for one in runs(text))


def test_the_word_is_shown_as_a_layer() -> None:
    text = "".join(f"\\x{ord(one):02x}" for one in WORD)
    found = [one for one in behaviours("a.js", f"fetch('{text}/p')") if one.id == "hidden.act"]
    assert found and found[0].layers[0].encoding == "escapes"
    assert not [one for one in behaviours("a.js", f"fetch('{WORD}/\\x41')") if one.id == "hidden.act"]
