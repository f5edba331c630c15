"""Chains that end in a file: secrets that are put where somebody comes for them, payloads that are put where they start."""

import re

from beartrap.model.finding import Severity
from beartrap.model.regex import regex
from beartrap.vet.behaviours.chains import STRONG, chain
from beartrap.vet.behaviours.kind import Kind, Weighed, by_when, marked, prefixed
from beartrap.vet.behaviours.operands import own_machine, tail
from beartrap.vet.source.events import Act, Event


def _secrets_to_file(event: Event) -> Weighed | None:
    strong = tuple(name for name in (*STRONG, "wallet", "browser-store") if name in event.marks)
    if not strong and (sent := _sent_by_a_line(event)):
        return Weighed(
            Severity.HIGH,
            (*sent, "by a line in a file"),
            tuple(f"at:{name}" for name in sent),
        )
    if not strong or "at:" + strong[0] in event.marks:
        return None
    return Weighed(by_when(event, Severity.HIGH, Severity.MEDIUM), (*strong, tail(event.text)), strong)


_UPLOADS = regex(
    r"\bcurl\b[^\n|;&]{0,200}?\s(?:-d|--data(?:-binary|-raw|-urlencode)?|-F|--form|-T|--upload-file)[ =]?[^\n|;&]{0,120}|\bwget\b[^\n|;&]{0,200}?--post-file|\b(?:nc|ncat|netcat|scp)\s"
)


def _sent_by_a_line(event: Event) -> tuple[str, ...]:
    """Return the credentials that a line names which is written into a script, and by which whoever runs that sends them."""
    lines = [value.known for value in event.values if isinstance(value.known, str) and _UPLOADS.search(value.known)]
    return tuple(name.removeprefix("at:") for name in prefixed(event, "at:")) if lines else ()


_SEEN_BY_ALL = regex(
    r"DOCUMENT_ROOT|ABSPATH|wp-content|(?:^|[/\\])(?:public|htdocs|www|static|assets|uploads|wwwroot)[/\\]|\.(?:gif|png|jpe?g|ico|svg|webp|bmp|css|woff2?|ttf|eot|mp[34]|pdf)$", re.IGNORECASE
)  # fmt: skip
_TEMPORARY = regex(r"^/(?:tmp|var/tmp|dev/shm)/|sys_get_temp_dir|gettempdir|os\.tmpdir|[/\\]\.[\w-]+$")


def _given_to_file(event: Event) -> Weighed | None:
    """A password of a caller's that is kept where anybody gets it, or where nobody looks."""
    found = marked(event, ("given-secret", "typed-secret", "web-request-all"))
    if not found or not (
        _SEEN_BY_ALL.search(event.text) or (_TEMPORARY.search(event.text) and found != ("web-request-all",))
    ):
        return None
    return Weighed(Severity.HIGH, (*found, tail(event.text)), found)


def _to_startup(event: Event) -> Weighed | None:
    places = prefixed(event, "start:")
    sources = marked(event, ("network", "decoded", "file-from-network", "file-from-decoded"))
    if not places or not sources or own_machine(event, places):
        return None
    return Weighed(by_when(event, Severity.CRITICAL, Severity.HIGH), (*places, *sources), (*sources, *places))


GATHERED = (
    Kind(
        chain(
            "payload-to-startup", "A downloaded or decoded payload is put where it starts by itself",
            "What was hidden or fetched is written to a place from which it is started again and again.", Severity.CRITICAL, "T1547", "T1546",
        ), frozenset({Act.WRITE, Act.COPY, Act.REGISTER}), _to_startup,
    ),
    Kind(
        chain(
            "caller-to-file", "What a caller hands in as a secret is kept in another file",
            "Passwords or all that a client sends are written below the root of a web site, into what looks like a picture, or into a temporary file: whoever knows its name fetches them.", Severity.HIGH, "T1056.003", "T1074.001",
        ), frozenset({Act.WRITE, Act.COPY}), _given_to_file,
    ),
    Kind(
        chain(
            "secrets-to-file", "Credentials are gathered into another file",
            "Keys or stores are copied elsewhere, as is done before they are sent away.", Severity.HIGH, "T1074.001", "T1005",
        ), frozenset({Act.WRITE, Act.COPY}), _secrets_to_file,
    ),
)  # fmt: skip
