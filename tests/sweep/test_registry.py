"""Over the whole registry: each detector has a file, a docs section, something it hits and a near miss it leaves alone."""

import inspect
import re
from pathlib import Path

import pytest
from sweep_lab import BAD, DLL, KNOWLEDGE, UNLISTED, file, package, signer

from beartrap.engine.detector import Meta
from beartrap.model.artifact import Quarantined, RuleMatch
from beartrap.model.coverage import SourceKind
from beartrap.model.finding import Finding, Severity
from beartrap.sweep import ALL_ARTIFACT, ALL_PACKAGE, ALL_VAULT, of_artifacts

ROOT = Path(__file__).resolve().parents[2]
ALL = (*ALL_ARTIFACT, *ALL_PACKAGE, *ALL_VAULT)
PAIRS = {
    "sweep.known-hash": (file("/a", sha256=BAD), file("/a", sha256=BAD[:-1] + "8")),
    "sweep.known-name": (file(f"C:\\Orion\\{DLL.upper()}"), file(f"C:\\Orion\\{DLL}.bak")),
    "sweep.yara": (file("/a", matches=(RuleMatch("r", "n"),)), file("/a")),
    "sweep.affected-version": (
        file(f"/x/{DLL}", version="2019.4.5200.9083"),
        file(f"/x/{DLL}", version="2019.4.5200.9084"),
    ),
    "sweep.known-package-hash": (
        package("orion-core", "1.0", "generic", digests=(("sha256", BAD), ("sha512", "0" * 128))),
        package("orion-core", "1.0", "generic", digests=(("sha256", BAD[:-1] + "8"), ("md5", BAD[:32]))),
    ),
    "sweep.quarantined-before": (
        Quarantined(file("/a", sha256=BAD), "Windows Defender", "Trojan:Lab"),
        Quarantined(file("/a", sha256=BAD[:-1] + "8"), "ClamAV"),
    ),
    "sweep.known-signer": (
        file("/a.exe", signers=(signer("0fe973752022a606adf2a36e345dc0ed"),)),
        file("/a.exe", signers=(signer("0fe973752022a606adf2a36e345dc0ee"),)),
    ),
    "sweep.credential-store": (file("/home/anna/.ssh/id_ed25519"), file("/home/anna/.ssh/id_ed25519.pub")),
    "sweep.affected-package": (package("SolarWinds NPM", "2019.4 HF5"), package("SolarWinds NTM", "2019.4 HF5")),
}


@pytest.mark.parametrize("detector", ALL)
def test_each_detector_hits_and_leaves_the_near_miss_alone(detector: type) -> None:
    hit, miss = PAIRS[detector.meta.id]  # type: ignore[attr-defined]
    found = list(detector(KNOWLEDGE).look(hit))
    assert found and all(isinstance(one, Finding) and one.detector == detector.meta.id for one in found)  # type: ignore[attr-defined]
    assert found[0].severity > Severity.INFO or detector.meta.id in ("sweep.known-name", "sweep.credential-store")  # type: ignore[attr-defined]
    assert list(detector(KNOWLEDGE).look(miss)) == []


@pytest.mark.parametrize("detector", ALL)
def test_each_detector_says_what_it_is_and_stands_in_the_docs(detector: type) -> None:
    meta = detector.meta  # type: ignore[attr-defined]
    assert isinstance(meta, Meta)
    assert re.fullmatch(r"sweep\.[a-z]+(-[a-z]+)*", meta.id)
    assert meta.title and meta.why.endswith(".") and meta.needs and meta.questions and meta.references
    assert all(re.fullmatch(r"T\d{4}(\.\d{3})?", technique) for technique in meta.techniques)
    docs = (ROOT / "docs" / "sweep.md").read_text()
    assert f"### `{meta.id}`" in docs, f"docs/sweep.md has no section for {meta.id}"
    assert inspect.getdoc(detector) and inspect.getdoc(detector.look)  # type: ignore[attr-defined]


def test_ids_are_unique_and_one_detector_lives_in_each_file() -> None:
    assert len({detector.meta.id for detector in ALL}) == len(ALL) == len(PAIRS)
    assert len({inspect.getsourcefile(detector) for detector in ALL}) == len(ALL)


def test_an_unlisted_content_with_an_unlisted_name_is_left_alone() -> None:
    for detector in ALL_ARTIFACT:
        assert not list(detector(KNOWLEDGE).look(file("/usr/bin/true", sha256=UNLISTED, md5="0" * 32, version="9.4")))


def test_an_inventory_is_looked_at_only_by_those_that_need_no_contents() -> None:
    names = {one.meta.id for one in of_artifacts(SourceKind.HASHES)}
    assert names == {"sweep.known-hash", "sweep.known-name", "sweep.affected-version", "sweep.credential-store"}
    assert {"sweep.yara", "sweep.known-signer"} <= {one.meta.id for one in of_artifacts(SourceKind.FILES)}
