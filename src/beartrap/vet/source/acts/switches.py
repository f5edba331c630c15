"""Members, options and words of calls by which a program is told whom to trust, whom to pay and which way to go.

What is written there as a fixed value is decided by the package and by nobody who uses it.
"""

import re
from collections.abc import Iterable

from beartrap.model.regex import of_names, regex
from beartrap.vet.source import tree
from beartrap.vet.source.acts.acts import evaluate_lines
from beartrap.vet.source.acts.elsewhere import told_to_run
from beartrap.vet.source.acts.preloaded import loaded_first
from beartrap.vet.source.events import Act
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.noticed.payees import BASE58, OF_SERVICE, is_wallet
from beartrap.vet.source.parameters import FOREIGN, PAYEE
from beartrap.vet.source.unsaid import SPEAKS_OF_CHECKS
from beartrap.vet.source.values import UNKNOWN, Known, Value, items_of, marks_of, raw, waiting

_OFF = frozenset(
    [
        "rejectUnauthorized", "strictSSL", "check_hostname", "verify", "verify_ssl", "verifySsl", "ssl_verify", "verify_certs", "verify_hostname", "assert_hostname",
        "verify_signature", "CURLOPT_SSL_VERIFYPEER", "CURLOPT_SSL_VERIFYHOST", "verify_peer", "verify_peer_name", "checkServerIdentity", "verify_exp", "verify_host",
    ]
)  # fmt: skip
_ON = frozenset(
    [
        "insecure",
        "InsecureSkipVerify",
        "allow_self_signed",
        "ignoreHTTPSErrors",
        "trust_all",
        "allow_invalid_certificates",
        "skipCertificateCheck",
        "ignoreExpiration",
        "insecureSkipTlsVerify",
        "skipcertificatecheck",
    ]
)
_UNCHECKED = of_names(
    r"(?:^|\.)(?:CERT_NONE|(?:SSL_)?VERIFY_NONE|_create_unverified_context|AutoAddPolicy|WarningPolicy|NullVerifier|NoopHostnameVerifier)$"
)
_MODES = frozenset(
    ["verify_mode", "cert_reqs", "VERIFY_PEER", "_create_default_https_context", "ssl_context", "verify", "verifyMode"]
)
"""Options that ask for less when they are off or on, and the values that ask for nothing at all."""

_PROXY = of_names(
    r"(?:https?_?|all_?)?prox(?:y|ies)(?:_?(?:url|host|addr|address|server))?|http_?proxy_?host|socks_?proxy",
    re.IGNORECASE,
)
_OUTSIDE = regex(
    r"(?:(?:https?|socks[45]?h?)://)?(?:[^\s/@]*@)?((?:[\w-]+\.)+[A-Za-z]{2,}|\d{1,3}(?:\.\d{1,3}){3})(?::\d+)?/?",
    re.IGNORECASE,
)


def switched(machine: Machine, key: str, value: Value, row: int) -> None:
    """Note a member, option or word that is set to a fixed value of weight."""
    if waiting(value) or "default" in value.marks:
        return
    loaded_first(machine, key, value, row)
    told_to_run(machine, key, value, row)
    if (
        (key in _OFF and value.known is False and not _says_nothing(machine, key))
        or (key in _ON and value.known is True)
        or (key in _MODES and _UNCHECKED.search(value.name or str(value.known)))
        or (key == _FOR_ALL and _is_untold(value))
    ):
        weakened(
            machine,
            "certificates" if "signature" not in key and "exp" not in key.lower() else "signatures",
            key,
            value,
            row,
        )
    elif key.lower() in _CALLED_TO_CHECK and value.closure is not None and _says_yes(value.closure.node):
        weakened(machine, "certificates", key, value, row)
    elif key in ("algorithms", "algorithm") and _is_none(raw(value)):
        weakened(machine, "signatures", key, value, row)
    elif (key == "__html" and value.layers) or key in _LINES_OF_CODE:
        evaluate_lines(machine, value, key, row)
    elif key in PAYEE or key in _READERS:
        _paid(machine, key, value, row)
    elif key.lower() == "bcc":
        copied(machine, value, row)
    elif len(key) < 24 and _PROXY.fullmatch(key):
        for one in (value, *value.parts()):
            match = _OUTSIDE.fullmatch(one.known) if isinstance(one.known, str) else None
            if match is not None:
                machine.emit(Act.SET, key, row, text=f"https_proxy=http://{match[1]}", values=[one])


def _says_nothing(machine: Machine, key: str) -> bool:
    """Whether a word is none by which a check is left out: `verify` is what many things do, and in JavaScript only libraries for tokens know it."""
    asked = _CLIENTS if machine.language == "python" else _TOKENS
    return key == "verify" and machine.language in ("javascript", "python") and asked.search(machine.text) is None


_CLIENTS = regex(
    r"requests|httpx|urllib|aiohttp|\bssl\b|\bjwt\b|\bjose\b|hvac|boto|elasticsearch|certifi|Client\(|[sS]ession\(|_session\b"
)
"""What of Python takes `verify` for a question to a server, or to a token."""
_TOKENS = regex(r"jwt|jsonwebtoken", re.IGNORECASE)
_READERS = frozenset(
    {"to", "cc", "recipients", "to_addrs", "recipient_list", "to_emails", "envelope_to", "toRecipients", "guests", "attendees", "invitees"}
)  # fmt: skip
"""Words of mail and of calendars that take a list of those who get it."""


def _among_readers(machine: Machine, value: Value, row: int) -> None:
    """Note a mailbox of the code's own in a list of readers whom a caller names."""
    items = value.items or []
    if any(MAILBOX.fullmatch(one.text) for one in items) and any(one.known is UNKNOWN for one in items):
        copied(machine, value, row)


_FOR_ALL = "_create_default_https_context"
"""What Python's `ssl` makes each connection's context with that is given none."""


def _is_untold(value: Value) -> bool:
    """Whether something has neither a name nor a place in the code: it was looked up so that nobody reads which one it is."""
    return value.known is UNKNOWN and value.closure is None and not value.name and FOREIGN.isdisjoint(value.marks)


_LINES_OF_CODE = frozenset({"exec_lines"})
"""Settings of interpreters: lines that each of them runs when it starts."""


def _is_none(known: Known) -> bool:
    """Whether `none` is among the algorithms by which a token may be signed."""
    return "none" in ([str(one).lower() for one in known] if isinstance(known, list) else [known])


MAILBOX = regex(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")


def copied(machine: Machine, value: Value, row: int) -> None:
    """Note a mailbox, written in the code, that is sent a copy of mail without its other readers seeing it."""
    listed = list((items_of(value) or ()) if isinstance(value.known, list) else value.parts())
    for one in (value, *listed, *(inner for part in listed for inner in part.parts())):
        match = MAILBOX.search(one.text)
        if match is not None:
            mail = machine.mark(Value(), "intercepted", row)
            machine.emit(Act.SEND, "bcc", row, text=match[0], values=[mail])
            return


_CALLED_TO_CHECK = frozenset({"servercertificatevalidationcallback", "servercertificatecustomvalidationcallback", "verify_callback", "checkserveridentity", "servercertvalidation"})  # fmt: skip


def _says_yes(node: tree.Node) -> bool:
    """Whether a function does nothing but say yes."""
    if not isinstance(node, tree.Function) or len(node.body) > 1:
        return False
    inside = [one for part in node.body for one in tree.within(part)]
    return len(inside) <= 4 and all(isinstance(one, tree.Const | tree.Leave | tree.Block) for one in inside)


def weakened(machine: Machine, what: str, name: str, value: Value, row: int) -> None:
    """Note that a check is left out, under the tests that stand around it and those under which the value was chosen."""
    marks = {mark: trail for mark, trail in value.marks.items() if not mark.startswith(_CHOSEN)}
    chosen = {mark.removeprefix(_CHOSEN) for mark in value.marks if mark.startswith(_CHOSEN)}
    machine.emit(Act.WEAKEN, name, row, text=what, marks=marks, values=[value], options=machine.conditions() | chosen)


_CHOSEN = "chosen:"
"""What a mark begins with that keeps a word of a test under which a variable was set."""


def chosen(machine: Machine, name: str, value: Value, row: int) -> Value:
    """Return what a variable is set to, with the tests around that: they hold where it is used, too, as in `if verify is False: mode = CERT_NONE`."""
    if waiting(value):
        return value
    spoken_of = isinstance(value.known, bool) and SPEAKS_OF_CHECKS.search(name) is not None
    if not spoken_of and not _asks_for_nothing(value):
        return value
    return _behind(machine, value, sorted(machine.conditions()), row)


def one_way(machine: Machine, node: tree.Choice, values: list[Value]) -> list[Value]:
    """Return the values of `a if test else b`: where just one of the two asks for less, with the words of the test, as where each stands behind an `if`."""
    if node.test is None or len(values) != 2:
        return values
    truths = all(isinstance(one.known, bool) for one in values)
    less = [truths or _asks_for_nothing(one) for one in values]
    if values[0].known is values[1].known if truths else sum(less) != 1:
        return values
    tests = sorted(set(tree.words(node.test)))
    return [_behind(machine, one, tests, node.row) if asks else one for one, asks in zip(values, less, strict=True)]


def _asks_for_nothing(value: Value) -> bool:
    word = value.name or value.known
    return isinstance(word, str) and len(word) < 100 and _UNCHECKED.search(word) is not None


def _behind(machine: Machine, value: Value, words: Iterable[str], row: int) -> Value:
    made = value.copy()
    for word in words:
        machine.mark(made, _CHOSEN + word, row)
    return made


def _paid(machine: Machine, key: str, value: Value, row: int) -> None:
    if key in _READERS:
        _among_readers(machine, value, row)
    marks = marks_of([value], 1)
    chosen = "sign:base58" in marks and any(
        mark.startswith("given") for mark in marks
    )  # in the place of what was handed in
    of_service = isinstance(value.known, str) and OF_SERVICE.fullmatch(value.known) is not None
    if chosen or of_service or (isinstance(value.known, str) and BASE58.fullmatch(value.known)):
        marks = {"sign:wallet-address": (machine.spot(row),), **marks}
    told = machine.asked[-1] if machine.asked else ()
    if of_service or (
        "sign:wallet-address" in marks
        and (any(mark.startswith("given") for mark in marks) or not PAYEE.isdisjoint(one.lstrip("$*") for one in told))
    ):  # in the place of the one that was handed in, or beside it
        machine.emit(Act.PUT, key, row, text=value.text, marks=marks, values=[value])


_BY_PLACE = {
    "Net.HTTP.new": 2, "Net.HTTP.start": 2, "Net.HTTP.Proxy": 0, "urllib.request.ProxyHandler": 0, "https-proxy-agent.HttpsProxyAgent": 0, "https-proxy-agent": 0, "http-proxy-agent": 0,
    "socks-proxy-agent": 0, "undici.ProxyAgent": 0, "socks.set_default_proxy": 1, "socks.setdefaultproxy": 1, "HttpsProxyAgent": 0, "socks-proxy-agent.SocksProxyAgent": 0,
}  # fmt: skip
"""Calls that take a proxy by its place among their arguments."""


def on_the_way(machine: Machine, name: str, args: list[Value], row: int) -> None:
    """Note a proxy that is given as an argument."""
    place = _BY_PLACE.get(name)
    if place is not None and len(args) > place:
        switched(machine, "proxy", args[place], row)


_SPENDS = frozenset(
    {
        "approve",
        "setApprovalForAll",
        "increaseAllowance",
        "permit",
        "transfer",
        "transferFrom",
        "sendTransaction",
        "safeTransferFrom",
        "send",
        "eth_sendTransaction",
        "addOutput",
        "addRecipient",
        "sendToAddress",
        "payTo",
    }
)


def paid(machine: Machine, one: Invocation) -> None:
    """Note a payment or an allowance whose receiver is written in the code."""
    own = one.func.closure.node if one.func.closure is not None else None
    method = one.method or one.name.rpartition(".")[2] or (own.name if isinstance(own, tree.Function) else "")
    if method not in _SPENDS or (one.base is not None and one.base.closure is not None):
        return
    for value in one.args:
        held = [value, *((value.fields or {}).get(name, Value()) for name in ("to", "spender"))]
        if any(map(is_wallet, held)):
            marks = {"sign:wallet-address": (machine.spot(one.row),), **marks_of([value])}
            machine.emit(Act.PUT, method, one.row, text=value.text, marks=marks, values=[value])
            return


def asked_to_pay(machine: Machine, request: Value, row: int) -> None:
    """Note a request to a wallet that sends a transaction to an address that is written in the code, or that came from afar."""
    fields = request.fields or {}
    if str(fields.get("method", Value()).known).endswith(
        ("sendTransaction", "signTransaction", "sendRawTransaction", "signTypedData_v4", "transfer")
    ):
        marks = marks_of([fields.get("params", Value())], 4)
        if "sign:wallet-address" in marks or "network" in marks:
            machine.emit(
                Act.PUT,
                "sendTransaction",
                row,
                text=fields["method"].text,
                marks={"sign:wallet-address": (machine.spot(row),), **marks},
                values=[request],
            )


_TRUSTS = {
    "danger_accept_invalid_certs": True, "danger_accept_invalid_hostnames": True, "set_verify_hostname": False, "setsslverify": False, "set_verify": "NONE", "ssl_ctx_set_verify": "NONE", "ssl_set_verify": "NONE",
    "disablecertificatechecking": True, "setinsecureskipverify": True, "trustallcertificates": True, "acceptanyservercertificate": True,
}  # fmt: skip
_ANYBODY = frozenset(["sethostnameverifier", "setdefaulthostnameverifier", "hostnameverifier", "setsslhostnameverifier", "loadtrustmaterial", "set_custom_certificate_verifier"])  # fmt: skip
_OPTIONS = regex(r"CURLOPT_SSL_VERIFY(?:PEER|HOST|STATUS)|CURLOPT_PROXY_SSL_VERIFY\w+")


def told_to_trust(machine: Machine, method: str, args: list[Value], row: int) -> None:
    """Note a call that leaves a check of a connection out: by a truth, by a mode, by a function that says yes to anybody."""
    word = method.rpartition(".")[2].lower()
    wanted = _TRUSTS.get(word)
    if wanted is not None:
        off = [
            one
            for one in args
            if one.known is wanted or (wanted == "NONE" and (one.name or "").upper().endswith(("NONE", "VERIFY_NONE")))
        ]
    elif word in _ANYBODY:
        off = [one for one in args if one.closure is not None and _says_yes(one.closure.node)]
    else:
        named = word.endswith("setopt") and len(args) > 2 and _OPTIONS.fullmatch(args[1].name or "") is not None
        off = [args[2]] if named and args[2].known == 0 else []
    if off:
        weakened(machine, "certificates", word, off[0], row)
    for one in args[2:4] if word in _READS_TOKENS else ():
        known = raw(one)
        if isinstance(known, list) and len(known) > 1 and _is_none(known):
            weakened(machine, "signatures", word, one, row)


_READS_TOKENS = frozenset({"decode", "verify"})
"""Methods that are given a token, its key, and by which algorithms it may be signed."""


_CHECKERS = frozenset(
    {
        "checkservertrusted", "verify_server_cert", "remotecertificatevalidationcallback", "match_hostname", "cert_verify",
        "should_strip_auth", "rebuild_auth",
    }
)  # fmt: skip
"""Functions that others ask whom to trust: with a connection, or (the last two, of `requests`) with what was meant for another host."""


def checks_nothing(machine: Machine, node: tree.Function) -> None:
    """Note a function that others ask whom to trust, and that says yes to each."""
    name = node.name.lower()
    if name not in _CHECKERS:
        return
    if not len(node.body) or all(isinstance(one, tree.Const) for one in node.body) or _says_yes(node):
        last = node.body[-1] if len(node.body) else None
        strips = isinstance(last, tree.Leave) and isinstance(last.value, tree.Const) and last.value.value is True
        if not (strips and name == "should_strip_auth"):
            weakened(machine, "certificates", node.name, Value(), node.row)
