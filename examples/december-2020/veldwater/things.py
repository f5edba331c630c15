"""Inventories, an SBOM and file trees. Hashes stand in them as text; no file holds code."""

import csv
import hashlib
import io
import json
import os
import random
from datetime import UTC, datetime
from pathlib import Path

from veldwater.logs import gzipped
from veldwater.story import ORION, Orion

DLL = "SolarWinds.Orion.Core.BusinessLayer.dll"
ORION_FOLDER = r"C:\Program Files (x86)\SolarWinds\Orion"
CLEAN_VERSION = "2019.2.5200.8890"

PROGRAMS = (
    ("dc-01", "Backup Agent", "9.5.4", "Vendor Example"),
    ("mail-01", "Mail Server", "15.2.721", "Vendor Example"),
    ("files-01", "Backup Agent", "9.5.4", "Vendor Example"),
    ("ws-101", "Office Suite", "16.0.13127", "Vendor Example"),
    ("ws-102", "SolarWinds TFTP Server", "10.9.1", "SolarWinds"),
    ("build-01", "SolarWinds Orion Platform", "2019.2 HF3", "SolarWinds Worldwide, LLC"),
)
"""Host, program, version, publisher: what is not affected. A sister product and an old version are the near misses."""

NORTH_EAST = ("orion-01", "dc-01", "mail-01", "ws-101", "orion-02", "files-01", "ws-102", "build-01")
SOUTH = ("orion-03", "orion-04", "web-01")


def write_inventories(folder: Path) -> None:
    """Write package inventories, an SBOM, and hash inventories as two EDRs export them; one arrives damaged."""
    folder.mkdir(parents=True)
    _programs(folder / "programs.csv")
    (folder / "web-01.dpkg-status").write_text(_DPKG)
    (folder / "netops-bundle.cdx.json").write_text(json.dumps(_bundle(), indent=1))
    edr_csv(folder / "edr-north-east.csv", rows_of(NORTH_EAST))
    edr_jsonl(folder / "edr-south.jsonl.gz", rows_of(SOUTH))
    whole = folder / "edr-laptops.csv.gz"
    edr_csv(folder / "edr-laptops.csv", rows_of(("laptop-07", "laptop-12")))
    gzipped(whole, (folder / "edr-laptops.csv").read_bytes())
    (folder / "edr-laptops.csv").unlink()
    whole.write_bytes(whole.read_bytes()[: whole.stat().st_size * 2 // 3])  # the transfer broke off


def _programs(path: Path) -> None:
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(("host", "name", "version", "publisher", "install_date"))
    for orion in ORION.values():
        rows.writerow(
            (
                orion.host,
                "SolarWinds Orion Platform",
                orion.product,
                "SolarWinds Worldwide, LLC",
                f"{orion.written:%Y-%m-%d}",
            )
        )
    for host, name, version, publisher in PROGRAMS:
        rows.writerow((host, name, version, publisher, "2020-01-15"))
    path.write_text(text.getvalue())


def _bundle() -> dict[str, object]:
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": "urn:uuid:5d5f3c62-2f4b-4c1e-9e7b-1a0c8d7e6f50",
        "version": 1,
        "metadata": {"timestamp": "2020-11-02T08:00:00Z", "component": {"type": "application", "name": "netops-bundle", "version": "4"}},
        "components": [
            {
                "type": "application", "name": "Orion Platform", "publisher": "SolarWinds", "version": ORION["orion-03"].product,
                "components": [{"type": "library", "name": DLL, "version": ORION["orion-03"].file_version}],
            },
            {"type": "library", "name": "left-pad", "version": "1.3.0", "purl": "pkg:npm/left-pad@1.3.0"},
        ],
    }  # fmt: skip


Row = tuple[str, str, str, str, str, datetime]
"""Host, folder, file, SHA-256, version, write time."""


def rows_of(hosts: tuple[str, ...]) -> list[Row]:
    """Return (host, folder, file, sha256, version, written) for some hosts."""
    rows = []
    for host in hosts:
        rng = random.Random(f"files of {host}")
        for number in range(120):
            name = f"module-{number:03d}.dll"
            digest = hashlib.sha256(f"{host if number % 3 else 'all'} {name}".encode()).hexdigest()
            written = datetime(2020, 1, 1 + rng.randrange(28), rng.randrange(24), tzinfo=UTC)
            rows.append((host, r"C:\Program Files\Common Files", name, digest, f"10.0.{number}.1", written))
        rows += _dll_rows(host)
    return rows


def _dll_rows(host: str) -> list[Row]:
    orion: Orion | None = ORION.get(host)
    if orion is not None:
        return [(host, ORION_FOLDER, DLL, orion.sha256, orion.file_version, orion.written)]
    if host == "build-01":
        digest = hashlib.sha256(b"an honest build of the same file").hexdigest()
        return [(host, ORION_FOLDER, DLL, digest, CLEAN_VERSION, datetime(2019, 11, 5, 9, 0, tzinfo=UTC))]
    return []


def edr_csv(path: Path, found: list[Row]) -> None:
    """Write rows as the EDR in north and east exports them."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(("DeviceName", "FolderPath", "FileName", "SHA256", "FileVersion", "LastWriteTime"))
    for host, folder, name, digest, version, written in found:
        rows.writerow((host.upper(), folder, name, digest.upper(), version, written.isoformat()))
    path.write_text("\ufeff" + text.getvalue(), encoding="utf-8", newline="")


def edr_jsonl(path: Path, found: list[Row]) -> None:
    """Write rows as the EDR in the south exports them."""
    lines = []
    for host, folder, name, digest, version, written in found:
        row = {
            "hostname": host,
            "path": f"{folder}\\{name}",
            "sha256": digest,
            "file_version": version,
            "modified": written.isoformat(),
        }
        lines.append(json.dumps(row) + "\n")
    gzipped(path, "".join(lines).encode())


def write_trees(folder: Path) -> None:
    """Write the file trees of three hosts; times are set, contents are text."""
    for host, value in (("orion-01", "5"), ("orion-02", "3")):
        orion = ORION[host]
        where = folder / host / "C" / "Program Files (x86)" / "SolarWinds" / "Orion"
        _put(where / f"{DLL}.config", _CONFIG.format(value=value), orion.written)
        _put(
            where / "readme.txt",
            "Mentions avsvmcloud.com, as this very sentence does, and is harmless.\n",
            orion.written,
        )
    web = folder / "web-01"
    _put(web / "etc" / "hostname", "web-01\n", datetime(2020, 2, 2, tzinfo=UTC))
    _put(
        web / "var" / "www" / "index.html",
        "<!doctype html><title>Veldwater</title>\n",
        datetime(2020, 2, 2, tzinfo=UTC),
    )


def _put(path: Path, text: str, written: datetime) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, (written.timestamp(), written.timestamp()))


_CONFIG = """\
<?xml version="1.0" encoding="utf-8"?>
<configuration>
  <appSettings>
    <add key="ReportWatcherRetry" value="{value}" />
    <add key="ReportWatcherPostpone" value="60" />
  </appSettings>
</configuration>
"""

_DPKG = """\
Package: liblzma5
Status: install ok installed
Architecture: amd64
Source: xz-utils
Version: 5.2.4-1

Package: nginx
Status: install ok installed
Architecture: amd64
Version: 1.14.2-2+deb10u3

Package: removed-thing
Status: deinstall ok config-files
Architecture: amd64
Version: 1.0-1
"""
