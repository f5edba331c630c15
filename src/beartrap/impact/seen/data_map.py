"""The data map: person × store × certainty, for those who must tell people that their data were read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from beartrap.impact.seen.chain import Chain
from beartrap.impact.seen.kept import Kept
from beartrap.impact.seen.mail_read import Mailbox
from beartrap.impact.seen.stores import Store, Stores
from beartrap.impact.seen.uses import Use


class Certainty(StrEnum):
    """How sure it is that a person's data were read."""

    READ = "read"
    COULD = "could have been read"
    NOT_COVERED = "not covered"


class Tie(StrEnum):
    """Whether the reading hangs on a chain by which access was gained."""

    EXACT = "exact"
    PRESUMED = "presumed"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Row:
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


def ties(chains: list[Chain]) -> dict[Use, Tie]:
    """Return for each way of reading that hangs on a chain, whether by exact links alone."""
    found: dict[Use, Tie] = {}
    for chain in chains:
        for reading in chain.readings:
            exact = Tie.EXACT if chain.exact else Tie.PRESUMED
            if found.get(reading.use) is not Tie.EXACT:
                found[reading.use] = exact
    return found


def data_map(run: Kept) -> Iterator[Row]:
    """Yield the lines: owners of mailboxes, of files and of chats, correspondents of read messages, and who was not covered."""
    tied = ties(run.chain.chains)
    yield from _mailboxes(run, tied)
    yield from _correspondents(run, tied)
    yield from _stores(run.files.stores, "site", tied)
    yield from _stores(run.chats.stores, "chat", tied)
    yield from _not_covered(run)


def _mailboxes(run: Kept, tied: dict[Use, Tie]) -> Iterator[Row]:
    read: dict[tuple[int, str], int] = {}
    numbers = {box.name: number for number, box in enumerate(run.mail.mailboxes)}
    names = [box.name for box in run.mail.mailboxes]
    for message in run.mail.messages.read(names):
        for app in {use.app for use in message.uses}:
            key = (numbers[message.mailbox], app)
            read[key] = read.get(key, 0) + 1
    groups: dict[tuple[int, str], list[int]] = {}
    for number, use in run.mail.by_use:
        groups.setdefault((number, run.mail.uses.known[use].app), []).append(use)
    for (number, app), uses in sorted(groups.items()):
        box = run.mail.mailboxes[number]
        seen = [run.mail.by_use[number, use] for use in uses]
        tie = _strongest(tied.get(run.mail.uses.known[use], Tie.NONE) for use in uses)
        first = min((one.since for one in seen if one.since), default=None)
        last = max((one.until for one in seen if one.until), default=None)
        amount = read.get((number, app), 0)
        if amount:
            yield Row(
                box.name,
                "owner",
                "mailbox",
                box.name,
                Certainty.READ,
                tie,
                amount,
                app,
                first,
                last,
                "messages named (bind)",
            )
    for box in run.mail.mailboxes:
        yield from _whole_folders(box, run, tied)


def _whole_folders(box: Mailbox, run: Kept, tied: dict[Use, Tie]) -> Iterator[Row]:
    number = run.mail.mailboxes.index(box)
    tie = _strongest(tied.get(run.mail.uses.known[use], Tie.NONE) for one, use in run.mail.by_use if one == number)
    apps = ", ".join(sorted(app for app in box.apps if app))
    for folder, count in sorted(box.sync_folders.items()):
        yield Row(
            box.name,
            "owner",
            "mailbox",
            box.name,
            Certainty.COULD,
            tie,
            count,
            apps,
            box.first,
            box.last,
            f"folder fetched whole (sync): {folder}",
        )
    if box.throttled:
        yield Row(
            box.name,
            "owner",
            "mailbox",
            box.name,
            Certainty.NOT_COVERED,
            tie,
            0,
            "",
            min(box.throttled),
            max(box.throttled),
            "throttled: not logged for 24 hours",
        )
    if box.lost:
        yield Row(
            box.name,
            "owner",
            "mailbox",
            box.name,
            Certainty.COULD,
            tie,
            sum(box.lost.values()),
            apps,
            box.first,
            box.last,
            "messages read whose ids the export has lost",
        )


def _correspondents(run: Kept, tied: dict[Use, Tie]) -> Iterator[Row]:
    """Yield who wrote and received the messages that were read, where the message trace tells it."""
    found: dict[tuple[str, str, str, Tie], list[datetime | None]] = {}
    counts: dict[tuple[str, str, str, Tie], int] = {}
    for message in run.mail.messages.read([box.name for box in run.mail.mailboxes]) if run.traces.known else ():
        traced = run.traces.find(message.id)
        if traced is None:
            continue
        tie = _strongest(tied.get(use, Tie.NONE) for use in message.uses)
        for person, role in ((traced.sender, "sender"), *((one, "recipient") for one in traced.recipients)):
            if person and person.lower() != message.mailbox.lower():
                key = (person, role, message.mailbox, tie)
                counts[key] = counts.get(key, 0) + 1
                found.setdefault(key, []).extend((message.first, message.last))
    for key in sorted(counts):
        person, role, mailbox, tie = key
        times = [moment for moment in found[key] if moment]
        yield Row(
            person,
            role,
            "mailbox",
            mailbox,
            Certainty.READ,
            tie,
            counts[key],
            "",
            min(times, default=None),
            max(times, default=None),
            "message trace",
        )


def _stores(stores: Stores, kind: str, tied: dict[Use, Tie]) -> Iterator[Row]:
    for store in sorted(stores.known.values(), key=lambda one: one.name):
        by_app: dict[str, list[Use]] = {}
        for use in store.by_use:
            by_app.setdefault(use.app, []).append(use)
        for app, uses in sorted(by_app.items()):
            seen = [store.by_use[use] for use in uses]
            first = min((one.since for one in seen if one.since), default=None)
            last = max((one.until for one in seen if one.until), default=None)
            amount = sum(app in one.apps for one in store.objects.values())
            certainty = Certainty.READ if amount else Certainty.COULD
            tie = _strongest(tied.get(use, Tie.NONE) for use in uses)
            yield Row(
                _owner(store),
                "owner",
                kind,
                store.name,
                certainty,
                tie,
                amount,
                app,
                first,
                last,
                f"{kind} read" if amount else f"{kind} listed",
            )


def _owner(store: Store) -> str:
    """Return whose a personal site is (`…/personal/anna_firm_example`), else that it is a shared one."""
    _, found, rest = store.name.lower().partition("/personal/")
    return rest.strip("/").split("/")[0] if found else "(all who use it)"


def _not_covered(run: Kept) -> Iterator[Row]:
    """Yield the mailboxes and users that the logs know and whose reading they never show."""
    shown = {box.name.lower() for box in run.mail.mailboxes}
    known = {counted.shown or name for name, counted in run.survey.mailboxes.items()}
    known |= {counted.shown or name for name, counted in run.survey.users.items() if "@" in name and "\\" not in name}
    for person in sorted({name for name in known if name.lower() not in shown}):
        basis = "no MailItemsAccessed of this mailbox in the whole export"
        yield Row(person, "owner", "mailbox", person, Certainty.NOT_COVERED, Tie.NONE, 0, "", None, None, basis)


def _strongest(found: Iterator[Tie]) -> Tie:
    kinds = set(found)
    return Tie.EXACT if Tie.EXACT in kinds else Tie.PRESUMED if Tie.PRESUMED in kinds else Tie.NONE
