"""The Sigma rules of the incident's pack: what they hit, what they do not, and which question a hit bears on."""

from importlib.resources import files

import pytest
from sigma_lab import matched, rules

from beartrap.hunt.event_findings import RUNGS, rungs_of, seen_of

PACK = {
    file.name: file.read_text()
    for file in files("beartrap.packs").joinpath("solarwinds-2020").iterdir()
    if file.name.endswith(".yml")
}
STAGED = "archive_staged.yml"
SYSMON = "windows/sysmon/1"
SEVEN_ZIP = r"C:\Program Files\7-Zip\7z.exe"


def _started(line: str, image: str = SEVEN_ZIP) -> dict[str, object]:
    return {"Channel": "Microsoft-Windows-Sysmon/Operational", "EventID": "1", "Image": image, "CommandLine": line}


@pytest.mark.parametrize("line", ["7z.exe a -mx9 -pX out.7z C:\\Mail", "7z.exe a -v500m out.7z C:\\Mail"])
def test_packing_with_a_password_or_in_volumes_is_hit(line: str) -> None:
    assert matched(rules(PACK[STAGED]), [_started(line)], source=SYSMON) == [[0]]


@pytest.mark.parametrize(
    ("line", "image"),
    [("7z.exe a out.7z C:\\Mail", SEVEN_ZIP), ("7z.exe x -pX in.7z", SEVEN_ZIP), ("app a -pX", r"C:\app.exe")],
)
def test_plain_packing_unpacking_and_other_programs_are_not(line: str, image: str) -> None:
    assert matched(rules(PACK[STAGED]), [_started(line, image)], source=SYSMON) == [[]]


def test_tags_tell_the_rung_and_whether_data_were_taken() -> None:
    rungs, seen = rungs_of(PACK), seen_of(PACK)
    assert len(seen) == 1 and not seen & rungs.keys()
    assert set(rungs.values()) <= set(RUNGS.values()) and rungs
