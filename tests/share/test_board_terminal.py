"""The board in a terminal: all said, in any terminal, whatever the records hold."""

import io
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from beartrap.case.view import CaseView
from beartrap.model.question import Question
from beartrap.share.marking import Tlp
from beartrap.share.redact import redact
from beartrap.share.terminal import board
from share import views


def shown(view: CaseView, width: int = 80, *, detail: bool = False, encoding: str = "utf-8", **options: object) -> str:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding, newline="\n")
    board(view, Console(file=file, width=width, **options), detail=detail)  # type: ignore[arg-type]
    file.flush()
    return raw.getvalue().decode(encoding)


@pytest.mark.parametrize("name", ["rich", "empty", "clean", "hostile"])
@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_line_is_wider_than_the_terminal(name: str, width: int) -> None:
    text = shown(getattr(views, name)(), width)
    assert max(cell_len(line) for line in text.splitlines()) <= width


def test_the_eight_questions_with_state_and_grade() -> None:
    text = shown(views.rich())
    assert all(question.asks in text for question in Question)
    assert text.count("? not looked") == 4
    assert text.count("  partial ") == 4
    assert "Verdict: open" in text


def test_no_indication_is_never_a_bare_no() -> None:
    lines = [line.split() for line in shown(views.clean()).splitlines()]
    assert sum(line[:2] == ["□", "no"] for line in lines) == 8
    assert sum(line[:1] == ["indication"] for line in lines) == 8


def test_findings_stand_under_their_host_with_file_and_row() -> None:
    text = shown(views.rich(), 140)
    assert "logs/dns/2020-07.jsonl.gz:88120" in text
    assert "logs/dns/win-dns.log:0" in text
    assert text.index("SUNBURST on orion-01") < text.index("SolarWinds Orion 2020.2 is installed")
    assert "no host named" in text


@pytest.mark.parametrize(("name", "count"), [("rich", 1), ("empty", 0), ("clean", 0)])
def test_how_many_were_suppressed_is_always_said(name: str, count: int) -> None:
    assert f"{count} suppressed" in shown(getattr(views, name)())


def test_gaps_with_count_reason_and_remedy() -> None:
    text = shown(views.rich(), 110)
    assert "41,000 does not say which host asked (lost-clients)" in text
    assert "→ Switch on client logging" in text


def test_claims_with_speaker_hedge_and_quote() -> None:
    text = shown(views.rich(), 110)
    assert "an American newspaper (in De Havenkoerier)" in text
    assert "likely (55–80 %)" in text
    assert "“Vermoedelijk zit dezelfde groep erachter”" in text
    assert "a denial, about itself" in text


def test_coverage_by_host_and_what_is_in_no_row() -> None:
    text = shown(views.rich(), 100)
    assert "264/265" in text
    assert "Needed, and looked at nowhere: endpoint logs" in text
    assert "41,001 in DNS logs" in text


def test_nothing_looked_at_says_so() -> None:
    text = shown(views.empty())
    assert "nobody has looked" in text
    assert "nothing has been looked at, so nothing here is an answer" in text.replace("\n", " ").replace("  ", " ")


@pytest.mark.parametrize("detail", [False, True])
def test_hostile_text_is_neither_carried_out_nor_markup(detail: bool) -> None:
    text = shown(views.hostile(), 120, detail=detail)
    assert not any(character in text for character in "\x1b\x07\x00\u202e\udcff")
    assert "[bold red]markup[/bold red]" in text
    assert "\\x1b]0;owned\\x07" in text


def test_hostile_text_in_colour_brings_no_escape_of_its_own() -> None:
    text = shown(views.hostile(), 120, force_terminal=True, color_system="truecolor")
    assert "\x1b]0;" not in text
    assert "\x1b[2J" not in text


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp437"])
@pytest.mark.parametrize("name", ["rich", "hostile"])
def test_a_terminal_without_unicode(encoding: str, name: str) -> None:
    text = shown(getattr(views, name)(), encoding=encoding, no_color=True)
    assert "not looked" in text or name == "hostile"
    assert "# yes" in text


def test_no_colour_loses_no_information() -> None:
    plain = shown(views.rich(), no_color=True)
    assert "critical SUNBURST" in plain
    assert "×" in plain


def test_detail_shows_all_evidence() -> None:
    assert "2020-07.jsonl.gz:88128" not in shown(views.rich())
    assert "2020-07.jsonl.gz:88128" in shown(views.rich(), detail=True)


def test_many_findings_are_cut_and_the_rest_is_counted() -> None:
    text = shown(views.huge(20_000))
    assert len(text) < 60_000
    assert "more hosts" in text
    assert "20,000 findings" in text


def test_the_marking_is_in_the_head() -> None:
    assert "TLP:AMBER+STRICT" in shown(views.rich()).splitlines()[0]
    first = shown(redact(views.rich(), Tlp.CLEAR)).splitlines()[0]
    assert "TLP:CLEAR" in first
    assert "own names replaced" in first


def test_a_row_or_offset_of_zero_is_not_lost() -> None:
    text = shown(views.rich(), 140)
    assert "BusinessLayer.dll@0" in text


def test_answers_without_records_still_show() -> None:
    bare = replace(views.rich(), records=views.empty().records)
    assert "Who is presumably behind it?" in shown(bare)
