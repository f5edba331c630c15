"""Which of our hosts a written name is: the estate's spelling wins, and case makes no second host."""

from beartrap.engine.hosts import HostNames
from beartrap.model.artifact import Package
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.estate import Estate, Host
from beartrap.model.place import Place

NAMES = HostNames(Estate(hosts=(Host("orion-01", ("10.0.0.1", "2001:db8::1")), Host("dc.corp.example"))))


def named(*written: str | None) -> list[str | None]:
    things = [Package(Place("inventory", host=name), "x", None, "generic") for name in written]
    return [thing.place.host for thing in NAMES.settled(things) if not isinstance(thing, Gap)]


def test_case_domain_and_address_lead_to_the_estates_name():
    assert named("ORION-01", "orion-01.corp.example", "10.0.0.1", "2001:DB8:0::1", "DC") == ["orion-01"] * 4 + [
        "dc.corp.example"
    ]


def test_a_stranger_goes_by_the_spelling_that_was_met_first():
    assert named("Laptop-7", "LAPTOP-7", "laptop-7") == ["Laptop-7"] * 3


def test_near_miss_a_longer_name_is_another_host():
    assert named("orion-011", "xorion-01", "10.0.0.11") == ["orion-011", "xorion-01", "10.0.0.11"]


def test_no_host_stays_none_and_gaps_pass():
    gap = Gap(GapReason.MALFORMED, (), "a row")
    assert named(None) == [None]
    assert list(NAMES.settled([gap])) == [gap]
