"""Something that starts by itself: with the machine, at a time, at a login, or when a tool is used."""

from dataclasses import dataclass
from datetime import datetime

from beartrap.model.place import Place


@dataclass(frozen=True, slots=True)
class Autostart:
    """One entry. `mechanism` says how it starts (`systemd`, `cron`, `run-key`, …), `command` what, as it is written there."""

    place: Place
    mechanism: str
    name: str
    command: str
    modified: datetime | None = None
