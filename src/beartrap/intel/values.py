"""One token of a list, a cell or a field: which kind of indicator it is, and its canonical form.

Prose needs context and offsets (`intel.observables`); here each token stands alone and was put there on purpose. The
common cases (a hash, a domain, an address) are settled by one plain regular expression each: a million lines take seconds.
"""

import ipaddress
import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit, urlunsplit

from packageurl import PackageURL

from beartrap.model.indicator import IndicatorKind

LONGEST_VALUE = 8192
"""Characters in one value. The longest that means anything is a URL, and servers refuse those past 8 kB."""

Typed = tuple[IndicatorKind, str]


class NoIndicatorError(ValueError):
    """The text holds nothing that can be looked for; the message says why, without repeating the text."""


_DIGEST_KINDS: Mapping[int, IndicatorKind] = {
    32: IndicatorKind.MD5,
    40: IndicatorKind.SHA1,
    64: IndicatorKind.SHA256,
}
_OTHER_DIGESTS: Mapping[int, str] = {56: "SHA-224", 96: "SHA-384", 128: "SHA-512"}
_HEX = re.compile(r"[0-9A-Fa-f]+", re.ASCII)
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?:[a-z]{{2,63}}|xn--[a-z0-9-]{{1,59}})", re.ASCII)
_DIGITS_AND_DOTS = re.compile(r"[0-9.]+(?::[0-9]+)?", re.ASCII)
_PORT = re.compile(r"(.+):([0-9]{1,5})", re.ASCII)
_EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([a-z0-9.-]+)", re.ASCII)
_CVE = re.compile(r"cve-[0-9]{4}-[0-9]{4,19}", re.ASCII | re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{1,15}://", re.ASCII | re.IGNORECASE)
_REGISTRY = re.compile(r"(?:HKEY_[A-Z_]+|HKLM|HKCU|HKCR|HKU|HKCC)\\", re.ASCII | re.IGNORECASE)
_PATH = re.compile(r"[a-zA-Z]:\\|\\\\|%[A-Za-z()0-9_]+%\\|/|~/", re.ASCII)
_PIPE = re.compile(r"\\\\(?:\.|[^\\]+)\\pipe\\", re.IGNORECASE)
_FILENAME = re.compile(r"[^\\/:*?\"<>|\x00-\x1f]{1,255}")
_ISSUED = re.compile(r"issuer:(.{1,500}?)[\s;,]+serial:([0-9a-fA-F: ]{8,120})", re.IGNORECASE)
_SUBJECT = re.compile(r"subject:(.{2,500})|((?:CN|O)=.{1,500})", re.IGNORECASE)
_ADDRESS_AND_PATH = re.compile(r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?::[0-9]{1,5})?/(?![0-9]{1,3}\Z)", re.ASCII)
_FANGS = re.compile(
    r"[\[({](?:\.|,|dot|punkt|:|://|@|at|/)[\])}]|\[\.|\.\]|\\\.|\bh(?:xx|XX|\*\*|tt\[p\])ps?(?=\[?:)|\bfxp(?=:)"
)
_SUSPECT = re.compile(r"[\[({\\*xX]")
_FILE_ENDINGS = frozenset(
    """
    exe dll sys ocx cpl scr drv msi msp msu cab ps1 psm1 bat cmd vbs vbe js jse wsf hta lnk jar class war doc docx docm
    dot dotm xls xlsx xlsm xlsb ppt pptx pptm rtf pdf zip rar 7z gz tar tgz bz2 xz lzma iso img vhd vhdx tmp dat bin
    jpg jpeg png gif bmp ico aspx asp ashx asmx php jsp jspx html htm txt xml json yml yaml toml cfg conf config ini log
    csv cs py pyc sh so ko elf dylib dmg apk ipa deb rpm whl crx asar m4 o a h c cpp rs go ts md sql db key pem crt cer
    """.split()  # noqa: SIM905
)
"""Endings that make an untyped `name.ending` a file name. Some are top-level domains too (zip, sh, py, rs, md):
a bare two-part name is then read as a file; defanged, in a URL or under a typed column it is a domain."""


def refang(text: str) -> str:
    """Return `text` with the usual defanging (`hxxp`, `[.]`, `(dot)`, `[:]`, `[@]`) taken back."""
    if _SUSPECT.search(text) is None:
        return text
    return _FANGS.sub(_plain_fang, text)


def _plain_fang(match: re.Match[str]) -> str:
    found = match[0].lower()
    if found[0] == "h":
        return "https" if found.endswith("s") else "http"
    if found == "fxp":
        return "ftp"
    inner = found.strip("[](){}\\")
    return {"dot": ".", "punkt": ".", ",": ".", "at": "@"}.get(inner, inner)


def classify(token: str) -> Typed:
    """Return kind and canonical value of a token without a declared type.

    Raises NoIndicatorError with the reason where it is none.
    """
    if _HEX.fullmatch(token) is not None and len(token) in _DIGEST_KINDS:
        return _DIGEST_KINDS[len(token)], token.lower()
    if len(token) <= 253 and _DOMAIN.fullmatch(token) and token[token.rindex(".") + 1 :] not in _FILE_ENDINGS:
        return IndicatorKind.DOMAIN, token
    if len(token) > LONGEST_VALUE:
        raise NoIndicatorError(f"longer than {LONGEST_VALUE} characters")
    if _PIPE.match(token):
        return IndicatorKind.PIPE, as_pipe(token)
    if _REGISTRY.match(token):
        return IndicatorKind.REGISTRY_KEY, token
    if _PATH.match(token):
        return IndicatorKind.PATH, as_path(token)
    text = refang(token)
    return _classify_plain(text, text != token)


def _classify_plain(text: str, defanged: bool) -> Typed:
    if _SCHEME.match(text):
        return IndicatorKind.URL, as_url(text)
    if text[:4].lower() == "pkg:":
        return IndicatorKind.PACKAGE, as_package(text)
    if "@" in text:
        return IndicatorKind.EMAIL, as_email(text)
    if _CVE.fullmatch(text):
        return IndicatorKind.VULNERABILITY, text.upper()
    if _ADDRESS_AND_PATH.match(text):
        return IndicatorKind.URL, as_url(f"http://{text}")
    if text.count(":") > 1 or ("/" in text and text[:1].isdigit()) or _DIGITS_AND_DOTS.fullmatch(text):
        return as_address(text)
    if "/" in text:
        return IndicatorKind.URL, as_url(f"http://{text}")
    return _name(text, defanged)


def _name(text: str, defanged: bool) -> Typed:
    lower = text.lower().rstrip(".")
    labels = lower.split(".")
    if (
        not defanged
        and labels[-1] in _FILE_ENDINGS
        and (len(labels) == 2 or labels[-1] not in ("sh", "py", "rs", "md"))
    ):
        if len(labels) > 1 and labels[0]:
            return IndicatorKind.FILENAME, as_filename(text)
        raise NoIndicatorError("neither a hash, a name, an address nor a URL")
    if _HEX.fullmatch(lower) and len(lower) >= 16:
        raise _bad_digest(lower)
    return IndicatorKind.DOMAIN, as_domain(lower)


def _bad_digest(text: str) -> NoIndicatorError:
    other = _OTHER_DIGESTS.get(len(text))
    if other is not None:
        return NoIndicatorError(f"{other}: only SHA-256, SHA-1 and MD5 are looked for")
    return NoIndicatorError(f"{len(text)} hex digits: no SHA-256 (64), SHA-1 (40) or MD5 (32)")


def as_digest(kind: IndicatorKind, text: str) -> str:
    """Return a hash of the declared kind in lower-case hex; raises NoIndicatorError."""
    lower = text.strip().lower().removeprefix("0x").replace(":", "")
    if not _HEX.fullmatch(lower):
        raise NoIndicatorError("no hexadecimal hash")
    if _DIGEST_KINDS.get(len(lower)) is not kind:
        raise (
            _bad_digest(lower)
            if len(lower) not in _DIGEST_KINDS
            else NoIndicatorError(f"no {kind.value}: wrong length")
        )
    return lower


def as_certificate(text: str) -> str:
    """Return what tells a certificate: a fingerprint (SHA-256, SHA-1 or MD5) or serial number in lower-case hex, or names.

    Names are `subject:NAME`, and `issuer:NAME serial:HEX` for a serial number with who gave it; NAME is a common name, an organisation or a
    distinguished name (`CN=…, O=…`, which may stand without `subject:`).
    """
    plain = text.strip()
    if named := _ISSUED.fullmatch(plain):
        return f"issuer:{' '.join(named[1].split())} serial:{_serial(named[2])}"
    if named := _SUBJECT.fullmatch(plain):
        return f"subject:{' '.join((named[1] or named[2]).split())}"
    return _serial(plain)


def _serial(text: str) -> str:
    lower = text.strip().lower().removeprefix("0x").replace(":", "").replace(" ", "")
    if not _HEX.fullmatch(lower) or not 8 <= len(lower) <= 64:
        raise NoIndicatorError("no certificate fingerprint")
    return lower


def as_domain(text: str) -> str:
    """Return a domain in lower case, IDNA where it has other letters, without trailing dot, `*.` or `.`."""
    lower = refang(text).strip().lower().rstrip(".").removeprefix("*").removeprefix(".")
    match = _PORT.fullmatch(lower)
    lower = match[1] if match else lower
    if not lower.isascii():
        try:
            lower = lower.encode("idna").decode("ascii")
        except UnicodeError as error:
            raise NoIndicatorError("no domain name") from error
    if "." not in lower.strip("."):
        raise NoIndicatorError("a single word or a top-level domain alone")
    if len(lower) > 253 or _DOMAIN.fullmatch(lower) is None:
        raise NoIndicatorError("no domain name")
    return lower


def as_address(text: str) -> Typed:
    """Return an IPv4 or IPv6 address or a network; a port and a path are taken off. Raises NoIndicatorError."""
    plain = refang(text).strip()
    if _ADDRESS_AND_PATH.match(plain):
        plain = plain.partition("/")[0]
    try:
        if "/" in plain:
            network = ipaddress.ip_network(plain, strict=False)
            if network.prefixlen < network.max_prefixlen:
                return IndicatorKind.NETWORK, str(network)
            plain = str(network.network_address)
        match = _PORT.fullmatch(plain) if plain.count(":") == 1 or plain.startswith("[") else None
        address = ipaddress.ip_address((match[1] if match else plain).strip("[]"))
    except ValueError as error:
        raise NoIndicatorError("no valid IP address") from error
    return (IndicatorKind.IPV4 if address.version == 4 else IndicatorKind.IPV6), str(address)


def as_url(text: str) -> str:
    """Return a URL, scheme and host in lower case, path and query as they are; raises NoIndicatorError."""
    plain = refang(text).strip()
    plain = plain if _SCHEME.match(plain) else f"http://{plain}"
    try:
        parts = urlsplit(plain)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError as error:
        raise NoIndicatorError("no valid URL") from error
    if not host or len(plain) > LONGEST_VALUE or any(ord(character) < 0x21 for character in plain):
        raise NoIndicatorError("no valid URL")
    try:
        kind, host = as_address(host)
        host = f"[{host}]" if kind is IndicatorKind.IPV6 else host
    except NoIndicatorError:
        host = as_domain(host)
    return urlunsplit((parts.scheme.lower(), host + port, parts.path, parts.query, parts.fragment))


def as_email(text: str) -> str:
    """Return an e-mail address in lower case; raises NoIndicatorError."""
    lower = refang(text).strip().lower().removeprefix("mailto:")
    if lower.endswith(">"):  # Name <name@host>
        lower = lower[:-1].rpartition("<")[2]
    match = _EMAIL.fullmatch(lower)
    if match is None or _DOMAIN.fullmatch(match[1]) is None:
        raise NoIndicatorError("no e-mail address")
    return lower


def as_filename(text: str) -> str:
    """Return a bare file name; raises NoIndicatorError where it has a separator or a control character."""
    name = text.strip()
    if _FILENAME.fullmatch(name) is None or name in (".", ".."):
        raise NoIndicatorError("no file name")
    return name


def as_path(text: str) -> str:
    """Return a path as it is written, without surrounding quotes; raises NoIndicatorError."""
    path = text.strip().strip("\"'")
    if not path or len(path) > LONGEST_VALUE or "\0" in path:
        raise NoIndicatorError("no path")
    return path


def as_pipe(text: str) -> str:
    r"""Return a named pipe's bare name, without `\\.\pipe\`; raises NoIndicatorError."""
    name = _PIPE.sub("", text.strip()).strip("\\")
    if not name or len(name) > LONGEST_VALUE:
        raise NoIndicatorError("no pipe name")
    return name


def as_package(text: str) -> str:
    """Return a package URL in its canonical form, version and all; raises NoIndicatorError."""
    try:
        return PackageURL.from_string(text.strip()).to_string()
    except ValueError as error:
        raise NoIndicatorError("no package URL") from error


def _as_vulnerability(text: str) -> str:
    if not _CVE.fullmatch(text.strip()):
        raise NoIndicatorError("no CVE id")
    return text.strip().upper()


def _as_text(text: str) -> str:
    plain = text.strip()
    if not plain or len(plain) > LONGEST_VALUE:
        raise NoIndicatorError("empty or too long")
    return plain


_CANONICAL: Mapping[IndicatorKind, Callable[[str], str]] = {
    IndicatorKind.DOMAIN: as_domain,
    IndicatorKind.URL: as_url,
    IndicatorKind.EMAIL: as_email,
    IndicatorKind.PATH: as_path,
    IndicatorKind.PIPE: as_pipe,
    IndicatorKind.CERTIFICATE: as_certificate,
    IndicatorKind.PACKAGE: as_package,
    IndicatorKind.VULNERABILITY: _as_vulnerability,
}


def typed(kind: IndicatorKind, text: str) -> Typed:
    """Return kind and canonical value of a text whose kind is declared; raises NoIndicatorError.

    The kind can change where the value plainly is of a neighbouring one: an address under "domain", a network under
    "ip", a path under "filename".
    """
    if kind in (IndicatorKind.SHA256, IndicatorKind.SHA1, IndicatorKind.MD5):
        return kind, as_digest(kind, text)
    if kind in (IndicatorKind.IPV4, IndicatorKind.IPV6, IndicatorKind.NETWORK):
        return as_address(text)
    if kind is IndicatorKind.FILENAME:
        return _typed_filename(text.strip())
    if kind is IndicatorKind.DOMAIN and _DIGITS_AND_DOTS.fullmatch(refang(text.strip())):
        return as_address(text)
    return kind, _CANONICAL.get(kind, _as_text)(text)


def _typed_filename(text: str) -> Typed:
    if _PIPE.match(text):
        return IndicatorKind.PIPE, as_pipe(text)
    if "\\" in text or "/" in text:
        return IndicatorKind.PATH, as_path(text)
    return IndicatorKind.FILENAME, as_filename(text)
