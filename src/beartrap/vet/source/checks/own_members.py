"""Those whom the code itself names: one more among the owners or the recipients, a host or a sign that opens, an answer to whoever sends a header.

Who may come in, and who gets a mail, is for the caller to say. Compared are functions with what they were; a name that the file
had before is none that an update brings.
"""

from collections.abc import Iterator, Sequence

from beartrap.model.regex import of_names, regex
from beartrap.vet.source import tree
from beartrap.vet.source.noticed.checks import Loosened
from beartrap.vet.source.noticed.gatekeepers import (
    CHECKS,
    branches,
    checks,
    decides,
    last_name,
    nodes,
    of_security,
    refusing,
)
from beartrap.vet.source.noticed.payees import is_of_a_bank, looks_payable

_WIDE = 0xFFFF
"""Above it a number among those who may come in is the one of an account."""


def own_members(name: str, old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    """Yield the first one whom the code names itself."""
    words = {word for one in old.body for word in tree.words(one, 99)}
    yield from _one_more(name, new, words)
    yield from _opened_by_a_sign(name, old, new)
    yield from _answered_before(old, new)
    yield from _paid_besides(name, new, words)


_THEIRS = regex(
    r"_*\w*(?:owners?|admins?|moderators?|staff|super_?users?|maintainers?|trusted\w*|signers?|issuers?|operators?)(?:_?(?:ids?|names?|only))?",
    2,
)
"""Names of those who may do everything."""
_WHO_GETS_IT = regex(r"(?:get_?|set_?|all_?)?(?:recipients?|to|cc|bcc|to_?addrs?|addressees|envelope|rcpts?)", 2)
_MAILBOX = regex(r"[\w.+-]{0,64}@[\w-]+(?:\.[\w-]+)+")
_DOMAIN = regex(r"[\w-]+(?:\.[\w-]+)+")


def _one_more(name: str, new: tree.Function, words: set[str]) -> Iterator[Loosened]:
    """A list or set of those whom a caller named, with one more."""
    own = name.rpartition(".")[2].rstrip("?!")
    for one in nodes(new):
        if not isinstance(one, tree.Many) or not any(isinstance(part, tree.Spread) for part in one.items):
            continue
        of = {last_name(part.value).lstrip("$") for part in one.items if isinstance(part, tree.Spread)}
        rest = [part for part in one.items if not isinstance(part, tree.Spread)]
        theirs = any(_THEIRS.fullmatch(each) for each in (own, *of))
        mails = any(_WHO_GETS_IT.fullmatch(each) for each in (own, *of))
        if any((theirs and _is_somebody(part, words)) or (mails and _is_mailbox(part, words)) for part in rest):
            yield Loosened(one.row, "one more stands among them whom the code names itself")
            return


def _texts(node: tree.Node, words: set[str]) -> list[str]:
    held = [one.value for one in tree.within(node) if isinstance(one, tree.Const)]
    flat = [one for value in held for one in (value if isinstance(value, list) else [value])]
    return [one for one in flat if isinstance(one, str) and repr(one)[:80] not in words]


def _is_somebody(node: tree.Node, words: set[str]) -> bool:
    if not isinstance(node, tree.Const):
        return False
    if isinstance(node.value, int):
        return node.value > _WIDE
    return isinstance(node.value, str) and len(node.value) > 3 and repr(node.value)[:80] not in words


def _is_mailbox(node: tree.Node, words: set[str]) -> bool:
    """Whether a mailbox stands there, as a whole or in its parts."""
    texts = _texts(node, words)
    return any(map(_MAILBOX.search, texts)) or ("@" in texts and any(map(_DOMAIN.fullmatch, texts)))


_PAYS = regex(r"(?:\w*_)?(?:transfer|pay|payment|payout|withdraw|checkout|sweep|redeem)(?:_?(?:all|to|out|tokens?|checked|from|funds|coins?|amount|native|eth|sol|btc))?", 2)  # fmt: skip
"""Names of functions that pay somebody whom their caller names."""
_ACCOUNT = regex(r"0x[0-9a-fA-F]{40}|(?:bc|ltc|tb)1[02-9ac-hj-np-z]{25,60}|acct_[A-Za-z0-9]{14,24}")
_OF_NOBODY = 8
"""Different signs below which an account is one that a chain keeps for itself: the first, the last, the one of its own coin."""


def _paid_besides(name: str, new: tree.Function, words: set[str]) -> Iterator[Loosened]:
    """An account of the code's own in a function that pays whom its caller names."""
    if not _PAYS.fullmatch(name.rpartition(".")[2].rstrip("?!")):
        return
    for one in nodes(new):
        for text in _texts(one, words) if isinstance(one, tree.Const) else ():
            kept = "1111" in text or len(set(text.lower())) < _OF_NOBODY
            if (looks_payable(text) or _ACCOUNT.fullmatch(text) or is_of_a_bank(text)) and not kept:
                yield Loosened(one.row, "an account of the code's own stands where somebody is paid")
                return


_MAY = of_names(r"_*(?:is_?|are_?|has_?)?(?:allowed|permitted|accepted|trusted|may|can|accepts?|trusts?|permits?)", 2)
_HOST = regex(r"\.?[\w-]+(?:\.[\w-]+)*\.[a-zA-Z]{2,}")
_ENDS = frozenset({"endswith", "endsWith", "end_with?", "HasSuffix", "ends_with", "EndsWith", "str_ends_with", "startswith", "startsWith", "start_with?", "HasPrefix", "starts_with", "StartsWith", "str_starts_with"})  # fmt: skip


def _opened_by_a_sign(name: str, old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    """A new yes of a function that says who or what may, for a host of the code's own or for a sign that nobody sees."""
    if not _MAY.fullmatch(name.rpartition(".")[2].rstrip("?!")):
        return
    known = {tuple(tree.words(one.test, 99)) for one in branches(old)}
    words = {word for one in old.body for word in tree.words(one, 99)}
    for branch in branches(new):
        last = branch.body[-1] if len(branch.body) else None
        yes = isinstance(last, tree.Leave) and isinstance(last.value, tree.Const) and last.value.value is True
        if not yes or tuple(tree.words(branch.test, 99)) in known:
            continue
        for one in tree.within(branch.test):
            if isinstance(one, tree.Call) and last_name(one) in _ENDS and any(map(_opens, _texts(one, words))):
                yield Loosened(branch.test.row, "a new yes for a name that stands in the code")
                return


def _opens(text: str) -> bool:
    unseen = any(not sign.isprintable() or sign in "\u200b\u200c\u200d\u2060\ufeff" for sign in text)
    return unseen or (_HOST.fullmatch(text) is not None and text not in ("localhost.localdomain",))


_OF_CLIENT = frozenset(["headers", "header", "Header", "getHeader", "get_header", "query", "Query", "query_params", "args", "params", "cookies", "cookie", "Cookie", "GET", "META", "FormValue", "searchParams", "$_GET", "$_COOKIE", "$_SERVER"])  # fmt: skip
"""What of a request whoever sends it writes as they like."""
HONEST = regex(
    r"(?i)access-control|origin|upgrade|if-none|if-mod|content-|accept|purpose|range|x-forwarded|connection|host"
    r"|.*(?:auth|token|api-?key|session|signature|jwt|bearer|cookie|csrf)"
)
"""Headers by which protocols ask for something that needs no log-in, and those that bring another way to log in."""


def _answered_before(old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    """A new answer, before anybody is asked who they are, to whoever sends a header, a cookie or a question that the code waits for."""
    known = {tuple(tree.words(one.test, 99)) for one in branches(old)}
    body = _plain(new.body)
    gate = next((at for at, one in enumerate(body) if isinstance(one, tree.Branch) and _turns_away(one, known)), 0)
    for one in body[:gate]:
        if not isinstance(one, tree.Branch) or tuple(tree.words(one.test, 99)) in known or not _gives(one.body):
            continue
        asked = list(tree.within(one.test))
        sent = any(map(is_of_a_client, asked))
        texts = [part.value for part in asked if isinstance(part, tree.Const) and isinstance(part.value, str)]
        if sent and texts and not any(map(HONEST.match, texts)) and not checks([one.test, *one.body]):
            yield Loosened(
                one.row, "who sends what the code waits for is answered before anybody is asked who they are"
            )
            return


def is_of_a_client(node: tree.Node) -> bool:
    """Whether a name or member stands for what a client sent, and not for what a server answered."""
    if not isinstance(node, tree.Name | tree.Attr) or last_name(node) not in _OF_CLIENT:
        return False
    return not (isinstance(node, tree.Attr) and _ANSWER.fullmatch(last_name(node.base)))


_ANSWER = regex(r"_*\w*(?:resp(?:onse)?|res|reply|answer|result)", 2)


def _plain(body: tree.Statements) -> list[tree.Node]:
    """Return the statements of a body, those of plain blocks in it in their place."""
    return [each for one in body for each in (one.body if isinstance(one, tree.Block) else (one,))]


def _turns_away(branch: tree.Branch, known: set[tuple[str, ...]]) -> bool:
    """Whether a branch that stood there before turns away whoever may not come in."""
    if tuple(tree.words(branch.test, 99)) not in known or not refusing(branch.body):
        return False
    called = [last_name(one) for one in tree.within(branch.test) if isinstance(one, tree.Call)]
    asks = any(decides(one) or CHECKS.fullmatch(one) or _MAY.fullmatch(one) for one in called)
    return asks or of_security(branch)


def _gives(body: Sequence[tree.Node]) -> bool:
    """Whether a branch does something and ends the function, and says no to nobody."""
    last = body[-1] if len(body) else None
    if isinstance(last, tree.Block):
        return _gives(last.body)
    ends = isinstance(last, tree.Leave) and last.flow is tree.Flow.RETURN
    does = len(body) > 1 or (isinstance(last, tree.Leave) and isinstance(last.value, tree.Call))
    return ends and does and not refusing([one for one in body if one is not last]) and not _says_no(last)


def _says_no(last: tree.Node | None) -> bool:
    return isinstance(last, tree.Leave) and last.value is not None and refusing([last])
