"""Lines to others: the address that an object was opened on, whatever its library calls that."""

import re

from beartrap.model.regex import regex
from beartrap.vet.source.apis import Api
from beartrap.vet.source.events import Act
from beartrap.vet.source.invocation import Invocation, shown
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import HOLE, Value, marks_of

_SCHEMES = r"https?|wss?|tcp|tls|ssl|mqtts?|amqps?|redis|rediss|grpc|nats|ftps?|sftp|mongodb(?:\+srv)?|postgres(?:ql)?|mysql|ldaps?|stomp|kafka"
_ADDRESS = regex(rf"(?:{_SCHEMES})://", re.IGNORECASE)
_PAIR = regex(r"((?:[\w-]+\.)+[\w-]+)[ :](\d{1,5})")
_BARE = regex(r"(?:[\w-]+\.)+[a-zA-Z]{2,}|\d{1,3}(?:\.\d{1,3}){3}")
_WHERE = (
    "host", "hostname", "bootstrap_servers", "servers", "server", "endpoint_url", "endpoint", "url", "uri", "base_url", "dsn", "broker", "server_url", "api_base", "brokers", "hosts", "mailhost",
)  # fmt: skip
"""Words by which a call is told where to connect to."""
LINE = "line"
"""Name of a value that an object was opened on."""
FAR = 5
"""Objects that were made of each other which are followed back to the first."""


PARTS = ("host", "hostname", "baseURL", "baseUrl", "prefixUrl", "base_uri", "base_url", "endpoint", "urls")
"""Options by which a client or a connection is made with its address."""


def where(one: Invocation) -> Value | None:
    """Return what a call is told to connect to by a word, None where no word says that."""
    if not one.words:
        return None
    for word in _WHERE:
        text = one.words[word].text if word in one.words else ""
        if text and (_ADDRESS.match(text) or _BARE.fullmatch(text) or _PAIR.fullmatch(text)):
            made = one.words[word].copy()
            made.name = LINE
            return made
    return None


def opened_on(value: Value | None, within: int = 2) -> str:
    """Return the address that an object was opened on, or one that it was made of; empty where none is known.

    `within` says how many times what it hands on to is asked: a logger's transport, and its own.
    """
    for _ in range(FAR):
        source = value.source if value is not None else None
        if value is None or source is None or (value.name or "").endswith(_OF_A_NAME_SPACE):
            return ""
        fields = source.fields or {}
        named = next((fields[part] for part in PARTS if part in fields), None)
        if named is not None:
            return shown(named)
        if told := _told_among(fields, within):
            return told
        text = shown(source)
        if pair := _PAIR.fullmatch(text):
            return f"{pair[1]}:{pair[2]}"
        if _ADDRESS.match(text) or (source.name == LINE and text != HOLE):
            return text
        value = source
    return ""


def behind(one: Invocation) -> Value | None:
    """Return what an object was opened on of which a method gives a part by its name (a bucket, a topic, a writer), None for any other call."""
    base = one.base
    if base is None or base.source is None or not _PART.fullmatch(one.method) or _ADDRESS.match(one.argument(0).text):
        return None
    return base.source if opened_on(base) else None


_PART = regex(
    r"(?:get|create|make|new|with|use|select)_?[A-Z]?\w*|bucket|collection|db|database|topic|queue|channel|producer|publisher|cursor|pipeline|child|table|space|doc|ref|schema|index|model"
)


def _told_among(fields: dict[str, Value], within: int) -> str:
    """Return the address among the options of a client that calls it otherwise, or of what it hands on to; empty where there is none."""
    for part in _ELSE:
        text = shown(fields[part]).partition(" ")[0] if part in fields else ""
        if _ADDRESS.match(text) or _PAIR.fullmatch(text):
            return text
    for part in _HANDS_ON:
        for inner in (fields[part].items or [fields[part]]) if part in fields and within else ():
            if address := opened_on(inner, within - 1):
                return address
    return ""


_ELSE = ("connectionString", "connection", "url", "uri", "dsn", "node", "nodes", "brokers", "broker", "servers", "hosts", "bootstrapServers", "address", "server")  # fmt: skip
"""Options that hold an address where one stands there."""
_HANDS_ON = (
    "transports",
    "transport",
    "stream",
    "destination",
    "targets",
    "streams",
    "handlers",
    "exporters",
    "processors",
)
"""Options that hold the clients to which something is handed on."""
_OF_A_NAME_SPACE = ("NS()", "Namespace()", "QName()")
"""Calls that are given a name space of XML, which is spelt as an address and where nothing goes: `document.createElementNS` and its kin."""

_HOST_AND_PORT = regex(r"(\S+) (\d{1,5})")


def joined_address(address: str) -> str:
    """Return a host and its port that stand beside each other as one address."""
    pair = _HOST_AND_PORT.fullmatch(address)
    return f"{pair[1]}:{pair[2]}" if pair else address


_SECRETS = frozenset(
    {"given-secret", "typed-secret", "environment", "ssh-key", "cloud-credentials", "publish-token", "browser-store", "wallet", "keychain", "page-cookie", "page-store", "page-input", "clipboard", "keys", "screen", "intercepted", "web-request-all"}
)  # fmt: skip
_GIVEN = frozenset({"given", "given-request", "web-request"})
_PUTS = frozenset(
    [
        "send",
        "sendall",
        "sendto",
        "sendmsg",
        "send_bytes",
        "send_json",
        "send_string",
        "send_multipart",
        "write",
        "writelines",
        "publish",
        "basic_publish",
        "produce",
        "put",
        "insert",
        "insert_one",
        "insert_many",
        "lpush",
        "rpush",
        "xadd",
        "sadd",
        "hset",
        "set",
        "mset",
        "append",
        "emit",
        "execute",
        "executemany",
        "push",
        "upload",
        "index",
        "notify",
        "post",
        "call",
        "request",
        "enqueue",
        "store",
        "track",
        "capture",
        "log",
        "track_event",
        "create",
    ]
)
"""Methods by which something is handed over to the other end."""


_ANY_METHOD = frozenset({"xmlrpc.client.ServerProxy()", "xmlrpclib.ServerProxy()", "xmlrpc.client.Server()", "jsonrpclib.Server()", "jsonrpclib.ServerProxy()", "zerorpc.Client()", "Pyro4.Proxy()", "Pyro5.api.Proxy()", "rpyc.connect()", "suds.client.Client()", "zeep.Client()"})  # fmt: skip
"""What stands for somebody else's program: each of its methods is called over there with what it is given."""
_LOGS_IN = regex(r"auth|log_?in|token|header|credential|key|session", re.IGNORECASE)
"""Methods by which a client is told who it is."""
_ENDS = frozenset({"destroy", "abort", "close", "cancel", "disconnect", "ref", "unref", "setTimeout", "settimeout", "on", "once", "off", "addListener", "removeListener", "setNoDelay", "setKeepAlive", "raise_for_status"})  # fmt: skip
"""Methods that end a connection or say what is to be done with it: nothing goes over it by them."""


def looks_up(machine: Machine, one: Invocation) -> bool:
    """Whether a table is asked for a key, with what stands in where it lacks that: `options.get("url", "https://…")`."""
    asked = one.method in _LOOKS_UP.get(machine.language, ()) and len(one.args) == _KEY_AND_DEFAULT
    key = one.args[0].known if asked else None
    return isinstance(key, str) and _KEY.fullmatch(key) is not None


_LOOKS_UP, _KEY_AND_DEFAULT = {"python": ("get", "pop"), "ruby": ("fetch",)}, 2
"""How tables of a language are asked so; clients of JavaScript have a `get(path, options)`."""
_KEY = regex(r"(?!(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\Z)[\w.-]+", re.IGNORECASE)
"""A key of a table, and no verb of HTTP, nor a path."""


def _is_answer(base: Value | None) -> bool:
    """Whether something is what a function gave that asked somebody, and no client that was opened on an address."""
    return base is not None and _ASKS.search(base.name or "") is not None


_ASKS = regex(
    r"(?:^|\.)_*[a-z]\w*(?:request|fetch|get|query|json|load|read|discover)\w*\(\)$|(?:^|\.)_*(?:request|fetch|get|query|json|load|read|discover)\w*\(\)$"
)
_TAKEN = _SECRETS - {"given-secret"}
"""Secrets that no answer is asked by."""


def entrusted(machine: Machine, one: Invocation) -> Api | None:
    """Tell what is handed to an object that was opened on an address, or in a call that names one beside it."""
    marks = marks_of([*one.args, *one.words.values()])
    if (not one.args and not one.words) or (_is_answer(one.base) and not _TAKEN & marks.keys() and looks_up(machine, one)):  # fmt: skip
        return None
    secret = one.method not in _ENDS and not _SECRETS.isdisjoint(marks)
    secret |= "given-token" in marks and not _LOGS_IN.search(one.method)
    of_class = one.base is not None and one.base.closure is not None and one.base.name is not None  # made by `super(…)`
    if one.base is not None and one.base.source is not None and (of_class or "()" in (one.base.name or "")):
        handed = (one.method in _PUTS or one.base.name in _ANY_METHOD) and not _GIVEN.isdisjoint(marks)
        if (secret or handed) and opened_on(one.base):
            return Api(Act.SEND, -1)
    beside = where(one) if secret else None
    return Api(Act.SEND, -1) if beside is not None and HOLE not in beside.text else None
