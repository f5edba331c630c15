"""Where an advisory's package versions stand: each kind of place, exact and permitted apart, each with a near miss."""

import hashlib
import io
import json
import tarfile
from pathlib import Path
from zipfile import ZipFile

import pytest

from beartrap.flows.advisory import Standing, check_advisory
from beartrap.intel.errors import IntelError
from beartrap.intel.package_lists import read_package_list
from beartrap.model.advisory import Match
from beartrap.share.advisory_table import document, lines, where
from disk_lab import ext4


def put(tree: Path, path: str, content: str | bytes) -> None:
    target = tree / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content if isinstance(content, bytes) else content.encode())


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "advisory.csv").write_text(
        "Package,Version,Ecosystem\n@lab/colour,= 4.1.1 || = 4.1.2,npm\nleft-over,1.2.3,npm\nsome_lib,2.0,pypi\n"
    )
    return tmp_path / "tree"


def check(tree: Path) -> Standing:
    return check_advisory(tree.parent / "advisory.csv", (str(tree),), None)


def found(tree: Path) -> set[tuple[str, str, str]]:
    return {(one.match.value, where(one.package), one.package.name) for one in check(tree).stands}


def test_on_disk_nested_and_global_and_its_near_miss(tree: Path) -> None:
    put(tree, "app/node_modules/a/node_modules/@lab/colour/package.json", '{"name": "@lab/colour", "version": "4.1.2"}')
    put(tree, "usr/lib/node_modules/left-over/package.json", '{"name": "left-over", "version": "1.2.4"}')
    put(
        tree,
        "site-packages/some_lib-2.0.dist-info/METADATA",
        "Metadata-Version: 2.1\nName: Some.Lib\nVersion: 2.0.0\n\n",
    )
    assert found(tree) == {
        ("exact", "on disk", "@lab/colour"), ("other", "on disk", "left-over"), ("exact", "on disk", "Some.Lib"),
    }  # fmt: skip
    assert check(tree).exit_code == 14


def test_declared_exact_and_permitting_are_told_apart(tree: Path) -> None:
    put(tree, "one/package.json", json.dumps({"dependencies": {"left-over": "1.2.3", "@lab/colour": "^4.1.0"}}))
    put(
        tree,
        "two/package.json",
        json.dumps({"devDependencies": {"left-over": "~1.3.0", "@lab/colour": "github:lab/colour"}}),
    )
    assert found(tree) == {
        ("exact", "declared", "left-over"), ("permits", "declared", "@lab/colour"),
        ("other", "declared", "left-over"), ("unknown", "declared", "@lab/colour"),
    }  # fmt: skip


def test_a_range_alone_is_never_called_a_hit(tree: Path) -> None:
    put(tree, "one/package.json", json.dumps({"dependencies": {"@lab/colour": "^4.1.0"}}))
    assert check(tree).exit_code == 12


def test_locked_and_in_the_caches(tree: Path) -> None:
    lock = {"lockfileVersion": 3, "packages": {"": {}, "node_modules/left-over": {"version": "1.2.3"}}}
    put(tree, "app/package-lock.json", json.dumps(lock))
    key = "make-fetch-happen:request-cache:https://registry.example/@lab%2fcolour/-/colour-4.1.1.tgz"
    put(tree, "home/.npm/_cacache/index-v5/00/11/22", "\nabc\t" + json.dumps({"key": key, "integrity": "sha512-x"}))
    put(tree, "home/.cache/pip/wheels/some_lib-2.0-py3-none-any.whl", b"x")
    put(tree, "home/.yarn/cache/@lab-colour-npm-4.1.2-0123456789-abc.zip", b"x")
    assert found(tree) == {
        ("exact", "locked", "left-over"), ("exact", "in a cache", "@lab/colour"), ("exact", "in a cache", "some-lib"),
    }  # fmt: skip
    assert check(tree).exit_code == 13


def test_in_an_image_layer(tree: Path) -> None:
    layer, image = io.BytesIO(), io.BytesIO()
    content = b'{"name": "left-over", "version": "1.2.3"}'
    for out, name, body in (
        (layer, "srv/node_modules/left-over/package.json", content),
        (image, "abc/layer.tar", None),
    ):
        with tarfile.open(fileobj=out, mode="w") as archive:
            raw = layer.getvalue() if body is None else body
            info = tarfile.TarInfo(name)
            info.size = len(raw)
            archive.addfile(info, io.BytesIO(raw))
    put(tree, "image.tar", image.getvalue())
    (stand,) = check(tree).stands
    assert stand.match is Match.EXACT and where(stand.package) == "on disk, in an archive or image"
    assert stand.package.place.member == (b"abc/layer.tar", b"srv/node_modules/left-over/package.json")


def packed(headers: dict[str, str]) -> bytes:
    """Return an answer as pip keeps it: CacheControl's mark and MessagePack."""

    def text(value: str) -> bytes:
        raw = value.encode()
        return (bytes((0xA0 | len(raw),)) if len(raw) < 32 else b"\xd9" + bytes((len(raw),))) + raw

    pairs = b"".join(text(name) + text(value) for name, value in headers.items())
    return b"cc=4,\x82" + text("response") + b"\x81" + text("headers") + bytes((0x80 | len(headers),)) + pairs


def wheel(name: str, version: str) -> bytes:
    made = io.BytesIO()
    with ZipFile(made, "w") as archive:
        archive.writestr(
            f"{name}-{version}.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n\n"
        )
    return made.getvalue()


ANSWER = "home/.cache/pip/http-v2/a/b/c/d/e/" + "abcde".ljust(56, "0")


def test_in_pips_cache_by_the_hosts_headers(tree: Path) -> None:
    put(tree, ANSWER, packed({"X-PyPI-File-Version": "2.0", "content-type": "x", "X-PyPI-File-Project": "some-lib"}))
    put(tree, ANSWER[:-1] + "1", packed({"X-PyPI-File-Version": "2.1", "X-PyPI-File-Project": "some-lib"}))
    assert found(tree) == {("exact", "in a cache", "some-lib"), ("other", "in a cache", "some-lib")}


def test_in_pips_cache_by_what_the_body_holds(tree: Path) -> None:
    put(tree, ANSWER, packed({"content-type": "application/octet-stream"}))
    put(tree, ANSWER + ".body", wheel("some_lib", "2.0"))
    put(tree, ANSWER[:-1] + "1", packed({"content-type": "text/html"}))
    put(tree, ANSWER[:-1] + "1.body", b"<html>some_lib-2.0</html>")
    (stand,) = check(tree).stands
    assert stand.match is Match.EXACT and where(stand.package) == "in a cache, in an archive or image"


@pytest.mark.parametrize(
    "path",
    [
        "store/v3/files/1a/" + "0" * 126 + "-index.json",
        "home/.local/share/pnpm/store/v10/index/1a/" + "0" * 62 + "-@lab+colour@4.1.1.json",
    ],
)
def test_in_pnpms_store(tree: Path, path: str) -> None:
    put(tree, path, json.dumps({"name": "@lab/colour", "version": "4.1.1", "files": {}}))
    put(tree, path.replace("/1a/", "/1b/"), json.dumps(["hostile"]))
    assert found(tree) == {("exact", "in a cache", "@lab/colour")}


def test_in_buns_cache(tree: Path) -> None:
    content = json.dumps({"name": "left-over", "version": "1.2.3", "dependencies": {"@lab/colour": "4.1.1"}})
    put(tree, "home/.bun/install/cache/left-over@1.2.3@@@1/package.json", content)
    assert found(tree) == {("exact", "in a cache", "left-over")}


def test_a_zip_of_yarns_cache_is_told_once(tree: Path) -> None:
    made = io.BytesIO()
    with ZipFile(made, "w") as archive:
        archive.writestr("node_modules/left-over/package.json", '{"name": "left-over", "version": "1.2.3"}')
    put(tree, "home/.yarn/berry/cache/left-over-npm-1.2.3-0123456789-10c0.zip", made.getvalue())
    assert found(tree) == {("exact", "in a cache", "left-over")}


def test_in_the_layers_of_an_oci_layout_in_a_folder(tree: Path) -> None:
    layer = io.BytesIO()
    with tarfile.open(fileobj=layer, mode="w:gz") as archive:
        for name, content in (
            ("var/lib/dpkg/status", b"Package: some-lib\nStatus: install ok installed\nVersion: 2.0\n\n"),
            (
                "opt/site-packages/some_lib-2.0.dist-info/METADATA",
                b"Metadata-Version: 2.1\nName: some_lib\nVersion: 2.0\n\n",
            ),
        ):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    digest = hashlib.sha256(layer.getvalue()).hexdigest()
    put(tree, f"image/blobs/sha256/{digest}", layer.getvalue())
    put(tree, "image/oci-layout", '{"imageLayoutVersion": "1.0.0"}')
    standing = check(tree)
    assert {(one.match.value, where(one.package), one.package.ecosystem) for one in standing.stands} == {
        ("exact", "on disk, in an archive or image", "pypi")
    }, "the distribution's package of that name is another one"
    (place,) = [one.package.place for one in standing.stands]
    assert (
        place.host == "tree" and place.path is not None and digest.encode() in place.path and standing.hosts == {"tree"}
    )


def test_the_advisory_is_never_its_own_finding(tree: Path) -> None:
    put(tree, "requirements.txt", "some_lib==2.0\n")
    found = check_advisory(tree / "requirements.txt", (str(tree),), None)
    assert not found.stands and found.exit_code == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("debug@4.4.2\n# a comment\n\n`@a/b@1.0.0`\n", {("debug", "4.4.2"), ("@a/b", "1.0.0")}),
        ("chalk==5.6.1\n", {("chalk", "5.6.1")}),
        ("pkg:npm/%40a/b@1.2.3\n", {("@a/b", "1.2.3")}),
        ("| Package | Version |\n|---|---|\n| `x` | 1.0, 1.1 |\n", {("x", "1.0"), ("x", "1.1")}),
        ("ecosystem;name;versions\nnpm;y;= 2.0.0 || = 2.0.1\n", {("y", "2.0.0"), ("y", "2.0.1")}),
        ('{"vulnerabilities": [{"package": {"ecosystem": "npm", "name": "z"}, "vulnerable_version_range": "= 4.4.2"}]}', {("z", "4.4.2")}),
    ],
)  # fmt: skip
def test_lists_of_many_shapes(text: str, expected: set[tuple[str, str]], tmp_path: Path) -> None:
    (tmp_path / "list").write_text(text)
    entries, _ = read_package_list(tmp_path / "list")
    assert {(entry.name, version) for entry in entries for version in entry.versions} == expected


def test_what_is_no_list(tmp_path: Path) -> None:
    (tmp_path / "list").write_text("Dear all,\nnothing here.\n")
    with pytest.raises(IntelError):
        read_package_list(tmp_path / "list")


def test_lines_that_name_nothing_are_gaps(tmp_path: Path) -> None:
    (tmp_path / "list").write_text("a@1.0.0\n???? what\n")
    entries, gaps = read_package_list(tmp_path / "list")
    assert len(entries) == 1 and gaps[0].count == 1


def test_table_and_document_tell_the_same(tree: Path) -> None:
    put(tree, "app/node_modules/left-over/package.json", '{"name": "left-over", "version": "1.2.3"}')
    result = check(tree)
    shown = document(result.entries, result.stands, result.gaps, result.looked, result.hosts, result.exit_code)
    assert shown["counts"] == {"exact": 1, "permits": 0, "unknown": 0, "other": 0}
    assert any("left-over 1.2.3" in line for line in lines(result.stands, result.gaps, 1, result.hosts, 3))


def test_packages_in_a_named_disk_image(tmp_path: Path) -> None:
    root = tmp_path / "root" / "srv" / "node_modules" / "bad"
    root.mkdir(parents=True)
    (root / "package.json").write_text('{"name": "bad", "version": "1.2.3"}')
    ext4(tmp_path / "root", tmp_path / "vm.img")
    (tmp_path / "advisory.txt").write_text("bad@1.2.3\n")
    standing = check_advisory(tmp_path / "advisory.txt", (str(tmp_path / "vm.img"),), None)
    (found,) = standing.stands
    assert found.package.place.member == (b"srv/node_modules/bad/package.json",) and standing.exit_code == 13
