"""The numbers that the house promises about itself."""

import ast
from statistics import median

import pytest

from conftest import ROOT

SOURCES = sorted((ROOT / "src" / "beartrap").rglob("*.py"))
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


def functions():
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, FUNCTION):
                yield path, node


def test_files_are_small():
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert {path.name: length for path, length in lengths.items() if length > 400} == {}
    assert median(lengths.values()) <= 150


def test_functions_are_small():
    lengths = [(node.end_lineno - node.lineno + 1, path.name, node.name) for path, node in functions()]
    assert [one for one in lengths if one[0] > 60] == []
    assert median(length for length, *_ in lengths) <= 12


@pytest.mark.parametrize("word", ["pickle", "eval(", "exec(", "shell=True"])
def test_no_source_holds_a_dangerous_word(word):
    quoted = [path.name for path in SOURCES if word in path.read_text(encoding="utf-8").replace("re.eval", "")]
    assert quoted == []


def test_only_the_run_loop_catches_everything():
    broad = {
        str(path.relative_to(ROOT / "src" / "beartrap"))
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException")))
    }
    assert broad <= {"engine/run.py"}
