"""The address that a request or connection goes to, wherever among its arguments it stands."""

import re

from beartrap.model.regex import regex
from beartrap.vet.source.acts.lines import PARTS, opened_on, where
from beartrap.vet.source.invocation import Invocation, shown
from beartrap.vet.source.values import HOLE, Value, items_of

_URL_START = regex(
    r"(?:https?|wss?|ftps?|sftp|tcp|udp|tls|ssl|mqtts?|amqps?|rediss?|nats|stuns?|turns?|smtps?)://", re.IGNORECASE
)
_DATAGRAMS = frozenset({"send", "sendTo", "Send", "SendAsync", "SendTo", "send_to", "WriteTo"})
_BARE = regex(r"(?:[\w-]+\.)+[\w-]+(?::\d{1,5})?")


def address(one: Invocation, position: int) -> str:
    """Return the address that a request goes to, as far as it is known."""
    for value in one.args[1:] if one.method in _DATAGRAMS else ():
        if isinstance(value.known, str) and _BARE.fullmatch(value.known):
            return value.known
        if one.method == "send_to" and (pair := items_of(value, 4)):  # Rust's host and port
            return ":".join(map(shown, pair))
    if one.method == "sendto" and one.args:
        last = items_of(one.args[-1], 4)
        return shown(last[0]) if last else shown(one.args[-1])
    for value in [one.argument(position, "url", "uri", "host", "hostname"), *one.args, *one.words.values()]:
        text = shown(value)
        if _URL_START.match(text.removeprefix("url(")):
            return text.removeprefix("url(")
        if value.source is not None and _URL_START.match(value.source.text):
            return value.source.text
        if value.fields:
            parts = _parts(value.fields)
            if parts:
                return "/".join(part.strip("/") for part in parts)
    if one.args and one.args[0].source is not None and (one.args[0].name or "").startswith("curl_init"):
        return shown(one.args[0].source)
    return _opened_on(one) or shown(one.argument(position))


def _parts(fields: dict[str, Value]) -> list[str]:
    """Return the parts of the address in the options of a request or connection."""
    if "iceServers" in fields:  # of WebRTC
        servers = [
            shown((server.fields or {}).get("urls", server)) for server in items_of(fields["iceServers"], 4) or ()
        ]
        return [_SCHEME.sub(r"\1://", server, count=1) for server in servers[:1]]
    return [shown(fields[part]) for part in (*PARTS[2:], "url", "hostname", "host", "path", "uri") if part in fields]


_SCHEME = regex(r"^(stuns?|turns?):(?!//)")


def _opened_on(one: Invocation) -> str:
    """Return the address that the object of a method was opened on, or that a word of the call names; empty where none is known."""
    told = where(one)
    if told is not None:
        return shown(told)
    bucket = one.words.get("Bucket") or one.words.get("bucket_name") or Value()
    if isinstance(bucket.known, str):
        return f"https://{bucket.known}.s3.amazonaws.com"
    if found := opened_on(one.base):
        return found
    source = shown(one.base.source) if one.base is not None and one.base.source is not None else HOLE
    return source if source != HOLE else ""
