"""What calls of Python's libraries do beside what their tables say: logs that are configured, accounts that are made, doors to the network."""

import re
from collections.abc import Callable

from beartrap.model.regex import regex
from beartrap.vet.source.acts.acts import evaluate, written
from beartrap.vet.source.acts.sessions import OF_SUPERUSER
from beartrap.vet.source.events import Act
from beartrap.vet.source.invocation import Invocation, shown
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.parameters import is_secret
from beartrap.vet.source.values import HOLE, Value, items_of, layers_of, marks_of, raw


def acted(machine: Machine, one: Invocation) -> Value | None:
    """Return what a call gives that no table tells, None where it is none of these."""
    known = _ACTS.get(one.name) or _METHODS.get(one.method)
    return known(machine, one) if known is not None else None


_RIGHTS = frozenset({"is_superuser", "is_admin", "is_staff", "superuser", "admin", "role", "roles"})
_HIGHEST = frozenset({"admin", "administrator", "superuser", "super_admin", "superadmin", "root", "owner"})


def _makes_superuser(machine: Machine, one: Invocation) -> Value | None:
    """An account with the highest rights whose name or password stands in the code."""
    given = [*one.args, *one.words.values()]
    if any(isinstance(value.known, str) and value.known for value in given):
        _keeps(machine, one)
    return None


def _changes_account(machine: Machine, one: Invocation) -> Value | None:
    """Rights that are given by the code's own word to whoever it chooses: in a query, or to an account that it names."""
    words = {**one.words, **((one.words.get("defaults") or Value()).fields or {})}
    empowered = [key for key, value in words.items() if key in _RIGHTS and _highest(key, value)]
    named = any(isinstance(value.known, str) and value.known and key in _NAMES for key, value in words.items())
    queried = one.base is not None and _QUERIES.search(machine.quote(one.row)) is not None
    if empowered and (named or (one.method == "update" and queried and set(words) <= _RIGHTS)):
        _keeps(machine, one)
    return None


_QUERIES = regex(r"\.(?:objects|query|filter)\b")
"""What stands on a line where a table of a database is asked or changed."""
_NAMES = frozenset({"username", "email", "name", "login", "user", "password", "password_hash"})


def _highest(key: str, value: Value) -> bool:
    if key in ("role", "roles"):
        held = raw(value)
        return any(
            isinstance(word, str) and word.lower() in _HIGHEST for word in (held if isinstance(held, list) else [held])
        )
    return value.known is True and key != "is_staff"


def _keeps(machine: Machine, one: Invocation) -> None:
    marks = {**marks_of(one.args), "sign:more-rights": (machine.spot(one.row),)}
    machine.emit(Act.MODE, "administrator", one.row, text="administrator", marks=marks, layers=layers_of(one.args))


def _asks_for_passwords(machine: Machine, one: Invocation) -> Value | None:
    """Columns of a table that hold secrets: what comes back is what others handed in once."""
    if not any(isinstance(value.known, str) and is_secret(value.known) for value in one.args):
        return None
    return machine.mark(Value(marks=machine.extend(one.marks(), one.row)), "given-secret", one.row)


_ANYWHERE = ("", "::", ".".join("0000"))


def _reachable(address: Value) -> bool:
    """Whether a server listens for others than this machine."""
    parts = raw(address)
    return isinstance(parts, list) and bool(parts) and parts[0] in _ANYWHERE


def _listens(machine: Machine, one: Invocation) -> Value | None:
    """A listener of `multiprocessing`: what it receives is unpickled."""
    address = one.argument(0, "address")
    made = Value(name="multiprocessing.connection.Listener()")
    if _reachable(address):
        machine.mark(made, "web-request", one.row)
    return made


def _speaks(machine: Machine, one: Invocation) -> Value | None:
    address = one.argument(0, "address")
    made = Value(name="multiprocessing.connection.Client()")
    if items_of(address) is not None:  # a host and a port
        machine.mark(made, "network", one.row)
        made.source = address
    return made


def _received(machine: Machine, one: Invocation) -> Value | None:
    base = one.base
    if base is None or not (base.name or "").startswith("multiprocessing.connection."):
        return None
    sent = [mark for mark in ("network", "web-request") if mark in base.marks]
    if sent:
        code = Value(marks={mark: base.marks[mark] for mark in sent})
        machine.emit(Act.EVALUATE, "pickle.loads", one.row, text=HOLE, marks=code.marks, values=[code])
        return code
    return None


def _serves_folder(machine: Machine, one: Invocation) -> Value | None:
    """A folder that is given to whoever connects."""
    handler = one.argument(1, "RequestHandlerClass")
    name = handler.name or (handler.source.name if handler.source is not None else "") or ""
    if _reachable(one.argument(0, "server_address")) and "SimpleHTTPRequestHandler" in f"{name} {handler.hint}":
        machine.emit(
            Act.MODE,
            "http.server",
            one.row,
            text=shown(handler),
            marks={**marks_of([handler]), "sign:open-folder": (machine.spot(one.row),)},
        )
    return None


def _console(machine: Machine, one: Invocation) -> Value | None:
    """A console whose lines come from elsewhere: by a function that reads them."""
    fields = (one.base.fields if one.base is not None else None) or {}
    reader = one.words.get("readfunc") or fields.get("raw_input") or (one.argument(1) if len(one.args) > 1 else None)
    if reader is None or reader.closure is None:
        return None
    line = machine.enter(reader.closure, [Value("")], {})
    if not marks_of([line]).keys().isdisjoint({"network", "web-request", "given", "intercepted"}):
        evaluate(
            machine,
            Value(marks={**line.marks, "web-request": (machine.spot(one.row),)}),
            one.name or one.method,
            one.row,
        )
    return None


_SQL = regex(
    r"\binsert\s+(?:or\s+\w+\s+)?into\s+\S*(?:users?|accounts?|members?|admins?|usermeta)\b.{0,400}(?:'(?:super_?)?admin\w*'|\$2[aby]\$|pbkdf2|argon2|\bis_(?:admin|superuser)\b|a:1:\{)"
    r"|\bupdate\s+\S*(?:users?|accounts?|members?|admins?)\b.{0,200}\bset\b.{0,200}(?:(?:role|is_admin|is_superuser|admin)\s*=\s*(?:'\w*admin\w*'|1|true|'t')|pass\w*\s*=\s*'[^'{%?:$]{6,}')"
    r"|\bcreate\s+(?:user|role|login)\b.{0,120}(?:identified\s+(?:by|with)|password)\s*=?\s*'[^'{%?:$]{4,}'",
    re.IGNORECASE | re.DOTALL,
)
"""Statements of a database that make an account, or give one more rights (case does not count, and lines do not end it)."""


def statement(machine: Machine, one: Invocation) -> Value | None:
    """A statement of a database that makes an account whose name or password stands in the code."""
    if any(len(text := shown(value)) > 16 and _SQL.search(text) for value in one.args[:2]):
        _keeps(machine, one)
    return None


_LINE = regex(r">>|[|;&]")


def _commands_far(machine: Machine, one: Invocation) -> Value | None:
    """A line of a shell's that runs on another machine, or in a container."""
    line = one.argument(0, "command", "cmd")
    if isinstance(line.known, str) and _LINE.search(line.known):
        machine.invoke(machine, Invocation(one.row, Value(name="os.system"), [line]))
    return None


def _opens_path(machine: Machine, one: Invocation) -> Value | None:
    """A path that is opened by its own method."""
    if one.base is None or not (one.base.name or "").startswith("pathlib.") or one.base.closure is not None:
        return None
    return machine.invoke(machine, Invocation(one.row, Value(name="open"), [one.base, *one.args], one.words))


def _writes_settings(machine: Machine, one: Invocation) -> Value | None:
    """A configuration that is written into a file that was opened."""
    base, file = one.base, one.argument(0)
    if base is None or file.source is None or not (base.name or "").startswith("configparser."):
        return None
    return written(machine, file.source, [base], one.name, one.row)


_KEYED = {
    "django.core.signing.loads": 1,
    "django.core.signing.Signer": 0,
    "django.core.signing.TimestampSigner": 0,
    "jwt.decode": 1,
    "jose.jwt.decode": 1,
    "authlib.jose.jwt.decode": 1,
}
"""Calls that verify what was signed, and where they take the key: those of `itsdangerous` take it first."""


def _by_own_key(machine: Machine, one: Invocation) -> Value | None:
    """Note that what somebody sent is verified by a key that stands in the code: whoever reads it signs what they like."""
    key = one.argument(_KEYED.get(one.name, 0), "key", "secret_key")
    if isinstance(key.known, str | bytes) and len(key.known) > _SHORT and b"BEGIN" not in raw_bytes(key):
        machine.emit(Act.WEAKEN, "compare", one.row, text="password", values=[key])
    return None


_SHORT = 3


def raw_bytes(value: Value) -> bytes:
    """Return a text as bytes."""
    return value.known if isinstance(value.known, bytes) else str(value.known).encode("utf-8", "replace")


def _of_a_loop(machine: Machine, one: Invocation) -> Value | None:
    """Return what an event loop opens, a transport and its protocol, where it is told to whom (asyncio, "Event Loop": create_connection, create_datagram_endpoint)."""
    told = items_of(one.words.get("remote_addr", Value())) or one.args[1:3] or [one.words.get("host", Value())]
    if len(told) < 2 and "port" in one.words:
        told = [*told, one.words["port"]]
    written = isinstance(told[0].known, str) and "." in told[0].known and not told[0].marks
    if not written or machine.language != "python":  # a client's own line goes to whom its caller names
        return None
    return machine.invoke(machine, Invocation(one.row, Value(name="asyncio.open_connection"), list(told)))


def _asks_for_superuser(machine: Machine, one: Invocation) -> Value | None:
    """An account of the highest rights, whichever there is: `User.objects.filter(is_superuser=True)`."""
    if one.base is None or not any(key in _RIGHTS and _highest(key, value) for key, value in one.words.items()):
        return None
    made = Value(name=f"{one.name}()", marks=marks_of([one.base]))
    return machine.mark(made, OF_SUPERUSER, one.row)


_ACTS: dict[str, Callable[[Machine, Invocation], Value | None]] = {
    "multiprocessing.connection.Listener": _listens, "multiprocessing.connection.Client": _speaks,
    "http.server.HTTPServer": _serves_folder, "http.server.ThreadingHTTPServer": _serves_folder, "socketserver.TCPServer": _serves_folder, "socketserver.ThreadingTCPServer": _serves_folder,
    **dict.fromkeys(_KEYED, _by_own_key), **{f"itsdangerous.{name}": _by_own_key for name in ("URLSafeSerializer", "URLSafeTimedSerializer", "Serializer", "TimestampSigner", "Signer", "TimedSerializer")},
    "code.interact": _console,
}  # fmt: skip
_METHODS: dict[str, Callable[[Machine, Invocation], Value | None]] = {
    "create_superuser": _makes_superuser, "update": _changes_account, "create": _changes_account, "update_or_create": _changes_account, "get_or_create": _changes_account, "create_user": _changes_account,
    "add_user": _changes_account, "values_list": _asks_for_passwords, "values": _asks_for_passwords, "only": _asks_for_passwords, "recv": _received, "interact": _console,
    "filter": _asks_for_superuser, "get": _asks_for_superuser, "filter_by": _asks_for_superuser,
    "open": _opens_path, "write": _writes_settings, "create_datagram_endpoint": _of_a_loop, "create_connection": _of_a_loop,
    "execute": statement, "executescript": statement, "executemany": statement, "raw": statement, "RunSQL": statement, "text": statement,
    **dict.fromkeys(("query", "cmd_query", "_execute_command", "execute_command", "sql", "execute_sql", "run_query", "run_sql", "exec_driver_sql", "fetch", "fetchrow", "fetchval", "execute_query", "mogrify"), statement),
    **dict.fromkeys(("exec_command", "exec_run", "send_command", "run_command", "run_cmd", "execute_cmd", "sudo"), _commands_far),
}  # fmt: skip
