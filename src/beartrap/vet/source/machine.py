"""The abstract machine: walks a tree, folds what can be folded, follows what cannot, and notes what acts on the world.

It runs nothing. A statement is visited in the order in which it stands; both sides of a branch are; a loop is walked once, or as
often as it would run where all it needs is known and its work is small (that is how decoders written by hand are undone). A call
of a function of the same package is walked with its arguments, as long as the fuel lasts; the result says where it did not.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from beartrap.model.text import printable, shorten
from beartrap.vet.behaviour import Layer, When
from beartrap.vet.source import tree
from beartrap.vet.source.constructed import CONSTRUCTORS, construct
from beartrap.vet.source.events import TEXT_SHOWN, Act, Event
from beartrap.vet.source.frame import FAVOURS, Frame, by_place, keep_arguments, short_texts
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.listened import Words
from beartrap.vet.source.parameters import is_secret, mark_of, marks_beside, speaks, stands_between, told_by_name
from beartrap.vet.source.standing import joined_by_dots, stands_in, worked_out
from beartrap.vet.source.tree import Node, Statements
from beartrap.vet.source.unsaid import is_callers
from beartrap.vet.source.values import (
    HOLE,
    TRAIL,
    UNKNOWN,
    Closure,
    Marks,
    Scope,
    Spot,
    Value,
    layers_of,
    listed,
    marks_of,
    signature,
    united,
)
from beartrap.vet.source.weight import told

FUEL = 20_000
"""Nodes visited for one file, beside two for each that it has (one for eight characters); a second for a hundred thousand."""

SPARE = 30_000
"""Nodes visited while code is walked as it would run, beside five for each character of the file: a decoder by hand
takes about fifteen for each byte that it hides, two or more characters long."""
SPARE_AT_MOST = 250_000

INLINED = 8
"""Calls within calls that are followed."""

QUOTE = 200
"""Characters of a quoted line."""


class Surroundings(Protocol):
    """What lies around the file: other modules of its package, and code that stands in its strings."""

    def imported(self, machine: "Machine", path: str, statement: tree.Import) -> Value | None:
        """Return what an import of a module of the same package gives, None where it is another package's."""

    def embedded(self, machine: "Machine", code: Value, language: str, row: int) -> Value:
        """Look at code that the file would hand to an interpreter; return what it gives."""

    def started(self, machine: "Machine", path: str, told: dict[str, Value]) -> None:
        """Look at a file of the same package that is started as a program of its own, which is `told` something there."""

    def data(self, path: str) -> bytes | None:
        """Return a file of the same package by the end of its path, None where there is none that is small enough."""


Handler = Callable[["Machine", Any, Scope], Value]


class Machine:
    """Walks the statements of one file; `events` are what it saw."""

    left: set[str]
    """What was not followed, in words."""
    pieced: set[str]
    """Names that were put together of their labels, dots between them."""
    opened: list[str]
    """Modules and classes of others whose names stand alone."""
    broken = 0
    """Pieces of code in texts that do not parse."""
    starved = False
    """Whether calls were not gone into any more."""

    programs: list[tuple[tree.Branch, Scope]] | None = None
    """What the file keeps for when it is started as a program, where it is walked for others first; None where it is started."""

    heard: "Words | None" = None
    """The words that all files of a program tell each other; None where a file is walked alone."""

    def __init__(
        self,
        handlers: dict[type[Node], Handler],
        invoke: "Callable[[Machine, Invocation], Value]",
        path: str,
        language: str,
        lines: Sequence[str],
        when: When,
        around: Surroundings,
        layers: tuple[Layer, ...] = (),
    ) -> None:
        self._handlers = handlers
        self.invoke = invoke
        """How a call is carried on; handed in, because a call of the language's reflection is again a call."""
        self.path = path
        self.language = language
        self.lines = lines
        self.text = "\n".join(lines)
        self._texts: dict[str, str] = {}
        self.files: dict[str, Sequence[str]] = {path: lines}
        """The lines of each file whose functions may be walked from here."""
        self.when = when
        self.around = around
        self.layers = layers
        self.events: list[Event] = []
        self.fuel, self.spare = FUEL + len(self.text) // 4, min(SPARE + 5 * len(self.text), SPARE_AT_MOST)
        self.guard: Marks = {}
        """Places of secrets that tests around the code name: what is read there may be one."""
        self.compared: Marks = {}
        self.favours, self.awaited = FAVOURS, list[Value]()
        """What was held against a beginning that it must have."""
        self.tests: list[Node] = []
        """The tests that stand around the code that is walked, the outermost first."""
        self.unsure = 0
        """Tests and calls that were not known although the code was walked as it would run."""
        self._summaries: dict[tuple[object, ...], Value] = {}
        self.left, self.opened, self.keyed, self.variables = set(), [], set[tuple[int, str]](), dict[str, Value]()
        self.frame, self.scope = Frame(), Scope()
        """The call that is being walked, and the names that it sees."""
        self.concrete = 0
        """Above 0 while a loop or function is walked just as it would run."""
        self.row_base = 0
        """Lines of the file before this piece of it."""
        self.row_shift: int | None = None
        """The row to report instead of the code's own, for code that stands in a string."""
        self.written: dict[str, Marks] = {}
        """What was written to a path that is known by its text."""
        self.functions, self.pieced = list[Closure](), set[str]()
        self.entered: dict[int, int] = {}
        self.active: list[int] = []
        self.inside, self.asked, self.named = list[str](), list[Sequence[str]](), dict[int, str]()
        """The names of the functions that are being walked, what those are asked to be given, and what nameless ones are kept as."""
        self.put_away, self.guessable, self.kept = False, False, 0
        """Whether something of weight was put where functions that were walked before may find it, and something was
        drawn from a generator that can be guessed; how often something of weight was kept since the loop around began."""
        self.again = self.twice = False
        """Whether functions are walked once more: nothing that was put away is taken for gone; and whether they all will be, whatever was put away."""
        self.words, self.strings = Words(), list[tuple[str, int]]()

    def value(self, node: Node, scope: Scope) -> Value:
        """Return what `node` is, noting what it does."""
        if self.concrete:
            self.spare -= 1
        else:
            self.fuel -= 1
        return self._handlers[type(node)](self, node, scope)

    def run(self, body: Statements, scope: Scope) -> Value:
        """Walk statements; return the value of the last one."""
        last = Value()
        for statement in body:
            last = self.value(statement, scope)
            if self.frame.flow is not None:
                break
        return last

    def burnt(self, *, plainly: bool = False) -> bool:
        """Whether the fuel is gone (`plainly`: that for code of which not all is known); what is left is then walked plainly."""
        if (self.spare if self.concrete and not plainly else self.fuel) > 0:
            return False
        self.starved = True
        return True

    def conditions(self) -> frozenset[str]:
        """Return the words of the tests around this place, with what they compare with: its function's, else its callers'."""
        own = self.tests[self.frame.tested :] or self.tests
        return frozenset(word for test in own[-4:] for word in tree.words(test))

    def forget(self) -> None:
        """Walk each function anew when it is entered the next time: what it would find has changed."""
        self._summaries.clear()
        self.entered.clear()
        self.again = True

    def spot(self, row: int, quote: str = "") -> Spot:
        """Return the place of a line of this file."""
        shown = self.row_shift if self.row_shift is not None else row + self.row_base
        return Spot(self.path, shown, quote or self.quote(row))

    def quote(self, row: int) -> str:
        """Return a line of the file, safe to show; empty for the endless lines of minified code."""
        if not 0 < row <= len(self.lines):
            return ""
        line = self.lines[row - 1]
        return shorten(printable(line.strip()), QUOTE) if len(line) < 4000 else ""

    def stands(self, text: str) -> bool:
        """Whether most words of a text stand in the file too, as those of a template do; a text of few words counts as such."""
        return stands_in(text, self.text)

    def mark(self, value: Value, name: str, row: int, quote: str = "") -> Value:
        """Return `value`, marked as made of `name` here."""
        if name not in value.marks:
            value.marks = {**value.marks, name: (self.spot(row, quote),)}
        return value

    def given(self, value: Value, name: str, row: int) -> Value:
        """Return `value`, marked as handed in by a caller that nobody knows, under that name."""
        name = name.lstrip("$*")
        for mark in marks_beside(name):
            self.mark(value, mark, row)
        return self.mark(value, "given-secret" if (row, name) in self.keyed else mark_of(name), row)

    def extend(self, marks: Marks, row: int) -> Marks:
        """Return the marks with this line added to the way that each came."""
        if not marks:
            return {}
        spot = self.spot(row)
        return {
            name: trail if len(trail) >= TRAIL or trail[-1] == spot else (*trail, spot) for name, trail in marks.items()
        }

    def emit(
        self,
        act: Act,
        name: str,
        row: int,
        *,
        text: str = "",
        marks: Marks | None = None,
        values: Sequence[Value] = (),
        hidden: bool = False,
        layers: tuple[Layer, ...] = (),
        options: frozenset[str] = frozenset(),
    ) -> Event:
        """Note one act at a line."""
        shown = self.row_shift if self.row_shift is not None else row + self.row_base
        quote = self.quote(row) or shorten(printable(f"{name}({text})"), QUOTE)
        found = marks if marks is not None else marks_of(values)
        deepest = layers or layers_of(values)
        if not deepest and not self.layers and self.row_shift is None:
            deepest = joined_by_dots(act, text, self.pieced)
            if not deepest and "package-file" not in found:
                deepest = worked_out(act, self.language, text, self.text, self.files)
        event = Event(
            act,
            name,
            self.path,
            shown,
            quote,
            self.when,
            text[:TEXT_SHOWN],
            self.extend(found, row),
            (*self.layers, *deepest),
            hidden,
            tuple(values),
            bool(text) and HOLE not in text,
            self.language,
            options,
        )
        self.events.append(event)
        return event

    def enter(
        self,
        closure: Closure,
        arguments: Sequence[Value],
        words: dict[str, Value],
        when: When | None = None,
        uncalled: bool = False,
        plainly: bool = False,
    ) -> Value:
        """Walk a function's body with these arguments and return what it returns; one that is `uncalled` without fuel, too, and `plainly` down both sides of each test."""
        node, key = closure.node, id(closure.node)
        if isinstance(node, tree.Class):
            return construct(self.enter, closure, arguments, words)
        spent = self.burnt() and not uncalled and not self._favoured(arguments)
        if spent or len(self.active) >= INLINED or key in self.active:
            return self._passed(arguments, words, node.row)
        asked = (
            (key, plainly),
            closure.own,
            closure.scope if self.again else closure.scope.told,
            self.when if when is None else when,
            *map(signature, (*arguments, *words.values())),
        )
        if asked in self._summaries:
            return self._summaries[asked].copy()
        scope = Scope(closure.scope, closure.own or closure.scope.owner)
        scope.told = (*closure.scope.told, *told((*arguments, *words.values())))
        certain = self._bind(node, scope, arguments, words) and not plainly
        if not (certain or uncalled) and self.burnt(plainly=True):
            return self._passed(arguments, words, node.row)
        self.entered[key] = self.entered.get(key, 0) | (1 if certain or any(map(_is_text, arguments)) else 2)
        made = self._walk(closure, scope, certain, when)
        filled = certain and node.name in CONSTRUCTORS  # what it does to its object is not told by what it returns
        if made.closure is None and made.items is None and not self.concrete and not filled:
            self._summaries[asked] = made
        return made

    def _favoured(self, arguments: Sequence[Value]) -> bool:
        """Whether a call is gone into although the fuel is gone: a decoder that is given a short text says what the others are about."""
        favoured = self.favours > 0 and self.spare > 0 and not self.concrete and short_texts(arguments)
        self.favours -= favoured
        return favoured

    def _passed(self, arguments: Sequence[Value], words: dict[str, Value], row: int) -> Value:
        """Return what comes of a call that is not gone into: something made of what it was given."""
        return Value(marks=self.extend(marks_of([*arguments, *words.values()]), row), layers=layers_of(arguments))

    def _walk(self, closure: Closure, scope: Scope, certain: bool, when: When | None) -> Value:
        node = closure.node
        assert isinstance(node, tree.Function)
        frame, self.frame = self.frame, Frame(tested=len(self.tests))
        around, self.scope = self.scope, scope
        before, self.when = self.when, self.when if when is None else when
        where, self.path = self.path, closure.module
        lines, self.lines = self.lines, self.files.get(closure.module, self.lines)
        text = self.text
        if self.lines is not lines:
            self.text = self._texts.setdefault(closure.module, "\n".join(self.lines))
        concrete, self.concrete = self.concrete, self.concrete + 1 if certain else 0
        guard = self.guard
        self.active.append(id(node))
        self.inside.append(node.name or self.named.get(id(node), ""))
        self.asked.append(node.parameters)
        try:
            last = self.run(node.body, scope)
            returned = self.frame.returned or ([last] if self.language in ("ruby", "rust", "powershell") else [])
            if self.frame.yielded:
                more = [Value()] if self.frame.unsure else []
                handed = returned if self.language == "javascript" else []  # what a runner of promises hands on
                yielded = self.frame.yielded
                returned = yielded if tree.is_context(node) else [*handed, listed(yielded + more)]
        finally:
            self.active.pop()
            self.inside.pop()
            self.asked.pop()
            self.concrete, self.guard, self.scope = concrete, guard, around
            self.frame, self.when, self.path, self.lines, self.text = frame, before, where, lines, text
        return united(returned)

    def _bind(self, node: tree.Function, scope: Scope, arguments: Sequence[Value], words: dict[str, Value]) -> bool:
        """Bind parameters; return whether all are known, so that the body can be walked as it would run."""
        given, defaults = by_place(self.language, node, arguments, words), dict(node.defaults)
        if self.language == "php" and not arguments and not words:
            defaults = {}  # its parameters often have one that says nothing: `string $body = ''`
        hooked = stands_between(scope.owner.name if scope.owner is not None else None, node.name) if not given else ""
        around = scope.parent.values if scope.parent is not None else {}
        # a function that stands in a method may be handed a class
        first = {*node.parameters[:1]} & ({"self"} if "self" in around else {"self", "cls"})
        if scope.owner is not None and self.language != "javascript" and first:
            given.insert(0, scope.owner)
        certain = bool(given) and len(given) <= 8
        for parameter in node.parameters:
            if parameter.startswith("*"):
                rest = Value() if given or words or arguments else self.mark(Value(), "given", node.row)
                rest.items = given if given and not parameter.startswith("**") else None
                rest.fields = dict(words) if parameter.startswith("**") else None
                if parameter.startswith("**") and not words:  # who stands between others is given their words, too
                    rest.marks |= {mark: trail for mark, trail in marks_of(arguments).items() if mark == "intercepted"}
                scope.values[parameter.lstrip("*")] = rest
                given = []
            elif given:
                value = scope.values[parameter] = given.pop(0)
                if value.known is UNKNOWN and (told := told_by_name(parameter, self.language, value.name)):
                    self.mark(value, told, node.row)
            elif parameter in words:
                scope.values[parameter] = words[parameter]
            elif parameter in defaults:
                default = self.value(defaults[parameter], scope)
                secret, none = is_secret(parameter), default.known is None and speaks(parameter)
                empty = not arguments and not words and (none or (secret and not default.text) or default.fields == {})
                made = Value() if none and not secret else default.copy()  # nothing, or a table that a caller fills
                scope.values[parameter] = self.given(made, parameter, node.row) if empty else default
                if is_callers(parameter, default.known):
                    scope.values[parameter] = self.mark(default.copy(), "default", node.row)
            else:
                scope.values[parameter] = self._unknown(parameter, node.row, hooked)
                certain = False
        if not keep_arguments(scope.values, self.language, arguments):
            self.mark(scope.values["arguments"], "given", node.row)
        return certain and all(
            value.known is not UNKNOWN or value.items is not None or value.closure is not None for value in arguments
        )

    def _unknown(self, parameter: str, row: int, hooked: str) -> Value:
        """Return what a caller that nobody knows hands in."""
        made = self.given(Value(), parameter, row)
        if hooked:
            self.mark(made, hooked, row)
        told = told_by_name(parameter, self.language)
        return self.mark(made, told, row) if told else made


def _is_text(value: Value) -> bool:
    return isinstance(value.known, str)  # other callers may hand over other words
