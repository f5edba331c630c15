"""Values that are looser than they were, and values that are read as code now: who listens, how long is waited, which rights a file has, what a shell or a database reads."""

import re
from collections.abc import Iterator, Mapping

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.noticed.checks import Loosened
from beartrap.vet.source.noticed.gatekeepers import last_name, nodes

_HOSTS = regex(r"_*(?:\w+_)?(?:host|hostname|bind|bind_?(?:host|addr\w*|to)|addr(?:ess)?|listen|listen_?(?:host|addr\w*|on)|interface|iface)", re.IGNORECASE)  # fmt: skip
_OWN, _EVERYBODY = frozenset({"127.0.0.1", "localhost", "::1"}), frozenset({"0.0.0.0", "::", "*"})  # noqa: S104  (what is looked for)
_PATIENT = regex(r"_*(?:\w+_)?(?:leeway|clock_?tolerance|(?:clock_?)?skew|max_?(?:tries|attempts|failures|logins?))", re.IGNORECASE)  # fmt: skip
_MUCH_MORE = 50
"""How many times more patience is no tuning."""
_RIGHTS = frozenset({"open", "chmod", "fchmod", "mkdir", "makedirs", "writeFile", "writeFileSync", "mkdirSync", "chmodSync", "OpenFile", "WriteFile", "MkdirAll", "Chmod", "umask", "touch"})  # fmt: skip
_ALL, _OTHERS_WRITE = 0o777, 0o022


def looser(old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    """Yield the first value that is looser than it was."""
    yield from _set(old, new)
    yield from _rights(old, new)
    yield from _unfiltered(old, new)
    yield from _read_as_code(old, new)


Named = Mapping[str, tuple[tree.Node, int]]


def _named(function: tree.Function) -> Named:
    """Return what names, words and keys of a function are set to, defaults of its parameters among them."""
    found = dict[str, tuple[tree.Node, int]]()
    for one in [function, *nodes(function)]:
        match one:
            case tree.Function(defaults=defaults):
                pairs = [(name, value) for name, value in defaults]
            case tree.Assign(target=tree.Name() | tree.Attr() as target, value=value):
                pairs = [(last_name(target), value)]
            case tree.Call(keywords=keywords):
                pairs = [(name, value) for name, value in keywords if name]
            case tree.Table(pairs=table):
                pairs = [(str(key.value), value) for key, value in table if isinstance(key, tree.Const)]
            case _:
                continue
        for name, value in pairs:
            found.setdefault(name, (value, one.row))
    return found


def _set(old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    before = _named(old)
    for name, (value, row) in _named(new).items():
        was = before[name][0] if name in before else None
        if was is None:
            continue
        if _HOSTS.fullmatch(name) and _text(was) in _OWN and _text(value) in _EVERYBODY:
            yield Loosened(row, "listens to everybody, where it listened to its own host", mild=True)
            return
        if _PATIENT.fullmatch(name) and 0 < _number(was) * _MUCH_MORE <= _number(value):
            yield Loosened(row, f"{name} is {_number(value)} where it was {_number(was)}", mild=True)
            return


def _text(node: tree.Node) -> str:
    """Return a text, also one that stands in where nothing is handed over; empty where it is none."""
    if isinstance(node, tree.Choice) and node.test is None and node.either and not node.both:
        return _text(node.either[-1])
    return node.value if isinstance(node, tree.Const) and isinstance(node.value, str) else ""


def _number(node: tree.Node) -> int:
    """Return a number, also one that is written as a product or a power; 0 where it is none."""
    if isinstance(node, tree.Const):
        return node.value if isinstance(node.value, int) and not isinstance(node.value, bool) else 0
    if isinstance(node, tree.Binary) and node.operator in ("*", "**"):
        left, right = _number(node.left), _number(node.right)
        if node.operator == "*":
            return left * right
        return left**right if right <= 64 and left <= 1 << 16 else 0
    return 0


def _rights(old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    """A file that only its owner could write, and others can now."""
    before, after = dict(_modes(old)), dict(_modes(new))
    closed = [mode for mode in before if mode not in after and not mode & _OTHERS_WRITE]
    found = [row for mode, row in after.items() if mode not in before and mode & _OTHERS_WRITE]
    if closed and found:
        yield Loosened(found[0], "others may write what only its owner could", mild=True)


def _modes(function: tree.Function) -> Iterator[tuple[int, int]]:
    for one in nodes(function):
        if isinstance(one, tree.Call) and last_name(one) in _RIGHTS:
            for part in (
                two for value in (*one.args, *(value for _, value in one.keywords)) for two in tree.within(value)
            ):
                mode = part.value if isinstance(part, tree.Const) else None
                if type(mode) is int and 0o400 <= mode <= _ALL:
                    yield mode, part.row


def _unfiltered(old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    """An archive whose members may lie anywhere, where they were held to a folder (PEP 706)."""
    if any(map(_filters, nodes(old))) and not any(map(_filters, nodes(new))):
        found = next((one for one in nodes(new) if last_name(one) in ("extractall", "extract", "unpack_archive") and isinstance(one, tree.Call)), None)  # fmt: skip
        if found is not None and not any(word is None for word, _ in found.keywords):
            yield Loosened(found.row, "what is unpacked may lie outside of its folder", mild=True)


def _filters(node: tree.Node) -> bool:
    if not isinstance(node, tree.Call) or last_name(node) not in ("extractall", "extract", "unpack_archive"):
        return False
    return any(word == "filter" and _text(value) != "fully_trusted" for word, value in node.keywords)


_SHELLS = frozenset({"exec", "execSync", "system", "popen", "getoutput", "getstatusoutput", "shell_exec", "passthru"})
_STARTS = frozenset({"run", "Popen", "call", "check_call", "check_output", "spawn", "spawnSync"})
_ASKS = frozenset({"execute", "executemany", "query", "raw", "fetch", "fetchrow", "fetchval", "Query", "QueryRow", "Exec", "QueryContext", "ExecContext", "executeQuery", "prepareStatement", "exec_query", "all", "get", "where"})  # fmt: skip
_STATEMENT = regex(r"\s*(?:SELECT|INSERT|UPDATE|DELETE|REPLACE|WITH|CALL)\b", re.IGNORECASE)


def _read_as_code(old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    """A value that was handed over by itself stands in a text that a shell or a database reads."""
    before = list(_calls(old))
    apart = {one.id for call in before if not _one_text(call) for one in _handed(call)}
    apart -= {one.id for call in before for text in _texts(call) for one in _inserted(text)}
    for call in _calls(new):
        for text in _texts(call):
            inside = {one.id for one in _inserted(text)} & apart
            if inside and (_by_a_shell(call) or _of_statements(call, text)):
                yield Loosened(
                    call.row,
                    "a value that was handed over by itself is read as a part of a command or statement",
                    mild=True,
                )
                return


def _calls(function: tree.Function) -> Iterator[tree.Call]:
    names = _SHELLS | _STARTS | _ASKS | {"execFile", "execFileSync", "Command", "escapeshellarg"}
    return (one for one in nodes(function) if isinstance(one, tree.Call) and last_name(one) in names)


def _one_text(call: tree.Call) -> bool:
    return len(call.args) == 1 and isinstance(call.args[0], tree.Join)


def _handed(call: tree.Call) -> Iterator[tree.Name]:
    """Yield the names that are handed over by themselves, or as items of a list."""
    for one in (*call.args, *(value for _, value in call.keywords)):
        items = one.items if isinstance(one, tree.Many) else (one,)
        yield from (part for part in items if isinstance(part, tree.Name))


def _texts(call: tree.Call) -> list[tree.Node]:
    return [one for one in call.args if isinstance(one, tree.Join | tree.Binary)]


def _inserted(text: tree.Node) -> list[tree.Name]:
    return [one for one in tree.within(text) if isinstance(one, tree.Name)]


def _by_a_shell(call: tree.Call) -> bool:
    if last_name(call) in _SHELLS:
        return True
    return any(
        word == "shell" and isinstance(value, tree.Const) and value.value is True for word, value in call.keywords
    )


def _of_statements(call: tree.Call, text: tree.Node) -> bool:
    first = next(
        (_text(one) for one in tree.within(text) if isinstance(one, tree.Const) and _STATEMENT.match(_text(one))), ""
    )
    return last_name(call) in _ASKS and bool(first)
