"""Chains: from a source over transformations to a sink. A part of one is what programs do; the whole is intent."""

import re
from collections.abc import Callable

from beartrap.model.finding import Severity
from beartrap.model.regex import regex
from beartrap.vet.analyser import Meta
from beartrap.vet.behaviour import Family, When
from beartrap.vet.behaviours.handed_in import handed_in
from beartrap.vet.behaviours.kind import Kind, Weighed, by_when, goes_along, marked, prefixed, runs_itself
from beartrap.vet.behaviours.operands import (
    NETWORK,
    PICKLES,
    UNDER_A_NAME,
    command,
    goes_out,
    has_options,
    names_a_type,
    only_reads,
    only_verifies,
    target,
    unescaped_command,
    unknown_command,
)
from beartrap.vet.behaviours.owners import FORGE, called_by_a_secret, elsewhere
from beartrap.vet.source.acts.pinned import PINNED
from beartrap.vet.source.acts.sessions import CARRIED
from beartrap.vet.source.events import SOUGHT, Act, Event
from beartrap.vet.source.knowledge.commands import INTERPRETERS
from beartrap.vet.source.shell.shell_verified import SIGNED
from beartrap.vet.source.values import HOLE, UNKNOWN

_SINKS = frozenset({*NETWORK, Act.RUN})
STRONG = ("ssh-key", "cloud-credentials", "publish-token", "system-passwords", "keychain", "process-memory")
_WEAK = ("key-files", "login", "dotenv", "history", "account-list")
_DROPS = (
    "host:drop-webhook",
    "host:out-of-band",
    "host:tunnel",
    "host:dynamic-name",
    "host:bare-address",
    "host:file-drop",
    "host:paste",
)


def _named(event: Event) -> bool:
    """Whether the code itself names the host."""
    address = target(event)
    return bool(address) and "{" not in address


_ASKED_FOR = frozenset({"keychain"})
"""What a program asks for by the name of its own service, to log in where it is told to."""


def _credentials(event: Event) -> Weighed | None:
    strong, weak = _of(event, STRONG), _of(event, _WEAK)
    if not goes_out(event) or not (strong or weak):
        return None
    fixed = "{" not in target(event) or CARRIED in event.options
    if strong and not (set(strong) <= _ASKED_FOR and not fixed and not runs_itself(event)):
        severity = by_when(event, Severity.CRITICAL, Severity.HIGH)
    else:
        severity = by_when(event, Severity.HIGH, Severity.HIGH if fixed else Severity.MEDIUM)
    return Weighed(severity, (*strong, *weak, target(event)), (*strong, *weak), bool(strong) and _named(event))


def _of(event: Event, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the sources among the marks; in a command line that sends, naming the place is reading it."""
    found = tuple(name for name in marked(event, names) if goes_along(event, name))
    if event.act is Act.RUN:
        found += tuple(name.removeprefix("at:") for name in marked(event, [f"at:{one}" for one in names]))
    return tuple(dict.fromkeys(found))


def _environment(event: Event) -> Weighed | None:
    if not goes_out(event) or "environment" not in event.marks or not goes_along(event, "environment"):
        return None
    severity = by_when(event, Severity.CRITICAL, Severity.HIGH)
    loud = _named(event) or ".github/" in event.path  # a workflow's own script is handed the host by a step of it
    return Weighed(severity, (target(event),), ("environment",), loud)


_LEADING = 5
"""Letters of a variable's name that a host has in its own, from which on it is one of that service's."""


def _apart(names: tuple[str, ...], address: str) -> set[str]:
    """Return the variables that are counted: those of one service, by their first words, as one where they go to that service."""
    letters = address.replace("-", "").replace(".", "")
    bare = [name.removeprefix("variable:").lower() for name in names]
    if not any(name.replace("_", "")[:_LEADING] in letters for name in bare if len(name) > _LEADING):
        return set(bare)
    return {name.partition("_")[0] for name in bare}


def _variables(event: Event) -> Weighed | None:
    names = prefixed(event, "variable:")
    if not goes_out(event) or not names:
        return None
    away = elsewhere(names, target(event))
    if (
        len(names) == 1 and event.text.startswith("{}/") and FORGE.search(event.quote)
    ):  # the build service says where it is
        return Weighed(Severity.LOW, (*names, "forge"), names)
    if runs_itself(event) or event.act is Act.RESOLVE or away or called_by_a_secret(event, names):
        severity = Severity.HIGH
    else:
        several = len(_apart(names, target(event)))
        severity = Severity.LOW if several == 1 else Severity.MEDIUM if several == 2 else Severity.HIGH
    return Weighed(severity, (*names, target(event)), names, away)


def _one_of(names: tuple[str, ...]) -> Callable[[Event], Weighed | None]:
    def judge(event: Event) -> Weighed | None:
        found = _of(event, names)
        if not goes_out(event) or not found:
            return None
        return Weighed(by_when(event, Severity.CRITICAL, Severity.HIGH), (*found, target(event)), found, _named(event))

    return judge


def _metadata(event: Event) -> Weighed | None:
    if not goes_out(event) or "cloud-metadata" not in event.marks or "at:cloud-metadata" in event.marks:
        return None
    severity = by_when(event, Severity.CRITICAL, Severity.HIGH)
    return Weighed(severity, (target(event),), ("cloud-metadata",), _named(event))


def _host_facts(event: Event) -> Weighed | None:
    facts = prefixed(event, "fact:")
    if not goes_out(event) or not facts:
        return None
    if event.act is Act.RESOLVE:
        if not UNDER_A_NAME.search(event.text):
            return None  # a host that looks up its own name
        return Weighed(by_when(event, Severity.CRITICAL, Severity.HIGH), (*facts, "dns"), facts)
    several = len(facts) > 1
    dropped = bool(marked(event, _DROPS))
    if runs_itself(event):
        severity = (
            Severity.CRITICAL if dropped and several else Severity.HIGH if several or dropped else Severity.MEDIUM
        )
    else:
        severity = (
            Severity.HIGH
            if (dropped and several) or (several and "{" not in target(event))
            else Severity.MEDIUM
            if dropped or len(facts) > 2
            else Severity.LOW
        )
    return Weighed(severity, (*facts, target(event)), facts)


def _network_to_code(event: Event) -> Weighed | None:
    found = marked(event, ("network", "file-from-network", "given-response", "answered", SIGNED, PINNED))
    if event.act is not Act.EVALUATE:
        found = tuple(name for name in found if name not in ("given-response", "answered"))
    if not found:
        return None
    if names_a_type(event) and not runs_itself(event):
        return Weighed(Severity.MEDIUM, (event.name,), found)
    if event.name.startswith("WebAssembly.") and not _says_from_where(
        event, found
    ):  # a page's own, given little to act by
        return Weighed(Severity.MEDIUM, (event.name,), found)
    itself = Severity.HIGH if found in (("answered",), (SIGNED,), (PINNED,)) else Severity.CRITICAL
    called = Severity.MEDIUM if found == ("answered",) and event.name in PICKLES else Severity.HIGH
    return Weighed(by_when(event, itself, called), (event.name,), found)


def _says_from_where(event: Event, found: tuple[str, ...]) -> bool:
    """Whether a line on the way of what was fetched names an address: a page's own module has none but its file's name."""
    return any("://" in spot.quote for name in found for spot in event.marks[name])


def _network_to_process(event: Event) -> Weighed | None:
    if "file-from-network" in event.marks:
        if only_verifies(event):
            return Weighed(Severity.LOW, ("verified",), ("file-from-network",))
        if only_reads(event):
            return Weighed(by_when(event, Severity.HIGH, Severity.MEDIUM), ("read",), ("file-from-network",))
        return Weighed(by_when(event, Severity.CRITICAL, Severity.HIGH), ("file",), ("file-from-network",))
    if PINNED in event.marks and event.act is not Act.EVALUATE:  # it cannot change any more
        called = Severity.LOW if event.language == "shell" else Severity.MEDIUM
        return Weighed(by_when(event, Severity.HIGH, called), ("digest",), (PINNED,))
    if SIGNED in event.marks:
        return Weighed(by_when(event, Severity.HIGH, Severity.MEDIUM), ("signed",), (SIGNED,))
    if "fed:network" in event.marks and command(event.text) in INTERPRETERS:
        return Weighed(by_when(event, Severity.CRITICAL, Severity.HIGH), ("input",), ("fed:network",))
    answered = "given-response" in event.marks and unknown_command(event.text)
    if event.act is Act.RUN and ("network" in event.marks or answered):
        says = event.language == "shell" and _SAYS.fullmatch(event.text) is not None
        if says or command(event.text).lower() in _TOLD or only_reads(event):
            return Weighed(Severity.MEDIUM, ("command",), ("network",))
        what = "line" if event.text.strip() == HOLE else "command"  # nothing of it stands in the code
        return Weighed(by_when(event, Severity.CRITICAL, Severity.HIGH), (what,), ("network", "given-response"))
    return None


_SAYS = regex(r"(?:log|print)_(?:debug|info|notice|warn|warning|err|error|crit|msg|message|line|status)\s.*", re.DOTALL)
"""What scripts call their functions that write a line, by their whole name; where one stands in the script, it is followed besides."""
_TOLD = frozenset(
    {
        "kill", "taskkill", "pkill", "killall", "renice", "tskill", "stop-process",
        "git", "hg", "svn", "diff", "ls", "stat", "du", "wc", "ping", "dig", "host", "nslookup", "whois", "traceroute",
        "notify-send", "terminal-notifier", "say", "espeak", "mpv", "vlc", "ffplay", "mplayer", "xdg-open",
    }
)  # fmt: skip
"""Programs that are told which process, revision, host or page is meant: the number of a cluster's own, the tag of a release, the address of a film."""


def _decoded_to_process(event: Event) -> Weighed | None:
    found = marked(event, ("decoded", "file-from-decoded", "reckoned", "file-from-reckoned"))
    if not found and _spelt_in_signs(event):
        return Weighed(Severity.HIGH, (event.act.value, "signs"), ("signs",))
    if not found and unescaped_command(event):
        return Weighed(Severity.HIGH, (event.act.value, "unescaped"), ("unescaped",))
    if not found or event.layers or (event.act is Act.LOAD and "reckoned" in found and event.text not in ("", "{}")):
        return None
    handed = event.act is Act.RUN and unknown_command(event.text) and not has_options(event.text)
    if event.act is Act.RUN and not (
        handed or "file-from-decoded" in found or "file-from-reckoned" in found or command(event.text) in ("{}", "")
    ):
        return None
    told = "given" in event.marks or "web-request" in event.marks  # a command that a caller hides in what it hands in
    secret = handed and ("data-file" in event.marks or told)  # nobody decodes a picture to learn what command to run
    by_hand = "reckoned" in found and (handed or event.text in ("", "{}"))  # nor writes a decoder to that end
    by_hand |= "file-from-decoded" in found and command(event.text) in INTERPRETERS  # nor keeps a script so
    return Weighed(
        by_when(event, Severity.HIGH, Severity.HIGH if secret or by_hand else Severity.MEDIUM),
        (event.act.value,),
        found,
    )


_SIGNS = regex(r"[01]{48,}|[0-9a-fA-F]{24,}|(?=[A-Za-z]*\d)[A-Za-z0-9+/_-]{32,}={0,2}")


def _spelt_in_signs(event: Event) -> bool:
    """Whether a command is what something makes of one long word that stands in the code: digits, or letters without a blank."""
    value = event.values[0] if event.act is Act.RUN and event.values else None
    source = value.source if value is not None and value.known is UNKNOWN else None
    told = source.known if source is not None and unknown_command(event.text) else None
    return isinstance(told, str) and _SIGNS.fullmatch(told) is not None


_OWN_SITE = regex(r"/(?!/)")


def _page(event: Event) -> Weighed | None:
    found = marked(event, ("page-cookie", "page-store", "page-input", "web-request-all"))
    address = target(event)
    if (
        "page-input" in found and SOUGHT in event.options and _OWN_SITE.match(event.text)
    ):  # whoever owns the page does not ask for it so
        return Weighed(Severity.HIGH, (*found, "sought"), found)
    if not found or not goes_out(event) or "{" in address or not address:
        return None
    return Weighed(Severity.HIGH, (*found, address), found)


def _to_log(event: Event) -> Weighed | None:
    found = marked(event, ("environment", *STRONG, "wallet", "browser-store"))
    if event.text.startswith(_MASKS):
        return None
    if "encoded" in event.marks:  # what nothing masks, and nobody can read
        found += prefixed(event, "variable:")
    if not found or (found == ("environment",) and event.when is not When.INSTALL and "encoded" not in event.marks):
        return None
    called = Severity.HIGH if "encoded" in event.marks else Severity.MEDIUM
    return Weighed(by_when(event, Severity.HIGH, called), found, found)


_MASKS = "::add-mask::"
"""The command by which a build service is told to mask a word from now on (GitHub, workflow commands): the line itself is not shown."""


def chain(name: str, title: str, why: str, severity: Severity, *techniques: str) -> Meta:
    """Return what is said of one kind of chain."""
    return Meta(f"chain.{name}", title, why, Family.CHAIN, severity, techniques, _REFERENCES)


_REFERENCES = ("https://attack.mitre.org/tactics/TA0010/", "https://arxiv.org/abs/2603.27549")

CHAINS = (
    Kind(
        chain(
            "credentials-to-network", "Files with credentials go to the network",
            "Keys and tokens of the user are read and what was read goes out: that is how stealers work, and hardly anything else.",
            Severity.CRITICAL, "T1552.001", "T1041",
        ), _SINKS, _credentials,
    ),
    Kind(
        chain(
            "environment-to-network", "The whole environment goes to the network",
            "All variables of the process, with whatever tokens a build service or a developer put there, are sent away. Nobody needs all of them.",
            Severity.CRITICAL, "T1552.007", "T1041",
        ), _SINKS, _environment,
    ),
    Kind(
        chain(
            "variable-to-network", "Secret variables of the environment go to the network",
            "One token that goes to its own service is what clients do; several, or any while the package is installed or imported, is theft.",
            Severity.HIGH, "T1552.007", "T1041",
        ), _SINKS, _variables,
    ),
    Kind(
        chain("wallet-to-network", "Wallets go to the network", "Files of cryptocurrency wallets are read and sent away.", Severity.CRITICAL, "T1005", "T1041"),
        _SINKS, _one_of(("wallet",)),
    ),
    Kind(
        chain(
            "browser-to-network", "A browser's store goes to the network",
            "Saved passwords, cookies or extension data of a browser or messenger are read and sent away.", Severity.CRITICAL, "T1555.003", "T1539", "T1041",
        ), _SINKS, _one_of(("browser-store",)),
    ),
    Kind(
        chain(
            "metadata-to-network", "Cloud credentials from the metadata service go to the network",
            "What the cloud's metadata service gave, temporary keys among it, is sent to another host.", Severity.CRITICAL, "T1552.005", "T1041",
        ), _SINKS, _metadata,
    ),
    Kind(
        chain(
            "host-to-network", "Facts about the host go to the network",
            "Host name, user, addresses or folders are sent away: the beacon of dependency confusion, and the first step of a targeted attack.",
            Severity.CRITICAL, "T1082", "T1033", "T1041",
        ), _SINKS, _host_facts,
    ),
    Kind(
        chain(
            "caller-to-network", "What a caller hands in goes to a fixed host",
            "Data of whoever uses the package are sent to a host that the code names itself. Clients of one service do that; a new host, or a password, is another matter.",
            Severity.HIGH, "T1056", "T1041",
        ), _SINKS, handed_in,
    ),
    Kind(
        chain(
            "watching-to-network", "Keys, screen or clipboard go to the network", "What the user types, copies or sees is sent away.", Severity.CRITICAL, "T1056", "T1113", "T1115",
        ), _SINKS, _one_of(("keys", "screen", "clipboard")),
    ),
    Kind(
        chain(
            "page-to-network", "What a page knows of its user goes to a fixed host",
            "Cookies, stored tokens or what is typed into forms is sent to a host that the code names itself: that is how skimmers work.", Severity.HIGH, "T1056.003", "T1539", "T1185",
        ), NETWORK, _page,
    ),
    Kind(
        chain(
            "secrets-to-log", "Secrets are written to the log",
            "What a build service logs can be read by many; worms of 2025 collected secrets from public logs, encoded so that nothing masks them.", Severity.HIGH, "T1552", "T1567",
        ), frozenset({Act.PRINT}), _to_log,
    ),
    Kind(
        chain(
            "network-to-code", "Code from the network is run",
            "What runs is decided by whoever controls the other end, today and tomorrow: no review of this package says what it does.",
            Severity.CRITICAL, "T1105", "T1059",
        ), frozenset({Act.EVALUATE, Act.LOAD}), _network_to_code,
    ),
    Kind(
        chain(
            "network-to-process", "A program or command from the network is run",
            "A file is downloaded and started, or a command comes from afar: the payload is not in the package and can change at any time.",
            Severity.CRITICAL, "T1105", "T1204.002",
        ), frozenset({Act.RUN, Act.LOAD}), _network_to_process,
    ),
    Kind(
        chain(
            "decoded-to-process", "What was decoded is run",
            "Something is decoded or decrypted and then started or executed; what it is cannot be told from the package.", Severity.HIGH, "T1140", "T1027",
        ), frozenset({Act.RUN, Act.LOAD}), _decoded_to_process,
    ),
)  # fmt: skip
