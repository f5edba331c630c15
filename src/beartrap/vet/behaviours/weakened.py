"""Checks that the code leaves out, and doors that it keeps for whoever wrote it."""

import re

from beartrap.model.finding import Severity
from beartrap.model.regex import regex
from beartrap.vet.analyser import Meta
from beartrap.vet.behaviour import Family
from beartrap.vet.behaviours.kind import Kind, Weighed, by_when
from beartrap.vet.source.events import Act, Event
from beartrap.vet.source.reading.timing import looks_like_test
from beartrap.vet.source.walking.endless import COUNTED

_BY_VARIABLE = regex(
    r"(?:NODE_TLS_REJECT_UNAUTHORIZED|PYTHONHTTPSVERIFY)=0|(?:GIT_SSL_NO_VERIFY|CURL_INSECURE)=(?:1|true)|PYTHONWARNINGS=ignore:Unverified.*",
    re.IGNORECASE,
)
_BY_WORD = regex(
    r"\b(?:git\b.{0,60}http\.sslVerify[= ]false|npm\s+(?:config\s+)?set\s+strict-ssl[= ]false|StrictHostKeyChecking[= ]no|curl\s[^|;]{0,80}(?:\s-\w*k\w*\s|--insecure)|wget\b[^|;]{0,80}--no-check-certificate|--allow-unauthenticated|--nogpgcheck|--no-gpg-check)",
    re.IGNORECASE,
)
_TOLD = frozenset({"certificates", "signatures"})


def _unchecked(event: Event) -> Weighed | None:
    """A check that is left out always, or for a host or word that the code names: who uses it has no say."""
    if event.act is Act.SET:
        return Weighed(Severity.HIGH, (event.text,)) if _BY_VARIABLE.fullmatch(event.text) else None
    if event.act is Act.RUN:
        match = _BY_WORD.search(event.text)
        return Weighed(by_when(event, Severity.MEDIUM, Severity.LOW), (match[0].split()[0],)) if match else None
    if event.text not in _TOLD:
        return None
    told = not {"environ", "getenv", "env", "ENV"}.isdisjoint(
        event.options
    )  # a variable that is there to be set for it
    asks_what_there_is = not _ASKS_WHAT_THERE_IS.isdisjoint(event.options)
    fixed = any(
        word[0] in "\"'b"
        and len(word) > 4
        and not (asks_what_there_is and _NAME.fullmatch(word))
        and not _SCHEME.fullmatch(word)
        and not (told and _VARIABLE.fullmatch(word) and _ASKED_FOR.search(word))
        for word in event.options
    )
    configured = not _CONFIGURATION.isdisjoint(event.options) and any(
        word[0] in "\"'" and _ASKED_FOR.search(word) for word in event.options
    )
    fixed &= not configured  # the words are keys of a file in which somebody asked for it
    fixed |= any(word.strip("\"'") == "CI" for word in event.options)  # nobody sets that to have it so
    asked = event.options - _THERE
    fixed |= "False" in event.options and not any(map(_ASKED_FOR.search, event.options))  # what failed is tried so
    severity = Severity.LOW if asked and not fixed and not _of_the_world(event) else Severity.HIGH
    return Weighed(severity, (event.text, *sorted(event.options)))


_THERE = frozenset({"ok", "err", "nil", "None", "null", "undefined"})
"""Words of a test that asks whether a thing is there, or of the kind it is taken for: it decides about nothing."""
_CONFIGURATION = frozenset(
    {"conf", "config", "cfg", "settings", "options", "opts", "getboolean", "get_bool", "getbool", "has_option"}
)
_ASKS_WHAT_THERE_IS = frozenset({"hasattr", "getattr"})
_NAME = regex(r"['\"][A-Za-z_]\w*['\"]")
"""What a library is asked for, of which one version has it and another has not: no host, and no word that only one knows."""
_SCHEME = regex(r"b?['\"](?:https?|wss?|grpcs?):?(?://)?['\"]", re.IGNORECASE)
"""Words that stand for a protocol, and name no host for which the check is left out."""
_WORLD = frozenset(
    [
        "os", "environ", "getenv", "get", "process", "env", "ENV", "time", "datetime", "date", "now", "today", "utcnow", "timestamp", "year", "month", "day", "hour", "weekday", "random", "randint", "randrange", "choice", "Math", "Date",
        "floor", "getTime", "platform", "system", "sys", "socket", "gethostname", "node", "getuser", "getpass", "locale", "hashlib", "crc32", "CI", "GITHUB_ACTIONS", "GITLAB_CI", "JENKINS_URL", "CIRCLECI", "BUILDKITE", "getDay", "getHours", "getMonth", "zlib", "encode", "startswith", "endswith", "int", "str", "len", "bool", "hostname", "isatty",
    ]
)  # fmt: skip
"""Names by which a test asks the clock, chance, the machine and its variables."""
_VARIABLE = regex(r"['\"][A-Z][A-Z0-9_]+['\"]")
_ASKED_FOR = regex(r"ssl|tls|verif|cert|secur|https|check|trust|debug|test|dev", re.IGNORECASE)


def _of_the_world(event: Event) -> bool:
    """Whether nothing but the world decides about it: the day, chance, a variable that is there for something else."""
    asked = [word for word in event.options if word not in _WORLD]
    return all(not (word[0].isalpha() and word[0] != "b") and not _ASKED_FOR.search(word) for word in asked)


def _known_password(event: Event) -> Weighed | None:
    if event.text != "password":
        return None
    return Weighed(Severity.HIGH, ("password",), ("given-secret",))


def _guessable(event: Event) -> Weighed | None:
    if event.text != "chance" or any(looks_like_test(spot.path) for spot in event.marks.get("weak-random", ())):
        return None
    return Weighed(Severity.HIGH, ("chance", event.name.rpartition(".")[2]), ("weak-random",))


def _hangs(event: Event) -> Weighed | None:
    called = Severity.HIGH if event.name == COUNTED else Severity.LOW
    return Weighed(by_when(event, Severity.HIGH, called), ("endless",)) if event.text == "endless" else None


def _overwrites(event: Event) -> Weighed | None:
    return Weighed(Severity.HIGH, ("variables", event.name)) if event.text == "variables" else None


def _own_account(event: Event) -> Weighed | None:
    return Weighed(Severity.HIGH, ("account", event.name.partition("(")[0])) if event.text == "account" else None


def _own_key(event: Event) -> Weighed | None:
    if "sign:own-recipient" in event.marks:
        return Weighed(Severity.HIGH, ("recipient",), ("sign:own-recipient",))
    return Weighed(Severity.HIGH, ("key", event.name.partition("(")[0])) if event.text == "own-key" else None


def _reaches_out(event: Event) -> Weighed | None:
    return Weighed(Severity.HIGH, ("container", event.name)) if event.text == "container" else None


def _meta(name: str, title: str, why: str, *techniques: str) -> Meta:
    links = tuple(f"https://attack.mitre.org/techniques/{one.replace('.', '/')}/" for one in techniques)
    return Meta(name, title, why, Family.SOURCE_CODE, Severity.HIGH, techniques, links)


UNCHECKED = _meta("weakened.trust", "Does not check whom it speaks with", "Certificates, host names or signatures are not checked, always or for what the code names: whoever sits between can read and change what is sent.", "T1557", "T1553")  # fmt: skip
WEAKENED = (
    Kind(UNCHECKED, frozenset({Act.WEAKEN, Act.SET, Act.RUN}), _unchecked),
    Kind(_meta("weakened.password", "Lets in who knows a password of its own", "What a caller hands in as a password is compared with one that stands in the code, or with its digest: a door for whoever wrote it.", "T1556", "T1078.001"), frozenset({Act.WEAKEN}), _known_password),
    Kind(_meta("weakened.chance", "Makes secrets of what can be guessed", "A key, salt or token is made by a generator that is not meant for secrets, of a clock, or of a few bytes: whoever knows that can make it again.", "T1600"), frozenset({Act.WEAKEN}), _guessable),
    Kind(_meta("weakened.variables", "Lets a client set the program's variables", "What a client sends takes the place of a session, of globals or of a function's own variables, by the names that it sends: whoever knows a name decides who is logged in.", "T1556", "T1190"), frozenset({Act.WEAKEN}), _overwrites),
    Kind(_meta("network.account", "Brings an account of its own along", "The key of a store or the password of a server stands in the code and is used: what the program writes there belongs to whoever wrote it.", "T1567.002", "T1552.001"), frozenset({Act.WEAKEN}), _own_account),
    Kind(_meta("weakened.key", "Makes a key of what stands in its code", "A key to sign or verify with is made of bytes that the code holds: whoever reads it can sign what is believed; and who can read what is encrypted for such a key is settled by the code.", "T1552.001", "T1556"), frozenset({Act.WEAKEN, Act.RUN}), _own_key),
    Kind(_meta("weakened.container", "Gives a container what holds the host", "A container is started with all rights, with the host's disk or with the socket of what runs it: who is in it is on the host.", "T1611", "T1610"), frozenset({Act.WEAKEN}), _reaches_out),
    Kind(_meta("hang.endless", "Never comes back", "A loop without an end runs while the file is imported, or prints for ever where a function is called: whoever uses the package stands still.", "T1499"), frozenset({Act.WEAKEN}), _hangs),
)  # fmt: skip
