"""Every combination that fits: base update × payload × encoding × placement, thinned evenly where there would be too many."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from corpus import packing
from corpus.nouns import Encoding, Generators, Payload, Placement


@dataclass(frozen=True, slots=True)
class Base:
    """A harmless update: two versions of a package, as their archives."""

    name: str
    ecosystem: str
    old: bytes
    new: bytes

    def fits(self, placement: Placement) -> bool:
        """Whether code can be put there in this kind of package."""
        return self.ecosystem == placement.ecosystem or (
            placement.ecosystem == "pypi" and self.ecosystem.startswith("pypi")
        )


@dataclass(frozen=True, slots=True)
class Trojan:
    """One trojanised update: what was done, and the two archives."""

    name: str
    base: Base
    payload: Payload
    encoding: Encoding
    placement: Placement
    new: bytes


def combinations(generators: Generators) -> list[tuple[Payload, Encoding, Placement]]:
    """Return every payload in every encoding at every place of its language."""
    return [
        (payload, encoding, placement)
        for placement in generators.placements
        for encoding in generators.encodings
        for payload in generators.payloads
        if payload.language == encoding.language == placement.language
    ]


def trojans(bases: list[Base], generators: Generators, most: int) -> Iterator[Trojan]:
    """Yield at most `most` trojanised updates, spread evenly over all combinations, each on a base chosen by its name."""
    every = sorted(combinations(generators), key=_order)
    for payload, encoding, placement in every[:most]:
        fitting = [base for base in bases if base.fits(placement)]
        name = f"{placement.ecosystem}/{placement.name}/{encoding.name}/{payload.family}"
        start = int(hashlib.sha256(name.encode()).hexdigest(), 16)
        for step in range(len(fitting)):
            base = fitting[(start + step) % len(fitting)]
            new = graft(base, payload, encoding, placement)
            if new is not None:
                yield Trojan(f"{base.name}/{name}", base, payload, encoding, placement, new)
                break


def graft(base: Base, payload: Payload, encoding: Encoding, placement: Placement) -> bytes | None:
    """Return the new version with the payload in it; None where this package has no such place."""
    code, parts = encoding.encode(payload.code)
    try:
        tree = placement.place(packing.read(base.new), code, parts)
    except (LookupError, StopIteration, ValueError):
        return None
    return packing.write(tree, base.new)


def _order(one: tuple[Payload, Encoding, Placement]) -> str:
    payload, encoding, placement = one
    return hashlib.sha256(
        f"{payload.family}|{payload.language}|{encoding.name}|{placement.name}|{placement.ecosystem}".encode()
    ).hexdigest()
