"""The parts of the reader: dates, mastheads, sentences, hedges, indicators in context, what is missing."""

from datetime import date

import pytest
from prose_lab import document, gaps, indicators

from beartrap.intel.prose.dates import dates
from beartrap.intel.prose.language import detect
from beartrap.intel.prose.modality import modality
from beartrap.intel.prose.sentences import sentences
from beartrap.model.claim import Hedge

BODY = "This is what the company said of it on the day that it was known to have been in the news.\n"


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2020-12-17", date(2020, 12, 17)),
        ("17 december 2020", date(2020, 12, 17)),
        ("December 13, 2020", date(2020, 12, 13)),
        ("13th of December 2020", date(2020, 12, 13)),
        ("3 mrt. 2021", date(2021, 3, 3)),
        ("17-12-2020", date(2020, 12, 17)),
        ("2020-12", None),
        ("december 2020", None),
    ],
)
def test_date_is_read(words: str, day: date | None) -> None:
    (found,) = dates(f"on {words} it was")
    assert (found.words.rstrip("."), found.day) == (words.rstrip("."), day)


@pytest.mark.parametrize("words", ["2020-13-45", "31 februari 2021", "in 2019", "20.2.1.1", "1-2-3"])
def test_impossible_date_is_none(words: str) -> None:
    assert [found.day for found in dates(words) if found.day] == []


@pytest.mark.parametrize(
    ("head", "publisher", "published"),
    [
        ("Publisher: Harbour Wire\nDate: 2024-03-01\n\n", "Harbour Wire", "2024-03-01"),
        ("Source: Harbour Wire, page 3\n1 March 2024\n\n", "Harbour Wire", "2024-03-01"),
        ("Bron: Avondpost\nDatum: 1 maart 2024\n\n", "Avondpost", "2024-03-01"),
        ("Door: Avondpost\n\n", "Avondpost", None),
        ("1 March 2024 - Harbour Wire\n\n", "Harbour Wire", "2024-03-01"),
        ("LONDON (Reuters) - March 1, 2024\n\n", "Reuters", "2024-03-01"),
        ("Published 2024-03-01 by Harbour Wire\n\n", "Harbour Wire", "2024-03-01"),
        ("", None, None),
    ],
)
def test_masthead(head: str, publisher: str | None, published: str | None) -> None:
    read = document(head + BODY)
    assert (read.publisher, read.published.isoformat() if read.published else None) == (publisher, published)


def test_month_alone_keeps_its_words_and_is_no_day() -> None:
    read = document(" date 2020-12 " + BODY)
    assert (read.published, read.published_text) == (None, "2020-12")


def test_date_inside_a_sentence_is_no_masthead() -> None:
    assert document("The company said that on 3 May 2020 it was hit. " + BODY).published_text is None


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Dr. Smith of Acme Inc. said so. It was.", 2),
        ("Acme Corp. The company did.", 2),
        ("Zie blz. 3 van het rapport. Dat is goed.", 2),
        ("He said: “It is gone. All of it.” Then he left.", 3),
        ("Version 1.2.3 is out. Get it.", 2),
        ("De heer J. de Vries zei het. Hij ging.", 2),
        ("- one item\n- two items\n- three", 3),
        ("A line that was\nwrapped by hand in the\nmiddle of it. And more.", 2),
        ("Is it? Yes! Good…", 3),
    ],
)
def test_sentences_are_cut_and_keep_their_offsets(text: str, count: int) -> None:
    parts = list(sentences(text))
    assert len(parts) == count
    assert all(text[part.start : part.end] == part.text for part in parts)


def test_heading_is_no_sentence_and_is_remembered() -> None:
    parts = list(sentences("Indicators\n\nThe first one is here. And so on.\n"))
    assert [part.heading for part in parts] == ["Indicators", "Indicators"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (BODY, "en"),
        ("Dat is wat het bedrijf ervan zei op de dag dat het in het nieuws was.", "nl"),
        ("Das ist, was die Firma an dem Tag sagte, und es war nicht gut für sie.", "de"),
        ("C'est ce que la société a dit, et les clients ne sont pas dans le cas.", "fr"),
        ("evil.com 1.2.3.4 a b c d e f g h", None),
        ("short", None),
    ],
)
def test_language(text: str, language: str | None) -> None:
    assert detect(text) == language


@pytest.mark.parametrize(
    ("clause", "hedge"),
    [
        ("it was the work of X", None),
        ("it was probably X", Hedge.LIKELY),
        ("Y assesses that it is highly likely X", Hedge.VERY_LIKELY),
        ("it was almost certainly X", Hedge.ALMOST_CERTAIN),
        ("it may have been X", Hedge.ROUGHLY_EVEN),
        ("it happened in May 2020 to X", None),
        ("it is very unlikely to be X", Hedge.VERY_UNLIKELY),
        ("het was waarschijnlijk X", Hedge.LIKELY),
        ("dat maakt het mogelijk om X", None),
        ("er zijn geen aanwijzingen voor X", None),
        ("de mogelijke gevolgen van X", None),
    ],
)
def test_hedge(clause: str, hedge: Hedge | None) -> None:
    assert modality(clause, len(clause) - 1, len(clause)).hedge == hedge


@pytest.mark.parametrize(
    ("clause", "denied"),
    [
        ("there is no evidence that X", True),
        ("it is not X", True),
        ("not only Y but X", False),
        ("we cannot rule out X", False),
        ("no longer Y but X", False),
        ("er zijn geen indicaties dat X", True),
        ("het is niet alleen X", False),
        ("men sluit niet uit dat X", False),
    ],
)
def test_denial(clause: str, denied: bool) -> None:
    assert modality(clause, len(clause) - 1, len(clause)).denied is denied


def test_names_and_hashes_of_one_line_are_tied() -> None:
    digest = "32519b85c0b422e4656de6e6c41878e95fd95026267daab4215ee59c107d6c77"
    found = indicators(f"{BODY}\nIndicators\n\nbad.dll {digest}\nother.dll\n")
    ties = {item.value: item.tie for item in found}
    assert ties["bad.dll"] is not None and ties["bad.dll"] == ties[digest]
    assert ties["other.dll"] is None


@pytest.mark.parametrize(
    ("text", "value", "demoted"),
    [
        ("The malware beacons to evil.com every hour.", "evil.com", False),
        ("More is at www.washingtonpost.com today.", "www.washingtonpost.com", True),
        ("Questions? Mail press@harbour.com now.", "press@harbour.com", True),
        ("It reached 10.0.0.5 in the end.", "10.0.0.5", True),
        ("It reached 203.0.113.9 in the end.", "203.0.113.9", False),
        ("It drops setup.py there.", "setup.py", True),
        ("It drops oddname77.dll there.", "oddname77.dll", False),
    ],
)
def test_caution_demotes_and_never_drops(text: str, value: str, demoted: bool) -> None:
    (item,) = (item for item in indicators(BODY + text) if item.value == value)
    assert (item.demoted is not None) is demoted


def test_own_site_of_the_publisher_is_demoted() -> None:
    found = indicators(f"Publisher: Quillstone Systems\n\n{BODY}It is at quillstone-systems.com and at evil[.]com.")
    assert {item.value: item.demoted is None for item in found} == {"quillstone-systems.com": False, "evil.com": True}


def test_indicators_point_back_at_the_text() -> None:
    text = f"{BODY}It calls evil[.]com and 203[.]0[.]113[.]9."
    for item in indicators(text):
        assert item.place is not None and item.place.offset is not None and item.place.length is not None
        assert "[.]" in text[item.place.offset : item.place.offset + item.place.length]


def test_what_is_not_named_is_said_with_where_to_look() -> None:
    found = gaps(BODY)
    assert {gap.reason.value for gap in found} == {"not-named"}
    assert len(found) == 5 and all(gap.remedy for gap in found)
