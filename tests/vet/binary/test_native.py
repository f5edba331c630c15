"""Native programs and libraries: what they import, how they are built. Each hit has its near miss."""

import pytest

from beartrap.model.coverage import Gap
from beartrap.model.finding import Severity
from beartrap.vet.behaviour import When
from beartrap.vet.binary.hidden import in_base64, under_xor
from beartrap.vet.binary.texts import telling
from beartrap.vet.kinds import Kind
from vet.binary.binary_lab import fixture, keys, late_program, look, windows_program


def test_an_ifunc_resolver_is_named_with_its_symbol_and_offset():
    found = [one for one in look(fixture("ifunc.so"), Kind.ELF) if one.id == "elf.ifunc"]
    assert [dict(one.facts)["symbol"] for one in found] == ["length"]
    assert found[0].place.offset and found[0].when is When.IMPORT
    assert "elf.ifunc:length" not in keys(fixture("plain.so"), Kind.ELF)


def test_network_and_processes_in_one_library():
    found = keys(fixture("remote.so"), Kind.ELF)
    assert {"binary.capability:network", "binary.capability:process", "binary.network-and-process"} <= found
    assert "binary.endpoint:192.0.2.7" in found
    assert not keys(fixture("plain.so"), Kind.ELF)


def test_a_program_that_waits_to_be_spoken_to_and_has_a_shell():
    waits = windows_program("ws2_32.dll!listen", "ws2_32.dll!accept", "kernel32.dll!CreateProcessA")
    assert "binary.network-and-process:door" in keys(waits + b"\0cmd.exe\0", Kind.PE)
    assert "binary.network-and-process:door" not in keys(waits + b"\0helper.exe\0", Kind.PE)
    asks = windows_program("ws2_32.dll!connect", "kernel32.dll!CreateProcessA")
    assert "binary.network-and-process:door" not in keys(asks + b"\0cmd.exe\0", Kind.PE)


def test_imports_of_a_windows_program():
    found = keys(windows_program("kernel32.dll!CreateRemoteThread", "kernel32.dll!WriteProcessMemory"), Kind.PE)
    assert "binary.capability:injection" in found
    assert not keys(windows_program("kernel32.dll!GetTickCount", "user32.dll!MessageBoxW"), Kind.PE)


def test_imports_that_are_loaded_when_first_called_count_like_others():
    program = late_program("kernel32.dll", "CreateRemoteThread")
    assert "binary.capability:injection" in keys(program, Kind.PE)
    assert "binary.capability:network" in keys(late_program("winhttp.dll", "WinHttpSetOption"), Kind.PE)
    assert not list(look(late_program("node.exe", "napi_create_function"), Kind.PE))


def test_a_function_imported_from_a_network_library_tells_by_the_library():
    assert "binary.capability:network" in keys(windows_program("winhttp.dll!WinHttpSetOption"), Kind.PE)


@pytest.mark.parametrize(("carried", "kind"), [(fixture("plain.so"), "ELF"), (windows_program("a.dll!b"), "PE")])
def test_a_program_behind_the_end_of_another(carried, kind):
    assert f"binary.embedded-program:behind:{kind}" in keys(fixture("plain.so") + b"\0" * 64 + carried, Kind.ELF)
    assert not keys(fixture("plain.so") + b"MZ and \x7fELF are four letters" * 20, Kind.ELF)


@pytest.mark.parametrize("kind", [Kind.IMAGE, Kind.DATA, Kind.FONT])
def test_a_program_inside_data(kind):
    assert "binary.embedded-program:in:ELF" in keys(b"\x89PNG" + b"\x11" * 500 + fixture("plain.so"), kind, "a.png")
    assert not keys(b"\x89PNG" + b"\x11" * 500 + b"MZ" + b"\x11" * 500, kind, "a.png")


def test_a_broken_binary_is_a_gap_and_not_clean():
    for kind, head in (
        (Kind.ELF, b"\x7fELF"),
        (Kind.PE, b"MZ"),
        (Kind.MACHO, b"\xcf\xfa\xed\xfe"),
        (Kind.DOTNET, b"MZ"),
    ):
        assert any(isinstance(one, Gap) for one in look(head + b"\xff" * 60, kind))


@pytest.mark.parametrize("cut", [5, 64, 200, 1000])
@pytest.mark.parametrize("name", ["plain.so", "remote.so"])
def test_a_truncated_library_breaks_nothing(name, cut):
    list(look(fixture(name)[:cut], Kind.ELF))


def test_the_same_source_built_again_is_the_same():
    content = fixture("remote.so")
    rebuilt = content.replace(b".comment", b".commenT") + b"\0" * 8
    assert keys(content, Kind.ELF) == keys(rebuilt, Kind.ELF)


def test_text_under_xor_is_found_whatever_the_key():
    for key in (1, 0x5A, 0xFF):
        hidden = bytes(byte ^ key for byte in b"http://c2.example.invalid/x")
        found = list(under_xor(b"\x00\x01\x02" * 20 + hidden + b"\x90" * 20))
        assert [one.layers[0].encoding for one in found] == [f"xor 0x{key:02x}"]
        assert found[0].text.startswith("http://c2.example.invalid/x") and found[0].offset == 60
    assert not list(under_xor(b"http://plain.example.invalid" * 3))


def test_text_under_base64_and_deflate():
    import base64
    import zlib

    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    raw = base64.b64encode(packed.compress(b"cmd.exe /c whoami and more") + packed.flush())
    found = list(in_base64(b"\x00" + raw + b"\x00"))
    assert [layer.encoding for layer in found[0].layers] == ["base64", "deflate"] and found[0].offset == 1
    assert not list(in_base64(b"ThisIsOnlyALongIdentifierInSomeSymbolTable\x00AAAAAAAAAAAAAAAAAAAAAAAA"))


def test_wide_text_stands_at_its_byte_offset():
    content = b"\x00" * 11 + "powershell -enc SQBFAFgA".encode("utf-16-le") + b"\x00" * 4
    found = [one for one in look(content, Kind.DATA, "a.bin") if one.id == "binary.command"]
    assert [one.place.offset for one in found] == [11]


@pytest.mark.parametrize(
    ("place", "severity"), [(b"/etc/ld.so.preload", Severity.HIGH), (b"/etc/crontab", Severity.LOW)]
)
def test_what_every_program_loads_weighs_more_than_other_places(place: bytes, severity: Severity) -> None:
    found = [one for one in telling(b"\x7fELF\0\0" + place + b"\0/usr/lib/a.so\0") if one.meta.id == "binary.autostart"]
    assert [one.severity for one in found] == [severity]
