"""What code that waits to be called weighs in a major release: one act of several kinds is what such a release is made for.

A major release is written anew where it has to be, and nobody gets one who did not ask for it: ranges of versions leave it out (semver
2.0.0, 8). A client for another host, or code that a caller hands in, is one sign among many then, and holds with a second.
What steals, hides or opens a door weighs in any release what it weighs.
"""

from collections.abc import Sequence
from dataclasses import replace

from beartrap.model.finding import Severity
from beartrap.vet.behaviour import Behaviour, When
from beartrap.vet.promise.steps import Step

EXPECTED = frozenset(
    [
        "weakened.trust", "chain.caller-to-code", "chain.caller-to-network", "chain.word-to-process", "chain.network-to-process", "chain.request-to-process",
    ]
)  # fmt: skip
"""Acts that programs are made for as well, and that honest major releases brought: all others are rarer in them than one in a hundred (decision 0067)."""

_NEVER = frozenset({"intercepted", "start:login-key"})
"""What no release is made for: sending away what another module's function is given, whose place is taken; letting a key log in."""


def weighed_as_major(found: Sequence[Behaviour], step: Step) -> Sequence[Behaviour]:
    """Return what is new, with what is high, expected and waits to be called weighing medium in a major release."""
    if step is not Step.MAJOR:
        return found
    return [replace(one, severity=Severity.MEDIUM) if _is_expected(one) else one for one in found]


def _is_expected(one: Behaviour) -> bool:
    expected = one.id in EXPECTED and _NEVER.isdisjoint(one.key.split())
    return expected and one.severity is Severity.HIGH and one.when <= When.CALL and not one.layers
