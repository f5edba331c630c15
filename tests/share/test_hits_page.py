"""The page shows what hit in events: by rule on a timeline, by technique in the matrix; a case without hits has neither."""

from dataclasses import replace
from datetime import UTC, datetime

from beartrap.case.view import CaseView
from beartrap.model.finding import Finding, Severity
from beartrap.model.question import Question
from beartrap.share.attack import technique
from beartrap.share.html.assemble import page
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
