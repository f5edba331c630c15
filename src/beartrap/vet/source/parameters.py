"""What the name of a parameter says of what a caller that nobody knows hands in, and classes whose methods others call."""

import re
from collections.abc import Iterator, Sequence

from beartrap.model.regex import of_names, regex


def mark_of(parameter: str) -> str:
    """Return the mark of what a caller that nobody knows hands in."""
    return "given-secret" if _SECRET_PARAMETER.fullmatch(parameter) else "given"


def is_secret(name: str) -> bool:
    """Whether what is called so is a password, or a token for some service."""
    name = name.lstrip("$")
    return bool(_SECRET_PARAMETER.fullmatch(name) or TOKEN.fullmatch(name))


def names_secrets(text: str) -> bool:
    """Whether a pattern or another text has several words that only secrets are called."""
    return len(set(map(str.lower, _WORDS.findall(text)))) > 1


_WORDS = regex(
    r"passw|passphrase|\bsess\b|\bauth\b|\bpwd\b|secret|token|api.{0,3}key|access.{0,3}key|private.{0,3}key|mnemonic|seed|credential|\bcard|\bcvv|\bcvc|\bssn\b|iban|mongodb|postgres|authoriz|cookie|bearer|wallet|session",
    re.IGNORECASE,
)
GIVEN_PAYEE = "given-payee"
"""Mark of the account that a caller wants to be paid."""


def marks_beside(parameter: str) -> Iterator[str]:
    """Yield the marks of what a caller hands in that it has by its name, beside that it was handed in."""
    if TOKEN.fullmatch(parameter):
        yield "given-token"
    if is_payee(parameter):
        yield GIVEN_PAYEE


def speaks(parameter: str) -> bool:
    """Whether a parameter says something, and is no tool of the caller's: where it is nothing by default, a caller may hand it in."""
    return is_secret(parameter) or bool(_SAYS.search(parameter))


_SAYS = regex(
    r"(?:^|_)(?:ur[li]|dsn|conn(?:ection)?_?(?:str\w*|info)|data(?:base_url)?|body|payload|messages?|text|content|prompt|query|documents?|params|headers|user(?:_?name)?|login|e?mail|address|identity)$",
    re.IGNORECASE,
)


def is_payee(parameter: str) -> bool:
    """Whether a parameter says who is to be paid."""
    return bool(_PAYEE_PARAMETER.fullmatch(parameter.lstrip("$*")))


FOR_A_SECRET = regex(r"pass|secret|token|seed|mnemonic|phrase|\botp\b|\bpin\b|private key|2fa", re.IGNORECASE)
"""What a question to the user says that asks for a secret."""

AWAITED = "awaited"
"""Mark of what is reached only by who knows a word: code behind a test for it, a member under it."""

AGREED = "agreed"
"""Mark of what is sent only where the user's own setting for telemetry was asked."""

FOREIGN = frozenset({"given", "given-request", "given-response", "web-request", "intercepted", "network", "input"})
"""Marks of what somebody else decides about."""

_REQUESTS = frozenset({"request", "req", "environ", "ctx", "httpRequest", "http_request"})
"""Parameters by which web frameworks hand over what a client sent."""
_OF_A_SERVER = {"ruby": frozenset({"env"}), "python": frozenset({"scope"})}
"""The same of Ruby's Rack, elsewhere a set of variables or a place to build in, and of Python's ASGI."""


def is_request(parameter: str, language: str) -> bool:
    """Whether a parameter is what a client sent."""
    name = parameter.lstrip("$")
    return name in _REQUESTS or name in _OF_A_SERVER.get(language, ())


_RESPONSES = frozenset({"response", "resp", "res", "reply", "answer"})
"""Parameters by which clients hand over what a server answered."""


def told_by_name(parameter: str, language: str, made_by: str | None = None) -> str:
    """Return the mark of what a parameter is by its name: what a client sent, what a server answered; empty for any other, and for a request that the code itself has made."""
    if made_by is not None and made_by.endswith("Request()"):
        return ""
    if is_request(parameter, language):
        return "given-request"
    return "given-response" if parameter.lstrip("$") in _RESPONSES else ""


HOOKS = frozenset(
    [
        "logging.Handler",
        "logging.Filter",
        "logging.Formatter",
        "logging.StreamHandler",
        "starlette.middleware.base.BaseHTTPMiddleware",
        "django.utils.deprecation.MiddlewareMixin",
        "requests.auth.AuthBase",
        "requests.adapters.HTTPAdapter",
        "urllib.request.BaseHandler",
        "urllib.request.HTTPSHandler",
        "httpx.Auth",
        "httpx.BaseTransport",
        "httpx.HTTPTransport",
        "http.cookiejar.CookieJar",
        "Faraday.Middleware",
        "stream.Transform",
        "opentelemetry.sdk.trace.export.SpanExporter",
        "opentelemetry.sdk.trace.SpanProcessor",
        "opentelemetry.sdk._logs.export.LogExporter",
        "opentelemetry.sdk.metrics.export.MetricExporter",
    ]
)
"""Classes whose methods are called with what others send, log or receive."""

_RECEIVES = of_names(
    r"on_?(?:\w+_)?(?:message|msg|privmsg|pubmsg|update|event|command|text|packet|datagram)s?|handle_?(?:message|update|command|text|packet|line)s?|(?:message|update|command)_handler|(?:data|line|datagram|message|string|packet)_?received",
    re.IGNORECASE,
)
"""Functions that are called with what somebody sent: of chats, queues and protocols."""


def sent_by_place(name: str, parameters: Sequence[str]) -> Sequence[str]:
    """Return the parameters that hold what a client sent because of what a function is: a resolver of GraphQL, an application of ASGI."""
    told = [one for one in parameters if one not in ("self", "cls")]
    if _RESOLVES.match(name) and told[1:2] in (["info"], ["_info"]):
        return told[2:]
    return ["receive"] if {"scope", "receive", "send"} <= set(told) else []


_RESOLVES = regex(r"_?(?:resolve|mutate|subscribe)(?:_|$)")


def stands_between(owner: str | None, function: str) -> str:
    """Return the mark of what a function is handed that stands between others, or that is called with what somebody sent; empty for any other."""
    if owner in HOOKS:
        return "intercepted"
    return "web-request" if _RECEIVES.fullmatch(function) else "input" if _DECODES.fullmatch(function) else ""


_DECODES = of_names(
    r"_*(?:unpack|decode|deserialize|unmarshal|from_?bytes|from_?buffer)|_*(?:read|parse|decode|unpack|handle)_?(?:frame|packet|header|message|record|entry|chunk)s?",
    re.IGNORECASE,
)
"""Functions that are handed what was written or sent by somebody, to take it apart."""


PAYEE = frozenset(
    [
        "to", "address", "recipient", "toAddress", "to_address", "toPubkey", "to_pubkey", "destination", "payee", "receiver", "payTo", "pay_to", "wallet", "spender", "beneficiary", "depositAddress", "deposit_address",
    ]
)  # fmt: skip
"""Members that say to whom a payment goes."""

_SECRET_PARAMETER = of_names(
    r"_?(?:\w*_)?(?:password|passwd|passphrase|pass_?word|pwd?|mnemonic(?:_?(?:words|phrase))?|(?:secret_?)?seed(?:_?phrase|_?words)?|(?:recovery|backup)_?phrase|priv(?:ate)?_?key|secret_?key|secret_?access_?key|(?:en|de)cryption_?key|role_?key|account_?key|sign(?:ing|er)_?key|key_?pair|master_?key|cvv2?|cvc2?|csc|card(?:_?(?:no|num|number|data|details|holder))?|iban|ssn|security_?code|account_?number|routing_?number|connection_?string|conn_?str|cparams|conn_?params|otp|pin_?code|credentials?)"
    r"|(?:user|new|old|plain|raw|master)(?:Password|Passphrase)|[a-z]+(?:Mnemonic|SeedPhrase|PrivateKey|SecretKey)",
    re.IGNORECASE,
)
"""Names that leave no doubt."""

_PAYEE_PARAMETER = of_names(
    r"_?(?:to|dest|iban|creditor|(?:to|dest|destination|recipient|payee|receiver|beneficiary|deposit|payout|withdrawal|settlement|creditor|pay_?to)_?(?:addr(?:ess)?|wallet|account|key|pubkey|iban|e?mail)?)",
    re.IGNORECASE,
)

TOKEN = of_names(
    r"_*(?:\w+_)?(?:(?:access|auth|bearer|api|refresh|id|session|jwt|oauth)?_?tokens?|access_?key|api_?keys?|authorization|cookies?|session_?id|client_?secret|secret)",
    re.IGNORECASE,
)
"""What clients of a service are handed, for that service; to any other it gives the caller away."""
