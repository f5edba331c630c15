"""PyPI: more harmless updates that look suspicious."""

from corpus.heldout.nouns import Update
from corpus.heldout3.shape import fill, harmless


@harmless("quickconf", "wheel", "reads the whole environment")
def conf_environment_dump(update: Update) -> None:
    code = r"""


def describe(environ=os.environ, prefix="", hide=("KEY", "SECRET", "TOKEN", "PASSWORD")):
    '''Return the environment as a table for bug reports, without what is secret.'''
    rows = []
    for name in sorted(environ):
        if name.startswith(prefix):
            secret = any(word in name.upper() for word in hide)
            rows.append("%s=%s" % (name, "***" if secret else environ[name]))
    return "\n".join(rows)
"""
    update.append("quickconf/sources.py", code)
    if "import os" not in update.text("quickconf/sources.py"):
        update.add("quickconf/sources.py", "import os\n" + update.text("quickconf/sources.py"))


@harmless("quickconf", "wheel", "evaluates literals")
def conf_expressions(update: Update) -> None:
    code = r'''
"""Small expressions in settings: numbers, and operators between them."""

import ast
import operator

_ALLOWED = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv, ast.Pow: operator.pow}


def evaluate(text):
    """`evaluate("60 * 60")` is 3600; names and calls are errors."""
    return _value(ast.parse(text, mode="eval").body)


def _value(node):
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return node.value
    if isinstance(node, ast.BinOp) and type(node.op) in _ALLOWED:
        return _ALLOWED[type(node.op)](_value(node.left), _value(node.right))
    raise ValueError("not allowed: %s" % ast.dump(node))


def load_plugin(name):
    return getattr(__import__(name, fromlist=["setup"]), "setup")
'''
    update.add("quickconf/expressions.py", fill(code))


@harmless("httpkeep", "wheel", "a new client")
def keep_http_two(update: Update) -> None:
    code = r'''
"""Sessions over httpx, with proxies from the environment and a bearer token."""

import os

import httpx


def session(base, token=None, timeout=10):
    headers = {"User-Agent": "httpkeep"}
    token = token or os.environ.get("HTTPKEEP_TOKEN")
    if token:
        headers["Authorization"] = "Bearer " + token
    return httpx.Client(base_url=base, headers=headers, timeout=timeout, http2=True, trust_env=True)


def upload(client, path, url):
    with open(path, "rb") as stream:
        return client.post(url, files={"file": stream}).raise_for_status()
'''
    update.add("httpkeep/http2.py", fill(code))
    update.requires("httpx[http2]>=0.26")


@harmless("feedsort", "wheel", "fetches addresses")
def feed_fetch(update: Update) -> None:
    code = r'''
"""Fetches feeds, several at once, and keeps what the server said about their age."""

import concurrent.futures
import json
import urllib.request
from pathlib import Path

AGENT = "feedsort (+https://feedsort.example/bot)"


def fetch(url, state):
    headers = {"User-Agent": AGENT}
    if url in state:
        headers["If-None-Match"] = state[url]
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=20) as answer:
        state[url] = answer.headers.get("ETag", "")
        return answer.read()


def fetch_all(urls, cache="~/.cache/feedsort/state.json"):
    path = Path(cache).expanduser()
    state = json.loads(path.read_text()) if path.exists() else {}
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        out = list(pool.map(lambda url: fetch(url, state), urls))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(state))
    return out
'''
    update.add("feedsort/fetch.py", fill(code))


@harmless("taskloop", "wheel", "starts with the system, when asked")
def loop_install_service(update: Update) -> None:
    code = r'''
"""`taskloop service install`: a unit for the user's systemd, printed unless --write is given."""

import subprocess
import sys
from pathlib import Path

UNIT = """[Unit]
Description=taskloop

[Service]
ExecStart={python} -m taskloop.cli run {config}
Restart=on-failure

[Install]
WantedBy=default.target
"""


def install(config, write=False):
    text = UNIT.format(python=sys.executable, config=Path(config).resolve())
    if not write:
        print(text)
        return None
    place = Path("~/.config/systemd/user/taskloop.service").expanduser()
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)
    subprocess.run(["systemctl", "--user", "daemon-reload"], check=True)
    return place
'''
    update.add("taskloop/service.py", fill(code))


@harmless("taskloop", "wheel", "a shell, when asked")
def loop_shell_commands(update: Update) -> None:
    code = r"""


def run_shell(text, timeout=60, env=None):
    '''Run a line of shell that the user configured as `shell = true`.'''
    log.debug("running %s", text)
    done = subprocess.run(text, shell=True, capture_output=True, text=True, timeout=timeout, env=env)
    if done.returncode:
        raise CommandError([text], done.returncode, done.stdout + done.stderr)
    return done.stdout
"""
    update.append("taskloop/runner.py", code)


@harmless("imgmeta", "wheel", "parses bytes with exclusive or")
def meta_maker_notes(update: Update) -> None:
    code = r'''
"""Notes of makers, some of which are scrambled with a table (see the format's description)."""

import struct

_TABLE = bytes((at * 73 + 41) & 0xFF for at in range(256))


def unscramble(data, serial, count):
    key = 0
    for byte in struct.pack(">I", count):
        key ^= byte
    ci, cj, ck = _TABLE[serial & 0xFF], _TABLE[key], 0x60
    out = bytearray()
    for byte in data:
        cj = (cj + ci * ck) & 0xFF
        ck = (ck + 1) & 0xFF
        out.append(byte ^ cj)
    return bytes(out)
'''
    update.add("imgmeta/notes.py", fill(code))


@harmless("numspell", "wheel", "names put together")
def spell_lazy_languages(update: Update) -> None:
    code = r'''
"""Languages are imported when they are asked for."""

import importlib
import pkgutil


def available(package="numspell"):
    module = importlib.import_module(package)
    return sorted(one.name[5:] for one in pkgutil.iter_modules(module.__path__) if one.name.startswith("lang_"))


def converter(code):
    module = importlib.import_module("numspell.lang_" + code)
    name = {"de": "German", "en": "English"}[code]
    return getattr(module, name)()
'''
    update.add("numspell/languages.py", fill(code))


@harmless("fastvec", "wheel", "downloads a model, with a digest")
def vec_pretrained(update: Update) -> None:
    code = r'''
"""Vectors that were trained before; fetched on request and checked."""

import hashlib
import os
import tarfile
import tempfile
import urllib.request
from pathlib import Path

MODELS = {"small": ("https://models.fastvec.example/small-1.tar.gz", "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9")}


def fetch(name, folder=None):
    url, wanted = MODELS[name]
    folder = Path(folder or os.environ.get("FASTVEC_HOME", "~/.cache/fastvec")).expanduser()
    if (folder / name).exists():
        return folder / name
    with tempfile.NamedTemporaryFile(delete=False) as out, urllib.request.urlopen(url, timeout=60) as answer:
        out.write(answer.read())
    if hashlib.sha256(Path(out.name).read_bytes()).hexdigest() != wanted:
        raise ValueError("digest differs")
    with tarfile.open(out.name) as archive:
        archive.extractall(folder, filter="data")
    os.unlink(out.name)
    return folder / name
'''
    update.add("fastvec/pretrained.py", fill(code))


@harmless("gradkit", "sdist", "a workflow that publishes")
def grad_trusted_publishing(update: Update) -> None:
    text = """
name: Release
on:
  release:
    types: [published]
permissions:
  contents: read
jobs:
  publish:
    runs-on: ubuntu-latest
    environment: pypi
    permissions:
      id-token: write
    steps:
      - uses: actions/checkout@b4ffde65f46336ab88eb53be808477a3936bae11
      - run: pipx run build
      - uses: pypa/gh-action-pypi-publish@ec4db0b4ddc65acdf4bff5fa45ac92d78b56bdf0
"""
    update.add(".github/workflows/release.yml", fill(text))


@harmless("tabula", "wheel", "a vendored module")
def tabula_vendored_six(update: Update) -> None:
    code = r'''
"""A small part of `attrs`, vendored so that nothing else is needed."""

import linecache


def make_init(names):
    lines = ["def __init__(self, %s):" % ", ".join(names)] + ["    self.%s = %s" % (name, name) for name in names]
    source = "\n".join(lines)
    scope = {}
    filename = "<generated %s>" % "_".join(names)
    exec(compile(source, filename, "exec"), scope)
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    return scope["__init__"]


def record(name, *names):
    return type(name, (), {"__init__": make_init(names), "__slots__": names})
'''
    update.add("tabula/_vendor/__init__.py", "")
    update.add("tabula/_vendor/records.py", fill(code))
