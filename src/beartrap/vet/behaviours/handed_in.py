"""What a caller hands in, where it goes to a host that the code names: by an address, in a command, spelt in a name."""

from beartrap.model.finding import Severity
from beartrap.model.regex import regex
from beartrap.vet.behaviours.kind import Weighed, marked
from beartrap.vet.behaviours.log_ins import of_a_log_in
from beartrap.vet.behaviours.operands import UNDER_A_NAME, goes_out, host, local, nameless, target, uses_network
from beartrap.vet.behaviours.owners import SEEN_BY_NOBODY
from beartrap.vet.source.events import SOUGHT_AMONG, Act, Event
from beartrap.vet.source.parameters import AGREED

_RAW = regex(
    r"TcpStream|UdpSocket|net\.Dial|tls\.Dial|\bSocket\b|TcpClient|socket\.|create_connection|createConnection|net\.connect|fsockopen|TCPSocket"
)
_WEB_PORT = regex(r"[:\s](?:80|443|8080|8443)\b")
"""A bare connection to a port of the web: whoever has nothing to hide takes a client of HTTP."""


def handed_in(event: Event) -> Weighed | None:
    """Judge what a caller hands in and where it goes; None where that says nothing."""
    found = marked(event, ("given-secret", "typed-secret", "intercepted", "given"))
    if event.act is Act.RESOLVE:
        found = found or marked(event, ("encoded",))
    if event.act is Act.RUN:
        return _in_a_command(event, found)
    address = target(event)
    named = (
        bool(UNDER_A_NAME.search(event.text)) if event.act is Act.RESOLVE else bool(address) and not _left_open(address)
    )
    in_a_name = "encoded" in event.marks and _SPELT_IN_A_NAME.fullmatch(address) is not None
    named |= in_a_name
    if found and not named and _settled_afar(event, found):
        return Weighed(Severity.HIGH, (found[0], "settled afar"), found)
    if not found or not goes_out(event) or not named:
        return None
    found += marked(event, ("given-token",))
    raw = _RAW.search(event.name) is not None and _WEB_PORT.search(event.text) is not None
    spelt_out = "encoded" in event.marks and (
        event.act is Act.RESOLVE or in_a_name
    )  # nobody's name, but data in the place of one
    # the caller may name another host: a secret goes there as well where that is what the service is for
    asked = "default" in event.marks and _CAUGHT.isdisjoint(found)
    among = SOUGHT_AMONG in event.options
    usual = (found == ("given",) or asked) and not (raw or spelt_out or among or nameless(address))
    agreed = found == ("given",) and AGREED in event.marks  # no secret, and the user was asked
    agreed |= found == ("given",) and event.act is Act.FETCH and address in SEEN_BY_NOBODY
    if of_a_log_in(event):
        return Weighed(Severity.LOW, ("given" if "given" in found else found[-1], address), found)
    severity = (Severity.LOW if agreed else Severity.MEDIUM) if usual else Severity.HIGH
    return Weighed(severity, ("given" if "given" in found else found[-1], address), found)


_CAUGHT = frozenset({"typed-secret", "intercepted"})
"""What no client is handed: what was typed, or meant for somebody else."""
_SPELT_IN_A_NAME = regex(r"\{\}(?:\.[\w-]+){2,}")
"""A name below a fixed one of which the first part is worked out: whoever asks for its address has said it."""


def _left_open(address: str) -> bool:
    """Whether an address leaves open whose host it is: an unknown part, or the name of one to come (`{endpoint}`) where the registered name stands."""
    return "{}" in address or "{" in ".".join(address.split(".")[-2:])


def _in_a_command(event: Event, found: tuple[str, ...]) -> Weighed | None:
    """A secret that a caller handed in, in the command line of a program that speaks with the network."""
    secrets = tuple(name for name in found if name != "given")  # which is what every command line is made of
    named = [
        name for word in event.text.split() if "{" not in (name := host(word.replace("{}", "x"))) and not local(name)
    ]
    if not secrets or not uses_network(event) or not named:
        return None
    return Weighed(Severity.HIGH, (secrets[-1], named[-1]), secrets)


_OF_DIGEST = regex(r"\w+://[^/]*\{")


def _settled_afar(event: Event, found: tuple[str, ...]) -> bool:
    """Whether where it goes is what somebody else answers, or a name that is made of a digest: neither stands in the code."""
    if "to:digest" in event.options and _OF_DIGEST.match(event.text):
        return True
    return not event.options.isdisjoint({"to:network", "to:decoded"}) and not {
        "given-secret",
        "typed-secret",
        "intercepted",
    }.isdisjoint(found)
