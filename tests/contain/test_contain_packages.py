"""Packages in `contain`: whose file it is, a package's whole folder, altered packages and disk images proven gone or not."""

import base64
import hashlib
import json
import os
from pathlib import Path

import pytest

from beartrap.cli.main import main
from beartrap.estate.owners import has_unread_rpm, owners
from beartrap.estate.running import uses
from beartrap.flows.contain_plan import PlanRequest, make_plan
from beartrap.flows.contain_verify import VerifyRequest, verify
from beartrap.flows.reopen import mark
from beartrap.model.action import FOUND_AGAIN, GONE
from contain.flow_lab import BAD, Lab
from disk_lab import ext4
from package_nursery import rpm_database, rpm_package


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


def install(lab: Lab) -> None:
    """Put a package that an advisory names malicious into the tree, with another one in its folder."""
    lab.put("srv/node_modules/bad/package.json", b'{"name": "bad", "version": "1.0.0"}')
    lab.put("srv/node_modules/bad/lib/index.js", b"// inert\n")
    lab.put("srv/node_modules/bad/node_modules/good/package.json", b'{"name": "good", "version": "1.0.0"}')
    site = "usr/lib/python3/site-packages"
    lab.put(f"{site}/bad_wheel/__init__.py", b"# inert\n")
    lab.put(f"{site}/other.py", b"# not in the list\n")
    lab.put(f"{site}/bad_wheel-1.0.dist-info/METADATA", b"Metadata-Version: 2.1\nName: bad-wheel\nVersion: 1.0\n")
    record = (
        b"bad_wheel/__init__.py,,\nbad_wheel-1.0.dist-info/METADATA,,\n../../../bin/tool,,\n/etc/passwd,,\ngone.py,,\n"
    )
    lab.put(f"{site}/bad_wheel-1.0.dist-info/RECORD", record)
    (lab.root / "known.csv").write_text("purl\npkg:npm/bad@1.0.0\npkg:pypi/bad-wheel@1.0\n")
    estate = (lab.root / "estate.toml").read_text()
    (lab.root / "estate.toml").write_text(estate + '[[source]]\nkind = "packages"\npath = "tree"\nhosts = ["web-01"]\n')


def findings(view, start: str) -> tuple[str, ...]:
    return tuple(kept.id for kept in view.records.findings if kept.record.subject.startswith(start))


def test_a_packages_whole_folder_is_taken_on_a_persons_word_and_nothing_beside_it(lab):
    install(lab)
    view = lab.look()
    bad = findings(view, "package:web-01:")
    asked = {"findings": bad, "operator_confirms": True}
    without = make_plan(PlanRequest(lab.case, "ana", **asked))[0]
    assert without.items == () and len(without.packages) == 2
    planned = make_plan(PlanRequest(lab.case, "ana", folders=True, **asked))[0]
    taken = {os.path.relpath(os.fsdecode(item.names[0].path), lab.tree) for item in planned.items}
    site = "usr/lib/python3/site-packages"
    assert taken == {
        "srv/node_modules/bad/package.json", "srv/node_modules/bad/lib/index.js", f"{site}/bad_wheel/__init__.py",
        f"{site}/bad_wheel-1.0.dist-info/METADATA", f"{site}/bad_wheel-1.0.dist-info/RECORD",
    }  # fmt: skip
    assert {item.place.path for item in planned.items} == {b"/" + os.fsencode(one) for one in taken}
    assert make_plan(PlanRequest(lab.case, "ana", folders=True))[0].items == (), "nobody answered for them"
    make_plan(PlanRequest(lab.case, "ana", folders=True, **asked))
    assert main(["contain", "apply", str(lab.case), "--yes", "-q"]) == 0
    assert not [one for one in taken if (lab.tree / one).exists()]
    assert (lab.tree / "srv/node_modules/bad/node_modules/good/package.json").exists()
    assert (lab.tree / f"{site}/other.py").exists()


def test_a_package_whose_files_cannot_all_be_seen_is_left_whole(lab):
    install(lab)
    record = lab.tree / "usr/lib/python3/site-packages/bad_wheel-1.0.dist-info/RECORD"
    record.unlink()
    os.mkfifo(record)
    (lab.root / "known.csv").write_text("purl\npkg:pypi/bad-wheel@1.0\n")
    bad = findings(lab.look(), "package:web-01:")
    planned = make_plan(PlanRequest(lab.case, "ana", findings=bad, operator_confirms=True, folders=True))[0]
    assert planned.items == () and "regular file" in planned.left[0].why


def test_an_altered_package_that_a_person_confirmed_is_found_again_until_it_is_put_right(lab):
    site = "usr/lib/python3/site-packages"
    module = b"x = 1\n"
    digest = base64.urlsafe_b64encode(hashlib.sha256(module).digest()).decode().rstrip("=")
    lab.put(f"{site}/pack-1.0.dist-info/RECORD", f"pack/__init__.py,sha256={digest},6\n".encode())
    changed = lab.put(f"{site}/pack/__init__.py", b"x = 2\n")
    (lab.tree / "opt/x/bad.sh").unlink()
    view = lab.look()
    (one,) = [kept for kept in view.records.findings if kept.record.detector == "sweep.package-integrity"]
    mark(lab.case, one.id, "confirmed", "it sends our keys away", "ana")

    def outcomes() -> list[str]:
        return [outcome for _, outcome in verify(VerifyRequest(lab.case, "ana", workers=1)).outcomes]

    assert outcomes() == [FOUND_AGAIN]
    changed.write_bytes(module)
    assert outcomes() == [GONE]


def test_what_lies_in_a_named_disk_image_is_found_again(lab, tmp_path):
    root = tmp_path / "image-root"
    root.mkdir()
    (root / "bad.sh").write_bytes(BAD)
    ext4(root, tmp_path / "vm.img")
    (lab.tree / "opt/x/bad.sh").unlink()
    estate = (lab.root / "estate.toml").read_text()
    (lab.root / "estate.toml").write_text(
        estate + '[[host]]\nname = "vm"\n[[source]]\nkind = "files"\npath = "vm.img"\nhosts = ["vm"]\n'
    )
    lab.look()
    assert [outcome for _, outcome in verify(VerifyRequest(lab.case, "ana", workers=1)).outcomes] == [FOUND_AGAIN]


def test_a_later_sweep_on_the_command_line_that_finds_it_again_reopens_contained(lab, capsys):
    rule = lab.root / "known.csv"
    sweep = [
        "sweep",
        "--estate",
        str(lab.root / "estate.toml"),
        "--indicators",
        str(rule),
        "--case",
        str(lab.case),
        "--json",
    ]
    bad = lab.tree / "opt/x/bad.sh"
    assert main(sweep) == 13
    lab.inventory("far-01", {"/opt/clean": b"clean", "/opt/new": b"other"})
    assert main(["contain", "plan", str(lab.case), "-q"]) == 0
    assert main(["contain", "apply", str(lab.case), "--yes", "-q"]) == 0
    assert main(["contain", "verify", str(lab.case), "-q"]) in (0, 4), "gone, or gone with gaps"
    assert main(["contain", "status", str(lab.case)]) == 0
    capsys.readouterr()
    assert main(sweep) in (0, 4)
    first = json.loads(capsys.readouterr().out)
    assert first["looked_at"] == {"files": 1, "rows": 2}, "what `verify` looked at is not counted again"
    bad.write_bytes(BAD)
    capsys.readouterr()
    assert main(sweep) == 13
    assert json.loads(capsys.readouterr().out)["findings"]
    assert main(["contain", "status", str(lab.case)]) == 4, "it is back: contained no longer"


def test_which_rpm_owns_a_file(tmp_path):
    header = rpm_package("tool", {"/usr/bin/tool": b"tool", "/lib/other.so": b"x"})
    rpm_database(tmp_path / "var/lib/rpm/rpmdb.sqlite", header)
    told = owners(os.fsencode(tmp_path), [b"/usr/bin/tool", b"/usr/lib/other.so", b"/usr/bin/tool2"])
    assert {path: (one.package, one.ecosystem) for path, one in told.items()} == {
        b"/usr/bin/tool": ("tool-1.0-1.lab", "rpm"),
        b"/usr/lib/other.so": ("tool-1.0-1.lab", "rpm"),
    }
    assert "dnf reinstall tool-1.0-1.lab" in told[b"/usr/bin/tool"].advice
    assert not has_unread_rpm(os.fsencode(tmp_path))


@pytest.mark.parametrize("name", ["Packages", "Packages.db"])
def test_rpm_databases_that_cannot_be_read_are_said(tmp_path, name):
    (tmp_path / "var/lib/rpm").mkdir(parents=True)
    (tmp_path / "var/lib/rpm" / name).write_bytes(b"old")
    assert has_unread_rpm(os.fsencode(tmp_path)) and owners(os.fsencode(tmp_path), [b"/usr/bin/tool"]) == {}


def test_a_process_that_cannot_be_looked_at_is_named_with_the_reason(tmp_path):
    folder = tmp_path / "77"
    folder.mkdir()
    (folder / "comm").write_text("sealed\n")
    (folder / "exe").symlink_to("exe")  # a loop: an error that is not of a process that ended
    (told,) = uses([(1, 2)], proc=str(tmp_path)).unseen
    assert told.startswith("process 77 (sealed): exe: ")
    (folder / "stat").write_text("77 (se) led) S 2 0 0 0 -1 2129984 0")
    assert uses([(1, 2)], proc=str(tmp_path)).unseen == (), "a thread of the kernel uses no file"


def test_a_verification_says_what_it_could_not_examine(lab, capsys):
    lab.put("opt/sparse", b"")
    os.truncate(lab.tree / "opt/sparse", 1 << 40)
    lab.look()
    main(["contain", "verify", str(lab.case), "-q"])
    assert "not examined: web-01:/opt/sparse" in capsys.readouterr().out
