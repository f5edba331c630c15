"""A statement keeps its qualifications, in both languages, whatever the case holds."""

from dataclasses import replace

import pytest
import views

from beartrap.model.answer import State
from beartrap.model.question import Question
from beartrap.share.statement import LANGUAGES, statement


@pytest.mark.parametrize("language", sorted(LANGUAGES))
@pytest.mark.parametrize("state", list(State))
def test_every_qualification_stands_beside_the_claim(language: str, state: State) -> None:
    view = views.rich()
    answers = tuple(
        replace(one, state=state) if one.id in (Question.SEEN, Question.ONWARD) else one for one in view.answers
    )
    text = statement(replace(view, answers=answers), language)
    words = LANGUAGES[language]
    for question in (Question.SEEN, Question.ONWARD):
        assert words.claims[question, state] in text and words.others_know[question] in text
    for head in (
        words.claim,
        words.sources,
        words.time,
        words.shown,
        words.hosts,
        words.gaps,
        words.change,
        words.others,
        words.grade,
    ):
        assert text.count(f"{head}:") >= 2
    assert words.foot in text


def test_both_languages_say_the_same_things() -> None:
    english, dutch = LANGUAGES["en"], LANGUAGES["nl"]
    assert english.claims.keys() == dutch.claims.keys() and english.questions.keys() == dutch.questions.keys()
    assert {one.count("{") for one in (english.of_days, english.of_hosts)} == {
        one.count("{") for one in (dutch.of_days, dutch.of_hosts)
    }


def test_hostile_names_stay_on_their_line() -> None:
    text = statement(views.hostile(), "en")
    assert "\x1b" not in text and "\u202e" not in text
