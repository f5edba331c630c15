"""The essential part of an operand, the same in every version: a host, a program, a path without its variable parts."""

import ipaddress
import re
from collections.abc import Sequence

from beartrap.model.regex import regex
from beartrap.vet.source.events import Act, Event
from beartrap.vet.source.knowledge.commands import IMAGE, JOB, copies_here, program

_HOST = regex(
    r"(?:(?:https?|wss?|s?ftps?|tcp|udp|tls|ssl|git|ssh|mongodb(?:\+srv)?|rediss?|amqps?|mqtts?|postgres(?:ql)?|mysql|ldaps?|nats|kafka|grpc|smtps?|stuns?|turns?|stratum\+\w+)://)+(?:[^/@\s\"']*@)?([^/:\s\"'?#\\)]+)",
    re.IGNORECASE,
)
_CONNECTED = regex(r"\bs_client\b.*?\s-(?:connect|host)\s+([\w-]+(?:\.[\w-]+)+)(?::\d+)?\b")
"""Whom OpenSSL's client is told to speak with (openssl-s_client(1))."""
_BARE_HOST = regex(r"^[\w{}-]+(?:\.[\w{}-]+)+$")
_NETWORK_TOOL = regex(
    r"(?:^|[\s|;&(`\"'/\\])(?:curl|wget|nc|ncat|netcat|socat|scp|rsync|ftp|tftp|sftp|iwr|irm|Invoke-WebRequest|Invoke-RestMethod|openssl\s+s_client|lftp|smbclient|rclone|aws|gsutil|azcopy|s3cmd|mailx?|sendmail|msmtp|websocat|mosquitto_pub|logger\s+-n|certutil|bitsadmin|nslookup|dig|ssh|telnet|ping|mshta|Start-BitsTransfer|aria2c)(?:\.exe)?(?=[\s\"'(]|$)",
    re.IGNORECASE,
)
_DOCUMENTS = frozenset(
    {"asp", "aspx", "cgi", "css", "csv", "gif", "gz", "htm", "html", "ico", "ini", "jpeg", "jpg", "js", "json", "jsp", "log", "map", "md", "mjs", "pdf", "php", "png", "svg", "toml", "txt", "wasm", "webp", "xml", "yaml", "yml"}
)  # fmt: skip
"""Endings of files that pages ask for beside themselves; `md` alone is a country, too, and with a path or a port a host."""
PICKLES = frozenset({"pickle.loads", "cPickle.loads", "_pickle.loads"})
"""One reader by its three names; what it is given is encoded as a rule, and what keeps things in a store has put them there itself."""
NETWORK = frozenset({Act.FETCH, Act.SEND, Act.CONNECT, Act.RESOLVE})


def host(text: str) -> str:
    """Return the host that a text names, `{}` where it is not known."""
    match = _HOST.search(text) or _HOST.match(f"https:{text}" if text.startswith("//") else "")
    if match:
        return match[1].lower()
    if match := _CONNECTED.search(text):
        return match[1].lower()
    word = text.split("/")[0].split(":")[0].rpartition("@")[2]
    if word == text and word.rpartition(".")[2].lower() in _DOCUMENTS:
        return "{}"  # `404.md` is a page of where one is
    return word.lower() if _BARE_HOST.match(word) else "{}"


def public(name: str) -> bool:
    """Whether a host is an address of the open network: not of this machine, not private; reserved ones count as open."""
    try:
        address = ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    local = address.is_loopback or address.is_unspecified or address.is_link_local or address.is_multicast
    return not local and not any(address in network for network in _PRIVATE if network.version == address.version)


RESOLVERS = frozenset({"8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9", "208.67.222.222", "208.67.220.220"})
"""Public resolvers of names, which are known by their addresses."""
_PRIVATE = [
    ipaddress.ip_network(net) for net in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
]


def nameless(name: str) -> bool:
    """Whether a host is an address of the open network for which nobody answers by a name."""
    return public(name) and name not in RESOLVERS


_HERE = frozenset({"localhost", "::1", "host.docker.internal", ".".join("0000")})


def local(name: str) -> bool:
    """Whether a host is this machine or a private one."""
    name = name.strip("[]")
    if name in _HERE or name.endswith((".local", ".localhost", ".internal", ".svc")):
        return True
    try:
        return not public(str(ipaddress.ip_address(name)))
    except ValueError:
        return False


def uses_network(event: Event) -> bool:
    """Whether an act speaks with the network: a request, or a command line with a program that does."""
    if event.act is Act.RUN:
        return bool(_NETWORK_TOOL.search(event.text)) and not copies_here(event.text.split())
    return event.act in NETWORK


def command(text: str) -> str:
    """Return the program of a command line."""
    words = text.split()
    return program(words[0])[:60] if words else "{}"


_HANDED = regex(
    r"(?:\S*/)?(?:ba|z|da|k)?sh\s+-\w*c\s+[\"']?\{|\S*cmd(?:\.exe)?\s+/c\s+[\"']?\{|\S*(?:powershell|pwsh)(?:\.exe)?\s.{0,80}?-c\w*\s+[\"']?\{",
    re.IGNORECASE,
)


def unknown_command(text: str) -> bool:
    """Whether nothing is known of a command line, not even the program: it is whatever was handed in."""
    return command(text).startswith("{") or bool(_HANDED.match(text))


_READERS = frozenset({"openssl", "gpg", "gpgv", "ffmpeg", "ffprobe", "sox", "convert", "magick", "identify", "exiftool", "pdftotext", "pdftoppm", "pdfinfo", "tesseract", "jq", "file", "pngquant", "optipng", "cwebp", "dot", "samtools", "gdalinfo", "mediainfo", "soffice", "libreoffice", "unoconv", "pandoc", "antiword", "catdoc", "unrtf", "mutool", "qpdf", "pdftocairo", "pdftohtml", "djvutxt", "rsvg-convert", "gifsicle", "jpegoptim", "oxipng", "heif-convert", "cjpeg", "djpeg", "avifenc", "opusenc", "lame", "flac", "fpcalc", "readelf", "objdump", "nm", "strings", "xmllint"})  # fmt: skip
"""Programs that take a file for what it holds: a picture, a sound, a certificate, a table, a document."""
_MORE_THAN_ONE = regex(r"[;|&`<>]|\$\(|--(?:lua-)?filter\b|\s-[FL]\b|\bmacro:|^[\"']?(?!/usr/)\S*/")
"""More than one program, one that is told to run something by its options, and one that lies wherever the code says: it may be what was fetched."""


def only_reads(event: Event) -> bool:
    """Whether one program is started that reads the files that it is handed, and is known to run none of them."""
    return event.act is Act.RUN and command(event.text) in _READERS and not _MORE_THAN_ONE.search(event.text)


_VERIFIES = regex(
    r"(?:\S*/)?(?:gh attestation verify|cosign verify(?:-\w+)*|slsa-verifier verify-\w+|gpgv|gpg (?:--\S+ )*--verify|minisign (?:-\S+ )*-\w*V\w*|signify -V|sha(?:256|384|512)sum (?:--\S+ )*(?:-c|--check)|shasum .{0,20}(?:-c|--check)|codesign (?:--verify|-v+)) [^;|&`<>$]*"
)


def only_verifies(event: Event) -> bool:
    """Whether one program is started that says whether the files which it is handed are right, and does nothing else."""
    return event.act is Act.RUN and _VERIFIES.fullmatch(event.text) is not None


_OPTION = regex(r"--[a-z][a-z-]{2,}")
_OF_A_PROGRAM = 3
"""Options in a command line, from which on it is written for one program, whoever says where that lies."""


_OF_THE_SYSTEM = regex(r"/etc/(?:apt|yum\.repos\.d|pacman\.d)\b")


def own_machine(event: Event, places: Sequence[str]) -> bool:
    """Whether no more is set than where a machine gets its packages from, in an image that is made or on a build service's machine."""
    if any(place != "start:package-source" for place in places):
        return False
    of_a_job = JOB.search(event.path) is not None and _OF_THE_SYSTEM.search(event.text) is not None
    return bool(places) and (IMAGE.search(event.path) is not None or of_a_job)


def has_options(text: str) -> bool:
    """Whether a command line has options of its own, so that what is not known in it is an argument or a place of the program."""
    return len({word for word in text.split() if _OPTION.fullmatch(word)}) >= _OF_A_PROGRAM


def unescaped_command(event: Event) -> bool:
    """Whether a command is wholly what a caller handed in as a part of an address: a question, a link."""
    told = "given" in event.marks or "web-request" in event.marks
    return event.act is Act.RUN and told and "unescaped" in event.marks and unknown_command(event.text)


def tail(path: str) -> str:
    """Return the last two parts of a path, for a key."""
    return "/".join(re.split(r"[/\\]+", path.strip())[-2:])[:80]


def target(event: Event) -> str:
    """Return the host that something goes to, empty where none is known."""
    return host(event.text)


def goes_out(event: Event) -> bool:
    """Whether an act speaks with another machine."""
    return uses_network(event) and not local(target(event))


UNDER_A_NAME = regex(r"(?:\}|\w)\.[\w-]+\.[a-zA-Z]{2,}\.?(?:[: ]\d+)?$")
"""A name below a fixed one."""


_OF_A_TYPE = regex(r"\beval\(\s*(?:\w+_)?(?:type|cls|klass)(?:_name)?\s*\)\(")


def names_a_type(event: Event) -> bool:
    """Whether the name of a type is evaluated and called at once: serialisers look up so what a table of theirs names."""
    return _OF_A_TYPE.search(event.quote) is not None
