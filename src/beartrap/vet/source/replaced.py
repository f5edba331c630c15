"""Functions of other modules that are replaced by one that lets pass what they would not."""

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.switches import weakened
from beartrap.vet.source.values import Value

_CHECKS = regex(
    r"(?:verify|validate|compare|authenticate|authorize|check|isValid|is_valid|timingSafeEqual|checkServerIdentity)(?:[A-Z_]\w*)?"
)
"""What functions are called that say whether something is right."""


def overruled(machine: Machine, key: str, node: tree.Function, row: int) -> None:
    """Note a check of another module that is replaced by a function which asks it on some ways and not on others."""
    if not _CHECKS.fullmatch(key):
        return
    ways = [part for value in _answers(node) for part in _parts(value)]
    asks = [any(isinstance(one, tree.Call) for one in tree.within(way)) for way in ways]
    yes = [way for way, asked in zip(ways, asks, strict=True) if not asked and not _says_no(way)]
    if any(asks) and yes:
        weakened(machine, "signatures", key, Value(), yes[0].row or row)


def _answers(node: tree.Function) -> list[tree.Node]:
    inside = [one for part in node.body for one in tree.within(part)]
    return [one.value for one in inside if isinstance(one, tree.Leave) and one.flow is tree.Flow.RETURN and one.value]


def _parts(value: tree.Node) -> list[tree.Node]:
    """Return what may be answered: the sides of a choice, else all of it."""
    return list(value.either) if isinstance(value, tree.Choice) and value.test is not None else [value]


def _says_no(value: tree.Node) -> bool:
    return isinstance(value, tree.Const) and not value.value
