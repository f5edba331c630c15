"""Where we looked, where we could not, and where we should have: what an honest negative rests on."""

from enum import StrEnum

from beartrap.model.evidence import Facts
from beartrap.model.frozen import frozen
from beartrap.model.place import Place
from beartrap.model.question import Question
from beartrap.model.window import Window


class SourceKind(StrEnum):
    """What sort of thing was looked at; the kind of an estate's source and of a look."""

    FILES = "files"
    HASHES = "hashes"
    PACKAGES = "packages"
    SBOM = "sbom"
    DNS = "dns"
    REPORT = "report"
    ENDPOINT = "endpoint"
    PROXY = "proxy"
    CONNECTIONS = "connections"
    MAIL_AUDIT = "m365"
    SIGN_INS = "entra"
    CLOUD_AUDIT = "cloudtrail"
    RELEASES = "releases"
    UPDATE = "update"
    VERIFICATION = "verification"
    VAULT = "vault"

    @property
    def timed(self) -> bool:
        """Whether it tells of a period (a log) and not of a state (an inventory, a tree)."""
        return self in _LOGS

    @property
    def says(self) -> str:
        """The kind in words."""
        return _WORDS[self]


_WORDS = {
    SourceKind.FILES: "files",
    SourceKind.HASHES: "hash inventories",
    SourceKind.PACKAGES: "package inventories",
    SourceKind.SBOM: "SBOMs",
    SourceKind.DNS: "DNS logs",
    SourceKind.REPORT: "reports",
    SourceKind.ENDPOINT: "endpoint logs",
    SourceKind.PROXY: "proxy logs",
    SourceKind.CONNECTIONS: "connection logs",
    SourceKind.MAIL_AUDIT: "Microsoft 365 audit logs",
    SourceKind.SIGN_INS: "sign-in logs",
    SourceKind.CLOUD_AUDIT: "cloud audit logs",
    SourceKind.RELEASES: "release records",
    SourceKind.UPDATE: "the next update, beside the version in use",
    SourceKind.VERIFICATION: "a sweep after removal",
    SourceKind.VAULT: "vaults of other products",
}
_LOGS = frozenset(
    {
        SourceKind.DNS,
        SourceKind.ENDPOINT,
        SourceKind.PROXY,
        SourceKind.CONNECTIONS,
        SourceKind.MAIL_AUDIT,
        SourceKind.SIGN_INS,
        SourceKind.CLOUD_AUDIT,
    }
)
ESTATE_KINDS = (
    SourceKind.FILES,
    SourceKind.HASHES,
    SourceKind.PACKAGES,
    SourceKind.SBOM,
    SourceKind.DNS,
    SourceKind.ENDPOINT,
    SourceKind.PROXY,
    SourceKind.UPDATE,
    SourceKind.CONNECTIONS,
    SourceKind.MAIL_AUDIT,
    SourceKind.SIGN_INS,
    SourceKind.CLOUD_AUDIT,
    SourceKind.RELEASES,
    SourceKind.VAULT,
)
"""The kinds of source that an estate can name and this version has readers for."""


class GapReason(StrEnum):
    """Why something could not be looked at."""

    MISSING = "missing"
    """The source is named but not there."""
    UNREADABLE = "unreadable"
    """There, but permission or the medium forbids."""
    MALFORMED = "malformed"
    """Rows or a file that are not what they should be."""
    UNKNOWN_KIND = "unknown-kind"
    """Not recognised as any kind we read."""
    UNKNOWN_COLUMN = "unknown-column"
    """A column that is needed is absent, or one we cannot place."""
    SILENT = "silent"
    """A day without a row, with no known dormancy to explain it."""
    NEVER_SEEN = "never-seen"
    """A host that the source should cover but never shows."""
    LOST_CLIENTS = "lost-clients"
    """Rows that do not say which host asked."""
    UNANSWERED = "unanswered"
    """Queries without a recorded answer: unknown, not clean."""
    NO_TIME = "no-time"
    """Rows whose time could not be read."""
    LIMIT = "limit"
    """A size, depth, count or time limit was reached."""
    BUDGET = "budget"
    """The time given for looking was used up."""
    INTERRUPTED = "interrupted"
    """Stopped by the user; the case can be resumed."""
    CRASHED = "crashed"
    """A detector or reader broke."""
    TIMED_OUT = "timed-out"
    """A worker took too long."""
    UNSUPPORTED = "unsupported"
    """A rule, pattern or format that this build cannot do."""
    NOT_NAMED = "not-named"
    """A report does not say what one needs to look for."""
    CHANGED = "changed"
    """It changed while it was read."""
    OUTDATED = "outdated"
    """Taken before the incident began: it proves nothing about it."""
    SKIPPED = "skipped"
    """Left out by a rule: a network mount, an exclude."""
    TRUNCATED = "truncated"
    """An export that ends where its tool's limit is, or that names more than it holds."""
    THROTTLED = "throttled"
    """The service itself stopped logging for a while, because there was too much."""
    CONFLICT = "conflict"
    """Two records say different things where they should say the same."""
    NOT_AUDITED = "not-audited"
    """An operation that the whole export never shows: perhaps it never was logged. Not covered, not negative."""
    TAMPERED = "tampered"
    """Somebody switched the log off or deleted it."""


@frozen
class Need:
    """What a question needs: on each of `hosts`, any one of `kinds`; for logs, over `window`."""

    question: Question
    kinds: tuple[SourceKind, ...]
    hosts: tuple[str, ...]
    window: Window
    why: str


@frozen
class Looked:
    """One look that was carried out. Only the engine makes these.

    `by` is the detector; `digest` that of the input, `rules` that of what was looked for: the three together let a
    resumed case skip the look. `hosts` and `windows` are what the look covers for each of `questions`; `amount` of
    `unit` says how much.
    """

    by: str
    questions: tuple[Question, ...]
    kind: SourceKind
    source: str
    digest: str
    rules: str
    hosts: tuple[str, ...]
    windows: tuple[Window, ...]
    amount: int
    unit: str
    counts: Facts = Facts()


@frozen
class Gap:
    """Something that was not looked at, or not well.

    `why` says what happened, `remedy` what to do about it. `hosts` empty: not known which (or all). `windows` is the
    time that is lost to the looks of the same source (all looks of the kind, where `source` is None); empty where it
    is no matter of time (one file, one row). `count` is how many such things the gap stands for.
    """

    reason: GapReason
    questions: tuple[Question, ...]
    why: str
    remedy: str = ""
    source: str | None = None
    kind: SourceKind | None = None
    hosts: tuple[str, ...] = ()
    windows: tuple[Window, ...] = ()
    place: Place | None = None
    count: int = 1
    by: str | None = None


_VERIFICATION = " (verification)"


def verification_of(label: str) -> str:
    """Return the source under which a verification keeps its looks and gaps: beside those of the first sweep."""
    return label + _VERIFICATION


def is_verification(label: str) -> bool:
    """Whether a source's label is that of a verification."""
    return label.endswith(_VERIFICATION)
