"""Hosts that a package sends something to and of which its trusted version knew nothing: what that weighs by the step of the version.

A library that speaks for its caller has no host of its own; one that is sent something all of a sudden in a patch is for a person to look at,
whatever it is sent. A major release may come with a service, and says so in its notes.
"""

from collections.abc import Container, Sequence
from dataclasses import replace

from beartrap.model.finding import Severity
from beartrap.vet.analyser import Side
from beartrap.vet.behaviour import Behaviour, When
from beartrap.vet.parties import is_crowded, is_open, parties, party
from beartrap.vet.promise.steps import Step

STRANGER = "network.stranger"
HANDED_IN = "chain.caller-to-network"


def weighed_by_step(found: Sequence[Behaviour], old: Side | None, step: Step) -> list[Behaviour]:
    """Return what is new, with each host that is sent something weighed by whether the old version names it, and by the step."""
    if not any(_is_asked(one) or one.id == HANDED_IN for one in found):
        return list(found)
    known = parties(old) if old is not None else frozenset[str]()
    crowded = old is not None and is_crowded(old)
    return [
        replace(one, severity=severity) if (severity := _lowered(one, known, step, crowded)) is not None else one
        for one in found
    ]


def _lowered(one: Behaviour, known: Container[str], step: Step, crowded: bool) -> Severity | None:
    """Return what a behaviour weighs by its host, None where that says nothing about it."""
    if crowded and one.when <= When.CALL and not one.layers:
        if _is_asked(one) or _is_handed_in(one):
            return Severity.LOW
        return Severity.MEDIUM if _is_one_clients_more(one) else None
    if _is_asked(one):
        return _weight(_host(one), known, step)
    return Severity.LOW if _is_handed_in(one) and party(_host(one)) in known else None


def _is_asked(one: Behaviour) -> bool:
    """Whether something is sent by what a user may call: in tests it weighs little already, and in any release."""
    return one.id == STRANGER and one.severity > Severity.LOW


def _is_handed_in(one: Behaviour) -> bool:
    """Whether what a caller hands in, and what is no secret, goes to a host: where its owner is spoken with already, that is one more place of theirs."""
    return one.id == HANDED_IN and one.severity is Severity.MEDIUM


def _is_one_clients_more(one: Behaviour) -> bool:
    """Whether a key that a caller hands in goes to a host that the code names, as a client of another service does; nothing that is typed or caught on its way."""
    taken, _, host = one.key.removeprefix(HANDED_IN).strip().rpartition(" ")
    grave = one.id == HANDED_IN and one.severity >= Severity.HIGH
    return grave and taken in ("given", "given-secret", "given-token") and "." in host


def _host(one: Behaviour) -> str:
    return one.key.split()[-1]


def _weight(host: str, known: Container[str], step: Step) -> Severity:
    if party(host) in known or host in known or step in (Step.MAJOR, Step.UNKNOWN):
        return Severity.LOW
    return Severity.HIGH if step < Step.MINOR and not is_open(host) else Severity.MEDIUM
