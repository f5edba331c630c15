"""Which fields can hold an indicator: by what their names say they are."""

import re
from enum import Flag, auto
from functools import cache

from beartrap.model.indicator import ADDRESSES, HASHES, IndicatorKind


class Role(Flag):
    """What a field may hold."""

    NETWORK = auto()
    """Names, addresses and URLs, alone or in a list."""
    HASH = auto()
    PATH = auto()
    PIPE = auto()
    AGENT = auto()
    REGISTRY = auto()
    MAIL = auto()


NO_ROLE = Role(0)
ROLE_OF = {
    **dict.fromkeys([*ADDRESSES, IndicatorKind.DOMAIN, IndicatorKind.URL], Role.NETWORK),
    **dict.fromkeys([*HASHES, IndicatorKind.CERTIFICATE], Role.HASH),
    IndicatorKind.PATH: Role.PATH,
    IndicatorKind.FILENAME: Role.PATH,
    IndicatorKind.PIPE: Role.PIPE,
    IndicatorKind.USER_AGENT: Role.AGENT,
    IndicatorKind.REGISTRY_KEY: Role.REGISTRY,
    IndicatorKind.EMAIL: Role.MAIL,
}
"""Where the value of an indicator is looked for. Packages, mutexes and vulnerabilities stand in no event that we read."""
_NAMES = {
    Role.NETWORK: r"command_?line|^(destination|source)$|remotename|scriptblocktext|query|hostname|domain|dns|server_?name|(^|[._-])host$|url|uri|(^|[._-])s?ip[46]?$|ip_?addr|addr(ess)?$|orig_h$|resp_h$"
    r"|answers?|results?$|(source|destination|client|remote|local|src|dst|caller|actor|public)_?-?ip|sni$|referr?er|computer|workstation",
    Role.HASH: r"hash|md5|sha-?1|sha-?256|thumbprint|fingerprint|^id$",
    Role.PATH: r"image|path|file|process_?name|^process$|exe(cutable)?$|loaded|application|^name$|^filename$|objectname",
    Role.PIPE: r"pipe|relativetargetname|objectname",
    Role.AGENT: r"user_?-?agent",
    Role.REGISTRY: r"targetobject|registry|objectname|newname",
    Role.MAIL: r"mail|sender|recipient|^user_?id$|userprincipalname|^(mail)?from$|^(rcpt)?to$|subject$",
}
_PATTERNS = {role: re.compile(names, re.IGNORECASE) for role, names in _NAMES.items()}
WINDOWS = frozenset(
    [
        "QueryName",
        "QueryResults",
        "DestinationHostname",
        "SourceHostname",
        "DestinationIp",
        "SourceIp",
        "DestAddress",
        "SourceAddress",
        "IpAddress",
        "ClientAddress",
        "ClientIP",
        "WorkstationName",
        "Workstation",
        "TargetServerName",
        "Hashes",
        "Hash",
        "md5",
        "sha1",
        "sha256",
        "FileHash",
        "Image",
        "ParentImage",
        "NewProcessName",
        "ParentProcessName",
        "ProcessName",
        "TargetFilename",
        "ImageLoaded",
        "SourceImage",
        "TargetImage",
        "OriginalFileName",
        "ServiceFileName",
        "ImagePath",
        "FilePath",
        "Path",
        "Application",
        "CommandLine",
        "PipeName",
        "RelativeTargetName",
        "ObjectName",
        "TargetObject",
        "NewName",
        "Destination",
        "RemoteName",
        "RemoteUrl",
        "url",
        "uri",
        "FileNameBuffer",
        "Url",
    ]
)
"""The fields of Windows events in which indicators are looked for, so that a lake reads no others."""


@cache
def role_of(field: str) -> Role:
    """Return what a field may hold, by its name."""
    last = field.rsplit(".", 1)[-1] if not field.startswith("id.") else field
    found = NO_ROLE
    for role, pattern in _PATTERNS.items():
        if pattern.search(last):
            found |= role
    return found
