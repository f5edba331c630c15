"""What is inside archives and images, examined by the worker: each with its near miss, bombs and faults by name."""

import gzip
import hashlib
import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest
from content_lab import EVIL, examine, listed, split
from hypothesis import given
from hypothesis import strategies as st

from beartrap.engine.content_cache import ContentCache
from beartrap.engine.limits import Limits
from beartrap.engine.members import Unfolder
from beartrap.engine.unfold.formats import Format, by_head
from beartrap.engine.unfold.lone import lone
from beartrap.model.artifact import ContentState
from beartrap.model.coverage import GapReason


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def tarred(members: dict[str, bytes], mode: str = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def test_members_of_members_hit_and_near_miss(tmp_path: Path) -> None:
    inner = tarred({"deep/evil.txt": b"..EVIL..", "deep/fine.txt": b"..EVI L.."}, "w:gz")
    (tmp_path / "a.zip").write_bytes(zipped(**{"inner.tgz": inner, "readme": b"hello"}))
    artifacts, gaps = split(examine([listed(tmp_path / "a.zip")], EVIL))
    assert not gaps
    states = {artifact.place.member: artifact.state for artifact in artifacts}
    assert states[b"inner.tgz", b"deep/evil.txt"] is ContentState.HIT
    assert states[b"inner.tgz", b"deep/fine.txt"] is ContentState.CLEAN and states[()] is ContentState.CLEAN
    deep = next(one for one in artifacts if one.state is ContentState.HIT)
    assert deep.sha256 == hashlib.sha256(b"..EVIL..").hexdigest() and deep.name == b"evil.txt"
    assert deep.place.show().endswith("a.zip!inner.tgz!deep/evil.txt")


def test_an_archive_is_unfolded_again_however_well_it_is_known(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped(evil=b"EVIL"))
    (tmp_path / "b").write_bytes(b"plain")
    entries = [listed(tmp_path / "a.zip"), listed(tmp_path / "b")]
    with ContentCache(tmp_path / "cache.db") as cache:
        for _ in range(2):
            artifacts, _ = split(examine(entries, EVIL, cache=cache, limits=Limits(settle_seconds=0.0)))
            assert [one.state.value for one in artifacts] == ["clean", "hit", "clean"]


def image(whiteout: bytes) -> bytes:
    first = tarred({"etc/evil": b"EVIL", "etc/other": b"x", "bin/tool": b"EVIL"})
    second = tarred({f"etc/{whiteout.decode()}": b"", "bin/tool": b"fine"})
    manifest = json.dumps([{"Layers": ["one/layer.tar", "two/layer.tar"]}]).encode()
    return tarred({"one/layer.tar": first, "two/layer.tar": second, "manifest.json": manifest})


def test_a_file_deleted_by_a_later_layer_is_still_evidence_and_said_so(tmp_path: Path) -> None:
    for whiteout, note in (
        (b".wh.evil", "deleted by layer 2"),
        (b".wh..wh..opq", "deleted by layer 2"),
        (b".wh.else", ""),
    ):
        (tmp_path / "image.tar").write_bytes(image(whiteout))
        artifacts, _ = split(examine([listed(tmp_path / "image.tar")], EVIL))
        notes = {
            one.place.member[-1]: one.note
            for one in artifacts
            if one.state is ContentState.HIT and len(one.place.member) == 2
        }
        assert notes[b"etc/evil"] == f"layer 1 of 2{', ' if note else ''}{note}"
        assert notes[b"bin/tool"] == "layer 1 of 2, replaced in layer 2"


def test_the_layers_of_an_oci_layout(tmp_path: Path) -> None:
    layer = tarred({"evil": b"EVIL"}, "w:gz")
    digest = hashlib.sha256(layer).hexdigest()
    manifest = json.dumps({"layers": [{"digest": f"sha256:{digest}"}]}).encode()
    named = hashlib.sha256(manifest).hexdigest()
    index = json.dumps({"manifests": [{"digest": f"sha256:{named}"}]}).encode()
    (tmp_path / "oci.tar").write_bytes(
        tarred({"index.json": index, f"blobs/sha256/{named}": manifest, f"blobs/sha256/{digest}": layer})
    )
    artifacts, _ = split(examine([listed(tmp_path / "oci.tar")], EVIL))
    assert [one.note for one in artifacts if one.state is ContentState.HIT] == ["layer 1 of 1"]


def test_an_archive_bomb_is_a_gap_and_never_clean(tmp_path: Path) -> None:
    (tmp_path / "bomb.zip").write_bytes(zipped(zeros=bytes(300 * 1024 * 1024)))
    artifacts, gaps = split(examine([listed(tmp_path / "bomb.zip")], EVIL))
    assert any(gap.reason is GapReason.LIMIT for gap in gaps)
    assert all(artifact.size != 300 * 1024 * 1024 or artifact.state is not ContentState.CLEAN for artifact in artifacts)


def test_a_broken_archive_is_a_gap_and_what_came_before_is_kept(tmp_path: Path) -> None:
    content = tarred({"evil": b"EVIL" + bytes(2000), "rest": bytes(50_000)}, "w:gz")
    (tmp_path / "cut.tgz").write_bytes(content[:-20])
    artifacts, gaps = split(examine([listed(tmp_path / "cut.tgz")], EVIL))
    assert gaps and any(one.state is ContentState.HIT for one in artifacts)


def test_a_large_archive_is_unfolded_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped(evil=b"EVIL" + bytes(5000)))
    artifacts, _ = split(examine([listed(tmp_path / "a.zip")], EVIL, limits=Limits(scan_bytes=40)))
    member = next(one for one in artifacts if one.place.member)
    assert member.sha256 == hashlib.sha256(b"EVIL" + bytes(5000)).hexdigest() and member.state is ContentState.SKIPPED


def packed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


LONE = [
    packed(b"a manual page"),
    packed(b""),
    packed(b"one") + packed(b"two"),
    packed(b"zeros behind it") + bytes(512),
    packed(b"something else behind it") + b"rubbish",
    packed(b"cut short, which is told")[:-9],
    packed(b"damaged, which is told")[:-6] + b"xxxxxx",
    packed(zipped(inner=b"EVIL")),
    packed(tarred({"inner": b"EVIL"})),
    packed(packed(b"EVIL")),
    packed(b"both at once") + zipped(hidden=b"EVIL"),
    packed(b"%PDF-1.4 " + zipped(hidden=b"EVIL")),
    packed(bytes(0x8001) + b"CD001" + bytes(600)),
    packed(bytes(600) + b"koly" + bytes(508)),
    packed(bytes(2_000_000)),
    packed(b"PK\x05\x06 in the middle of it, " * 9000),
    b"\x1f\x8b\x08",
]


@pytest.mark.parametrize("data", LONE)
def test_a_lone_stream_is_unfolded_as_the_walk_would(data: bytes) -> None:
    unfolder = Unfolder(Limits(), ("sha1", "md5"), lambda content: {"matches": [], "of": len(content)}, None)
    assert unfolder.look_in(data) == unfolder.look(io.BytesIO(data), len(data))


def test_the_commonest_archive_goes_the_short_way_and_others_do_not() -> None:
    assert lone(packed(b"a manual page")) == b"a manual page" and lone(packed(b"")) == b""
    assert all(lone(data) is None for data in LONE[2:])


@given(st.binary(max_size=40), st.binary(max_size=12), st.integers(0, 60))
def test_whatever_stands_in_and_behind_a_stream(content: bytes, behind: bytes, cut: int) -> None:
    data = (packed(content) + behind)[: -cut or None]
    unfolder = Unfolder(Limits(), (), None, None)
    assert unfolder.look_in(data) == unfolder.look(io.BytesIO(data), len(data))


@given(st.binary(max_size=8))
def test_a_tar_is_told_by_its_checksum_however_the_number_is_written(field: bytes) -> None:
    head = (b"name" + bytes(144) + field.ljust(8, b"\0") + bytes(512))[:512]
    try:
        told = int(field.ljust(8, b"\0").strip(b" \0") or b"x", 8)
    except ValueError:
        told = -1
    assert (by_head(head) is Format.TAR) == (told == sum(b"name") + 8 * 0x20)
