"""What is installed, and whether readers, rules, workers and packs work on this machine: each is tried, not only imported."""

import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from beartrap import __version__
from beartrap.case.errors import CaseError
from beartrap.case.ledger import Case
from beartrap.engine.contents import Examiner
from beartrap.estate.logs import READERS
from beartrap.estate.trees import walk
from beartrap.flows.packs import bundled
from beartrap.intel.errors import IntelError
from beartrap.model.artifact import Artifact
from beartrap.model.coverage import Gap, SourceKind
from beartrap.model.estate import Source
from beartrap.model.frozen import frozen

LIBRARIES = ("pyarrow", "orjson", "yara-x", "cryptography", "univers", "pypdf", "selectolax", "rich", "pymispgalaxies")
RULE = 'rule tried { strings: $a = "beartrap doctor" condition: $a }'


@frozen
class Check:
    """One thing that was tried, whether it works, and what is to be told of it."""

    name: str
    works: bool
    told: str


def checks() -> Iterator[Check]:
    """Try everything; yields a check each."""
    yield Check("beartrap", True, f"{__version__} on Python {platform.python_version()}, {platform.platform()}")
    yield from (_library(name) for name in LIBRARIES)
    yield Check("log readers", True, ", ".join(reader.id for reader in READERS))
    for name, attempt in (("packs", _packs), ("workers and YARA", _workers), ("case ledger", _ledger)):
        yield _tried(name, attempt)
    free = shutil.disk_usage(Path.cwd()).free
    yield Check("disk space here", free > 200 * 2**20, f"{free // 2**20:,} MiB free")
    browser = next((found for name in ("chromium", "google-chrome", "firefox") if (found := shutil.which(name))), None)
    yield Check(
        "browser for the HTML board", True, browser or "none found here; the file opens in any browser elsewhere"
    )


def _library(name: str) -> Check:
    try:
        return Check(name, True, version(name))
    except PackageNotFoundError:
        return Check(name, False, f"not installed: {sys.executable} -m pip install {name}")


def _tried(name: str, attempt: Callable[[], str]) -> Check:
    try:
        return Check(name, True, attempt())
    except (OSError, ValueError, RuntimeError, CaseError, IntelError) as error:
        return Check(name, False, f"{type(error).__name__}: {error}")


def _packs() -> str:
    return ", ".join(f"{pack.incident.id} ({len(pack.indicators)} indicators)" for pack in bundled())


def _workers() -> str:
    with tempfile.TemporaryDirectory(prefix="beartrap-doctor-") as folder:
        Path(folder, "sample").write_bytes(b"this is what beartrap doctor looks for")
        source = Source("doctor", folder, SourceKind.FILES)
        with Examiner({"doctor": RULE}, workers=1) as examiner:
            found = list(examiner.examine(walk(source, "here", folder.encode())))
    gaps = [one.why for one in found if isinstance(one, Gap)]
    if gaps or not any(isinstance(one, Artifact) and one.matches for one in found):
        raise RuntimeError(gaps[0] if gaps else "a rule that must match did not")
    return "a sample was hashed and matched in a worker process"


def _ledger() -> str:
    with tempfile.TemporaryDirectory(prefix="beartrap-doctor-") as folder, Case.open(Path(folder, "case"), create=True):
        return "a case can be written"
