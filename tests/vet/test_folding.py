"""Gaps that say the same of many files are told once; what holds an update up is told of each file."""

from dataclasses import replace

from beartrap.model.coverage import Gap, GapReason
from beartrap.model.place import Place
from beartrap.model.question import Question
from beartrap.vet.folding import folded


def gap(path: str, why: str, *, holds: bool = False, by: str = "source.files") -> Gap:
    place = Place("pkg", path=f"package/{path}".encode())
    return Gap(GapReason.BUDGET, (Question.NEXT,) if holds else (), why.format(path), place=place, by=by)


LEFT = "Not all calls in {} were followed"


def test_files_of_which_the_same_is_said_are_one_gap():
    first = gap("dist/a.js", LEFT)
    one, two, three = folded(
        [
            first,
            gap("x.py", "{} was odd"),
            gap("dist/b.js", LEFT),
            gap("dist/a.js.min", LEFT),
            gap("c.js", LEFT, by="other"),
        ]
    )
    assert one == replace(
        first, why="Not all calls in dist/a.js were followed; so it is with package/dist/b.js, package/dist/a.js.min"
    )
    assert (two.why, three.why) == ("x.py was odd", "Not all calls in c.js were followed")


def test_what_holds_is_told_of_each_file():
    gaps = [gap("a.js", LEFT, holds=True), gap("b.js", LEFT, holds=True)]
    assert folded(gaps) == gaps


def test_other_words_are_another_gap():
    gaps = [gap("a.js", "{} has 3 places"), gap("b.js", "{} has 4 places"), Gap(GapReason.LIMIT, (), "no place")]
    assert folded(gaps) == gaps


def test_a_folder_and_no_place_at_all_are_taken():
    gaps = [gap("dist/", "{} was left"), gap("lib/", "another thing was left"), Gap(GapReason.LIMIT, (), "")]
    assert folded(gaps) == gaps


def test_two_are_told_as_one_and_another():
    assert folded([gap("a.js", LEFT), gap("b.js", LEFT)])[0].why.endswith("; so it is with package/b.js")
