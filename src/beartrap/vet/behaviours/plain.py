"""Kinds that the text of a file shows by itself, without anything being walked."""

from dataclasses import replace

from beartrap.model.finding import Severity
from beartrap.model.text import printable, shorten
from beartrap.vet.analyser import FileSubject, Meta
from beartrap.vet.behaviour import Behaviour, Family, When

LONGEST = 200


def _meta(
    name: str, title: str, why: str, severity: Severity, *techniques: str, family: Family = Family.OBFUSCATION
) -> Meta:
    links = tuple(f"https://attack.mitre.org/techniques/{one.replace('.', '/')}/" for one in techniques)
    return Meta(name, title, why, family, severity, techniques, links)


PTH = _meta(
    "startup.path-line",
    "Code in a path configuration file",
    "Lines of a .pth file that begin with import are run at each start of Python, whether the package is used or not.",
    Severity.HIGH,
    "T1546.018",
    family=Family.SOURCE_CODE,
)
PREPENDED = _meta(
    "startup.prepended",
    "Has a web server run a file before every page",
    "A setting of PHP or of the web server lets a file be run before or after each page, or takes files of another kind for PHP; one of .NET has a library loaded from an address: whoever asks for any page runs it.",
    Severity.HIGH,
    "T1505.003",
    "T1546",
    family=Family.SOURCE_CODE,
)
PIPED = _meta(
    "build.unpacked",
    "A build script gives unpacked data to a shell",
    "Data of the package, a test file perhaps, are translated or unpacked and run as a script while it is built: the way of the xz backdoor.",
    Severity.CRITICAL,
    "T1195.002",
    "T1027",
)
CHECK = _meta(
    "build.broken-check",
    "A check of the compiler that can only fail",
    "A sign stands alone in the source with which a build script asks what the system has: no compiler takes it, so that what is asked for is always missing. That is how the sandbox of xz was switched off.",
    Severity.HIGH,
    "T1195.002",
    "T1562.001",
)
UNTRUSTED = _meta(
    "workflow.untrusted",
    "A workflow with secrets checks out a stranger's code",
    "pull_request_target runs with the repository's secrets; with the code of the pull request checked out, whoever opens one can take them.",
    Severity.MEDIUM,
    "T1195.002",
    family=Family.SOURCE_CODE,
)
INJECTED = _meta(
    "workflow.injection",
    "A workflow runs what strangers write",
    "The text of an issue, a comment, a discussion or a branch's name is put into a script as it stands: whoever writes it writes the script.",
    Severity.HIGH,
    "T1195.002",
    "T1059",
    family=Family.SOURCE_CODE,
)
SECRETS = _meta(
    "workflow.secrets",
    "A workflow hands all its secrets on",
    "Every secret of the repository is turned into one text, or the runner's memory is read: whoever gets that has them all.",
    Severity.HIGH,
    "T1552",
    "T1195.002",
    family=Family.SOURCE_CODE,
)
ACTION = _meta(
    "workflow.action",
    "A workflow hands secrets to somebody else's action",
    "A secret of the repository, for another service by its name, is given to an action of another owner; where a branch of it is used, its owner can change at any time what is done with that.",
    Severity.HIGH,
    "T1195.002",
    "T1552",
    family=Family.SOURCE_CODE,
)
INSTRUCTED = _meta(
    "agent.instructed",
    "Tells an assistant to act behind its user's back",
    "Words for a model that reads them, in what a tool says of itself, in rules or in a comment: it is to take secrets, to send or to run something, and to keep quiet about it.",
    Severity.HIGH,
    "T1059",
    "T1552.001",
    family=Family.SOURCE_CODE,
)
STYLED = _meta(
    "watch.style",
    "A style sheet asks a host for what is typed",
    "For each value that a field may have there is a picture on another host: the browser asks for the one that fits what the user typed, letter by letter.",
    Severity.HIGH,
    "T1056.003",
    family=Family.SOURCE_CODE,
)
_TROJAN_SOURCE = "https://trojansource.codes/"
CODEC = _meta(
    "hidden.codec",
    "Source in an encoding of its own",
    "The file says that it is to be decoded by a codec that Python does not bring along, or by one that spells letters otherwise: what runs is not what stands there.",
    Severity.HIGH,
    "T1027",
    "T1140",
)
EYE = {
    "override": replace(_meta("hidden.override", "Text that runs against its direction", "Bidirectional overrides let code look to a reader like something that it is not.", Severity.HIGH, "T1036.002"), references=(_TROJAN_SOURCE,)),
    "unseen": replace(_meta("hidden.unseen", "Characters that nobody sees", "Characters of no width stand in names or in long runs: a payload, or a name that is not the one it seems.", Severity.HIGH, "T1027.018"), references=(_TROJAN_SOURCE,)),
    "mixed": replace(_meta("hidden.lookalike", "A name in letters of two alphabets", "A letter of another alphabet makes a second name that looks like a known one.", Severity.MEDIUM, "T1036"), references=(_TROJAN_SOURCE,)),
    "far": _meta("hidden.far", "Code far right of the screen", "Code stands behind so many blanks that an editor shows the line without it.", Severity.HIGH, "T1027"),
    "wallet": _meta("wallet.hook", "Takes the place of a wallet's own function", "A function through which web pages ask the user's wallet for payments is replaced: whoever replaces it sees and changes what is signed.", Severity.HIGH, "T1185", "T1565.002", family=Family.SOURCE_CODE),
    "obfuscator": _meta("hidden.obfuscator", "Code that went through an obfuscator", "Names and strings were replaced by a tool whose purpose is that nobody can read the result; that is not minifying.", Severity.HIGH, "T1027.013"),
}  # fmt: skip
PLAIN = (CODEC, PTH, PREPENDED, PIPED, CHECK, UNTRUSTED, INJECTED, SECRETS, ACTION, INSTRUCTED, STYLED, *EYE.values())


def plain(
    meta: Meta, subject: FileSubject, row: int, quote: str, when: When, operands: tuple[str, ...], *, full: bool = True
) -> Behaviour:
    """Return a behaviour at a line; `full` is false where it weighs little: in tests, or in a harmless form."""
    severity = meta.severity if full else min(meta.severity, Severity.LOW)
    if meta is PIPED and when < When.START:
        severity = Severity.HIGH
    shown = shorten(printable(quote.strip()), LONGEST)
    key = " ".join((meta.id, *operands))
    return Behaviour(
        meta.id, key, meta.family, when, replace(subject.place, row=row), shown, severity, techniques=meta.techniques
    )
