"""Which rules are asked together, and what calls for them, so that a file meets only those that can match it.

1. Rules that name each other stay together; a source that is not understood, or has a global rule, stays whole.
2. Those that need some of their own strings are called for by one set of literals, and then asked by themselves. All others
   are called for by how a file begins; those that are alike are asked together.
3. Rules bound to the head of Windows programs, to other heads, and to none are apart (stages), and those that look
   at the file's name apart from those that look at its content alone.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import field

from beartrap.engine.yara_condition import need_of
from beartrap.engine.yara_gate import Gate, Head, gates_of
from beartrap.engine.yara_index import COARSE, NAMES
from beartrap.engine.yara_literals import Clause
from beartrap.engine.yara_need import LARGEST, OPEN, Begins, Need, Sized, both, either
from beartrap.engine.yara_text import NotUnderstood, RuleText, SourceText, read_source
from beartrap.model.frozen import frozen, slotted

MOST_TOGETHER = 2000
"""Bundles in one group: a set of some megabytes."""
_WORD = re.compile(r"\b(?:" + "|".join(NAMES) + r")\b")
_WINDOWS = frozenset({(0, b"MZ")})
Heads = frozenset[Head] | None


@frozen
class Bundle:
    """Rules of one source that stay together: `rules` of it in order, or all of it as written where `rules` is None."""

    source: str
    rules: tuple[int, ...] | None
    need: Need
    named: bool
    modules: bool


@frozen
class Unit:
    """What is compiled and asked together: `pieces` are (source, text). `modules`: it asks a module.

    `group`: it is called for by how a file begins alone, so that the first file of its kind needs it.
    """

    pieces: tuple[tuple[str, str], ...]
    need: Need
    modules: bool
    group: bool


@slotted
class Stage:
    """What is asked of a content that begins with one of the heads (None: of any). `named`: it looks at the file's name too.

    By the number of the unit: `always` are asked of each that begins so (with anything where that is empty), `calls` of those
    that have one of some literals.
    """

    heads: Heads
    named: bool
    always: dict[bytes, list[int]] = field(default_factory=lambda: defaultdict(list))
    calls: list[tuple[int, Clause]] = field(default_factory=list)


@frozen
class Plan:
    """Units by number, and the stages that call for them. `rest` is what of each source is in no group: (source, text)."""

    units: tuple[Unit, ...]
    stages: tuple[Stage, ...]
    rest: tuple[tuple[str, str], ...]


@slotted
class _Group:
    """Rules without a literal of their own that are behind the same heads."""

    gate: Gate
    bundles: list[Bundle] = field(default_factory=list)


class _Planner:
    """Finds each bundle its place. `extents` are, by source that is taken apart, those of its rules and its imports."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sources = sources
        self._units: list[Unit] = []
        self._stages: dict[tuple[bool, Heads], Stage] = {}
        self._groups: dict[tuple[bool, Heads, bool, str], _Group] = {}
        self._grouped: dict[str, set[int]] = defaultdict(set)
        self.extents: dict[str, tuple[list[tuple[int, int]], list[tuple[str, int, int]]]] = {}

    def add(self, bundle: Bundle) -> None:
        """Have it called for by itself, with those that are like it, or both."""
        number = None
        for gate in gates_of(bundle.need):
            short = coarse(gate.heads)
            kind = short if short is None or short == _WINDOWS else frozenset()
            stage = self._stages.setdefault((bundle.named, kind), Stage(kind, bundle.named))
            stage.heads = None if short is None or stage.heads is None else stage.heads | short
            if gate.clause is not None:
                number = self._unit([bundle], bundle.need) if number is None else number
                stage.calls.append((number, gate.clause))
                continue
            beginnings = "" if short is None else str(sorted(short))
            group = self._groups.setdefault((bundle.named, kind, bundle.modules, beginnings), _Group(gate))
            group.gate = group.gate.either(gate)
            group.bundles.append(bundle)
            self._grouped[bundle.source].update(bundle.rules or ())

    def plan(self) -> Plan:
        """Return all of it."""
        for (named, kind, _, _), group in self._groups.items():
            for start in range(0, len(group.bundles), MOST_TOGETHER):
                number = self._unit(group.bundles[start : start + MOST_TOGETHER], _need(group.gate), group=True)
                for _, begins in coarse(group.gate.heads) or {(0, b"")}:
                    self._stages[named, kind].always[begins].append(number)
        return Plan(tuple(self._units), tuple(self._stages.values()), tuple(self._rest()))

    def _rest(self) -> Iterator[tuple[str, str]]:
        for name, (extents, imports) in self.extents.items():
            chosen = [one for index, one in enumerate(extents) if index not in self._grouped[name]]
            yield name, _blanked(self._sources[name], [*chosen, *((start, end) for _, start, end in imports)])

    def _unit(self, bundles: list[Bundle], need: Need, *, group: bool = False) -> int:
        chosen: dict[str, set[int]] = defaultdict(set)
        for bundle in bundles:
            chosen[bundle.source].update(bundle.rules or ())
        pieces = tuple((name, self._piece(name, sorted(chosen[name]), lines=group)) for name in sorted(chosen))
        self._units.append(Unit(pieces, need, bundles[0].modules, group))
        return len(self._units) - 1

    def _piece(self, name: str, chosen: list[int], *, lines: bool) -> str:
        """Return some rules of a source, and the imports that they use: a module reads each content, also where nobody asks it.

        `lines`: each in its own line, so that what does not compile can be told.
        """
        source = self._sources[name]
        if name not in self.extents:
            return source
        extents, imports = self.extents[name]
        kept = [extents[index] for index in chosen]
        used = [(a, b) for module, a, b in imports if any(module in source[start:end] for start, end in kept)]
        if not lines:
            return "\n".join(source[start:end] for start, end in [*used, *kept])
        return _blanked(source, [*used, *kept])


def _blanked(source: str, kept: list[tuple[int, int]]) -> str:
    """Return parts of a text, each in the line where it stood."""
    parts, at = [], 0
    for start, end in sorted(kept):
        parts += ["\n" * source.count("\n", at, start) or " ", source[start:end]]
        at = end
    return "".join(parts)


def _need(gate: Gate) -> Need:
    heads = OPEN if gate.heads is None else either([Begins(*head) for head in sorted(gate.heads)])
    size = OPEN if (gate.least, gate.most) == (0, LARGEST) else Sized(gate.least, gate.most)
    return both([heads, size])


def plan_of(sources: Mapping[str, str], misread: Callable[[Mapping[str, SourceText]], Set[str]]) -> Plan:
    """Return how the rules of `sources` are to be asked; those that are `misread`, of all that are understood, are not taken apart."""
    planner = _Planner(sources)
    texts = {name: text for name in sorted(sources) if (text := understood(sources[name])) is not None}
    whole = misread(texts)
    for name in sorted(sources):
        text = texts.pop(name, None)
        if text is None or name in whole:
            modules = "import" in sources[name]
            planner.add(Bundle(name, None, OPEN, _WORD.search(sources[name]) is not None, modules))
            continue
        planner.extents[name] = (
            [(rule.start, rule.end) for rule in text.rules],
            list(text.imports),
        )
        for bundle in _bundles(name, text):
            planner.add(bundle)
    return planner.plan()


def understood(source: str) -> SourceText | None:
    """Return the source's rules; None where it must stay whole: a global rule rules over all, a name twice is an error."""
    try:
        text = read_source(source)
    except NotUnderstood:
        return None
    names = [rule.name for rule in text.rules]
    if len(set(names)) < len(names) or any(rule.is_global for rule in text.rules):
        return None
    return text


def _bundles(name: str, text: SourceText) -> Iterator[Bundle]:
    needs: dict[str, Need] = {}
    for rule in text.rules:
        needs[rule.name] = need_of(rule, needs)
    for members in _linked(text):
        named = any(_looks_at_name(text.rules[index]) for index in members)
        modules = any(_uses_modules(text.rules[index]) for index in members)
        need = either([needs[text.rules[index].name] for index in members])
        yield Bundle(name, tuple(members), need, named, modules)


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
