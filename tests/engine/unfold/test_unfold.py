"""Unfolding: every format gives back what went in; what is odd is said; what explodes, loops or is cut short ends well."""

import gzip
import io
import lzma
import os
import random
import socket
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest
import zstandard
from archives import (
    FILES,
    MAKERS,
    make_ar,
    make_cab,
    make_cpio,
    make_ole,
    make_rpm,
    make_tar,
    make_zip,
    tar_member,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from beartrap.engine.unfold import (
    EntryKind,
    Fault,
    Format,
    Item,
    Limits,
    Member,
    Oddity,
    OddityKind,
    formats,
    unfold,
    unfold_path,
)
from beartrap.model.coverage import GapReason

SMALL = Limits(
    depth=4, entries=200, total_bytes=4_000_000, member_bytes=2_000_000, ratio=100, ratio_from=1_000_000, seconds=20
)


def items(content: bytes, limits: Limits = SMALL, *, rooted: bool = False) -> list[Item]:
    return list(unfold(io.BytesIO(content), (), limits, rooted=rooted))


def contents(content: bytes, limits: Limits = SMALL) -> dict[tuple[bytes, ...], bytes]:
    return {
        item.names: item.read()
        for item in unfold(io.BytesIO(content), (), limits)
        if isinstance(item, Member) and item.kind is EntryKind.FILE
    }


def oddities(content: bytes) -> set[OddityKind]:
    return {item.kind for item in items(content) if isinstance(item, Oddity)}


def faults(content: bytes, limits: Limits = SMALL) -> list[Fault]:
    return [item for item in items(content, limits) if isinstance(item, Fault)]


WANTED = {(name.encode(),): content for name, content in FILES.items()}


@pytest.mark.parametrize("name", MAKERS)
def test_every_format_gives_back_what_went_in_and_nothing_is_odd(name: str) -> None:
    packed = MAKERS[name]()
    assert contents(packed) == WANTED
    assert [item for item in items(packed) if not isinstance(item, Member)] == []


def test_an_ar_gives_back_what_went_in() -> None:
    assert contents(make_ar()) == {(key[0].rpartition(b"/")[2],): content for key, content in WANTED.items()}


def test_a_deb_is_unfolded_to_its_files() -> None:
    deb = make_ar(
        {
            "debian-binary": b"2.0\n",
            "control.tar.xz": lzma.compress(make_tar({"./control": b"Package: x\n", "./postinst": b"#!/bin/sh\n"})),
            "data.tar.zst": zstandard.compress(
                make_tar({"./usr/bin/x": b"#!/bin/sh\n"}, tar_member("./etc/x", kind=tarfile.SYMTYPE, link="/usr/x"))
            ),
        }
    )
    assert contents(deb)[(b"data.tar.zst", b"./usr/bin/x")] == b"#!/bin/sh\n"
    assert contents(deb)[(b"control.tar.xz", b"./postinst")]
    assert oddities(deb) == set()  # an absolute link is the rule in the tree of a system


def test_an_rpm_gives_its_files_its_facts_and_its_scripts() -> None:
    found = contents(make_rpm(scripts={1024: b"echo hello"}))
    assert {key: found[key] for key in WANTED} == WANTED
    assert found[(b"(rpm header)/postin",)] == b"echo hello"
    assert b"name: thing\nversion: 1.0\n" in found[(b"(rpm header)/facts",)]


def test_an_msi_gives_its_streams_by_their_decoded_names_and_the_cabinet_in_it() -> None:
    def packed(name: str) -> str:
        letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._"
        return "".join(
            chr(0x3800 + letters.index(name[at]) + (letters.index(name[at + 1]) << 6))
            if at + 1 < len(name)
            else chr(0x4800 + letters.index(name[at]))
            for at in range(0, len(name), 2)
        )

    cabinet = make_cab({"evil.dll": b"MZ" + bytes(3000)})
    msi = make_ole(
        {packed("Data1.cab"): cabinet + bytes(random.Random(1).randbytes(5000)), "\u4840" + packed("File"): b"x" * 5000}
    )
    found = contents(msi)
    assert found[(b"!File",)] == b"x" * 5000
    assert found[(b"Data1.cab", b"evil.dll")] == b"MZ" + bytes(3000)


def test_what_it_is_is_told_by_content_and_not_by_suffix(tmp_path: Path) -> None:
    (tmp_path / "x.tar.gz").write_bytes(make_zip())
    found = list(unfold_path(os.fsencode(tmp_path / "x.tar.gz")))
    assert {item.names for item in found if isinstance(item, Member)} == {(), *WANTED}
    assert next(item for item in found if isinstance(item, Member)).format is Format.ZIP


def test_a_single_compressed_file_takes_the_name_without_the_suffix() -> None:
    outer = make_tar({"logs/day.txt.gz": gzip.compress(b"words")})
    assert contents(outer)[(b"logs/day.txt.gz", b"day.txt")] == b"words"
    assert contents(gzip.compress(b"words")) == {(b"content",): b"words"}


def test_a_plain_file_holds_nothing_and_a_known_closed_archive_is_a_fault() -> None:
    assert items(b"plain words, nothing else\n" * 40) == []
    assert items(b"") == []
    (fault,) = faults(b"7z\xbc\xaf\x27\x1c" + bytes(100))
    assert fault.reason is GapReason.UNSUPPORTED and "7z" in fault.why


# Oddities, each with its near miss.


@pytest.mark.parametrize(
    ("name", "odd"),
    [
        ("/etc/passwd", OddityKind.ABSOLUTE),
        ("C:\\Windows\\x.dll", OddityKind.ABSOLUTE),
        ("../../x", OddityKind.TRAVERSAL),
        ("a\\..\\..\\x", OddityKind.TRAVERSAL),
        ("a/\u202egpj.exe", OddityKind.CONTROL_NAME),
        ("a/" + "x" * 300, OddityKind.LONG_NAME),
    ],
)
def test_odd_names(name: str, odd: OddityKind) -> None:
    assert odd in oddities(make_tar({name: b"x"}))
    assert odd in oddities(make_zip({name: b"x"}))


@pytest.mark.parametrize("name", ["etc/passwd", "C/Windows", "a..b/x", "...", "ünïcode/naïve.py", "a/./b"])
def test_names_that_only_look_odd(name: str) -> None:
    assert oddities(make_tar({name: b"x"})) == set()


def test_links_out_are_odd_and_relative_links_inside_are_not() -> None:
    def linked(target: str, kind: bytes = tarfile.SYMTYPE) -> set[OddityKind]:
        return oddities(make_tar(FILES, tar_member("pkg/link", kind=kind, link=target)))

    assert linked("../../etc/passwd") == {OddityKind.LINK_OUT}
    assert linked("/etc/passwd") == {OddityKind.LINK_ABSOLUTE}
    assert linked("../../etc/passwd", tarfile.LNKTYPE) == {OddityKind.LINK_OUT}
    assert linked("../README") == linked("a.py") == linked("pkg/a.py", tarfile.LNKTYPE) == set()


def test_a_member_that_goes_through_a_link_is_odd() -> None:
    link = tar_member("out", kind=tarfile.SYMTYPE, link="pkg")
    assert oddities(make_tar({}, link, tar_member("out/x", b"x"))) == {OddityKind.THROUGH_LINK}
    assert oddities(make_tar({}, link, tar_member("outer/x", b"x"))) == set()


def test_devices_and_fifos_are_odd_and_have_no_content() -> None:
    packed = make_tar(FILES, tar_member("dev/sda", kind=tarfile.BLKTYPE), tar_member("pipe", kind=tarfile.FIFOTYPE))
    assert oddities(packed) == {OddityKind.SPECIAL}
    assert contents(packed) == WANTED


def test_duplicates_and_case_collisions() -> None:
    assert oddities(make_tar({"a": b"1"}, tar_member("./a", b"2"))) == {OddityKind.DUPLICATE}
    assert oddities(make_tar({"Readme": b"1", "README": b"2"})) == {OddityKind.CASE}
    assert oddities(make_tar({"a/Readme": b"1", "b/README": b"2"})) == set()


def test_names_that_are_no_utf8_are_kept_as_they_are() -> None:
    packed = make_tar({"caf\udce9": b"x"})
    assert contents(packed) == {(b"caf\xe9",): b"x"}
    assert oddities(packed) == {OddityKind.NOT_UTF8}


def test_a_zip_behind_a_picture_is_a_polyglot_and_behind_a_program_is_told() -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(200)
    assert oddities(picture + make_zip()) == {OddityKind.POLYGLOT}
    assert oddities(b"#!/usr/bin/env python3\n" + make_zip()) == {OddityKind.LEADING}
    assert contents(picture + make_zip()) == WANTED


def test_two_formats_in_one_file_are_both_unfolded() -> None:
    both = gzip.compress(make_tar({"shown.py": b"1"})) + make_zip({"hidden.py": b"2"})
    assert oddities(both) >= {OddityKind.POLYGLOT}
    assert set(contents(both)) == {(b"shown.py",), (b"hidden.py",)}


def test_data_behind_the_end_is_told() -> None:
    assert oddities(make_zip() + b"more") == {OddityKind.TRAILING}
    assert oddities(gzip.compress(make_tar()) + b"more words than a header") == {OddityKind.TRAILING}
    assert oddities(make_tar() + bytes(2048)) == set()
    assert OddityKind.TRAILING in oddities(make_tar() + b"more" * 200)


def test_a_member_that_the_directory_does_not_list_is_told_and_looked_at() -> None:
    whole = make_zip({"shown.py": b"1", "hidden.py": b"import os\n" * 9, "last.py": b"3"})
    at = whole.index(b"PK\x01\x02")
    entries = whole[at:].split(b"PK\x01\x02")[1:]
    kept = b"PK\x01\x02" + entries[0] + b"PK\x01\x02" + entries[2].split(b"PK\x05\x06")[0]
    end = b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 2, 2, len(kept), at, 0)
    packed = whole[:at] + kept + end
    assert OddityKind.HIDDEN in oddities(packed)
    assert contents(packed)[(b"hidden.py",)] == b"import os\n" * 9


def test_headers_that_differ_are_told() -> None:
    whole = make_zip({"shown.py": b"1"})
    assert oddities(whole.replace(b"shown.py", b"other.py", 1)) == {OddityKind.MISMATCH}


def test_a_wrong_checksum_is_told_and_the_content_kept() -> None:
    packed = bytearray(make_zip({"a": b"hello"}, zipfile.ZIP_STORED))
    packed[packed.index(b"hello")] = ord("j")
    assert oddities(bytes(packed)) == {OddityKind.BAD_CHECKSUM}
    assert contents(bytes(packed)) == {(b"a",): b"jello"}


def test_an_encrypted_member_is_odd_and_a_fault() -> None:
    packed = bytearray(make_zip({"a": b"hello"}))
    packed[6] |= 1
    packed[packed.index(b"PK\x01\x02") + 8] |= 1
    assert oddities(bytes(packed)) == {OddityKind.ENCRYPTED}
    assert [fault.reason for fault in faults(bytes(packed))] == [GapReason.UNSUPPORTED]


# What is cut short, explodes or never ends.


@pytest.mark.parametrize("name", MAKERS)
def test_a_cut_archive_gives_what_stands_before_the_cut_and_a_fault(name: str) -> None:
    packed = MAKERS[name]()
    for cut in (len(packed) // 3, len(packed) // 2, len(packed.rstrip(b"\0")) - 30):
        assert faults(packed[:cut]) or oddities(packed[:cut]), cut


def test_a_zip_without_its_directory_gives_its_members() -> None:
    packed = make_zip()
    cut = packed[: packed.index(b"PK\x01\x02")]
    assert contents(cut) == WANTED
    assert faults(cut)


def test_a_zip_without_its_directory_whose_size_is_behind_what_cannot_be_inflated() -> None:
    """No size in the header (a descriptor follows), and bytes that are no deflate stream: a fault, and no more."""
    header = b"PK\x03\x04" + struct.pack("<5H3L2H", 20, 8, 8, 0, 0, 0, 0, 0, 1, 0) + b"a"
    for body in (b"\xff" * 64, bytes.fromhex("0bc9c82c5600a2ffffff"), b"\x05\xe0\x81\x08\x00\xff"):
        assert faults(header + body), body


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, zstandard.compress])
def test_a_bomb_is_stopped_and_said(pack) -> None:
    bomb = pack(bytes(3_000_000))
    assert [fault.reason for fault in faults(bomb)] == [GapReason.LIMIT]
    assert [fault.reason for fault in faults(make_zip({"a": bomb, "b": bomb}))][:1] == [GapReason.LIMIT]
    assert sum(len(content) for content in contents(bomb).values()) <= 2_100_000


def test_members_that_share_their_bytes_are_told_and_counted() -> None:
    whole = make_zip({"a": bytes(900_000)})
    at = whole.index(b"PK\x01\x02")
    entry = whole[at : whole.index(b"PK\x05\x06")]
    kept = b"".join(entry[:-1] + bytes((97 + number,)) for number in range(20))
    packed = whole[:at] + kept + b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 20, 20, len(kept), at, 0)
    assert GapReason.LIMIT in {fault.reason for fault in faults(packed)}
    roomy = Limits(ratio_from=1 << 30)
    assert OddityKind.MISMATCH in {item.kind for item in items(packed, roomy) if isinstance(item, Oddity)}


def test_too_many_entries_too_deep_too_big() -> None:
    many = make_tar({f"f{number}": b"" for number in range(300)})
    assert len([item for item in items(many) if isinstance(item, Member)]) == 200
    assert [fault.reason for fault in faults(many)] == [GapReason.LIMIT]
    folders = make_tar({}, *(tar_member(f"d{number}", kind=tarfile.DIRTYPE) for number in range(300)))
    assert [fault.reason for fault in faults(folders)] == [GapReason.LIMIT]
    deep = b"bottom"
    for _ in range(8):
        deep = make_zip({"in.zip": deep})
    assert [fault.reason for fault in faults(deep)] == [GapReason.LIMIT]
    big = make_tar({"big": random.Random(1).randbytes(2_500_000), "small": b"x"})
    assert [fault.reason for fault in faults(big)] == [GapReason.LIMIT]
    assert contents(big)[(b"small",)] == b"x"  # one member too big costs that member


def test_a_tar_member_of_negative_size_ends() -> None:
    packed = bytearray(make_tar({"a": b"x" * 600, "b": b"y"}))
    packed[124:136] = b"\xff" * 12  # base-256: minus one
    packed[148:156] = b" " * 8
    packed[148:156] = f"{sum(packed[:512]):06o}\0 ".encode()
    assert faults(bytes(packed)) or oddities(bytes(packed))


def test_a_content_beyond_memory_is_kept_in_an_unnamed_file() -> None:
    limits = Limits(memory=1000)
    body = random.Random(2).randbytes(50_000)
    assert contents(make_tar({"a": body}), limits)[(b"a",)] == body
    nested = make_zip({"in.tar": make_tar({"deep": body})})
    assert contents(nested, limits)[(b"in.tar", b"deep")] == body


# Folders.


def test_a_folder_with_fifos_sockets_and_loops_is_walked_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/code.py").write_bytes(b"x = 1\n")
    (tmp_path / "a/loop").symlink_to("..")
    (tmp_path / "out").symlink_to("/etc/passwd")
    (tmp_path / "self").symlink_to("self")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "z.zip").write_bytes(make_zip())
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9")).write_bytes(b"x")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "sock"))
        found = list(unfold_path(os.fsencode(tmp_path)))
    names = {item.names for item in found if isinstance(item, Member)}
    assert {(b"a/code.py",), (b"a/loop",), (b"caf\xe9",), (b"z.zip", b"README")} <= names
    kinds = {(item.kind, item.names[0]) for item in found if isinstance(item, Oddity)}
    assert kinds == {
        (OddityKind.LINK_ABSOLUTE, b"out"),
        (OddityKind.SPECIAL, b"pipe"),
        (OddityKind.SPECIAL, b"sock"),
        (OddityKind.NOT_UTF8, b"caf\xe9"),
    }
    assert not [item for item in found if isinstance(item, Fault)]


def test_a_fifo_itself_is_refused_and_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="neither a file nor a folder"):
        list(unfold_path(os.fsencode(tmp_path / "pipe")))


# Fuzz: whatever the bytes, it ends and says so by items alone.

SEEDS = [
    *(make() for make in MAKERS.values()),
    make_rpm(scripts={1024: b"x"}),
    make_ar(),
    make_cpio(),
    make_ole({"a": b"x"}),
]


@settings(max_examples=400)
@given(seed=st.sampled_from(range(len(SEEDS))), data=st.data())
def test_flipped_bytes_end_in_items(seed: int, data: st.DataObject) -> None:
    content = bytearray(SEEDS[seed])
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, min(len(content), 1200) - 1))] = data.draw(st.integers(0, 255))
    for item in items(
        bytes(content[: data.draw(st.integers(0, len(content)))] if data.draw(st.booleans()) else content)
    ):
        assert isinstance(item, Member | Oddity | Fault)


@settings(max_examples=150)
@given(content=st.binary(max_size=2000), seed=st.sampled_from(range(len(SEEDS))))
def test_a_true_beginning_with_any_end_ends_in_items(content: bytes, seed: int) -> None:
    for item in items(SEEDS[seed][:40] + content):
        assert isinstance(item, Member | Oddity | Fault)
    formats(io.BytesIO(content))
