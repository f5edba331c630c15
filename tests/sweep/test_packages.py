"""Products and packages: names as inventories vary them, versions as vendors and distributions write them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sweep_lab import BAD, BAD_MD5, INCIDENTS, TRIAL, look, look_all, package

from beartrap.engine.knowledge import Knowledge
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.finding import Finding, Rung, Severity
from beartrap.model.incident import Affected, Incident
from beartrap.model.indicator import Indicator, IndicatorKind
from beartrap.model.question import Question
from beartrap.model.text import printable
from beartrap.model.window import Window
from beartrap.sweep.product_names import key_of, named, same_vendor
from beartrap.sweep.standing import Standing, judge
from beartrap.sweep.version_range import RangeUnread, holds

ORION = INCIDENTS[0].affected[0]
XZ = INCIDENTS[1].affected[0]


@pytest.mark.parametrize(
    ("version", "standing"),
    [
        ("2019.4 HF5", Standing.AFFECTED),
        ("2019.4 Hotfix 5", Standing.AFFECTED),
        ("v2019.4.0-hf5", Standing.AFFECTED),
        ("2019.4.5200.9083", Standing.AFFECTED),
        ("2020.2.100.12219", Standing.AFFECTED),
        ("2020.2", Standing.AFFECTED),
        ("2019.4 HF6", Standing.FIXED),
        ("2020.2.1 HF 2", Standing.FIXED),
        ("2019.4 HF4", Standing.OTHER),
        ("2019.4 HF50", Standing.OTHER),
        ("2019.4.5200.8950", Standing.OTHER),
        ("2020.2.1", Standing.OTHER),
        ("2018.2", Standing.OTHER),
        ("2019.4", Standing.UNKNOWN),
        ("latest", Standing.UNKNOWN),
        ("", Standing.UNKNOWN),
        (None, Standing.UNKNOWN),
    ],
)
def test_a_vendors_versions(version: str | None, standing: Standing) -> None:
    assert judge(version, "application", ORION.versions, ORION.fixed).standing is standing


@pytest.mark.parametrize(
    ("ecosystem", "version", "standing"),
    [
        ("deb", "5.6.1-1", Standing.AFFECTED),
        ("deb", "1:5.6.0-0.2", Standing.AFFECTED),
        ("deb", "5.6.1+dfsg-1ubuntu1", Standing.AFFECTED),
        ("rpm", "5.6.0-2.fc40", Standing.AFFECTED),
        ("apk", "5.6.1-r1", Standing.AFFECTED),
        ("generic", "5.6.1", Standing.AFFECTED),
        ("deb", "5.6.1+really5.4.5-1", Standing.FIXED),
        ("deb", "5.6.1+really5.4.4-1", Standing.OTHER),
        ("deb", "5.6.10-1", Standing.OTHER),
        ("deb", "5.6.1~rc1-1", Standing.OTHER),
        ("rpm", "5.6.1.revertto5.4-3.2", Standing.OTHER),
        ("generic", "15.6.1", Standing.OTHER),
    ],
)
def test_a_distributions_versions_of_an_upstreams_release(ecosystem: str, version: str, standing: Standing) -> None:
    assert judge(version, ecosystem, XZ.versions, XZ.fixed).standing is standing


def test_ranges_in_their_own_order() -> None:
    assert holds("vers:deb/>=5.5.1alpha-0.1|<=5.6.1-1", "5.6.1-1")
    assert not holds("vers:deb/>=5.5.1alpha-0.1|<=5.6.1-1", "5.6.1+really5.4.5-1")
    assert holds("vers:semver/>=1.0.0|<2.0.0", "1.9.0") and holds("vers:pypi/>=1.0|<2", "1.5.post1")
    assert holds("vers:generic/>=2019.4.5200.9000|<2020.2.5300.12433", "2019.4.5200.9083")
    assert not holds("vers:generic/>=2019.4.5200.9000", "2019.4.5200.8950")
    assert holds("vers:generic/2019.4 HF5|2020.2", "2019.4 Hotfix 5") and holds("vers:generic/*", "any")
    for text, version in (
        ("vers:nonsense/>=1", "1"),
        ("vers:npm/>=1", "???"),
        ("vers:generic/>=1", "1 HF2"),
        ("vers:npm/>=1", "9" * 5000),
    ):
        with pytest.raises(RangeUnread):
            holds(text, version)


@given(st.text(max_size=40), st.sampled_from(["deb", "rpm", "npm", "application", "generic", "pypi"]))
@settings(max_examples=150, deadline=None)
def test_no_version_breaks_the_judgement(version: str, ecosystem: str) -> None:
    ranges = ("vers:deb/>=1|<2", "vers:npm/>=1|<2", "vers:generic/>=1|<2", "1.2 HF3")
    judgement = judge(version, ecosystem, ranges, ("9",))
    assert printable(judgement.why) == judgement.why


@given(st.lists(st.integers(0, 99), min_size=1, max_size=4), st.lists(st.integers(0, 99), min_size=1, max_size=4))
@settings(max_examples=80, deadline=None)
def test_dotted_ranges_agree_with_tuples(low: list[int], version: list[int]) -> None:
    dotted = [".".join(map(str, numbers)) for numbers in (low, version)]
    padded = [tuple(numbers + [0] * (4 - len(numbers))) for numbers in (low, version)]
    assert holds(f"vers:generic/>={dotted[0]}", dotted[1]) == (padded[1] >= padded[0])


def test_names_as_inventories_vary_them() -> None:
    assert key_of("SolarWinds® Orion (TM) Core-Services (x64)") == ("solarwinds", "orion", "core", "services")
    assert named("SolarWinds Orion Core Services v2019.4 HF 5").version == "2019.4 HF 5"
    assert named("Notepad 2").version is None and named("7-Zip 19.00 (x64)").version == "19.00"
    assert same_vendor("SolarWinds Worldwide, LLC.", "SolarWinds") and not same_vendor("Solar", "SolarWinds")


def test_an_affected_product_by_name_vendor_and_version_in_the_name() -> None:
    for one in (
        package("SolarWinds Orion Core Services", "2019.4 HF5"),
        package("solarwinds orion core services 2019.4 HF5", None, vendor="SolarWinds Worldwide, LLC."),
        package("NPM", "2020.2", vendor="SolarWinds"),
        package("Orion Platform", "2020.2 HF1", vendor="SolarWinds"),
    ):
        (found,) = look(one)
        assert found.severity is Severity.HIGH and not found.confirmed and found.rung is Rung.NAMED
        assert found.questions == (Question.EXPOSED,) and found.facts.get("standing") == "affected"


def test_near_misses_of_a_product() -> None:
    for one in (
        package("npm", "2020.2"),
        package("npm", "2020.2", "npm", purl="pkg:npm/npm@2020.2"),
        package("Orion Platform", "2020.2", vendor="Kagi Inc."),
        package("SolarWinds Orion Core Services Documentation", "2020.2"),
        package("python3-xz", "5.6.1-1", "deb"),
    ):
        assert not look_all(one)


def test_a_fixed_version_and_another_version_are_context() -> None:
    (fixed,), (other,) = look(package("SolarWinds NPM", "2020.2.1 HF2")), look(package("SolarWinds NPM", "2018.4"))
    assert fixed.severity is other.severity is Severity.INFO
    assert "fixed version" in fixed.title and "not named as affected" in other.title


def test_an_unknown_version_is_a_finding_and_a_gap() -> None:
    found, gap = look_all(package("SolarWinds NPM", None))
    assert isinstance(found, Finding) and found.severity is Severity.MEDIUM and not found.confirmed
    assert isinstance(gap, Gap) and gap.reason is GapReason.MALFORMED and gap.hosts == ("host-1",) and gap.remedy


def test_a_distributions_own_entry_outweighs_the_upstreams() -> None:
    (found,) = look(package("xz-utils", "5.6.1-1.1", "deb"))
    assert found.facts.get("standing") == "other", "Debian's own entry ends with 5.6.1-1"
    (found,) = look(package("liblzma5", "5.6.1-1", "deb"))
    assert found.facts.get("standing") == "affected", "no entry of Debian's own: the upstream's counts"


def test_packages_of_registries_match_by_purl_alone() -> None:
    (found,) = look(package("@lab/left-pad", "1.2.3", "npm", purl="pkg:npm/%40lab/left-pad@1.2.3"))
    assert found.severity is Severity.HIGH and Question.PRESENT in found.questions and found.indicators
    (locked,) = look(package("@lab/left-pad", "2.0.4", "npm", purl="pkg:npm/%40lab/left-pad@2.0.4", standing="locked"))
    assert locked.questions == (Question.EXPOSED,)
    (fine,) = look(package("@lab/left-pad", "2.0.5", "npm", purl="pkg:npm/%40lab/left-pad@2.0.5"))
    assert fine.severity is Severity.INFO
    assert not look(package("left-pad", "1.2.3", "npm", purl="pkg:npm/left-pad@1.2.3"))
    (any_version,) = look(package("Evil_Twin", "0.1", "pypi", purl="pkg:pypi/evil-twin@0.1"))
    assert any_version.severity is Severity.HIGH


def test_a_malformed_purl_or_indicator_breaks_nothing() -> None:
    knowledge = Knowledge.of((Indicator(IndicatorKind.PACKAGE, "no purl", "lab"),), INCIDENTS)
    assert look(package("SolarWinds NPM", "2020.2", purl="pkg:///"), knowledge)


def test_a_report_without_versions_says_so() -> None:
    bare = Incident("bare", "an advisory without versions", Window(), (Affected("Acme", "Widget"),))
    found, gap = look_all(package("Acme Widget", "1.0"), Knowledge.of((), (bare,)))
    assert (
        isinstance(gap, Gap)
        and gap.reason is GapReason.NOT_NAMED
        and "names no version" in gap.why
        and found.severity is Severity.MEDIUM
    )


def test_two_versions_side_by_side_are_two_subjects() -> None:
    first, second = look(package("SolarWinds NPM", "2019.4 HF5")), look(package("SolarWinds NPM", "2019.4 HF6"))
    assert first[0].subject != second[0].subject


def test_a_package_with_a_known_digest_is_found_whatever_it_is_called() -> None:
    digests = (("md5", BAD_MD5), ("sha256", BAD), ("sha512", "0" * 128))
    (found,) = look(package("harmless", "1.0", "generic", standing="component", digests=digests))
    assert found.severity is Severity.CRITICAL and found.confirmed and found.rung is Rung.NAMED
    assert found.questions == (Question.EXPOSED,) and "SBOM" in found.why and len(found.indicators) == 2
    assert found.facts.get("matched") == "sha256, md5" and found.evidence[0].place.row == 2
    (installed,) = look(package("harmless", "1.0", "generic", digests=digests))
    assert Question.PRESENT in installed.questions
    (locked,) = look(package("harmless", "1.0", "pypi", standing="locked", digests=digests))
    assert Question.PRESENT not in locked.questions and "for each platform" in locked.why


def test_a_digest_under_the_name_of_another_algorithm_is_none() -> None:
    assert not look(package("harmless", "1.0", "generic", digests=(("sha1", BAD), ("sha512", BAD_MD5), ("", BAD))))


def test_a_package_that_is_a_harmless_test_build_is_context() -> None:
    (found,) = look(package("trial", None, "generic", digests=(("sha256", TRIAL),)))
    assert found.severity is Severity.INFO and found.questions == (Question.EXPOSED,)


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        (">=1.0|<2.0", ("1", "1.9.9"), ("0.9", "2", "2.0.0.0", "3")),
        ("<1|>=2|<3|>4", ("0.5", "2", "2.9", "4.1"), ("1", "1.5", "3", "4")),
        ("<=1", ("1.0", "0"), ("1.0.1",)),
        (">1", ("1.0.1",), ("1.0", "0")),
        ("0.5|>=1|!=1.5", ("0.5", "1", "2"), ("0.6", "1.5")),
        ("!=1.5", ("1", "2"), ("1.5.0",)),
    ],
)
def test_bounds_of_dotted_versions(text: str, inside: tuple[str, ...], outside: tuple[str, ...]) -> None:
    assert all(holds(f"vers:generic/{text}", version) for version in inside)
    assert not any(holds(f"vers:generic/{text}", version) for version in outside)
