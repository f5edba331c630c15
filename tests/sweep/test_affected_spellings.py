"""Names and versions as inventories spell them, against what a report names: hits and near misses."""

import pytest
from sweep_lab import look, look_all, package

from beartrap.engine.knowledge import Knowledge
from beartrap.model.coverage import Gap
from beartrap.model.incident import Affected, Incident
from beartrap.model.indicator import Indicator, IndicatorKind
from beartrap.model.window import Window
from beartrap.sweep.product_names import key_of
from beartrap.sweep.standing import Standing, judge
from beartrap.sweep.version_notation import upstream, without_rebuild

QUILL = Affected("Quill", "Quill Server", ("Quill Server",), None, ("2019.4 HF5", "2020.2"), ("2019.4 HF6",))
DEBIAN = Indicator(IndicatorKind.PACKAGE, "pkg:deb/debian/ink", "dsa", versions="vers:deb/<5.6.1+really5.4.5-1")
KNOWN = Knowledge.of((DEBIAN,), (Incident("q", "Quill", Window(), (QUILL,)),))


def standing(*found: object) -> list[object]:
    return [one.facts.get("standing") for one in look(*found, KNOWN)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "version", "expected"),
    [
        ("Quill Server 2019.4 HF5", "119.4.5200.9083", "affected"),
        ("Quill Server 2019.4 HF6", "119.4.5200.9083", "fixed"),
        ("Quill Server 2018.4", "118.4.1.1", "unknown"),
        ("Quill Server", "119.4.5200.9083", "unknown"),
        ("Quill Server", "12.5", "other"),
        ("Quill Server v12.5", "", "other"),
        ("Quill Server 2020.2", "2019.4 HF6", "fixed"),
        ("Quill Server (QS)", "2020.2", "affected"),
    ],
)
def test_a_version_in_the_name_and_one_in_the_column(name: str, version: str, expected: str) -> None:
    assert standing(package(name, version)) == [expected]


def test_an_installers_own_number_is_a_gap() -> None:
    _, gap = look_all(package("Quill Server", "119.4.5200.9083"), KNOWN)
    assert isinstance(gap, Gap) and "another way" in gap.why


def test_only_an_abbreviation_of_the_name_is_left_out() -> None:
    assert key_of("Network Performance Monitor (NPM)") == key_of("Network Performance Monitor")
    assert key_of("Network Performance Monitor (DEMO)") != key_of("Network Performance Monitor")
    assert key_of("liblzma5:amd64") == key_of("liblzma5")


def test_what_is_made_of_an_affected_source() -> None:
    deb = "pkg:deb/debian/libink5@5.6.1-1?upstream=ink"
    assert standing(package("libink5", "5.6.1-1", "deb", purl=deb)) == ["affected"]
    assert standing(package("libink5", "5.6.1-1", "deb", purl="pkg:deb/debian/libink5@5.6.1-1?upstream=inkwell")) == []
    assert standing(package("libink5", "5.6.1-1", "deb", purl="pkg:deb/debian/libink5@5.6.1-1")) == []
    incident = Incident("i", "Ink", Window(), (Affected("Ink", "ink", ("ink",), "pkg:generic/ink", ("5.6.1",)),))
    rpm = "pkg:rpm/fedora/ink-libs@5.6.1-1.fc41?upstream=ink-5.6.1-1.fc41.src.rpm"
    (found,) = look(package("ink-libs", "5.6.1-1.fc41", "rpm", purl=rpm), Knowledge.of((), (incident,)))
    assert found.facts.get("standing") == "affected"


def test_a_debian_rebuild_is_the_version_it_was_built_from() -> None:
    wanted = ("vers:deb/>=5.6.0|<=5.6.1-1",)
    assert judge("5.6.1-1+b1", "deb", wanted, ()).standing is Standing.AFFECTED
    assert judge("5.6.1-1.1", "deb", wanted, ()).standing is Standing.OTHER
    assert without_rebuild("1.0+b1", "npm") == "1.0+b1"


@pytest.mark.parametrize(
    ("version", "inner"),
    [
        ("5.6.1-1", "5.6.1"),
        ("5.6.1_1", "5.6.1"),
        ("5.6.1-r2", "5.6.1"),
        ("5.6.1+really5.4.5-1", "5.4.5"),
        ("2019.4 HF5", "2019.4 HF5"),
        ("2019.4-HF5", "2019.4-HF5"),
        ("1.2.3-rc1", "1.2.3-rc1"),
    ],
)
def test_a_packagers_mark_where_nobody_says_who_packaged(version: str, inner: str) -> None:
    assert upstream(version, "application") == inner


def test_an_inventory_without_package_manager_under_a_distributions_name() -> None:
    assert standing(package("ink", "5.6.1-1")) == ["affected"]
    assert standing(package("ink", "5.6.1+really5.4.5-1")) == ["other"]
    assert standing(package("ink", "5.6.1", "npm", purl="pkg:npm/ink@5.6.1")) == []


def test_conda_carries_the_programs_of_others() -> None:
    incident = Incident("i", "Ink", Window(), (Affected("Ink", "ink", ("ink",), "pkg:generic/ink", ("5.6.1",)),))
    (found,) = look(package("ink", "5.6.1", "conda", purl="pkg:conda/ink@5.6.1"), Knowledge.of((), (incident,)))
    assert found.facts.get("standing") == "affected"
