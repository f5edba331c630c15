"""What code that waits to be called weighs in a major release, and what weighs in any release what it weighs."""

from dataclasses import replace

import pytest
from vet_lab import behaviour

from beartrap.model.finding import Severity
from beartrap.model.verdict import Admission
from beartrap.vet.behaviour import Family, When
from beartrap.vet.major import EXPECTED, weighed_as_major
from beartrap.vet.promise.steps import Step
from beartrap.vet.verdict import judge


@pytest.mark.parametrize("kind", sorted(EXPECTED))
@pytest.mark.parametrize(("step", "wanted"), [(Step.MAJOR, Severity.MEDIUM), (Step.MINOR, Severity.HIGH), (Step.PATCH, Severity.HIGH), (Step.UNKNOWN, Severity.HIGH)])  # fmt: skip
def test_expected_acts_weigh_less_in_a_major_release_alone(kind: str, step: Step, wanted: Severity) -> None:
    one = replace(behaviour(id=kind), key=f"{kind} afar")
    assert [each.severity for each in weighed_as_major([one], step)] == [wanted]


@pytest.mark.parametrize(
    "one",
    [
        behaviour(id="chain.environment-to-network"),
        behaviour(id="chain.credentials-to-network"),
        behaviour(id="hidden.code", family=Family.OBFUSCATION),
        behaviour(id="network.drop"),
        behaviour(id="weakened.password"),
        replace(behaviour(id="chain.caller-to-network"), key="chain.caller-to-network intercepted px.example"),
        replace(behaviour(id="startup.write"), key="startup.write start:login-key"),
        behaviour(id="destroy.files", when=When.IMPORT),
        behaviour(id="chain.caller-to-code", when=When.INSTALL),
        behaviour(Severity.CRITICAL, id="chain.network-to-process"),
    ],
)
def test_theft_hiding_and_what_runs_by_itself_weigh_what_they_weigh(one) -> None:
    assert weighed_as_major([one], Step.MAJOR) == [one]


def test_a_second_ground_holds_a_major_release_all_the_same() -> None:
    found = weighed_as_major([behaviour(id="chain.caller-to-code")], Step.MAJOR)
    other = behaviour(Severity.MEDIUM, Family.BINARY, id="binary.capability")
    assert judge(found).verdict is Admission.ADMIT
    assert judge([*found, other]).verdict is Admission.HOLD


@pytest.mark.parametrize(
    ("host", "weight"),
    [
        ("api.thing.com", Severity.MEDIUM),
        ("management.azure.com", Severity.MEDIUM),
        ("afar", Severity.MEDIUM),
        ("api.thing-telemetry.invalid", Severity.HIGH),
        ("203.0.113.9", Severity.HIGH),
    ],
)
def test_a_client_of_a_major_release_speaks_with_its_own_service_or_one_that_all_use(host: str, weight: Severity):
    one = replace(behaviour(id="chain.caller-to-network"), key=f"chain.caller-to-network given {host}")
    assert [each.severity for each in weighed_as_major([one], Step.MAJOR, "@thing/client")] == [weight]
