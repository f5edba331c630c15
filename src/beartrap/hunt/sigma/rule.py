"""What a Sigma rule is once it is parsed: who it is, which log source it is for, and its condition."""

from dataclasses import replace

from beartrap.hunt.sigma.expression import Expression
from beartrap.model.finding import Severity
from beartrap.model.frozen import frozen

SEVERITIES = {
    "informational": Severity.INFO,
    "low": Severity.LOW,
    "medium": Severity.MEDIUM,
    "high": Severity.HIGH,
    "critical": Severity.CRITICAL,
}


@frozen
class LogSource:
    """A rule's log source as Sigma names it, lower case; empty where the rule leaves it out."""

    product: str = ""
    category: str = ""
    service: str = ""

    def show(self) -> str:
        """Return it on one line: `windows/process_creation`."""
        return "/".join(part for part in (self.product, self.category, self.service) if part) or "any"


@frozen
class Head:
    """Who a rule is. `id` is its UUID, or made from its content where it has none; `path` the file it came from.

    `level` is Sigma's word, `techniques` are ATT&CK ids (`T1059.001`), `name` is what correlations may call it by.
    """

    id: str
    title: str
    level: str
    status: str
    path: str
    name: str = ""
    techniques: tuple[str, ...] = ()

    @property
    def severity(self) -> Severity:
        """Its level in our words; a rule without one counts as medium."""
        return SEVERITIES.get(self.level, Severity.MEDIUM)


@frozen
class Rule:
    """A rule over single events."""

    head: Head
    source: LogSource
    condition: Expression

    def renamed(self, identity: str) -> "Rule":
        """Return the same rule under another id."""
        return replace(self, head=replace(self.head, id=identity))


@frozen
class Filter:
    """A Sigma filter: rules on its log source that `rules` names (all, where it names none) must meet `condition` too."""

    head: Head
    source: LogSource
    rules: tuple[str, ...]
    condition: Expression


@frozen
class Refused:
    """A rule, or a file, that is not used, and why."""

    id: str
    title: str
    path: str
    why: str


class BadMapping(ValueError):
    """A pipeline that is to give rules other field names cannot be used; the text says why."""
