"""Bundles of JavaScript: which of their modules only stand for one of Node's or of another package's.

`417: e => { e.exports = require("os") }` is what webpack and its like write for what they leave outside; all other modules
ask their loader for number 417.
"""

from functools import lru_cache

from beartrap.model.regex import regex
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Value

_OUTSIDE = regex(
    r"[\"']?([\w./@-]{1,80})[\"']?\s*:\s*(?:function\s*\w*\s*\(\s*(\w+)[\w\s,]*\)|\(?\s*(\w+)[\w\s,]*\)?\s*=>)\s*\{\s*(?:[\"']use strict[\"']\s*;?\s*)?(?:\2|\3)\.exports\s*=\s*require\(\s*[\"']([^\"'\\]{1,80})[\"']\s*\)\s*;?\s*\}"
)
_HINT = "exports"


@lru_cache(maxsize=8)
def _outside(text: str) -> dict[str, str]:
    """Return the modules of others by the keys under which a bundle has them; none where there is only one."""
    if "exports=require(" not in text and "exports = require(" not in text:
        return {}
    return {match[1]: match[4] for match in _OUTSIDE.finditer(text)}


def bundled(machine: Machine, one: Invocation) -> Invocation:
    """Return a call of a bundle's loader as a call of `require`, where its number stands for a module of others."""
    key = one.args[0].known
    if not isinstance(key, int | float | str) or one.name or isinstance(key, bool):
        return one
    closure = one.func.closure
    if closure is not None and id(closure.node) not in machine.active:
        return one
    name = _outside(machine.text).get(str(int(key)) if isinstance(key, float) and key.is_integer() else str(key))
    return one if name is None else Invocation(one.row, Value(name="require"), [Value(name)])
