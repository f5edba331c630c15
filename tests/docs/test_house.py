"""The numbers that the house promises about itself."""

import ast
from statistics import median

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


DANGEROUS_MODULES = {"pickle", "marshal", "shelve", "dill", "cloudpickle"}
DANGEROUS_CALLS = {"eval", "exec", "compile", "__import__"}


def test_no_source_unpickles_evaluates_or_asks_a_shell():
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [alias.name for alias in node.names] + [getattr(node, "module", None) or ""]
                found += [(path.name, name) for name in names if name.split(".")[0] in DANGEROUS_MODULES]
            elif isinstance(node, ast.Call):
                if isinstance(node.func, ast.Name) and node.func.id in DANGEROUS_CALLS:
                    found.append((path.name, node.func.id))
                found += [(path.name, "shell") for word in node.keywords if word.arg == "shell"]
    assert found == []


def catches_everything(handler: ast.ExceptHandler) -> bool:
    """Whether a handler takes any exception and does not pass it on."""
    broad = handler.type is None or (
        isinstance(handler.type, ast.Name) and handler.type.id in ("Exception", "BaseException")
    )
    last = handler.body[-1]
    return broad and not (isinstance(last, ast.Raise) and last.exc is None)


def test_only_the_run_loop_catches_everything():
    broad = {
        str(path.relative_to(ROOT / "src" / "beartrap"))
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler) and catches_everything(node)
    }
    assert broad == {"engine/run.py"}
