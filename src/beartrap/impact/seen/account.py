"""The account of one run as JSON values: every count by operation, mailbox, application, address and message, and all that is missing."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from beartrap.impact.columns import Ints
from beartrap.impact.microsoft import APPS, is_service_address
from beartrap.impact.seen import covered
from beartrap.impact.seen.chain import Chain
from beartrap.impact.seen.data_map import Row
from beartrap.impact.seen.kept import Kept
from beartrap.impact.seen.mail_read import Mailbox
from beartrap.impact.seen.reading_log import ItemRead, Sealed
from beartrap.impact.seen.uses import Uses
from beartrap.impact.survey import Survey
from beartrap.impact.tally import Counted
from beartrap.model.window import Window

Json = Any


def when(moment: datetime | None) -> str | None:
    """Return a time as it stands in JSON: UTC, `Z` behind it, null where it is not known."""
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")


def operations(survey: Survey) -> dict[str, int]:
    """Return the number of records of each operation, under its most frequent spelling without dots and spaces at the end."""
    found: Counter[str] = Counter()
    for counted in survey.operations.values():
        found[counted.shown] += counted.count
    return dict(sorted(found.items()))


def operation_details(survey: Survey) -> list[Json]:
    """Return each operation of each log with how it ended, when, and how it was spelt."""
    return [
        {
            "operation": counted.shown,
            "key": key,
            "log": log.value,
            **_counted(counted),
            "spellings": dict(counted.spellings),
        }
        for (log, key), counted in sorted(survey.operations.items(), key=lambda one: (one[0][0].value, one[0][1]))
    ]


def _counted(counted: Counted) -> dict[str, Json]:
    return {
        "count": counted.count,
        "succeeded": counted.succeeded,
        "failed": counted.failed,
        "first": when(counted.first),
        "last": when(counted.last),
    }


def mailboxes(run: Kept) -> Iterator[Json]:
    """Yield what was read of each mailbox."""
    boxes, uses = run.mail.mailboxes, run.mail.log.sealed.uses
    ways = uses.by_place(len(boxes))
    for number, box in sorted(enumerate(boxes), key=lambda one: one[1].name.lower()):
        yield _mailbox(box, _by_way(uses, ways[number]))


def _mailbox(box: Mailbox, ways: dict[str, dict[str, int]]) -> dict[str, Json]:
    return {
        "mailbox": box.name,
        "records": box.records,
        "bind_records": box.bind,
        "sync_records": box.sync,
        "other_records": box.other,
        "failed_records": box.failed,
        "messages": box.messages,
        "items": box.items,
        "items_without_id": box.without_id,
        "items_lost_by_export": sum(box.lost.values()),
        "folders": dict(sorted(box.folders.items())),
        "sync_folders": dict(sorted(box.sync_folders.items())),
        **ways,
        "first": when(box.first),
        "last": when(box.last),
        "throttled": [when(moment) for moment in sorted(box.throttled)],
    }


def _by_way(uses: Uses, ways: Ints) -> dict[str, dict[str, int]]:
    """Return the records by application, address, session, user, kind of logon and client."""
    texts = {"apps": "app", "sessions": "session", "users": "user", "logons": "logon", "clients": "agent"}
    told = {name: uses.texts(text, ways) for name, text in texts.items()} | {"addresses": uses.addresses(ways)}
    return {
        name: {key: count for key, _, count in sorted(told[name]) if count and (key or name != "sessions")}
        for name in ("apps", "addresses", "sessions", "users", "logons", "clients")
    }


def messages(run: Kept) -> Iterator[Json]:
    """Yield each message of each mailbox: one by one, for there may be millions."""
    for message in run.mail.log.sealed.items():
        traced = run.traces.find(message.id) if run.traces.known else None
        found: dict[str, Json] = {
            "id": message.id,
            "mailbox": message.place,
            "folder": message.labels[0] if message.labels else "",
            "folders": list(message.labels),
            **_ways(message),
        }
        if traced is not None:
            found |= {"sender": traced.sender, "subject": traced.subject, "recipients": list(traced.recipients)}
        yield found


def _ways(item: ItemRead) -> dict[str, Json]:
    return {
        "apps": sorted({use.app for use in item.uses}),
        "addresses": sorted({address for use in item.uses for address in use.addresses}),
        "sessions": sorted({use.session for use in item.uses if use.session}),
        "users": sorted({use.user for use in item.uses}),
        "times": item.times,
        "first": when(item.first),
        "last": when(item.last),
    }


def objects(log: Sealed, kind: str, unit: str) -> Iterator[Json]:
    """Yield each file or chat message with who read it."""
    for item in log.items():
        yield {unit: item.id, kind: item.place, "operations": list(item.labels), **_ways(item)}


def places(log: Sealed, kind: str, unit: str) -> Iterator[Json]:
    """Yield each site or chat with its numbers."""
    ways, counts = log.uses.by_place(len(log.places)), log.counts()
    for number, name in sorted(enumerate(log.places), key=lambda one: one[1]):
        mine = ways[number]
        first, last = log.uses.span(mine)
        yield {
            kind: name,
            "records": log.uses.amount(mine)[0],
            unit: counts[number],
            **_by_way(log.uses, mine),
            "first": when(first),
            "last": when(last),
        }


def apps(run: Kept) -> list[Json]:
    """Return each application with all its records, and how many of them read mail."""
    log, survey = run.mail.log.sealed, run.survey.apps
    reading = {app: log.uses.amount(ways)[0] for app, ways in log.uses.by_app().items()}
    boxes = {
        app: sorted({log.places[place] for place in log.uses.place[ways].tolist()})
        for app, ways in log.uses.by_app().items()
    }
    names = sorted(set(survey) | {app for app in reading if app})
    return [
        {
            "app": app,
            "name": APPS.get(app),
            "microsoft": app in APPS,
            **_counted(survey.get(app, Counted())),
            "mail_read_records": reading.get(app, 0),
            "mailboxes": boxes.get(app, []),
        }
        for app in names
    ]


def addresses(run: Kept) -> list[Json]:
    """Return each client address with all its records, and how many of them read mail; Microsoft's own services are marked."""
    uses = run.mail.log.sealed.uses
    reading = {address: count for address, _, count in uses.addresses(uses.all)}
    return [
        {
            "address": address,
            "microsoft_service": is_service_address(address),
            **_counted(counted),
            "mail_read_records": reading.get(address, 0),
        }
        for address, counted in sorted(run.survey.addresses.items())
    ]


def chain(chains: list[Chain]) -> list[Json]:
    """Return the chains, those that lead to a reading first."""
    ordered = sorted(chains, key=lambda one: not one.readings)
    return [
        {
            "certainty": "exact" if one.exact else "presumed",
            "leads_to_reading": bool(one.readings),
            "steps": [
                {
                    "number": number,
                    "kind": step.kind.value,
                    "time": when(step.time),
                    "operation": step.operation,
                    "user": step.user,
                    "address": step.address,
                    "application": step.name,
                    "ids": sorted(step.ids),
                    "what": step.what,
                    "place": step.place.show(),
                }
                for number, step in enumerate(one.steps)
            ],
            "access": [
                {
                    "number": number,
                    "kind": reading.kind,
                    "store": reading.store,
                    "app": reading.use.app,
                    "via": reading.use.via,
                    "user": reading.use.user,
                    "address": reading.use.address,
                    "session": reading.use.session,
                    "records": reading.seen.count,
                    "first": when(reading.seen.since),
                    "last": when(reading.seen.until),
                }
                for number, reading in enumerate(one.readings, len(one.steps))
            ],
            "links": [
                {"from": link.one, "to": link.other, "by": link.by, "certainty": "exact" if link.exact else "presumed"}
                for link in one.links
            ],
        }
        for one in ordered
    ]


def coverage(survey: Survey) -> dict[str, Json]:
    """Return what the logs cover: from when to when, on how many days, which needs they ever show, where they are silent."""
    return {
        "logs": {
            log.value: {
                "records": counted.count,
                "first": when(counted.first),
                "last": when(counted.last),
                "days_with_records": len(survey.days[log]),
                "silent": [window_of(window) for window in survey.silences(log)],
            }
            for log, counted in sorted(survey.extent.items(), key=lambda one: one[0].value)
        },
        "operations": [
            {
                "what": one.what,
                "operations": list(one.operations),
                "records": one.count,
                "covered": one.covered,
                "state": "covered" if one.covered else "not covered",
            }
            for one in covered.shown(survey)
        ],
    }


def window_of(window: Window) -> dict[str, str | None]:
    """Return a window as JSON."""
    return {"start": when(window.start), "end": when(window.end)}


def map_row(row: Row) -> dict[str, Json]:
    """Return one line of the data map as JSON."""
    return {
        "person": row.person,
        "role": row.role,
        "kind": row.kind,
        "store": row.store,
        "certainty": row.certainty.value,
        "tie": row.tie.value,
        "amount": row.amount,
        "app": row.app,
        "first": when(row.first),
        "last": when(row.last),
        "basis": row.basis,
    }
