"""What an imported function or a referred type lets code do. Names are compared in lower case, Win32's A and W ending cut.

The tables name what needs a reason, not all that exists: memory, files and windows are everybody's. What every C
runtime imports (IsDebuggerPresent, GetProcAddress, fork of a pthread_atfork) is left out, because it tells nothing.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from beartrap.model.finding import Severity


class Capability(StrEnum):
    """A part of the system that code reaches for."""

    NETWORK = "network"
    DNS = "dns"
    PROCESS = "process"
    INJECTION = "injection"
    MEMORY = "code-from-memory"
    REGISTRY = "registry"
    SERVICES = "services"
    PERSISTENCE = "persistence"
    MANAGEMENT = "management"
    CREDENTIALS = "credentials"
    INPUT = "input"
    LOADS_CODE = "loads-code"
    PRIVILEGES = "privileges"
    ANTI_DEBUG = "anti-debug"
    ENVIRONMENT = "environment"
    HOST_FACTS = "host-facts"
    CRYPTOGRAPHY = "cryptography"


WEIGHTS: Mapping[Capability, Severity] = {
    Capability.NETWORK: Severity.MEDIUM,
    Capability.DNS: Severity.LOW,
    Capability.PROCESS: Severity.MEDIUM,
    Capability.INJECTION: Severity.HIGH,
    Capability.MEMORY: Severity.MEDIUM,
    Capability.REGISTRY: Severity.LOW,
    Capability.SERVICES: Severity.MEDIUM,
    Capability.PERSISTENCE: Severity.MEDIUM,
    Capability.MANAGEMENT: Severity.MEDIUM,
    Capability.CREDENTIALS: Severity.HIGH,
    Capability.INPUT: Severity.HIGH,
    Capability.LOADS_CODE: Severity.LOW,
    Capability.PRIVILEGES: Severity.LOW,
    Capability.ANTI_DEBUG: Severity.LOW,
    Capability.ENVIRONMENT: Severity.LOW,
    Capability.HOST_FACTS: Severity.INFO,
    Capability.CRYPTOGRAPHY: Severity.INFO,
}
"""How much a capability weighs where no binary of the package had it."""

WORDS: Mapping[Capability, str] = {
    Capability.NETWORK: "talks to the network",
    Capability.DNS: "asks for names",
    Capability.PROCESS: "starts programs",
    Capability.INJECTION: "writes into other processes",
    Capability.MEMORY: "makes memory of its own that runs",
    Capability.REGISTRY: "reads or writes the registry",
    Capability.SERVICES: "controls services",
    Capability.PERSISTENCE: "can make itself start again",
    Capability.MANAGEMENT: "asks the system's management (WMI)",
    Capability.CREDENTIALS: "reads stored passwords",
    Capability.INPUT: "reads keys or the screen of others",
    Capability.LOADS_CODE: "loads code at run time",
    Capability.PRIVILEGES: "changes its privileges",
    Capability.ANTI_DEBUG: "looks for a debugger",
    Capability.ENVIRONMENT: "takes the whole environment",
    Capability.HOST_FACTS: "learns what host it is on",
    Capability.CRYPTOGRAPHY: "encrypts",
}

_NATIVE: Mapping[Capability, str] = {
    Capability.NETWORK: """
        connect socket sendto recvfrom wsastartup wsasocket wsaconnect internetopen internetopenurl internetconnect httpopenrequest
        httpsendrequest winhttpopen winhttpconnect winhttpsendrequest urldownloadtofile urldownloadtocachefile ftpputfile
        curl_easy_perform cfsocketcreate nwconnectioncreate sock_send sock_recv""",
    Capability.DNS: "getaddrinfo gethostbyname getaddrinfow getaddrinfoex dnsquery dnsquery_ dnsqueryex res_query res_search",
    Capability.PROCESS: """
        system popen execve execv execvp execvpe execl execlp execle posix_spawn posix_spawnp createprocess createprocessasuser
        createprocesswithlogon shellexecute shellexecuteex winexec _popen _wsystem _wpopen nstask proc_exec_spawn""",
    Capability.INJECTION: """
        virtualallocex virtualprotectex writeprocessmemory createremotethread createremotethreadex ntcreatethreadex
        rtlcreateuserthread queueuserapc ntqueueapcthread ntunmapviewofsection zwunmapviewofsection setthreadcontext
        ntmapviewofsection process_vm_writev ptrace memfd_create task_for_pid mach_vm_write thread_create_running""",
    Capability.REGISTRY: "regsetvalueex regcreatekeyex regsetkeyvalue regsetvalue regcreatekey regdeletevalue regdeletekey",
    Capability.SERVICES: "createservice changeserviceconfig changeserviceconfig2 deleteservice controlservice startservice",
    Capability.PERSISTENCE: "netschedulejobadd smjobbless lssharedfilelistinsertitemurl",
    Capability.CREDENTIALS: """
        credenumerate credread cryptunprotectdata lsaretrieveprivatedata lsaenumeratelogonsessions samconnect vaultenumerateitems
        minidumpwritedump seckeychaincopycontent seckeychainfindgenericpassword seckeychainfindinternetpassword
        secitemcopymatching getspnam pam_get_authtok""",
    Capability.INPUT: "getasynckeystate setwindowshookex getrawinputdata registerrawinputdevices cgeventtapcreate xrecordcreatecontext",
    Capability.LOADS_CODE: "dlopen dlmopen nscreateobjectfileimagefrommemory",
    Capability.PRIVILEGES: "adjusttokenprivileges openprocesstoken setuid setgid setreuid setresuid initgroups impersonateloggedonuser",
    Capability.ANTI_DEBUG: """
        checkremotedebuggerpresent ntqueryinformationprocess zwqueryinformationprocess ntsetinformationthread""",
    Capability.ENVIRONMENT: "environ nsgetenviron",
    Capability.HOST_FACTS: "getadaptersinfo getadaptersaddresses netwkstagetinfo getcomputernameex getifaddrs dsgetdcname",
    Capability.CRYPTOGRAPHY: "cryptencrypt cryptacquirecontext bcryptencrypt bcryptgeneratesymmetrickey evp_encryptinit_ex ccrypt",
}
_BY_IMPORT: Mapping[str, Capability] = {name: kind for kind, names in _NATIVE.items() for name in names.split()}
_LIBRARIES: Mapping[str, Capability] = {
    "ws2_32": Capability.NETWORK,
    "wsock32": Capability.NETWORK,
    "winhttp": Capability.NETWORK,
    "wininet": Capability.NETWORK,
    "libcurl": Capability.NETWORK,
    "urlmon": Capability.NETWORK,
}
"""Libraries whose functions may be imported by number: the library alone tells."""

_DOTNET: tuple[tuple[str, Capability], ...] = (
    ("System.Net.Dns", Capability.DNS),
    ("System.Net.NetworkInformation", Capability.HOST_FACTS),
    ("System.Net.Sockets.SocketException", Capability.HOST_FACTS),
    ("System.Net.Http", Capability.NETWORK),
    ("System.Net.Sockets", Capability.NETWORK),
    ("System.Net.Mail", Capability.NETWORK),
    ("System.Net.WebSockets", Capability.NETWORK),
    ("System.Net.WebClient", Capability.NETWORK),
    ("System.Net.WebRequest", Capability.NETWORK),
    ("System.Net.HttpWebRequest", Capability.NETWORK),
    ("System.Net.FtpWebRequest", Capability.NETWORK),
    ("System.Diagnostics.Process::Start", Capability.PROCESS),
    ("System.Diagnostics.ProcessStartInfo", Capability.PROCESS),
    ("System.Diagnostics.Process::GetProcesses", Capability.HOST_FACTS),
    ("System.Diagnostics.Process::Kill", Capability.PROCESS),
    ("Microsoft.Win32.Registry", Capability.REGISTRY),
    ("System.ServiceProcess", Capability.SERVICES),
    ("System.Management.", Capability.MANAGEMENT),
    ("System.DirectoryServices", Capability.MANAGEMENT),
    ("System.Reflection.Assembly::Load", Capability.LOADS_CODE),
    ("System.Reflection.Emit", Capability.LOADS_CODE),
    ("System.Activator::CreateInstanceFrom", Capability.LOADS_CODE),
    ("System.Runtime.Loader", Capability.LOADS_CODE),
    ("System.Security.Cryptography.ProtectedData", Capability.CREDENTIALS),
    ("System.Security.Cryptography", Capability.CRYPTOGRAPHY),
    ("System.Environment::get_MachineName", Capability.HOST_FACTS),
    ("System.Environment::get_UserName", Capability.HOST_FACTS),
    ("System.Environment::get_UserDomainName", Capability.HOST_FACTS),
    ("System.Security.Principal.WindowsIdentity", Capability.HOST_FACTS),
    ("System.Diagnostics.Debugger::get_IsAttached", Capability.ANTI_DEBUG),
)
_JAVA: tuple[tuple[str, Capability], ...] = (
    ("java/net/InetAddress", Capability.DNS),
    ("java/net/NetworkInterface", Capability.HOST_FACTS),
    ("java/net/URLClassLoader", Capability.LOADS_CODE),
    ("java/net/URLConnection", Capability.NETWORK),
    ("java/net/HttpURLConnection", Capability.NETWORK),
    ("java/net/URL::open", Capability.NETWORK),
    ("java/net/Socket", Capability.NETWORK),
    ("java/net/ServerSocket", Capability.NETWORK),
    ("java/net/DatagramSocket", Capability.NETWORK),
    ("java/net/http/", Capability.NETWORK),
    ("javax/net/ssl/HttpsURLConnection", Capability.NETWORK),
    ("java/lang/Runtime::exec", Capability.PROCESS),
    ("java/lang/ProcessBuilder", Capability.PROCESS),
    ("java/lang/ClassLoader::defineClass", Capability.LOADS_CODE),
    ("java/lang/invoke/MethodHandles$Lookup::defineClass", Capability.LOADS_CODE),
    ("javax/script/ScriptEngine", Capability.LOADS_CODE),
    ("javax/naming/InitialContext::lookup", Capability.LOADS_CODE),
    ("java/util/prefs/", Capability.REGISTRY),
    ("java/awt/Robot", Capability.INPUT),
    ("javax/crypto/", Capability.CRYPTOGRAPHY),
    ("java/lang/System::getenv", Capability.HOST_FACTS),
)

JOINED = frozenset(
    {
        Capability.NETWORK, Capability.DNS, Capability.PROCESS, Capability.INJECTION, Capability.REGISTRY, Capability.SERVICES,
        Capability.MANAGEMENT, Capability.CREDENTIALS, Capability.LOADS_CODE, Capability.PRIVILEGES, Capability.INPUT,
    }
)  # fmt: skip
"""What belongs in different classes of an application."""


def plain(name: str) -> str:
    """Return an imported name as the tables spell it: no version, no leading underscore, no Win32 ending."""
    name = name.partition("@")[0].lstrip("_")
    if len(name) > 4 and name[-1] in "AW" and name[-2].islower():
        name = name[:-1]
    return name.lower()


def of_import(name: str) -> Capability | None:
    """Return what an imported native function lets a program do, None where nothing of note."""
    return _BY_IMPORT.get(plain(name))


def of_invoked(name: str) -> Capability | None:
    """Return what a native function lets managed code do: it needs no memory that runs, where native code often does."""
    return Capability.MEMORY if plain(name) in _MEMORY else of_import(name)


_MEMORY = frozenset({"virtualalloc", "virtualprotect", "mprotect", "mmap", "ntallocatevirtualmemory", "heapcreate"})


def of_library(name: str) -> Capability | None:
    """Return what linking a native library lets a program do, None where nothing of note."""
    return _LIBRARIES.get(name.lower().rpartition("/")[2].partition(".")[0])


def of_dotnet(member: str) -> Capability | None:
    """Return what a .NET member (`Namespace.Type::Method`) lets code do; the first entry that fits."""
    return _first(member, _DOTNET)


def of_java(member: str) -> Capability | None:
    """Return what a Java member (`pkg/Type::method`) lets code do; the first entry that fits."""
    return _first(member, _JAVA)


def _first(member: str, table: tuple[tuple[str, Capability], ...]) -> Capability | None:
    return next((kind for start, kind in table if member.startswith(start)), None)


def is_remote_control(kinds: Iterable[Capability]) -> bool:
    """Whether capabilities together are what remote control needs."""
    return {Capability.NETWORK, Capability.PROCESS} <= set(kinds)
