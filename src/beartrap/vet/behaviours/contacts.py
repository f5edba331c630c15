"""With whom a package speaks: the host of a call, and whether it is sent something."""

from beartrap.model.finding import Severity
from beartrap.vet.behaviour import When
from beartrap.vet.behaviours.kind import Weighed, runs_itself
from beartrap.vet.behaviours.log_ins import of_a_log_in
from beartrap.vet.behaviours.operands import host, local
from beartrap.vet.behaviours.owners import SEEN_BY_NOBODY
from beartrap.vet.source.events import Act, Event


def contact(event: Event) -> Weighed | None:
    """Weigh that a host is spoken with, by when it is."""
    address = host(event.text)
    if local(address) or "sign:" in address:
        return None
    if event.when is When.INSTALL:
        severity = Severity.MEDIUM
    elif runs_itself(event):
        severity = Severity.LOW if address == "{}" else Severity.MEDIUM
    else:
        severity = Severity.INFO
    return Weighed(severity, (address,))


def sends(event: Event) -> Weighed | None:
    """Weigh that a host is sent something; what that weighs beside the old version, `vet.strangers` says."""
    address = host(event.text)
    if local(address) or ":" in address or "{" in address or not event.text.startswith(_SPELT_OUT):
        return None
    if (
        event.act is Act.FETCH and "{}" not in event.text and not _has_body(event)
    ):  # what is put into an address is sent with it
        return None
    asked = of_a_log_in(event) or (event.act is Act.FETCH and address in SEEN_BY_NOBODY)
    return Weighed(Severity.LOW if asked else Severity.MEDIUM, (address,))


def _has_body(event: Event) -> bool:
    """Whether something is sent along with a request, as `fetch(address, { body })` is told."""
    told = [value.fields["body"] for value in event.values[1:] if value.fields is not None and "body" in value.fields]
    return any(not _HANDED_IN.isdisjoint(one.marks) for one in told)


_HANDED_IN = frozenset({"given", "given-secret", "given-token", "intercepted", "page-input"})
_SPELT_OUT = ("http://", "https://", "ws://", "wss://")
"""How an address begins that is written as a whole."""
