"""Which pack a report is about, and which report is about none."""

import pytest

from beartrap.intel import packs
from beartrap.model.claim import Claim, ClaimKind
from beartrap.model.indicator import Indicator, IndicatorKind
from beartrap.model.place import Place


def claim(kind: ClaimKind, subject: str | None = None, about: str | None = None, *, denied: bool = False) -> Claim:
    return Claim(kind, "", "", Place("report"), subject=subject, object=about, denied=denied)


def indicator(kind: IndicatorKind, value: str) -> Indicator:
    return Indicator(kind, value, "report")


@pytest.mark.parametrize(
    "claims",
    [
        [claim(ClaimKind.VENDOR, about="SolarWinds")],
        [claim(ClaimKind.VENDOR, about="solarwinds"), claim(ClaimKind.COMPROMISE, "Microsoft")],
        [claim(ClaimKind.COMPROMISE, "SolarWinds")],
        [claim(ClaimKind.METHOD, about="update of SolarWinds Orion")],
        [claim(ClaimKind.PRODUCT, about="Orion Platform"), claim(ClaimKind.COMPROMISE, "a ministry")],
        [claim(ClaimKind.ATTRIBUTION, "SUNBURST", "APT29")],
    ],
)
def test_a_report_of_the_hack_is_about_solarwinds(claims: list[Claim]) -> None:
    assert packs.matching(claims) == ("solarwinds-2020",)


@pytest.mark.parametrize(
    "claims",
    [
        [],
        [claim(ClaimKind.RESPONSE, "SolarWinds", "quarterly figures")],
        [claim(ClaimKind.PRODUCT, about="Orion Platform")],
        [claim(ClaimKind.COMPROMISE, "SolarWinds", denied=True)],
        [claim(ClaimKind.COMPROMISE, "Kaseya"), claim(ClaimKind.VENDOR, about="Kaseya")],
        [claim(ClaimKind.COMPROMISE, "SolarWindsome Ltd")],
    ],
)
def test_a_report_of_something_else_is_about_no_pack(claims: list[Claim]) -> None:
    assert packs.matching(claims) == ()


def test_a_shared_indicator_settles_it_and_a_common_one_does_not() -> None:
    assert packs.matching([], [indicator(IndicatorKind.DOMAIN, "avsvmcloud.com")]) == ("solarwinds-2020",)
    assert packs.matching([], [indicator(IndicatorKind.VULNERABILITY, "CVE-2024-3094")]) == ("xz-2024",)
    common = [
        indicator(IndicatorKind.IPV4, "20.140.0.1"),
        indicator(IndicatorKind.FILENAME, "SolarWinds.Orion.Core.BusinessLayer.dll"),
        indicator(IndicatorKind.CERTIFICATE, "47d92d49e6f7f296260da1af355f941eb25360c4"),
    ]
    assert packs.matching([], common) == ()
