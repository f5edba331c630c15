"""What is worth following through something that outlives the call, and through functions that see the variables of another."""

from collections.abc import Iterable, Iterator

from beartrap.vet.source.values import Marks, Value

WEIGHTY = frozenset(
    [
        "given-secret", "given-token", "typed-secret", "intercepted", "keys", "screen", "clipboard", "page-input", "page-cookie", "page-store",
        "environment", "network", "web-request-all", "browser-store", "wallet", "keychain", "ssh-key", "cloud-credentials", "publish-token", "web-request",
    ]
)  # fmt: skip
"""What is worth following through something that outlives the call."""
_FROM_OTHERS = frozenset({"network", "web-request", "web-request-all", "intercepted"})
"""What others sent, and nobody's secret: loops that gather it are what clients and servers are made of."""
_LOOT = WEIGHTY - _FROM_OTHERS


def is_loot(marks: Marks) -> bool:
    """Whether something is made of a secret: of what is worth following, and not only of what others sent."""
    return not _LOOT.isdisjoint(marks) or any(mark.startswith("variable:") for mark in marks)


def weighty(marks: Marks) -> bool:
    """Whether something is made of what is worth following: a variable that by its name holds a secret is as well."""
    return not WEIGHTY.isdisjoint(marks) or any(mark.startswith("variable:") for mark in marks)


SOME = "some"
"""Mark of a list of which some may be left out: how many stay cannot be told."""


def told(arguments: Iterable[Value]) -> Iterator[object]:
    """Yield what of the arguments of a function matters to the functions within it: texts that stand in the code, what is worth following."""
    for one in arguments:
        if isinstance(one.known, str):
            if len(one.known) > 3:
                yield one.known
        elif weighty(one.marks):
            yield frozenset(one.marks)
