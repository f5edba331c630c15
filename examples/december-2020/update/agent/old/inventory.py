"""The version that Veldwater runs: polls devices and reports those that fell silent. Made for this example."""

from datetime import datetime, timedelta

STALE = timedelta(hours=24)


class Inventory:
    """Devices by name, with the time each was last seen."""

    def __init__(self) -> None:
        self._seen: dict[str, datetime] = {}
        self.lines: list[str] = []

    def add(self, name: str, seen: datetime) -> None:
        self._seen[name] = seen

    def refresh(self, now: datetime) -> None:
        for name, seen in sorted(self._seen.items()):
            if now - seen > STALE:
                self.lines.append(f"{name} has not been seen for a day")

    def describe(self) -> str:
        return "\n".join(f"{name}: {seen:%Y-%m-%d}" for name, seen in sorted(self._seen.items()))
