"""Branches that wait for a day which stands in the code, and then destroy: the clock, and often chance, decide and nobody else."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.events import Act
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Scope

WAITS = "waits:"
"""Beginning of what such a branch is noted as; behind it stands what it does then."""
_ORDERS = frozenset({">", ">=", "<", "<="})
_FIRST, _LAST = 1_600_000_000, 4_100_000_000
"""Seconds since 1970 that are days of our time (2020 to 2099); the same in milliseconds and nanoseconds."""
_CLOCK = regex(
    r"(?:time\.(?:time|time_ns)|datetime\.(?:datetime|date)\.(?:now|utcnow|today)|Date\.now)(?:\(\))?(?:\.(?:timestamp|date|getTime)\(\))?"
)
_DAY = regex(r"(?:datetime\.(?:datetime|date)|Date)")
_YEARS = range(2020, 2100)
_CHANCE = regex(r"(?:random|secrets|Math)\.(?:random|randint|randrange|choice|randbelow|uniform)")
_WRECKS = frozenset(
    ["rmtree", "remove", "unlink", "rmdir", "removedirs", "_exit", "abort", "kill", "killpg", "truncate", "drop_all", "drop_table", "drop", "delete", "flushall", "flushdb", "shutdown", "rmSync", "unlinkSync", "rm", "write_bytes", "delete_many", "deleteMany"]
)  # fmt: skip
_SQL = regex(r"\b(?:drop\s+(?:table|database|schema)|truncate\s+table|delete\s+from|update\s+\S+\s+set)\b", 2)


@lru_cache(maxsize=32)
def _may(text: str) -> bool:
    """Whether a file asks the clock and names a day at all."""
    asks = "time" in text or "date" in text or "Date" in text
    return asks and (_YEAR.search(text) is not None or _MOMENT.search(text) is not None)


# each begins with a sign that is looked for by itself, and only then with the border of a word before it: a fraction of the time
_YEAR = regex(r"20(?<=\b20)[2-9]\d")
_MOMENT = regex(r"1(?<=\b1)_?[678][\d_]{8,11}\b")


def waits(machine: Machine, node: tree.Branch, scope: Scope) -> None:
    """Note a branch behind a fixed day in which something is destroyed, or that chance decides about as well."""
    if machine.language not in ("python", "javascript") or not _may(machine.text):
        return
    inside = _inside(node.test)
    if not any(_of_a_day(one, scope) for one in inside if isinstance(one, tree.Binary)):
        return
    chance = any(_by_chance(one, scope) for one in inside)
    wrecks = any(_wrecks(one) for part in node.body for one in tree.everything(part))
    if wrecks or chance:
        machine.emit(Act.WORD, f"{WAITS}{'wrecks' if wrecks else 'chance'}", node.row, text="clock", marks={})


def waits_first(machine: Machine, node: tree.Function, scope: Scope) -> None:
    """Note a function that is left before a fixed day, and destroys what it finds where it goes on."""
    if machine.language not in ("python", "javascript") or not _may(machine.text):
        return
    meant = dict[str, tree.Node]()
    statements = _plain(node.body)
    for at, one in enumerate(statements):
        if isinstance(one, tree.Assign) and isinstance(one.target, tree.Name):
            meant[one.target.id] = one.value
        left = one.body[-1] if isinstance(one, tree.Branch) and len(one.body) == 1 else None
        if not isinstance(one, tree.Branch) or not isinstance(left, tree.Leave) or left.flow is not tree.Flow.RETURN:
            continue
        early = any(isinstance(each, tree.Binary) and _of_a_day(each, scope, meant, True) for each in _inside(one.test))
        if early and any(_destroys(each) for part in statements[at + 1 :] for each in tree.everything(part)):
            machine.emit(Act.WORD, f"{WAITS}wrecks", one.row, text="clock", marks={})
            return


def _plain(body: tree.Statements) -> list[tree.Node]:
    """Return the statements of a body, those of plain blocks in it in their place."""
    return [each for one in body for each in (one.body if isinstance(one, tree.Block) else (one,))]


@lru_cache(maxsize=8192)
def _inside(test: tree.Node) -> Sequence[tree.Node]:
    """Return what a test is made of: it is asked each time that its function is walked."""
    return tuple(tree.within(test))


def _named(node: tree.Node, scope: Scope) -> str:
    """Return the dotted name of what is called or stands there, through imports and variables; empty where there is none."""
    if isinstance(node, tree.Call):
        name = _named(node.func, scope)
        return f"{name}()" if name else ""
    dotted = tree.dotted(node) if isinstance(node, tree.Attr | tree.Name) else ""
    if isinstance(node, tree.Attr) and isinstance(node.base, tree.Call):
        return f"{_named(node.base, scope)}.{node.name}"
    first, dot, rest = dotted.partition(".")
    found = scope.find(first) if first else None
    return f"{found.name}{dot}{rest}" if found is not None and found.name else dotted


_NOBODY: Mapping[str, tree.Node] = MappingProxyType({})


def _of_a_day(one: tree.Binary, scope: Scope, meant: Mapping[str, tree.Node] = _NOBODY, early: bool = False) -> bool:
    """Whether the clock is compared with a day that stands in the code (`early`: to be before it); `meant` says what names of a function stand for."""
    if one.operator not in _ORDERS:
        return False
    for clock, day in ((one.left, one.right), (one.right, one.left)):
        if early and (one.operator in ("<", "<=")) is not (clock is one.left):
            continue
        name = _named(meant.get(clock.id, clock) if isinstance(clock, tree.Name) else clock, scope)
        year = name.endswith((".year", ".getFullYear()"))
        now = name == "Date()" and isinstance(clock, tree.Call) and not clock.args  # `new Date()`
        if _CLOCK.match(name) is None and not now and not (year and "Date" in name):
            continue
        if isinstance(day, tree.Const) and isinstance(day.value, int | float) and not isinstance(day.value, bool):
            return day.value in _YEARS if year else any(_FIRST < day.value / scale < _LAST for scale in (1, 1e3, 1e9))
        if isinstance(day, tree.Call) and _DAY.match(_named(day.func, scope)) and day.args:
            first = day.args[0]
            return isinstance(first, tree.Const) and (
                first.value in _YEARS if isinstance(first.value, int) else str(first.value)[:2] == "20"
            )
    return False


def _by_chance(one: tree.Node, scope: Scope) -> bool:
    if isinstance(one, tree.Binary) and one.operator == "%" and isinstance(one.right, tree.Const):
        return isinstance(one.right.value, int) and one.right.value > 1
    return isinstance(one, tree.Call) and _CHANCE.match(_named(one.func, scope)) is not None


_DESTROYS = frozenset(
    ["rmtree", "unlink", "removedirs", "_exit", "abort", "kill", "killpg", "truncate", "drop_all", "drop_table", "flushall", "flushdb", "rmSync", "unlinkSync", "delete_many", "deleteMany"]
)  # fmt: skip
"""Those of the calls that destroy which name nothing else: items are removed from any list."""


def _destroys(one: tree.Node) -> bool:
    """Whether something is destroyed for sure: by name, by SQL, or because what nobody can read is written over it."""
    if not isinstance(one, tree.Call):
        return isinstance(one, tree.Const) and _wrecks(one)
    name = _last(one)
    if name in _WRITES:
        return any(_last(part) in _NOISE for each in one.args for part in tree.within(each))
    return name in _DESTROYS or tree.dotted(one.func) == "os.remove"


_WRITES = frozenset({"write", "writeFileSync", "write_bytes"})
_NOISE = frozenset({"urandom", "randomBytes", "token_bytes", "randbytes"})


def _wrecks(one: tree.Node) -> bool:
    if isinstance(one, tree.Const):
        return isinstance(one.value, str) and _SQL.search(one.value) is not None
    return _last(one) in _WRECKS


def _last(one: tree.Node) -> str:
    """Return the last part of the name of what is called; empty for what is no call."""
    func = one.func if isinstance(one, tree.Call) else None
    return func.name if isinstance(func, tree.Attr) else func.id if isinstance(func, tree.Name) else ""
