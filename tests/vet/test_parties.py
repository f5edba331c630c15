"""Who receives what is sent: somebody whom the trusted version names, or somebody new."""

from dataclasses import replace
from pathlib import Path

import pytest
from package_lab import npm, side

from beartrap.model.evidence import Facts
from beartrap.model.finding import Severity
from beartrap.model.place import Place
from beartrap.vet.analyser import Side
from beartrap.vet.behaviour import Behaviour, Family, Step, When
from beartrap.vet.parties import parties, party, weighed_by_party


@pytest.mark.parametrize(
    ("host", "wanted"),
    [
        ("api.thing.example", "thing.example"),
        ("thing.example", "thing.example"),
        ("a.b.thing.co.uk", "thing.co.uk"),
        ("co.uk", "co.uk"),
        ("thing.io", "thing.io"),
        ("thing.github.io", ""),
        ("api.github.com", ""),
        ("hooks.slack.com", ""),
        ("192.0.2.1", ""),
        ("{}", ""),
        ("localhost", ""),
    ],
)
def test_the_name_that_a_host_is_registered_under(host: str, wanted: str) -> None:
    assert party(host) == wanted


def sent(
    host: str,
    severity: Severity = Severity.HIGH,
    when: When = When.CALL,
    address: str = "",
    kind: str = "chain.caller-to-network",
) -> Behaviour:
    return Behaviour(kind, f"{kind} given {host}", Family.CHAIN, when, Place("p"), "", severity, facts=Facts.of(operand=address))  # fmt: skip


@pytest.fixture
def old(tmp_path: Path) -> Side:
    code = "// see https://prose.example\nconst API = 'https://api.spoken.example/v1'; const GIT = 'https://api.github.com';"
    return side(npm(tmp_path, "thing", "1.0.0", {"index.js": code, "README.md": "'https://read.example'"}, homepage="https://thing.example/docs", author="A <a@writer.example>"))  # fmt: skip


def test_whom_a_version_names(old: Side) -> None:
    assert parties(old) == {"spoken.example", "thing.example", "writer.example", "api.github.com"}


@pytest.mark.parametrize(
    ("one", "wanted"),
    [
        (sent("new.spoken.example"), Severity.MEDIUM),
        (sent("vault.thing.example", Severity.MEDIUM), Severity.LOW),
        (sent("collect.invalid"), Severity.HIGH),
        (sent("prose.example"), Severity.HIGH),
        (sent("thing.example.invalid"), Severity.HIGH),
        (sent("api.github.com"), Severity.HIGH),
        (sent("api.github.com", address="https://api.github.com/bot{}/send"), Severity.MEDIUM),
        (
            sent("api.github.com", Severity.MEDIUM, address="https://api.github.com/{}", kind="network.drop"),
            Severity.LOW,
        ),
        (sent("api.github.com", address="https://api.github.com/repos/somebody/{}"), Severity.HIGH),
        (sent("api.github.com", address="https://api.github.com/bot123:abc/{}"), Severity.HIGH),
        (sent("uploads.github.com", address="https://uploads.github.com/bot{}"), Severity.HIGH),
        (sent("thing.example", when=When.INSTALL), Severity.HIGH),
        (sent("thing.example", Severity.CRITICAL), Severity.CRITICAL),
        (replace(sent("thing.example"), id="chain.wallet-to-network"), Severity.HIGH),
    ],
)
def test_what_goes_to_nobody_new_weighs_less(old: Side, one: Behaviour, wanted: Severity) -> None:
    assert [each.severity for each in weighed_by_party([one], old)] == [wanted]


def test_without_a_trusted_version_everybody_is_new() -> None:
    assert weighed_by_party([sent("thing.example")], None) == [sent("thing.example")]


@pytest.mark.parametrize(
    ("hosts", "wanted"),
    [
        (["get.thing.example"], Severity.HIGH),
        (["get.thing.example", "drop.invalid"], Severity.CRITICAL),
        (["api.github.com"], Severity.CRITICAL),
        ([], Severity.CRITICAL),
    ],
)
def test_a_program_that_comes_from_somebody_known(old: Side, hosts: list[str], wanted: Severity) -> None:
    row = Place("p", path=b"get.js", row=3)
    kind = "chain.network-to-process"
    steps = (Step(row, "source", "get(url)"), Step(replace(row, row=9), "sink", "spawn(path)"))
    runs = replace(sent("file", Severity.CRITICAL, When.IMPORT, kind=kind), place=replace(row, row=9), steps=steps)
    spoken = [replace(sent(host, Severity.MEDIUM, kind="network.contact"), place=row) for host in hosts]
    (told,) = [one for one in weighed_by_party([runs, *spoken], old) if one.id == kind]
    assert told.severity is wanted
