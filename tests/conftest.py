"""What all tests share."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder with real logs and reports; the test is skipped where it is absent."""
    folder = Path(os.environ.get("BEARTRAP_REAL_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder} (set BEARTRAP_REAL_DATA)")
    return folder
