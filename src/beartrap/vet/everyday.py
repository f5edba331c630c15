"""What is so rare in honest updates at medium weight that it holds by itself.

Of some 4,000 honest updates hardly one in sixty had anything of medium weight. Most kinds of that are everyday, in whichever of
the others they come next; these few were looked for and hardly found (decision 0077).
"""

from collections.abc import Iterable

from beartrap.model.finding import Severity
from beartrap.vet.behaviour import Behaviour, Family
from beartrap.vet.parties import is_open

CHECK, NEW_HOST, SENT_TO, PEOPLE = "weakened.check", "promise.endpoint", "network.stranger", "publisher.people"
_TO_A_HOST = frozenset({"chain.caller-to-network", "network.contact", SENT_TO})
"""Kinds that are rare where they name the host of somebody in particular, and everyday where that is a service which all use, or left open."""
_RUN = frozenset({"file", "input", "line"})
"""What is run of a download, where nothing else is told of it: no digest, no signature, no program that is only told what is meant; a line of which nothing stands in the code."""
_ONE = frozenset(
    [
        "hidden.word", "startup.write", "memory.execute", "process.hidden", "network.drop", "chain.network-to-code", "chain.word-to-process",
        "chain.credentials-to-network", "chain.page-to-network", "chain.decoded-to-process", "chain.network-to-process", "chain.variable-to-network",
    ]
)  # fmt: skip
"""Kinds of which an honest update brings one at medium weight, if any; two of them at two places are for a person to look at."""


def _is_rare(one: Behaviour) -> bool:
    if one.id in _TO_A_HOST:
        host = one.key.split()[-1]
        registered = ".".join(host.split(".")[-2:])
        return "." in host and "{" not in registered and not is_open(host)
    if one.id == "chain.network-to-process":
        return one.key.split()[-1] in _RUN
    return one.family is Family.BINARY or one.id == "chain.request-to-process"


def is_of_all(one: Behaviour) -> bool:
    """Whether no more is told than that a service is spoken with which all use: one more part of its interface is no ground beside that."""
    told = str(one.facts.get("host") or one.key.split()[-1])
    return one.severity <= Severity.MEDIUM and one.id in (NEW_HOST, SENT_TO) and is_open(told)


def holds(telling: Iterable[Behaviour]) -> bool:
    """Whether something is enough for a hold on one ground alone: of high weight, or of medium weight and rare in honest updates."""
    mild, places = set[str](), set[tuple[object, ...]]()
    for one in telling:
        if one.severity >= Severity.HIGH or _is_rare(one):
            return True
        if one.id in _ONE:
            mild.add(one.id)
            places.add((one.place.path, one.place.row))
    return len(mild) > 1 and len(places) > 1
