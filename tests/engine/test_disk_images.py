"""Disk images: what they hold is found in each container; what cannot be read is told; hostile ones lead nowhere."""

import io
import os
import random
import sys
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from beartrap.engine.disk import image_kind, images
from beartrap.engine.disk.images import segments
from beartrap.engine.disk.worker import told
from beartrap.engine.wire import to_text
from beartrap.flows.sweep import Asked, sweep
from beartrap.share.swept import SweptView
from disk_lab import ext4, qcow2, vhd, with_table

RULE = 'rule evil { meta: severity = "high" strings: $a = "EVIL" condition: $a }'


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "evil.yar").write_text(RULE)
    return tmp_path


@pytest.fixture
def system(lab: Path) -> bytes:
    root = lab / "root"
    (root / "usr" / "lib").mkdir(parents=True)
    (root / "usr" / "lib" / "hit.so").write_bytes(b"..EVIL..")
    os.utime(root / "usr" / "lib" / "hit.so", (1_600_000_000, 1_600_000_000))
    (root / "usr" / "lib" / "miss.so").write_bytes(b"..EVI L..")
    (root / "link").symlink_to("/etc/passwd")
    os.mkfifo(root / "fifo")
    (root / os.fsdecode(b"no\xffutf\n8")).write_bytes(b"EVIL too")
    with ZipFile(root / "in.zip", "w", ZIP_DEFLATED) as archive:
        archive.writestr("deep/inside.txt", "EVIL")
    return ext4(root, lab / "made.img")


def swept(lab: Path, *places: Path, **more: Any) -> SweptView:
    result = sweep(Asked(places=tuple(map(str, places)), yara=(lab / "rules",), workers=1, **more))
    return SweptView(result.view, result.labels)


def inside(view: SweptView) -> dict[tuple[bytes, ...], Any]:
    return {
        kept.record.evidence[0].place.member: kept.record
        for kept in view.findings
        if kept.record.evidence[0].place.member
    }


def read(path: Path) -> list[dict[str, Any]]:
    """Return what a worker says of an image, in this process."""
    setup = {"yara": {"lab": RULE}, "compiled": None, "signers": False, "digests": [], "limits": {}}
    return list(told({**setup, "paths": [str(path)], "skip": 0}))


def matched(messages: list[dict[str, Any]]) -> set[tuple[str, ...]]:
    files = [message["file"] for message in messages if "file" in message]
    files += [
        {**one, "names": file["names"] + one["names"]}
        for file in files
        for one in (file["inside"] or {"members": []})["members"]
    ]
    return {tuple(file["names"]) for file in files if file["scan"]["matches"]}


@pytest.mark.parametrize(
    ("wrap", "volume"),
    [
        (lambda raw: raw, ()),
        (with_table, ("1",)),
        (qcow2, ()),
        (lambda raw: qcow2(with_table(raw)), ("1",)),
        (lambda raw: vhd(with_table(raw)), ("1",)),
    ],
    ids=["raw", "raw with partitions", "qcow2", "qcow2 with partitions", "VHD"],
)
def test_what_an_image_holds_is_found(lab: Path, system: bytes, wrap: Any, volume: tuple[str, ...]) -> None:
    (lab / "image").write_bytes(wrap(system))
    messages = read(lab / "image")
    strange = to_text(b"no\xffutf\n8")
    assert matched(messages) == {
        (*volume, "usr/lib/hit.so"), (*volume, strange), (*volume, "in.zip", "deep/inside.txt")
    }  # fmt: skip
    assert not any("refused" in message for message in messages) and messages[-1] == {"done": True}


def test_a_sweep_of_an_image(lab: Path, system: bytes) -> None:
    (lab / "called-anything").write_bytes(qcow2(with_table(system)))
    view = swept(lab, lab / "called-anything")
    found = inside(view)
    assert set(found) == {(b"1", b"usr/lib/hit.so"), (b"1", b"no\xffutf\n8"), (b"1", b"in.zip", b"deep/inside.txt")}
    assert not view.gaps and view.exit_code() == 13
    assert dict(found[(b"1", b"usr/lib/hit.so")].facts)["written"] == "2020-09-13T12:26:40Z"


def test_packages_in_an_image_are_judged(lab: Path) -> None:
    package = lab / "root" / "srv" / "node_modules" / "left-over"
    package.mkdir(parents=True)
    (package / "package.json").write_text('{"name": "left-over", "version": "1.2.3"}')
    ext4(lab / "root", lab / "vm.img")
    (lab / "iocs.csv").write_text("purl\npkg:npm/left-over@1.2.3\n")
    view = swept(lab, lab / "vm.img", indicators=(lab / "iocs.csv",))
    (found,) = [kept.record for kept in view.findings if kept.record.detector == "sweep.affected-package"]
    assert found.evidence[0].place.member == (b"srv/node_modules/left-over/package.json",)


def test_two_partitions_one_of_them_unreadable(lab: Path, system: bytes) -> None:
    (lab / "disk.img").write_bytes(with_table(b"no file system ".ljust(65536, b"!"), system))
    messages = read(lab / "disk.img")
    assert ("2", "usr/lib/hit.so") in matched(messages)
    assert "has no file system that can be read" in str(messages)


def test_an_image_in_a_tree_is_told_and_how_to_look_into_it(lab: Path, system: bytes) -> None:
    tree = lab / "tree"
    tree.mkdir()
    (tree / "vm.qcow2").write_bytes(qcow2(system))
    (tree / "photo.img").write_bytes(b"no disk at all".ljust(2048))
    view = swept(lab, tree)
    (gap,) = view.gaps
    assert "vm.qcow2 is a disk image (qcow2)" in gap.why and "beartrap sweep" in (gap.remedy or "")


def test_an_overlay_leads_to_no_other_file(lab: Path, system: bytes) -> None:
    (lab / "base.img").write_bytes(system)
    (lab / "overlay.qcow2").write_bytes(qcow2(bytes(len(system)), backing=str(lab / "base.img").encode()))
    assert "cannot be read as a disk image" in str(read(lab / "overlay.qcow2"))


def test_a_descriptor_leads_to_no_other_file(lab: Path, system: bytes) -> None:
    (lab / "base.img").write_bytes(system)
    sectors = len(system) // 512
    (lab / "disk.vmdk").write_text(
        f'# Disk DescriptorFile\nversion=1\ncreateType="monolithicFlat"\nRW {sectors} FLAT "{lab / "base.img"}" 0\n'
    )
    messages = read(lab / "disk.vmdk")
    assert not matched(messages) and "cannot be read as a disk image" in str(messages)


def test_a_damaged_image_is_never_clean(lab: Path, system: bytes) -> None:
    damaged = bytearray(system)
    damaged[2048:65536] = random.Random(7).randbytes(65536 - 2048)
    (lab / "damaged.img").write_bytes(damaged)
    assert any("refused" in message for message in read(lab / "damaged.img"))


def test_without_the_extra_it_is_said_what_to_install(
    lab: Path, system: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    (lab / "bare.img").write_bytes(system)
    script = (
        "import sys; sys.modules['dissect.target'] = None\n"
        "from beartrap.engine.disk.worker import told, SPOOL\n"
        "from beartrap.engine.errand import serve_talk\nserve_talk(told, spool=SPOOL)"
    )
    monkeypatch.setattr(images, "WORKER", (sys.executable, "-I", "-c", script))
    view = swept(lab, lab / "bare.img")
    assert [gap.why.partition(": ")[2] for gap in view.gaps] == [images.INSTALL]


def test_a_worker_that_dies_costs_one_file_and_says_which(
    lab: Path, system: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    (lab / "bare.img").write_bytes(system)
    script = (
        "import os\nfrom beartrap.engine.disk import worker\n"
        "from beartrap.engine.errand import serve_talk\n"
        "real = worker._examined\n"
        "def examined(one, desk):\n"
        "    if one.path.endswith(b'hit.so'): os._exit(9)\n"
        "    return real(one, desk)\n"
        "worker._examined = examined\nserve_talk(worker.told, spool=worker.SPOOL)"
    )
    monkeypatch.setattr(images, "WORKER", (sys.executable, "-I", "-c", script))
    view = swept(lab, lab / "bare.img")
    assert set(inside(view)) == {(b"no\xffutf\n8",), (b"in.zip", b"deep/inside.txt")}
    assert any("at the file after" in gap.why for gap in view.gaps)


@pytest.mark.parametrize(
    "content",
    [b"", b"MZ" + bytes(508) + b"\x55\xaa" + bytes(600), bytes(0x8001) + b"CD001" + bytes(100), b"\x55\xaa" * 400],
    ids=["empty", "a loader without partitions", "an ISO image", "noise"],
)
def test_what_is_no_disk_image(content: bytes) -> None:
    assert image_kind(io.BytesIO(content)) is None


def test_segments_of_an_ewf_image(tmp_path: Path) -> None:
    for name in ("a.E01", "a.E02", "a.EAA", "b.E02", "a.E02.txt"):
        (tmp_path / name).touch()
    first = os.fsencode(tmp_path / "a.E01")
    assert [one.rpartition(b"/")[2] for one in segments(first)] == [b"a.E01", b"a.E02", b"a.EAA"]
    assert segments(b"/x/disk.dd") == (b"/x/disk.dd",)
