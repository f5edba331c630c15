"""Records of the unified audit log, from its own schema (`AuditData`) and from Sentinel's table OfficeActivity.

Field names: Microsoft, Office 365 Management Activity API schema; Azure Monitor reference, OfficeActivity.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from beartrap.estate.audit.client_address import client_addresses
from beartrap.estate.audit.layout import ROW, Layout, Names, layout_of
from beartrap.estate.audit.messages import read_items
from beartrap.estate.audit.moment import Moments
from beartrap.estate.audit.settings import setting_of
from beartrap.estate.audit.spelling import app_id, is_service, operation_key
from beartrap.estate.audit.values import an_object, first, loaded, named, objects, pick, text
from beartrap.model.audit import Access, AuditEvent, Change, Log

MAIL_READ = "mailitemsaccessed"
_ACCESS = {"bind": Access.BIND, "sync": Access.SYNC}
Pairs = Sequence[tuple[str, str]]
_NO_PAIRS: Pairs = ()
_M365, _made = Log.M365, tuple.__new__  # a member of an enum is looked up by a call of Python


def read_m365(file: str, row: int, data: Mapping[str, Any], outer: Mapping[str, Any], moments: Moments) -> AuditEvent:
    """Return one record; `data` is the record itself, `outer` the row of the export around it (the same where there is none)."""
    has = layout_of(data)
    operation, key, user_type, app, via, agent, result, ok, workload, kind, logon = setting_of(data, has)
    if not operation:
        operation = of_row(outer, "operation")
        key = operation_key(operation)
    user, number, session, target, mailbox, store = _own(data, has, outer)
    if has.context and (context := an_object(data["AppAccessContext"])):
        app = app or app_id(first(context, "ClientAppId"))
        session = session or first(context, "AADSessionId")
    extended = _NO_PAIRS
    if has.extended:
        extended = [pair for field in has.extended for pair in named(data[field])]
        agent, session = agent or _value(extended, "UserAgent"), session or _value(extended, "SessionId")
    access, throttled = _access(data, has) if key == MAIL_READ else (None, False)
    items, lost_items = read_items(data, has) if has.messages else ((), False)
    event: AuditEvent = _made(
        AuditEvent,
        (  # in the order of its fields: made so it takes a fifth of the time that names take
            _M365,
            file,
            row,
            number,
            _time(data, has.time, moments) or _row_time(outer, moments),
            operation,
            key,
            user,
            is_service(user, user_type),
            _addresses(data, has.addresses),
            app,
            via,
            agent,
            session,
            ok,
            result,
            workload or of_row(outer, "workload"),
            kind or of_row(outer, "kind"),
            target,
            _target_id(data) if has.people else "",
            mailbox,
            store,
            logon,
            access,
            throttled,
            items,
            lost_items,
            tuple(_changes(data)) if has.changes and data["ModifiedProperties"] else (),
            _details(data, has, key, extended),
            False,
        ),
    )
    return event


def _own(data: Mapping[str, Any], has: Layout, outer: Mapping[str, Any]) -> tuple[str, str, str, str, str, str]:
    """Return what a record has for itself: user, id, session, target, mailbox and store.

    Of each the first field is taken as it is where it holds a text, as it nearly always does; only where it does not the
    others are asked, and then those of the row.
    """
    user, number, session, target, mailbox, store = map(data.get, has.firsts)
    if type(user) is not str or not user:
        user = pick(data, has.user) or of_row(outer, "user")
    if type(number) is not str or not number:
        number = pick(data, has.id) or of_row(outer, "id")
    if type(target) is not str or not target:
        target = pick(data, has.target) or of_row(outer, "target")
    if type(session) is not str or not session:
        session = pick(data, has.session)
    if type(mailbox) is not str or not mailbox:
        mailbox = pick(data, has.mailbox)
    if type(store) is not str or not store:
        store = pick(data, has.store)
    return user, number, session, target, mailbox, store


def _time(fields: Mapping[str, Any], names: Names, moments: Moments) -> datetime | None:
    for name in names:
        value = fields[name]
        if type(value) is str and (found := moments.read(value)) is not None:
            return found
    return None


def of_row(outer: Mapping[str, Any], thing: str) -> str:
    """Return what the row around a record says of a thing, empty where it says nothing."""
    for name in ROW[thing]:
        value = outer.get(name)
        if value is not None and value != "":
            return text(value)
    return ""


def _row_time(outer: Mapping[str, Any], moments: Moments) -> datetime | None:
    return _time(outer, tuple(name for name in ROW["time"] if name in outer), moments)


def _addresses(data: Mapping[str, Any], names: Names) -> tuple[str, ...]:
    found: tuple[str, ...] = ()
    for name in names:
        value = data[name]
        if type(value) is str and value:
            more = client_addresses(value)
            found = found + tuple([one for one in more if one not in found]) if found else more
    return found


def _access(data: Mapping[str, Any], has: Layout) -> tuple[Access | None, bool]:
    """Return how mail was read, and whether the mailbox was throttled."""
    access = pick(data, has.access) if has.access else ""
    throttled = pick(data, has.throttled) if has.throttled else ""
    for one in objects(data.get("OperationProperties")):
        name, value = one.get("Name"), one.get("Value")
        if type(name) is not str or type(value) is not str or not name:
            name, value = next(iter(named(one)), ("", ""))
        if name == "MailAccessType":
            access = value
        elif name == "IsThrottled":
            throttled = value
    return _ACCESS.get(access.lower()), throttled.lower() == "true"


def _changes(data: Mapping[str, Any]) -> Iterator[Change]:
    for one in objects(data["ModifiedProperties"]):
        yield Change(
            first(one, "Name", "displayName"),
            text(one.get("OldValue", one.get("oldValue"))),
            text(one.get("NewValue", one.get("newValue"))),
        )


def _target_id(data: Mapping[str, Any]) -> str:
    """Return the id of what was acted on: of a directory record the first id of its target that is a GUID."""
    targets = data.get("Target")
    if not targets:
        return ""
    found = [first(one, "ID", "Id") for one in objects(targets)]
    return next((one for one in found if len(one) == 36 and one.count("-") == 4), "")


def _value(pairs: Pairs, name: str) -> str:
    """Return the value of the first pair of that name, empty where there is none."""
    for found, value in pairs:
        if found == name:
            return value
    return ""


def _details(data: Mapping[str, Any], has: Layout, key: str, extended: Pairs) -> tuple[tuple[str, str], ...]:
    found = [(name, value) for name in has.plain if (value := text(data[name]))]
    for field in has.parameters:
        found += named(data[field])
    found += extended
    if key != MAIL_READ and data.get("OperationProperties"):
        found += named(data["OperationProperties"])
    for name in has.people:
        found += ((name, first(one, "ID", "Id")) for one in objects(data[name]))
    item = data.get("Item")
    if item and isinstance(item := loaded(item), dict) and isinstance(parent := loaded(item.get("ParentFolder")), dict):
        found += ((name, text(parent[name])) for name in ("MemberUpn", "MemberRights", "MemberSid") if parent.get(name))
    return tuple(found)
