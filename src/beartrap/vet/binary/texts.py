"""Text inside binaries: where it stands, and what of it matters.

The whole content is searched once, by RE2 (linear time, whatever stands there); only what matters is cut out. Wide
text (UTF-16) is searched as the bytes that stand at its even places.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from beartrap.model.finding import Severity
from beartrap.model.frozen import frozen
from beartrap.model.regex import regex
from beartrap.vet.analyser import Meta
from beartrap.vet.binary.behaviours import AUTOSTART, COMMAND, ENDPOINT, SECRETS
from beartrap.vet.binary.hosts import weigh_host

LONGEST_TEXT = 400
MOST_OF_ONE = 200
"""Texts of one kind that are told for one content; a list of a million addresses is one fact, not a million."""

_COMMANDS = (
    rb"(?:/bin/|/usr/bin/)?(?:ba|z|da)?sh -c [^\x00-\x1f]{3,200}",
    rb"(?:curl|wget)(?: -{1,2}[\w-]+(?:[ =][^ \x00-\x1f-][^ \x00-\x1f]{0,60})?){0,6} ['\"]?https?://[^\x00-\x20]{4,200}",
    rb"(?i:powershell(?:\.exe)?(?: +-\w+(?: +\w+)?){0,6} +-(?:e|en|enc|encodedcommand|w|windowstyle|ep|exec|executionpolicy)\b)[^\x00-\x1f]{0,200}",
    rb"(?i:cmd(?:\.exe)? +/[ckq] )[^\x00-\x1f]{3,200}",
    rb"(?i:certutil(?:\.exe)? +-(?:urlcache|decode))[^\x00-\x1f]{0,200}",
    rb"(?i:bitsadmin(?:\.exe)? +/transfer)[^\x00-\x1f]{0,200}",
    rb"(?i:netsh +advfirewall)[^\x00-\x1f]{0,200}",
    rb"(?i:vssadmin(?:\.exe)? +delete)[^\x00-\x1f]{0,200}",
    rb"(?i:(?:mshta|regsvr32|rundll32)(?:\.exe)? +[^\x00-\x1f]{0,80}https?://)[^\x00-\x1f]{0,200}",
    rb"[\w./*~$\{\}-]{2,80} *\| *(?:curl|wget|nc|ncat) [^\x00-\x1f]{3,200}",
    rb"/dev/tcp/[\w.$\{\}-]{1,100}/[\w$\{\}]{1,20}",
    rb"\bnc(?:at)? (?:-\w+ ){0,4}-e [^\x00-\x1f]{2,100}",
    rb"chmod (?:\+x|[0-7]*7[0-7]*) /(?:tmp|var/tmp|dev/shm)/[^\x00-\x20]{1,100}",
)
_SECRETS = (
    rb"\.aws[/\\]credentials", rb"\.ssh[/\\]id_(?:rsa\b|dsa\b|ecdsa\b|ed25519\b|\*)", rb"\.ssh[/\\]authorized_keys", rb"\.git-credentials", rb"\.npmrc\b",
    rb"\.pypirc\b", rb"\.docker[/\\]config\.json", rb"\.kube[/\\]config\b", rb"/etc/shadow\b", rb"\bwallet\.dat\b",
    rb"User Data[/\\][^\x00-\x1f]{0,40}Login Data", rb"\bLogin Data\b", rb"\blogins\.json\b", rb"\bkey[34]\.db\b", rb"cookies\.sqlite",
    rb"Exodus[/\\]exodus\.wallet", rb"Electrum[/\\]wallets", rb"Local Storage[/\\]leveldb", rb"169\.254\.169\.254",
    rb"metadata\.google\.internal", rb"100\.100\.100\.200\b", rb"/proc/self/environ\b", rb"gcloud[/\\]credentials\.db",
    rb"/var/run/secrets/kubernetes\.io",
)  # fmt: skip
_AUTOSTART = (
    rb"(?i:software\\+(?:wow6432node\\+)?microsoft\\+windows\\+currentversion\\+run(?:once)?)\b",
    rb"(?i:schtasks(?:\.exe)? +/create)[^\x00-\x1f]{0,200}",
    rb"(?i:start menu\\+programs\\+startup)",
    rb"/etc/cron(?:tab|\.d/)[\w./-]{0,60}", rb"crontab +-", rb"/Library/Launch(?:Agents|Daemons)\b[\w./-]{0,80}",
    rb"/etc/systemd/system/[\w.@-]{1,60}", rb"/etc/ld\.so\.preload", rb"/etc/rc\.local\b", rb"\.config/autostart/",
    rb"(?i:reg(?:\.exe)? +add +hk(?:lm|cu))[^\x00-\x1f]{0,200}", rb"(?i:image file execution options\\+)[\w.]{0,60}",
)  # fmt: skip
_ADDRESS = (
    rb"(?i:https?|wss?|ftp|tcp|udp)://[\w.\-\[\]:@%]{3,200}[\w/.\-?=&%:#+~,;]{0,160}",
    rb"[a-z2-7]{56}\.onion\b",
)
_GROUPS: tuple[tuple[Meta, tuple[bytes, ...]], ...] = (
    (COMMAND, _COMMANDS),
    (SECRETS, _SECRETS),
    (AUTOSTART, _AUTOSTART),
    (ENDPOINT, _ADDRESS),
)
_HOST = regex(r"^[a-z]+://(?:[^/@]*@)?(\[[0-9a-f:.]+\]|[^/:?#]+)", re.IGNORECASE)
_WIDE = regex(
    rb"[\x20-\x7e]\x00(?:[\x20-\x7e]\x00){5,3999}"
)  # the first pair by itself: `re` finds where it may begin four times as fast


@frozen
class Found:
    """One text that matters: of what kind, what makes it the same after a rebuild, where, how much it weighs."""

    meta: Meta
    operand: str
    text: str
    offset: int
    severity: Severity


@cache
def _patterns() -> tuple[tuple[Meta, Any], ...]:
    import re2  # late: most packages hold no binary

    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.log_errors = False
    return tuple((meta, re2.compile(b"|".join(b"(?:%b)" % one for one in group), options)) for meta, group in _GROUPS)


def telling(content: bytes) -> Iterator[Found]:
    """Yield the texts of consequence in a content, narrow ones first; at most MOST_OF_ONE of a kind."""
    counts: dict[str, int] = {}
    yield from _search(content, 0, 1, counts)
    if b"\x00:\x00" in content or b"\x00\\\x00" in content or b"\x00/\x00" in content or b"\x00 \x00" in content:
        for wide in _WIDE.finditer(content):
            yield from _search(wide.group()[::2], wide.start(), 2, counts)


def _search(content: bytes, start: int, step: int, counts: dict[str, int]) -> Iterator[Found]:
    for meta, pattern in _patterns():
        for match in pattern.finditer(content):
            if counts.get(meta.id, 0) >= MOST_OF_ONE:
                break
            text = match.group().decode("latin-1")[:LONGEST_TEXT].rstrip()
            found = _weighed(meta, text, start + step * match.start())
            if found is not None:
                counts[meta.id] = counts.get(meta.id, 0) + 1
                yield found


def _weighed(meta: Meta, text: str, offset: int) -> Found | None:
    if meta is ENDPOINT:
        host = host_of(text)
        severity = weigh_host(host, text)
        return None if severity is None else Found(meta, host, text, offset, severity)
    if meta is COMMAND:
        downloads = "://" in text or "/dev/tcp/" in text or " -enc" in text.lower()
        return Found(meta, " ".join(text.split()), text, offset, Severity.HIGH if downloads else Severity.LOW)
    operand = text.lower().replace("\\\\", "\\")
    if (
        operand == "/etc/ld.so.preload"
    ):  # what stands there is loaded into every program, and programs have no other use for it
        return Found(meta, operand, text, offset, Severity.HIGH)
    return Found(meta, operand, text, offset, Severity.MEDIUM if meta is SECRETS else Severity.LOW)


def host_of(address: str) -> str:
    """Return the host of an address in lower case, or the whole where it has none."""
    match = _HOST.match(address)
    return (match.group(1) if match else address).lower().rstrip(".")
