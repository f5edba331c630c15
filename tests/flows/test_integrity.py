"""Packages against their own sums: changed, missing, edited and left out apart, with the untouched as near miss."""

import base64
import hashlib
from pathlib import Path

import pytest

from beartrap.flows.sweep import Asked, sweep
from beartrap.share.swept import SweptView
from package_nursery import npm_install, rpm_database, rpm_package


def put(tree: Path, path: str, content: bytes) -> bytes:
    target = tree / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return content


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "iocs.txt").write_text("c2.bad.example\n")
    tree = tmp_path / "tree"
    tool, conf = put(tree, "usr/bin/tool", b"tool"), put(tree, "etc/tool.conf", b"a=1")
    lines = [
        (tool, "bin/tool"),
        (conf, "etc/tool.conf"),
        (b"doc", "usr/share/doc/tool/copyright"),
        (b"x", "usr/lib/tool.so"),
    ]
    (tree / "bin").symlink_to("usr/bin")
    put(tree, "usr/lib/tool.so", b"x")
    sums = "".join(f"{hashlib.md5(content).hexdigest()}  {name}\n" for content, name in lines)
    put(tree, "var/lib/dpkg/info/tool.md5sums", sums.encode())
    put(tree, "var/lib/dpkg/info/tool.conffiles", b"/etc/tool.conf\n")
    module = put(tree, "usr/lib/python3/site-packages/pack/__init__.py", b"x = 1\n")
    digest = base64.urlsafe_b64encode(hashlib.sha256(module).digest()).decode().rstrip("=")
    put(
        tree,
        "usr/lib/python3/site-packages/pack-1.0.dist-info/RECORD",
        f"pack/__init__.py,sha256={digest},6\n".encode(),
    )
    return tree


def found(tree: Path) -> dict[tuple[str, str], int]:
    result = sweep(Asked(places=(str(tree),), indicators=(tree.parent / "iocs.txt",), workers=1))
    findings = [kept.record for kept in SweptView(result.view, result.labels).findings]
    ours = [one for one in findings if one.detector == "sweep.package-integrity"]
    assert not any(one.confirmed for one in ours)
    return {(str(one.facts.get("package")), str(one.facts.get("state"))): int(one.severity) for one in ours}


def test_what_was_not_touched_is_silent_and_what_images_leave_out_is_context(tree: Path) -> None:
    assert found(tree) == {("tool", "left out"): 0}


def test_changed_missing_and_edited_are_told_apart(tree: Path) -> None:
    (tree / "usr/bin/tool").write_bytes(b"TOOL")
    (tree / "usr/lib/tool.so").unlink()
    (tree / "etc/tool.conf").write_bytes(b"a=2")
    (tree / "usr/lib/python3/site-packages/pack/__init__.py").write_bytes(b"import evil\n")
    assert found(tree) == {
        ("tool", "changed"): 2, ("tool", "missing"): 1, ("tool", "edited"): 0, ("tool", "left out"): 0, ("pack-1.0", "changed"): 2,
    }  # fmt: skip


def gaps(tree: Path) -> list[str]:
    result = sweep(Asked(places=(str(tree),), indicators=(tree.parent / "iocs.txt",), workers=1))
    return [gap.why for gap in SweptView(result.view, result.labels).gaps]


def test_added_to_a_python_package_and_beside_it(tree: Path) -> None:
    site = "usr/lib/python3/site-packages"
    put(tree, f"{site}/pack/evil.py", b"")
    put(tree, f"{site}/pack/cache.json", b"{}")
    put(tree, f"{site}/pack/__pycache__/evil.cpython-311.pyc", b"")
    put(tree, f"{site}/start.pth", b"import evil")
    put(tree, f"{site}/_virtualenv.pth", b"import _virtualenv")
    put(tree, f"{site}/unlisted/alone.py", b"")
    assert found(tree) == {("tool", "left out"): 0, ("pack-1.0", "added"): 1, ("no package", "added"): 1}


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "iocs.txt").write_text("c2.bad.example\n")
    (tmp_path / "tree").mkdir()
    return tmp_path / "tree"


RPM = {
    "/usr/bin/tool": b"tool",
    "/etc/tool.conf": b"a=1",
    "/usr/lib/tool.so": b"x",
    "/var/log/tool.log": b"",
    "/bin/sh": b"s",
}


@pytest.mark.parametrize("algorithm", [8, 1], ids=["SHA-256", "MD5"])
def test_rpms_own_digests(bare: Path, algorithm: int) -> None:
    for path, content in RPM.items():
        put(bare, path.replace("/bin/sh", "usr/bin/sh").lstrip("/"), content)
    (bare / "bin").symlink_to("usr/bin")
    (bare / "var/log/tool.log").unlink()
    header = rpm_package("tool", RPM, {"/etc/tool.conf": 17, "/var/log/tool.log": 64}, algorithm)
    rpm_database(bare / "usr/lib/sysimage/rpm/rpmdb.sqlite", header)
    assert found(bare) == {}, "a ghost file may be absent"
    (bare / "usr/bin/tool").write_bytes(b"TOOL")
    (bare / "usr/bin/sh").write_bytes(b"S")
    (bare / "etc/tool.conf").write_bytes(b"a=2")
    (bare / "usr/lib/tool.so").unlink()
    name = "tool-1.0-1.lab"
    assert found(bare) == {(name, "changed"): 2, (name, "edited"): 0, (name, "missing"): 1}


def test_rpm_databases_that_cannot_be_compared_are_gaps(bare: Path) -> None:
    put(bare, "usr/bin/tool", b"tool")
    database = bare / "var/lib/rpm/rpmdb.sqlite"
    rpm_database(database, b"broken", rpm_package("tool", {"/usr/bin/tool": b"other"}, algorithm=10))
    told = gaps(bare)
    assert any("1 headers cannot be read" in why for why in told) and any("SHA-512" in why for why in told)
    database.unlink()
    put(bare, "var/lib/rpm/Packages", bytes(12) + b"\x61\x15\x06\x00")
    assert any("older kind" in why for why in gaps(bare))


def test_npm_packages_against_the_tarballs_that_the_lock_pins(bare: Path) -> None:
    files = {"package.json": '{"name": "ours", "version": "1.0.0"}', "lib/a.js": "a", "lib/b.js": "b", ".gitignore": ""}
    npm_install(bare / "app", bare / "root/.npm", "@lab/ours", files)
    (bare / "app/node_modules/@lab/ours/.gitignore").rename(bare / "app/node_modules/@lab/ours/.npmignore")
    npm_install(bare / "app", None, "uncached", {"package.json": '{"name": "uncached", "version": "1.0.0"}'})
    put(bare, "app/node_modules/@lab/ours/build/Release/made.node", b"by node-gyp")
    assert found(bare) == {}
    assert [why for why in gaps(bare) if "1 npm packages have no tarball" in why and "uncached@1.0.0" in why]
    folder = "app/node_modules/@lab/ours"
    put(bare, f"{folder}/lib/a.js", b"A")
    put(bare, f"{folder}/lib/dropped.js", b"new")
    (bare / folder / "lib/b.js").unlink()
    name = "@lab/ours@1.0.0"
    assert found(bare) == {(name, "changed"): 2, (name, "added"): 1, (name, "missing"): 1}


def test_a_tarball_of_the_cache_that_was_replaced_proves_nothing(bare: Path) -> None:
    npm_install(bare / "app", bare / "root/.npm", "ours", {"package.json": "{}", "a.js": "a"})
    (blob,) = [one for one in (bare / "root/.npm").rglob("*") if one.is_file()]
    blob.write_bytes(b"something else")
    put(bare, "app/node_modules/ours/a.js", b"A")
    assert found(bare) == {} and any("is not the tarball" in why for why in gaps(bare))


@pytest.mark.parametrize("content", [b"[]", b"{", b'{"packages": []}', b"[" * 5000])
def test_a_hostile_lock_file_is_a_gap(bare: Path, content: bytes) -> None:
    put(bare, "app/node_modules/.package-lock.json", content)
    assert any("is no lock file of npm" in why for why in gaps(bare))
