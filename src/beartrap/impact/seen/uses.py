"""By whom and how something was read: application, service, address, session, user; each such way is kept once."""

from dataclasses import dataclass

from beartrap.model.audit import AuditEvent


@dataclass(frozen=True, slots=True)
class Use:
    """One way in which data was read."""

    app: str
    via: str
    address: str
    session: str
    user: str
    logon: str
    agent: str
    service: bool


def use_of(event: AuditEvent) -> Use:
    """Return the way in which an event read."""
    return Use(event.app, event.via, event.address, event.session, event.user, event.logon, event.agent, event.service)


class Uses:
    """Numbers for ways of reading and for sets of them, so that a message needs one number for all who read it."""

    def __init__(self) -> None:
        self.known: list[Use] = []
        self._numbers: dict[Use, int] = {}
        self._sets: list[tuple[tuple[int, int], ...]] = [()]
        self._set_numbers: dict[tuple[tuple[int, int], ...], int] = {(): 0}
        self._steps: dict[tuple[int, int, int], int] = {}

    def number(self, use: Use) -> int:
        """Return the number of a way of reading."""
        found = self._numbers.get(use)
        if found is None:
            found = self._numbers[use] = len(self.known)
            self.known.append(use)
        return found

    def joined(self, state: int, folder: int, use: int) -> int:
        """Return the number of a set with one more pair of folder and way in it."""
        step = (state, folder, use)
        found = self._steps.get(step)
        if found is None:
            pairs = self._sets[state]
            new = pairs if (folder, use) in pairs else (*pairs, (folder, use))
            found = self._set_numbers.setdefault(new, len(self._sets))
            if found == len(self._sets):
                self._sets.append(new)
            self._steps[step] = found
        return found

    def pairs(self, state: int) -> tuple[tuple[int, int], ...]:
        """Return the pairs of folder and way of a set."""
        return self._sets[state]
