"""What is handed to somebody else's library that carries it off by a way that no table knows, and accounts that a package brings along for that.

A library is told by its name, which is none of the interpreter's own, and the way by the word for it: `push`, `publish`, `append_row`. An account is told
by the key that stands in the code: whoever runs the package writes to a store, or speaks with a server, of whoever wrote it.
"""

import re
import sys

from beartrap.model.regex import of_names, regex
from beartrap.vet.source.events import Act
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.knowledge.containers import CONTAINER, opens_host
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Value, marks_of

_LOOT = frozenset({"environment", "ssh-key", "cloud-credentials", "publish-token", "system-passwords", "keychain", "process-memory", "wallet", "browser-store"})  # fmt: skip
"""Marks of what nobody hands to a library that sends, whatever its content is good for."""
_SENDS = of_names(
    r"(?:send|publish|produce|push|upload|post|append_?rows?|capture|notify|emit|track|report)(?:_?\w{0,24})?|(?:put|insert|store|write|add|set|hset|mset|xadd|lpush|rpush)(?:_?(?:one|many|all|items?|rows?|records?|events?|documents?|objects?|data|blob|bytes|string|text|file|entr(?:y|ies)|messages?|values?))?|(?:basic|bulk|batch|async)_?(?:publish|insert|write|send|put)\w{0,16}"
)
_KEEPS = regex(r"push|put|insert|store|write|add|set|hset|mset")
"""How methods are called by which a list or table that is made of a class of the program's own takes something in."""
_MODULE = of_names(r"@?[\w-]+(?:/[\w-]+)?")
_OWN = frozenset({"self", "this", "cls", "super", "module", "exports", "console", "log", "logger", "logging", "process", "window", "document", "globalThis", "JSON", "Object", "Array", "Map", "Set", "Promise", "WeakMap", "Buffer", "Uint8Array", "ArrayBuffer", "DataView", "String", "Number", "Math", "Reflect", "Symbol", "Date", "Error", "Intl", "URL", "URLSearchParams", "Headers", "FormData", "Blob", "TextEncoder"})  # fmt: skip
_OF_NODE = frozenset({"fs", "path", "os", "util", "events", "stream", "buffer", "url", "assert", "crypto", "zlib", "vm", "child_process", "worker_threads", "readline"})  # fmt: skip


def carried_off(machine: Machine, one: Invocation) -> None:
    """Note loot that is handed to a method of a library which nobody knows, by a word for sending."""
    word = one.method or one.name.rpartition(".")[2]
    if machine.language not in ("python", "javascript") or "." not in one.name or not _SENDS.fullmatch(word):
        return
    kept = one.base is not None and one.base.closure is not None and _KEEPS.match(word) is not None
    if one.func.closure is not None or kept or not _is_foreign(one.name):
        return
    given = [*one.args, *one.words.values()]
    marks = marks_of(given)
    several = sum(name.startswith("variable:") for name in marks) > _FEW
    if several or not _LOOT.isdisjoint(marks):
        machine.emit(Act.SEND, one.name, one.row, text="", marks=marks, values=given)


_FEW = 2
"""Secret variables up to which a client may be handed them: a user and a password."""


def _is_foreign(name: str) -> bool:
    """Whether a name is one of a library that does not come with the interpreter."""
    match = _MODULE.match(name)
    first = match[0] if match else ""
    return bool(first) and first not in _OWN and first not in _OF_NODE and first not in sys.stdlib_module_names


_KEY_WORDS = of_names(
    r"aws_?secret_?access_?key|secret_?access_?key|(?:access_?key_?)?secret(?:_?key)?|account_?key|storage_?key|sas_?token",
    re.IGNORECASE,
)
_RANDOM = regex(r"(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[\w/+=-]{16,128}")
_STAND_IN = regex(r"example|your|changeme|placeholder|dummy|secret|xxxx|test|sample|fake|\{", re.IGNORECASE)
"""What a key says of itself that is none."""
_ACCOUNT = regex(r"(?:rediss?|amqps?|mongodb(?:\+srv)?|postgres(?:ql)?|mysql|mqtts?|s?ftps?|nats|ssh|https?)://[^\s/:@\"'{}]*:([^\s/@\"'{}]{4,128})@((?:[\w-]+\.)+[a-z]{2,})")  # fmt: skip
_NOWHERE = regex(
    r"(?:^|\.)(?:localhost|local|internal|example\.(?:com|org|net)|host|server|domain\.\w+|myhost\.\w+)$|^(?:test|invalid|example)$"
)


def brought_along(machine: Machine, one: Invocation) -> None:
    """Note a key of a store, or an account in an address, that stands in the code and is used; and what gives a container the host."""
    for value in (*one.args, *one.words.values()) if one.words else one.args:
        match = _ACCOUNT.match(value.known) if isinstance(value.known, str) and "://" in value.known else None
        if match is not None and not _is_stand_in(match[1]) and not _NOWHERE.search(match[2]):
            machine.emit(Act.WEAKEN, one.name or one.method, one.row, text="account", values=[value])
            return
    words = _words(one)
    if _logs_in(one, words):
        machine.emit(Act.WEAKEN, one.name or one.method, one.row, text="account", values=[*one.args])
        return
    if _takes_own_key(one) or _admits_own_key(machine, one):
        machine.emit(
            Act.WEAKEN, one.name or one.method, one.row, text="own-key", values=[*one.args, *one.words.values()]
        )
        return
    for word, value in words:
        what = "container" if word in CONTAINER and opens_host(word, value) and _starts_one(one, word) else ""
        if _KEY_WORDS.fullmatch(word) and _is_key(value):
            what = "account"
        if what:
            machine.emit(
                Act.WEAKEN, word if what == "container" else one.name or one.method, one.row, text=what, values=[value]
            )
            return


def _starts_one(one: Invocation, word: str) -> bool:
    """Whether a call with a word of containers has to do with one: who is privileged is asked of users as well."""
    return word.lower() != "privileged" or _OF_CONTAINERS.search(f"{one.name}.{one.method}") is not None


_OF_CONTAINERS = regex(
    r"(?i:container|docker|podman|host_?config|\bpod|security_?context)|(?:^|[._])(?:run|create|start|exec_run|exec_create|update|launch|spawn)(?:[._A-Z]|$)"
)
_CLIENTS = frozenset({"ftplib.FTP", "ftplib.FTP_TLS", "Net.FTP.open", "Net.FTP.new", "Net.SFTP.start", "Net.SSH.start", "pysftp.Connection"})  # fmt: skip
"""Clients that take a host, a user and a password by their places."""
_HOSTS = frozenset({"host", "hostname", "server", "hostName"})
_PASSWORDS = frozenset({"password", "passwd", "pass"})
_HOST_OR_PASSWORD = _HOSTS | _PASSWORDS
_LOGS_IN = regex(r"set_?(?:api_?key|access_?token|auth_?token|bearer_?token|credentials)", re.IGNORECASE)
"""Methods by which a client is told who it is."""
_HOST = regex(r"(?:[\w-]+\.)+[a-z]{2,24}")
_AT_HOME = regex(r"(?:^|\.)(?:localhost|local|internal|example\.(?:com|org|net)|domain\.\w+|myhost\.\w+)$")
_SESSION = of_names(
    r"(?:smtplib\.SMTP(?:_SSL)?|ftplib\.FTP(?:_TLS)?|imaplib\.IMAP4(?:_SSL)?|Net\.SMTP\.new)\(\)\.(?:login|authenticate)"
)
"""Methods by which a session with a server logs in that was opened before."""


def _logs_in(one: Invocation, words: list[tuple[str, Value]]) -> bool:
    """Whether a call names a host, or goes on with one, and a password for it that stands in the code."""
    if _LOGS_IN.fullmatch(one.method) and len(one.args) == 1 and _is_key_of_a_service(one.args[0]):
        return True
    if _SESSION.fullmatch(one.name):
        return all(
            isinstance(value.known, str) and "default" not in value.marks for value in one.args[:2]
        ) and _is_password(one.argument(1).known)
    if not words and one.name not in _CLIENTS:
        return False
    told = {word: value.known for word, value in words if "default" not in value.marks and word in _HOST_OR_PASSWORD}
    by_place = [value.known for value in one.args[:3]] if one.name in _CLIENTS else []
    hosts = [*by_place[:1], *(told.get(word) for word in _HOSTS)]
    passwords = [*by_place[2:], *(told.get(word) for word in _PASSWORDS)]
    named = any(isinstance(host, str) and _HOST.fullmatch(host) and not _AT_HOME.search(host) for host in hosts)
    return named and any(map(_is_password, passwords))


def _is_password(text: object) -> bool:
    return isinstance(text, str) and len(text) > _FEWEST and not _is_stand_in(text)


_FEWEST = 3
"""Signs of a password below which it is none."""
_KEY = of_names(
    r"_*(?:\w*(?:secret|sign\w*|verif\w*|hmac|jw|oct|symmetric|shared))?_?key(?:_?spec|_?object|_?params)?",
    re.IGNORECASE,
)
"""What makes a key to sign or to verify with."""
_ALGORITHM = regex(r"(?:HS|RS|ES|PS)\d{3}K?|EdDSA|HmacSHA\d+|HMAC|AES", re.IGNORECASE)
_PUBLIC = regex(r"(?:ssh-(?:ed25519|rsa|dss)|ecdsa-sha2-nistp\d+|sk-\w+@openssh\.com)\s+AAAA[\w+/=]{16,}")
"""A public key as SSH writes it (sshd(8), "AUTHORIZED_KEYS FILE FORMAT")."""
_AUTHORIZED = regex(r"authori[sz]ed", re.IGNORECASE)


def _admits_own_key(machine: Machine, one: Invocation) -> bool:
    """Whether a public key that stands in the code is put among those whose owners may log in."""
    own = any(isinstance(value.known, str) and _PUBLIC.match(value.known) for value in one.args)
    return own and any(_AUTHORIZED.search(name) for name in (one.spelt, one.name, *machine.inside[-1:]))


_LENGTHS = range(16, 65)
"""Bytes of a key that is shared."""


def _takes_own_key(one: Invocation) -> bool:
    """Whether a key to sign or verify with is made of bytes that stand in the code: whoever wrote it knows that key, too."""
    own = one.func.closure.node.name if one.func.closure is not None else ""
    name = own or (one.method or one.name).rpartition(".")[2]
    if _KEY.fullmatch(name) is None:
        return False
    given = [*one.args, *one.words.values()]
    bare = name.strip("_").lower() == "key"
    if bare and not any(isinstance(value.known, str) and _ALGORITHM.fullmatch(value.known) for value in given):
        return False
    return any(_is_random(value) for value in given)


def _is_random(value: Value) -> bool:
    """Whether a value is a key that stands in the code: bytes, or a text of them, that nobody thought of as a word."""
    known = value.known
    if isinstance(known, bytes) and "default" not in value.marks:
        return len(known) in _LENGTHS and len(set(known)) > len(known) // 3 and not known.isalpha() and (not known.isascii() or "decoded" in value.marks)  # fmt: skip
    return _is_key(value)


def _words(one: Invocation) -> list[tuple[str, Value]]:
    """Return what a call is given by words, and in the table that stands for them."""
    found = list(one.words.items()) if one.words else []
    for value in one.args[:2]:
        for word, inner in value.fields.items() if value.fields else ():
            found.append((word, inner))
            if inner.fields:
                found += inner.fields.items()
    return found


def _is_stand_in(password: str) -> bool:
    return _STAND_IN.search(password) is not None or _PLAIN_WORD.fullmatch(password) is not None


_PLAIN_WORD = regex(r"pass(?:word|wd)?|guest|root|admin|user|[a-z]{4,8}")
"""Passwords of what everybody starts at home."""


def _is_key_of_a_service(value: Value) -> bool:
    """Whether a value is a key that stands in the code, whichever its service writes it."""
    known = value.known
    bare = known.replace(".", "") if isinstance(known, str) and " " not in known else ""
    return _is_key(Value(bare, marks=value.marks))


def _is_key(value: Value) -> bool:
    known = value.known
    return isinstance(known, str) and "default" not in value.marks and _RANDOM.fullmatch(known) is not None and not _STAND_IN.search(known)  # fmt: skip
