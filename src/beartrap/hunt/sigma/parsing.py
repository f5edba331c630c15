"""From rule files to rules: pySigma parses, and what cannot be used is refused by name.

Mistakes in what only describes a rule (a date, an author, a tag) do not cost the rule; mistakes in its log source or
detection do.
"""

import hashlib
import json
from functools import cache

from sigma.collection import SigmaCollection
from sigma.correlations import SigmaCorrelationRule
from sigma.exceptions import SigmaError
from sigma.filters import EmptySigmaGlobalFilter, SigmaFilter
from sigma.rule import SigmaDetections, SigmaRule, SigmaRuleBase
from sigma.rule.detection import EmptySigmaDetections
from sigma.rule.logsource import EmptyLogSource, SigmaLogSource

from beartrap.engine.rule_files import RuleFile
from beartrap.hunt.sigma import modifiers
from beartrap.hunt.sigma.codec import Parsed
from beartrap.hunt.sigma.correlation_parsing import correlation_of
from beartrap.hunt.sigma.documents import BadDocument, Document, documents
from beartrap.hunt.sigma.expression import AnyOf, Expression
from beartrap.hunt.sigma.lowering import CannotLower, Lowering, Placeholders
from beartrap.hunt.sigma.mapping import FieldMapping
from beartrap.hunt.sigma.rule import Filter, Head, LogSource, Refused, Rule
from beartrap.model.frozen import frozen
from beartrap.model.text import printable, shorten

LONGEST_CONDITION = 16_384
"""Characters of one condition; the longest public one has some 600."""
MOST_CONDITIONS = 100
_BREAKS = (
    SigmaError,
    CannotLower,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    RecursionError,
    OverflowError,
    NotImplementedError,
)
"""What pySigma raises over malformed rules: its own errors, and those of the assumptions that it makes."""


def parse_file(file: RuleFile, placeholders: Placeholders, mapping: FieldMapping | None = None) -> list[Parsed]:
    """Return what one file holds, in its order: rules, correlations, filters, and what is refused.

    `mapping` is applied to what is parsed before its fields are looked at.
    """
    modifiers.install()
    try:
        found = documents(file.content)
    except BadDocument as error:
        return [Refused("", "", file.path, str(error))]
    parsed: list[Parsed] = []
    together = any(isinstance(one, dict) and "action" in one for one in found)
    for group in [found] if together else [[one] for one in found]:
        parsed += _Reader(file.path, placeholders, mapping).read(group)
    return parsed


@frozen
class _Reader:
    path: str
    placeholders: Placeholders
    mapping: FieldMapping | None

    def read(self, found: list[object]) -> list[Parsed]:
        first = found[0] if found else None
        if not all(isinstance(one, dict) for one in found):
            return [Refused("", "", self.path, "a document is no mapping")]
        documents = [one for one in found if isinstance(one, dict)]
        self_id, title = _identity(first)
        try:
            for one in documents:
                _check_sizes(one)
            rules = SigmaCollection.from_dicts(
                documents, collect_errors=True, collect_filters=True, resolve_references=False
            )
        except _BREAKS as error:
            return [Refused(self_id, title, self.path, _reason(error))]
        return [self._one(rule, documents) for rule in [*rules.rules, *rules.filters]]

    def _one(self, rule: SigmaRuleBase, documents: list[Document]) -> Parsed:
        head = self._head(rule, documents)
        try:
            if isinstance(rule, SigmaCorrelationRule):
                return correlation_of(self.mapping.apply(rule) if self.mapping else rule, head)
            if isinstance(rule, SigmaFilter):
                return self._filter(rule, head)
            if isinstance(rule, SigmaRule):
                return self._rule(rule, head)
        except _BREAKS as error:
            return Refused(head.id, head.title, self.path, _reason(error))
        return Refused(head.id, head.title, self.path, "of an unknown kind")

    def _rule(self, rule: SigmaRule, head: Head) -> Rule:
        if isinstance(rule.detection, EmptySigmaDetections) or isinstance(rule.logsource, EmptyLogSource):
            raise rule.errors[0]
        if self.mapping is not None:
            self.mapping.apply(rule)
        return Rule(head, _source(rule.logsource), self._condition(rule.detection))

    def _filter(self, rule: SigmaFilter, head: Head) -> Filter:
        if isinstance(rule.filter, EmptySigmaGlobalFilter) or isinstance(rule.logsource, EmptyLogSource):
            raise rule.errors[0]
        if self.mapping is not None:
            self.mapping.apply_to_filter(rule)
        named = rule.filter.rules
        wanted = () if isinstance(named, str) else tuple(one.reference for one in named)
        return Filter(head, _source(rule.logsource), wanted, self._condition(rule.filter))

    def _condition(self, detections: SigmaDetections) -> Expression:
        lowering = Lowering(self.placeholders)
        lowered = tuple(lowering.lower(condition.parsed) for condition in detections.parsed_condition)
        return lowered[0] if len(lowered) == 1 else AnyOf(lowered)

    def _head(self, rule: SigmaRuleBase, documents: list[Document]) -> Head:
        content = json.dumps(documents, sort_keys=True, default=str).encode()
        identity = str(rule.id) if rule.id else f"made-{hashlib.sha256(content).hexdigest()[:32]}"
        return Head(
            id=printable(identity),
            title=shorten(printable(str(rule.title or "")), 300),
            level=rule.level.name.lower() if rule.level else "",
            status=rule.status.name.lower() if rule.status else "",
            path=self.path,
            name=str(rule.name or ""),
            techniques=tuple(
                tag.name.upper() for tag in rule.tags if tag.namespace == "attack" and _is_technique(tag.name)
            ),
        )


@cache
def _is_technique(name: str) -> bool:
    return name[:1].lower() == "t" and name[1:].replace(".", "").isdigit()


def _identity(document: object) -> tuple[str, str]:
    if not isinstance(document, dict):
        return "", ""
    return printable(str(document.get("id") or "")), shorten(printable(str(document.get("title") or "")), 300)


def _source(source: SigmaLogSource) -> LogSource:
    return LogSource(*(str(part or "").lower() for part in (source.product, source.category, source.service)))


def _check_sizes(document: Document) -> None:
    """Refuse conditions that would take the parser too long; raises CannotLower."""
    for part in (document.get("detection"), document.get("filter"), document.get("correlation")):
        condition = part.get("condition") if isinstance(part, dict) else None
        listed = condition if isinstance(condition, list) else [condition]
        if len(listed) > MOST_CONDITIONS:
            raise CannotLower(f"more than {MOST_CONDITIONS} conditions")
        if any(isinstance(one, str) and len(one) > LONGEST_CONDITION for one in listed):
            raise CannotLower(f"a condition of more than {LONGEST_CONDITION:,} characters")


def _reason(error: BaseException) -> str:
    if isinstance(error, RecursionError):
        return "its condition is nested too deeply"
    text = " ".join(str(error).split())
    if "deprecated and replaced by Sigma correlations" in text:
        return "an aggregation or `near` behind a pipe: withdrawn by Sigma, write a correlation rule instead"
    return shorten(printable(text or type(error).__name__), 300)
