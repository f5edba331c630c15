"""What PHP's own functions do beside what their tables say: pages that are written, variables that a client sets, users that are made."""

import re
from collections.abc import Callable

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.acts.acts import is_data, written
from beartrap.vet.source.acts.feeding import opened_pipes
from beartrap.vet.source.acts.overwriting import SENT, overwritten
from beartrap.vet.source.acts.php_arrays import changed_in_place
from beartrap.vet.source.events import Act
from beartrap.vet.source.invocation import Invocation, shown
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.names.members import CHOSEN
from beartrap.vet.source.reading.markup import inserted
from beartrap.vet.source.values import UNKNOWN, Scope, Value, marks_of
from beartrap.vet.source.walking.binding import bind


def acted(machine: Machine, one: Invocation) -> Value | None:
    """Return what a call gives that writes a page, sends, makes a user or sets variables; None where it does none of these."""
    known = _ACTS.get(one.name)
    if known is not None:
        return known(machine, one)
    if one.method in _ROLES and one.args and not _is_highest(one.base):
        _promoted(machine, one.args, one.row)
    if one.name == "ZipArchive().open" and one.base is not None and is_data(shown(one.argument(0))):
        machine.mark(one.base, "data-file", one.row)
    if (
        one.func.known is UNKNOWN
        and (not one.name or one.name.startswith("$_"))
        and not one.method
        and _decided(one.func)
    ):  # `$f(…)`
        machine.emit(
            Act.EVALUATE, "call by name", one.row, text=shown(one.func), marks=dict(one.func.marks), values=[one.func]
        )
    return None


_STEPS = 3
"""Steps on the way from what was sent to the name of a function: one that comes a longer way was looked up on it."""


def _is_highest(base: Value | None) -> bool:
    """Whether a role has the highest rights in any case: `get_role('administrator')`."""
    source = base.source.known if base is not None and base.source is not None else None
    return isinstance(source, str) and bool(_HIGHEST.fullmatch(source))


def _decided(func: Value) -> bool:
    """Whether the name of a function is what somebody else sent, and not what was found under it in a table of the code's own."""
    sent = [func.marks[mark] for mark in ("web-request", "network", "file-from-network") if mark in func.marks]
    return func.closure is None and CHOSEN not in func.marks and any(len(trail) <= _STEPS for trail in sent)


def called_by_name(machine: Machine, target: Value, row: int) -> None:
    """Note that somebody else decides which function is called."""
    if target.known is UNKNOWN and _decided(target):
        machine.emit(Act.EVALUATE, "call by name", row, text=shown(target), marks=dict(target.marks), values=[target])


def _shows(machine: Machine, one: Invocation) -> Value | None:
    for value in one.args:
        inserted(machine, value, one.name, one.row)
    return None


def _header(machine: Machine, one: Invocation) -> Value | None:
    head, _, target = one.argument(0).text.partition(":")
    if head.strip().lower() in ("location", "refresh") and target.strip():
        text = (target.partition("url=")[2] or target).strip()
        if text.startswith(("http", "//")):
            machine.emit(Act.FETCH, "header", one.row, text=text, marks=marks_of(one.args), values=one.args)
    return None


def _logs(machine: Machine, one: Invocation) -> Value | None:
    how, target = one.argument(1).known, one.argument(2)
    if how == 1:
        machine.emit(Act.SEND, "error_log", one.row, text=shown(target), marks=marks_of(one.args[:1]), values=one.args)
    elif how == 3:
        return written(machine, target, one.args[:1], "error_log", one.row)
    return None


_STREAMS = ("fsockopen", "pfsockopen", "stream_socket_client", "socket_create", "stream_socket_accept")


def _puts(machine: Machine, one: Invocation) -> Value | None:
    """What is written to a handle that is a connection is sent."""
    handle = one.argument(0)
    if not (handle.name or "").startswith(_STREAMS) or handle.source is None:
        return None
    machine.emit(
        Act.SEND, one.name, one.row, text=handle.source.text, marks=marks_of(one.args[1:]), values=one.args[1:]
    )
    return Value()


def _curl(machine: Machine, one: Invocation) -> Value | None:
    """The address of a request that is set as an option."""
    handle = one.argument(0)
    table = (
        one.argument(1).fields or {}
        if one.name == "curl_setopt_array"
        else {one.argument(1).name or "": one.argument(2)}
    )
    address = table.get("CURLOPT_URL")
    if address is not None:
        handle.source = address
        handle.marks = {**address.marks, **handle.marks}
    return None


def _extracts(machine: Machine, one: Invocation) -> Value | None:
    skips = any("SKIP" in (value.name or "") or "PREFIX" in (value.name or "") for value in one.args[1:])
    if not skips and not SENT.isdisjoint(marks_of(one.args[:1])):
        overwritten(machine, one.name, one.row)
    return None


def _parses(machine: Machine, one: Invocation) -> Value | None:
    if len(one.args) == 1:  # into the function's own variables
        overwritten(machine, one.name, one.row)
    return None


def _revives(machine: Machine, one: Invocation) -> Value | None:
    marks = marks_of(one.args[:1])
    if len(one.args) == 1 and not marks.keys().isdisjoint({"web-request", "network"}):
        machine.emit(Act.EVALUATE, one.name, one.row, text=shown(one.args[0]), marks=marks, values=one.args)
    return None


_ROLES = frozenset({"set_role", "add_role", "add_cap", "assignRole", "syncRoles", "attachRole", "insert", "insertGetId", "create", "forceCreate", "forceFill"})  # fmt: skip
_HIGHEST = regex(r"administrator|super_?admin|superuser|ROLE_(?:SUPER_)?ADMIN|manage_options|root", re.IGNORECASE)
_GIVES = frozenset({"role", "roles", "is_admin", "admin", "superuser", "is_superuser", "is_super_admin", "user_level"})


def _promoted(machine: Machine, values: list[Value], row: int) -> None:
    """Note that somebody is given the highest rights, by a word that stands in the code."""
    for value in values:
        if isinstance(value.known, str) and _HIGHEST.fullmatch(value.known):
            return _keeps(machine, "administrator", row)
        for key, held in (value.fields or {}).items():
            highest = isinstance(held.known, str) and _HIGHEST.fullmatch(held.known)
            if key in _GIVES and (highest or (held.known in (1, True, "1") and key not in ("role", "roles"))):
                return _keeps(machine, "administrator", row)
    return None


def _keeps(machine: Machine, what: str, row: int) -> None:
    machine.emit(Act.MODE, what, row, text=what, marks={"sign:more-rights": (machine.spot(row),)}, values=[])


def _makes_user(machine: Machine, one: Invocation) -> Value | None:
    _promoted(machine, one.args, one.row)
    return None


def _settles(machine: Machine, one: Invocation) -> Value | None:
    if one.argument(0).known == "default_role":
        _promoted(machine, one.args[1:], one.row)
    return None


def _logs_in(machine: Machine, one: Invocation) -> Value | None:
    """A user of a fixed number is logged in: the first one owns the site."""
    if isinstance(one.argument(0).known, int) and one.argument(0).known > 0:
        _keeps(machine, one.name, one.row)
    return None


def _brings_script(machine: Machine, one: Invocation) -> Value | None:
    address = one.argument(1).text
    if address.startswith(("http", "//")):
        machine.emit(Act.FETCH, one.name, one.row, text=address, values=one.args[1:2])
        machine.emit(Act.LOAD, "script", one.row, text=address, values=[machine.mark(Value(), "network", one.row)])
    return None


def _defines(machine: Machine, one: Invocation) -> Value | None:
    """A constant that is known everywhere from here on."""
    name = one.argument(0).known
    if isinstance(name, str) and len(one.args) > 1:
        machine.scope.outermost().values.setdefault(name, one.args[1])
    return None


def _mails(machine: Machine, one: Invocation) -> Value | None:
    """What `mail` hands on to the program that sends it: its options write files."""
    options = one.argument(4)
    if options.text or options.hint:
        text = f"sendmail {options.text or options.hint}"
        machine.emit(Act.RUN, "mail", one.row, text=text, marks=marks_of([options]), values=[options])
    return None


_ACTS: dict[str, Callable[[Machine, Invocation], Value | None]] = {
    "mail": _mails, "mb_send_mail": _mails, "define": _defines, "echo": _shows, "print": _shows, "printf": _shows, "header": _header, "wp_redirect": _header, "error_log": _logs, "fwrite": _puts, "fputs": _puts, "stream_socket_sendto": _puts,
    "stream_copy_to_stream": _puts, "curl_setopt": _curl, "curl_setopt_array": _curl, "extract": _extracts, "parse_str": _parses, "mb_parse_str": _parses, "unserialize": _revives,
    "wp_insert_user": _makes_user, "wp_update_user": _makes_user, "wp_create_user": _makes_user, "add_user_to_blog": _makes_user,
    "update_option": _settles, "wp_set_auth_cookie": _logs_in, "wp_set_current_user": _logs_in, "auth.loginUsingId": _logs_in, "Auth.loginUsingId": _logs_in, "wp_enqueue_script": _brings_script, "wp_register_script": _brings_script,
}  # fmt: skip

_FILLS = {
    "preg_match": (2, 1),
    "preg_match_all": (2, 1),
    "parse_str": (1, 0),
    "mb_parse_str": (1, 0),
    "exec": (1, 0),
    "sscanf": (2, 0),
}
"""Functions that put what they find into an argument: which one, and which it is made of."""


def filled(machine: Machine, node: tree.Call, one: Invocation, made: Value, scope: Scope) -> Value:
    """Return what a call gives that reads or sets variables by their names."""
    place, source = _FILLS.get(one.name, (-1, 0))
    if 0 <= place < len(node.args):
        subject = one.args[source]
        value = Value(marks=machine.extend(marks_of([subject]), one.row), layers=subject.layers)
        bind(machine, node.args[place], value, scope)
    elif one.name == "proc_open" and len(node.args) > 2:
        bind(machine, node.args[2], opened_pipes(one), scope)
    elif one.name == "array_walk" and len(node.args) > 1 and (after := changed_in_place(machine, one)) is not None:
        bind(machine, node.args[0], after, scope)
    elif one.name == "compact":
        made = Value(marks=dict(made.marks))
        made.fields = {
            name.known: scope.find(f"${name.known}") or Value() for name in one.args if isinstance(name.known, str)
        }
    return made
