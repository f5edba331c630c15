"""Something that starts by itself: with the machine, at a time, at a login, or when a tool is used."""

from datetime import datetime

from beartrap.model.frozen import frozen
from beartrap.model.place import Place


@frozen
class Autostart:
    """One entry. `mechanism` says how it starts (`systemd`, `cron`, `run-key`, …), `command` what, as it is written there."""

    place: Place
    mechanism: str
    name: str
    command: str
    modified: datetime | None = None
