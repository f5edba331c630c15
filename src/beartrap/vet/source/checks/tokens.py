"""Tokens and connections that are taken on weaker terms than before: a token says itself who signs it, a public key is good for making one, an old protocol will do."""

import re
from collections.abc import Iterator

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.noticed.checks import Loosened
from beartrap.vet.source.noticed.gatekeepers import branches, last_name, nodes

_TAKES = regex(r"\w*(?:verif|decode|token|jwt|jws|authenticat|valid|signing_?key|get_?key)\w*", re.IGNORECASE)
"""Functions and calls that take a token."""
_OWN_KEY = frozenset({"'jku'", "'jwk'", "'x5u'", "'x5c'"})
"""What a token's head may say of the key that it was signed with (RFC 7515, 4.1): nobody may believe that."""
_PUBLIC, _SHARED = regex(r"(?:RS|ES|PS)\d{3}K?|EdDSA"), regex(r"HS\d{3}|none", re.IGNORECASE)
"""Algorithms (RFC 7518) whose key everybody may know, and those for which whoever knows the key can sign."""
_OLD_PROTOCOL = regex(r"'?(?:PROTOCOL_)?(?:SSLv[23]|TLSv?_?1(?:[._][01])?)(?:_METHOD|_method)?'?", re.IGNORECASE)
_NEW_PROTOCOL = regex(r"'?(?:PROTOCOL_)?TLSv?_?1[._][23](?:_METHOD|_method)?'?", re.IGNORECASE)
_ENVIRONMENT = frozenset({"environ", "getenv", "env", "ENV", "Getenv"})
_WHOM = frozenset(
    ["verify", "verify_ssl", "ssl_verify", "verifySsl", "verify_certs", "rejectUnauthorized", "strictSSL", "check_hostname", "verify_peer", "certs_verification", "hostname_verification", "InsecureSkipVerify", "insecure", "ignoreHTTPSErrors"]
)  # fmt: skip
"""Options and members by which a program is told whether to ask with whom it speaks."""
_ASKED = regex(r"verify_(?:aud|iss|exp|nbf|iat|sub|signature|at_hash)|ignore(?:Expiration|NotBefore)")
"""Options by which a reader of tokens is told what to ask of one."""


def trusting(old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    """Yield what is taken on weaker terms than the old function took it."""
    before, after = _words(old), _words(new)
    if _TAKES.fullmatch(new.name or "") is not None or any(map(_takes, nodes(new))):
        for word in sorted(_OWN_KEY & after.keys() - before.keys()):
            yield Loosened(after[word], f"a token says itself which key it is signed with, under {word}")
        if _mixes(new) and not _mixes(old):
            yield Loosened(_row_of(new), "a public key is taken for a shared one as well")
    yield from _less_asked(_asked(old), _asked(new))
    yield from _by_own_words(old, new, set(before))
    yield from _turned_off(old, new)
    if any(map(_NEW_PROTOCOL.fullmatch, before)) and not any(map(_OLD_PROTOCOL.fullmatch, before)):
        for word in sorted(filter(_OLD_PROTOCOL.fullmatch, after)):
            yield Loosened(after[word], "an old protocol will do", mild=True)


Options = dict[str, tuple[tree.Node, int]]
"""What options are set to, and where."""


def _less_asked(before: Options, after: Options) -> Iterator[Loosened]:
    for name, (value, row) in after.items():
        if not _asks(name, value) and (name not in before or _asks(name, before[name][0])):
            yield Loosened(row, f"{name} is not asked any more, or not always")


def _turned_off(old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    """A new branch in which nobody asks any more with whom a program speaks, for words of the code's own or of the environment."""
    known = {tuple(tree.words(one.test)) for one in branches(old)}
    meant = {one.target.id: one.value for one in nodes(new) if isinstance(one, tree.Assign) and isinstance(one.target, tree.Name)}  # fmt: skip
    for branch in branches(new):
        off = next((one for one in branch.body if isinstance(one, tree.Assign) and _is_off(one)), None)
        if off is None or tuple(tree.words(branch.test)) in known or (_asks_the_library(branch.test) and _wraps(old)):
            continue
        words = [word for name in tree.words(branch.test) for word in (name, *(tree.words(meant[name]) if name in meant else ()))]  # fmt: skip
        texts = [word for word in words if word[0] in "\"'" and len(word) > len("'http'")]
        by_own = (texts or not _ENVIRONMENT.isdisjoint(words)) and not any(map(_NAMES_OPTION.search, texts))
        if by_own or not (any(map(_NAMES_OPTION.search, words)) or any(map(_PLAIN.search, words))):
            yield Loosened(off.row, "whom it speaks with is not asked for what the code names itself")
            return


def _asks_the_library(test: tree.Node) -> bool:
    """Whether a branch only asks what Python's own library can: `hasattr(ssl, "create_default_context")`."""
    return (
        isinstance(test, tree.Call)
        and last_name(test) == "hasattr"
        and len(test.args) > 1
        and isinstance(test.args[0], tree.Name)
        and test.args[0].id == "ssl"
    )


def _wraps(function: tree.Function) -> bool:
    """Whether a function opened its connection by `ssl.wrap_socket`, which never asked for the name of whom it speaks with (Python, "ssl")."""
    return any(isinstance(one, tree.Call) and tree.dotted(one.func) == "ssl.wrap_socket" for one in nodes(function))


_PLAIN = regex(r"scheme|protocol|http|plain|url|pool|option|config|setting|param|kwargs|args", re.IGNORECASE)
"""What says that nothing is encrypted, or that somebody set it so."""
_NAMES_IT = regex(r"verif|insecure|reject|skip|check|trust|strict|valid|unsafe|ignore|none|false|true|self_?signed|dev|debug|test|local", re.IGNORECASE)  # fmt: skip
"""What stands where somebody asked for it themselves."""
_NAMES_OPTION = regex(r"ssl|tls|verif|cert|secur|https|ca_bundle|check|trust|insecure|localhost|127\.", re.IGNORECASE)


def _is_off(one: tree.Assign) -> bool:
    """Whether an option that asks with whom one speaks is set so that it does not."""
    name = last_name(one.target)
    if name in _MODES:
        return last_name(one.value) == _UNASKED or (isinstance(one.value, tree.Const) and one.value.value == _UNASKED)
    if not isinstance(one.value, tree.Const):
        return False
    return (name in _WHOM and one.value.value is (name in _ON)) or (one.value.value is True and _BELIEVES.fullmatch(name) is not None)  # fmt: skip


_MODES, _UNASKED = frozenset({"verify_mode", "cert_reqs"}), "CERT_NONE"
_BELIEVES = regex(r"trust_remote_code|(?:allow|accept|enable)_?(?:unsafe|insecure|untrusted|unverified|pickle|remote_code)\w*|skip_?(?:verif|sig|auth|cert|check|hash)\w*|(?:unsafe|insecure)(?:_\w+)?", re.IGNORECASE)  # fmt: skip
"""Names by which a program is told to take what nobody has looked at."""


_ON = frozenset({"InsecureSkipVerify", "insecure", "ignoreHTTPSErrors"})


def _by_own_words(old: tree.Function, new: tree.Function, before: set[str]) -> Iterator[Loosened]:
    """Whether certificates are looked at is decided by a text of the code's own (a variable, a file, a host) that does not speak of them."""
    earlier = list(_options(old))
    stood = {(name, tuple(tree.words(value, 99))) for name, value in earlier}
    modes = {word for name, said in stood if name in _MODES for word in said}
    worked_out = {name for name, value in earlier if not isinstance(value, tree.Const)}
    on = {name for name, value in earlier if isinstance(value, tree.Const) and value.value is (name not in _ON)}
    for name, value in _options(new):
        words = set(tree.words(value, 99))
        if (name, tuple(tree.words(value, 99))) in stood:
            continue
        if isinstance(value, tree.Const):
            hangs = (
                name in on
                and value.value is (name in _ON)
                and not any(one == name and _off(name, said) for one, said in earlier)
            )
        else:
            texts = [word for word in words if word[0] in "\"'" and word not in before]
            by_own = bool(texts) and not any(map(_NAMES_OPTION.search, texts))
            decided = (
                isinstance(value, tree.Unary | tree.Binary)
                and name not in worked_out
                and not any(map(_NAMES_IT.search, words - {"None"}))
                and not any(map(_IS_ADDRESS.fullmatch, words))
            )
            unasked = name in _MODES and _UNASKED in words - modes and isinstance(value, tree.Choice)
            hangs = unasked or (
                isinstance(value, tree.Unary | tree.Binary | tree.Choice | tree.Call) and (by_own or decided)
            )
        if hangs:
            yield Loosened(value.row, "whether it asks with whom it speaks hangs on something else, or on nothing")
            return


_IS_ADDRESS = regex(r"_*is_?ip(?:v[46])?(?:_?addr(?:ess)?)?|inet_(?:aton|pton)", re.IGNORECASE)
"""What asks whether a host is an address: such a one has no name that a certificate could be held against (Python, "ssl")."""


def _off(name: str, value: tree.Node) -> bool:
    return isinstance(value, tree.Const) and value.value is (name in _ON)


def _options(function: tree.Function) -> Iterator[tuple[str, tree.Node]]:
    """Yield what the options are set to by which a program is told whether to ask with whom it speaks."""
    for one in nodes(function):
        match one:
            case tree.Assign(target=tree.Attr(name=name), value=value) if name in _WHOM or name in _MODES:
                yield name, value
            case tree.Call(keywords=keywords):
                yield from ((key, value) for key, value in keywords if key in _WHOM)
            case tree.Table(pairs=pairs):
                yield from (
                    (str(key.value), value)
                    for key, value in pairs
                    if isinstance(key, tree.Const) and isinstance(key.value, str) and key.value in _WHOM
                )


def _words(function: tree.Function) -> dict[str, int]:
    """Return the names and texts of a function with the row at which each stands first."""
    found = dict[str, int]()
    for one in nodes(function):
        match one:
            case tree.Const(value=str() as text):
                found.setdefault(repr(text), one.row)
            case tree.Attr(name=name) | tree.Name(id=name):
                found.setdefault(name, one.row)
    return found


def _takes(node: tree.Node) -> bool:
    return isinstance(node, tree.Call) and _TAKES.fullmatch(last_name(node)) is not None


def _lists(function: tree.Function) -> Iterator[tuple[int, list[str]]]:
    """Yield the lists of texts of a function, with their rows."""
    for one in nodes(function):
        if isinstance(one, tree.Const) and isinstance(one.value, list):
            yield one.row, [word for word in one.value if isinstance(word, str)]
        elif isinstance(one, tree.Many):
            yield one.row, [part.value for part in one.items if isinstance(part, tree.Const) and isinstance(part.value, str)]  # fmt: skip


def _mixed(found: list[str]) -> bool:
    return any(map(_PUBLIC.fullmatch, found)) and any(map(_SHARED.fullmatch, found))


def _mixes(function: tree.Function) -> bool:
    return any(_mixed(found) for _, found in _lists(function))


def _row_of(function: tree.Function) -> int:
    return next((row for row, found in _lists(function) if _mixed(found)), function.row)


def _asked(function: tree.Function) -> Options:
    """Return the options that say what is asked of a token, with what they are set to."""
    found: Options = {}
    for one in nodes(function):
        if isinstance(one, tree.Table):
            pairs = [(key.value, value) for key, value in one.pairs if isinstance(key, tree.Const)]
        elif isinstance(one, tree.Call):
            pairs = [(key, value) for key, value in one.keywords]
        else:
            continue
        found |= {key: (value, one.row) for key, value in pairs if isinstance(key, str) and _ASKED.fullmatch(key)}
    return found


def _asks(name: str, value: tree.Node) -> bool:
    """Whether an option is set to what asks, or to what a caller decides."""
    if isinstance(value, tree.Const):
        return bool(value.value) is not name.startswith("ignore")
    return name != "verify_signature" or not isinstance(value, tree.Unary | tree.Choice | tree.Binary)
