"""What a machine has installed: dpkg, rpm, Python, npm."""

import os
import sqlite3
import struct
from collections.abc import Mapping
from pathlib import Path

from beartrap.estate import packages
from beartrap.estate.packages.rpm_database import read_header
from beartrap.model.artifact import Package
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.estate import Source
from estate.packages.manifests import look, told

DPKG = """Package: liblzma5
Status: install ok installed
Architecture: amd64
Source: xz-utils
Maintainer: Somebody <a@b.example>
Version: 5.6.1-1
Description: a library
 Package: not-a-package
 .

Package: gone
Status: deinstall ok config-files
Version: 1.0

Package: half
Status: install ok half-configured
Version: 2.0

Package: none
Status: install ok installed
"""


def test_dpkg_lists_what_is_installed_and_not_what_was_removed(tmp_path: Path) -> None:
    found, gaps = look(tmp_path / "status", DPKG)
    assert told(found) == [
        ("liblzma5", "5.6.1-1", "pkg:deb/debian/liblzma5@5.6.1-1?arch=amd64&upstream=xz-utils"),
        ("half", "2.0", "pkg:deb/debian/half@2.0"),
        ("none", None, "pkg:deb/debian/none"),
    ]
    assert [one.place.row for one in found] == [1, 15, 19]
    assert {one.place.host for one in found} == {"h1"}
    assert found[0].vendor == "Somebody"
    assert [(gap.reason, gap.count) for gap in gaps] == [(GapReason.MALFORMED, 1)]


def test_packages_of_nobody_are_told(tmp_path: Path) -> None:
    found, gaps = look(tmp_path / "status", "Package: a\nVersion: 1\n", hosts=("*",))
    assert found[0].place.host is None
    assert [(gap.reason, gap.count) for gap in gaps] == [(GapReason.UNKNOWN_COLUMN, 1)]


def test_rpm_lists_plain_and_in_columns(tmp_path: Path) -> None:
    plain = "xz-libs-5.6.0-3.fc41.x86_64\njava-17-openjdk-headless-1:17.0.9.0.9-3.el9.x86_64\ngpg-pubkey-fd431d51-4ae0493b.(none)\n?\n"
    found, gaps = look(tmp_path / "list", plain)
    assert told(found) == [
        ("xz-libs", "5.6.0-3.fc41", "pkg:rpm/fedora/xz-libs@5.6.0-3.fc41?arch=x86_64"),
        ("java-17-openjdk-headless", "1:17.0.9.0.9-3.el9",
         "pkg:rpm/redhat/java-17-openjdk-headless@17.0.9.0.9-3.el9?arch=x86_64&epoch=1"),
        ("gpg-pubkey", "fd431d51-4ae0493b", "pkg:rpm/gpg-pubkey@fd431d51-4ae0493b"),
    ]  # fmt: skip
    assert [gap.count for gap in gaps] == [1]
    (one,), gaps = look(tmp_path / "list", "bash\t0:5.2.26-4.fc41\tx86_64\tFedora Project\t1700000000\n")
    assert (one.version, one.vendor, one.installed and one.installed.year) == ("5.2.26-4.fc41", "Fedora Project", 2023)
    assert gaps == []


def header(tags: Mapping[int, str | int]) -> bytes:
    """Return an rpm header as the database stores it (index and store, big-endian)."""
    index, store = b"", b""
    for tag, value in sorted(tags.items()):
        if isinstance(value, int):
            store += b"\0" * (-len(store) % 4)
            index += struct.pack("!IIII", tag, 4, len(store), 1)
            store += struct.pack("!I", value)
        else:
            index += struct.pack("!IIII", tag, 6, len(store), 1)
            store += value.encode() + b"\0"
    return struct.pack("!II", len(tags), len(store)) + index + store


XZ = {
    1000: "xz-libs",
    1001: "5.6.0",
    1002: "3.fc41",
    1003: 2,
    1008: 1_700_000_000,
    1011: "Fedora Project",
    1022: "x86_64",
}


def database(path: Path, *headers: bytes) -> Path:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)")
    connection.executemany("INSERT INTO Packages (blob) VALUES (?)", [(one,) for one in headers])
    connection.commit()
    connection.close()
    return path


def test_an_rpm_database_gives_its_packages_and_tells_of_a_broken_header(tmp_path: Path) -> None:
    path = database(tmp_path / "rpmdb.sqlite", header(XZ), b"broken", header(XZ | {1000: "xz"})[:-3])
    found, gaps = look(path, path.read_bytes())
    assert told(found) == [("xz-libs", "2:5.6.0-3.fc41", "pkg:rpm/fedora/xz-libs@5.6.0-3.fc41?arch=x86_64&epoch=2")]
    assert (found[0].vendor, found[0].installed and found[0].installed.year) == ("Fedora Project", 2023)
    assert [(gap.reason, gap.count) for gap in gaps] == [(GapReason.MALFORMED, 2)]
    assert "rpm -qa" in gaps[0].remedy


def test_an_rpm_header_whose_index_lies_is_no_header() -> None:
    good = header(XZ)
    assert read_header(good)["name"] == b"xz-libs"
    for position in range(len(good)):
        for value in (0, 0x7F, 0xFF):
            read_header(good[:position] + bytes([value]) + good[position + 1 :])
    assert read_header(b"") == read_header(b"\xff" * 64) == {}


def test_a_database_that_never_ends_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "rpmdb.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE other (a)")
    connection.execute(
        "CREATE VIEW Packages AS WITH RECURSIVE n(hnum) AS (SELECT 1 UNION ALL SELECT hnum + 1 FROM n)"
        " SELECT hnum, zeroblob(1) AS blob FROM n"
    )
    connection.commit()
    connection.close()
    found, gaps = look(path, path.read_bytes())
    assert found == []
    assert [gap.reason for gap in gaps] == [GapReason.MALFORMED]


def test_older_rpm_databases_are_a_gap_that_names_the_way_out(tmp_path: Path) -> None:
    for content in (bytes(12) + b"\x61\x15\x06\x00" + bytes(100), b"RpmP" + bytes(100)):
        found, gaps = look(tmp_path / "Packages", content)
        assert found == []
        assert [gap.reason for gap in gaps] == [GapReason.UNSUPPORTED]
        assert "rpm -qa" in gaps[0].remedy


def test_a_host_tree_gives_what_is_installed_in_it(tmp_path: Path) -> None:
    root = tmp_path / "web-01"
    for name, content in {
        "var/lib/dpkg/status": "Package: bash\nStatus: install ok installed\nVersion: 5.2\n",
        "usr/lib/os-release": 'NAME="Ubuntu"\nID=ubuntu\n',
        "opt/app/venv/lib/python3.11/site-packages/Zope.Interface-5.0.dist-info/METADATA": (
            "Metadata-Version: 2.1\nName: Zope.Interface\nVersion: 5.0\nAuthor: Somebody\n\nLong words\n"
        ),
        "usr/lib/python3/dist-packages/old.egg-info/PKG-INFO": "Metadata-Version: 1.0\nName: old\nVersion: 1\n",
        "srv/node_modules/@angular/core/package.json": '{"name": "@angular/core", "version": "17.0.0"}',
        "srv/node_modules/@angular/core/esm/package.json": '{"name": "inner", "version": "1"}',
        "srv/node_modules/broken/package.json": '{"name": "broken"',
        "srv/own/package.json": '{"name": "own", "version": "1"}',
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    source = Source("trees", str(root), SourceKind.PACKAGES)
    found = list(packages.read(source))
    assert [(one.name, one.purl, one.place.path) for one in found if isinstance(one, Package)] == [
        ("Zope.Interface", "pkg:pypi/zope-interface@5.0",
         b"/opt/app/venv/lib/python3.11/site-packages/Zope.Interface-5.0.dist-info/METADATA"),
        ("old", "pkg:pypi/old@1", b"/usr/lib/python3/dist-packages/old.egg-info/PKG-INFO"),
        ("@angular/core", "pkg:npm/%40angular/core@17.0.0", b"/srv/node_modules/@angular/core/package.json"),
        ("bash", "pkg:deb/ubuntu/bash@5.2", b"/var/lib/dpkg/status"),
    ]  # fmt: skip
    assert {one.place.host for one in found if isinstance(one, Package)} == {"web-01"}
    gaps = [one for one in found if isinstance(one, Gap)]
    assert ["broken/package.json" in gap.why for gap in gaps] == [True]


def test_a_tree_without_a_database_is_a_gap(tmp_path: Path) -> None:
    (tmp_path / "c/Windows/System32/config").mkdir(parents=True)
    source = Source("trees", str(tmp_path), SourceKind.PACKAGES)
    assert [
        one.reason for one in packages.find_packages("h", os.fsencode(tmp_path), source) if isinstance(one, Gap)
    ] == [GapReason.MISSING]
    (tmp_path / "c/Windows/System32/config/SOFTWARE").write_bytes(b"regf")
    assert [
        one.reason for one in packages.find_packages("h", os.fsencode(tmp_path), source) if isinstance(one, Gap)
    ] == [GapReason.UNSUPPORTED]
