"""Harmless updates of PyPI packages that look suspicious: models, clusters, generated code."""

from corpus.heldout.nouns import Update
from corpus.heldout7.shape import fill, harmless


@harmless("trainloop", "wheel", "downloads weights", step="minor")
def trainloop_downloads(it: Update) -> None:
    it.add(
        "trainloop/hub.py",
        fill('''
"""Weights from the hub; sums are checked."""

import hashlib
import os
import urllib.request
from pathlib import Path

BASE = "https://weights.trainloop.example"
KNOWN = {
    "tiny": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "base": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
}


def fetch(name, folder=None):
    folder = Path(folder or os.environ.get("TRAINLOOP_HOME", Path.home() / ".cache" / "trainloop"))
    target = folder / f"{name}.tlck"
    if target.exists():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    urllib.request.urlretrieve(f"{BASE}/{name}.tlck", part)
    if hashlib.sha256(part.read_bytes()).hexdigest() != KNOWN[name]:
        part.unlink()
        raise ValueError(f"{name}: wrong sum")
    part.rename(target)
    return target
'''),
    )


@harmless("trainloop", "wheel", "reads the cluster's environment", step="minor")
def trainloop_distributed(it: Update) -> None:
    it.add(
        "trainloop/distributed.py",
        fill('''
"""Which of the processes are we? Asks Slurm, MPI or torchrun."""

import os
import socket
import subprocess


def rank():
    for name in ("RANK", "SLURM_PROCID", "OMPI_COMM_WORLD_RANK"):
        if name in os.environ:
            return int(os.environ[name])
    return 0


def size():
    for name in ("WORLD_SIZE", "SLURM_NTASKS", "OMPI_COMM_WORLD_SIZE"):
        if name in os.environ:
            return int(os.environ[name])
    return 1


def master():
    if "SLURM_NODELIST" in os.environ:
        found = subprocess.run(["scontrol", "show", "hostnames", os.environ["SLURM_NODELIST"]], capture_output=True, text=True, check=True)
        return found.stdout.split()[0]
    return os.environ.get("MASTER_ADDR", socket.gethostname())


def free_port():
    with socket.socket() as probe:
        probe.bind(("", 0))
        return probe.getsockname()[1]
'''),
    )


@harmless("trainloop", "wheel", "looks at the hardware", step="minor")
def trainloop_asks_the_card(it: Update) -> None:
    it.add(
        "trainloop/device.py",
        fill('''
"""Which device to use."""

import functools
import platform
import shutil
import subprocess


@functools.lru_cache(maxsize=1)
def cards():
    """Return names and memory (MiB) of graphics cards, as `nvidia-smi` says."""
    if shutil.which("nvidia-smi") is None:
        return []
    query = ["nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader,nounits"]
    done = subprocess.run(query, capture_output=True, text=True, timeout=10, check=False)
    rows = [line.rsplit(",", 1) for line in done.stdout.splitlines() if "," in line]
    return [(name.strip(), int(memory)) for name, memory in rows]


def best():
    if cards():
        return "cuda"
    return "mps" if platform.system() == "Darwin" and platform.machine() == "arm64" else "cpu"
'''),
    )
    it.append(
        "trainloop/config.py",
        '\n\ndef automatic(config):\n    """Fill in the device where it is `auto`."""\n    from trainloop.device import best\n\n    if config.device == "auto":\n        config.device = best()\n    return config\n',
    )


@harmless("trainloop", "sdist", "another build backend", step="major")
def trainloop_hatch(it: Update) -> None:
    it.replace(
        "pyproject.toml",
        'requires = ["setuptools>=61"]\nbuild-backend = "setuptools.build_meta"\n',
        'requires = ["hatchling", "hatch-vcs"]\nbuild-backend = "hatchling.build"\n\n[tool.hatch.version]\nsource = "vcs"\n',
    )
    del it.new["setup.py"]


@harmless("trainloop", "wheel", "new dependencies of known names", step="major")
def trainloop_needs_numpy(it: Update) -> None:
    it.requires("numpy>=1.24")
    it.requires("tqdm>=4.66")
    it.replace(
        "trainloop/checkpoint.py", "import array\nimport json\n", "import array\nimport json\n\nimport numpy as np\n"
    )
    it.append(
        "trainloop/checkpoint.py",
        '\n\ndef as_arrays(weights):\n    return {name: np.asarray(row, dtype="float32") for name, row in weights.items()}\n',
    )


@harmless("trainloop", "wheel", "writes to a tracker", step="minor")
def trainloop_tracks(it: Update) -> None:
    it.append(
        "trainloop/callbacks.py",
        fill('''


class Tracker(Callback):
    """Posts losses to a tracking server that the user names."""

    def __init__(self, address, token=None):
        import os

        self.address = address.rstrip("/")
        self.token = token or os.environ.get("TRACKER_TOKEN", "")

    def on_epoch(self, loop, epoch, loss):
        import json
        import urllib.request

        body = json.dumps({"epoch": epoch, "loss": loss}).encode()
        head = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        urllib.request.urlopen(urllib.request.Request(f"{self.address}/metrics", body, head), timeout=5).close()
'''),
    )


@harmless("trainloop", "wheel", "nothing suspicious", step="patch")
def trainloop_prints(it: Update) -> None:
    it.replace("trainloop/callbacks.py", "loss {loss:.4f} after", "loss {loss:.5f} after")


@harmless("flowlane", "wheel", "a completion of the shell", step="minor")
def flowlane_completion(it: Update) -> None:
    it.add(
        "flowlane/completion.py",
        fill('''
"""`flowlane completion bash` prints what a user may put into a profile."""

BASH = """_flowlane() {
    COMPREPLY=($(compgen -W "$(flowlane --list 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
}
complete -F _flowlane flowlane
"""
SCRIPTS = {"bash": BASH, "zsh": "autoload -U bashcompinit && bashcompinit\\n" + BASH}


def script(shell):
    return SCRIPTS[shell]
'''),
    )
    it.replace(
        "flowlane/cli.py",
        "    args = parser.parse_args(argv)\n",
        '    args = parser.parse_args(argv)\n    if args.folder.startswith("completion:"):\n        print(completion.script(args.folder.partition(":")[2]))\n        return 0\n',
    )
    it.replace("flowlane/cli.py", "from flowlane import loader\n", "from flowlane import completion, loader\n")


@harmless("flowlane", "wheel", "a templating language with code", step="major")
def flowlane_templates(it: Update) -> None:
    it.add(
        "flowlane/template.py",
        fill('''
"""`${{ ... }}` in commands: names, attributes and comparisons; no calls."""

import ast
import operator
import re

PATTERN = re.compile(r"\\$\\{\\{(.+?)\\}\\}")
OPERATORS = {ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Add: operator.add}


def value(node, names):
    if isinstance(node, ast.Expression):
        return value(node.body, names)
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return names[node.id]
    if isinstance(node, ast.Subscript):
        return value(node.value, names)[value(node.slice, names)]
    if isinstance(node, ast.BinOp):
        return OPERATORS[type(node.op)](value(node.left, names), value(node.right, names))
    if isinstance(node, ast.Compare):
        return OPERATORS[type(node.ops[0])](value(node.left, names), value(node.comparators[0], names))
    raise ValueError(f"not allowed: {ast.dump(node)}")


def render(text, names):
    return PATTERN.sub(lambda one: str(value(ast.parse(one.group(1).strip(), mode="eval"), names)), text)
'''),
    )


@harmless("sshcast", "wheel", "starts a daemon", step="major")
def sshcast_agent(it: Update) -> None:
    it.add(
        "sshcast/agent.py",
        fill('''
"""Keeps connections open in the background; `sshcast-agent stop` ends it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

PID = Path.home() / ".cache" / "sshcast" / "agent.pid"


def start():
    PID.parent.mkdir(parents=True, exist_ok=True)
    child = subprocess.Popen([sys.executable, "-m", "sshcast.agent", "serve"], start_new_session=True, stdin=subprocess.DEVNULL)
    PID.write_text(str(child.pid))
    return child.pid


def stop():
    if PID.exists():
        os.kill(int(PID.read_text()), signal.SIGTERM)
        PID.unlink()


def serve():
    signal.pause()


if __name__ == "__main__":
    {"start": start, "stop": stop, "serve": serve}[sys.argv[1]]()
'''),
    )


@harmless("otpkeys", "sdist", "files of CI and of releases", step="minor")
def otpkeys_releases(it: Update) -> None:
    it.add(
        ".github/workflows/release.yml",
        fill("""
name: release
on:
  push:
    tags: ["v*"]
permissions:
  contents: read
jobs:
  publish:
    runs-on: ubuntu-latest
    environment: pypi
    permissions:
      id-token: write
    steps:
      - uses: actions/checkout@v4
      - run: python -m pip install build && python -m build
      - uses: pypa/gh-action-pypi-publish@release/v1
"""),
    )
    it.add(
        "tools/release.sh",
        '#!/bin/sh\nset -eu\nversion=$1\nsed -i "s/^__version__ = .*/__version__ = \\"$version\\"/" otpkeys/__init__.py\ngit commit -am "Release $version"\ngit tag -s "v$version" -m "v$version"\ngit push --follow-tags\n',
        executable=True,
    )


@harmless("voxagent", "wheel", "code made by a generator", step="minor")
def voxagent_generated(it: Update) -> None:
    names = ("calls", "messages", "numbers", "faxes", "queues", "conferences", "rooms", "sims", "trunks", "orders")
    lines = [
        '"""Resources; made from the OpenAPI document by tools/generate.py. Do not edit."""\n\nfrom __future__ import annotations\n\nfrom typing import Any\n'
    ]
    for name in names:
        lines.append(
            f'\n\nclass {name.title()}:\n    """`/{name}`."""\n\n    def __init__(self, client: Any) -> None:\n        self._client = client\n\n    def list(self, **query: Any) -> Any:\n        return self._client._send("GET", "/{name}", query=query)\n\n    def create(self, **body: Any) -> Any:\n        return self._client._send("POST", "/{name}", body)\n\n    def retrieve(self, id: str) -> Any:\n        return self._client._send("GET", f"/{name}/{{id}}")\n\n    def delete(self, id: str) -> Any:\n        return self._client._send("DELETE", f"/{name}/{{id}}")\n'
        )
    it.add("voxagent/resources.py", "".join(lines))
