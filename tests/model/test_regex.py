"""Expressions that are compiled when they are first used: they do what compiled ones do, and all of ours compile."""

import gc
import importlib
import pkgutil
import re

import pytest

import beartrap.vet
from beartrap.model.regex import of_names, regex


def test_it_finds_what_a_compiled_expression_finds() -> None:
    late, plain = regex(r"(?P<word>\w+)@", re.IGNORECASE), re.compile(r"(?P<word>\w+)@", re.IGNORECASE)
    for text in ("a@b c@d", "none"):
        assert late.findall(text) == plain.findall(text)
        assert (late.search(text) is None) == (plain.search(text) is None)
    assert (late.pattern, late.flags, late.groupindex) == (plain.pattern, plain.flags, plain.groupindex)


def test_an_expression_of_names_gives_each_time_what_a_compiled_one_gives() -> None:
    late, plain = of_names(r"_*(?:api_?)?key", re.IGNORECASE), re.compile(r"_*(?:api_?)?key", re.IGNORECASE)
    for name in ("API_KEY", "api_key", "_key", "keyboard", "monkey", "", "API_KEY"):
        for asked in ("fullmatch", "match", "search"):
            answers = [getattr(late, asked)(name), getattr(late, asked)(name), getattr(plain, asked)(name)]
            assert len({one and one.span() for one in answers}) == 1
    assert late.findall("key key") == ["key", "key"]


def test_bytes_are_searched_by_an_expression_of_bytes() -> None:
    assert regex(rb"\d+").sub(b"#", b"a1b22") == b"a#b#"


def test_a_source_that_is_no_expression_is_told_when_it_is_used() -> None:
    broken = regex("(")
    with pytest.raises(re.error):
        broken.search("")


def test_all_expressions_of_vet_compile() -> None:
    for module in pkgutil.walk_packages(beartrap.vet.__path__, "beartrap.vet."):
        importlib.import_module(module.name)  # noqa: TID251 - names of our own
    gc.unfreeze()  # workers of other tests are copies of a process whose objects are frozen
    late = type(regex(""))
    ours = [one for one in gc.get_objects() if isinstance(one, late) and one._source != "("]
    assert len(ours) > 300
    assert all(isinstance(one.flags, int) for one in ours)
