"""What functions that decide whether somebody may come in are called, how they say no, and what whoever asks decides about."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from beartrap.model.regex import of_names, regex
from beartrap.vet.source import tree
from beartrap.vet.source.noticed.checks import OF_A_FORM
from beartrap.vet.source.parameters import is_secret

DECIDES = of_names(
    rf"""\w*(?:verif{OF_A_FORM}|authen|authori[sz]|login|log_in|sign_?in|signature|check_?pass|permission|permitted|privilege|entitle|licen[cs]e|[cx]srf|impersonat|(?:basic|digest|bearer|api_?key)_?auth|auth_?(?:middleware|backend|filter|guard|gate|handler|interceptor)|compare_?(?:sync|pass|hash|digest)
    |is_?(?:trusted|allowed|admin|owner|staff|super_?user|moderator)|has_?(?:access|roles?|scopes?|perms?)|can_?(?:access|edit|read|write|delete|view|manage)
    |require_?(?:admin|roles?|scopes?|auth|login|user)|(?:allow|check|valid)\w*_?(?:origin|access|token|pass|sig|session|cert|webhook))\w*""",
    re.IGNORECASE | re.VERBOSE,
)
"""Names of functions that let somebody in, or do not."""
CREDENTIAL = of_names(
    r"_*(?:\w+_)?(?:kid|token|signature|sig|secret|password|passwd|digest|hash|nonce|csrf\w*|hmac|mac|expire[sd]|expiry|exp|revoked|active|is_active|disabled|locked|banned|roles?|permissions?|scopes?|is_admin|is_staff|verified|origin|audience|issuer)",
    re.IGNORECASE,
)
"""Names of what somebody shows to be let in, and of what is held against them."""
_REFUSES = of_names(
    r"\w*(?:abort|deny|raise|denied|reject|forbid\w*|unauthori[sz]ed|error|fail\w*|redirect|refuse|invalid|exception|challenge|exit|panic|die)\w*",
    re.IGNORECASE,
)
_ANSWERS = frozenset({"status", "sendStatus", "send_status", "writeHead", "next", "Response", "JsonResponse", "jsonify", "make_response"})  # fmt: skip
"""Calls by which a web server says no, with a number or an error."""
_SAYS_NO = of_names(r"undefined|nil|null|none|false|e|ex|err\w*|error\w*|exception|denied|invalid|default|forbidden|unauth\w*", re.IGNORECASE)  # fmt: skip


def decides(name: str) -> bool:
    """Whether a function lets somebody in, or does not, by its name or by that of its class (`Class.method`)."""
    return any(DECIDES.fullmatch(part.rstrip("?!")) for part in name.split("."))


def only_fetches(name: str) -> bool:
    """Whether a function only says which token or signature somebody sent, by its name: what looks at that is another one."""
    return _FETCHES.fullmatch(name.rpartition(".")[2]) is not None


_FETCHES = of_names(
    r"_*(?:get|read|find|extract|fetch)_?(?:(?:x|the|raw|request|header|form|query|cookie|[cx]srf|xsrf|bearer|access|auth|api)_?)*(?:token|signature|api_?key|authorization)(?:_?(?:value|header|field))?",
    re.IGNORECASE,
)


def last_name(node: tree.Node | None) -> str:
    """Return the last part of a name or a member, or of what is called; of `_escape.default`, as compilers write a module's own, that of the module."""
    if isinstance(node, tree.Call):
        node = node.func
    if isinstance(node, tree.Attr) and node.name == "default":
        return last_name(node.base).lstrip("_")
    return node.name if isinstance(node, tree.Attr) else node.id.rpartition(".")[2] if isinstance(node, tree.Name) else ""  # fmt: skip


def refusing(body: Sequence[tree.Node] | tree.Late) -> bool:
    """Whether a block turns away: it ends with an error, or with what says no."""
    if any(map(answers_no, body)):
        return True
    last = body[-1] if len(body) else None
    if isinstance(last, tree.Block):
        return refusing(last.body)
    if isinstance(last, tree.Branch):
        return refusing(last.body) and refusing(last.other)
    if isinstance(last, tree.Leave):
        if last.flow is tree.Flow.THROW:
            return True
        return last.flow is tree.Flow.RETURN and says_no(last.value)
    return isinstance(last, tree.Call) and _turns_away(last)


def answers_no(node: tree.Node) -> bool:
    """Whether the number by which a web server says no is put into an answer: `response.statusCode = 429`."""
    if not isinstance(node, tree.Assign) or _STATUS.fullmatch(last_name(node.target)) is None:
        return False
    value = node.value.value if isinstance(node.value, tree.Const) else None
    return type(value) is int and _NO <= value < _NO + 200


_STATUS = of_names(r"_*(?:response_?)?(?:http_?)?status(?:_?code)?", re.IGNORECASE)


def says_no(value: tree.Node | None) -> bool:
    """Whether what is returned turns away who asked."""
    if value is None:
        return True
    if isinstance(value, tree.Const):
        return not value.value
    if isinstance(value, tree.Name):
        return _SAYS_NO.fullmatch(value.id.lstrip("$")) is not None
    if isinstance(value, tree.Many):  # Go gives back what there is, and an error
        return any(says_no(one) or (isinstance(one, tree.Call) and _turns_away(one)) for one in value.items)
    return any(isinstance(one, tree.Call) and _turns_away(one) for one in tree.within(value))


def _turns_away(call: tree.Call) -> bool:
    name = last_name(call)
    if _REFUSES.fullmatch(name) or any(isinstance(one, tree.Function) and _told_later(one) for one in call.args):
        return True
    if name not in _ANSWERS:
        return False
    held = [one for part in (*call.args, *(value for _, value in call.keywords)) for one in tree.within(part)]
    if name == "next":
        return any(map(_is_error, call.args))
    return any(isinstance(one, tree.Const) and type(one.value) is int and one.value >= _NO for one in held)


def _told_later(function: tree.Function) -> bool:
    """Whether a function that is handed on says no in the end: `process.nextTick(() => { done(new Error("no")); })`."""
    last = function.body[-1] if len(function.body) else None
    value = last.value if isinstance(last, tree.Leave) else last
    return refusing(function.body) or (isinstance(value, tree.Call) and any(map(_is_error, value.args)))


def _is_error(value: tree.Node) -> bool:
    """Whether a value is an error that is handed on, or one that is made."""
    if isinstance(value, tree.Name):
        return _SAYS_NO.fullmatch(value.id.lstrip("$")) is not None
    return isinstance(value, tree.Call) and _REFUSES.fullmatch(last_name(value)) is not None


_NO = 400
"""The first number by which a web server says no."""


@lru_cache(8)  # a dozen rules ask it of the same two functions in turn
def nodes(function: tree.Function) -> tuple[tree.Node, ...]:
    """Return the nodes of a function, those of the functions within it among them."""
    return tuple(one for part in function.body for one in tree.everything(part))


def branches(function: tree.Function) -> Iterator[tree.Branch]:
    """Yield the branches of a function."""
    return (one for one in nodes(function) if isinstance(one, tree.Branch))


def called(function: tree.Function) -> set[str]:
    """Return the names of what a function calls."""
    return {last_name(one) for one in nodes(function) if isinstance(one, tree.Call)}


CHECKS = of_names(rf"_*(?:verif{OF_A_FORM}\w*|check_?(?:sig|hash|pass|token|perm|access|cert)\w*|valid\w*_?(?:token|sig|cert|pass)\w*|authenticate\w*|authori[sz]e\w*|compare_digest|compare_?hash\w*|timing_?safe_?equal|constant_?time\w*|fixed_?time_?equals|consteq|hash_equals|(?:fixed_length_)?secure_compare|safe_(?:str\w*_)?(?:cmp|equals?)|ct_eq|hmac_?equal)", re.IGNORECASE)  # fmt: skip
_SECURITY = regex(
    r"signature|auth|token|permission|forbidden|denied|host_?key|certificate|credential|password|csrf|untrusted|insecure|traversal|malicious|checksum|integrity|issuer|audience|hash_?mismatch",
    re.IGNORECASE,
)
"""What a refusal says that is one of somebody who may not come in."""


def checks(body: Sequence[tree.Node]) -> bool:
    """Whether a check is called among statements."""
    return any(isinstance(one, tree.Call) and CHECKS.fullmatch(last_name(one)) for part in body for one in tree.within(part))  # fmt: skip


def of_security(branch: tree.Branch) -> bool:
    """Whether a branch turns away somebody who may not come in, by what it asks and by what it says."""
    if of_credentials(branch.test):
        return True
    said = [word for part in branch.body for word in tree.words(part)]
    return any(map(_SECURITY.search, said))


def of_credentials(test: tree.Node) -> bool:
    """Whether a test asks for what somebody shows to be let in."""
    return any(CREDENTIAL.fullmatch(one.lstrip("$_")) or is_secret(one) for one in tree.words(test))
