"""Joining fragments into a domain, and saying how far it can be trusted."""

from random import Random

import pytest
from hunt_lab import UID, fragments
from hypothesis import given, settings
from hypothesis import strategies as st

from beartrap.hunt.sunburst import encode, text
from beartrap.hunt.sunburst.assemble import Assembly, Standing, assemble
from beartrap.hunt.sunburst.names import decode

LONG = "research.department.of.corp.example"


def join(names: list[str], known: tuple[str, ...] = ()) -> Assembly:
    joined = assemble([decode(name) for name in names], known)
    assert joined is not None
    return joined


@settings(deadline=None, max_examples=150)
@given(domain=st.text("abcdefghijklmnopqrstuvwxyz0123456789-_.", min_size=1, max_size=120), seed=st.integers())
def test_encoding_a_joins_to_what_was_written(domain: str, seed: int) -> None:
    names = encode.fragments(UID, domain, Random(seed))
    assert join(names).text.strip("…") == domain
    Random(seed).shuffle(names)
    assert join(names + names, (domain,)).text.strip("…") == domain


@settings(deadline=None, max_examples=150)
@given(domain=st.text(min_size=1, max_size=60).filter(lambda s: not set(s) <= set(text.TABLE + text.SPECIALS)))
def test_encoding_b_joins_to_what_was_written(domain: str) -> None:
    try:
        domain.encode()
    except UnicodeEncodeError:
        return
    names = encode.fragments(UID, domain, Random(1))
    joined = join(names)
    assert joined.encoding == "B"
    assert joined.text == domain


@settings(deadline=None, max_examples=200)
@given(st.text("abc0-_.", min_size=1, max_size=90), st.integers())
def test_pieces_are_sixteen_long_and_no_last_one_ends_in_zero(domain: str, seed: int) -> None:
    pieces = text.cut(text.encode(domain, Random(seed).choice))
    assert all(len(piece) == text.PIECE for piece in pieces[:-1])
    assert not pieces[-1].endswith("0") and 1 <= len(pieces[-1]) <= text.PIECE


def test_a_zero_in_the_sixteenth_place_opens_the_next_piece() -> None:
    names = encode.fragments(UID, "abcdefghijklmno.example", Random(1))  # the escape of the dot would begin at 16
    assert names[0].split(".")[0].endswith("0")
    assert join(names).domain == "abcdefghijklmno.example"


def test_pieces_of_different_runs_join_though_escapes_are_redrawn() -> None:
    one, other = fragments(LONG, seed=1), fragments(LONG, seed=2)
    assert one[0] != other[0]
    assert join([one[0], other[1], one[2], other[2]]).domain == LONG


def test_first_and_last_alone_cannot_exclude_a_missing_middle() -> None:
    names = fragments("some-company.corp.example")
    joined = join(names)
    assert len(names) == 2
    assert (joined.domain, joined.standing) == ("some-company.corp.example", Standing.UNPROVEN)
    assert "cannot be excluded" in joined.why


def test_an_own_domain_proves_it_complete_and_a_similar_one_does_not() -> None:
    assert join(fragments("corp.example"), ("Corp.Example",)).standing is Standing.COMPLETE
    assert join(fragments("corp.example"), ("corp.example.org",)).standing is Standing.UNPROVEN


def test_a_visible_hole_makes_it_partial() -> None:
    names = fragments(LONG)
    assert len(names) == 3
    joined = join([names[0], names[2]])
    assert joined.standing is not Standing.COMPLETE
    four = fragments(LONG + ".and.more.of.it.example")
    holed = join([four[0], four[2], four[-1]])
    assert (holed.domain, holed.standing) == (None, Standing.PARTIAL)
    assert "piece 1" in holed.why and "…" in holed.text


def test_a_first_piece_alone_is_partial() -> None:
    joined = join(fragments(LONG)[:1])
    assert (joined.domain, joined.standing) == (None, Standing.PARTIAL)
    assert LONG.startswith(joined.text.rstrip("…"))


def test_a_last_piece_alone_may_be_whole_and_a_tail_without_a_dot_is_none() -> None:
    only = join(fragments("corp.example"))
    assert (only.domain, only.standing) == ("corp.example", Standing.UNPROVEN)
    for domain in (
        "corp.research-department",
        "abcdefghijklmnop.qrstuvwxyz",
    ):  # tails without a dot, or with one in front
        tail = join(fragments(domain)[1:])
        assert (tail.domain, tail.standing) == (None, Standing.PARTIAL)
        assert domain.endswith(tail.text.lstrip("…"))


def test_the_tail_of_encoding_b_is_no_text_of_a_once_the_first_piece_is_known() -> None:
    names = fragments("Grüne-Werke.Example")
    assert join(names).domain == "Grüne-Werke.Example"
    head = join(names[:1])
    assert head.domain is None and "Grüne-Werke.Example".startswith(head.text.rstrip("…"))
    assert "dropped" in head.why


def test_pieces_that_contradict_each_other_join_to_nothing() -> None:
    names = [*fragments(LONG), fragments("another.department.of.corp.example")[0]]
    joined = join(names)
    assert joined.domain is None and "different texts" in joined.why


def test_no_fragment_no_domain() -> None:
    assert assemble([]) is None


def test_more_pieces_than_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="pieces"):
        encode.fragments(UID, "a" * 600, Random(1))
