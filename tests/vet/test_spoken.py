"""A new host weighs more where code of the update is seen to speak to it."""

from dataclasses import replace

from beartrap.model.evidence import Facts
from beartrap.model.finding import Severity
from beartrap.model.place import Place
from beartrap.vet.behaviour import Behaviour, Family, When
from beartrap.vet.spoken import weighed

HOST = "collect.invalid"


def endpoint(host: str = HOST) -> Behaviour:
    return Behaviour("promise.endpoint", f"promise.endpoint {host}", Family.PROMISE, When.UNKNOWN, Place("p"), host, Severity.LOW, facts=Facts.of(host=host))  # fmt: skip


def sent(host: str, severity: Severity) -> Behaviour:
    return Behaviour("chain.caller-to-network", f"chain.caller-to-network given {host}", Family.CHAIN, When.CALL, Place("p"), "", severity)  # fmt: skip


def test_a_new_host_that_is_sent_to_is_raised() -> None:
    assert [one.severity for one in weighed([endpoint(), sent(HOST, Severity.MEDIUM)])] == [Severity.MEDIUM] * 2


def test_a_new_host_that_is_only_named_is_not() -> None:
    assert weighed([endpoint()]) == (endpoint(),)
    assert weighed([endpoint(), sent(HOST, Severity.LOW)])[0].severity is Severity.LOW
    assert weighed([endpoint(), sent("other.invalid", Severity.HIGH)])[0].severity is Severity.LOW


def test_a_new_host_of_who_is_known_is_not() -> None:
    known = replace(endpoint(), facts=Facts.of(host=HOST, party=HOST))
    assert weighed([known, sent(HOST, Severity.HIGH)])[0].severity is Severity.LOW
