"""Harmless updates of PyPI packages that look suspicious: hosts, pipelines and what they run."""

from corpus.heldout.nouns import Update
from corpus.heldout7.shape import fill, harmless


@harmless("flowlane", "wheel", "runs more programs", step="minor")
def flowlane_containers(it: Update) -> None:
    it.add(
        "flowlane/container.py",
        fill('''
"""Runs a task in a container."""

import os
import shutil
import subprocess


def engine():
    """Return podman or docker, whichever is there."""
    found = shutil.which("podman") or shutil.which("docker")
    if found is None:
        raise RuntimeError("neither podman nor docker is installed")
    return found


def run(image, command, env=None, folder="."):
    args = [engine(), "run", "--rm", "--network", "none", "-v", f"{os.path.abspath(folder)}:/work", "-w", "/work"]
    for key, value in (env or {}).items():
        args += ["-e", f"{key}={value}"]
    return subprocess.run([*args, image, "sh", "-c", command], check=False).returncode
'''),
    )


@harmless("flowlane", "wheel", "telemetry, announced and off", step="minor")
def flowlane_telemetry(it: Update) -> None:
    it.add(
        "flowlane/telemetry.py",
        fill('''
"""Counts of runs, for the maintainers. Off unless FLOWLANE_TELEMETRY=1; see docs/telemetry.md for what is sent."""

import json
import os
import platform
import threading
import urllib.request

PLACE = "https://telemetry.flowlane.example/v1/runs"


def enabled():
    return os.environ.get("FLOWLANE_TELEMETRY") == "1" and not os.environ.get("DO_NOT_TRACK")


def send(tasks, seconds, version):
    if not enabled():
        return
    row = {"version": version, "python": platform.python_version(), "tasks": tasks, "seconds": round(seconds)}

    def post():
        request = urllib.request.Request(PLACE, json.dumps(row).encode(), {"Content-Type": "application/json"})
        try:
            urllib.request.urlopen(request, timeout=2).close()
        except OSError:
            return

    threading.Thread(target=post, daemon=True).start()
'''),
    )
    it.add(
        "docs/telemetry.md",
        "# Telemetry\n\nOff by default. With `FLOWLANE_TELEMETRY=1` the number of tasks, the seconds, and the versions of flowlane and Python are sent. Nothing else.\n",
    )
    it.replace(
        "flowlane/cli.py",
        "    for name, seconds in took.items():\n",
        "    telemetry.send(len(took), sum(took.values()), __version__)\n    for name, seconds in took.items():\n",
    )
    it.replace(
        "flowlane/cli.py", "from flowlane import loader\n", "from flowlane import __version__, loader, telemetry\n"
    )


@harmless("flowlane", "sdist", "environment in a report", step="minor")
def flowlane_doctor(it: Update) -> None:
    it.add(
        "flowlane/doctor.py",
        fill('''
"""`flowlane doctor`: what to put into a bug report; values of secrets are left out."""

import os
import platform
import shutil
import sys

HIDDEN = ("TOKEN", "SECRET", "KEY", "PASSWORD")


def rows():
    yield "python", sys.version.split()[0]
    yield "system", platform.platform()
    for tool in ("sh", "git", "docker"):
        yield tool, shutil.which(tool) or "missing"
    for name in sorted(os.environ):
        if name.startswith("FLOWLANE_"):
            yield name, "***" if any(word in name for word in HIDDEN) else os.environ[name]


def main():
    for name, value in rows():
        print(f"{name:20} {value}")
'''),
    )
    it.replace(
        "flowlane/cli.py",
        "    args = parser.parse_args(argv)\n",
        '    args = parser.parse_args(argv)\n    if args.folder == "doctor":\n        return doctor.main()\n',
    )
    it.replace("flowlane/cli.py", "from flowlane import loader\n", "from flowlane import doctor, loader\n")


@harmless("flowlane", "wheel", "notices over the network", step="minor")
def flowlane_webhooks(it: Update) -> None:
    it.add(
        "flowlane/notify.py",
        fill('''
"""Tells an address of the user's own when a pipeline ends."""

import json
import os
import urllib.request


def notify(state, took, address=None):
    """Post the outcome to `address` or FLOWLANE_WEBHOOK; does nothing without one."""
    address = address or os.environ.get("FLOWLANE_WEBHOOK")
    if not address:
        return False
    if not address.startswith("https://"):
        raise ValueError("a webhook must be https")
    body = json.dumps({"text": f"flowlane: {state} after {sum(took.values()):.0f} s"}).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=5) as answer:
        return answer.status < 300
'''),
    )


@harmless("flowlane", "wheel", "nothing suspicious", step="patch")
def flowlane_sorts(it: Update) -> None:
    it.replace(
        "flowlane/cli.py",
        "    for name, seconds in took.items():\n",
        "    for name, seconds in sorted(took.items(), key=lambda one: -one[1]):\n",
    )


@harmless("sshcast", "wheel", "reads the user's configuration of ssh", step="minor")
def sshcast_reads_config(it: Update) -> None:
    it.add(
        "sshcast/config.py",
        fill('''
"""Hosts of ~/.ssh/config."""

from pathlib import Path

from sshcast.hosts import Host, Inventory


def inventory(path=None):
    """Return the hosts that have a name without wildcards."""
    path = Path(path) if path else Path.home() / ".ssh" / "config"
    rows, current = {}, []
    for line in path.read_text().splitlines():
        key, _, value = line.strip().partition(" ")
        if key.lower() == "host":
            current = [name for name in value.split() if not set("*?!") & set(name)]
            rows.update({name: {} for name in current})
        elif key.lower() in ("user", "port", "hostname"):
            for name in current:
                rows[name][key.lower()] = value.strip()
    return Inventory(Host(name, row.get("user", ""), int(row.get("port", 22))) for name, row in rows.items())
'''),
    )


@harmless("sshcast", "wheel", "installs keys on hosts", step="minor")
def sshcast_copies_ids(it: Update) -> None:
    it.append(
        "sshcast/keys.py",
        fill('''


def copy_id(session, public):
    """Add a public key to a host, as ssh-copy-id does; the user asked for it."""
    line = Path(public).read_text().strip()
    if not line.startswith(("ssh-", "ecdsa-")) or "\\n" in line:
        raise ValueError(f"{public} is no public key")
    command = "umask 077; mkdir -p ~/.ssh && cat >> ~/.ssh/authorized_keys"
    return session.run(f"printf '%s\\\\n' '{line}' | ({command})").ok
'''),
    )


@harmless("sshcast", "sdist", "opens tunnels", step="minor")
def sshcast_tunnels(it: Update) -> None:
    it.add(
        "sshcast/tunnel.py",
        fill('''
"""A port of a host here."""

import contextlib
import socket
import subprocess
import time


@contextlib.contextmanager
def tunnel(session, remote, local=0):
    """Yield the local port that leads to `remote` (host:port) through the session's host."""
    if not local:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            local = probe.getsockname()[1]
    child = subprocess.Popen(["ssh", *session.options(), "-N", "-L", f"127.0.0.1:{local}:{remote}", str(session.host)])
    try:
        for _ in range(50):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", local), 0.2):
                break
            time.sleep(0.1)
        yield local
    finally:
        child.terminate()
        child.wait(5)
'''),
    )


@harmless("sshcast", "wheel", "nothing suspicious", step="minor")
def sshcast_json(it: Update) -> None:
    it.replace(
        "sshcast/cli.py",
        '    parser.add_argument("--tag")\n',
        '    parser.add_argument("--tag")\n    parser.add_argument("--json", action="store_true")\n',
    )
    it.replace(
        "sshcast/cli.py",
        "    for one in results:\n",
        '    if args.json:\n        print(json.dumps([{"host": str(one.host), "code": one.code, "out": one.out} for one in results]))\n    for one in () if args.json else results:\n',
    )
    it.replace("sshcast/cli.py", "import argparse\n", "import argparse\nimport json\n")
