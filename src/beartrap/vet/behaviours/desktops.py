"""What appears on the desktop of whoever only installed or imported a package."""

from beartrap.model.finding import Severity
from beartrap.model.regex import regex
from beartrap.vet.analyser import Meta
from beartrap.vet.behaviour import Family
from beartrap.vet.behaviours.kind import Kind, Weighed, runs_itself
from beartrap.vet.source.events import Act, Event

_DESKTOP = regex(r"(?:^|[/\\}])(?:OneDrive[/\\])?Desktop[/\\][^/\\]+$")
"""A file that lies on a desktop itself, whoever's home it is in."""


def _on_a_desktop(event: Event) -> Weighed | None:
    """Judge a file that is written where its reader sits, by code that nobody needs to call."""
    found = _DESKTOP.search(event.text)
    return Weighed(Severity.HIGH, ("desktop",)) if found is not None and runs_itself(event) else None


DESKTOPS = (
    Kind(
        Meta(
            "desktop.write",
            "Writes onto the user's desktop",
            "A file that appears there by itself is a message to whoever sits before it: protestware leaves one, and so does extortion.",
            Family.SOURCE_CODE,
            Severity.HIGH,
            ("T1491.001",),
            ("https://attack.mitre.org/techniques/T1491/001/",),
        ),
        frozenset({Act.WRITE}),
        _on_a_desktop,
    ),
)
