"""Shapes of what is seen on the network and in advisories: URLs, names, addresses, hashes, CVE ids, package URLs."""

import ipaddress
import re

from packageurl import PackageURL

from beartrap.intel import suffixes
from beartrap.intel.defang import Doubt
from beartrap.intel.hostshapes import FILE_ENDINGS, filename
from beartrap.intel.seen import Part, Seen
from beartrap.intel.wordlist import words
from beartrap.model.indicator import IndicatorKind

MOST_LABELS_LENGTH = 253
"""Characters of a DNS name (RFC 1035, without the trailing dot)."""

URL = re.compile(
    r"(?<![A-Za-z0-9])(?:https?|s?ftps?|wss?|tcp|udp|ldaps?|smb|socks5?)://[^\s\"'<>`“”„‘’|^{}\\]{1,2048}", re.I
)
PURL = re.compile(r"(?<![\w:])pkg:[a-z][a-z0-9.+-]{0,30}/[^\s\"'<>`“”„|^{}\\,;()\[\]]{1,300}", re.I)
EMAIL = re.compile(r"(?<![\w.+%@/-])[\w][\w.+%-]{0,63}@(?:[\w-]{1,63}\.){1,8}[\w-]{2,63}(?![\w@])")
HASH = re.compile(r"(?<![0-9A-Za-z])(?:[0-9a-fA-F]{64}|[0-9a-fA-F]{40}|[0-9a-fA-F]{32})(?![0-9A-Za-z])")
IPV4 = re.compile(r"(?<![\w.])(?<!\d[-,])\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2}(?![\d.]))?(?!\w|\.\w|-\d)")
IPV6 = re.compile(
    r"(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}(?:[0-9a-f]{1,4}|(?:\d{1,3}\.){3}\d{1,3})?(?:/\d{1,3})?(?![\w:])", re.I
)
VULNERABILITY = re.compile(r"(?<![\w-])CVE[-‐‑–](?:19|20)\d\d[-‐‑–]\d{4,7}(?!\d)", re.I)
DOMAIN = re.compile(
    r"(?<![\w.@%$-])(?:\*\.)?[\w-]{1,63}(?:\.[\w-]{1,63}){1,10}(?::\d{1,5}(?!\d))?(?:/[^\s\"'<>`“”„|^{}\\\])]{0,1024})?"
)

_HASH_KINDS = {64: IndicatorKind.SHA256, 40: IndicatorKind.SHA1, 32: IndicatorKind.MD5}
_VERSION_BEFORE = re.compile(
    r"(?:\b(?:versions?|versies?|ver|releases?|builds?|firmware|hotfix|patch|update|oid|section|chapter|paragraaf|hoofdstuk)"
    r"\b\.?[\s:#=]*|[\s(]v)(?:[vV]?\d[\w.]*(?:\s+(?:HF|SP|RC|U)\s?\d+)?(?:\s*(?:,|and|en|of|or|to|tot|through|t/m|until|–|-)\s*)+)*$",
    re.I,
)
_VERSION_AFTER = re.compile(
    r"\s*\(?\s*(?:(?:HF|SP|RC)\s?\d|hotfix|patch|beta|alpha|build|release|version|versie)\b", re.I
)
_PRODUCT_BEFORE = re.compile(r"(?:[A-Za-z][\w.+]*/|[A-Za-z]-)$")
_CAPITAL_BEFORE = re.compile(r"(?:^|\s)([A-Z][\w-]*)\s$")
_ADDRESS_WORDS = words(
    "IP IPv4 IPs Address Addresses Adres Server Servers Host C2 CC Source Destination From To On At The"
)
_SMALL_OCTET = 40
"""Octets after the first that all stay below this look like a version when a product's name stands before them."""

_NO_DOMAINS = words(
    "asp.net ado.net vb.net ml.net paint.net java.io java.net java.nio socket.io system.io system.net fs.open node.io"
)
"""Names of software that look like a domain."""
_NO_FIRST_LABELS = words("com org net java javax io android system microsoft.win32 self this e i z o d b")
"""First labels of reversed names, of code and of abbreviations."""
_LATIN_PAIR = re.compile(r"\.(?:[A-Z][a-z])")


def url(seen: Seen) -> tuple[Part, ...]:
    """A URL, trimmed of the sentence's punctuation, and the host inside it."""
    value = _trimmed(seen.value)
    scheme, _, rest = value.partition("://")
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    user, at, host = authority.rpartition("@")
    bare = host.split("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]
    start = seen.start + len(scheme) + 3 + len(user) + len(at)
    inner = _host(bare, start)
    if inner is None:
        return ()
    shown = f"{scheme.lower()}://{user}{at}{host.lower()}{rest[len(authority) :]}"
    return Part(IndicatorKind.URL, shown, seen.start, seen.start + len(value)), inner


def purl(seen: Seen) -> tuple[Part, ...]:
    """A package URL in its canonical form, version and all."""
    value = seen.value.rstrip(".,:;!?*")
    try:
        shown = PackageURL.from_string(value).to_string()
    except ValueError:
        return ()
    return (Part(IndicatorKind.PACKAGE, shown, seen.start, seen.start + len(value)),)


def email(seen: Seen) -> tuple[Part, ...]:
    """A mail address; `name@1.2.3` of a package and `git@host` of an URL are none."""
    local, _, host = seen.value.rpartition("@")
    ending = host.rpartition(".")[2].lower()
    known = suffixes.is_known(ending) or ending in suffixes.INSIDE
    if not known or local.endswith(".") or (seen.doubt is Doubt.MUCH and ending in suffixes.WORDS):
        return ()
    return (Part(IndicatorKind.EMAIL, f"{local}@{_ascii(host)}", seen.start, seen.end),)


def file_hash(seen: Seen) -> tuple[Part, ...]:
    """An MD5, SHA-1 or SHA-256 by its exact length; a number of 32 digits is none."""
    value = seen.value.lower()
    return () if value.isdigit() else (Part(_HASH_KINDS[len(value)], value, seen.start, seen.end),)


def ipv4(seen: Seen) -> tuple[Part, ...]:
    """An IPv4 address or network; not a version number or an object identifier."""
    address, slash, _ = seen.value.partition("/")
    try:
        network = ipaddress.IPv4Network(seen.value, strict=False)
    except ValueError:
        return ()
    if seen.doubt is None and _is_version(seen, address):
        return ()
    if slash and network.prefixlen < 32:
        return (Part(IndicatorKind.NETWORK, str(network), seen.start, seen.end),)
    return (Part(IndicatorKind.IPV4, str(network.network_address), seen.start, seen.end),)


def _is_version(seen: Seen, address: str) -> bool:
    if address.startswith(("0.", "1.3.6.1")) and not seen.listed:
        return True
    if _VERSION_BEFORE.search(seen.before) or _VERSION_AFTER.match(seen.after) or _PRODUCT_BEFORE.search(seen.before):
        return True
    name = _CAPITAL_BEFORE.search(seen.before)
    small = all(int(octet) < _SMALL_OCTET for octet in address.split(".")[1:])
    return name is not None and name[1] not in _ADDRESS_WORDS and small and not seen.listed


def ipv6(seen: Seen) -> tuple[Part, ...]:
    """An IPv6 address or network; times, MAC addresses and `a::b` of a program are none."""
    value = seen.value
    digits = any(character.isdigit() for character in value)
    if not digits or value.count(":") < 2 or len(value) < 6:
        return ()
    try:
        network = ipaddress.IPv6Network(value, strict=False)
    except ValueError:
        return ()
    if "/" in value and network.prefixlen < 128:
        return (Part(IndicatorKind.NETWORK, str(network), seen.start, seen.end),)
    return (Part(IndicatorKind.IPV6, str(network.network_address), seen.start, seen.end),)


def vulnerability(seen: Seen) -> tuple[Part, ...]:
    """A CVE id."""
    value = re.sub("[‐‑–]", "-", seen.value.upper())
    return (Part(IndicatorKind.VULNERABILITY, value, seen.start, seen.end),)


def domain(seen: Seen) -> tuple[Part, ...]:
    """A DNS name, believed as far as its ending, its capitals and its defanging allow; with the URL it begins."""
    host = re.split(r"[:/]", seen.value, maxsplit=1)[0]
    skip = 2 if host.startswith("*.") else 0
    name = host[skip:].rstrip("_-")
    start, end = seen.start + skip, seen.start + skip + len(name)
    doubt = seen.doubt_of(start, end)
    shown = _ascii(name)
    if len(shown) > MOST_LABELS_LENGTH or not _is_domain(name, doubt, seen.listed):
        is_file = name.rpartition(".")[2].lower() in FILE_ENDINGS
        return filename(Seen(seen.text, start, end, seen.doubt_of, seen.listed)) if is_file else ()
    part = Part(IndicatorKind.DOMAIN, shown, start, end)
    rest = _trimmed(seen.value)[len(host) :]
    if doubt is None or "/" not in rest or len(rest.partition("/")[2]) == 0:
        return Part(None, "", seen.start, seen.start + len(host) + len(rest)), part
    return Part(IndicatorKind.URL, shown + rest, start, seen.start + len(host) + len(rest)), part


def _is_domain(name: str, doubt: Doubt | None, listed: bool) -> bool:
    labels = name.split(".")
    ending = labels[-1]
    lower = ending.lower()
    if any(not label or label.startswith("-") or label.endswith("-") for label in labels):
        return False
    if not lower.startswith("xn--") and not lower.isalpha():
        return False
    mixed = ending not in (lower, ending.upper())
    if doubt is Doubt.NONE:
        return lower not in FILE_ENDINGS or suffixes.is_known(lower)
    if mixed or (ending != lower and name != name.upper()):
        return False  # "Inc.The", "System.Net"
    return _is_plain_domain(name.lower(), labels, lower, doubt, listed)


def _is_plain_domain(name: str, labels: list[str], ending: str, doubt: Doubt | None, listed: bool) -> bool:
    if doubt is Doubt.MUCH and ending in suffixes.WORDS:
        return False
    if name in _NO_DOMAINS or (labels[0].lower() in _NO_FIRST_LABELS and doubt is None):
        return False
    if suffixes.is_doubtful(ending) and doubt is None:
        private = ending in suffixes.INSIDE
        return listed and (private or len(labels) > 2 or ending not in FILE_ENDINGS)
    if all(label.isdigit() for label in labels[:-1]) and len(labels) > 2 and doubt is None:
        return False
    return suffixes.is_known(ending) or (listed and ending in suffixes.INSIDE)


def _host(host: str, start: int) -> Part | None:
    if host.startswith("["):
        try:
            return Part(IndicatorKind.IPV6, str(ipaddress.IPv6Address(host[1:-1])), start + 1, start + len(host) - 1)
        except ValueError:
            return None
    try:
        return Part(IndicatorKind.IPV4, str(ipaddress.IPv4Address(host)), start, start + len(host))
    except ValueError:
        name = host.rstrip(".")
    if not re.fullmatch(r"[\w-]{1,63}(?:\.[\w-]{1,63})*", name) or len(name) > MOST_LABELS_LENGTH:
        return None
    kind = IndicatorKind.DOMAIN if "." in name and not name.rpartition(".")[2].isdigit() else None
    return Part(kind, _ascii(name), start, start + len(name))


def _ascii(name: str) -> str:
    """Return a DNS name in lower case, as logs have it: an international one as punycode."""
    lower = name.lower()
    if lower.isascii():
        return lower
    try:
        return lower.encode("idna").decode("ascii")
    except UnicodeError:
        return lower


def _trimmed(value: str) -> str:
    """Return a URL without the punctuation of the sentence: trailing marks and brackets that it does not open."""
    value = value.split("](")[0]
    while value:
        last = value[-1]
        opened = {")": "(", "]": "["}.get(last)
        if last not in ".,:;!?*…" and (opened is None or value.count(opened) >= value.count(last)):
            break
        value = value[:-1]
    return value
