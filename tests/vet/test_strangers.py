"""Hosts that are sent something: strangers by the step of the version, and those whom the trusted version names."""

from pathlib import Path

import pytest
from package_lab import npm, side

from beartrap.model.finding import Severity
from beartrap.model.place import Place
from beartrap.vet.behaviour import Behaviour, Family, When
from beartrap.vet.promise.steps import Step
from beartrap.vet.strangers import HANDED_IN, STRANGER, weighed_by_step


def sent(host: str, kind: str = STRANGER, severity: Severity = Severity.MEDIUM) -> Behaviour:
    return Behaviour(kind, f"{kind} {host}", Family.SOURCE_CODE, When.CALL, Place("p"), "", severity)


@pytest.mark.parametrize(
    ("host", "step", "wanted"),
    [
        ("errors.stranger.example", Step.PATCH, Severity.HIGH),
        ("errors.stranger.example", Step.SAME, Severity.HIGH),
        ("errors.stranger.example", Step.MINOR, Severity.MEDIUM),
        ("errors.stranger.example", Step.MAJOR, Severity.LOW),
        ("errors.stranger.example", Step.UNKNOWN, Severity.LOW),
        ("errors.thing.example", Step.PATCH, Severity.LOW),
        ("api.spoken.example", Step.PATCH, Severity.LOW),
        ("api.github.com", Step.PATCH, Severity.LOW),
        ("discord.com", Step.PATCH, Severity.MEDIUM),
        ("spoken.example.stranger.example", Step.PATCH, Severity.HIGH),
    ],
)
def test_what_a_host_weighs_that_is_sent_something(tmp_path: Path, host: str, step: Step, wanted: Severity) -> None:
    code = "const API = 'https://api.spoken.example/v1'; const GIT = 'https://api.github.com';"
    old = side(npm(tmp_path, "thing", "1.0.0", {"index.js": code}, homepage="https://thing.example/docs"))
    assert [one.severity for one in weighed_by_step([sent(host)], old, step)] == [wanted]


def test_other_behaviours_and_updates_of_nothing_are_left_as_they_are() -> None:
    other = sent("errors.stranger.example", "network.contact")
    assert weighed_by_step([other], None, Step.PATCH) == [other]
    assert weighed_by_step([sent("errors.stranger.example")], None, Step.UNKNOWN)[0].severity is Severity.LOW


def test_what_tests_of_the_package_send_weighs_no_more_for_the_step() -> None:
    one = sent("errors.stranger.example", severity=Severity.LOW)
    assert weighed_by_step([one], None, Step.PATCH) == [one]


@pytest.mark.parametrize(
    ("host", "severity", "wanted"),
    [
        ("login.spoken.example", Severity.MEDIUM, Severity.LOW),
        ("login.spoken.example", Severity.HIGH, Severity.HIGH),  # a secret, or what is hidden
        ("login.stranger.example", Severity.MEDIUM, Severity.MEDIUM),
    ],
)
def test_what_is_handed_in_may_go_to_one_more_host_of_a_known_owner(
    tmp_path: Path, host: str, severity: Severity, wanted: Severity
) -> None:
    old = side(npm(tmp_path, "thing", "1.0.0", {"index.js": "fetch('https://api.spoken.example/v1');"}))
    found = weighed_by_step([sent(host, HANDED_IN, severity)], old, Step.MINOR)
    assert [one.severity for one in found] == [wanted]


def crowd(count: int, folder: str = "") -> dict[str, str]:
    """Return files in which as many hosts are named as a package of clients has."""
    return {
        f"{folder}client{number}.js": f"fetch('https://api.service{number}.example/v1');" for number in range(count)
    }


@pytest.mark.parametrize(
    ("files", "key", "severity", "wanted"),
    [
        (crowd(20), f"{STRANGER} api.more.test", Severity.MEDIUM, Severity.LOW),
        (crowd(20), f"{HANDED_IN} given api.more.test", Severity.MEDIUM, Severity.LOW),
        (crowd(20), f"{HANDED_IN} given-secret api.more.test", Severity.HIGH, Severity.MEDIUM),
        (crowd(20), f"{HANDED_IN} given api.more.test", Severity.LOW, Severity.LOW),
        (crowd(20), f"{HANDED_IN} intercepted api.more.test", Severity.HIGH, Severity.HIGH),
        (crowd(20), f"{HANDED_IN} typed-secret api.more.test", Severity.HIGH, Severity.HIGH),
        (crowd(20), "chain.environment-to-network api.more.test", Severity.HIGH, Severity.HIGH),
        (crowd(19), f"{HANDED_IN} given-secret api.more.test", Severity.HIGH, Severity.HIGH),
        (crowd(20, "test/"), f"{HANDED_IN} given-secret api.more.test", Severity.HIGH, Severity.HIGH),
    ],
)
def test_one_client_more_is_what_a_package_of_clients_is_made_for(
    tmp_path: Path, files: dict[str, str], key: str, severity: Severity, wanted: Severity
) -> None:
    old = side(npm(tmp_path, "thing", "1.0.0", files))
    one = Behaviour(key.split()[0], key, Family.CHAIN, When.CALL, Place("p"), "", severity)
    assert [one.severity for one in weighed_by_step([one], old, Step.MINOR)] == [wanted]


def test_what_runs_by_itself_is_no_client(tmp_path: Path) -> None:
    old = side(npm(tmp_path, "thing", "1.0.0", crowd(20)))
    one = Behaviour(HANDED_IN, f"{HANDED_IN} given-secret api.more.test", Family.CHAIN, When.IMPORT, Place("p"), "", Severity.HIGH)  # fmt: skip
    assert [one.severity for one in weighed_by_step([one], old, Step.MINOR)] == [Severity.HIGH]
