"""What the rules on one log source ask, made ready: which tests of which fields, and which nodes over them."""

from collections import defaultdict
from dataclasses import dataclass

from beartrap.hunt.sigma.expression import Kind
from beartrap.hunt.sigma.nodes import Op
from beartrap.hunt.sigma.ruleset import RuleSet

_OF_ROWS = (Kind.NULL, Kind.EXISTS, Kind.FIELD)


@dataclass(frozen=True)
class Program:
    """The part of a rule set that looks at one log source.

    `roots` are (rule, node). `by_field` names for each field the tests of its values; `of_rows` are tests of presence and
    of two fields, `keywords` those of any field. `parents` leads from a node up; `waiting` says for an `ALL` node how many
    children must be true before it can be, counting only those that are false in a batch where no test passes.
    """

    roots: tuple[tuple[int, int], ...]
    by_field: dict[str, frozenset[int]]
    of_rows: tuple[int, ...]
    keywords: frozenset[int]
    fields: frozenset[str]
    leaf_of: dict[int, int]
    parents: dict[int, list[int]]
    waiting: dict[int, int]
    born: frozenset[int]
    lazy: frozenset[int]

    @property
    def everything(self) -> bool:
        """Whether it looks at all fields."""
        return bool(self.keywords)


def program_of(rules: RuleSet, roots: tuple[tuple[int, int], ...]) -> Program:
    """Return what some rules, given with their root nodes (see `RuleSet.roots_of`), ask."""
    nodes = _reachable(rules, [root for _, root in roots])
    leaf_of = {rules.nodes[node][1]: node for node in nodes if rules.nodes[node][0] == Op.TEST}
    by_field: dict[str, set[int]] = defaultdict(set)
    of_rows, keywords, fields = [], set(), set()
    for number in leaf_of:
        test = rules.tests[number]
        if test.field is None:
            keywords.add(number)
            continue
        fields.add(test.field)
        if test.kind in _OF_ROWS:
            of_rows.append(number)
            fields.update((test.text,) if test.kind is Kind.FIELD else ())
        else:
            by_field[test.field].add(number)
    parents, waiting, born, lazy = _wired(
        rules, nodes, {leaf_of[one] for one in (*of_rows, *keywords)}, leaf_of, keywords
    )
    return Program(
        roots=roots,
        by_field={name: frozenset(numbers) for name, numbers in by_field.items()},
        of_rows=tuple(of_rows),
        keywords=frozenset(keywords),
        fields=frozenset(fields),
        leaf_of=leaf_of,
        parents=parents,
        waiting=waiting,
        born=born,
        lazy=lazy,
    )


def _reachable(rules: RuleSet, roots: list[int]) -> list[int]:
    """Return the nodes under some roots, children before parents."""
    seen = set(roots)
    pending = list(seen)
    while pending:
        node = rules.nodes[pending.pop()]
        if node[0] != Op.TEST:
            fresh = [child for child in node[1:] if child not in seen]
            seen.update(fresh)
            pending += fresh
    return sorted(seen)


def _wired(
    rules: RuleSet, nodes: list[int], may_pass: set[int], leaf_of: dict[int, int], keywords: set[int]
) -> tuple[dict[int, list[int]], dict[int, int], frozenset[int], frozenset[int]]:
    """Return parents, waiting counts, the nodes that may be true without any passed test of a value, and lazy nodes."""
    parents: dict[int, list[int]] = defaultdict(list)
    waiting: dict[int, int] = {}
    born = set(may_pass)
    lazy = {leaf_of[number] for number in keywords}
    for number in nodes:
        op, *children = rules.nodes[number]
        if op == Op.TEST:
            continue
        if any(child in lazy for child in children):
            lazy.add(number)
        if op == Op.NOT:
            born.add(number)
            continue
        unborn = [child for child in children if child not in born]
        if (op == Op.ANY and len(unborn) < len(children)) or (op == Op.ALL and not unborn):
            born.add(number)
            continue
        waiting[number] = len(unborn) if op == Op.ALL else 1
        for child in unborn:
            parents[child].append(number)
    return dict(parents), waiting, frozenset(born), frozenset(lazy)
