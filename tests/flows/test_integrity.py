"""Packages against their own sums: changed, missing, edited and left out apart, with the untouched as near miss."""

import base64
import hashlib
from pathlib import Path

import pytest

from beartrap.flows.sweep import Asked, sweep
from beartrap.share.swept import SweptView


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
