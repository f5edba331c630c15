"""What one binary gained in an update: two powers at once that have nothing to do with each other.

A library that begins to speak with the network got a feature. One that in the same step begins to start programs, or names
where keys lie, got what a thief or a remote control needs, and neither a rebuild nor a new compiler does that.
"""

from collections.abc import Iterator
from dataclasses import replace

from beartrap.model.finding import Severity
from beartrap.model.text import printable, shorten
from beartrap.vet.analyser import Seen, Side
from beartrap.vet.behaviour import Behaviour
from beartrap.vet.binary.behaviours import (
    CAPABILITY,
    COMMAND,
    ENDPOINT,
    GAINED,
    MANAGED_CAPABILITY,
    SECRETS,
)
from beartrap.vet.binary.capabilities import Capability
from beartrap.vet.binary.sighted import LONGEST_QUOTE

_POWERS = {
    Capability.NETWORK: "speaks with others",
    Capability.DNS: "speaks with others",
    Capability.PROCESS: "starts programs",
    Capability.INJECTION: "runs code from memory",
    Capability.MEMORY: "runs code from memory",
    Capability.CREDENTIALS: "takes secrets",
    Capability.INPUT: "takes secrets",
    Capability.ENVIRONMENT: "takes secrets",
}
_TEXTS = {ENDPOINT.id: "speaks with others", SECRETS.id: "takes secrets", COMMAND.id: "starts programs"}


class GainAnalyser:
    """Looks at what is new in the binaries of an update, each by itself."""

    id = "binary.gain"

    def look(self, old: Side | None, new: Side, /) -> Iterator[Seen]:
        """Yield each binary in which two unrelated powers are new."""
        if old is None:
            return
        known = {one.key for one in old.behaviours()}
        gained: dict[tuple[bytes | None, tuple[bytes, ...]], dict[str, Behaviour]] = {}
        for one in new.behaviours():
            power = _power(one)
            if power is not None and one.key not in known and not _is_of_a_runtime(one, new):
                gained.setdefault((one.place.path, one.place.member), {}).setdefault(power, one)
        for powers in gained.values():
            if len(powers) > 1:
                yield _told(powers)


def _is_of_a_runtime(one: Behaviour, new: Side) -> bool:
    """Whether it is the whole environment in a binary that is new itself: runtimes take it (Rust's does), and an old binary has no need to begin with that."""
    path = one.place.path
    return one.facts.get("capability") == Capability.ENVIRONMENT.value and (
        path is None or new.origin(path.decode("utf-8", "surrogateescape")) is None
    )


def _power(one: Behaviour) -> str | None:
    """Return what a behaviour of a binary is a sign of; bare context is a sign of nothing."""
    if one.id in (CAPABILITY.id, MANAGED_CAPABILITY.id):
        told = one.facts.get("capability")
        return next((power for kind, power in _POWERS.items() if kind.value == told), None)
    return _TEXTS.get(one.id) if one.severity > Severity.LOW else None


def _told(powers: dict[str, Behaviour]) -> Behaviour:
    """Return the gain, at the place of the rarest of its signs: a text has an offset, an import often none."""
    shown = max(powers.values(), key=lambda one: one.place.offset or 0)
    quote = "; ".join(f"{power}: {one.quote}" for power, one in sorted(powers.items()))
    return replace(
        shown,
        id=GAINED.id,
        key=f"{GAINED.id}:{'+'.join(sorted(powers))}",
        family=GAINED.family,
        when=max(one.when for one in powers.values()),
        quote=shorten(printable(quote), LONGEST_QUOTE),
        severity=GAINED.severity,
        techniques=GAINED.techniques,
    )
