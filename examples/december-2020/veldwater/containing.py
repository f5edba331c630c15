"""What there is to contain at Veldwater, and how things look afterwards. All of it is text that stands where code would lie.

On orion-01 lies what stands for the second stage, under two names; Veldwater's own list (`ours.csv`) has its SHA-256. On orion-02
lies a file with the name of a known web shell: the name alone proves nothing, and it turns out to be the real handler.
"""

import os
import shutil
from pathlib import Path

from veldwater.logs import gzipped
from veldwater.story import ORION
from veldwater.things import DLL, NORTH_EAST, SOUTH, edr_csv, edr_jsonl, rows_of

STAND_IN = b"Veldwater: this text stands where the second stage would lie. It is inert and is never run.\r\n" * 40
SECOND_STAGE = Path("orion-01", "C", "Windows", "SysWOW64", "netsetupsvc.dll")
SECOND_NAME = Path("orion-01", "C", "ProgramData", "update", "cache.bin")
LOOK_ALIKE = Path("orion-02", "C", "inetpub", "SolarWinds", "bin", "app_web_logoimagehandler.ashx.b6031896.dll")
WHEN = 1_591_780_000
"""10 June 2020, in the morning: orion-01 was offered the second stage then."""


def write_stand_ins(trees: Path) -> None:
    """Write them below the trees of the two hosts."""
    _put(trees / SECOND_STAGE, STAND_IN)
    (trees / SECOND_NAME).parent.mkdir(parents=True, exist_ok=True)
    os.link(trees / SECOND_STAGE, trees / SECOND_NAME)
    _put(trees / LOOK_ALIKE, b"Veldwater: this text stands for the vendor's own handler, and is harmless.\r\n")


def rebuild(made: Path) -> None:
    """Rebuild the four Orion servers: no Orion in their trees any more, and the EDRs export again; all of it arrives whole."""
    for host in ("orion-01", "orion-02"):
        shutil.rmtree(made / "trees" / host / "C" / "Program Files (x86)" / "SolarWinds")
        _put(made / "trees" / host / "C" / "rebuilt.txt", b"From the image of 2020-12-15.\r\n")
    _write_fresh_inventories(made / "inventory")


def _write_fresh_inventories(folder: Path) -> None:
    poisoned = {(host, DLL) for host in ORION}

    def clean(hosts: tuple[str, ...]) -> list:
        return [row for row in rows_of(hosts) if (row[0], row[2]) not in poisoned]

    edr_csv(folder / "edr-north-east.csv", clean(NORTH_EAST))
    edr_jsonl(folder / "edr-south.jsonl.gz", clean(SOUTH))
    edr_csv(folder / "edr-laptops.csv", clean(("laptop-07", "laptop-12")))
    gzipped(folder / "edr-laptops.csv.gz", (folder / "edr-laptops.csv").read_bytes())
    (folder / "edr-laptops.csv").unlink()


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (WHEN, WHEN))
