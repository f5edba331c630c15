"""Weighing names: how much speaks for each of being the vendor or the product of a report."""

from dataclasses import dataclass, field

from beartrap.intel.prose.gazetteer import VENDORS

Spot = tuple[int, int, int]
"""A sentence's number, and a span in the sentence."""
_SECOND = 0.6
"""Share of the first one's weight that a further vendor or product must have."""
MOST_NAMED = 4
"""Vendors, and products, that one report is taken to be about."""


@dataclass(slots=True)
class Named:
    """A candidate with its weight and where it was named; a spot counts once, with the heaviest turn of phrase that fits it."""

    name: str
    weight: float = 0.0
    places: list[Spot] = field(default_factory=list)
    heaviest: dict[Spot, float] = field(default_factory=dict)


def weigh(table: dict[str, Named], name: str, weight: float, place: Spot) -> None:
    """Add what one turn of phrase says of a name at one spot."""
    key = VENDORS.get(name.lower(), name).lower()
    named = table.setdefault(key, Named(name))
    named.name = max(named.name, name, key=len)
    named.weight += max(weight - named.heaviest.get(place, 0.0), 0.0)
    named.heaviest[place] = max(weight, named.heaviest.get(place, 0.0))
    named.places.append(place)


def move(source: dict[str, Named], target: dict[str, Named], key: str) -> None:
    """Take a name for the other thing: what spoke for the one speaks for the other."""
    moved = source.pop(key)
    named = target.setdefault(key, Named(VENDORS.get(key, moved.name)))
    named.weight += moved.weight
    named.places += moved.places


def absorb(table: dict[str, Named]) -> None:
    """Let "Orion Platform" take "Orion": the longer name of the same thing stays, unless the shorter one is far more common."""
    for key in sorted(table, key=len):
        longer = [
            other for other in table if other != key and (other.startswith(key + " ") or other.endswith(" " + key))
        ]
        if longer and len(key.split()) < 3:
            best = max(longer, key=lambda other: table[other].weight)
            if table[best].weight * 3 >= table[key].weight:
                table[best].weight += table[key].weight
                table[best].places += table.pop(key).places


def best(table: dict[str, Named], least: float) -> tuple[Named, ...]:
    """Return the names with at least `least` weight that are not far behind the first one, heaviest first."""
    ranked = sorted(
        (named for named in table.values() if named.weight >= least and named.places), key=lambda named: -named.weight
    )
    return tuple(named for named in ranked if named.weight >= _SECOND * ranked[0].weight)[:MOST_NAMED]
