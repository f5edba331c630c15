"""From rules to one linked set: conditions written in the events' own field names, with shared tests and nodes.

Each rule goes to every log source of events that it is for. What is the same in two rules is there once: tests are
interned, and nodes are hash-consed, so that the matcher works each out once a batch.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from beartrap.engine.folding import fold
from beartrap.hunt.sigma.codec import Parsed
from beartrap.hunt.sigma.correlation import Correlation
from beartrap.hunt.sigma.expression import All, AnyOf, Expression, Kind, Not, Test, tests_of
from beartrap.hunt.sigma.feeds import Feed, Wiring, feeds_of
from beartrap.hunt.sigma.field_index import index_fields
from beartrap.hunt.sigma.linear import not_linear
from beartrap.hunt.sigma.nodes import Interner
from beartrap.hunt.sigma.references import in_order
from beartrap.hunt.sigma.rule import Filter, LogSource, Refused, Rule
from beartrap.hunt.sigma.ruleset import RuleSet

EVENT_ID = "EventID"


def link(
    rules: Sequence[Rule],
    correlations: Sequence[Correlation] = (),
    filters: Sequence[Filter] = (),
    refused: Sequence[Refused] = (),
    wirings: tuple[Wiring, ...] = (),
) -> RuleSet:
    """Return the set in which `rules` look at events; two rules with one id and one content are one."""
    linker = _Linker(wirings)
    kept = _distinct(sorted(rules, key=lambda rule: (rule.head.id, rule.head.path)))  # one order for one set: caches
    for number, rule in enumerate(kept):
        linker.add(number, rule, _filtered(rule, filters))
    heads = tuple(rule.head for rule in kept)
    usable, unusable = in_order(heads, correlations)
    return RuleSet(
        heads=heads,
        sources=tuple(rule.source for rule in kept),
        tests=tuple(linker.interner.tests),
        fields=index_fields(linker.interner.tests),
        nodes=tuple(linker.interner.nodes),
        roots={events: tuple(pairs) for events, pairs in sorted(linker.roots.items())},
        correlations=usable,
        refused=(*refused, *unusable),
    )


def link_parsed(parsed: Iterable[Parsed], wirings: tuple[Wiring, ...] = ()) -> RuleSet:
    """Return the set of what rule files hold. Rules whose regular expressions are not linear are refused here."""
    rules: list[Rule] = []
    refused: list[Refused] = []
    correlations: list[Correlation] = []
    filters: list[Filter] = []
    for one in parsed:
        if isinstance(one, Rule):
            why = _not_linear(one.condition)
            if why is None:
                rules.append(one)
            else:
                refused.append(Refused(one.head.id, one.head.title, one.head.path, why))
        elif isinstance(one, Correlation):
            correlations.append(one)
        elif isinstance(one, Filter):
            filters.append(one)
        else:
            refused.append(one)
    return link(rules, correlations, filters, refused, wirings)


def _not_linear(condition: Expression) -> str | None:
    return next((why for test in tests_of(condition) if (why := not_linear(test)) is not None), None)


def _distinct(rules: Iterable[Rule]) -> list[Rule]:
    """Leave out repeated rules; a rule that shares its id with another one gets a number to it."""
    seen: dict[str, list[Rule]] = {}
    kept: list[Rule] = []
    for rule in rules:
        same = seen.setdefault(rule.head.id, [])
        if any(one.condition == rule.condition and one.source == rule.source for one in same):
            continue
        same.append(rule)
        kept.append(rule if len(same) == 1 else rule.renamed(f"{rule.head.id}#{len(same)}"))
    return kept


def _filtered(rule: Rule, filters: Iterable[Filter]) -> Expression:
    own = [one.condition for one in filters if _applies(one, rule)]
    return All((rule.condition, *own)) if own else rule.condition


def _applies(one: Filter, rule: Rule) -> bool:
    named = not one.rules or bool({rule.head.id, rule.head.name} & set(one.rules))
    return named and Wiring(one.source, Feed("")).takes(rule.source)


@dataclass
class _Linker:
    wirings: tuple[Wiring, ...]
    interner: Interner = field(default_factory=Interner)
    roots: dict[str, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    feeds: dict[LogSource, list[Feed]] = field(default_factory=dict)

    def add(self, number: int, rule: Rule, condition: Expression) -> None:
        if rule.source not in self.feeds:
            self.feeds[rule.source] = feeds_of(rule.source, self.wirings)
        used = {test.field for test in tests_of(condition)}
        for feed in self.feeds[rule.source]:
            if used & feed.lacking:
                continue
            where = tuple(_is_one_of(name, values) for name, values in feed.where)
            expression = rename(condition, feed)
            root = self.interner.add(All((*where, expression)) if where else expression)
            for events in _narrowed(feed.events, expression):
                self.roots[events].append((number, root))


def _is_one_of(name: str, values: tuple[str, ...]) -> Expression:
    return AnyOf(tuple(Test(name, Kind.TEXT, (fold(value),)) for value in values))


def rename(expression: Expression, feed: Feed) -> Expression:
    """Return an expression in the field names of a feed; a field that may be several is any one of them."""
    if isinstance(expression, Test):
        return _renamed(expression, feed)
    if isinstance(expression, Not):
        return Not(rename(expression.of, feed))
    return type(expression)(tuple(rename(one, feed) for one in expression.of))


def _renamed(test: Test, feed: Feed) -> Expression:
    if test.field is None:
        return test
    others = feed.fields.get(test.text, (test.text,)) if test.kind is Kind.FIELD else (test.text,)
    renamed = tuple(
        Test(own, test.kind, test.parts, test.cased, other, test.op, test.number)
        for own in feed.fields.get(test.field, (test.field,))
        for other in others
    )
    if len(renamed) == 1:
        return renamed[0]
    return All(renamed) if test.kind is Kind.NULL else AnyOf(renamed)


def _narrowed(events: str, expression: Expression) -> list[str]:
    """Return the log sources that can meet a condition: those of the event ids that it demands, else all."""
    if not events.startswith("windows/") or not events.endswith("/*") or events == "windows/*":
        return [events]
    ids = _event_ids(expression)
    return [events] if ids is None else [f"{events[:-1]}{one}" for one in sorted(ids)]


def _event_ids(expression: Expression) -> frozenset[str] | None:
    """Return the event ids without which an expression is false, None where it may be true with any."""
    if isinstance(expression, Test):
        plain = expression.field == EVENT_ID and expression.kind is Kind.TEXT
        if plain and len(expression.parts) == 1 and isinstance(expression.parts[0], str):
            return frozenset(expression.parts)  # type: ignore[arg-type]
        return None
    if isinstance(expression, Not):
        return None
    known = [_event_ids(one) for one in expression.of]
    if isinstance(expression, All):
        sets = [one for one in known if one is not None]
        return frozenset.intersection(*sets) if sets else None
    return frozenset().union(*known) if known and None not in known else None  # type: ignore[arg-type]
