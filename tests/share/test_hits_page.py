"""The page shows what hit in events: by rule on a timeline, by technique in the matrix; a case without hits has neither."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from beartrap.case.view import CaseView
from beartrap.model.finding import Finding, Severity
from beartrap.model.question import Question
from beartrap.share.attack import technique
from beartrap.share.html.assemble import page
from beartrap.share.html.axis import axis_over
from share import views

JUNE = datetime(2020, 6, 11, 7, 9, tzinfo=UTC)


def hit(host: str, **more: object) -> Finding:
    plain = Finding(
        "hunt.sigma", f"sigma:r1@{host}:logs", (Question.ACTIVE,), f"Odd <b>child</b> on {host}", Severity.HIGH, "why",
        host=host, since=JUNE, until=JUNE, count=3, techniques=("T1059.001", "T1053"),
    )  # fmt: skip
    return replace(plain, **more)  # type: ignore[arg-type]


def with_hits(*found: Finding) -> CaseView:
    view = views.rich()
    kept = (*view.records.findings, *views.keep(found, 900))
    return replace(view, records=replace(view.records, findings=kept))


def test_hits_stand_on_the_page_by_rule_and_technique() -> None:
    html = page(with_hits(hit("ws-1"), hit("ws-2", count=4)))
    assert "What hit in events" in html
    assert "7 × on 2 machines" in html
    assert "Command and Scripting Interpreter" in html
    assert "lateral" not in html.partition("In the terms of ATT&amp;CK")[2].partition("</div>")[0]
    assert "Odd &lt;b&gt;child" in html
    assert "<b>child" not in html


def test_a_case_without_hits_has_no_such_section() -> None:
    html = page(views.rich())
    assert "What hit in events" not in html
    assert 'href="#hits"' not in html


def test_a_technique_of_which_nothing_is_known_stands_apart() -> None:
    assert technique("T1059.001").name == "Command and Scripting Interpreter"
    assert technique("T9999").tactics == ("other",)
    assert "T9999" in page(with_hits(hit("ws-1", techniques=("T9999",))))


def test_an_attack_of_one_night_has_a_scale_of_hours() -> None:
    axis = axis_over((), (JUNE, JUNE + timedelta(hours=2)))
    assert axis is not None
    assert [label for _, label in axis.ticks()] == [
        "11 Jun 2020 02:00",
        "04:00",
        "06:00",
        "08:00",
        "10:00",
        "12:00",
        "14:00",
    ]
    places = [place for place, _ in axis.ticks()]
    assert places == sorted(places) and 0 <= places[0] < places[-1] <= 100


def test_midnight_names_the_day_on_a_scale_of_hours() -> None:
    axis = axis_over((), (JUNE, JUNE + timedelta(days=2)))
    assert axis is not None
    assert [label for _, label in axis.ticks()] == ["11 Jun 2020 12:00", "12 Jun", "12:00", "13 Jun", "12:00"]
