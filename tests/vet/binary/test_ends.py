"""Two ends of a chain in one class: shells, names that carry facts, objects made of what was decoded, types called by their names."""

import base64

import pytest

from beartrap.vet.binary.ends import DOTNET, JAVA, Ends, chains, type_by_name

EVAL = "javax/script/ScriptEngine::eval"
EXEC = "java/lang/Runtime::exec"
SOCKET = ["java/net/DatagramSocket::send", "java/net/InetAddress::getByName"]
FACTS = ["System.Environment::get_MachineName", "System.Environment::get_UserName"]


@pytest.mark.parametrize(
    ("ends", "members", "texts", "wanted"),
    [
        (JAVA, [EXEC], ["/bin/sh", "-c"], "a shell's command"),
        (JAVA, ["java/lang/ProcessBuilder::<init>"], ["cmd.exe", "/c", "dir"], "a shell's command"),
        (JAVA, [EXEC], ["cmd /c whoami"], "a shell's command"),
        (DOTNET, ["System.Diagnostics.Process::Start"], ["powershell", "-w hidden -c x"], "a shell's command"),
        (JAVA, [EXEC], ["git", "-c", "core.pager=cat"], ""),
        (JAVA, [EXEC], ["sh", "--version"], ""),
        (JAVA, ["java/util/List::add"], ["/bin/sh", "-c"], ""),
        (JAVA, [*SOCKET, "java/lang/System::getProperties"], ["logs.driver.invalid"], "environment to network"),
        (JAVA, [*SOCKET, "java/lang/System::getProperties"], ["java.version", "app.properties"], ""),
        (DOTNET, ["System.Net.Dns::GetHostEntry", *FACTS], [".n.polite.invalid"], "host facts to names"),
        (DOTNET, ["System.Net.Dns::GetHostEntry", *FACTS], ["db.polite.invalid"], ""),
        (DOTNET, ["System.Net.Dns::GetHostEntry"], [".n.polite.invalid"], ""),
        (JAVA, ["java/util/Base64::getDecoder", "java/io/ObjectInputStream::readObject"], [], "decoded to objects"),
        (JAVA, ["java/util/Base64::getDecoder", "java/io/ObjectOutputStream::writeObject"], [], ""),
        (JAVA, ["java/net/ServerSocket::accept", "java/io/ObjectInputStream::readObject"], [], "a connection to objects"),
        (JAVA, ["java/net/ServerSocket::<init>", "java/io/ObjectInputStream::readObject"], [], ""),
        (JAVA, ["java/net/ServerSocket::accept", "java/io/DataInputStream::readInt"], [], ""),
        (JAVA, ["java/net/ServerSocket::accept", EXEC], [], "a connection to a process"),
        (DOTNET, ["System.Net.Sockets.TcpListener::AcceptTcpClient", "System.Runtime.Serialization.Formatters.Binary.BinaryFormatter::Deserialize"], [], "a connection to objects"),
        (DOTNET, ["System.Net.Sockets.TcpListener::AcceptTcpClient", "System.Diagnostics.Process::Start"], [], "a connection to a process"),
        (DOTNET, ["System.Net.HttpListener::GetContext", "System.Diagnostics.Process::Start"], [], ""),
        (DOTNET, ["System.Net.HttpListener::GetContext", "System.Text.Json.JsonSerializer::Deserialize"], [], ""),
        (DOTNET, ["System.Net.Sockets.TcpClient::.ctor"], ["192.0.2.19", "="], "a connection to a bare address"),
        (JAVA, ["java/net/Socket::<init>"], ["203.0.113.7:4444"], "a connection to a bare address"),
        (DOTNET, ["System.Net.Sockets.TcpClient::.ctor"], ["127.0.0.1", "10.0.0.5", "4.0.0.0", "2.2.1"], ""),
        (DOTNET, ["System.Version::Parse"], ["192.0.2.19"], ""),
        (JAVA, ["java/net/URL::openConnection"], ["http://203.0.113.7:4444/k?"], "a request to a bare address"),
        (JAVA, ["java/net/URL::openConnection"], ["http://127.0.0.1:4444/k?", "http://10.0.0.5/"], ""),
        (JAVA, ["java/net/URI::create"], ["http://203.0.113.7:4444/k?"], ""),
        (JAVA, ["java/net/URL::openConnection", "java/lang/String::matches"], ["https://a.polite.invalid/", "(?i).*(token|secret|passw).*"], "what is searched for secrets to network"),
        (JAVA, ["java/net/URL::openConnection", "java/lang/String::matches"], ["https://a.polite.invalid/", "(?i).*(red|green|token).*"], ""),
        (JAVA, ["java/lang/String::matches"], ["https://a.polite.invalid/", "(?i).*(token|secret|passw).*"], ""),
        (JAVA, ["java/util/logging/SocketHandler::<init>"], [], "log to network"),
        (JAVA, ["java/util/logging/FileHandler::<init>"], [], ""),
        (JAVA, [EVAL, "java/lang/String::substring"], ["${calc:", "js"], "a part of a text to code"),
        (JAVA, [EVAL, "java/lang/String::substring"], ["js", "no engine of that name"], ""),
        (JAVA, [EVAL], ["${calc:", "js"], ""),
    ],
)  # fmt: skip
def test_both_ends(ends: Ends, members: list[str], texts: list[str], wanted: str) -> None:
    assert [name for name, _ in chains(ends, members, texts)] == ([wanted] if wanted else [])


FINDS = ["System.Type::GetType", "System.Reflection.MethodBase::Invoke"]
NAMED = "System.Diagnostics.Process, System|Start"


def test_a_type_that_is_called_by_its_name() -> None:
    assert type_by_name(FINDS, [NAMED]) == "System.Diagnostics.Process"
    assert type_by_name(FINDS, [base64.b64encode(f"{NAMED}|powershell".encode()).decode()])
    assert not type_by_name(FINDS, ["System.Text.Json.JsonSerializer, System.Text.Json"])
    assert not type_by_name(FINDS[:1], [NAMED]) and not type_by_name(FINDS[1:], [NAMED])
