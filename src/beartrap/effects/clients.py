"""Running the package managers of this machine, with their own configuration: they alone know its indexes and credentials."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from beartrap.model.frozen import frozen

QUIET = {
    "PIP_NO_INPUT": "1",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_PROGRESS_BAR": "off",
    "NPM_CONFIG_IGNORE_SCRIPTS": "true",
    "NPM_CONFIG_AUDIT": "false",
    "NPM_CONFIG_FUND": "false",
    "NPM_CONFIG_UPDATE_NOTIFIER": "false",
    "NO_COLOR": "1",
    "LC_ALL": "C.UTF-8",
}
"""Asks nothing, runs nothing of a package, says nothing that is not asked for."""
LONGEST = 64 * 1024 * 1024
"""Characters of output that are kept: pip tells every file of a project with thousands of them."""


class ClientError(Exception):
    """A package manager is not there, took too long, or refused; the message has its own last words."""


@frozen
class Ran:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


def pip_command() -> tuple[str, ...]:
    """Return how pip is started here: that of our own interpreter, else the one on the path. Raises ClientError."""
    ours = (sys.executable, "-P", "-m", "pip")  # -P: a `pip.py` in the current folder is not pip
    if run_client((*ours, "--version"), Path.cwd(), 60.0).code == 0:
        return ours
    return (_on_path("pip3", "pip"),)


def npm_command() -> tuple[str, ...]:
    """Return how npm is started here. Raises ClientError."""
    return (_on_path("npm"),)


def _on_path(*names: str) -> str:
    found = next((path for name in names if (path := shutil.which(name)) is not None), None)
    if found is None:
        raise ClientError(f"{names[-1]} is not installed here: fetch the packages yourself and name the files")
    return found


def run_client(command: Sequence[str], folder: Path, seconds: float) -> Ran:
    """Run a package manager in `folder` to its end. Raises ClientError where it cannot be started or takes too long."""
    try:
        ran = subprocess.run(  # noqa: S603 - a list of words that were checked, no shell
            list(command),
            cwd=folder,
            env={**os.environ, **QUIET},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except OSError as error:
        raise ClientError(f"{command[0]} cannot be started: {error.strerror or error}") from error
    except subprocess.TimeoutExpired as error:
        raise ClientError(f"{command[0]} took longer than {seconds:g} seconds") from error
    return Ran(ran.returncode, _text(ran.stdout), _text(ran.stderr))


def _text(raw: bytes) -> str:
    return raw[:LONGEST].decode("utf-8", "replace")
