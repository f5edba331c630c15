"""Hosts that code names: in addresses, as the `host` of something, as what is connected to or looked up."""

import re

from beartrap.model.regex import regex

_NAME = rb"([A-Za-z0-9.-]{1,253}\.[A-Za-z0-9-]{2,63})"
_CALLED = {
    b"onnect": rb"(?<=[cC]onnect)(?:ion)?",
    b"ial": rb"(?<=[dD]ial)\w*",
    b"FTP": rb"(?:_TLS)?",
    b"SMTP": rb"(?:_SSL)?",
    b"TCPSocket": rb"\.(?:new|open)",
    b"fsockopen": b"",
    b"getaddrinfo": b"",
    b"gethostby": rb"\w+",
    b"HTTP": rb"\.(?:new|start|get|post)",
    b"ookup": rb"(?<=[lL]ookup)(?!Service|Type|Enum)\w*",  # those three ask protobuf for a name of its own
    b"esolve": rb"(?<=[rR]esolve)\w*",
}
_HOSTS = {
    b"http": regex(rb"http(?:(?<=[\"'`]http)|(?<=[\"'`( ]git\+http))s?://(?:[^/@\"'`\s]*@)?" + _NAME + rb"\b"),
    b"ost": regex(rb"ost(?<=\b[hH]ost)(?:[nN]ame)?[\"']?\s*[:=]>?\s*[\"'`]" + _NAME + rb"(?::\d+)?[\"'`]"),
    b"send_to": regex(rb"send_to\s*\([^\n]{0,120}?,\s*\"" + _NAME + rb":\d+\""),
    b"sendto": regex(rb"sendto\s*\([^\n]{0,120}?[(,]\s*[\"']" + _NAME + rb"[\"']\s*[,)]"),
    b"address": regex(rb"address\s*=\s*\(\s*[\"']" + _NAME + rb"[\"']\s*,"),
    **{
        word: regex(word + rb"(?<=[\"'`]" + word + rb")\w{0,6}://(?:[^/@\"'`\s]*@)?" + _NAME + rb"\b")
        for word in (
            b"amqp",
            b"redis",
            b"mongodb",
            b"mqtt",
            b"postgres",
            b"mysql",
            b"nats",
            b"socks",
            b"ldap",
            b"ftp",
            b"tcp",
            b"udp",
            b"ws",
        )
    },
    **{
        word: regex(
            word
            + more
            + rb"\s*\(+\s*(?:[\"'][a-z]+[\"'],\s*|\d+,\s*)?[\"'`](?:\w{2,5}://)?"
            + _NAME
            + rb"(?::\d+)?[\"'`]"
        )
        for word, more in _CALLED.items()
    },
}
"""Hosts in addresses, as the `host` of something, and as what is connected to or looked up; each expression begins with
letters that are looked for by themselves, many times as fast."""


def named_in(content: bytes) -> list[re.Match[bytes]]:
    """Return where hosts are named, in order."""
    return sorted(
        (match for word, one in _HOSTS.items() if word in content for match in one.finditer(content)),
        key=re.Match.start,
    )


def hosts_in(content: bytes) -> list[str]:
    """Return the hosts that are named, in order and in small letters."""
    return [match[1].decode("ascii").lower() for match in named_in(content)]
