"""Two updates that Veldwater is offered, each beside the version in use: an assembly in a zip, and a Python agent as an sdist.

Both imitate the shape of SUNBURST and are inert. The assembly was compiled once by `update/build.sh` and is kept.
"""

import gzip
import io
import tarfile
import zipfile
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[1] / "update"
VERSIONS = {"old": "4.1.2", "new": "4.1.3"}
DLL = "Tideline.Core.BusinessLayer.dll"
MOMENT = 1_605_657_600
"""2020-11-18: in every header, so that the archives are the same every time."""


def write_updates(folder: Path) -> None:
    """Write both updates in both versions."""
    folder.mkdir(parents=True)
    for side, version in VERSIONS.items():
        (folder / f"tideline-core-{version}.zip").write_bytes(_bundle(side, version))
        (folder / f"tideline_agent-{version}.tar.gz").write_bytes(_agent(side, version))


def _bundle(side: str, version: str) -> bytes:
    files = {
        f"bin/{DLL}": (SOURCES / side / DLL).read_bytes(),
        f"bin/{DLL}.config": b'<?xml version="1.0" encoding="utf-8"?>\n<configuration>\n  <appSettings />\n</configuration>\n',
        "readme.txt": f"Tideline Core {version}\n".encode(),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 11, 18, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _agent(side: str, version: str) -> bytes:
    code = {path.name: path.read_bytes() for path in sorted((SOURCES / "agent" / side).glob("*.py"))}
    package = {f"src/tideline_agent/{name}": content for name, content in code.items()}
    files = {
        "PKG-INFO": f"Metadata-Version: 2.1\nName: tideline-agent\nVersion: {version}\nSummary: Polls devices\n".encode(),
        "pyproject.toml": _PROJECT.format(version=version).encode(),
        "README.md": b"# Tideline agent\n\nPolls devices and reports those that fell silent.\n",
        "src/tideline_agent/__init__.py": f'"""Tideline\'s agent."""\n\n__version__ = "{version}"\n'.encode(),
        **package,
    }
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(f"tideline_agent-{version}/{name}")
            info.size, info.mode, info.mtime = len(content), 0o644, MOMENT
            archive.addfile(info, io.BytesIO(content))
    return gzip.compress(out.getvalue(), 9, mtime=0)


_PROJECT = """\
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"

[project]
name = "tideline-agent"
version = "{version}"
"""
