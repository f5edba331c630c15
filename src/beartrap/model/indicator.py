"""What the world says one can look for."""

from enum import StrEnum

from beartrap.model.finding import Severity
from beartrap.model.frozen import frozen
from beartrap.model.place import Place
from beartrap.model.window import Window


class IndicatorKind(StrEnum):
    """What sort of thing an indicator's value is; names follow STIX and MISP where those have one."""

    SHA256 = "sha256"
    SHA1 = "sha1"
    MD5 = "md5"
    DOMAIN = "domain"
    IPV4 = "ipv4"
    IPV6 = "ipv6"
    NETWORK = "network"
    URL = "url"
    EMAIL = "email"
    FILENAME = "filename"
    PATH = "path"
    PIPE = "pipe"
    USER_AGENT = "user-agent"
    CERTIFICATE = "certificate"
    PACKAGE = "package"
    MUTEX = "mutex"
    REGISTRY_KEY = "registry-key"
    VULNERABILITY = "vulnerability"


HASHES = frozenset({IndicatorKind.SHA256, IndicatorKind.SHA1, IndicatorKind.MD5})
ADDRESSES = frozenset({IndicatorKind.IPV4, IndicatorKind.IPV6, IndicatorKind.NETWORK})


@frozen
class Indicator:
    """One thing to look for, as one source gives it.

    `value` is canonical: refanged, hashes and domains in lower case, no trailing dot, a package as a purl (with
    `versions` as a vers range). `role` says what seeing it means: `malware`, `c2`, `second-stage`, `beacon`,
    `installer`, `tool`, `test-build` (harmless), `legitimate` (context only), `sinkhole`. `tie` joins indicators
    of one line or object (a file name and its hash). `demoted` is the reason why a warning list trusts it less:
    it is never dropped. `valid` bounds when seeing it means anything: addresses age.
    """

    kind: IndicatorKind
    value: str
    source: str
    role: str = ""
    malware: str | None = None
    severity: Severity = Severity.HIGH
    valid: Window = Window()
    versions: str | None = None
    tie: str | None = None
    demoted: str | None = None
    note: str = ""
    place: Place | None = None

    @property
    def key(self) -> str:
        """The kind and value, the same for the same indicator from any source."""
        return f"{self.kind}:{self.value}"
