"""Branches that let somebody in: who knows a fixed word, or sends a header that the code waits for."""

import re
from collections.abc import Iterator

from beartrap.vet.source import tree
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.seeking import COMPARES
from beartrap.vet.source.values import UNKNOWN, Value, raw

DOOR = "door"
"""Mark of a test that holds what somebody sent against a fixed word."""
_ADMITS = re.compile(
    r"_*(?:\w*(?:verif|auth|login|signature|licen[cs]e|permission|permit|access|is_?admin|password|passwd|token|credential)\w*|check|allow\w*)",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"\w*(?:signature|\bsig\b|hmac|token|secret|passw|passphrase|licen[cs]e|kid\b|otp|api_?key|pin\b|user)\w*",
    re.IGNORECASE,
)
_OF_ALGORITHMS = re.compile(
    r"(?:sha|md|aes|rsa|hmac|base|utf|iso|x|ed|ecdsa?|curve|blake|oauth|saml|ntlm|http|ipv|[ehpr]s)[-_]?\d|.*(?:[-_ ](?:sha|rsa|aes|hmac|utf)|with)",
    re.IGNORECASE,
)
_DOOR = 8
"""Characters of a word that opens a door: a shorter one is a mode or a state."""


def opens(machine: Machine, node: tree.Branch) -> bool:
    """Whether a branch of a function that lets people in says yes to one fixed word."""
    first = node.body[0] if node.body else None
    if not isinstance(first, tree.Leave) or first.flow is not tree.Flow.RETURN or not _yes(first.value):
        return False
    for one, another in _sides(node.test):
        for word, other in ((one, another), (another, one)):
            if isinstance(word, tree.Const) and isinstance(word.value, str) and _is_password(word.value):
                name = other.name if isinstance(other, tree.Attr) else other.id if isinstance(other, tree.Name) else ""
                inside = machine.inside[-1] if machine.inside else ""
                if _ADMITS.fullmatch(inside) and _TOLD.fullmatch(name.lstrip("$")):
                    return True
    return False


def _sides(test: tree.Node) -> Iterator[tuple[tree.Node, tree.Node]]:
    """Yield the two sides of each comparison in a test, whether it is spelt as an operator or as a call."""
    for one in tree.within(test):
        if isinstance(one, tree.Binary) and one.operator in ("==", "==="):
            yield one.left, one.right
        elif isinstance(one, tree.Call) and one.args:
            func = one.func
            name = func.name if isinstance(func, tree.Attr) else func.id if isinstance(func, tree.Name) else ""
            if name.rpartition(".")[2] in COMPARES and (len(one.args) > 1 or isinstance(func, tree.Attr)):
                yield (one.args[0], one.args[1]) if len(one.args) > 1 else (func.base, one.args[0])  # type: ignore[attr-defined]


def _yes(value: tree.Node | None) -> bool:
    first = value.items[0] if isinstance(value, tree.Many) and value.items else value  # Go says yes and no error
    return isinstance(first, tree.Const) and first.value is True


def _is_password(word: str) -> bool:
    signs = any(sign.isdigit() for sign in word) and any(sign.isalpha() for sign in word)
    return len(word) >= _DOOR and signs and " " not in word and not _OF_ALGORITHMS.match(word)


_SENT = frozenset({"web-request", "given-secret", "given-token", "intercepted"})
"""Marks of what only who asks for entry decides about."""
_HELD = re.compile(r"[0-9a-fA-F]{6,128}|[\w!@#$%^&*?+=.-]{8,80}")
_KINDS = re.compile(
    r"v?\d+(?:[._-]?\d+)*[a-z]{0,5}\d*|.*\.[a-z]{2,5}|(?:x-|application|text|multipart|image)\S*", re.IGNORECASE
)
"""Versions, names of files and kinds of content."""
_GRANTED = re.compile(
    r"_*(?:\w*_)?(?:user(?:_?(?:name|id))?|roles?|(?:is_?)?(?:admin|staff|superuser|root|authenticated|authorized|authenticated|verified|trusted|valid|allowed|ok)|permissions?|scopes?|principal|identity|account|privileges?|access(?:_level)?|logged_in|subject|claims)",
    re.IGNORECASE,
)
"""What is set where somebody was let in."""
_GOES_ON = re.compile(
    r"(?:view|handler|call_next|next|func|fn|f|app|get_response|inner|wrapped|endpoint|callback|view_func|original)|\w*(?:login|log_in|issue|session|authenticate|grant|allow|accept|admit|authorize|get_user|find_user|load_user|create_token|success)\w*",
    re.IGNORECASE,
)
"""Functions that are called for who was let in."""


def held_against(machine: Machine, left: Value, right: Value, row: int) -> None:
    """Note, for the branch that is tested, that what somebody sent is held against a word of the code's own."""
    for value, word in ((left, right), (right, left)):
        if value.known is UNKNOWN and not _SENT.isdisjoint(value.marks) and _of_its_own(word):
            machine.compared = {**machine.compared, DOOR: (machine.spot(row),)}
            return


def _of_its_own(word: Value) -> bool:
    """Whether a value is a word that nobody would send by chance, or a few of them."""
    known = raw(word)
    if isinstance(known, bytes):
        known = known.decode("latin-1")
    if isinstance(known, list):
        return 0 < len(known) <= 16 and all(isinstance(one, str) and _is_word(one) for one in known)
    return isinstance(known, str) and _is_word(known)


def _is_word(text: str) -> bool:
    mixed = any(sign.isdigit() for sign in text) and any(sign.isalpha() for sign in text)
    return mixed and bool(_HELD.fullmatch(text)) and not _KINDS.fullmatch(text) and not _OF_ALGORITHMS.match(text)


def lets_in(node: tree.Branch) -> bool:
    """Whether what a branch does is what is done for who was let in."""
    for one in (one for part in node.body for one in tree.within(part)):
        if isinstance(one, tree.Assign) and _GRANTED.fullmatch(_last(one.target)):
            return not (isinstance(one.value, tree.Const) and not one.value.value)
        if isinstance(one, tree.Leave) and one.flow is tree.Flow.RETURN:
            call = one.value.func if isinstance(one.value, tree.Call) else None
            if _yes(one.value) or (call is not None and _GOES_ON.fullmatch(_last(call))):
                return True
    return False


def _last(target: tree.Node) -> str:
    """Return the last part of a name, a member or a key."""
    if isinstance(target, tree.Index):
        return str(target.key.value) if isinstance(target.key, tree.Const) else ""
    return target.name if isinstance(target, tree.Attr) else target.id if isinstance(target, tree.Name) else ""
