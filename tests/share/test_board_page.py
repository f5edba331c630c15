"""The page: self-contained, safe with hostile text, complete, small enough; the browser's own view is in test_board_browser."""

import itertools
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from beartrap.case.view import CaseView
from beartrap.model.coverage import GapReason
from beartrap.model.finding import Rung
from beartrap.model.question import Question
from beartrap.share.html import page
from beartrap.share.html.elements import NOTHING, cut, join, tag
from beartrap.share.html.limits import FINDINGS, INDICATORS, QUOTE, TEXT
from beartrap.share.marking import Tlp
from beartrap.share.redact import redact
from beartrap.share.words import HEDGES, REASONS, RUNGS
from share import views

ALLOWED = frozenset(
    [
        "html",
        "head",
        "meta",
        "link",
        "title",
        "style",
        "body",
        "a",
        "svg",
        "defs",
        "pattern",
        "path",
        "circle",
        "header",
        "p",
        "span",
        "strong",
        "h1",
        "nav",
        "ul",
        "li",
        "main",
        "section",
        "h2",
        "div",
        "article",
        "h3",
        "dl",
        "dt",
        "dd",
        "rect",
        "details",
        "summary",
        "h4",
        "ol",
        "line",
        "text",
        "g",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "small",
        "time",
        "pre",
        "code",
        "q",
        "b",
        "footer",
    ]
)
VOID = frozenset({"meta", "link"})
MOST = 3_000_000


class Reader(HTMLParser):
    """Collects elements and ids, and checks that what opens closes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.errors: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.errors.append(tag)

    def values(self, name: str) -> Iterator[str]:
        return (value for _, attributes in self.elements if (value := attributes.get(name)) is not None)


@pytest.fixture(params=["rich", "empty", "clean", "hostile"])
def view(request: pytest.FixtureRequest) -> CaseView:
    made: CaseView = getattr(views, request.param)()
    return made


def test_well_formed_and_of_known_elements_only(view: CaseView) -> None:
    reader = Reader(page(view))
    assert (reader.errors, reader.open) == ([], [])
    assert {name for name, _ in reader.elements} <= ALLOWED


def test_nothing_points_elsewhere(view: CaseView) -> None:
    text = page(view)
    reader = Reader(text)
    assert all(value.startswith("#") or value == "data:," for value in reader.values("href"))
    assert not list(reader.values("src"))
    assert set(reader.values("fill")) <= {"url(#p-gap)", "url(#p-explained)"}
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style is not None
    assert not re.search(r"url\(|@import|expression", style.group(1))


def test_no_script_and_no_inline_style(view: CaseView) -> None:
    reader = Reader(page(view))
    names = {name for _, attributes in reader.elements for name in attributes}
    assert not {name for name in names if name.startswith("on")}
    assert "style" not in names


def test_the_policy_allows_only_our_style(view: CaseView) -> None:
    text = page(view)
    assert "default-src &#x27;none&#x27;" in text or "default-src 'none'" in text
    assert re.search(r"style-src 'sha256-[A-Za-z0-9+/]{43}='", text)
    assert "unsafe" not in re.search(r'content="(default-src[^"]*)"', text).group(1)  # type: ignore[union-attr]


def test_ids_are_unique_and_anchors_lead_somewhere(view: CaseView) -> None:
    reader = Reader(page(view))
    ids = list(reader.values("id"))
    assert len(ids) == len(set(ids))
    assert {value[1:] for value in reader.values("href") if value.startswith("#")} <= set(ids)
    assert set(reader.values("aria-labelledby")) <= set(ids)


def test_headings_do_not_skip_a_level(view: CaseView) -> None:
    levels = [int(name[1]) for name, _ in Reader(page(view)).elements if re.fullmatch(r"h[1-6]", name)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_tables_have_captions_and_column_heads() -> None:
    text = page(views.rich())
    assert text.count("<table") == text.count("<caption")
    assert all('scope="' in head for head in re.findall(r"<th[ >][^>]*", text))


def test_hostile_text_is_shown_and_not_carried_out() -> None:
    text = page(views.hostile())
    assert "<script" not in text
    assert "<img" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "&amp;lt;already&amp;gt;" in text
    assert not any(character in text for character in "\x1b\x00\u202e\udcff")
    text.encode("utf-8")


def test_ten_kilobytes_of_quote_are_cut_and_the_rest_is_counted() -> None:
    text = page(views.hostile())
    assert "x" * (TEXT + 1) not in text
    assert f"({10_000 - QUOTE + 1:,} more characters)" in text


def test_everything_of_the_rich_case_is_on_it() -> None:
    text = page(views.rich())
    for wanted in (
        *(question.asks.replace("'", "&#x27;") for question in Question),
        "TLP:AMBER+STRICT",
        views.HEAD,
        "1 suppressed",
    ):
        assert wanted in text
    for wanted in (
        "logs/dns/2020-07.jsonl.gz:88120",
        "logs/dns/win-dns.log:0",
        views.BEACON,
        "our own scanner, after publication",
    ):
        assert wanted in text
    for wanted in (
        "an American newspaper (in De Havenkoerier)",
        "likely (55–80 %)",
        "Vermoedelijk zit dezelfde groep erachter",
    ):
        assert wanted in text
    assert all(reason.value in text for reason in GapReason)
    assert "demoted: " in text
    assert "interrupted" in text


def test_every_rung_reason_and_hedge_has_words() -> None:
    assert set(RUNGS) == set(Rung)
    assert set(REASONS) == set(GapReason)
    assert len(HEDGES) == 7


def test_a_huge_case_stays_small_and_says_what_it_left_out() -> None:
    text = page(views.huge())
    assert len(text) < MOST
    assert f"{100_000 - FINDINGS:,} more findings in the ledger and in the JSON." in text
    assert f"{3000 - INDICATORS:,} more indicators in the ledger" in text


def test_gaps_show_by_pattern_and_words_not_only_colour() -> None:
    text = page(views.rich())
    assert 'fill="url(#p-gap)"' in text
    assert "gaps: 2020-05-23" in text
    assert "gap: could not be looked at" in text


def test_the_same_case_gives_the_same_page() -> None:
    assert page(views.rich()) == page(views.rich())


def test_marking_and_redaction_are_in_the_head() -> None:
    text = page(redact(views.rich(), Tlp.GREEN))
    assert text.index("TLP:GREEN") < text.index("The eight answers")
    assert "own names replaced" in text


def test_what_is_not_html_is_escaped() -> None:
    assert tag("p", "<b>", title='"x"') == '<p title="&quot;x&quot;">&lt;b&gt;</p>'
    assert join("<", None, [tag("b", "&")], NOTHING) == "&lt;<b>&amp;</b>"
    assert cut("a<b", 10) == "a&lt;b"
