"""The JSON form of rules, expressions and correlations, in which caches keep them."""

from typing import Any

from beartrap.hunt.sigma.correlation import Correlation
from beartrap.hunt.sigma.expression import All, AnyOf, Expression, Kind, Not, Test
from beartrap.hunt.sigma.rule import Filter, Head, LogSource, Refused, Rule

Parsed = Rule | Correlation | Filter | Refused
"""What a rule file holds."""


def parsed_to(parsed: list[Parsed]) -> list[Any]:
    """Return the JSON form of what a file holds."""
    return [_one_to(one) for one in parsed]


def _one_to(one: Parsed) -> list[Any]:
    if isinstance(one, Refused):
        return ["refused", one.id, one.title, one.path, one.why]
    if isinstance(one, Correlation):
        return ["correlation", correlation_to(one)]
    source = [one.source.product, one.source.category, one.source.service]
    if isinstance(one, Filter):
        return ["filter", head_to(one.head), source, expression_to(one.condition), list(one.rules)]
    return ["rule", head_to(one.head), source, expression_to(one.condition)]


def parsed_from(data: list[Any]) -> list[Parsed]:
    """Return what `parsed_to` gave."""
    return [_one_from(one) for one in data]


def _one_from(one: list[Any]) -> Parsed:
    kind, *rest = one
    if kind == "refused":
        return Refused(*rest)
    if kind == "correlation":
        return correlation_from(rest[0])
    head, source, condition = head_from(rest[0]), LogSource(*rest[1]), expression_from(rest[2])
    if kind == "filter":
        return Filter(head, source, tuple(rest[3]), condition)
    return Rule(head, source, condition)


def head_to(head: Head) -> list[Any]:
    """Return the JSON form of a head."""
    return [head.id, head.title, head.level, head.status, head.path, head.name, list(head.techniques)]


def head_from(one: list[Any]) -> Head:
    """Return what `head_to` gave."""
    identity, title, level, status, path, name, techniques = one
    return Head(identity, title, level, status, path, name, tuple(techniques))


def test_to(test: Test) -> list[Any]:
    """Return the JSON form of a test; its field comes first."""
    if test.kind is Kind.TEXT:
        return [test.field, test.kind.value, list(test.parts), test.cased]
    return [test.field, test.kind.value, test.text, test.op, test.number]


def test_from(one: list[Any]) -> Test:
    """Return what `test_to` gave."""
    if one[1] == "text":
        return Test(one[0], Kind.TEXT, tuple(one[2]), one[3])
    return Test(one[0], Kind(one[1]), text=one[2], op=one[3], number=one[4])


def expression_to(expression: Expression) -> list[Any]:
    """Return the JSON form of an expression."""
    if isinstance(expression, Test):
        return ["test", *test_to(expression)]
    if isinstance(expression, Not):
        return ["not", expression_to(expression.of)]
    return ["all" if isinstance(expression, All) else "any", *(expression_to(one) for one in expression.of)]


def expression_from(data: list[Any]) -> Expression:
    """Return what `expression_to` gave."""
    kind, *rest = data
    if kind == "test":
        return test_from(rest)
    if kind == "not":
        return Not(expression_from(rest[0]))
    children = tuple(expression_from(one) for one in rest)
    return All(children) if kind == "all" else AnyOf(children)


def correlation_to(one: Correlation) -> dict[str, Any]:
    """Return the JSON form of a correlation."""
    return {
        "head": head_to(one.head),
        "kind": one.kind,
        "rules": one.rules,
        "groups": one.groups,
        "aliases": one.aliases,
        "seconds": one.seconds,
        "op": one.op,
        "count": one.count,
        "fields": one.fields,
        "percentile": one.percentile,
        "steps": one.steps,
        "generate": one.generate,
    }


def correlation_from(one: dict[str, Any]) -> Correlation:
    """Return what `correlation_to` gave."""
    return Correlation(
        head=head_from(one["head"]),
        kind=one["kind"],
        rules=tuple(one["rules"]),
        groups=tuple(one["groups"]),
        aliases=tuple((alias, tuple((ref, name) for ref, name in names)) for alias, names in one["aliases"]),
        seconds=one["seconds"],
        op=one["op"],
        count=one["count"],
        fields=tuple(one["fields"]),
        percentile=one["percentile"],
        steps=_tupled(one["steps"]),
        generate=one["generate"],
    )


def _tupled(steps: Any) -> Any:
    return tuple(_tupled(one) for one in steps) if isinstance(steps, list) else steps
