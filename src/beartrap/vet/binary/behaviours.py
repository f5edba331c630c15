"""Every kind of behaviour that a binary can show; `docs/behaviours/` has a page for each."""

from beartrap.model.finding import Severity
from beartrap.vet.analyser import Meta
from beartrap.vet.behaviour import Family

_ECMA = "ECMA-335, partitions II and III"
_PE = "Microsoft PE/COFF specification"
_ELF = "System V ABI, generic ELF"

CAPABILITY = Meta(
    "binary.capability",
    "A binary can do what none could before",
    "What a program imports bounds what it does. An update whose binaries reach for a new part of the system (the "
    "network, other processes, stored passwords) does more than it did; a rebuild alone changes none of this.",
    Family.BINARY,
    Severity.HIGH,
    ("T1106",),
    (_PE, _ELF),
)
REMOTE_CONTROL = Meta(
    "binary.network-and-process",
    "One binary talks to the network and starts programs",
    "Both together are what remote control needs. Few libraries have both in one file, and one that did not have it "
    "before needs a reason.",
    Family.BINARY,
    Severity.HIGH,
    ("T1071", "T1059"),
)
GAINED = Meta(
    "binary.gained-powers",
    "A binary gained two powers at once that have nothing to do with each other",
    "It began to speak with others and to start programs, to take secrets or to run code from memory, all in one step. A "
    "rebuild does none of this, and a new feature seldom more than one.",
    Family.BINARY,
    Severity.HIGH,
    ("T1071", "T1059", "T1195.002"),
)
PICKLE_CALL = Meta(
    "pickle.call",
    "Data call a function of the system when they are loaded",
    "A pickle names functions and has them called while it is read: models, caches and arrays with such a call run it in "
    "every process that loads them.",
    Family.BINARY,
    Severity.HIGH,
    ("T1195.002", "T1059.006"),
    ("https://docs.python.org/3/library/pickle.html",),
)
ENDPOINT = Meta(
    "binary.endpoint",
    "A binary names a new address",
    "An address that no earlier binary named is where data may go. Ordinary hosts are context; a bare address, a paste or "
    "message service, or a hidden service is seldom what a library is for.",
    Family.BINARY,
    Severity.HIGH,
    ("T1071.001",),
)
COMMAND = Meta(
    "binary.command",
    "A binary holds a command line",
    "Commands that download, hide their window, change start-up or run a shell stand in a binary because it runs them.",
    Family.BINARY,
    Severity.HIGH,
    ("T1059",),
)
SECRETS = Meta(
    "binary.secret-place",
    "A binary names a place where secrets lie",
    "Files with keys, tokens, saved passwords or wallets, and the cloud's metadata service. Beside a way to the network "
    "that is theft waiting to happen.",
    Family.BINARY,
    Severity.HIGH,
    ("T1552.001", "T1555"),
)
AUTOSTART = Meta(
    "binary.autostart",
    "A binary names a place from which programs start by themselves",
    "Run keys, scheduled tasks and start-up folders are how code stays after a restart.",
    Family.BINARY,
    Severity.HIGH,
    ("T1547.001",),
)
HIDDEN_TEXT = Meta(
    "binary.hidden-text",
    "A binary hides text behind an encoding",
    "Text that was encoded, compressed or XORed before it was compiled in is not meant to be found by whoever searches "
    "the file. SUNBURST kept nearly all of its strings compressed and in base64.",
    Family.OBFUSCATION,
    Severity.HIGH,
    ("T1027", "T1140"),
    ("Public analyses of SUNBURST, December 2020",),
)
EMBEDDED = Meta(
    "binary.embedded-program",
    "A file carries a program inside",
    "A program inside another file (behind a binary's own end, in a picture, in a resource) is run by being dropped or mapped.",
    Family.BINARY,
    Severity.HIGH,
    ("T1027.009",),
)
CARRIED = Meta(
    "data.hidden-code",
    "Data that hide code",
    "A picture, a font, a translation or a table of numbers holds code, as it stands or under a key. Data of that kind have no use for it: something reads and runs it.",
    Family.OBFUSCATION,
    Severity.HIGH,
    ("T1027.003", "T1027.009", "T1140"),
)
PACKED = Meta(
    "binary.packed",
    "A binary is packed or encrypted",
    "What it does shows only in memory, so nothing else here can speak for it.",
    Family.OBFUSCATION,
    Severity.HIGH,
    ("T1027.002",),
)
WRITABLE_CODE = Meta(
    "binary.writable-code",
    "A binary maps memory that is writable and executable",
    "Compilers make no such section; code that writes itself needs one.",
    Family.BINARY,
    Severity.MEDIUM,
    ("T1027.002",),
    (_PE, _ELF),
)
IFUNC = Meta(
    "elf.ifunc",
    "A library chooses a function while it is loaded",
    "An IFUNC resolver runs inside the dynamic linker, before the program and before its memory is made read-only. The "
    "backdoor of xz 5.6 got its foothold in exactly such a resolver.",
    Family.BINARY,
    Severity.MEDIUM,
    ("T1574", "T1195.002"),
    (_ELF, "CVE-2024-3094"),
)
LOAD_CODE = Meta(
    "binary.runs-at-load",
    "A binary runs code as soon as it is loaded",
    "TLS callbacks, constructors and module initialisers run before the entry point, and before most debuggers stop.",
    Family.BINARY,
    Severity.LOW,
    ("T1055.005",),
    (_PE, _ELF, _ECMA),
)
UNSIGNED = Meta(
    "binary.unsigned",
    "A binary lost its signature",
    "The file of that name was signed before. A vendor that signs and now sends it unsigned did not build it the usual way.",
    Family.PUBLISHER,
    Severity.MEDIUM,
    ("T1553.002",),
    (_PE,),
)
SIGNER = Meta(
    "binary.signer",
    "A binary is signed by somebody new",
    "The name in the signature is another than before. A valid signature proves nothing by itself: SUNBURST had one.",
    Family.PUBLISHER,
    Severity.MEDIUM,
    ("T1553.002",),
    (_PE,),
)
BROKEN_SIGNATURE = Meta(
    "binary.signature-broken",
    "A binary's signature does not fit its content",
    "The file was changed after it was signed.",
    Family.PUBLISHER,
    Severity.HIGH,
    ("T1553.002",),
    (_PE,),
)
ODD_TIME = Meta(
    "binary.odd-time",
    "A binary's times do not fit each other",
    "Signed before it was compiled, or compiled in the future: a clock was set, or a header was forged.",
    Family.PUBLISHER,
    Severity.LOW,
    ("T1070.006",),
    (_PE,),
)
MANAGED_CLASS = Meta(
    "managed.class-capabilities",
    "One class joins what belongs apart",
    "Network, processes, registry, services and management in one class (with its nested ones) is the shape of a backdoor "
    "that was written into an application; applications spread such work over many classes.",
    Family.BINARY,
    Severity.HIGH,
    ("T1071", "T1082", "T1112", "T1047"),
    (_ECMA, "JVM specification, chapter 4"),
)
MANAGED_CHAIN = Meta(
    "managed.chain",
    "One class has both ends of a chain",
    "A source (secrets, the environment, a web request, what was decoded) and what could carry it off or run it are named by one class.",
    Family.BINARY,
    Severity.HIGH,
    ("T1041", "T1105", "T1140"),
    ("JVM specification, chapter 4",),
)
MANAGED_UNCHECKED = Meta(
    "managed.unchecked",
    "Managed code accepts any certificate",
    "A method that is asked whether a certificate or a host may be trusted says yes whatever it is shown: whoever stands "
    "in between reads and changes all that goes over such a connection.",
    Family.BINARY,
    Severity.HIGH,
    ("T1557", "T1553.004"),
    ("CWE-295", "JVM specification, chapter 4", _ECMA),
)
MANAGED_CAPABILITY = Meta(
    "managed.capability",
    "Managed code reaches for a new part of the system",
    "What a .NET assembly or Java class refers to bounds what it does.",
    Family.BINARY,
    Severity.HIGH,
    ("T1106",),
    (_ECMA, "JVM specification, chapter 4"),
)
NAME_HASHES = Meta(
    "managed.name-hashes",
    "Managed code compares names by their hashes",
    "A hash function over text beside a table of 64-bit values hides which names it looks for. SUNBURST knew its security "
    "products by FNV-1a alone.",
    Family.OBFUSCATION,
    Severity.MEDIUM,
    ("T1027", "T1518.001"),
    ("Public analyses of SUNBURST, December 2020",),
)
NEW_THREAD = Meta(
    "managed.new-thread-in-old-method",
    "A method that was there before now starts a new class",
    "The update's new class is set going by a small change in an old method: on a thread of its own, so that nothing "
    "waits for it. SUNBURST was started like this.",
    Family.BINARY,
    Severity.MEDIUM,
    ("T1195.002", "T1554"),
    (_ECMA, "Public analyses of SUNBURST, December 2020"),
)
PYC_ONLY = Meta(
    "python.bytecode-only",
    "Python bytecode without its source",
    "Bytecode runs like source and is read by nobody. A package that ships both can ship bytecode of another source.",
    Family.OBFUSCATION,
    Severity.MEDIUM,
    ("T1059.006", "T1027"),
)

ALL: tuple[Meta, ...] = (
    CAPABILITY, REMOTE_CONTROL, ENDPOINT, COMMAND, SECRETS, AUTOSTART, HIDDEN_TEXT, EMBEDDED, PACKED, WRITABLE_CODE, IFUNC,
    LOAD_CODE, UNSIGNED, SIGNER, BROKEN_SIGNATURE, ODD_TIME, MANAGED_CLASS, MANAGED_CHAIN, MANAGED_UNCHECKED, MANAGED_CAPABILITY, NAME_HASHES, NEW_THREAD,
    PYC_ONLY, GAINED, PICKLE_CALL, CARRIED,
)  # fmt: skip
