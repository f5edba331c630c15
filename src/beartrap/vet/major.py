"""What code that waits to be called weighs in a major release: one act of several kinds is what such a release is made for.

A major release is written anew where it has to be, and nobody gets one who did not ask for it: ranges of versions leave it out (semver
2.0.0, 8). A client for another host, or code that a caller hands in, is one sign among many then, and holds with a second.
What steals, hides or opens a door weighs in any release what it weighs.
"""

from collections.abc import Sequence
from dataclasses import replace

from beartrap.model.finding import Severity
from beartrap.model.regex import regex
from beartrap.vet.behaviour import Behaviour, When
from beartrap.vet.parties import is_open, party
from beartrap.vet.promise.steps import Step
from beartrap.vet.strangers import HANDED_IN

EXPECTED = frozenset(
    [
        "weakened.trust", "chain.caller-to-code", "chain.caller-to-network", "chain.word-to-process", "chain.network-to-process", "chain.request-to-process",
    ]
)  # fmt: skip
"""Acts that programs are made for as well, and that honest major releases brought: all others are rarer in them than one in a hundred (decision 0067)."""

_NEVER = frozenset({"intercepted", "start:login-key"})
"""What no release is made for: sending away what another module's function is given, whose place is taken; letting a key log in."""


def weighed_as_major(found: Sequence[Behaviour], step: Step, name: str | None = None) -> Sequence[Behaviour]:
    """Return what is new, with what is high, expected and waits to be called weighing medium in a major release of the package of that name."""
    if step is not Step.MAJOR:
        return found
    return [
        replace(one, severity=Severity.MEDIUM)
        if _is_expected(one) and not _goes_to_a_stranger(one, name or "")
        else one
        for one in found
    ]


def _is_expected(one: Behaviour) -> bool:
    expected = one.id in EXPECTED and _NEVER.isdisjoint(one.key.split())
    return expected and one.severity is Severity.HIGH and one.when <= When.CALL and not one.layers


def _goes_to_a_stranger(one: Behaviour, name: str) -> bool:
    """Whether what a caller hands in goes to a host that is neither of a service that all use nor called as the package is.

    Of 535 honest major releases, in all eight that brought such a client the host was one or the other, or was put together (decision 0067).
    """
    host = one.key.split()[-1]
    if one.id != HANDED_IN or "." not in host or is_open(host):
        return False
    owner = _LETTERS.sub("", party(host).partition(".")[0])
    return not owner or owner not in {_LETTERS.sub("", part.lower()) for part in name.split("/")}


_LETTERS = regex(r"[^a-z0-9]+")
"""What is left out where names are compared."""
