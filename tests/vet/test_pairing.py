"""Files that moved, were split or renamed are found; and what is new is what no old file does."""

from pathlib import Path

from package_lab import sdist, side, sides, wheel, zipped
from vet_lab import behaviour

from beartrap.model.finding import Severity
from beartrap.vet.behaviour import When
from beartrap.vet.novelty import Known, distinct
from beartrap.vet.pairing import sketch

CODE = "".join(f"def function_{number}(value):\n    return value * {number} + 7\n\n" for number in range(60))
OTHER = "".join(f"class Shape{number}:\n    sides = {number}\n    name = 'shape {number}'\n\n" for number in range(60))


def test_a_moved_file_is_no_change(tmp_path: Path) -> None:
    old, new, pairing = sides(
        sdist(tmp_path, "thing", "1.0", {"thing/a.py": CODE}),
        sdist(tmp_path, "thing", "1.1", {"src/thing/core.py": CODE}),
    )
    assert pairing.same == {"src/thing/core.py": "thing/a.py"}
    assert new.changed == {"PKG-INFO"}
    assert old.changed == {"PKG-INFO"}


def test_a_split_file_comes_from_the_one_it_was(tmp_path: Path) -> None:
    half = len(CODE) // 2
    halves = {"thing/one.py": CODE[:half], "thing/two.py": CODE[half:] + "extra = 1\n"}
    _, _, pairing = sides(
        sdist(tmp_path, "thing", "1.0", {"thing/a.py": CODE, "thing/b.py": OTHER}),
        sdist(tmp_path, "thing", "1.1", {**halves, "thing/fresh.py": "import fresh\nwholly = 'another file'\n" * 4}),
    )
    assert pairing.changed["thing/one.py"] == pairing.changed["thing/two.py"] == "thing/a.py"
    assert pairing.changed["thing/fresh.py"] is None
    assert set(pairing.gone) == {"thing/a.py", "thing/b.py", "PKG-INFO"}


def test_a_nested_archive_that_is_gone_is_no_crash(tmp_path: Path) -> None:
    nested = zipped(tmp_path / "nested.zip", {"inner.py": OTHER}).read_bytes()
    _, _, pairing = sides(
        sdist(tmp_path, "thing", "1.0", {"thing/a.py": CODE, "thing/data.zip": nested}),
        sdist(tmp_path, "thing", "1.1", {"thing/a.py": CODE, "thing/fresh.py": "import fresh\n" * 4}),
    )
    assert pairing.changed["thing/fresh.py"] is None and "thing/data.zip" in pairing.gone


def test_the_version_in_a_path_is_left_out(tmp_path: Path) -> None:
    _, _, pairing = sides(
        wheel(tmp_path, "thing", "1.0.0", {"thing/a.py": CODE}), wheel(tmp_path, "thing", "1.0.1", {"thing/a.py": CODE})
    )
    assert pairing.changed["thing-1.0.1.dist-info/METADATA"] == "thing-1.0.0.dist-info/METADATA"
    assert pairing.same == {"thing/a.py": "thing/a.py"}


def test_thousands_of_moved_files_are_paired_by_an_index(tmp_path: Path) -> None:
    def body(number: int) -> str:
        return "".join(f"value_{number}_{line} = {number * 1000 + line}\n" for line in range(20))

    old, new = (
        {f"{root}/{number}.py": body(number) + tail for number in range(800)}
        for root, tail in (("a", ""), ("b", "tail = 1\n"))
    )
    _, _, pairing = sides(sdist(tmp_path, "many", "1", old), sdist(tmp_path, "many", "2", new))
    assert all(pairing.changed[f"b/{number}.py"] == f"a/{number}.py" for number in range(800))


def test_two_single_files_belong_together(tmp_path: Path) -> None:
    (tmp_path / "tool-1.dll").write_bytes(b"MZ" + bytes(90))
    (tmp_path / "tool-2.dll").write_bytes(b"MZ" + bytes(91) + b"another")
    _, _, pairing = sides(tmp_path / "tool-1.dll", tmp_path / "tool-2.dll")
    assert pairing.changed == {"tool-2.dll": "tool-1.dll"}


def test_sketches_of_like_files_are_alike_and_of_others_not() -> None:
    assert len(sketch(CODE.encode()) & sketch((CODE + "more = 1\n").encode())) > 50
    assert len(sketch(CODE.encode()) & sketch(OTHER.encode())) < 5


def test_what_the_old_version_does_anywhere_is_not_new() -> None:
    known = Known()
    known.add([behaviour(path=b"old/place.py", when=When.CALL)])
    assert not known.is_new(behaviour(path=b"new/place.py", when=When.CALL))
    assert not known.is_new(behaviour(Severity.MEDIUM, when=When.IMPORT))
    assert known.is_new(behaviour(id="process.other"))


def test_what_waited_to_be_called_and_now_runs_by_itself_is_new() -> None:
    known = Known()
    known.add([behaviour(when=When.CALL)])
    assert known.is_new(behaviour(Severity.LOW, when=When.INSTALL))
    assert known.is_new(behaviour(Severity.HIGH, when=When.IMPORT))
    known.add([behaviour(when=When.INSTALL)])
    assert not known.is_new(behaviour(when=When.INSTALL))


def test_one_key_is_told_once_where_it_runs_earliest() -> None:
    late, early = behaviour(path=b"a", when=When.CALL), behaviour(path=b"b", when=When.INSTALL)
    assert distinct([late, early]) == [early]


def test_files_of_the_trusted_version_are_never_handed_out_as_changed(tmp_path: Path) -> None:
    """Whatever they do is known from then on, so that they are walked as far as they go (see `source_files`)."""
    old, new, _ = sides(*(wheel(tmp_path, "pkg", f"1.0.{one}", {"pkg/a.py": f"A = {one}\n"}) for one in range(2)))
    trusted, update = old.read("pkg/a.py"), new.read("pkg/a.py")
    assert "pkg/a.py" in old.changed and trusted is not None and not trusted.changed
    assert update is not None and update.changed


def test_files_of_a_version_with_nothing_beside_it_have_all_changed(tmp_path: Path) -> None:
    alone = side(wheel(tmp_path, "pkg", "1.0.0", {"pkg/a.py": "A = 1\n"}))
    subject = alone.read("pkg/a.py")
    assert subject is not None and subject.changed
