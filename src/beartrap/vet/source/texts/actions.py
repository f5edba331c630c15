"""Other people's actions in a workflow of GitHub's, and the repository's secrets that they are handed."""

import re
from collections.abc import Iterator, Sequence
from enum import IntEnum

from beartrap.model.frozen import frozen
from beartrap.model.regex import regex

ACTIONS = 500
"""Uses of actions in one workflow that are looked at; real ones have some dozens."""


class Held(IntEnum):
    """How firmly a reference names one content of an action: a branch changes at any time, a commit never."""

    BRANCH = 0
    VERSION = 1
    COMMIT = 2


@frozen
class Use:
    """One use of somebody else's action: its line (from 1), `owner/name`, and the secrets handed to it that are not for it."""

    row: int
    quote: str
    action: str
    held: Held
    secrets: tuple[str, ...]
    remark: str = ""
    """Why it is odd by itself: a name like a known one, a token that goes to somebody else's host."""


_USES = regex(r"^(\s*(?:-\s+)?)uses:\s*[\"']?([\w.-]++/[\w.-]++)[\w./-]*+@([^\s\"'#]+)")
_SECRET = regex(r"\bsecrets\.([A-Za-z_]\w*)|^[ \t]*+(secrets:\s*inherit)\b", re.MULTILINE)
_COMMIT = regex(r"[0-9a-f]{40}|[0-9a-f]{64}")
_VERSION = regex(r"(?:\S*/)?v?\d[\w.-]*")
_OWN = ("actions/", "github/")
"""Owners that run the workflow anyway."""
_WORD = regex(r"[a-z0-9]{3,}")
_EVERYBODYS = frozenset(
    {"token", "secret", "key", "api", "auth", "password", "github", "action", "actions", "access", "the"}
)
"""Words of a secret's name that say nothing of whom it is for."""


def of_actions(text: str) -> Iterator[Use]:
    """Yield each use of another owner's action that is handed a secret which its name does not speak of."""
    if "uses:" not in text:
        return
    lines = text.split("\n")
    step, column, secrets = range(0), -1, tuple[str, ...]()
    for number, line in enumerate(lines):
        match = _USES.match(line)
        if match is None or match[2].startswith(_OWN):
            continue
        if number not in step or column != len(match[1]):
            column = len(match[1])
            step = _step(lines, number, column)
            secrets = _secrets("\n".join(lines[step.start : step.stop]))
        foreign = tuple(name for name in secrets if _is_foreign(match[2].lower(), name))
        remark = _oddity(match[2].lower(), "\n".join(lines[step.start : step.stop]), secrets)
        if foreign or remark:
            yield Use(number + 1, line.strip(), match[2].lower(), _held(match[3]), foreign, remark)


_KNOWN = (
    "actions", "github", "docker", "azure", "aws-actions", "google-github-actions", "hashicorp", "codecov", "softprops", "peter-evans", "pypa", "ruby", "gradle", "golangci", "goreleaser",
    "dorny", "tj-actions", "reviewdog", "sigstore", "slsa-framework", "step-security", "microsoft", "pnpm", "dtolnay", "taiki-e", "actions-rs", "swatinem", "astral-sh", "snyk", "aquasecurity",
    "sonarsource", "jamesives", "peaceiris", "shivammathur", "subosito", "helm", "anchore", "redhat-actions", "denoland", "oven-sh", "changesets", "googleapis", "hadolint", "super-linter",
)  # fmt: skip
"""Owners whose actions many workflows use."""
_TAKEN_FOR = str.maketrans("01358", "olesb")
_NAMED_HOST = regex(
    r"^[ \t]*+(?:registry|host|server|url|endpoint|api[-_]?url|base[-_]?url|address)[ \t]*+:[ \t]*+[\"']?(?:https?://)?([\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.[a-z]{2,24})\b",
    re.MULTILINE | re.IGNORECASE,
)
_FORGE = regex(r"(?:.*\.)?(?:github\.com|ghcr\.io|githubusercontent\.com|ghe\.com|pkg\.github\.com)")


def _oddity(action: str, step: str, secrets: Sequence[str]) -> str:
    """Return what is odd about a use, whatever else it is handed; empty where nothing is."""
    owner = action.partition("/")[0]
    if owner not in _KNOWN:
        plain = owner.translate(_TAKEN_FOR)
        like = next((one for one in _KNOWN if len(one) > 4 and (plain == one or _near(owner, one))), None)
        if like is not None:
            return f"its owner is called much like {like}"
    host = _NAMED_HOST.search(step)
    own = [name for name in secrets if name.upper() == "GITHUB_TOKEN"]
    if own and host is not None and not _FORGE.fullmatch(host[1].lower()):
        return f"the run's own token goes to {host[1]}"
    return ""


def _near(one: str, other: str) -> bool:
    """Whether two names are one sign apart."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] if len(a) == len(b) else a[1:] == b if len(a) > len(b) else a == b[1:]


def _step(lines: Sequence[str], number: int, column: int) -> range:
    """Return the numbers of the lines of the step or job in which a line stands whose key begins at `column`."""
    first = last = number
    while first and not _begins(lines[first], column) and _inside(lines[first - 1], column):
        first -= 1
    while last + 1 < len(lines) and _inside(lines[last + 1], column) and not _begins(lines[last + 1], column):
        last += 1
    return range(first, last + 1)


def _begins(line: str, column: int) -> bool:
    bare = line.lstrip()
    return bare.startswith("- ") and len(line) - len(bare[2:].lstrip()) == column


def _inside(line: str, column: int) -> bool:
    bare = line.lstrip()
    return not bare or len(line) - len(bare) >= column or _begins(line, column)


def _secrets(step: str) -> tuple[str, ...]:
    """Return the names of the secrets that a step is handed, each once."""
    return tuple(dict.fromkeys(one or other for one, other in _SECRET.findall(step)))


def _is_foreign(action: str, name: str) -> bool:
    """Whether a secret is not the run's own token and shares no word with the action's name."""
    return name.upper() != "GITHUB_TOKEN" and not any(word in action for word in _words(name))


def _words(name: str) -> frozenset[str]:
    return frozenset(_WORD.findall(name.lower().replace("_", " "))) - _EVERYBODYS


def _held(reference: str) -> Held:
    if _COMMIT.fullmatch(reference):
        return Held.COMMIT
    return Held.VERSION if _VERSION.fullmatch(reference) else Held.BRANCH
