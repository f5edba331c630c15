"""Words that parts of a program tell each other, as those of events do."""

from dataclasses import dataclass, field

from beartrap.vet.source.values import Closure, Value


@dataclass(slots=True)
class Words:
    """Who waits for a word, and what was told with it: whoever comes to wait later may be told the same."""

    listeners: dict[str, list[Closure]] = field(default_factory=dict)
    told: dict[str, dict[tuple[str, int], list[Value]]] = field(default_factory=dict)
    """What of note was told, by the file and row where that was."""
    objects: list[Value] = field(default_factory=list)
    """What is listened to itself: kept, so that nothing else takes its place in memory and is taken for it."""
