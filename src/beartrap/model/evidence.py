"""What backs a finding: a place, what stands there, and small named facts."""

from collections.abc import Iterator
from datetime import datetime

from beartrap.model.frozen import frozen
from beartrap.model.place import Place

Scalar = str | int | float | bool | None


@frozen
class Facts:
    """Small named values that a detector adds to what it found; a JSON object in the ledger, sorted by name."""

    pairs: tuple[tuple[str, Scalar], ...] = ()

    @classmethod
    def of(cls, **values: Scalar) -> "Facts":
        """Return facts from keywords."""
        return cls(tuple(sorted(values.items())))

    def get(self, name: str) -> Scalar:
        """Return the value of that name, None where it is absent."""
        return dict(self.pairs).get(name)

    def __iter__(self) -> Iterator[tuple[str, Scalar]]:
        return iter(self.pairs)


@frozen
class Evidence:
    """One place, with the words or the row that stand there and the time they tell (UTC)."""

    place: Place
    quote: str = ""
    time: datetime | None = None
    facts: Facts = Facts()
