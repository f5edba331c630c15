"""Which rules are compiled together, so that a file meets only those that can match it.

1. Rules that name each other stay together; a source that is not understood, or has a global rule, stays whole.
2. By gate: rules bound to the head of Windows programs, to other heads, and to none are apart (stages), those that look
   at the file's name apart from those that look at its content alone.
3. Within a stage, chunks of rules that need some of their own strings: one pass of Hyperscan over the literals of all of
   them says which chunks a content can concern.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from beartrap.engine.yara_condition import NAMES, gates_of
from beartrap.engine.yara_gate import LARGEST, OPEN, Gate, Head, alternatives, joined
from beartrap.engine.yara_literals import rarity
from beartrap.engine.yara_text import NotUnderstood, RuleText, SourceText, read_source

CHUNK = 64
"""Rules compiled together. Fewer make more sets to load, more make each chunk that is let through dearer."""
RARITIES = ((9, CHUNK), (5, 12), (0, 4))
"""How many rules make a chunk, by the rarity of their strings: where these are in many files, a small one lets fewer neighbours
through. (A word of 18 letters, or nine characters that are no single word, is rare.)"""
COARSE = 2
"""Bytes at the start of a file by which stages are told apart."""
_WORD = re.compile(r"\b(?:" + "|".join(NAMES) + r")\b")
_WINDOWS = frozenset({(0, b"MZ")})
Heads = frozenset[Head] | None


@dataclass(frozen=True, slots=True)
class Bundle:
    """Rules of one source that stay together: `rules` of it in order, or all of it as written where `rules` is None."""

    source: str
    rules: tuple[int, ...] | None
    gate: Gate
    named: bool
    modules: bool


@dataclass(frozen=True, slots=True)
class Chunk:
    """Bundles that are compiled together. `needs`: for each of them the sets of string definitions of each of which one must
    occur; None where any file will do."""

    bundles: tuple[Bundle, ...]
    heads: Heads
    least: int
    most: int
    needs: tuple[tuple[frozenset[str], ...], ...] | None


@dataclass(frozen=True, slots=True)
class Stage:
    """Chunks behind the same heads (None: any file). `named`: they look at the file's name too."""

    heads: Heads
    named: bool
    chunks: tuple[Chunk, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Stages over `texts` (by source; None where one is not understood), and the place of each rule in the order of all."""

    stages: tuple[Stage, ...]
    texts: Mapping[str, SourceText | None]


def plan_of(sources: Mapping[str, str], whole: frozenset[str] = frozenset()) -> Plan:
    """Return how the rules of `sources` are to be compiled; those of `whole` are not taken apart."""
    texts: dict[str, SourceText | None] = {}
    bundles: list[Bundle] = []
    for name in sorted(sources):
        texts[name] = None if name in whole else _understood(sources[name])
        bundles += _bundles(name, sources[name], texts[name])
    by_stage: dict[tuple[bool, Heads], list[Bundle]] = defaultdict(list)
    for bundle in bundles:
        by_stage[bundle.named, _stage_of(bundle.gate.heads)].append(bundle)
    stages = [
        Stage(_together(heads, members), named, tuple(_chunks(members)))
        for (named, heads), members in sorted(by_stage.items(), key=lambda item: (item[0][0], str(item[0][1])))
    ]
    return Plan(tuple(stages), texts)


def _understood(source: str) -> SourceText | None:
    """Return the source's rules; None where it must stay whole: a global rule rules over all, a name twice is an error."""
    try:
        text = read_source(source)
    except NotUnderstood:
        return None
    names = [rule.name for rule in text.rules]
    if len(set(names)) < len(names) or any(rule.is_global for rule in text.rules):
        return None
    return text


def _bundles(name: str, source: str, text: SourceText | None) -> Iterator[Bundle]:
    if text is None:
        yield Bundle(name, None, OPEN, _WORD.search(source) is not None, modules="import" in source)
        return
    gates: dict[str, tuple[Gate, ...]] = {}
    known: dict[str, Gate] = {}
    for rule in text.rules:
        gates[rule.name] = gates_of(rule, known)
        known[rule.name] = joined(gates[rule.name])
    for members in _linked(text):
        named = any(_looks_at_name(text.rules[index]) for index in members)
        modules = any(_uses_modules(text.rules[index]) for index in members)
        for gate in alternatives(gate for index in members for gate in gates[text.rules[index].name]):
            yield Bundle(name, tuple(members), gate, named, modules)


def _uses_modules(rule: RuleText) -> bool:
    """Whether it asks a module: each costs its parsing on every content, fifty times what a plain rule does."""
    pairs = zip(rule.condition, rule.condition[1:], strict=False)
    return any(token.kind == "word" and following.value == "." for token, following in pairs)


def _looks_at_name(rule: RuleText) -> bool:
    return any(token.kind == "word" and token.value in NAMES for token in rule.condition)


def _linked(text: SourceText) -> list[list[int]]:
    """Return the rules in groups that name each other, each in order (a name with a star names all that begin so)."""
    places = {rule.name: index for index, rule in enumerate(text.rules)}
    leader = list(range(len(text.rules)))

    def find(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    for index, rule in enumerate(text.rules):
        for token, following in zip(rule.condition, (*rule.condition[1:], None), strict=True):
            if token.kind != "word":
                continue
            if token.value in places:
                leader[find(index)] = find(places[token.value])
            if following is not None and following.value == "*":
                for other, place in places.items():
                    if other.startswith(token.value):
                        leader[find(index)] = find(place)
    groups: dict[int, list[int]] = defaultdict(list)
    for index in range(len(text.rules)):
        groups[find(index)].append(index)
    return list(groups.values())


def coarse(heads: Heads) -> Heads:
    """Return the heads by their first bytes; None where one of them is shorter, or does not begin the file."""
    if heads is None:
        return None
    short = frozenset((offset, content[:COARSE]) for offset, content in heads)
    return short if all(offset == 0 and len(content) == COARSE for offset, content in short) else None


def _stage_of(heads: Heads) -> Heads:
    """Return what tells the stage: Windows programs, any other heads (an empty set stands for them), or none."""
    short = coarse(heads)
    return short if short is None or short == _WINDOWS else frozenset()


def _together(stage: Heads, members: list[Bundle]) -> Heads:
    if stage is None:
        return None
    found: set[Head] = set()
    for bundle in members:
        found |= coarse(bundle.gate.heads) or set()
    return frozenset(found)


def _chunks(members: list[Bundle]) -> Iterator[Chunk]:
    """Cut a stage into chunks of rules that are alike, in the order they stand in.

    Rules that ask a module, or whose strings are in many files, would else make their neighbours dear.
    """
    members = sorted(members, key=lambda one: (_likeness(one), str(sorted(one.gate.heads or ()))))
    waiting: list[Bundle] = []
    count = 0
    for bundle in members:
        most = _size(bundle.gate)
        if waiting and (count >= most or _likeness(bundle) != _likeness(waiting[0])):
            yield _chunk(waiting)
            waiting, count = [], 0
        waiting.append(bundle)
        count += len(bundle.rules or ()) or CHUNK
    if waiting:
        yield _chunk(waiting)


def _size(gate: Gate) -> int:
    """Return how many rules of such a gate make a chunk."""
    if not gate.clauses:
        return CHUNK
    weight = min(map(rarity, gate.clauses[0]))
    return next(size for least, size in RARITIES if weight >= least)


def _likeness(bundle: Bundle) -> tuple[bool, int, bool, str]:
    heads = coarse(bundle.gate.heads)
    beginnings = "" if bundle.gate.clauses or heads is None else str(sorted(heads))
    return (bool(bundle.gate.clauses), _size(bundle.gate), bundle.modules, beginnings)


def _chunk(bundles: list[Bundle]) -> Chunk:
    heads: Heads = frozenset()
    for bundle in bundles:
        heads = None if heads is None or bundle.gate.heads is None else heads | bundle.gate.heads
    needs = tuple(bundle.gate.clauses for bundle in bundles)
    ordered = sorted(bundles, key=lambda one: (one.source, one.rules or ()))
    return Chunk(
        tuple(ordered),
        heads,
        min(bundle.gate.least for bundle in bundles),
        min(max(bundle.gate.most for bundle in bundles), LARGEST),
        needs if all(needs) else None,
    )
