"""Traffic that is led another way: by variables that other programs obey, by hosts in between, by authorities that are added."""

import re

from beartrap.model.finding import Severity
from beartrap.model.regex import regex
from beartrap.vet.behaviours.kind import Weighed, by_when
from beartrap.vet.behaviours.operands import host, local
from beartrap.vet.source.acts.preloaded import OWN
from beartrap.vet.source.events import Act, Event
from beartrap.vet.source.values import marks_of

_REDIRECTING = regex(
    r"(?:https?|all)_proxy|(?:requests|curl)_ca_bundle|ssl_cert_file|node_extra_ca_certs|pip_(?:extra_)?index_url|uv_(?:default_)?index(?:_url)?|npm_config_registry|ld_preload|dyld_insert_libraries|git_ssh_command|goproxy|resolver",
    re.IGNORECASE,
)


def redirects(event: Event) -> Weighed | None:
    """Judge a variable that leads what is started from here another way, a jump host of the code's own, an authority that is added."""
    if event.act is not Act.SET:
        return _believed(event)
    name, _, value = event.text.partition("=")
    if not OWN.isdisjoint(event.options):
        return Weighed(Severity.HIGH, (name.lower(), "own"))
    if not _REDIRECTING.fullmatch(name) or not value:
        return None
    brought = _brought_along(event, name, value)  # beside the code, and so by whoever wrote it
    if (value.startswith("{") and not brought) or local(host(value)):
        return None
    return Weighed(Severity.HIGH, (name.lower(),))


_AUTHORITIES = regex(r"\{[^/]*\}/(?:[^{}]*/)?[\w.-]+\.(?:pem|crt|cer|der|ca|bundle)")
_OWN_FILE = regex(r"\b__file__\b|\bresources\.(?:files|path)\b|\b__dirname\b|\b__DIR__\b|import\.meta\.")


def _brought_along(event: Event, name: str, value: str) -> bool:
    """Whether the authorities that all of a process is told to trust are a file of the package's own."""
    if not name.lower().endswith(("ca_bundle", "cert_file", "ca_certs")) or not _AUTHORITIES.fullmatch(value):
        return False
    made_of, named = event.values[0] if event.values else None, [event.quote]
    for _ in range(_STEPS):
        if made_of is None:
            break
        named.append(made_of.name or "")
        made_of = made_of.source
    return any(_OWN_FILE.search(one) for one in named)


_STEPS = 6
"""Calls that a path is put together by, from its file to the folder."""
_JUMPS = regex(
    r"\bssh\b[^|;\n]{0,200}?\s(?:-W\s*\S*\{\S*\s+(?:[\w.-]+@)?((?:[\w-]+\.)+\w+)|(?:-J\s*|-o\s*[\"']?ProxyJump[= ])(?:[\w.-]+@)?((?:[\w-]+\.)+\w+)(?=[\s:,\"'])[^|;\n]*\{)"
    r"|\b(?:nc|ncat)\b[^|;\n]{0,60}\s-(?:x|-proxy)[ =]*((?:[\w-]+\.)+\w+)[:\w]*[^|;\n]*\{",
    re.IGNORECASE,
)
"""A host that the code names, over which whatever host the user named is reached."""
_OPENS = regex(
    r"\b(?:auto)?ssh\b(?=[^|;\n]{0,300}?\s[\"']?-[A-Za-z]*R[\s=\"',]*(?:[\w.*-]*:)?\d*:(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]):(?:22|3389|5900|445)\b)[^|;\n]{0,400}?\s[\"']?[\w.-]+@((?:[\w-]+\.)+\w+)"
    r"|\bchisel\b[^|;\n]{0,60}\sclient\s[^|;\n]{0,200}?(?:https?://)?((?:[\w-]+\.)+\w+)[:\d]*\s[^|;\n]{0,60}\bR:[\w.:]*:(?:22|3389|5900|445)\b"
    r"|\b(?:ngrok|pgrok)\s+(tcp)\s[^|;\n]{0,80}?\b(?:22|3389|5900)\b|\bbore\s+local\s+(?:22|3389|5900)\s[^|;\n]{0,40}--to[ =]((?:[\w-]+\.)+\w+)"
)
"""A way from a host that the code names to where this machine lets people log in (ssh(1), `-R`)."""
_BELIEVES = regex(
    r"\bupdate-ca-(?:certificates|trust)\b|\bsecurity\s+add-trusted-cert\b|\bcertutil(?:\.exe)?\s.{0,40}-addstore\s.{0,20}\b(?:root|authroot|ca)\b|\bImport-Certificate\b.{0,160}\\Root\b"
    r"|\bapt-key\s+(?:add|adv)\b|\brpm\s+--import\b|\bpacman-key\s+--(?:add|recv)|\btrust\s+anchor\b|\bkeytool\b.{0,160}-import\w*\b.{0,160}\bcacerts\b|\bcertutil\s.{0,80}-A\s.{0,80}-t\s+[\"']?C",
    re.IGNORECASE | re.DOTALL,
)


def _believed(event: Event) -> Weighed | None:
    """An authority that is added to those whose certificates other programs trust."""
    if event.act is Act.RUN:
        jump = _JUMPS.search(event.text)
        if jump is not None:
            return Weighed(Severity.HIGH, ("jump", jump[1] or jump[2] or jump[3]))
        opened = _OPENS.search(event.text)
        if opened is not None:
            return Weighed(Severity.HIGH, ("tunnel", next(one for one in opened.groups() if one)))
        places: tuple[str, ...] = ("authority",) if _BELIEVES.search(event.text) else ()
    else:
        places = tuple(mark for mark in sorted(marks_of(event.values[:1])) if mark.startswith("trust:"))
    return Weighed(by_when(event, Severity.HIGH, Severity.MEDIUM), places, places) if places else None
