"""Which functions of a changed file the change could have touched: the others do what they did, and are not walked again.

A function is touched where

1. one of its lines is new, or lines were taken out of it;
2. it names a function that is touched, or a name of the file that means something else now, and could act: it may hand
   to that function, or get from it, what it did not before;
3. it shares a member of an object with one that is touched: what one puts there the other finds.

Code outside of functions is walked in any case. What is found so decides only whether anything may be new: where it
is, the whole file is walked (see `vet.worker`), so that nothing counts as new because something around it was left out.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.constructed import CONSTRUCTORS
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.reading.changes import Changes
from beartrap.vet.source.reading.prefilter import atoms, checks
from beartrap.vet.source.reading.rebound import Bound, Names, instances
from beartrap.vet.source.reading.sieve import rows_of
from beartrap.vet.source.reading.words import rows_of_interest
from beartrap.vet.source.values import Closure

LANGUAGES = frozenset({"python", "javascript"})
"""Languages whose readers tell where a function ends."""

MOSTLY = 0.5
"""Share of changed lines from which on a file is walked as a whole."""

WIDEST = 200
"""Characters of a line on average above which nobody wrote it: functions share lines then."""

CROWDED = 2000
TIMES = 10
"""Characters of a line that is asked for how many functions share it, and how often the text may be read to read each with its whole lines."""

_TOKENS = regex(r"\.?[\w$]+")
_WHOLES = regex(r"(?<![\w$.])[\w$]++(?!\s*\.\s*[\w$])")
_PUT = regex(
    r"\.([\w$]+)(?:\[[^\]\n]*\])*\s*(?:(?:[-+*/|&^%]|\*\*|//|\|\||&&|\?\?)?=(?![=>])|\.(?:append|add|update|put|insert|extend|set|push|unshift|setdefault|write)\b)"
)
"""A member that is set, or into which something is put."""
_NAMED = regex(
    r"([\w$]+)\s*[=:]\s*(?:async\b\s*)?(?:function\b|\(|[\w$]+\s*=>)|^\s*(?:(?:static|async|get|set)\s+|\*\s*)*([\w$]+)\s*\("
)
"""What a function without a name of its own is called by the line on which it begins."""
_NO_NAMES = frozenset({"if", "for", "while", "switch", "catch", "return", "function", "self", "this", "cls"})
_PYTHON_IMPORTS = regex(r"^[ \t]*(?:from\s+(\S+)\s+)?import\s+(\([^)]*\)|[^\n#]*)", re.MULTILINE)
_MODULE_IMPORTS = regex(r"\bimport\s+([^;\"'()]*?)\s*\bfrom\s*[\"']([^\"'\n]+)[\"']")
_OWN_MODULE = regex(rb"require\(\s*[\"'`]\.|\bfrom\s*[\"'`]\.|^[ \t]*from\s+\.", re.MULTILINE)


@dataclass(slots=True, eq=False)
class Unit:
    """One function that would be walked although nobody called it so far."""

    node: tree.Function
    first: int
    last: int
    names: frozenset[str]
    group: str
    """The class that it belongs to, with all classes of the file that come from one another; empty for a function."""
    words: frozenset[str]
    members: frozenset[str]
    fresh: frozenset[str]
    """Members that stand on its changed lines."""
    acts: bool
    """Whether it, or what it calls, could act."""
    text: str
    _put: frozenset[str] | None = None
    _wholes: frozenset[str] | None = None

    def names_whole(self, name: str) -> bool:
        """Whether a word stands there of which no member is asked: it is called or handed on."""
        if name not in self.words:
            return False
        if self._wholes is None:  # once, as below
            self._wholes = frozenset(_WHOLES.findall(self.text))
        return name in self._wholes

    def puts(self, member: str) -> bool:
        """Whether a member is set, or something is put into it."""
        if member not in self.members:
            return False
        if self._put is None:  # once: functions of a bundle are asked about hundreds of members
            self._put = frozenset(_PUT.findall(self.text))
        return member in self._put


def _all(names: Names) -> set[str]:
    return names.plain | names.classes | {name for _, _, name in names.local}


_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Touched:
    """What an update could have touched in one file. `before` is the text that it comes from."""

    def __init__(self, before: str, text: str, module: tree.Module) -> None:
        self._changes = Changes(before, text)
        self._text, self._module = text, module
        self._content = text.encode("utf-8", "replace")
        self._lines = text.split("\n")
        self._before = _imported(before, module.language)
        self.names: set[str] = set()
        """Names that mean something else now, or functions that are touched: for other files that use them."""

    @property
    def most(self) -> bool:
        """Whether so much is new that nothing is won by leaving functions out."""
        rows = self._changes.rows
        if len(self._changes.places) > MOSTLY * rows or len(self._text) > WIDEST * rows:
            return True
        wide = [line for line in self._lines if len(line) > CROWDED]
        return sum(len(line) * (line.count("=>") + line.count("function")) for line in wide) > TIMES * len(self._text)

    def chosen(
        self, machine: Machine, others: Mapping[str, Collection[str]] = _NOTHING, own: Mapping[str, str] = _NOTHING
    ) -> set[int]:
        """Return the functions to be walked of those that `machine` knows, by the `id` of their node.

        `others` are names that are touched in other files, by their paths, `own` what the file has of others, by its names here.
        """
        here = [one for one in machine.functions if one.module == machine.path and one.node.row]
        opened = {id(one.node) for one in here if id(one.node) in machine.entered}
        groups, active = _Groups(here), self._active(opened, own)
        told = rows_of_interest(self._text)
        active.note([*told, *rows_of(self._content, checks(self._module.language, self._content))])
        units = [
            self._unit(one.node, groups.of(one), active)
            for one in here
            if isinstance(one.node, tree.Function) and one.node.row <= one.node.end <= len(self._lines)
        ]  # what is read out of a text within the file has rows of its own
        acting(units, active.names | self._speaking(units, told), groups.names)
        dirty = [one for one in units if self._changes.touches(one.first, one.last)]
        places = [
            one for one in self._changes.places if one % 2 or not self._comment(self._lines[one // 2 - 1].strip())
        ]
        changed = self._bound(self._module.body, places, opened, known=True)
        changed.plain -= _NO_NAMES
        self.names = changed.plain | changed.classes | {name for one in dirty for name in _called(one, groups.names)}
        self.names |= {name for group in {one.group for one in dirty} for name in groups.names[group]}
        found = Spreading(units, groups.names, instances(self._module)).reached(dirty, changed)
        taken = self._taken(own, others)
        found += [one for one in units if one.acts and any(_takes(one, *some) for some in taken)]
        left = {id(one.node) for one in units} - {id(one.node) for one in found}
        return {id(one.node) for one in machine.functions} - left

    def _comment(self, line: str) -> bool:
        """Whether a line outside of functions says nothing."""
        if self._module.language == "python":
            return not line or line[0] == "#"
        return not line or line.startswith(("//", "/*", "* ")) or line in ("*", "*/")

    def _taken(
        self, own: Mapping[str, str], others: Mapping[str, Collection[str]]
    ) -> list[tuple[set[str], Collection[str]]]:
        """Return for each other file by what names its own are known here, and what of it is touched."""
        found = []
        for path, names in others.items():
            known = {alias for alias, other in own.items() if other == path} - {path}
            if not known:  # of CommonJS: what stands on the line that asks for it
                stem = re.escape(path.rpartition("/")[2].partition(".")[0])
                lines = re.findall(rf"^.*[\"'`/]{stem}(?:\.\w+)?[\"'`].*$", self._text, re.MULTILINE)
                known = {word for line in lines for word in re.findall(r"[\w$]+", line.partition("=")[0])}
            found.append((known, names))
        return found

    def _speaking(self, units: list[Unit], told: Iterable[int]) -> set[str]:
        """Return the names that lines outside of functions give to words of interest, which stand on the rows `told`."""
        inside = {row for one in units for row in range(one.first, one.last + 1)}
        lines = [self._lines[row - 1] for row in told if row not in inside]
        return {word for line in lines for word in re.findall(r"[\w$]+", line.partition("=")[0])}

    def _unit(self, node: tree.Function, group: str, active: "_Active") -> Unit:
        first = min([node.row, *(one.row for one in node.decorators)])
        text = "\n".join(self._lines[first - 1 : node.end])
        tokens = set(_TOKENS.findall(text))
        members = frozenset(token[1:] for token in tokens if token[0] == ".")
        words = frozenset(token for token in tokens if token[0] != ".")
        names = frozenset([node.name]) if node.name else frozenset(_named(self._lines[node.row - 1]))
        acts = active.within(first, node.end)
        rows = [place // 2 for place in self._changes.between(first, node.end) if not place % 2]
        fresh = _TOKENS.findall("\n".join(self._lines[row - 1] for row in rows))
        touched = frozenset(token[1:] for token in fresh if token[0] == ".")
        return Unit(node, first, node.end, names, group, words, members, touched, acts, text)

    def _active(self, opened: set[int], own: Collection[str]) -> "_Active":
        """Return the rows that could act, and the names that rows outside of functions give to what acts."""
        content = self._content
        rows = rows_of(content, atoms(self._module.language, content))
        taken = [match.start() for match in _OWN_MODULE.finditer(content)] if own else []
        named = self._bound(self._module.body, [2 * row for row in rows], opened, known=False)
        mine = self._bound(self._module.body, [2 * row for row in rows_of(content, taken)], opened, known=False)
        return _Active(rows, _all(named) | _all(mine) | set(own))

    def _bound(self, body: Iterable[tree.Node], places: Sequence[int], opened: set[int], known: bool) -> Names:
        """Return the names that the statements at some places bind; `known` leaves out imports that stood before."""
        reader = Bound(opened, self._before if known else frozenset(), self._changes.gone if known else {})
        reader.of(body, places)
        return reader.names


class _Active:
    """Rows of a file that could act, and names that stand for what acts."""

    def __init__(self, rows: list[int], names: set[str]) -> None:
        self._rows = rows
        self.names = names - _NO_NAMES

    def note(self, rows: Iterable[int]) -> None:
        """Take note of more rows that could act."""
        self._rows = sorted({*self._rows, *rows})

    def within(self, first: int, last: int) -> bool:
        at = bisect_right(self._rows, first - 1)
        return at < len(self._rows) and self._rows[at] <= last


def _takes(unit: Unit, known: set[str], names: Collection[str]) -> bool:
    """Whether a function uses something that is touched of another file, by itself or as its member."""
    mine = unit.words & known
    return bool(mine) and not (mine.isdisjoint(names) and unit.members.isdisjoint(names))


def _imported(before: str, language: str) -> frozenset[tuple[str, str]]:
    """Return what a text imports: each module with each word of the names that are taken from it."""
    if language == "javascript":
        found = ((one[2], one[1]) for one in _MODULE_IMPORTS.finditer(before))
    else:
        found = ((one[1] or "", one[2]) for one in _PYTHON_IMPORTS.finditer(before))
    return frozenset((module, word) for module, names in found for word in re.findall(r"[\w.*$]+", names))


def _named(line: str) -> Iterator[str]:
    for match in _NAMED.finditer(line[:400]):
        name = match[1] or match[2]
        if name not in _NO_NAMES:
            yield name


class _Groups:
    """Classes of a file, those together of which one comes from the other."""

    def __init__(self, closures: Iterable[Closure]) -> None:
        self._above: dict[str, str] = {}
        classes = {node.name: node for closure in closures if (node := _class_of(closure)) is not None}
        for name, node in classes.items():
            for base in node.bases:
                parent = tree.dotted(base).rpartition(".")[2]
                if parent in classes and self._top(parent) != self._top(name):
                    self._above[self._top(name)] = self._top(parent)
        self.names = defaultdict[str, set[str]](set)
        """The classes of each group."""
        for name in classes:
            self.names[self._top(name)].add(name)

    def _top(self, name: str) -> str:
        while name in self._above:
            name = self._above[name]
        return name

    def of(self, closure: Closure) -> str:
        """Return the group of a method's class, nothing for a function."""
        node = _class_of(closure)
        return self._top(node.name) if node is not None else ""


def _class_of(closure: Closure) -> tree.Class | None:
    own = closure.own.closure if closure.own is not None else None
    return own.node if own is not None and isinstance(own.node, tree.Class) else None


def acting(units: list[Unit], names: set[str], classes: dict[str, set[str]]) -> None:
    """Tell of each function whether it calls one that could act, or uses a name that stands for what acts."""
    mentions, left = _mentions(units), set(names)
    for unit in units:
        left |= _called(unit, classes) if unit.acts else set()
    while left:
        reached = [unit for name in left for unit in mentions.pop(name, ()) if not unit.acts]
        left = set()
        for unit in reached:
            unit.acts = True
            left |= _called(unit, classes)


def _called(unit: Unit, classes: dict[str, set[str]]) -> set[str]:
    """Return the names by which a function is called: the class stands for what makes its objects."""
    maker = unit.group and not unit.names.isdisjoint(CONSTRUCTORS)
    return set(classes[unit.group]) if maker else set(unit.names - _NO_NAMES)


def _mentions(units: Iterable[Unit]) -> dict[str, list[Unit]]:
    found = defaultdict[str, list[Unit]](list)
    for unit in units:
        for word in unit.words | unit.members:
            found[word].append(unit)
    return found


class Spreading:
    """How what changed in some functions and names of a file reaches its other functions."""

    def __init__(self, units: list[Unit], classes: dict[str, set[str]], instances: dict[str, set[str]]) -> None:
        """`classes` are those of each group, `instances` the names that stand for objects of a class."""
        self._units, self._classes = units, classes
        self._mentions = _mentions(units)
        self._known_as = {group: self._aliases(names, instances) for group, names in classes.items()}
        self._shared: set[tuple[str, str]] = set()

    def _aliases(self, names: set[str], instances: dict[str, set[str]]) -> set[str]:
        """Return the classes of a group, the names of their objects, and the functions and classes that name one of them."""
        found = set(names).union(*(instances.get(name, set()) for name in names))
        users = [one for one in self._units if not one.words.isdisjoint(names)]
        return found.union(*(one.names for one in users), (one.group for one in users)) - {""}

    def reached(self, dirty: Iterable[Unit], changed: Names) -> list[Unit]:
        """Return all functions that are touched, by functions that changed and by names that mean something else."""
        found = set(dirty)
        names = set[tuple[str, str]]()
        for one in dirty:
            names |= {(one.group, name) for name in _called(one, self._classes)}
            self._shared |= {(one.group, member) for member in one.fresh if self._put(one.group, member)}
        found |= {one for one in self._units if not changed.classes.isdisjoint(self._classes[one.group])}
        found |= {one for group, name in names for one in self._naming(group, name)}
        found |= {one for name in changed.plain | changed.classes for one in self._mentions.get(name, ()) if one.acts}
        for first, last, name in changed.local:
            found |= {
                one for one in self._mentions.get(name, ()) if one.acts and first <= one.first <= one.last <= last
            }
        found |= {one for one in self._units if one.acts and self._shares(one)}
        found |= set(self._makers(found))
        return [one for one in self._units if one in found]

    def _naming(self, group: str, name: str) -> Iterator[Unit]:
        """Yield the functions that could act and mean by a name the function of that class (of none: any)."""
        for one in self._mentions.get(name, ()):
            if one.acts and (
                (one.names_whole(name) if not group else one.group == group)
                or (group and (name in self._classes[group] or self._holds(one, group)))
                or (not group and name in one.members)
            ):
                yield one

    def _holds(self, unit: Unit, group: str) -> bool:
        """Whether a function may have an object of a class."""
        return unit.group in self._known_as[group] or not unit.words.isdisjoint(self._known_as[group])

    def _put(self, group: str, member: str) -> bool:
        """Whether a function of a class puts something into a member."""
        return any(one.group == group and one.puts(member) for one in self._mentions.get(member, ()))

    def _shares(self, unit: Unit) -> bool:
        return any((unit.group, member) in self._shared for member in unit.members)

    def _makers(self, found: set[Unit]) -> list[Unit]:
        groups = {one.group for one in found} - {""}
        return [one for one in self._units if one.group in groups and not one.names.isdisjoint(CONSTRUCTORS)]
