"""From pySigma's correlation rules to ours."""

from typing import Any

from sigma.correlations import (
    CorrelationConditionAND,
    CorrelationConditionNOT,
    CorrelationConditionOR,
    SigmaCorrelationCondition,
    SigmaCorrelationRule,
    SigmaExtendedCorrelationCondition,
    SigmaRuleReference,
)

from beartrap.hunt.sigma.correlation import Correlation, Steps
from beartrap.hunt.sigma.rule import Head

MOST_REFERENCES = 100
"""Rules that one correlation may name."""
MOST_GROUPS = 16
"""Fields by which one correlation may group."""


class BadCorrelation(ValueError):
    """The correlation asks for something that is not supported; the text says what."""


def correlation_of(rule: SigmaCorrelationRule, head: Head) -> Correlation:
    """Return what pySigma parsed; raises BadCorrelation, or the parser's own error."""
    fatal = [
        error for error in rule.errors if "orrelation" in type(error).__name__ or "imespan" in type(error).__name__
    ]
    if fatal:
        raise fatal[0]
    condition: Any = rule.condition
    steps = _steps(condition.parsed) if isinstance(condition, SigmaExtendedCorrelationCondition) else None
    names = tuple(one.reference for one in rule.rules or ()) or _named(condition)
    if not names or len(names) > MOST_REFERENCES or len(rule.group_by or ()) > MOST_GROUPS:
        raise BadCorrelation(f"it must name 1 to {MOST_REFERENCES} rules and group by at most {MOST_GROUPS} fields")
    simple = condition if isinstance(condition, SigmaCorrelationCondition) else None
    listed = simple.fieldref if simple else None
    return Correlation(
        head=head,
        kind=rule.type.name.lower(),
        rules=names,
        groups=tuple(rule.group_by or ()),
        aliases=tuple(
            (alias.alias, tuple((ref.reference, field) for ref, field in alias.mapping.items()))
            for alias in rule.aliases
        ),
        seconds=rule.timespan.seconds,
        op=simple.op.name.lower() if simple else "gte",
        count=simple.count if simple else 1,
        fields=(listed,) if isinstance(listed, str) else tuple(listed or ()),
        percentile=(simple.percentile or 0) if simple else 0,
        steps=steps,
        generate=rule.generate,
    )


def _named(condition: Any) -> tuple[str, ...]:
    if isinstance(condition, SigmaExtendedCorrelationCondition):
        return tuple(condition.get_referenced_rules())
    return ()


def _steps(node: Any) -> Steps:
    if isinstance(node, SigmaRuleReference):
        return node.reference
    words = {CorrelationConditionAND: "and", CorrelationConditionOR: "or", CorrelationConditionNOT: "not"}
    return (words[type(node)], tuple(_steps(child) for child in node.args))
