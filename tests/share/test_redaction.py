"""Redaction: nothing of ours survives in any output, links stay whole, what the world knows stays readable."""

import io
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from beartrap.case.view import CaseView, Kept, Records
from beartrap.model.action import Action, Mark
from beartrap.model.answer import Answer, Grade, HostCoverage, State
from beartrap.model.coverage import Gap, GapReason, Looked, SourceKind
from beartrap.model.estate import Estate, Host, Neighbour, Organisation
from beartrap.model.evidence import Evidence, Facts
from beartrap.model.finding import Finding, Rung, Severity
from beartrap.model.place import Place
from beartrap.model.question import Question
from beartrap.share.document import document, encode
from beartrap.share.html import page
from beartrap.share.marking import Tlp, is_redacted, tlp_of
from beartrap.share.redact import redact
from beartrap.share.terminal import board
from share import views


def outputs(view: CaseView) -> str:
    """Return JSON, page and terminal of a view in one text, lower case."""
    file = io.StringIO()
    board(view, Console(file=file, width=5000), detail=True)
    return "\n".join((encode(document(view)), page(view), file.getvalue())).lower()


def quoting(text: str, estate: Estate) -> CaseView:
    """Return a case that has `text` in every field that can hold text."""
    where = Place(text, None, text.encode(), (text.encode(),))
    found = Finding("d", text, (Question.ACTIVE,), text, Severity.HIGH, text, Rung.CALLED_HOME, None, evidence=(Evidence(where, text, None, Facts.of(said=text)),), indicators=(text,), facts=Facts.of(note=text))  # fmt: skip
    lost = Gap(GapReason.MALFORMED, (Question.ACTIVE,), text, text, text, SourceKind.DNS, (), (), where, 1, text)
    look = Looked("d", (Question.ACTIVE,), SourceKind.DNS, text, "0", "0", (), (), 1, text)
    kept = views.keep((found,))
    done = Action(text, where, "somebody", text, kept[0].id)
    of = Records(
        estate=estate, findings=kept, suppressed=views.keep((replace(found, subject="other"),)), gaps=views.keep((lost,)),
        looked=views.keep((look,)), actions=views.keep((done,)), marks=views.keep((Mark(kept[0].id, text, text, "somebody"),)),
        documents=views.keep(views.documents()), claims=views.keep(tuple(replace(one, quote=text, statement=text) for one in views.claims())),
        indicators=views.keep(views.indicators()),
    )  # fmt: skip
    said = Answer(Question.ACTIVE, State.YES, Grade.PARTIAL, text, missing=(text,), would_change=(text,), verdict=text)
    return CaseView(text, 1, views.HEAD, of, (said,))


def test_nothing_of_ours_survives_in_any_output() -> None:
    text = outputs(redact(views.rich(), Tlp.CLEAR))
    own = (
        *views.OWN_NAMES,
        *views.OWN_ADDRESSES,
        "10.20.0.53",
        "devries",
        "noordlicht",
        "02:00:5e",
        "02005e10",
        "0f3c2b1a",
    )
    assert [name for name in own if name.lower() in text] == []


def test_a_beacon_that_carries_our_domain_in_code_goes_too() -> None:
    text = outputs(redact(views.rich(), Tlp.CLEAR))
    assert "r1q6arhp" not in text
    assert "5a49a56c600ee78c" not in text
    assert "query-1.avsvmcloud.com" in text


def test_what_the_world_knows_stays() -> None:
    text = outputs(redact(views.rich(), Tlp.CLEAR))
    for public in (
        "avsvmcloud.com",
        "184.72.21.54",
        "54.193.127.66",
        "solarwinds.orion.core.businesslayer.dll",
        "2019.4.5200.9083",
    ):
        assert public in text
    for public in ("cozy bear", "de havenkoerier", "vermoedelijk zit dezelfde groep", "32519b85c0b422e4"):
        assert public in text


def test_it_is_consistent_within_the_export() -> None:
    view = redact(views.rich(), Tlp.GREEN)
    first = view.records.findings[0].record
    assert (first.host, first.title) == ("host-01", "SUNBURST on host-01 was chosen: stage 2 began")
    assert view.records.estate is not None
    assert view.records.estate.hosts[0].name == "host-01"
    assert "host-01" in view.answers[0].statement


def test_the_same_case_is_redacted_the_same_way_twice() -> None:
    assert redact(views.rich(), Tlp.CLEAR) == redact(views.rich(), Tlp.CLEAR)


def test_links_lead_to_the_records_they_led_to() -> None:
    before, after = views.rich(), redact(views.rich(), Tlp.CLEAR)
    number = {kept.id: place for place, kept in enumerate(before.records.findings)}
    renamed = {kept.id: place for place, kept in enumerate(after.records.findings)}
    for one, other in zip(before.answers, after.answers, strict=True):
        assert [number[link] for link in one.findings] == [renamed[link] for link in other.findings]
        assert len(one.gaps) == len(other.gaps)
    assert after.records.marks[0].record.finding == after.records.suppressed[0].id


def test_ids_would_confirm_a_guess_and_are_made_anew() -> None:
    before = {kept.id for kept in (*views.rich().records.findings, *views.rich().records.gaps)}
    text = outputs(redact(views.rich(), Tlp.CLEAR))
    assert not [one for one in before if one in text]


def test_records_that_look_alike_afterwards_stay_two() -> None:
    twins = tuple(
        Finding("d", f"uid:{n:016X}", (Question.ACTIVE,), "t", Severity.LOW, "w", host="web") for n in range(3)
    )
    view = redact(CaseView("c", 3, "0", Records(findings=views.keep(twins))), Tlp.CLEAR)
    assert len({kept.id for kept in view.records.findings}) == 3


@pytest.mark.parametrize(("tlp", "hidden"), [("CLEAR", True), ("GREEN", True), ("AMBER", False), ("AMBER_STRICT", False), ("RED", False)])  # fmt: skip
def test_what_leaves_the_house_is_redacted_by_default(tlp: str, hidden: bool) -> None:
    view = redact(views.rich(), Tlp[tlp])
    assert (is_redacted(view), tlp_of(view)) == (hidden, Tlp[tlp])
    assert ("orion-01" in outputs(view)) is not hidden
    assert document(view)["tlp"] == Tlp[tlp].value
    assert document(view)["redacted"] is hidden


def test_somebody_may_decide_otherwise() -> None:
    assert is_redacted(redact(views.rich(), Tlp.RED, names=True))
    assert not is_redacted(redact(views.rich(), Tlp.CLEAR, names=False))


def test_an_unmarked_view_stays_in_the_house() -> None:
    assert document(views.rich())["tlp"] == "TLP:AMBER+STRICT"


def test_fields_of_a_newer_version_are_left_out() -> None:
    view = views.rich()
    first = view.records.findings[0]
    newer = Kept(first.id, first.seq, first.at, first.record, {"note": "b3Jpb24tMDE="})
    view = replace(view, records=replace(view.records, findings=(newer,)))
    assert "b3jpb24tmde=" not in outputs(redact(view, Tlp.CLEAR))


ESTATE = Estate(
    Organisation("Rederij Noordlicht", ("noordlicht.example", "corp.veerdienst.example"), ("203.0.113.0/24", "2001:db8:7::/48")),
    (Host("orion-01", ("203.0.113.9", "2001:db8:7::9"), "00:11:22:aa:bb:cc", "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"), Host("Jan's MacBook")),
    neighbours=(Neighbour("Havenbedrijf Zuid", "partner", ("198.51.100.0/24",), ("havenzuid.example",)),),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("asked by ORION-01.Noordlicht.Example.", "orion-01"),
        ("(8)orion-01(10)noordlicht(7)example(0)", "noordlicht"),
        ("\\\\ORION-01$\\c", "orion-01"),
        ("NOORDLICHT\\p.jansen logged on", "noordlicht"),
        ("mail from k.bakker@noordlicht.example to us", "k.bakker"),
        ("C:\\Users\\P.Jansen\\Desktop\\a.txt then p.jansen again", "p.jansen"),
        ("/home/pjansen/.ssh and pjansen", "pjansen"),
        ("9.113.0.203.in-addr.arpa", "9.113.0.203"),
        ("ip-203-0-113-77 answered", "203-0-113-77"),
        ("from 203.0.113.77:53", "203.0.113.77"),
        ("from [2001:db8:7::77]:53", "2001:db8:7"),
        ("2001:0db8:0007:0000:0000:0000:0000:0009", "0db8:0007"),
        ("somewhere at 192.168.17.4, unlisted", "192.168.17.4"),
        ("the range 203.0.113.0/24", "203.0.113"),
        ("00-11-22-AA-BB-CC, 001122aabbcc, 0011.22aa.bbcc", "22aa"),
        ("mac 52:54:00:12:34:56 of a machine nobody listed", "12:34:56"),
        ("{AAAAAAAA-bbbb-cccc-dddd-eeeeeeeeeeee}", "bbbb-cccc"),
        ("a fragment noordlicht.exam came alone", "noordlicht"),
        ("the piece oordlicht.example of a name", "oordlicht"),
        ("veerdienst.example", "veerdienst"),
        ("Jan's MacBook was asleep", "macbook"),
        ("the partner Havenbedrijf Zuid (havenzuid.example)", "havenzuid"),
        ("inventory_orion-01_2020.csv", "orion-01"),
        ("rederij  noordlicht", "noordlicht"),
        ("GET /?h=%2Forion-01%26x=1", "orion-01"),
        ("100%orion-01", "orion-01"),
        ("\\x00orion-01 and \\u202eorion-01", "orion-01"),
        ("主机orion-01被感染", "orion-01"),
        ("orion-01é", "orion-01"),
    ],
)  # fmt: skip
def test_forms_in_which_our_names_hide(text: str, secret: str) -> None:
    assert secret in outputs(quoting(text, ESTATE))
    assert secret not in outputs(redact(quoting(text, ESTATE), Tlp.CLEAR))


@pytest.mark.parametrize(
    "text",
    [
        "version 2020.2.5300.12432", "SolarWinds.Orion.Core.BusinessLayer.dll", "20.140.0.1 ends it", "at 09:30:07 on 2020-07-03",
        "127.0.0.1 is everybody's", "0.0.0.0/0", "C:\\Users\\Public\\x", "forion-01x is another name", "T1071.004", "::1",
    ],
)  # fmt: skip
def test_near_misses_stay(text: str) -> None:
    view = redact(quoting(text, ESTATE), Tlp.CLEAR)
    assert view.records.findings[0].record.why == text


def test_an_address_listed_twice_is_one_address() -> None:
    view = redact(quoting("2001:db8:7::9 and 2001:0DB8:7:0:0:0:0:9", ESTATE), Tlp.CLEAR)
    first, _, second = view.records.findings[0].record.why.partition(" and ")
    assert first == second
    assert first.startswith("address-")


def test_paths_that_are_no_utf8_are_redacted_and_stay_bytes() -> None:
    view = quoting("x", ESTATE)
    odd = replace(view.records.findings[0].record, evidence=(Evidence(Place("s", None, b"/home/pjansen/\xff\xfe")),))
    view = replace(view, records=replace(view.records, findings=(Kept("f", 1, views.RECORDED, odd),)))
    path = redact(view, Tlp.CLEAR).records.findings[0].record.evidence[0].place.path
    assert path == b"/home/user-1/\xff\xfe"


def test_a_hostile_case_can_be_redacted() -> None:
    json.loads(encode(document(redact(views.hostile(), Tlp.CLEAR))))


def test_a_case_without_an_estate_hides_the_hosts_it_met() -> None:
    view = views.rich()
    bare = replace(view, records=replace(view.records, estate=None))
    assert [name for name in views.HOSTS if name in outputs(redact(bare, Tlp.CLEAR))] == []


def test_coverage_and_needs_are_renamed_too() -> None:
    view = redact(views.rich(), Tlp.CLEAR)
    assert view.answers[2].covered.by_host[0] == HostCoverage("host-02", False, (views.INCIDENT_TIME,), ("dns",))
    assert set(view.answers[0].needed[0].hosts) == {f"host-{number:02}" for number in range(1, 13)}


letters = st.text("bcdfghjkmnpqrvwxz", min_size=6, max_size=9)
names = st.builds(lambda a, b, n: f"{a}-{b}{n}", letters, letters, st.integers(1, 99))
borders = st.sampled_from([" ", ".", "/", "\\", "_", "-", ":", "(", "$", '"', "<", "\n", "\x00", "é ", "=", "%20 "])
own_hosts = st.lists(st.tuples(names, letters.map(lambda w: f"{w}.example"), st.integers(0, 255).map(lambda n: f"203.0.113.{n}")), min_size=1, max_size=4, unique_by=lambda t: (t[0], t[1], t[2]))  # fmt: skip


@settings(deadline=None, max_examples=25)
@given(own_hosts, st.lists(borders, min_size=8, max_size=8), st.booleans())
def test_whatever_our_names_are_none_survives(hosts: list[tuple[str, str, str]], marks: list[str], shout: bool) -> None:
    estate = Estate(
        Organisation("", tuple(domain for _, domain, _ in hosts), ("203.0.113.0/24",)),
        tuple(Host(name, (address,)) for name, _, address in hosts),
    )
    parts = [part for host in hosts for part in host]
    text = "".join(f"{marks[n % 8]}{part}{marks[(n + 3) % 8]}" for n, part in enumerate(parts))
    spoken = text.upper() if shout else text
    shown = outputs(redact(quoting(spoken, estate), Tlp.CLEAR))
    assert [part for part in parts if part in shown] == []
    assert [domain for _, domain, _ in hosts if domain.removesuffix(".example") in shown] == []
