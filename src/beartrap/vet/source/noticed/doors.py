"""Branches that let somebody in: who knows a fixed word, or sends a header that the code waits for."""

import re
from collections.abc import Iterator

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.events import Act
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.noticed.seeking import COMPARES
from beartrap.vet.source.parameters import AWAITED, FOREIGN
from beartrap.vet.source.values import HOLE, UNKNOWN, Known, Value, raw

DOOR = "door "
"""Beginning of marks of a test that holds what somebody sent against a fixed word: who sent it, and what kind of word."""
_ADMITS = regex(
    r"_*(?:\w*(?:verif|auth|login|signature|licen[cs]e|permission|permit|access|is_?admin|password|passwd|token|credential)\w*|check|allow\w*|may(?:_?[a-z]\w*)?|can(?:_[a-z]\w*)?)",
    re.IGNORECASE,
)
_TOLD = regex(
    r"\w*(?:signature|\bsig\b|hmac|token|secret|passw|passphrase|licen[cs]e|kid\b|otp|api_?key|pin\b|user)\w*",
    re.IGNORECASE,
)
_OF_ALGORITHMS = regex(
    r"(?:sha|md|aes|rsa|hmac|base|utf|iso|x(?=25519|448|509)|ed|ecdsa?|curve|blake|oauth|saml|ntlm|http|ipv|[ehpr]s)[-_]?\d|.*(?:[-_ ](?:sha|rsa|aes|hmac|utf)|with)",
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


_SENT = frozenset({"web-request", "given-secret", "intercepted"})
"""Marks of what only who asks for entry decides about."""
_HANDED = frozenset({"given", "given-token", "given-request"})
_SIGNS = regex(r"[\w!@#$%^&*?+=:-]{6,128}")
_KINDS = regex(
    r"v?\d+(?:[._-]?\d+)*[a-z]{0,5}\d*|(?:x-(?![0-9a-f]{6,}$)|application|text|multipart|image)\S*", re.IGNORECASE
)
"""Versions and kinds of content."""
_DOMAIN = regex(r"@[\w-]+(?:\.[\w-]+)+")
_HEX = regex(r"[0-9a-fA-F]+")
_RUNS = regex(r"\d+|[^\W\d_]+")
_RANDOM_RUNS = 4
"""Runs of digits and letters in turn, from which on nobody thought of a word."""
_THOUGHT_OF = regex(r"[^\W\d_]{5}")
"""A word within a word: the name of something."""
_NUMBER = 0xFFFF
"""Above it a number that something is compared with is a checksum, and no count."""
_SUM = 0xFFFFFFFF
"""Above it the checksum is of 64 bits, and no number by which a format begins."""


def held_against(machine: Machine, left: Value, right: Value, row: int) -> None:
    """Note, for the branch that is tested, that what somebody sent is held against a word of the code's own."""
    for value, word in ((left, right), (right, left)):
        if value.known is not UNKNOWN or value.marks.keys().isdisjoint(_SENT | _HANDED):
            continue
        kind = _kind(_spelt(word))
        account = isinstance(word.known, int) and kind != ""  # of a person: no tool or task has such a number
        if account or (isinstance(word.known, str) and _UNLISTED.fullmatch(word.known)):
            machine.compared = {**machine.compared, AWAITED: (machine.spot(row),)}
        if kind:
            who = "handed" if _SENT.isdisjoint(value.marks) else "sent"
            machine.compared = {**machine.compared, f"{DOOR}{who} {kind}": (machine.spot(row),)}
            return


def _spelt(word: Value) -> Known:
    """Return the word of the code's own; of a variable of the environment what stands in for it where nobody has set it."""
    known = raw(word)
    foreign = word.name is not None or not FOREIGN.isdisjoint(word.marks)
    return word.hint if known is UNKNOWN and word.hint and HOLE not in word.hint and not foreign else known


_SCHEME = regex(r"(?:Bearer|Basic|Token|ApiKey|Digest)\s+", re.IGNORECASE)
"""How an authorisation begins, before what is secret of it (RFC 9110, 11.4)."""


def _kind(known: Known) -> str:
    """Return what kind of word the code waits for, empty for one that anybody may send."""
    if isinstance(known, list):
        kinds = {_kind(one) for one in known} if 0 < len(known) <= 16 else set()
        return kinds.pop() if len(kinds) == 1 else ""
    if isinstance(known, int) and not isinstance(known, bool):
        return "" if known <= _NUMBER or known % 1000 == 0 else "random" if known > _SUM else "mixed"
    text = known.decode("latin-1") if isinstance(known, bytes) else known
    text = _SCHEME.sub("", text, count=1) if isinstance(text, str) else text
    if not isinstance(text, str) or len(text) < _PLAIN:
        return ""
    if _DOMAIN.fullmatch(text):
        return "domain"
    if not _SIGNS.fullmatch(text) or _KINDS.fullmatch(text) or _OF_ALGORITHMS.match(text):
        return "digits" if text.isdigit() and len(text) > _PLAIN else "plain" if text.isidentifier() else ""
    runs = len(_RUNS.findall(text))
    mixed = any(sign.isdigit() for sign in text) and any(sign.isalpha() for sign in text)
    if mixed and runs >= _RANDOM_RUNS and not _THOUGHT_OF.search(text) and (len(text) >= _DOOR or _HEX.fullmatch(text)):
        return "random"
    return "mixed" if mixed and (len(text) >= _DOOR or _HEX.fullmatch(text)) else "plain"


_PLAIN = 5
_UNLISTED = regex(
    r"_{1,2}[a-z][a-z0-9_]{2,}(?<!_)|__(?!(?:main|init|name|file|doc|dict|class|module|call|new|del|all|import|builtins|(?:get|set|del)(?:attr|item)|reduce|path|version)__)[a-z][a-z0-9_]{3,}__"
)
"""A name that begins as those do that nobody is meant to use, but for Python's own: no tool or task that is told of is called so."""
_GRANTED = regex(
    r"_*(?:\w*_)?(?:user(?:_?(?:name|id))?|roles?|(?:is_?)?(?:admin|staff|superuser|root|authenticated|authorized|verified|trusted|allowed)|permissions?|scopes?|principal|identity|account|privileges?|access(?:_level)?|logged_in|subject|claims)",
    re.IGNORECASE,
)
"""What is set where somebody was let in."""
_GOES_ON = regex(
    r"(?:view|handler|call_next|next|func|fn|f|app|get_response|inner|wrapped|endpoint|callback|view_func|original)|\w*(?:login|log_in|issue|session|authenticate|grant|admit|authorize|find_user|load_user|create_token)\w*",
    re.IGNORECASE,
)
"""Functions that are called for who was let in."""
_LOGS_IN = regex(
    r"\w*(?:login_?user|log_?in|sign_?in|set_session|set_user|create_session|grant\w*|make_admin|promote)\w*",
    re.IGNORECASE,
)
_REFUSES = regex(
    r"\w*(?:abort|deny|denied|reject|forbid\w*|unauthori[sz]ed|response|error|fail\w*|redirect|refuse|invalid|exception)\w*",
    re.IGNORECASE,
)
_POWER = regex(r"(?:super_?)?(?:admin\w*|root|superuser|owner|staff|sudo|\*)", re.IGNORECASE)
_GETS_USERS = regex(
    r"_*(?:get|load|find|fetch|lookup|current|resolve)_?(?:the_)?(?:user|account|principal|identity|login|member)\w*",
    re.IGNORECASE,
)


def let_in(machine: Machine, node: tree.Branch, doors: set[str]) -> bool:
    """Whether a branch behind a word of the code's own lets somebody in."""
    inside = machine.inside[-1] if machine.inside else ""
    admits = bool(_ADMITS.fullmatch(inside) or _GETS_USERS.fullmatch(inside))
    found = [one for part in node.body for one in tree.within(part)]
    grants = any(map(_grants, found))
    for door in doors:
        who, _, kind = door.removeprefix(DOOR).partition(" ")
        sent = who == "sent"
        if kind == "random" and (_sets_in(found) or ((sent or admits) and (grants or any(map(_gives, found))))):
            return True
        if kind in ("mixed", "digits") and sent and (grants or _sets_in(found)):
            return True
        if kind == "domain" and admits and any(isinstance(one, tree.Leave) and _yes(one.value) for one in found):
            return True
        if admits and any(map(_empowers, found)):
            return True
    return False


def answers(machine: Machine, node: tree.Node, doors: set[str]) -> bool:
    """Whether a function that lets somebody in gives whether a random word of the code's own was sent."""
    inside = machine.inside[-1] if machine.inside else ""
    compares = isinstance(node, tree.Call) or (isinstance(node, tree.Binary) and node.operator in ("==", "==="))
    return compares and _EXEMPTS.search(inside) is not None and f"{DOOR}sent random" in doors


_EXEMPTS = regex(
    r"auth|verif|login|permi|access|admin|allow|exempt|bypass|trusted|internal|privileg|super_?user|staff|can_|may_",
    re.IGNORECASE,
)
"""Functions that say whether somebody may do something, by what they are called."""


def refuses(node: tree.Branch) -> bool:
    """Whether a branch turns away who sent what is tested: a word that nobody may use."""
    last = node.body[-1] if node.body else None
    if not isinstance(last, tree.Leave) or any(isinstance(one, tree.Unary) for one in tree.within(node.test)):
        return False
    falsy = isinstance(last.value, tree.Const) and not last.value.value
    return last.flow is tree.Flow.THROW or (last.flow is tree.Flow.RETURN and falsy)


def _sets_in(found: list[tree.Node]) -> bool:
    """Whether somebody is logged in, or is given what only who was let in has."""
    return any(isinstance(one, tree.Call) and _LOGS_IN.fullmatch(_last(one.func)) for one in found) or any(
        isinstance(one, tree.Assign) and _is_granted(one) for one in found
    )


def _is_granted(one: tree.Assign) -> bool:
    return bool(_GRANTED.fullmatch(_last(one.target))) and not (
        isinstance(one.value, tree.Const) and not one.value.value
    )


def _grants(one: tree.Node) -> bool:
    if isinstance(one, tree.Assign):
        return _is_granted(one)
    if not isinstance(one, tree.Leave) or one.flow is not tree.Flow.RETURN:
        return False
    call = one.value.func if isinstance(one.value, tree.Call) else None
    return _yes(one.value) or (call is not None and bool(_GOES_ON.fullmatch(_last(call))))


def _gives(one: tree.Node) -> bool:
    """Whether something is returned that is no refusal."""
    if not isinstance(one, tree.Leave) or one.flow is not tree.Flow.RETURN or one.value is None:
        return False
    if isinstance(one.value, tree.Const):
        return one.value.value is True
    return not (isinstance(one.value, tree.Call) and _REFUSES.fullmatch(_last(one.value.func)))


def _empowers(one: tree.Node) -> bool:
    """Whether something is made with the rights of an administrator."""
    words = one.keywords if isinstance(one, tree.Call) else one.pairs if isinstance(one, tree.Table) else ()
    for key, value in words:
        name = key if isinstance(key, str) else key.value if isinstance(key, tree.Const) else ""
        if isinstance(name, str) and _GRANTED.fullmatch(name):
            held = [part.value for part in tree.within(value) if isinstance(part, tree.Const)]
            held = [inner for outer in held for inner in (outer if isinstance(outer, list) else [outer])]
            if any(isinstance(word, str) and _POWER.fullmatch(word) for word in held) or (
                held == [True] and _POWER.search(name)
            ):
                return True
    return False


_STORED = regex(r"(?:\$2[aby]\$|\$argon2|\$[156y]\$|\$pbkdf2|pbkdf2[_:$]|\{S?SHA\d*\}|scrypt[:$]).{8,}")
_OF_AN_ACCOUNT = regex(r"_*(?:password|passwd|pass|pw)?_?(?:hash|hashed|digest)?(?:_password)?", re.IGNORECASE)


def account(machine: Machine, fields: dict[str, Value], row: int) -> None:
    """Note an account that stands in the code: the digest of its password beside what it may do."""
    stored = [
        key
        for key, value in fields.items()
        if isinstance(value.known, str) and _STORED.match(value.known) and _OF_AN_ACCOUNT.fullmatch(key)
    ]
    if stored and any(_GRANTED.fullmatch(key) and value.known not in (False, None) for key, value in fields.items()):
        machine.emit(Act.WEAKEN, stored[0], row, text="password", values=[fields[stored[0]]])


def _last(target: tree.Node) -> str:
    """Return the last part of a name, a member or a key."""
    if isinstance(target, tree.Index):
        return str(target.key.value) if isinstance(target.key, tree.Const) else ""
    return target.name if isinstance(target, tree.Attr) else target.id if isinstance(target, tree.Name) else ""
