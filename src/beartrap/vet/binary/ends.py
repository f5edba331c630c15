"""Two ends of a chain in one place of managed code: what is taken, and what carries it off or runs it."""

import re
from collections.abc import Iterable, Iterator, Sequence

from beartrap.model.finding import Severity
from beartrap.model.frozen import frozen
from beartrap.model.regex import regex
from beartrap.vet.binary.class_methods import DECODER
from beartrap.vet.binary.hidden import peel
from beartrap.vet.binary.hosts import weigh_host
from beartrap.vet.binary.il import DECODER as IL_DECODER
from beartrap.vet.source.parameters import names_secrets

ADDRESS = regex(r"(?:https?|wss?|ftp|ldaps?|rmi|jar:https?)://[\w.-]+(?::\d+)?(?:/[\w./%?=&{}-]{0,80})?")
PLACES = regex(
    r"\.ssh(?:[/\\]|$)|id_(?:rsa|ed25519)|\.aws[/\\]|\.npmrc|\.nuget[/\\]|\.m2[/\\]settings|Login Data|wallet\.dat|\.kube[/\\]config|\.git-credentials|\.netrc|\.docker[/\\]config|Local Extension Settings"
)


@frozen
class Ends:
    """What the members of one platform do, by how they begin."""

    speaks: tuple[str, ...]
    starts: tuple[str, ...]
    loads: tuple[str, ...]
    environment: tuple[str, ...]
    decodes: tuple[str, ...]
    requests: tuple[str, ...]
    defines: tuple[str, ...]
    """Code from bytes or from an address: what `loads` does and only few programs need."""
    facts: tuple[str, ...] = ()
    """Who and where the host is."""
    clock: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    """What time it is, and a day that the code names."""
    ends: tuple[str, ...] = ()
    """What stops the program or takes its data."""
    carries: tuple[str, ...] = ()
    """What reads a file of the package."""
    copies: tuple[str, ...] = ()
    """What puts bytes into memory of the system's."""
    resolves: tuple[str, ...] = ()
    """What looks up a name."""
    connects: tuple[str, ...] = ()
    """What of `speaks` is told a bare host."""
    revives: tuple[str, ...] = ()
    """What makes objects of bytes, whatever those say."""
    logs: tuple[str, ...] = ()
    """What takes the log of a whole program over the network, by itself."""
    listens: tuple[str, ...] = ()
    """What waits for others to connect."""
    scripts: tuple[str, ...] = ()
    cuts: tuple[str, ...] = ()
    """What evaluates a text, and what takes a part of one."""
    searches: tuple[str, ...] = ()
    """What holds a text against a pattern."""


JAVA = Ends(
    ("java/net/URL::open", "java/net/URLConnection", "java/net/HttpURLConnection", "java/net/Socket", "java/net/http/", "javax/net/ssl/Https", "java/net/DatagramSocket"),
    ("java/lang/Runtime::exec", "java/lang/ProcessBuilder"),
    ("java/net/URLClassLoader", "java/lang/ClassLoader::defineClass", "java/lang/invoke/MethodHandles$Lookup::define", "javax/script/ScriptEngine", "javax/naming/InitialContext"),
    ("java/lang/System::getenv", "java/lang/System::getProperties"),
    ("java/util/Base64", "javax/crypto/Cipher", "java/util/zip/Inflater", DECODER),
    ("javax/servlet/", "jakarta/servlet/", "org/springframework/web/", "com/sun/net/httpserver/"),
    ("java/net/URLClassLoader", "java/lang/ClassLoader::defineClass", "java/lang/invoke/MethodHandles$Lookup::define"),
    ("java/net/InetAddress::getLocalHost", "java/net/InetAddress::getHostName", "java/net/NetworkInterface::"),
    ("java/time/LocalDate::now", "java/time/LocalDateTime::now", "java/time/Instant::now", "java/lang/System::currentTimeMillis", "java/util/Date::<init>"),
    ("java/time/LocalDate::of", "java/time/LocalDateTime::of", "java/time/Instant::parse", "java/time/LocalDate::parse", "java/util/GregorianCalendar::<init>"),
    ("java/lang/System::exit", "java/lang/Runtime::halt", "java/nio/file/Files::delete", "java/io/File::delete"),
    ("java/lang/Class::getResourceAsStream", "java/lang/ClassLoader::getResourceAsStream"),
    (),
    ("java/net/InetAddress::getByName", "java/net/InetAddress::getAllByName", "javax/naming/directory/InitialDirContext::"),
    ("java/net/Socket", "java/net/DatagramSocket", "javax/net/ssl/SSLSocket", "java/net/InetSocketAddress::", "java/net/InetAddress::getByName"),
    ("java/io/ObjectInputStream::readObject", "java/beans/XMLDecoder::readObject"),
    ("java/util/logging/SocketHandler::<init>", "org/apache/log4j/net/SocketAppender::<init>", "ch/qos/logback/classic/net/SocketAppender::<init>"),
    ("java/net/ServerSocket::accept", "java/nio/channels/ServerSocketChannel::accept", "javax/net/ssl/SSLServerSocket::accept", "java/nio/channels/AsynchronousServerSocketChannel::accept"),
    ("javax/script/ScriptEngine::eval", "javax/script/Compilable::compile", "org/mozilla/javascript/Context::evaluateString", "groovy/lang/GroovyShell::evaluate"),
    ("java/lang/String::substring", "java/lang/String::subSequence", "java/util/regex/Matcher::group"),
    ("java/lang/String::matches", "java/util/regex/Pattern::"),
)  # fmt: skip
DOTNET = Ends(
    ("System.Net.Http.", "System.Net.WebClient", "System.Net.WebRequest", "System.Net.HttpWebRequest", "System.Net.Sockets.TcpClient", "System.Net.Sockets.UdpClient", "System.Net.Sockets.Socket::", "System.Net.Mail."),
    ("System.Diagnostics.Process::Start",),
    ("System.Reflection.Assembly::Load", "System.Runtime.Loader.AssemblyLoadContext::LoadFromStream", "Microsoft.CodeAnalysis.CSharp.Scripting", "System.CodeDom.Compiler"),
    ("System.Environment::GetEnvironmentVariables",),
    ("System.Convert::FromBase64String", "System.Security.Cryptography.CryptoStream", "System.Security.Cryptography.ICryptoTransform", "System.Guid::ToByteArray", "System.Convert::FromHexString", IL_DECODER),
    ("System.Web.HttpRequest", "Microsoft.AspNetCore.Http.HttpRequest"),
    ("System.Reflection.Assembly::Load", "System.Runtime.Loader.AssemblyLoadContext::LoadFromStream"),
    ("System.Environment::get_UserName", "System.Environment::get_MachineName", "System.Environment::get_UserDomainName", "System.Net.Dns::GetHostName", "System.Security.Principal.WindowsIdentity::GetCurrent", "System.Net.NetworkInformation.NetworkInterface::GetAll"),
    ("System.DateTime::get_UtcNow", "System.DateTime::get_Now", "System.DateTime::get_Today", "System.DateTimeOffset::get_UtcNow", "System.DateTimeOffset::get_Now"),
    ("System.DateTime::.ctor", "System.DateTime::Parse", "System.DateTimeOffset::.ctor"),
    ("System.Diagnostics.Process::Kill", "System.Environment::Exit", "System.Environment::FailFast", "System.IO.File::Delete", "System.IO.Directory::Delete"),
    (),
    ("System.Runtime.InteropServices.Marshal::Copy", "System.Runtime.InteropServices.Marshal::WriteByte", "System.Buffer::MemoryCopy"),
    ("System.Net.Dns::GetHostEntry", "System.Net.Dns::GetHostAddresses", "System.Net.Dns::GetHostByName", "System.Net.Dns::Resolve", "System.Net.Dns::BeginGetHost"),
    ("System.Net.Sockets.",),
    ("System.Runtime.Serialization.Formatters.Binary.BinaryFormatter::Deserialize", "System.Runtime.Serialization.NetDataContractSerializer::", "System.Web.UI.LosFormatter::Deserialize", "System.Web.UI.ObjectStateFormatter::Deserialize", "System.Runtime.Serialization.Formatters.Soap.SoapFormatter::Deserialize"),
    (),
    ("System.Net.Sockets.TcpListener::Accept", "System.Net.Sockets.Socket::Accept", "System.IO.Pipes.NamedPipeServerStream::WaitForConnection"),
    searches=("System.Text.RegularExpressions.Regex::",),
)  # fmt: skip
PYTHON = Ends(
    ("urlopen", "requests", "socket", "http.client", "HTTPSConnection", "httpx", "aiohttp"), ("Popen", "check_output", "system"), ("exec", "eval"), ("environ",), ("b64decode", "decompress", "fromhex"), (), ()
)  # fmt: skip
"""Names in bytecode, where the members of a module stand by themselves."""
_IN_MEMORY = regex(r"!(?:VirtualAlloc\w*|VirtualProtect\w*|NtAllocateVirtualMemory|HeapCreate|mprotect|mmap)\Z")


def _of_memory(members: Sequence[str]) -> str:
    """Return the function of the system by which managed code makes memory that runs."""
    return next((member for member in members if _IN_MEMORY.search(member)), "")


def _is_loader(texts: Sequence[str]) -> bool:
    """Whether the texts of a class say that it loads classes by their names, as loaders do."""
    return any(text.endswith((".class", ".dll")) for text in texts)


_SHELL = regex(r"(?:(?:/usr)?/bin/)?(?:ba|z|da|k)?sh|(?:\S*[/\\])?(?:cmd|powershell|pwsh)(?:\.exe)?", re.IGNORECASE)
_FLAG = regex(
    r"(?:-l?c|/[ckq]|-e(?:nc?|ncodedcommand)?|-command|-nop\w*|-w(?:indowstyle)?|-exec\w*|-noni\w*)(?:\s|\Z)",
    re.IGNORECASE,
)
_LINE = regex(
    r"(?:(?:/usr)?/bin/)?(?:ba|z|da|k)?sh\s+-l?c(?:\s|\Z)|(?:cmd|powershell|pwsh)(?:\.exe)?\s+[-/]\w", re.IGNORECASE
)


def _shell(texts: Sequence[str]) -> str:
    """Return the shell that texts name together with the flag behind which it is told what to run."""
    line = next((text for text in texts if _LINE.match(text)), "")
    named = next((text for text in texts if _SHELL.fullmatch(text)), "")
    return line or (named if any(_FLAG.match(text) for text in texts) else "")


_BARE = regex(r"[\x01%s]{0,2}\.?(?:[a-z0-9-]+\.)+[a-z]{2,24}(?::\d+)?")
_NO_HOST = regex(
    r"(?:java|javax|jdk|sun|com|org|net|io|os|user|file|path|line|example|android|kotlin|spring|log4j|logging|http|https|ssl)\..+"
    r"|.+\.(?:xml|json|properties|txt|class|jar|java|key|keys|name|names|dir|home|pem|crt|log|yml|yaml|csv|html|js|css|png|gz|zip|tar|conf|cfg|ini|dll|exe|md|sh|bat)"
)
_ZONE = regex(r"(?:.*[\x01}s])?\.(?:[a-z0-9-]+\.)+[a-z]{2,24}")
"""The end of a name whose beginning is put before it: `.zone.example`."""


def _bare(texts: Iterable[str]) -> str:
    """Return a host that is named without a scheme, as sockets are told; a property or a file is none."""
    return next((text for text in texts if _BARE.fullmatch(text) and not _NO_HOST.fullmatch(text)), "")


_NUMBER = regex(r"(\d{1,3}(?:\.\d{1,3}){2}\.(?!0+(?:\Z|:))\d{1,3})(?::\d{1,5})?")


def _number(texts: Iterable[str]) -> str:
    """Return an address of the open network that is named by its number, as sockets are told."""
    found = (match for text in texts if (match := _NUMBER.fullmatch(text)) is not None)
    return next((one[0] for one in found if (weigh_host(one[1], one[1]) or 0) >= Severity.MEDIUM), "")


def _by_number(texts: Iterable[str]) -> str:
    """Return an address of the web whose host is a number of the open network: nobody publishes a service under one."""
    found = (match for text in texts if (match := _BY_NUMBER.match(text)) is not None)
    return next((one[0] for one in found if (weigh_host(one[1], one[0]) or 0) >= Severity.MEDIUM), "")


_BY_NUMBER = regex(r"https?://(\d{1,3}(?:\.\d{1,3}){3})(?::\d{1,5})?(?:/|\Z)")


def _for_secrets(texts: Iterable[str]) -> str:
    """Return the pattern by which several kinds of secrets are searched for."""
    return next((text for text in texts if "|" in text and names_secrets(text)), "")


_MARKER = regex(r"[^\w\s]{0,3}\w{0,16}[:{]")


def _marker(texts: Iterable[str]) -> str:
    """Return what marks a value that is not one: `${calc:`, `js:`."""
    return next((text for text in texts if len(text) > 1 and _MARKER.fullmatch(text)), "")


_FEW = 2
"""Facts of which one alone is what any program logs."""


def chains(ends: Ends, members: Sequence[str], texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each chain that members and texts of one place show together, with the words that show it."""

    def first(starts: tuple[str, ...]) -> str:
        return next((member for member in members if member.startswith(starts)), "")

    given = list(texts)
    opened = [text for one in given for text in _decoded(one)]
    listed = [*given, *opened]
    facts = {member for member in members if member.startswith(ends.facts)} if ends.facts else set()
    address = next((match[0] for text in listed if (match := ADDRESS.search(text))), "")
    place = next((match[0] for text in listed if (match := PLACES.search(text))), "")
    speaks, starts, loads = first(ends.speaks), first(ends.starts), first(ends.loads)
    host = address or (_bare(listed) if first(ends.connects) else "")
    zone = (
        next((text for text in listed if _ZONE.fullmatch(text) and not _NO_HOST.fullmatch(text)), "") if facts else ""
    )
    pairs = (
        ("environment to network", speaks and host and first(ends.environment)),
        ("secrets to network", speaks and place),
        ("host facts to network", speaks and host if len(facts) >= _FEW else ""),
        ("host facts to names", first(ends.resolves) and zone),
        ("a connection to a bare address", _number(listed) if first(ends.connects) else ""),
        ("a request to a bare address", speaks and _by_number(listed)),
        (
            "what is searched for secrets to network",
            speaks and host and first(ends.searches) and _for_secrets(listed) if ends.searches else "",
        ),
        ("log to network", first(ends.logs)),
        ("a shell's command", starts and _shell(given)),
        ("decoded to objects", first(ends.revives) and first(ends.decodes)),
        ("a connection to objects", first(ends.listens) and first(ends.revives) if ends.listens else ""),
        ("a connection to a process", first(ends.listens) and starts if ends.listens else ""),
        ("a day to the end", first(ends.clock) and first(ends.dates) and first(ends.ends) if ends.ends else ""),
        ("request to process", starts and first(ends.requests)),
        ("network to code", loads and address),
        ("network to code", speaks and (first(ends.defines) if ends.defines else "")),
        ("decoded to code", loads and first(ends.decodes)),
        ("decoded to process", starts and first(ends.decodes) and next(iter(opened), "")),
        ("decoded to process", starts and first((DECODER, IL_DECODER))),
        ("file to code", first(ends.defines) and first(ends.carries) if ends.carries and not _is_loader(given) else ""),
        (
            "a part of a text to code",
            first(ends.scripts) and first(ends.cuts) and _marker(given) if ends.scripts else "",
        ),
        ("bytes to memory that runs", first(ends.copies) and _of_memory(members) if ends.copies else ""),
    )
    told = set[str]()
    for name, shown in pairs:
        if shown and name not in told:
            told.add(name)
            yield name, shown


def _decoded(text: str) -> Iterator[str]:
    found = peel(text.encode("ascii", "replace"), 0) if text.isascii() else None
    if found is not None:
        yield found.text


_NAMED = regex(r"[a-z][\w]*(?:\.\w+)+\Z")


def by_name(members: Sequence[str], texts: Iterable[str]) -> Iterator[str]:
    """Yield the Java members that a class names by text, plain or decoded, where it also asks for classes by name and calls what it finds."""
    if not any(one.startswith("java/lang/Class::forName") for one in members) or not any(
        one.startswith(("java/lang/reflect/Method::invoke", "java/lang/reflect/Constructor::newInstance"))
        for one in members
    ):
        return
    listed = [text for one in texts for text in (one, *_decoded(one))]
    words = [text for text in listed if text.isidentifier()]
    for text in listed:
        if _NAMED.match(text):
            yield from (f"{text.replace('.', '/')}::{word}" for word in ("<init>", *words))


_FINDS = ("System.Type::GetType", "System.Reflection.Assembly::GetType")
_CALLS = ("System.Reflection.MethodBase::Invoke", "System.Reflection.MethodInfo::Invoke", "System.Type::InvokeMember", "System.Reflection.MethodInfo::CreateDelegate", "System.Delegate::CreateDelegate", "System.Linq.Expressions.Expression::Call", "System.Activator::CreateInstance")  # fmt: skip
_TELLING = regex(
    r"System\.Diagnostics\.Process\b|System\.Reflection\.Assembly\b(?!\w*Attribute)|System\.Net\.(?:WebClient|Http\.HttpClient|Sockets\.\w+)\b|System\.Management\.Automation\.\w+|Microsoft\.Win32\.Registry\b"
)


def type_by_name(members: Sequence[str], texts: Sequence[str]) -> str:
    """Return the .NET type of consequence that is named by text, plain or decoded, where a type is asked for by name and something of it called."""
    if not any(one.startswith(_FINDS) for one in members) or not any(one.startswith(_CALLS) for one in members):
        return ""
    listed = (text for one in texts for text in (one, *_decoded(one)))
    return next((match[0] for text in listed if (match := _TELLING.search(text))), "")
