"""Single acts that say by themselves what they are for: staying, destroying, spying, switching off defences."""

import re
from collections.abc import Callable

from beartrap.model.finding import Severity
from beartrap.model.regex import regex
from beartrap.vet.analyser import Meta
from beartrap.vet.behaviour import Family
from beartrap.vet.behaviours.contacts import contact, sends
from beartrap.vet.behaviours.destroying import destroys
from beartrap.vet.behaviours.installing import installs
from beartrap.vet.behaviours.kind import Kind, Weighed, by_when, marked, prefixed, runs_itself
from beartrap.vet.behaviours.operands import (
    NETWORK,
    command,
    host,
    own_machine,
    public,
    tail,
    uses_network,
)
from beartrap.vet.behaviours.owners import package_source
from beartrap.vet.behaviours.rerouted import redirects
from beartrap.vet.source.events import Act, Event
from beartrap.vet.source.values import Value, marks_of

_EXECUTES = frozenset({Act.RUN, Act.EVALUATE})
_WRITES = frozenset({Act.WRITE, Act.COPY, Act.REGISTER})
_REGISTERING = regex(
    r"\bcrontab\s+(?!-l\b)|\bschtasks(?:\.exe)?\b.{0,20}/create|\bsystemctl\b.{0,20}\benable|\blaunchctl\s+(?:load|bootstrap)|\breg(?:\.exe)?\s+add\b.{0,120}/Run|\bsc(?:\.exe)?\s+create\b"
    r"|\bgit\s+config\b.{0,40}--(?:global|system)\b.{0,60}(?:core\.(?:hooksPath|fsmonitor|sshCommand|pager|editor)|init\.templateDir|http\.(?:\S*\.)?proxy|credential\.helper|url\.\S+insteadOf)"
    r"|\bNew-Service\b|Register-ScheduledTask|\bat\s+now\b",
    re.IGNORECASE | re.DOTALL,
)
_TELLTALE = ("workflow-secrets", "reverse-shell", "foreign-package", "defence-off")
"""Signs in what is written that leave no doubt what it is for."""


_ACCOUNTS = regex(r"(?:^|[\s\"'=}])/etc/(?:passwd|shadow|gshadow)-?$")
"""Files in which a line more is somebody who may log in."""


_NAMED_FILE = regex(r"[\w-]\.(?:py[cdiwx]?|pth|[cm]?[jt]s|json|so|rb|php)$", re.IGNORECASE)
"""The end of a path to code whose last part is spelt, and not `{}` with an ending behind it."""
_CODE = regex(r"\b(?:import|require|exec|eval|fetch|system|https?:)\b")


def _patches(event: Event) -> bool:
    """Whether a file of another library is named, each of its files is meant, or code is written into it: generators and installers write files of their callers'."""
    written = [value.known for value in event.values[1:] if isinstance(value.known, str)]
    each = "list" in event.marks
    return each or _NAMED_FILE.search(event.text) is not None or any(map(_CODE.search, written))


_NO_CODE = regex(
    r"(?!(?:pure|plat)lib/)(?!.*(?:-packages|node_modules)/)\w[\w.-]*/|.*\.(?!(?:py\w?|pth|so|dll|dylib|[cm]?[jt]sx?|node|json|sh|exe|php|rb|jar|egg|zip|whl)$)[a-z]\w*$"
)
"""A folder below that in which one works, or a file that nobody loads: what has to do with a library's place was listed or read there."""


def _is_there(event: Event) -> bool:
    """Whether a path was made of the place of a library."""
    return bool(event.values) and "start:library-code" in event.values[0].marks


def _startup(event: Event) -> Weighed | None:
    places = prefixed(event, "start:")
    if "start:library-code" in places and (_NO_CODE.match(event.text) or not _is_there(event)):
        places = tuple(place for place in places if place != "start:library-code")  # it was read there
    patched = "start:library-code" in places and _patches(event)
    if _ACCOUNTS.search(event.text):
        places = (*places, "accounts")
    if not places:
        return None
    soft = set(places) <= {
        "start:library-code",
        "start:shell-start",
        "start:build-service",
        "start:repository-hook",
        "start:editor-start",
        "start:interpreter-start",
        "start:package-source",
        "start:system-program",
        "start:login-settings",
    }
    marks = {**event.marks, **marks_of(event.values)}
    piped = any(_PIPED_SHELL.search(value.text) for value in event.values)
    sourced = "start:package-source" in places and package_source(event)
    if piped or sourced or any(f"sign:{name}" in marks for name in _TELLTALE):
        severity = by_when(event, Severity.CRITICAL, Severity.HIGH)
    elif runs_itself(event):
        severity = Severity.HIGH if soft else Severity.CRITICAL
    else:
        lenient = soft and "start:system-program" not in places and not patched
        severity = Severity.MEDIUM if lenient or set(places) <= {"start:name-lookup"} else Severity.HIGH
    return Weighed(severity, places, tuple(place for place in places if place in event.marks))


_REGISTERS = frozenset(
    {
        "register-scheduledtask",
        "new-service",
        "register-scheduledjob",
        "register-wmievent",
        "set-wmiinstance",
        "register-cimindicationevent",
    }
)


_PUTS_THERE = regex(r">>?|\btee\b|\bcp\b|(?:^|[;&|(\n]\s*|\bsudo\s+(?:-\S+\s+)*)(?:\S*/)?install\s|\bmv\b|\bln\b")
"""Commands that put a file in a place; `install` is one of them where it is the program, and not what another one is told to do."""


def _startup_command(event: Event) -> Weighed | None:
    if event.act is Act.REGISTER:
        named = event.name in _REGISTERS
        return Weighed(by_when(event, Severity.CRITICAL, Severity.HIGH), (event.name,)) if named else None
    match = _REGISTERING.search(event.text)
    places = prefixed(event, "start:")
    if match is None and not (places and _PUTS_THERE.search(event.text)):
        return None
    if match is None and own_machine(event, places):
        return None
    what = match[0].split()[0].lower() if match else places[0]
    settings = match is None and places == ("start:login-settings",)  # a server's own package has them, too
    return Weighed(by_when(event, Severity.HIGH if settings else Severity.CRITICAL, Severity.HIGH), (what,), places)


def _sign(event: Event, name: str) -> bool:
    return any(f"sign:{name}" in value.marks for value in event.values)


def _signed(name: str, itself: Severity, called: Severity) -> Callable[[Event], Weighed | None]:
    def judge(event: Event) -> Weighed | None:
        if f"sign:{name}" not in event.marks:
            return None
        return Weighed(by_when(event, itself, called), (name, command(event.text)), (f"sign:{name}",))

    return judge


_published = _signed("publish", Severity.CRITICAL, Severity.HIGH)


def _propagates(event: Event) -> Weighed | None:
    """What is published, or a workflow that is put into a repository through its forge."""
    puts = any((value.fields or {}).get("method", Value()).known in ("PUT", "POST") for value in event.values)
    if "/contents/.github/workflows/" in event.text and (puts or event.act is Act.SEND):
        return Weighed(by_when(event, Severity.CRITICAL, Severity.HIGH), ("workflow",))
    if _OWN_REGISTRY.search(event.text):  # of the same machine, as end-to-end tests start one
        return Weighed(Severity.LOW, ("publish", "localhost"))
    return _published(event)


_OWN_REGISTRY = regex(
    r"\bpublish\b.{0,200}\s--registry[ =]https?://(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?(?:[/\s]|$)"
)
_BLINDS = regex(r"amsi|EtwEventWrite", re.IGNORECASE)


def _defenceless(event: Event) -> Weighed | None:
    if event.act is Act.WORD and not _is_blinding(event):
        return None
    return (
        _signed("defence-off", Severity.CRITICAL, Severity.HIGH)(event)
        if event.act is not Act.WORD
        else Weighed(
            by_when(event, Severity.CRITICAL if event.language == "powershell" else Severity.HIGH, Severity.HIGH),
            ("defence-off", event.text.lower()),
        )
    )


def _is_blinding(event: Event) -> bool:
    """Whether a text of the code's own speaks of defences that are off, as PowerShell's own interface to them, or beside a download: lines that run on another machine."""
    if event.name != "sign:defence-off":
        return False
    whole = event.values[0].text if event.values else ""
    return (event.language == "powershell" and _BLINDS.match(event.text) is not None) or bool(_DOWNLOADS.search(whole))


_DOWNLOADS = regex(
    r"(?:DownloadFile|DownloadString|DownloadData|Invoke-WebRequest|Invoke-RestMethod|\b(?:iwr|irm|curl|wget|certutil|bitsadmin|Start-BitsTransfer)\b)[^\n;]{0,120}https?://",
    re.IGNORECASE,
)
_PLAIN_MODE = regex(r"\bchmod\s+(?:-[A-Za-z]+\s+)*0?[0-7]{3}\s+[^\s;&|]+\s*$")
"""A mode of nine bits, which gives whoever runs a file no rights of its owner."""


def _rights(event: Event) -> Weighed | None:
    mode = event.act is Act.MODE and any(
        isinstance(value.known, int) and value.known & 0o6000 and 0 < value.known < 0o10000 for value in event.values
    )
    if not mode and "sign:more-rights" not in event.marks and not _sign(event, "more-rights"):
        return None
    if command(event.text) == "chmod" and _PLAIN_MODE.search(event.text):
        return None  # what was written into the file is told where that happens
    return Weighed(
        by_when(event, Severity.CRITICAL, Severity.HIGH),
        ("mode" if mode else command(event.text),),
        ("sign:more-rights",),
    )


def _serves(event: Event) -> Weighed | None:
    return Weighed(Severity.HIGH, (event.name,), ("sign:open-folder",)) if "sign:open-folder" in event.marks else None


def _injects(event: Event) -> Weighed | None:
    # a file in memory is also what a library is handed a key by: what is run out of one is told by what runs it
    return Weighed(Severity.MEDIUM if event.name.endswith("memfd_create") else Severity.HIGH, (event.name,))


def _clips(event: Event) -> Weighed | None:
    marks = event.marks.keys() | marks_of(event.values).keys()
    if "sign:wallet-address" not in marks and "wallet-swapped" not in marks:
        return None
    return Weighed(Severity.HIGH, (event.name,), ("sign:wallet-address",))


def _mines(event: Event) -> Weighed | None:
    if "host:mining-pool" not in event.marks:
        return None
    return Weighed(by_when(event, Severity.CRITICAL, Severity.HIGH), (event.act.value,), ("host:mining-pool",))


def _watches(event: Event) -> Weighed | None:
    itself = Severity.MEDIUM if event.act is Act.SCREEN else Severity.HIGH
    if re.search(r"asynckeystate|windowshook", event.name, re.IGNORECASE):
        return Weighed(Severity.HIGH, (event.act.value, event.name))
    return Weighed(
        by_when(event, itself, Severity.MEDIUM if event.act is Act.KEYS else Severity.LOW),
        (event.act.value, event.name),
    )


def _reads_secrets(event: Event) -> Weighed | None:
    found = tuple(name.removeprefix("at:") for name in prefixed(event, "at:"))
    found = tuple(name for name in found if name not in ("account-list", "dotenv", "cloud-metadata", "key-files"))
    if not found:
        return None
    if event.act is Act.RUN and not re.search(
        r"\b(?:cat|type|tar|zip|cp|dd|scp|base64|xxd|curl|find|grep|head|strings|security|less|rsync)\b", event.text
    ):
        return None
    stolen = any(
        name in ("wallet", "browser-store", "system-passwords", "process-memory", "keychain") for name in found
    )
    return Weighed(
        by_when(
            event,
            Severity.HIGH,
            Severity.HIGH
            if "process-memory" in found or {"wallet", "browser-store"} <= set(found)  # a wallet in a browser's store
            else Severity.MEDIUM
            if stolen
            else Severity.LOW,
        ),
        found,
        tuple(f"at:{name}" for name in found),
    )


def _drops(event: Event) -> Weighed | None:
    if not uses_network(event):
        return None
    found = prefixed(event, "host:")
    address = host(event.text)
    if "sign:webhook" in event.marks:  # with the secret of one channel: nobody's but who wrote it
        return Weighed(Severity.HIGH, ("webhook", address), ("sign:webhook",))
    found = tuple(
        name
        for name in found
        if name not in ("host:own-address", "host:mining-pool")
        and not (name == "host:bare-address" and not _public_address(event))
    )
    if not found:
        return None
    sure = bool(marked(event, ("host:out-of-band", "host:drop-webhook", "host:tunnel")))
    called = Severity.MEDIUM if sure or "host:bare-address" in found else Severity.LOW
    return Weighed(by_when(event, Severity.HIGH, called), (*found, address), found)


_ADDRESS = regex(r"\b\d{1,3}(?:\.\d{1,3}){3}\b")


def _public_address(event: Event) -> bool:
    quotes = " ".join(spot.quote for spot in event.marks.get("host:bare-address", ()))
    return any(
        public(one) and not one.startswith(("8.8.", "1.1.1.1", "127.", "0.", "169.254."))
        for one in _ADDRESS.findall(f"{event.text} {quotes}")
    )


def _hides(event: Event) -> Weighed | None:
    if not ({"detached"} <= event.options and event.options & {"silent", "unseen"}):
        return None
    called = Severity.HIGH if _INLINE.search(event.text) else Severity.MEDIUM
    return Weighed(by_when(event, Severity.HIGH, called), (command(event.text),))


_INLINE = regex(r"^\S+\s+(?:-e|-c|-p|-r|--eval|-[eE]nc\w*|-Command)\s")
"""An interpreter that is handed its code on the command line: nobody finds it in a file."""
_PIPED_SHELL = regex(
    r"\beval\s+[\"']?(?:\$\(|`)\s*(?:curl|wget)\b|\b(?:curl|wget|fetch)\b[^\n;]{0,300}\|\s*(?:sudo\s+)?(?:ba|z|da|k)?sh\b|\b(?:ba|z)?sh\s+(?:-c\s+[\"']?\$\(|<\()\s*(?:curl|wget)|\bpython\d?\s+<\(\s*curl|(?:iex|Invoke-Expression)\b.{0,80}(?:iwr|irm|DownloadString|Invoke-WebRequest)|DownloadString.{0,200}\|\s*iex|\b(?:iwr|irm|Invoke-WebRequest|Invoke-RestMethod)\b[^\n;]{0,200}\|\s*(?:iex|Invoke-Expression)\b",
    re.IGNORECASE | re.DOTALL,
)


def _piped(event: Event) -> Weighed | None:
    if not _PIPED_SHELL.search(event.text):
        return None
    return Weighed(by_when(event, Severity.CRITICAL, Severity.HIGH), (host(event.text),))


_LIVING = regex(
    r"\b(?:certutil(?:\.exe)?\b.{0,60}(?:-urlcache|-decode)|bitsadmin\b.{0,60}/transfer|mshta(?:\.exe)?\s+(?:https?:|vbscript:|javascript:)|regsvr32\b.{0,60}/i:http|rundll32(?:\.exe)?\s+\S+\.(?:dll|dat|tmp|png|jpg|txt)|"
    r"\bsendmail\b.{0,200}?\s-(?:X|C|be\b)|wmic\b.{0,60}process\s+call\s+create|powershell(?:\.exe)?\b.{0,120}(?:-w(?:indowstyle)?\s+hidden|-e(?:nc|ncodedcommand)?\s+[A-Za-z0-9+/=]{20,})|cscript\b.{0,40}\.(?:vbs|js)\b|msbuild(?:\.exe)?\s+\S+\.(?:xml|txt))|^\s*/proc/(?:self|thread-self|\d+|\{\})/fd/",
    re.IGNORECASE | re.DOTALL,
)


def _lives_off(event: Event) -> Weighed | None:
    match = _LIVING.search(event.text)
    if match is None:
        return None
    unseen = match[0].lower().endswith("hidden")  # build tools do that, too, so that no window flashes up
    return Weighed(by_when(event, Severity.HIGH if unseen else Severity.CRITICAL, Severity.HIGH), (command(match[0]),))


def _spawn(event: Event) -> Weighed | None:
    if event.text in ("", "{}") and not runs_itself(event):
        return Weighed(Severity.INFO, ("{}",))
    return Weighed(by_when(event, Severity.LOW, Severity.INFO), (command(event.text),))


def _evaluates(event: Event) -> Weighed | None:
    return Weighed(Severity.INFO if event.literal else Severity.LOW, (event.name,))


_OF_DATA = regex(
    r"\.(?:dat|bin|png|jpe?g|gif|ico|bmp|svg|webp|ttf|otf|woff2?|md|txt|json|csv|xml|ya?ml|db|log|tmp|cache|pdf|map|css|html?|pkl|npy)$",
    re.IGNORECASE,
)


def _loads(event: Event) -> Weighed | None:
    if _OF_DATA.search(event.text):  # no library is called so
        return Weighed(by_when(event, Severity.HIGH, Severity.MEDIUM), ("data", tail(event.text)))
    shipped = event.text.startswith("{") and _LIBRARY.search(event.text)  # from a folder that is worked out: its own
    return Weighed(Severity.MEDIUM if shipped else Severity.LOW, (tail(event.text),))


_LIBRARY = regex(r"[/\\][\w.-]+\.(?:so|dll|dylib|pyd)(?:\.\d+)*$")
"""A library that is opened by its path and imported by nobody: what it does stands in no code that a reader sees."""


def _meta(name: str, title: str, why: str, severity: Severity, *techniques: str) -> Meta:
    return Meta(
        name,
        title,
        why,
        Family.SOURCE_CODE,
        severity,
        techniques,
        tuple(f"https://attack.mitre.org/techniques/{one.replace('.', '/')}/" for one in techniques),
    )


INTENT = (
    Kind(_meta("startup.write", "Writes where programs are started from", "What is written there runs again at every login, boot or start of the interpreter: that is how an intruder stays.", Severity.CRITICAL, "T1547", "T1546"), _WRITES, _startup),
    Kind(_meta("startup.register", "Registers a job, service or run key", "Something is set up to be started by the system from now on.", Severity.CRITICAL, "T1053", "T1543"), frozenset({Act.RUN, Act.REGISTER}), _startup_command),
    Kind(_meta("destroy.files", "Destroys files or disks", "The home folder, a whole disk, its shadow copies or the system's folders are wiped.", Severity.CRITICAL, "T1485", "T1490"), frozenset({Act.RUN, Act.DELETE, Act.WRITE}), destroys),
    Kind(_meta("shell.reverse", "Opens a shell to a remote host", "A shell is tied to a connection: whoever is at its other end commands the machine.", Severity.CRITICAL, "T1059", "T1095"), _EXECUTES, _signed("reverse-shell", Severity.CRITICAL, Severity.HIGH)),
    Kind(_meta("defence.off", "Switches off defences or wipes traces", "Antivirus, firewall, audit or history is disabled; a library has no reason to.", Severity.CRITICAL, "T1562", "T1070"), frozenset({*_EXECUTES, Act.WORD}), _defenceless),
    Kind(_meta("propagate.publish", "Publishes packages or asks for the publisher's tokens", "That is how a worm spreads from one maintainer's packages to the next.", Severity.CRITICAL, "T1195.002"), frozenset({Act.RUN, Act.FETCH, Act.SEND}), _propagates),
    Kind(_meta("loot.tool", "Runs a tool that searches for secrets", "Scanners for secrets and password dumpers are run by defenders on purpose, and by packages only to steal.", Severity.CRITICAL, "T1552", "T1003"), frozenset({Act.RUN, Act.FETCH}), _signed("loot-tool", Severity.CRITICAL, Severity.HIGH)),
    Kind(_meta("package.foreign", "Installs another package while it runs", "What is installed then was vetted by nobody, least of all from another index or an address.", Severity.HIGH, "T1195.001", "T1105"), frozenset({Act.RUN}), installs),
    Kind(_meta("rights.keep", "Keeps more rights than it was given", "A copy of a shell that runs as root, a second root, a password or a group of administrators is set: a way back in for whoever knows.", Severity.HIGH, "T1548.001", "T1136.001", "T1098"), frozenset({*_EXECUTES, Act.MODE}), _rights),
    Kind(_meta("server.folder", "Serves a folder to whoever connects", "A web server that anybody can reach gives out the files of a folder: keys, plans and data with them.", Severity.HIGH, "T1048", "T1133"), frozenset({Act.MODE}), _serves),
    Kind(_meta("agent.abuse", "Sends an assistant out without asking", "A command line assistant is started with its safeguards off: it reads and writes whatever the prompt says, with the user's rights.", Severity.HIGH, "T1059", "T1119"), _EXECUTES, _signed("agent", Severity.HIGH, Severity.HIGH)),
    Kind(_meta("escape.container", "Reaches out of a container, or takes the whole host into one", "A container with the host's disk or rights is the host.", Severity.HIGH, "T1611", "T1610"), frozenset({*_EXECUTES, *NETWORK}), _signed("escape", Severity.HIGH, Severity.HIGH)),
    Kind(_meta("memory.execute", "Puts code into memory and makes it run", "Memory is made executable, or another process is written into: machine code that stands in no file is going to run.", Severity.HIGH, "T1055", "T1620"), frozenset({Act.INJECT}), _injects),
    Kind(_meta("traffic.redirect", "Sends the traffic of other programs another way", "A proxy, a certificate, an index or a library is set for all that the process starts from now on.", Severity.HIGH, "T1557", "T1574.006"), frozenset({Act.SET, Act.RUN, Act.WRITE, Act.COPY}), redirects),
    Kind(_meta("wallet.swap", "Puts another account in the place of the one to be paid", "The address of a wallet, an account of a bank or a mailbox that the user or the program was going to pay to is replaced by another.", Severity.HIGH, "T1565.002", "T1115"), frozenset({Act.PUT}), _clips),
    Kind(_meta("miner.run", "Mines cryptocurrency", "A miner is started or a mining pool is contacted.", Severity.CRITICAL, "T1496"), frozenset({*_EXECUTES, *NETWORK}), _mines),
    Kind(_meta("watch.user", "Watches keys, screen or clipboard", "What the user types, sees or copies is taken.", Severity.HIGH, "T1056.001", "T1113", "T1115"), frozenset({Act.KEYS, Act.SCREEN, Act.CLIPBOARD}), _watches),
    Kind(_meta("secrets.read", "Reads files with secrets", "Keys, tokens, wallets or browser stores are read. Tools made for them do that; for others it is the first half of theft.", Severity.HIGH, "T1552.001", "T1555"), frozenset({Act.READ, Act.COPY, Act.RUN, Act.LIST}), _reads_secrets),
    Kind(_meta("network.drop", "Speaks with a host that collects loot", "Webhooks, tunnels, paste and drop sites and bare addresses are cheap, anonymous and hard to block: thieves use them, packages rarely do.", Severity.HIGH, "T1567", "T1102"), frozenset({*NETWORK, Act.RUN}), _drops),
    Kind(_meta("process.hidden", "Starts a detached process without output", "It outlives its parent and shows nothing: the installer ends and the payload goes on.", Severity.HIGH, "T1564.003"), frozenset({Act.RUN}), _hides),
    Kind(_meta("process.piped", "Pipes a download into an interpreter", "Whatever the other end serves is run, and it can serve one thing to you and another to a reviewer.", Severity.CRITICAL, "T1105", "T1059.004"), frozenset({Act.RUN}), _piped),
    Kind(_meta("process.borrowed", "Runs system tools the way intruders do", "Signed tools of the system download, decode or start things here, in a way that hardly anybody but intruders uses.", Severity.CRITICAL, "T1218", "T1105"), frozenset({Act.RUN}), _lives_off),
    Kind(_meta("network.contact", "Contacts a host", "Where a package speaks with. Normal for many; of interest where it happens while the package is installed or imported.", Severity.MEDIUM, "T1071.001"), NETWORK, contact),
    Kind(_meta("network.stranger", "Sends something to a host that the package did not name", "What a library is handed goes to somebody of whom its trusted version knew nothing. The smaller the step that the version claims, the less there is a reason for that.", Severity.HIGH, "T1567", "T1071.001"), frozenset({Act.SEND, Act.FETCH}), sends),
    Kind(_meta("process.spawn", "Starts a program", "Which programs a package starts. Normal for many.", Severity.LOW, "T1059"), frozenset({Act.RUN}), _spawn),
    Kind(_meta("code.evaluate", "Runs text as code", "Text is run as code; what it says is not fixed by the package's source.", Severity.LOW, "T1059"), frozenset({Act.EVALUATE}), _evaluates),
    Kind(_meta("code.load", "Loads a library or module by its path", "Code is loaded from a path and not by import, or out of a file that is called as data are.", Severity.HIGH, "T1129"), frozenset({Act.LOAD}), _loads),
)  # fmt: skip
