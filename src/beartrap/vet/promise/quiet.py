"""Scripts of JavaScript that only look and print: where every call is one of the few that change nothing.

What is called, which names are used and which modules are loaded is asked of the syntax tree, functions that nobody calls
included; whatever is not known to be harmless makes a script anything but quiet.
"""

import posixpath
import re
from collections.abc import Iterator, Sequence

from beartrap.model.regex import regex
from beartrap.vet.analyser import Side
from beartrap.vet.kinds import Kind
from beartrap.vet.source import tree
from beartrap.vet.source.languages.python import DoesNotParseError
from beartrap.vet.source.walk import parse

LONGEST = 8 * 1024
"""Bytes of a script that may be quiet."""
MOST = 6
"""Files of its own that one may load, and that load each other."""
_METHODS = """test includes startsWith endsWith indexOf join split trim toLowerCase toUpperCase slice substring replace repeat padEnd padStart match map forEach filter some every find push
    concat keys entries values isArray stringify parse resolve dirname basename extname relative normalize existsSync log info warn error toString platform arch release toFixed isatty min max abs round floor ceil"""
_PURE = frozenset(_METHODS.split())
"""Methods that change nothing outside the script."""
_OF_PROCESS = frozenset({"exit", "cwd", "uptime"})
_GLOBALS = "console process module exports __dirname __filename String Number Boolean RegExp JSON Math Date Error TypeError Object Array undefined NaN Infinity isNaN parseInt parseFloat"
_NAMES = frozenset(_GLOBALS.split())
_MAKERS = "String Number Boolean Date Error TypeError RegExp isNaN parseInt parseFloat"
_CALLED = frozenset(_MAKERS.split())
_MODULES = frozenset({"path", "os", "fs", "util", "tty"})
_MEMBERS = "constructor prototype __proto__ mainModule binding _linkedBinding dlopen getBuiltinModule _load require call apply bind"
_REACHES = frozenset(_MEMBERS.split())
"""Members by which a script gets at what it does not name."""
_UNREAD = regex(r"^\s*@\w", re.MULTILINE)


def is_quiet(path: str, side: Side, seen: frozenset[str] = frozenset()) -> bool:
    """Whether a file of the package is such a script, with all that it loads."""
    if path in seen:
        return True
    subject = side.read(path)
    if subject is None or subject.kind is not Kind.JAVASCRIPT or len(seen) >= MOST or len(subject.content) > LONGEST:
        return False
    text = subject.content.decode("utf-8", "replace")
    return is_quiet_text(text, posixpath.dirname(path), side, seen | {path})


def is_quiet_text(text: str, folder: str, side: Side, seen: frozenset[str] = frozenset()) -> bool:
    """Whether a text is such a script; what it loads is looked for beside `folder`."""
    if len(text) > LONGEST or _UNREAD.search(text):
        return False
    try:
        module = parse("javascript", text)
    except DoesNotParseError:
        return False
    if module.broken or module.deep:
        return False
    nodes = list(_nodes(module.body))
    own, names = _functions(nodes), _NAMES | _declared(nodes)
    placed = {id(one.func) for one in nodes if isinstance(one, tree.Call)}
    placed |= {id(one.base) for one in nodes if isinstance(one, tree.Attr) and tree.dotted(one) == "require.resolve"}
    loads = [one for one in map(_loaded, nodes) if one is not None]
    return (
        all(_harmless(one, own) for one in nodes)
        and all(one.id in names or id(one) in placed for one in nodes if isinstance(one, tree.Name))
        and all(_known(one, folder, side, seen) for one in loads)
    )


def _nodes(body: Sequence[tree.Node]) -> Iterator[tree.Node]:
    left: list[tree.Node] = list(body)
    while left:
        node = left.pop()
        yield node
        left += tree.parts(node)


def _declared(nodes: Sequence[tree.Node]) -> frozenset[str]:
    """Return the names that the script declares; what it gives to others may be anything."""
    found = {"e", "err", "error", "ex", "_"}  # what is caught is no global of that name
    for node in nodes:
        if isinstance(node, tree.For) or (isinstance(node, tree.Assign) and node.declares):
            found |= {one.id for one in tree.within(node.target) if isinstance(one, tree.Name)}
        elif isinstance(node, tree.Function):
            found |= {node.name, *node.parameters}
        elif isinstance(node, tree.Import):
            found.add(node.alias)
    return frozenset(found)


def _functions(nodes: Sequence[tree.Node]) -> frozenset[str]:
    """Return the names that stand for functions of the script and never for anything else."""
    named = {one.name for one in nodes if isinstance(one, tree.Function) and one.name}
    assigned = [one for one in nodes if isinstance(one, tree.Assign) and isinstance(one.target, tree.Name)]
    named |= {
        one.target.id for one in assigned if isinstance(one.value, tree.Function) and isinstance(one.target, tree.Name)
    }
    other = {one.target.id for one in assigned if isinstance(one.target, tree.Name) and not isinstance(one.value, tree.Function)}  # fmt: skip
    taken = {name for one in nodes if isinstance(one, tree.Function) for name in one.parameters}
    taken |= {one.id for node in nodes if isinstance(node, tree.Assign) and not isinstance(node.target, tree.Name) for one in tree.within(node.target) if isinstance(one, tree.Name)}  # fmt: skip
    return frozenset(named - other - taken) | _from_own_files(nodes)


def _from_own_files(nodes: Sequence[tree.Node]) -> frozenset[str]:
    """Return the names that stand for what a file of the package gives and for nothing else: that file is asked about as a whole."""
    assigned = [one for one in nodes if isinstance(one, tree.Assign)]
    given = {name for one in assigned if _is_own(one) for name in _bound(one.target)}
    others = {name for one in assigned if not _is_own(one) for name in _bound(one.target)}
    parameters = {name for one in nodes if isinstance(one, tree.Function) for name in one.parameters}
    return frozenset(given - others - parameters)


def _is_own(one: tree.Assign) -> bool:
    module = _loaded(one.value)
    return one.declares and module is not None and module.startswith(".")


def _bound(target: tree.Node) -> list[str]:
    return [one.id for one in tree.within(target) if isinstance(one, tree.Name)]


def _harmless(node: tree.Node, own: frozenset[str]) -> bool:
    match node:
        case tree.Call(func=func):
            return _harmless_call(func, own)
        case tree.Attr(name=name):
            return name not in _REACHES or tree.dotted(node) == "require.resolve"
        case tree.Index(key=key):
            return isinstance(key, tree.Const) and key.value not in _REACHES
        case tree.Class():
            return False
    return True


def _harmless_call(func: tree.Node, own: frozenset[str]) -> bool:
    if isinstance(func, tree.Name):
        return func.id in _CALLED or func.id in own or func.id == "require"
    if not isinstance(func, tree.Attr):
        return False
    whole = tree.dotted(func)
    if whole in ("process.stdout.write", "process.stderr.write", "require.resolve"):
        return True
    return func.name in _PURE or whole.removeprefix("process.") in _OF_PROCESS


def _loaded(node: tree.Node) -> str | None:
    """Return what a node loads: empty where that is not written out."""
    if isinstance(node, tree.Import):
        return node.module
    if isinstance(node, tree.Call) and isinstance(node.func, tree.Name) and node.func.id == "require":
        first = node.args[0] if node.args else None
        return first.value if isinstance(first, tree.Const) and isinstance(first.value, str) else ""
    return None


def _known(module: str, folder: str, side: Side, seen: frozenset[str]) -> bool:
    if module.removeprefix("node:") in _MODULES:
        return True
    if not module.startswith("."):
        return False
    base = posixpath.normpath(posixpath.join(folder, module))
    found = [base + ending for ending in ("", ".js", ".cjs", "/index.js") if side.kind(base + ending) is not None]
    return bool(found) and (is_quiet(found[0], side, seen) or side.kind(found[0]) is Kind.JSON)
