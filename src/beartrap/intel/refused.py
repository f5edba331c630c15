"""What a reader could not use, collected by reason, so that a thousand bad rows make one Gap and none gets lost."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.question import Question
from beartrap.model.text import printable, shorten

ASKED = (Question.EXPOSED, Question.PRESENT, Question.ACTIVE)
"""The questions that a missing indicator leaves less well answered."""
MOST_NAMED = 10
"""Rows or object ids that a Gap names; the others are counted. Enough to find the pattern, short enough to read."""
MOST_REASONS = 25
"""Reasons that get a Gap of their own; hostile input could make up any number."""
_LONGEST_SAMPLE = 60


@dataclass(slots=True)
class _Pile:
    remedy: str
    count: int = 0
    named: list[str] = field(default_factory=list)
    sample: str = ""


class Refused:
    """The rows or objects of one input that hold nothing that can be looked for, by reason."""

    def __init__(self, label: str, unit: str = "row", kind: SourceKind = SourceKind.REPORT) -> None:
        self._label = label
        self._unit = unit
        self._kind = kind
        self._piles: dict[tuple[GapReason, str], _Pile] = {}

    def add(
        self, why: str, where: str | int, sample: str = "", remedy: str = "", reason: GapReason = GapReason.MALFORMED
    ) -> None:
        """Note that `where` (a row number or an object's id) was refused; `sample` is what stood there."""
        key = (reason, why)
        if key not in self._piles and len(self._piles) >= MOST_REASONS:
            key = (GapReason.MALFORMED, "other reasons")
        pile = self._piles.setdefault(key, _Pile(remedy))
        pile.count += 1
        if len(pile.named) < MOST_NAMED:
            pile.named.append(str(where))
            pile.sample = pile.sample or sample

    def gaps(self) -> Iterator[Gap]:
        """Yield one Gap for each reason."""
        for (reason, why), pile in self._piles.items():
            yield Gap(
                reason=reason,
                questions=ASKED,
                why=self._told(why, pile),
                remedy=pile.remedy or f"Correct the {self._unit}s named and read the file again; the rest was used.",
                source=self._label,
                kind=self._kind,
                count=pile.count,
                by="intel.read",
            )

    def _told(self, why: str, pile: _Pile) -> str:
        units = self._unit if pile.count == 1 else f"{self._unit}s"
        more = f" and {pile.count - len(pile.named)} more" if pile.count > len(pile.named) else ""
        sample = f", as “{printable(shorten(pile.sample, _LONGEST_SAMPLE))}”" if pile.sample else ""
        named = printable(", ".join(shorten(name, _LONGEST_SAMPLE) for name in pile.named))
        return f"{printable(self._label)}: {pile.count} {units} not used ({units} {named}{more}): {why}{sample}"
