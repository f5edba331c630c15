"""One small syntax tree for all languages: what the evaluator needs to fold constants and follow values, no more.

Each reader in `languages/` turns its own grammar into these nodes. What has no bearing on values becomes `Many`, which keeps the
parts. Nodes are not frozen, as frozen ones take twice as long to make; nobody changes them once they are made. One method shows all.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from enum import StrEnum

from beartrap.model.frozen import bare, slotted

Scalar = str | bytes | int | float | bool | None


@bare
class Node:
    """Anything with a line, counted from 1."""

    row: int

    def __repr__(self) -> str:
        shown = ", ".join(f"{one.name}={getattr(self, one.name)!r}" for one in fields(self))
        return f"{type(self).__name__}({shown})"


@bare
class Const(Node):
    """A literal; a list of literals is one too, so that long tables stay cheap."""

    value: Scalar | list[Scalar]


@bare
class Name(Node):
    """A variable, a parameter, a global of the language."""

    id: str


@bare
class Attr(Node):
    """`base.name`."""

    base: Node
    name: str


@bare
class Index(Node):
    """`base[key]`."""

    base: Node
    key: Node


@bare
class Slice(Node):
    """`base[low:high:step]`, each part absent where it is not written."""

    base: Node
    low: Node | None
    high: Node | None
    step: Node | None


@bare
class Call(Node):
    """A call, an object that is made (in JavaScript by `new`, of whatever is called), a command of a shell."""

    func: Node
    args: Sequence[Node]
    keywords: Sequence[tuple[str | None, Node]] = ()
    new: bool = False


@bare
class Binary(Node):
    """`left operator right`, with the operator spelt as in Python."""

    operator: str
    left: Node
    right: Node


@bare
class Unary(Node):
    """`operator operand`: `-`, `~`, `+`, `not`."""

    operator: str
    operand: Node


@bare
class Join(Node):
    """Text put together of parts: an interpolated string, a long concatenation."""

    parts: Sequence[Node]


@bare
class Many(Node):
    """A list, tuple or set of expressions, or an expression of which only the parts matter (`ordered` is false then)."""

    items: Sequence[Node]
    ordered: bool = True


@bare
class Spread(Node):
    """`*value` or `...value` within a list, a table or arguments."""

    value: Node


@bare
class Table(Node):
    """A dict, object or hash; a key of None spreads its value."""

    pairs: Sequence[tuple[Node | None, Node]]


@bare
class Choice(Node):
    """One of several values: `a if test else b`, `a or b`; `a and b` where `both` is true."""

    test: Node | None
    either: Sequence[Node]
    both: bool = False


@bare
class Each(Node):
    """A comprehension: `element` for each `target` in `source`, joined into a list or (with `key`) a table."""

    target: Node
    source: Node
    tests: Sequence[Node]
    element: Node
    key: Node | None = None


class Flow(StrEnum):
    """Statements that leave their block."""

    RETURN = "return"
    BREAK = "break"
    CONTINUE = "continue"
    THROW = "throw"


class Late:
    """Statements that are read when somebody first asks for them: of most imported files few functions are entered."""

    __slots__ = ("_made", "_read")

    def __init__(self, read: Callable[[], list[Node]]) -> None:
        self._read: Callable[[], list[Node]] | None = read
        self._made: list[Node] = []

    def _nodes(self) -> list[Node]:
        if self._read is not None:
            read, self._read = self._read, None
            self._made = read()
        return self._made

    def __iter__(self) -> Iterator[Node]:
        return iter(self._nodes())

    def __len__(self) -> int:
        return len(self._nodes())

    def __getitem__(self, at: int) -> Node:
        return self._nodes()[at]

    def __reversed__(self) -> Iterator[Node]:
        return reversed(self._nodes())


Statements = Sequence[Node] | Late


@bare
class Function(Node):
    """A function, method, lambda or block; `body` are statements. A nameless one is an expression."""

    name: str
    parameters: Sequence[str]
    body: Statements
    defaults: Sequence[tuple[str, Node]] = ()
    decorators: Sequence[Node] = ()
    end: int = 0
    """Its last line; 0 where its reader does not tell."""


@bare
class Class(Node):
    """A class: its bases and the statements of its body."""

    name: str
    bases: Sequence[Node]
    body: Sequence[Node]
    decorators: Sequence[Node] = ()


@bare
class Assign(Node):
    """`target = value`, or with an `operator` `target operator= value`; its value is the value assigned."""

    target: Node
    value: Node
    operator: str | None = None
    declares: bool = False
    """A new name in the innermost block (`let`, `var`, any Python assignment), and not one that is there already."""


@bare
class Branch(Node):
    """`if test: body else: other`."""

    test: Node
    body: Sequence[Node]
    other: Sequence[Node] = ()


@bare
class Case(Node):
    """One case of a `switch`; `value` is None for the default."""

    value: Node | None
    branch: Branch


@bare
class Switch(Node):
    """`switch (subject) { cases }`: from the first that fits, until one is left."""

    subject: Node
    cases: Sequence[Case]


@bare
class While(Node):
    """A loop with a test; `after` where the test stands behind the body, which then runs once in any case."""

    test: Node
    body: Sequence[Node]
    update: Node | None = None
    after: bool = False


@bare
class For(Node):
    """A loop over the items of `source`; `keys` where it goes over names of members (JavaScript's `in`)."""

    target: Node
    source: Node
    body: Sequence[Node]
    keys: bool = False
    pairs: bool = False
    """Over pairs of a key and what stands under it (PHP's `as $key => $value`)."""


@bare
class Try(Node):
    """`body`, what handles its errors, and what follows in any case."""

    body: Sequence[Node]
    handler: Sequence[Node] = ()
    final: Sequence[Node] = ()


@bare
class Block(Node):
    """Statements that run one after the other, as an expression where one is wanted."""

    body: Sequence[Node]
    open: bool = False
    """Declarations of the block around: a namespace, several variables in one."""


@bare
class Leave(Node):
    """`return`, `break`, `continue`, `throw`."""

    flow: Flow
    value: Node | None = None


@bare
class Import(Node):
    """A module, or with `member` one name of it (`*`: all), bound to `alias`."""

    module: str
    member: str | None
    alias: str
    level: int = 0
    """Python's leading dots."""


@bare
class Global(Node):
    """Names that belong to the module and not to the function."""

    names: Sequence[str]


@slotted
class Module:
    """One file as statements; `deep` is how many parts were left out because they nest too deeply.

    What its functions leave out is added when they are read (see `Late`).
    """

    body: list[Node]
    language: str
    deep: int = 0
    broken: int = 0
    """Places where the grammar could not follow."""


def words(node: Node, depth: int = 8) -> Iterator[str]:
    """Yield the names and literals of an expression, texts in quotes."""
    match node:
        case Const(value=value):
            yield repr(value)[:80]
        case Name(id=name):
            yield name
        case Attr(base=base, name=name):
            yield name
            yield from words(base, depth - 1)
        case _ if depth:
            for part in parts(node):
                yield from words(part, depth - 1)


_PLAIN = (str, int, bool, str | None, Sequence[str], Scalar | list[Scalar], Flow)
"""Of what the fields are in which no node stands."""


class _Fields(dict[type[Node], tuple[str, ...]]):
    """The fields of each kind of node in which nodes may stand, found out when they are first asked for."""

    def __missing__(self, kind: type[Node]) -> tuple[str, ...]:
        found = self[kind] = tuple(one for one in vars(kind)["__slots__"] if kind.__annotations__[one] not in _PLAIN)
        return found


_MADE_OF = _Fields()


def parts(node: Node) -> list[Node]:
    """Return the nodes that a node is directly made of."""
    found: list[Node] = []
    for slot in _MADE_OF[type(node)]:
        inner = getattr(node, slot)
        if isinstance(inner, Node):
            found.append(inner)
        elif inner and isinstance(inner, list | tuple | Late):
            for one in inner:
                if isinstance(one, Node):
                    found.append(one)
                elif isinstance(one, tuple):
                    found += [two for two in one if isinstance(two, Node)]
    return found


def everything(node: Node) -> Iterator[Node]:
    """Yield a node and all that it is made of, the statements of functions in it among it."""
    left = [node]
    while left:
        one = left.pop()
        yield one
        left += parts(one)


def within(node: Node) -> Iterator[Node]:
    """Yield a node and all that it is made of; functions in it are left out, whose statements are not its own."""
    left = [node]
    while left:
        one = left.pop()
        yield one
        if not isinstance(one, Function):
            left += parts(one)


def dotted(node: Node) -> str:
    """Return a name with its members as it is written; what is none of these is left out."""
    if isinstance(node, Attr):
        return f"{dotted(node.base)}.{node.name}".lstrip(".")
    return node.id if isinstance(node, Name) else ""


_CONTEXTS = frozenset({"contextmanager", "asynccontextmanager", "fixture", "coroutine", "inlineCallbacks"})


def is_context(function: Function) -> bool:
    """Whether a generator gives one thing to whoever enters it, and no sequence."""
    bare = (one.func if isinstance(one, Call) else one for one in function.decorators)
    return any(dotted(one).rpartition(".")[2] in _CONTEXTS for one in bare)
