"""New dependencies that no code asks for in Ruby and Rust, and those of Go that are imported for what they do by themselves."""

from pathlib import Path

import pytest
from package_lab import tgz, zipped
from test_promise import step

from beartrap.model.finding import Severity
from beartrap.model.place import Place
from beartrap.vet.analyser import FileSubject
from beartrap.vet.facts import PackageFacts
from beartrap.vet.kinds import Kind
from beartrap.vet.promise.required import requires_gem

CARGO = '[package]\nname = "thing"\nversion = "1.{minor}.0"\n\n[dependencies]\n{needs}\n'


def module(tmp_path: Path, number: int, needed: str, code: str) -> Path:
    text = f"module a.invalid/thing\n\nrequire {needed} v1.9.4\n"
    return zipped(tmp_path / f"thing-1.{number}.0.zip", {"go.mod": text, "a.go": f"package thing\n\n{code}\n"})


@pytest.mark.parametrize(
    ("needed", "code", "told"),
    [
        ("go.vector.example/unix", '_ "go.vector.example/unix/all"', True),
        ("go.vector.example/unix", '"go.vector.example/unix"', False),
        ("go.vector.example/unix", '_ "go.vector.example/unix"\nimport u "go.vector.example/unix/u"', False),
        ("github.com/lib/pq", '_ "github.com/lib/pq"', False),
    ],
)
def test_a_module_of_go_that_is_taken_for_what_it_does_by_itself(
    tmp_path: Path, needed: str, code: str, told: bool
) -> None:
    found = step(module(tmp_path, 0, "golang.org/x/sys", ""), module(tmp_path, 1, needed, f"import {code}"))
    assert ("promise.dependency" in found) is told
    assert not told or found["promise.dependency"].severity is Severity.HIGH


@pytest.mark.parametrize(("constraint", "told"), [("tools", False), ("!tools", True)])
def test_what_a_file_of_go_imports_that_nobody_builds(tmp_path: Path, constraint: str, told: bool) -> None:
    def made(number: int, needed: str, code: str) -> Path:
        files = {"go.mod": f"module a.invalid/thing\n\nrequire {needed} v1.9.4\n", "tools.go": code}
        return zipped(tmp_path / f"thing-1.{number}.0.zip", files)

    code = f'//go:build {constraint}\n\npackage tools\n\nimport _ "go.vector.example/unix"\n'
    found = step(made(0, "golang.org/x/sys", "package tools\n"), made(1, "go.vector.example/unix", code))
    assert ("promise.dependency" in found) is told


def crate(tmp_path: Path, number: int, needs: str, code: str) -> Path:
    files = {"Cargo.toml": CARGO.format(minor=number, needs=needs), "src/lib.rs": code}
    return tgz(tmp_path / f"thing-1.{number}.0.crate", files, f"thing-1.{number}.0/")


@pytest.mark.parametrize(
    ("needs", "code", "weight"),
    [
        ('quartz-lines = "0.2"', "pub fn a() {}", Severity.HIGH),
        ('quartz-lines = "0.2"', "pub fn a() { quartz_lines::run() }", Severity.MEDIUM),
        ('quartz-lines = "0.2"\n[features]\nfast = ["quartz-lines/fast"]', "pub fn a() {}", Severity.MEDIUM),
    ],
)
def test_a_crate_that_no_code_names(tmp_path: Path, needs: str, code: str, weight: Severity) -> None:
    found = step(crate(tmp_path, 0, "", "pub fn a() {}"), crate(tmp_path, 1, needs, code))
    assert found["promise.dependency"].severity is weight


class Gem:
    """The files of a gem, in memory."""

    def __init__(self, files: dict[str, str]) -> None:
        self._files = files
        self.paths = sorted(files)

    def kind(self, path: str) -> Kind:
        return Kind.RUBY

    def size(self, path: str) -> int:
        return len(self._files[path])

    def read(self, path: str) -> FileSubject:
        return FileSubject(Place("gem"), path, self._files[path].encode(), Kind.RUBY, "0" * 64, PackageFacts("gem"))


@pytest.mark.parametrize(
    ("name", "code", "asked"),
    [
        ("openssl-pkeys", "require 'openssl'\nrequire 'json'\n", False),
        ("openssl-pkeys", "require 'openssl/pkeys'\n", True),
        ("rack-thing", "require 'rack/thing'\n", True),
        ("rack-thing", "require 'otherwise'\n", True),
        ("base64", "require 'base64'\n", True),
        ("rack-thing", "", True),
    ],
)
def test_a_gem_that_no_file_requires(name: str, code: str, asked: bool) -> None:
    old, new = Gem({"lib/own.rb": "require 'json'\n"}), Gem({"lib/own.rb": code})
    assert requires_gem(new, old, name) is asked  # type: ignore[arg-type]
