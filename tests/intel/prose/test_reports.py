"""Whole reports of our own about real and made-up incidents: press, advisory, blog, alert; Dutch and English."""

from pathlib import Path

import pytest
from prose_expected import DEVELOPED, FRESH, HELD, LACKS
from prose_lab import claims, fits, plain, records
from prose_third import THIRD, THIRD_HELD, THIRD_LACKS, THIRD_LAST

from beartrap.model.claim import Claim, Document

REPORTS = Path(__file__).parent / "reports"
ALL = DEVELOPED | HELD | FRESH | THIRD | THIRD_HELD | THIRD_LAST
NEVER = LACKS | THIRD_LACKS


@pytest.mark.parametrize("name", ALL)
def test_report_yields_what_it_says(name: str) -> None:
    found = records((REPORTS / name).read_bytes(), name)
    missed = [wanted for wanted in ALL[name] if not any(fits(record, wanted) for record in found)]
    assert missed == []


@pytest.mark.parametrize("name", NEVER)
def test_report_does_not_yield_what_it_does_not_say(name: str) -> None:
    found = records((REPORTS / name).read_bytes(), name)
    assert [wanted for wanted in NEVER[name] if any(fits(record, wanted) for record in found)] == []


@pytest.mark.parametrize("name", [name for name in ALL if name.endswith(".txt")])
def test_every_claim_quotes_its_place(name: str) -> None:
    text = (REPORTS / name).read_text()
    for claim in claims(text, name):
        offset, length = claim.place.offset, claim.place.length
        assert offset is not None and length is not None
        assert text[offset : offset + length] == claim.quote


def test_the_news_of_december_2020_is_read_as_it_was_written(real_data: Path) -> None:
    raw = (real_data / "reports" / "2020-12-microsoft-solarwinds.nl.txt").read_bytes()
    found = records(raw, "news.nl.txt")
    wanted = [
        {"record": "document", "language": "nl", "published": None, "published_text": "2020-12"},
        {"kind": "compromise", "speaker": "Microsoft", "subject": "Microsoft", "about_self": True, "denied": False},
        {"kind": "vendor", "object": "SolarWinds"},
        {"kind": "method", "object": "betrouwbaar ogende software-updates"},
        {"kind": "impact", "question": "seen", "denied": False},
        {"kind": "attribution", "object": "dezelfde hackersgroep", "speaker": None, "hedge": "likely"},
        {"kind": "attribution", "object": "Cozy Bear", "speaker": "Washington Post", "hedge": "likely"},
        {"kind": "removal", "speaker": "Microsoft", "about_self": True, "question": "contained", "denied": False},
        {
            "kind": "onward",
            "speaker": "Microsoft",
            "about_self": True,
            "question": "onward",
            "denied": True,
            "reported": True,
        },
        {"kind": "sponsor", "subject": "Cozy Bear", "object": "SVR", "speaker": None, "reported": True},
        {"kind": "sponsor", "subject": "Cozy Bear", "object": "FSB", "speaker": None, "reported": True},
        {"record": "gap", "why": "no product"},
        {"record": "gap", "why": "no affected version"},
        {"record": "gap", "why": "no indicator"},
    ]
    assert [item for item in wanted if not any(fits(record, item) for record in found)] == []
    bear = next(record for record in found if isinstance(record, Claim) and record.object == "Cozy Bear")
    assert {"APT29", "The Dukes", "NOBELIUM"} <= {
        alias if alias != "Nobelium" else "NOBELIUM" for alias in bear.aliases
    }
    assert "APT28" not in bear.aliases
    vendors = [plain(record.object) for record in found if isinstance(record, Claim) and plain(record.kind) == "vendor"]
    assert vendors == ["SolarWinds"]
    assert not any(record.kind == "product" for record in found if isinstance(record, Claim))
    assert isinstance(found[0], Document)
