"""Two ends of a chain in one place of managed code: what is taken, and what carries it off or runs it."""

from collections.abc import Iterable, Iterator, Sequence

from beartrap.model.frozen import frozen
from beartrap.model.regex import regex
from beartrap.vet.binary.class_methods import DECODER
from beartrap.vet.binary.hidden import peel
from beartrap.vet.binary.il import DECODER as IL_DECODER

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


JAVA = Ends(
    ("java/net/URL::open", "java/net/URLConnection", "java/net/HttpURLConnection", "java/net/Socket", "java/net/http/", "javax/net/ssl/Https", "java/net/DatagramSocket"),
    ("java/lang/Runtime::exec", "java/lang/ProcessBuilder"),
    ("java/net/URLClassLoader", "java/lang/ClassLoader::defineClass", "java/lang/invoke/MethodHandles$Lookup::define", "javax/script/ScriptEngine", "javax/naming/InitialContext"),
    ("java/lang/System::getenv",),
    ("java/util/Base64", "javax/crypto/Cipher", "java/util/zip/Inflater", DECODER),
    ("javax/servlet/", "jakarta/servlet/", "org/springframework/web/", "com/sun/net/httpserver/"),
    ("java/net/URLClassLoader", "java/lang/ClassLoader::defineClass", "java/lang/invoke/MethodHandles$Lookup::define"),
    ("java/net/InetAddress::getLocalHost", "java/net/InetAddress::getHostName", "java/net/NetworkInterface::"),
    ("java/time/LocalDate::now", "java/time/LocalDateTime::now", "java/time/Instant::now", "java/lang/System::currentTimeMillis", "java/util/Date::<init>"),
    ("java/time/LocalDate::of", "java/time/LocalDateTime::of", "java/time/Instant::parse", "java/time/LocalDate::parse", "java/util/GregorianCalendar::<init>"),
    ("java/lang/System::exit", "java/lang/Runtime::halt", "java/nio/file/Files::delete", "java/io/File::delete"),
    ("java/lang/Class::getResourceAsStream", "java/lang/ClassLoader::getResourceAsStream"),
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
    pairs = (
        ("environment to network", speaks and address and first(ends.environment)),
        ("secrets to network", speaks and place),
        ("host facts to network", speaks and address if len(facts) >= _FEW else ""),
        ("a day to the end", first(ends.clock) and first(ends.dates) and first(ends.ends) if ends.ends else ""),
        ("request to process", starts and first(ends.requests)),
        ("network to code", loads and address),
        ("network to code", speaks and (first(ends.defines) if ends.defines else "")),
        ("decoded to code", loads and first(ends.decodes)),
        ("decoded to process", starts and first(ends.decodes) and next(iter(opened), "")),
        ("decoded to process", starts and first((DECODER, IL_DECODER))),
        ("file to code", first(ends.defines) and first(ends.carries) if ends.carries and not _is_loader(given) else ""),
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
    """Yield the Java members that a class names by text, where it also asks for classes by name and calls what it finds."""
    if not any(one.startswith("java/lang/Class::forName") for one in members) or not any(
        one.startswith(("java/lang/reflect/Method::invoke", "java/lang/reflect/Constructor::newInstance"))
        for one in members
    ):
        return
    listed = list(texts)
    words = [text for text in listed if text.isidentifier()]
    for text in listed:
        if _NAMED.match(text):
            yield from (f"{text.replace('.', '/')}::{word}" for word in ("<init>", *words))
