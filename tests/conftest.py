"""What all tests share."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples on every run, so that a red run means a change; `make torture` and BEARTRAP_TORTURE draw new ones.
settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.register_profile("torture", deadline=None)
settings.load_profile("torture" if os.environ.get("BEARTRAP_TORTURE") else "steady")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder with real logs and reports; the test is skipped where it is absent."""
    folder = Path(os.environ.get("BEARTRAP_REAL_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder} (set BEARTRAP_REAL_DATA)")
    return folder


@pytest.fixture(scope="session", autouse=True)
def _cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what is compiled in a folder of this run: no test reads the user's cache, or leaves anything in it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Name bytes by their length: a compressed sample holds the time, and all workers must collect the same names."""
    del config
    return f"{argname}-{len(val)}-bytes" if isinstance(val, bytes) else None
