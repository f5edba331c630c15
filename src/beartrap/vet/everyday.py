"""What honest updates bring at medium weight, and what is so rare in them that it holds by itself.

Of 3,704 honest updates that were admitted, 61 had something of medium weight, and none of them two kinds of code that were not
a check, a host or a person (decision 0077).
"""

from collections.abc import Iterable

from beartrap.model.finding import Severity
from beartrap.vet.behaviour import Behaviour
from beartrap.vet.parties import is_open

CHECK, NEW_HOST, SENT_TO, PEOPLE = "weakened.check", "promise.endpoint", "network.stranger", "publisher.people"
_SLIGHT = frozenset({CHECK, NEW_HOST, PEOPLE, "promise.dependency", "promise.binary", "promise.install-hook", "promise.size", "archive.duplicate-name", "weakened.trust", "code.load", "chain.caller-to-code"})  # fmt: skip
"""Kinds that say little at medium weight, however many there are: they need an independent ground."""
_RUN = frozenset({"file", "input"})
"""What is run of a download, where nothing else is told of it: no digest, no signature, no program that is only told what is meant."""
_ONE = frozenset(
    [
        "hidden.word", "startup.write", "memory.execute", "process.hidden", "network.drop", "chain.network-to-code", "chain.word-to-process",
        "chain.credentials-to-network", "chain.page-to-network", "chain.decoded-to-process", "chain.network-to-process", "chain.variable-to-network",
    ]
)  # fmt: skip
"""Kinds of which an honest update brings one at medium weight, if any; two of them are for a person to look at."""
_TO_A_HOST = frozenset({"chain.caller-to-network", "network.contact", SENT_TO})
"""Kinds that are rare where they name the host of somebody in particular, and everyday where that is a service which all use, or left open."""


def _is_slight(one: Behaviour) -> bool:
    if one.id in _TO_A_HOST:
        host = one.key.split()[-1]
        registered = ".".join(host.split(".")[-2:])
        return "." not in host or "{" in registered or is_open(host)
    return one.id in _SLIGHT


def is_of_all(one: Behaviour) -> bool:
    """Whether no more is told than that a service is spoken with which all use: one more part of its interface is no ground beside that."""
    told = str(one.facts.get("host") or one.key.split()[-1])
    return one.severity <= Severity.MEDIUM and one.id in (NEW_HOST, SENT_TO) and is_open(told)


def holds(telling: Iterable[Behaviour]) -> bool:
    """Whether something is enough for a hold on one ground alone: of high weight, or of medium weight and rare in honest updates."""
    mild, places = set[str](), set[tuple[object, ...]]()
    for one in telling:
        if one.severity >= Severity.HIGH:
            return True
        if _is_slight(one):
            continue
        if one.id not in _ONE or (one.id == "chain.network-to-process" and one.key.split()[-1] in _RUN):
            return True
        mild.add(one.id)
        places.add((one.place.path, one.place.row))
    return len(mild) > 1 and len(places) > 1
