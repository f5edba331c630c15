"""The data map: person × store × certainty, for those who must tell people that their data were read."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from beartrap.impact.columns import Ints
from beartrap.impact.seen.chain import Chain
from beartrap.impact.seen.kept import Kept
from beartrap.impact.seen.mail_read import Mailbox
from beartrap.impact.seen.reading_log import Sealed
from beartrap.impact.seen.uses import Use
from beartrap.impact.sightings import listed
from beartrap.impact.times import earlier, later


class Certainty(StrEnum):
    """How sure it is that a person's data were read."""

    READ = "read"
    COULD = "could have been read"
    NOT_COVERED = "not covered"

    __hash__ = str.__hash__  # an enum's own is a call of Python


class Tie(StrEnum):
    """Whether the reading hangs on a chain by which access was gained."""

    EXACT = "exact"
    PRESUMED = "presumed"
    NONE = "none"

    __hash__ = str.__hash__  # as above


class Row(NamedTuple):
    """One line of the map. `role` says what the person is to the store; `amount` counts messages or files."""

    person: str
    role: str
    kind: str
    store: str
    certainty: Certainty
    tie: Tie
    amount: int
    app: str
    first: datetime | None
    last: datetime | None
    basis: str


Ties = dict[Use, Tie]


def ties(chains: list[Chain]) -> dict[str, Ties]:
    """Return for each way of reading that hangs on a chain, by kind of place, whether by exact links alone."""
    found: dict[str, Ties] = {"mailbox": {}, "site": {}, "chat": {}}
    for chain in chains:
        for reading in chain.readings:
            of_kind = found[reading.kind]
            if of_kind.get(reading.use) is not Tie.EXACT:
                of_kind[reading.use] = Tie.EXACT if chain.exact else Tie.PRESUMED
    return found


def data_map(run: Kept) -> Iterator[Row]:
    """Yield the lines: owners of mailboxes, of files and of chats, correspondents of read messages, and who was not covered."""
    tied = ties(run.chain.chains)
    mail, boxes = run.mail.log.sealed, run.mail.mailboxes
    yield from _places(mail, "mailbox", tied["mailbox"])
    for box, ways in zip(boxes, mail.uses.by_place(len(boxes)), strict=True):
        if box.sync_folders or box.throttled or box.lost:
            apps = sorted(app for app, _, _ in mail.uses.texts("app", ways) if app)
            yield from _whole_folders(box, listed(apps), _tie(mail, ways, tied["mailbox"]))
    yield from _correspondents(run, tied["mailbox"])
    yield from _places(run.files.log.sealed, "site", tied["site"])
    yield from _places(run.chats.log.sealed, "chat", tied["chat"])
    yield from _not_covered(run)


def _places(log: Sealed, kind: str, tied: Ties) -> Iterator[Row]:
    """Yield a line for each place and application: how many items it read there."""
    amounts = log.counts_by_app()
    for place, number, app, ways, first, last in log.uses.by_place_and_app():
        amount = amounts.get((place, number), 0)
        if not amount and kind == "mailbox":
            continue  # folders fetched whole have lines of their own
        name, tie = log.places[place], _tie(log, ways, tied)
        certainty = Certainty.READ if amount else Certainty.COULD
        basis = "messages named (bind)" if kind == "mailbox" else f"{kind} {'read' if amount else 'listed'}"
        person = name if kind == "mailbox" else _owner(name)
        yield Row(person, "owner", kind, name, certainty, tie, amount, app, first, last, basis)


def _whole_folders(box: Mailbox, apps: str, tie: Tie) -> Iterator[Row]:
    def row(certainty: Certainty, amount: int, basis: str) -> Row:
        return Row(box.name, "owner", "mailbox", box.name, certainty, tie, amount, apps, box.first, box.last, basis)

    for folder, count in sorted(box.sync_folders.items()):
        yield row(Certainty.COULD, count, f"folder fetched whole (sync): {folder}")
    if box.throttled:
        yield row(Certainty.NOT_COVERED, 0, f"throttled {len(box.throttled)} times: not logged for 24 hours after each")
    if box.lost:
        yield row(Certainty.COULD, sum(box.lost.values()), "messages read whose ids the export has lost")


def _correspondents(run: Kept, tied: Ties) -> Iterator[Row]:
    """Yield who wrote and received the messages that were read, where the message trace tells it."""
    found: dict[tuple[str, str, str, Tie], list[Any]] = {}
    for message in run.mail.log.sealed.items() if run.traces.known else ():
        traced = run.traces.find(message.id)
        if traced is None:
            continue
        tie = _strongest(tied.get(use, Tie.NONE) for use in message.uses)
        for person, role in ((traced.sender, "sender"), *((one, "recipient") for one in traced.recipients)):
            if person and person.lower() != message.place.lower():
                counted = found.setdefault((person, role, message.place, tie), [0, None, None])
                counted[:] = [counted[0] + 1, earlier(counted[1], message.first), later(counted[2], message.last)]
    for (person, role, mailbox, tie), (amount, first, last) in sorted(found.items()):
        yield Row(person, role, "mailbox", mailbox, Certainty.READ, tie, amount, "", first, last, "message trace")


def _owner(name: str) -> str:
    """Return whose a personal site is (`…/personal/anna_firm_example`), else that it is a shared one."""
    _, found, rest = name.lower().partition("/personal/")
    return rest.strip("/").split("/")[0] if found else "(all who use it)"


def _not_covered(run: Kept) -> Iterator[Row]:
    """Yield the mailboxes and users that the logs know and whose reading they never show."""
    shown = {box.name.lower() for box in run.mail.mailboxes}
    known = {name for name in run.survey.people.values() if "\\" not in name}
    for person in sorted({name for name in known if name.lower() not in shown}):
        basis = "no MailItemsAccessed of this mailbox in the whole export"
        yield Row(person, "owner", "mailbox", person, Certainty.NOT_COVERED, Tie.NONE, 0, "", None, None, basis)


def _tie(log: Sealed, ways: Ints, tied: Ties) -> Tie:
    """Return the strongest tie of some ways of reading to a chain."""
    return _strongest(tied.get(use, Tie.NONE) for use in log.uses.known(ways)) if tied else Tie.NONE


def _strongest(found: Iterator[Tie]) -> Tie:
    kinds = set(found)
    return Tie.EXACT if Tie.EXACT in kinds else Tie.PRESUMED if Tie.PRESUMED in kinds else Tie.NONE
